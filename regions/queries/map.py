"""What the explorer shows: the clusters and organisations that fit one set of filters.

The list, the table and the layers of the map are read by the same two functions,
`map_clusters()` and `map_organisations()`, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from regions.models import Area, Cluster, Membership, Organisation
from regions.queries.clusters import FACETS as CLUSTER_FACETS
from regions.queries.clusters import ClusterRow, cluster_rows, published_clusters, with_parts
from regions.queries.dot_map import DotMap, draw
from regions.queries.evidence import sources_of
from regions.queries.facets import Counted, Facet, Option, Selection, counted, narrowed
from regions.queries.places import Spot, miles_between
from regions.queries.search import (
    CLUSTER_RELATED,
    CLUSTER_TEXT,
    ORGANISATION_RELATED,
    ORGANISATION_TEXT,
    matching,
)

SUPPLIER = "supplier"
# A supplier is a firm, but a way in of its own: it has its own symbol and its own box to tick.
KINDS: dict[str, str] = {
    "firm": "Firm",
    SUPPLIER: "Supplier",
    **{value: label for value, label in Organisation.Kind.choices if value != "firm"},
}
ORGANISATIONS_ON_A_PAGE = 50

_SHARED = ("region", "sector", "stage", "net_zero")
AREA_FACETS = tuple(facet for facet in CLUSTER_FACETS if facet.name in _SHARED)
KIND_FACET = Facet("kind", "Kind of organisation", "kind", lambda: list(KINDS.items()))
MAP_FACETS = (*AREA_FACETS, KIND_FACET)


def kind_of(organisation: Organisation) -> str:
    """Its kind as the map tells them apart: a supplier is not drawn as any other firm."""
    return SUPPLIER if organisation.is_supplier else organisation.kind


def _of_kinds(kinds: Iterable[str]) -> Q:
    wanted = Q()
    for kind in kinds:
        if kind == SUPPLIER:
            wanted |= Q(is_supplier=True)
        else:
            wanted |= Q(kind=kind, is_supplier=False)
    return wanted


def map_clusters(selection: Selection) -> QuerySet[Cluster]:
    """Published clusters that fit; the kind of organisation does not narrow them."""
    return published_clusters(selection)


def _organisations_of_any_kind(selection: Selection) -> QuerySet[Organisation]:
    rows = matching(
        Organisation.objects.published(), selection.text, ORGANISATION_TEXT, ORGANISATION_RELATED
    )
    if regions := selection.values.get("region"):
        rows = rows.filter(region__slug__in=regions)
    about = Selection(
        values={
            name: values
            for name, values in selection.values.items()
            if values and name in ("sector", "stage", "net_zero")
        }
    )
    if not about.chosen:
        return rows
    # Universities and cluster bodies have no sector of their own: what they belong to counts.
    clusters = narrowed(Cluster.objects.published(), AREA_FACETS, about)
    members = Membership.objects.filter(cluster__in=clusters.order_by().values("pk"))
    fits = Q(pk__in=members.values("organisation"))
    if not about.values.get("stage"):
        own = Organisation.objects.all()
        for facet in AREA_FACETS:
            if values := about.values.get(facet.name):
                own = own.filter(facet.condition(values))
        fits |= Q(pk__in=own.order_by().values("pk"))
    return rows.filter(fits)


def map_organisations(selection: Selection) -> QuerySet[Organisation]:
    """Published organisations that fit, by name.

    One fits a sector, a stage or net zero by its own sectors, or as a member of a
    published cluster that fits.
    """
    rows = _organisations_of_any_kind(selection)
    if kinds := selection.values.get("kind"):
        rows = rows.filter(_of_kinds(kinds))
    return rows.order_by("name", "pk")


def map_facets(selection: Selection) -> tuple[Counted, ...]:
    """The filters with their counts: of clusters, and for the kind, of organisations."""
    rows = matching(Cluster.objects.published(), selection.text, CLUSTER_TEXT, CLUSTER_RELATED)
    return (*counted(rows, AREA_FACETS, selection), _kinds_counted(selection))


def _kinds_counted(selection: Selection) -> Counted:
    rows = _organisations_of_any_kind(selection).order_by()
    numbers: dict[str, int] = {}
    for row in rows.values("kind", "is_supplier").annotate(n=Count("pk")):
        numbers[SUPPLIER if row["is_supplier"] else row["kind"]] = row["n"]
    chosen = selection.values.get(KIND_FACET.name, ())
    return Counted(
        name=KIND_FACET.name,
        label=KIND_FACET.label,
        error=selection.unknown.get(KIND_FACET.name, ""),
        options=tuple(
            Option(value, label, numbers.get(value, 0), value in chosen)
            for value, label in KINDS.items()
        ),
    )


def distance_in_words(miles: float | None) -> str:
    """12 miles, 1 mile, under a mile; nothing for an unknown distance."""
    if miles is None:
        return ""
    whole = round(miles)
    return "under a mile" if whole == 0 else f"{whole} mile{'s' if whole != 1 else ''}"


@dataclass(frozen=True)
class ClusterEntry:
    """A cluster in the list or the table, with its distance from the place searched for."""

    row: ClusterRow
    members: int
    miles: float | None = None

    @property
    def distance(self) -> str:
        return distance_in_words(self.miles)


@dataclass(frozen=True)
class OrganisationEntry:
    """An organisation in the list or the table."""

    organisation: Organisation
    kind: str
    clusters: tuple[Cluster, ...]
    miles: float | None = None

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def distance(self) -> str:
        return distance_in_words(self.miles)


@dataclass(frozen=True)
class Found:
    """Everything the list shows: all clusters, and one page of the organisations."""

    clusters: tuple[ClusterEntry, ...] = ()
    organisations: tuple[OrganisationEntry, ...] = ()
    page: Page[int] | None = None
    sources: tuple[str, ...] = ()

    @property
    def organisation_count(self) -> int:
        return self.page.paginator.count if self.page else 0

    @property
    def nothing(self) -> bool:
        return not self.clusters and not self.organisation_count


def found(
    selection: Selection, *, layers: Iterable[str], page: int = 1, near: Spot | None = None
) -> Found:
    """The entries of the layers asked for; nearest first where a place was searched for."""
    shown = set(layers)
    clusters = cluster_entries(map_clusters(selection), near) if "clusters" in shown else ()
    sources = sources_of(entry.row.lq for entry in clusters)
    if "organisations" not in shown:
        return Found(clusters, sources=sources)
    keys = Paginator(_keys(map_organisations(selection), near), ORGANISATIONS_ON_A_PAGE)
    one_page = keys.get_page(page)
    return Found(clusters, organisation_entries(one_page, near), one_page, sources)


def still_map(entries: Iterable[ClusterEntry]) -> DotMap:
    """The listed clusters as dots on the outlines of the regions. One query."""
    areas = Area.objects.regions().order_by("name").only("slug", "name", "short_name", "boundary")
    return draw(areas, [entry.row.cluster for entry in entries])


def cluster_entries(rows: QuerySet[Cluster], near: Spot | None) -> tuple[ClusterEntry, ...]:
    """Clusters with region, sectors, figure and number of published members."""
    counted_rows = rows.annotate(
        members=Count(
            "memberships__organisation",
            filter=Q(memberships__organisation__status=Organisation.Status.PUBLISHED),
            distinct=True,
        )
    )
    clusters = list(with_parts(counted_rows).order_by("name"))
    entries = [
        ClusterEntry(row, getattr(row.cluster, "members"), _miles(row.cluster, near))  # noqa: B009
        for row in cluster_rows(clusters)
    ]
    return tuple(sorted(entries, key=_nearest)) if near else tuple(entries)


def organisation_entries(
    keys: Iterable[int], near: Spot | None = None
) -> tuple[OrganisationEntry, ...]:
    """Organisations in the order of their keys, with the published clusters they belong to."""
    keys = list(keys)
    published = Cluster.objects.published().only("pk", "slug", "name").order_by("name")
    full = (
        Organisation.objects.published()
        .select_related("region")
        .defer("region__boundary")
        .prefetch_related(Prefetch("clusters", queryset=published, to_attr="shown_clusters"))
        .in_bulk(keys)
    )
    return tuple(
        OrganisationEntry(
            one,
            kind_of(one),
            # In two roles is in the cluster once.
            tuple(dict.fromkeys(getattr(one, "shown_clusters"))),  # noqa: B009
            _miles(one, near),
        )
        for one in (full[key] for key in keys if key in full)
    )


def _keys(rows: QuerySet[Organisation], near: Spot | None) -> Any:
    """The keys of the rows in the order of the list: by name, or nearest first."""
    if near is None:
        return rows.values_list("pk", flat=True)
    return _by_distance(rows.values_list("pk", "lon", "lat"), near)


def _by_distance(places: Iterable[tuple[int, float | None, float | None]], near: Spot) -> list[int]:
    far = float("inf")
    return [
        key
        for _, _, key in sorted(
            (far if lon is None or lat is None else miles_between(near, lon, lat), order, key)
            for order, (key, lon, lat) in enumerate(places)
        )
    ]


def _miles(placed: Cluster | Organisation, near: Spot | None) -> float | None:
    if near is None or placed.lon is None or placed.lat is None:
        return None
    return miles_between(near, placed.lon, placed.lat)


def _nearest(entry: ClusterEntry) -> tuple[float, str]:
    far = float("inf") if entry.miles is None else entry.miles
    return far, entry.row.cluster.name
