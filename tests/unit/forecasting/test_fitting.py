"""Population priors find what people were made with."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.errors import NotEnoughData
from forecasting.fitting import SCALE_PER_MEAN_ABSOLUTE, fit_population, fit_prior


@pytest.fixture
def crowd(make_series, wandering):
    """Twenty people: levels 4.0 ± 0.4, nights ± 0.2, memory 0.5."""
    levels = 4.0 + 0.4 * np.random.default_rng(0).normal(size=20)
    return [make_series(wandering(seed, 90, level=float(level), memory=0.5, missing=0.1)) for seed, level in enumerate(levels)]


def test_it_finds_levels_spread_and_memory(crowd):
    prior = fit_prior(crowd)
    assert prior.level_mean == pytest.approx(4.0, abs=0.25)
    assert prior.level_sd == pytest.approx(0.4, abs=0.15)
    assert prior.within_sd == pytest.approx(0.2, abs=0.03)
    assert prior.memory == pytest.approx(0.5, abs=0.12)
    assert prior.people == 20


def test_the_scale_of_errors_is_the_innovations(crowd):
    prior = fit_prior(crowd)
    innovation = 0.2 * math.sqrt(1 - 0.5**2)
    normal_to_t = math.sqrt(2 / math.pi) * SCALE_PER_MEAN_ABSOLUTE  # the t-scale with a normal's mean absolute deviation
    assert prior.spreads["ar_level"] == pytest.approx(innovation * normal_to_t, rel=0.1)


def test_weights_add_up_and_favour_what_is_right(crowd):
    weights = fit_prior(crowd).weights
    assert sum(weights.values()) == pytest.approx(1.0)
    assert min(weights["ar_level"], weights["lag_regression"]) > weights["personal_mean"]
    assert weights["ar_level"] > 1.0 / len(weights)


def test_people_who_never_change_do_not_break_it(make_series):
    prior = fit_prior([make_series(np.full(30, 4.0)) for _ in range(10)])
    assert prior.within_sd > 0
    assert all(math.isfinite(q) for q in prior.shape)


def test_too_few_people_are_refused_with_both_numbers(crowd):
    with pytest.raises(NotEnoughData, match=r"needs 8 people with 10 nights, has 7"):
        fit_prior(crowd[:7])


def test_the_order_of_people_hardly_matters(crowd):
    one, other = fit_prior(crowd), fit_prior(crowd[::-1])
    assert one.within_sd == pytest.approx(other.within_sd)
    assert one.shape == pytest.approx(other.shape)


def test_a_population_is_fitted_per_target_and_kind(crowd):
    people = {f"p{number}": [series] for number, series in enumerate(crowd)}
    prior = fit_population(people, name="ours", source="synthetic", sources=["synthetic"])
    assert set(prior.targets) == {"hrv_rmssd_ms/default"}
    assert prior.knows("p3")
    assert prior.trained_through == max(series.next_night for series in crowd).fromordinal(crowd[0].next_night.toordinal() - 1)
