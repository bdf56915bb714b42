"""The metrics as one would write them in pandas: one long table, groupby and transform.

Each entry of `PANDAS` pairs the portal's way with pandas'; both return the same numbers, and
the benchmark checks that before it believes a time. Importing this needs pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.metrics_cube import Cube
from regions.analysis import (
    agglomeration,
    growth,
    inequality,
    productivity,
    quotients,
    relatedness,
    shift_share,
    strength,
    variety,
)

CELL, AREA, INDUSTRY = ["year", "area", "industry"], ["year", "area"], ["year", "industry"]


def frames(cube: Cube) -> pd.DataFrame:
    """The cube as a long table, one row a cell, with the quotient that others build on."""
    index = pd.MultiIndex.from_product([range(size) for size in cube.jobs.shape], names=CELL)
    table = index.to_frame(index=False)
    for name in ("jobs", "sites", "squares", "gva"):
        table[name] = getattr(cube, name).ravel()
    table["parent"] = np.array(cube.parent)[table["industry"]]
    table["traded"] = cube.traded[table["industry"]]
    table["lq"] = lq(table)
    table.attrs["hours"] = cube.hours
    return table


def _shares(table: pd.DataFrame) -> pd.Series:
    return table["jobs"] / table.groupby(AREA)["jobs"].transform("sum")


def _shares_of_all(table: pd.DataFrame) -> pd.Series:
    everywhere = table.groupby(INDUSTRY)["jobs"].transform("sum")
    return everywhere / table.groupby("year")["jobs"].transform("sum")


def lq(table: pd.DataFrame) -> pd.Series:
    return _shares(table) / _shares_of_all(table)


def _by_area(table: pd.DataFrame, values: pd.Series) -> np.ndarray:
    summed = values.groupby([table["year"], table["area"]]).sum()
    return summed.to_numpy()


def krugman(table: pd.DataFrame) -> np.ndarray:
    return _by_area(table, (_shares(table) - _shares_of_all(table)).abs())


def hachman(table: pd.DataFrame) -> np.ndarray:
    return 1 / _by_area(table, (_shares(table) ** 2 / _shares_of_all(table)).fillna(0))


def herfindahl(table: pd.DataFrame) -> np.ndarray:
    return _by_area(table, _shares(table) ** 2)


def entropy(table: pd.DataFrame) -> np.ndarray:
    share = _shares(table)
    return _by_area(table, -share * np.log2(share.where(share > 0, 1)))


def related_variety(table: pd.DataFrame) -> np.ndarray:
    share = _shares(table)
    inside = share.groupby([table["year"], table["area"], table["parent"]]).transform("sum")
    return _by_area(table, share * np.log2((inside / share).where(share > 0, 1)))


def standardised(table: pd.DataFrame) -> np.ndarray:
    groups = table.groupby(INDUSTRY)["lq"]
    return ((table["lq"] - groups.transform("mean")) / groups.transform("std")).to_numpy()


def five_year_growth(table: pd.DataFrame) -> np.ndarray:
    before = table.groupby(["area", "industry"])["gva"].shift(5)
    both = (before > 0) & (table["gva"] > 0)
    return (100 * ((table["gva"] / before).where(both) ** 0.2 - 1)).to_numpy()


def gini(table: pd.DataFrame) -> np.ndarray:
    groups = table.groupby(INDUSTRY)["jobs"]
    weighted = (groups.rank(method="first") * table["jobs"]).groupby(
        [table["year"], table["industry"]]
    )
    count = groups.size()
    return (2 * weighted.sum() / (count * groups.sum()) - (count + 1) / count).to_numpy()


def hoover_gini(table: pd.DataFrame) -> np.ndarray:
    ordered = table[["year", "industry", "jobs"]].assign(
        ref=table.groupby(AREA)["jobs"].transform("sum")
    )
    ordered["ratio"] = ordered["jobs"] / ordered["ref"]
    ordered = ordered.sort_values([*INDUSTRY, "ratio"], kind="stable")
    sums = ordered.groupby(INDUSTRY)[["jobs", "ref"]].cumsum()
    totals = ordered.groupby(INDUSTRY)[["jobs", "ref"]].transform("sum")
    x, y = sums["jobs"] / totals["jobs"], sums["ref"] / totals["ref"]
    keys = [ordered["year"], ordered["industry"]]
    before_x, before_y = x.groupby(keys).shift(fill_value=0), y.groupby(keys).shift(fill_value=0)
    return (x * before_y - before_x * y).groupby(keys).sum(min_count=1).to_numpy()


def ellison_glaeser(table: pd.DataFrame) -> np.ndarray:
    by_industry = table.groupby(INDUSTRY)
    total = by_industry["jobs"].sum()
    areas = table.groupby(AREA)["jobs"].sum()
    x = areas / areas.groupby("year").sum()
    two = (x**2).groupby("year").sum().reindex(total.index, level="year")
    own = table["jobs"] / by_industry["jobs"].transform("sum")
    apart = (own - x.reindex(pd.MultiIndex.from_frame(table[AREA])).to_numpy()) ** 2
    raw = apart.groupby([table["year"], table["industry"]]).sum(min_count=1)
    h = by_industry["squares"].sum() / total**2
    gamma = (raw - (1 - two) * h) / ((1 - two) * (1 - h))
    return gamma.where(h < 1 - 1e-12).to_numpy()  # undefined for a single site


def strong(table: pd.DataFrame) -> np.ndarray:
    present = table[table["jobs"] > 0]
    limits = present.groupby(INDUSTRY)[["jobs", "sites"]].quantile(0.25)
    limits["lq"] = present.groupby(INDUSTRY)["lq"].quantile(0.75)
    joined = table.join(limits, on=INDUSTRY, rsuffix="_limit")
    marked = (
        (joined["jobs"] > joined["jobs_limit"])
        & (joined["sites"] > joined["sites_limit"])
        & (joined["lq"] >= joined["lq_limit"])
        & (joined["lq"] >= 1)
    )
    return marked.to_numpy()


def shift_share_regional(table: pd.DataFrame) -> np.ndarray:
    nation = table.groupby(INDUSTRY)["jobs"].transform("sum")
    keys = ["area", "industry"]
    before = table.groupby(keys)["jobs"].shift()
    nation_before = nation.groupby([table["area"], table["industry"]]).shift()
    regional = table["jobs"] - before * nation / nation_before
    return _by_area(table, regional.where(before > 0, table["jobs"] - before)).reshape(
        table["year"].nunique(), -1
    )[1:]


def proximity(table: pd.DataFrame) -> np.ndarray:
    found = []
    for _, year in table.groupby("year"):
        m = year.pivot(index="area", columns="industry", values="lq").ge(1).astype(float)
        count = m.sum()
        chance = m.T.dot(m).div(count, axis=0)
        near = np.minimum(chance, chance.T).to_numpy(copy=True)
        np.fill_diagonal(near, 0)
        found.append(near)
    return np.stack(found)


def gap_closure(table: pd.DataFrame) -> np.ndarray:
    gva = table.groupby(AREA)["gva"].sum().unstack("area")
    hours = pd.DataFrame(table.attrs["hours"])
    rate = gva / hours
    target = gva.sum(axis=1) / hours.sum(axis=1)
    return (rate.rsub(target, axis=0).clip(lower=0) * hours).sum(axis=1).to_numpy()


def _first(jobs: np.ndarray) -> np.ndarray:
    """Areas first, as the measures of spread take them."""
    return np.moveaxis(jobs, 1, 0)


Ours, Theirs = Callable[[Any, dict[str, Any]], np.ndarray], Callable[[pd.DataFrame], Any]


def _regional(cube: Cube) -> np.ndarray:
    nation = cube.jobs.sum(axis=1, keepdims=True)
    return shift_share.dunn(cube.jobs[:-1], cube.jobs[1:], nation[:-1], nation[1:]).regional.values


PANDAS: dict[str, tuple[Ours, Theirs]] = {
    "location-quotient": (
        lambda cube, held: quotients.location_quotients(cube.jobs).values.ravel(),
        lambda table: lq(table).to_numpy(),
    ),
    "standardised-location-quotient": (
        lambda cube, held: quotients.standardised_quotients(held["lq"]).values.ravel(),
        standardised,
    ),
    "growth": (
        lambda cube, held: np.moveaxis(
            growth.compound_growth(np.moveaxis(cube.gva, 0, -1), cube.years).values, -1, 0
        ).ravel(),
        five_year_growth,
    ),
    "krugman-index": (
        lambda cube, held: quotients.krugman_index(cube.jobs).values.ravel(),
        krugman,
    ),
    "hachman-index": (lambda cube, held: quotients.hachman(cube.jobs).values.ravel(), hachman),
    "herfindahl": (lambda cube, held: variety.herfindahl(cube.jobs).values.ravel(), herfindahl),
    "entropy": (lambda cube, held: variety.entropy(cube.jobs).values.ravel(), entropy),
    "related-variety": (
        lambda cube, held: variety.unrelated_and_related_variety(cube.jobs, cube.parent)[
            1
        ].values.ravel(),
        related_variety,
    ),
    "gini": (lambda cube, held: inequality.gini(_first(cube.jobs)).values.ravel(), gini),
    "hoover-gini": (
        lambda cube, held: np.concatenate(
            [inequality.hoover_gini(one, one.sum(axis=1)).values for one in cube.jobs]
        ),
        hoover_gini,
    ),
    "ellison-glaeser": (
        lambda cube, held: agglomeration.ellison_glaeser(
            cube.jobs, cube.squares.sum(axis=1), cube.jobs.sum(axis=2)
        ).gamma.values.ravel(),
        ellison_glaeser,
    ),
    "cluster-class": (
        lambda cube, held: strength.cluster_mapping(
            held["lq"], cube.jobs, cube.sites
        ).strong.ravel(),
        strong,
    ),
    "shift-share-dunn": (lambda cube, held: _regional(cube), shift_share_regional),
    "proximity": (lambda cube, held: relatedness.proximity(held["m"]).values, proximity),
    "gap-closure": (
        lambda cube, held: productivity.gap_closure(cube.gva.sum(axis=2), cube.hours).totals()[1],
        gap_closure,
    ),
}
