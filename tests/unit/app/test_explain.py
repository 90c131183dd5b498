"""`morrow explain`: parts that add up, for people and for scripts, and nothing written."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli.explain import explain
from app.cli.failing import Commands
from app.cli.shell import Shell
from app.explain_card import explain_card, explain_json, part_bar, shown_part
from app.explanations import Explained
from core.clock import FixedClock
from core.store import Store
from core.targets import TARGETS, target
from forecasting.explanation import Explanation, MemberExplanation, Term
from forecasting.input_words import RECENT, Known
from forecasting.models import TargetForecast
from forecasting.quantiles import LEVELS
from forecasting.ranking import Ranked

LAST = date(2026, 3, 1)
EVENING = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def run(home, strained):
    """Arguments after `morrow explain` → what it did, for somebody with sixty nights up to the first of March."""
    store = Store(home / "morrow.duckdb")
    store.add([fact for fact in strained("sam", 5, 60, LAST) if fact.known_at <= EVENING], recorded_at=EVENING)
    root = typer.Typer(cls=Commands)
    root.command("explain")(explain)
    root.command("other")(lambda: None)

    def invoke(*arguments: str, at: datetime = EVENING) -> Result:
        return CliRunner().invoke(root, ["explain", *arguments], obj=Shell(clock=FixedClock(at), terminal=False))

    return invoke


def test_scripts_get_terms_that_add_up_for_the_combination_and_every_model(run):
    result = run("--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["night"], told["reading"]) == ("2026-03-02", "association, not cause")
    assert list(told["targets"]) == ["hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"]
    for one in told["targets"].values():
        assert sum(term["in_unit"] for term in one["terms"]) == pytest.approx(one["departure"], abs=1e-6)
        assert isinstance(one["out_of_range"], bool)
        assert sum(ranked["share"] for ranked in one["ranking"]) == pytest.approx(1.0)
        for member in one["members"]:
            assert sum(term["in_unit"] for term in member["terms"]) == pytest.approx(member["median"] - one["personal_mean"], abs=1e-6)


def test_people_get_a_card_per_target(run):
    result = run("--target", "resting_hr_bpm")
    assert result.exit_code == 0, result.stderr
    assert "why the night to Monday, 2 March 2026 is forecast so" in result.stdout
    assert "association, not cause" in " ".join(result.stdout.split())
    assert "recent nights of resting heart rate" in result.stdout
    assert "respiratory rate" not in result.stdout


def test_an_earlier_instant_knows_less_and_one_ahead_is_refused(run):
    earlier = run("--as-of", "2026-02-15", "--json")
    assert json.loads(earlier.stdout)["night"] == "2026-02-16"
    assert run("--as-of", "2026-04-01").exit_code == 2
    assert run("--as-of", "2020-01-01").exit_code == 3


def test_what_came_later_does_not_change_the_explanation_of_an_earlier_evening(run, home, strained):
    before = run("--as-of", "2026-02-15", "--json").stdout
    later = [fact for fact in strained("sam", 9, 90, date(2026, 3, 20)) if fact.known_at > EVENING]
    Store(home / "morrow.duckdb").add(later, recorded_at=datetime(2026, 3, 20, 12, tzinfo=UTC))
    assert run("--as-of", "2026-02-15", "--json", at=datetime(2026, 3, 21, tzinfo=UTC)).stdout == before


def test_an_unknown_target_is_wrong_usage(run):
    result = run("--target", "mood")
    assert result.exit_code == 2
    assert "no target 'mood'; known: hrv_rmssd_ms" in result.stderr


def test_nothing_is_written(run, home):
    run("--json")
    store = home / "morrow.duckdb"
    marks = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*") if path.is_file() and path != store}
    run("--json")
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*") if path.is_file() and path != store} == marks


# ---------------------------------------------------------------- the card


@pytest.fixture
def found() -> Explained:
    """A resting heart rate of 61 where 55 is the mean and 50 to 60 usual: 5 by recent nights, 1 by little sleep."""
    forecast = TargetForecast(
        target=target("resting_hr_bpm"),
        night=date(2026, 3, 2),
        usable_nights=60,
        quantiles=tuple(61.0 + 8.0 * (level - 0.5) for level in LEVELS),
        sigma=2.0,
        forecasters=(),
        personal_mean=55.0,
        normal_range=(50.0, 60.0),
        percentile=97.0,
        out_of_range=True,
        last_value=60.0,
        nights_since_last=1,
    )
    terms = (Term("ewma", 5.0, 5.0), Term("sleep_minutes_lag_1", 1.0, 1.0, Known(301.2, 440.0)))
    explanation = Explanation(
        forecast, terms, (MemberExplanation("ewma", "1", 0.9, 61.0, terms), MemberExplanation("mean_7", "1", 0.001, 55.0, ()))
    )
    ranking = (Ranked(RECENT, 3.0, 3.0, 0.75), Ranked("sleep_minutes_lag_1", 1.0, 1.0, 0.25))
    return Explained(
        "sam", date(2026, 3, 2), EVENING, {"resting_hr_bpm": (explanation, ranking)}, {"hrv_rmssd_ms": "needs 3 usable nights"}
    )


def test_the_card_flags_what_is_out_of_range_and_tells_inputs_with_their_usual(found, printed):
    said = printed(explain_card(found, 100), 100)
    assert "resting heart rate 61 bpm · your mean 55 · ⚑ out of range: above your usual 50 – 60" in said
    assert "time asleep last night · 301 min, usually 440" in said
    assert "models by weight: ewma 61 (90%)" in said
    assert "mean_7" not in said
    assert "recent nights of resting heart rate 75%, time asleep last night 25%" in " ".join(said.split())
    assert "heart rate variability: needs 3 usable nights" in said


def test_a_forecast_in_the_usual_range_has_no_flag(found, printed):
    (explanation, ranking) = found.targets["resting_hr_bpm"]
    usual = dataclasses.replace(explanation, forecast=dataclasses.replace(explanation.forecast, out_of_range=False))
    said = printed(explain_card(dataclasses.replace(found, targets={"resting_hr_bpm": (usual, ranking)}), 100), 100)
    assert "⚑" not in said
    assert "within your usual 50 – 60" in said


def test_a_narrow_page_leaves_the_bars_out(found, printed):
    assert "━" in printed(explain_card(found, 100), 100)
    narrow = printed(explain_card(found, 60), 60)
    assert "━" not in narrow
    assert max(len(line) for line in narrow.splitlines()) <= 60


def test_json_names_why_there_is_no_forecast(found):
    assert explain_json(found)["targets"]["hrv_rmssd_ms"] == {"abstained": "needs 3 usable nights"}


@pytest.mark.parametrize(
    ("share", "bar"), [(0.0, "    │    "), (1.0, "    │━━━▶"), (-0.5, "  ◀━│    "), (0.04, "    │    "), (-2.0, "◀━━━│    ")]
)
def test_a_bar_goes_from_the_middle_to_its_side(share, bar):
    assert part_bar(share, 4) == bar


@pytest.mark.parametrize(
    ("name", "part", "shown"), [("hrv_rmssd_ms", -3.14, "−3.1"), ("resp_rate_brpm", 0.206, "+0.21"), ("hrv_rmssd_ms", -0.01, "0.0")]
)
def test_a_part_is_shown_with_its_sign_and_one_digit_more_than_its_target(name, part, shown):
    assert shown_part(TARGETS[name], part) == shown
