"""Polar: four hours of the night, no resting heart rate, and an export that tells intervals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingestion.polar import Polar

U = "1a2b3c4d-0000-4000-8000-000000000000"
SLEEP = {
    "date": "2026-03-02",
    "sleep_start_time": "2026-03-01T23:10:00+01:00",
    "sleep_end_time": "2026-03-02T07:10:00+01:00",
    "light_sleep": 15_600,
    "deep_sleep": 5_400,
    "rem_sleep": 6_000,
    "unrecognized_sleep_stage": 0,
    "total_interruption_duration": 1_800,
}
RECHARGE = {
    "date": "2026-03-02",
    "heart_rate_avg": 52,
    "beat_to_beat_avg": 1154,
    "heart_rate_variability_avg": 48,
    "breathing_rate_avg": 14.8,
    "nightly_recharge_status": 4,
}
RESULT = {
    "night": "2026-03-02",
    "evaluation": {
        "asleepDuration": "PT7H30M",
        "interruptions": {"totalDuration": "PT30M"},
        "phaseDurations": {"light": "PT4H20M", "deep": "PT1H30M", "rem": "PT1H40M"},
        "analysis": {"efficiencyPercent": 93.8},
    },
    "sleepResult": {"hypnogram": {"sleepStart": "2026-03-01T23:10:00+01:00", "sleepEnd": "2026-03-02T07:10:00+01:00"}},
}


@pytest.fixture
def read(read_documents):
    return lambda documents, **options: read_documents(Polar(), documents, **options)


def test_hrv_is_of_four_hours_and_their_heart_rate_is_no_resting_one(read):
    (night,) = read({"sleep.json": {"nights": [SLEEP]}, "recharge.json": {"recharges": [RECHARGE]}}).nights
    assert (night.hrv_rmssd_ms, night.hrv_method, night.hrv_window, night.resp_rate_brpm) == (48.0, "rmssd", "four_hour", 14.8)
    assert (night.resting_hr_bpm, night.rhr_method, night.nightly_hr_bpm) == (None, None, 52.0)
    assert (night.sleep_minutes, night.awake_minutes, night.known_at) == (450.0, 30.0, datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    assert (night.utc_offset_minutes, night.source_epoch) == (60, "polar/1")


def test_a_recharge_without_a_sleep_is_a_night_known_at_eight_at_home(read):
    (night,) = read({"r.json": [RECHARGE]}, time_zone="Europe/Berlin").nights
    assert night.known_at == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_a_recharge_of_zeros_is_missing_and_counted(read):
    told = read({"s.json": [SLEEP], "r.json": [RECHARGE | {"heart_rate_variability_avg": 0, "breathing_rate_avg": 0}]})
    assert told.nights[0].hrv_rmssd_ms is None
    assert {value.field for value in told.dropped} == {"hrv_rmssd_ms", "resp_rate_brpm"}


def test_the_export_turns_a_breath_into_a_rate_in_an_epoch_of_its_own(read):
    recovery = {
        "night": "2026-03-02",
        "meanNightlyRecoveryRri": 1154,
        "meanNightlyRecoveryRmssd": 48,
        "meanNightlyRecoveryRespirationInterval": 4000,
    }
    blob = [{"hrvData": [{"startTime": "2026-03-01T23:40:00", "samples": [40, 41]}]}]
    told = read(
        {f"sleep_result_1-{U}.json": [RESULT], f"nightly_recovery_1-{U}.json": [recovery], f"nightly_recovery_blob_1-{U}.json": blob}
    )
    (night,) = told.nights
    assert (night.hrv_rmssd_ms, night.resp_rate_brpm, night.nightly_hr_bpm) == (48.0, 15.0, None)
    assert (night.sleep_minutes, night.deep_minutes, night.sleep_efficiency_pct) == (450.0, 90.0, 93.8)
    assert night.source_epoch == "polar/1;export"


@pytest.mark.parametrize("hyphen", ["_", "-"])
def test_an_exercise_is_local_with_an_offset_in_minutes_in_both_spellings(read, hyphen):
    run = {"id": "1", "sport": "RUNNING", "start_time": "2026-03-03T01:00:00", "start_time_utc_offset": 60, "duration": "PT45M30S"}
    run |= {"heart_rate": {"average": 140, "maximum": 160}, "calories": 410}
    (workout,) = read({"e.json": [{name.replace("_", hyphen): value for name, value in run.items()}]}).workouts
    assert (workout.day, workout.start) == (date(2026, 3, 2), datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    assert (workout.end, workout.average_hr_bpm) == (datetime(2026, 3, 3, 0, 45, 30, tzinfo=UTC), 140.0)


def test_a_session_that_the_export_holds_twice_is_one_workout(read):
    session = {"startTime": "2026-03-02T18:00:00", "timezoneOffsetMinutes": 60, "durationMillis": 1_800_000, "name": "Run", "hrAvg": 140}
    told = read(
        {f"training-session_2026-03-02T18-00-00_1-{U}.json": session, f"training-session_2026-03-02T18-00-00_{U}-{U}.json": session}
    )
    assert [workout.sport for workout in told.workouts] == ["Run"]
    assert told.rejected == []


def test_a_day_of_the_export_is_known_at_its_end(read):
    (day,) = read({f"activity-2026-03-02-{U}.json": {"date": "2026-03-02", "summary": {"stepCount": 9000, "calories": 2400}}}).days
    assert (day.steps, day.energy_kcal, day.known_at) == (9000.0, 2400.0, datetime(2026, 3, 2, 23, 59, tzinfo=UTC))


def test_a_days_activity_of_accesslink_is_read_in_both_versions(read):
    newer = {
        "start_time": "2026-03-02T00:00:00",
        "end_time": "2026-03-03T00:00:00",
        "steps": 9000,
        "calories": 2400,
        "active_calories": 700,
    }
    older = {"date": "2026-03-03", "calories": 2300, "active-calories": 600, "active-steps": 8000}
    told = read({"newer.json": [newer], "older.json": [older]})
    assert [(day.day, day.steps, day.energy_kcal) for day in told.days] == [
        (date(2026, 3, 2), 9000.0, 2400.0),
        (date(2026, 3, 3), 8000.0, 2300.0),
    ]
