"""Garmin: the export, Connect and the Health API, each with its own definitions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingestion.garmin import Garmin

WELLNESS, AGGREGATOR, FITNESS = (f"0a1b/DI_CONNECT/DI-Connect-{name}" for name in ("Wellness", "Aggregator", "Fitness"))
SLEEP = {
    "calendarDate": "2026-03-02",
    "sleepStartTimestampGMT": "2026-03-01T22:10:00.0",
    "sleepEndTimestampGMT": "2026-03-02T06:10:00.0",
    "deepSleepSeconds": 5400,
    "lightSleepSeconds": 15600,
    "remSleepSeconds": 6000,
    "awakeSleepSeconds": 1800,
    "averageRespiration": 14.0,
    "spo2SleepSummary": {"averageSPO2": 95.0},
}
DAY = {
    "calendarDate": "2026-03-02",
    "totalSteps": 9000,
    "totalKilocalories": 2400,
    "restingHeartRate": 49,
    "currentDayRestingHeartRate": 47,
    "maxHeartRate": 150,
    "wellnessStartTimeGmt": "2026-03-01T23:00:00.0",
    "wellnessStartTimeLocal": "2026-03-02T00:00:00.0",
    "wellnessEndTimeGmt": "2026-03-02T23:00:00.0",
}
MS = {
    name: int(datetime.fromisoformat(SLEEP[name] + "+00:00").timestamp() * 1000)
    for name in ("sleepStartTimestampGMT", "sleepEndTimestampGMT")
}
DTO = {
    **{name: value for name, value in SLEEP.items() if name not in {"averageRespiration", "spo2SleepSummary"}},
    **MS,
    "sleepStartTimestampLocal": MS["sleepStartTimestampGMT"] + 3_600_000,
    "sleepEndTimestampLocal": MS["sleepEndTimestampGMT"] + 3_600_000,
    "sleepTimeSeconds": 27_000,
    "averageRespirationValue": 14.5,
}
CONNECT = {"dailySleepDTO": DTO, "avgOvernightHrv": 52.0, "restingHeartRate": 47}


def status(**metrics):
    return {"calendarDate": "2026-03-02", "metrics": [{"type": name, "value": value} for name, value in metrics.items()]}


@pytest.fixture
def read_export(read_documents):
    """Reads an export whose files are given by kind."""
    places = {
        "sleeps": f"{WELLNESS}/2026_1_sleepData.json",
        "days": f"{AGGREGATOR}/UDSFile_2026.json",
        "status": f"{WELLNESS}/2026_healthStatusData.json",
        "activities": f"{FITNESS}/x_0_summarizedActivities.json",
    }
    return lambda **kinds: read_documents(Garmin(), {places[kind]: records for kind, records in kinds.items()})


def test_a_night_of_the_export_is_joined_from_three_files(read_export):
    (night,) = read_export(sleeps=[SLEEP], days=[DAY], status=[status(HRV=52.0, HR=50.0, RESPIRATION=0.0)]).nights
    assert (night.night, night.known_at) == (date(2026, 3, 2), datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    assert (night.hrv_rmssd_ms, night.hrv_method, night.hrv_window) == (52.0, "rmssd", "whole_night")
    assert (night.resting_hr_bpm, night.rhr_method) == (47.0, "vendor")
    assert (night.resp_rate_brpm, night.sleep_minutes, night.spo2_pct) == (14.0, 450.0, 95.0)
    assert (night.utc_offset_minutes, night.source_epoch) == (60, "garmin/1;export")


def test_the_mean_of_seven_days_is_told_apart_and_taken_only_where_the_day_has_no_own_value(read_export):
    older = {name: value for name, value in DAY.items() if name != "currentDayRestingHeartRate"}
    (night,) = read_export(sleeps=[SLEEP], days=[older]).nights
    assert (night.resting_hr_bpm, night.rhr_method) == (49.0, "vendor_smoothed")
    told = read_export(days=[DAY | {"currentDayRestingHeartRate": 0}])
    assert told.nights[0].resting_hr_bpm is None
    assert [value.field for value in told.dropped] == ["resting_hr_bpm"]


def test_marks_for_no_value_are_missing_and_counted(read_export):
    told = read_export(sleeps=[SLEEP | {"averageRespiration": -1}], status=[status(HRV=511.0)])
    assert (told.nights[0].hrv_rmssd_ms, told.nights[0].resp_rate_brpm) == (None, None)
    assert {value.field for value in told.dropped} == {"hrv_rmssd_ms", "resp_rate_brpm"}


def test_a_window_without_stages_is_no_measured_sleep(read_export):
    stages = dict.fromkeys(("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds"))
    told = read_export(sleeps=[SLEEP | stages | {"sleepWindowConfirmationType": "OFF_WRIST"}])
    assert told.nights == []
    assert [row.reason for row in told.rejected] == ["[0]: tells of no measured sleep: it has no stages"]


def test_a_resting_heart_rate_without_a_sleep_makes_no_night(read_export):
    told = read_export(days=[DAY])
    assert told.nights == []
    assert [day.steps for day in told.days] == [9000.0]


def test_hrv_without_a_sleep_is_a_night_known_at_eight(read_export):
    (night,) = read_export(status=[status(HRV=52.0)]).nights
    assert (night.sleep_end, night.known_at) == (None, datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_a_days_totals_are_known_at_its_end(read_export):
    (day,) = read_export(days=[DAY]).days
    assert (day.energy_kcal, day.max_hr_bpm, day.known_at) == (2400.0, 150.0, datetime(2026, 3, 2, 23, tzinfo=UTC))


def test_an_exported_activity_is_in_centimetres_and_milliseconds_and_its_calories_are_not_believed(read_export):
    start = datetime(2026, 3, 1, 23, 30, tzinfo=UTC).timestamp() * 1000
    run = {"activityId": 1, "activityType": "running", "startTimeGmt": start, "startTimeLocal": start + 3_600_000, "calories": 400.0}
    run |= {"duration": 1_800_000.0, "distance": 500_000.0, "elevationGain": 6_300.0, "avgHr": 140.0, "hrTimeInZone_4": 600_000.0}
    (workout,) = read_export(activities=[{"summarizedActivitiesExport": [run]}]).workouts
    assert (workout.sport, workout.distance_m, workout.altitude_gain_m, workout.zone4_minutes) == ("running", 5000.0, 63.0, 10.0)
    assert (workout.day, workout.known_at, workout.energy_kcal) == (date(2026, 3, 1), datetime(2026, 3, 2, 0, 0, tzinfo=UTC), None)


def test_connect_tells_its_own_values_and_offset(read_documents):
    (night,) = read_documents(Garmin(), {"sleep.json": CONNECT}).nights
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.rhr_method, night.resp_rate_brpm) == (52.0, 47.0, "vendor", 14.5)
    assert (night.utc_offset_minutes, night.sleep_minutes, night.source_epoch) == (60, 450.0, "garmin/1;connect")


def test_connects_documents_of_a_date_are_joined_and_the_waking_rate_is_never_read(read_documents):
    documents = {
        "sleep.json": {"dailySleepDTO": DTO | {"averageRespirationValue": None}},
        "hrv.json": {"hrvSummary": {"calendarDate": "2026-03-02", "lastNightAvg": 55, "weeklyAvg": 50}},
        "breath.json": {"calendarDate": "2026-03-02", "avgWakingRespirationValue": 17.0, "avgSleepRespirationValue": None},
        "day.json": {"calendarDate": "2026-03-02", "totalSteps": 8000, "totalKilocalories": 2300, "restingHeartRate": 48},
    }
    told = read_documents(Garmin(), documents)
    assert [(night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm) for night in told.nights] == [(55.0, 48.0, None)]
    assert [day.steps for day in told.days] == [8000.0]


def test_naps_of_connect_are_sleeps_and_no_nights(read_documents):
    nap = {"napStartTimestampGMT": "2026-03-02T13:00:00.0", "napEndTimestampGMT": "2026-03-02T13:30:00.0", "napTimeSec": 1500}
    told = read_documents(Garmin(), {"sleep.json": {"dailySleepDTO": {"calendarDate": "2026-03-02", "dailyNapDTOS": [nap]}}})
    assert told.nights == []
    assert [(sleep.nap, sleep.sleep_minutes) for sleep in told.sleeps] == [(True, 25.0)]


def test_an_activity_of_connect_is_in_metres_and_seconds(read_documents):
    run = {
        "activityId": 1,
        "activityType": {"typeKey": "running"},
        "startTimeGMT": "2026-03-02 16:00:00",
        "startTimeLocal": "2026-03-02 17:00:00",
    }
    (workout,) = read_documents(
        Garmin(), {"a.json": [run | {"duration": 1800.0, "distance": 5000.0, "calories": 400, "averageHR": 140}]}
    ).workouts
    assert (workout.distance_m, workout.energy_kcal, workout.end) == (5000.0, 400.0, datetime(2026, 3, 2, 16, 30, tzinfo=UTC))


def test_summaries_of_the_health_api_are_joined(read_documents):
    start = int(datetime(2026, 3, 1, 22, 10, tzinfo=UTC).timestamp())
    placed = {"summaryId": "s", "calendarDate": "2026-03-02", "startTimeInSeconds": start, "startTimeOffsetInSeconds": 3600}
    stages = {"deepSleepDurationInSeconds": 5400, "lightSleepDurationInSeconds": 15600, "remSleepInSeconds": 6000}
    documents = {
        "sleeps.json": [placed | stages | {"durationInSeconds": 28_800}],
        "dailies.json": [
            placed
            | {"durationInSeconds": 86_400, "bmrKilocalories": 1700, "activeKilocalories": 600, "restingHeartRateInBeatsPerMinute": 47}
        ],
        "hrv.json": [placed | {"lastNightAvg": 52}],
    }
    told = read_documents(Garmin(), documents)
    (night,) = told.nights
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.sleep_minutes, night.utc_offset_minutes) == (52.0, 47.0, 450.0, 60)
    assert told.days[0].energy_kcal == 2300.0
