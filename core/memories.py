"""A row of memory as the store keeps it: episodes, reflections, notes. What they mean is the package `memory`'s business."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

MemoryKind = Literal["episode", "reflection", "note"]


@dataclass(frozen=True, kw_only=True)
class MemoryRow:
    """One remembered thing; `memory_id` is unique within person, track and run, so that writing it twice is one row."""

    memory_id: str
    kind: MemoryKind
    person_id: str
    track: Literal["live", "replay"]
    run_id: str
    night: date | None
    known_at: datetime
    text: str
    """The words that are indexed and shown."""
    state: tuple[float, ...] | None = None
    """State vector of the evening, for episodes."""
    data: dict[str, object] = field(default_factory=dict)
    """JSON-able details."""
