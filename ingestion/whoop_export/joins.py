"""From the start of a cycle to its wake date: how journal answers and workouts find the day they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class CycleDates:
    """The wake dates of the cycles read so far, by their start."""

    by_start: dict[datetime, date] = field(default_factory=dict)

    def learn(self, start: datetime | None, day: date) -> None:
        """Keeps the wake date of a cycle; the first to tell of it counts."""
        if start is not None:
            self.by_start.setdefault(start, day)

    def of(self, start: datetime | None) -> date | None:
        """The wake date of the cycle that starts there, None if no file tells of it."""
        return self.by_start.get(start) if start is not None else None
