"""The weekly report: seven nights, their scores with counts, what changed; and nothing of the Monday itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from forecasting.registry.versions import ModelVersion, Verdict
from intelligence.weekly_report import WeeklyReport, weekly_report
from intelligence.weekly_text import weekly_markdown

MONDAY = date(2026, 3, 2)
FIRST = date(2026, 2, 23)


def day(number: int) -> date:
    """The night of the week by its number, 0 … 6; negative is before it."""
    return FIRST + timedelta(days=number)


def scored(final: float, *, covered: bool = True, **rules: float) -> dict[str, object]:
    crps = {"final": final, **rules}
    return {"crps": crps, "absolute_error": dict.fromkeys(crps, 2.0), "covered_80": covered, "covered_95": True}


@pytest.fixture
def nights(night_of):
    """Twenty nights at 50 and 52 in turn, then a week of 54 with one night missing; then a Monday that nobody may read."""
    usual = [night_of(day(number), resting_hr_bpm=50.0 + 2 * (number % 2)) for number in range(-20, 0)]
    week = [night_of(day(number), resting_hr_bpm=54.0) for number in range(6)]
    return [*usual, *week, night_of(MONDAY, resting_hr_bpm=110.0)]


def test_seven_nights_stand_against_the_usual_and_the_week_before(snapshot_of, nights):
    report = weekly_report(snapshot_of(nights=nights), MONDAY)
    assert (report.first, report.last, report.nights) == (FIRST, date(2026, 3, 1), 6)
    rhr = report.targets["resting_hr_bpm"]
    # the seven nights before: 50, 52 in turn, beginning with an odd number, so four of 52 and three of 50
    assert (rhr.nights, rhr.mean, rhr.mean_before, rhr.usual) == (6, 54.0, 51.1, 51.0)
    # twenty nights, ten each a unit from 51: their standard deviation is √(20/19) = 1.026, and 3 is 2.9 of them
    assert rhr.from_usual_sd == 2.9
    assert report.targets["hrv_rmssd_ms"].mean is None


def test_a_new_device_begins_a_series_of_its_own(snapshot_of, nights):
    changed = [replace(one, source_epoch="strap-5") if one.night >= FIRST else one for one in nights]
    report = weekly_report(snapshot_of(nights=changed), MONDAY)
    rhr = report.targets["resting_hr_bpm"]
    assert (rhr.mean, rhr.mean_before, rhr.usual, rhr.from_usual_sd) == (54.0, None, None, None)
    assert report.changed == ("nights measured by strap-5, before by strap-4",)


def test_scores_stand_beside_each_naive_rule_with_the_nights_that_both_have(snapshot_of, score_of):
    scores = [
        score_of(day(-1), {"resting_hr_bpm": scored(9.0, persistence=1.0)}),
        score_of(day(0), {"resting_hr_bpm": scored(1.0, persistence=2.0, mean_7=1.0)}),
        score_of(day(1), {"resting_hr_bpm": scored(2.0, covered=False, persistence=2.0)}),
        score_of(MONDAY, {"resting_hr_bpm": scored(99.0, persistence=1.0)}),
    ]
    report = weekly_report(snapshot_of(scores=scores), MONDAY)
    week, so_far = report.week["resting_hr_bpm"], report.so_far["resting_hr_bpm"]
    assert (week.nights, week.mean_crps, week.covered_80, week.covered_95) == (2, 1.5, 1, 2)
    assert week.against["persistence"].model_dump() == {"nights": 2, "crps": 1.5, "crps_of_rule": 2.0, "skill": 0.25}
    assert week.against["mean_7"].model_dump() == {"nights": 1, "crps": 1.0, "crps_of_rule": 1.0, "skill": 0.0}
    assert "ewma" not in week.against, "nothing is said of a rule that was not scored"
    assert (so_far.nights, so_far.mean_crps) == (3, 4.0)
    assert "hrv_rmssd_ms" not in report.week


def test_events_are_told_that_came_more_or_less_often(snapshot_of, told):
    journal = [told(day(number), "alcohol") for number in (-3, 0, 2)] + [told(day(-2), "travel"), told(day(1), "illness", "no")]
    journal += [told(day(number), "caffeine") for number in (-1, 4)] + [told(MONDAY, "caffeine")]
    report = weekly_report(snapshot_of(journal=journal), MONDAY)
    assert set(report.changed) == {"alcohol: 2 times, the week before once", "travel: never, the week before once"}


def test_nights_in_another_part_of_the_world_are_told(snapshot_of, nights):
    moved = [replace(one, utc_offset_minutes=-300 if one.night >= day(3) else 60) for one in nights]
    assert weekly_report(snapshot_of(nights=moved), MONDAY).changed == ("nights spent where the clock is -5 h from UTC",)


def version(name: str, trained_at: datetime) -> ModelVersion:
    """A trained version that is told of by name and time alone."""
    return ModelVersion(
        name=name, target="resting_hr_bpm", kind="unsmoothed", trained_at=trained_at, trained_through=day(-1), people=frozenset({"x", "y"}),
        gate=Verdict(True, ()), metrics={}, settings={}, code_version="1", version=3, digest="", folder="", alias="champion", run_id="",
        retired_at=None,
    )  # fmt: skip


def test_models_trained_in_the_week_are_told_and_none_that_came_later(snapshot_of):
    as_of = datetime(2026, 3, 1, 20, tzinfo=UTC)  # of the snapshot
    rows = [
        version("ridge", as_of - timedelta(days=2)),
        version("lstm", as_of + timedelta(hours=1)),
        version("old", as_of - timedelta(days=8)),
    ]
    report = weekly_report(snapshot_of(), MONDAY, rows)
    assert [(one.label, one.people, one.alias) for one in report.models] == [("resting_hr_bpm/unsmoothed ridge v3", 2, "champion")]


def test_faults_of_the_week_are_counted(snapshot_of, nights, night_of):
    faulty = [*nights, night_of(day(6), resting_hr_bpm=900.0)]
    assert weekly_report(snapshot_of(nights=faulty), MONDAY).quality == {"out_of_range": 1}


def test_the_monday_and_what_comes_after_it_move_nothing(snapshot_of, nights, score_of, night_of, told):
    score = score_of(day(0), {"resting_hr_bpm": scored(1.0, persistence=2.0)})
    before = weekly_report(snapshot_of(nights=nights[:-1], scores=[score]), MONDAY)
    later = score_of(MONDAY, {"resting_hr_bpm": scored(50.0, persistence=1.0)})
    after = [*nights, night_of(MONDAY + timedelta(days=1), resting_hr_bpm=111.0)]
    assert weekly_report(snapshot_of(nights=after, scores=[score, later], journal=[told(MONDAY, "alcohol")]), MONDAY) == before


def test_it_survives_the_way_through_json(snapshot_of, nights):
    report = weekly_report(snapshot_of(nights=nights), MONDAY)
    assert WeeklyReport.model_validate(json.loads(report.model_dump_json())) == report


def test_the_page_says_what_the_report_says(snapshot_of, nights, score_of, told):
    scores = [score_of(day(0), {"resting_hr_bpm": scored(1.0, persistence=2.0, ewma=0.5)})]
    page = weekly_markdown(weekly_report(snapshot_of(nights=nights, scores=scores, journal=[told(day(1), "alcohol")]), MONDAY))
    assert page.startswith("# The week of 2026-02-23 to 2026-03-01\n")
    assert "6 of 7 nights are on record" in page
    assert "| resting heart rate (bpm) | 6 | 54 | 51.1 | 51 | +2.9 SD |" in page
    assert "| resting heart rate (bpm) | 1 | 2 | 1 | 1 of 1 | 1 of 1 | 1 of 2 rules: persistence (+50%, 1) |" in page
    assert "- alcohol: once, the week before never" in page


def test_a_week_without_anything_says_so(snapshot_of):
    page = weekly_markdown(weekly_report(snapshot_of(), MONDAY))
    assert "0 of 7 nights" in page
    assert page.count("no sealed forecast has come true") == 2
    assert "none this week" in page
