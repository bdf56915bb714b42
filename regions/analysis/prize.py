"""What would be gained: a growth of what areas specialise in, or the closing of gaps.

Arithmetic on stated assumptions, not a forecast: nothing is said of displacement, of prices,
or of how the growth would come about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome
from regions.analysis.productivity import GapClosure, gap_closure


@dataclass(frozen=True)
class Uplift:
    """`areas` the gain of each area and `total` their sum, in the unit of GVA.

    `opportunities` counts the cells that were raised; `base` is their GVA before.
    """

    areas: Outcome
    total: float
    opportunities: int
    base: float


def uplift(
    gva: Numbers, lq: Numbers, *, percent: float, threshold: float = 1.0, minimum: float = 0.0
) -> Uplift:
    """Raise every cell with a quotient of at least `threshold` by `percent`.

    `gva` and `lq` are (areas, industries), the industries not overlapping; a cell with less
    than `minimum` GVA, without a figure or with a loss is not raised. An area without any
    figure is undefined and adds nothing to the total.
    """
    raised = (lq >= threshold) & (gva > 0) & (gva >= minimum)
    base = np.where(raised, gva, 0.0)
    gains = base.sum(axis=1) * percent / 100.0
    unknown = np.isnan(gva).all(axis=1)
    return Uplift(
        areas=outcome(gains, (unknown, Reason.MISSING)),
        total=float(gains.sum()),
        opportunities=int(raised.sum()),
        base=float(base.sum()),
    )


def uplift_grid(
    gva: Numbers,
    lq: Numbers,
    *,
    percents: Sequence[float],
    thresholds: Sequence[float],
    minimum: float = 0.0,
) -> tuple[Numbers, np.ndarray]:
    """Totals (thresholds, percents) and opportunities (thresholds,): how the result moves."""
    found = [
        uplift(gva, lq, percent=100.0, threshold=threshold, minimum=minimum)
        for threshold in thresholds
    ]
    totals = np.array([[one.base * percent / 100.0 for percent in percents] for one in found])
    return totals, np.array([one.opportunities for one in found])


def gap_prize(gva: Numbers, work: Numbers, part: float = 1.0) -> GapClosure:
    """`part` (0 to 1) of what closing the productivity gaps would add; see `gap_closure`."""
    if not 0.0 <= part <= 1.0:
        raise ValueError(f"the part of a gap to close lies between 0 and 1, not {part}")
    whole = gap_closure(gva, work)
    return GapClosure(
        to_best=Outcome(whole.to_best.values * part, whole.to_best.reasons),
        to_whole=Outcome(whole.to_whole.values * part, whole.to_whole.reasons),
    )
