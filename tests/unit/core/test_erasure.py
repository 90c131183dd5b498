"""Erasing from the store: what leaves is in no byte of the file, the rest is untouched, and the ledger tells that something is gone."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core import database
from core.anchor import read_heads
from core.chain import erased_by, first_bad, read_contents, read_links
from core.erasure import Leaving, Rewritten, leaving_rows, rewriting
from core.errors import ClockFault, StoreBroken
from core.ledger import Content, Ledger, Verification, verify_all
from core.memories import MemoryRow
from core.records import JournalAnswer, Night
from core.seal import Link, canonical, commitment
from core.store import Store

ROOT = Path(__file__).resolve().parents[3]
START = datetime(2026, 1, 1, 20, tzinfo=UTC)
LATER = START + timedelta(days=30)
PERSON, OTHER = "canary-person", "other-person"
WORDS, VALUE = "two glasses of a very particular wine", 41.234567
CANARIES = (PERSON.encode(), WORDS.encode(), struct.pack("<d", VALUE), str(VALUE).encode())
OF_NOBODY = dict.fromkeys(("imports", "api_keys", "model_versions"), list)
"""Tables that the caller tells about; here they stay as they are."""
Only = dict[str, frozenset[tuple[str | int, ...]]]
Erase = Callable[..., Rewritten]


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    return tmp_path / "outside" / "anchor.jsonl"


def live(store: Store, anchor: Path, person: str, words: str, value: float, since: datetime) -> None:
    """Twenty nights, an answer, three sealed forecasts and a note."""
    meta = {"person_id": person, "source": "test", "source_epoch": "test/1", "known_at": START}
    days = [date(2026, 1, 1) + timedelta(days=day) for day in range(20)]
    facts = [Night(**meta, key=day.isoformat(), night=day, hrv_rmssd_ms=value) for day in days]
    store.add([*facts, JournalAnswer(**meta, key="wine", day=days[0], kind="alcohol", answer="yes", quote=words)], recorded_at=START)
    for number, day in enumerate(days[1:4]):
        at = since + timedelta(days=number)
        said = {"person_id": person, "night": day.isoformat(), "horizon": 1, "rationale": f"{words}, {value}"}
        Ledger(store, anchor).seal(said, facts_digest="d", at=at, deadline=at + timedelta(hours=7))
    note = MemoryRow(memory_id="note:1", kind="note", person_id=person, track="live", run_id="live", night=None, known_at=START, text=words)
    store.remember([note], recorded_at=START)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two people. Its file is not compressed: DuckDB packs text and numbers, and a scan would not know them again."""
    folder = tmp_path_factory.mktemp("filled")
    store, anchor = Store(folder / "home" / "morrow.duckdb"), folder / "outside" / "anchor.jsonl"
    live(store, anchor, PERSON, WORDS, VALUE, START)
    live(store, anchor, OTHER, "a glass of water", 52.5, START + timedelta(days=4))
    with store.reading() as connection:
        connection.execute("PRAGMA force_compression='uncompressed'")
        for table in ("nights", "journal", "ledger_contents", "memories"):
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            connection.execute(f"DELETE FROM {table}")
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute("CHECKPOINT")
    return folder


@pytest.fixture
def store(tmp_path: Path, filled: Path) -> Store:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return Store(tmp_path / "home" / "morrow.duckdb", wait_seconds=5)


@pytest.fixture
def erase(store: Store, anchor: Path) -> Erase:
    """Erases the person, or only those rows of theirs."""

    def run(only: Only | None = None, at: datetime = LATER) -> Rewritten:
        with rewriting(store.path, Leaving(PERSON, only), OF_NOBODY, anchor=anchor, at=at, wait_seconds=5) as rewritten:
            return rewritten

    return run


def rows_of(store: Store, person: str) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        tables = ("nights", "journal", "ledger_contents", "memories")
        return {
            table: connection.execute(f"SELECT * FROM {table} WHERE person_id = ? ORDER BY ALL", [person]).fetchall() for table in tables
        }


def ledger_id_of(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.execute("SELECT ledger_id FROM ledgers").fetchone()[0])


def verdict_on(store: Store, anchor: Path) -> Verification:
    (verdict,) = verify_all(store, anchor)
    return verdict


def hits(folder: Path) -> set[bytes]:
    content = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {canary for canary in CANARIES if canary in content}


# What is gone, and what is not


def test_no_byte_of_a_person_is_left_and_everybody_else_is_as_before(store: Store, erase: Erase) -> None:
    assert hits(store.path.parent) == set(CANARIES), "else the scan could find nothing"
    before, inode = rows_of(store, OTHER), store.path.stat().st_ino
    left = erase().left
    assert (left["nights"], left["journal"], left["ledger_contents"], left["memories"]) == (20, 1, 3, 1)
    assert hits(store.path.parent) == set()
    assert rows_of(store, OTHER) == before
    assert store.people() == [OTHER]
    assert store.path.stat().st_ino != inode, "the old file is gone"
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert {file.name for file in store.path.parent.iterdir()} == {"morrow.duckdb", "morrow.duckdb.lock"}


