"""The canon agrees with the same formulas in plain loops, on any figures."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from regions.analysis import (
    agglomeration,
    complexity,
    inequality,
    quotients,
    relatedness,
    variety,
)
from regions.tests import plain_loops
from regions.tests.canon_figures import SMALL, connected_presences, positive, same


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(1, 50)),
        min_size=3,
        max_size=25,
    )
)
@SMALL
def test_agglomeration_agrees_with_loops_over_the_plants(plants):
    areas = sorted({area for area, _, _ in plants})
    industries = sorted({industry for _, industry, _ in plants})
    assume(len(areas) > 1 and len(industries) > 1)
    held = agglomeration.cells(*map(list, zip(*plants, strict=True)))
    order = [held.industries.index(one) for one in industries]
    totals = held.jobs.sum(axis=1)
    found = agglomeration.ellison_glaeser(held.jobs, held.squares, totals)
    loops = plain_loops.ellison_glaeser_by_industry(plants, industries)
    spread = np.array([[np.nan if v is None else v for v in row] for row in loops])
    for one, column in ((found.gamma, 0), (found.raw, 1), (found.plants, 2)):
        same(one.values[order], spread[:, column], 1e-7)
    maurel = plain_loops.maurel_sedillot_by_industry(plants, industries)
    same(
        agglomeration.maurel_sedillot(held.jobs, held.squares, totals).values[order],
        [np.nan if v is None else v for v in maurel],
        1e-7,
    )
    if not np.isnan(spread).any():
        same(
            agglomeration.coagglomeration(held.jobs, held.squares, totals).values,
            plain_loops.coagglomeration(plants, industries),
            1e-7,
        )


@given(x=positive)
@SMALL
def test_matrices_agree_with_plain_loops(x):
    rows = x.tolist()
    for found, loops in (
        (quotients.location_quotients(x), plain_loops.location_quotient(rows)),
        (quotients.krugman_index(x), plain_loops.krugman_index(rows)),
        (quotients.hachman(x), plain_loops.hachman(rows)),
        (variety.herfindahl(x), plain_loops.hhi(rows)),
        (variety.entropy(x), plain_loops.entropy(rows)),
        (inequality.locational_gini(x), plain_loops.locational_gini(rows)),
        (inequality.gini(x[:, 0]), plain_loops.gini([row[0] for row in rows])),
        (inequality.theil(x[:, 0]), plain_loops.theil([row[0] for row in rows])),
    ):
        same(found.values, loops)


@given(m=connected_presences())
@SMALL
def test_presences_agree_with_plain_loops(m):
    rows = m.astype(int).tolist()
    together = relatedness.co_occurrence(m)
    for name in ("association", "cosine", "jaccard", "probability"):
        same(getattr(relatedness, name)(together), plain_loops.relatedness(rows, name))
    same(relatedness.proximity(m).values, plain_loops.proximity(rows))
    areas, industries = complexity.reflections(m)
    loops = plain_loops.reflections(rows)
    same(areas.values, loops[0])
    same(industries.values, loops[1])


@given(x=positive, data=st.data())
@SMALL
def test_variety_agrees_with_plain_loops(x, data):
    parent = data.draw(st.lists(st.integers(0, 3), min_size=x.shape[1], max_size=x.shape[1]))
    found = variety.unrelated_and_related_variety(x, parent)
    same([part.values for part in found], plain_loops.variety(x.tolist(), parent))
