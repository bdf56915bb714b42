"""A small map of areas with a number each, shaded by it; it needs no script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from regions.models import Area
from regions.queries.charts import Frame
from regions.queries.outlines import mercator, rings_of, sheet_for

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


def area_map(areas: Iterable[tuple[Area, int]], *, tolerance: float = 0.012) -> AreaMap | None:
    """A map of areas with a number each; None where none has a boundary."""
    drawn = [
        (area, value, rings_of(area.boundary, tolerance)) for area, value in areas if area.boundary
    ]
    if not drawn:
        return None
    points = [point for _, _, rings in drawn for ring in rings for point in ring]
    sheet = sheet_for(points, width=WIDTH, margin=MARGIN)
    highest = max(value for _, value, _ in drawn)
    shapes = []
    for area, value, rings in drawn:
        label = sheet.place(mercator(area.lon or 0.0, area.lat or 0.0))
        shapes.append(Shape(area, sheet.path(rings), *label, value, step_of(value, highest)))
    frame = Frame(WIDTH, sheet.height, 0, WIDTH, 0, sheet.height)
    return AreaMap(frame, tuple(shapes), _legend(shapes))


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
