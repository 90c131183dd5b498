"""The two rituals of a day: `evening` forecasts the coming night, `morning` tells what was said, what came, and what was learned.

Command line, Dagster, HTTP and evals call these same two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from agent.bootstrap import World
from agent.checkpoints import drop_checkpoints
from agent.settle import sealing_order, settle
from core.crash import crash_point
from core.database import file_lock
from core.entries import LIVE, LedgerEntry, Track
from core.errors import BadInput, ClockFault, LedgerBroken, NotEnoughData
from core.ledger import Sealed
from core.nights import Slot, evening_of, slot_at, slot_of_night
from core.snapshot import Snapshot

STANDALONE = "replay"
"""Run id of evenings replayed one at a time with `--as-of`: they are sealed and scored, and remember nothing of each other."""
DEMONSTRATION = "demo"
"""Run id of simulated people, whose clock stands at an evening."""
STALE_AFTER = timedelta(days=21)
"""A live forecast wants facts at least this fresh: an older level says little about tonight."""

Status = Literal["sealed", "stands", "preview", "late"]
Progress = Callable[[str], None]


def _silent(_stage: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Evening:
    """What an evening run came to."""

    status: Status
    forecast: dict[str, object]
    """Forecast JSON, schema version 1."""


@dataclass(frozen=True)
class When:
    """Which instant, track and run an evening is of."""

    as_of: datetime
    track: Track
    run_id: str


def evening(
    world: World,
    person_id: str,
    *,
    as_of: datetime | None = None,
    night: date | None = None,
    run_id: str | None = None,
    progress: Progress = _silent,
) -> Evening:
    """The forecast of the coming night: sealed in its window, a preview before it, late after its deadline.

    Settles first what has come true. Nothing new known, no new revision: then the forecast that stands is given back. A run
    that was killed anywhere and is started again ends in the one forecast that it would have sealed.

    Args:
        world: the installation.
        person_id: whose night.
        as_of: replays the evening of that instant on the replay track; None is now, on the live track.
        night: the date of the night, if not the one that the instant looks at.
        run_id: joins a replay with memory; None replays the evening for itself.
        progress: told each stage as it begins.

    Raises:
        UnknownPerson: when nothing is known of that person.
        NotEnoughData: when too little, or nothing recent enough, is known for an honest forecast.
        BadInput: when `as_of` lies in the future, or the night beyond the coming one.
        ClockFault: when a live clock stands before the arrival of what is known, or before the last seal.
    """
    when = resolve_when(world, person_id, as_of, run_id)
    with file_lock(world.folder("runs") / f"{when.track}-{when.run_id}-{person_id}.lock".replace("/", "_"), _lock_wait(world)):
        progress("resolve")
        snapshot = resolve(world, person_id, when)
        slot = _slot(when.as_of, snapshot, night)
        seen = _seen(snapshot, slot, when)
        standing = _standing(snapshot, slot)
        if standing is not None and standing.facts_digest == seen.facts_digest:
            drop_checkpoints(world, snapshot)
            return Evening("stands", {**standing.payload, "seal": standing.seal})
        _refuse_stale(seen, slot)
        if not slot.is_preview(when.as_of):
            _refuse_clock_set_back(world, person_id, when)
        found = _run(world, seen, slot, when, progress)
        drop_checkpoints(world, snapshot)
        return found


def _slot(as_of: datetime, snapshot: Snapshot, night: date | None) -> Slot:
    coming = slot_at(as_of, snapshot.zone)
    if night is not None and night > coming.night:
        raise BadInput(f"wanted a night up to the coming one, {coming.night}, found {night}; nights further ahead are not forecast")
    return slot_of_night(night, snapshot.zone) if night else coming


def resolve_when(world: World, person_id: str, as_of: datetime | None, run_id: str | None) -> When:
    """Instant, track and run of an evening; a simulated person's clock stands at the evening after the last known night."""
    now = world.clock.now()
    person = world.store.persons().get(person_id)
    simulated = person is not None and person.simulated
    if as_of is None:
        if not simulated:
            return When(now, "live", LIVE)
        latest = world.store.snapshot(person_id, now + timedelta(days=2))
        if not latest.nights:
            raise NotEnoughData(f"wanted nights of {person_id!r}, found none; import some")
        last = latest.nights[-1].night
        return When(evening_of(last + timedelta(days=1), latest.zone), "replay", run_id or DEMONSTRATION)
    if as_of > now + (timedelta(days=1) if simulated else timedelta(0)):
        raise BadInput(f"wanted an instant in the past, found {as_of:%F %T} UTC; leave --as-of out to forecast tonight")
    return When(as_of, "replay", run_id or STANDALONE)


def resolve(world: World, person_id: str, when: When) -> Snapshot:
    """What is known at that instant, after everything that came true by then was scored and remembered."""
    from agent.remembering import remember_scored

    snapshot = world.store.snapshot(person_id, when.as_of, track=when.track, run_id=when.run_id)
    if settle(world, snapshot):
        snapshot = world.store.refreshed(snapshot)
    if remember_scored(world, snapshot):
        crash_point("resolve.remembered")
        snapshot = world.store.refreshed(snapshot)
    return snapshot


