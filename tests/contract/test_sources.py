"""What holds for every source: one suite, run over the catalog. A new source needs one line in `SAMPLES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.errors import UnknownName
from core.records import TABLES, Fact, Person, RejectedRow
from core.store import Store
from ingestion.catalog import SOURCES
from ingestion.importing import import_path, recognise
from ingestion.source import DroppedValue, Source
from ingestion.synthetic import generate
from ingestion.whoop_export_writer import write_export

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


SAMPLES: dict[str, Callable[[Path], Path]] = {
    "whoop_export": whoop_sample,
    "lifesnaps": daily_sample,
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
