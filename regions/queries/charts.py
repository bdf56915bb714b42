"""From data to coordinates: pure functions that lay out the inline SVG charts.

Each returns a frozen dataclass; the templates of `components/charts/` only print them.
Lines and bars have x in percent of the plot's width and y in pixels, so that type keeps
its size on a phone. Colours and type come from CSS classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FULL = 100.0  # percent


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what stands there."""

    at: float
    label: str


@dataclass(frozen=True)
class Frame:
    """The plot's rectangle inside a view box."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width:g} {self.height:g}"


def plain(value: float) -> str:
    """A tick's label: 1,500 · 0.25 · −2, without a tail of zeros."""
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that span low to high, about as many as asked."""
    if not math.isfinite(low) or not math.isfinite(high):
        raise ValueError("an axis needs finite ends")
    if high - low < 1e-9:
        high = low + max(abs(low), 1.0)
    rough = (high - low) / max(about - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5) if m * power >= rough * 0.999), 10 * power)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _at(value: float, low: float, high: float, start: float, end: float) -> float:
    share = (value - low) / (high - low) if high != low else 0.5
    return round(start + share * (end - start), 1)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    label: str


@dataclass(frozen=True)
class LineChart:
    frame: Frame
    path: str
    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    reference: float | None = None
    reference_label: str = ""

    @property
    def label_dy(self) -> int:
        """The reference's label stands at the right, on the side where the line is not."""
        late = [dot.y for dot in self.dots if dot.x >= FULL / 2]
        above = self.reference is not None and sum(y < self.reference for y in late) * 2 > len(late)
        return 16 if above else -7


def _path(points: Iterable[tuple[float, float] | None]) -> str:
    """An SVG path that lifts the pen at each gap."""
    parts, pen_down = [], False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = point is not None
    return "".join(parts)


def line_chart(
    series: Sequence[tuple[int, float | None]],
    *,
    reference: float | None = None,
    reference_label: str = "",
    from_zero: bool = True,
    height: float = 240.0,
) -> LineChart | None:
    """Values by year as a line; a missing year is a gap. None when nothing is defined."""
    known = [value for _, value in series if value is not None]
    if not known:
        return None
    levels = [*known, *([reference] if reference is not None else [])]
    ticks = nice_ticks(min([*levels, 0.0] if from_zero else levels), max(levels))
    labels = [plain(tick) for tick in ticks]
    frame = Frame(FULL, height, 0, FULL, 10, height - 28)
    years = [year for year, _ in series]
    first, last = min(years), max(years)

    def place(year: int, value: float) -> tuple[float, float]:
        return (
            _at(year, first, last, frame.left, frame.right),
            _at(value, ticks[0], ticks[-1], frame.bottom, frame.top),
        )

    spots = [None if value is None else place(year, value) for year, value in series]
    step = max(1, math.ceil((last - first) / 5))
    shown = list(range(last, first - 1, -step))[::-1]
    return LineChart(
        frame=frame,
        path=_path(spots),
        dots=tuple(
            Dot(spot[0], spot[1], f"{year}: {plain(round(value, 2))}")
            for (year, value), spot in zip(series, spots, strict=True)
            if spot is not None and value is not None
        ),
        x_ticks=tuple(
            Tick(_at(year, first, last, frame.left, frame.right), str(year)) for year in shown
        ),
        y_ticks=tuple(
            Tick(_at(tick, ticks[0], ticks[-1], frame.bottom, frame.top), label)
            for tick, label in zip(ticks, labels, strict=True)
        ),
        reference=None
        if reference is None
        else _at(reference, ticks[0], ticks[-1], frame.bottom, frame.top),
        reference_label=reference_label,
    )


@dataclass(frozen=True)
class Spark:
    """A line without axes, for a table cell; the table around it holds the figures."""

    path: str
    end: tuple[float, float]
    label: str
    width: float = 96.0
    height: float = 24.0


def sparkline(series: Sequence[tuple[int, float | None]]) -> Spark | None:
    """The run of a series at the size of a word. None with fewer than two values."""
    known = [(year, value) for year, value in series if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    first, last = known[0][0], known[-1][0]
    spots = [(_at(y, first, last, 3, 93), _at(v, low, high, 21, 3)) for y, v in known]
    label = (
        f"From {plain(round(known[0][1], 2))} in {first} to {plain(round(known[-1][1], 2))} "
        f"in {last}"
    )
    return Spark(_path(spots), spots[-1], label)


@dataclass(frozen=True)
class Bar:
    """One bar: its top in pixels, its length in percent, and the words at both ends."""

    y: float
    width: float
    label: str
    text: str
    href: str
    quiet: bool

    @property
    def middle(self) -> float:
        return self.y + BAR / 2


@dataclass(frozen=True)
class BarChart:
    frame: Frame
    bars: tuple[Bar, ...]
    thickness: float
    reference: float | None
    reference_label: str


BAR = 20.0
ROW = 30.0
LETTERS = 26  # of a bar's label that fit beside it; the table has the whole name


def bar_chart(
    rows: Sequence[tuple[str, float, str, str, bool]],
    *,
    reference: float | None = None,
    reference_label: str = "",
) -> BarChart | None:
    """Horizontal bars from (label, value, value in words, address, quiet), in the order given."""
    if not rows:
        return None
    high = max([value for _, value, *_ in rows] + [reference or 0.0]) or 1.0
    top = 22.0 if reference is not None else 2.0
    frame = Frame(FULL, top + ROW * len(rows), 0, FULL, top, top + ROW * len(rows))
    return BarChart(
        frame=frame,
        thickness=BAR,
        bars=tuple(
            Bar(
                y=round(top + ROW * n + (ROW - BAR) / 2, 1),
                width=max(round(value / high * FULL, 1), 0.4),
                label=label if len(label) <= LETTERS else label[: LETTERS - 2].rstrip(" ,") + "…",
                text=text,
                href=href,
                quiet=quiet,
            )
            for n, (label, value, text, href, quiet) in enumerate(rows)
        ),
        reference=None if reference is None else _at(reference, 0, high, frame.left, frame.right),
        reference_label=reference_label,
    )
