"""The one function behind live forecasts and the backtest."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from forecasting.catalog import FORECASTERS
from forecasting.ensemble import COMBINATION, run_ensemble, unit_paths
from forecasting.rules.persistence import Persistence
from forecasting.scores import crps


def test_it_gives_every_night_and_the_coming_one(make_series, wandering, prior):
    path = run_ensemble(make_series(wandering(1, 40)), prior)
    assert path.quantiles.shape == (41, 21)
    assert set(path.expert_quantiles) == set(path.weights) == set(FORECASTERS)
    assert sum(path.weights.values()) == pytest.approx(np.ones(41))
    assert path.sigma.shape == (41,)
    assert (path.sigma > 0).all()


def test_it_is_sorted_finite_and_plausible(make_series, wandering, prior):
    series = make_series(wandering(2, 80, level=math.log(8.0), spread=0.5, missing=0.3))
    path = run_ensemble(series, prior)
    assert np.isfinite(path.quantiles).all()
    assert (np.diff(path.quantiles, axis=1) >= 0).all()
    rows = unit_paths(path)[COMBINATION]
    assert rows.min() >= 5.0 - 1e-9
    assert rows.max() <= 300.0 + 1e-9


@pytest.mark.parametrize("cut", [0, 1, 2, 5, 20, 59])
def test_the_future_never_moves_the_past(make_series, wandering, prior, cut):
    values = wandering(3, 60, missing=0.1)
    changed = values.copy()
    changed[cut:] = np.where(np.arange(60 - cut) % 2, math.nan, 5.6)
    one, other = run_ensemble(make_series(values), prior), run_ensemble(make_series(changed), prior)
    assert np.array_equal(one.quantiles[: cut + 1], other.quantiles[: cut + 1])
    assert np.array_equal(one.sigma[: cut + 1], other.sigma[: cut + 1])
    for name in FORECASTERS:
        assert np.array_equal(one.weights[name][: cut + 1], other.weights[name][: cut + 1])


@pytest.mark.parametrize("cut", [0, 1, 7, 30, 59])
def test_a_live_forecast_is_the_backtests_row(make_series, wandering, prior, cut):
    values = wandering(4, 60, missing=0.1)
    live, back = run_ensemble(make_series(values[:cut]), prior), run_ensemble(make_series(values), prior)
    assert np.array_equal(live.quantiles[-1], back.quantiles[cut])


def test_no_night_at_all_gives_the_populations_forecast(make_series, prior):
    path = run_ensemble(make_series([]), prior)
    assert path.quantiles.shape == (1, 21)
    assert path.quantiles[0, 10] == pytest.approx(prior.level_mean, abs=0.1)
    between = path.quantiles[0, 18] - path.quantiles[0, 2]
    assert between > 2.0 * prior.level_sd  # people differ by more than nights


def test_the_combination_keeps_up_with_the_best_rule(make_series, wandering, prior):
    losses: dict[str, list[float]] = {}
    for seed in range(6):
        values = wandering(seed, 400, memory=0.1 * seed)
        path = run_ensemble(make_series(values), prior)
        for name, quantiles in {COMBINATION: path.quantiles, **path.expert_quantiles}.items():
            losses.setdefault(name, []).append(float(crps(values, quantiles[:-1])[5:].mean()))
    means = {name: np.mean(values) for name, values in losses.items()}
    best = min(value for name, value in means.items() if name != COMBINATION)
    assert means[COMBINATION] <= 1.01 * best


def test_residuals_are_standardised_errors(make_series, wandering, prior):
    values = wandering(9, 400, missing=0.1)
    residuals = run_ensemble(make_series(values), prior).residuals()
    assert np.array_equal(np.isnan(residuals), np.isnan(values))
    assert np.nanstd(residuals[50:]) == pytest.approx(1.0, abs=0.15)


def test_a_catalog_of_one_is_enough(make_series, wandering, prior):
    path = run_ensemble(make_series(wandering(1, 30)), prior, {"persistence": Persistence()})
    assert (path.weights["persistence"] == 1.0).all()


def test_the_given_clock_counts_the_seconds(make_series, wandering, prior):
    ticks = iter(range(1000))
    path = run_ensemble(make_series(wandering(1, 30)), prior, timer=lambda: float(next(ticks)))
    assert all(path.seconds[name] == 1.0 for name in FORECASTERS)
    assert path.seconds[COMBINATION] > len(FORECASTERS)


def test_two_years_of_three_targets_take_less_than_a_second(make_series, wandering, prior):
    """0.15 s on the machine it was written on; the bound leaves room for a busy one."""
    series = make_series(wandering(1, 800))
    begun = time.process_time()
    for _ in range(3):
        run_ensemble(series, prior)
    assert time.process_time() - begun < 1.0
