"""Specialisation from a whole matrix of areas and activities, and quotients made comparable.

`x` is always (…, areas, activities) with any number of leading axes (years). A cell that is
not known is NaN and makes what rests on it undefined.
"""

from __future__ import annotations

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome
from regions.analysis.specialisation import location_quotient


def location_quotients(x: Numbers) -> Outcome:
    """The location quotient of every cell; the areas of `x` together are the reference.

    Shape as `x`, ratio. 0 where a non-empty area lacks a non-empty activity; undefined for
    an empty area or activity. Source: Florence (1939); Balassa (1965) for trade.
    """
    local = x.sum(axis=-1, keepdims=True)
    everywhere = x.sum(axis=-2, keepdims=True)
    return location_quotient(x, local, everywhere, everywhere.sum(axis=-1, keepdims=True))


def specialised_matrix(lq: Numbers, threshold: float = 1.0) -> Numbers:
    """1 where a quotient reaches the threshold, else 0, also where it is undefined.

    The form that relatedness and complexity work on (Hidalgo et al. 2007): a presence that
    cannot be shown is no presence.
    """
    return (lq >= threshold).astype(np.float64)


def standardised_quotients(lq: Numbers, *, logged: bool = False) -> Outcome:
    """How many standard deviations a quotient lies above the activity's mean over areas.

    Shape as `lq`, standard deviations (ddof 1), areas on the last axis but one. With `logged`
    on the logarithm, where a quotient must be above zero. Undefined quotients are left out
    of mean and deviation. Source: O'Donoghue and Gleave (2004), Regional Studies 38(4),
    419-427; Tian (2013), Regional Studies 47(8) for the logarithm.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = np.where(lq > 0, np.log(lq), np.nan) if logged else lq
        known = np.isfinite(measured)
        count = known.sum(axis=-2, keepdims=True)
        held = np.where(known, measured, 0.0)
        mean = held.sum(axis=-2, keepdims=True) / count
        apart = np.where(known, measured - mean, 0.0)
        deviation = np.sqrt((apart**2).sum(axis=-2, keepdims=True) / (count - 1))
        values = (measured - mean) / deviation
    return outcome(
        values,
        (~(deviation > 1e-12 * np.maximum(np.abs(mean), 1.0)), Reason.NO_SPREAD),
        (count < 2, Reason.TOO_FEW),
        (logged & (lq <= 0), Reason.NOT_ABOVE_ZERO),
        (np.isnan(lq), Reason.MISSING),
    )


def symmetric_quotients(lq: Numbers) -> Outcome:
    """(LQ − 1) / (LQ + 1): from −1 (absent) over 0 (average) towards 1.

    Shape as `lq`. A share half the average lies as far from 0 as one that is double.
    Undefined below zero. Source: Laursen (2015), Eurasian Business Review 5, 99-115, after
    Dalum, Laursen and Villumsen (1998).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (lq - 1.0) / (lq + 1.0)
    return outcome(values, (lq < 0, Reason.NEGATIVE), (np.isnan(lq), Reason.MISSING))


def krugman_index(x: Numbers) -> Outcome:
    """Σ |s_ij − s_i| over activities: 0 (structured as the whole) to 2 (nothing in common).

    Shape (…, areas). s_i are the shares of all areas together. Undefined for an empty area.
    Source: Krugman (1991), Geography and Trade, MIT Press.
    """
    local, share, reference = _shares(x)
    return _of_areas(np.abs(share - reference).sum(axis=-1), x, local)


def krugman_half(x: Numbers) -> Outcome:
    """Half the Krugman index, 0 to 1: the part of an area's economy that would have to change
    activity to be structured as the whole. Shape (…, areas). Source: Hoover and Giarratani
    (1985), An Introduction to Regional Economics, table 9-4."""
    whole = krugman_index(x)
    return Outcome(whole.values / 2.0, whole.reasons)


def krugman_between(a: Numbers, b: Numbers) -> Outcome:
    """Σ |a_i/Σa − b_i/Σb|, 0 to 2: how unlike two structures are (activities on the last axis).

    Undefined where one of them is empty. Source: Krugman (1991).
    """
    sum_a, sum_b = a.sum(axis=-1), b.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.abs(a / sum_a[..., None] - b / sum_b[..., None]).sum(axis=-1)
    return outcome(
        values,
        (~((sum_a > 0) & (sum_b > 0)), Reason.AREA_EMPTY),
        (np.isnan(sum_a) | np.isnan(sum_b), Reason.MISSING),
    )


def hachman(x: Numbers) -> Outcome:
    """1 / Σ (s_ij² / s_i): 1 when the area is structured as the whole, towards 0 when unlike.

    Shape (…, areas). Activities that no area has are left out. Undefined for an empty area.
    Source: Hachman (1995), Bureau of Economic and Business Research, University of Utah.
    """
    local, share, reference = _shares(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        weighted = np.where(reference == 0, 0.0, share * share / reference)
        values = 1.0 / weighted.sum(axis=-1)
    return _of_areas(values, x, local)


def _shares(x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Area totals (…, areas, 1), shares within areas, shares of the whole (…, 1, activities)."""
    local = x.sum(axis=-1, keepdims=True)
    everywhere = x.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return local, x / local, everywhere / everywhere.sum(axis=-1, keepdims=True)


def _of_areas(values: Numbers, x: Numbers, local: Numbers) -> Outcome:
    total = local[..., 0]
    return outcome(
        values,
        (np.isnan(values), Reason.REFERENCE_MISSING),
        (total <= 0, Reason.AREA_EMPTY),
        (np.isnan(total), Reason.MISSING),
    )
