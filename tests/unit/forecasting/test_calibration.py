"""Intervals come to cover what they say, also when the noise shifts or the shape is wrong."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from forecasting.calibration import FACTOR_RANGE, FIRST_GAIN, GAIN_NIGHTS, LEAST_GAIN, _controlled, calibrate
from forecasting.ensemble import run_ensemble
from forecasting.quantiles import student, student_row
from forecasting.scores import covered


def coverage(values: np.ndarray, path: np.ndarray, level: float, since: int = 0) -> float:
    return float(covered(values[since:], path[since:-1], level).mean())


@pytest.mark.parametrize("factor", [0.4, 1.0, 2.0])
def test_a_forecast_of_the_wrong_width_comes_to_cover_what_it_says(prior, factor):
    values = 4.0 + 0.2 * np.random.default_rng(2).normal(size=600)
    combined = student(np.full(601, 4.0), np.full(601, 0.2 * factor), math.inf)
    path = calibrate(values, combined, prior).quantiles
    assert coverage(values, path, 0.8, 100) == pytest.approx(0.8, abs=0.04)
    assert coverage(values, path, 0.95, 100) == pytest.approx(0.95, abs=0.03)


def test_the_controller_keeps_coverage_when_the_noise_doubles():
    rng = np.random.default_rng(8)
    values = np.concatenate([rng.normal(size=300), 1.6 * rng.normal(size=700)])
    path = _controlled(values, np.zeros(1001), np.ones(1001), student_row(math.inf))
    assert coverage(values, path, 0.8) == pytest.approx(0.8, abs=0.04)
    fixed = student(np.zeros(1001), np.ones(1001), math.inf)
    assert coverage(values, fixed, 0.8, 300) < 0.62  # what it would have been: P(|z| < 1.28/1.6) = 0.58


def test_two_weeks_after_a_change_of_regime_most_nights_are_covered(prior, wandering, make_series):
    """EVALUATION §5: 90% intervals cover at least 80% in the 14 nights after a change; here one and a half spreads."""
    inside = []
    for seed in range(25):
        values = wandering(seed, 164)
        values[150:] -= 0.3
        path = run_ensemble(make_series(values), prior).quantiles
        inside.append(covered(values[150:], path[150:-1], 0.9).mean())
    assert np.mean(inside) >= 0.8


def test_the_controller_trims_but_never_takes_over():
    wild = np.full(500, 100.0)
    path = _controlled(wild, np.zeros(501), np.ones(501), student_row(6.0))
    widest = student_row(6.0)[-1] * FACTOR_RANGE[1]
    assert path.max() <= widest * (1 + 1e-12)


def test_the_shape_of_the_population_is_used(prior):
    skewed = student_row(6.0) + 0.3
    path = calibrate(np.empty(0), student(np.array([4.0]), np.array([0.2]), 6.0), dataclasses.replace(prior, shape=tuple(skewed)))
    assert path.quantiles[0, 10] > 4.0


def test_the_calibrated_path_is_sorted(prior, wandering):
    values = wandering(3, 200, missing=0.2)
    path = calibrate(values, student(np.full(201, 4.0), np.full(201, 0.3), 6.0), prior).quantiles
    assert (np.diff(path, axis=1) >= 0).all()
    assert np.isfinite(path).all()


# ---------------------------------------------------------------- gains


def factors(values: list[float]) -> np.ndarray:
    """Factor of the 80% pair before each night and the coming one, around 0 with spread 1."""
    path = _controlled(np.array(values), np.zeros(len(values) + 1), np.ones(len(values) + 1), student_row(6.0))
    return path[:, 18] / student_row(6.0)[18]


def test_the_first_miss_by_hand():
    """P: 0.06/(1 + 1/60) of an excess miss of 1 − 0.2; I: 0.2 · tanh(0.8/(10 · 1.01))."""
    expected = math.exp(0.06 / (1.0 + 1.0 / 60.0) * 0.8 + 0.2 * math.tanh(0.8 / 10.1))
    assert factors([9.0]) == pytest.approx([1.0, expected])


def test_a_covered_night_narrows_by_a_quarter_of_what_a_miss_widens():
    """Excess misses are +0.8 and −0.2, and the tanh is all but straight there."""
    missed, covered_one = math.log(factors([9.0])[1]), math.log(factors([0.0])[1])
    assert covered_one == pytest.approx(-missed / 4.0, rel=0.005)


def test_a_missing_night_moves_nothing_and_does_not_make_the_controller_older():
    assert factors([math.nan] * 50 + [9.0])[-1] == factors([9.0])[-1]


def test_later_misses_move_it_less_but_never_by_nothing():
    """Nights that are missed one time in five keep the excess near 0, so a miss moves mainly P."""
    nights = ([9.0] + [0.0] * 4) * 100
    steps = np.diff(np.log(factors(nights)))[::5]
    assert steps[0] > 2.0 * steps[20]
    assert steps[20] > steps[99]
    assert steps[99] >= LEAST_GAIN * 0.8
    least_from = GAIN_NIGHTS * (FIRST_GAIN / LEAST_GAIN - 1.0)
    assert least_from == pytest.approx(165.0)


def test_a_person_of_wild_nights_is_seen_to_be_one_within_two_weeks(prior):
    """One and a half usual spreads: uncorrected, 80% intervals would cover P(|z| < 1.28/1.5) = 61%."""
    inside = []
    for seed in range(40):
        values = 4.0 + 1.5 * prior.within_sd * np.random.default_rng(seed).normal(size=60)
        combined = student(np.full(61, 4.0), np.full(61, prior.within_sd), math.inf)
        inside.append(covered(values, calibrate(values, combined, prior).quantiles[:-1], 0.8))
    weeks = np.mean(inside, axis=0)
    assert weeks[14:28].mean() >= 0.72
    assert weeks[28:].mean() >= 0.75


def test_what_comes_later_moves_no_earlier_row(prior, wandering):
    values = wandering(4, 80, missing=0.1)
    changed = np.concatenate([values[:40], values[40:] + 2.0])
    combined = student(np.full(81, 4.0), np.full(81, 0.2), 6.0)
    one, other = calibrate(values, combined, prior), calibrate(changed, combined, prior)
    assert np.array_equal(one.quantiles[:41], other.quantiles[:41])
    assert not np.array_equal(one.quantiles[41], other.quantiles[41])
