"""Fitbit: Takeout, Web API and Google Health, each with its own times and definitions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingestion.fitbit import Fitbit

ROOT = "Takeout/Google Health"
LOG = {
    "logId": 1,
    "dateOfSleep": "2026-03-02",
    "startTime": "2026-03-01T23:10:00.000",
    "endTime": "2026-03-02T07:10:00.000",
    "minutesAsleep": 450,
    "minutesAwake": 30,
    "timeInBed": 480,
    "efficiency": 94,
    "levels": {"summary": {"deep": {"minutes": 90}, "light": {"minutes": 260}, "rem": {"minutes": 100}}},
}
PROFILE = "id,timezone,gender\nA,Europe/Berlin,FEMALE\n"
POINT = {
    "interval": {
        "startTime": "2026-03-01T22:10:00Z",
        "startUtcOffset": "3600s",
        "endTime": "2026-03-02T06:10:00Z",
        "endUtcOffset": "3600s",
    },
    "metadata": {"mainSleep": True},
    "summary": {"minutesAsleep": "450", "minutesInSleepPeriod": "480", "stagesSummary": [{"type": "DEEP", "minutes": "90"}]},
}
DATE = {"year": 2026, "month": 3, "day": 2}


@pytest.fixture
def takeout(read_documents):
    """Reads a Takeout whose files are given by kind."""
    places = {
        "profile": "Your Profile/Profile.csv",
        "sleep": "Global Export Data/sleep-2026-03-01.json",
        "rhr": "Global Export Data/resting_heart_rate-2026-03-01.json",
        "hrv": "Heart Rate Variability/Daily Heart Rate Variability Summary - 2026-03-(2).csv",
        "breath": "Heart Rate Variability/Daily Respiratory Rate Summary - 2026-03-02.csv",
        "steps": "Global Export Data/steps-2026-03-01.json",
        "more_steps": "Global Export Data/steps-2026-04-01.json",
        "exercise": "Global Export Data/exercise-0.json",
    }
    return lambda options=(), **kinds: read_documents(
        Fitbit(), {f"{ROOT}/{places[kind]}": records for kind, records in kinds.items()}, **dict(options)
    )


@pytest.fixture
def google(read_documents):
    """Reads data points of Google Health, each given as its fields by type."""
    return lambda **points: read_documents(
        Fitbit(), {f"{name}.json": {"dataPoints": [{name: one} for one in some]} for name, some in points.items()}
    )


def test_a_night_of_a_takeout_is_joined_from_four_files_at_home(takeout):
    told = takeout(
        profile=PROFILE,
        sleep=[LOG | {"mainSleep": True}],
        rhr=[{"dateTime": "03/02/26 00:00:00", "value": {"date": "03/02/26", "value": 51.5, "error": 6.7}}],
        hrv="timestamp,rmssd,nremhr,entropy\n2026-03-02T00:00:00,52.5,50.1,2.4\n",
        breath="timestamp,daily_respiratory_rate\n2026-03-02T00:00:00,14.2\n",
    )
    (night,) = told.nights
    assert night.known_at == night.sleep_end == datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
    assert (night.hrv_rmssd_ms, night.hrv_window, night.nightly_hr_bpm, night.resp_rate_brpm) == (52.5, "whole_night", 50.1, 14.2)
    assert (night.resting_hr_bpm, night.rhr_method, night.source_epoch) == (51.5, "vendor_smoothed", "fitbit/1;takeout")
    assert (night.sleep_minutes, night.deep_minutes, night.utc_offset_minutes) == (450.0, 90.0, None)
    assert [(one.time_zone, one.sex) for one in told.persons] == [("Europe/Berlin", "female")]


def test_a_home_that_is_given_counts_before_the_profile(takeout):
    told = takeout({"time_zone": "Asia/Tokyo"}, profile=PROFILE, sleep=[LOG])
    assert told.nights[0].sleep_end == datetime(2026, 3, 1, 22, 10, tzinfo=UTC)
    assert told.persons[0].time_zone == "Asia/Tokyo"


def test_without_any_home_times_are_taken_as_utc(takeout):
    assert takeout(sleep=[LOG]).nights[0].sleep_end == datetime(2026, 3, 2, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize("flag", ["mainSleep", "isMainSleep"])
def test_naps_give_no_targets(takeout, flag):
    told = takeout(sleep=[LOG | {flag: False}])
    assert told.nights == []
    assert [sleep.nap for sleep in told.sleeps] == [True]


def test_padding_of_the_resting_heart_rate_is_missing_and_counted(takeout):
    told = takeout(sleep=[LOG], rhr=[{"dateTime": "03/02/26 00:00:00", "value": {"date": None, "value": 0.0, "error": 0.0}}])
    assert told.nights[0].resting_hr_bpm is None
    assert [(value.field, value.day) for value in told.dropped] == [("resting_hr_bpm", date(2026, 3, 2))]


def test_minutes_of_steps_are_utc_and_each_counts_once_however_many_files_tell_it(takeout):
    minutes = [{"dateTime": "03/02/26 22:30:00", "value": "40"}, {"dateTime": "03/02/26 23:30:00", "value": "60"}]
    told = takeout({"time_zone": "Europe/Berlin"}, steps=minutes, more_steps=minutes[1:])
    assert [(day.day, day.steps) for day in told.days] == [(date(2026, 3, 2), 40.0), (date(2026, 3, 3), 60.0)]
    assert told.days[0].known_at == datetime(2026, 3, 2, 22, 59, tzinfo=UTC)


def test_an_exercise_is_utc_with_its_own_unit_of_distance(takeout):
    run = {
        "logId": 9,
        "activityName": "Run",
        "startTime": "03/02/26 23:30:00",
        "duration": 1_800_000,
        "distance": 2.0,
        "distanceUnit": "Mile",
    }
    (workout,) = takeout({"time_zone": "Europe/Berlin"}, exercise=[run]).workouts
    assert (workout.day, workout.start) == (date(2026, 3, 2), datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    assert workout.distance_m == pytest.approx(3218.688)


def test_documents_of_the_web_api_are_joined_and_deep_sleep_alone_is_never_read(read_documents):
    documents = {
        "profile.json": {"user": {"timezone": "Europe/Berlin", "gender": "MALE"}},
        "sleep.json": {"sleep": [LOG | {"isMainSleep": True}]},
        "hrv.json": {"hrv": [{"dateTime": "2026-03-02", "value": {"dailyRmssd": 52.5, "deepRmssd": 80.0}}]},
        "br.json": {"br": [{"dateTime": "2026-03-02", "value": {"breathingRate": 14.2}}]},
        "heart.json": {"activities-heart": [{"dateTime": "2026-03-02", "value": {"restingHeartRate": 51}}]},
        "steps.json": {"activities-steps": [{"dateTime": "2026-03-02", "value": "9000"}]},
        "calories.json": {"activities-calories": [{"dateTime": "2026-03-02", "value": "2400"}]},
    }
    told = read_documents(Fitbit(), documents)
    (night,) = told.nights
    assert (night.hrv_rmssd_ms, night.resp_rate_brpm, night.resting_hr_bpm) == (52.5, 14.2, 51.0)
    assert (night.sleep_end, night.source_epoch) == (datetime(2026, 3, 2, 6, 10, tzinfo=UTC), "fitbit/1;web_api")
    assert [(day.steps, day.energy_kcal) for day in told.days] == [(9000.0, 2400.0)]


def test_points_of_google_health_are_joined_with_their_offset(google):
    told = google(
        sleep=[POINT],
        dailyHeartRateVariability=[{"date": DATE, "averageHeartRateVariabilityMilliseconds": 52.5, "nonRemHeartRateBeatsPerMinute": "50"}],
        dailyRestingHeartRate=[
            {"date": DATE, "beatsPerMinute": "51", "dailyRestingHeartRateMetadata": {"calculationMethod": "WITH_SLEEP"}}
        ],
        dailyRespiratoryRate=[{"date": DATE, "breathsPerMinute": 14.2}],
    )
    (night,) = told.nights
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm, night.nightly_hr_bpm) == (52.5, 51.0, 14.2, 50.0)
    assert (night.sleep_minutes, night.deep_minutes, night.utc_offset_minutes) == (450.0, 90.0, 60)
    assert night.source_epoch == "fitbit/1;google_health"


def test_a_resting_heart_rate_calculated_without_a_sleep_is_no_nights(google):
    awake = {"date": DATE, "beatsPerMinute": "61", "dailyRestingHeartRateMetadata": {"calculationMethod": "ONLY_WITH_AWAKE_DATA"}}
    told = google(sleep=[POINT], dailyRestingHeartRate=[awake])
    assert told.nights[0].resting_hr_bpm is None
    assert "ONLY_WITH_AWAKE_DATA" in told.dropped[0].reason


def test_hrv_of_deep_sleep_alone_is_never_taken_for_that_of_the_night(google):
    deep = {"date": DATE, "averageHeartRateVariabilityMilliseconds": 0, "deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds": 122.0}
    assert google(sleep=[POINT], dailyHeartRateVariability=[deep]).nights[0].hrv_rmssd_ms is None


@pytest.mark.parametrize(("metadata", "nap"), [({"mainSleep": False}, True), ({"nap": True}, True), ({}, False)])
def test_only_what_google_calls_a_nap_is_one(google, metadata, nap):
    assert [sleep.nap for sleep in google(sleep=[POINT | {"metadata": metadata}]).sleeps] == [nap]


def test_documents_of_a_second_form_are_left_out_with_the_reason(read_documents):
    documents = {"a.json": {"sleep": [LOG]}, "b.json": {"dataPoints": [{"dailyRespiratoryRate": {"date": DATE, "breathsPerMinute": 14}}]}}
    told = read_documents(Fitbit(), documents)
    assert len(told.nights) == 1
    assert "give it alone" in told.rejected[0].reason
