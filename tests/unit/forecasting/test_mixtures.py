"""Mixtures of fixed weights: what the weights come to, and who is heard while others sleep."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from forecasting.calibration import calibrate
from forecasting.mixtures import EQUAL_WEIGHTS, STACK, fixed_mixtures, stack_weights
from forecasting.quantiles import MEDIAN, student


def level(at: float, rows: int = 61) -> np.ndarray:
    """A forecaster that says the same of every night."""
    return student(np.full(rows, at), np.full(rows, 0.2), math.inf)


@pytest.fixture
def values() -> np.ndarray:
    return 4.0 + 0.2 * np.random.default_rng(3).normal(size=60)


@pytest.fixture
def stacked(prior):
    """Weights of the stack → prior."""
    return lambda **weights: dataclasses.replace(prior, stack=weights)


# ---------------------------------------------------------------- weights


def test_it_finds_the_mixture_that_the_nights_were_made_of():
    medians = np.random.default_rng(1).normal(size=(500, 3))
    found = stack_weights(medians @ [0.7, 0.3, 0.0], medians, np.ones(500))
    assert found == pytest.approx([0.7, 0.3, 0.0], abs=1e-9)


def test_with_noise_it_comes_close_and_none_is_negative():
    rng = np.random.default_rng(2)
    medians = rng.normal(size=(4000, 3))
    found = stack_weights(medians @ [0.6, 0.5, -0.1] + 0.5 * rng.normal(size=4000), medians, np.ones(4000))
    assert found == pytest.approx([0.6 / 1.1, 0.5 / 1.1, 0.0], abs=0.03)
    assert (found >= 0.0).all()


def test_weights_add_up_to_one_even_where_all_forecast_too_much_change():
    """Two that say twice what comes: half of each in all, told as shares."""
    observed = np.array([1.0, -1.0, 2.0])
    assert stack_weights(observed, np.column_stack([2.0 * observed, np.zeros(3)]), np.ones(3)).tolist() == [1.0, 0.0]


def test_where_nobody_is_worth_anything_all_are_alike():
    observed = np.array([1.0, -1.0, 2.0])
    assert stack_weights(observed, -np.column_stack([observed, observed]), np.ones(3)).tolist() == [0.5, 0.5]


def test_a_night_counts_by_its_mass():
    """The first is right on one night and wrong on another, m₁(1 − w)² + m₂w²: w = m₁/(m₁ + m₂); the second is right on its own."""
    observed, medians = np.array([1.0, 0.0, 1.0]), np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert stack_weights(observed, medians, np.ones(3)) == pytest.approx([1 / 3, 2 / 3])  # 1/2 and 1
    assert stack_weights(observed, medians, np.array([3.0, 1.0, 1.0])) == pytest.approx([3 / 7, 4 / 7])  # 3/4 and 1


# ---------------------------------------------------------------- mixtures


def test_equal_weights_are_the_mean_of_all_calibrated_as_the_combination_is(prior, values):
    found = fixed_mixtures(values, {"low": level(3.9), "high": level(4.3)}, dataclasses.replace(prior, stack={}))
    assert set(found) == {EQUAL_WEIGHTS}
    assert np.array_equal(found[EQUAL_WEIGHTS], calibrate(values, (level(3.9) + level(4.3)) / 2.0, prior).quantiles)


def test_the_stack_is_mixed_by_the_priors_weights(stacked, values):
    known = stacked(low=0.75, high=0.25)
    found = fixed_mixtures(values, {"low": level(3.9), "high": level(4.3)}, known)
    assert np.allclose(found[STACK], calibrate(values, level(4.0), known).quantiles, atol=1e-12)


def test_without_weights_for_these_forecasters_there_is_no_stack(stacked, values):
    assert set(fixed_mixtures(values, {"low": level(3.9)}, stacked(other=1.0))) == {EQUAL_WEIGHTS}


def test_who_sleeps_is_left_out_that_night(stacked, values):
    late = level(4.3)
    late[:30] = math.nan
    found = fixed_mixtures(values, {"low": level(3.9), "late": late}, stacked(low=0.5, late=0.5))
    alone = fixed_mixtures(values, {"low": level(3.9)}, stacked(low=1.0))
    for name in (EQUAL_WEIGHTS, STACK):
        assert np.allclose(found[name][:30], alone[name][:30], atol=1e-12)
        assert (found[name][30:, MEDIAN] > alone[name][30:, MEDIAN] + 0.1).all()
        assert np.isfinite(found[name]).all()


def test_where_all_who_have_a_share_sleep_everybody_awake_counts_alike(stacked, values):
    late = level(9.0)
    late[:30] = math.nan
    experts = {"late": late, "low": level(3.9), "high": level(4.3)}
    found = fixed_mixtures(values, experts, stacked(late=1.0))
    assert np.array_equal(found[STACK][:30], found[EQUAL_WEIGHTS][:30])
    assert found[STACK][30, MEDIAN] > 8.0


def test_what_comes_later_moves_no_earlier_row(stacked, values):
    experts = {"low": level(3.9), "high": level(4.3)}
    changed = np.concatenate([values[:20], np.full(40, 9.0)])
    one, other = fixed_mixtures(values, experts, stacked(low=0.5)), fixed_mixtures(changed, experts, stacked(low=0.5))
    for name in one:
        assert np.array_equal(one[name][:21], other[name][:21])
