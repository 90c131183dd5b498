"""What every fact of one export shares, and the sleep that two of its files tell of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from core.records import Fact, Sleep

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Origin:
    """Whose facts these are and where they come from."""

    person_id: str
    source: str
    source_epoch: str

    def make(self, record: Callable[..., F], key: str, known_at: datetime, **values: object) -> F:
        """The fact of that record class with its values."""
        return record(person_id=self.person_id, source=self.source, source_epoch=self.source_epoch, key=key, known_at=known_at, **values)


@dataclass(frozen=True)
class SleepSpan:
    """One sleep, nap or not."""

    start: datetime
    end: datetime
    zone: tzinfo
    nap: bool
    asleep: float | None
    resp_rate: float | None

    def fact(self, origin: Origin) -> Sleep:
        """The sleep as a fact, known when it had both begun and ended."""
        return origin.make(
            Sleep,
            self.start.isoformat(),
            max(self.start, self.end),
            day=self.end.astimezone(self.zone).date(),
            start=self.start,
            end=self.end,
            nap=self.nap,
            sleep_minutes=self.asleep,
            resp_rate_brpm=self.resp_rate,
        )
