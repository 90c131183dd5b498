"""The benchmark in one run: what it plans, finds and writes, and that a forecaster who sees the night itself rings the alarm."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput, UnknownName
from core.targets import TARGETS
from evals.benchmark import JUDGED, Benchmark, Plan, learners_named, run
from evals.benchmark_text import role_of, table, to_markdown
from forecasting.catalog import BASELINES, FORECASTERS, LEARNERS, OPTIONAL, RIVALS
from forecasting.quantiles import student_row
from ingestion.synthetic.traits import TRIO

NOW = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class OneDayOff:
    """A planted leak: it looks up its values one place too far, so that it knows the night and errs by a tenth of its spread."""

    name: str = "one_day_off"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series, prior):
        values = np.append(series.values, np.nan)
        known = np.where(np.isfinite(values), values, prior.level_mean)
        return known[:, None] + 0.1 * prior.within_sd * student_row(np.inf)


@dataclass(frozen=True)
class LateRiser:
    """Says nothing for a hundred nights, and then that everybody is as people are in general."""

    name: str = "late_riser"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series, prior):
        path = np.tile(prior.level_mean + prior.level_sd * student_row(np.inf), (len(series.values) + 1, 1))
        path[:100] = np.nan
        return path


PLAN = Plan(people=2, nights=160, learners=(), rivals={"one_day_off": OneDayOff(), "late_riser": LateRiser()})


@pytest.fixture(scope="module")
def found() -> Benchmark:
    """Two simulated people, 160 nights each, with the leak beside, and somebody who forecasts fewer nights."""
    return run(PLAN, NOW, timer=lambda: 0.0)


@pytest.fixture(scope="module")
def page(found: Benchmark) -> str:
    return to_markdown(found)


# ---------------------------------------------------------------- leaks


@pytest.mark.parametrize("label", ["heart rate variability", "resting heart rate", "respiratory rate"])
def test_who_sees_the_night_itself_rings_the_alarm_on_every_target(found, label):
    (sentence,) = (leak for leak in found.leaks if leak.startswith(label))
    assert "one_day_off" in sentence


def test_and_nobody_else_does(found):
    assert [leak for leak in found.leaks if "one_day_off" not in leak] == []
    (verdict,) = (one for one in found.verdicts if one.of == "simulated people")
    assert (verdict.found, verdict.outcome) == ("3", "missed")


def test_the_page_tells_the_leaks(found, page):
    assert "**Leak alarm.**" in page
    assert all(f"\n- {leak}" in page for leak in found.leaks)


# ---------------------------------------------------------------- what is found


def test_skills_are_told_over_every_rule_and_every_rival(found):
    for report in found.synthetic.report.targets.values():
        assert set(report.forecasters["combination"].skill_crps) == {*BASELINES, *PLAN.rivals}
        assert report.forecasters["combination"].skill_crps["one_day_off"].high < 0.0


def small(rivals) -> Benchmark:
    return run(Plan(people=1, nights=30, learners=(), rivals=rivals), NOW, timer=lambda: 0.0)


@pytest.fixture(scope="module")
def little() -> Benchmark:
    """One person of thirty nights, with the leak beside."""
    return small({"one_day_off": OneDayOff()})


@pytest.mark.prove  # the backtest's own test of it is always run
def test_a_rival_has_no_part_in_the_combination(little):
    alone = small({}).synthetic.report.targets
    for name, report in little.synthetic.report.targets.items():
        ours, without = report.forecasters["combination"], alone[name].forecasters["combination"]
        assert (ours.crps, ours.accuracy) == (without.crps, without.accuracy)


def test_shares_of_what_can_be_foreseen_stand_for_every_forecaster(found):
    assert set(found.synthetic.attained) == set(TRIO)
    for name, one in found.synthetic.attained.items():
        assert one.all_shares.keys() == found.synthetic.report.targets[name].forecasters.keys()
        assert one.all_shares["one_day_off"]["told"] > 1.0


def test_the_json_has_the_shape_of_the_contract(found):
    told = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert told["data"] == {"source": "synthetic", "file": None}
    assert set(told["targets"]) == set(TRIO)
    assert {"crps", "mae", "coverage_80", "width_80", "coverage_80_worst_decile", "cpu_seconds", "skill_crps", "skill_mae"} <= set(
        told["targets"]["hrv_rmssd_ms"]["forecasters"]["combination"]
    )
    assert told["synthetic"]["attained"]["hrv_rmssd_ms"]["shares"].keys() == {"told", "tonight_untold", "never_told"}
    assert told["made"]["on"] == "2026-07-05"
    assert len(told["verdicts"]) == len(found.verdicts)
    assert told["leaks"] == list(found.leaks)


# ---------------------------------------------------------------- the page


def test_the_page_says_when_how_and_with_what_it_was_made(page):
    assert "2026-07-05, `morrow benchmark --people 2 --nights 160 --seed 1 --learner none`" in page
    assert re.search(r"python \d+\.\d+\.\d+, morrow .*numpy .*scipy .*torch .*xgboost .*statsforecast .*; \d+ cores", page)


def test_a_run_that_leaves_something_out_says_so_at_the_top(page):
    assert f"**Not a whole run.** Left out: {', '.join(('real people', *LEARNERS, *RIVALS))}." in page


def test_every_forecaster_stands_in_the_table_the_best_first_and_who_slept_last(found, page):
    for name, report in found.synthetic.report.targets.items():
        table = page.partition(f"### {TARGETS[name].label.capitalize()}")[2].split("\n\n")[2]
        listed = [re.match(r"\| \**(\w+)", line)[1] for line in table.splitlines()[2:]]
        awake = [one for one in report.forecasters if one != "late_riser"]
        assert listed == [*sorted(awake, key=lambda one: report.forecasters[one].crps), "late_riser"]
        assert f"| late_riser ({report.forecasters['late_riser'].nights} nights) |" in table


def test_who_slept_through_nights_has_no_share_of_what_could_be_foreseen_of_all(page):
    shares = [table for table in page.split("\n\n") if table.startswith("| Share of attainable skill over")]
    assert len(shares) == len(TRIO)
    assert all("one_day_off" in table and "late_riser" not in table for table in shares)


def test_every_row_of_every_table_has_as_many_cells_as_its_header(page):
    lines = page.splitlines()
    for above, line in pairwise(lines):
        if line.startswith("| ") and above.startswith("| "):
            assert above.count(" | ") == line.count(" | "), line


def test_the_page_names_no_machine(page):
    assert not re.search(r"/(?:home|root|Users|tmp|work)/", page)


def test_the_same_run_gives_the_same_page(little):
    assert to_markdown(small({"one_day_off": OneDayOff()})) == to_markdown(little)


def test_a_table_sets_numbers_to_the_right_and_keeps_its_columns():
    assert table(("a", "b"), [("x|y", "1")]) == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |"


def test_everybody_is_named_for_what_they_are():
    names = ("combination", "nnls_stack", "ewma", "ridge", "auto_ets")
    assert [role_of(name) for name in names] == ["ours", "mixture", "rule", "trained", "rival"]
    assert {role_of(name) for name in FORECASTERS} == {"rule"}


# ---------------------------------------------------------------- the plan


def test_the_command_of_a_whole_run_is_short_and_names_no_folder():
    plan = Plan(Path("somewhere") / "else" / "daily.csv.gz")
    assert plan.command == "morrow benchmark daily.csv.gz --people 20 --nights 200 --seed 1"
    assert plan.left_out == ()


def test_the_command_tells_every_choice():
    plan = Plan(targets=("hrv_rmssd_ms",), people=3, nights=40, seed=7, learners=learners_named(["ridge"]), rivals={})
    assert plan.command == "morrow benchmark --people 3 --nights 40 --seed 7 --target hrv_rmssd_ms --learner ridge --no-rivals"


def test_learners_are_chosen_by_name():
    assert [one.name for one in learners_named([])] == list(LEARNERS)
    assert [one.name for one in learners_named(["ridge"])] == ["ridge"]
    assert [one.name for one in learners_named([*OPTIONAL])] == list(OPTIONAL)
    assert learners_named(["none"]) == ()
    with pytest.raises(UnknownName, match="known: ridge"):
        learners_named(["crystal_ball"])


def test_all_targets_with_a_goal_are_judged():
    assert set(JUDGED) == {"hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "nightly_hr_bpm"}


def test_nothing_to_score_is_refused_before_any_work():
    with pytest.raises(BadInput, match="found neither"):
        run(Plan(targets=("nightly_hr_bpm",)), NOW)
    with pytest.raises(UnknownName, match="mood"):
        run(Plan(targets=("mood",)), NOW)
