"""Health, sleep, activity, journal and travel: single columns, worked by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.records import Day, JournalAnswer, Night, Sleep, Workout
from forecasting.features.build import MOST_ROWS, feature_table

UTC_HOME = ZoneInfo("UTC")


@pytest.fixture
def row(history, day) -> Callable[..., dict[str, float]]:
    """(facts, number of the night, zone) → name → value on the evening before that night."""

    def read(facts, night, zone=UTC_HOME):
        return feature_table(history(facts, zone), day(night)).row(day(night))

    return read


@pytest.fixture
def nights(make, at):
    """(field, values) → a night a day, from day 0 on, known at 07:00; None leaves a night out."""

    def tell(name, values, **fields):
        numbered = [(number, value) for number, value in enumerate(values) if value is not None]
        vendor = {"hrv_method": "rmssd", "hrv_window": "last_sws", "rhr_method": "vendor"}
        return [make(Night, number, known_at=at(number, 7), **{name: value}, **(vendor | fields)) for number, value in numbered]

    return tell


@pytest.fixture
def days(make, at):
    """(field, values) → a day's totals from day 0 on, known at 23:00 that day."""
    return lambda name, values: [make(Day, number, known_at=at(number, 23), **{name: value}) for number, value in enumerate(values)]


# ---------------------------------------------------------------- health


def test_hrv_is_told_as_its_logarithm(row, nights):
    found = row(nights("hrv_rmssd_ms", [math.exp(3.0), math.exp(4.0), math.exp(3.0), math.exp(4.0)]), 4)
    assert found["hrv_ln_lag_1"] == pytest.approx(4.0)
    assert found["hrv_ln_mean_7"] == pytest.approx(3.5)
    assert found["hrv_ln_sd_7"] == pytest.approx(math.sqrt(1 / 3))


def test_last_night_is_missing_where_it_was_not_measured(row, nights):
    found = row(nights("resting_hr_bpm", [50.0, 52.0, 54.0, 56.0, None]), 5)
    assert math.isnan(found["resting_hr_lag_1"])
    assert found["resting_hr_mean_7"] == 53.0


def test_three_nights_make_no_week(row, nights):
    assert math.isnan(row(nights("resting_hr_bpm", [50.0, 52.0, 54.0]), 3)["resting_hr_mean_7"])


def test_what_is_implausible_or_unscored_is_missing(row, nights):
    assert math.isnan(row(nights("resting_hr_bpm", [400.0]), 1)["resting_hr_lag_1"])
    assert math.isnan(row(nights("spo2_pct", [5.0]), 1)["spo2_lag_1"])
    assert math.isnan(row(nights("spo2_pct", [95.0], score_state="pending"), 1)["spo2_lag_1"])


def test_a_deviation_needs_ten_nights_before(row, nights):
    values = [50.0, 54.0] * 5
    assert math.isnan(row(nights("resting_hr_bpm", [*values[:9], 55.0]), 10)["resting_hr_deviation_28"])
    expected = (55.0 - 52.0) / math.sqrt(4.0 * 10 / 9)
    assert row(nights("resting_hr_bpm", [*values, 55.0]), 11)["resting_hr_deviation_28"] == pytest.approx(expected)


def test_another_devices_nights_are_no_baseline(row, nights):
    old = nights("skin_temp_c", [30.0] * 12, source_epoch="older strap")
    new = nights("skin_temp_c", [None] * 12 + [35.0, 35.0, 35.0, 35.0])
    found = row([*old, *new], 16)
    assert math.isnan(found["skin_temp_change_28"])
    assert row([*old, *nights("resting_hr_bpm", [None] * 12 + [50.0] * 4)], 16)["resting_hr_mean_7"] == 50.0


def test_another_method_is_another_series_for_that_target_alone(row, nights):
    older = nights("resting_hr_bpm", [40.0] * 4, rhr_method="nightly_min", resp_rate_brpm=14.0)
    newer = nights("resting_hr_bpm", [None] * 4 + [60.0] * 2, resp_rate_brpm=14.0)
    found = row([*older, *newer], 6)
    assert math.isnan(found["resting_hr_mean_7"])
    assert found["resp_rate_lag_1"] == 14.0


