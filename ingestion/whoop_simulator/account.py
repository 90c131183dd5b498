"""One simulated person's account: what the service answers about them at an instant."""

from __future__ import annotations

import random
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from core.errors import BadInput
from ingestion.synthetic import SyntheticPerson
from ingestion.whoop_simulator.habits import Habits
from ingestion.whoop_simulator.items import Event, Item, Kind, Shelf, Version
from ingestion.whoop_simulator.lives import items_of
from ingestion.whoop_simulator.objects import Activity, Json, activity_id, cycle_id, day_of_cycle, stamp, user_id
from ingestion.whoop_simulator.paging import Page, Query, token_of

_AHEAD = timedelta(days=60)
"""How much of a life is made beyond what is asked for; later days never change earlier ones."""
_NEEDED = timedelta(days=4)
"""How far beyond an instant a life must reach to tell all about that instant."""


@dataclass(frozen=True)
class _Made:
    """What a life of some length comes to."""

    upto: datetime
    shelves: Mapping[Kind, Shelf]
    events: list[Event]


class Account:
    """The account of a synthetic person, whose life goes on for as long as the clock does."""

    def __init__(self, person: SyntheticPerson, habits: Habits) -> None:
        self.person = person
        self.user_id = user_id(person.person_id)
        self._habits = habits
        self._made: _Made | None = None
        self._changed: dict[tuple[Kind, str], Item] = {}
        self._lock = threading.RLock()

    def page(self, kind: Kind, query: Query, now: datetime) -> Page:
        """The newest objects of a window, descending by start."""
        shelf = self._upto(now).shelves[kind]
        place = bisect_left(shelf.starts, min(query.end, query.before or query.end))
        records: list[Json] = []
        last = now
        for item in reversed(shelf.items[:place]):
            version = item.at(now)
            if version is None:
                continue
            if query.start and version.end and version.end < query.start:
                break  # objects of a kind do not overlap: all others ended before, too
            if len(records) == query.limit:
                return Page(tuple(records), token_of(self.user_id, last))
            records.append(version.shown(now))
            last = item.start
        return Page(tuple(records), None)

    def find(self, kind: Kind, identity: str, now: datetime) -> Json | None:
        """One object, or None where there is none to see. A recovery goes by the id of its sleep."""
        item = self._upto(now).shelves[kind].by_id.get(identity)
        version = item.at(now) if item else None
        return version.shown(now) if version else None

    def of_cycle(self, kind: Kind, cycle: int, now: datetime) -> Json | None:
        """The main sleep or the recovery of a cycle."""
        if self.find("cycle", str(cycle), now) is None:
            return None
        return self.find(kind, self.activity("sleep", day_of_cycle(cycle)), now)

    def activity(self, what: Activity, day: date) -> str:
        """The id of the sleep, nap or workout of a date, whether there is one or not."""
        return str(activity_id(self.person.person_id, what, day))

    def cycle(self, day: date) -> str:
        """The id of the cycle of a wake date, whether there is one or not."""
        return str(cycle_id(self.user_id, day))

    def events(self, after: datetime, upto: datetime) -> list[Event]:
        """What is pushed in (after, upto], in order."""
        events = self._upto(upto).events
        first, last = (bisect_right(events, instant, key=_at) for instant in (after, upto))
        return events[first:last]

    def next_event(self, after: datetime, upto: datetime) -> datetime | None:
        """When the first thing is pushed in (after, upto]."""
        events = self._upto(upto).events
        place = bisect_right(events, after, key=_at)
        return events[place].at if place < len(events) and events[place].at <= upto else None

    def change(self, kind: Kind, identity: str, now: datetime, changed: Callable[[Json], Json] | None) -> Event | None:
        """What is pushed about an object that somebody changes by hand, or deletes (None); nothing about a cycle.

        Raises:
            BadInput: when there is no such object to see.
        """
        with self._lock:
            made = self._upto(now)
            item = made.shelves[kind].by_id.get(identity)
            version = item.at(now) if item else None
            if item is None or version is None:
                raise BadInput(f"{self.person.person_id} has no {kind} {identity} at {stamp(now)}")
            body = {**changed(version.shown(now)), "updated_at": stamp(now)} if changed else None
            versions = (*(v for v in item.versions if v.at < now), Version(now, body, version.end))
            changed_item = replace(item, versions=versions)
            self._changed[kind, identity] = changed_item
            shelf = Shelf([changed_item if old is item else old for old in made.shelves[kind].items])
            self._made = _made(made.upto, {**made.shelves, kind: shelf})
            return next(iter(changed_item.events()[-1:]), None)

    def profile(self) -> Json:
        """Who the account is of; the names say that nobody is."""
        name = self.person.person_id
        return {"user_id": self.user_id, "email": f"{name}@example.invalid", "first_name": "Synthetic", "last_name": name}

    @property
    def resting_hr(self) -> float:
        """The person's usual resting heart rate."""
        return self.person.traits.levels["resting_hr_bpm"]

    def body(self) -> Json:
        """What the person told of their body."""
        rng = random.Random(f"{self.person.person_id}|{self.person.seed}|body")  # noqa: S311  # simulated, not secret
        return {
            "height_meter": round(rng.uniform(1.55, 1.95), 2),
            "weight_kilogram": round(rng.uniform(52.0, 96.0), 1),
            "max_heart_rate": rng.randint(176, 201),
        }

    def _upto(self, now: datetime) -> _Made:
        """The life so far and a little beyond."""
        with self._lock:
            if self._made is None or self._made.upto < now + _NEEDED:
                longest = datetime.combine(self.person.end, time(0, 0), UTC)
                self._made = self._make(max(now + _AHEAD, longest))
            return self._made

    def _make(self, upto: datetime) -> _Made:
        found = items_of(replace(self.person, end=upto.date()), self._habits)
        changed = {kind: [self._changed.get((kind, item.id), item) for item in items] for kind, items in found.items()}
        return _made(upto, {kind: Shelf(items) for kind, items in changed.items()})


def _made(upto: datetime, shelves: Mapping[Kind, Shelf]) -> _Made:
    return _Made(upto, shelves, sorted((event for shelf in shelves.values() for item in shelf.items for event in item.events()), key=_at))


def _at(event: Event) -> datetime:
    return event.at
