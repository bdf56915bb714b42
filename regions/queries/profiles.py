"""All that stands on the page of one cluster."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from regions.models import Area, Cluster, Link, Membership, MetricValue, Organisation, Sector
from regions.queries.charts import LineChart, Spark, line_chart, plain, sparkline
from regions.queries.clusters import sectors_of, with_parts
from regions.queries.evidence import (
    Change,
    Measured,
    history_of,
    measured,
    metric_values,
    newest,
    sources_of,
)
from regions.queries.network import Member, Network, network

FIGURES = ("location-quotient", "gva", "share", "growth")
SIMILAR_SHOWN = 4
PLURALS = {
    "anchor": "Anchors, central to the cluster",
    "firm": "Firms",
    "supplier": "Suppliers",
    "university": "Universities",
    "research": "Research organisations",
    "public": "Public bodies",
    "investor": "Investors",
    "body": "Cluster bodies",
}
EARTH_RADIUS_KM = 6371.0
KM_IN_A_MILE = 1.609344


@dataclass(frozen=True)
class SectorFigures:
    """The newest figures for one sector of a cluster, or for all its sectors together."""

    sector: Sector | None
    by_metric: dict[str, Measured]
    trend: Spark | None

    @property
    def cells(self) -> tuple[tuple[str, Measured | None], ...]:
        return tuple((metric, self.by_metric.get(metric)) for metric in FIGURES)

    @property
    def basis(self) -> str:
        """What was measured, where it is not exactly the cluster's place and sector."""
        return next((one.basis for one in self.by_metric.values() if one.basis), "")

    @property
    def year(self) -> int | None:
        return max((one.year for one in self.by_metric.values()), default=None)


@dataclass(frozen=True)
class Trend:
    """One metric by year: the chart, and the same numbers as rows."""

    metric: str
    what: str
    chart: LineChart
    rows: tuple[Measured, ...]
    sources: tuple[str, ...]

    @property
    def description(self) -> str:
        """The run of the line in words: its first and its last defined year."""
        known = [row for row in self.rows if row.value is not None]
        first, last = known[0], known[-1]
        return (
            f"{self.what}: from {plain(round(first.value or 0, 2))} in {first.year} "
            f"to {plain(round(last.value or 0, 2))} in {last.year}."
        )


@dataclass(frozen=True)
class RoleGroup:
    label: str
    members: tuple[Membership, ...]


@dataclass(frozen=True)
class Similar:
    cluster: Cluster
    shared: tuple[Sector, ...]
    same_lead: bool
    km: float

    @property
    def miles(self) -> int:
        """The distance as readers in the UK, and the scale on the map, give it."""
        return max(round(self.km / KM_IN_A_MILE), 1)

    @property
    def why(self) -> str:
        """What makes it similar, in words."""
        names = ", ".join(sector.label for sector in self.shared)
        known = "Known for the same sector" if self.same_lead else "Shares sectors"
        return f"{known}: {names}. {self.miles:,} mile{'' if self.miles == 1 else 's'} away."


@dataclass(frozen=True)
class Profile:
    cluster: Cluster
    sectors: tuple[Sector, ...]
    areas: tuple[Area, ...]
    headline: tuple[tuple[str, Measured | None], ...]
    figures: tuple[SectorFigures, ...]
    sources: tuple[str, ...]
    trends: tuple[Trend, ...]
    groups: tuple[RoleGroup, ...]
    members: int
    links: tuple[Link, ...]
    network: Network | None
    similar: tuple[Similar, ...]
    history: tuple[Change, ...]

    @property
    def net_zero(self) -> bool:
        return any(sector.net_zero for sector in self.sectors)

    @property
    def bases(self) -> tuple[str, ...]:
        """What the headline figures were measured on, where not exactly the cluster's own."""
        return tuple(dict.fromkeys(one.basis for _, one in self.headline if one and one.basis))

    @property
    def link_kinds(self) -> tuple[tuple[str, str], ...]:
        """The kinds of link among the members, for the legend."""
        present = {link.kind for link in self.links}
        return tuple((kind, label) for kind, label in Link.Kind.choices if kind in present)


def published_cluster(slug: str) -> Cluster | None:
    """A published cluster with its parts; a draft or an archived one is not there."""
    rows = with_parts(Cluster.objects.published().filter(slug=slug))
    areas = Prefetch("areas", queryset=Area.objects.defer("boundary"))
    return rows.select_related("body").prefetch_related(areas).first()


