"""From people's nights to registered versions: what is due is trained, judged by rolling origin, kept, and named champion or challenger.

A line is one learner for one target and kind. Its evaluation walks forward in time: trained on all nights before a date, it forecasts
those up to the next date, four times over. Only then is it trained on everything. Each line is registered as soon as it is judged, so
a training that was stopped goes on where it stood: what it left half registered is completed, what is fresh is passed over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from core.snapshot import Panel
from core.store import Store
from core.targets import TARGETS
from forecasting.backtest import features_of
from forecasting.catalog import LEARNERS, OPTIONAL
from forecasting.learners.learner import Learner, Progress, Trained, key_of, silent
from forecasting.prior import digest_of
from forecasting.recipes import follow, recipe_of
from forecasting.registry.drift import Drift
from forecasting.registry.gate import judge
from forecasting.registry.live_record import drift_of, duels
from forecasting.registry.staleness import due
from forecasting.registry.versions import Draft, ModelVersion
from forecasting.rolling_origin import Evaluated, evaluate
from forecasting.rows import newest_series
from forecasting.series import Series
from forecasting.workshop import Workshop, workshop

FRESH = "fresh"
"""Why a line was not trained, mostly."""
LEAST_NIGHTS = 60
"""Nights of a target, of all people together, below which no line is trained."""


@dataclass(frozen=True)
class Line:
    """What became of one learner on one target and kind."""

    learner: str
    key: str
    """Target/kind."""
    version: ModelVersion | None
    """None where nothing was trained."""
    reasons: tuple[str, ...]
    """Why it was due; or why nothing was trained."""


@dataclass(frozen=True)
class Training:
    """What a training came to."""

    as_of: datetime
    lines: tuple[Line, ...]
    swaps: tuple[str, ...] = ()
    """Challengers that took their champion's place, each with its reason."""

    @property
    def trained(self) -> tuple[ModelVersion, ...]:
        """The new versions."""
        return tuple(line.version for line in self.lines if line.version is not None)


def retrain_if_due(store: Store, as_of: datetime, *, progress: Progress = silent) -> Training:
    """What was trained because it was stale or had drifted, of everybody; and which challengers have proved better.

    Only lines that were trained once by `morrow train` are kept fresh: an installation that never trained anything is left with what
    ships, and so is an evening before the champions were trained. Command line, pipelines and evals call this same function.

    Args:
        store: the facts, sealed scores and versions.
        as_of: the instant whose knowledge training may use.
        progress: told what is being done.
    """
    shop = workshop(store, {**LEARNERS, **OPTIONAL}, progress)
    swaps = settle_duels(store, shop, as_of)
    rows, champions = _kept_fresh(shop, as_of)
    if not champions:
        return Training(as_of, (), swaps)
    panel, drift = store.panel(None, as_of), drift_of(store, as_of, _answered(rows, champions))
    lines: list[Line] = []
    for ours in _by_recipe(champions):
        name, keys = ours[0].name, frozenset(row.key for row in ours)
        one = dataclasses.replace(shop, learners={name: follow(shop.learners[name], ours[0].code_version)})
        lines += train(panel, one, as_of=as_of, wanted=keys, drift=drift).lines
    return Training(as_of, tuple(lines), swaps)


def drift_now(store: Store, as_of: datetime) -> dict[str, list[Drift]]:
    """Target/kind → what has drifted since its lines were last trained, of everybody; nothing where nothing was ever trained."""
    rows, champions = _kept_fresh(workshop(store, {**LEARNERS, **OPTIONAL}), as_of)
    return drift_of(store, as_of, _answered(rows, champions)) if champions else {}


def _kept_fresh(shop: Workshop, as_of: datetime) -> tuple[list[ModelVersion], list[ModelVersion]]:
    """All versions of the learners there are, and those champions among them that had been trained by that instant."""
    rows = [row for row in shop.versions.registered(retired=True) if row.name in shop.learners]
    return rows, [row for row in rows if row.alias == "champion" and row.trained_at <= as_of]


def _answered(rows: Sequence[ModelVersion], champions: Sequence[ModelVersion]) -> dict[str, date]:
    """Target/kind → the night up to which all lines that are kept fresh have been trained anew: drift before it has had its answer."""
    found: dict[str, date] = {}
    for champion in champions:
        trained = [row.trained_through for row in rows if _same(row, champion)]
        found[champion.key] = min(max(trained), found.get(champion.key, date.max))
    return found


def _same(one: ModelVersion, other: ModelVersion) -> bool:
    """True for versions of one line and recipe."""
    return (one.key, one.name, one.code_version) == (other.key, other.name, other.code_version)


def _by_recipe(champions: Sequence[ModelVersion]) -> list[list[ModelVersion]]:
    """The champions of one learner and recipe together: they are trained together."""
    found: dict[tuple[str, str], list[ModelVersion]] = {}
    for row in champions:
        found.setdefault((row.name, row.code_version), []).append(row)
    return list(found.values())


def settle_duels(store: Store, shop: Workshop, as_of: datetime) -> tuple[str, ...]:
    """The challengers that took their champion's place, on sealed live scores alone."""
    told = []
    for challenger, decision in duels(store, shop.versions, as_of):
        if decision.swap:
            shop.versions.set_alias(challenger, "champion")
            told.append(f"{challenger.label} took its champion's place: {decision.reason}")
    if told:
        shop.log.keep_in_step(shop.versions.registered(retired=True))
    return tuple(told)


