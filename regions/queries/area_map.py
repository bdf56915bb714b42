"""Boundaries as SVG paths: small maps that need no script. Projected once per boundary."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely.geometry import shape

from regions.models import Area
from regions.queries.charts import Frame

WIDTH = 460.0
MARGIN = 6.0
STEPS = 7  # of the sequential palette


@dataclass(frozen=True)
class Shape:
    """One area on the map: its outline, and where its number stands."""

    area: Area
    path: str
    x: float
    y: float
    value: int
    step: int  # 1 (least) to 7 (most); 0 where the value is 0


@dataclass(frozen=True)
class AreaMap:
    frame: Frame
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[int, str], ...]  # each shade in use, and the numbers it stands for


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web mercator in degrees: x to the east, y to the south."""
    return lon, -math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


@lru_cache(maxsize=256)
def _rings(boundary: str, tolerance: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The projected rings of a GeoJSON polygon, thinned to what a small map can show.

    Islands too small to see are left out, but never the largest part.
    """
    outline = shape(json.loads(boundary)).simplify(tolerance, preserve_topology=True)
    parts = sorted(getattr(outline, "geoms", [outline]), key=lambda part: -part.area)
    seen = [part for n, part in enumerate(parts) if n == 0 or part.area > tolerance * tolerance * 9]
    return tuple(
        tuple(mercator(lon, lat) for lon, lat, *_ in ring.coords)
        for part in seen
        for ring in (part.exterior, *part.interiors)
    )


def area_map(areas: Iterable[tuple[Area, int]], *, tolerance: float = 0.012) -> AreaMap | None:
    """A map of areas with a number each; None where none has a boundary."""
    drawn = [
        (area, value, _rings(_text(area.boundary), tolerance))
        for area, value in areas
        if area.boundary
    ]
    if not drawn:
        return None
    points = [point for _, _, rings in drawn for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (east - west)

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return round(MARGIN + (x - west) * scale, 1), round(MARGIN + (y - north) * scale, 1)

    height = round((south - north) * scale + 2 * MARGIN, 1)
    highest = max(value for _, value, _ in drawn)
    shapes = []
    for area, value, rings in drawn:
        label = place(mercator(area.lon or 0.0, area.lat or 0.0))
        path = "".join(_ring_path([place(point) for point in ring]) for ring in rings)
        shapes.append(Shape(area, path, *label, value, step_of(value, highest)))
    return AreaMap(Frame(WIDTH, height, 0, WIDTH, 0, height), tuple(shapes), _legend(shapes))


def _legend(shapes: Iterable[Shape]) -> tuple[tuple[int, str], ...]:
    numbers: dict[int, list[int]] = {}
    for one in shapes:
        numbers.setdefault(one.step, []).append(one.value)
    return tuple(
        (step, str(min(found)) if min(found) == max(found) else f"{min(found)} to {max(found)}")
        for step, found in sorted(numbers.items())
    )


def step_of(value: int, highest: int) -> int:
    """The step of the sequential palette for a count; 0 is kept for none."""
    if value <= 0 or highest <= 0:
        return 0
    return max(1, math.ceil(value / highest * STEPS))


def _text(boundary: Any) -> str:
    return json.dumps(boundary, separators=(",", ":"))


def _ring_path(points: list[tuple[float, float]]) -> str:
    """A closed ring in whole and tenth units, without points that fall on the one before."""
    kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1] or kept) + "Z"
