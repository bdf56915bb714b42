"""The campaign's home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.queries.home import home_page


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "engagement/home.html", {"home": home_page(dict(request.GET.lists()))})