def _lock_wait(world: World) -> float:
    return world.settings.llm_deadline_seconds + world.settings.lock_wait_seconds


def _seen(snapshot: Snapshot, slot: Slot, when: When) -> Snapshot:
    """What the forecast may see: nothing of its own night or later; nothing said by other evenings, if it is replayed for itself."""
    seen = replace(
        snapshot,
        nights=tuple(night for night in snapshot.nights if night.night < slot.night),
        sleeps=tuple(sleep for sleep in snapshot.sleeps if sleep.day < slot.night),
        days=tuple(day for day in snapshot.days if day.day < slot.night),
        journal=tuple(answer for answer in snapshot.journal if answer.day < slot.night),
        workouts=tuple(workout for workout in snapshot.workouts if workout.day < slot.night),
        measures=tuple(measure for measure in snapshot.measures if measure.day < slot.night),
        entries=tuple(entry for entry in snapshot.entries if entry.day < slot.night),
    )
    if when.run_id == STANDALONE:
        seen = replace(seen, forecasts=(), outcomes=(), scores=(), memories=())
    return seen


def _standing(snapshot: Snapshot, slot: Slot) -> LedgerEntry | None:
    revisions = [entry for entry in snapshot.forecasts if entry.night == slot.night and entry.horizon == 1]
    return max(revisions, key=sealing_order, default=None)


def _refuse_clock_set_back(world: World, person_id: str, when: When) -> None:
    """A live clock that stands before the arrival of facts could seal, as if in time, what has come true already."""
    last = world.store.last_recorded(person_id) if when.track == "live" else None
    if last is not None and last > when.as_of:
        raise ClockFault(f"the clock says {when.as_of:%F %T} UTC, but facts of {person_id!r} arrived at {last:%F %T}; set the clock right")


def _refuse_stale(snapshot: Snapshot, slot: Slot) -> None:
    if not snapshot.nights:
        raise NotEnoughData(f"wanted nights before {slot.night}, found none known by {snapshot.as_of:%F %T} UTC; import some")
    age = slot.night - snapshot.nights[-1].night
    if age > STALE_AFTER:
        raise NotEnoughData(
            f"wanted a night of the last {STALE_AFTER.days} days, found none since {snapshot.nights[-1].night} ({age.days} days before "
            f"{slot.night}); import newer data, or replay a past evening with --as-of"
        )


def _run(world: World, snapshot: Snapshot, slot: Slot, when: When, progress: Progress) -> Evening:
    """Runs the agent's graph; imports it only here, because most calls end before."""
    from agent.daily_run import Run, run_evening

    def seal(forecast: dict[str, object]) -> Sealed:
        ledger = world.ledger(when.track, when.run_id)
        at = when.as_of if when.track == "replay" else world.clock.now()
        return ledger.seal(forecast, facts_digest=snapshot.facts_digest, at=at, deadline=slot.latest_deadline)

    preview = slot.is_preview(when.as_of)
    forecast = asyncio.run(run_evening(Run(world, snapshot, slot, None if preview else seal, progress)))
    if preview:
        return Evening("preview", forecast)
    return Evening("late" if forecast["late"] else "sealed", forecast)


@dataclass(frozen=True)
class Morning:
    """Said, came, why, learned: of the last night that was scored."""

    night: date
    forecast: dict[str, object]
    score: dict[str, object]
    later_values: dict[str, float] | None
    """What the values were revised to after scoring, if they were."""
    learned: str | None
    """The reflection that was written."""


def morning(world: World, person_id: str, *, as_of: datetime | None = None, run_id: str | None = None) -> Morning:
    """The last scored night of the person, after settling what has come true.

    Raises:
        NotEnoughData: when no forecast has come true yet.
    """
    when = resolve_when(world, person_id, as_of, run_id)
    snapshot = resolve(world, person_id, when)
    if not snapshot.scores:
        raise NotEnoughData(f"no sealed forecast of {person_id!r} has come true yet; come back after the next night is imported")
    score = max(snapshot.scores, key=lambda entry: (entry.night, entry.sequence))
    sequence = score.payload["forecast_sequence"]
    standing = next((entry for entry in snapshot.forecasts if entry.sequence == sequence), None)
    if standing is None:
        raise LedgerBroken(f"night {score.night} is scored, but the forecast of it is not there; run: morrow ledger verify")
    outcomes = [entry for entry in snapshot.outcomes if entry.night == score.night]
    later = outcomes[-1].payload["values"] if len(outcomes) > 1 else None
    reflections = [row for row in snapshot.memories if row.kind == "reflection" and row.night == score.night]
    return Morning(
        night=score.night,
        forecast={**standing.payload, "seal": standing.seal},
        score={**score.payload, "targets": snapshot.scored[score.night]},
        later_values=later if isinstance(later, dict) else None,
        learned=reflections[-1].text if reflections else None,
    )
