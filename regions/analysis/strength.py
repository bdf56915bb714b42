"""Which areas are strong in which clusters, by published rules.

Arrays are (…, areas, clusters). An area has a cluster present where it has any jobs in it;
quantiles and ranks are taken over the areas with presence, for each cluster on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome

Marks = np.ndarray  # booleans


@dataclass(frozen=True)
class Rules:
    """The thresholds of the US Cluster Mapping Project; quantiles as fractions."""

    lq: float = 1.0
    strong: float = 0.75
    strongest: float = 0.90
    floor: float = 0.25


RULES = Rules()


@dataclass(frozen=True)
class ClusterMapping:
    """Each class holds the next: qualifying ⊇ significant ⊇ strong ⊇ strong_10."""

    qualifying: Marks
    significant: Marks
    strong: Marks
    strong_10: Marks


def cluster_mapping(
    lq: Numbers, employment: Numbers, establishments: Numbers, rules: Rules = RULES
) -> ClusterMapping:
    """The classes of the US Cluster Mapping Project, booleans of the arguments' shape.

    - qualifying: employment and establishments both above their 25th percentile;
    - significant: qualifying, with a location quotient of at least 1;
    - strong: significant, with a quotient at or above the 75th percentile;
    - strong_10: significant, with a quotient at or above the 90th (the top tenth).

    Quantiles by linear interpolation (type 7 of Hyndman and Fan) over areas with presence. A
    cell without presence or with an unknown figure is in no class. Source: Delgado, Porter and
    Stern (2016), Journal of Economic Geography 16(1), 1-38; US Cluster Mapping Project,
    glossary. The names of the classes beside "strong" are the project's, their thresholds here
    are parameters.
    """
    lq, employment, establishments, present = _present(lq, employment, establishments)
    floors = [
        figure > quantiles_of_present(figure, [rules.floor])[0]
        for figure in (employment, establishments)
    ]
    high, highest = quantiles_of_present(lq, [rules.strong, rules.strongest])
    qualifying = present & floors[0] & floors[1]
    significant = qualifying & (lq >= rules.lq)
    return ClusterMapping(
        qualifying=qualifying,
        significant=significant,
        strong=significant & (lq >= high),
        strong_10=significant & (lq >= highest),
    )


def quantiles_of_present(figure: Numbers, fractions: Sequence[float]) -> list[Numbers]:
    """Type-7 quantiles over the areas (last axis but one) that are not NaN, keeping the axis.

    NaN for a cluster that no area has.
    """
    ordered = np.sort(figure, axis=-2)  # NaN comes last
    last = np.maximum((~np.isnan(figure)).sum(axis=-2, keepdims=True) - 1, 0)
    found = []
    for fraction in fractions:
        at = last * fraction
        below = np.floor(at).astype(np.intp)
        low = np.take_along_axis(ordered, below, axis=-2)
        high = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=-2)
        found.append(low + (at - below) * (high - low))
    return found


def strength(employment: Numbers, strong: Marks, traded: Marks | None = None) -> Outcome:
    """The part of an area's traded employment that is in strong clusters, 0 to 1; (…, areas).

    `traded` marks the clusters (clusters,) that sell beyond their area; without it all count.
    Undefined for an area without traded jobs. Source: US Cluster Mapping Project, "cluster
    strength"; Porter (2003), Regional Studies 37(6-7).
    """
    jobs = employment if traded is None else employment[..., traded]
    marked = strong if traded is None else strong[..., traded]
    total = jobs.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(marked, jobs, 0.0).sum(axis=-1) / total
    return outcome(values, (total <= 0, Reason.AREA_EMPTY), (np.isnan(total), Reason.MISSING))


def percentile_rank(figure: Numbers) -> Outcome:
    """Where an area stands among the areas with a figure, 0 to 100: those below, plus half of
    those equal (itself included), in per cent. Shape of figure; NaN stays undefined."""
    areas = np.moveaxis(figure, -2, 0).reshape(figure.shape[-2], -1)
    ordered = np.sort(areas, axis=0)
    values = np.full(areas.shape, np.nan)
    for column in range(areas.shape[1]):
        one = areas[:, column]
        count = int((~np.isnan(one)).sum())
        held = ordered[:count, column]
        position = np.searchsorted(held, one, "left") + np.searchsorted(held, one, "right")
        values[:, column] = 50.0 * position / count if count else np.nan
    values[np.isnan(areas)] = np.nan
    moved = (figure.shape[-2], *figure.shape[:-2], figure.shape[-1])
    return outcome(np.moveaxis(values.reshape(moved), 0, -2))


@dataclass(frozen=True)
class Stars:
    """The European Cluster Observatory's three criteria and their number, 0 to 3."""

    size: Marks
    specialisation: Marks
    focus: Marks

    @property
    def count(self) -> np.ndarray:
        return self.size.astype(int) + self.specialisation + self.focus


