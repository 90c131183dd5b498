"""Recordings in the inbox: whose they are, when they were spoken, and what becomes of those that cannot be used."""

from __future__ import annotations

import os
import stat
import subprocess
import time
import wave
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import World, build_world
from agent.day import evening
from agent.due import evening_due
from agent.entries import entries_of, recordings_of
from core.nights import slot_at
from core.records import Person
from core.settings import load_settings
from ingestion.synthetic import generate
from pipelines.inbox import lying, take_inbox

WORDS = "Two glasses of wine with dinner, and no training today. I feel tired."
Put = Callable[..., Path]


@pytest.fixture
def world(home: Path) -> World:
    """An installation in which one lives."""
    assert home.is_dir()
    return build_world(load_settings(whisper_model="none-here", transcriber="embedded", voice_analysis="plain"))


@pytest.fixture
def lives(world: World) -> Callable[..., None]:
    """Adds two weeks of a person's nights, up to today."""

    def add(person: str, *, simulated: bool = False, zone: str = "UTC") -> None:
        now = world.clock.now()
        today = now.astimezone(ZoneInfo(zone)).date()
        facts = generate(person, 6, today - timedelta(days=14), today, home=zone).facts()
        told = [replace(fact, simulated=simulated) if isinstance(fact, Person) else fact for fact in facts if fact.known_at <= now]
        world.store.add(told, recorded_at=now)

    return add


