"""A learner judged as time went by: trained on all nights before a date, it forecasts those up to the next date, four times over.

People are cut at the same dates, so nobody's future is in the training of anybody's forecast. The declared rules forecast the same nights.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from forecasting.catalog import BASELINES, FORECASTERS
from forecasting.fitting import LOSS_STEEPNESS, SCALE_PER_MEAN_ABSOLUTE
from forecasting.forecaster import Forecaster
from forecasting.learners.learner import Learner, Trained, TrainingSet, key_of
from forecasting.models import MIN_USABLE
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, Floats, to_unit
from forecasting.registry.gate import Metrics, measured
from forecasting.series import Series

ORIGINS = (0.6, 0.7, 0.8, 0.9)
"""Shares of all usable nights that lie before the dates from which is forecast."""
MOST_WEIGHT = 0.15
"""Weight that a version starts with where it equals the best rule; what is 5% worse starts with 1/e of it."""
OURS = "ours"
Places = npt.NDArray[np.intp]
Prepare = Callable[[Mapping[str, Sequence[Series]], str], TrainingSet]
"""People as an evening knew them, and what is being done with them → what a learner takes."""


@dataclass(frozen=True)
class Evaluated:
    """What the rolling evaluation of one line found."""

    metrics: Metrics
    per_origin: tuple[float, ...]
    """CRPS of each stretch, in the target's unit."""
    weight: float
    """What it may start with in the combination."""
    spread: float
    """One-step t-scale of its errors, on the modelling scale."""


def evaluate(learner: Learner, people: Mapping[str, Sequence[Series]], training_set: Prepare) -> dict[str, Evaluated]:
    """Target/kind → evaluation, of what could be trained at any of the origins.

    Args:
        learner: what is judged.
        people: whom it learns from and is judged on, with all their nights.
        training_set: makes what a learner takes, of people as an evening knew them.
    """
    cuts = origins(people)
    stretches: dict[str, list[_Stretch]] = {}
    for turn, (cut, until) in enumerate(pairwise([*cuts, date.max])):
        before = cut_off(people, cut)
        data = training_set(before, f"evaluated from {cut} ({turn + 1} of {len(cuts)})")
        for key, one in (learner.train(data) if before else {}).items():
            stretches.setdefault(key, []).append(_forecast(one, key, people, data.priors[key], cut, until))
    return {key: _summed(learner.name, key, found) for key, found in stretches.items() if any(one.nights for one in found)}


def origins(people: Mapping[str, Sequence[Series]]) -> list[date]:
    """The dates from which the rolling evaluation forecasts, ascending: by shares of all usable nights; none without nights."""
    days = sorted(
        one.start.toordinal() + int(place)
        for series in people.values()
        for one in series
        for place in np.flatnonzero(np.isfinite(one.values))
    )
    return sorted({date.fromordinal(days[int(share * len(days))]) for share in ORIGINS}) if days else []


def cut_off(people: Mapping[str, Sequence[Series]], night: date) -> dict[str, tuple[Series, ...]]:
    """The same people as the evening before that night knew them: neither it nor anything later, of series and features."""
    found: dict[str, tuple[Series, ...]] = {}
    for person, series in people.items():
        begun = [one for one in series if one.start < night]
        ended = (one.before(night) if one.next_night > night else one for one in begun)
        kept = [dataclasses.replace(one, features=one.features.until(night) if one.features else None) for one in ended]
        if any(one.usable for one in kept):
            found[person] = tuple(one for one in kept if one.usable)
    return found


@dataclass(frozen=True)
class _Stretch:
    """Forecasts from one origin to the next: by forecaster, person → rows; and what came."""

    observed: Mapping[str, Floats]
    quantiles: Mapping[str, Mapping[str, Floats]]
    errors: Mapping[str, Floats]
    """Person → errors of the medians, on the modelling scale."""

    @property
    def nights(self) -> int:
        return sum(len(one) for one in self.observed.values())


def _forecast(trained: Trained, key: str, people: Mapping[str, Sequence[Series]], prior: TargetPrior, since: date, until: date) -> _Stretch:
    observed, errors = {}, {}
    quantiles: dict[str, dict[str, Floats]] = {name: {} for name in (OURS, *BASELINES)}
    for person, one in ((person, one) for person, series in people.items() for one in series if key_of(one) == key):
        places = _scored_places(one, since, until)
        if not len(places):
            continue
        observed[person] = _values(one, places)
        for name, forecaster in _rivals(trained).items():
            path = forecaster.path(one, prior)[places]
            quantiles[name][person] = to_unit(one.target, path)
            if name == OURS:
                errors[person] = one.values[places] - path[:, MEDIAN]
    return _Stretch(observed, quantiles, errors)


def _rivals(trained: Trained) -> dict[str, Forecaster]:
    return {OURS: trained, **{name: FORECASTERS[name] for name in BASELINES}}


def _scored_places(series: Series, since: date, until: date) -> Places:
    """Places of usable nights from `since` on and before `until`, with enough usable nights before them."""
    known = np.isfinite(series.values)
    nights = series.start.toordinal() + np.arange(len(series.values))
    inside = (nights >= since.toordinal()) & (nights < until.toordinal())
    return np.flatnonzero(known & inside & (np.cumsum(known) > MIN_USABLE))


def _values(series: Series, places: Places) -> Floats:
    """Values (m,) in the target's unit."""
    return np.array([series.target.from_scale(value) for value in series.values[places].tolist()])


def _summed(name: str, key: str, stretches: Sequence[_Stretch]) -> Evaluated:
    people = sorted({person for one in stretches for person in one.observed})
    observed = {person: _joined([one.observed for one in stretches], person) for person in people}
    rows = {who: {person: _joined([one.quantiles[who] for one in stretches], person) for person in people} for who in (OURS, *BASELINES)}
    metrics = measured(key, name, observed, rows[OURS], {rule: rows[rule] for rule in BASELINES})
    errors = np.concatenate([one for stretch in stretches for one in stretch.errors.values()])
    per_origin = tuple(measured(key, name, one.observed, one.quantiles[OURS], {}).crps for one in stretches if one.nights)
    return Evaluated(metrics, per_origin, _start_weight(metrics), SCALE_PER_MEAN_ABSOLUTE * float(np.abs(errors).mean()))


def _joined(parts: Sequence[Mapping[str, Floats]], person: str) -> Floats:
    return np.concatenate([one[person] for one in parts if person in one])


def _start_weight(metrics: Metrics) -> float:
    """Falls exponentially with what its CRPS exceeds the best rule's by."""
    over = metrics.over_best.estimate
    return MOST_WEIGHT * math.exp(LOSS_STEEPNESS * min(over, 0.0)) if math.isfinite(over) else 0.0
