"""The regions and nations, and the page of any statistical area."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from regions.models import Area
from regions.queries.areas import AreaPage, area_by_slug, area_page, regions
from regions.queries.evidence import sources_of
from regions.queries.scatter import QUADRANTS
from regions.queries.specialisation import BY
from regions.views.downloads import csv_response
from regions.views.errors import not_found
from regions.views.navigation import HOME, sections


def region_list(request: HttpRequest) -> HttpResponse:
    """The 12 regions and nations on a map and in a table."""
    found = regions()
    context = {
        "page_title": "Regions and nations",
        "page_description": "The clusters, output and growth of each of the UK’s twelve regions "
        "and nations, with figures, sources and dates.",
        "breadcrumbs": [HOME, {"label": "Regions and nations", "href": ""}],
        "regions": found,
        "sources": sources_of(one for row in found.rows for one in (row.gva, row.growth)),
    }
    return render(request, "regions/region_list.html", context)


def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What an area is specialised in, and the clusters and organisations there."""
    area = area_by_slug(slug)
    if area is None:
        return not_found(request, slug, "area")
    year, by, problems = _asked(request)
    page = area_page(area, year=year, by=by)
    if year is not None and year != page.year:
        instead = f"; these are of {page.year}" if page.year else ""
        problems.append(f"There are no figures of {year} for {area.name}{instead}.")
    context = {
        "page_title": area.name,
        "page_description": area.description or _sentence(area),
        "sentence": _sentence(area),
        "breadcrumbs": _breadcrumbs(area),
        "page": page,
        "area": area,
        "by": by,
        "kinds_of_rows": BY,
        "problems": problems,
        "quadrants": QUADRANTS,
        "sections": _sections(page),
        "downloads": [{"label": "These rows, CSV", "href": _csv_address(page, by)}],
    }
    return render(request, "regions/region_detail.html", context)


def _csv_address(page: AreaPage, by: str) -> str:
    query = urlencode({"year": page.year or "", "by": by})
    return f"{reverse('regions:region_csv', args=[page.area.slug])}?{query}"


def _asked(request: HttpRequest) -> tuple[int | None, str, list[str]]:
    """Year and kind of rows from the address; what makes no sense is told."""
    problems: list[str] = []
    by = request.GET.get("by") or "industry"
    if by not in BY:
        problems.append(f"We cannot show figures by “{by[:60]}”, so these are by industry.")
        by = "industry"
    text = request.GET.get("year", "")
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        problems.append(f"“{text[:60]}” is not a year, so these are the newest figures.")
        text = ""
    return (int(text) if text else None), by, problems


def _sentence(area: Area) -> str:
    """What kind of area it is, for areas without a description of their own."""
    place = f" in {area.parent.label}" if area.parent and area.parent.level != "UK" else ""
    if area.level == Area.Level.ITL1:
        return f"{area.name} is one of the twelve regions and nations of the United Kingdom."
    if area.level == Area.Level.UK:
        return "England, Scotland, Wales and Northern Ireland together."
    if area.level == Area.Level.LAD:
        return f"{area.name} is a local authority{place}."
    return (
        f"{area.name} is an {area.level} area{place}: one of the units in which official "
        "figures are published (ITL is short for International Territorial Level)."
    )


def _breadcrumbs(area: Area) -> list[dict[str, str]]:
    trail = []
    above = area.parent
    while above is not None and above.level != Area.Level.UK:
        trail.append({"label": above.label, "href": reverse("regions:region", args=[above.slug])})
        above = above.parent
    top = {"label": "Regions and nations", "href": reverse("regions:regions")}
    return [HOME, top, *reversed(trail), {"label": area.label, "href": ""}]


def _sections(page: AreaPage) -> list[dict[str, str]]:
    known = (
        ("figures", "Figures", True),
        ("specialisation", "Specialisation", True),
        ("clusters", "Clusters", True),
        ("organisations", "Organisations", True),
        ("areas", "Areas within", bool(page.children)),
        ("evidence", "Evidence", True),
    )
    return sections(known)


def region_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every industry or sector of an area in one year as CSV."""
    area = area_by_slug(slug)
    if area is None:
        return not_found(request, slug, "area")
    year, by, _ = _asked(request)
    page = area_page(area, year=year, by=by)
    name = f"{area.slug}-{by}-{page.year}.csv" if page.year else f"{area.slug}-{by}.csv"
    return csv_response(_csv_rows(page), name)


def _csv_rows(page: AreaPage) -> Iterator[tuple[object, ...]]:
    yield (
        "area_code", "edition", "year", "code", "name", "gva_gbp_million", "share_percent_of_gva",
        "location_quotient", "growth_percent_a_year", "quality", "basis", "source",
    )  # fmt: skip
    found = page.specialisation
    for row in found.rows if found else ():
        yield (
            page.area.code,
            page.area.edition,
            page.year,
            row.code or (row.sector.slug if row.sector else ""),
            row.name,
            row.gva,
            row.share.value if row.share else None,
            row.lq.value if row.lq else None,
            row.growth.value if row.growth else None,
            row.lq.quality if row.lq else "",
            row.basis,
            f"{row.lq.source}, {row.lq.release}" if row.lq else "",
        )
