"""How much an area specialises in an activity.

Every function takes arrays that broadcast to one shape and returns an Outcome of it.
"""

from __future__ import annotations

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


def location_quotient(
    local: Numbers, local_total: Numbers, everywhere: Numbers, everywhere_total: Numbers
) -> Outcome:
    """(local / local_total) / (everywhere / everywhere_total).

    Undefined where the area, the activity or everything together has no output above zero:
    a quotient of two negative shares would look like specialisation and mean nothing. An
    activity that an area lacks gives 0; one that makes a loss there, a negative number.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (local / local_total) / (everywhere / everywhere_total)
    return outcome(
        values,
        ((everywhere <= 0) | (everywhere_total <= 0), Reason.ACTIVITY_EMPTY),
        (local_total <= 0, Reason.AREA_EMPTY),
        (np.isnan(everywhere) | np.isnan(everywhere_total), Reason.REFERENCE_MISSING),
        (np.isnan(local) | np.isnan(local_total), Reason.MISSING),
    )


def share(local: Numbers, local_total: Numbers) -> Outcome:
    """100 × local / local_total. Undefined where the area has no output above zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 100.0 * local / local_total
    return outcome(
        values,
        (local_total <= 0, Reason.AREA_EMPTY),
        (np.isnan(local) | np.isnan(local_total), Reason.MISSING),
    )
