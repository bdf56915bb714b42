"""Evidence and strength of specialisation, and why a figure is undefined, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from regions.analysis import inequality, quotients, relatedness, strength, uncertainty, variety
from regions.analysis.outcome import WORDS, Reason


def shuffled(sites=100_000, areas=380, industries=90, seed=3):
    """Jobs, Σe² and n of sites of very unequal size whose industry says nothing of their area."""
    random = np.random.default_rng(seed)
    size = np.ceil(random.lognormal(1.5, 1.5, sites))
    area = random.choice(areas, sites, p=random.dirichlet(np.full(areas, 3.0)))
    industry = random.permutation(
        random.choice(industries, sites, p=random.dirichlet(np.ones(industries)))
    )
    cell, shape = area * industries + industry, (areas, industries)
    return tuple(
        np.bincount(cell, weights, areas * industries).reshape(shape)
        for weights in (size, size**2, np.ones(sites))
    )


def test_shuffled_labels_yield_almost_no_specialisation():
    jobs, squares, sites = shuffled()
    lq = quotients.location_quotients(jobs).values
    effective = uncertainty.effective_sites(jobs, squares).values
    found = uncertainty.evidence(lq, sites, effective)
    jobs_as_events = uncertainty.evidence(lq, jobs, jobs)
    busy = sites >= 10
    naive_holds = (jobs_as_events.lower.values <= 1) & (jobs_as_events.upper.values >= 1)
    site_holds = (found.lower.values <= 1) & (found.upper.values >= 1)

    assert jobs_as_events.specialised.mean() > 0.15  # what counting jobs would claim
    assert naive_holds[busy].mean() < 0.3
    assert site_holds[busy].mean() > 0.85
    assert found.specialised.mean() < 0.001
    assert found.discovered.mean() < 0.0001


def test_a_real_concentration_is_found_among_shuffled_labels():
    jobs, squares, sites = shuffled()
    jobs[5, 7] += 60 * 12.0
    squares[5, 7] += 60 * 144.0
    sites[5, 7] += 60
    lq = quotients.location_quotients(jobs).values
    effective = uncertainty.effective_sites(jobs, squares).values
    found = uncertainty.evidence(lq, sites, effective)
    assert found.specialised[5, 7]
    assert found.discovered[5, 7]
    assert found.rank[5, 7] == 1


def test_one_large_plant_is_no_evidence_and_ranks_below_many_sites():
    lq, sites = np.array([[8.0, 3.0]]), np.array([[12.0, 60.0]])
    jobs, squares = np.array([[5011.0, 600.0]]), np.array([[5000.0**2 + 11, 6000.0]])
    effective = uncertainty.effective_sites(jobs, squares).values
    found = uncertainty.evidence(lq, sites, effective)
    assert effective[0] == pytest.approx([1.0044, 60.0], abs=1e-4)
    assert found.specialised.tolist() == [[False, True]]
    assert found.rank[0, 1] == 1.0
    assert np.isnan(found.rank[0, 0])  # too few effective sites to be ranked at all


def test_each_part_of_the_evidence_rule_can_refuse():
    lq, sites, effective = np.full(4, 3.0), np.array([9, 30, 30, 30]), np.array([9, 4.9, 30, 30.0])
    lq[3] = 1.2  # lower limit about 0.8
    found = uncertainty.evidence(lq, sites, effective)
    assert found.specialised.tolist() == [False, False, True, False]


def test_a_cell_without_sites_has_no_interval():
    found = uncertainty.evidence(np.array([0.0, np.nan]), np.zeros(2), np.zeros(2))
    assert found.lower.reasons.tolist() == [Reason.TOO_FEW, Reason.MISSING]
    assert np.isnan(found.p).all()
    assert not found.specialised.any()


def test_false_discovery_rates_of_the_published_example():
    """Benjamini and Hochberg (1995), section 4.1: at 5 % the first four of fifteen are found."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
         0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    q = uncertainty.false_discovery_rates(np.array(p))
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)


def test_equal_values_share_a_rank():
    ranks = uncertainty.rank_from_highest(np.array([2.0, np.nan, 5.0, 2.0, 1.0]))
    np.testing.assert_array_equal(ranks, [2, np.nan, 1, 2, 4])


def test_standardised_quotients_have_mean_zero_and_deviation_one_over_areas():
    lq = np.array([[0.5, 1.0], [1.0, 1.0], [2.0, 1.0], [np.nan, 1.0]])
    found = quotients.standardised_quotients(lq)
    assert found.values[:3, 0] == pytest.approx([-0.8729, -0.2182, 1.0911], abs=1e-4)
    assert found.reasons[3, 0] == Reason.MISSING
    assert (found.reasons[:, 1] == Reason.NO_SPREAD).all()
    logged = quotients.standardised_quotients(lq, logged=True)
    assert logged.values[:3, 0] == pytest.approx([-1.0, 0.0, 1.0])


def test_symmetric_quotients_treat_half_and_double_alike():
    found = quotients.symmetric_quotients(np.array([0.0, 0.5, 1.0, 2.0]))
    assert found.values == pytest.approx([-1, -1 / 3, 0, 1 / 3])


