"""A counterfactual follows what was learned, says how surely, and says where nothing was learned."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.effects import Effect
from forecasting.features.build import feature_table
from forecasting.features.scenario import Changes
from forecasting.learners.design import design_of
from forecasting.quantiles import MEDIAN
from forecasting.what_if import ASSOCIATION, COVERS, TargetWhatIf, WhatIf, what_if

RHR, HRV = "resting_hr_bpm", "hrv_rmssd_ms"
Z80 = 1.2815515655446004


@pytest.fixture
def suppose(evening) -> Callable[..., WhatIf]:
    """(changes, effects as (kind, target, mean, sd, count), journal, coefficients) → the counterfactual."""

    def ask(changes: Changes, effects=(), journal=(), made=None, **coefficients: float) -> WhatIf:
        found = made or evening(journal, **coefficients)
        known = {(effect.kind, effect.target): effect for effect in (Effect(*one) for one in effects)}
        return what_if(found.snapshot, found.models, found.features, known, changes)

    return ask


def of(found: WhatIf, name: str = RHR) -> TargetWhatIf:
    return found.targets[name]


def moved(found: WhatIf, name: str = RHR) -> float:
    supposed = of(found, name).supposed
    assert supposed is not None
    return supposed.difference


# ---------------------------------------------------------------- measured things


def test_more_strain_raises_what_the_ridge_has_learned_to_rise_with_it(suppose):
    raised = [moved(suppose(Changes(strain=strain), strain_today=0.3)) for strain in (14.0, 16.0, 18.0, 20.0)]
    lowered = [moved(suppose(Changes(strain=strain), strain_today=-0.3)) for strain in (14.0, 16.0, 18.0, 20.0)]
    assert raised == sorted(raised)
    assert raised[0] > 0.0
    assert lowered == sorted(lowered, reverse=True)
    assert lowered[0] < 0.0


def test_the_difference_is_the_ridges_by_its_weight_and_its_range_knows_that_the_others_see_none(evening, suppose):
    """d = coefficient · scale · (z after − z before); D = w·d; variance w(1 − w)d² between models, and σ²/n."""
    made = evening(strain_today=0.3)
    setting = made.setting()
    strains = np.array([day.strain for day in made.snapshot.days])
    before, today, supposed = strains[:-1], strains[-1], 16.0
    assert today < supposed
    d = 0.3 * design_of(setting.series, setting.basis.prior).scale[-1] * (supposed - today) / before.std()
    weight = next(row.weight for row in setting.forecast.forecasters if row.name == "ridge")
    found = of(suppose(Changes(strain=supposed), made=made))
    assert found.supposed.difference == pytest.approx(weight * d)
    sd = math.sqrt(weight * (1.0 - weight) * d**2 + setting.forecast.sigma**2 / 60)
    assert found.supposed.interval_80 == pytest.approx((weight * d - Z80 * sd, weight * d + Z80 * sd))
    assert found.grounds == {"strain": "learned"}


def test_the_whole_forecast_moves_and_keeps_its_width(suppose):
    found = of(suppose(Changes(strain=18.0), strain_today=0.3))
    steps = {round(after - before, 6) for before, after in zip(found.as_it_is, found.supposed.quantiles, strict=True)}
    assert steps == {round(found.supposed.difference, 6)}


def test_where_no_model_uses_the_input_that_is_said_and_no_number(suppose):
    for coefficients in ({}, {"sleep_minutes_lag_1": 0.3}, {"strain_today": 1e-5}):
        found = of(suppose(Changes(strain=18.0), **coefficients))
        assert found.supposed is None
        assert found.grounds == {"strain": "unknown"}


def test_a_learner_that_weighs_nothing_has_taught_the_forecast_nothing(evening, suppose):
    made = evening(strain_today=0.3)
    rows = tuple(dataclasses.replace(row, weight=0.0) if row.name == "ridge" else row for row in made.models.forecast(RHR).forecasters)
    models = dataclasses.replace(made.models, targets={RHR: dataclasses.replace(made.models.forecast(RHR), forecasters=rows)})
    assert of(suppose(Changes(strain=18.0), made=dataclasses.replace(made, models=models))).supposed is None


def test_a_bedtime_moves_last_nights_and_a_night_of_which_nothing_is_known_cannot_be_moved(evening, suppose):
    found = suppose(Changes(bedtime_shift_minutes=-60.0), bedtime_lag_1=0.3)
    assert moved(found) < 0.0
    made = evening()
    snapshot = dataclasses.replace(made.snapshot, nights=made.snapshot.nights[:-1])
    with pytest.raises(BadInput, match="nothing is known of it"):
        suppose(Changes(bedtime_shift_minutes=-60.0), made=dataclasses.replace(made, snapshot=snapshot))


def test_several_measured_changes_act_together_and_each_has_its_own_ground(suppose):
    both = suppose(Changes(strain=16.0, sleep_minutes=400.0), strain_today=0.3)
    alone = suppose(Changes(strain=16.0), strain_today=0.3)
    assert moved(both) == pytest.approx(moved(alone))
    assert of(both).grounds == {"strain": "learned", "sleep_minutes": "unknown"}


def test_what_is_so_already_is_no_change(suppose, evening):
    made = evening(strain_today=0.3)
    found = of(suppose(Changes(strain=made.snapshot.days[-1].strain - 1.0), made=made))
    assert found.grounds == {"strain": "as_it_is"}
    assert found.supposed is None


def test_the_bedtime_of_somebody_whose_bedtimes_are_not_told_is_nothing_that_is_known(evening, suppose):
    made = evening(bedtime_lag_1=0.3)
    nights = tuple(dataclasses.replace(night, sleep_start=None, sleep_end=None) for night in made.snapshot.nights)
    snapshot = dataclasses.replace(made.snapshot, nights=nights)
    untold = dataclasses.replace(made, snapshot=snapshot, features=feature_table(snapshot, made.models.night, as_of=snapshot.as_of))
    assert of(suppose(Changes(bedtime_shift_minutes=-60.0), made=untold)).grounds == {"bedtime_shift_minutes": "unknown"}
    assert of(suppose(Changes(bedtime_shift_minutes=0.0), made=untold)).grounds == {"bedtime_shift_minutes": "as_it_is"}


# ---------------------------------------------------------------- events


def test_an_event_moves_by_its_learned_effect_and_is_as_sure_as_that_is(evening, suppose):
    """Ten confirmed evenings: 0.5 σ ± 0.2 σ, without a cap."""
    made = evening()
    sigma = made.models.forecast(RHR).sigma
    found = of(suppose(Changes(alcohol=True), [("alcohol", RHR, 0.5, 0.2, 10)], made=made))
    assert found.supposed.difference == pytest.approx(0.5 * sigma)
    assert found.supposed.interval_80 == pytest.approx(((0.5 - Z80 * 0.2) * sigma, (0.5 + Z80 * 0.2) * sigma))
    assert (found.grounds, found.supposed.capped) == ({"alcohol": "learned"}, False)


def test_on_a_log_scale_the_range_is_told_in_the_unit(evening, suppose):
    made = evening()
    forecast = made.models.forecast(HRV)
    found = of(suppose(Changes(alcohol=True), [("alcohol", HRV, -0.5, 0.2, 10)], made=made), HRV).supposed
    assert found.difference == pytest.approx(forecast.median * (math.exp(-0.5 * forecast.sigma) - 1.0))
    ends = [forecast.median * (math.exp((-0.5 + side * Z80 * 0.2) * forecast.sigma) - 1.0) for side in (-1, 1)]
    assert found.interval_80 == pytest.approx(tuple(ends))


def test_before_eight_confirmed_events_the_difference_is_bounded_and_that_is_said(evening, suppose):
    made = evening()
    found = of(suppose(Changes(alcohol=True), [("alcohol", RHR, 0.9, 0.3, 2)], made=made)).supposed
    assert found.difference == pytest.approx(0.35 * made.models.forecast(RHR).sigma)
    assert found.capped


def test_without_own_events_it_is_what_other_people_suggest_or_nothing(suppose):
    found = suppose(Changes(hard_training=True))
    assert of(found).grounds == {"hard_training": "others"}
    assert of(found, "resp_rate_brpm").grounds == {"hard_training": "unknown"}
    assert of(found, "resp_rate_brpm").supposed is None


def test_what_the_journal_says_of_this_evening_is_part_of_the_forecast_as_it_is(evening, suppose, tell):
    effects = [("alcohol", RHR, 0.5, 0.2, 10)]
    made = evening((tell(59, "alcohol", "yes"),))
    sigma, median = made.models.forecast(RHR).sigma, made.models.forecast(RHR).median
    told = of(suppose(Changes(alcohol=True), effects, made=made))
    assert told.as_it_is[MEDIAN] == pytest.approx(median + 0.5 * sigma)
    assert (told.grounds, told.supposed) == ({"alcohol": "as_it_is"}, None)
    without = of(suppose(Changes(alcohol=False), effects, made=made))
    assert without.supposed.difference == pytest.approx(-0.5 * sigma)
    assert without.supposed.quantiles == pytest.approx(made.models.forecast(RHR).quantiles)


def test_drinks_that_were_told_count_as_many_in_the_forecast_as_it_is(evening, suppose, tell):
    """Five drinks are a dose of log 6 over log 3 where the effect goes with it."""
    made = evening((tell(59, "alcohol", "yes", amount=5.0, unit="drinks"),))
    sigma, median = made.models.forecast(RHR).sigma, made.models.forecast(RHR).median
    found = of(suppose(Changes(alcohol=False), [("alcohol", RHR, 0.3, 0.2, 10, 1.0)], made=made))
    assert found.as_it_is[MEDIAN] == pytest.approx(median + 0.3 * math.log(6) / math.log(3) * sigma)
    assert not found.supposed.capped


def test_an_event_that_is_not_told_is_none_already(suppose):
    assert of(suppose(Changes(alcohol=False))).grounds == {"alcohol": "as_it_is"}


def test_a_doubtful_answer_moves_by_what_it_lacks(evening, suppose, tell):
    made = evening((tell(59, "alcohol", "yes", confidence=0.6),))
    found = of(suppose(Changes(alcohol=True), [("alcohol", RHR, 0.5, 0.2, 10)], made=made)).supposed
    sigma = made.models.forecast(RHR).sigma
    assert found.difference == pytest.approx(0.4 * 0.5 * sigma)
    assert found.interval_80[1] - found.difference == pytest.approx(Z80 * 0.4 * 0.2 * sigma)


def test_a_contradicted_answer_and_those_of_other_evenings_are_no_evidence(evening, suppose, tell):
    journal = (tell(59, "alcohol", "yes"), tell(59, "alcohol", "no"), tell(58, "illness", "yes"))
    made = evening(journal)
    assert of(suppose(Changes(alcohol=True), made=made)).as_it_is == made.models.forecast(RHR).quantiles


def test_events_and_measured_things_add_up_and_so_do_their_variances(evening, suppose):
    made = evening(strain_today=0.3)
    effects = [("alcohol", RHR, 0.4, 0.2, 10)]
    strain, wine, both = (
        of(suppose(changes, effects, made=made)).supposed
        for changes in (Changes(strain=16.0), Changes(alcohol=True), Changes(strain=16.0, alcohol=True))
    )
    assert both.difference == pytest.approx(strain.difference + wine.difference)
    halves = [one.interval_80[1] - one.difference for one in (strain, wine, both)]
    assert halves[2] == pytest.approx(math.hypot(halves[0], halves[1]))


# ---------------------------------------------------------------- promises


def test_it_is_called_an_association_and_says_what_its_range_covers(suppose):
    found = suppose(Changes(alcohol=True))
    assert found.words == ASSOCIATION == "association, not cause"
    assert found.covers == COVERS
    assert found.changes == {"alcohol": True}


def test_nothing_changed_is_refused(suppose):
    with pytest.raises(BadInput, match="wanted at least one change, found none; known: strain, bedtime_shift_minutes"):
        suppose(Changes())


def test_a_target_whose_own_last_value_is_changed_is_left_out(evening, suppose):
    made = evening()
    assert "sleep_minutes" in made.models.targets
    assert "sleep_minutes" not in suppose(Changes(sleep_minutes=300.0), made=made).targets
    assert "sleep_minutes" in suppose(Changes(alcohol=True), made=made).targets


def test_what_comes_later_changes_no_counterfactual(evening, suppose, make_night, tell, start):
    """Facts of the night itself, of the day after, and of that evening are in the snapshot: they move nothing."""
    plain = evening(strain_today=0.3)
    night, day = plain.models.night, start + timedelta(days=60)
    late = make_night(60, hrv_rmssd_ms=250.0, resting_hr_bpm=110.0, resp_rate_brpm=35.0)
    known_at = datetime.combine(day, time(20), UTC)
    strain = dataclasses.replace(plain.snapshot.days[-1], key="later", known_at=known_at, day=day, strain=20.0)
    snapshot = dataclasses.replace(
        plain.snapshot, nights=(*plain.snapshot.nights, late), days=(*plain.snapshot.days, strain), journal=(tell(60, "alcohol"),)
    )
    assert night == late.night
    after = suppose(Changes(strain=18.0, alcohol=True), made=dataclasses.replace(plain, snapshot=snapshot))
    assert after == suppose(Changes(strain=18.0, alcohol=True), made=plain)
