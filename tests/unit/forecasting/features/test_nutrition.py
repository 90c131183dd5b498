"""Meals: sums, times, late eating, regularity, balance."""

from __future__ import annotations

import math
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from core.records import Day, Measure, Night
from forecasting.features.build import feature_table

UTC_HOME = ZoneInfo("UTC")


@pytest.fixture
def meal(make, at) -> Callable[..., Measure]:
    """(number of the day, hour, kcal, fields) → one meal, known when it is eaten."""

    def eat(number, hour, kcal, **fields):
        when = at(number, hour)
        plain = {"kind": "energy_kcal", "unit": "kcal", "key": f"{when}{fields.get('kind', '')}", "source": "meals"}
        return make(Measure, number, **(plain | {"known_at": when, "at": when, "value": float(kcal)} | fields))

    return eat


@pytest.fixture
def bedtimes(make, at) -> list[Night]:
    """Eight nights, from 23:00 to 07:00."""
    return [make(Night, n, known_at=at(n, 7), sleep_start=at(n - 1, 23), sleep_end=at(n, 7)) for n in range(8)]


@pytest.fixture
def row(history, day) -> Callable[..., dict[str, float]]:
    """(facts, night, zone) → the features of that evening."""
    return lambda facts, night, zone=UTC_HOME: feature_table(history(facts, zone), day(night)).row(day(night))


def test_todays_meals_are_read_as_far_as_they_are_known(row, bedtimes, meal):
    """A usual bedtime of 23:00 makes what is eaten from 19:00 on late; the snack at 22:00 comes after the evening."""
    found = row([*bedtimes, meal(7, 8, 500), meal(7, 13, 700), meal(7, 20, 800), meal(7, 22, 300)], 8)
    assert (found["intake_energy"], found["last_meal_time"], found["eating_window"]) == (2000.0, 20.0, 12.0)
    assert (found["last_meal_to_bed"], found["late_energy_share"]) == (3.0, 0.4)


def test_without_meals_everything_is_missing_not_zero(row, bedtimes, meal):
    found = row([*bedtimes, meal(6, 8, 500)], 8)
    eaten = [value for name, value in found.items() if name.startswith("intake_")]
    assert len(eaten) == 10
    assert all(math.isnan(value) for value in [*eaten, found["last_meal_time"], found["late_energy_share"], found["energy_balance_7"]])


def test_nutrients_add_up_and_what_was_not_written_is_not_known(row, meal):
    found = row([meal(0, 9, 20, kind="protein_g"), meal(0, 13, 30, kind="protein_g"), meal(0, 20, 0, kind="alcohol_g")], 1)
    assert (found["intake_protein"], found["intake_alcohol"]) == (50.0, 0.0)
    assert math.isnan(found["intake_fat"])


def test_a_days_total_without_a_time_tells_no_meal(row, meal):
    found = row([meal(0, 20, 2000, at=None)], 1)
    assert found["intake_energy"] == 2000.0
    assert math.isnan(found["last_meal_time"])


def test_without_a_usual_bedtime_nothing_is_late(row, meal):
    found = row([meal(0, 20, 500)], 1)
    assert found["last_meal_time"] == 20.0
    assert math.isnan(found["late_energy_share"])
    assert math.isnan(found["last_meal_to_bed"])


def test_meals_of_two_sources_are_not_added(row, meal):
    """Neither has a rank; the first by name counts."""
    assert row([meal(0, 12, 500), meal(0, 12, 450, source="another")], 1)["intake_energy"] == 450.0


def test_times_are_local(row, meal):
    """19:00 UTC in January is 20:00 in Berlin."""
    assert row([meal(0, 19, 500)], 1, ZoneInfo("Europe/Berlin"))["last_meal_time"] == 20.0


def test_times_abroad_are_those_of_there(row, make, at, meal):
    tokyo = make(Night, 0, known_at=at(-1, 22), sleep_start=at(-1, 14), sleep_end=at(-1, 22), utc_offset_minutes=540)
    assert row([tokyo, meal(0, 10, 500)], 1, ZoneInfo("Europe/Berlin"))["last_meal_time"] == 19.0


def test_irregular_meals_are_the_spread_of_the_middle_of_the_window_before_today(row, meal):
    """Middles 12, 14, 12, 14 on four days, today left out: SD √(4/3)."""
    middles = [12, 14, 12, 14]
    told = [meal(number, middle + off, 500) for number, middle in enumerate(middles) for off in (-4, 4)]
    found = row([*told, meal(4, 8, 500)], 5)
    assert found["meal_time_sd_7"] == pytest.approx(math.sqrt(4 / 3))
    assert math.isnan(row(told[2:], 5)["meal_time_sd_7"])


def test_balance_is_eaten_minus_burnt_where_both_are_known(row, make, at, meal):
    burnt = [make(Day, number, known_at=at(number, 23), energy_kcal=2500.0) for number in range(5)]
    eaten = [meal(number, 12, 2300) for number in range(4)]
    assert row([*burnt, *eaten, meal(5, 12, 900)], 6)["energy_balance_7"] == -200.0
    assert math.isnan(row([*burnt, *eaten[1:]], 6)["energy_balance_7"])