def european_stars(
    lq: Numbers,
    employment: Numbers,
    *,
    size: float = 0.90,
    lq_floor: float = 2.0,
    focus: float = 0.90,
    min_jobs: float = 0.0,
) -> Stars:
    """Stars for size, specialisation and focus, booleans of the arguments' shape.

    - size: employment in the top tenth of the areas that have the cluster;
    - specialisation: a location quotient of at least 2;
    - focus: the cluster's share of the area's employment is in the top tenth of those areas.

    A cluster with fewer than `min_jobs` gets none. Source: European Cluster Observatory,
    evaluation of regional cluster strength (Sölvell, Ketels and Lindqvist 2008).
    """
    lq, employment, present_jobs, present = _present(lq, employment, employment)
    total = np.nansum(employment, axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = present_jobs / total
    large = present & (employment >= min_jobs)
    return Stars(
        size=large & (employment >= quantiles_of_present(employment, [size])[0]),
        specialisation=large & (lq >= lq_floor),
        focus=large & (share >= quantiles_of_present(share, [focus])[0]),
    )


GRID = tuple(
    Rules(lq=lq, strong=strong, floor=floor)
    for lq in (1.0, 1.1, 1.25, 1.5, 2.0)
    for strong in (0.60, 0.70, 0.75, 0.80, 0.90)
    for floor in (0.0, 0.10, 0.25, 0.40)
)


def robustness(
    lq: Numbers, employment: Numbers, establishments: Numbers, grid: Sequence[Rules] = GRID
) -> Outcome:
    """The part of the grid of thresholds at which a cluster is strong, 0 to 1; shape of lq.

    Undefined without presence. Quantiles are taken once for each fraction in the grid.
    """
    lq, employment, establishments, present = _present(lq, employment, establishments)
    floors, parts = sorted({one.floor for one in grid}), sorted({one.strong for one in grid})
    limits = zip(
        quantiles_of_present(employment, floors),
        quantiles_of_present(establishments, floors),
        strict=True,
    )
    above = {
        floor: (employment > jobs) & (establishments > sites)
        for floor, (jobs, sites) in zip(floors, limits, strict=True)
    }
    high = dict(zip(parts, quantiles_of_present(lq, parts), strict=True))
    held = np.zeros(lq.shape)
    for rules in grid:
        held += above[rules.floor] & (lq >= rules.lq) & (lq >= high[rules.strong])
    return outcome(np.where(present, held / len(grid), np.nan), (~present, Reason.TOO_FEW))


def _present(
    lq: Numbers, employment: Numbers, establishments: Numbers
) -> tuple[Numbers, Numbers, Numbers, Marks]:
    """The three figures with NaN where the cluster is absent or a figure is unknown."""
    present = (employment > 0) & ~np.isnan(lq) & ~np.isnan(establishments)
    lq, employment, establishments = (
        np.where(present, one, np.nan) for one in (lq, employment, establishments)
    )
    return lq, employment, establishments, present
