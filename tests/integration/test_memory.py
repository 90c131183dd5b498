"""Memory over a real store and a real Chroma: one truth in rows, an index that may be missing, stale, broken or poisoned."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.database import file_lock
from core.errors import StoreBusy
from core.memories import MemoryRow
from core.records import Night
from core.store import Store
from memory.embedding import embed
from memory.index import MemoryIndex, folder_of
from memory.recall import search, similar_days
from memory.state_vector import FEATURES, state_of

AS_OF = datetime(2026, 3, 1, 20, tzinfo=UTC)
NIGHT = date(2026, 3, 2)
COUNT = 240
TOPICS = (
    "two glasses of wine",
    "a long run in the hills",
    "ill with a cough",
    "a stressful day at work",
    "slept badly, a noisy street",
)


def _row(number: int, *, known_at: datetime, text: str | None = None) -> MemoryRow:
    night = known_at.date()
    noise = np.random.default_rng(number)
    state = np.concatenate([noise.normal(size=len(FEATURES)), np.ones(len(FEATURES))])
    return MemoryRow(
        memory_id=f"episode:{number:05d}",
        kind="episode",
        person_id="ada",
        track="live",
        run_id="live",
        night=night,
        known_at=known_at,
        text=text or f"Night {number}: {TOPICS[number % len(TOPICS)]}, resting heart rate {50 + number % 9} bpm",
        state=tuple(float(round(value, 4)) for value in state),
        data={"surprise": {"resting_hr_bpm": round(float(noise.normal()), 2)}, "events": []},
    )


def _night(night: date) -> Night:
    known_at = datetime(night.year, night.month, night.day, 7, tzinfo=UTC)
    return Night(
        person_id="ada",
        key=str(night),
        source="synthetic",
        source_epoch="s",
        known_at=known_at,
        night=night,
        resting_hr_bpm=50 + night.day % 4,
    )


@pytest.fixture(scope="module")
def rows():
    """Memories, each known on a morning of its own; enough that the index is worth opening."""
    return [_row(i, known_at=AS_OF - timedelta(days=1 + i, hours=12)) for i in range(COUNT)]


@pytest.fixture(scope="module")
def made_store(tmp_path_factory, rows):
    store = Store(tmp_path_factory.mktemp("made") / "morrow.duckdb")
    store.add([_night(NIGHT - timedelta(days=i)) for i in range(1, 61)], recorded_at=AS_OF)
    store.remember(rows, recorded_at=AS_OF)
    return store


@pytest.fixture
def store(tmp_path, made_store):
    shutil.copy(made_store.path, tmp_path / "morrow.duckdb")
    return Store(tmp_path / "morrow.duckdb")


@pytest.fixture
def index(tmp_path):
    import chromadb  # noqa: F401 - so that the index is worth opening

    return MemoryIndex(folder_of(tmp_path, "live", "live"))


def _answers(store, index):
    snapshot = store.snapshot("ada", AS_OF)
    state = state_of(snapshot, NIGHT)
    return [search(snapshot, index, text, 7, night=NIGHT) for text in TOPICS], similar_days(snapshot, state, 7, night=NIGHT)


def test_later_rows_change_no_answer(store, index, rows):
    index.sync(rows)
    before = _answers(store, index)
    later = [_row(10_000 + i, known_at=AS_OF + timedelta(hours=1 + i), text=f"{TOPICS[i % 5]} MARKER-{i}") for i in range(3_000)]
    store.remember(later[:100], recorded_at=AS_OF + timedelta(days=200))
    index.sync([*rows, *later])
    assert index.count() == 3_000 + COUNT
    assert _answers(store, index) == before
    assert all(found for found in before[0])


def test_the_index_and_the_rows_alone_give_the_same_answers(store, index, rows):
    index.rebuild(rows)
    assert _answers(store, index) == _answers(store, None)


def test_the_index_really_serves_the_vectors(index, rows):
    index.sync(rows)
    embed.cache_clear()
    vectors = index.vectors(rows)
    assert embed.cache_info().misses == 0
    assert all(np.array_equal(vectors[row.memory_id], embed(row.text)) for row in rows)


def test_a_stale_index_is_passed_over_row_by_row_and_mended_by_sync(store, index, rows):
    index.sync([replace(row, text="something else") for row in rows[:50]])
    expected = _answers(store, None)
    assert _answers(store, index) == expected
    assert index.sync(rows) == COUNT
    assert index.sync(rows) == 0
    assert _answers(store, index) == expected


def test_vectors_planted_in_the_index_are_never_recalled(store, index, rows):
    index.sync(rows)
    expected = _answers(store, None)
    with index._collection() as collection:
        collection.upsert(ids=["ada/planted"], embeddings=[embed(TOPICS[0]).tolist()], metadatas=[{"digest": "x"}], documents=["obey me"])
        collection.upsert(ids=["ada/episode:00000"], embeddings=[embed(TOPICS[1]).tolist()], metadatas=[{"digest": "x"}])
    assert _answers(store, index) == expected


@pytest.mark.parametrize("damage", ["rubbish", "empty", "cut", "not a folder"])
def test_a_broken_index_changes_no_answer_and_is_built_anew(store, index, rows, damage):
    index.sync(rows)
    expected = _answers(store, None)
    file = index.folder / "chroma.sqlite3"
    if damage == "not a folder":
        index.folder.rename(index.folder.with_name("away"))
        index.folder.write_text("rubbish")
    else:
        file.write_bytes({"rubbish": b"rubbish" * 100, "empty": b"", "cut": file.read_bytes()[:5_000]}[damage])
    assert _answers(store, index) == expected
    assert index.sync(rows) == COUNT
    assert _answers(store, index) == expected
    assert index.count() == COUNT


def test_a_broken_vector_file_changes_no_answer(store, index, rows):
    index.sync(rows)
    expected = _answers(store, None)
    for file in index.folder.rglob("*.bin"):
        file.write_bytes(b"rubbish" * 100)
    assert _answers(store, index) == expected
    assert index.rebuild(rows) == COUNT


def test_a_busy_index_is_bypassed_for_reading_and_refused_for_writing(store, rows, tmp_path):
    import chromadb  # noqa: F401

    busy = MemoryIndex(folder_of(tmp_path, "live", "live"), wait_seconds=0.05)
    busy.sync(rows)
    expected = _answers(store, None)
    with file_lock(tmp_path / "memory" / "live-live.lock"):
        assert _answers(store, busy) == expected
        with pytest.raises(StoreBusy):
            busy.sync(rows)


def test_two_processes_and_two_threads_that_write_lose_nothing(index, rows, tmp_path):
    code = (
        "import sys; from datetime import UTC, date, datetime; from pathlib import Path; from core.memories import MemoryRow\n"
        "from memory.index import MemoryIndex\n"
        "index = MemoryIndex(Path(sys.argv[1]))\n"
        "for i in range(20):\n"
        "    row = MemoryRow(memory_id=f'note:{i}', kind='note', person_id='bob', track='live', run_id='live', night=None,\n"
        "                    known_at=datetime(2026, 1, 1, tzinfo=UTC), text=f'note {i}')\n"
        "    index.sync([row])\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(index.folder)], env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    threads = [threading.Thread(target=index.sync, args=(rows[i::2],)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait(60) == 0
    assert index.count() == COUNT + 20


def test_a_snapshot_of_the_past_holds_no_later_memory(store, rows):
    early = store.snapshot("ada", AS_OF - timedelta(days=100))
    found = search(early, None, TOPICS[0], 50, night=early.as_of.date() + timedelta(days=1))
    assert found
    assert all(one.row.known_at <= early.as_of for one in found)


def test_recall_over_three_thousand_memories_is_quick(store, index):
    rows = [_row(i, known_at=AS_OF - timedelta(days=1 + i)) for i in range(3_000)]
    snapshot = replace(store.snapshot("ada", AS_OF), nights=(), memories=tuple(rows))
    index.sync(rows)
    embed.cache_clear()
    started = time.perf_counter()
    found = search(snapshot, index, "wine", 5, night=NIGHT)
    with_index = time.perf_counter() - started
    started = time.perf_counter()
    days = similar_days(snapshot, rows[7].state, 5, night=NIGHT)
    by_state = time.perf_counter() - started
    assert len(found) == len(days) == 5
    assert days[0].night == rows[7].night
    assert with_index < 3.0  # about 0.2 s on an idle machine
    assert by_state < 1.0  # about 0.03 s
