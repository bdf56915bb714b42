"""The still picture of the map: outlines of the regions and a dot for each cluster.

It is what stands in the page before the moving map is there, and instead of it
where there are no scripts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

from regions.models import Area
from regions.models.position import UK_BOUNDS
from regions.queries.map import ClusterEntry

WIDTH = 400.0
WEST, SOUTH, EAST, NORTH = -8.8, 49.8, 2.1, 60.95
SIMPLIFIED_TO = 0.02  # degrees: finer than a pixel of the picture
SMALLEST_ISLAND = 0.002  # square degrees


@dataclass(frozen=True)
class Outline:
    """One region: its name, where its page or filter is found, and its path in the picture."""

    slug: str
    name: str
    path: str
    chosen: bool


@dataclass(frozen=True)
class Dot:
    slug: str
    name: str
    stage: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    outlines: tuple[Outline, ...]
    dots: tuple[Dot, ...]
    width: int
    height: int


def _mercator(lat: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


_SCALE = WIDTH / (EAST - WEST)
HEIGHT = (_mercator(NORTH) - _mercator(SOUTH)) * _SCALE


def project(lon: float, lat: float) -> tuple[float, float]:
    """Web-mercator position in the picture, from its top left corner."""
    lat = min(max(lat, UK_BOUNDS[1]), UK_BOUNDS[3])
    return (
        round((lon - WEST) * _SCALE, 1),
        round((_mercator(NORTH) - _mercator(lat)) * _SCALE, 1),
    )


def outlines(chosen: Iterable[str] = ()) -> tuple[Outline, ...]:
    """The regions that have a boundary, simplified for the picture. One query."""
    marked = set(chosen)
    rows = Area.objects.regions().filter(boundary__isnull=False).order_by("code")
    return tuple(
        Outline(area.slug, area.name, _path(area.boundary), area.slug in marked)
        for area in rows.only("slug", "name", "boundary")
    )


def _path(boundary: dict[str, Any]) -> str:
    simple = shape(boundary).simplify(SIMPLIFIED_TO)
    parts = []
    for polygon in getattr(simple, "geoms", [simple]):
        if polygon.area < SMALLEST_ISLAND:
            continue
        points = [project(lon, lat) for lon, lat in polygon.exterior.coords[:-1]]
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def picture(entries: Iterable[ClusterEntry], chosen: Iterable[str] = ()) -> Picture:
    """The regions, those chosen marked, with the clusters of the list as dots."""
    dots = []
    for entry in entries:
        cluster = entry.row.cluster
        if cluster.lon is not None and cluster.lat is not None:
            x, y = project(cluster.lon, cluster.lat)
            dots.append(Dot(cluster.slug, cluster.name, cluster.stage, x, y))
    return Picture(outlines(chosen), tuple(dots), round(WIDTH), round(HEIGHT))
