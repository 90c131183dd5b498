"""What the models say of one night."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from core.targets import PRIMARY
from forecasting.catalog import FORECASTERS
from forecasting.models import Abstained, TargetForecast, forecast_models
from forecasting.population import POPULATION_RIDGE
from forecasting.prior import weak_population


def night_after(history, nights):
    return history.nights[0].night + timedelta(days=nights)


def test_all_primary_targets_are_forecast_in_their_units(make_history):
    history = make_history("p1", 3, 60)
    found = forecast_models(history.nights, night_after(history, 60))
    assert list(found.targets) == list(PRIMARY)
    assert found.forecast("hrv_rmssd_ms").median == pytest.approx(55.0, rel=0.25)
    assert found.forecast("resting_hr_bpm").median == pytest.approx(55.0, abs=4.0)
    assert found.forecast("resp_rate_brpm").median == pytest.approx(15.0, abs=1.0)


def test_below_three_usable_nights_it_abstains_and_says_which_it_has(make_history):
    history = make_history("p1", 3, 2)
    found = forecast_models(history.nights, night_after(history, 2)).targets["hrv_rmssd_ms"]
    assert isinstance(found, Abstained)
    assert found.reason == "heart rate variability needs 3 usable nights, has 2 (2024-01-01, 2024-01-02)"


def test_from_three_usable_nights_it_forecasts(make_history):
    history = make_history("p1", 3, 3)
    assert isinstance(forecast_models(history.nights, night_after(history, 3)).targets["hrv_rmssd_ms"], TargetForecast)


def test_without_any_night_it_abstains_from_everything(make_history):
    found = forecast_models([], make_history("p1", 3, 3).nights[0].night)
    assert all(isinstance(target, Abstained) for target in found.targets.values())
    assert found.dependence["targets"] == []


def test_secondary_targets_come_only_with_values(make_night):
    nights = [make_night(number, hrv_rmssd_ms=50.0 + number % 5, recovery_pct=60.0 + number % 9) for number in range(20)]
    found = forecast_models(nights, nights[-1].night + timedelta(days=1))
    assert "recovery_pct" in found.targets
    assert "sleep_minutes" not in found.targets


def test_later_nights_do_not_move_it(make_history, make_night):
    history = make_history("p1", 3, 60)
    short, whole = history.nights[:40], history.nights
    night = night_after(history, 40)
    assert forecast_models(short, night) == forecast_models(whole, night)
    marked = (*short, *(make_night(number, hrv_rmssd_ms=299.0, resting_hr_bpm=119.0) for number in range(40, 60)))
    assert forecast_models(marked, night) == forecast_models(short, night)


def test_it_says_how_long_ago_the_last_value_is(make_history):
    history = make_history("p1", 3, 30)
    found = forecast_models(history.nights, night_after(history, 33)).forecast("hrv_rmssd_ms")
    assert found.nights_since_last == 4
    assert found.last_value == pytest.approx(history.nights[-1].hrv_rmssd_ms)
    fresh = forecast_models(history.nights, night_after(history, 30)).forecast("hrv_rmssd_ms")
    assert fresh.nights_since_last == 1
    assert found.sigma > fresh.sigma


def test_every_forecaster_stands_with_weight_and_quantiles(forecast):
    assert [row.name for row in forecast.forecasters] == [*FORECASTERS, POPULATION_RIDGE]
    assert sum(row.weight for row in forecast.forecasters) == pytest.approx(1.0)
    assert all(len(row.quantiles) == 21 for row in forecast.forecasters)
    assert [row.name for row in forecast.forecasters if row.trained_through is not None] == [POPULATION_RIDGE]


def test_the_normal_range_is_the_central_eighty_percent_of_sixty_nights(make_night):
    values = [40.0] * 50 + [50.0 + number % 7 for number in range(60)]  # older ones would pull it down
    nights = [make_night(number, hrv_rmssd_ms=value) for number, value in enumerate(values)]
    found = forecast_models(nights, nights[-1].night + timedelta(days=1)).forecast("hrv_rmssd_ms")
    low, high = found.normal_range
    own_low, own_high = np.quantile(np.log(values[-60:]), [0.1, 0.9])
    share = 60 / 65
    assert low < math.exp(own_low) < math.exp(own_high) < high  # shrunk to people's wider spread
    assert high == pytest.approx(math.exp(share * own_high + (1 - share) * (np.log(values[-60:]).mean() + 1.2816 * 0.2305)), rel=0.01)


def test_a_forecast_outside_the_normal_range_says_so(make_night):
    values = [50.0 + number % 3 for number in range(40)] + [110.0 + number for number in range(5)]
    nights = [make_night(number, resting_hr_bpm=value, rhr_method="vendor_smoothed") for number, value in enumerate(values)]
    found = forecast_models(nights, nights[-1].night + timedelta(days=1)).forecast("resting_hr_bpm")
    assert found.out_of_range
    assert found.percentile > 85.0
    assert not forecast_models(nights[:40], nights[40].night).forecast("resting_hr_bpm").out_of_range


def test_a_usual_forecast_stands_near_the_middle(forecast):
    assert 15.0 < forecast.percentile < 85.0
    assert not forecast.out_of_range


def test_residuals_are_of_nights_with_a_past(make_history):
    history = make_history("p1", 3, 60)
    residuals = forecast_models(history.nights, night_after(history, 60)).residuals["hrv_rmssd_ms"]
    assert min(residuals) == history.nights[3].night
    assert len(residuals) == 57
    assert np.std(list(residuals.values())) == pytest.approx(1.0, abs=0.35)


def test_the_dependence_names_its_targets(make_history):
    history = make_history("p1", 3, 60)
    found = forecast_models(history.nights, night_after(history, 60)).dependence
    assert found["targets"] == list(PRIMARY)
    assert found["n"] == 57


def test_without_any_prior_knowledge_it_still_works(make_history):
    history = make_history("p1", 3, 60)
    found = forecast_models(history.nights, night_after(history, 60), weak_population())
    assert found.prior.name == "weak"
    assert found.forecast("hrv_rmssd_ms").median == pytest.approx(55.0, rel=0.25)


def test_the_same_evening_gives_the_same_numbers(make_history):
    history = make_history("p1", 3, 60)
    night = night_after(history, 60)
    assert forecast_models(history.nights, night) == forecast_models(history.nights, night)
