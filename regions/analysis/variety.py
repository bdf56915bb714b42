"""How varied an area's economy is: Herfindahl, entropy, related and unrelated variety.

Activities lie on the last axis of every array; leading axes are areas, years and so on.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


def herfindahl(x: Numbers) -> Outcome:
    """Σ s_i² over activities: 1/n (all equal) to 1 (only one). Shape x[..., 0].

    Undefined where nothing is above zero or a part is negative. Source: Hirschman (1945),
    National Power and the Structure of Foreign Trade; Herfindahl (1950).
    """
    total = x.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (x * x).sum(axis=-1) / (total * total)
    return _of_wholes(values, x, total)


def normalised_herfindahl(x: Numbers) -> Outcome:
    """(H − 1/n) / (1 − 1/n): 0 to 1 whatever the number of activities n.

    n counts the activities listed, also those without a value above zero. Undefined for one
    activity. Source: as in Wieland's REAT, `herf(coefnorm = TRUE)`.
    """
    raw, count = herfindahl(x), x.shape[-1]
    if count < 2:
        few = np.full(raw.values.shape, np.nan)
        return outcome(few, (np.ones(few.shape, dtype=bool), Reason.TOO_FEW))
    return Outcome((raw.values - 1.0 / count) / (1.0 - 1.0 / count), raw.reasons)


def equivalent_number(x: Numbers) -> Outcome:
    """1 / H: how many equal activities would be as concentrated. Source: Adelman (1969),
    Review of Economics and Statistics 51(1), 99-101."""
    raw = herfindahl(x)
    return Outcome(1.0 / raw.values, raw.reasons)


def entropy(x: Numbers) -> Outcome:
    """−Σ s_i log2 s_i over activities, bits: 0 (only one) to log2 n. Shape x[..., 0].

    An activity without a value adds nothing. Undefined where nothing is above zero or a part
    is negative. Source: Shannon (1948), Bell System Technical Journal 27.
    """
    total = x.sum(axis=-1)
    some = np.where(x > 0, x, 1.0)  # 1 log2 1 = 0 adds nothing
    weighed = np.einsum("...i,...i->...", some, np.log2(some))
    with np.errstate(divide="ignore", invalid="ignore"):
        # −Σ (x/T) log2 (x/T), without building the shares; rounding may leave −1e-16.
        values = np.maximum(np.log2(total) - weighed / total, 0.0)
    return _of_wholes(values, x, total)


def unrelated_and_related_variety(
    x: Numbers, parent: Sequence[Hashable]
) -> tuple[Outcome, Outcome]:
    """Entropy between the parents of activities, and the mean entropy within them, in bits.

    `parent` names the wider industry of each activity. Each result has shape x[..., 0]; they
    sum to the entropy of x, and the second is computed as what the first leaves of it. Source:
    Frenken, van Oort and Verburg (2007), Regional Studies 41(5), 685-697.
    """
    if len(parent) != x.shape[-1]:
        raise ValueError(f"{len(parent)} parents are given for {x.shape[-1]} activities")
    position = {name: at for at, name in enumerate(dict.fromkeys(parent))}
    member = np.zeros((x.shape[-1], len(position)))
    member[np.arange(x.shape[-1]), [position[name] for name in parent]] = 1.0
    together = entropy(x)
    between = np.where(together.reasons == 0, entropy(x @ member).values, np.nan)
    within = np.maximum(together.values - between, 0.0)
    return Outcome(between, together.reasons), Outcome(within, together.reasons)


def _of_wholes(values: Numbers, x: Numbers, total: Numbers) -> Outcome:
    return outcome(
        values + 0.0,  # −0.0 of a single activity becomes 0.0
        (total <= 0, Reason.AREA_EMPTY),
        ((x < 0).any(axis=-1), Reason.NEGATIVE),
        (np.isnan(total), Reason.MISSING),
    )
