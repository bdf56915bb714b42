"""Complexity, relatedness, networks, productivity and the prize, on figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from regions.analysis import complexity, network, prize, productivity, relatedness, shift_share
from regions.analysis.outcome import Reason


def nested(areas=40, industries=60, seed=5):
    """Areas with many industries have the rare ones too, with some noise."""
    random = np.random.default_rng(seed)
    able = np.sort(random.random(areas))[:, None] + random.normal(0, 0.1, (areas, industries))
    m = (able > np.linspace(-0.2, 0.9, industries)).astype(float)
    m[:, 0] = m[-1] = 1.0
    return m


def test_complexity_of_structured_areas_is_shown_and_ranks_the_able():
    m = nested()
    found = complexity.complexity_or_withheld(m, replicates=20)
    assert (found.areas.reasons == 0).all()
    assert np.corrcoef(found.areas.values, np.arange(40))[0, 1] > 0.8


def test_complexity_of_noise_is_withheld():
    withheld = 0
    for seed in range(10):
        random = np.random.default_rng(seed)
        m = (random.random((40, 60)) < 0.3).astype(float)
        found = complexity.complexity_or_withheld(m, replicates=20)
        withheld += (found.areas.reasons == Reason.NOISE).all()
        assert np.isnan(found.industries.values).all() == np.isnan(found.areas.values).all()
    assert withheld >= 9


def test_the_direction_of_complexity_follows_productivity_where_there_is_one():
    m = nested()
    up = complexity.complexity(m, np.arange(40.0))
    down = complexity.complexity(m, -np.arange(40.0))
    np.testing.assert_allclose(up.areas.values, -down.areas.values)
    partly = np.arange(40.0)
    partly[::2] = np.nan
    np.testing.assert_allclose(complexity.complexity(m, partly).areas.values, up.areas.values)


@pytest.mark.parametrize(
    ("m", "reason"),
    [
        (np.ones((3, 4)), Reason.NO_SPREAD),
        (np.eye(4), Reason.DISCONNECTED),
        (np.array([[1.0, 0, 0]]), Reason.TOO_FEW),
        (np.zeros((3, 3)), Reason.AREA_EMPTY),
        (np.array([[1.0, 1, 0], [1, 0, 1], [0, 1, 1]]), Reason.NOISE),  # tied eigenvalues
        (np.array([[1.0, 1, 0], [1, 0, 1]]), Reason.NO_DIRECTION),  # equal diversity
    ],
)
def test_complexity_is_undefined_with_its_reason(m, reason):
    found = complexity.complexity(m)
    assert (found.areas.reasons == reason).all()
    assert np.isnan(found.areas.values).all()


def test_complexity_is_the_same_from_either_side():
    """Solved on the areas when they are fewer and on the industries when those are."""
    m = nested(30, 50)
    wide, tall = complexity.complexity(m), complexity.complexity(m.T)
    np.testing.assert_allclose(wide.eigenvalues, tall.eigenvalues, atol=1e-12)
    assert abs(np.corrcoef(wide.raw_areas, tall.raw_industries)[0, 1]) == pytest.approx(1.0)


def test_density_with_ones_on_the_diagonal_rises_with_the_industry_itself():
    m = np.array([[1.0, 1, 0], [0, 1, 1], [1, 1, 1]])
    without = relatedness.relatedness_density(m, relatedness.proximity(m, 0).values).values
    within = relatedness.relatedness_density(m, relatedness.proximity(m, 1).values).values
    assert (within[m == 1] >= without[m == 1]).all()
    assert (within[m == 0] <= without[m == 0]).all()


def test_an_industry_no_area_has_is_undefined_and_disturbs_no_other():
    m = np.array([[1.0, 1, 0], [1, 1, 0]])
    near = relatedness.proximity(m)
    assert (near.reasons[2, :2] == Reason.ACTIVITY_EMPTY).all()
    density = relatedness.relatedness_density(m, near.values)
    assert density.values[0, :2].tolist() == [1.0, 1.0]
    assert density.reasons[0, 2] == Reason.UNRELATED


def test_network_of_a_small_cluster():
    links = [("a", "b"), ("b", "a"), ("b", "c"), ("b", "c"), ("c", "c"), ("d", "e")]
    found = network.summary(links, nodes="abcdefg")
    assert (found.nodes, found.links) == (7, 3)
    assert found.density == pytest.approx(3 / 21)
    assert found.reciprocity == pytest.approx(2 / 4)
    assert found.isolates == ["f", "g"]
    assert max(found.brokers, key=found.brokers.get) == "b"
    assert found.brokers["b"] == pytest.approx(1 / 15)


def test_local_sourcing_counts_what_members_buy():
    links = [("a", "b"), ("x", "b"), ("a", "x"), ("b", "b")]
    assert network.local_sourcing_share(links, "ab") == 0.5
    assert network.local_sourcing_share(links, "ab", [3, 1, 9, 9]) == 0.75
    assert np.isnan(network.local_sourcing_share([("b", "x")], "ab"))


def test_university_reach_counts_firms_within_steps():
    graph = network.undirected([("u", "a"), ("a", "b"), ("b", "c")], nodes="ucabd")
    assert network.university_reach(graph, "u", "abcd", steps=1) == 0.25
    assert network.university_reach(graph, "u", "abcd") == 0.5
    assert network.university_reach(graph, ["elsewhere"], "abcd") == 0
    assert np.isnan(network.university_reach(graph, "u", []))


def test_an_empty_network_is_undefined_and_not_zero():
    found = network.summary([])
    assert np.isnan([found.density, found.clustering, found.modularity, found.reciprocity]).all()


def test_an_uplift_raises_only_what_is_specialised():
    gva = np.array([[100.0, 50, -5], [10, np.nan, 20], [np.nan, np.nan, np.nan]])
    lq = np.array([[2.0, 0.5, 3.0], [1.0, 4.0, 0.9], [2.0, 2, 2]])
    found = prize.uplift(gva, lq, percent=10.0)
    np.testing.assert_allclose(found.areas.values, [10.0, 1.0, np.nan])
    assert (found.total, found.opportunities, found.base) == (11.0, 2, 110.0)
    assert prize.uplift(gva, lq, percent=10.0, minimum=50).opportunities == 1
    totals, counts = prize.uplift_grid(gva, lq, percents=[1, 10], thresholds=[1, 2])
    np.testing.assert_allclose(totals, [[1.1, 11.0], [1.0, 10.0]])
    assert counts.tolist() == [2, 1]


def test_part_of_a_gap_closed_is_that_part_of_the_prize():
    gva, hours = np.array([100.0, 60, 30]), np.array([2.0, 2, 1])
    assert prize.gap_prize(gva, hours, 0.5).totals() == (30.0, 12.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        prize.gap_prize(gva, hours, 50)


def test_gaps_are_told_against_the_whole_and_the_best():
    gva, hours = np.array([100.0, 60, 30, 7]), np.array([2.0, 2, 1, 0])
    whole, best = productivity.gap_to_whole(gva, hours), productivity.gap_to_best(gva, hours)
    np.testing.assert_allclose(whole.values[:3], [100 * (50 / 38 - 1), *[100 * (30 / 38 - 1)] * 2])
    np.testing.assert_allclose(best.values[:3], [0.0, -40.0, -40.0])
    assert whole.reasons[3] == best.reasons[3] == Reason.NO_DIVISOR
    assert productivity.gap_closure(gva, hours).to_best.reasons[3] == Reason.NO_DIVISOR


def test_an_industry_new_to_an_area_leaves_esteban_undefined_but_dunn_whole():
    e0, e1 = np.array([10.0, 0]), np.array([12.0, 5])
    n0, n1 = np.array([100.0, 50]), np.array([110.0, 70])
    found = shift_share.esteban(e0, e1, n0, n1)
    assert found.mix.values == pytest.approx(-1.0)
    assert found.regional.reasons == found.allocation.reasons == Reason.NO_DIVISOR
    assert shift_share.dunn(e0, e1, n0, n1).regional.values == pytest.approx(6.0)
