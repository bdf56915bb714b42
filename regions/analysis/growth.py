"""How fast an activity grows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome

SPAN = 5  # years


def compound_growth(values: Numbers, years: Sequence[int], span: int = SPAN) -> Outcome:
    """100 × ((e_t / e_(t−span))^(1/span) − 1) for each year t, in % a year.

    `values` has shape (…, years); years are matched by number, so a gap in them is a gap
    and not a shorter span. Undefined where a year is missing or not above zero.
    """
    position = {year: index for index, year in enumerate(years)}
    before = np.full(values.shape, np.nan)
    no_year = np.zeros(len(years), dtype=bool)
    for index, year in enumerate(years):
        start = position.get(year - span)
        if start is None:
            no_year[index] = True
        else:
            before[..., index] = values[..., start]
    positive = (values > 0) & (before > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100.0 * ((values / before) ** (1.0 / span) - 1.0)
    return outcome(
        np.where(positive, rate, np.nan),
        (~positive, Reason.NOT_ABOVE_ZERO),
        (np.isnan(before), Reason.YEAR_BEFORE_MISSING),
        (np.isnan(values), Reason.MISSING),
        (no_year, Reason.YEAR_BEFORE_MISSING),
    )
