"""One person's forecasts of past nights, each from what was known on its evening, beside what came."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from core.nights import SCHEDULED, evening_of
from core.records import Night
from core.snapshot import PersonHistory
from core.targets import Target
from forecasting.ensemble import Basis, EnsemblePath, run_ensemble, unit_paths
from forecasting.features.table import FeatureTable
from forecasting.mixtures import fixed_mixtures
from forecasting.models import MIN_USABLE
from forecasting.quantiles import LEVELS, Floats, to_unit
from forecasting.series import RECENT_NIGHTS, Epoch, Series, epoch_of, series_of, series_within, standing_epoch, usable_value

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
ASLEEP: Floats = np.full(len(LEVELS), np.nan)
"""The row of who says nothing of a night."""


@dataclass
class PersonRows:
    """The scored nights of one person and target, in the target's unit."""

    nights: list[date] = field(default_factory=list)
    observed: list[float] = field(default_factory=list)
    quantiles: dict[str, list[Floats]] = field(default_factory=dict)
    """Forecaster → rows (21,), as many as nights; NaN where it slept, or was not asked."""
    seconds: dict[str, float] = field(default_factory=dict)
    """CPU seconds by forecaster."""

    def add(self, night: date, observed: float, rows: Mapping[str, Floats]) -> None:
        """Keep one scored night; of who is not among the rows, as a night that it slept through."""
        for name in {**self.quantiles, **rows}:
            self.quantiles.setdefault(name, [ASLEEP] * len(self.nights)).append(rows.get(name, ASLEEP))
        self.nights.append(night)
        self.observed.append(observed)


def person_rows(
    history: PersonHistory,
    target: Target,
    basis_of: Callable[[Series], Basis],
    since: date | None,
    timer: Callable[[], float],
    *,
    features: FeatureTable | None = None,
) -> PersonRows:
    """Every night of a person that has an outcome and `MIN_USABLE` usable nights before it.

    A forecast uses what was known at 21:00 local on the date before. Since the ensemble is causal row by row, one path
    per source epoch serves all evenings that knew each earlier night as it stands now; the others are run on what they knew.

    Args:
        history: all revisions.
        target: what is forecast.
        basis_of: the population that a series starts from; it must not be fitted on this person.
        since: first night to score.
        timer: counts CPU seconds.
        features: what else each evening knew, row by row; trained forecasters ask for it.
    """
    rows = PersonRows()
    runs = _Runs(history.at(END_OF_TIME), target, _runner(rows, basis_of, features, timer))
    uncertain = _evenings_that_knew_less(history)
    for night, outcome in sorted(_first_outcomes(history, target).items()):
        if since is not None and night < since:
            continue
        late = night.toordinal() in uncertain
        found = runs.known(night, history.at(evening_of(night, history.zone))) if late else runs.standing(night)
        quantiles, value = _row(found, night, epoch_of(outcome, target)), usable_value(outcome, target)
        if quantiles is not None and value is not None:
            rows.add(night, value, quantiles)
    return rows


def _runner(
    rows: PersonRows, basis_of: Callable[[Series], Basis], features: FeatureTable | None, timer: Callable[[], float]
) -> Callable[[Series], Mapping[str, Floats]]:
    """Series → the paths of all in the target's unit; the time they took is added to the rows'."""

    def run(series: Series) -> Mapping[str, Floats]:
        basis = basis_of(series)
        path = run_ensemble(dataclasses.replace(series, features=features), basis.prior, basis.members, timer=timer)
        beside, seconds = _beside(path, basis, timer)
        for name, spent in {**path.seconds, **seconds}.items():
            rows.seconds[name] = rows.seconds.get(name, 0.0) + spent
        return unit_paths(path) | beside

    return run


def _beside(path: EnsemblePath, basis: Basis, timer: Callable[[], float]) -> tuple[dict[str, Floats], dict[str, float]]:
    """Paths of the fixed mixtures and of the rivals in the target's unit, and the time each rival took."""
    series = path.series
    paths, seconds = fixed_mixtures(series.values, path.expert_quantiles, basis.prior), {}
    for name, rival in basis.rivals.items():
        begun = timer()
        paths[name] = rival.path(series, basis.prior)
        seconds[name] = timer() - begun
    return {name: to_unit(series.target, quantiles) for name, quantiles in paths.items()}, seconds


def newest_series(history: PersonHistory, target: Target, features: FeatureTable | None = None) -> Series:
    """The person's series of the newest source epoch, for fitting populations."""
    final = history.at(END_OF_TIME)
    last = max((night.night for night in final), default=date.min)
    return dataclasses.replace(series_of(final, target, last + timedelta(days=1)), features=features)


def _first_outcomes(history: PersonHistory, target: Target) -> dict[date, Night]:
    """Night → the record that first gave it a usable value: later scores do not change what a forecast is judged by."""
    first: dict[date, Night] = {}
    for night in sorted(history.nights, key=lambda one: one.known_at):
        if usable_value(night, target) is not None:
            first.setdefault(night.night, night)
    return first


def _evenings_that_knew_less(history: PersonHistory) -> set[int]:
    """Ordinals of the nights whose evening came before some earlier night, or its newest revision, was known."""
    last = max((record.night for record in history.nights), default=date.min).toordinal()
    late: set[int] = set()
    for record in history.nights:
        arrived = record.known_at.astimezone(history.zone)
        missed = arrived.date().toordinal() + (arrived.time() > SCHEDULED)  # the last night forecast without it
        late.update(range(record.night.toordinal() + 1, min(missed, last) + 1))
    return late


@dataclass(frozen=True)
class _Run:
    """An ensemble run on one epoch's series."""

    epoch: Epoch
    series: Series
    paths: Mapping[str, Floats]
    """In the target's unit."""


class _Runs:
    """One run per source epoch over the nights as they stand now, made when first asked for."""

    def __init__(self, final: Sequence[Night], target: Target, run: Callable[[Series], Mapping[str, Floats]]) -> None:
        self._usable = [night for night in final if usable_value(night, target) is not None]
        self._dates = [night.night for night in self._usable]
        self._target = target
        self._run = run
        self._by_epoch: dict[Epoch, _Run] = {}

    def standing(self, night: date) -> _Run | None:
        """The run of the epoch that stands for the nights before this one."""
        place = bisect_left(self._dates, night)
        if place == 0:
            return None
        epoch = standing_epoch(self._usable[max(0, place - RECENT_NIGHTS) : place], self._target)
        if epoch not in self._by_epoch:
            series = series_within(self._usable, self._target, epoch, self._dates[-1] + timedelta(days=1))
            self._by_epoch[epoch] = _Run(epoch, series, self._run(series))
        return self._by_epoch[epoch]

    def known(self, night: date, nights: Sequence[Night]) -> _Run | None:
        """A run on what was known, for this night alone."""
        before = [one for one in nights if one.night < night and usable_value(one, self._target) is not None]
        if not before:
            return None
        epoch = standing_epoch(before, self._target)
        series = series_within(before, self._target, epoch, night)
        return _Run(epoch, series, self._run(series))


def _row(run: _Run | None, night: date, epoch: Epoch) -> dict[str, Floats] | None:
    """Forecaster → quantiles (21,) of the night; None where too little was known, or the outcome is of another epoch."""
    if run is None or run.epoch != epoch:
        return None
    place = (night - run.series.start).days
    if int(np.isfinite(run.series.values[:place]).sum()) < MIN_USABLE:
        return None
    return {name: path[place] for name, path in run.paths.items()}
