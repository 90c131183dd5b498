"""Feature tables carried on into evenings that have not come."""

from __future__ import annotations

import dataclasses
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.errors import BadInput
from core.records import Day, Workout
from forecasting.features.ahead import LOADS, calendar_ahead, carried_on
from forecasting.features.build import feature_table
from forecasting.features.catalog import FEATURES, in_group

CALENDAR = {*(feature.name for feature in in_group("time")), "daylight_hours"}
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def trained(make, at, history):
    """Forty days of strain 10 and 12 in turn with a workout of 8 each, and their totals known at 20:00; no night."""
    days = [make(Day, number, strain=10.0 + 2.0 * (number % 2)) for number in range(40)]
    workouts = [make(Workout, number, start=at(number, 18), end=at(number, 19), sport="run", strain=8.0) for number in range(40)]
    return history([*days, *workouts])


@pytest.fixture
def carry(day, at, trained):
    """(planned, facts) → the table on the evening of day 39, six nights further than the coming one, day 40's."""

    def on(planned=None, facts=trained):
        table = feature_table(facts, day(40), as_of=at(39, 21))
        return carried_on(facts, table, day(40), 6, at(39, 21), planned)

    return on


def test_up_to_the_coming_night_the_table_is_as_it_was(day, at, life):
    facts = life(3, 60)
    table = feature_table(facts, day(50), as_of=at(49, 20))
    later = carried_on(facts, table, day(50), 6, at(49, 20), {day(52): 15.0})
    assert later.start == table.start
    assert np.array_equal(later.until(day(51)).values, table.values, equal_nan=True)
    assert len(later.values) == len(table.values) + 6


def test_of_later_evenings_only_the_calendar_and_loads_are_known(day, at, life):
    facts = life(3, 60)
    later = carried_on(facts, feature_table(facts, day(50), as_of=at(49, 20)), day(50), 6, at(49, 20))
    for ahead in range(51, 57):
        assert {name for name, value in later.row(day(ahead)).items() if not np.isnan(value)} <= CALENDAR | set(LOADS)


def test_the_calendar_ahead_is_what_those_evenings_will_say_themselves(day, at, life):
    facts = life(3, 60)
    later = calendar_ahead(feature_table(facts, day(50), as_of=at(49, 20)), day(50), 6, BERLIN)
    come = feature_table(facts, day(56))
    for ahead in range(51, 57):
        there, then = later.row(day(ahead)), come.row(day(ahead))
        assert {name: there[name] for name in CALENDAR} == pytest.approx({name: then[name] for name in CALENDAR})


def test_where_home_is_unknown_so_are_holidays_and_daylight(day, at, life):
    later = calendar_ahead(feature_table(life(3, 30), day(20), as_of=at(19, 20)), day(20), 2, UTC).row(day(22))
    assert np.isnan(later["holiday"])
    assert np.isnan(later["daylight_hours"])
    assert later["weekend"] == 0.0  # 2024-01-23 is a Tuesday


def test_a_planned_day_is_the_strain_of_its_evening_and_yesterdays_of_the_next(day, carry):
    planned = carry({day(41): 17.0})
    assert planned.row(day(42))["strain_today"] == 17.0
    assert planned.row(day(42))["workout_strain_today"] == 17.0
    assert planned.row(day(42))["days_since_hard_day"] == 0.0
    assert planned.row(day(43))["strain_lag_1"] == 17.0
    assert planned.row(day(43))["days_since_hard_day"] == 1.0
    assert np.isnan(planned.row(day(43))["strain_today"])
    assert np.isnan(planned.row(day(44))["strain_lag_1"])


def test_loads_of_planned_days_follow_from_real_ones(day, carry):
    """Of the seven days to day 41, day 40 is unknown; days 35 to 39 had 12, 10, 12, 10, 12."""
    assert carry({day(41): 16.0}).row(day(42))["strain_mean_7"] == pytest.approx((12 + 10 + 12 + 10 + 12 + 16) / 6)
    assert carry().row(day(42))["strain_mean_7"] == pytest.approx((12 + 10 + 12 + 10 + 12) / 5)


def test_with_and_without_a_plan_the_tables_differ_by_the_plan_alone(day, carry):
    without, planned = carry(), carry({day(44): 16.0})
    assert np.array_equal(without.until(day(45)).values, planned.until(day(45)).values, equal_nan=True)
    assert without.row(day(41))["strain_lag_1"] == 12.0  # today's is known


def test_a_plan_for_today_changes_the_coming_night_and_counts_at_least_what_was_done(day, carry):
    assert carry({day(39): 15.0}).row(day(40))["strain_today"] == 15.0
    assert carry({day(39): 15.0}).row(day(41))["strain_lag_1"] == 15.0
    assert carry({day(39): 4.0}).row(day(40))["strain_today"] == 12.0
    assert carry({day(39): 4.0}).row(day(41))["strain_lag_1"] == 12.0


def test_of_people_without_workouts_none_is_supposed(day, at, history, make, carry):
    facts = history([make(Day, number, strain=10.0) for number in range(40)])
    planned = carry({day(41): 17.0}, facts)
    assert planned.row(day(42))["strain_today"] == 17.0
    assert np.isnan(planned.row(day(42))["workout_strain_today"])


def test_of_people_without_any_day_a_plan_is_all_there_is(day, history, make, carry):
    planned = carry({day(41): 17.0}, history([]))
    assert planned.row(day(42))["strain_today"] == 17.0


@pytest.mark.parametrize(
    ("number", "strain", "words"),
    [(38, 10.0, "from 2024-02-09 to 2024-02-15"), (46, 10.0, "got 2024-02-16"), (41, 22.0, "between 0 and 21"), (41, float("nan"), "nan")],
)
def test_impossible_plans_are_refused(day, carry, number, strain, words):
    with pytest.raises(BadInput, match=words):
        carry({day(number): strain})


def test_what_comes_later_is_not_read(day, at, make, trained, carry):
    """Days that came true after the evening, a late revision of one before it, and a fact dated ahead but known already."""
    revised = dataclasses.replace(trained.days[38], strain=20.0, known_at=at(41, 9))
    ahead = make(Day, 40, strain=19.0, known_at=at(39, 20))
    told = dataclasses.replace(trained, days=(*trained.days, *(make(Day, number, strain=18.0) for number in (41, 42)), revised, ahead))
    for plan in (None, {day(43): 16.0}):
        assert np.array_equal(carry(plan, told).values, carry(plan).values, equal_nan=True)


def test_a_week_of_planned_days_is_its_own_mean(day, carry):
    """The seven days to day 45 are day 39 with 12 and six planned ones of 12."""
    assert set(LOADS) <= set(FEATURES)
    assert carry({day(40 + place): 12.0 for place in range(6)}).row(day(46))["strain_mean_7"] == 12.0


def test_no_night_after_the_coming_one_is_the_table_itself(day, at, trained):
    table = feature_table(trained, day(40), as_of=at(39, 21))
    same = carried_on(trained, table, day(40), 0, at(39, 21))
    assert np.array_equal(same.values, table.values, equal_nan=True)
    with pytest.raises(BadInput, match="0 or more"):
        carried_on(trained, table, day(40), -1, at(39, 21))
