"""The metrics of activities in a place, all years at once."""

from __future__ import annotations

from collections.abc import Sequence

from regions.analysis.growth import compound_growth
from regions.analysis.outcome import Numbers, Outcome, outcome
from regions.analysis.specialisation import location_quotient, share


def profile(
    local: Numbers,
    local_total: Numbers,
    everywhere: Numbers,
    everywhere_total: Numbers,
    years: Sequence[int],
) -> dict[str, Outcome]:
    """Outcomes by metric slug, each of shape (…, activities, years).

    `local` is (…, activities, years), `local_total` (…, years), `everywhere` (activities,
    years), `everywhere_total` (years,).
    """
    total = local_total[..., None, :]
    return {
        "location-quotient": location_quotient(local, total, everywhere, everywhere_total),
        "share": share(local, total),
        "growth": compound_growth(local, years),
        "gva": outcome(local),
    }
