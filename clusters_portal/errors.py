"""Error pages that say what happened and where to go next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as page_of_error

from regions.api.problems import problem


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without a valid token: usually a page left open too long."""
    return render(request, "403.html", {"csrf_failure": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The styled page; under /api/ a problem detail."""
    if request.path.startswith("/api/"):
        return problem(request, 500, "Internal Server Error", "Something went wrong on our side.")
    return page_of_error(request)
