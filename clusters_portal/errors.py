"""Error pages that say what happened and where to go next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without a valid token: usually a page left open too long."""
    return render(request, "403.html", {"csrf_failure": True}, status=403)