@pytest.fixture
def put(world: World) -> Put:
    """Puts a file into the inbox, last written to some seconds ago."""

    def write(name: str, content: bytes, seconds_ago: float = 60.0) -> Path:
        path = world.folder("inbox") / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.time() - seconds_ago,) * 2)
        return path

    return write


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A spoken evening."""
    if which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine: nobody speaks")
    path = tmp_path_factory.mktemp("speech") / "day.wav"
    subprocess.run(["espeak-ng", "-s", "140", "-w", str(path), WORDS], check=True)
    return path.read_bytes()


@pytest.fixture
def silence(tmp_path: Path) -> bytes:
    """Three seconds in which nothing is heard."""
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000 * 3))
    return path.read_bytes()


def inbox(world: World) -> list[str]:
    """Every file that lies in the inbox, by its path."""
    folder = world.folder("inbox")
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_a_recording_becomes_an_entry_of_its_date_and_leaves(world: World, lives: Callable[..., None], put: Put, speech: bytes) -> None:
    lives("quokka")
    spoken = datetime.fromtimestamp(put("day.wav", speech, seconds_ago=26 * 3600.0).stat().st_mtime, UTC)
    taken = take_inbox(world)
    assert (taken.heard.told, taken.heard.refused, taken.heard.waiting, taken.paths, taken.refused) == (1, 0, 0, 0, 0)
    (told,) = entries_of(world, "quokka")
    assert told.entry.told_at == spoken
    assert told.entry.day == slot_at(spoken, UTC).night - timedelta(days=1)
    assert taken.counts.added == 1 + len(told.events) + len(told.ratings) + len(told.voice)
    assert inbox(world) == []
    kept = recordings_of(world, "quokka") / f"{told.entry.recording}.wav"
    assert kept.read_bytes() == speech
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    put("quokka/again.wav", speech)
    again = take_inbox(world)
    assert (again.heard.told, again.counts.added) == (1, 0)
    assert len(entries_of(world, "quokka")) == 1
    assert inbox(world) == []


def test_a_folder_says_whose_recording_it_is_and_the_setting_whose_a_loose_one_is(
    world: World, lives: Callable[..., None], put: Put, speech: bytes
) -> None:
    lives("quokka")
    lives("wombat")
    put("wombat/evening.WAV", speech)
    put("loose.wav", speech)
    taken = take_inbox(world)
    assert (taken.heard.told, taken.heard.waiting) == (1, 1)
    assert [len(entries_of(world, person)) for person in ("quokka", "wombat")] == [0, 1]
    assert inbox(world) == ["loose.wav"]
    chosen = replace(world, settings=world.settings.model_copy(update={"person": "quokka"}))
    assert take_inbox(chosen).heard.told == 1
    assert [len(entries_of(world, person)) for person in ("quokka", "wombat")] == [1, 1]


def test_a_simulated_person_is_nobody_whom_a_loose_recording_could_mean(
    world: World, lives: Callable[..., None], put: Put, silence: bytes
) -> None:
    lives("robot", simulated=True)
    put("loose.wav", silence)
    assert take_inbox(world).heard.waiting == 1
    lives("quokka")
    assert take_inbox(world).heard.refused == 1
    assert inbox(world) == ["refused/quokka/loose.wav", "refused/quokka/loose.wav.txt"]


def test_what_cannot_be_used_is_put_away_with_the_reason_and_never_tried_again(
    world: World, lives: Callable[..., None], put: Put, silence: bytes
) -> None:
    lives("quokka")
    for name, content in {"a.wav": b"", "b.mp3": b"#EXTM3U\n/etc/passwd\n", "c.ogg": os.urandom(3_000), "d.wav": silence}.items():
        put(name, content)
    put("old.wav", silence, seconds_ago=40 * 86_400.0)
    assert take_inbox(world).heard.refused == 5
    names = ["a.wav", "b.mp3", "c.ogg", "d.wav", "old.wav"]
    assert inbox(world) == sorted(f"refused/quokka/{name}{ending}" for name in names for ending in ("", ".txt"))
    folder = world.folder("inbox") / "refused" / "quokka"
    reasons = {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in names}
    assert "0 bytes" in reasons["a.wav"]
    assert "31 days" in reasons["old.wav"]
    assert "morrow journal add" in reasons["old.wav"]
    assert all(name in why for name, why in reasons.items())
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {stat.S_IMODE(one.stat().st_mode) for one in (folder, folder.parent)} == {0o700}
    assert entries_of(world, "quokka") == []
    assert not recordings_of(world, "quokka").exists()
    assert take_inbox(world).heard.refused == 0
    assert lying(world).files == 0, "no sensor wakes for them again"

    put("a.wav", b"")
    assert take_inbox(world).heard.refused == 1
    assert (folder / "a-2.wav.txt").exists(), "nothing that lies there is overwritten"


def test_a_link_is_refused_and_what_it_leads_to_stays_unread(
    world: World, lives: Callable[..., None], tmp_path: Path, silence: bytes
) -> None:
    lives("quokka")
    (tmp_path / "private.wav").write_bytes(silence)
    link = world.folder("inbox") / "day.wav"
    link.symlink_to(tmp_path / "private.wav")
    os.utime(link, (time.time() - 60.0,) * 2, follow_symlinks=False)
    assert take_inbox(world).heard.refused == 1
    assert "is a link" in (world.folder("inbox") / "refused" / "quokka" / "day.wav.txt").read_text(encoding="utf-8")
    assert (tmp_path / "private.wav").read_bytes() == silence


def test_a_recording_that_is_still_written_waits(world: World, lives: Callable[..., None], put: Put) -> None:
    lives("quokka")
    put("half.wav", b"RIFF", seconds_ago=0.0)
    assert take_inbox(world).heard.waiting == 1
    assert inbox(world) == ["half.wav"]
    os.utime(world.folder("inbox") / "half.wav", (time.time() - 6.0,) * 2)
    assert take_inbox(world).heard.refused == 1


def test_exports_beside_recordings_are_imported_as_ever_and_a_persons_folder_is_none(
    world: World, lives: Callable[..., None], put: Put
) -> None:
    lives("quokka")
    put("notes.txt", b"not an export")
    put("quokka/half.wav", b"RIFF", seconds_ago=0.0)
    (world.folder("inbox") / "quokka" / ".partial").touch()
    taken = take_inbox(world)
    assert (taken.paths, taken.refused, taken.heard.waiting) == (1, 1, 1)


def test_where_nothing_can_write_speech_down_the_recording_waits(home: Path, lives: Callable[..., None], put: Put, speech: bytes) -> None:
    lives("quokka")
    put("day.wav", speech)
    deaf = build_world(load_settings(transcriber="whisper", whisper_model=str(home / "no-such-weights.pt")))
    taken = take_inbox(deaf)
    assert (taken.heard.told, taken.heard.refused, taken.heard.waiting) == (0, 0, 1)
    assert inbox(deaf) == ["day.wav"]


def evening_zone(now: datetime) -> str:
    """A zone in which it is between eight and nine in the evening."""
    ahead = (20 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def test_what_was_spoken_before_the_seal_and_arrives_after_it_revises_the_forecast(
    world: World, lives: Callable[..., None], put: Put, speech: bytes
) -> None:
    lives("quokka", zone=evening_zone(world.clock.now()))
    assert evening(world, "quokka").status == "sealed"
    before = world.store.snapshot("quokka", world.clock.now())
    assert evening_due(before) is None
    put("day.wav", speech, seconds_ago=120.0)
    assert take_inbox(world).heard.told == 1
    after = world.store.snapshot("quokka", world.clock.now())
    assert evening_due(after) == slot_at(after.as_of, after.zone).night
