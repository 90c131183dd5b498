"""Meals that a person, or an app of theirs, tells one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from agent.bootstrap import World
from core.errors import BadInput
from core.records import Fact
from core.revisions import Counts
from ingestion.alignment import day_of
from ingestion.meals import measures_of

AHEAD = timedelta(minutes=10)
"""A clock elsewhere may go before ours."""


def tell_meals(world: World, person_id: str, meals: Sequence[tuple[datetime, Mapping[str, float]]]) -> Counts:
    """What changed; each meal is known from now on, and belongs to the waking day of the person's own clock.

    Args:
        world: the installation.
        person_id: who ate; facts of them stand here.
        meals: time, and nutrient → amount.

    Raises:
        BadInput: for a meal that lies ahead, that tells of no nutrient, or that is told twice.
    """
    now = world.clock.now()
    zone = world.store.snapshot(person_id, now).zone
    facts: list[Fact] = []
    for at, amounts in meals:
        if at > now + AHEAD:
            raise BadInput(f"wanted meals that have been eaten, found one at {at.isoformat()}")
        if not amounts:
            raise BadInput(f"wanted at least one nutrient of the meal at {at.isoformat()}, found none")
        facts += measures_of(person_id, day_of(at, zone), at, amounts, known_at=now)
    return world.store.add(facts, recorded_at=now)