def test_of_two_sources_the_foremost_is_read(row, make, at):
    told = [
        make(Night, 0, known_at=at(0, 7), source="lifesnaps", resting_hr_bpm=70.0),
        make(Night, 0, known_at=at(0, 7), resting_hr_bpm=50.0),
    ]
    assert row(told, 1)["resting_hr_lag_1"] == 50.0


# ---------------------------------------------------------------- sleep


def test_debt_is_told_against_the_need_of_the_device(row, nights):
    found = row(nights("sleep_minutes", [400.0, 420.0, 440.0, 460.0], sleep_need_minutes=480.0), 4)
    assert found["sleep_debt_7"] == 50.0


def test_without_a_need_debt_is_less_sleep_than_usual(row, nights):
    usual = [480.0] * 7
    assert row(nights("sleep_minutes", [*usual, *[400.0] * 7]), 14)["sleep_debt_7"] == 40.0


def test_bedtimes_are_hours_after_midnight_where_the_night_was_spent(row, make, at):
    """23:30 in New York is 04:30 UTC; waking at 07:15 is 12:15 UTC."""
    night = make(Night, 1, known_at=at(1, 12, 15), sleep_start=at(1, 4, 30), sleep_end=at(1, 12, 15), utc_offset_minutes=-300)
    found = row([night], 2, ZoneInfo("America/New_York"))
    assert (found["bedtime_lag_1"], found["wake_time_lag_1"]) == (-0.5, 7.25)


def test_without_an_offset_bedtimes_are_told_at_home(row, make, at):
    night = make(Night, 1, known_at=at(1, 6), sleep_start=at(0, 22, 30), sleep_end=at(1, 6))
    assert row([night], 2, ZoneInfo("Europe/Berlin"))["bedtime_lag_1"] == -0.5


def test_social_jetlag_is_how_much_later_free_nights_lie(row, make, at):
    """Day 0 is a Monday; nights that end on days 5 and 6 of each week lie two hours later."""
    late = {number: 2 if number % 7 >= 5 else 0 for number in range(28)}
    told = [
        make(Night, number, known_at=at(number, 9), sleep_start=at(number - 1, 23 + more), sleep_end=at(number, 7 + more))
        for number, more in late.items()
    ]
    found = row(told, 28)
    assert found["social_jetlag_28"] == pytest.approx(2.0)
    assert found["midsleep_change_28"] == pytest.approx(2.0 - 14 / 27)


def test_naps_count_and_their_absence_is_zero_only_where_sleeps_are_told(row, make, at, nights):
    worn = nights("sleep_minutes", [420.0, 420.0])
    nap = make(Sleep, 1, known_at=at(1, 15), start=at(1, 14), end=at(1, 14, 40), nap=True)
    main = make(Sleep, 1, key="main", known_at=at(1, 7), start=at(0, 23), end=at(1, 7), nap=False, sleep_minutes=420.0)
    assert row([*worn, main, nap], 2)["nap_minutes_today"] == 40.0
    assert row([*worn, main], 2)["nap_minutes_today"] == 0.0
    assert math.isnan(row(worn, 2)["nap_minutes_today"])
    assert math.isnan(row([main, *worn[:1]], 2)["nap_minutes_today"])


# ---------------------------------------------------------------- activity


def test_totals_of_a_day_are_known_from_the_next_evening(row, days, make, at):
    told = [*days("strain", [10.0, 12.0]), make(Day, 2, known_at=at(2, 20), strain=7.0)]
    found = row(told, 3)
    assert (found["strain_today"], found["strain_lag_1"]) == (7.0, 12.0)
    assert math.isnan(row(days("strain", [10.0, 12.0, 9.0]), 3)["strain_today"])


