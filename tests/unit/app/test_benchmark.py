"""`morrow benchmark` on a small study: honest nights end well, a planted leaking column ends with exit code 1, and the page is written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from app.benchmark_card import benchmark_card
from app.cli.benchmark import benchmark, exit_code_of
from app.cli.failing import Commands
from app.cli.shell import Shell
from core.clock import FixedClock
from evals.benchmark import Benchmark, Plan, learners_named, run

NOW = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
PEOPLE, NIGHTS = 36, 20  # more people than the shipped prior's HRV has, which would stand in for training otherwise
COLUMNS = ("id", "date", "rmssd", "full_sleep_breathing_rate", "resting_hr", "nremhr", "spo2")
SMALL = ("--people", "1", "--nights", "12", "--target", "hrv_rmssd_ms", "--no-rivals")


def study(path: Path, *, leak: float) -> Path:
    """A daily table of people whose ln HRV remembers 0.3 of the night before; blood oxygen tells a share of the next night's HRV."""
    rng = np.random.default_rng(5)
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        for person in range(PEOPLE):
            level, deviation = 3.8 + 0.3 * rng.normal(), np.zeros(NIGHTS + 1)
            for night in range(1, NIGHTS + 1):
                deviation[night] = 0.3 * deviation[night - 1] + 0.95 * rng.normal()
            oxygen = 95.0 + leak * deviation[1:] + np.sqrt(1.0 - leak**2) * rng.normal(size=NIGHTS)
            for night in range(NIGHTS):
                day = (date(2021, 6, 1) + timedelta(days=night)).isoformat()
                table.writerow([f"p{person}", day, f"{np.exp(level + 0.2 * deviation[night]):.3f}", "", "", "", f"{oxygen[night]:.3f}"])
    return path


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Blood oxygen that tells nothing."""
    return study(tmp_path_factory.mktemp("study") / "honest.csv", leak=0.0)


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The planted leak: blood oxygen of a night that is mostly made of the next night's HRV."""
    return study(tmp_path_factory.mktemp("study") / "leaking.csv", leak=0.9)


@pytest.fixture
def command(home: Path) -> Callable[..., Result]:
    """Runs the command as the command line does."""
    root = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
    root.callback()(lambda: None)
    root.command()(benchmark)

    def start(*arguments: object) -> Result:
        return CliRunner().invoke(root, ["benchmark", *map(str, arguments)], obj=Shell(clock=FixedClock(NOW)))

    return start


def test_a_planted_leaking_column_trips_the_alarm_and_fails_the_command(command, leaking, tmp_path):
    """The ridge finds it by itself, people apart and folds crossed: only the limits of what is honest can tell."""
    page = tmp_path / "page.md"
    ended = command(leaking, *SMALL, "--learner", "ridge", "--json", "--out", page)
    assert ended.exit_code == 1, ended.stderr
    told = json.loads(ended.stdout)
    assert any("ridge" in leak and "CRPS skill" in leak for leak in told["leaks"])
    assert "**Leak alarm.**" in page.read_text("utf-8")


@pytest.fixture(scope="module")
def found(honest: Path) -> Benchmark:
    """What the command finds for the honest study."""
    return run(Plan(honest, ("hrv_rmssd_ms",), people=1, nights=12, learners=learners_named(["ridge"]), rivals={}), NOW)


def test_honest_nights_ring_no_alarm_however_many_goals_are_missed(found):
    assert exit_code_of(found) == 0
    told = found.to_json()
    assert told["leaks"] == []
    assert told["data"] == {"source": "lifesnaps", "file": "honest.csv"}
    assert told["targets"]["hrv_rmssd_ms"]["people"] == PEOPLE
    assert "ridge" in told["targets"]["hrv_rmssd_ms"]["forecasters"]


def test_without_a_file_it_says_that_nobody_real_is_scored_and_writes_nothing(command, home):
    ended = command(*SMALL, "--learner", "none")
    assert ended.exit_code == 0, ended.stderr
    assert "only simulated people are scored" in ended.stderr
    assert "Nobody real was scored" in ended.stdout
    assert list(Path.cwd().glob("**/*.md")) == []


def test_in_a_checkout_the_page_goes_to_the_manual(command, home):
    Path("docs").mkdir()
    Path("pyproject.toml").write_text('[project]\nname = "morrow"\n', "utf-8")
    ended = command(*SMALL, "--learner", "none")
    assert ended.exit_code == 0, ended.stderr
    assert Path("docs/benchmark.md").read_text("utf-8").startswith("# Benchmark\n")
    assert "written: docs" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv",), "does not exist"),
        (("--learner", "crystal_ball"), "no learner 'crystal_ball'"),
        (("--target", "mood"), "no target 'mood'"),
        (("--out", "no/such/folder/page.md"), "found none at"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(command, arguments, said):
    ended = command(*arguments)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_another_kind_of_file_is_refused_with_the_way_to_score_it(command):
    ended = command("synthetic:seed=7,nights=20")
    assert ended.exit_code == 2
    assert "morrow backtest" in ended.stderr


def test_the_card_shows_verdicts_that_were_measured_and_counts_the_others(found, printed):
    card = printed(benchmark_card(found), 120)
    assert "Real people" in card
    assert "skill in CRPS over mean_30" in card
    unmeasured = sum(one.outcome == "not measured" for one in found.verdicts)
    assert f"{unmeasured} more were not measured" in card