def test_the_ledger_still_verifies_and_says_how_many_are_gone(store: Store, anchor: Path, erase: Erase) -> None:
    erase()
    verdict = verdict_on(store, anchor)
    assert (verdict.ok, verdict.entries, verdict.erased, verdict.anchored, verdict.newly_anchored) == (True, 7, 3, 7, 0)
    assert verdict.to_json()["erased"] == 3
    assert [entry.sequence for entry in Ledger(store, anchor).entries()] == [4, 5, 6, 7]
    (told,) = Ledger(store, anchor).entries("l.kind = 'erasure'")
    assert (told.person_id, told.payload) == ("", {"erased": [1, 2, 3]})
    assert PERSON not in anchor.read_text()


def test_whoever_comes_again_begins_anew_and_can_be_erased_again(store: Store, anchor: Path, erase: Erase) -> None:
    erase()
    live(store, anchor, PERSON, WORDS, VALUE, LATER + timedelta(days=1))
    assert [entry.revision for entry in Ledger(store, anchor).entries("c.person_id = 'canary-person'")] == [1, 1, 1]
    erase(at=LATER + timedelta(days=9))
    assert hits(store.path.parent) == set()
    verdict = verdict_on(store, anchor)
    assert (verdict.ok, verdict.entries, verdict.erased) == (True, 11, 6)


def test_every_ledger_of_the_person_is_told_of_and_no_other(store: Store, anchor: Path, erase: Erase) -> None:
    at = START - timedelta(days=300)
    for person, run in ((PERSON, "theirs"), (OTHER, "of another")):
        said = {"person_id": person, "night": "2025-03-01", "horizon": 1, "track": "replay", "run_id": run}
        Ledger(store, anchor, track="replay", run_id=run).seal(said, facts_digest="d", at=at, deadline=at + timedelta(hours=7))
    assert len(erase().heads) == 2
    told = {(verdict.run_id, verdict.ok, verdict.entries, verdict.erased) for verdict in verify_all(store, anchor)}
    assert told == {("live", True, 7, 3), ("theirs", True, 2, 1), ("of another", True, 1, 0)}


def test_a_single_entry_leaves_with_all_its_revisions_and_nothing_else(store: Store, anchor: Path, erase: Erase) -> None:
    key, meta = "2026-01-04", {"person_id": PERSON, "source": "test", "source_epoch": "test/1", "known_at": START}
    store.add([Night(**meta, key=key, night=date.fromisoformat(key), hrv_rmssd_ms=99.0)], recorded_at=LATER)
    before = rows_of(store, PERSON)
    only: Only = {"nights": frozenset({("test", key)}), "ledger_contents": frozenset({(ledger_id_of(store), 2)})}
    with store.reading() as connection:
        assert leaving_rows(connection, Leaving(PERSON, only)) == {"nights": 2, "ledger_contents": 1}
    erase(only)
    after = rows_of(store, PERSON)
    assert after["nights"] == [row for row in before["nights"] if key not in row]
    assert len(after["nights"]) == 19
    assert [row[1] for row in after["ledger_contents"]] == [1, 3]
    assert (after["journal"], after["memories"]) == (before["journal"], before["memories"])
    assert (verdict_on(store, anchor).ok, verdict_on(store, anchor).erased) == (True, 1)


# Nobody hides a forecast behind an erasure