def profile_of(cluster: Cluster) -> Profile:
    """Everything its page shows, in a fixed number of queries."""
    sectors = sectors_of(cluster)
    values = list(metric_values().filter(cluster=cluster, industry=None).order_by("year"))
    by_sector = _by_sector(values)
    figures = _figures(sectors, by_sector)
    headline = figures[0].by_metric if figures else {}
    members = _members(cluster)
    links = _links([one.organisation_id for one in members])
    return Profile(
        cluster=cluster,
        sectors=sectors,
        areas=tuple(cluster.areas.all()),
        headline=tuple((metric, headline.get(metric)) for metric in FIGURES),
        figures=figures,
        sources=sources_of(one for row in figures for one in row.by_metric.values()),
        trends=_trends(sectors, by_sector),
        groups=_groups(members),
        members=len({one.organisation_id for one in members}),
        links=links,
        network=_network(members, links),
        similar=similar_to(cluster, sectors),
        history=history_of(cluster),
    )


def _by_sector(values: Sequence[MetricValue]) -> dict[int | None, list[MetricValue]]:
    groups: dict[int | None, list[MetricValue]] = {}
    for row in values:
        groups.setdefault(row.sector_id, []).append(row)
    return groups


def _figures(
    sectors: Sequence[Sector], by_sector: dict[int | None, list[MetricValue]]
) -> tuple[SectorFigures, ...]:
    """A row per sector, the lead first, then all of them together."""
    rows = []
    for sector in (*sectors, None):
        values = by_sector.get(sector.pk if sector else None, [])
        if sector is None and (not values or len(sectors) < 2):
            continue
        quotients = [(v.year, v.value) for v in values if v.metric == "location-quotient"]
        rows.append(SectorFigures(sector, newest(values), sparkline(quotients)))
    return tuple(rows)


def _trends(
    sectors: Sequence[Sector], by_sector: dict[int | None, list[MetricValue]]
) -> tuple[Trend, ...]:
    """GVA and location quotient of the lead sector by year."""
    if not sectors:
        return ()
    found = []
    for metric in ("gva", "location-quotient"):
        values = [row for row in by_sector.get(sectors[0].pk, []) if row.metric == metric]
        trend = trend_of(metric, values, sectors[0].name)
        if trend is not None:
            found.append(trend)
    return tuple(found)


def trend_of(metric: str, values: Sequence[MetricValue], what: str) -> Trend | None:
    """The chart and the rows of one metric by year; None with fewer than two defined years."""
    if sum(row.value is not None for row in values) < 2:
        return None
    lq = metric == "location-quotient"
    chart = line_chart(
        [(row.year, row.value) for row in values],
        reference=1.0 if lq else None,
        reference_label="1: as everywhere" if lq else "",
    )
    rows = tuple(measured(row) for row in values)
    return Trend(metric, what, chart, rows, sources_of(rows)) if chart else None


def _members(cluster: Cluster) -> list[Membership]:
    rows = cluster.memberships.filter(organisation__status=Organisation.Status.PUBLISHED)
    return list(rows.select_related("organisation", "source").order_by("organisation__name"))


def _groups(members: Sequence[Membership]) -> tuple[RoleGroup, ...]:
    return tuple(
        RoleGroup(PLURALS[role], group)
        for role in Membership.Role.values
        if (group := tuple(one for one in members if one.role == role))
    )


def _links(organisations: Sequence[int]) -> tuple[Link, ...]:
    rows = Link.objects.filter(
        from_organisation__in=organisations, to_organisation__in=organisations
    )
    return tuple(rows.select_related("from_organisation", "to_organisation", "source"))


def _network(members: Sequence[Membership], links: Sequence[Link]) -> Network | None:
    drawn: dict[int, Member] = {}
    for one in members:
        # An organisation with two roles stands where its first role in the list puts it.
        drawn.setdefault(
            one.organisation_id,
            Member(
                one.organisation_id,
                one.organisation.name,
                one.role,
                one.organisation.get_absolute_url(),
            ),
        )
    return network(
        list(drawn.values()),
        [(one.from_organisation_id, one.to_organisation_id, one.kind, str(one)) for one in links],
    )


def similar_to(cluster: Cluster, sectors: Sequence[Sector]) -> tuple[Similar, ...]:
    """Clusters known for the same sector first, then by shared sectors (Jaccard), then nearness."""
    if not sectors:
        return ()
    own = {sector.pk for sector in sectors}
    others = Cluster.objects.published().filter(Q(sectors__in=own)).exclude(pk=cluster.pk)
    scored = []
    for other in with_parts(others.distinct()):
        theirs = sectors_of(other)
        shared = tuple(sector for sector in theirs if sector.pk in own)
        overlap = len(shared) / len(own | {sector.pk for sector in theirs})
        same_lead = theirs[0].pk == sectors[0].pk
        km = distance_km(cluster, other)
        scored.append(((not same_lead, -overlap, km), Similar(other, shared, same_lead, km)))
    scored.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in scored[:SIMILAR_SHOWN])


def distance_km(one: Cluster, other: Cluster) -> float:
    """Great-circle distance between two points, in kilometres."""
    lon_a, lat_a, lon_b, lat_b = (
        math.radians(degrees or 0.0) for degrees in (one.lon, one.lat, other.lon, other.lat)
    )
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
