"""How good the outlooks of past evenings would have been, horizon by horizon, against the person's own mean and the last night.

Each evening is forecast from what was known at its 21:00, with nights and evenings after it unknown even where they came to be known.
The two baselines are told in widths that were measured for them on the same nights, in hindsight: a skill is not won from a bad width.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import numpy as np

from core.nights import evening_of
from core.records import Night
from core.snapshot import PersonHistory
from core.targets import Target
from forecasting import scores
from forecasting.bootstrap import Skill, skill
from forecasting.ensemble import COMBINATION, Basis, EnsemblePath, run_ensemble
from forecasting.features.ahead import calendar_ahead
from forecasting.features.table import FeatureTable
from forecasting.horizon_spread import MOST_NIGHTS, beyond_a_gap, measured_factors
from forecasting.horizons import medians_ahead, mixture, spread_out
from forecasting.models import MIN_USABLE
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN, Floats, interval, spread_of, to_unit
from forecasting.rows import END_OF_TIME
from forecasting.series import Epoch, Series, epoch_of, series_within, standing_epoch, usable_value

BASELINES = ("personal_mean", "persistence")


@dataclass(frozen=True)
class Evening:
    """One evening's outlook and what came; on the modelling scale."""

    night: date
    """The coming one."""
    kind: str
    prior: TargetPrior
    missing: int
    """Nights without a value just before it."""
    observed: Floats
    """(7,) NaN where the night has no value."""
    rows: Mapping[str, Floats]
    """`COMBINATION` and each baseline → quantiles (21,) of the coming night."""
    shifts: Mapping[str, Floats]
    """The same names → (7,) medians less that of the coming night."""

    def errors(self, name: str) -> Floats:
        """Errors (7,) of the medians, in the spread of the coming night."""
        row = self.rows[name]
        missed: Floats = (self.observed - row[MEDIAN] - self.shifts[name]) / float(spread_of(row))
        return missed

    def quantiles(self, name: str, factors: Floats) -> Floats:
        """Quantiles (7, 21) with those measured factors (7,)."""
        wider = beyond_a_gap(factors, self.missing, self.prior)
        return np.stack([spread_out(self.rows[name], shift, factor) for shift, factor in zip(self.shifts[name], wider, strict=True)])


@dataclass(frozen=True)
class HorizonReport:
    """How outlooks did at one horizon; in the target's unit, means within a person and then over people."""

    nights: int
    people: int
    crps: float
    mae: float
    coverage_80: float
    """Over all nights."""
    width_80: float
    skill_crps: Mapping[str, Skill]
    skill_mae: Mapping[str, Skill]

    def to_json(self) -> dict[str, object]:
        """All numbers."""
        return asdict(self)


def person_evenings(
    history: PersonHistory, target: Target, basis_of: Callable[[Series], Basis], features: FeatureTable | None, *, every: int = 1
) -> list[Evening]:
    """The outlooks of a person's past evenings that have `MIN_USABLE` usable nights before them and one with a value ahead.

    Args:
        history: all revisions.
        target: what is forecast.
        basis_of: the population that a series starts from; it must not be fitted on this person.
        features: what each evening knew, row by row.
        every: only each so-manieth evening.
    """
    outcomes = _first_outcomes(history, target)
    if not outcomes:
        return []
    run = _Runs(_usable(history.at(END_OF_TIME), target, date.max), basis_of, features)
    days = (max(outcomes) - min(outcomes)).days
    found = (_evening(history, target, min(outcomes) + timedelta(days=day), outcomes, run) for day in range(1, days + 1, every))
    return [evening for evening in found if evening is not None]


def measured_widths(evenings: Sequence[Evening], name: str = COMBINATION) -> Floats:
    """Factors (7,) as these evenings ask for; only of those that knew the night before, which are wide for nothing else."""
    errors = [evening.errors(name) for evening in evenings if evening.missing == 0]
    return measured_factors(np.reshape(errors, (-1, MOST_NIGHTS)))


def horizon_reports(target: Target, people: Mapping[str, Sequence[Evening]], widths: Mapping[str, Floats]) -> dict[int, HorizonReport]:
    """Horizon → report, of all horizons that anybody has a night of.

    Args:
        target: what was forecast.
        people: person → evenings.
        widths: person → factors (7,) of the combination.
    """
    everybody = [evening for evenings in people.values() for evening in evenings]
    hindsight = {name: measured_widths(everybody, name) for name in BASELINES}
    asked = {person: evenings for person, evenings in people.items() if evenings}
    told = {person: _scored(target, evenings, {COMBINATION: widths[person], **hindsight}) for person, evenings in asked.items()}
    reports = {}
    for horizon in range(1, MOST_NIGHTS + 1):
        here = {person: one for person, scored in told.items() if len((one := scored.at(horizon)).observed)}
        if here:
            reports[horizon] = _report(here)
    return reports


@dataclass(frozen=True)
class _Scored:
    """One person's nights in the target's unit."""

    observed: Floats
    """(m, 7), or (m,) of one horizon, then without missing ones."""
    quantiles: Mapping[str, Floats]
    """Name → (m, 7, 21), or (m, 21)."""

    def at(self, horizon: int) -> _Scored:
        """The nights of one horizon that have a value."""
        known = np.isfinite(self.observed[:, horizon - 1])
        rows = {name: quantiles[known, horizon - 1] for name, quantiles in self.quantiles.items()}
        return _Scored(self.observed[known, horizon - 1], rows)


