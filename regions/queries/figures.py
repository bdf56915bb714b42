"""Reads for the computation of metrics: figures as arrays, and what is measured on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from django.db.models import Exists, F, OuterRef

from regions.analysis.composition import Classification, Node
from regions.models import (
    Area,
    AreaFigure,
    Cluster,
    ClusterSector,
    Industry,
    Release,
    SectorIndustry,
)

LevelKey = tuple[str, str]  # level, edition
TOTAL = Industry.Level.TOTAL
# The United Kingdom's own row is published in the tables of its regions.
PUBLISHED_WITH = {Area.Level.UK: Area.Level.ITL1}
# Output that belongs to no area: the continental shelf, embassies.
EXTRA_REGIO = "TLZ"


@dataclass(frozen=True)
class FigureTable:
    """The GVA figures of one release as a dense array.

    `values` is (areas, industries, years), NaN where there is no figure; `suppressed`, of the
    same shape, says where the publisher withholds it. `reference` marks the areas of the
    release's own level: together they are what every area is compared with. The published
    rows of the UK and of its countries are none of them.
    """

    release_id: int
    area_ids: list[int]
    industry_ids: list[int]
    years: list[int]
    values: npt.NDArray[np.float64]
    suppressed: npt.NDArray[np.bool_]
    reference: npt.NDArray[np.bool_]
    row: dict[int, int] = field(init=False)
    column: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "row", {one: i for i, one in enumerate(self.area_ids)})
        object.__setattr__(self, "column", {one: i for i, one in enumerate(self.industry_ids)})


def current_releases() -> dict[LevelKey, int]:
    """By level and edition, the current release with GVA figures; of several, the latest."""
    with_figures = AreaFigure.objects.filter(
        release=OuterRef("pk"), measure=AreaFigure.Measure.GVA_CURRENT
    )
    releases = (
        Release.objects.filter(Exists(with_figures), current=True)
        .order_by(F("published").asc(nulls_first=True), "retrieved", "id")
        .values_list("level", "edition", "id")
    )
    return {(level, edition): release_id for level, edition, release_id in releases}


def published_industries(release_id: int) -> set[int]:
    """The industries that a release has GVA figures for."""
    return set(
        AreaFigure.objects.filter(release_id=release_id, measure=AreaFigure.Measure.GVA_CURRENT)
        .order_by()
        .values_list("industry_id", flat=True)
        .distinct()
    )


def published_areas(release_id: int) -> set[int]:
    """The areas that a release has a total for."""
    return set(
        AreaFigure.objects.filter(
            release_id=release_id,
            measure=AreaFigure.Measure.GVA_CURRENT,
            industry__level=TOTAL,
        )
        .order_by()
        .values_list("area_id", flat=True)
        .distinct()
    )


def load_table(release_id: int, industry_ids: Collection[int] | None = None) -> FigureTable:
    """All GVA figures of a release in one query, or those of some industries."""
    figures = AreaFigure.objects.filter(
        release_id=release_id, measure=AreaFigure.Measure.GVA_CURRENT
    ).order_by()
    if industry_ids is not None:
        figures = figures.filter(industry_id__in=list(industry_ids))
    columns = figures.values_list("area_id", "industry_id", "year", "value")
    areas, industries, years, values = list(zip(*columns, strict=True)) or [()] * 4
    area_ids, row = np.unique(np.array(areas, dtype=np.int64), return_inverse=True)
    industry_list, column = np.unique(np.array(industries, dtype=np.int64), return_inverse=True)
    year_list, at = np.unique(np.array(years, dtype=np.int64), return_inverse=True)
    shape = (len(area_ids), len(industry_list), len(year_list))
    numbers = np.array(values, dtype=np.float64)
    table = np.full(shape, np.nan)
    table[row, column, at] = numbers
    # A stored figure without a value is a suppressed one: the database sees to it.
    hidden = np.zeros(shape, dtype=bool)
    hidden[row, column, at] = np.isnan(numbers)
    compared = _areas_of_own_level(release_id)
    return FigureTable(
        release_id=release_id,
        area_ids=area_ids.tolist(),
        industry_ids=industry_list.tolist(),
        years=year_list.tolist(),
        values=table,
        suppressed=hidden,
        reference=np.array([one in compared for one in area_ids.tolist()], dtype=bool),
    )


def _areas_of_own_level(release_id: int) -> set[int]:
    release = Release.objects.get(pk=release_id)
    return set(
        Area.objects.filter(level=release.level, edition=release.edition)
        .exclude(kind=Area.Kind.COUNTRY)
        .exclude(code__startswith=EXTRA_REGIO)
        .values_list("id", flat=True)
    )


@dataclass(frozen=True)
class IndustryCodes:
    """The classification, with the ids of its industries."""

    classification: Classification
    id_of: dict[str, int]
    code_of: dict[int, str]
    total_id: int | None


def industry_codes() -> IndustryCodes:
    """Every industry in one query."""
    rows = list(
        Industry.objects.values_list("id", "code", "level", "parent_id", "divisions", "title")
    )
    code_of = {pk: code for pk, code, *_ in rows}
    return IndustryCodes(
        classification=Classification(
            Node(code, level, code_of.get(parent), tuple(divisions or ()), title)
            for _, code, level, parent, divisions, title in rows
        ),
        id_of={code: pk for pk, code in code_of.items()},
        code_of=code_of,
        total_id=next((pk for pk, _, level, *_ in rows if level == TOTAL), None),
    )


def sector_codes() -> dict[int, frozenset[str]]:
    """By sector, the SIC codes that make it; sectors without any are left out."""
    found: dict[int, set[str]] = defaultdict(set)
    for sector, code in SectorIndustry.objects.values_list("sector_id", "industry__code"):
        found[sector].add(code)
    return {sector: frozenset(codes) for sector, codes in found.items()}


@dataclass(frozen=True)
class AreaPlace:
    """An area with what a fallback needs: its name, level, edition and parent."""

    id: int
    name: str
    level: str
    edition: str
    parent_id: int | None

    @property
    def key(self) -> LevelKey:
        """Level and edition of the release that would have its figures."""
        return PUBLISHED_WITH.get(Area.Level(self.level), Area.Level(self.level)), self.edition


def area_places() -> dict[int, AreaPlace]:
    """Every area in one query (boundaries left out)."""
    rows = Area.objects.order_by().values_list(
        "id", "name", "short_name", "level", "edition", "parent_id"
    )
    return {
        pk: AreaPlace(pk, short or name, level, edition, parent)
        for pk, name, short, level, edition, parent in rows
    }


@dataclass(frozen=True)
class ClusterPlan:
    """A cluster's areas (its region where it names none) and its sectors in order."""

    id: int
    area_ids: tuple[int, ...]
    has_areas: bool
    sector_ids: tuple[int, ...]


def cluster_plans(cluster_ids: Iterable[int]) -> dict[int, ClusterPlan]:
    """The clusters asked for, in three queries."""
    ids = list(cluster_ids)
    areas: dict[int, list[int]] = defaultdict(list)
    for cluster, area in (
        Cluster.areas.through.objects.filter(cluster_id__in=ids)
        .order_by("area_id")
        .values_list("cluster_id", "area_id")
    ):
        areas[cluster].append(area)
    sectors: dict[int, list[int]] = defaultdict(list)
    for cluster, sector in ClusterSector.objects.filter(cluster_id__in=ids).values_list(
        "cluster_id", "sector_id"
    ):
        sectors[cluster].append(sector)
    regions = Cluster.objects.filter(id__in=ids).values_list("id", "region_id")
    return {
        cluster: ClusterPlan(
            cluster,
            area_ids=tuple(areas[cluster]) or (region,),
            has_areas=bool(areas[cluster]),
            sector_ids=tuple(sectors[cluster]),
        )
        for cluster, region in regions
    }
