"""Organisations: the list with its ways in, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from regions.models import Organisation
from regions.queries.facets import Selection
from regions.queries.organisations import (
    FACETS,
    SORTS,
    csv_rows,
    in_order,
    organisation_facets,
    organisation_page,
    published_organisation,
    published_organisations,
    with_parts,
)
from regions.views.downloads import csv_response
from regions.views.lists import (
    answer,
    carried,
    chips,
    one_page,
    rail,
    read_address,
    with_query,
)
from regions.views.navigation import HOME

PLURALS = {
    "firm": "Firms",
    "university": "Universities",
    "research": "Research organisations",
    "public": "Public bodies",
    "investor": "Investors",
    "cluster_body": "Cluster bodies",
}


def organisation_list(request: HttpRequest) -> HttpResponse:
    """All published organisations, narrowed and sorted as the address says."""
    asked = read_address(request, FACETS, SORTS)
    rows = in_order(published_organisations(asked.selection), asked.sort)
    page, beyond = one_page(with_parts(rows), asked.page)
    facets = organisation_facets(asked.selection)
    title = _title(asked.selection)
    context = {
        "page_title": title,
        "page_description": "The firms, suppliers, universities, research organisations and "
        "public bodies of the UK’s clusters, with place, sectors and source.",
        "breadcrumbs": [HOME, {"label": "Organisations", "href": ""}],
        "heading": title,
        "facets": rail(facets, asked.selection, label="Search", placeholder="Name or town"),
        "chips": chips(request, facets, asked.selection),
        "problems": [*asked.problems, *([beyond] if beyond else [])],
        "page_obj": page,
        "sort": asked.sort,
        "sorts": SORTS,
        "carried": carried(request),
        "downloads": [{"label": "CSV", "href": with_query(request, "regions:organisations_csv")}],
        "ways_in": _ways_in(asked.selection),
    }
    return answer(
        request, "regions/organisation_list.html", "regions/_organisation_explorer.html", context
    )


def _title(selection: Selection) -> str:
    """The heading says which way in was taken: Suppliers, Universities, or all of them."""
    kinds = selection.values.get("kind", ())
    if selection.values.get("supplier") and kinds in ((), ("firm",)):
        return "Suppliers"
    return PLURALS[kinds[0]] if len(kinds) == 1 else "Organisations"


def _ways_in(selection: Selection) -> list[dict[str, object]]:
    base, title = reverse("regions:organisations"), _title(selection)
    ways = [("All", ""), ("Firms", "?kind=firm"), ("Suppliers", "?kind=firm&supplier=1")]
    ways += [
        (PLURALS[kind], f"?kind={kind}") for kind in Organisation.Kind.values if kind != "firm"
    ]
    return [
        {
            "label": label,
            "href": base + query,
            "current": label == title or (label == "All" and title == "Organisations"),
        }
        for label, query in ways
    ]


def organisations_csv(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as CSV."""
    asked = read_address(request, FACETS, SORTS)
    rows = in_order(published_organisations(asked.selection), asked.sort)
    return csv_response(csv_rows(rows), "organisations.csv")


def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation does, where, in which clusters, and how it is connected."""
    organisation = published_organisation(pk)
    if organisation is None:
        return render(request, "404.html", status=404)
    plural = PLURALS[organisation.kind]
    top = reverse("regions:organisations")
    context = {
        "page_title": organisation.name,
        "page_description": organisation.description
        or f"{organisation.name}: place, sectors, clusters and connections.",
        "breadcrumbs": [
            HOME,
            {"label": "Organisations", "href": top},
            {"label": plural, "href": f"{top}?kind={organisation.kind}"},
            {"label": organisation.name, "href": ""},
        ],
        "organisation": organisation,
        "page": organisation_page(organisation),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "regions/organisation_detail.html", context)