def test_load_is_that_of_a_week_over_that_of_four(row, days):
    """The evening of day 28 knows the totals of days 0 … 27: six days of 12 and, in its 28, 21 of 6."""
    found = row(days("strain", [6.0] * 22 + [12.0] * 6 + [99.0]), 29)
    assert found["strain_ratio_7_28"] == pytest.approx(12.0 / ((21 * 6 + 6 * 12) / 27))
    assert found["strain_mean_7"] == 12.0
    assert math.isnan(found["strain_monotony_7"])  # no spread in equal days


def test_monotony_is_mean_over_spread(row, days):
    assert row(days("strain", [8.0, 12.0, 8.0, 12.0]), 5)["strain_monotony_7"] == pytest.approx(10.0 / math.sqrt(16 / 3))


def test_days_since_a_hard_day(row, days):
    assert row(days("strain", [14.0, 5.0, 5.0]), 4)["days_since_hard_day"] == 3.0
    assert math.isnan(row(days("strain", [5.0] * 13), 14)["days_since_hard_day"])
    assert row(days("strain", [5.0] * 14), 15)["days_since_hard_day"] == 28.0


def test_energy_and_steps_are_those_of_complete_days(row, make, at):
    found = row(
        [make(Day, 0, known_at=at(0, 23), energy_kcal=2000.0, steps=9000.0), make(Day, 1, known_at=at(1, 20), energy_kcal=900.0)], 2
    )
    assert (found["energy_burnt_lag_1"], found["steps_lag_1"]) == (2000.0, 9000.0)


def test_the_hardest_workout_and_all_hard_minutes_count(row, make, at):
    def workout(key, strain, four, five):
        span = {"known_at": at(0, 18), "start": at(0, 17), "end": at(0, 18)}
        return make(Workout, 0, key=key, sport="run", strain=strain, zone4_minutes=four, zone5_minutes=five, **span)

    found = row([workout("a", 9.0, 10.0, 2.0), workout("b", 12.0, 5.0, 0.0), *[workout("c", None, 0.0, 0.0)]], 1)
    assert (found["workout_strain_today"], found["hard_zone_minutes_today"]) == (12.0, 17.0)
    assert math.isnan(row([workout("a", 9.0, 10.0, 2.0), workout("b", 12.0, None, 0.0)], 1)["hard_zone_minutes_today"])


def test_a_workout_told_by_two_sources_counts_once(row, make, at):
    plain = {"known_at": at(0, 18), "start": at(0, 17), "end": at(0, 18), "sport": "run", "zone4_minutes": 10.0, "zone5_minutes": 0.0}
    told = [make(Workout, 0, **plain), make(Workout, 0, source="watch", **plain)]
    assert row(told, 1)["hard_zone_minutes_today"] == 10.0


def test_a_day_off_is_no_strain_only_where_workouts_are_told_and_the_strap_was_worn(row, make, at, nights):
    run = make(Workout, 0, known_at=at(0, 18), start=at(0, 17), end=at(0, 18), sport="run", strain=9.0)
    worn = nights("sleep_minutes", [420.0, 420.0])
    assert row([run, *worn], 2)["workout_strain_today"] == 0.0
    assert math.isnan(row([run, *worn[:1]], 2)["workout_strain_today"])
    assert math.isnan(row(worn, 2)["workout_strain_today"])


# ---------------------------------------------------------------- journal, interactions


def test_answers_are_yes_no_or_not_asked(row, tell, nights):
    found = row([*nights("sleep_minutes", [400.0] * 2), tell(1, "alcohol", "yes"), tell(1, "stress", "no"), tell(0, "illness", "yes")], 2)
    assert (found["journal_alcohol"], found["journal_stress"], found["journal_illness_lag_1"]) == (1.0, 0.0, 1.0)
    assert math.isnan(found["journal_illness"])
    assert math.isnan(found["journal_alcohol_lag_1"])


def test_a_yes_to_one_of_two_questions_is_a_yes(row, tell):
    assert row([tell(0, "caffeine", "yes"), tell(0, "caffeine", "no")], 1)["journal_caffeine"] == 1.0


def test_an_answer_read_without_certainty_says_nothing(row, tell):
    assert math.isnan(row([tell(0, confidence=0.4)], 1)["journal_alcohol"])


