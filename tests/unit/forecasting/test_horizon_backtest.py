"""Outlooks of past evenings, scored horizon by horizon."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, date, timedelta

import numpy as np
import pytest

from core.snapshot import PersonHistory
from core.targets import target
from forecasting.ensemble import COMBINATION, Basis, basis_of
from forecasting.features.ahead import calendar_ahead
from forecasting.features.build import feature_table
from forecasting.horizon_backtest import BASELINES, Evening, horizon_reports, measured_widths, person_evenings
from forecasting.horizon_spread import WIDTHS
from forecasting.horizons import outlook
from forecasting.population import shipped_population
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, student_row
from forecasting.rules.ar_level import ArLevel
from forecasting.rules.means import DiscountedMean
from forecasting.rules.persistence import Persistence

START = date(2024, 1, 1)
RR, HRV = target("resp_rate_brpm"), target("hrv_rmssd_ms")
MEMORY = 0.8


def from_shipped(series):
    return basis_of(shipped_population(), series)


@pytest.fixture
def remembering(make_night, wandering):
    """(seed, nights) → a person whose respiratory rate is an AR(1) of memory 0.8 around 15, and the basis that knows so."""
    members = {one.name: one for one in (ArLevel(), DiscountedMean("personal_mean", 0.0), Persistence())}
    weights = {"ar_level": 0.98, "personal_mean": 0.01, "persistence": 0.01}
    prior = TargetPrior("resp_rate_brpm", "default", 20, 1000, 15.0, 0.5, 0.5, MEMORY, 0.03, 4.0, weights=weights)

    def live(seed, nights=150):
        values = wandering(seed, nights, 15.0, 0.5, MEMORY)
        told = (make_night(number, person_id=f"p{seed}", resp_rate_brpm=float(value)) for number, value in enumerate(values))
        return PersonHistory(f"p{seed}", UTC, tuple(told))

    return live, lambda _series: Basis(prior, members)


@pytest.fixture
def scored(make_history):
    """A person's history, and the evenings of the HRV outlooks."""
    history = make_history("p1", 4, 40)
    return history, person_evenings(history, HRV, from_shipped, None)


def evening(observed, median=15.0, shift=0.0, missing=0):
    """An evening whose every forecaster says a normal with a spread of 1."""
    rows = dict.fromkeys((COMBINATION, *BASELINES), median + student_row(math.inf))
    shifts = dict.fromkeys(rows, np.full(7, shift))
    prior = shipped_population().of(RR, "default")
    return Evening(START, "default", prior, missing, np.full(7, observed, dtype=float), rows, shifts)


def test_an_evening_says_what_the_outlook_of_that_evening_says(make_history):
    history = make_history("p1", 4, 40)
    features = feature_table(history, START + timedelta(days=40))
    found = {one.night: one for one in person_evenings(history, HRV, from_shipped, features)}
    for place in (10, 25, 39):
        night = START + timedelta(days=place)
        known = [one for one in history.nights if one.night < night]
        live = outlook(known, night, features=calendar_ahead(features, night, 6, UTC)).targets["hrv_rmssd_ms"].nights
        rows = found[night].quantiles(COMBINATION, np.array(WIDTHS["hrv_rmssd_ms/default"]))
        assert np.exp(rows) == pytest.approx(np.array([one.quantiles for one in live]))


def test_evenings_begin_with_three_usable_nights_and_end_with_the_last(scored):
    history, evenings = scored
    assert evenings[0].night == START + timedelta(days=3)
    assert evenings[-1].night == history.nights[-1].night
    assert np.isfinite(evenings[-1].observed).tolist() == [True] + [False] * 6
    assert evenings[5].observed[2] == pytest.approx(math.log(history.nights[10].hrv_rmssd_ms))


def test_only_each_so_manieth_evening_is_asked_for(scored):
    history, evenings = scored
    fewer = person_evenings(history, HRV, from_shipped, None, every=5)
    assert {one.night for one in fewer} == {one.night for one in evenings if (one.night - START).days % 5 == 1}


def test_a_changed_future_moves_no_earlier_evening(scored, make_night):
    """From night 25 on everything is otherwise; up to its evening all is said as before, but for what came of it."""
    history, evenings = scored
    turn = START + timedelta(days=25)
    later = (make_night(number, hrv_rmssd_ms=140.0) for number in range(25, 40))
    told = dataclasses.replace(history, nights=(*(one for one in history.nights if one.night < turn), *later))
    before = {one.night: one for one in evenings if one.night <= turn}
    after = {one.night: one for one in person_evenings(told, HRV, from_shipped, None) if one.night <= turn}
    assert set(before) == set(after)
    for night, one in before.items():
        assert np.array_equal(one.rows[COMBINATION], after[night].rows[COMBINATION])
        assert all(np.array_equal(one.shifts[name], after[night].shifts[name]) for name in one.shifts)


