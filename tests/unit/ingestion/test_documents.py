"""Documents of JSON and tables: every field typed, every fault with its place, and nothing hostile comes through."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadInput
from core.records import RejectedRow
from ingestion.cells import CellError
from ingestion.documents import keys_of, rows_of
from ingestion.fields import Moment, Row
from ingestion.raw_files import files_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def given(tmp_path):
    """A document of that text or JSON value."""

    def write(content, name="a.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode())
        return files_of(path)[0]

    return write


def row(**fields) -> Row:
    return Row("a.json", 1, "data[0]", fields)


def test_records_are_found_along_a_path_with_their_place(given):
    file = given({"data": [{"x": 1}, {"x": 2}]})
    assert [(one.number, one.where, one.measure("x")) for one in rows_of(file, (("data",), ()))] == [
        (1, "data[0]", 1.0),
        (2, "data[1]", 2.0),
    ]


def test_a_list_on_the_way_is_taken_apart_and_the_first_path_that_leads_anywhere_counts(given):
    file = given([{"inner": [{"x": 1}]}, {"inner": None}, {"inner": [{"x": 2}]}])
    assert [one.where for one in rows_of(file, (("absent",), ("inner",)))] == ["[0].inner[0]", "[2].inner[0]"]
    assert [one.where for one in rows_of(given({"x": 1}))] == [""]


def test_what_is_no_record_is_rejected_with_its_place(given):
    told = list(rows_of(given('{"data": [1, {"x": 1, "x": 2}, [], {"x": 1}]}'), (("data",),)))
    assert [one.reason for one in told if isinstance(one, RejectedRow)] == [
        "data[0]: wanted an object, found a number",
        "data[1]: says a key twice",
        "data[2]: wanted an object, found a list",
    ]
    assert len(told) == 4


def test_a_table_gives_rows_by_its_header_and_cells_of_json_are_looked_into(given):
    file = given('id;spo2\n1;"{""average"": 97.5}"\n2;"{"\n', "a.csv")
    first, second = rows_of(file)
    assert (first.number, first.measure("spo2.average")) == (2, 97.5)
    with pytest.raises(CellError, match=r"spo2\.average: wanted an object of JSON"):
        second.measure("spo2.average")


def test_the_first_fields_of_a_document_are_seen_without_reading_it_whole(given):
    assert keys_of(given('[{"bedtime_start": "x", "inner": {"deep": 1}}, {"cut": ')) >= {"bedtime_start", "inner", "deep"}
    assert keys_of(given("timestamp,rmssd\n1,2\n", "b.csv")) == {"timestamp", "rmssd"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "not JSON",
        '{"a": 1} {"b": 2}',
        "[" * 200_000,
        '{"a":' * 200_000,
        "[" + "9" * 5_000 + "]",
        b"\xff\xfe\x00",
        b"\x00\x01\x02",
    ],
)
def test_a_document_that_cannot_be_read_at_all_is_one_clear_error(given, content):
    with pytest.raises(BadInput, match=r"a\.json: wanted a JSON document"):
        list(rows_of(given(content)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(given, encoding):
    assert [one.text("x") for one in rows_of(given('[{"x": "ü"}]'.encode(encoding)))] == ["ü"]


@pytest.mark.parametrize("value", [True, [1], {"a": 1}, "x", float("nan"), float("inf"), 10**400, "1e999"])
def test_what_is_no_number_is_refused_with_the_field_it_stands_in(value):
    with pytest.raises(CellError, match=r"^x: "):
        row(x=value).measure("x")


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), ("58", 58.0), (None, None), ("", None), (-0.5, -0.5), ("NaN", None)])
def test_numbers_are_read_from_numbers_and_their_texts(value, number):
    assert row(x=value).measure("x") == number


def test_texts_lose_what_no_store_takes_and_are_cut():
    assert row(x="a\x00b\ud800c").text("x") == "a b c"
    assert row(x="y" * 5000).text("x") == "y" * 2000
    with pytest.raises(CellError, match="wanted a text, found a number"):
        row(x=1).text("x")


@pytest.mark.parametrize("value", ["2026-03-02", "2026-03-02T00:00:00", {"year": 2026, "month": 3, "day": 2}, {"date": "2026-03-02"}])
def test_a_date_is_read_however_it_is_written(value):
    assert row(x=value).day_needed("x") == date(2026, 3, 2)


@pytest.mark.parametrize("value", ["2026-02-30", "1999-12-31", {"year": 2026}, {"year": 10**30, "month": 1, "day": 1}, 20260302, None, [1]])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(CellError, match=r"^x: "):
        row(x=value).day_needed("x")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-02T07:10:00.000+01:00", Moment(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), 60)),
        ("2026-03-02 07:10:00-0330", Moment(datetime(2026, 3, 2, 10, 40, tzinfo=UTC), -210)),
        ("2026-03-02T06:10:00.123456789Z", Moment(datetime(2026, 3, 2, 6, 10, 0, 123456, tzinfo=UTC), None)),
        ("2026-03-02T07:10:00.0", Moment(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), None)),
        (1772431800, Moment(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), None)),
        (1772431800000, Moment(datetime(2026, 3, 2, 6, 10, tzinfo=UTC), None)),
    ],
)
def test_an_instant_keeps_the_offset_that_it_names(value, moment):
    assert row(x=value).moment_needed("x", BERLIN) == moment


@pytest.mark.parametrize(
    "value", ["soon", "2026-03-02", "2026-03-02T25:00:00", -1, 1e300, float("nan"), 10**400, "2026-03-02T07:10:00+99:00"]
)
def test_what_is_no_instant_is_refused(value):
    with pytest.raises(CellError, match=r"^x: "):
        row(x=value).moment_needed("x", BERLIN)


def test_the_zone_of_an_instant_is_its_own_where_it_names_one():
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert Moment(at, None).local_date(BERLIN) == date(2026, 3, 2)
    assert Moment(at, -300).local_date(BERLIN) == date(2026, 3, 1)
    assert Moment(at, -300).zone(BERLIN) == timezone(timedelta(hours=-5))


@pytest.mark.parametrize(("text", "minutes"), [("PT7H30M", 450.0), ("PT45M30S", 45.5), ("P1DT1H", 1500.0), ("PT0.5S", 1 / 120)])
def test_durations_are_minutes(text, minutes):
    assert row(x=text).minutes("x") == pytest.approx(minutes)


@pytest.mark.parametrize("text", ["P", "PT", "7:30", "PT-1H", "PT" + "9" * 50 + "S"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(CellError, match="is not a duration"):
        row(x=text).minutes("x")


def test_objects_inside_are_rows_of_their_own_and_keep_their_place():
    outer = row(a={"b": [{"x": 1}, {"x": "no"}]})
    assert outer.inner("a").where == "data[0].a"
    assert [one.where for one in outer.inner("a").inners("b")] == ["data[0].a.b[0]", "data[0].a.b[1]"]
    assert outer.inner("absent").measure("x") is None
    for wrong in (lambda: row(a=1).inner("a"), lambda: row(a=[1]).inners("a"), lambda: row(a=1).measure("a.b")):
        with pytest.raises(CellError, match="wanted"):
            wrong()
