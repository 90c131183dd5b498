"""The demonstration person: synthetic, always named so, with a life that goes on by a day each day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from agent.bootstrap import World
from agent.day import DEMONSTRATION, evening
from core.errors import Refused
from ingestion.importing import import_path

PERSON = "demo"
SEED = 7
NIGHTS = 400
"""Nights of the life before today."""
EVENINGS = 14
"""Past evenings that are replayed at first, so that the first card has a track record."""
WOKEN_BY = timedelta(hours=12)
"""Into the day (UTC), by when its night is over wherever the person travels."""
Advance = Callable[[int, int], None]


def bring_demonstration(world: World) -> None:
    """Brings the person's life up to this morning; a further day is added to what stands."""
    now = world.clock.now()
    last = (now - WOKEN_BY).date()
    if _told_through(world) < last:
        path = Path(f"synthetic:seed={SEED},nights={NIGHTS},end={last.isoformat()}")
        import_path(world.store, path, person_id=PERSON, now=now)


def live_through(world: World, evenings: int, advance: Advance) -> None:
    """Replays those of the last evenings that come after what the demonstration has sealed already."""
    replay_evenings(world, PERSON, evenings, DEMONSTRATION, advance)


def replay_evenings(world: World, person_id: str, evenings: int, run_id: str, advance: Advance) -> None:
    """Runs the last evenings of a person whose night is known, in strict order, on the replay track; what stands is passed over."""
    from evals.replay import planned

    sealed = [entry.night for entry in world.ledger("replay", run_id).entries("l.kind = 'forecast'") if entry.person_id == person_id]
    plan = [item for item in planned(world, [person_id], evenings) if item.night >= max(sealed, default=date.min)]
    for done, item in enumerate(plan, start=1):
        try:
            evening(world, person_id, as_of=item.as_of, night=item.night, run_id=run_id)
        except Refused:
            continue
        finally:
            advance(done, len(plan))


def _told_through(world: World) -> date:
    """The last date of which anything of the person is told."""
    if PERSON not in world.store.people():
        return date.min
    snapshot = world.store.snapshot(PERSON, datetime.max.replace(tzinfo=world.clock.now().tzinfo))
    return max([night.night for night in snapshot.nights] + [answer.day for answer in snapshot.journal], default=date.min)