Judge = Callable[..., tuple[tuple[int, str] | None, int]]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Judge:
    """(SQL, payload of an erasure) → what an erased ledger says after that was done to it: the first bad entry, how many are erased.

    The SQL is done straight in the file, as someone would who owns it; the erasure has a sound link, as of someone who knows the format.
    """
    folder = tmp_path_factory.mktemp("erased")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    store, anchor = Store(folder / "home" / "morrow.duckdb"), folder / "outside" / "anchor.jsonl"
    with store.reading() as connection:
        kept = connection.execute("SELECT * FROM ledger_contents WHERE sequence = 2").fetchone()
    with rewriting(store.path, Leaving(PERSON), OF_NOBODY, anchor=anchor, at=LATER, wait_seconds=5):
        pass

    def judged(statements: str = "", forged: dict[str, object] | None = None, *, put_back: bool = False):
        with store.reading() as connection:
            connection.execute("BEGIN")
            connection.execute(statements) if statements else None
            if put_back:
                connection.execute("INSERT INTO ledger_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(kept))
            if forged is not None:
                forge(connection, forged)
            ledger_id = connection.execute("SELECT ledger_id FROM ledgers").fetchone()[0]
            links, contents = read_links(connection, ledger_id), read_contents(connection, ledger_id)
            connection.execute("ROLLBACK")
        return first_bad(links, contents, read_heads(anchor, ledger_id)), len(erased_by(links, contents))

    return judged


def forge(connection, payload: dict[str, object]) -> None:
    at = LATER + timedelta(days=9)
    content = Content("erasure", "", at.date(), 0, 1, at, "d", payload)
    last = connection.execute("SELECT ledger_id, sequence, sha256 FROM ledger_links ORDER BY sequence DESC LIMIT 1").fetchone()
    link = Link(last[1] + 1, "erasure", at, commitment("salt", content.envelope()), last[2])
    time = at.replace(tzinfo=None)
    row = [last[0], link.sequence, "erasure", time, link.commitment, link.previous, link.digest()]
    connection.execute("INSERT INTO ledger_links VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    row = [last[0], link.sequence, "salt", "", at.date(), 0, 1, time, "d", canonical(payload)]
    connection.execute("INSERT INTO ledger_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def test_an_erased_ledger_that_nobody_touched_holds(judge: Judge) -> None:
    assert judge() == (None, 3)


@pytest.mark.parametrize(
    "statements",
    [
        "UPDATE ledger_contents SET payload = '{\"erased\":[2,3]}' WHERE sequence = 7",
        "UPDATE ledger_contents SET payload = 'no json' WHERE sequence = 7",
        "DELETE FROM ledger_contents WHERE sequence = 7",
        "DELETE FROM ledger_links WHERE sequence = 7",
        "DELETE FROM ledger_links WHERE sequence = 7; DELETE FROM ledger_contents WHERE sequence = 7",
        "UPDATE ledger_links SET kind = 'score' WHERE sequence = 7",
        "INSERT INTO ledger_contents SELECT * FROM ledger_contents WHERE sequence = 7",
    ],
)
def test_an_erasure_that_is_edited_or_deleted_leaves_missing_contents(judge: Judge, statements: str) -> None:
    assert judge(statements) == ((1, "its content is missing, and no entry says that it was erased on purpose"), 0)


def test_an_erased_content_that_stands_again_is_found(judge: Judge) -> None:
    assert judge(put_back=True) == ((2, "its content stands here although entry 7 says that it was erased"), 3)


def test_a_content_that_is_deleted_without_an_erasure_is_missed(judge: Judge) -> None:
    bad, erased = judge("DELETE FROM ledger_contents WHERE sequence = 5")
    assert (bad and bad[0], erased) == (5, 3)


@pytest.mark.parametrize(
    ("payload", "sequence", "reason"),
    [
        ({"erased": [5]}, 5, "although entry 8 says that it was erased"),
        ({"erased": [8]}, 8, "which cannot be"),
        ({"erased": [4, 9]}, 8, "which cannot be"),
        ({"erased": [7]}, 8, "which cannot be"),
        ({"erased": [0]}, 8, "which cannot be"),
        ({"erased": []}, 8, "which cannot be"),
        ({"erased": ["five", 5.0]}, 8, "which cannot be"),
        ({"told": [5]}, 8, "which cannot be"),
    ],
)
def test_a_forged_erasure_is_found(judge: Judge, payload: dict[str, object], sequence: int, reason: str) -> None:
    """For what stands; for itself, what comes later, an erasure, nothing."""
    bad, erased = judge(forged=payload)
    assert bad is not None
    assert (bad[0], reason in bad[1]) == (sequence, True), bad
    assert erased == (4 if sequence == 5 else 3)


def test_an_erasure_cannot_be_erased_by_another(judge: Judge) -> None:
    bad, erased = judge("DELETE FROM ledger_contents WHERE sequence = 7", {"erased": [1, 2, 3, 7]})
    assert (bad and bad[0], erased) == (1, 0)


def test_what_is_erased_by_hand_with_a_sound_entry_is_counted(judge: Judge) -> None:
    """Whoever owns the file and the anchor can erase; silently they cannot."""
    assert judge("DELETE FROM ledger_contents WHERE sequence = 5", {"erased": [5]}) == (None, 4)


# All or nothing


def test_a_table_that_nobody_tells_about_ends_the_erasure(store: Store, erase: Erase) -> None:
    """A migration that adds a table without a person_id must say in core/erasure.py or app/erasing.py what of a person stands in it."""
    with store.reading() as connection:
        connection.execute("CREATE TABLE secrets (whose VARCHAR, what VARCHAR)")
    before = rows_of(store, PERSON)
    with pytest.raises(StoreBroken, match="secrets"):
        erase()
    assert rows_of(store, PERSON) == before


def test_a_clock_that_was_set_back_erases_nothing(store: Store, anchor: Path, erase: Erase) -> None:
    before = rows_of(store, PERSON)
    with pytest.raises(ClockFault, match="set the clock right"):
        erase(at=START)
    assert rows_of(store, PERSON) == before
    assert (verdict_on(store, anchor).ok, verdict_on(store, anchor).entries) == (True, 6)


def test_an_error_inside_the_block_leaves_the_store_as_it_was(store: Store, anchor: Path) -> None:
    before = store.path.read_bytes()
    with (
        pytest.raises(OSError, match="no room"),
        rewriting(store.path, Leaving(PERSON), OF_NOBODY, anchor=anchor, at=LATER, wait_seconds=5),
    ):
        raise OSError("no room")
    assert store.path.read_bytes() == before
    assert {file.name for file in store.path.parent.iterdir()} == {"morrow.duckdb", "morrow.duckdb.lock"}


def test_the_lock_is_held_through_the_rename(store: Store, anchor: Path) -> None:
    """Who waits while a person is erased finds the fresh file, and writes into it."""
    note = MemoryRow(memory_id="note:2", kind="note", person_id=OTHER, track="live", run_id="live", night=None, known_at=LATER, text="late")
    writer = threading.Thread(target=lambda: store.remember([note], recorded_at=LATER))
    with rewriting(store.path, Leaving(PERSON), OF_NOBODY, anchor=anchor, at=LATER, wait_seconds=5):
        writer.start()
        writer.join(timeout=0.3)
        assert writer.is_alive()
    writer.join(timeout=10)
    assert [row[8] for row in rows_of(store, OTHER)["memories"]] == ["a glass of water", "late"]
    assert store.people() == [OTHER]


POINTS = ("erasure.written", "erasure.before_rename", "erasure.after_rename", "erasure.after_anchor")
_KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
import duckdb
from core.erasure import Leaving, rewriting

nobody = dict.fromkeys(("imports", "api_keys", "model_versions"), list)
for point in sys.argv[3:]:
    if not (child := os.fork()):
        os.environ["MORROW_CRASH_AT"] = point
        folder, at = Path(sys.argv[1]) / point, datetime.fromisoformat(sys.argv[2])
        path, anchor = folder / "home" / "morrow.duckdb", folder / "outside" / "anchor.jsonl"
        with rewriting(path, Leaving("canary-person"), nobody, anchor=anchor, at=at, wait_seconds=5):
            pass
        os._exit(0)
    print(os.waitpid(child, 0)[1])
"""
_KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from core import database

with database.opened(Path(sys.argv[1])) as connection:
    connection.execute("PRAGMA wal_autocheckpoint='1TB'")
    for person in ("canary-person", "other-person"):
        connection.execute("INSERT INTO requests VALUES ('r', 'refresh_data', ?, now()::TIMESTAMP, NULL)", [person])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def in_another_process(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=120)


def test_killed_at_any_point_either_nothing_is_erased_or_all_and_again_completes_it(tmp_path: Path, filled: Path) -> None:
    for point in POINTS:
        shutil.copytree(filled, tmp_path / point)
    ended = in_another_process(_KILLED, tmp_path, LATER.isoformat(), *POINTS)
    assert ended.stdout.split() == [str(int(signal.SIGKILL))] * len(POINTS), ended.stderr
    others = rows_of(Store(filled / "home" / "morrow.duckdb"), OTHER)
    for point in POINTS:
        store, anchor = Store(tmp_path / point / "home" / "morrow.duckdb"), tmp_path / point / "outside" / "anchor.jsonl"
        assert (PERSON not in store.people()) is (point in POINTS[2:]), point
        assert verdict_on(store, anchor).erased == (3 if point in POINTS[2:] else 0)
        with rewriting(store.path, Leaving(PERSON), OF_NOBODY, anchor=anchor, at=LATER, wait_seconds=5):
            pass
        assert hits(store.path.parent) == set(), point
        assert rows_of(store, OTHER) == others
        verdict = verdict_on(store, anchor)
        assert (verdict.ok, verdict.entries, verdict.erased, verdict.anchored) == (True, 7, 3, 7), "erased once, told once"


def test_what_a_killed_writer_left_in_the_log_is_carried_over_or_erased(store: Store, erase: Erase) -> None:
    log = store.path.with_name("morrow.duckdb.wal")
    assert in_another_process(_KILLED_WRITER, store.path).returncode == -signal.SIGKILL
    assert PERSON.encode() in log.read_bytes()
    assert erase().left["requests"] == 1
    assert not log.exists()
    with database.opened(store.path) as connection:
        assert connection.execute("SELECT person_id FROM requests").fetchall() == [(OTHER,)]
    assert hits(store.path.parent) == set()
