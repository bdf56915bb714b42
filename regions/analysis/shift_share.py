"""What moved an area's jobs: the national tide, its industries, or the area itself.

`e0`, `e1` are an area's jobs by industry at the two times and `n0`, `n1` those of the nation,
industries on the last axis; leading axes are areas. Every part is in jobs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


@dataclass(frozen=True)
class ShiftShare:
    """Sums over industries, each of shape e0[..., 0]; `allocation` only in Esteban's form."""

    growth: Outcome
    national: Outcome
    mix: Outcome
    regional: Outcome
    allocation: Outcome | None = None


def job_creation(e0: Numbers, e1: Numbers) -> Outcome:
    """e1 − e0, jobs. Undefined where a time is missing."""
    return outcome(e1 - e0)


def expected_job_creation(e0: Numbers, n0: Numbers, n1: Numbers) -> Outcome:
    """e0 (n1/n0 − 1): the jobs gained if each industry had grown here as in the nation.

    Jobs, shape of e0. 0 where the area had no jobs to grow; undefined where the nation had
    none but the area did. Source: US Cluster Mapping Project, job creation against expected.
    """
    return outcome(_at_national_rate(e0, n0, n1) - e0)


def dunn(e0: Numbers, e1: Numbers, n0: Numbers, n1: Numbers) -> ShiftShare:
    """growth = national + mix + regional.

    national Σe0 (N1/N0 − 1); mix Σ e0 n1/n0 − Σe0 N1/N0; regional Σ (e1 − e0 n1/n0). An
    industry new to the area has its jobs in `regional`. Undefined where an industry of the
    area had no jobs in the nation, or the nation none at all. Source: Dunn (1960), Papers of
    the Regional Science Association 6, 97-112.
    """
    whole, rate = e0.sum(axis=-1), _national_rate(n0, n1)
    expected = _at_national_rate(e0, n0, n1).sum(axis=-1)
    return ShiftShare(
        growth=outcome(e1.sum(axis=-1) - whole),
        national=_part(whole * (rate - 1.0), n0),
        mix=_part(expected - whole * rate, n0),
        regional=_part(e1.sum(axis=-1) - expected, n0),
    )


def esteban(e0: Numbers, e1: Numbers, n0: Numbers, n1: Numbers) -> ShiftShare:
    """growth = national + mix + regional + allocation: Dunn's regional part taken apart.

    With h = Σe0 n0/N0 (the jobs if the area were structured as the nation): regional
    Σ h (e1/e0 − n1/n0), allocation Σ (e0 − h)(e1/e0 − n1/n0): whether the area specialises in
    what it does better. Both are undefined where the area lacks an industry of the nation,
    whose local rate of growth does not exist. Source: Esteban-Marquillas (1972), Regional and
    Urban Economics 2(3), 249-261.
    """
    first = dunn(e0, e1, n0, n1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = e1 / e0 - n1 / n0
        as_nation = e0.sum(axis=-1, keepdims=True) * n0 / n0.sum(axis=-1, keepdims=True)
    nowhere = np.broadcast_to((n0 == 0) & (n1 == 0), e0.shape) & (e0 == 0) & (e1 == 0)
    ahead = np.where(nowhere, 0.0, np.where(np.isfinite(ahead), ahead, np.nan))
    return ShiftShare(
        growth=first.growth,
        national=first.national,
        mix=first.mix,
        regional=_part((as_nation * ahead).sum(axis=-1), n0),
        allocation=_part(((e0 - as_nation) * ahead).sum(axis=-1), n0),
    )


def _national_rate(n0: Numbers, n1: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(n1.sum(axis=-1) / n0.sum(axis=-1))


def _at_national_rate(e0: Numbers, n0: Numbers, n1: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = e0 * n1 / n0
    return np.where(e0 == 0, 0.0, np.where(np.isfinite(grown), grown, np.nan)) + 0.0 * (n0 + n1)


def _part(values: Numbers, n0: Numbers) -> Outcome:
    whole = np.asarray(n0.sum(axis=-1))
    undefined = np.isnan(values)
    return outcome(
        np.where(undefined, np.nan, values),
        (undefined, Reason.NO_DIVISOR),
        (np.broadcast_to(whole <= 0, values.shape), Reason.NO_DIVISOR),
        (np.broadcast_to(np.isnan(whole), values.shape), Reason.MISSING),
    )
