"""Entries as they are told, seen, corrected and taken back, in a real store. The person lives in Berlin (UTC+1 in winter)."""

from __future__ import annotations

import hashlib
import importlib.util
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from agent.journal import (
    Ticked,
    correct,
    entries_of,
    entry_of,
    moment_of,
    recordings_of,
    take_back,
    tell_checkin,
    tell_recording,
    tell_text,
)
from core.clock import FixedClock
from core.errors import BadInput, Unhearable, UnknownName
from core.records import BY_HAND, Fact, JournalAnswer, Night, Person
from core.settings import load_settings
from ingestion.synthetic import generate

WINE = "I had two glasses of wine with dinner and no training today."


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    """Of January 2026, in UTC."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def world_at(home: Path) -> Callable[[datetime], World]:
    """Instant → the one installation, as it is then; a person whose last night ended that morning lives in it."""
    settings = load_settings()
    meta = {"person_id": "ada", "source": "whoop_api", "source_epoch": "whoop"}
    facts: list[Fact] = [Person(**meta, key="person", known_at=at(0, day=1), time_zone="Europe/Berlin")]
    night = {"sleep_start": at(22, day=9), "sleep_end": at(6), "utc_offset_minutes": 60, "hrv_rmssd_ms": 50.0, "hrv_method": "rmssd"}
    facts.append(Night(**meta, key="10", known_at=at(6), night=date(2026, 1, 10), **night))
    build_world(settings).store.add(facts, recorded_at=at(6))
    return lambda instant: build_world(settings, FixedClock(instant))


@pytest.fixture
def world(world_at: Callable[[datetime], World]) -> World:
    """The installation at 21:15 in Berlin."""
    return world_at(at(20, 15))


def answers(world: World, as_of: datetime) -> dict[str, tuple[str, float | None]]:
    """Kind → answer and amount, of this evening, as known at an instant."""
    told = world.store.snapshot("ada", as_of).journal
    return {one.kind: (one.answer, one.amount) for one in told if one.day == date(2026, 1, 10)}


def test_an_entry_is_known_from_the_moment_in_which_it_is_told_and_not_before(world):
    told = tell_text(world, "ada", WINE)
    assert told.is_new
    assert answers(world, at(20, 14)) == {}
    assert answers(world, at(20, 15)) == {"alcohol": ("yes", 2.0), "hard_training": ("no", None)}
    assert [entry.text for entry in world.store.snapshot("ada", at(20, 15)).entries] == [WINE]
    assert world.store.snapshot("ada", at(20, 14)).entries == ()


def test_the_same_words_of_the_same_evening_are_one_entry(world_at):
    first = tell_text(world_at(at(20, 15)), "ada", WINE)
    again = tell_text(world_at(at(20, 45)), "ada", f"  {WINE.replace(' ', '  ')} ")
    next_day = tell_text(world_at(at(20, 15, day=11)), "ada", WINE)
    assert (again.is_new, again.entry) == (False, first.entry)
    assert next_day.is_new
    assert len(entries_of(world_at(at(21, day=11)), "ada")) == 2


def test_an_entry_told_after_midnight_is_of_the_evening_that_has_not_ended(world_at):
    told = tell_text(world_at(at(0, 30, day=11)), "ada", "I had a beer at half past midnight")  # 01:30 in Berlin
    assert told.entry.day == date(2026, 1, 10)
    assert [one.at for one in told.events] == [at(23, 30)]


def test_a_time_that_has_not_come_yet_is_not_kept(world):
    [event] = tell_text(world, "ada", "I had a coffee at 23:30").events
    assert event.at is None


def test_what_was_told_earlier_may_be_dated_but_never_ahead(world):
    told = tell_text(world, "ada", WINE, at=at(18))
    assert told.entry.told_at == at(18)
    assert answers(world, at(18)) == {"alcohol": ("yes", 2.0), "hard_training": ("no", None)}
    with pytest.raises(BadInput, match="wanted an entry that has been told"):
        tell_text(world, "ada", "No coffee.", at=at(20, 16))


def test_a_correction_is_a_revision_known_from_its_own_moment(world_at):
    entry = tell_text(world_at(at(20, 15)), "ada", WINE).entry.key
    corrected = correct(world_at(at(21)), "ada", entry[:6], "alcohol", amount=3.0, at=time(20, 30))
    assert [(one.amount, one.unit, one.at) for one in corrected.events if one.kind == "alcohol"] == [(3.0, "drinks", at(19, 30))]
    world = world_at(at(22))
    assert answers(world, at(20, 59))["alcohol"] == ("yes", 2.0)
    assert answers(world, at(21))["alcohol"] == ("yes", 3.0)


def test_what_turns_to_no_keeps_no_amount_and_what_is_added_is_sure(world_at):
    entry = tell_text(world_at(at(20, 15)), "ada", WINE).entry.key
    correct(world_at(at(21)), "ada", entry, "alcohol", answer="no")
    added = correct(world_at(at(21)), "ada", entry, "stress", answer="yes")
    assert answers(world_at(at(22)), at(21))["alcohol"] == ("no", None)
    assert [one.confidence for one in added.events if one.kind == "stress"] == [1.0]


def test_a_correction_without_a_change_or_of_no_kind_is_refused(world):
    entry = tell_text(world, "ada", WINE).entry.key
    with pytest.raises(BadInput, match="found none"):
        correct(world, "ada", entry, "alcohol")
    with pytest.raises(BadInput, match="tells nothing of stress"):
        correct(world, "ada", entry, "stress", amount=2.0)
    coffee = correct(world, "ada", tell_text(world, "ada", "I had one espresso at noon.").entry.key, "caffeine", amount=2)
    assert [(one.amount, one.unit) for one in coffee.events] == [(2, "cups")]
    with pytest.raises(BadInput, match="has no amount"):
        correct(world, "ada", entry, "hard_training", amount=2.0)
    with pytest.raises(UnknownName, match="no kind of event 'wine'"):
        correct(world, "ada", entry, "wine", answer="yes")


def test_an_event_that_is_taken_back_is_gone_from_then_on(world_at):
    entry = tell_text(world_at(at(20, 15)), "ada", WINE).entry.key
    left = take_back(world_at(at(21)), "ada", entry, "alcohol")
    assert [one.kind for one in left.events] == ["hard_training"]
    world = world_at(at(22))
    assert "alcohol" in answers(world, at(20, 59))
    assert "alcohol" not in answers(world, at(21))
    with pytest.raises(UnknownName, match="tells nothing of 'alcohol'; it tells of: hard_training"):
        take_back(world, "ada", entry, "alcohol")


def test_of_two_entries_of_one_evening_the_last_word_counts(world_at):
    tell_text(world_at(at(19)), "ada", "No alcohol today.")
    tell_text(world_at(at(22)), "ada", "Well, I had one beer after all.")
    world = world_at(at(22, 30))
    assert answers(world, at(21))["alcohol"] == ("no", None)
    assert answers(world, at(22))["alcohol"] == ("yes", 1.0)


def test_a_check_in_is_an_entry_of_ratings_and_ticked_answers(world):
    ticked = [Ticked("alcohol", "yes", "Any alcohol today?", 2.0), Ticked("illness", "no", "Do you feel ill?")]
    told = tell_checkin(world, "ada", {"energy": 4, "mood": 7}, ticked)
    assert told.to_json()["ratings"] == [
        {"scale": "energy", "value": 4, "unit": "1-10"},
        {"scale": "mood", "value": 7, "unit": "1-10"},
    ]
    assert answers(world, at(20, 15)) == {"alcohol": ("yes", 2.0), "illness": ("no", None)}
    assert [one.question for one in told.events] == ["Any alcohol today?", "Do you feel ill?"]
    assert entry_of(world, "ada", told.entry.key).entry.transcriber == "check-in"


@pytest.mark.parametrize(
    ("ratings", "answers", "words"),
    [({}, [], "found none"), ({"energy": 11}, [], "from 1 to 10"), ({"anger": 3}, [], "no scale"), ({}, [Ticked("tea", "no")], "no kind")],
)
def test_a_check_in_that_says_nothing_or_what_cannot_be_is_refused(world, ratings, answers, words):
    with pytest.raises(BadInput, match=words):
        tell_checkin(world, "ada", ratings, answers)
    assert entries_of(world, "ada") == []


def test_a_person_of_whom_nothing_is_known_may_begin_with_a_journal(world):
    told = tell_text(world, "new", "No alcohol.")
    assert (told.is_new, told.entry.day) == (True, date(2026, 1, 10))
    assert "new" in world.store.people()


@pytest.mark.parametrize("person", ["..", ".", "../ada", "a/b", "", "x" * 65, "a\x00b"])
def test_what_cannot_be_an_id_never_becomes_a_folder(world, person):
    with pytest.raises(BadInput, match="wanted a person id"):
        tell_text(world, person, WINE)
    assert not (world.settings.home / "recordings").exists()


def test_a_recording_of_a_real_voice_is_heard_kept_by_its_hash_and_one_entry(world):
    package = importlib.util.find_spec("moonshine_voice")
    content = (Path(package.submodule_search_locations[0]) / "assets" / "beckett.wav").read_bytes()  # the package's own example
    told = tell_recording(world, "ada", content, name="a note.WAV")
    assert told.entry.text.endswith("fail better.")
    assert told.entry.transcriber == "moonshine tiny-en (embedded)"
    assert (told.events, told.entry.recording, told.entry.suffix) == ((), hashlib.sha256(content).hexdigest(), ".wav")
    assert 60 < next(one.value for one in told.voice if one.kind == "voice_pitch_hz") < 300
    [kept] = recordings_of(world, "ada").iterdir()
    assert (kept.read_bytes() == content, stat.S_IMODE(kept.stat().st_mode)) == (True, 0o600)
    assert stat.S_IMODE(kept.parent.parent.stat().st_mode) == stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    again = tell_recording(world, "ada", content, name="the same.wav", at=at(19))
    assert (again.is_new, again.entry) == (False, told.entry)


@pytest.mark.parametrize("content", [b"", b"#EXTM3U\nfile:///etc/passwd\n", b"RIFF\x00\x00\x00\x00WAVE"])
def test_nothing_is_kept_of_what_cannot_be_heard(world, content):
    with pytest.raises(Unhearable):
        tell_recording(world, "ada", content, name="day.wav")
    assert entries_of(world, "ada") == []
    assert not recordings_of(world, "ada").exists()


def test_a_simulated_person_tells_on_the_evening_on_which_their_clock_stands(home):
    world = build_world(load_settings(), FixedClock(at(12)))
    world.store.add(generate("sim", 3, date(2025, 12, 20), date(2026, 1, 10)).facts(), recorded_at=at(12))
    evening = moment_of(world, "sim")
    told = tell_text(world, "sim", WINE)
    assert told.entry.told_at == evening == at(19)  # an hour before 21:00 in Berlin, where the clock stands
    tell_text(world, "sim", "No alcohol today.")
    correct(world, "sim", told.entry.key, "hard_training", answer="yes")
    seen = {one.kind: one.answer for one in world.store.snapshot("sim", at(20)).journal if one.day == told.entry.day}
    assert (seen["alcohol"], seen["hard_training"]) == ("no", "yes")


def test_ids_that_name_several_entries_or_none_are_refused_with_the_newest(world):
    keys: list[str] = []
    while len({key[0] for key in keys}) == len(keys):
        keys.append(tell_text(world, "ada", f"Walked {len(keys)} miles.").entry.key)
    shared = keys[-1][0]
    with pytest.raises(UnknownName, match=rf"the id '{shared}', found 2"):
        entry_of(world, "ada", shared)
    with pytest.raises(UnknownName, match="found 0"):
        entry_of(world, "ada", "")


def test_json_tells_events_of_the_evening_apart_from_those_of_the_day_before(world):
    told = tell_text(world, "ada", "Last night I had three beers. No alcohol today.").to_json()
    assert [(one["kind"], one["answer"]) for one in told["events"]] == [("alcohol", "no")]
    assert [(one["day"], one["kind"], one["amount"]) for one in told["earlier"]] == [("2026-01-09", "alcohol", 3.0)]
    assert told["voice"] is None
    assert told["transcriber"] == "typed"


def test_everything_told_by_hand_is_told_by_the_same_source(world):
    tell_text(world, "ada", f"{WINE} Mood eight out of ten.")
    told = [fact for fact in world.store.standing("ada", BY_HAND) if isinstance(fact, JournalAnswer)]
    assert {fact.source_epoch for fact in told} == {"person/1"}
    assert all(fact.key.split("|")[0] == entries_of(world, "ada")[0].entry.key for fact in told)
