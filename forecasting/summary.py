"""What the scored nights of a backtest come to: every forecaster's scores on each target, with how sure they are, and their JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache

import numpy as np

from forecasting import scores
from forecasting.bootstrap import Skill, skill
from forecasting.catalog import BASELINES
from forecasting.models import MIN_USABLE
from forecasting.quantiles import MEDIAN, Flags, Floats, interval
from forecasting.rows import PersonRows
from forecasting.yardsticks import DECILE_NIGHTS, Accuracy, accuracy, calibrated_worst_tenth, worst_decile

SKILL_RULE = "1 − mean score / baseline's, means within a person, then over people; 95% bootstrap over people (of one: 14-night blocks)"
By = Mapping[str, Floats]
"""Person → an array with one row per scored night."""


@dataclass(frozen=True)
class ForecasterReport:
    """How one forecaster did, on the nights that it forecast; in the target's unit."""

    nights: int
    """Fewer than the target's where it slept through some."""
    crps: float
    coverage_80: float
    """Over all nights."""
    width_80: float
    coverage_80_worst_decile: float
    """Mean coverage of the tenth of people who are covered least; NaN when nobody has enough nights."""
    worst_decile_by_chance: float
    """What that would be, or less, in one of twenty backtests of a perfectly calibrated forecaster on as many nights of each person."""
    width_80_worst_decile: float
    """Mean width for the tenth of people who get the widest intervals."""
    cpu_seconds: float
    accuracy: Accuracy
    skill_crps: Mapping[str, Skill]
    skill_mae: Mapping[str, Skill]

    @property
    def mae(self) -> float:
        """Mean absolute error of the medians."""
        return self.accuracy.mae


@dataclass(frozen=True)
class TargetReport:
    """How all forecasters did on one target."""

    nights: int
    people: int
    forecasters: Mapping[str, ForecasterReport]
    priors: Mapping[str, int]
    """Which populations were used, and for how many people."""


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


@dataclass(frozen=True)
class _Scored:
    """The nights through which one forecaster did not sleep, person by person; of people with any."""

    awake: Mapping[str, Flags]
    """Person → which of the scored nights they are."""
    observed: By
    quantiles: By
    crps: By
    error: By
    seconds: float
    """CPU time that all its paths took."""

    @classmethod
    def of(cls, rows: Mapping[str, PersonRows], name: str) -> _Scored:
        """The forecaster of that name."""
        paths = {person: np.array(one.quantiles[name]) for person, one in rows.items() if name in one.quantiles}
        awake = {person: np.isfinite(path[:, MEDIAN]) for person, path in paths.items()}
        awake = {person: nights for person, nights in awake.items() if nights.any()}
        observed = {person: np.array(rows[person].observed)[nights] for person, nights in awake.items()}
        quantiles = {person: paths[person][nights] for person, nights in awake.items()}
        crps = {person: scores.crps(observed[person], quantiles[person]) for person in awake}
        error = {person: scores.absolute_error(observed[person], quantiles[person]) for person in awake}
        seconds = sum(one.seconds.get(name, 0.0) for one in rows.values())
        return cls(awake, observed, quantiles, crps, error, seconds)

    def shared(self, losses: By, other: _Scored) -> By:
        """Those of its losses (one a night) that are of nights through which the other did not sleep either."""
        return {person: losses[person][other.awake[person][nights]] for person, nights in self.awake.items() if person in other.awake}


def summarise(rows: Mapping[str, PersonRows], priors: Mapping[str, int], against: Sequence[str] = BASELINES) -> TargetReport:
    """The report of one target from its scored nights; skills are told over each of `against` that is among them."""
    names = list(dict.fromkeys(name for one in rows.values() for name in one.quantiles))
    scored = {name: found for name in names if (found := _Scored.of(rows, name)).crps}
    by_chance = cache(lambda counts: calibrated_worst_tenth(counts).low)
    reports = {name: _report(one, {rule: scored[rule] for rule in against if rule in scored}, by_chance) for name, one in scored.items()}
    return TargetReport(sum(len(one.nights) for one in rows.values()), len(rows), reports, dict(priors))


def _report(one: _Scored, baselines: Mapping[str, _Scored], by_chance: Callable[[tuple[int, ...]], float]) -> ForecasterReport:
    inside = {person: scores.covered(one.observed[person], q, 0.8) for person, q in one.quantiles.items()}
    bounds = [interval([column.mean() for column in q.T], 0.8) for q in one.quantiles.values()]
    widths = [high - low for low, high in bounds]
    counts = tuple(len(nights) for nights in inside.values())
    return ForecasterReport(
        nights=sum(counts),
        crps=float(np.mean([losses.mean() for losses in one.crps.values()])),
        coverage_80=float(np.concatenate(list(inside.values())).mean()),
        width_80=float(np.mean(widths)),
        coverage_80_worst_decile=worst_decile([float(nights.mean()) for nights in inside.values() if len(nights) >= DECILE_NIGHTS]),
        worst_decile_by_chance=by_chance(counts),
        width_80_worst_decile=-worst_decile([-width for width in widths]),
        cpu_seconds=one.seconds,
        accuracy=accuracy(one.observed, one.quantiles),
        skill_crps={rule: skill(one.shared(one.crps, theirs), theirs.shared(theirs.crps, one)) for rule, theirs in baselines.items()},
        skill_mae={rule: skill(one.shared(one.error, theirs), theirs.shared(theirs.error, one)) for rule, theirs in baselines.items()},
    )


def _target_json(report: TargetReport) -> dict[str, object]:
    return {
        "nights": report.nights,
        "people": report.people,
        "forecasters": {name: _forecaster_json(one) for name, one in report.forecasters.items()},
    }


_NUMBERS = ("crps", "mae", "coverage_80", "width_80", "coverage_80_worst_decile", "worst_decile_by_chance", "width_80_worst_decile")


def _forecaster_json(report: ForecasterReport) -> dict[str, object]:
    accurate = {name: value for name, value in asdict(report.accuracy).items() if name != "mae"}
    return {
        "nights": report.nights,
        **{name: _number(getattr(report, name)) for name in (*_NUMBERS, "cpu_seconds")},
        **{name: _number(value) for name, value in accurate.items()},
        "skill_crps": {baseline: _skill_json(one) for baseline, one in report.skill_crps.items()},
        "skill_mae": {baseline: _skill_json(one) for baseline, one in report.skill_mae.items()},
    }


def _skill_json(one: Skill) -> dict[str, float | None]:
    return {"estimate": _number(one.estimate), "low": _number(one.low), "high": _number(one.high)}


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None
