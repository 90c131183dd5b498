"""The coming night explained, target by target, from the store alone: it settles, seals and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agent.bootstrap import World
from agent.day import resolve_when
from app.instants import instant_at
from core.errors import NotEnoughData
from core.nights import slot_at
from forecasting.explanation import Explanation, explain
from forecasting.features.build import feature_table
from forecasting.member_terms import setting_of
from forecasting.models import Abstained
from forecasting.ranking import Ranked, feature_ranking


@dataclass(frozen=True)
class Explained:
    """One evening's forecasts, explained."""

    person_id: str
    night: date
    as_of: datetime
    targets: dict[str, tuple[Explanation, tuple[Ranked, ...]]]
    """In the order of their catalog."""
    abstained: dict[str, str]
    """Target → why there is no forecast."""


def explained(world: World, person_id: str, as_of: str | None, wanted: Sequence[str]) -> Explained:
    """The explanation of the models' forecast of the coming night.

    Args:
        world: the installation.
        person_id: whose.
        as_of: the instant whose knowledge is allowed, as the person wrote it; None is now, or the evening of a simulated person.
        wanted: names of targets.

    Raises:
        NotEnoughData: when nothing is known of that person by then.
        BadInput: when the instant cannot be read, or lies in the future.
    """
    when = resolve_when(world, person_id, instant_at(world, person_id, as_of), None)
    snapshot = world.store.snapshot(person_id, when.as_of, track=when.track, run_id=when.run_id)
    if not snapshot.nights:
        raise NotEnoughData(f"wanted nights of {person_id!r} by {when.as_of:%F %T} UTC, found none; name a later instant, or import some")
    night = slot_at(when.as_of, snapshot.zone).night
    models = world.models(snapshot, night)
    features = feature_table(snapshot, night, as_of=when.as_of)
    said = {name: one for name, one in models.targets.items() if name in wanted}
    settings = {name: setting_of(snapshot.nights, models, name, features) for name, one in said.items() if not isinstance(one, Abstained)}
    told = {name: (explain(setting), feature_ranking(setting)) for name, setting in settings.items()}
    return Explained(person_id, night, when.as_of, told, {name: one.reason for name, one in said.items() if isinstance(one, Abstained)})