def test_a_night_that_came_late_is_unknown_on_the_evenings_before(scored):
    """Night 20 arrives two days later: its own two evenings miss it, the third knows it."""
    history, evenings = scored
    late = dataclasses.replace(history.nights[20], known_at=history.nights[22].known_at)
    told = dataclasses.replace(history, nights=(*history.nights[:20], late, *history.nights[21:]))
    missing = {one.night: one.missing for one in person_evenings(told, HRV, from_shipped, None)}
    found = {one.night: one for one in evenings}
    assert [missing[START + timedelta(days=place)] for place in (20, 21, 22, 23)] == [0, 1, 0, 0]
    assert found[START + timedelta(days=21)].missing == 0


def test_nights_of_another_device_are_no_outcome(scored):
    history, _ = scored
    other = tuple(dataclasses.replace(one, source_epoch="another") if place >= 30 else one for place, one in enumerate(history.nights))
    found = person_evenings(dataclasses.replace(history, nights=other), HRV, from_shipped, None)
    ahead = next(one for one in found if one.night == START + timedelta(days=28))
    assert np.isfinite(ahead.observed).tolist() == [True, True, False, False, False, False, False]


def test_a_person_without_values_has_no_evenings(make_night):
    assert person_evenings(PersonHistory("p1", UTC, (make_night(0),)), HRV, from_shipped, None) == []


def test_errors_are_told_in_the_spread_of_the_coming_night():
    assert evening(17.0).errors(COMBINATION) == pytest.approx([2.0] * 7)
    assert evening(17.0, shift=0.5).errors(COMBINATION) == pytest.approx([1.5] * 7)


def test_factors_widen_an_evening_around_each_horizons_median():
    quantiles = evening(15.0, shift=0.5).quantiles(COMBINATION, np.array([1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 3.0]))
    assert quantiles[:, MEDIAN] == pytest.approx([15.5] * 7)
    assert quantiles[6, -1] - 15.5 == pytest.approx(3.0 * student_row(math.inf)[-1])


def test_after_a_gap_only_what_the_horizon_asks_beyond_it_is_added():
    """Nine missing nights are 1.6 wide already."""
    quantiles = evening(15.0, missing=9).quantiles(COMBINATION, np.array([1.0, 1.2, 1.4, 1.6, 2.0, 2.4, 3.2]))
    assert (quantiles[:, -1] - 15.0) / student_row(math.inf)[-1] == pytest.approx([1.0, 1.0, 1.0, 1.0, 1.25, 1.5, 2.0])


def test_widths_are_measured_where_the_night_before_is_known():
    """Of evenings after a gap, wide for that, nothing is learned."""
    known = [evening(15.0 + place / 50.0) for place in range(-50, 51)]
    assert measured_widths([*known, *(evening(40.0, missing=3) for _ in range(50))]) == pytest.approx(measured_widths(known))


def test_scores_are_worked_out_in_the_unit():
    """Two people, one always a spread too high, the other right: MAE means 1 and 0, so 0.5; all lie within 80%."""
    people = {"high": [evening(16.0)] * 5, "right": [evening(15.0)] * 3}
    report = horizon_reports(RR, people, dict.fromkeys(people, np.ones(7)))[4]
    assert (report.nights, report.people) == (8, 2)
    assert report.mae == pytest.approx(0.5)
    assert report.coverage_80 == 1.0
    assert report.width_80 == pytest.approx(2 * 1.2816, abs=1e-3)
    assert report.skill_mae["persistence"].estimate == pytest.approx(0.0)
    assert report.to_json()["nights"] == 8


def test_horizons_without_any_night_are_left_out():
    one = dataclasses.replace(evening(15.0), observed=np.array([15.0, 16.0, *([np.nan] * 5)]))
    assert set(horizon_reports(RR, {"p": [one], "nobody": []}, {"p": np.ones(7)})) == {1, 2}


def test_of_an_ar1_widths_grow_to_the_stationary_spread(remembering):
    """Errors h ahead of an AR(1) have √((1 − φ²ʰ)/(1 − φ²)) times the spread of one ahead: 1.28, 1.43, … 1.63 for φ = 0.8."""
    live, basis = remembering
    people = {f"p{seed}": person_evenings(live(seed), RR, basis, None) for seed in range(8)}
    grown = measured_widths([one for evenings in people.values() for one in evenings[20:]])
    assert grown == pytest.approx([math.sqrt((1 - MEMORY ** (2 * h)) / (1 - MEMORY**2)) for h in range(1, 8)], rel=0.08)
    reports = horizon_reports(RR, people, dict.fromkeys(people, grown))
    assert [report.coverage_80 for report in reports.values()] == pytest.approx([0.8] * 7, abs=0.04)
    assert reports[1].skill_crps["personal_mean"].estimate > 0.25
    assert reports[7].skill_crps["personal_mean"].estimate < 0.1
    assert reports[7].skill_crps["persistence"].estimate > 0.1
