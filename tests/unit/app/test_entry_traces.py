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
from core.records import BY_HAND, Entry, JournalAnswer, Measure, Night, Sleep, part_of
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


def told(entry_id: str, day: int, text: str, **fields: object) -> Entry:
    about = {"transcriber": "typed", "reader": "rules", "told_at": START, **fields}
    return Entry(**META, source=BY_HAND, key=entry_id, day=date(2026, 1, day), text=text, **about)


def read_out(entry_id: str, kind: str, day: int, quote: str) -> JournalAnswer:
    key = part_of(entry_id, kind, f"2026-01-{day:02}")
    return JournalAnswer(**META, source=BY_HAND, key=key, day=date(2026, 1, day), kind=kind, answer="yes", quote=quote)


def measured(entry_id: str, kind: str, value: float) -> Measure:
    return Measure(**META, source=BY_HAND, key=part_of(entry_id, kind), day=date(2026, 1, 8), kind=kind, value=value, unit="x")


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


SPOKEN = "A goblet of mead at the fair, and an early night. The day before, a long argument."
LATER = "Ale with Tom, and the same as ever: a small glass of port."


@pytest.fixture(scope="module")
def told_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two entries of the 8th and one of the 12th, in words that repeat each other in part; forecasts that quote them, and memories."""
    store = Store(tmp_path_factory.mktemp("told") / "morrow.duckdb")
    facts = [
        *(told("ab12", 8, SPOKEN, recording="f" * 64, suffix=".wav"), told("ac34", 8, "Nothing else today, a small glass of port.")),
        *(read_out("ab12", "alcohol", 8, "goblet of mead at the fair"), read_out("ab12", "stress", 7, "a long argument")),
        *(read_out("ac34", "alcohol", 8, "a small glass of port"), measured("ab12", "rating_mood", 7.0)),
        *(measured("ab12", "voice_pitch_hz", 182.345678), measured("ab12", "voice_pause_share", 0.1234)),
        *(told("de56", 12, LATER), read_out("de56", "alcohol", 12, "a small glass of port")),
        JournalAnswer(**META, source="test", key="ab12|alcohol|2026-01-08", day=date(2026, 1, 8), kind="alcohol", answer="no"),
    ]
    store.add(facts, recorded_at=START)
    ledger = Ledger(store, Path(store.path).with_name("anchor.jsonl"))
    said = {
        9: {"rationale": "quiet"},
        13: {"evidence": [{"kind": "alcohol", "quote": "a small glass of port", "source": "call_1:answers[0]"}]},
        14: {"evidence": [{"kind": "alcohol", "quote": "mead", "source": "call_2:answers[0]"}]},
        15: {"rationale": "a weight of 0.1234"},
        16: {"rationale": "the pitch was 182.345678 then"},
    }
    for day, content in said.items():
        at = START + timedelta(days=day - 2)
        forecast = {"person_id": "ann", "night": f"2026-01-{day:02}", "horizon": 1, "targets": {}, **content}
        ledger.seal(forecast, facts_digest="a", at=at, deadline=at + timedelta(hours=7))
    row = {"person_id": "ann", "track": "live", "run_id": "live", "known_at": START, "kind": "episode"}
    episodes = [(9, "quiet"), (20, "A GOBLET of mead at the fair, and an early  night. The day before, a long argument."), (21, "cold")]
    store.remember(
        [MemoryRow(**row, memory_id=f"e:{day}", night=date(2026, 1, day), text=text) for day, text in episodes], recorded_at=START
    )
    return store


@pytest.fixture(scope="module")
def trace_told(told_store: Store) -> Trace:
    def run(kind: str, key: str) -> EntryTraces:
        with told_store.reading() as connection:
            return entry_traces(connection, "ann", kind, key)

    return run


def test_an_entry_takes_along_all_that_was_read_out_of_it_and_nothing_that_another_source_calls_alike(trace_told: Trace):
    found = trace_told("entry", "ab12").leaving.only or {}
    assert found["entries"] == {(BY_HAND, "ab12")}
    assert found["journal"] == {(BY_HAND, "ab12|alcohol|2026-01-08"), (BY_HAND, "ab12|stress|2026-01-07")}
    assert found["measures"] == {(BY_HAND, f"ab12|{kind}") for kind in ("rating_mood", "voice_pitch_hz", "voice_pause_share")}


def test_an_entry_may_be_named_by_its_first_letters_and_models_that_saw_its_first_day_end(trace_told: Trace):
    found = trace_told("entry", "ab")
    assert (found.since, found.recordings) == (date(2026, 1, 7), {"f" * 64})
    with pytest.raises(BadInput, match="2 entries are of a; name one by its key: 'ab12', 'ac34'"):
        trace_told("entry", "a")
    with pytest.raises(BadInput, match="found none"):
        trace_told("entry", "b12")


def test_forecasts_that_quote_an_entry_tell_of_it_and_those_whose_quote_stands_in_another_entry_do_not(trace_told: Trace):
    nights = [one.night.day for one in trace_told("entry", "ab12").sealed]
    assert nights == [9, 14, 16], "the night after; a quote however short; a measure with all its digits, and not a short one"
    assert [one.night.day for one in trace_told("entry", "ac34").sealed] == [9], "the port may be that of the 12th"


def test_memories_of_the_nights_around_an_entry_and_those_that_repeat_its_words_go_with_it(trace_told: Trace):
    assert memories(trace_told("entry", "ab12")) == {"e:9", "e:20"}
