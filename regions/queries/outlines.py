"""Boundaries as SVG paths: what the small maps that need no script are drawn from."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely.geometry import shape

Point = tuple[float, float]
Ring = tuple[Point, ...]
SMALLEST = 6  # in squares of the tolerance: a smaller island would not be seen


def mercator(lon: float, lat: float) -> Point:
    """Web mercator in degrees: x to the east, y to the south."""
    return lon, -math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def rings_of(boundary: Any, tolerance: float) -> tuple[Ring, ...]:
    """The projected rings of a GeoJSON polygon, thinned to what a small map can show.

    Islands too small to see are left out, but never the largest part. Made once per boundary.
    """
    if not boundary:
        return ()
    return _rings(json.dumps(boundary, separators=(",", ":")), tolerance)


@lru_cache(maxsize=256)
def _rings(boundary: str, tolerance: float) -> tuple[Ring, ...]:
    outline = shape(json.loads(boundary)).simplify(tolerance, preserve_topology=True)
    parts = sorted(getattr(outline, "geoms", [outline]), key=lambda part: -part.area)
    smallest = SMALLEST * tolerance**2
    seen = [part for n, part in enumerate(parts) if n == 0 or part.area > smallest]
    return tuple(
        tuple(mercator(lon, lat) for lon, lat, *_ in ring.coords)
        for part in seen
        for ring in (part.exterior, *part.interiors)
    )


@dataclass(frozen=True)
class Sheet:
    """Where projected points come to stand in a drawing as wide as asked."""

    west: float
    north: float
    scale: float
    margin: float
    height: float

    def place(self, point: Point) -> Point:
        x, y = point
        return (
            round(self.margin + (x - self.west) * self.scale, 1),
            round(self.margin + (y - self.north) * self.scale, 1),
        )

    def path(self, rings: Iterable[Ring]) -> str:
        return "".join(_ring_path([self.place(point) for point in ring]) for ring in rings)


def sheet_for(points: Iterable[Point], *, width: float, margin: float) -> Sheet:
    """The sheet that just holds the points; there must be one."""
    across, down = zip(*points, strict=True)
    west, north = min(across), min(down)
    scale = (width - 2 * margin) / (max(across) - west or 1.0)
    height = round((max(down) - north) * scale + 2 * margin, 1)
    return Sheet(west, north, scale, margin, height)


def _ring_path(points: list[Point]) -> str:
    """A closed ring in whole and tenth units, without points that fall on the one before."""
    kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1] or kept) + "Z"
