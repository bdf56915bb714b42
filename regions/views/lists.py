"""What every filtered list does: read the address, check it, page, and answer htmx."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from regions.queries.facets import Counted, Facet, Selection, select

PAGE_SIZE = 24


@dataclass(frozen=True)
class Asked:
    """The state of a list, as its address says it."""

    selection: Selection
    sort: str
    page: int
    problems: tuple[str, ...]


def read_address(
    request: HttpRequest, facets: tuple[Facet, ...], sorts: Mapping[str, str]
) -> Asked:
    """Facets, text, sort and page of the address; what makes no sense is left out and told."""
    asked = {facet.name: request.GET.getlist(facet.name) for facet in facets}
    asked = {name: [v for v in values if "\x00" not in v] for name, values in asked.items()}
    selection = select(facets, asked, request.GET.get("q", ""))
    labels = {facet.name: facet.label for facet in facets}
    problems = [f"{labels[name]}: {told}" for name, told in selection.unknown.items()]
    sort = request.GET.get("sort") or next(iter(sorts))
    if sort not in sorts:
        problems.append(f"We cannot sort by “{sort[:60]}”, so the list is sorted by name.")
        sort = next(iter(sorts))
    number = request.GET.get("page") or "1"
    if not (number.isascii() and number.isdigit()) or int(number[:9]) < 1:
        problems.append(f"There is no page “{number[:60]}”, so this is the first.")
        number = "1"
    return Asked(selection, sort, int(number[:9]), tuple(problems))


def one_page(rows: QuerySet[Any], number: int) -> tuple[Page[Any], str]:
    """A page of the list; beyond the end the last one, and a sentence that says so."""
    pages = Paginator(rows, PAGE_SIZE)
    page = pages.get_page(number)
    if number <= pages.num_pages:
        return page, ""
    return page, f"There is no page {number}, so this is the last of {pages.num_pages}."


def rail(
    facets: tuple[Counted, ...], selection: Selection, *, label: str, placeholder: str
) -> list[Counted | dict[str, object]]:
    """The facets with the text box on top, as `components/_facets.html` takes them."""
    box: dict[str, object] = {
        "name": "q",
        "label": label,
        "kind": "search",
        "value": selection.text,
        "placeholder": placeholder,
    }
    return [box, *facets]


def chips(
    request: HttpRequest, facets: tuple[Counted, ...], selection: Selection
) -> list[dict[str, str]]:
    """What narrows the list now, each with the address of the list without it."""
    found = []

    def without(name: str, value: str) -> str:
        query = request.GET.copy()
        query.setlist(name, [one for one in query.getlist(name) if one != value])
        query.pop("page", None)
        kept = query.urlencode()
        return f"{request.path}?{kept}" if kept else request.path

    if selection.text:
        query = request.GET.get("q", "")
        found.append({"label": f"“{selection.text}”", "href": without("q", query)})
    for facet in facets:
        found += [
            {"label": option.label, "href": without(facet.name, option.value)}
            for option in facet.options
            if option.selected
        ]
    return found


def carried(request: HttpRequest) -> list[dict[str, str]]:
    """What the filter form must not lose: the order of the list."""
    sort = request.GET.get("sort", "")
    return [{"name": "sort", "value": sort}] if sort else []


def with_query(request: HttpRequest, view: str) -> str:
    """The address of another view of the same list: the same filters and order, all pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{reverse(view)}?{query.urlencode()}" if query else reverse(view)


def answer(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, object]
) -> HttpResponse:
    """The whole page, or for htmx the part of it that changes."""
    htmx = cast("HtmxDetails", getattr(request, "htmx"))  # noqa: B009
    partial = bool(htmx) and not htmx.history_restore_request
    response = render(request, fragment if partial else page, dict(context))
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
