"""Hostile and broken files: never a crash, only facts, rejected rows and bad input."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.quality import findings, usable_nights
from core.records import Fact, JournalAnswer, Night, RejectedRow
from ingestion.cells import CellError, calendar_date, instant, number, time_zone, truth
from ingestion.delimited import Record, parse
from ingestion.lifesnaps import LifeSnaps
from ingestion.source import DroppedValue
from ingestion.whoop_export import WhoopExport

FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
CYCLES = [
    "Cycle start time",
    "Cycle end time",
    "Cycle timezone",
    "Heart rate variability (ms)",
    "Day Strain",
    "Sleep onset",
    "Wake onset",
    "Asleep duration (min)",
]
JOURNAL = ["Cycle start time", "Cycle end time", "Cycle timezone", "Question text", "Answered yes", "Notes"]
WORKOUTS = [
    "Cycle start time",
    "Cycle timezone",
    "Workout start time",
    "Workout end time",
    "Duration (min)",
    "Activity name",
    "HR Zone 1 %",
]
LIFESNAPS = ["id", "date", "rmssd", "nremhr", "resting_hr", "full_sleep_breathing_rate", "sleep_duration", "gender"]
cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "NaN",
            "=1+1",
            "1,5",
            "1,234",
            "-1",
            "1e308",
            "1e999",
            "true",
            "FALSE",
            '"',
            '"x,y"',
            "\0",
            "Z",
            "UTC+01:00",
            "Europe/Berlin",
            "GMT-5",
        ]
    ),
    st.datetimes().map(str),
    st.dates().map(str),
    st.floats().map(str),
)


def rows_of(header):
    return st.lists(st.lists(cell, min_size=len(header) - 1, max_size=len(header) + 1), max_size=6)


def text_of(header, rows):
    return "\n".join([",".join(header), *(",".join(row) for row in rows)]).encode("utf-8", errors="surrogatepass")


def check(items):
    """Everything in the stream is one of its values; keys are unique; quality can judge it."""
    assert all(isinstance(item, Fact | RejectedRow | DroppedValue) for item in items)
    facts = [item for item in items if isinstance(item, Fact)]
    assert len({(type(fact), fact.person_id, fact.key) for fact in facts}) == len(facts)
    assert all(fact.known_at.utcoffset() is not None for fact in facts)
    nights = [fact for fact in facts if isinstance(fact, Night)]
    usable_nights(nights)
    findings(nights, [], [fact for fact in facts if isinstance(fact, JournalAnswer)])


def read_all(source, path):
    try:
        return [item for file in source.read(path) for item in file.items]
    except BadInput:
        return []


@FEW
@given(st.binary(max_size=300))
def test_random_bytes_are_some_rows_or_none(data):
    assert all(isinstance(row, Record | RejectedRow) for row in parse("x.csv", data).records())


@FEW
@given(cell)
def test_a_cell_is_read_or_refused(text):
    for reader in (number, truth, time_zone, calendar_date, lambda words: instant(words, time_zone("UTC"))):
        try:
            reader(text)
        except CellError:
            continue


@FEW
@given(rows_of(CYCLES), rows_of(JOURNAL), rows_of(WORKOUTS))
def test_an_export_of_random_cells_never_crashes_the_reader(tmp_path, cycles, journal, workouts):
    for name, header, rows in (
        ("physiological_cycles", CYCLES, cycles),
        ("journal_entries", JOURNAL, journal),
        ("workouts", WORKOUTS, workouts),
    ):
        (tmp_path / f"{name}.csv").write_bytes(text_of(header, rows))
    check(read_all(WhoopExport(), tmp_path))


@FEW
@given(rows_of(LIFESNAPS))
def test_a_daily_file_of_random_cells_never_crashes_the_reader(tmp_path, rows):
    path = tmp_path / "daily.csv"
    path.write_bytes(text_of(LIFESNAPS, rows))
    check(read_all(LifeSnaps(), path))


@FEW
@given(st.binary(max_size=200), st.sampled_from(["x.zip", "x.csv", "x.csv.gz", "physiological_cycles.csv"]))
def test_random_files_are_recognised_or_not_but_never_crash(tmp_path, data, name):
    path: Path = tmp_path / name
    path.write_bytes(data)
    for source in (WhoopExport(), LifeSnaps()):
        if source.recognises(path):
            check(read_all(source, path))


@FEW
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_zip_with_any_byte_changed_is_read_or_refused(tmp_path, place, byte):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        row = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,61,12,2026-03-01 23:00:00,2026-03-02 07:00:00,430"
        archive.writestr("physiological_cycles.csv", f"{','.join(CYCLES)}\n{row}\n")
    data = bytearray(path.read_bytes())
    data[place % len(data)] = byte
    path.write_bytes(data)
    if WhoopExport().recognises(path):
        check(read_all(WhoopExport(), path))


@pytest.mark.prove
@settings(max_examples=5000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows_of(CYCLES), rows_of(JOURNAL))
def test_five_thousand_exports_of_random_cells_never_crash_the_reader(tmp_path, cycles, journal):
    (tmp_path / "physiological_cycles.csv").write_bytes(text_of(CYCLES, cycles))
    (tmp_path / "journal_entries.csv").write_bytes(text_of(JOURNAL, journal))
    check(read_all(WhoopExport(), tmp_path))