def _scored(target: Target, evenings: Sequence[Evening], factors: Mapping[str, Floats]) -> _Scored:
    observed = np.stack([evening.observed for evening in evenings])
    unit = np.exp(observed) if target.scale == "log" else observed
    rows = {name: np.stack([evening.quantiles(name, wide) for evening in evenings]) for name, wide in factors.items()}
    return _Scored(unit, {name: to_unit(target, quantiles) for name, quantiles in rows.items()})


def _report(people: Mapping[str, _Scored]) -> HorizonReport:
    names = (COMBINATION, *BASELINES)
    crps = {name: {person: scores.crps(one.observed, one.quantiles[name]) for person, one in people.items()} for name in names}
    error = {name: {person: scores.absolute_error(one.observed, one.quantiles[name]) for person, one in people.items()} for name in names}
    inside = [scores.covered(one.observed, one.quantiles[COMBINATION], 0.8) for one in people.values()]
    bounds = [interval([column.mean() for column in one.quantiles[COMBINATION].T], 0.8) for one in people.values()]
    return HorizonReport(
        nights=sum(len(one.observed) for one in people.values()),
        people=len(people),
        crps=_mean(crps[COMBINATION]),
        mae=_mean(error[COMBINATION]),
        coverage_80=float(np.concatenate(inside).mean()),
        width_80=float(np.mean([high - low for low, high in bounds])),
        skill_crps={name: skill(crps[COMBINATION], crps[name]) for name in BASELINES},
        skill_mae={name: skill(error[COMBINATION], error[name]) for name in BASELINES},
    )


def _mean(losses: Mapping[str, Floats]) -> float:
    return float(np.mean([theirs.mean() for theirs in losses.values()]))


class _Runs:
    """The ensemble's paths over a person's series, one serving all evenings of which it only goes on."""

    def __init__(self, final: Sequence[Night], basis_of: Callable[[Series], Basis], features: FeatureTable | None) -> None:
        self.basis_of, self.features = basis_of, features
        self._final = final
        self._path: EnsemblePath | None = None

    def over(self, series: Series, epoch: Epoch) -> EnsemblePath:
        """A path whose row `len(series.values)` is the forecast of the series' coming night, since rows are causal.

        Args:
            series: as the evening knew it.
            epoch: whose nights it has.
        """
        if self._path is None or not _goes_on(series, self._path.series):
            longest = series_within(self._final, series.target, epoch, self._final[-1].night + timedelta(days=1))
            wanted = longest if _goes_on(series, longest) else series
            basis = self.basis_of(wanted)
            self._path = run_ensemble(dataclasses.replace(wanted, features=self.features), basis.prior, basis.members)
        return self._path


def _goes_on(series: Series, longer: Series) -> bool:
    """True where the longer series begins with the other, night by night."""
    head = longer.values[: len(series.values)]
    return (series.start, series.kind) == (longer.start, longer.kind) and np.array_equal(series.values, head, equal_nan=True)


def _evening(history: PersonHistory, target: Target, night: date, outcomes: Mapping[date, Night], runs: _Runs) -> Evening | None:
    """The outlook of the evening before that night; None where too little was known, or nothing came of the same source epoch."""
    known = _usable(history.at(evening_of(night, history.zone)), target, night)
    if not known:
        return None
    epoch = standing_epoch(sorted(known, key=lambda one: one.night), target)
    series = series_within(known, target, epoch, night)
    observed = np.full(MOST_NIGHTS, np.nan)
    for place in range(MOST_NIGHTS):
        outcome = outcomes.get(night + timedelta(days=place))
        if outcome is not None and epoch_of(outcome, target) == epoch:
            observed[place] = target.to_scale(getattr(outcome, target.name))
    if series.usable < MIN_USABLE or not np.isfinite(observed).any():
        return None
    return _outlook(series, runs.over(series, epoch), observed, history, runs)


def _outlook(series: Series, path: EnsemblePath, observed: Floats, history: PersonHistory, runs: _Runs) -> Evening:
    basis, row, night = runs.basis_of(series), len(series.values), series.next_night
    ahead = calendar_ahead(runs.features, night, MOST_NIGHTS - 1, history.zone) if runs.features else None
    weights = {name: float(theirs[row]) for name, theirs in path.weights.items() if theirs[row] > 0.0}
    names = [*weights, *(name for name in BASELINES if name not in weights)]
    medians = medians_ahead(dataclasses.replace(series, features=ahead), basis, names, MOST_NIGHTS)
    mixed = {COMBINATION: mixture(medians, weights), **{name: medians[name] for name in BASELINES}}
    return Evening(
        night=night,
        kind=series.kind,
        prior=basis.prior,
        missing=row - 1 - int(np.flatnonzero(np.isfinite(series.values))[-1]),
        observed=observed,
        rows={COMBINATION: path.quantiles[row], **{name: path.expert_quantiles[name][row] for name in BASELINES}},
        shifts={name: theirs - theirs[0] for name, theirs in mixed.items()},
    )


def _usable(nights: Sequence[Night], target: Target, until: date) -> list[Night]:
    return [night for night in nights if night.night < until and usable_value(night, target) is not None]


def _first_outcomes(history: PersonHistory, target: Target) -> dict[date, Night]:
    """Night → the record that first gave it a usable value, as in `forecasting.rows`."""
    first: dict[date, Night] = {}
    for night in sorted(history.nights, key=lambda one: one.known_at):
        if usable_value(night, target) is not None:
            first.setdefault(night.night, night)
    return first
