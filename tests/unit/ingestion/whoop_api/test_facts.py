"""From WHOOP's objects to facts: which value is which, in what unit, of which date, and what is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.precedence import one_per_date
from core.quality import findings, why_unusable
from core.records import Day, Measure, Night, Sleep, Workout
from core.targets import PRIMARY, TARGETS
from ingestion.whoop_api.facts import NO_DATA


def of(facts, kind):
    return [fact for fact in facts if type(fact) is kind]


def test_a_night_is_a_main_sleep_with_its_recovery_in_our_units(ann, whoop):
    key = whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30", "2026-03-02 22:45", offset="+01:00")
    (night,) = of(ann.told(), Night)
    assert (night.key, night.source, night.source_epoch) == (key, "whoop_api", "whoop_api/1")
    assert night.night == date(2026, 3, 2)
    assert (night.utc_offset_minutes, night.score_state) == (60, "scored")
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm) == (61.813562, 52.0, 15.25)
    assert (night.hrv_method, night.hrv_window, night.rhr_method) == ("rmssd", "last_sws", "vendor")
    assert (night.recovery_pct, night.spo2_pct, night.skin_temp_c) == (58.0, 95.5, 33.7)
    assert (night.sleep_minutes, night.light_minutes, night.deep_minutes, night.rem_minutes) == (450, 240, 90, 120)
    assert (night.in_bed_minutes, night.awake_minutes) == (480, 30)
    assert (night.sleep_need_minutes, night.sleep_debt_minutes) == (485, 20)  # 470 + 20 + 10 − 15
    assert night.sleep_efficiency_pct == 93.5
    assert night.sleep_performance_pct is None


def test_a_cycle_is_a_day_and_kilojoules_become_kilocalories(ann, whoop):
    whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30", "2026-03-02 22:45")
    (day,) = of(ann.told(), Day)
    assert (day.key, day.day) == ("101", date(2026, 3, 2))
    assert (day.strain, day.energy_kcal, day.average_hr_bpm, day.max_hr_bpm) == (9.5, 2000.0, 64.0, 151.0)
    assert day.cycle_end == datetime(2026, 3, 2, 22, 45, tzinfo=UTC)


def test_a_workout_lies_on_the_day_of_its_cycle_even_after_midnight(ann, whoop):
    whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30", "2026-03-03 05:30")
    key = whoop.put_workout("late run", "2026-03-03 04:30", "2026-03-03 05:10", sport="functional-fitness")
    (workout,) = of(ann.told(), Workout)
    assert (workout.key, workout.day, workout.sport) == (key, date(2026, 3, 2), "Functional Fitness")
    assert (workout.strain, workout.energy_kcal, workout.distance_m) == (10.25, 500.0, 8000.5)
    assert [getattr(workout, f"zone{n}_minutes") for n in range(6)] == [0, 1, 2, 3, 4, 5]


def test_a_workout_without_a_cycle_lies_on_the_waking_day_of_its_own_clock(ann, whoop):
    whoop.put_workout("night shift", "2026-03-02 17:30", "2026-03-02 18:00", offset="+09:00")
    assert of(ann.told(), Workout)[0].day == date(2026, 3, 2)  # 02:30 of the 3rd, there


def test_a_nap_is_a_sleep_and_never_a_night(ann, whoop):
    whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30", "2026-03-02 22:45")
    nap = whoop.put_sleep("nap", 101, "2026-03-02 13:00", "2026-03-02 13:40", nap=True)
    told = ann.told()
    assert nap not in {night.key for night in of(told, Night)}
    assert {sleep.key: sleep.nap for sleep in of(told, Sleep)}[nap] is True
    assert of(told, Day)[0].day == date(2026, 3, 2)


def test_a_second_sleep_of_a_cycle_is_no_night_when_the_recovery_names_the_other(ann, whoop):
    main = whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30", "2026-03-02 22:45")
    second = whoop.put_sleep("second", 101, "2026-03-02 08:00", "2026-03-02 09:30")
    told = ann.told()
    assert [night.key for night in of(told, Night)] == [main]
    assert {sleep.key for sleep in of(told, Sleep)} == {main, second}


def test_of_two_main_sleeps_on_one_date_readers_take_the_longer(ann, whoop):
    minute = 60_000
    short = whoop.night(101, "2026-03-02 00:30", "2026-03-02 03:30", "2026-03-02 14:00")
    whoop.put_sleep("main 101", 101, "2026-03-02 00:30", "2026-03-02 03:30", total_light_sleep_time_milli=20 * minute)
    long = whoop.night(102, "2026-03-02 14:00", "2026-03-02 22:00", "2026-03-03 10:00")
    nights = of(ann.told(), Night)
    assert {night.key for night in nights} == {short, long}
    assert [night.key for night in one_per_date(nights)] == [long]


def test_cycles_of_28_hours_wake_later_each_day_and_skip_a_date_at_last(ann, whoop):
    starts = ["2026-03-01 23:00", "2026-03-03 03:00", "2026-03-04 07:00", "2026-03-05 11:00", "2026-03-06 15:00", "2026-03-07 19:00"]
    ends = ["2026-03-02 07:00", "2026-03-03 11:00", "2026-03-04 15:00", "2026-03-05 19:00", "2026-03-06 23:00", "2026-03-08 03:00"]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        whoop.night(number, start, end, [*starts, "2026-03-08 23:00"][number + 1])
    told = ann.told()
    assert [night.night.day for night in of(told, Night)] == [2, 3, 4, 5, 6, 8]
    assert [day.day.day for day in of(told, Day)] == [2, 3, 4, 5, 6, 8]
    assert not findings(of(told, Night), of(told, Day), sleeps=of(told, Sleep)) or {
        finding.kind for finding in findings(of(told, Night), of(told, Day))
    } == {"gap"}


@pytest.mark.parametrize(
    ("flight", "start", "end", "offset", "night"),
    [
        ("westwards over the date line: the 2nd twice", "2026-03-02 16:00", "2026-03-02 23:30", "-10:00", date(2026, 3, 2)),
        ("eastwards over it: the 3rd left out", "2026-03-03 11:00", "2026-03-03 19:00", "+13:00", date(2026, 3, 4)),
        ("half an hour beside the hour", "2026-03-01 18:35", "2026-03-02 02:20", "+05:45", date(2026, 3, 2)),
        ("waking just before midnight there", "2026-03-02 20:00", "2026-03-03 03:59", "-04:00", date(2026, 3, 2)),
        ("the farthest east", "2026-03-01 10:30", "2026-03-01 17:00", "+14:00", date(2026, 3, 2)),
    ],
)
def test_a_night_has_the_date_on_which_it_ended_where_it_was_slept(ann, whoop, flight, start, end, offset, night):
    whoop.night(101, start, end, offset=offset)
    told = ann.told()
    assert [one.night for one in of(told, Night)] == [night], flight
    assert [day.day for day in of(told, Day)] == [night], "the running day after it has the same date"


def test_the_day_keeps_the_date_of_its_night_when_the_person_flies_on(ann, whoop):
    whoop.put_cycle(101, "2026-03-01 22:30", "2026-03-02 16:00", offset="-10:00")  # the cycle was recorded where it ended
    whoop.put_recovery(whoop.put_sleep("ann", 101, "2026-03-01 22:30", "2026-03-02 06:30", offset="+01:00"), 101)
    assert [day.day for day in of(ann.told(), Day)] == [date(2026, 3, 2)]


def test_a_cycle_without_sleep_is_a_day_and_no_night(ann, whoop):
    whoop.put_cycle(101, "2026-03-01 22:30", "2026-03-03 00:40")
    told = ann.told()
    assert not of(told, Night)
    assert [day.day for day in of(told, Day)] == [date(2026, 3, 2)]  # a bedtime after midnight closes the day before


STATES = [
    ("SCORED", "SCORED", False, "scored"),
    ("SCORED", "SCORED", True, "calibrating"),
    ("SCORED", "PENDING_SCORE", False, "pending"),
    ("SCORED", "UNSCORABLE", False, "unscorable"),
    ("SCORED", None, False, "pending"),
    ("PENDING_SCORE", "SCORED", False, "pending"),
    ("PENDING_SCORE", None, False, "pending"),
    ("UNSCORABLE", "SCORED", False, "unscorable"),
    ("UNSCORABLE", "UNSCORABLE", False, "unscorable"),
    ("UNSCORABLE", None, False, "unscorable"),
]


@pytest.mark.parametrize(("sleep", "recovery", "calibrating", "state"), STATES)
def test_a_night_says_why_it_cannot_be_used_and_has_no_value_that_was_not_scored(ann, whoop, sleep, recovery, calibrating, state):
    ann.at("2026-03-02 12:00")
    whoop.put_cycle(101, "2026-03-01 22:30")
    key = whoop.put_sleep("main", 101, "2026-03-01 22:30", "2026-03-02 06:30", state=sleep)
    if recovery:
        whoop.put_recovery(key, 101, state=recovery, user_calibrating=calibrating)
    (night,) = of(ann.told(), Night)
    assert night.score_state == state
    assert (night.resp_rate_brpm is None) == (sleep != "SCORED")
    assert (night.hrv_rmssd_ms is None) == (night.resting_hr_bpm is None) == (recovery != "SCORED")
    assert {why_unusable(night, TARGETS[name]) for name in PRIMARY} == {None if state == "scored" else state}


def test_a_score_beside_a_pending_state_is_not_read(ann, whoop):
    key = whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30")
    whoop.change("recovery", key, score_state="PENDING_SCORE")
    whoop.change("sleep", key, score_state="PENDING_SCORE")
    whoop.change("cycle", 101, score_state="PENDING_SCORE")
    told = ann.told()
    (night,), (day,), (sleep,) = of(told, Night), of(told, Day), of(told, Sleep)
    assert (night.hrv_rmssd_ms, night.resp_rate_brpm, night.sleep_minutes, night.sleep_need_minutes) == (None, None, None, None)
    assert (day.strain, day.energy_kcal, sleep.sleep_minutes, sleep.resp_rate_brpm) == (None, None, None, None)


def test_scored_sleeps_may_lack_a_respiratory_rate_and_nothing_takes_its_place(ann, whoop):
    whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30")
    whoop.put_sleep("main 101", 101, "2026-03-01 22:30", "2026-03-02 06:30", respiratory_rate=None)
    (night,) = of(ann.told(), Night)
    assert night.resp_rate_brpm is None
    assert why_unusable(night, TARGETS["resp_rate_brpm"]) == "missing"
    assert why_unusable(night, TARGETS["hrv_rmssd_ms"]) is None


def test_after_two_weeks_no_recovery_is_waited_for(ann, whoop):
    whoop.put_cycle(101, "2026-03-01 22:30", "2026-03-02 22:00")
    whoop.put_sleep("main", 101, "2026-03-01 22:30", "2026-03-02 06:30")
    assert of(ann.at("2026-03-16 06:29").told(), Night)[0].score_state == "pending"
    (night,) = of(ann.at("2026-03-16 06:31").told(), Night)
    assert (night.score_state, night.resp_rate_brpm, night.hrv_rmssd_ms) == ("scored", 15.25, None)


def test_much_time_without_data_is_told_beside_the_night(ann, whoop):
    minute = 60_000
    whoop.night(101, "2026-03-01 22:30", "2026-03-02 06:30")
    whoop.put_sleep("main 101", 101, "2026-03-01 22:30", "2026-03-02 06:30", total_no_data_time_milli=48 * minute)
    (measure,) = of(ann.told(), Measure)
    assert (measure.kind, measure.value, measure.unit, measure.day) == (NO_DATA, 48.0, "min", date(2026, 3, 2))
    whoop.put_sleep("main 101", 101, "2026-03-01 22:30", "2026-03-02 06:30", total_no_data_time_milli=47 * minute)
    assert not of(ann.told(), Measure)


def test_what_came_before_the_connection_is_known_at_its_natural_moment_and_the_rest_on_arrival(ann, whoop):
    whoop.night(101, "2026-03-18 22:30", "2026-03-19 06:30", "2026-03-19 22:45")
    whoop.put_workout("run", "2026-03-19 17:00", "2026-03-19 18:00")
    whoop.night(102, "2026-03-19 22:45", "2026-03-20 07:00")
    whoop.put_workout("after", "2026-03-20 12:30", "2026-03-20 13:00")  # the connection stands since noon
    told = ann.at("2026-03-20 13:30").told()
    known = {fact.key: fact.known_at.strftime("%d %H:%M") for fact in of(told, Night) + of(told, Workout)}
    assert list(known.values()) == ["19 06:30", "20 07:00", "19 18:00", "20 13:30"]
    assert [day.known_at.strftime("%d %H:%M") for day in of(told, Day)] == ["19 22:45", "20 13:30"]
