"""Verdicts follow from the numbers alone: each border by hand, nothing passed over, and an alarm that rings."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from core.records import Night
from core.snapshot import Panel, PersonHistory
from evals.benchmark_verdicts import (
    AUTOMATIC,
    GOALS,
    OUTCOMES,
    Goal,
    Verdict,
    kinds_of,
    leak_verdict,
    leaks_of_real,
    leaks_of_synthetic,
    verdicts,
)
from forecasting.bootstrap import Skill
from forecasting.ensemble import COMBINATION
from forecasting.summary import BacktestReport, ForecasterReport, TargetReport
from forecasting.yardsticks import Accuracy

NOTHING = Skill(0.0, -0.01, 0.01)
HRV = "hrv_rmssd_ms"


def forecaster(**changed: object) -> ForecasterReport:
    """One that has no skill over anything, and covers 80% of 1000 nights."""
    plain = ForecasterReport(
        nights=1000,
        crps=5.0,
        coverage_80=0.80,
        width_80=20.0,
        coverage_80_worst_decile=0.70,
        worst_decile_by_chance=0.65,
        width_80_worst_decile=30.0,
        cpu_seconds=1.0,
        accuracy=Accuracy(7.0, 9.0, 15.0, 0.05, 0.7, 40.0, 60.0),
        skill_crps={"personal_mean": NOTHING},
        skill_mae={},
    )
    return dataclasses.replace(plain, **changed)


@pytest.fixture
def reported() -> Callable[..., BacktestReport]:
    """Changes to the combination's report → a report of one target with it; HRV unless told otherwise."""

    def make(target: str = HRV, nights: int = 1000, **changed: object) -> BacktestReport:
        ours = forecaster(nights=nights, **changed)
        return BacktestReport({target: TargetReport(nights, 30, {COMBINATION: ours}, {})}, None)

    return make


def one(found: tuple[Verdict, ...], what: str) -> Verdict:
    """The verdict on HRV of that name."""
    (chosen,) = (verdict for verdict in found if (verdict.of, verdict.what) == ("heart rate variability", what))
    return chosen


@pytest.mark.parametrize(
    ("skill", "outcome"),
    [
        (Skill(0.046, 0.001, 0.09), "reached"),
        (Skill(0.060, -0.001, 0.09), "unsure"),
        (Skill(0.037, 0.001, 0.09), "tie"),
        (Skill(0.037, -0.001, 0.09), "missed"),
        (Skill(0.035, 0.001, 0.09), "missed"),
        (Skill(-0.05, -0.09, -0.01), "missed"),
        (Skill(math.nan, math.nan, math.nan), "not measured"),
    ],
)
def test_a_goal_of_4_6_percent_is_reached_with_the_whole_interval_above_zero_and_tied_within_a_point(reported, skill, outcome):
    assert one(verdicts(reported(skill_mae={"mean_30": skill})), "skill in MAE over mean_30").outcome == outcome


@pytest.mark.parametrize(
    ("skill", "outcome"),
    [
        (Skill(0.002, 0.001, 0.003), "reached"),
        (Skill(0.009, -0.02, 0.03), "tie"),
        (Skill(-0.009, -0.02, 0.03), "tie"),
        (Skill(0.03, -0.001, 0.06), "unsure"),
        (Skill(-0.02, -0.05, 0.01), "missed"),
    ],
)
def test_a_rival_is_beaten_with_the_interval_above_zero_and_alike_within_a_percent(reported, skill, outcome):
    assert one(verdicts(reported(skill_crps={"auto_ets": skill})), "ahead of auto_ets in CRPS").outcome == outcome


@pytest.mark.parametrize(("pooled", "outcome"), [(0.78, "reached"), (0.82, "reached"), (0.779, "missed"), (0.821, "missed")])
def test_pooled_intervals_cover_78_to_82_percent(reported, pooled, outcome):
    assert one(verdicts(reported(coverage_80=pooled)), "80% coverage, pooled").outcome == outcome


@pytest.mark.parametrize(("worst", "outcome"), [(0.66, "reached"), (0.64, "missed"), (math.nan, "not measured")])
def test_the_worst_tenth_is_held_against_chance_and_not_against_80_percent(reported, worst, outcome):
    found = one(verdicts(reported(coverage_80_worst_decile=worst)), "80% coverage, worst tenth of people")
    assert (found.wanted, found.outcome) == ("65.0% or more, as by chance", outcome)


