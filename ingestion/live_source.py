"""The one shape of a live source: it brings one connection up to date and tells as it goes what came of it.

What a source wrote before it failed stays written and counted: every window is whole or not there at all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.clock import Clock
from core.connections import Connection
from core.records import TABLES, Fact
from core.revisions import Counts
from core.settings import Settings
from core.store import Store

Progress = Callable[[str, int, int | None], None]
"""Called with words for what is being done, how much of it is done, and of how much, if that is known."""
Identity = tuple[type[Fact], str]
"""What tells the facts of one person and source apart."""
_TABLE_OF = {record: table for table, record in TABLES.items()}


def silent(words: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass
class Tally:
    """What a sync has come to so far."""

    by_table: dict[str, Counts] = field(default_factory=dict)
    """Table of the store → what changed in it."""
    since: datetime | None = None
    """From when facts were looked at."""
    requests: int = 0

    def looked_at(self, since: datetime) -> None:
        """Notes that facts were looked at from there on."""
        self.since = since if self.since is None else min(self.since, since)

    def count(self, standing: Mapping[Identity, Fact], facts: Iterable[Fact], withdrawn: Iterable[Fact]) -> None:
        """Adds what facts change that are written over those that stand."""
        for fact in facts:
            before = standing.get(identity(fact))
            change = Counts(added=1) if before is None else Counts(unchanged=1) if same(before, fact) else Counts(revised=1)
            self._add(fact, change)
        for fact in withdrawn:
            self._add(fact, Counts(withdrawn=1))

    def _add(self, fact: Fact, change: Counts) -> None:
        table = _TABLE_OF[type(fact)]
        self.by_table[table] = self.by_table.get(table, Counts()) + change


class LiveSource(Protocol):
    """One source that can be asked for news at any time."""

    def __call__(self, store: Store, settings: Settings, clock: Clock, connection: Connection, *, tally: Tally, progress: Progress) -> None:
        """Brings a connection up to date, its waiting events included. One call at a time for a person.

        Raises:
            Reconnect: when the grant is gone.
            SourceUnavailable: when the service could not be had.
            SourceBroken: when it answered what its description does not know.
            ClockFault: when this machine's clock cannot be right.
        """
        ...


def identity(fact: Fact) -> Identity:
    """What tells a fact apart from the others of its person and source."""
    return type(fact), fact.key


def same(one: Fact, other: Fact) -> bool:
    """True when both tell the same, whenever each became known."""
    return dataclasses.replace(one, known_at=other.known_at) == other
