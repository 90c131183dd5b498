"""An explanation adds up, names what it speaks of, and knows nothing of what came later."""

from __future__ import annotations

import dataclasses
import math
from datetime import timedelta

import numpy as np
import pytest

from core.targets import target
from forecasting.explanation import explain, unit_per_scale
from forecasting.features.catalog import FEATURES
from forecasting.input_words import CALIBRATION, RECENT, REST, WEEKDAY
from forecasting.learners.design import design_of
from forecasting.member_terms import setting_of
from forecasting.models import forecast_models
from forecasting.quantiles import MEDIAN

MANY = {"strain_today": 0.2, "sleep_minutes_lag_1": -0.1, "last": 0.05, "rule": 0.3, "weekday_sin": 0.1, "weekday_cos": -0.2}


@pytest.mark.parametrize("name", ["hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"])
def test_the_terms_of_every_model_and_of_the_combination_add_up_to_the_departure_from_the_own_mean(evening, name):
    found = explain(evening(**MANY).setting(name))
    scale, mean = found.target.to_scale, found.forecast.personal_mean
    assert {"persistence", "lag_regression", "kalman_ar", "ridge"} <= {one.name for one in found.members}
    whole = found.forecast.median
    for median, terms in [(whole, found.terms), (whole, found.told), *((one.median, one.terms) for one in found.members)]:
        assert sum(term.share for term in terms) == pytest.approx(scale(median) - scale(mean), abs=1e-6)
        assert sum(term.in_unit for term in terms) == pytest.approx(median - mean, abs=1e-6)


def test_the_combination_is_the_models_by_weight_and_calibration(evening):
    found = explain(evening(**MANY).setting())
    shares = {term.name: term.share for term in found.terms}
    ridge = next(one for one in found.members if one.name == "ridge")
    strain = next(term.share for term in ridge.terms if term.name == "strain_today")
    assert shares["strain_today"] == pytest.approx(ridge.weight * strain)
    mixture = sum(row.weight * row.quantiles[MEDIAN] for row in found.forecast.forecasters)
    assert shares[CALIBRATION] == pytest.approx(found.forecast.median - mixture)


def test_an_input_of_the_ridge_adds_its_coefficient_times_its_deviation_in_the_rules_scale(evening):
    made = evening(strain_today=0.2)
    (term,) = (term for one in explain(made.setting()).members for term in one.terms if term.name == "strain_today")
    strains = np.array([day.strain for day in made.snapshot.days])  # that of day D is known before night D + 1
    before, today = strains[:-1], strains[-1]
    deviation = np.clip((today - before.mean()) / before.std(), -3.0, 3.0)
    setting = made.setting()
    scale = design_of(setting.series, setting.basis.prior).scale[-1]
    assert term.in_unit == pytest.approx(0.2 * scale * deviation)
    assert term.known.value == today
    assert term.known.usual == pytest.approx(before.mean())


def test_steps_on_a_log_scale_are_worth_the_logarithmic_mean_of_the_two_values():
    """From 40 to 50 ms there are 10 ms and ln 1.25."""
    hrv, rhr = target("hrv_rmssd_ms"), target("resting_hr_bpm")
    assert unit_per_scale(hrv, 40.0, 50.0) == pytest.approx(10.0 / math.log(1.25))
    assert unit_per_scale(hrv, 50.0, 40.0) == pytest.approx(10.0 / math.log(1.25))
    assert unit_per_scale(hrv, 40.0, 40.0) == 40.0
    assert unit_per_scale(hrv, 40.0, 40.0 + 1e-12) == pytest.approx(40.0)
    assert unit_per_scale(rhr, 40.0, 50.0) == 1.0


def test_where_the_plausible_range_cut_a_median_off_the_rest_is_told(evening):
    setting = evening().setting()
    rows = [
        dataclasses.replace(row, quantiles=tuple(q + 7.0 for q in row.quantiles)) if row.name == "mean_7" else row
        for row in setting.forecast.forecasters
    ]
    cut = dataclasses.replace(setting, forecast=dataclasses.replace(setting.forecast, forecasters=tuple(rows)))
    terms = {one.name: {term.name: term.share for term in one.terms} for one in explain(cut).members}
    assert terms["mean_7"][REST] == pytest.approx(7.0)
    assert REST not in terms["mean_30"]


def test_people_are_told_recent_nights_and_weekdays_as_one_and_every_other_input_by_its_name(evening):
    found = explain(evening(**MANY).setting())
    by_name = {term.name: term for term in found.told}
    assert set(by_name) <= {RECENT, WEEKDAY, CALIBRATION, *FEATURES}
    parts = {term.name: term.share for term in found.terms}
    assert by_name[WEEKDAY].share == pytest.approx(parts["weekday_sin"] + parts["weekday_cos"])
    assert by_name[RECENT].share == pytest.approx(sum(share for name, share in parts.items() if name not in {*FEATURES, CALIBRATION}))
    sizes = [abs(term.share) for term in found.told]
    assert sizes == sorted(sizes, reverse=True)


def test_a_forecast_out_of_the_usual_range_is_flagged(evening):
    setting = evening().setting()
    forecast = dataclasses.replace(setting.forecast, out_of_range=True)
    assert explain(dataclasses.replace(setting, forecast=forecast)).forecast.out_of_range
    assert not explain(setting).forecast.out_of_range


def test_what_came_later_moves_no_term(evening, make_night):
    """A later night, and a table that goes on, change nothing."""
    made = evening(**MANY)
    night = made.models.night
    later = make_night((night - make_night(0).night).days, resting_hr_bpm=110.0, hrv_rmssd_ms=250.0, resp_rate_brpm=35.0)
    rows = np.vstack([made.features.values, np.full((5, made.features.values.shape[1]), 99.0)])
    longer = dataclasses.replace(made.features, values=rows)
    after = setting_of((*made.snapshot.nights, later), made.models, "resting_hr_bpm", longer)
    assert explain(after) == explain(made.setting())


def test_without_features_the_ridge_is_explained_by_the_nights_and_a_rest(evening):
    made = evening(strain_today=0.3)
    found = explain(setting_of(made.snapshot.nights, made.models, "resting_hr_bpm", None))
    ridge = next(one for one in found.members if one.name == "ridge")
    assert REST in {term.name for term in ridge.terms}
    assert sum(term.share for term in ridge.terms) == pytest.approx(ridge.median - found.forecast.personal_mean)


def test_a_person_with_no_fact_but_three_nights_is_explained(make_night, evening):
    made = evening()
    nights = [make_night(number, resting_hr_bpm=50.0 + number) for number in range(3)]
    models = forecast_models(nights, nights[-1].night + timedelta(days=1), made.models.prior)
    found = explain(setting_of(nights, models, "resting_hr_bpm", None))
    assert sum(term.in_unit for term in found.terms) == pytest.approx(found.departure)