def test_a_verdict_shows_the_skill_with_its_interval(reported):
    found = one(verdicts(reported(skill_crps={"mean_30": Skill(0.0512, -0.004, 0.1)})), "skill in CRPS over mean_30")
    assert (found.wanted, found.found) == ("+4.6% or more", "+5.1% [−0.4, +10.0]")


def test_what_was_not_measured_is_told_and_never_passed_over(reported):
    without = verdicts(None)
    assert {verdict.outcome for verdict in without} == {"not measured"}
    assert len(without) == len(verdicts(reported())) == len(GOALS) * (2 + 2 + len(AUTOMATIC))
    assert {verdict.outcome for verdict in verdicts(reported())} <= OUTCOMES.keys()


def test_the_goals_are_those_of_the_second_measurement():
    assert set(GOALS) == {
        Goal("hrv_rmssd_ms", "mean_30", 0.046),
        Goal("nightly_hr_bpm", "mean_7", 0.078),
        Goal("resp_rate_brpm", "personal_mean", 0.025),
        Goal("resting_hr_bpm", "persistence", 0.02),
    }


# ---------------------------------------------------------------- leaks


def test_more_than_15_percent_over_the_mean_is_a_leak_and_less_is_not(reported):
    kinds = {HRV: "default"}
    assert leaks_of_real(reported(skill_crps={"personal_mean": Skill(0.14, 0.1, 0.2)}), kinds) == ()
    (sentence,) = leaks_of_real(reported(skill_crps={"personal_mean": Skill(0.16, 0.1, 0.2)}), kinds)
    assert "+16.0% over personal_mean" in sentence


def test_so_is_an_r2_beyond_a_third_within_people(reported):
    (sentence,) = leaks_of_real(reported(accuracy=Accuracy(7.0, 9.0, 15.0, 0.31, 0.7, 40.0, 60.0)), {HRV: "default"})
    assert "R² 0.31" in sentence


def test_resting_heart_rates_are_held_to_the_limits_of_their_kind(reported):
    skilled = reported("resting_hr_bpm", skill_crps={"personal_mean": Skill(0.5, 0.4, 0.6), "persistence": Skill(0.02, 0.01, 0.03)})
    assert leaks_of_real(skilled, {"resting_hr_bpm": "vendor_smoothed"}) == ()
    assert len(leaks_of_real(skilled, {"resting_hr_bpm": "unsmoothed"})) == 1


def test_the_kind_is_that_of_most_nights(reported):
    def night(number: int, method: str) -> Night:
        day = date(2026, 1, number)
        source = {"person_id": "p1", "source": "lifesnaps", "source_epoch": "e", "known_at": datetime(2026, 1, number, 8, tzinfo=UTC)}
        return Night(**source, key=str(day), night=day, resting_hr_bpm=60.0, rhr_method=method)

    nights = (night(1, "nightly_mean"), night(2, "vendor_smoothed"), night(3, "vendor_smoothed"))
    panel = Panel(datetime(2027, 1, 1, tzinfo=UTC), (PersonHistory("p1", UTC, nights),))
    assert kinds_of(panel, reported("resting_hr_bpm")) == {"resting_hr_bpm": "vendor_smoothed"}


@dataclasses.dataclass
class Known:
    """What is asked of `Attained`: the CRPS of the optimum that is told everything."""

    optima: dict[str, float]


@pytest.mark.parametrize(("crps", "nights", "rings"), [(4.97, 1000, 0), (4.94, 1000, 1), (4.94, 299, 0)])
def test_nobody_is_better_than_the_truth_by_more_than_luck(reported, crps, nights, rings):
    """The truth has 5.00; 1% is luck, and under 300 nights anything is."""
    report = reported(crps=crps, nights=nights)
    assert len(leaks_of_synthetic({HRV: Known({"told": 5.0})}, report)) == rings


def test_who_slept_through_nights_cannot_be_held_against_the_truth_of_all(reported):
    report = reported(crps=1.0)
    found = report.targets[HRV]
    asleep = dataclasses.replace(found, nights=found.nights + 1)
    assert leaks_of_synthetic({HRV: Known({"told": 5.0})}, BacktestReport({HRV: asleep}, None)) == ()


def test_the_alarm_has_a_verdict_of_its_own(reported):
    assert leak_verdict("real people", "beyond", reported(), ()).outcome == "reached"
    assert leak_verdict("real people", "beyond", reported(), ("one", "two")) == Verdict(
        "real people", "results beyond", "none", "2", "missed"
    )
    assert leak_verdict("real people", "beyond", None, ()).outcome == "not measured"
    assert leak_verdict("real people", "beyond", reported(nights=299), ()).outcome == "not measured"
