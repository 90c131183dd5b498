"""Whose evening a partition is: simulated people replay the evening of that date, everybody else lives today only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent.bootstrap import World
from core.nights import evening_of, slot_at, zone_of

RUN_ID = "dagster"
"""Run id of the evenings that are materialised for simulated people."""


@dataclass(frozen=True)
class Due:
    """One person's evening, as `agent.day.evening` wants it."""

    person_id: str
    as_of: datetime | None = None
    """The simulated instant; None is now, on the live track."""
    run_id: str | None = None


def due(world: World, day: date) -> list[Due]:
    """The evenings of that local date that may be run, in order of person; a live person's past cannot be sealed any more."""
    records = world.store.persons()
    found = []
    for person_id in world.store.people():
        record = records.get(person_id)
        if record is not None and record.simulated:
            zone = zone_of(record.time_zone, None)
            found.append(Due(person_id, evening_of(day + timedelta(days=1), zone), RUN_ID))
        elif _evening_now(world, person_id) == day:
            found.append(Due(person_id))
    return found


def _evening_now(world: World, person_id: str) -> date:
    """The local date of the evening that is on, or that comes next; until 04:00 it is still yesterday's."""
    now = world.clock.now()
    return slot_at(now, world.store.snapshot(person_id, now).zone).night - timedelta(days=1)