def train(
    panel: Panel,
    shop: Workshop,
    *,
    as_of: datetime,
    wanted: frozenset[str] | None = None,
    drift: Mapping[str, Sequence[Drift]] | None = None,
    force: bool = False,
) -> Training:
    """Every line that is due, trained, judged and registered.

    Args:
        panel: the people to learn from, as known at `as_of`.
        shop: where versions are made and kept.
        as_of: the instant whose knowledge is allowed; the versions carry it.
        wanted: target/kind to train for; all that have nights enough by default.
        drift: target/kind → what was noticed there since the last training.
        force: trains what is fresh too.
    """
    people = series_of_people(panel)
    lines: list[Line] = []
    completed = shop.complete()
    for place, learner in enumerate(shop.learners.values()):
        keys = [key for key in keys_of(people) if wanted is None or key in wanted]
        reasons = {key: _why(shop, learner, key, people, as_of, (drift or {}).get(key, ()), force=force) for key in keys}
        asked = {key: why for key, why in reasons.items() if why}
        shop.progress(f"{learner.name}: {len(asked)} of {len(keys)} lines are due", place / max(len(shop.learners), 1))
        lines += [Line(learner.name, key, None, (FRESH,)) for key in keys if key not in asked]
        if asked:
            lines += _train_lines(learner, asked, people, shop, as_of)
    if completed or any(line.version for line in lines):
        shop.tidy(as_of)
    return Training(as_of, tuple(lines))


def series_of_people(panel: Panel) -> dict[str, tuple[Series, ...]]:
    """Person → the newest series of every target with its features, of everybody who has any."""
    found: dict[str, tuple[Series, ...]] = {}
    for history in panel.histories:
        features = features_of(history)
        series = tuple(newest_series(history, target, features) for target in TARGETS.values())
        if any(one.usable for one in series):
            found[history.person_id] = tuple(one for one in series if one.usable)
    return found


def keys_of(people: Mapping[str, Sequence[Series]]) -> tuple[str, ...]:
    """Every target and kind with nights enough to learn from, in order."""
    nights: dict[str, int] = {}
    for one in (one for series in people.values() for one in series):
        nights[key_of(one)] = nights.get(key_of(one), 0) + one.usable
    return tuple(sorted(key for key, count in nights.items() if count >= LEAST_NIGHTS))


def _why(
    shop: Workshop,
    learner: Learner,
    key: str,
    people: Mapping[str, Sequence[Series]],
    as_of: datetime,
    drift: Sequence[Drift],
    *,
    force: bool,
) -> tuple[str, ...]:
    target, kind = key.split("/")
    line = shop.versions.registered(target=target, kind=kind, name=learner.name, retired=True)
    rows, recipe = [row for row in line if row.trained_at <= as_of], recipe_of(learner)
    own = [row for row in rows if row.code_version == recipe]  # another recipe's freshness is its own affair
    serving = [row for row in own if row.alias is not None and not row.struck]
    found = due(own or rows, _last_night(people, key), drift, as_of, code_version=recipe) + shop.damage(serving)
    return found or (("was asked for",) if force else ())


def _last_night(people: Mapping[str, Sequence[Series]], key: str) -> date:
    return max(last_usable(one) for series in people.values() for one in series if key_of(one) == key)


def last_usable(series: Series) -> date:
    """The date of the last night with a value."""
    return series.start + timedelta(days=int(np.flatnonzero(np.isfinite(series.values))[-1]))


def _train_lines(
    learner: Learner, asked: Mapping[str, Sequence[str]], people: Mapping[str, Sequence[Series]], shop: Workshop, as_of: datetime
) -> list[Line]:
    """Evaluates and trains one learner, and registers the lines asked for.

    It sees all targets even where one line is due: a learner may learn of one from the others, and a recipe gives one model however
    often its training was stopped.
    """
    begun = shop.clock()
    chosen = _only(people, set(keys_of(people)))
    evaluated = evaluate(learner, chosen, lambda before, told: shop.training_set(before, f"{learner.name}, {told}"))
    final = learner.train(shop.training_set(chosen, f"{learner.name}, on all nights"))
    seconds = (shop.clock() - begun) / max(len(final), 1)
    lines = []
    for key, why in asked.items():
        if key not in final or key not in evaluated:
            lines.append(Line(learner.name, key, None, (f"needs more nights than there are ({', '.join(why)})",)))
        else:
            draft = _draft(learner, key, final[key], evaluated[key], chosen, as_of)
            curves = {**final[key].curves(), "crps_by_origin": evaluated[key].per_origin}
            lines.append(Line(learner.name, key, shop.register(draft, final[key].files(), curves, seconds), tuple(why)))
    return lines


def _only(people: Mapping[str, Sequence[Series]], keys: set[str]) -> dict[str, tuple[Series, ...]]:
    found = {person: tuple(one for one in series if key_of(one) in keys) for person, series in people.items()}
    return {person: series for person, series in found.items() if series}


def _draft(
    learner: Learner, key: str, trained: Trained, evaluated: Evaluated, people: Mapping[str, Sequence[Series]], as_of: datetime
) -> Draft:
    target, kind = key.split("/")
    return Draft(
        name=learner.name,
        target=target,
        kind=kind,
        trained_at=as_of,
        trained_through=max(trained.trained_through or date.min, *(last_usable(one) for series in people.values() for one in series)),
        people=frozenset(map(digest_of, people)),
        gate=judge(evaluated.metrics),
        metrics={**evaluated.metrics.numbers(), "start_weight": evaluated.weight, "start_spread": evaluated.spread},
        settings=dict(trained.report()),
        code_version=recipe_of(learner),
    )
