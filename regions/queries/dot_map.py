"""A quiet map for a landing page: the regions and nations as shapes, a dot for each cluster."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely.geometry import shape

from regions.models import Area, Cluster

WIDTH = 400.0
MARGIN = 4.0
TOLERANCE = 0.025  # degrees; finer detail would not show at this width
# Degrees of longitude are drawn this much narrower than degrees of latitude: the middle of the UK.
NARROWING = math.cos(math.radians(55.4))

Ring = tuple[tuple[float, float], ...]


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
    outlines = [_rings(_text(area.boundary)) if area.boundary else () for area in areas]
    points = [point for rings in outlines for ring in rings for point in ring]
    points += [_flat(c.lon, c.lat) for c in clusters if c.lon is not None and c.lat is not None]
    if not points:
        return DotMap(WIDTH, WIDTH, tuple(RegionShape(area, "", 0) for area in areas), ())
    west, north = min(x for x, _ in points), min(y for _, y in points)
    span = max(x for x, _ in points) - west or 1.0
    scale = (WIDTH - 2 * MARGIN) / span

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return round(MARGIN + (x - west) * scale, 1), round(MARGIN + (y - north) * scale, 1)

    here: dict[int, int] = {}
    for cluster in clusters:
        here[cluster.region_id] = here.get(cluster.region_id, 0) + 1
    return DotMap(
        WIDTH,
        math.ceil((max(y for _, y in points) - north) * scale + 2 * MARGIN),
        tuple(
            RegionShape(
                area,
                "".join(_path([place(point) for point in ring]) for ring in rings),
                here.get(area.pk, 0),
            )
            for area, rings in zip(areas, outlines, strict=True)
        ),
        tuple(
            Dot(cluster, *place(_flat(cluster.lon, cluster.lat)))
            for cluster in clusters
            if cluster.lon is not None and cluster.lat is not None
        ),
    )


def _flat(lon: float, lat: float) -> tuple[float, float]:
    """Degrees on a flat sheet: x to the east, y to the south."""
    return lon * NARROWING, -lat


@lru_cache(maxsize=64)
def _rings(boundary: str) -> tuple[Ring, ...]:
    """The outer rings of a GeoJSON polygon, thinned; islands too small to see are left out."""
    outline = shape(json.loads(boundary)).simplify(TOLERANCE, preserve_topology=True)
    parts = sorted(getattr(outline, "geoms", [outline]), key=lambda part: -part.area)
    seen = [part for n, part in enumerate(parts) if n == 0 or part.area > 6 * TOLERANCE**2]
    return tuple(tuple(_flat(lon, lat) for lon, lat, *_ in part.exterior.coords) for part in seen)


def _text(boundary: Any) -> str:
    return json.dumps(boundary, separators=(",", ":"))


def _path(points: list[tuple[float, float]]) -> str:
    kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1] or kept) + "Z"
