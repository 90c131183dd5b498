"""Whether a version is good enough to be registered, with the reasons in words: by skill and coverage, never by R² or MAPE.

The usual thresholds (R² > 0.5, MAPE < 15%) would admit leaks and refuse honest models (EVALUATION §2); both are measured and
shown beside what decides. A pass gives no influence: that is earned night by night (DESIGN §4.6).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from forecasting import scores
from forecasting.bootstrap import Skill, skill
from forecasting.leak_alarm import Achieved, leak_alarm
from forecasting.quantiles import LEVELS, Floats
from forecasting.registry.versions import Verdict
from forecasting.yardsticks import By, accuracy

MIN_NIGHTS = 28
"""Scored nights below which nothing is told: two blocks of the bootstrap over one person's nights."""
MAX_LOSS = 0.05
"""The skill's interval must rule out a loss beyond this: what weights need a month or two to take away."""
PROMISED = 0.8
TOLERANCE = 0.05
"""How far coverage may truly lie from 80%: the combination is calibrated again, an interval that says nothing cannot be."""
PEOPLE_SD = 0.05
"""Spread of people's true coverages around the pooled one: the worst tenth is covered 69 to 76% (EVALUATION §7)."""
_Z95 = 1.96


@dataclass(frozen=True)
class PointMetrics:
    """How close the medians came, in the target's unit: shown, never decisive."""

    r2: float
    """Within people, over each one's mean of the same nights; NaN where nobody varies."""
    mae: float
    rmse: float
    mape_pct: float


@dataclass(frozen=True)
class Metrics:
    """What one forecaster reached in the rolling evaluation of one target and kind."""

    target: str
    kind: str
    forecaster: str
    nights: int
    people: int
    crps: float
    """In the target's unit, mean within a person, then over people."""
    skill: Mapping[str, Skill]
    """Declared rule → CRPS skill over it."""
    coverage_80: float
    """Over all nights."""
    point: PointMetrics
    journal: bool = False
    """True when it saw what the evening's journal told."""

    @property
    def best_rule(self) -> str:
        """The declared rule that was hardest to beat; empty where no skill can be told."""
        told = {rule: one.estimate for rule, one in self.skill.items() if math.isfinite(one.estimate)}
        return min(told, key=lambda rule: told[rule]) if told else ""

    @property
    def over_best(self) -> Skill:
        """The skill over `best_rule`, chosen in hindsight and so against the forecaster."""
        return self.skill.get(self.best_rule, Skill(math.nan, math.nan, math.nan))

    def numbers(self) -> dict[str, float]:
        """As a version carries them and MLflow shows them."""
        over = self.over_best
        return {
            "crps": self.crps,
            "skill": over.estimate,
            "skill_low": over.low,
            "skill_high": over.high,
            **{f"skill_over_{rule}": one.estimate for rule, one in self.skill.items()},
            "coverage_80": self.coverage_80,
            "r2": self.point.r2,
            "mae": self.point.mae,
            "rmse": self.point.rmse,
            "mape_pct": self.point.mape_pct,
            "nights": float(self.nights),
            "people": float(self.people),
        }


def point_metrics(observed: By, medians: By) -> PointMetrics:
    """R² within people, MAE, RMSE and MAPE of medians; person → (n,) in the target's unit, without missing nights."""
    rows = {person: np.repeat(one[:, None], len(LEVELS), axis=1) for person, one in medians.items() if len(one)}
    if not rows:
        return PointMetrics(math.nan, math.nan, math.nan, math.nan)
    found = accuracy({person: observed[person] for person in rows}, rows)
    return PointMetrics(found.r2_within, found.mae, found.rmse, found.mape_pct)


def measured(
    key: str, forecaster: str, observed: By, quantiles: By, rules: Mapping[str, By], *, journal: bool = False, seed: int = 0
) -> Metrics:
    """The metrics of one forecaster's rolling forecasts.

    Args:
        key: target/kind.
        forecaster: its name.
        observed: person → (n,) in the target's unit, without missing nights.
        quantiles: person → (n, 21) of the same nights.
        rules: declared rule → person → (n, 21) of the same nights.
        journal: whether the forecaster saw the journal.
        seed: of the bootstrap.
    """
    target, kind = key.split("/")
    ours = _losses(observed, quantiles)
    covered = np.concatenate([np.empty(0), *(scores.covered(observed[person], quantiles[person], PROMISED) for person in observed)])
    return Metrics(
        target=target,
        kind=kind,
        forecaster=forecaster,
        nights=len(covered),
        people=sum(len(one) > 0 for one in observed.values()),
        crps=float(np.mean([one.mean() for one in ours.values() if len(one)])) if len(covered) else math.nan,
        skill={rule: skill(ours, _losses(observed, rows), seed) for rule, rows in rules.items()},
        coverage_80=float(covered.mean()) if len(covered) else math.nan,
        point=point_metrics(observed, {person: rows[:, len(LEVELS) // 2] for person, rows in quantiles.items()}),
        journal=journal,
    )


def _losses(observed: By, quantiles: By) -> dict[str, Floats]:
    return {person: scores.crps(observed[person], quantiles[person]) for person in observed}


def judge(metrics: Metrics) -> Verdict:
    """The gate's verdict: leaks, skill and coverage, each with its sentence; passed when none of them objects."""
    findings = [*_leaks(metrics), _skill(metrics), _coverage(metrics)] if metrics.nights >= MIN_NIGHTS else [_too_few(metrics)]
    return Verdict(all(fine for fine, _ in findings), tuple(words for _, words in findings))


def _too_few(metrics: Metrics) -> tuple[bool, str]:
    return False, f"needs {MIN_NIGHTS} scored nights, has {metrics.nights}"


def _leaks(metrics: Metrics) -> Iterator[tuple[bool, str]]:
    skills = {rule: one.estimate for rule, one in metrics.skill.items()}
    achieved = Achieved(metrics.target, metrics.kind, metrics.forecaster, metrics.nights, skills, metrics.point.r2, journal=metrics.journal)
    for sentence in leak_alarm([achieved]):
        yield False, f"too good to be honest, look for a leak: {sentence}"


def _skill(metrics: Metrics) -> tuple[bool, str]:
    over = metrics.over_best
    told = f"CRPS skill over {metrics.best_rule or 'any rule'} {over.estimate:+.1%} (95%: {over.low:+.1%} … {over.high:+.1%})"
    if not (math.isfinite(over.estimate) and math.isfinite(over.low)):
        return False, f"{told} cannot be told from these nights"
    return over.estimate > 0.0 and over.low > -MAX_LOSS, f"{told}; wanted above 0, and surely above {-MAX_LOSS:.0%}"


def _coverage(metrics: Metrics) -> tuple[bool, str]:
    low, high = coverage_band(metrics.nights, metrics.people)
    fine = low <= metrics.coverage_80 <= high  # false for NaN
    return fine, f"80% intervals cover {metrics.coverage_80:.1%} of {metrics.nights} nights; wanted {low:.1%} … {high:.1%}"


def coverage_band(nights: int, people: int) -> tuple[float, float]:
    """Where the coverage of so many nights may lie: `TOLERANCE`, plus what chance explains (95%).

    Chance is the binomial's over nights and that of which people were met: √(0.8·0.2/nights + PEOPLE_SD²/people).
    """
    chance = _Z95 * math.sqrt(PROMISED * (1.0 - PROMISED) / nights + PEOPLE_SD**2 / max(people, 1))
    return PROMISED - TOLERANCE - chance, min(1.0, PROMISED + TOLERANCE + chance)
