"""The progress list: the published updates that fit what was asked, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from engagement.models import Ask, ProgressUpdate
from regions.models import Area, Cluster
from regions.queries.facets import Counted, Facet, counted, narrowed, select
from regions.queries.search import matching

PAGE_SIZE = 30
SORTS = {"newest": "Newest first", "oldest": "Oldest first"}
TEXT = ("title", "summary", "source_name")
RELATED = (("regions", "name"),)


@dataclass(frozen=True)
class Entry:
    """An update with what it is tied to; `everywhere` if that is every region and nation."""

    update: ProgressUpdate
    asks: tuple[Ask, ...]
    regions: tuple[Area, ...]
    clusters: tuple[Cluster, ...]
    everywhere: bool


@dataclass(frozen=True)
class YearGroup:
    """Entries of one year, for a heading above them."""

    year: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ProgressList:
    """A page of the list, its facets with counts, and a sentence on each thing left out."""

    facets: tuple[Counted, ...]
    years: Counted
    groups: tuple[YearGroup, ...]
    page: Page[Any]
    sort: str
    text: str
    chosen: bool
    problems: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def sorting(self) -> dict[str, Any]:
        """The choice of order, by the names components/_facets.html asks for."""
        options = [
            {"value": value, "label": label, "selected": value == self.sort}
            for value, label in SORTS.items()
        ]
        return {"name": "sort", "label": "Sort", "kind": "select", "options": options}

    @property
    def rail(self) -> list[Any]:
        """Every filter of the page of its own: words, order, facets."""
        words = {"name": "q", "label": "Words", "kind": "search", "value": self.text}
        return [words, self.sorting, *self.facets]

    @property
    def year(self) -> str:
        """The years chosen, as one word for a heading; empty for all."""
        return " and ".join(option.value for option in self.years.options if option.selected)

    @property
    def carried(self) -> list[dict[str, str]]:
        """The chosen years, for a form that has no control for them."""
        return [
            {"name": "year", "value": option.value}
            for option in self.years.options
            if option.selected
        ]


def progress_list(
    asked: Mapping[str, Sequence[str]], *, page_size: int = PAGE_SIZE
) -> ProgressList:
    """The updates that fit `asked`: lists of words by name, as in an address.

    A value that is not one of the choices is left out and told in `problems`. Twelve
    queries at most, whatever the number of rows.
    """
    text = _first(asked, "q")
    facets = _facets()
    selection = select(facets, asked, text)
    problems = list(selection.unknown.values())
    rows = matching(ProgressUpdate.objects.published(), selection.text, TEXT, RELATED)
    sort = _first(asked, "sort") or "newest"
    if sort not in SORTS:
        problems.append(f"We cannot sort by “{sort[:60]}”, so the newest stand first.")
        sort = "newest"
    found = narrowed(rows, facets, selection).order_by(
        *(("date", "pk") if sort == "oldest" else ("-date", "-pk"))
    )
    page = _page(found, _first(asked, "page"), page_size, problems)
    # The sentences stand together above the list, not once more at each facet.
    years, *rest = (replace(one, error="") for one in counted(rows, facets, selection))
    return ProgressList(
        facets=tuple(rest),
        years=years,
        groups=_by_year(list(page.object_list), everywhere=len(selection.options["region"])),
        page=page,
        sort=sort,
        text=selection.text,
        chosen=selection.chosen,
        problems=tuple(problems),
    )


def with_parts(rows: QuerySet[ProgressUpdate]) -> QuerySet[ProgressUpdate]:
    """Asks, regions and published clusters of each update, in three queries."""
    return rows.prefetch_related(
        Prefetch("asks", Ask.objects.only("slug", "title", "order")),
        Prefetch("regions", Area.objects.only("slug", "name", "short_name").order_by("name")),
        Prefetch("clusters", Cluster.objects.published().only("slug", "name").order_by("name")),
    )


def _facets() -> tuple[Facet, ...]:
    dates = ProgressUpdate.objects.published().dates("date", "year", order="DESC")
    years = {str(date.year): date.year for date in dates}
    regions = Area.objects.regions().order_by("name").only("slug", "name", "short_name")
    return (
        Facet("year", "Year", "date__year", lambda: [(y, y) for y in years], stored=years),
        Facet("kind", "Kind", "kind", lambda: ProgressUpdate.Kind.choices),
        Facet("ask", "Ask", "asks__slug", lambda: Ask.objects.values_list("slug", "title")),
        Facet("region", "Region or nation", "regions__slug",
              lambda: [(region.slug, region.label) for region in regions]),
    )  # fmt: skip


def _first(asked: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value.strip() for value in asked.get(name, ()) if value.strip()), "")


def _page(rows: QuerySet[ProgressUpdate], number: str, size: int, problems: list[str]) -> Page[Any]:
    """The page asked for; a number that is none, or too high, gives the nearest there is."""
    paginator = Paginator(with_parts(rows), size)
    page = paginator.get_page(number or 1)
    if number and str(page.number) != number:
        problems.append(f"There is no page “{number[:20]}”; this is page {page.number}.")
    return page


def _by_year(updates: Sequence[ProgressUpdate], *, everywhere: int) -> tuple[YearGroup, ...]:
    return tuple(
        YearGroup(year, tuple(_entry(update, everywhere) for update in group))
        for year, group in groupby(updates, key=lambda update: update.date.year)
    )


def _entry(update: ProgressUpdate, everywhere: int) -> Entry:
    regions = tuple(update.regions.all())
    return Entry(
        update=update,
        asks=tuple(update.asks.all()),
        regions=regions,
        clusters=tuple(update.clusters.all()),
        everywhere=len(regions) == everywhere > 1,
    )
