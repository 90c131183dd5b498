"""What if the day had gone otherwise: the forecast as it is, the forecast under the change, and how surely they differ.

What is measured acts through the features of the trained models, events of the journal through their learned effects (DESIGN §5, one
door). Either is an association that was learned from days that went so by themselves, not the effect of a deed.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.errors import BadInput
from core.events import EVENT_KINDS
from core.records import JournalAnswer
from core.snapshot import Snapshot
from core.targets import TARGETS, Target
from forecasting.effects import Adjusted, Effect, GradedEvidence, apply_evidence, prior_effect, relative_dose
from forecasting.features.scenario import Changes, scenario
from forecasting.features.table import FeatureTable
from forecasting.member_terms import Setting, setting_of, trained_of
from forecasting.models import ModelsForecast, TargetForecast
from forecasting.quantiles import MEDIAN, open_ended, to_unit

ASSOCIATION = "association, not cause"
COVERS = (
    "The range of the difference is an 80% one. It covers how surely the effect of such days is known: of journal events the learned "
    "uncertainty, of measured things how far the models disagree and what so many nights can tell at best. It does not cover what else "
    "would be different on such a day, nor the scatter of single nights."
)
EVENTS = ("alcohol", "late_meal", "caffeine", "hard_training", "illness")
"""Changes that act as evidence; the others act through features."""
LEAST_EFFECT = 0.005
"""Of σ: a move of the models, or an effect without confirmed events, that is smaller is what shrinkage left over, and says nothing."""
_ALL = "all"
_TINY = 1e-9
_Z80 = 1.2815515655446004

Ground = Literal["learned", "others", "as_it_is", "unknown"]
"""What is known of one change for one target: what the models or this person's own events taught; only what other people's nights
suggest; the forecast supposes so already; nothing."""


@dataclass(frozen=True)
class Supposed:
    """What the changes would make of a forecast."""

    quantiles: tuple[float, ...]
    """(21,) in the target's unit."""
    difference: float
    """Of the medians, in the target's unit."""
    interval_80: tuple[float, float]
    """Of the difference; see `COVERS`."""
    capped: bool
    """True where effects of events were bounded, since too few are confirmed."""


@dataclass(frozen=True)
class TargetWhatIf:
    """One target under the changes."""

    target: Target
    as_it_is: tuple[float, ...]
    """Quantiles (21,) in the target's unit: the models', with what this evening's journal says."""
    grounds: Mapping[str, Ground]
    """Change → what is known of it."""
    supposed: Supposed | None
    """None where nothing is known of any change, or all of them are so already."""


@dataclass(frozen=True)
class WhatIf:
    """A counterfactual night."""

    night: date
    changes: Mapping[str, float | bool]
    targets: Mapping[str, TargetWhatIf]
    words: str = ASSOCIATION
    covers: str = COVERS


def what_if(
    snapshot: Snapshot,
    models: ModelsForecast,
    features: FeatureTable,
    effects: Mapping[tuple[str, str], Effect],
    changes: Changes,
    names: Sequence[str] = tuple(TARGETS),
) -> WhatIf:
    """The forecasts of the coming night under the changes, beside the forecasts as they are.

    Args:
        snapshot: what is known; its instant is the one at which the changes are supposed.
        models: the models' forecast.
        features: those that it was made of.
        effects: of events, by (kind, target).
        changes: what is supposed.
        names: of targets; what is not forecast is left out, and so is a target whose last value would itself be changed.

    Raises:
        BadInput: if nothing is changed, or a night of which nothing is known.
    """
    told = {name: value for name, value in dataclasses.asdict(changes).items() if value is not None}
    if not told:
        raise BadInput(f"wanted at least one change, found none; known: {', '.join(one.name for one in dataclasses.fields(Changes))}")
    tables = _supposed_tables(snapshot, models.night, features, changes)
    told_tonight = _told_tonight(snapshot, models.night)
    doses = {kind: relative_dose(kind, answer.amount, answer.unit) for kind, answer in told_tonight.items()}
    likely = {kind: answer.confidence for kind, answer in told_tonight.items()}
    evening = _Evening(likely, doses, {name: bool(told[name]) for name in told if name in EVENTS}, effects)
    asked = [name for name in models.targets if name in names and name not in told and models.forecast(name) is not None]
    settings = {name: setting_of(snapshot.nights, models, name, features) for name in asked}
    unmoved = {name: _unmoved(features.row(models.night), name, told[name]) for name in told if name not in EVENTS and name not in tables}
    return WhatIf(models.night, told, {name: _target(setting, tables, unmoved, evening) for name, setting in settings.items()})


