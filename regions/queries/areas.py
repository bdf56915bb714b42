"""The regions and nations, and the page of any statistical area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from shapely.geometry import Point, shape
from shapely.prepared import prep

from regions.models import Area, Cluster, MetricValue, Organisation
from regions.queries.area_map import AreaMap, area_map
from regions.queries.clusters import ClusterRow, cluster_rows, with_parts
from regions.queries.evidence import Measured, measured, metric_values, newest
from regions.queries.profiles import Trend, trend_of
from regions.queries.specialisation import Specialisation, specialisation, years_of

ORGANISATIONS_SHOWN = 12
CLUSTERS_SHOWN = 24
WHOLE_METRICS = ("gva", "growth")


@dataclass(frozen=True)
class RegionRow:
    """A region or nation in the list, with the figures of all its industries together."""

    area: Area
    clusters: int
    organisations: int
    gva: Measured | None
    growth: Measured | None
    finer: tuple[Area, ...]


@dataclass(frozen=True)
class Regions:
    rows: tuple[RegionRow, ...]
    map: AreaMap | None
    uk: Area | None


def regions() -> Regions:
    """The 12 regions and nations with counts, figures, map and the areas below them."""
    finer = Area.objects.filter(level=Area.Level.ITL2).defer("boundary").order_by("name")
    areas = list(
        Area.objects.regions()
        .order_by("name")
        .prefetch_related(Prefetch("children", queryset=finer, to_attr="finer_areas"))
    )
    clusters = _counts(Cluster.objects.published())
    organisations = _counts(Organisation.objects.published())
    figures = whole_figures(Area.objects.regions())
    rows = tuple(
        RegionRow(
            area=area,
            clusters=clusters.get(area.pk, 0),
            organisations=organisations.get(area.pk, 0),
            gva=figures.get(area.pk, {}).get("gva"),
            growth=figures.get(area.pk, {}).get("growth"),
            finer=tuple(getattr(area, "finer_areas", ())),
        )
        for area in areas
    )
    uk = Area.objects.filter(level=Area.Level.UK).defer("boundary").order_by("edition").first()
    return Regions(rows, area_map((row.area, row.clusters) for row in rows), uk)


def _counts(rows: QuerySet[Cluster] | QuerySet[Organisation]) -> dict[int, int]:
    counts = rows.order_by().values("region").annotate(n=Count("pk"))
    return {row["region"]: row["n"] for row in counts}


def whole_figures(areas: QuerySet[Area]) -> dict[int, dict[str, Measured]]:
    """The newest figures of all industries together, by area and metric. Two queries.

    One sub-query per area and metric finds the row by its index; a single query over all
    areas makes SQLite walk every value that is of no sector.
    """
    keys = areas.order_by().annotate(
        **{f"{metric}_id": _newest_whole(metric) for metric in WHOLE_METRICS}
    )
    columns = [f"{metric}_id" for metric in WHOLE_METRICS]
    wanted = {row[0]: row[1:] for row in keys.values_list("pk", *columns)}
    values = metric_values().in_bulk([key for row in wanted.values() for key in row if key])
    return {
        area: {
            metric: measured(values[key])
            for metric, key in zip(WHOLE_METRICS, row, strict=True)
            if key is not None
        }
        for area, row in wanted.items()
    }


def _newest_whole(metric: str) -> Subquery:
    rows = MetricValue.objects.filter(
        area=OuterRef("pk"),
        area__isnull=False,
        metric=metric,
        industry__isnull=True,
        sector__isnull=True,
    )
    newest_first = rows.order_by(Case(When(value__isnull=True, then=1), default=0), "-year")
    return Subquery(newest_first.values("pk")[:1])


@dataclass(frozen=True)
class KindCount:
    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class AreaPage:
    area: Area
    year: int | None
    years: tuple[int, ...]
    whole: dict[str, Measured]
    trend: Trend | None
    specialisation: Specialisation | None
    clusters: tuple[ClusterRow, ...]
    cluster_count: int
    kinds: tuple[KindCount, ...]
    organisations: tuple[Organisation, ...]
    organisations_known: bool
    children: tuple[Area, ...]
    editions: tuple[Area, ...]

    @property
    def region(self) -> Area | None:
        """The region or nation a finer area lies in."""
        above = self.area.parent
        while above is not None and above.level not in (Area.Level.ITL1, Area.Level.UK):
            above = above.parent
        return above if above is not None and above.level == Area.Level.ITL1 else None

    @property
    def organisation_count(self) -> int:
        return sum(one.count for one in self.kinds)


def area_by_slug(slug: str) -> Area | None:
    above = ("parent", "parent__parent", "parent__parent__parent")
    rows = Area.objects.select_related(*above, "source")
    return rows.defer(*(f"{one}__boundary" for one in above)).filter(slug=slug).first()


def area_page(area: Area, *, year: int | None = None, by: str = "industry") -> AreaPage:
    """Everything the page of an area shows; the newest year when `year` has no figures."""
    years = years_of(area)
    shown = year if year in years else (years[0] if years else None)
    totals = list(metric_values().filter(area=area, industry=None, sector=None).order_by("year"))
    whole = {row.metric: measured(row) for row in totals if row.year == shown}
    kinds, organisations, known = _organisations(area)
    clusters = clusters_in(area)
    return AreaPage(
        area=area,
        year=shown,
        years=tuple(years),
        whole=whole or newest(totals),
        trend=trend_of("gva", [row for row in totals if row.metric == "gva"], area.name),
        specialisation=None if shown is None else specialisation(area, shown, by, whole),
        clusters=cluster_rows(with_parts(clusters)[:CLUSTERS_SHOWN]),
        cluster_count=clusters.count(),
        kinds=kinds,
        organisations=organisations,
        organisations_known=known,
        children=tuple(area.children.defer("boundary").order_by("name")),
        editions=tuple(Area.objects.filter(code=area.code).exclude(pk=area.pk).defer("boundary")),
    )


def clusters_in(area: Area) -> QuerySet[Cluster]:
    """Published clusters of the area: by region, or by the statistical areas they cover."""
    rows = Cluster.objects.published().order_by("name")
    if area.level == Area.Level.UK:
        return rows
    if area.level == Area.Level.ITL1:
        return rows.filter(region=area)
    covers = Area.objects.filter(Q(pk=area.pk) | Q(parent=area) | Q(parent__parent=area))
    ids = Cluster.objects.filter(areas__in=covers.values("pk")).values("pk")
    return rows.filter(pk__in=ids)


def _organisations(area: Area) -> tuple[tuple[KindCount, ...], tuple[Organisation, ...], bool]:
    """Counts by kind, a few of the best connected, and whether we can tell at all.

    Organisations name a region or nation; in a finer area they are found by their point,
    which needs the area's boundary.
    """
    rows = Organisation.objects.published()
    if area.level not in (Area.Level.UK, Area.Level.ITL1):
        if not area.boundary:
            return (), (), False
        inside = _inside(area)
        shown = rows.filter(pk__in=[key for key, _ in inside[:ORGANISATIONS_SHOWN]])
        return _kinds(Counter(kind for _, kind in inside)), tuple(shown.order_by("name")), True
    if area.level == Area.Level.ITL1:
        rows = rows.filter(region=area)
    counts = rows.order_by().values_list("kind").annotate(n=Count("pk"))
    connected = rows.annotate(n=Count("memberships")).order_by("-n", "name")
    return _kinds(dict(counts)), tuple(connected[:ORGANISATIONS_SHOWN]), True


def _kinds(counts: Mapping[str, int]) -> tuple[KindCount, ...]:
    return tuple(
        KindCount(kind, label, counts[kind])
        for kind, label in Organisation.Kind.choices
        if counts.get(kind)
    )


def _inside(area: Area) -> list[tuple[int, str]]:
    """Key and kind of each organisation whose point the boundary holds, by name."""
    outline = shape(area.boundary)
    holds = prep(outline)
    candidates = Organisation.objects.published().inside(*outline.bounds).order_by("name")
    points = candidates.values_list("pk", "kind", "lon", "lat")
    return [(key, kind) for key, kind, lon, lat in points if holds.contains(Point(lon, lat))]
