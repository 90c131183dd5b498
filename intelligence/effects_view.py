"""What the evenings of one person do to their nights, in their own units: what was learned, from how much, and which nights it came of.

An effect is an association on what the models did not foresee; it is shown as the evidence of an evening uses it, at a usual dose.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal

from core.events import EVENT_KINDS
from core.records import JournalAnswer
from core.snapshot import Snapshot
from core.targets import PRIMARY
from forecasting.effects import CAP_CONFIRMED, CAP_UNCONFIRMED, CONFIRMED, MIN_CONFIDENCE, Effect, learned_effects, prior_effect
from forecasting.models import ModelsForecast, TargetForecast
from forecasting.series import usable_value

MOST_EVENINGS = 5
"""The last ones that are shown of each kind."""
LEAST_EFFECT = 0.005
"""Of σ: a smaller effect that nothing was learned of says nothing."""

Standing = Literal["learned", "open", "others", "unknown"]
"""Learned: the person's own events say it, and the 80% interval leaves out zero. Open: there are events, and zero is still in it.
Others: no event of theirs yet, only what others' nights suggest. Unknown: nothing at all."""


@dataclass(frozen=True)
class Shift:
    """How far a night of a usual dose is expected to lie from what it would be; the interval holds the effect with 80%."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class TargetEffect:
    """One kind on one target."""

    unit: str
    sigma: Shift
    """In standard deviations of a night's surprise."""
    in_unit: Shift
    """Against the coming night's median."""
    percent: Shift
    prior_sigma: Shift
    """What others' nights suggest, in σ."""
    prior_in_unit: Shift
    prior_percent: Shift
    confirmed: int
    standing: Standing
    most_sigma: float
    """As far as one evening may move the forecast."""
    dose_slope: float
    """0: any amount does the same; 1: it goes with the amount."""


@dataclass(frozen=True)
class NightAfter:
    """What came of one target in the night after an evening."""

    value: float | None
    surprise_sigma: float | None
    """Against what the models expected without the journal; None where the night was not scored."""


@dataclass(frozen=True)
class EveningTold:
    """An evening on which the journal said yes."""

    day: date
    quote: str | None
    amount: float | None
    unit: str | None
    confidence: float
    nights: Mapping[str, NightAfter]


@dataclass(frozen=True)
class KindEffects:
    """One kind of event."""

    kind: str
    label: str
    told: int
    """Evenings on which it was told, with more than an even chance of being so."""
    targets: Mapping[str, TargetEffect]
    evenings: tuple[EveningTold, ...]
    """The last ones, the newest first."""


@dataclass(frozen=True)
class EffectsView:
    """All kinds that there is something to say of."""

    person_id: str
    as_of: str
    kinds: tuple[KindEffects, ...]
    confirmed_from: int = CONFIRMED
    """Scored evenings of a kind from which it may move a forecast by more than `CAP_UNCONFIRMED` σ."""

    def to_json(self) -> dict[str, object]:
        """Everything, dates as ISO text."""
        return _plain(asdict(self))  # type: ignore[return-value]  # an object stays one


def effects_view(snapshot: Snapshot, models: ModelsForecast, *, everything: bool = False) -> EffectsView:
    """The effects of the kinds that were told of at least once, most told first.

    Args:
        snapshot: what is known.
        models: the models' forecast of the coming night: its residuals teach, its medians and spreads give the units.
        everything: kinds that were never told as well, where others' nights suggest something.
    """
    effects = learned_effects(snapshot.journal, models.residuals)
    told = {kind: _told(snapshot.journal, kind, models.night) for kind in EVENT_KINDS}
    found = [_kind(kind, told[kind], snapshot, models, effects) for kind in EVENT_KINDS if told[kind] or everything]
    said = [one for one in found if one.told or any(effect.standing != "unknown" for effect in one.targets.values())]
    return EffectsView(snapshot.person_id, snapshot.as_of.isoformat(), tuple(sorted(said, key=lambda one: (-one.told, one.kind))))


