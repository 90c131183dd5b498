"""How widths must grow with the horizon, as measured: `python -m evals.horizon_widths FILE [TARGET …]`, FILE the LifeSnaps daily table.

It prints, per target and horizon, the factor of `forecasting.horizon_spread` that everybody's nights ask for, and how outlooks score.
Nobody is judged by what was fitted on them: populations are cross-fitted, and each fold of people is scored with the factors of the other
folds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.snapshot import Panel
from core.targets import Target
from core.targets import target as target_named
from evals.panels import panel_of_file
from forecasting.backtest import crossfit_of, features_of
from forecasting.bootstrap import Skill
from forecasting.crossfit import CrossFit
from forecasting.ensemble import Basis
from forecasting.horizon_backtest import Evening, HorizonReport, horizon_reports, measured_widths, person_evenings
from forecasting.learners.learner import key_of, silent
from forecasting.learners.ridge import RidgeLearner
from forecasting.population import POPULATION_RIDGE
from forecasting.quantiles import Floats
from forecasting.rows import newest_series
from forecasting.series import Series

MEASURED = ("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "nightly_hr_bpm", "sleep_minutes")


@dataclass(frozen=True)
class Measured:
    """What was measured of one target."""

    key: str
    """Target/kind."""
    factors: Floats
    """(7,) from everybody."""
    reports: Mapping[int, HorizonReport]
    """By horizon; with factors of other people."""


def measured(panel: Panel, targets: Sequence[str] = MEASURED, every: int = 1) -> list[Measured]:
    """The factors and scores of these targets, each of the kind of series that most people have.

    Args:
        panel: people enough to leave a fifth of them out.
        targets: names.
        every: only each so-manieth evening.
    """
    features = {history.person_id: features_of(history) for history in panel.histories}
    crossfit = crossfit_of(panel.histories, features, [RidgeLearner(POPULATION_RIDGE)], silent)
    found = []
    for target in map(target_named, targets):
        evenings: dict[str, list[Evening]] = {}
        for history in panel.histories:
            choose = _chooser(crossfit, history.person_id)
            if newest_series(history, target).usable:
                evenings[history.person_id] = person_evenings(history, target, choose, features[history.person_id], every=every)
        found.append(_measured(target, evenings, crossfit.folds))
    return found


def _chooser(crossfit: CrossFit, person: str) -> Callable[[Series], Basis]:
    return lambda series: crossfit.basis(key_of(series), person)


def _measured(target: Target, evenings: Mapping[str, Sequence[Evening]], folds: Mapping[str, int]) -> Measured:
    everybody = [evening for theirs in evenings.values() for evening in theirs]
    others = {
        fold: measured_widths([evening for person, theirs in evenings.items() if folds[person] != fold for evening in theirs])
        for fold in {folds[person] for person in evenings}
    }
    reports = horizon_reports(target, evenings, {person: others[folds[person]] for person in evenings})
    return Measured(f"{target.name}/{everybody[0].kind}", measured_widths(everybody), reports)


def table(found: Sequence[Measured]) -> str:
    """What was measured as lines of text; skills with their 95% intervals."""
    return "\n".join(line for one in found for line in _lines(one)) + "\n"


def _lines(one: Measured) -> Iterator[str]:
    yield f"{one.key}, factors {', '.join(f'{factor:.2f}' for factor in one.factors)}"
    yield f"{'ahead':>6}{'nights':>8}{'factor':>8}{'CRPS':>9}{'MAE':>9}{'covers':>8}{'over own mean':>26}{'over last night':>26}"
    for horizon, report in one.reports.items():
        numbers = f"{report.nights:8}{one.factors[horizon - 1]:8.2f}{report.crps:9.3f}{report.mae:9.3f}{report.coverage_80:8.1%}"
        skills = "".join(f"{_skill(report.skill_crps[name]):>26}" for name in ("personal_mean", "persistence"))
        yield f"{horizon:6}{numbers}{skills}"


def _skill(one: Skill) -> str:
    return f"{one.estimate:+.1%} ({one.low:+.1%}…{one.high:+.1%})"


def main(arguments: Sequence[str]) -> None:
    """Prints the table."""
    if not arguments:
        sys.exit("usage: python -m evals.horizon_widths LIFESNAPS_DAILY_TABLE [TARGET …]")
    panel = panel_of_file(Path(arguments[0]), datetime.now(UTC), "lifesnaps")
    sys.stdout.write(table(measured(panel, arguments[1:] or MEASURED)))


if __name__ == "__main__":
    main(sys.argv[1:])
