"""`morrow outlook`: nights ahead for people and scripts."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from agent.bootstrap import build_world
from app.cli import outlook
from app.cli.failing import Commands
from app.cli.shell import Shell
from app.outlook_card import NOT_SEALED, Asked, outlook_card, outlook_json
from core.clock import FixedClock
from core.errors import BadInput
from core.settings import load_settings
from core.store import Store
from core.targets import PRIMARY, TARGETS
from forecasting.horizons import NightAhead, Outlook, TargetOutlook
from forecasting.models import Abstained, ModelsForecast
from forecasting.prior import weak_population
from forecasting.quantiles import LEVELS
from ingestion.synthetic import generate

LAST = date(2026, 6, 10)
EVENING = datetime(2026, 6, 10, 19, 0, tzinfo=UTC)
NIGHT = LAST + timedelta(days=1)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A store with a synthetic person of sixty nights, told as if they were real, and another of two."""
    path = tmp_path_factory.mktemp("outlook") / "morrow.duckdb"
    for name, nights in (("sam", 60), ("new", 2)):
        facts = generate(name, 3, LAST - timedelta(days=nights - 1), LAST).facts()
        Store(path).add([dataclasses.replace(f, simulated=False) if hasattr(f, "simulated") else f for f in facts], recorded_at=EVENING)
    return path


@pytest.fixture
def run(home: Path, prepared: Path):
    """Arguments after `morrow outlook` → what it did, at 21:00 in Berlin after the last night unless told otherwise."""
    shutil.copy(prepared, home / "morrow.duckdb")
    root = typer.Typer(cls=Commands)
    root.command()(outlook.outlook)
    root.command("beside")(lambda: None)

    def invoke(*arguments: str, at: datetime = EVENING, person: str = "sam") -> Result:
        shell = Shell(clock=FixedClock(at), terminal=False)
        return CliRunner().invoke(root, ["outlook", "--person", person, *arguments], obj=shell)

    return invoke


def ahead(median: float, horizon: int = 1) -> NightAhead:
    quantiles = tuple(median + 10.0 * (level - 0.5) for level in LEVELS)
    return NightAhead(NIGHT + timedelta(days=horizon - 1), horizon, quantiles, 3.0)


@pytest.fixture
def hand_made() -> Outlook:
    """Two nights: a plan of 16 for the day between moves HRV by −1.5 on the second; the heart rate answers nothing, no respiratory rate."""
    hrv = TargetOutlook(TARGETS[PRIMARY[0]], (ahead(50.0), ahead(52.0, 2)), (ahead(50.0), ahead(50.5, 2)), ("ridge",))
    rhr = TargetOutlook(TARGETS[PRIMARY[1]], (ahead(60.0), ahead(60.0, 2)), (ahead(60.0), ahead(60.0, 2)))
    tomorrow = ModelsForecast(NIGHT, {}, {}, {}, weak_population())
    targets = dict(zip(PRIMARY, (hrv, rhr, Abstained("needs [bold]3 nights")), strict=True))
    return Outlook(NIGHT, 2, targets, tomorrow, {NIGHT: 16.0})


