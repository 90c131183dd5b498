"""What is due for whom at an instant: evenings to forecast, mornings to settle, weekly reports. A question over the store, no act.

Whoever ticks (Dagster every hour, a person by hand) asks this and runs the same rituals; a machine that slept asks later and finds
what is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from agent.bootstrap import World
from agent.day import STALE_AFTER
from agent.settle import sealing_order, unsettled
from core.entries import LIVE
from core.nights import evening_of, local_instant, slot_at
from core.records import Person
from core.snapshot import Snapshot

LEAST_NIGHTS = 3
"""Before as many nights as a forecast needs, asking again and again would only be refused."""
DutyKind = Literal["evening", "morning", "weekly_report"]
PIPELINES = "pipelines"
"""Run id of simulated people's evenings that a tick found due: they are sealed on the replay track."""
REPORTED = "weekly_report"
"""Name of the bookmark, of source `morrow`, that holds the Monday (ISO date) of a person's last weekly report."""
_WEEKLY_AT = time(9, 0)


@dataclass(frozen=True)
class Duty:
    """One thing to do for one person."""

    kind: DutyKind
    person_id: str
    day: date
    """Its partition: the local date of the evening, of the waking, or of the Monday that ends the week."""
    as_of: datetime | None
    """As `agent.day` wants it: None is now, on the live track; an instant is a simulated person's."""
    run_id: str | None
    """As `agent.day` wants it."""


def due_now(world: World, people: Iterable[str] | None = None) -> tuple[Duty, ...]:
    """Everything that is due at the world's now for anybody of these people, or for anybody at all, in their order."""
    now, records = world.clock.now(), world.store.persons()
    asked = world.store.people() if people is None else people
    return tuple(duty for person in asked for duty in _of_person(world, person, records.get(person), now))


def _of_person(world: World, person_id: str, record: Person | None, now: datetime) -> Iterator[Duty]:
    simulated = record is not None and record.simulated
    as_of, run_id = (now, PIPELINES) if simulated else (None, None)
    snapshot = world.store.snapshot(person_id, now, track="replay" if simulated else "live", run_id=run_id or LIVE)
    today = now.astimezone(snapshot.zone).date()
    if unsettled(snapshot):
        yield Duty("morning", person_id, today, as_of, run_id)
    night = evening_due(snapshot)
    if night is not None:
        yield Duty("evening", person_id, night - timedelta(days=1), as_of, run_id)
    monday = today - timedelta(days=today.weekday())
    if snapshot.scores and now >= local_instant(monday, _WEEKLY_AT, snapshot.zone):
        reported = world.store.bookmarks(person_id, "morrow").get(REPORTED)
        if reported is None or str(reported) < monday.isoformat():
            yield Duty("weekly_report", person_id, monday, as_of, run_id)


def evening_due(snapshot: Snapshot) -> date | None:
    """The night whose forecast is to be sealed at the snapshot's instant; None when none is, or when it stands.

    The first is due when the window opens, so that whoever goes to bed early has one; at the scheduled time it is revised by what came
    since; afterwards only when the person told something: an answer, a rating, a workout.
    """
    now, zone = snapshot.as_of, snapshot.zone
    slot = slot_at(now, zone)
    before = [night for night in snapshot.nights if night.night < slot.night]
    if slot.is_preview(now) or len(before) < LEAST_NIGHTS or slot.night - before[-1].night > STALE_AFTER:
        return None
    sealed = [entry for entry in snapshot.forecasts if entry.night == slot.night and entry.horizon == 1]
    last = max(sealed, key=sealing_order, default=None)
    if last is None:
        return slot.night
    scheduled = last.written_at < evening_of(slot.night, zone) <= now
    news = last.facts_digest != snapshot.facts_digest and (scheduled or _told_since(snapshot, last.written_at))
    return slot.night if news else None


def _told_since(snapshot: Snapshot, instant: datetime) -> bool:
    told = (*snapshot.journal, *snapshot.measures, *snapshot.workouts)
    return any(fact.known_at > instant for fact in told)
