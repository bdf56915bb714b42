"""Whether an industry's sites crowd together more than chance and its large plants explain.

Everything works on the cube: jobs by area and industry, and Σe² of the sites of each industry.
Areas lie on the last axis but one, industries on the last; leading axes are years.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome


@dataclass(frozen=True)
class EllisonGlaeser:
    """γ, raw concentration G, its z-score and plant Herfindahl H, each (…, industries)."""

    gamma: Outcome
    raw: Outcome
    z: Outcome
    plants: Outcome


def ellison_glaeser(
    jobs: Numbers, squares: Numbers, area_jobs: Numbers, fourths: Numbers | None = None
) -> EllisonGlaeser:
    """γ = (G − (1 − Σx²)H) / ((1 − Σx²)(1 − H)), G = Σ (s − x)², H = Σe²/(Σe)².

    `jobs` (…, areas, industries); `squares` Σe² and `fourths` Σe⁴ over the sites of an
    industry, (…, industries); `area_jobs` (…, areas): all jobs of each area, also of areas
    without the industry. γ is 0 for sites thrown at random, above 0 for clustering; it is
    not bounded. The z-score of G needs Σe⁴ and is undefined without it.

    Undefined: an empty industry; γ and z with a single site (H = 1) or a single area with
    jobs. Source: Ellison and Glaeser (1997), Journal of Political Economy 105(5), 889-927.
    """
    total = jobs.sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = (area_jobs / area_jobs.sum(axis=-1, keepdims=True))[..., None]
        raw = ((jobs / total[..., None, :] - x) ** 2).sum(axis=-2)
        herfindahl = squares / (total * total)
        spread = 1.0 - (x**2).sum(axis=-2)
        excess = raw - spread * herfindahl
        gamma = excess / (spread * (1.0 - herfindahl))
        z = excess / np.sqrt(_variance(x, herfindahl, fourths, total))
    empty = (total <= 0, Reason.ACTIVITY_EMPTY)
    missing = (np.isnan(raw) | np.isnan(herfindahl), Reason.MISSING)
    single = (herfindahl >= 1.0 - 1e-12, Reason.SINGLE_SITE)
    flat = (np.broadcast_to(spread < 1e-12, gamma.shape), Reason.NO_SPREAD)
    return EllisonGlaeser(
        gamma=outcome(gamma, flat, single, missing, empty),
        raw=outcome(raw, missing, empty),
        z=outcome(z, flat, single, missing, empty),
        plants=outcome(herfindahl, missing, empty),
    )


def _variance(
    x: Numbers, herfindahl: Numbers, fourths: Numbers | None, total: Numbers
) -> Numbers | float:
    """The variance of G if sites fell at random in proportion to all jobs."""
    if fourths is None:
        return np.nan
    two, three = (x**2).sum(axis=-2), (x**3).sum(axis=-2)
    return 2.0 * (
        herfindahl**2 * (two - 2.0 * three + two**2)
        - fourths / total**4 * (two - 4.0 * three + 3.0 * two**2)
    )


def maurel_sedillot(jobs: Numbers, squares: Numbers, area_jobs: Numbers) -> Outcome:
    """((Σs² − Σx²)/(1 − Σx²) − H) / (1 − H), per industry; arguments as in `ellison_glaeser`.

    Also 0 in expectation for sites thrown at random, but it weighs large areas more.
    Undefined as γ is. Source: Maurel and Sédillot (1999), Regional Science and Urban
    Economics 29(5), 575-604.
    """
    total = jobs.sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = area_jobs / area_jobs.sum(axis=-1, keepdims=True)
        two = (x**2).sum(axis=-1)[..., None]
        share = jobs / total[..., None, :]
        herfindahl = squares / (total * total)
        values = (((share**2).sum(axis=-2) - two) / (1.0 - two) - herfindahl) / (1.0 - herfindahl)
    return outcome(
        values,
        (np.broadcast_to(1.0 - two < 1e-12, values.shape), Reason.NO_SPREAD),
        (herfindahl >= 1.0 - 1e-12, Reason.SINGLE_SITE),
        (np.isnan(total) | np.isnan(herfindahl), Reason.MISSING),
        (total <= 0, Reason.ACTIVITY_EMPTY),
    )


def coagglomeration(jobs: Numbers, squares: Numbers, area_jobs: Numbers) -> Outcome:
    """γᶜ of a group of industries (the columns): whether they crowd together beyond each alone.

    (G/(1 − Σx²) − H − Σ γ_i w_i²(1 − H_i)) / (1 − Σ w_i²), with w_i an industry's share of the
    group's jobs, G from the group's jobs, H = Σ w_i² H_i. Shape jobs[..., 0, 0].

    An industry with one site has γ_i(1 − H_i) defined, so it may take part. Undefined for a
    group of one industry. Source: Ellison and Glaeser (1997), equation 7.
    """
    by_industry, group = jobs.sum(axis=-2), jobs.sum(axis=-1)
    total = group.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = area_jobs / area_jobs.sum(axis=-1, keepdims=True)
        spread = 1.0 - (x**2).sum(axis=-1)
        weight = by_industry / total[..., None]
        herfindahl = squares / by_industry**2
        raw = ((jobs / by_industry[..., None, :] - x[..., None]) ** 2).sum(axis=-2)
        alone = raw / spread[..., None] - herfindahl  # γ_i (1 − H_i)
        own = np.where(weight > 0, weight**2 * (herfindahl + alone), 0.0).sum(axis=-1)
        together = ((group / total[..., None] - x) ** 2).sum(axis=-1) / spread
        cross = 1.0 - (weight**2).sum(axis=-1)
        values = (together - own) / cross
    return outcome(
        values,
        (spread < 1e-12, Reason.NO_SPREAD),
        (cross < 1e-12, Reason.TOO_FEW),
        (np.isnan(total), Reason.MISSING),
        (total <= 0, Reason.ACTIVITY_EMPTY),
    )


def litzenberger_sternberg(
    e_ij: Numbers,
    e_i: Numbers,
    a_j: Numbers,
    a: Numbers,
    p_j: Numbers,
    p: Numbers,
    b_ij: Numbers,
    b_i: Numbers,
) -> Outcome:
    """Cluster index: density by ground × density by population / relative size of sites.

    ((e_ij/a_j)/(e_i/a)) × ((e_ij/p_j)/(e_i/p)) / ((e_ij/b_ij)/(e_i/b_i)); all arguments
    broadcast: jobs e, ground a, population p, sites b of industry i in area j and of all
    areas. Above 1 where the industry is denser than elsewhere without large sites being the
    reason. Undefined where any of them is not above zero. Source: Litzenberger and Sternberg
    (2006), Geographische Zeitschrift 94(2), 209-224.
    """
    parts = [np.asarray(part, dtype=np.float64) for part in (e_ij, e_i, a_j, a, p_j, p, b_ij, b_i)]
    e_ij, e_i, a_j, a, p_j, p, b_ij, b_i = parts
    with np.errstate(divide="ignore", invalid="ignore"):
        ground, people = (e_ij / a_j) / (e_i / a), (e_ij / p_j) / (e_i / p)
        values = ground * people / ((e_ij / b_ij) / (e_i / b_i))
    # One input at a time, so that the small ones are not blown up to the size of the cube.
    none, unknown = np.zeros(values.shape, dtype=bool), np.zeros(values.shape, dtype=bool)
    for part in parts:
        none |= part <= 0
        unknown |= np.isnan(part)
    return outcome(values, (none, Reason.NO_DIVISOR), (unknown, Reason.MISSING))


@dataclass(frozen=True)
class Cells:
    """Sites summed to the cube: jobs (areas, industries); Σe², Σe⁴ and n (industries,)."""

    areas: list[Hashable]
    industries: list[Hashable]
    jobs: Numbers
    squares: Numbers
    fourths: Numbers
    sites: Numbers


def cells(
    area: Sequence[Hashable],
    industry: Sequence[Hashable],
    jobs: Sequence[float],
    *,
    areas: Collection[Hashable] | None = None,
    industries: Collection[Hashable] | None = None,
) -> Cells:
    """Sum sites, one per entry of the three sequences; a name not listed is a ValueError."""
    area_names = list(dict.fromkeys(area if areas is None else areas))
    industry_names = list(dict.fromkeys(industry if industries is None else industries))
    row = {name: at for at, name in enumerate(area_names)}
    column = {name: at for at, name in enumerate(industry_names)}
    unknown = {*area} - row.keys() or {*industry} - column.keys()
    if unknown:
        raise ValueError(f"not listed: {', '.join(sorted(map(str, unknown)))}")
    at_row = np.array([row[name] for name in area], dtype=np.intp)
    at_column = np.array([column[name] for name in industry], dtype=np.intp)
    size = np.asarray(jobs, dtype=np.float64)
    summed = np.zeros((len(area_names), len(industry_names)))
    np.add.at(summed, (at_row, at_column), size)
    squares, fourths, sites = (
        np.bincount(at_column, weights=weight, minlength=len(industry_names)).astype(np.float64)
        for weight in (size**2, size**4, np.ones_like(size))
    )
    return Cells(area_names, industry_names, summed, squares, fourths, sites)
