"""The specialisation chart: location quotient × growth × size, in four quadrants. Pure layout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from regions.queries.charts import Frame, Tick, nice_ticks, plain

WIDTH, HEIGHT = 720.0, 520.0
FRAME = Frame(WIDTH, HEIGHT, 58, WIDTH - 16, 30, HEIGHT - 56)
LOWEST, HIGHEST = 1 / 8, 16.0  # of the location quotient: beyond is drawn at the edge
GROWTH_SHOWN = (-12.0, 16.0)  # % a year: beyond is drawn at the edge
LARGEST, SMALLEST = 24.0, 3.5  # radius of a bubble
LETTER, LINE = 7.1, 15.0  # width and height of a label's letter, in view-box units
MOST_LABELS, ALWAYS_NAMED = 12, 3

Box = tuple[float, float, float, float]  # left, top, right, bottom
# The corners where the quadrants' names stand.
WORDS: tuple[Box, ...] = tuple(
    (left, top, left + 150, top + 26)
    for left in (FRAME.left, FRAME.right - 150)
    for top in (FRAME.top, FRAME.bottom - 26)
)

STRENGTH, OPPORTUNITY, MINOR, RISK = "strength", "opportunity", "emerging", "risk"
QUADRANTS = {
    STRENGTH: ("Strength", "larger here than elsewhere, and growing faster than the whole area"),
    OPPORTUNITY: ("Opportunity", "smaller here than elsewhere, but growing faster"),
    MINOR: ("Emerging or minor", "smaller here than elsewhere, and growing more slowly"),
    RISK: ("Risk", "larger here than elsewhere, but growing more slowly"),
}


@dataclass(frozen=True)
class Point:
    """What one bubble shows: location quotient, growth in % a year, and size (GVA)."""

    label: str
    lq: float
    growth: float
    size: float


@dataclass(frozen=True)
class Bubble:
    x: float
    y: float
    r: float
    quadrant: str
    title: str
    clipped: bool


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True)
class Scatter:
    frame: Frame
    bubbles: tuple[Bubble, ...]
    labels: tuple[Label, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    one: float  # where the location quotient is 1
    reference: float  # where growth is that of the whole area
    reference_label: str
    clipped: int

    @property
    def east(self) -> float:
        """Width of the half where the location quotient is above 1."""
        return round(self.frame.right - self.one, 1)

    @property
    def north(self) -> float:
        """Height of the part that grows faster than the whole area."""
        return round(self.reference - self.frame.top, 1)

    @property
    def south(self) -> float:
        return round(self.frame.bottom - self.reference, 1)


def quadrant(lq: float, growth: float, reference: float) -> str:
    """Which of the four a point lies in; on the line counts as above it."""
    if lq >= 1:
        return STRENGTH if growth >= reference else RISK
    return OPPORTUNITY if growth >= reference else MINOR


def scatter(points: Sequence[Point], *, reference: float) -> Scatter | None:
    """Lay out the chart; `reference` is the growth of the whole area. None without points."""
    if not points:
        return None
    lq_low = max(min([point.lq for point in points] + [0.5]), LOWEST)
    lq_high = min(max([point.lq for point in points] + [2.0]), HIGHEST)
    low, high = math.floor(math.log2(lq_low)), math.ceil(math.log2(lq_high) * 2) / 2
    growths = [point.growth for point in points] + [reference, 0.0]
    y_ticks = nice_ticks(
        max(min(growths), GROWTH_SHOWN[0]), min(max(growths), max(GROWTH_SHOWN[1], reference)), 7
    )

    def x_of(lq: float) -> float:
        share = (math.log2(max(lq, 2.0**low)) - low) / (high - low)
        return round(FRAME.left + min(share, 1) * (FRAME.right - FRAME.left), 1)

    def y_of(growth: float) -> float:
        share = (min(max(growth, y_ticks[0]), y_ticks[-1]) - y_ticks[0]) / (
            y_ticks[-1] - y_ticks[0]
        )
        return round(FRAME.bottom - share * (FRAME.bottom - FRAME.top), 1)

    biggest = max(point.size for point in points) or 1.0
    placed = []
    for point in points:
        beyond = (
            not 2.0**low <= point.lq <= 2.0**high or not y_ticks[0] <= point.growth <= y_ticks[-1]
        )
        bubble = Bubble(
            x=x_of(point.lq),
            y=y_of(point.growth),
            r=round(max(LARGEST * math.sqrt(max(point.size, 0) / biggest), SMALLEST), 1),
            quadrant=quadrant(point.lq, point.growth, reference),
            title=f"{point.label}: location quotient {point.lq:.2f}, "
            f"growth {plain(round(point.growth, 1))}% a year",
            clipped=beyond,
        )
        placed.append((point, bubble))
    # Large ones first, so that small ones lie on top and can be pointed at.
    placed.sort(key=lambda pair: -pair[1].r)
    exponents = range(low, math.floor(high) + 1)
    return Scatter(
        frame=FRAME,
        bubbles=tuple(bubble for _, bubble in placed),
        labels=_labels(placed),
        x_ticks=tuple(Tick(x_of(2.0**n), plain(2.0**n)) for n in exponents),
        y_ticks=tuple(Tick(y_of(tick), plain(tick)) for tick in y_ticks),
        one=x_of(1),
        reference=y_of(reference),
        reference_label=f"Whole area: {plain(round(reference, 1))}% a year",
        clipped=sum(bubble.clipped for _, bubble in placed),
    )


def _notable(placed: Sequence[tuple[Point, Bubble]]) -> list[tuple[Point, Bubble]]:
    """The most specialised, then the largest, then the fastest-growing of some size."""
    by_lq = sorted(placed, key=lambda pair: -pair[0].lq)[:7]
    by_size = sorted(placed, key=lambda pair: -pair[0].size)[:5]
    some_size = [pair for pair in placed if pair[1].r > SMALLEST * 2]
    by_growth = sorted(some_size, key=lambda pair: -pair[0].growth)[:3]
    return list(dict.fromkeys([*by_lq, *by_size, *by_growth]))


def _labels(placed: Sequence[tuple[Point, Bubble]]) -> tuple[Label, ...]:
    """Labels for the notable bubbles, none over another; if possible over no bubble's heart."""
    taken = list(WORDS)
    hearts = [(bubble.x, bubble.y) for _, bubble in placed if bubble.r > SMALLEST * 2]
    labels: list[Label] = []
    for point, bubble in _notable(placed):
        text = point.label if len(point.label) <= 34 else point.label[:32].rstrip(" ,;") + "…"
        others = [heart for heart in hearts if heart != (bubble.x, bubble.y)]
        free = [
            (label, box)
            for label, box in _spots(bubble, text)
            if _inside(box) and not any(_overlap(box, other) for other in taken)
        ]
        hidden = [sum(_holds(box, heart) for heart in others) for _, box in free]
        # The most specialised are named even where that hides another; the rest only if free.
        allowed = min(hidden, default=0) if len(labels) < ALWAYS_NAMED else 0
        free = [spot for spot, hides in zip(free, hidden, strict=True) if hides <= allowed]
        if free:
            labels.append(free[0][0])
            taken.append(free[0][1])
        if len(labels) == MOST_LABELS:
            break
    return tuple(labels)


def _spots(bubble: Bubble, text: str) -> list[tuple[Label, Box]]:
    """Where the label of a bubble may stand, best first, each with the box it fills."""
    gap, width = bubble.r + 4, LETTER * len(text)
    above, below = bubble.y - gap, bubble.y + gap + LINE - 4
    places = [
        (bubble.x + gap, bubble.y + 4, "start"),
        (bubble.x - gap, bubble.y + 4, "end"),
        (bubble.x, above, "middle"),
        (bubble.x, below, "middle"),
        # Near the right edge a label ends there, above or below its bubble.
        (FRAME.right - 4, above, "end"),
        (FRAME.right - 4, below, "end"),
    ]
    if bubble.x + width / 2 < FRAME.right:
        places = places[:4]
    found = []
    for x, y, anchor in places:
        left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        label = Label(round(x, 1), round(y, 1), anchor, text)
        found.append((label, (left, y - LINE + 3, left + width, y + 3)))
    return found


def _inside(box: Box) -> bool:
    """Whether a box lies in the plot."""
    return (
        box[0] >= FRAME.left
        and box[2] <= FRAME.right
        and box[1] >= FRAME.top
        and box[3] <= FRAME.bottom
    )


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
