"""How good the forecasts of past nights would have been, against the declared rules, with how sure that is.

Strictly one step ahead: each night is forecast from what was known at 21:00 local on the evening before. Population
priors never know the person they are judged on: they are fitted on other folds of people where there are ten or more,
else the shipped one is used, and for people whom that is fitted on a weak one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.errors import NotEnoughData
from core.snapshot import Panel, PersonHistory
from core.targets import TARGETS, Target
from core.targets import target as target_named
from forecasting import scores
from forecasting.bootstrap import Skill, skill
from forecasting.catalog import BASELINES
from forecasting.fitting import MANY_NIGHTS, fit_prior
from forecasting.models import MIN_USABLE
from forecasting.prior import PopulationPrior, TargetPrior, load_prior, weak_prior
from forecasting.quantiles import Floats, interval
from forecasting.rows import PersonRows, newest_series, person_rows
from forecasting.series import Series

MIN_PEOPLE, FOLDS = 10, 5
DECILE_NIGHTS = 10
"""Scored nights below which a person's coverage is chance and is left out of the worst decile."""
SKILL_RULE = "1 − mean score / baseline's, means within a person, then over people; 95% bootstrap over people (of one: 14-night blocks)"


@dataclass(frozen=True)
class ForecasterReport:
    """How one forecaster did; in the target's unit."""

    crps: float
    mae: float
    coverage_80: float
    """Over all nights."""
    width_80: float
    coverage_80_worst_decile: float
    """Mean coverage of the tenth of people who are covered least; NaN when nobody has enough nights."""
    cpu_seconds: float
    skill_crps: Mapping[str, Skill]
    skill_mae: Mapping[str, Skill]


@dataclass(frozen=True)
class TargetReport:
    """How all forecasters did on one target."""

    nights: int
    people: int
    forecasters: Mapping[str, ForecasterReport]
    priors: Mapping[str, int]
    """Which population priors were used, and for how many people."""


@dataclass(frozen=True)
class BacktestReport:
    """The whole backtest."""

    targets: Mapping[str, TargetReport]
    since: date | None

    def to_json(self) -> dict[str, object]:
        """As DESIGN §8 fixes it, plus how it was made; what could not be told is null."""
        return {
            "method": {
                "as_of": "21:00 local on the evening before each night",
                "burn_in": f"a night counts when {MIN_USABLE} or more usable nights stand before it, as live forecasts are made",
                "since": self.since.isoformat() if self.since else None,
                "skill": SKILL_RULE,
                "priors": {name: dict(report.priors) for name, report in self.targets.items()},
            },
            "targets": {name: _target_json(report) for name, report in self.targets.items()},
        }


def backtest(
    panel: Panel,
    targets: Sequence[str] | None = None,
    since: date | None = None,
    prior: PopulationPrior | None = None,
    *,
    timer: Callable[[], float] = time.process_time,
) -> BacktestReport:
    """The report over all people and nights.

    Args:
        panel: the people's histories.
        targets: names; by default all that anybody has scored nights of.
        since: first night to score.
        prior: used where too few people are there to fit one; the shipped one by default.
        timer: counts CPU seconds.

    Raises:
        UnknownName: for a target that is not in the catalog.
        NotEnoughData: when no night can be scored.
    """
    population = prior or load_prior()
    chosen = [target_named(name) for name in targets] if targets else list(TARGETS.values())
    reports = {target.name: _target_report(panel.histories, target, since, population, timer) for target in chosen}
    found = {name: report for name, report in reports.items() if report is not None}
    if not found:
        raise NotEnoughData(f"a backtest needs a person with over {MIN_USABLE} usable nights, has none of {len(panel.histories)}")
    return BacktestReport(found, since)


def _target_report(
    histories: Sequence[PersonHistory], target: Target, since: date | None, population: PopulationPrior, timer: Callable[[], float]
) -> TargetReport | None:
    priors = _Priors(histories, target, population)
    rows = {
        history.person_id: found
        for history in histories
        if (found := person_rows(history, target, priors.chooser(history), since, timer)).nights
    }
    return summarise(rows, priors.used) if rows else None


