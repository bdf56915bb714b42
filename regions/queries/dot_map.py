"""A quiet map for a landing page: the regions and nations as shapes, a dot for each cluster."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from regions.models import Area, Cluster
from regions.queries.outlines import mercator, rings_of, sheet_for

WIDTH = 400.0
MARGIN = 4.0
TOLERANCE = 0.025  # degrees; finer detail would not show at this width


@dataclass(frozen=True)
class RegionShape:
    """One region or nation: its outline, and how many published clusters lie in it."""

    area: Area
    path: str
    clusters: int


@dataclass(frozen=True)
class Dot:
    cluster: Cluster
    x: float
    y: float


@dataclass(frozen=True)
class DotMap:
    width: float
    height: float
    shapes: tuple[RegionShape, ...]
    dots: tuple[Dot, ...]

    @property
    def has_outline(self) -> bool:
        return any(one.path for one in self.shapes)


def cluster_dots() -> DotMap:
    """All regions and nations by name, and the published clusters. Two queries."""
    areas = list(
        Area.objects.regions().order_by("name").only("slug", "name", "short_name", "boundary")
    )
    clusters = list(
        Cluster.objects.published().order_by("name").only("slug", "name", "lon", "lat", "region_id")
    )
    return draw(areas, clusters)


def draw(areas: Iterable[Area], clusters: Iterable[Cluster]) -> DotMap:
    """Lay the shapes and dots out in a frame WIDTH wide."""
    areas, clusters = list(areas), list(clusters)
    outlines = [rings_of(area.boundary, TOLERANCE) for area in areas]
    points = [point for rings in outlines for ring in rings for point in ring]
    points += [mercator(c.lon, c.lat) for c in clusters if c.lon is not None and c.lat is not None]
    if not points:
        return DotMap(WIDTH, WIDTH, tuple(RegionShape(area, "", 0) for area in areas), ())
    sheet = sheet_for(points, width=WIDTH, margin=MARGIN)
    here: dict[int, int] = {}
    for cluster in clusters:
        here[cluster.region_id] = here.get(cluster.region_id, 0) + 1
    return DotMap(
        WIDTH,
        math.ceil(sheet.height),
        tuple(
            RegionShape(area, sheet.path(rings), here.get(area.pk, 0))
            for area, rings in zip(areas, outlines, strict=True)
        ),
        tuple(
            Dot(cluster, *sheet.place(mercator(cluster.lon, cluster.lat)))
            for cluster in clusters
            if cluster.lon is not None and cluster.lat is not None
        ),
    )
