"""What must hold for any figures: identities, bounds, scale, and the order of areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from regions.analysis import (
    complexity,
    inequality,
    network,
    productivity,
    quotients,
    relatedness,
    shift_share,
    strength,
    uncertainty,
    variety,
)
from regions.tests.canon_figures import (
    SMALL,
    connected_presences,
    matrices,
    positive,
    presences,
    same,
)

scales = st.floats(0.001, 1000.0)

OF_MATRICES = {
    "location quotient": quotients.location_quotients,
    "Krugman": quotients.krugman_index,
    "Krugman half": quotients.krugman_half,
    "Hachman": quotients.hachman,
    "Herfindahl": variety.herfindahl,
    "normalised Herfindahl": variety.normalised_herfindahl,
    "equivalent number": variety.equivalent_number,
    "entropy": variety.entropy,
    "Gini": inequality.gini,
    "Theil": inequality.theil,
    "locational Gini": inequality.locational_gini,
    "Hoover": lambda x: inequality.hoover_index(x, x.sum(axis=1)),
}
BY_AREA = {"location quotient", "Krugman", "Krugman half", "Hachman", "Herfindahl",
           "normalised Herfindahl", "equivalent number", "entropy"}  # fmt: skip
PER_INDUSTRY = OF_MATRICES.keys() - BY_AREA


@pytest.mark.parametrize("name", OF_MATRICES)
@given(x=matrices(), scale=scales)
@SMALL
def test_the_unit_of_the_figures_does_not_matter(name, x, scale):
    same(OF_MATRICES[name](x).values, OF_MATRICES[name](x * scale).values, 1e-8)


@pytest.mark.parametrize("name", OF_MATRICES)
@given(x=matrices(), random=st.randoms(use_true_random=False))
@SMALL
def test_the_order_of_areas_and_industries_does_not_matter(name, x, random):
    rows, columns = list(range(len(x))), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    straight, mixed = OF_MATRICES[name](x).values, OF_MATRICES[name](x[rows][:, columns]).values
    if straight.ndim == 2:
        same(straight[rows][:, columns], mixed)
    else:
        same(straight[columns if name in PER_INDUSTRY else rows], mixed)


@pytest.mark.parametrize("name", OF_MATRICES)
@given(x=matrices())
@SMALL
def test_undefined_and_reason_go_together(name, x):
    found = OF_MATRICES[name](x)
    assert (np.isnan(found.values) == (found.reasons != 0)).all()
    assert np.isfinite(found.values[found.reasons == 0]).all()


@given(x=matrices())
@SMALL
def test_bounds(x):
    areas, industries = x.shape
    for values, low, high in (
        (quotients.krugman_index(x).values, 0, 2),
        (quotients.hachman(x).values, 0, 1),
        (variety.herfindahl(x).values, 1 / industries, 1),
        (variety.normalised_herfindahl(x).values, 0, 1),
        (variety.entropy(x).values, 0, np.log2(industries)),
        (inequality.gini(x).values, 0, (areas - 1) / areas),
        (inequality.theil(x).values, 0, np.log(areas)),
        (inequality.locational_gini(x).values, 0, 0.5),
        (inequality.hoover_index(x, x.sum(axis=1)).values, 0, 1),
        (quotients.symmetric_quotients(quotients.location_quotients(x).values).values, -1, 1),
    ):
        known = values[~np.isnan(values)]
        assert (known >= low - 1e-9).all()
        assert (known <= high + 1e-9).all()


@given(x=matrices())
@SMALL
def test_quotients_weighted_by_share_average_to_one(x):
    lq = quotients.location_quotients(x).values
    held = x.sum(axis=1) > 0
    assume(held.any())
    weighted = (np.nan_to_num(lq) * x.sum(axis=1)[:, None]).sum(axis=0) / x.sum()
    same(weighted[x.sum(axis=0) > 0], 1.0)


@given(x=positive)
@SMALL
def test_areas_structured_as_the_whole_are_not_specialised(x):
    alike = np.outer(x[:, 0], x[0])
    same(quotients.location_quotients(alike).values, 1.0)
    same(quotients.krugman_index(alike).values, 0.0)
    same(quotients.hachman(alike).values, 1.0)
    same(inequality.locational_gini(alike).values, 0.0)


@given(x=matrices(), data=st.data())
@SMALL
def test_unrelated_and_related_variety_sum_to_entropy(x, data):
    parent = data.draw(st.lists(st.integers(0, 3), min_size=x.shape[1], max_size=x.shape[1]))
    unrelated, related = variety.unrelated_and_related_variety(x, parent)
    same(unrelated.values + related.values, variety.entropy(x).values)
    assert not (related.values < -1e-9).any()


@given(x=positive, data=st.data())
@SMALL
def test_parts_of_shift_share_sum_to_growth(x, data):
    before, other = x, data.draw(arrays(np.int64, x.shape, elements=st.integers(0, 60)))
    after, n0 = other.astype(float), before.sum(axis=0) * 1.5
    n1 = after.sum(axis=0) + 10.0
    dunn, esteban = (
        method(before, after, n0, n1) for method in (shift_share.dunn, shift_share.esteban)
    )
    same(dunn.national.values + dunn.mix.values + dunn.regional.values, dunn.growth.values, 1e-7)
    same(esteban.regional.values + esteban.allocation.values, dunn.regional.values, 1e-7)
    same(dunn.growth.values, shift_share.job_creation(before, after).values.sum(axis=1))
    expected = shift_share.expected_job_creation(before, n0, n1).values.sum(axis=1)
    same(expected, dunn.national.values + dunn.mix.values, 1e-7)


@given(x=positive, factor=st.floats(0.2, 5.0))
@SMALL
def test_an_area_that_grows_with_the_nation_has_no_regional_part(x, factor):
    found = shift_share.esteban(x, x * factor, x.sum(axis=0), x.sum(axis=0) * factor)
    same(found.mix.values, 0.0, 1e-7)
    same(found.regional.values, 0.0, 1e-7)
    same(found.allocation.values, 0.0, 1e-7)


@given(m=presences | connected_presences())
@SMALL
def test_complexity_is_orthogonal_to_diversity_and_follows_its_definition(m):
    found = complexity.complexity(m)
    rows, columns = m.sum(axis=1) > 0, m.sum(axis=0) > 0
    if np.isnan(found.areas.values[rows]).any() or not rows.any():
        assert (found.areas.reasons[rows] != 0).all()
        return
    kc, kp = found.raw_areas[rows], found.raw_industries[columns]
    part = m[np.ix_(rows, columns)]
    same(part.sum(axis=1) @ kc, 0.0, 1e-7)
    same(part.sum(axis=0) @ kp, 0.0, 1e-6)
    same(part @ kp / part.sum(axis=1), kc, 1e-6)
    same(kc @ part / part.sum(axis=0), found.eigenvalues[1] * kp, 1e-6)
    same([found.areas.values[rows].mean(), found.areas.values[rows].std()], [0.0, 1.0], 1e-7)
    assert np.corrcoef(kc, part.sum(axis=1))[0, 1] > 0


@given(m=connected_presences(), random=st.randoms(use_true_random=False))
@SMALL
def test_complexity_follows_the_areas_when_they_change_places(m, random):
    found = complexity.complexity(m)
    assume(not np.isnan(found.areas.values).all() and found.gap > 1e-3)
    rows = list(range(len(m)))
    random.shuffle(rows)
    same(found.areas.values[rows], complexity.complexity(m[rows]).areas.values, 1e-6)


@given(m=presences)
@SMALL
def test_relatedness_is_symmetric_without_diagonal_and_within_bounds(m):
    together = relatedness.co_occurrence(m)
    for measure, high in (
        (relatedness.association, np.inf),
        (relatedness.probability, np.inf),
        (relatedness.cosine, 1.0),
        (relatedness.jaccard, 1.0),
    ):
        found = measure(together)
        same(found, found.T)
        assert (np.diag(found) == 0).all()
        assert (found >= 0).all()
        assert (found <= high + 1e-9).all()
    near = relatedness.proximity(m)
    known = near.values[~np.isnan(near.values)]
    assert ((known >= 0) & (known <= 1)).all()
    density = relatedness.relatedness_density(m, near.values).values
    known = density[~np.isnan(density)]
    assert ((known >= -1e-9) & (known <= 1 + 1e-9)).all()


@given(x=matrices(), axis=st.integers(1, 3))
@SMALL
def test_years_are_computed_as_one_by_one(x, axis):
    years = np.stack([x * factor + factor for factor in range(1, axis + 1)])
    for measure in (quotients.location_quotients, quotients.krugman_index, variety.entropy):
        same(measure(years).values, [measure(one).values for one in years])
    present = (years > years.mean()).astype(float)
    same(
        relatedness.proximity(present).values,
        [relatedness.proximity(one).values for one in present],
    )
    same(
        strength.quantiles_of_present(years, [0.75])[0],
        [strength.quantiles_of_present(one, [0.75])[0] for one in years],
    )


@given(
    st.lists(st.floats(0, 1e5), min_size=1, max_size=30), st.sampled_from([0.5, 0.9, 0.95, 0.99])
)
@SMALL
def test_poisson_limits_enclose_and_widen(n, level):
    lower, upper = uncertainty.poisson_limits(np.array(n), level)
    assert (lower <= np.array(n)).all()
    assert (upper > np.array(n)).all()
    wider = uncertainty.poisson_limits(np.array(n), level + (1 - level) / 2)
    assert (wider[0] <= lower).all()
    assert (wider[1] >= upper).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@SMALL
def test_false_discovery_rates_keep_the_order_and_are_never_below_p(p):
    q = uncertainty.false_discovery_rates(np.array(p))
    assert (q >= np.array(p) - 1e-12).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()
    threshold = 0.1
    found = sorted(p)
    passing = [k for k, value in enumerate(found, 1) if value <= threshold * k / len(p)]
    assert (q <= threshold + 1e-15).sum() == (max(passing) if passing else 0)


@given(x=positive)
@SMALL
def test_closing_gaps_never_costs_and_the_best_gains_nothing(x):
    gva, work = x[:, 0], x[:, 1]
    found = productivity.gap_closure(gva, work)
    rate = gva / work
    assert (found.to_best.values >= 0).all()
    assert (found.to_best.values >= found.to_whole.values - 1e-9).all()
    assert found.to_best.values[rate.argmax()] == 0
    same(gva.sum() + found.totals()[0], rate.max() * work.sum(), 1e-9)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30))
@SMALL
def test_network_figures_stay_within_bounds(links):
    found = network.summary(links, range(9))
    assert found.nodes == 9
    assert 0 <= found.density <= 1
    assert 0 <= found.clustering <= 1
    assert all(0 <= part <= 1 for part in found.brokers.values())
    assert sorted(node for group in found.groups for node in group) == list(range(9))
    if found.links:
        assert -0.5 <= found.modularity <= 1
        assert 0 <= found.reciprocity <= 1
    else:
        assert np.isnan([found.modularity, found.reciprocity]).all()