def _told(journal: Sequence[JournalAnswer], kind: str, before: date) -> list[JournalAnswer]:
    """One answer per day that says yes and is believed, the surest, oldest first; days with both answers are left out, as in learning."""
    answers = [one for one in journal if one.kind == kind and one.confidence >= MIN_CONFIDENCE and one.day < before]
    denied = {one.day for one in answers if one.answer == "no"}
    surest: dict[date, JournalAnswer] = {}
    for one in sorted(answers, key=lambda one: one.confidence):
        if one.answer == "yes" and one.day not in denied:
            surest[one.day] = one
    return [surest[day] for day in sorted(surest)]


def _kind(
    kind: str, told: Sequence[JournalAnswer], snapshot: Snapshot, models: ModelsForecast, effects: Mapping[tuple[str, str], Effect]
) -> KindEffects:
    forecasts = {name: one for name in PRIMARY if (one := models.forecast(name)) is not None}
    last = told[::-1][:MOST_EVENINGS]
    return KindEffects(
        kind=kind,
        label=EVENT_KINDS[kind].label,
        told=len(told),
        targets={name: _target(effects[kind, name], one) for name, one in forecasts.items()},
        evenings=tuple(_evening(answer, snapshot, models, forecasts) for answer in last),
    )


def _target(effect: Effect, forecast: TargetForecast) -> TargetEffect:
    sigma, prior = _shift(effect), _shift(prior_effect(effect.kind, effect.target))
    in_unit, prior_in_unit = _in_unit(forecast, sigma), _in_unit(forecast, prior)
    return TargetEffect(
        unit=forecast.target.unit,
        sigma=sigma,
        in_unit=in_unit,
        percent=_in_percent(forecast, in_unit),
        prior_sigma=prior,
        prior_in_unit=prior_in_unit,
        prior_percent=_in_percent(forecast, prior_in_unit),
        confirmed=effect.count,
        standing=_standing(effect, sigma),
        most_sigma=CAP_CONFIRMED if effect.count >= CONFIRMED else CAP_UNCONFIRMED,
        dose_slope=effect.dose_slope,
    )


def _shift(effect: Effect) -> Shift:
    return Shift(effect.mean, *effect.interval_80)


def _in_unit(forecast: TargetForecast, shift: Shift) -> Shift:
    """A shift of the coming night's median that is told in σ, in the target's unit."""
    target, middle = forecast.target, forecast.target.to_scale(forecast.median)
    return Shift(*(target.from_scale(middle + one * forecast.sigma) - forecast.median for one in (shift.mean, shift.low, shift.high)))


def _in_percent(forecast: TargetForecast, shift: Shift) -> Shift:
    """The same, from the target's unit, in percent of the median."""
    return Shift(*(100.0 * one / forecast.median for one in (shift.mean, shift.low, shift.high)))


def _standing(effect: Effect, sigma: Shift) -> Standing:
    if effect.count:
        return "learned" if sigma.low > 0 or sigma.high < 0 else "open"
    return "others" if abs(effect.mean) >= LEAST_EFFECT else "unknown"


def _evening(answer: JournalAnswer, snapshot: Snapshot, models: ModelsForecast, forecasts: Mapping[str, TargetForecast]) -> EveningTold:
    after = answer.day + timedelta(days=1)
    night = next((one for one in snapshot.nights if one.night == after and after < models.night), None)
    came = {
        name: NightAfter(None if night is None else usable_value(night, one.target), models.residuals.get(name, {}).get(after))
        for name, one in forecasts.items()
    }
    return EveningTold(answer.day, answer.quote, answer.amount, answer.unit, answer.confidence, came)


def _plain(value: object) -> object:
    """The value with dates as text, and numbers with no more digits than they deserve."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, 4) + 0.0 if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value
