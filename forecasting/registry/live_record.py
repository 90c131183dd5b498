"""What sealed live scores say of versions: drift of each target, and duels of challengers with their champions. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from core.errors import UnknownPerson
from core.snapshot import Snapshot
from core.store import Store
from core.targets import TARGETS
from forecasting.registry.challenge import Decision, Pair, swap
from forecasting.registry.drift import Drift, drifted
from forecasting.registry.loading import CHALLENGER
from forecasting.registry.versions import ModelVersion, Versions
from forecasting.series import kind_of, usable_value

MODELS = "models"
"""The opinion that is the models' forecast alone, as scores name it."""


def drift_of(store: Store, as_of: datetime, answered: Mapping[str, date]) -> dict[str, list[Drift]]:
    """Target/kind → what was noticed in the sealed live scores of each person, in σ of the models' own forecast.

    Args:
        store: of the installation.
        as_of: the instant whose knowledge is allowed.
        answered: target/kind → the last night that training has learned from: what was noticed up to it has had its answer.
    """
    found: dict[str, list[Drift]] = {}
    for snapshot in _live(store, as_of):
        for key in _keys(snapshot) & set(answered):
            target = key.split("/")[0]
            scores = {night: said[target]["normalised"][MODELS] for night, said in snapshot.scored.items() if target in said}
            one = drifted(list(scores.values()), since=sum(night <= answered[key] for night in scores))
            if one.flag:
                found.setdefault(key, []).append(one)
    return found


def duels(store: Store, versions: Versions, as_of: datetime) -> list[tuple[ModelVersion, Decision]]:
    """Every challenger, and whether it has proved better than its champion on the nights that both were sealed for."""
    challengers = [row for row in versions.registered() if row.alias == "challenger"]
    if not challengers:
        return []
    people = list(_live(store, as_of))
    return [(row, swap(sorted(_pairs(people, row), key=lambda pair: pair.night))) for row in challengers]


def _pairs(people: Sequence[Snapshot], challenger: ModelVersion) -> Iterator[Pair]:
    """The nights after its training that were sealed with both."""
    for snapshot in people:
        if challenger.key not in _keys(snapshot):
            continue
        for night, said in snapshot.scored.items():
            score = said.get(challenger.target, {})
            crps, normalised = score.get("crps", {}), score.get("normalised", {})
            name, other = challenger.name, challenger.name + CHALLENGER
            if night > challenger.trained_through and name in crps and other in crps and normalised.get(MODELS):
                spread = crps[MODELS] / normalised[MODELS]
                yield Pair(night, crps[name] / spread, crps[other] / spread)


def _live(store: Store, as_of: datetime) -> Iterator[Snapshot]:
    for person in store.people():
        try:
            yield store.snapshot(person, as_of)
        except UnknownPerson:  # erased meanwhile
            continue


def _keys(snapshot: Snapshot) -> set[str]:
    """Target/kind of the newest usable night of each target."""
    newest = {target: [night for night in snapshot.nights if usable_value(night, target) is not None] for target in TARGETS.values()}
    return {f"{target.name}/{kind_of(nights[-1], target)}" for target, nights in newest.items() if nights}
