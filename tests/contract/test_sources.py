"""What holds for every source: one suite, run over the catalog. A new source needs one line in `SAMPLES`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import UnknownName
from core.precedence import SOURCE_PRECEDENCE
from core.records import TABLES, Fact, Night, Person, RejectedRow
from core.store import Store
from ingestion.catalog import SOURCES
from ingestion.definitions import definition_of
from ingestion.importing import import_path, recognise
from ingestion.source import DroppedValue, Source
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export

DAYS = ("2026-01-10", "2026-01-11", "2026-01-12")
DAILY = """id,date,rmssd,nremhr,resting_hr,full_sleep_breathing_rate,steps,gender
a1,2021-06-01,40,55,58,14,8000,FEMALE
a1,2021-06-02,0.0,56,58,15,9000,FEMALE
b2,2021-06-01,60,50,52,13,,MALE
b2,broken,60,50,52,13,,MALE
"""


def whoop_sample(folder: Path) -> Path:
    return write_export(generate("me", 3, date(2026, 1, 5), date(2026, 1, 25)).facts(), folder / "my_whoop_data.zip")


def daily_sample(folder: Path) -> Path:
    (folder / "daily.csv").write_text(DAILY)
    return folder / "daily.csv"


def apple_sample(folder: Path) -> Path:
    head = '<Record sourceName="Apple Watch" startDate="2026-01-{0} 01:00:00 +0100" endDate="2026-01-{0} 08:00:00 +0100"'
    sleep = f'{head} type="HKCategoryTypeIdentifierSleepAnalysis" value="HKCategoryValueSleepAnalysisAsleepCore"/>'
    values = {"HeartRateVariabilitySDNN": ("ms", 41), "RestingHeartRate": ("count/min", 55), "StepCount": ("count", 900)}
    lines = [f'{head} type="HKQuantityTypeIdentifier{kind}" unit="{unit}" value="{value}"/>' for kind, (unit, value) in values.items()]
    days = "\n".join("\n".join([sleep, *lines]).format(day) for day in (10, 11, 12))
    (folder / "Exportieren.xml").write_text(f'<HealthData><ExportDate value="2026-01-20 12:00:00 +0100"/>\n{days}\n</HealthData>')
    return folder / "Exportieren.xml"


def documents(folder: Path, files: dict[str, object]) -> Path:
    """A folder of those files, JSON or text."""
    for name, content in files.items():
        path = folder / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder / "documents"


def oura_sample(folder: Path) -> Path:
    ring = {"type": "long_sleep", "average_hrv": 50, "lowest_heart_rate": 48, "average_breath": 14.0, "total_sleep_duration": 27000}
    spans = [{"day": day, "bedtime_start": f"{day}T00:10:00+01:00", "bedtime_end": f"{day}T07:10:00+01:00"} for day in DAYS]
    sex = {"age": 34, "biological_sex": "female"}
    return documents(folder, {"sleep.json": {"data": [ring | span for span in spans]}, "personal_info.json": sex})


def garmin_sample(folder: Path) -> Path:
    stages = {"deepSleepSeconds": 5400, "lightSleepSeconds": 15600, "averageRespiration": 14.0}
    spans = [{"sleepStartTimestampGMT": f"{day}T00:10:00.0", "sleepEndTimestampGMT": f"{day}T06:10:00.0"} for day in DAYS]
    sleeps = [stages | span | {"calendarDate": day} for day, span in zip(DAYS, spans, strict=True)]
    totals = [{"calendarDate": day, "totalSteps": 8000, "currentDayRestingHeartRate": 48} for day in DAYS]
    return documents(folder, {"DI_CONNECT/Wellness/1_sleepData.json": sleeps, "DI_CONNECT/Aggregator/UDSFile_1.json": totals})


def fitbit_sample(folder: Path) -> Path:
    logs = [
        {"dateOfSleep": day, "startTime": f"{day}T00:10:00.000", "endTime": f"{day}T07:10:00.000", "minutesAsleep": 400} for day in DAYS
    ]
    hrv = "timestamp,rmssd,nremhr\n" + "\n".join(f"{day}T00:00:00,50.5,51.0" for day in DAYS)
    files = {
        "Your Profile/Profile.csv": "timezone,gender\nEurope/Berlin,MALE\n",
        "Global Export Data/sleep-2026-01-05.json": logs,
        "Heart Rate Variability/Daily Heart Rate Variability Summary - 2026-01.csv": hrv,
    }
    return documents(folder, {f"Takeout/Fitbit/{name}": content for name, content in files.items()})


def polar_sample(folder: Path) -> Path:
    spans = [{"date": day, "sleep_start_time": f"{day}T00:10:00+01:00", "sleep_end_time": f"{day}T07:10:00+01:00"} for day in DAYS]
    recharges = [{"date": day, "heart_rate_variability_avg": 50, "nightly_recharge_status": 4} for day in DAYS]
    return documents(folder, {"sleep.json": {"nights": spans}, "nightly-recharge.json": {"recharges": recharges}})


def meals_sample(folder: Path) -> Path:
    (folder / "meals.csv").write_text(
        "Date,Meal,Time,Calories,Protein (g)\n2026-01-10,Dinner,19:30,650,30\n2026-01-11,Lunch,12:30,500,20\n"
    )
    return folder / "meals.csv"


SAMPLES: dict[str, Callable[[Path], Path]] = {
    "oura": oura_sample,
    "garmin": garmin_sample,
    "fitbit": fitbit_sample,
    "polar": polar_sample,
    "whoop_export": whoop_sample,
    "apple_health": apple_sample,
    "lifesnaps": daily_sample,
    "meals": meals_sample,
    "synthetic": lambda _: Path("synthetic:seed=4,nights=20,end=2026-01-25"),
}


@pytest.fixture(params=SOURCES, ids=lambda source: source.name)
def source(request) -> Source:
    return request.param


@pytest.fixture
def sample(source, tmp_path) -> Path:
    return SAMPLES[source.name](tmp_path)


def items_of(source, path, **asked):
    return [item for file in source.read(path, **asked) for item in file.items]


def test_every_source_has_a_sample_and_a_name_of_its_own():
    assert [source.name for source in SOURCES] == list(SAMPLES)
    assert all("\n" not in source.describe and len(source.describe) > 20 for source in SOURCES)


def test_every_source_says_what_its_values_mean(source):
    assert definition_of(source.name).way == "import"


def test_a_sample_is_recognised_by_its_own_source_and_no_other(source, sample):
    assert [other.name for other in SOURCES if other.recognises(sample)] == [source.name]
    assert recognise(sample) is source


@pytest.mark.parametrize("path", ["absent.zip", "", "a\0b", "x" * 300, "synthetics"])
def test_recognising_never_raises(source, tmp_path, path):
    assert source.recognises(tmp_path / path) is False


def test_the_stream_holds_facts_rejected_rows_and_dropped_values(source, sample):
    items = items_of(source, sample)
    assert items
    assert all(type(item) in TABLES.values() or isinstance(item, RejectedRow | DroppedValue) for item in items)


def test_facts_say_where_they_come_from_and_from_when_they_were_known(source, sample):
    for fact in items_of(source, sample):
        if isinstance(fact, Fact):
            assert fact.source == source.name
            assert fact.source_epoch.startswith(source.name)
            assert fact.person_id
            assert fact.key
            instants = [
                getattr(fact, field.name)
                for field in fields(fact)
                if field.name in {"known_at", "start", "end", "sleep_start", "sleep_end"}
            ]
            assert all(instant is None or instant.tzinfo is UTC for instant in instants)


def test_a_key_names_one_fact_of_a_table_and_person(source, sample):
    facts = [item for item in items_of(source, sample) if isinstance(item, Fact)]
    assert len({(type(fact), fact.person_id, fact.key) for fact in facts}) == len(facts)


def test_reading_twice_gives_the_same(source, sample):
    assert items_of(source, sample) == items_of(source, sample)


def test_a_person_given_is_the_only_one(source, sample):
    asked = "a1" if source.name == "lifesnaps" else "someone"
    assert {fact.person_id for fact in items_of(source, sample, person_id=asked) if isinstance(fact, Fact)} == {asked}


def test_nothing_is_made_up_of_the_person(source, sample):
    for fact in items_of(source, sample):
        if isinstance(fact, Person):
            assert (fact.key, fact.birth_year, fact.goals) == ("person", None, None)
            assert fact.simulated == (source.name == "synthetic")


def test_an_option_it_does_not_have_is_refused(source, sample):
    with pytest.raises(UnknownName):
        items_of(source, sample, options={"no such option": "x"})


def test_a_second_import_changes_nothing(source, sample, tmp_path):
    store = Store(tmp_path / "facts.duckdb")
    first = import_path(store, sample, person_id=None, now=datetime(2026, 2, 1, tzinfo=UTC))
    again = import_path(store, sample, person_id=None, now=datetime(2026, 2, 2, tzinfo=UTC))
    assert first.counts.added > 0
    assert (again.counts.added, again.counts.revised) == (0, 0)
    assert again.counts.unchanged == first.counts.added


def test_a_night_says_how_its_values_were_measured(source, sample):
    for fact in items_of(source, sample):
        if isinstance(fact, Night):
            assert (fact.hrv_rmssd_ms is None) or (fact.hrv_method, fact.hrv_window is not None) == ("rmssd", True)
            assert (fact.hrv_sdnn_ms is None) or fact.hrv_method == "sdnn"
            assert (fact.resting_hr_bpm is None) or fact.rhr_method is not None


def test_the_order_of_sources_names_every_source_of_nights(source, sample):
    if any(isinstance(fact, Night) for fact in items_of(source, sample)):
        assert source.name in SOURCE_PRECEDENCE
