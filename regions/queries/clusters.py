"""The list of published clusters: facets, search, sorting, and the rows to show or take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from regions.models import Area, Cluster, ClusterSector, MetricValue, Sector
from regions.queries.evidence import Measured, measured, metric_values
from regions.queries.facets import Counted, Facet, Selection, counted, narrowed
from regions.queries.search import CLUSTER_RELATED, CLUSTER_TEXT, matching

STAGE_ORDER = [value for value, _ in Cluster.Stage.choices]
# Said in so many words, so that the database can use the index of a cluster's sectors.
OF_A_SECTOR = {"cluster__isnull": False, "sector__isnull": False, "industry__isnull": True}
SORTS = {
    "name": "Name",
    "region": "Region or nation",
    "stage": "Stage, most developed first",
    "lq": "Location quotient of the lead sector, highest first",
}


def region_options() -> list[tuple[str, str]]:
    """The 12 regions and nations by slug and short name."""
    rows = Area.objects.regions().order_by("name")
    return [(area.slug, area.label) for area in rows.only("slug", "name", "short_name")]


def sector_options() -> list[tuple[str, str]]:
    return [(one.slug, one.label) for one in Sector.objects.only("slug", "name", "short_name")]


FACETS = (
    Facet("region", "Region or nation", "region__slug", region_options),
    Facet("sector", "Sector", "sectors__slug", sector_options),
    Facet("stage", "Stage", "stage", lambda: Cluster.Stage.choices),
    Facet("origin", "How it was found", "origin", lambda: Cluster.Origin.choices),
    Facet(
        "net_zero",
        "Net zero",
        "sectors__net_zero",
        lambda: [("yes", "Serves net zero")],
        stored={"yes": True},
    ),
)


@dataclass(frozen=True)
class ClusterRow:
    """One cluster in a list, with the location quotient of what it is known for."""

    cluster: Cluster
    sectors: tuple[Sector, ...]
    lq: Measured | None

    @property
    def lead(self) -> Sector | None:
        return self.sectors[0] if self.sectors else None

    @property
    def unverified(self) -> bool:
        return not self.cluster.verified


def published_clusters(selection: Selection) -> QuerySet[Cluster]:
    """Published clusters that fit the text and every chosen facet."""
    return narrowed(_with_text(selection), FACETS, selection)


def cluster_facets(selection: Selection) -> tuple[Counted, ...]:
    """The facets with their counts: one query each."""
    return counted(_with_text(selection), FACETS, selection)


def _with_text(selection: Selection) -> QuerySet[Cluster]:
    rows = Cluster.objects.published()
    return matching(rows, selection.text, CLUSTER_TEXT, CLUSTER_RELATED)


def in_order(rows: QuerySet[Cluster], sort: str) -> QuerySet[Cluster]:
    """The rows in one of the orders of SORTS; ties by name."""
    if sort == "region":
        return rows.order_by("region__name", "name")
    if sort == "stage":
        rank = Case(
            *(When(stage=stage, then=Value(n)) for n, stage in enumerate(STAGE_ORDER)),
            output_field=IntegerField(),
        )
        return rows.annotate(rank=rank).order_by("-rank", "name")
    if sort == "lq":
        return _with_lead_lq(rows).order_by(F("lead_lq").desc(nulls_last=True), "name")
    return rows.order_by("name")


def _with_lead_lq(rows: QuerySet[Cluster]) -> QuerySet[Any]:
    """With `lead_lq` and its key `lead_lq_id`: the newest location quotient of the lead sector,
    a defined one if there is one."""
    lead = ClusterSector.objects.filter(cluster=OuterRef("pk")).order_by("order", "pk")
    quotients = MetricValue.objects.filter(
        cluster=OuterRef("pk"),
        sector=OuterRef("lead_sector"),
        metric="location-quotient",
        **OF_A_SECTOR,
    ).order_by(Case(When(value__isnull=True, then=1), default=0), "-year")
    return rows.annotate(lead_sector=Subquery(lead.values("sector")[:1])).annotate(
        lead_lq=Subquery(quotients.values("value")[:1]),
        lead_lq_id=Subquery(quotients.values("pk")[:1]),
    )


def with_parts(rows: QuerySet[Cluster]) -> QuerySet[Cluster]:
    """Region, source and sectors of each cluster in a fixed number of queries; no outlines."""
    return (
        rows.select_related("region", "source")
        .defer("footprint", "region__boundary")
        .prefetch_related("cluster_sectors__sector")
    )


def sectors_of(cluster: Cluster) -> tuple[Sector, ...]:
    """Its sectors, the lead first, from a prefetch."""
    return tuple(part.sector for part in cluster.cluster_sectors.all())


def cluster_rows(clusters: Iterable[Cluster]) -> tuple[ClusterRow, ...]:
    """Rows to render, from clusters read `with_parts()`. Two queries for all the figures."""
    clusters = list(clusters)
    keyed = _with_lead_lq(Cluster.objects.filter(pk__in=[one.pk for one in clusters]).order_by())
    wanted = dict(keyed.values_list("pk", "lead_lq_id"))
    values = metric_values().in_bulk([key for key in wanted.values() if key is not None])
    quotients = {key: measured(row) for key, row in values.items()}
    return tuple(
        ClusterRow(cluster, sectors_of(cluster), quotients.get(wanted.get(cluster.pk)))
        for cluster in clusters
    )


CSV_HEADER = (
    "slug", "name", "summary", "region_code", "region", "stage", "origin", "sectors",
    "longitude", "latitude", "founded", "website", "verified", "source", "source_page",
)  # fmt: skip


def csv_rows(rows: QuerySet[Cluster]) -> Iterator[tuple[object, ...]]:
    """The list as a table for a spreadsheet, header first, read in pieces."""
    yield CSV_HEADER
    for cluster in with_parts(rows).iterator(chunk_size=500):
        yield (
            cluster.slug,
            cluster.name,
            cluster.summary,
            cluster.region.code,
            cluster.region.name,
            cluster.stage,
            cluster.origin,
            "; ".join(sector.name for sector in sectors_of(cluster)),
            cluster.lon,
            cluster.lat,
            cluster.founded,
            cluster.website,
            "yes" if cluster.verified else "no",
            cluster.source.name,
            cluster.source_url,
        )


def feature(cluster: Cluster) -> dict[str, object]:
    """One cluster, read `with_parts()`, as a GeoJSON feature at its point."""
    return {
        "type": "Feature",
        "id": cluster.slug,
        "geometry": {"type": "Point", "coordinates": [cluster.lon, cluster.lat]},
        "properties": {
            "name": cluster.name,
            "summary": cluster.summary,
            "region": cluster.region.name,
            "region_code": cluster.region.code,
            "stage": cluster.stage,
            "origin": cluster.origin,
            "sectors": [sector.name for sector in sectors_of(cluster)],
            "path": cluster.get_absolute_url(),
            "verified": cluster.verified,
            "source": cluster.source.name,
        },
    }