def test_cluster_mapping_classes():
    """Eight areas have the cluster: P25 of jobs 23.75, of sites 2.75; P75 of quotients 1.625."""
    lq = np.array([0.5, 1.0, 1.2, 1.4, 1.5, 2.0, 3.0, 0.9, 0.0])[:, None]
    jobs = np.array([10, 20, 30, 40, 50, 60, 25, 80, 0.0])[:, None]
    sites = np.array([1, 2, 3, 4, 5, 6, 7, 8, 0.0])[:, None]
    assert strength.quantiles_of_present(np.where(jobs > 0, jobs, np.nan), [0.25])[0] == 23.75
    found = strength.cluster_mapping(lq, jobs, sites)
    assert np.flatnonzero(found.qualifying).tolist() == [2, 3, 4, 5, 6, 7]
    assert np.flatnonzero(found.significant).tolist() == [2, 3, 4, 5, 6]
    assert np.flatnonzero(found.strong).tolist() == [5, 6]
    assert np.flatnonzero(found.strong_10).tolist() == [6]


def test_a_common_cluster_is_not_strong_below_a_quotient_of_one():
    """P75 of these quotients is 0.9: the other rule, at least 1, decides."""
    lq = np.array([0.5, 0.6, 0.9, 0.9, 1.0])[:, None]
    jobs = np.array([1, 2, 3, 4, 5.0])[:, None]
    found = strength.cluster_mapping(lq, jobs, jobs)
    assert np.flatnonzero(found.strong).tolist() == [4]


def test_a_figure_at_the_floor_does_not_pass_it():
    lq = np.full((5, 1), 2.0)
    jobs = np.array([1, 5, 5, 5, 9.0])[:, None]  # P25 is 5
    found = strength.cluster_mapping(lq, jobs, np.arange(5.0)[:, None])
    assert np.flatnonzero(found.qualifying).tolist() == [4]


@pytest.mark.filterwarnings("ignore:All-NaN slice")
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
def test_quantiles_are_type_seven_over_those_present(fraction):
    random = np.random.default_rng(1)
    figure = random.normal(size=(2, 9, 4))
    figure[0, :3, 1] = figure[1, :, 2] = np.nan
    expected = np.nanquantile(figure, fraction, axis=1, keepdims=True)
    np.testing.assert_allclose(strength.quantiles_of_present(figure, [fraction])[0], expected)


def test_strength_is_the_part_of_traded_jobs_in_strong_clusters():
    jobs = np.array([[30, 10, 60.0], [0, 0, 5.0]])
    strong = np.array([[True, False, True], [False, False, True]])
    traded = np.array([True, True, False])
    found = strength.strength(jobs, strong, traded)
    assert found.values[0] == 0.75
    assert found.reasons[1] == Reason.AREA_EMPTY
    assert strength.strength(jobs, strong).values.tolist() == [0.9, 1.0]


def test_percentile_ranks_share_ties_and_skip_the_unknown():
    found = strength.percentile_rank(np.array([[1.0], [2.0], [2.0], [np.nan], [9.0]]))
    np.testing.assert_allclose(found.values[:, 0], [12.5, 50, 50, np.nan, 87.5])


def test_stars_count_size_specialisation_and_focus():
    jobs = np.array([[100.0, 900], [10, 10], [20, 5000], [30, 70]])
    lq = quotients.location_quotients(jobs).values
    found = strength.european_stars(lq, jobs, lq_floor=2.0)
    assert found.size[:, 0].tolist() == [True, False, False, False]
    assert found.specialisation[:, 0].tolist() == [True, True, False, True]
    assert found.focus[:, 0].tolist() == [False, True, False, False]
    assert found.count[:, 0].tolist() == [2, 2, 0, 1]
    assert not strength.european_stars(lq, jobs, min_jobs=50).count[1:, 0].any()


def test_robustness_is_the_part_of_the_grid_at_which_a_cluster_is_strong():
    lq = np.array([5.0, 1.3, 0.4, 0.0])[:, None]
    jobs = np.array([90, 60, 5, 0.0])[:, None]
    found = strength.robustness(lq, jobs, jobs)
    assert found.values[0, 0] == 1.0
    assert found.values[2, 0] == 0.0
    assert found.reasons[3, 0] == Reason.TOO_FEW
    one_by_one = np.mean(
        [strength.cluster_mapping(lq, jobs, jobs, rules).strong for rules in strength.GRID], axis=0
    )
    np.testing.assert_allclose(found.values[:3], one_by_one[:3])


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (variety.entropy(np.array([[1.0, -1.0, 3.0]])), Reason.NEGATIVE),
        (variety.entropy(np.array([[np.nan, 1.0]])), Reason.MISSING),
        (variety.normalised_herfindahl(np.array([[3.0]])), Reason.TOO_FEW),
        (inequality.gini(np.array([1.0, -1.0])), Reason.NEGATIVE),
        (inequality.theil(np.array([1.0, np.nan])), Reason.MISSING),
        (inequality.gini_of_quotients(np.array([1.0, 1]), np.array([0.0, 1])), Reason.NO_DIVISOR),
        (quotients.krugman_index(np.array([[0.0, 0.0], [1, 2]])), Reason.AREA_EMPTY),
        (quotients.krugman_index(np.array([[1.0, np.nan], [1, 2]])), Reason.MISSING),
        (quotients.symmetric_quotients(np.array([-2.0])), Reason.NEGATIVE),
        (relatedness.skill_relatedness(np.zeros((2, 2))), Reason.NO_DIVISOR),
    ],
)
def test_what_is_undefined_says_why(found, reason):
    assert np.isnan(found.values.ravel()[0])
    assert found.reasons.ravel()[0] == reason


def test_every_reason_has_words():
    assert WORDS.keys() == set(Reason)