class _Priors:
    """Which prior each person is judged with."""

    def __init__(self, histories: Sequence[PersonHistory], target: Target, population: PopulationPrior) -> None:
        self._target, self._population = target, population
        series = {history.person_id: newest_series(history, target) for history in histories}
        self._series = {person: one for person, one in series.items() if one.usable}
        self._folds = {kind: self._split(kind) for kind in {one.kind for one in self._series.values()}}
        self._fitted: dict[tuple[str, int], TargetPrior] = {}
        self._users: dict[str, set[str]] = {}

    @property
    def used(self) -> dict[str, int]:
        """Which priors were used, and for how many people."""
        return {name: len(people) for name, people in self._users.items()}

    def chooser(self, history: PersonHistory) -> Callable[[Series], TargetPrior]:
        """Series → prior for that person."""
        sources = {night.source for night in history.nights}

        def choose(series: Series) -> TargetPrior:
            name, prior = self._choose(history.person_id, series.kind, sources)
            self._users.setdefault(name, set()).add(history.person_id)
            return prior

        return choose

    def _choose(self, person: str, kind: str, sources: set[str]) -> tuple[str, TargetPrior]:
        """Fitted on other people here; on others of the same study where those are more; without people, the weak one."""
        shipped = self._population.of(self._target, kind)
        folds = self._folds.get(kind, {})
        known = self._population.knows(person)
        same_study = sources <= set(self._population.sources) and shipped.people > len(folds)
        if folds and (known or not same_study):
            return f"cross-fitted on other people ({FOLDS} folds)", self._fit(kind, folds.get(person, -1))
        if known:
            return "weak, since the shipped one is fitted on these people", weak_prior(self._target, kind)
        return self._population.name, shipped

    def _split(self, kind: str) -> dict[str, int]:
        """Person → fold, of the people with series of that kind; empty when they are too few to fit on others."""
        people = sorted(person for person, one in self._series.items() if one.kind == kind)
        shuffled = [people[place] for place in np.random.default_rng(len(people)).permutation(len(people)).tolist()]
        many = [person for person in shuffled if self._series[person].usable >= MANY_NIGHTS]
        few = [person for person in shuffled if self._series[person].usable < MANY_NIGHTS]
        if len(many) < MIN_PEOPLE:
            return {}
        return {person: turn % FOLDS for group in (many, few) for turn, person in enumerate(group)}

    def _fit(self, kind: str, fold: int) -> TargetPrior:
        if (kind, fold) not in self._fitted:
            others = [self._series[person] for person, theirs in self._folds[kind].items() if theirs != fold]
            self._fitted[kind, fold] = fit_prior(others)
        return self._fitted[kind, fold]


def summarise(rows: Mapping[str, PersonRows], priors: Mapping[str, int]) -> TargetReport:
    """The report of one target from its scored nights."""
    names = list(next(iter(rows.values())).quantiles)
    observed = {person: np.array(one.observed) for person, one in rows.items()}
    quantiles = {name: {person: np.array(one.quantiles[name]) for person, one in rows.items()} for name in names}
    crps = {name: {person: scores.crps(observed[person], q) for person, q in quantiles[name].items()} for name in names}
    error = {name: {person: scores.absolute_error(observed[person], q) for person, q in quantiles[name].items()} for name in names}
    reports = {
        name: ForecasterReport(
            crps=_mean(crps[name]),
            mae=_mean(error[name]),
            cpu_seconds=sum(one.seconds.get(name, 0.0) for one in rows.values()),
            skill_crps={baseline: skill(crps[name], crps[baseline]) for baseline in BASELINES if baseline in names},
            skill_mae={baseline: skill(error[name], error[baseline]) for baseline in BASELINES if baseline in names},
            **_coverage(observed, quantiles[name]),
        )
        for name in names
    }
    return TargetReport(sum(len(one.nights) for one in rows.values()), len(rows), reports, dict(priors))


def _mean(losses: Mapping[str, Floats]) -> float:
    """Mean within a person, then over people."""
    return float(np.mean([one.mean() for one in losses.values()]))


def _coverage(observed: Mapping[str, Floats], quantiles: Mapping[str, Floats]) -> dict[str, float]:
    inside = {person: scores.covered(observed[person], rows, 0.8) for person, rows in quantiles.items()}
    bounds = [interval([column.mean() for column in rows.T], 0.8) for rows in quantiles.values()]
    return {
        "coverage_80": float(np.concatenate(list(inside.values())).mean()),
        "width_80": float(np.mean([high - low for low, high in bounds])),
        "coverage_80_worst_decile": _worst_decile([float(one.mean()) for one in inside.values() if len(one) >= DECILE_NIGHTS]),
    }


def _worst_decile(coverages: Sequence[float]) -> float:
    worst = sorted(coverages)[: math.ceil(len(coverages) / 10)]
    return float(np.mean(worst)) if worst else math.nan


def _target_json(report: TargetReport) -> dict[str, object]:
    return {
        "nights": report.nights,
        "people": report.people,
        "forecasters": {name: _forecaster_json(one) for name, one in report.forecasters.items()},
    }


def _forecaster_json(report: ForecasterReport) -> dict[str, object]:
    numbers = ("crps", "mae", "coverage_80", "width_80", "coverage_80_worst_decile", "cpu_seconds")
    return {
        **{name: _number(getattr(report, name)) for name in numbers},
        "skill_crps": {baseline: _skill_json(one) for baseline, one in report.skill_crps.items()},
        "skill_mae": {baseline: _skill_json(one) for baseline, one in report.skill_mae.items()},
    }


def _skill_json(one: Skill) -> dict[str, float | None]:
    return {"estimate": _number(one.estimate), "low": _number(one.low), "high": _number(one.high)}


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None
