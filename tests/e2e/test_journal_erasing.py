"""An entry of the journal is erased: no byte of its words, its voice or its recording stays, and the ledger still verifies."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.bootstrap import World, build_world
from agent.checkpoints import checkpoint_path
from agent.entries import recordings_of
from core.clock import FixedClock
from core.ledger import verify_all
from core.records import BY_HAND, Entry, Fact, JournalAnswer, Measure, part_of
from core.settings import load_settings
from core.store import Store
from pipelines.filing import file_report
from voice.recordings import keep

EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
SOUND = b"RIFF" + bytes(range(7, 107)) * 40
DIGEST = hashlib.sha256(SOUND).hexdigest()
ENTRY = DIGEST[:12]
WORDS = "Two goblets of vespertine mead with Wilhelmina, and no wrestling today."
QUOTE = "Two goblets of vespertine mead"
CANARIES = {
    "words": b"with Wilhelmina, and no wrestling",
    "quote": QUOTE.encode(),
    "sound": SOUND[50:90],
    "hash": DIGEST.encode(),
    "voice": b"182.34567812",
    "functional": b"0.918273645",
}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, prepared: Path, run: Callable[..., Any]) -> Path:
    """A folder with Sam's installation, a spoken entry of this evening, and everything that may come to repeat it."""
    folder = tmp_path_factory.mktemp("spoken")
    (folder / "home").mkdir(mode=0o700)
    shutil.copy(prepared, folder / "home" / prepared.name)
    with pytest.MonkeyPatch.context() as environment:
        for name, place in (("HOME", "home"), ("ANCHOR", "config/anchor.jsonl"), ("TOKEN_KEY", "config/token.key")):
            environment.setenv(f"MORROW_{name}", str(folder / place))
        environment.chdir(folder)
        world = build_world(load_settings(), FixedClock(EVENING))
        world.store.add(_spoken(), recorded_at=EVENING)
        keep(recordings_of(world, "sam"), SOUND, ".wav")
        for arguments in (("checkin", "--mood", "3"), ("forecast",), ("memory", "rebuild"), ("chat", "-m", WORDS)):
            ended = run(*arguments)
            assert ended.code == 0, ended.err
        snapshot = world.store.snapshot("sam", EVENING)
        checkpoint_path(world, snapshot, EVENING.date()).write_text(WORDS)
        file_report(world, snapshot, "today.md", QUOTE)
        inbox = world.folder("inbox")
        (inbox / "Memo 7.wav").write_bytes(SOUND)
        (inbox / "other.wav").write_bytes(SOUND[::-1])
    return folder


@pytest.fixture
def world(home: Path, lived: Path) -> World:
    """A copy of that installation, the one from here on."""
    shutil.copytree(lived, home.parent, dirs_exist_ok=True)
    return build_world(load_settings(), FixedClock(EVENING))


def _spoken() -> list[Fact]:
    told_at = EVENING - timedelta(hours=1)
    meta: dict[str, Any] = {"person_id": "sam", "source": BY_HAND, "source_epoch": "person/1", "known_at": told_at}
    day = EVENING.date()
    about: dict[str, Any] = {"transcriber": "whisper base", "reader": "rules", "told_at": told_at}
    sound: dict[str, Any] = {"recording": DIGEST, "suffix": ".wav", "functionals": json.dumps({"F0": 0.918273645})}
    answer: dict[str, Any] = {"kind": "alcohol", "answer": "yes", "quote": QUOTE, "amount": 2.0, "unit": "drinks"}
    return [
        Entry(**meta, key=ENTRY, day=day, text=WORDS, **about, **sound),
        JournalAnswer(**meta, key=part_of(ENTRY, "alcohol", day.isoformat()), day=day, **answer),
        Measure(**meta, key=part_of(ENTRY, "voice_pitch_hz"), day=day, kind="voice_pitch_hz", value=182.34567812, unit="Hz"),
    ]


def hits(home: Path) -> set[str]:
    """Which canaries a scan of every byte and of every cell finds."""
    found: set[str] = set()
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        content = path.name.encode() + path.read_bytes() + (_cells(path) if path.suffix == ".duckdb" else b"")
        found |= {name for name, canary in CANARIES.items() if canary in content}
    return found


def _cells(path: Path) -> bytes:
    with Store(path).reading() as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return repr([connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]).encode()


def test_an_erased_entry_leaves_no_byte_and_the_ledger_verifies(world: World, morrow: Callable[..., Any]):
    home = world.settings.home
    assert hits(home) == set(CANARIES), "else the scan proves nothing"
    refused = morrow("journal", "delete", ENTRY[:6], "--yes")
    assert (refused.code, "--with-forecasts" in refused.err, hits(home)) == (3, True, set(CANARIES))
    ended = morrow("journal", "delete", ENTRY[:6], "--with-forecasts", "--yes", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["rows"]["entries"] == 1
    assert hits(home) == set()
    verdicts = verify_all(world.store, world.settings.anchor)
    assert (all(verdict.ok for verdict in verdicts), sum(verdict.erased for verdict in verdicts)) == (True, 1)
    assert [path.name for path in (home / "inbox").iterdir()] == ["other.wav"]
    left = morrow("journal", "show", "--json").json
    assert [(one["transcriber"], one["ratings"][0]["value"]) for one in left] == [("check-in", 3.0)]
    again = morrow("forecast", "--json")
    assert (again.code, again.json["night"], again.json["evidence"]) == (0, "2026-04-01", [])


def test_nothing_is_erased_without_a_yes(world: World, morrow: Callable[..., Any]):
    assert morrow("journal", "delete", ENTRY, "--with-forecasts").code == 2, "nobody sits there"
    no = morrow("journal", "delete", ENTRY, "--with-forecasts", terminal=True, typed="n\n")
    assert (no.code, "Goes, byte for byte" in no.err) == (3, True)
    assert hits(world.settings.home) == set(CANARIES)


def test_a_person_is_forgotten_with_their_recordings(world: World, morrow: Callable[..., Any]):
    assert morrow("forget", "sam", "--yes").code == 0
    assert hits(world.settings.home) == set()
    assert not recordings_of(world, "sam").exists()


@pytest.mark.parametrize("command", [("forget", "sam"), ("journal", "delete", ENTRY, "--with-forecasts")])
def test_a_recordings_bytes_are_overwritten_before_its_name_goes(world: World, morrow: Callable[..., Any], command: tuple[str, ...]):
    with (recordings_of(world, "sam") / f"{DIGEST}.wav").open("rb") as file:
        assert morrow(*command, "--yes").code == 0
        assert file.read() == bytes(len(SOUND)), "who still has it open reads zeros"


def test_an_export_holds_recordings_unless_they_are_left_out(world: World, morrow: Callable[..., Any], tmp_path: Path):
    assert morrow("export", str(tmp_path / "all.zip"), "--json").json["rows"]["recordings"] == 1
    assert morrow("export", str(tmp_path / "words.zip"), "--no-recordings", "--json").json["rows"]["recordings"] == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read(f"recordings/{DIGEST}.wav") == SOUND
        spoken = next(entry for entry in json.loads(archive.read("entries.json")) if entry["key"] == ENTRY)
    assert (spoken["text"], spoken["functionals"]) == (WORDS, {"F0": 0.918273645})
    with zipfile.ZipFile(tmp_path / "words.zip") as archive:
        assert not any(name.startswith("recordings/") for name in archive.namelist())
        assert "left out" in archive.read("README.txt").decode()


def test_recordings_are_their_owners_alone(world: World):
    folder = recordings_of(world, "sam")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())] == [0o700, 0o600]
