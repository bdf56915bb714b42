"""Outcomes as rows for MetricValue: what a value is of, what it is, and what is told beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from regions.analysis.growth import SPAN
from regions.analysis.outcome import WORDS, Outcome, Reason
from regions.analysis.registry import METRICS
from regions.models import MetricValue

Quality = MetricValue.Quality
HELD, WITHHELD = int(Reason.SUPPRESSED), Quality.SUPPRESSED.value

# A metric value of some subject, in the order of FIELDS: row[:KEY] identifies it, the rest is
# what it says. An area has some 10,000, so they are plain tuples that zip makes.
Row = tuple[Any, ...]
FIELDS = (
    "metric", "industry_id", "sector_id", "year",
    "value", "reason", "quality", "basis", "method_version", "release_id",
)  # fmt: skip
KEY, VALUE = 4, 4


class Part(NamedTuple):
    """What a value is about: an industry, a sector, or (neither) all of them."""

    industry_id: int | None
    sector_id: int | None
    basis: str = ""
    limited: bool = False


class Profiled(NamedTuple):
    """Outcomes of shape (…, parts, years) for some parts, by metric."""

    parts: list[Part]
    outcomes: dict[str, Outcome]
    years: list[int]
    release_id: int

    def rows(self, metrics: Iterable[str], index: int | None = None) -> Iterator[Row]:
        """The rows of the area at `index`, or of the only place there is."""
        at = () if index is None else (index,)
        for metric in metrics:
            outcome = self.outcomes[metric]
            first = bisect_left(self.years, self.years[0] + SPAN) if metric == "growth" else 0
            years, version = self.years[first:], METRICS[metric].version
            reasons = outcome.reasons[at][..., first:]
            undefined = np.asarray(reasons.any(axis=-1))
            series = zip(
                self.parts,
                outcome.values[at][..., first:].tolist(),
                reasons.tolist(),
                undefined.tolist(),
                strict=True,
            )
            for part, values, why, gaps in series:
                quality = Quality.LIMITED.value if part.limited else Quality.GOOD.value
                words: Iterator[str] = repeat("")
                qualities: Iterator[str] = repeat(quality)
                if gaps:
                    values = [
                        None if one else value for value, one in zip(values, why, strict=True)
                    ]
                    words = iter([WORDS[one] for one in why])
                    qualities = iter([WITHHELD if one == HELD else quality for one in why])
                yield from zip(
                    repeat(metric), repeat(part.industry_id), repeat(part.sector_id), years,
                    values, words, qualities, repeat(part.basis), repeat(version),
                    repeat(self.release_id),
                )  # fmt: skip
