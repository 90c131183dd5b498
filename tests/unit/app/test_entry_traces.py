"""Which rows are one entry, and which sealed entries and memories tell of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.entry_traces import EntryTraces, entry_traces
from core.errors import BadInput
from core.ledger import Content, Ledger
from core.memories import MemoryRow
from core.records import JournalAnswer, Night, Sleep
from core.store import Store

START = datetime(2026, 1, 1, 20, tzinfo=UTC)
META = {"person_id": "ann", "source_epoch": "test/1", "known_at": START}
NOTE = "I sleep badly after an evening of chess"


def night(day: int, source: str = "test", **values: object) -> Night:
    return Night(**META, source=source, key=f"2026-01-{day:02}", night=date(2026, 1, day), **values)


def answer(day: int, kind: str, quote: str) -> JournalAnswer:
    return JournalAnswer(
        **META, source="test", key=f"2026-01-{day:02}|{kind}", day=date(2026, 1, day), kind=kind, answer="yes", quote=quote
    )


def sleep(key: str, hour: int, *, nap: bool) -> Sleep:
    begin = datetime(2026, 1, 4, hour, tzinfo=UTC)
    return Sleep(**META, source="test", key=key, day=date(2026, 1, 5), start=begin, end=begin + timedelta(hours=1), nap=nap)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Ann's nights 4 to 6, answers of the 4th, a note; forecasts of nights 5 to 7, that of the 6th in two revisions and scored."""
    store = Store(tmp_path_factory.mktemp("traces") / "morrow.duckdb")
    begin = datetime(2026, 1, 4, 22, tzinfo=UTC)
    facts = [
        night(4, hrv_rmssd_ms=41.234567, resting_hr_bpm=50.0),
        night(5, sleep_start=begin, hrv_rmssd_ms=43.5),
        night(5, "another", hrv_rmssd_ms=43.0),
        night(6, hrv_rmssd_ms=44.5),
        *(sleep("main", 22, nap=False), sleep("nap", 14, nap=True)),
        *(answer(4, "alcohol", 'a "dry" Wine\nand bread'), answer(4, "caffeine", "one coffee")),
    ]
    store.add(facts, recorded_at=START)
    ledger = Ledger(store, Path(store.path).with_name("anchor.jsonl"))
    for day, digest, said in ((5, "a", {}), (6, "a", {}), (6, "b", _quoting(NOTE[:20])), (7, "a", {"rationale": "HRV was 41.234567 then"})):
        at = START + timedelta(days=day, minutes=digest == "b")
        forecast = {"person_id": "ann", "night": f"2026-01-0{day}", "horizon": 1, "targets": {}, "rationale": "50.0 as ever", **said}
        ledger.seal(forecast, facts_digest=digest, at=at, deadline=at + timedelta(hours=7))
    score = {"forecast_sequence": 3, "targets": {}}
    ledger.append([Content("score", "ann", date(2026, 1, 6), 1, 2, START, "s", score)], at=START + timedelta(days=9))
    told = {"person_id": "ann", "track": "live", "run_id": "live", "known_at": START}
    notes = [MemoryRow(**told, memory_id=name, kind="note", night=None, text=text) for name, text in (("note:1", NOTE), ("note:2", "cold"))]
    episode = MemoryRow(**told, memory_id="episode:2026-01-05", kind="episode", night=date(2026, 1, 5), text="A DRY wine")
    store.remember([*notes, episode], recorded_at=START)
    return store


def _quoting(words: str) -> dict[str, object]:
    return {"evidence": [{"kind": "other", "quote": words.upper(), "source": "call_1:memories[0]"}]}


Trace = Callable[[str, str], EntryTraces]


@pytest.fixture(scope="module")
def trace(store: Store) -> Trace:
    def run(kind: str, key: str) -> EntryTraces:
        with store.reading() as connection:
            return entry_traces(connection, "ann", kind, key)

    return run


def sealed(found: EntryTraces) -> list[tuple[str, int]]:
    return [(one.kind, one.sequence) for one in found.sealed]


def memories(found: EntryTraces) -> set[str]:
    return {str(identity[2]) for identity in (found.leaving.only or {})["memories"]}


def test_an_answer_is_told_of_by_the_forecasts_of_the_next_night(trace: Trace):
    found = trace("journal", "2026-01-04|alcohol")
    assert (found.leaving.only or {})["journal"] == {("test", "2026-01-04|alcohol")}
    assert sealed(found) == [("forecast", 1)]
    assert memories(found) == {"episode:2026-01-05"}
    assert found.since == date(2026, 1, 4)


def test_a_date_with_several_answers_asks_for_a_key(trace: Trace):
    with pytest.raises(BadInput, match=r"2 journal entries are of 2026-01-04; name one by its key: '2026-01-04\|alcohol', "):
        trace("journal", "2026-01-04")


def test_a_night_is_what_every_source_tells_of_that_date_with_its_main_sleep(trace: Trace):
    found = trace("night", "2026-01-05").leaving.only or {}
    assert found["nights"] == {("test", "2026-01-05"), ("another", "2026-01-05")}
    assert found["sleeps"] == {("test", "main")}


def test_a_value_with_all_its_digits_is_found_wherever_it_stands_and_a_common_one_is_not(trace: Trace):
    assert sealed(trace("night", "2026-01-04")) == [("forecast", 1), ("forecast", 4)]


def test_a_forecast_that_quotes_a_part_of_a_note_goes_with_all_its_revisions_and_its_score(trace: Trace):
    found = trace("note", "note:1")
    assert sealed(found) == [("forecast", 2), ("forecast", 3), ("score", 5)]
    assert (memories(found), found.since) == ({"note:1"}, None)


def test_a_note_that_nothing_repeats_goes_alone(trace: Trace):
    found = trace("note", "note:2")
    assert (sealed(found), memories(found)) == ([], {"note:2"})