@dataclass(frozen=True)
class _Evening:
    """What is told of the evening's events, and what is supposed."""

    told: Mapping[str, float]
    """Kind → probability, of what the journal says."""
    doses: Mapping[str, float]
    """Kind → dose, of what the journal says; what is only supposed is of a usual one."""
    changed: Mapping[str, bool]
    effects: Mapping[tuple[str, str], Effect]

    @property
    def supposed(self) -> dict[str, float]:
        """Kind → probability under the changes."""
        return {kind: p for kind, p in {**self.told, **{kind: float(yes) for kind, yes in self.changed.items()}}.items() if p > 0.0}

    def effect(self, kind: str, target: str) -> Effect:
        """What is known of a kind's effect."""
        return self.effects.get((kind, target)) or prior_effect(kind, target)

    def dose(self, kind: str) -> float:
        """The dose of a kind, 1 being usual."""
        return self.doses.get(kind, 1.0)

    def moved(self, kind: str) -> float:
        """By how much its probability changes."""
        return self.supposed.get(kind, 0.0) - self.told.get(kind, 0.0)

    def ground(self, kind: str, target: str) -> Ground:
        """What is known of a changed kind."""
        effect = self.effect(kind, target)
        if not self.moved(kind):
            return "as_it_is"
        if effect.count:
            return "learned"
        return "others" if abs(effect.mean) >= LEAST_EFFECT else "unknown"

    def applied(self, forecast: TargetForecast, kinds: Mapping[str, float]) -> Adjusted:
        """The forecast with those kinds as evidence."""
        return apply_evidence(
            forecast, [GradedEvidence(kind, "yes", p, "", "supposed", self.dose(kind)) for kind, p in kinds.items()], self.effects
        )

    def bounded(self, adjusted: Adjusted, target: str, kinds: Mapping[str, float]) -> bool:
        """True where the shift is not the whole of what the effects say."""
        return abs(adjusted.shift - sum(p * self.effect(kind, target).at(self.dose(kind))[0] for kind, p in kinds.items())) > _TINY


def _told_tonight(snapshot: Snapshot, night: date) -> dict[str, JournalAnswer]:
    """Kind → the surest answer, of what this evening's journal says yes to and never no."""
    tonight = [answer for answer in snapshot.journal if answer.day == night - timedelta(days=1) and answer.kind in EVENT_KINDS]
    denied = {answer.kind for answer in tonight if answer.answer == "no"}
    told: dict[str, JournalAnswer] = {}
    for answer in tonight:
        if answer.answer == "yes" and answer.kind not in denied:
            told[answer.kind] = max(told.get(answer.kind, answer), answer, key=lambda one: one.confidence)
    return told


def _supposed_tables(snapshot: Snapshot, night: date, features: FeatureTable, changes: Changes) -> dict[str, FeatureTable]:
    """Measured change → the features under it alone; `_ALL` → under all of them. What moves no feature, since it is so, is left out."""
    measured = [one.name for one in dataclasses.fields(changes) if one.name not in EVENTS and getattr(changes, one.name) is not None]
    if not measured:
        return {}
    apart = {name: _only(changes, [name]) for name in measured} | {_ALL: _only(changes, measured)}
    rows = {name: scenario(snapshot, night, snapshot.as_of, some, first=night).row(night) for name, some in apart.items()}
    usual = features.row(night)
    return {name: features.with_values(night, row) for name, row in rows.items() if not _same(row, usual)}


