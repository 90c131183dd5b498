"""What the sources for wearables share: joining, merging, no look-ahead, and hostile documents."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.quality import findings, usable_nights
from core.records import Day, Fact, Night, RejectedRow
from core.store import Store
from ingestion.fitbit import Fitbit
from ingestion.garmin import Garmin
from ingestion.importing import import_path
from ingestion.oura import Oura
from ingestion.polar import Polar
from ingestion.source import DroppedValue
from ingestion.wearable_files import Wearable

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def documents(source: Wearable, nights: int) -> dict[str, list[dict]]:
    """Name of a document → its records, ascending by date: one night of eight hours a day, to 07:00 in UTC+1."""
    days = [FIRST + timedelta(days=place) for place in range(nights)]
    ends = [datetime(day.year, day.month, day.day, 6, tzinfo=UTC) for day in days]
    spans = [((end - timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S"), end.strftime("%Y-%m-%dT%H:%M:%S")) for end in ends]
    dated = list(zip([day.isoformat() for day in days], spans, strict=True))
    if source.name == "oura":
        sleep = {"type": "long_sleep", "average_hrv": 50, "lowest_heart_rate": 48, "average_breath": 14.0, "total_sleep_duration": 27000}
        return {
            "sleep.json": [sleep | {"day": day, "bedtime_start": f"{a}+00:00", "bedtime_end": f"{b}+00:00"} for day, (a, b) in dated],
            "activity.json": [
                {"day": day, "steps": 8000, "total_calories": 2300, "timestamp": f"{day}T04:00:00+01:00"} for day, _ in dated
            ],
        }
    if source.name == "garmin":
        stages = {"deepSleepSeconds": 5400, "lightSleepSeconds": 15600, "remSleepSeconds": 6000, "averageRespiration": 14.0}
        return {
            "DI/1_sleepData.json": [
                stages | {"calendarDate": day, "sleepStartTimestampGMT": a, "sleepEndTimestampGMT": b} for day, (a, b) in dated
            ],
            "DI/UDSFile_1.json": [{"calendarDate": day, "totalSteps": 8000, "currentDayRestingHeartRate": 48} for day, _ in dated],
            "DI/1_healthStatusData.json": [{"calendarDate": day, "metrics": [{"type": "HRV", "value": 50.0}]} for day, _ in dated],
        }
    if source.name == "fitbit":
        return {
            "sleep.json": [{"dateOfSleep": day, "startTime": a, "endTime": b, "minutesAsleep": 450} for day, (a, b) in dated],
            "hrv.json": [{"dateTime": day, "value": {"dailyRmssd": 50.0}} for day, _ in dated],
            "br.json": [{"dateTime": day, "value": {"breathingRate": 14.0}} for day, _ in dated],
        }
    return {
        "sleep.json": [
            {
                "date": day,
                "sleep_start_time": f"{a}+00:00",
                "sleep_end_time": f"{b}+00:00",
                "deep_sleep": 5400,
                "light_sleep": 9000,
                "rem_sleep": 0,
            }
            for day, (a, b) in dated
        ],
        "recharge.json": [
            {"date": day, "heart_rate_variability_avg": 50, "breathing_rate_avg": 14.0, "nightly_recharge_status": 3} for day, _ in dated
        ],
    }


@pytest.fixture(params=[Oura(), Garmin(), Fitbit(), Polar()], ids=lambda source: source.name)
def source(request) -> Wearable:
    return request.param


def items_of(source, folder, given):
    for name, records in given.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(records if isinstance(records, str) else json.dumps(records))
    return [item for file in source.read(folder) for item in file.items]


def facts_of(source, folder, given):
    return {item for item in items_of(source, folder, given) if isinstance(item, Fact)}


def nights_of(items):
    return [item for item in items if isinstance(item, Night)]


def test_a_night_is_whole_and_known_on_waking(source, tmp_path):
    nights = nights_of(items_of(source, tmp_path, documents(source, 3)))
    assert [(night.night, night.hrv_rmssd_ms, night.resp_rate_brpm) for night in nights] == [
        (FIRST + timedelta(days=place), 50.0, 14.0) for place in range(3)
    ]
    assert all(night.known_at == night.sleep_end for night in nights)
    assert findings(nights) == ()


def test_records_told_twice_are_one_and_a_contradiction_is_rejected_with_its_place(source, tmp_path):
    given = documents(source, 3)
    once = facts_of(source, tmp_path / "once", given)
    twice = items_of(source, tmp_path / "twice", {name: [*records, *records] for name, records in given.items()})
    assert {item for item in twice if isinstance(item, Fact)} == once
    assert [item for item in twice if isinstance(item, RejectedRow)] == []
    name = next(iter(given))
    other = json.loads(json.dumps(given[name][0]).replace("5400", "5460").replace("27000", "27060").replace("450", "451"))
    items = items_of(source, tmp_path / "other", given | {name: [*given[name], other]})
    assert {item for item in items if isinstance(item, Fact)} == once
    (bad,) = (item for item in items if isinstance(item, RejectedRow))
    assert (bad.file, bad.line) == (name, 4)
    assert "contradicts record 1" in bad.reason


@pytest.mark.parametrize("poison", ["deleted", "absurd", "broken"])
def test_facts_are_the_same_whatever_later_records_hold(source, tmp_path, poison):
    whole, cut = documents(source, 12), FIRST + timedelta(days=7)

    def spoilt(record):
        kept = {"type", "calendarDate", "day", "date", "dateTime", "dateOfSleep"}
        wrong = 1e300 if poison == "absurd" else ["broken"]
        return {name: value if name in kept or "ime" in name else wrong for name, value in record.items()}

    later = {name: [spoilt(r) for r in records[7:]] if poison != "deleted" else [] for name, records in whole.items()}
    limit = datetime(cut.year, cut.month, cut.day, tzinfo=UTC)
    before = {fact for fact in facts_of(source, tmp_path / "whole", whole) if fact.known_at < limit}
    after = facts_of(source, tmp_path / "cut", {name: [*records[:7], *later[name]] for name, records in whole.items()})
    assert {fact for fact in after if fact.known_at < limit} == before
    assert len(before) >= 14


def test_one_bad_record_never_hides_the_good_ones(source, tmp_path):
    given = documents(source, 3)
    name = next(iter(given))
    items = items_of(source, tmp_path, given | {name: [{**given[name][0], **{field: [] for field in given[name][0]}}, 7, *given[name]]})
    assert len(nights_of(items)) == 3
    assert {item.line for item in items if isinstance(item, RejectedRow)} == {1, 2}


def test_a_broken_document_refuses_the_whole_import_and_stores_nothing(source, tmp_path):
    given = documents(source, 3)
    name = list(given)[-1]
    folder = tmp_path / "given"
    with pytest.raises(BadInput, match="wanted a JSON document"):
        items_of(source, folder, given | {name: json.dumps(given[name])[:-2]})
    store = Store(tmp_path / "facts.duckdb")
    with pytest.raises(BadInput, match="wanted a JSON document"):
        import_path(store, folder, person_id="me", now=NOW)
    assert store.people() == []


def test_a_zip_bomb_among_the_wanted_files_is_refused_and_others_are_never_opened(source, tmp_path):
    given = documents(source, 3)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, records in given.items():
            archive.writestr(name, json.dumps(records))
        archive.writestr("photos/huge.jpg", b"0" * (4 * 2**20))
    assert source.recognises(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more/" + next(iter(given)).split("/")[-1], b" " * (4 * 2**20))
    assert not source.recognises(path)
    with pytest.raises(BadInput, match="zip bomb"):
        list(source.read(path))


json_value = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(
            ["", "2026-03-02", "2026-03-02T07:00:00+14:00", "1e999", "-1", "long_sleep", "PT9H", "\ud800", "99999999999999999999"]
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_records_of_anything_never_crash_a_source_and_make_only_facts_that_can_be_stored(source, tmp_path, data):
    check_mutated(source, tmp_path, data)


@pytest.mark.prove
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_hundreds_of_documents_of_anything_never_crash_a_source_and_make_only_facts_that_can_be_stored(source, tmp_path, data):
    check_mutated(source, tmp_path, data)


def check_mutated(source, folder, data):
    """Good records with any of their fields replaced by anything, at any depth."""
    given = json.loads(json.dumps(documents(source, 2)))
    for records in given.values():
        for record in records:
            inner = record.get("value") if isinstance(record.get("value"), dict) else record
            for name in data.draw(st.sets(st.sampled_from(sorted(inner)), max_size=3)):
                inner[name] = data.draw(json_value)
    items = items_of(source, folder / "given", given)
    assert all(isinstance(item, Fact | RejectedRow | DroppedValue) for item in items)
    facts = [item for item in items if isinstance(item, Fact)]
    assert len({(type(fact), fact.key) for fact in facts}) == len(facts)
    assert all(fact.known_at.tzinfo is UTC for fact in facts)
    for fact in facts:
        json.dumps(asdict(fact), default=str, allow_nan=False).encode()
    findings([fact for fact in facts if isinstance(fact, Night)], [fact for fact in facts if isinstance(fact, Day)], as_of=NOW)
    assert usable_nights(fact for fact in facts if isinstance(fact, Night))
