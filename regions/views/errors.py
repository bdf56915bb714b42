"""A helpful 404: what the address may have meant."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regions.queries.suggestions import close_to


def not_found(request: HttpRequest, wanted: str, kind: str) -> HttpResponse:
    """The 404 page with close names of the same kind: cluster, area or sector."""
    context = {"suggestions": close_to(wanted, kind), "search_query": wanted.replace("-", " ")}
    return render(request, "404.html", context, status=404)
