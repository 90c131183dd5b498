"""What a replay's report makes of the scores in its ledger. Numbers worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from agent.bootstrap import World
from core.ledger import Content
from evals.replay_report import Tally, report_of

AT = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)


def scored(person: str, day: int, *, covered: bool, error: float, **crps: float) -> list[Content]:
    """A forecast and its score, with the CRPS of each name."""
    night = date(2026, 6, day)
    said = {
        "person_id": person,
        "targets": {"hrv_rmssd_ms": {"quantiles": {}}, "resp_rate_brpm": {"abstained": "few"}},
        "agent": {"degraded": []},
    }
    score = {"crps": crps, "absolute_error": {"final": error}, "covered_80": covered, "covered_95": True, "outcome": 60.0}
    payload = {"forecast_sequence": 1, "targets": {"hrv_rmssd_ms": score}}
    known = AT + timedelta(days=day)
    return [Content("forecast", person, night, 1, 1, known, "f", said), Content("score", person, night, 1, 1, known, "s", payload)]


@pytest.fixture
def report(world: World):
    """Two nights of one person, one of another, one of somebody who was not asked for."""
    contents = [
        *scored("a", 1, covered=True, error=2.0, final=1.0, models=2.0, personal_mean=4.0, evidence=1.0),
        *scored("a", 2, covered=False, error=4.0, final=3.0, models=2.0, personal_mean=4.0),
        *scored("b", 1, covered=True, error=9.0, final=4.0, models=4.0, personal_mean=8.0, evidence=3.0),
        *scored("other", 1, covered=False, error=90.0, final=90.0, models=90.0, personal_mean=90.0),
    ]
    world.ledger("replay", "r").append(contents, at=AT)
    tally = Tally("r", ("a", "b"), 4)
    for status in ("sealed", "sealed", "sealed", "refused"):
        tally.count(status)
    return report_of(world, tally, 6.0)


def test_scores_are_means_within_a_person_and_then_over_people(report) -> None:
    hrv = report.targets["hrv_rmssd_ms"]
    assert (hrv.nights, hrv.people) == (3, 2)
    assert hrv.crps == {"evidence": 2.0, "final": 3.0, "models": 3.0, "personal_mean": 6.0}  # final: (mean(1, 3) + 4) / 2
    assert hrv.mae == 6.0  # (mean(2, 4) + 9) / 2


def test_skill_is_told_over_the_rules_that_were_sealed(report) -> None:
    hrv = report.targets["hrv_rmssd_ms"]
    assert set(hrv.skill_crps) == {"personal_mean"}
    assert hrv.skill_crps["personal_mean"]["estimate"] == 0.5  # 1 − 3/6


def test_an_opinion_is_compared_on_the_nights_that_have_it(report) -> None:
    # a: 1 against 2 on its one night with evidence; b: 3 against 4; so 1 − 2/3
    assert report.targets["hrv_rmssd_ms"].skill_over_models["evidence"]["estimate"] == pytest.approx(1 / 3, abs=1e-5)
    assert report.targets["hrv_rmssd_ms"].skill_over_models["final"]["estimate"] == 0.0


def test_coverage_counts_nights(report) -> None:
    assert report.targets["hrv_rmssd_ms"].coverage_80 == pytest.approx(2 / 3, abs=1e-4)
    assert report.targets["hrv_rmssd_ms"].coverage_95 == 1.0


def test_counts_and_speed_are_of_what_was_really_run(report) -> None:
    assert (report.people, report.evenings, report.abstained, report.degraded) == (2, 4, {"resp_rate_brpm": 3}, 0)
    assert report.statuses == {"refused": 1, "sealed": 3}
    assert report.nights_per_second == 0.5
    assert report.max_rss_mb > 10
    assert report.ledger_ok
