"""Levels shrink from the population to the person, spreads too, and both know what is missing."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from forecasting.levels import discounted_mean, robust_path
from forecasting.rules.local_level import filtered_levels
from forecasting.spread import rolling_spread, widening

NAN = math.nan


def test_the_level_by_hand_is_a_mean_with_the_prior_as_some_nights(prior):
    half = dataclasses.replace(prior, level_mean=10.0, level_sd=1.0, within_sd=1.0)  # the prior weighs one night
    assert discounted_mean(np.array([20.0, NAN, 30.0]), 0.0, half).tolist() == pytest.approx([10.0, 15.0, 15.0, 20.0])


def test_a_discounted_level_by_hand(prior):
    half = dataclasses.replace(prior, level_mean=10.0, level_sd=1.0, within_sd=1.0)
    # weights after two nights with rate 0.5: 1 for the second, 0.5 for the first, 0.25 for the prior
    assert discounted_mean(np.array([20.0, 30.0]), 0.5, half)[-1] == pytest.approx((0.25 * 10.0 + 0.5 * 20.0 + 30.0) / 1.75)


def test_a_long_gap_leaves_the_level_where_it_was(prior):
    values = np.concatenate([np.full(20, 5.0), np.full(3000, NAN), [5.0]])
    assert discounted_mean(values, 0.3, prior)[-2:] == pytest.approx([5.0, 5.0], abs=0.01)
    assert robust_path(values, prior).levels[-2] == pytest.approx(robust_path(values, prior).levels[20])


def test_the_level_ends_at_the_persons_own(prior):
    assert discounted_mean(np.full(300, 5.0), 0.0, prior)[-1] == pytest.approx(5.0, abs=0.01)


def test_missing_nights_widen_from_a_tenth_to_six_tenths(prior):
    sure = dataclasses.replace(prior, level_sd=prior.within_sd * 1e-6)  # the level's own doubt out of the way
    factors = widening(np.array([1.0, *[NAN] * 12]), sure)
    assert factors[1] == pytest.approx(1.0)
    assert factors[2] == pytest.approx(1.1)
    assert factors[10:].tolist() == pytest.approx([1.6] * 4)
    assert (np.diff(factors[1:]) >= 0).all()


def test_the_first_night_is_as_wide_as_people_differ(prior):
    expected = math.sqrt(prior.within_sd**2 + prior.level_sd**2) / prior.within_sd
    assert widening(np.empty(0), prior)[0] == pytest.approx(expected)


def test_the_spread_starts_at_the_priors_and_ends_at_the_persons_own(prior):
    rng = np.random.default_rng(0)
    values = 0.5 * rng.normal(size=2000)
    scales = rolling_spread(values, np.zeros(2001), np.ones(2001), 0.1, 5.0)
    assert scales[0] == pytest.approx(0.1)
    # the t-scale with six degrees of freedom that fits a normal of 0.5 lies below it
    assert 0.38 < scales[-500:].mean() < 0.5


def test_one_wild_night_does_not_widen_a_month(prior):
    calm = np.tile([0.1, -0.1], 30)
    wild = calm.copy()
    wild[40] = 10.0
    ratio = rolling_spread(wild, np.zeros(61), np.ones(61), 0.1, 5.0)[42] / rolling_spread(calm, np.zeros(61), np.ones(61), 0.1, 5.0)[42]
    assert 1.0 < ratio < 1.2  # a plain mean square would give more than 10


def test_a_wild_night_hardly_moves_the_robust_level(prior):
    calm = np.tile([4.1, 3.9], 30)
    wild = calm.copy()
    wild[40] = math.log(300.0)
    moved = robust_path(wild, prior).levels - robust_path(calm, prior).levels
    assert (moved[:41] == 0.0).all()
    assert abs(moved[41:]).max() < 0.03  # one fiftieth of the excess would be 0.034
    assert robust_path(wild, prior).pulled[40] < 5.0


def test_a_smoothed_series_that_jumps_is_believed(prior):
    remembered = dataclasses.replace(prior, memory=0.9)
    values = np.concatenate([np.tile([4.05, 3.95], 20), np.full(3, 4.8)])
    assert robust_path(values, remembered).pulled[-1] == pytest.approx(4.8)


def test_the_deviation_fades_in_a_gap(prior):
    values = np.concatenate([np.tile([4.1, 3.9], 20), [4.5], np.full(10, NAN)])
    path = robust_path(values, prior)
    distance = np.abs(path.forecasts - path.levels)[41:]
    assert (np.diff(distance) < 0).all()
    assert distance[-1] < 0.001


def test_the_memory_becomes_the_persons_own(prior, wandering):
    steady, erratic = wandering(1, 600, memory=0.8), wandering(1, 600, memory=0.0)

    def pull(values: np.ndarray) -> float:
        path = robust_path(values, prior)
        return float(np.polyfit((path.pulled - path.levels[1:])[300:], (path.forecasts - path.levels)[301:], 1)[0])

    assert pull(steady) > 0.55
    assert abs(pull(erratic)) < 0.15


def test_the_kalman_filter_by_hand(prior):
    unit = dataclasses.replace(prior, level_mean=0.0, level_sd=1.0, within_sd=math.sqrt(2.0))
    levels = filtered_levels(np.array([2.0, NAN, 1.0]), unit, 1.0)  # noise 1, drift 1, start 0 ± 1
    # after the first night: gain 1/2, level 1, variance 1/2; drifts to 3/2, over the gap to 5/2; gain 5/7
    assert levels.tolist() == pytest.approx([0.0, 1.0, 1.0, 1.0])
    assert filtered_levels(np.array([2.0, NAN, 3.0]), unit, 1.0)[-1] == pytest.approx(1.0 + 5.0 / 7.0 * 2.0)
