"""The benchmark: every forecaster and their combination beside automatic rivals, on real people and on simulated ones, in one run.

Real people tell what forecasts are worth; of simulated ones the best possible forecast is known (`evals.attainable`). Both are
forecast strictly one step ahead by `forecasting.backtest`, with populations and trained forecasters of other people only.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from core.errors import BadInput, UnknownName
from core.nights import evening_of
from core.snapshot import Panel
from core.targets import TARGETS
from core.targets import target as target_named
from evals.attainable import Attained, attainable
from evals.benchmark_verdicts import GOALS, Verdict, kinds_of, leak_verdict, leaks_of_real, leaks_of_synthetic, verdicts
from evals.panels import panel_of_crowd, panel_of_file
from evals.replay import LAST_NIGHT
from forecasting.backtest import backtest
from forecasting.catalog import LEARNERS, OPTIONAL, RIVALS
from forecasting.forecaster import Forecaster
from forecasting.learners.learner import Learner, Progress, silent
from forecasting.prior import weak_prior
from forecasting.series import Series
from forecasting.summary import BacktestReport
from ingestion.synthetic import population
from ingestion.synthetic.person import HOME
from ingestion.synthetic.traits import TRIO

JUDGED: tuple[str, ...] = tuple(name for name in TARGETS if name in {goal.target for goal in GOALS})
"""The targets that have a goal."""
SOURCE = "lifesnaps"
"""The one source of real people whose goals are known."""
PEOPLE, NIGHTS, SEED = 20, 200, 1
_PACKAGES = ("morrow", "numpy", "scipy", "torch", "xgboost", "statsforecast", "darts")


@dataclass(frozen=True)
class Plan:
    """What a run is to score."""

    file: Path | None = None
    """The LifeSnaps daily table; without it there are no real people."""
    targets: tuple[str, ...] = JUDGED
    people: int = PEOPLE
    """Simulated ones."""
    nights: int = NIGHTS
    """Of each."""
    seed: int = SEED
    """Of the simulated people."""
    learners: Sequence[Learner] = field(default_factory=lambda: tuple(LEARNERS.values()))
    rivals: Mapping[str, Forecaster] = field(default_factory=lambda: RIVALS)

    @property
    def command(self) -> str:
        """What to type for the same run."""
        learners = [one.name for one in self.learners]
        parts = [
            "morrow benchmark",
            self.file.name if self.file else "",
            f"--people {self.people} --nights {self.nights} --seed {self.seed}",
        ]
        parts += [f"--target {name}" for name in self.targets] if self.targets != JUDGED else []
        parts += [f"--learner {name}" for name in learners or ["none"]] if learners != list(LEARNERS) else []
        parts += [] if self.rivals else ["--no-rivals"]
        return " ".join(part for part in parts if part)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a whole run would have had and this one had not."""
        learners = {one.name for one in self.learners}
        without = {
            "real people": self.file is None,
            **{TARGETS[name].label: name not in self.targets for name in JUDGED},
            **{name: name not in learners for name in LEARNERS},
            **{name: name not in self.rivals for name in RIVALS},
        }
        return tuple(what for what, missing in without.items() if missing)


@dataclass(frozen=True)
class Made:
    """How a benchmark came about."""

    on: date
    command: str
    versions: Mapping[str, str]
    cores: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Real:
    """Real people."""

    file: str
    report: BacktestReport
    cpu_seconds: float
    """Of everything: features, training, forecasts, scores."""


@dataclass(frozen=True)
class Synthetic:
    """Simulated people, and what could have been foreseen of them."""

    people: int
    nights: int
    seed: int
    report: BacktestReport
    attained: Mapping[str, Attained]
    cpu_seconds: float
    """As for real people; the optima included."""


@dataclass(frozen=True)
class Benchmark:
    """What one run found."""

    made: Made
    real: Real | None
    synthetic: Synthetic | None
    """None where none of the targets is simulated."""
    verdicts: tuple[Verdict, ...]
    leaks: tuple[str, ...]
    """Sentences of the leak alarm; a release stops on any."""

    def to_json(self) -> dict[str, object]:
        """As DESIGN §8 fixes it, of the real people where there are any; with the simulated ones and the verdicts beside."""
        main = self.real or self.synthetic
        return {
            "made": {**asdict(self.made), "on": self.made.on.isoformat()},
            "data": {"source": SOURCE, "file": self.real.file} if self.real else {"source": "synthetic", "file": None},
            **(main.report.to_json() if main else {}),
            "synthetic": _synthetic_json(self.synthetic) if self.synthetic else None,
            "verdicts": [asdict(one) for one in self.verdicts],
            "leaks": list(self.leaks),
        }


