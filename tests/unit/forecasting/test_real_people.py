"""What the forecasts are worth on real people (LifeSnaps, where it lies beside the project)."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from core.records import Night
from core.snapshot import Panel, PersonHistory
from forecasting.backtest import BacktestReport, backtest
from forecasting.ensemble import COMBINATION

COLUMNS = {"hrv_rmssd_ms": "rmssd", "resting_hr_bpm": "resting_hr", "resp_rate_brpm": "full_sleep_breathing_rate"}
HRV, ALL = ("hrv_rmssd_ms",), tuple(COLUMNS)
ONE_AND_ALL = [(HRV, "hrv_rmssd_ms"), *(pytest.param(ALL, name, marks=pytest.mark.prove) for name in ALL)]
"""Targets that are told and scored together, and the one that is looked at."""
SKILL = {
    ("hrv_rmssd_ms", "personal_mean"): (0.045, 0.15),
    ("hrv_rmssd_ms", "persistence"): (0.20, 0.35),
    ("resp_rate_brpm", "personal_mean"): (0.015, 0.10),
    ("resp_rate_brpm", "persistence"): (0.175, 0.30),
    ("resting_hr_bpm", "persistence"): (0.015, 0.08),
}
"""Target and baseline → the skill that was measured at the least, and what would be a leak."""
each = pytest.mark.parametrize(("report", "name"), ONE_AND_ALL, indirect=["report"], scope="module")


def number(row: dict[str, str], column: str) -> float | None:
    return float(row[column]) if row[column] and float(row[column]) > 0 else None  # zeros are invalid in this study


def people(file: Path, targets: tuple[str, ...]) -> Panel:
    """Everybody of the file, with those targets' values alone."""
    nights: dict[str, list[Night]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            day = date.fromisoformat(row["date"])
            nights[row["id"]].append(
                Night(
                    person_id=row["id"],
                    key=row["date"],
                    source="lifesnaps",
                    source_epoch="fitbit_sense",
                    known_at=datetime.combine(day, time(8), UTC),
                    night=day,
                    hrv_method="rmssd",
                    hrv_window="whole_night",
                    rhr_method="vendor_smoothed",
                    **{name: number(row, column) for name, column in COLUMNS.items() if name in targets},
                )
            )
    histories = tuple(PersonHistory(person, UTC, tuple(nights[person])) for person in sorted(nights))
    return Panel(datetime(2030, 1, 1, tzinfo=UTC), histories)


@pytest.fixture(scope="module")
def report(shared_data: Path, request: pytest.FixtureRequest) -> BacktestReport:
    """All people of the development file, priors cross-fitted: six seconds with one target, twenty with all three."""
    return backtest(people(shared_data / "lifesnaps_daily_dev.csv.gz", request.param), request.param)


@each
def test_the_combination_is_within_one_percent_of_the_best_single_rule(report, name):
    forecasters = report.targets[name].forecasters
    best = min(one.crps for other, one in forecasters.items() if other != COMBINATION)
    assert forecasters[COMBINATION].crps <= 1.01 * best


@each
def test_pooled_intervals_cover_what_they_say(report, name):
    assert 0.78 <= report.targets[name].forecasters[COMBINATION].coverage_80 <= 0.82


@each
def test_the_skill_is_as_measured_and_no_leak(report, name):
    """EVALUATION §5: more than 15% over the mean without a journal would be a leak, not a success."""
    for baseline, (least, leak) in {over: bounds for (target, over), bounds in SKILL.items() if target == name}.items():
        found = report.targets[name].forecasters[COMBINATION].skill_crps[baseline]
        assert least <= found.estimate <= leak
        assert found.low <= found.estimate <= found.high
        assert found.low > 0.0


@each
def test_nobody_is_judged_with_a_prior_that_knows_them(report, name):
    assert set(report.targets[name].priors) == {"cross-fitted on other people (5 folds)"}
