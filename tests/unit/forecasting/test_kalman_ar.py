"""A hidden AR(1) around a level, seen through noise: exact where it can be worked out, and each person's own in time."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from forecasting.levels import discounted_mean, robust_path
from forecasting.rules.kalman_ar import MEMORIES, SHARES, STEP, KalmanAr, kalman_ar_path

NAN = math.nan
GRID = [(memory, share) for memory in MEMORIES for share in SHARES]


@pytest.fixture
def plain(prior):
    """Level 10 ± 1 between people, nights ± 1 around it, lag-1 correlation 0.3."""
    return dataclasses.replace(prior, level_mean=10.0, level_sd=1.0, within_sd=1.0, memory=0.3)


def conditional_mean(values, memory, share, step=STEP, level_mean=10.0):
    """The next night given the past, by the joint normal distribution of all nights: no recursion, so a judge of the filter."""
    times = np.arange(len(values) + 1)
    lags = np.abs(times[:, None] - times[None, :])
    joint = 1.0 + step * np.minimum(times[:, None], times[None, :]) + share * memory**lags + (1.0 - share) * (lags == 0)
    known = np.flatnonzero(np.isfinite(values))
    gains = np.linalg.solve(joint[np.ix_(known, known)], joint[known, -1])
    return level_mean + float((gains * (values[known] - level_mean)).sum())


def lag_one(path):
    """Lag-1 correlations (n+1,) that the models expect, by their weights."""
    return (path.weights * np.array([memory * share for memory, share in GRID])).sum(axis=1)


def test_before_any_night_it_is_the_populations_level(plain):
    path = kalman_ar_path(np.empty(0), plain)
    assert path.forecasts.tolist() == [10.0]
    assert lag_one(path)[0] == pytest.approx(0.3, abs=0.05)


def test_one_night_by_hand(plain):
    """Level and night weigh alike: half of the error is the level's, share/2 the deviation's, of which memory remains."""
    path = kalman_ar_path(np.array([11.0]), plain)
    assert path.weights[1] == pytest.approx(path.weights[0])  # every model expected it alike
    assert path.forecasts[1] == pytest.approx(10.0 + (1.0 + lag_one(path)[0]) / 2.0)


def test_missing_nights_by_hand_let_the_deviation_fade_and_the_level_stand(plain):
    path = kalman_ar_path(np.array([11.0, NAN, NAN]), plain)
    faded = sum(weight * memory**3 * share for weight, (memory, share) in zip(path.weights[0], GRID, strict=True))
    assert path.forecasts[3] == pytest.approx(10.0 + (1.0 + faded) / 2.0)
    assert path.weights[3] == pytest.approx(path.weights[1])  # nothing seen, nothing learned


def test_every_filter_is_the_exact_conditional_mean_with_gaps_too(plain):
    values = 10.0 + np.random.default_rng(1).uniform(-0.6, 0.6, size=40)  # nothing wild to pull in
    values[[3, 4, 5, 17, 30]] = NAN
    path = kalman_ar_path(values, plain)
    for row in (1, 6, 18, 29, 40):
        means = [conditional_mean(values[:row], memory, share) for memory, share in GRID]
        assert path.forecasts[row] == pytest.approx(float((path.weights[row] * means).sum()), abs=1e-9)


def test_the_memory_becomes_the_persons_own(plain, wandering):
    calm = lag_one(kalman_ar_path(wandering(2, 300, 10.0, 1.0, memory=0.0), plain))
    sticky = lag_one(kalman_ar_path(wandering(2, 300, 10.0, 1.0, memory=0.9), plain))
    assert calm[0] == sticky[0]
    assert calm[-1] < 0.2
    assert sticky[-1] > 0.75


def test_noise_is_told_from_memory(plain, wandering):
    """Two people with the same lag-1 correlation: long memory under noise, and short memory without."""
    rng = np.random.default_rng(3)
    hidden = wandering(3, 600, 10.0, math.sqrt(0.4), memory=0.95) + math.sqrt(0.6) * rng.normal(size=600)
    shares = np.array([share for _, share in GRID])
    under_noise = (kalman_ar_path(hidden, plain).weights[-1] * shares).sum()
    without = (kalman_ar_path(wandering(4, 600, 10.0, 1.0, memory=0.38), plain).weights[-1] * shares).sum()
    assert under_noise < 0.5 < without


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_the_scale_of_a_persons_nights_does_not_change_what_is_learned_of_memory(plain, wandering, scale):
    nights = 10.0 + scale * (wandering(5, 400, 10.0, 1.0, memory=0.6) - 10.0)
    assert lag_one(kalman_ar_path(nights, plain))[-1] == pytest.approx(0.6, abs=0.12)


def test_a_wild_night_moves_the_next_forecast_by_a_bounded_amount(plain, wandering):
    values = wandering(6, 100, 10.0, 1.0)
    moved = [kalman_ar_path(np.append(values, wild), plain).forecasts[-1] for wild in (18.0, 30.0, 1e6)]
    assert moved[1] == pytest.approx(moved[0])
    assert moved[2] == pytest.approx(moved[0])
    assert moved[0] - kalman_ar_path(values, plain).forecasts[-1] < 3.0


def test_a_first_night_far_from_the_population_is_believed(plain):
    assert kalman_ar_path(np.full(60, 16.0), plain).forecasts[-1] == pytest.approx(16.0, abs=0.1)


def test_it_loses_little_to_the_filter_that_knows_the_truth_and_beats_the_rules(plain, wandering):
    """AR(1) with memory 0.8 under as much noise: a last value says too much, a mean too little."""
    losses = np.zeros(4)
    for seed in range(6):
        values = wandering(seed, 200, 10.0, math.sqrt(0.5), memory=0.8) + math.sqrt(0.5) * np.random.default_rng(seed + 50).normal(size=200)
        oracle = [conditional_mean(values[:row], 0.8, 0.5, step=0.0) for row in range(30, 200)]
        found = kalman_ar_path(values, plain).forecasts[30:200]
        rules = robust_path(values, plain).forecasts[30:200], discounted_mean(values, 0.0, plain)[30:200]
        losses += [np.abs(values[30:] - forecasts).mean() for forecasts in (oracle, found, *rules)]
    assert losses[1] < 1.03 * losses[0]
    assert losses[1] < min(losses[2:])


def test_the_path_stands_around_the_filters_forecast(prior, make_series, wandering):
    values = wandering(7, 50, missing=0.2)
    path = KalmanAr().path(make_series(values), prior)
    assert path.shape == (51, 21)
    assert path[:, 10].tolist() == pytest.approx(kalman_ar_path(values, prior).forecasts.tolist())
    assert (np.diff(path, axis=1) > 0).all()


@pytest.mark.parametrize("cut", [0, 1, 13, 59])
def test_what_comes_later_changes_nothing(prior, make_series, wandering, cut):
    values = wandering(8, 60, missing=0.2)
    changed = np.concatenate([values[:cut], np.full(60 - cut, 9.0)])
    one, other = (KalmanAr().path(make_series(nights), prior) for nights in (values, changed))
    assert np.array_equal(one[: cut + 1], other[: cut + 1])


def test_years_of_nothing_end_in_the_level(plain, wandering):
    values = wandering(9, 200, 12.0, 1.0)
    path = kalman_ar_path(np.concatenate([values, np.full(3000, NAN)]), plain)
    assert path.forecasts[-1] == pytest.approx(values.mean(), abs=0.2)
    assert np.isfinite(path.weights).all()