def _synthetic_json(part: Synthetic) -> dict[str, object]:
    sizes: dict[str, object] = {"people": part.people, "nights": part.nights, "seed": part.seed}
    return {**sizes, **part.report.to_json(), "attained": {name: asdict(one) for name, one in part.attained.items()}}


def learners_named(names: Sequence[str]) -> tuple[Learner, ...]:
    """The learners of those names; the ordinary ones if none are given, none for "none" alone.

    Raises:
        UnknownName: for a name that the catalog does not have.
    """
    if list(names) == ["none"]:
        return ()
    known = {**LEARNERS, **OPTIONAL}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownName(f"no learner {unknown[0]!r}; known: {', '.join(known)}, or none")
    return tuple(one for name, one in known.items() if name in (names or LEARNERS))


def run(plan: Plan, now: datetime, *, timer: Callable[[], float] = time.process_time, progress: Progress = silent) -> Benchmark:
    """What the planned run finds.

    Args:
        plan: whom and what to score.
        now: dates the result; facts of a file that were known later are left out.
        timer: counts CPU seconds.
        progress: told what is being done.

    Raises:
        BadInput: if the file is not there, or not the table that is wanted; or if nothing is left to score.
        UnknownName: for a target that is not in the catalog.
        NotEnoughData: when no night can be scored.
    """
    if not plan.file and not set(TRIO) & {target_named(name).name for name in plan.targets}:
        raise BadInput(f"wanted one of {', '.join(TRIO)}, which simulated people have, or a file of real people; found neither")
    panel = panel_of_file(plan.file, now, SOURCE) if plan.file else None  # before any work: a file may be no such table
    _warm(plan.rivals)
    real, real_leaks = _real(plan, plan.file, panel, timer, progress) if plan.file and panel else (None, ())
    synthetic = _synthetic(plan, timer, progress)
    synthetic_leaks = leaks_of_synthetic(synthetic.attained, synthetic.report) if synthetic else ()
    found = (
        *verdicts(real.report if real else None),
        leak_verdict("real people", "beyond what is honest", real.report if real else None, real_leaks),
        leak_verdict("simulated people", "better than the truth", synthetic.report if synthetic else None, synthetic_leaks),
    )
    made = Made(now.date(), plan.command, _versions(), os.cpu_count() or 1, plan.left_out)
    return Benchmark(made, real, synthetic, found, (*real_leaks, *synthetic_leaks))


def _warm(rivals: Mapping[str, Forecaster]) -> None:
    """Each rival has forecast once, so that loading and compiling its library is on nobody's clock."""
    target = TARGETS["hrv_rmssd_ms"]
    series = Series(target, LAST_NIGHT, np.log(50.0) + 0.2 * np.sin(np.arange(20.0)))
    for rival in rivals.values():
        rival.path(series, weak_prior(target, series.kind))


def _real(plan: Plan, file: Path, panel: Panel, timer: Callable[[], float], progress: Progress) -> tuple[Real, tuple[str, ...]]:
    begun = timer()
    report = _backtest(plan, panel, plan.targets, timer, _said(progress, "real people"))
    return Real(file.name, report, timer() - begun), leaks_of_real(report, kinds_of(panel, report))


def _synthetic(plan: Plan, timer: Callable[[], float], progress: Progress) -> Synthetic | None:
    targets = tuple(name for name in plan.targets if name in TRIO)
    if not targets:
        return None
    begun = timer()
    progress("simulating people", 0.0)
    crowd = population(plan.people, plan.seed, LAST_NIGHT - timedelta(days=plan.nights - 1), LAST_NIGHT)
    panel = panel_of_crowd(crowd, evening_of(LAST_NIGHT + timedelta(days=1), ZoneInfo(HOME)))
    report = _backtest(plan, panel, targets, timer, _said(progress, "simulated people"))
    progress("finding what could have been foreseen of simulated people", 0.0)
    attained = attainable(crowd, panel, report)
    return Synthetic(plan.people, plan.nights, plan.seed, report, attained, timer() - begun)


def _backtest(plan: Plan, panel: Panel, targets: Sequence[str], timer: Callable[[], float], progress: Progress) -> BacktestReport:
    return backtest(panel, targets, learners=plan.learners, rivals=plan.rivals, timer=timer, progress=progress)


def _said(progress: Progress, whose: str) -> Progress:
    return lambda what, share: progress(f"{whose}, {what}", share)


def _versions() -> dict[str, str]:
    """Package → version, of what computes; python first."""
    found = {name: _version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **{name: one for name, one in found.items() if one}}


def _version(name: str) -> str | None:
    for wheel in (name, f"{name}-cpu"):  # xgboost is installed under either name
        try:
            return version(wheel)
        except PackageNotFoundError:
            continue
    return None
