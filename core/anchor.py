"""The anchor: an append-only file outside the data that remembers every head of every ledger.

Someone who rewrites the database cannot rewrite what was anchored before; so a cut or re-forged tail shows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Head:
    """The last link of a chain at one moment."""

    ledger_id: str
    sequence: int
    sha256: str
    store_id: str = ""
    """The mark of the store that holds the ledger."""


def append_heads(path: Path, heads: list[Head]) -> None:
    """Adds heads to the anchor file and forces them to the disk before it returns."""
    if not heads:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = "".join(json.dumps(asdict(head)) + "\n" for head in heads)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, (_mend(path) + lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mend(path: Path) -> str:
    """A line break, if a killed writer left the last line without one; else nothing."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return ""
        file.seek(-1, os.SEEK_END)
        return "" if file.read(1) == b"\n" else "\n"


def read_heads(path: Path, ledger_id: str) -> dict[int, str]:
    """The anchored hash of each sequence of one ledger, in the order of the file; the first anchored one counts.

    A torn line, left by a killed writer, is passed over: its head was never acknowledged.
    """
    heads: dict[int, str] = {}
    for head in _heads(path):
        if head.ledger_id == ledger_id:
            heads.setdefault(head.sequence, head.sha256)
    return heads


def anchored_ledgers(path: Path, store_id: str) -> list[str]:
    """The ids of every ledger that was ever anchored for that store, in order of their first head."""
    return list(dict.fromkeys(head.ledger_id for head in _heads(path) if head.store_id == store_id))


def _heads(path: Path) -> Iterator[Head]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for line in lines:
        head = _parse(line)
        if head is not None:
            yield head


def _parse(line: str) -> Head | None:
    try:
        row = json.loads(line)
        return Head(str(row["ledger_id"]), int(row["sequence"]), str(row["sha256"]), str(row.get("store_id", "")))
    except (ValueError, KeyError, TypeError):
        return None
