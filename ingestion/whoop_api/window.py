"""One span of time as WHOOP tells it: fetched whole, held against what stands here, written whole. Not which spans are looked at.

A fact that begins in the window and that WHOOP does not list is asked for by its own id before it is taken back: a list may lack what
is there, because it moved or because the pages shifted while they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from core.clock import Clock
from core.connections import Connection
from core.crash import crash_point
from core.errors import ClockFault
from core.quality import CLOCK_TOLERANCE
from core.records import Day, Fact, Measure, Night, Sleep, Workout
from core.revisions import Bookmark
from core.store import Store
from ingestion.live_source import Identity, Tally, identity
from ingestion.whoop_api.api import SOURCE, WhoopApi
from ingestion.whoop_api.facts import Arrival, Told

RUNNING_DAY_EVERY = timedelta(minutes=30)
"""The totals of a day that runs on become a new revision no more often than this: every revision is kept for good."""
Span = tuple[datetime, datetime]
"""From an instant until before another."""


@dataclass(frozen=True)
class Window:
    """What WHOOP told of a span, at the instant at which it had told all."""

    span: Span
    told: Told
    arrival: Arrival

    @cached_property
    def facts(self) -> Sequence[Fact]:
        """What it comes to."""
        return list(self.told.facts(self.arrival))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Of the objects that were told."""
        told = self.told
        return frozenset([*(str(c.id) for c in told.cycles), *(str(s.id) for s in told.sleeps), *(str(w.id) for w in told.workouts)])


