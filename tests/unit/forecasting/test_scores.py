"""Scores against values worked by hand and against the library scoringrules."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st

from forecasting.quantiles import LEVELS, SCORED, index_of, student_row
from forecasting.scores import absolute_error, covered, crps, interval_score, night_scores, pinball, pit

NORMAL = student_row(math.inf)
FLAT = np.array(LEVELS) * 10.0
"""Quantiles of the uniform distribution on 0 … 10."""
values = st.floats(-20.0, 20.0)
rows = st.lists(st.floats(-20.0, 20.0), min_size=21, max_size=21).map(sorted)


def test_pinball_by_hand():
    losses = pinball(6.0, np.full(21, 5.0))
    assert losses[index_of(0.9)] == pytest.approx(0.9)
    assert losses[index_of(0.1)] == pytest.approx(0.1)
    assert pinball(4.0, np.full(21, 5.0))[index_of(0.9)] == pytest.approx(0.1)


def test_the_crps_of_a_point_forecast_is_the_absolute_error():
    assert crps(7.0, np.full(21, 5.0)) == pytest.approx(2.0)  # 2 · mean of τ·2 over a symmetric grid


@pytest.mark.parametrize("observed", [0.0, 0.5, -1.0, 2.0])
def test_the_crps_of_a_normal_lies_a_twentieth_above_its_closed_form(observed):
    exact = scoringrules.crps_normal(observed, 0.0, 1.0)
    assert 1.03 * exact < crps(observed, NORMAL) < 1.06 * exact


@given(values, rows)
def test_the_crps_is_that_of_scoringrules_on_the_same_levels(observed, row):
    theirs = scoringrules.crps_quantile(observed, np.array(row[SCORED]), np.array(LEVELS[SCORED]))
    assert crps(observed, row) == pytest.approx(theirs, abs=1e-9)


@given(values, rows)
def test_the_interval_score_is_that_of_scoringrules(observed, row):
    for coverage in (0.8, 0.95):
        low = index_of(round((1 - coverage) / 2, 3))
        theirs = scoringrules.interval_score(observed, row[low], row[20 - low], round(1 - coverage, 3))
        assert interval_score(observed, row, coverage) == pytest.approx(theirs, abs=1e-9, rel=1e-9)


def test_the_interval_score_by_hand():
    # the 80% interval is 1 … 9; 10 lies 1 outside: 8 + 2/0.2 · 1
    assert interval_score(10.0, FLAT, 0.8) == pytest.approx(18.0)
    assert interval_score(5.0, FLAT, 0.8) == pytest.approx(8.0)


def test_coverage_counts_the_edges():
    assert covered([1.0, 9.0, 0.9, 9.1], FLAT, 0.8).tolist() == [1.0, 1.0, 0.0, 0.0]


def test_the_pit_of_a_uniform_forecast_is_the_observation():
    np.testing.assert_allclose(pit([0.25, 3.3, 5.0, 9.75], FLAT), [0.025, 0.33, 0.5, 0.975])


def test_the_pit_beyond_the_levels_is_the_middle_of_the_tail():
    np.testing.assert_allclose(pit([-100.0, 100.0], FLAT), [0.0125, 0.9875])


def test_the_pit_at_equal_quantiles_is_the_middle_of_them():
    row = np.array([0.0] * 10 + [5.0] * 11)  # half of the mass at 5 and above
    assert pit(5.0, row) == pytest.approx((0.5 + 0.975) / 2.0)


def test_the_pit_of_right_forecasts_is_uniform():
    observed = np.random.default_rng(1).normal(size=4000)
    shares = np.histogram(pit(observed, np.broadcast_to(NORMAL, (4000, 21))), bins=10, range=(0, 1))[0] / 4000
    assert np.abs(shares - 0.1).max() < 0.02


def test_the_absolute_error_is_that_of_the_median():
    assert absolute_error(7.0, FLAT) == pytest.approx(2.0)


def test_many_nights_are_scored_at_once_as_one_by_one():
    observed = np.array([1.0, 5.0, 9.5])
    path = np.stack([FLAT, FLAT + 1.0, FLAT - 1.0])
    np.testing.assert_allclose(crps(observed, path), [crps(y, q) for y, q in zip(observed, path, strict=True)])


@given(st.floats(-3.0, 3.0), st.floats(0.3, 3.0))
def test_the_right_forecast_scores_best_on_average(shift, factor):
    observed = even_normal_sample()
    right, wrong = crps(observed, np.broadcast_to(NORMAL, (len(observed), 21))).mean(), crps(observed, shift + factor * NORMAL).mean()
    assert right <= wrong + 1e-3


def even_normal_sample() -> np.ndarray:
    """The 999 permille quantiles of a normal: a sample without luck."""
    from scipy.special import ndtri

    return ndtri(np.arange(1, 1000) / 1000.0)


@pytest.mark.parametrize(
    ("observed", "row", "words"),
    [
        (None, FLAT.tolist(), "no usable value"),
        (math.nan, FLAT.tolist(), "no usable value"),
        (5.0, None, "no forecast"),
        (5.0, [math.nan] * 21, "not a number"),
    ],
)
def test_what_is_not_scored_is_nan_with_a_reason_and_never_zero(observed, row, words):
    found = night_scores(observed, row)
    assert words in (found.reason or "")
    assert math.isnan(found.crps)
    assert math.isnan(found.absolute_error)
    assert math.isnan(found.covered_80)
    assert math.isnan(found.pit)


def test_a_night_has_all_scores():
    found = night_scores(10.0, FLAT.tolist())
    assert found.reason is None
    assert found.interval_score_80 == pytest.approx(18.0)
    assert (found.covered_80, found.covered_95) == (0.0, 0.0)
    assert found.pinball["0.5"] == pytest.approx(2.5)


def test_arrays_carry_nan_through():
    assert np.isnan(crps([math.nan, 5.0], np.stack([FLAT, FLAT]))).tolist() == [True, False]
    assert np.isnan(covered([math.nan, 5.0], FLAT, 0.8)).tolist() == [True, False]
    assert np.isnan(pit([math.nan, 5.0], FLAT)).tolist() == [True, False]
