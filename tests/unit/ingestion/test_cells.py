from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ingestion.cells import CellError, calendar_date, instant, number, time_zone, truth


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("61", 61.0),
        (" 61.5 ", 61.5),
        ("-3", -3.0),
        ("1e3", 1000.0),
        ("61,5", 61.5),
        ("61,25", 61.25),
        ("0,123", 0.123),
        ("1,2345", 1.2345),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("12,345,678.5", 12345678.5),
    ],
)
def test_a_number_is_read_with_a_point_or_an_unambiguous_comma(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "  ", "NaN", "N/A", "null", "-", "--", "None"])
def test_a_cell_without_a_value_is_missing_and_never_zero(text):
    assert number(text) is None
    assert truth(text) is None


@pytest.mark.parametrize("text", ["1,234", "12,345", "=1+1", "61 ms", "abc", "inf", "-Infinity", "1e999", "٦١", "1_000", "0x10", "6\x001"])
def test_what_is_no_number_or_could_be_two_is_refused(text):
    with pytest.raises(CellError):
        number(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("UTC+01:00", 1),
        ("UTC-04:00", -4),
        ("UTCZ", 0),
        ("GMT-5", -5),
        ("-05:00", -5),
        ("+0530", 5.5),
        ("Z", 0),
        ("utc", 0),
        ("UTC+5:45", 5.75),
        ("UTC−03:00", -3),
        (" UTC+02:00 ", 2),
        ("Etc/GMT-5", 5),  # the POSIX sign of that family of names is turned round
    ],
)
def test_every_spelling_of_an_offset_is_understood(text, hours):
    assert datetime(2026, 1, 1, tzinfo=time_zone(text)).utcoffset() == timedelta(hours=hours)


def test_a_zone_by_name_knows_its_summer():
    berlin = time_zone("Europe/Berlin")
    assert datetime(2026, 7, 1, tzinfo=berlin).utcoffset() == timedelta(hours=2)
    assert datetime(2026, 1, 1, tzinfo=berlin).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["", "Mars/Olympus", "UTC+15:00", "UTC+01:75", "../../etc/passwd", "Europe", "x" * 500, "Europe/Berlin\0", "+1:2:3"]
)
def test_what_is_no_zone_is_refused(text):
    with pytest.raises(CellError):
        time_zone(text)


def test_a_time_is_local_to_its_zone_unless_it_carries_an_offset():
    zone = time_zone("UTC-04:00")
    assert instant("2026-03-01 23:10:05", zone) == datetime(2026, 3, 2, 3, 10, 5, tzinfo=UTC)
    assert instant("2026-03-01T23:10", zone) == datetime(2026, 3, 2, 3, 10, tzinfo=UTC)
    assert instant("2026-03-01T23:10:05.250Z", zone) == datetime(2026, 3, 1, 23, 10, 5, 250_000, tzinfo=UTC)
    assert instant("2026-03-01 23:10:05+02:00", zone) == datetime(2026, 3, 1, 21, 10, 5, tzinfo=UTC)
    assert instant("", zone) is None


def test_a_wall_time_that_daylight_saving_repeats_is_the_first_unless_that_would_run_backwards():
    berlin = ZoneInfo("Europe/Berlin")  # on 2026-10-25 the hour from 02:00 comes twice, first in UTC+2
    first = instant("2026-10-25 02:30:00", berlin)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert instant("2026-10-25 02:30:00", berlin, not_before=after) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["3/1/2026 23:10", "2026-02-30 01:00", "2026-01-01 25:00", "1999-12-31 01:00", "2100-01-01 01:00", "9999-12-31 23:59", "now"]
)
def test_what_is_no_time_of_this_century_is_refused(text):
    with pytest.raises(CellError):
        instant(text, UTC)


@pytest.mark.parametrize("text", ["", "2026-02-30", "20260201", "2026-W01-1", "1900-01-01", "२०२६-०१-०१"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(CellError):
        calendar_date(text)


@pytest.mark.parametrize(
    ("text", "value"), [("TRUE", True), ("true", True), ("yes", True), ("1", True), ("FALSE", False), ("no", False), ("0", False)]
)
def test_truth_has_several_spellings(text, value):
    assert truth(text) is value


def test_a_maybe_is_refused():
    with pytest.raises(CellError, match="neither true nor false"):
        truth("maybe")
