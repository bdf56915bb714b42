"""Output for an hour or a job, how far behind others it is, and what closing the gap is worth.

Areas lie on the last axis; leading axes are years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


def gva_per(gva: Numbers, work: Numbers) -> Outcome:
    """gva / work, in the unit of the one over that of the other (hours worked, or jobs).

    Undefined where no work is counted. Source: Office for National Statistics, Labour
    productivity methodology.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = gva / work
    return outcome(
        values,
        (work <= 0, Reason.NO_DIVISOR),
        (np.isnan(gva) | np.isnan(work), Reason.MISSING),
    )


def gap_to_whole(gva: Numbers, work: Numbers) -> Outcome:
    """100 (own / Σgva/Σwork − 1), %: above (+) or below (−) all areas together."""
    rate = gva_per(gva, work)
    return _gap(rate, _whole(gva, work))


def gap_to_best(gva: Numbers, work: Numbers) -> Outcome:
    """100 (own / best − 1), %: 0 for the best area, below 0 for the others."""
    rate = gva_per(gva, work)
    return _gap(rate, _best(rate))


@dataclass(frozen=True)
class GapClosure:
    """GVA gained by each area when it is raised to a target, in the unit of GVA."""

    to_best: Outcome
    to_whole: Outcome

    def totals(self) -> tuple[Numbers, Numbers]:
        """Sums over the areas for which the gain is defined; NaN where there is none."""
        return _total(self.to_best), _total(self.to_whole)


def gap_closure(gva: Numbers, work: Numbers) -> GapClosure:
    """max(target − own, 0) × work, with the best area and all areas together as targets.

    Hours stay as they are and nobody falls back. The whole is Σgva/Σwork of the areas given,
    before any is raised. Shape of gva. An area without work is undefined and has no part in
    the targets. Source: arithmetic of the definition.
    """
    rate = gva_per(gva, work)
    gains = [
        Outcome(np.maximum(target - rate.values, 0.0) * work, rate.reasons)
        for target in (_best(rate), _whole(gva, work))
    ]
    return GapClosure(
        *(Outcome(np.where(one.reasons == 0, one.values, np.nan), one.reasons) for one in gains)
    )


def _best(rate: Outcome) -> Numbers:
    held = np.where(np.isnan(rate.values), -np.inf, rate.values)
    best = held.max(axis=-1, keepdims=True)
    return np.where(np.isfinite(best), best, np.nan)


def _whole(gva: Numbers, work: Numbers) -> Numbers:
    counted = (work > 0) & ~np.isnan(gva)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counted, gva, 0.0).sum(axis=-1, keepdims=True) / np.where(
            counted, work, 0.0
        ).sum(axis=-1, keepdims=True)


def _gap(rate: Outcome, target: Numbers) -> Outcome:
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 100.0 * (rate.values / target - 1.0)
    values = np.where(target > 0, values, np.nan)
    reasons = np.where(
        (rate.reasons == 0) & np.isnan(values), np.uint8(Reason.NO_DIVISOR), rate.reasons
    )
    return Outcome(values, reasons)


def _total(gains: Outcome) -> Numbers:
    known = ~np.isnan(gains.values)
    return np.where(known.any(axis=-1), np.where(known, gains.values, 0.0).sum(axis=-1), np.nan)
