"""What sealed live scores say of versions: drift of each target, and duels of challengers with their champions. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from core.errors import UnknownPerson
from core.snapshot import Snapshot
from core.store import Store
from core.targets import TARGETS
from forecasting.features.build import feature_table
from forecasting.learners.design import told_by_own_past
from forecasting.registry.challenge import Decision, Pair, swap
from forecasting.registry.drift import Drift, drifted, inputs_drifted
from forecasting.registry.loading import CHALLENGER
from forecasting.registry.versions import ModelVersion, Versions
from forecasting.series import kind_of, usable_value

WATCHED = {
    "hrv_rmssd_ms/default": "hrv_ln_lag_1",
    "resting_hr_bpm/unsmoothed": "resting_hr_lag_1",
    "resp_rate_brpm/default": "resp_rate_lag_1",
    "nightly_hr_bpm/default": "nightly_hr_lag_1",
}
"""Target/kind → the feature whose drift is watched: last night's value against the person's own past. A step of three standard
deviations is noticed within six weeks in nine of ten simulated people; nobody of sixty without one rang in a year, at a lag-1 correlation
of 0.3 or 0.5. What the vendor smooths wanders too much to be watched so."""
MODELS = "models"
"""The opinion that is the models' forecast alone, as scores name it."""


def drift_of(store: Store, as_of: datetime, answered: Mapping[str, date]) -> dict[str, list[Drift]]:
    """Target/kind → what was noticed in each person's sealed live scores, in σ of the models' forecast, and in the target's own nights.

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
            noticed = (
                drifted(list(scores.values()), since=sum(night <= answered[key] for night in scores)),
                _drift_of_nights(snapshot, key, answered[key]),
            )
            flagged = [one for one in noticed if one.flag]
            if flagged:
                found.setdefault(key, []).extend(flagged)
    return found


def _drift_of_nights(snapshot: Snapshot, key: str, answered: date) -> Drift:
    """Drift of a target's nights as told against the person's own past."""
    feature = WATCHED.get(key)
    if feature is None:
        return Drift(False, None, "the nights of this target are not watched")
    table = told_by_own_past(feature_table(snapshot, snapshot.nights[-1].night + timedelta(days=1), as_of=snapshot.as_of))
    column = table.values[:, table.names.index(feature)].tolist()
    return inputs_drifted({feature: column}, since=(answered - table.start).days + 2)


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
