"""The corpus of spoken entries: sentences as people tell their evening, each with the events that it tells of; not how they are said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.events import EVENT_KINDS
from core.records import Answer

CORPUS = Path(__file__).with_name("corpus") / "spoken.json"


@dataclass(frozen=True)
class ToldEvent:
    """One event that a sentence tells of."""

    kind: str
    answer: Answer
    days_ago: int = 0
    amount: float | None = None
    time: str | None = None
    """Local time as HH:MM, where the words tell one."""

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS or self.answer not in ("yes", "no"):
            raise ValueError(f"wanted a kind of the catalog and yes or no, found {self.kind!r}: {self.answer!r}")


@dataclass(frozen=True)
class SpokenEntry:
    """One entry of the corpus."""

    name: str
    text: str
    events: tuple[ToldEvent, ...]


def spoken_entries() -> tuple[SpokenEntry, ...]:
    """All sixty, in the corpus's order."""
    rows: list[dict[str, Any]] = json.loads(CORPUS.read_text(encoding="utf-8"))
    return tuple(SpokenEntry(row["id"], row["text"], tuple(ToldEvent(**event) for event in row["events"])) for row in rows)
