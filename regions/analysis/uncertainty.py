"""How sure a specialisation is. The evidence is the sites: jobs come in plants, not one by one.

A cell of the cube holds n sites with Σe jobs and Σe². If sites fall independently, the jobs of
a cell vary as those of (Σe)²/Σe² equal sites do (Kish's effective number), so exact Poisson
limits on that number carry over to the quotient. Treating each job as one independent event
would claim far too much: such 95 % intervals hold the truth about one time in five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, gammaincinv

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome

LEVEL = 0.95
MIN_EFFECTIVE = 5.0
MIN_SITES = 10.0
FALSE_DISCOVERIES = 0.05


def poisson_limits(n: Numbers, level: float = LEVEL) -> tuple[Numbers, Numbers]:
    """Exact central limits of a Poisson mean when n events were seen; shapes as n.

    The lower limit of n = 0 is 0. n need not be whole (gamma quantiles carry the definition
    over); NaN or negative gives NaN. Source: Garwood (1936), Biometrika 28, 437-442.
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    tail = (1.0 - level) / 2.0
    n = np.asarray(n, dtype=np.float64)
    counted = np.where(n >= 0, n, np.nan)
    some = counted > 1e-100  # the quantile of a smaller shape is 0 in double precision
    lower = np.where(some, gammaincinv(np.where(some, counted, 1.0), tail), 0.0)
    lower = np.where(np.isnan(counted), np.nan, lower)
    return lower, gammaincinv(counted + 1.0, 1.0 - tail)


def effective_sites(jobs: Numbers, squares: Numbers) -> Outcome:
    """(Σe)²/Σe²: how many equal sites would vary as these do; at most n. Shape as `jobs`.

    0 for a cell without sites. Source: Kish (1965), Survey Sampling.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where((jobs == 0) & (squares == 0), 0.0, jobs * jobs / squares)
    return outcome(
        np.where(np.isfinite(values), values, np.nan),
        (jobs < 0, Reason.NEGATIVE),
        (np.isnan(jobs) | np.isnan(squares), Reason.MISSING),
    )


@dataclass(frozen=True)
class Evidence:
    """What is known of each cell; arrays of one shape.

    `lower` and `upper` bound the quotient; `p` is the chance of at least as many effective
    sites if the activity were as common here as everywhere; `q` is p corrected for the number
    of cells looked at. `specialised` is the rule, `discovered` the rule and q small enough,
    `rank` 1 for the highest lower limit among cells with enough sites.
    """

    lower: Outcome
    upper: Outcome
    p: Numbers
    q: Numbers
    specialised: np.ndarray
    discovered: np.ndarray
    rank: Numbers


def evidence(
    lq: Numbers,
    sites: Numbers,
    effective: Numbers,
    *,
    level: float = LEVEL,
    min_effective: float = MIN_EFFECTIVE,
    min_sites: float = MIN_SITES,
    false_discoveries: float = FALSE_DISCOVERIES,
) -> Evidence:
    """The interval of each location quotient, and whether it is evidence of specialisation.

    1. Limits: quotient × Poisson limits of the effective sites / the effective sites.
    2. Specialised: lower limit above 1, at least `min_effective` effective and `min_sites`
       sites. On shuffled data this marks about one cell in a thousand or fewer.
    3. p as in `Evidence`, q by Benjamini and Hochberg over all cells with sites.
    4. Ranks by the lower limit among the cells with enough sites, so that a small lucky cell
       does not lead the list; the others have no rank.

    Arguments are of one shape. Undefined without sites or where the quotient is. The totals
    that the quotient is taken against count as known. Sources: Garwood (1936); Kish (1965);
    Benjamini and Hochberg (1995).
    """
    floor, ceiling = poisson_limits(effective, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = lq * (floor / effective), lq * (ceiling / effective)
        expected = effective / lq
        chance = gammainc(effective, expected)
    present = (effective > 0) & (lq > 0)
    p = np.where(present, chance, np.nan)
    q = false_discovery_rates(p)
    conditions = ((~present, Reason.TOO_FEW), (np.isnan(lq + effective), Reason.MISSING))
    low, high = outcome(lower, *conditions), outcome(upper, *conditions)
    enough = (effective >= min_effective) & (sites >= min_sites)
    specialised = enough & (np.nan_to_num(low.values, nan=0.0) > 1.0)
    return Evidence(
        lower=low,
        upper=high,
        p=p,
        q=q,
        specialised=specialised,
        discovered=specialised & (np.nan_to_num(q, nan=1.0) <= false_discoveries),
        rank=rank_from_highest(np.where(enough, low.values, np.nan)),
    )


def false_discovery_rates(p: Numbers) -> Numbers:
    """Benjamini-Hochberg q of each p over the whole array (NaN stays NaN and is not counted).

    q is the smallest expected part of false finds at which this one would be among the finds.
    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1).
    """
    flat = np.asarray(p, dtype=np.float64).ravel()
    known = np.flatnonzero(~np.isnan(flat))
    order = known[np.argsort(flat[known], kind="stable")]
    stepped = flat[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(flat.shape, np.nan)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q.reshape(np.shape(p))


def rank_from_highest(values: Numbers) -> Numbers:
    """1 for the highest over the whole array; equal values share the better rank, NaN has none."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    known = np.flatnonzero(~np.isnan(flat))
    ordered = np.sort(flat[known])
    ranks = np.full(flat.shape, np.nan)
    ranks[known] = len(known) - np.searchsorted(ordered, flat[known], side="right") + 1
    return ranks.reshape(np.shape(values))