def test_a_product_is_missing_where_one_side_is(row, tell):
    both = [tell(0, "alcohol", "yes"), tell(0, "late_meal", "yes")]
    assert row(both, 1)["alcohol_x_late_meal"] == 1.0
    assert row([both[0], tell(0, "late_meal", "no")], 1)["alcohol_x_late_meal"] == 0.0
    assert math.isnan(row(both[:1], 1)["alcohol_x_late_meal"])


def test_alcohol_before_a_free_morning_is_told_apart(row, tell):
    assert row([tell(4)], 5)["alcohol_x_weekend"] == 1.0  # Friday evening
    assert row([tell(6)], 7)["alcohol_x_weekend"] == 0.0  # Sunday evening


# ---------------------------------------------------------------- time, travel


def test_the_weekday_is_that_of_the_nights_date(row, nights):
    found = row(nights("sleep_minutes", [400.0]), 7)  # a Monday
    assert (found["weekday_sin"], found["weekday_cos"]) == (0.0, 1.0)
    assert (found["weekend"], row(nights("sleep_minutes", [400.0]), 5)["weekend"]) == (0.0, 1.0)


def test_holidays_and_daylight_are_those_of_home(row, nights):
    worn = nights("sleep_minutes", [400.0])
    berlin = row(worn, 89, ZoneInfo("Europe/Berlin"))  # 2024-03-30
    assert (berlin["holiday"], row(worn, 91, ZoneInfo("Europe/Berlin"))["holiday"]) == (0.0, 1.0)  # 1 April, Easter Monday
    assert berlin["daylight_hours"] > 12.0
    unknown = row(worn, 91)
    assert math.isnan(unknown["holiday"])
    assert math.isnan(unknown["daylight_hours"])


def test_days_are_counted_from_the_first_night_on_record(row, nights):
    assert row(nights("sleep_minutes", [None, 400.0]), 9)["days_since_start"] == 8.0


def test_a_flight_east_moves_the_clock_forward(row, make, at):
    """Three nights in Berlin, then one in Tokyo."""
    told = [make(Night, number, known_at=at(number, 6), sleep_end=at(number, 6), utc_offset_minutes=60) for number in range(3)]
    told.append(make(Night, 3, known_at=at(2, 22), sleep_end=at(2, 22), utc_offset_minutes=540))
    found = row(told, 4, ZoneInfo("Europe/Berlin"))
    assert (found["utc_offset_change_7"], found["utc_offset_from_home"], found["days_since_utc_offset_change"]) == (8.0, 8.0, 0.0)


def test_hours_from_home_are_unknown_without_a_home(history, make, at, day):
    told = history([make(Night, 0, known_at=at(0, 6), sleep_end=at(0, 6), utc_offset_minutes=60)])
    assert math.isnan(feature_table(told, day(1)).row(day(1))["utc_offset_from_home"])


# ---------------------------------------------------------------- the table as a whole


def test_rows_run_from_the_first_night_to_the_coming_one(history, nights, day):
    table = feature_table(history(nights("sleep_minutes", [None, 400.0, 410.0])), day(3))
    assert (table.start, len(table.values)) == (day(1), 3)


def test_somebody_of_whom_nothing_is_known_has_one_row_that_knows_the_calendar(history, day):
    table = feature_table(history([]), day(3))
    known = {name for name, value in table.row(day(3)).items() if not np.isnan(value)}
    assert known == {"weekday_sin", "weekday_cos", "weekend"}


def test_a_broken_clock_asks_for_no_more_than_ten_years(history, nights, make, at, day):
    ancient = make(Night, -20_000, known_at=at(0, 7), sleep_minutes=400.0)
    table = feature_table(history([ancient, *nights("sleep_minutes", [400.0])]), day(1))
    assert len(table.values) == MOST_ROWS
    assert table.start + timedelta(days=MOST_ROWS - 1) == day(1)


def test_answers_of_a_kind_that_no_catalog_knows_are_passed_over(row, make):
    found = row([make(JournalAnswer, 0, kind="other", answer="yes")], 1)
    assert not [name for name, value in found.items() if name.startswith("journal_") and not np.isnan(value)]
