"""The clock as an argument: wall time for live work, a fixed instant for replays and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The current instant, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        """The machine's time in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is set: the simulated instant of a replay."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to, in UTC."""
        return self.instant.astimezone(UTC)
