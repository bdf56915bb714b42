"""Sectors: the list, and where one is strong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from regions.queries.sectors import (
    METRICS_SHOWN,
    SectorPage,
    sector_by_slug,
    sector_families,
    sector_page,
)
from regions.views.errors import not_found
from regions.views.navigation import HOME, sections


def sector_list(request: HttpRequest) -> HttpResponse:
    """Every sector by family."""
    context = {
        "page_title": "Sectors",
        "page_description": "The sectors the UK’s clusters work in: what each covers, and where "
        "it is strong.",
        "breadcrumbs": [HOME, {"label": "Sectors", "href": ""}],
        "families": sector_families(),
    }
    return render(request, "regions/sector_list.html", context)


def sector_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What a sector covers, and the areas, clusters and organisations strong in it."""
    sector = sector_by_slug(slug)
    if sector is None:
        return not_found(request, slug, "sector")
    page = sector_page(sector)
    context = {
        "page_title": sector.name,
        "page_description": sector.description or f"Where {sector.name} is strong in the UK.",
        "breadcrumbs": [
            HOME,
            {"label": "Sectors", "href": reverse("regions:sectors")},
            {"label": sector.name, "href": ""},
        ],
        "sector": sector,
        "page": page,
        "metrics": METRICS_SHOWN,
        "sections": _sections(page),
    }
    return render(request, "regions/sector_detail.html", context)


def _sections(page: SectorPage) -> list[dict[str, str]]:
    known = (
        ("strong", "Where it is strong", True),
        ("clusters", "Clusters", True),
        ("organisations", "Organisations", bool(page.organisations)),
        ("covers", "What it covers", True),
    )
    return sections(known)
