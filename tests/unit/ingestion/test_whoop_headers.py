from __future__ import annotations

import pytest

from core.errors import BadInput, UnknownName
from ingestion.whoop_export.columns import kind_of_file, normalised, places

SNAKE = (
    "cycle_start_time,cycle_end_time,cycle_timezone,hrv_ms,rhr_bpm,day_strain,"
    "sleep_onset,wake_onset,respiratory_rate_rpm,asleep_duration_min"
)
ROW = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,61,52,12.3,2026-03-01 23:00:00,2026-03-02 07:00:00,14.6,430"


def test_headers_are_compared_without_case_punctuation_and_underscores():
    assert normalised(" Deep (SWS) duration (min) ") == normalised("deep_sws_duration_min") == "deep sws duration min"


@pytest.mark.parametrize(
    ("header", "field", "factor"),
    [
        ("Recovery score %", "recovery", 1.0),
        ("recovery_score_pct", "recovery", 1.0),
        ("Heart rate variability (ms)", "hrv", 1.0),
        ("hrv_rmssd_milli", "hrv", 1.0),
        ("HRV", "hrv", 1.0),
        ("breathing_rate", "resp_rate", 1.0),
        ("Energy burned (cal)", "energy", 1.0),
        ("energy_burned_kcal", "energy", 1.0),
        ("kilojoule", "energy", 1 / 4.184),
        ("Asleep duration (hours)", "asleep", 60.0),
        ("Blood oxygen %", "spo2", 1.0),
        ("GPS Enabled", "gps", 1.0),
        ("Skin temp (fahrenheit)", None, None),
    ],
)
def test_a_header_means_a_field_in_a_unit_or_nothing(header, field, factor):
    found = places([header])
    assert [(name, place.factor) for name, place in found.items()] == ([] if field is None else [(field, factor)])


@pytest.mark.parametrize(
    ("name", "fields", "kind"),
    [
        ("physiologische_zyklen.csv", {"cycle_start", "hrv"}, "cycles"),
        ("x.csv", {"cycle_start", "sleep_onset", "wake_onset", "nap"}, "sleeps"),
        ("x.csv", {"cycle_start", "workout_start", "energy"}, "workouts"),
        ("x.csv", {"cycle_start", "question", "answered"}, "journal"),
        ("physiological_cycles.csv", {"cycle_start", "resp_rate"}, "cycles"),
        ("x.csv", {"energy"}, None),
        ("x.csv", set(), None),
    ],
)
def test_a_file_is_known_by_its_header_whatever_it_is_called(name, fields, kind):
    assert kind_of_file(name, fields) == kind


@pytest.mark.parametrize("style", ["plain", "bom", "quoted", "semicolon", "reversed", "utf16"])
def test_the_same_night_comes_out_of_every_spelling(read_export, style):
    header, row = SNAKE.split(","), ROW.split(",")
    if style == "reversed":
        header, row = header[::-1], row[::-1]
    if style == "quoted":
        header, row = ([f'"{cell}"' for cell in cells] for cells in (header, row))
    delimiter = ";" if style == "semicolon" else ","
    text = f"{delimiter.join(header)}\n{delimiter.join(row)}\n"
    data = text.encode("utf-16" if style == "utf16" else "utf-8-sig" if style == "bom" else "utf-8")
    (night,) = read_export(cycles=data).nights
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.resp_rate_brpm, night.sleep_minutes) == (61.0, 52.0, 14.6, 430.0)


def test_missing_columns_read_as_missing_values(read_export):
    (night,) = read_export(cycles="Sleep onset,Wake onset,HRV\n2026-03-01 23:00,2026-03-02 07:00,61\n").nights
    assert (night.hrv_rmssd_ms, night.resting_hr_bpm, night.utc_offset_minutes) == (61.0, None, None)


def test_without_a_column_of_zones_the_option_says_where_home_is(read_export, instant):
    text = "Sleep onset,Wake onset,HRV\n2026-07-01 23:00,2026-07-02 07:00,61\n"
    told = read_export({"time_zone": "Europe/Berlin"}, cycles=text)
    assert told.nights[0].sleep_end == instant("2026-07-02 05:00")
    assert [person.time_zone for person in told.persons] == ["Europe/Berlin"]


def test_an_option_that_is_no_zone_or_no_option_is_refused(read_export):
    with pytest.raises(BadInput, match="time_zone"):
        read_export({"time_zone": "Nowhere"}, cycles=f"{SNAKE}\n{ROW}")
    with pytest.raises(UnknownName, match="no option 'rhr'"):
        read_export({"rhr": "nightly"}, cycles=f"{SNAKE}\n{ROW}")


def test_other_files_are_passed_over(read_export):
    told = read_export(cycles=f"{SNAKE}\n{ROW}", ecg="time,volt\n1,2\n", empty="")
    assert len(told.nights) == 1
    assert told.rejected == []


def test_a_second_file_of_the_same_kind_is_not_used_and_said_so(read_export):
    told = read_export(cycles=f"{SNAKE}\n{ROW}", zz_copy=f"{SNAKE}\n{ROW.replace(',61,', ',62,')}")
    assert [night.hrv_rmssd_ms for night in told.nights] == [61.0]
    assert [row.file for row in told.rejected] == ["zz_copy.csv"]
