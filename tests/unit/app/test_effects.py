"""`morrow effects`: plain words and JSON of what evenings do to nights; nothing is written."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from app.cli.effects import effects
from app.cli.failing import Commands
from app.cli.shell import Shell
from app.effects_card import effects_card, sentence
from core.clock import FixedClock
from core.store import Store
from ingestion.synthetic import generate
from intelligence.effects_view import EffectsView, EveningTold, KindEffects, NightAfter, Shift, TargetEffect

LAST = date(2026, 3, 1)
EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
HRV, RHR = "hrv_rmssd_ms", "resting_hr_bpm"


@pytest.fixture
def run(home):
    """Arguments after `morrow effects` → what it did, for a simulated person with 140 nights."""
    Store(home / "morrow.duckdb").add(generate("sam", 5, LAST - timedelta(days=139), LAST).facts(), recorded_at=EVENING)
    root = typer.Typer(cls=Commands)
    root.command("effects")(effects)
    root.command("other")(lambda: None)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["effects", *arguments], obj=Shell(clock=FixedClock(EVENING), terminal=False))

    return invoke


def test_scripts_get_every_kind_that_was_told_and_the_store_stays_as_it_is(run, home):
    before = hashlib.sha256((home / "morrow.duckdb").read_bytes()).hexdigest()
    result = run("--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    kinds = {one["kind"]: one for one in told["kinds"]}
    assert {"alcohol", "illness"} <= set(kinds)
    assert all(one["told"] > 0 for one in kinds.values())
    alcohol = kinds["alcohol"]["targets"][HRV]
    assert alcohol["standing"] == "learned"
    assert alcohol["sigma"]["low"] < alcohol["sigma"]["mean"] < alcohol["sigma"]["high"] < 0
    assert hashlib.sha256((home / "morrow.duckdb").read_bytes()).hexdigest() == before


def test_people_read_a_sentence_per_target(run):
    shown = " ".join(run().stdout.split())
    assert "Alcohol lowers your HRV by" in shown
    assert "Association, not cause" in shown


def test_an_earlier_instant_knows_fewer_evenings(run):
    def told(*arguments):
        kinds = json.loads(run("--json", *arguments).stdout)["kinds"]
        return {one["kind"]: one["told"] for one in kinds}

    assert told("--as-of", "2026-01-05T21:00")["alcohol"] < told()["alcohol"]


def test_all_adds_what_was_never_told(run):
    told = [one["kind"] for one in json.loads(run("--all", "--json").stdout)["kinds"]]
    assert "poor_sleep_expected" in told


def test_too_few_nights_are_refused_with_the_remedy(run):
    result = run("--as-of", "2025-10-14T21:00")
    assert result.exit_code == 3
    assert "import some" in result.stderr


EFFECT = TargetEffect(
    unit="ms",
    sigma=Shift(-0.5, -0.8, -0.2),
    in_unit=Shift(-4.5, -7.0, -1.5),
    percent=Shift(-9.0, -14.0, -3.0),
    prior_sigma=Shift(-0.5, -1.3, 0.3),
    prior_in_unit=Shift(-5.9, -14.0, 4.0),
    prior_percent=Shift(-12.0, -28.0, 8.0),
    confirmed=11,
    standing="learned",
    most_sigma=1.0,
    dose_slope=0.5,
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Alcohol lowers your HRV by 9% (−14 to −3), from 11 evenings"),
        ({"confirmed": 1}, "Alcohol lowers your HRV by 9% (−14 to −3), from 1 evening"),
        ({"sigma": Shift(0.5, 0.2, 0.8), "percent": Shift(9.0, 3.0, 14.0)}, "Alcohol raises your HRV by 9% (+3 to +14), from 11 evenings"),
        (
            {"standing": "open", "percent": Shift(-2.0, -7.0, 0.2), "confirmed": 4},
            "Alcohol shows no clear effect on your HRV: −2% (−7 to 0), from 4 evenings",
        ),
        (
            {"standing": "others", "confirmed": 0},
            "Alcohol: none of your nights shows it yet; others' suggest −9% on your HRV (−14 to −3)",
        ),
    ],
)
def test_a_sentence_says_direction_size_range_and_how_many_evenings(changes, words):
    assert sentence("alcohol", HRV, dataclasses.replace(EFFECT, **changes)) == words


def test_rates_are_told_in_their_unit():
    effect = dataclasses.replace(EFFECT, unit="bpm", sigma=Shift(0.5, 0.2, 0.8), in_unit=Shift(2.04, 0.8, 3.2))
    assert sentence("stress", RHR, effect) == "Stress raises your resting heart rate by 2.0 bpm (+0.8 to +3.2), from 11 evenings"


def drawn(view: EffectsView) -> str:
    console = Console(file=io.StringIO(), width=100)
    for part in effects_card(view):
        console.print(part)
    return console.file.getvalue()


def test_the_card_shows_the_evenings_and_nothing_that_acts_on_a_terminal():
    told = EveningTold(
        date(2026, 2, 27), "[bold]wine\x1b[2J", 2.0, "drinks", 0.9, {HRV: NightAfter(36.0, -2.04), RHR: NightAfter(None, None)}
    )
    kind = KindEffects("alcohol", "alcohol", 11, {HRV: EFFECT, RHR: dataclasses.replace(EFFECT, confirmed=3, dose_slope=0.9)}, (told,))
    shown = drawn(EffectsView("sam", "2026-03-01T20:00:00+00:00", (kind,)))
    assert "Fri 27 Feb 2026" in shown
    assert "36 (−2.0σ)" in shown
    assert "from 11 evenings; others' nights suggest −12%" in " ".join(shown.split())
    assert "2 drinks · “[bold]wine" in shown
    assert "\x1b[2J" not in shown
    assert "until 8 evenings are scored" in shown
    assert "it goes with the amount" in shown


def test_where_nothing_was_told_the_card_says_how_to_tell():
    assert "morrow journal add" in drawn(EffectsView("sam", "2026-03-01T20:00:00+00:00", ()))
