"""How unequally something is spread: Gini, Theil, Hoover, and their locational forms.

Units (areas) lie on the first axis of every array, so (areas, activities) gives one figure
for each activity and (areas, years) one for each year. A missing unit (NaN) makes the figure
undefined, because leaving it out would change what is measured.
"""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


def gini(y: Numbers) -> Outcome:
    """Gini coefficient over units, 0 (equal) to (n − 1)/n (one unit has all); shape y[0].

    2 Σ r_k y_k / (n Σ y) − (n + 1)/n with r_k the rank from below. Undefined where nothing is
    above zero, a value is below zero or one is missing. Source: Gini (1912), Variabilità e
    mutabilità.
    """
    count = y.shape[0]
    rank = np.arange(1, count + 1, dtype=np.float64).reshape(-1, *[1] * (y.ndim - 1))
    total = y.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 2.0 * (rank * np.sort(y, axis=0)).sum(axis=0) / (count * total)
    return _of_units(values - (count + 1) / count, y, total)


def theil(y: Numbers) -> Outcome:
    """Theil's T over units, Σ s_k ln(n s_k): 0 (equal) to ln n; shape y[0], natural logarithm.

    A unit that has nothing adds nothing. Undefined as the Gini coefficient is. Source: Theil
    (1967), Economics and Information Theory.
    """
    total = y.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = y / total
        values = xlogy(share, y.shape[0] * share).sum(axis=0)
    return _of_units(values, y, total)


def hoover_index(x: Numbers, ref: Numbers) -> Outcome:
    """½ Σ |x_k/Σx − ref_k/Σref|, 0 to 1: the part of x that would have to move between units
    for x to be spread as `ref` is; shape x[0]. `ref` has the shape of x or of one column.

    Undefined where either is empty. Source: Hoover (1936), Review of Economics and Statistics
    18(4), 162-171.
    """
    ref = _beside(ref, x)
    total, ref_total = x.sum(axis=0), ref.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 0.5 * np.abs(x / total - ref / ref_total).sum(axis=0)
    return _of_units(values, x, total, ref_total)


def hoover_gini(x: Numbers, ref: Numbers) -> Outcome:
    """Gini of x against `ref` (Hoover-Balassa): twice the area between the diagonal and the
    curve of cumulated x over cumulated ref, units ordered by x/ref; 0 to 1, shape x[0].

    A unit with x but without ref comes last, one with neither adds nothing. Undefined where
    either is empty. Source: Hoover (1936); formula as in Balland's EconGeo, `Hoover.Gini`.
    """
    ref = np.broadcast_to(_beside(ref, x), x.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((x == 0) & (ref == 0), 0.0, x / ref)
        order = np.argsort(ratio, axis=0, kind="stable")
        cum_x = np.cumsum(np.take_along_axis(x, order, axis=0), axis=0)
        cum_ref = np.cumsum(np.take_along_axis(ref, order, axis=0), axis=0)
        # The crossed sums of the polygon (0, 0), (ref_1, x_1), …, (1, 1).
        area = (cum_x[1:] * cum_ref[:-1] - cum_x[:-1] * cum_ref[1:]).sum(axis=0)
        values = area / (cum_x[-1] * cum_ref[-1])
    return _of_units(values, x, x.sum(axis=0), ref.sum(axis=0))


def locational_gini(x: Numbers) -> Outcome:
    """Half the Gini of each activity (column) against all activities together, 0 to 0.5.

    Shape (activities,). This is the area itself, as Krugman drew it; twice the value is the
    Hoover Gini. Source: Krugman (1991), Geography and Trade, p. 56; EconGeo `locational.Gini`.
    """
    whole = hoover_gini(x, x.sum(axis=1))
    return Outcome(whole.values / 2.0, whole.reasons)


def gini_of_quotients(local: Numbers, reference: Numbers) -> Outcome:
    """Unweighted Gini of the location quotients (local_k/Σlocal)/(reference_k/Σreference).

    With an activity's jobs by area and each area's jobs it measures concentration; with an
    area's jobs by activity and the jobs of all areas by activity, specialisation. 0 to
    (n − 1)/n, shape local[0]. Every unit counts the same however large, unlike `hoover_gini`.
    Undefined where a unit has no reference. Source: Farhauer and Kröll (2014), Standorttheorien;
    Wieland's REAT, `gini.conc` and `gini.spec`.
    """
    reference = _beside(reference, local)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = (local / local.sum(axis=0)) / (reference / reference.sum(axis=0))
    result = gini(np.where(np.isfinite(quotient), quotient, np.nan))
    return result.because((reference <= 0).any(axis=0), Reason.NO_DIVISOR).because(
        local.sum(axis=0) <= 0, Reason.ACTIVITY_EMPTY
    )


def _beside(ref: Numbers, x: Numbers) -> Numbers:
    """One column of `ref` laid beside every column of x."""
    return ref.reshape(ref.shape + (1,) * (x.ndim - ref.ndim))


def _of_units(values: Numbers, x: Numbers, *totals: Numbers) -> Outcome:
    empty = np.zeros(values.shape, dtype=bool)
    for total in totals:
        empty |= ~(total > 0)
    return outcome(
        values,
        (empty, Reason.ACTIVITY_EMPTY),
        ((x < 0).any(axis=0), Reason.NEGATIVE),
        (np.isnan(x).any(axis=0), Reason.MISSING),
    )