def test_scripts_get_seven_nights_with_ranges_that_say_they_are_not_sealed(run):
    result = run("--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert (said["person_id"], said["status"], said["sealed"]) == ("sam", NOT_SEALED, False)
    assert (said["first_night"], said["as_of"]) == ("2026-06-11", EVENING.isoformat())
    nights = said["targets"]["hrv_rmssd_ms"]["nights"]
    assert [night["horizon"] for night in nights] == [1, 2, 3, 4, 5, 6, 7]
    assert (nights[0]["night"], nights[0]["weekday"]) == ("2026-06-11", "Thursday")
    assert nights[6]["interval_80"] == [nights[6]["quantiles"]["0.1"], nights[6]["quantiles"]["0.9"]]
    assert "planned" not in nights[0]
    assert "plan_moves" not in said["targets"]["hrv_rmssd_ms"]


def test_the_first_night_is_the_models_forecast_of_that_evening_and_nothing_is_written(run):
    said = json.loads(run("--json", "--days", "1").stdout)
    world = build_world(load_settings(), FixedClock(EVENING))
    snapshot = world.store.snapshot("sam", EVENING)
    for name, one in world.models(snapshot, NIGHT).targets.items():
        assert tuple(said["targets"][name]["nights"][0]["quantiles"].values()) == one.quantiles
    assert snapshot.forecasts == ()


def test_a_plan_stands_beside_the_nights_without_it(run):
    result = run("--json", "--days", "3", "--strain", "2026-06-11=18", "--strain", "2026-06-12=4")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["planned_strain"] == {"2026-06-11": 18.0, "2026-06-12": 4.0}
    hrv = said["targets"]["hrv_rmssd_ms"]
    assert hrv["plan_moves"] == []  # what ships has learned nothing of strain
    assert all(night["planned"] == {key: night[key] for key in night["planned"]} for night in hrv["nights"])


def test_people_get_one_row_for_each_night(run):
    result = run("--days", "3")
    assert result.exit_code == 0
    assert NOT_SEALED in result.stdout
    rows = [line for line in result.stdout.splitlines() if line.strip().startswith(("Thu 11", "Fri 12", "Sat 13"))]
    assert len(rows) == 3
    assert all(row.count("–") == len(PRIMARY) for row in rows)


def test_people_are_told_when_a_plan_moves_nothing(run):
    result = run("--strain", "2026-06-11=18")
    assert "it moves" in result.stdout
    assert "No model here has learned anything of strain" in " ".join(result.stdout.split())


def test_a_past_evening_is_looked_at_with_what_was_known_then(run):
    said = json.loads(run("--as-of", "2026-06-01", "--days", "2", "--json").stdout)
    assert said["first_night"] == "2026-06-02"
    assert said["as_of"] == "2026-06-01T19:00:00+00:00"  # 21:00 in Berlin


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--days", "8"], 2, "equal to 7"),
        (["--strain", "tomorrow"], 2, "DATE=VALUE"),
        (["--strain", "2026-06-11=hard"], 2, "DATE=VALUE"),
        (["--strain", "2026-06-11=25"], 2, "between 0 and 21"),
        (["--strain", "2026-07-11=10"], 2, "from 2026-06-10 to 2026-06-16"),
        (["--days", "2", "--strain", "2026-06-12=10"], 2, "from 2026-06-10 to 2026-06-11"),
    ],
)
def test_wrong_usage_says_what_was_wanted(run, arguments, code, words):
    result = run(*arguments)
    assert result.exit_code == code
    assert words in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_it_is_refused_where_too_little_or_nothing_recent_is_known(run):
    assert run(person="new").exit_code == 3
    late = run(at=EVENING + timedelta(days=40))
    assert late.exit_code == 3
    assert "the last is 2026-06-10" in " ".join(late.stderr.split())


def test_a_day_has_one_planned_strain():
    assert outlook.planned(["2026-06-11=14.5"]) == {NIGHT: 14.5}
    with pytest.raises(BadInput, match="one strain for 2026-06-11"):
        outlook.planned(["2026-06-11=14", "2026-06-11=15"])


def test_a_card_shows_what_a_plan_moves_and_who_says_so(hand_made, printed):
    text = printed(outlook_card(hand_made, Asked("sam", EVENING, simulated=True)))
    assert "sam, a simulated person · as of 10 Jun 2026, 19:00 (UTC+00:00)" in text
    row = next(line for line in text.splitlines() if "Fri 12 Jun" in line)
    assert row.split() == ["Fri", "12", "Jun", "16", "52", "(48", "–", "56)", "50", "(46", "–", "54)", "−1.5"]
    flat = " ".join(text.split())
    assert "heart rate variability: it moves ridge" in flat
    assert "resting heart rate: it moves nothing" in flat
    assert "respiratory rate: needs [bold]3 nights" in flat


def test_a_card_for_a_narrow_terminal_keeps_its_numbers(hand_made, printed):
    """Of the widest target too: 15.1 (14.5 – 15.7) twice, with the change beside it, in eighty columns."""
    found = dataclasses.replace(
        hand_made, targets={PRIMARY[2]: dataclasses.replace(hand_made.targets[PRIMARY[0]], target=TARGETS[PRIMARY[2]])}
    )
    text = printed(outlook_card(found, Asked("sam", EVENING)), 80)
    assert "…" not in text
    assert "52.0 (48.0 – 56.0)" in text


def test_json_keeps_reasons_refusals_and_what_answers(hand_made):
    tomorrow = dataclasses.replace(hand_made.tomorrow, refused=("lstm v3: broken",))
    said = outlook_json(dataclasses.replace(hand_made, tomorrow=tomorrow), Asked("sam", EVENING))
    assert said["refused"] == ["lstm v3: broken"]
    assert said["targets"]["resp_rate_brpm"] == {"abstained": "needs [bold]3 nights"}
    assert said["targets"]["hrv_rmssd_ms"]["plan_moves"] == ["ridge"]
    assert said["targets"]["hrv_rmssd_ms"]["nights"][1]["planned"]["median"] == 50.5
