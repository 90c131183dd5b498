"""What every forecaster of the catalog promises."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from core.targets import target
from forecasting.catalog import BASELINES, FORECASTERS
from forecasting.prior import TargetPrior, load_prior, weak_prior
from forecasting.scores import crps
from forecasting.series import Series

HRV = target("hrv_rmssd_ms")
CEILINGS = {"persistence": 1.45, "ewma_fast": 1.25, "mean_7": 1.20}
"""Largest CRPS on AR(1) nights, relative to the true forecast's; what is not named here: 1.15."""


def series_of(values: np.ndarray) -> Series:
    return Series(HRV, date(2024, 1, 1), np.asarray(values, dtype=np.float64), "default")


def ar(seed: int, nights: int, memory: float = 0.3, missing: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    deviation, values = 0.0, np.empty(nights)
    for night in range(nights):
        deviation = memory * deviation + 0.2 * math.sqrt(1 - memory**2) * rng.normal()
        values[night] = 4.0 + deviation
    values[rng.random(nights) < missing] = np.nan
    return values


@pytest.fixture(params=list(FORECASTERS))
def forecaster(request):
    return FORECASTERS[request.param]


@pytest.fixture(params=["shipped", "weak"])
def prior(request) -> TargetPrior:
    return load_prior().of(HRV, "default") if request.param == "shipped" else weak_prior(HRV, "default")


def test_the_catalog_holds_the_declared_baselines_under_their_names():
    assert set(BASELINES) <= set(FORECASTERS)
    assert all(name == forecaster.name for name, forecaster in FORECASTERS.items())
    assert all(forecaster.version for forecaster in FORECASTERS.values())


@pytest.mark.parametrize(
    "values",
    [
        np.empty(0),
        np.array([4.0]),
        np.array([math.nan]),
        np.full(40, math.nan),
        np.full(40, 4.0),
        np.concatenate([np.full(30, math.nan), [4.0], np.full(30, math.nan)]),
        ar(1, 120, missing=0.4),
        np.concatenate([ar(2, 60), [math.log(300.0), math.log(5.0)], ar(3, 10)]),
    ],
    ids=["nothing", "one value", "one missing", "all missing", "constant", "one among missing", "gaps", "wild"],
)
def test_paths_are_complete_sorted_and_finite(forecaster, prior, values):
    path = forecaster.path(series_of(values), prior)
    assert path.shape == (len(values) + 1, 21)
    assert path.dtype == np.float64
    assert np.isfinite(path).all()
    assert (np.diff(path, axis=1) > 0).all()


@pytest.mark.parametrize("cut", [0, 1, 2, 7, 31, 59])
def test_row_t_uses_values_before_t_only(forecaster, prior, cut):
    values = ar(4, 60, missing=0.1)
    for future in (math.nan, 5.7, 1e3, -1e3):
        changed = values.copy()
        changed[cut:] = future
        one, other = forecaster.path(series_of(values), prior), forecaster.path(series_of(changed), prior)
        assert np.array_equal(one[: cut + 1], other[: cut + 1])


@pytest.mark.parametrize("cut", [0, 1, 2, 7, 31, 59])
def test_a_shorter_series_ends_in_the_longer_ones_row(forecaster, prior, cut):
    values = ar(5, 60, missing=0.1)
    assert np.array_equal(forecaster.path(series_of(values[:cut]), prior)[-1], forecaster.path(series_of(values), prior)[cut])


def test_the_past_does_move_it(forecaster, prior):
    values = ar(6, 60)
    changed = values.copy()
    changed[-1] += 0.1
    assert not np.array_equal(forecaster.path(series_of(values), prior)[-1], forecaster.path(series_of(changed), prior)[-1])


def test_it_is_wider_after_missing_nights(forecaster, prior):
    values = np.concatenate([ar(7, 60), np.full(12, math.nan)])
    width = np.diff(forecaster.path(series_of(values), prior)[:, [2, 18]], axis=1)[:, 0]
    assert 1.05 < width[61] / width[60] < 1.2
    assert 1.5 < width[72] / width[60] < 1.7
    assert (np.diff(width[60:]) >= -1e-12).all()


def test_a_constant_person_is_forecast_at_the_constant_with_a_narrowing_range(forecaster, prior):
    path = forecaster.path(series_of(np.full(200, 4.0)), prior)
    assert path[-1, 10] == pytest.approx(4.0, abs=0.02)
    width = path[:, 18] - path[:, 2]
    assert width[-1] < 0.6 * width[5]


def test_the_error_stays_below_its_ceiling(forecaster, prior):
    losses, truth = [], []
    for seed in range(5):
        values = ar(10 + seed, 300)
        losses.append(crps(values, forecaster.path(series_of(values), prior)[:-1])[30:].mean())
        right = 4.0 + 0.3 * (values[29:-1] - 4.0)
        truth.append(0.589 * np.abs(values[30:] - right).mean() / math.sqrt(2 / math.pi))  # CRPS of the true normal, 0.589 σ on our grid
    assert np.mean(losses) <= CEILINGS.get(forecaster.name, 1.15) * np.mean(truth)
    assert np.mean(losses) >= 0.97 * np.mean(truth)  # better than the truth would be a leak


def test_it_covers_what_it_says_on_a_usual_person(forecaster, prior):
    values = np.concatenate([ar(20 + seed, 150) for seed in range(4)])
    path = forecaster.path(series_of(values), prior)[:-1]
    inside = ((values >= path[:, 2]) & (values <= path[:, 18]))[20:].mean()
    assert 0.72 <= inside <= 0.9


def test_the_same_series_gives_the_same_path(forecaster, prior):
    values = ar(8, 100, missing=0.2)
    assert np.array_equal(forecaster.path(series_of(values), prior), forecaster.path(series_of(values.copy()), prior))


def test_it_leaves_its_input_alone(forecaster, prior):
    values = ar(9, 50, missing=0.2)
    before = values.copy()
    forecaster.path(series_of(values), prior)
    np.testing.assert_array_equal(values, before)
