"""The one owner of Chroma: an index of memory vectors, rebuildable at any time.

The truth is rows in the store. The index keeps, per row, the vector of its text and a digest of that text; whatever is missing,
stale, of another version or unreadable is computed from the rows instead, so an answer never depends on the state of the folder.
Chroma's own ranking is not used: its approximate search changed its answers when later rows were added. Two processes that
have one folder open read stale vectors, so every use takes a file lock, opens, works, and closes.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from core.database import file_lock
from core.errors import StoreBroken, StoreBusy
from core.memories import MemoryRow
from memory.embedding import DIMENSIONS, VERSION, embed, similarities

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

COLLECTION = "memories"
BATCH = 1_000
WAIT_SECONDS = 10.0
WORTH_OPENING, WORTH_IMPORTING = 200, 5_000
"""Rows from which reading vectors is quicker than computing them (0.3 ms each): with Chroma imported already, and without."""
_log = logging.getLogger(__name__)


def folder_of(home: Path, track: str, run_id: str) -> Path:
    """The folder of one track and run under an installation's home."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", run_id)[:80]
    mark = "" if safe == run_id else "-" + hashlib.sha256(run_id.encode()).hexdigest()[:8]
    return home / "memory" / f"{track}-{safe}{mark}"


class MemoryIndex:
    """The index of one track and run; the object itself holds nothing open."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self.folder = folder
        self._wait_seconds = wait_seconds

    def search(self, text: str, rows: Sequence[MemoryRow]) -> dict[str, float]:
        """The relevance, −1 … 1, of each of these rows to a text, by memory id: exact, and of these rows alone."""
        vectors = self.vectors(rows)
        if not rows:
            return {}
        found = similarities(embed(text), np.stack([vectors[row.memory_id] for row in rows]))
        return {row.memory_id: float(value) for row, value in zip(rows, found, strict=True)}

    def vectors(self, rows: Sequence[MemoryRow]) -> dict[str, np.ndarray]:
        """The vector of each row by memory id: from the index where it fits the row's text, else computed."""
        worth = WORTH_OPENING if "chromadb" in sys.modules else WORTH_IMPORTING
        indexed = self._read(rows) if len(rows) >= worth and self.folder.exists() else {}
        return {row.memory_id: indexed[row.memory_id] if row.memory_id in indexed else embed(row.text) for row in rows}

    def sync(self, rows: Sequence[MemoryRow]) -> int:
        """How many rows were written, because the index lacked them or had them otherwise.

        Raises:
            StoreBusy: when another process keeps the index open.
        """
        with file_lock(self._lock, self._wait_seconds):
            try:
                return self._sync(rows)
            except StoreBroken as error:
                _log.warning("%s; it is built anew", error)
                self._clear()
                return self._sync(rows)

    def rebuild(self, rows: Sequence[MemoryRow]) -> int:
        """How many rows the index holds after it was made anew from them; without any it does not exist.

        Its folder is removed first: what Chroma deletes from one stays readable there.

        Raises:
            StoreBusy: when another process keeps the index open.
        """
        with file_lock(self._lock, self._wait_seconds):
            self._clear()
            return self._sync(rows) if rows else 0

    def count(self) -> int:
        """How many rows the index holds; 0 where it does not exist or cannot be read."""
        if not self.folder.exists():
            return 0
        with file_lock(self._lock, self._wait_seconds):
            try:
                with self._collection() as collection:
                    return int(collection.count())
            except StoreBroken:
                return 0

    @property
    def _lock(self) -> Path:
        return self.folder.with_name(self.folder.name + ".lock")

    def _clear(self) -> None:
        """Removes what stands in the index's place, whatever it is; the caller holds the lock."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)
        else:
            self.folder.unlink(missing_ok=True)

    def _sync(self, rows: Sequence[MemoryRow]) -> int:
        with self._collection() as collection:
            standing = _digests(collection)
            stale = [row for row in rows if standing.get(_key(row)) != _digest(row)]
            for start in range(0, len(stale), BATCH):
                _upsert(collection, stale[start : start + BATCH])
        return len(stale)

    def _read(self, rows: Sequence[MemoryRow]) -> dict[str, np.ndarray]:
        """Vectors that fit their rows; nothing when the index is busy or broken, which costs time and no correctness."""
        try:
            with file_lock(self._lock, self._wait_seconds), self._collection() as collection:
                return _fitting(collection, rows)
        except (StoreBusy, StoreBroken) as error:
            _log.warning("%s; vectors are computed", error)
        return {}

    @contextmanager
    def _collection(self) -> Iterator[Collection]:
        """The collection, open until the block ends; the caller holds the lock.

        Raises:
            StoreBroken: for whatever Chroma says about a folder that is damaged or of another shape.
        """
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            client = chromadb.PersistentClient(path=str(self.folder), settings=Settings(anonymized_telemetry=False))
            with closing(cast("_Closing", client)):
                # Without an embedding function of its own Chroma would download one; vectors always come from us.
                yield client.get_or_create_collection(COLLECTION, embedding_function=None)
        except _chroma_errors() as error:
            SharedSystemClient.clear_system_cache()  # a failed open leaves a half-made system behind, which the next one would get
            raise StoreBroken(f"the memory index cannot be read ({type(error).__name__}); `morrow memory rebuild` mends it") from error


class _Closing(Protocol):
    """What Chroma's client can do and does not declare."""

    def close(self) -> None:
        """Lets go of the folder."""
        ...


def _key(row: MemoryRow) -> str:
    return f"{row.person_id}/{row.memory_id}"


def _digest(row: MemoryRow) -> str:
    """What must agree between a row and its entry in the index."""
    return hashlib.sha256(f"{VERSION}\n{row.text}".encode()).hexdigest()


def _digests(collection: Collection) -> dict[str, str]:
    found = collection.get(include=["metadatas"])
    return {key: str(meta.get("digest")) for key, meta in zip(found["ids"], found["metadatas"] or [], strict=True)}


def _upsert(collection: Collection, rows: Sequence[MemoryRow]) -> None:
    """Numbers for dates: Chroma compares nothing else. The text itself stays in the store alone."""
    collection.upsert(
        ids=[_key(row) for row in rows],
        embeddings=np.stack([embed(row.text) for row in rows]),
        metadatas=[
            {
                "digest": _digest(row),
                "kind": row.kind,
                "night": 0 if row.night is None else int(f"{row.night:%Y%m%d}"),
                "known_at": int(row.known_at.timestamp()),
            }
            for row in rows
        ],
    )


def _fitting(collection: Collection, rows: Sequence[MemoryRow]) -> dict[str, np.ndarray]:
    by_key = {_key(row): row for row in rows}
    found = collection.get(ids=list(by_key), include=["embeddings", "metadatas"])
    vectors = np.asarray(found["embeddings"], dtype=np.float32).reshape(len(found["ids"]), -1)
    if vectors.shape[1] != DIMENSIONS:
        return {}
    entries = zip(found["ids"], found["metadatas"] or [], vectors, strict=True)
    return {by_key[key].memory_id: vector for key, meta, vector in entries if meta.get("digest") == _digest(by_key[key])}


def _chroma_errors() -> tuple[type[Exception], ...]:
    """What Chroma raises for a folder that is damaged or of another shape: its own tree, its Rust core's, and SQLite's."""
    import sqlite3

    from chromadb.errors import ChromaError

    return (ChromaError, sqlite3.Error, ValueError, KeyError, AttributeError, RuntimeError, OSError)
