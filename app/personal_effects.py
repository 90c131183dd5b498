"""What a person's evenings do to their nights, from the store alone: it settles, seals and writes nothing."""

from __future__ import annotations

from agent.bootstrap import World
from agent.day import resolve_when
from app.instants import instant_at
from core.errors import NotEnoughData
from core.nights import slot_at
from core.targets import PRIMARY
from intelligence.effects_view import EffectsView, effects_view


def personal_effects(world: World, person_id: str, as_of: str | None, *, everything: bool = False) -> EffectsView:
    """The effects of events on that person, as known at an instant.

    Args:
        world: the installation.
        person_id: whose.
        as_of: the instant whose knowledge is allowed, as the person wrote it; None is now, or the evening of a simulated person.
        everything: kinds of which nothing was told as well.

    Raises:
        NotEnoughData: when no primary target can be forecast, so that a shift has no unit and no night was a surprise.
        BadInput: when the instant cannot be read, or lies in the future.
    """
    when = resolve_when(world, person_id, instant_at(world, person_id, as_of), None)
    snapshot = world.store.snapshot(person_id, when.as_of, track=when.track, run_id=when.run_id)
    models = world.models(snapshot, slot_at(when.as_of, snapshot.zone).night)
    if all(models.forecast(name) is None for name in PRIMARY):
        raise NotEnoughData(f"wanted enough nights of {person_id!r} by {when.as_of:%F %T} UTC to forecast one, found too few; import some")
    return effects_view(snapshot, models, everything=everything)
