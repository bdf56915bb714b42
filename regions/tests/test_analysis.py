"""Specialisation and growth: identities that must hold, and what is undefined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from regions.analysis.growth import compound_growth
from regions.analysis.outcome import Outcome, Reason, outcome
from regions.analysis.profile import profile
from regions.analysis.registry import METRICS
from regions.analysis.specialisation import location_quotient, share

POSITIVE = st.floats(0.5, 1e6, allow_nan=False)
MATRICES = hnp.arrays(
    np.float64, st.tuples(st.integers(2, 6), st.integers(2, 7)), elements=POSITIVE
)


def quotients(matrix: np.ndarray) -> Outcome:
    """LQ of an areas × activities matrix against all areas together."""
    total = matrix.sum(axis=1, keepdims=True)
    return location_quotient(matrix, total, matrix.sum(axis=0), np.array(matrix.sum()))


@given(MATRICES, st.floats(0.001, 1000))
def test_location_quotient_does_not_depend_on_the_unit(matrix: np.ndarray, scale: float) -> None:
    assert np.allclose(quotients(matrix).values, quotients(matrix * scale).values, rtol=1e-9)


@given(MATRICES)
def test_location_quotients_of_an_activity_average_to_one_by_area_size(matrix: np.ndarray) -> None:
    weights = matrix.sum(axis=1) / matrix.sum()
    assert np.allclose(weights @ quotients(matrix).values, 1.0, rtol=1e-9)


@given(MATRICES)
def test_location_quotients_of_an_area_average_to_one_by_activity_size(
    matrix: np.ndarray,
) -> None:
    weights = matrix.sum(axis=0) / matrix.sum()
    assert np.allclose(quotients(matrix).values @ weights, 1.0, rtol=1e-9)


@given(MATRICES)
def test_shares_of_a_disjoint_partition_add_up_to_one_hundred(matrix: np.ndarray) -> None:
    shares = share(matrix, matrix.sum(axis=1, keepdims=True)).values
    assert np.allclose(shares.sum(axis=1), 100.0, rtol=1e-9)


def test_location_quotient_by_hand() -> None:
    # 12 of 100 here, 30 of 1000 everywhere: 0.12 / 0.03.
    one = location_quotient(*(np.array(number) for number in (12.0, 100.0, 30.0, 1000.0)))
    assert one.values == pytest.approx(4.0, abs=1e-12)
    assert one.reasons == Reason.NONE


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((1.0, 0.0, 5.0, 10.0), Reason.AREA_EMPTY),
        ((1.0, -3.0, 5.0, 10.0), Reason.AREA_EMPTY),
        ((0.0, 4.0, 0.0, 10.0), Reason.ACTIVITY_EMPTY),
        ((-1.0, 4.0, -5.0, 10.0), Reason.ACTIVITY_EMPTY),
        ((np.nan, 4.0, 5.0, 10.0), Reason.MISSING),
        ((1.0, np.nan, 5.0, 10.0), Reason.MISSING),
        ((1.0, 4.0, np.nan, 10.0), Reason.REFERENCE_MISSING),
        ((1.0, 4.0, 5.0, np.nan), Reason.REFERENCE_MISSING),
    ],
)
def test_location_quotient_is_undefined_with_a_reason(
    numbers: tuple[float, ...], reason: Reason
) -> None:
    one = location_quotient(*(np.array(number) for number in numbers))
    assert np.isnan(one.values)
    assert one.reasons == reason


def test_an_activity_that_an_area_lacks_has_a_quotient_of_zero() -> None:
    one = location_quotient(*(np.array(number) for number in (0.0, 100.0, 30.0, 1000.0)))
    assert one.values == 0.0
    assert one.reasons == Reason.NONE


def test_a_loss_keeps_its_sign() -> None:
    one = location_quotient(*(np.array(number) for number in (-12.0, 100.0, 30.0, 1000.0)))
    assert one.values == pytest.approx(-4.0)


@given(st.floats(1, 1e6), st.floats(-30, 30))
def test_growth_finds_a_steady_rate_again(start: float, rate: float) -> None:
    years = list(range(2010, 2022))
    values = np.array([start * (1 + rate / 100) ** (year - 2010) for year in years])
    found = compound_growth(values, years).values
    assert np.isnan(found[:5]).all()
    assert np.allclose(found[5:], rate, atol=1e-7)


def test_growth_matches_years_by_number_across_a_gap() -> None:
    years = [2010, 2011, 2015, 2016]
    found = compound_growth(np.array([100.0, 100.0, 150.0, 200.0]), years)
    assert found.values[2] == pytest.approx(100 * (1.5**0.2 - 1))
    assert found.values[3] == pytest.approx(100 * (2**0.2 - 1))
    assert found.reasons.tolist()[:2] == [Reason.YEAR_BEFORE_MISSING] * 2


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (0.0, 5.0, Reason.NOT_ABOVE_ZERO),
        (5.0, 0.0, Reason.NOT_ABOVE_ZERO),
        (-5.0, -6.0, Reason.NOT_ABOVE_ZERO),
        (np.nan, 5.0, Reason.YEAR_BEFORE_MISSING),
        (5.0, np.nan, Reason.MISSING),
    ],
)
def test_growth_is_undefined_with_a_reason(first: float, last: float, reason: Reason) -> None:
    found = compound_growth(np.array([first, last]), [2010, 2015])
    assert np.isnan(found.values[1])
    assert found.reasons[1] == reason


def test_a_reason_is_told_of_undefined_values_only() -> None:
    told = outcome(np.array([1.0, np.nan])).because(True, Reason.SUPPRESSED)
    assert told.reasons.tolist() == [Reason.NONE, Reason.SUPPRESSED]


@given(MATRICES)
def test_every_undefined_value_has_a_reason_and_no_other(matrix: np.ndarray) -> None:
    holed = np.where(matrix > np.median(matrix), matrix, np.where(matrix < 1, 0.0, np.nan))
    total = matrix.sum(axis=1)
    cube, totals = holed[:, :, None], total[:, None]
    found = profile(cube, totals, cube.sum(axis=0), totals.sum(axis=0), [2020])
    for one in found.values():
        assert (np.isnan(one.values) == (one.reasons != 0)).all()
        assert all(Reason(int(code)).words for code in one.reasons.ravel() if code)


def test_a_profile_has_every_metric_of_the_registry() -> None:
    ones = np.ones((1, 1))
    assert profile(ones, np.ones(1), ones, np.ones(1), [2020]).keys() == METRICS.keys()
