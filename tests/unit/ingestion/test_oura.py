"""Oura: which sleeps are nights, what the ring's values mean, and what its tags say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingestion.oura import Oura

NIGHT = {
    "id": "a",
    "day": "2026-03-02",
    "type": "long_sleep",
    "bedtime_start": "2026-03-01T23:10:00.000+01:00",
    "bedtime_end": "2026-03-02T07:10:00.000+01:00",
    "average_hrv": 52,
    "lowest_heart_rate": 47,
    "average_heart_rate": 53.5,
    "average_breath": 14.125,
    "total_sleep_duration": 27_000,
    "time_in_bed": 28_800,
    "awake_time": 1_800,
    "deep_sleep_duration": 5_400,
    "light_sleep_duration": 15_600,
    "rem_sleep_duration": 6_000,
    "efficiency": 94,
    "sleep_algorithm_version": "v2",
}


@pytest.fixture
def read(read_documents):
    """Reads JSON documents of the API, each given as its records."""
    return lambda **records: read_documents(Oura(), {f"{name}.json": {"data": some, "next_token": None} for name, some in records.items()})


def test_a_long_sleep_is_a_night_with_the_rings_own_values(read):
    (night,) = read(sleep=[NIGHT]).nights
    assert (night.night, night.known_at) == (date(2026, 3, 2), datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    assert (night.hrv_rmssd_ms, night.hrv_method, night.hrv_window) == (52.0, "rmssd", "whole_night")
    assert (night.resting_hr_bpm, night.rhr_method, night.nightly_hr_bpm) == (47.0, "nightly_min", 53.5)
    assert (night.resp_rate_brpm, night.sleep_minutes, night.in_bed_minutes) == (14.125, 450.0, 480.0)
    assert (night.deep_minutes, night.light_minutes, night.rem_minutes, night.awake_minutes) == (90.0, 260.0, 100.0, 30.0)
    assert (night.utc_offset_minutes, night.source_epoch) == (60, "oura/1;sleep=v2")


@pytest.mark.parametrize("kind", ["late_nap", "sleep"])
def test_shorter_sleeps_are_sleeps_and_never_nights(read, kind):
    nap = NIGHT | {"type": kind, "bedtime_start": "2026-03-02T14:00:00+01:00", "bedtime_end": "2026-03-02T14:40:00+01:00"}
    told = read(sleep=[nap])
    assert told.nights == []
    assert [(sleep.nap, sleep.sleep_minutes) for sleep in told.sleeps] == [(True, 450.0)]


@pytest.mark.parametrize("kind", ["rest", "deleted"])
def test_rests_and_deleted_sleeps_tell_of_nothing(read, kind):
    assert read(sleep=[NIGHT | {"type": kind}]).items == []


def test_zeros_are_missing_and_counted(read):
    told = read(sleep=[NIGHT | {"average_hrv": 0, "lowest_heart_rate": 0}])
    assert told.nights[0].hrv_rmssd_ms is None
    assert told.nights[0].resting_hr_bpm is None
    assert [(value.field, value.day) for value in told.dropped] == [
        ("hrv_rmssd_ms", date(2026, 3, 2)),
        ("resting_hr_bpm", date(2026, 3, 2)),
    ]


def test_scores_of_readiness_never_become_beats(read):
    score = {"day": "2026-03-02", "score": 81, "temperature_deviation": -0.2, "contributors": {"resting_heart_rate": 88, "hrv_balance": 70}}
    told = read(sleep=[NIGHT | {"lowest_heart_rate": None}], readiness=[score])
    assert told.nights[0].resting_hr_bpm is None
    assert {(one.kind, one.value, one.known_at) for one in told.measures} == {
        ("readiness_score", 81.0, told.nights[0].known_at),
        ("skin_temp_deviation", -0.2, told.nights[0].known_at),
    }


def test_oxygen_of_a_date_joins_its_night(read):
    assert read(sleep=[NIGHT], spo2=[{"day": "2026-03-02", "spo2_percentage": {"average": 97.5}}]).nights[0].spo2_pct == 97.5


def test_a_days_totals_are_known_when_the_activity_day_ends(read):
    day = {"day": "2026-03-02", "steps": 9000, "total_calories": 2400, "timestamp": "2026-03-02T04:00:00+01:00"}
    (told,) = read(activity=[day]).days
    assert (told.steps, told.energy_kcal, told.known_at) == (9000.0, 2400.0, datetime(2026, 3, 3, 3, tzinfo=UTC))
    (dated,) = read(activity=[{name: value for name, value in day.items() if name != "timestamp"}]).days
    assert dated.known_at == datetime(2026, 3, 3, 4, tzinfo=UTC)


def test_a_workout_belongs_to_its_waking_day_and_is_known_at_its_end(read):
    late = {
        "activity": "running",
        "start_datetime": "2026-03-03T00:30:00+01:00",
        "end_datetime": "2026-03-03T01:15:00+01:00",
        "calories": 410,
    }
    (workout,) = read(workout=[late]).workouts
    assert (workout.day, workout.sport, workout.energy_kcal) == (date(2026, 3, 2), "running", 410.0)
    assert workout.known_at == datetime(2026, 3, 3, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "kind", "answer"),
    [
        ("tag_generic_alcohol", "alcohol", "yes"),
        ("tag_generic_late_meal", "late_meal", "yes"),
        ("tag_generic_nocaffeine", "caffeine", "no"),
        ("tag_generic_nap", "nap", "yes"),
        ("tag_generic_nosebleed", "other", "yes"),
    ],
)
def test_a_tag_is_an_answer_of_the_kind_its_words_tell(read, code, kind, answer):
    (told,) = read(tags=[{"tag_type_code": code, "start_time": "2026-03-01T18:00:00+01:00", "comment": "two"}]).journal
    assert (told.kind, told.answer, told.day, told.quote) == (kind, answer, date(2026, 3, 1), "two")
    assert told.known_at == datetime(2026, 3, 1, 19, tzinfo=UTC)  # 20:00 on a wall there


def test_what_happened_late_is_not_known_before_it_happened(read):
    (told,) = read(tags=[{"tag_type_code": "tag_generic_alcohol", "start_time": "2026-03-01T23:30:00+01:00"}]).journal
    assert told.known_at == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def test_older_notes_hold_several_tags(read):
    note = {
        "day": "2026-03-01",
        "text": "party",
        "timestamp": "2026-03-01T22:00:00+01:00",
        "tags": ["tag_generic_alcohol", "tag_sleep_sauna"],
    }
    assert {(told.kind, told.quote) for told in read(tag=[note]).journal} == {("alcohol", "party"), ("sauna", "party")}


def test_the_sex_is_known_since_the_first_night_and_an_age_tells_no_year(read_documents):
    told = read_documents(Oura(), {"sleep.json": {"data": [NIGHT]}, "me.json": {"age": 34, "biological_sex": "female"}})
    assert [(one.sex, one.birth_year, one.known_at) for one in told.persons] == [("female", None, told.nights[0].known_at)]


def test_the_tables_of_the_account_export_say_the_same(read_documents, read):
    header = ";".join([*NIGHT, "heart_rate"])
    row = ";".join([*map(str, NIGHT.values()), '"{""interval"":300,""items"":[60,null]}"'])
    told = read_documents(Oura(), {"App Data/sleepmodel.csv": f"{header}\n{row}\n"})
    assert told.nights == read(sleep=[NIGHT]).nights[:1]


def test_of_two_long_sleeps_of_a_date_a_longer_second_one_does_not_unmake_the_first(read):
    second = NIGHT | {"bedtime_start": "2026-03-02T10:00:00+01:00", "bedtime_end": "2026-03-02T18:00:00+01:00", "average_hrv": 60}
    told = read(sleep=[second | {"total_sleep_duration": 28_000}, NIGHT])
    assert [(night.key, night.hrv_rmssd_ms) for night in told.nights] == [("2026-03-02", 52.0), ("2026-03-02#2", 60.0)]
    shorter = read(sleep=[second | {"total_sleep_duration": 9_000}, NIGHT])
    assert [night.key for night in shorter.nights] == ["2026-03-02"]
    assert len(shorter.sleeps) == 2
