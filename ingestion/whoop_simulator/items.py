"""An object of the service through time: the versions it goes through, and what can be seen of it at an instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from core.records import Day
from ingestion.whoop_simulator.objects import Json, cycle_score, stamp

Kind = Literal["cycle", "sleep", "recovery", "workout"]
EventType = Literal["sleep.updated", "sleep.deleted", "recovery.updated", "recovery.deleted", "workout.updated", "workout.deleted"]
_EVENT_TYPES: Mapping[Kind, tuple[EventType, EventType]] = {
    "sleep": ("sleep.updated", "sleep.deleted"),
    "recovery": ("recovery.updated", "recovery.deleted"),
    "workout": ("workout.updated", "workout.deleted"),
}


@dataclass(frozen=True)
class Running:
    """A cycle that has not ended: its totals grow in steps."""

    day: Day
    since: datetime
    upto: datetime
    step: timedelta

    def grown(self, body: Json, now: datetime) -> Json:
        """The object with the totals so far, and the time of the last step."""
        done = (now - self.since) // self.step
        at = self.since + done * self.step
        return {**body, "updated_at": stamp(at), "score": cycle_score(self.day, min((at - self.since) / (self.upto - self.since), 0.99))}


@dataclass(frozen=True)
class Version:
    """What an object is from an instant on."""

    at: datetime
    body: Json | None
    """None: deleted."""
    end: datetime | None = None
    """End of the object as far as this version knows; None while it goes on."""
    running: Running | None = None

    def shown(self, now: datetime) -> Json:
        """The object as it is answered."""
        body = self.body or {}
        return self.running.grown(body, now) if self.running else body


@dataclass(frozen=True)
class Item:
    """One object. Of a recovery, start and end are those of its sleep, and so is the id."""

    kind: Kind
    id: str
    start: datetime
    versions: tuple[Version, ...]

    def at(self, now: datetime) -> Version | None:
        """Its version at an instant; None while there is nothing to see, and after it was deleted."""
        place = bisect_right(self._instants, now)
        version = self.versions[place - 1] if place else None
        return version if version and version.body is not None else None

    @cached_property
    def _instants(self) -> list[datetime]:
        return [version.at for version in self.versions]

    def events(self) -> list[Event]:
        """What is pushed about it: created counts as updated. There are no events about cycles."""
        if self.kind not in _EVENT_TYPES:
            return []
        updated, deleted = _EVENT_TYPES[self.kind]
        return [Event(v.at, deleted if v.body is None else updated, self.id) for v in self.versions]


@dataclass(frozen=True)
class Event:
    """One thing that is pushed."""

    at: datetime
    type: EventType
    id: str


@dataclass(frozen=True)
class Shelf:
    """All objects of one kind of one person, ascending by start."""

    items: Sequence[Item]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Each by its id."""
        return {item.id: item for item in self.items}

    @cached_property
    def starts(self) -> list[datetime]:
        """Their starts, in the same order."""
        return [item.start for item in self.items]
