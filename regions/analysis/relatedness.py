"""Which industries belong together, from where they are found together or from who moves.

`m` is 0/1, (…, areas, industries): 1 where an area is specialised in an industry.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome

Diagonal = Literal[0, 1]


def co_occurrence(m: Numbers) -> Numbers:
    """In how many areas two industries are found together, (…, industries, industries).

    The diagonal is 0: an industry says nothing by occurring with itself.
    """
    together = np.swapaxes(m, -1, -2) @ m
    _set_diagonal(together, 0.0)
    return together


def association(together: Numbers) -> Numbers:
    """(c_ij/T) / ((S_i/T)(S_j/T)): co-occurrence over what chance would give.

    `together` is a co-occurrence with zero diagonal, S its column sums and T their sum; the
    result has its shape, zero diagonal, 1 as by chance, and 0 for an industry never found
    with another. Source: van Eck and Waltman (2009), Journal of the American Society for
    Information Science and Technology 60(8), 1635-1651; EconGeo `relatedness`.
    """
    sums, total = _sums(together)
    return _related(together * total, sums * np.swapaxes(sums, -1, -2))


def cosine(together: Numbers) -> Numbers:
    """c_ij / √(S_i S_j); conventions of `association`, 0 to 1. Source: as there."""
    sums, _ = _sums(together)
    return _related(together, np.sqrt(sums * np.swapaxes(sums, -1, -2)))


def jaccard(together: Numbers) -> Numbers:
    """c_ij / (S_i + S_j − c_ij); conventions of `association`, 0 to 1. Source: as there."""
    sums, _ = _sums(together)
    return _related(together, sums + np.swapaxes(sums, -1, -2) - together)


def probability(together: Numbers) -> Numbers:
    """c_ij over its expectation when pairs are drawn without putting back.

    c_ij / (½ T ((S_i/T)(S_j/(T − S_i)) + (S_j/T)(S_i/(T − S_j)))); conventions of
    `association`. Source: Steijn (2017), Improvement on the association strength, Utrecht
    University; EconGeo `relatedness(method = "prob")`.
    """
    sums, total = _sums(together)
    other = np.swapaxes(sums, -1, -2)
    with np.errstate(divide="ignore", invalid="ignore"):
        product = sums * other
        expected = 0.5 * product * (1.0 / (total - sums) + 1.0 / (total - other))
    return _related(together, expected)


def proximity(m: Numbers, diagonal: Diagonal = 0) -> Outcome:
    """The smaller of the two chances of finding one industry where the other is.

    c_ij / max(u_i, u_j) with u in how many areas an industry is found; (…, industries,
    industries). The diagonal is `diagonal`: 0, or 1 as an industry is certain where it is.
    An industry that no area has is undefined with every other. Source: Hidalgo et al. (2007),
    Science 317, 482-487.
    """
    found = m.sum(axis=-2)
    larger = np.maximum(found[..., None], found[..., None, :])
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.swapaxes(m, -1, -2) @ m / larger
    reasons = np.zeros(values.shape, dtype=np.uint8)
    for told, reason in ((found <= 0, Reason.ACTIVITY_EMPTY), (np.isnan(found), Reason.MISSING)):
        for at in np.argwhere(told):  # few or none, while the squares are many
            years, industry = tuple(at[:-1]), at[-1]
            reasons[*years, industry, :] = reasons[*years, :, industry] = reason
    values[reasons != 0] = np.nan
    _set_diagonal(values, float(diagonal))
    _set_diagonal(reasons, Reason.NONE)
    return Outcome(values, reasons)


def relatedness_density(m: Numbers, related: Numbers) -> Outcome:
    """The part of an industry's relatedness that is present in the area, 0 to 1.

    Σ_k m_ak φ_ki / Σ_k φ_ki; shape of m. With a zero diagonal (EconGeo, economic-complexity)
    only the other industries count; with ones the industry counts itself, so that being there
    raises its density (Hidalgo et al. 2007 as first coded). Undefined where an industry is
    related to none. Undefined relatedness counts as none. Source: Hidalgo et al. (2007);
    Boschma, Balland and Kogler (2015).
    """
    weights = np.nan_to_num(related, nan=0.0)
    total = weights.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = m @ weights / total
    return outcome(values, (np.isnan(values), Reason.MISSING), (total <= 0, Reason.UNRELATED))


def skill_relatedness(flows: Numbers) -> Outcome:
    """How far more people change between two industries than their sizes explain, −1 to 1.

    SR_ij = F_ij F.. / (F_i. F_.j); (SR − 1)/(SR + 1); mean of both directions. `flows`
    (industries, industries) from row to column, the result symmetric with an undefined
    diagonal. 0 as by chance, −1 for no flow. Undefined where nobody leaves the one or joins
    the other. Source: Neffke and Henning (2013), Strategic Management Journal 34(3), 297-316;
    Neffke, Otto and Weyh (2017), Journal of Economic Behavior & Organization 142, 275-292.
    """
    leaving, joining = flows.sum(axis=1, keepdims=True), flows.sum(axis=0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = flows * flows.sum() / (leaving * joining)
        centred = (ratio - 1.0) / (ratio + 1.0)
    still = (leaving <= 0) | (joining <= 0)
    return outcome(
        0.5 * (centred + centred.T),
        (np.eye(len(flows), dtype=bool), Reason.UNRELATED),
        (still | still.T, Reason.NO_DIVISOR),
        (np.isnan(flows) | np.isnan(flows.T), Reason.MISSING),
    )


def _sums(together: Numbers) -> tuple[Numbers, Numbers]:
    sums = together.sum(axis=-2, keepdims=True)
    return sums, sums.sum(axis=-1, keepdims=True)


def _related(above: Numbers, below: Numbers) -> Numbers:
    """The quotient with 0 where nothing is found together, and a zero diagonal."""
    result = np.divide(above, below, out=np.zeros_like(below), where=(above != 0) & (below > 0))
    _set_diagonal(result, 0.0)
    return result


def _set_diagonal(square: np.ndarray, value: float) -> None:
    along = np.arange(square.shape[-1])
    square[..., along, along] = value