@dataclass
class Reading:
    """One sync of one connection: what stands, what was looked at, and the way from WHOOP into the store."""

    store: Store
    api: WhoopApi
    clock: Clock
    connection: Connection
    tally: Tally
    standing: dict[Identity, Fact] = field(init=False)
    marks: dict[str, object] = field(init=False)
    read: Span | None = None
    """Of which time everything has been read before."""
    seen: set[str] = field(default_factory=set)
    """Keys of the objects that WHOOP told, or told to be gone, during this sync."""
    moved: list[Span] = field(default_factory=list)
    """Where WHOOP has objects that it did not list where they stood."""

    def __post_init__(self) -> None:
        person = self.connection.person_id
        self.standing = {identity(fact): fact for fact in self.store.standing(person, SOURCE)}
        self.marks = self.store.bookmarks(person, SOURCE)

    def instant(self, name: str) -> datetime | None:
        """The instant that a bookmark holds."""
        mark = self.marks.get(name)
        return None if mark is None else datetime.fromisoformat(str(mark))

    def arrival(self) -> Arrival:
        """How facts that arrive now are made."""
        return Arrival(self.connection.person_id, self.connection.connected_at, self.clock.now(), self.read)

    def fetch(self, start: datetime, end: datetime) -> Window:
        """All that WHOOP tells of [start, end), and of the cycles that reach into it the sleeps that date them.

        Raises:
            ClockFault: when something of it has not happened yet by this machine's clock.
        """
        cycles = self.api.cycles(start, end)
        since = min([start, *(cycle.start for cycle in cycles)])
        whole = {cycle.id for cycle in cycles}
        told = Told(
            cycles,
            [sleep for sleep in self.api.sleeps(since, end) if sleep.cycle_id in whole or sleep.start >= start],
            self.api.recoveries(since, end),
            # A workout that began before the window and its cycles belongs to the window before; its day cannot be told here.
            [workout for workout in self.api.workouts(start, end) if workout.start >= since],
        )
        window = Window((start, end), told, self.arrival())
        _refuse_what_has_not_happened(window)
        return window

    def keep(self, window: Window, marks: Mapping[str, object]) -> None:
        """Writes a window: its facts, those that WHOOP took back, and the bookmarks."""
        self.seen |= window.keys
        self.tally.looked_at(window.span[0])
        facts = [fact for fact in window.facts if not self._too_soon(fact)]
        self.write(facts, list(self._gone(window)), marks)

    def write(self, facts: Sequence[Fact], gone: Sequence[Fact], marks: Mapping[str, object]) -> None:
        """Writes facts, withdrawals and bookmarks in one transaction."""
        person, now = self.connection.person_id, self.clock.now()
        crash_point("sync.fetched")
        bookmarks = [Bookmark(person, SOURCE, name, value) for name, value in marks.items()]
        self.store.add(facts, recorded_at=now, withdrawn=gone, bookmarks=bookmarks)
        crash_point("sync.written")
        self.tally.count(self.standing, facts, gone)
        self.standing |= {identity(fact): fact for fact in facts}
        for fact in gone:
            del self.standing[identity(fact)]
        self.marks |= marks

    def place_of(self, kind: str, key: str) -> Span | None:
        """Where WHOOP has a cycle, sleep or workout; None if it has it no more."""
        if kind == "cycle":
            cycle = self.api.cycle(int(key))
            return (cycle.start, cycle.end or self.clock.now()) if cycle else None
        activity = self.api.workout(UUID(key)) if kind == "workout" else self.api.sleep(UUID(key))
        return (activity.start, activity.end) if activity else None

    def _too_soon(self, fact: Fact) -> bool:
        """True for the totals of a running day that follow too closely on the last ones."""
        last = self.standing.get(identity(fact))
        if not isinstance(fact, Day) or not isinstance(last, Day) or fact.cycle_end or last.cycle_end:
            return False
        return last.strain is not None and fact.day == last.day and fact.known_at - last.known_at < RUNNING_DAY_EVERY

    def _gone(self, window: Window) -> Iterator[Fact]:
        """The facts that begin in a window and that WHOOP takes back."""
        made = {identity(fact) for fact in window.facts}
        unlisted: dict[str, bool] = {}
        for which, fact in self.standing.items():
            span = span_of(fact)
            if which in made or span is None or not window.span[0] <= span[0] < window.span[1]:
                continue
            if fact.key not in window.keys and fact.key not in unlisted:
                unlisted[fact.key] = self._is_gone(fact)
            # An object that is listed no longer makes this fact: a sleep that became a nap is no night.
            if unlisted.get(fact.key, True):
                yield fact

    def _is_gone(self, fact: Fact) -> bool:
        kind = "cycle" if isinstance(fact, Day) else "workout" if isinstance(fact, Workout) else "sleep"
        place = self.place_of(kind, fact.key)
        if place is None:
            self.seen.add(fact.key)
        else:
            self.moved.append(place)
        return place is None


def span_of(fact: Fact) -> Span | None:
    """When what a fact tells of began and ended; None for what has no place in time."""
    if isinstance(fact, Night) and fact.sleep_start and fact.sleep_end:
        return fact.sleep_start, fact.sleep_end
    if isinstance(fact, Sleep | Workout):
        return fact.start, fact.end
    if isinstance(fact, Day) and fact.cycle_start:
        return fact.cycle_start, fact.cycle_end or fact.cycle_start
    return (fact.at, fact.at) if isinstance(fact, Measure) and fact.at else None


def joined(spans: Iterable[Span], longest: timedelta) -> list[Span]:
    """Spans that cover all of these, neighbours in one as long as it is not longer than that."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and end - found[-1][0] <= longest:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _refuse_what_has_not_happened(window: Window) -> None:
    told, now = window.told, window.arrival.now
    ends = [*(c.end for c in told.cycles if c.end), *(s.end for s in told.sleeps), *(w.end for w in told.workouts)]
    if ends and max(ends) > now + CLOCK_TOLERANCE:
        raise ClockFault(
            f"WHOOP tells of something that ended at {max(ends):%Y-%m-%d %H:%M} UTC, but this machine's clock shows {now:%Y-%m-%d %H:%M}; "
            "set the clock, then sync again"
        )