def _same(row: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return all(value == other[name] or (math.isnan(value) and math.isnan(other[name])) for name, value in row.items())


def _only(changes: Changes, names: Sequence[str]) -> Changes:
    """Those changes and no others."""
    return dataclasses.replace(changes, **{one.name: None for one in dataclasses.fields(changes) if one.name not in names})


def _unmoved(row: Mapping[str, float], name: str, value: float) -> Ground:
    """What is known of a change that moves no feature: it is so already, or nobody tells of such things."""
    already = {"strain": True, "bedtime_shift_minutes": value == 0.0, "sleep_minutes": value == row["sleep_minutes_lag_1"]}
    return "as_it_is" if already[name] else "unknown"


def _target(setting: Setting, tables: Mapping[str, FeatureTable], unmoved: Mapping[str, Ground], evening: _Evening) -> TargetWhatIf:
    forecast, name = setting.forecast, setting.forecast.target.name
    moves = _moves(setting, tables)
    grounds: dict[str, Ground] = {change: "learned" if move.learned else "unknown" for change, move in moves.items() if change != _ALL}
    grounds |= {**unmoved, **{kind: evening.ground(kind, name) for kind in evening.changed}}
    before = evening.applied(forecast, evening.told)
    if not {"learned", "others"} & set(grounds.values()):
        return TargetWhatIf(forecast.target, before.quantiles, grounds, None)
    move = moves[_ALL] if _ALL in moves and moves[_ALL].learned else _Move(0.0, 0.0, learned=False)
    after = evening.applied(_shifted(forecast, move.mean), evening.supposed)
    events = [evening.moved(kind) * evening.effect(kind, name).sd for kind in evening.changed]
    sd = math.hypot(move.sd, *(forecast.sigma * one for one in events))
    capped = any(evening.bounded(one, name, kinds) for one, kinds in ((before, evening.told), (after, evening.supposed)))
    return TargetWhatIf(forecast.target, before.quantiles, grounds, _supposed(forecast.target, before, after, sd, capped=capped))


def _supposed(target: Target, before: Adjusted, after: Adjusted, sd: float, *, capped: bool) -> Supposed:
    one, other = before.quantiles[MEDIAN], after.quantiles[MEDIAN]
    low, high = (
        min(max(target.from_scale(target.to_scale(other) + side * _Z80 * sd), target.plausible[0]), target.plausible[1]) for side in (-1, 1)
    )
    return Supposed(after.quantiles, other - one, (low - one, high - one), capped)


@dataclass(frozen=True)
class _Move:
    """What a change of features does to the combination's median, on the modelling scale."""

    mean: float
    sd: float
    learned: bool


def _moves(setting: Setting, tables: Mapping[str, FeatureTable]) -> dict[str, _Move]:
    """Change → what it moves."""
    if not tables:
        return {}
    weights = {row.name: row.weight for row in setting.forecast.forecasters}
    usual = _medians(setting, setting.series.features)
    return {change: _move(setting.forecast, weights, usual, _medians(setting, table)) for change, table in tables.items()}


def _move(forecast: TargetForecast, weights: Mapping[str, float], usual: Mapping[str, float], changed: Mapping[str, float]) -> _Move:
    """Weighted mean of the members' differences; rules do not see the change and say none.

    Its variance is that between the members plus σ²/n: n nights can tell no mean, hence no effect, more surely than that.
    """
    differences = {name: changed[name] - usual[name] if name in usual else 0.0 for name in weights}
    mean = math.fsum(weights[name] * one for name, one in differences.items())
    between = math.fsum(weights[name] * (one - mean) ** 2 for name, one in differences.items())
    size = math.fsum(weights[name] * abs(one) for name, one in differences.items())
    return _Move(mean, math.sqrt(between + forecast.sigma**2 / forecast.usable_nights), size >= LEAST_EFFECT * forecast.sigma)


def _medians(setting: Setting, features: FeatureTable | None) -> dict[str, float]:
    """Trained member → its median of the coming night with those features, on the modelling scale."""
    series = dataclasses.replace(setting.series, features=features)
    trained = {name: trained_of(member, series.next_night) for name, member in setting.awake.items()}
    return {name: float(one.correction(series, setting.basis.prior).medians[-1]) for name, one in trained.items() if one is not None}


def _shifted(forecast: TargetForecast, move: float) -> TargetForecast:
    """The forecast moved on the modelling scale."""
    if not move:
        return forecast
    row = open_ended(forecast.target, forecast.quantiles) + move
    return dataclasses.replace(forecast, quantiles=tuple(to_unit(forecast.target, row).tolist()))
