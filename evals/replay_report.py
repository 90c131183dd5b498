"""What a replay came to: scores against four naive rules, coverage, what was refused, time and memory. `app` draws the table."""

from __future__ import annotations

import math
import resource
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean
from typing import Any

import numpy as np

from agent.bootstrap import World
from core.entries import LedgerEntry
from core.targets import TARGETS
from forecasting.bootstrap import skill

RULES = ("persistence", "personal_mean", "ewma", "ar_level")
"""The naive rules that every skill is told against."""


@dataclass
class Tally:
    """The counts of a replay while it goes on."""

    run_id: str
    persons: tuple[str, ...]
    evenings: int
    statuses: Counter[str] = field(default_factory=Counter)

    def count(self, status: str) -> str:
        """The status, counted."""
        self.statuses[status] += 1
        return status


@dataclass(frozen=True)
class TargetReport:
    """One target over all scored nights. CRPS and MAE are means within a person, then over people, in the target's unit."""

    nights: int
    people: int
    crps: dict[str, float]
    """By name: final, the three opinions, every forecaster."""
    mae: float
    coverage_80: float
    coverage_95: float
    skill_crps: dict[str, dict[str, float]]
    """Of the final forecast over each naive rule: estimate, low, high (95%, people resampled)."""
    skill_over_models: dict[str, dict[str, float]]
    """Of the final forecast, the evidence and the agent's own call over the models alone."""


@dataclass(frozen=True)
class ReplayReport:
    """What a replay came to."""

    run_id: str
    people: int
    evenings: int
    statuses: dict[str, int]
    """How many evenings were sealed, stood, were passed over, late, refused."""
    abstained: dict[str, int]
    """By target: how many sealed forecasts say nothing about it."""
    degraded: int
    """How many forecasts the offline analyst had to finish for a language model."""
    targets: dict[str, TargetReport]
    ledger_ok: bool
    seconds: float
    nights_per_second: float
    """Evenings that were really run, per second."""
    max_rss_mb: float
    """Most memory that this process and its children ever held."""

    def to_json(self) -> dict[str, object]:
        """As `morrow evals replay --json` prints it."""
        return asdict(self)


def report_of(world: World, tally: Tally, seconds: float) -> ReplayReport:
    """The report on everything that stands in the ledger of the run, of its people."""
    ledger = world.ledger("replay", tally.run_id)
    entries = [entry for entry in ledger.entries("l.kind IN ('forecast', 'score')") if entry.person_id in tally.persons]
    forecasts = [entry for entry in entries if entry.kind == "forecast"]
    scores = [entry for entry in entries if entry.kind == "score"]
    worked = sum(tally.statuses[status] for status in ("sealed", "late"))
    return ReplayReport(
        run_id=tally.run_id,
        people=len({entry.person_id for entry in forecasts}),
        evenings=tally.evenings,
        statuses=dict(sorted(tally.statuses.items())),
        abstained=_abstained(forecasts),
        degraded=sum(bool(entry.payload["agent"]["degraded"]) for entry in forecasts),
        targets=_targets(scores),
        ledger_ok=ledger.verify().ok,
        seconds=round(seconds, 2),
        nights_per_second=round(worked / seconds, 3) if seconds > 0 else 0.0,
        max_rss_mb=max_rss_mb(),
    )


def _abstained(forecasts: Sequence[LedgerEntry]) -> dict[str, int]:
    silent = Counter(name for entry in forecasts for name, said in entry.payload["targets"].items() if "quantiles" not in said)
    return dict(sorted(silent.items()))


Scores = Mapping[str, Sequence[Mapping[str, Any]]]
"""By person: the score of every night, as `agent.settle` writes it."""


def _targets(entries: Sequence[LedgerEntry]) -> dict[str, TargetReport]:
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for entry in entries:
        for name, score in entry.payload["targets"].items():
            found.setdefault(name, {}).setdefault(entry.person_id, []).append(score)
    return {name: _target(found[name]) for name in TARGETS if name in found}


def _target(scores: Scores) -> TargetReport:
    flat = [score for nights in scores.values() for score in nights]
    names = sorted({name for score in flat for name in score["crps"]})
    return TargetReport(
        nights=len(flat),
        people=len(scores),
        crps={name: _mean(scores, "crps", name) for name in names},
        mae=_mean(scores, "absolute_error", "final"),
        coverage_80=round(fmean(bool(score["covered_80"]) for score in flat), 4),
        coverage_95=round(fmean(bool(score["covered_95"]) for score in flat), 4),
        skill_crps={rule: _skill(scores, "final", rule) for rule in RULES if rule in names},
        skill_over_models={name: _skill(scores, name, "models") for name in ("final", "evidence", "agent") if name in names},
    )


def _mean(scores: Scores, part: str, name: str) -> float:
    """Over the nights that have it: within each person first, so that nobody counts more for having more nights."""
    by_person = [[score[part][name] for score in nights if name in score[part]] for nights in scores.values()]
    return round(fmean(fmean(values) for values in by_person if values), 5)


def _skill(scores: Scores, ours: str, theirs: str) -> dict[str, float]:
    """On the nights that both were scored on; empty where it cannot be told."""
    both = {person: [score["crps"] for score in nights if {ours, theirs} <= score["crps"].keys()] for person, nights in scores.items()}
    first, second = ({person: np.array([crps[name] for crps in nights]) for person, nights in both.items()} for name in (ours, theirs))
    found = {name: round(value, 5) for name, value in vars(skill(first, second)).items()}
    return found if all(math.isfinite(value) for value in found.values()) else {}


def max_rss_mb() -> float:
    """The most memory that this process, or any child it waited for, ever held, in MB."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return round(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit, 1)
