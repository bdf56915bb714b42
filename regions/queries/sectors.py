"""Sectors: what each covers, and where in the country it is strong."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from regions.models import Area, Cluster, Edition, Organisation, Sector, SectorIndustry
from regions.queries.charts import BarChart, bar_chart
from regions.queries.clusters import ClusterRow, cluster_rows, with_parts
from regions.queries.evidence import Measured, measured, metric_values, sources_of

FINER_SHOWN = 15
ORGANISATIONS_SHOWN = 24
METRICS_SHOWN = ("location-quotient", "gva", "share", "growth")


@dataclass(frozen=True)
class SectorFamily:
    label: str
    sectors: tuple[Sector, ...]


@dataclass(frozen=True)
class AreaStrength:
    """One area's figures for a sector."""

    area: Area
    by_metric: dict[str, Measured]

    @property
    def lq(self) -> float | None:
        quotient = self.by_metric.get("location-quotient")
        return quotient.value if quotient else None

    @property
    def cells(self) -> tuple[tuple[str, Measured | None], ...]:
        return tuple((metric, self.by_metric.get(metric)) for metric in METRICS_SHOWN)

    @property
    def basis(self) -> str:
        return next((one.basis for one in self.by_metric.values() if one.basis), "")


@dataclass(frozen=True)
class Ranking:
    """Areas of one level by location quotient, in one year."""

    level: str
    year: int
    rows: tuple[AreaStrength, ...]
    chart: BarChart | None
    sources: tuple[str, ...]
    total: int

    @property
    def description(self) -> str:
        """The chart's finding in words."""
        leaders = [f"{row.area.label} {row.lq:.2f}" for row in self.rows[:3] if row.lq is not None]
        return "Highest: " + ", ".join(leaders) + "."


@dataclass(frozen=True)
class SectorPage:
    sector: Sector
    parts: tuple[SectorIndustry, ...]
    rankings: tuple[Ranking, ...]
    clusters: tuple[ClusterRow, ...]
    organisations: tuple[Organisation, ...]
    organisation_count: int


def sector_families() -> tuple[SectorFamily, ...]:
    """Every sector by family, with how many published clusters and organisations name it."""
    rows = Sector.objects.annotate(
        cluster_count=Count(
            "clusters", filter=Q(clusters__status=Cluster.Status.PUBLISHED), distinct=True
        ),
        organisation_count=Count(
            "organisations",
            filter=Q(organisations__status=Organisation.Status.PUBLISHED),
            distinct=True,
        ),
    ).order_by("name")
    groups: dict[str, list[Sector]] = {}
    for sector in rows:
        groups.setdefault(sector.family, []).append(sector)
    return tuple(
        SectorFamily(label, tuple(groups[family]))
        for family, label in Sector.Family.choices
        if family in groups
    )


def sector_by_slug(slug: str) -> Sector | None:
    return Sector.objects.select_related("source").filter(slug=slug).first()


def sector_page(sector: Sector) -> SectorPage:
    """Everything the page of a sector shows, in a fixed number of queries."""
    clusters = Cluster.objects.published().filter(sectors=sector).order_by("name")
    organisations = Organisation.objects.published().filter(sectors=sector)
    members = organisations.select_related("region").defer("region__boundary").order_by("name")
    return SectorPage(
        sector=sector,
        parts=tuple(sector.parts.select_related("industry")),
        rankings=_rankings(sector),
        clusters=cluster_rows(with_parts(clusters)),
        organisations=tuple(members[:ORGANISATIONS_SHOWN]),
        organisation_count=organisations.count(),
    )


def _rankings(sector: Sector) -> tuple[Ranking, ...]:
    """Regions and nations, then ITL2 and ITL3 areas where they have figures, newest year each."""
    quotients = metric_values().filter(
        sector=sector,
        metric="location-quotient",
        area__edition=Edition.ITL2021,
        value__isnull=False,
    )
    levels = dict(quotients.order_by().values_list("area__level").annotate(newest=Max("year")))
    wanted = Q(pk__in=[])
    for level in (Area.Level.ITL1, Area.Level.ITL2, Area.Level.ITL3):
        if level in levels:
            wanted |= Q(area__level=level, year=levels[level])
    rows = metric_values().filter(
        wanted, sector=sector, area__edition=Edition.ITL2021, metric__in=METRICS_SHOWN
    )
    found: dict[str, dict[int, AreaStrength]] = {}
    for row in rows.select_related("area__parent", "release__source").defer(
        "area__boundary", "area__parent__boundary"
    ):
        if row.area is not None:
            areas = found.setdefault(row.area.level, {})
            one = areas.setdefault(row.area.pk, AreaStrength(row.area, {}))
            one.by_metric[row.metric] = measured(row)
    return tuple(
        _ranking(level, levels[level], list(found[level].values()))
        for level in (Area.Level.ITL1, Area.Level.ITL2, Area.Level.ITL3)
        if level in found
    )


def _ranking(level: str, year: int, rows: list[AreaStrength]) -> Ranking:
    rows.sort(key=lambda row: (row.lq is None, -(row.lq or 0.0), row.area.name))
    shown = rows if level == Area.Level.ITL1 else rows[:FINER_SHOWN]
    bars = [
        (row.area.label, row.lq, f"{row.lq:.2f}", row.area.slug, bool(row.basis))
        for row in shown
        if row.lq is not None
    ]
    return Ranking(
        level=level,
        year=year,
        rows=tuple(shown),
        chart=bar_chart(bars, reference=1.0, reference_label="1: as everywhere"),
        sources=sources_of(one for row in shown for one in row.by_metric.values()),
        total=len(rows),
    )
