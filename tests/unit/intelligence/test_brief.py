"""The daily brief tells an evening in rounded numbers, and nothing of the night ahead."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from intelligence.brief import daily_brief


@pytest.fixture
def lived(night_of, night):
    """Twenty nights that end yesterday: 50 and 52 in turn, the last one 56."""
    nights = [night_of(night - timedelta(days=i), resting_hr_bpm=50.0 + 2 * (i % 2)) for i in range(20, 1, -1)]
    return [*nights, night_of(night - timedelta(days=1), resting_hr_bpm=56.0)]


def _brief(snapshot, models, night):
    return daily_brief(snapshot, models, night).model_dump(mode="json")


def test_a_target_stands_against_the_persons_own_normal(snapshot_of, models_of, lived, night):
    target = _brief(snapshot_of(nights=lived), models_of(resting_hr_bpm=50.0), night)["targets"]["resting_hr_bpm"]
    assert (target["label"], target["unit"]) == ("resting heart rate", "bpm")
    assert (target["last_value"], target["last_night"], target["nights_since_last"]) == (56.0, "2026-03-01", 1)
    assert (target["normal_range"], target["standing"]) == ([45.0, 55.0], "above")
    assert target["personal_mean"] == 51.2
    # ten nights of 50, nine of 52, one of 56: mean 51.2, squares 10·1.44 + 9·0.64 + 23.04 = 43.2, sd sqrt(43.2 / 19); from 51.23
    assert target["z_last"] == 3.2
    # the last seven: 56, 50, 52, 50, 52, 50, 52: mean 51.714; less 51.235
    assert target["trend_7"] == 0.5
    assert target["usable_nights"] == 20


def test_the_forecast_is_told_with_its_intervals(snapshot_of, models_of, lived, night):
    target = _brief(snapshot_of(nights=lived), models_of(resting_hr_bpm=50.0), night)["targets"]["resting_hr_bpm"]
    assert target["forecast"] == {
        "median": 50.0,
        "interval_80": [46.0, 54.0],
        "interval_95": [45.2, 54.8],
        "percentile": 42.0,
        "out_of_range": False,
    }


def test_an_abstained_target_says_why(snapshot_of, models_of, night_of, night):
    nights = [night_of(night - timedelta(days=2), hrv_rmssd_ms=61.0)]
    target = _brief(snapshot_of(nights=nights), models_of(hrv_rmssd_ms=None), night)["targets"]["hrv_rmssd_ms"]
    assert target["forecast"] == {"abstained": "needs 7 nights, has 2"}
    assert (target["last_value"], target["nights_since_last"], target["usable_nights"]) == (61.0, 2, 1)
    assert (target["normal_range"], target["standing"], target["z_last"], target["trend_7"]) == (None, None, None, None)


def test_a_person_without_nights_has_a_brief(snapshot_of, models_of, night):
    brief = _brief(snapshot_of(), models_of(hrv_rmssd_ms=None), night)
    assert brief["targets"]["hrv_rmssd_ms"]["last_value"] is None
    assert brief["reliability"] == {"scored_nights": 0, "targets": {}}
    assert (brief["quality"], brief["journal_today"]) == ([], [])


def test_the_evening_is_the_local_date_before_the_night(snapshot_of, models_of, night):
    brief = _brief(snapshot_of(), models_of(), night)
    assert (brief["night"], brief["evening"], brief["weekday"]) == ("2026-03-02", "2026-03-01", "Sunday")
    assert (brief["schema_version"], brief["interval_levels"]) == (1, [80, 95])


def test_only_this_evenings_answers_are_today(snapshot_of, models_of, told, night):
    journal = [
        told(night - timedelta(days=1), "alcohol"),
        told(night - timedelta(days=2), "stress"),
        told(night - timedelta(days=1), "nap", "no"),
    ]
    brief = _brief(snapshot_of(journal=journal), models_of(), night)
    assert brief["journal_today"] == [{"kind": "alcohol", "answer": "yes"}, {"kind": "nap", "answer": "no"}]


def test_questions_of_open_kinds_are_in_the_brief(snapshot_of, models_of, told, night, lived):
    asked = _brief(snapshot_of(nights=lived), models_of({"resting_hr_bpm": {}}, hrv_rmssd_ms=60.0, resting_hr_bpm=50.0), night)["questions"]
    # nothing was ever asked, so every kind counts as one in ten; the largest effects are capped at 0.35 σ
    assert [(one["kind"], one["value"], one["targets"]) for one in asked] == [
        ("alcohol", 0.035, ["resting_hr_bpm"]),
        ("illness", 0.035, ["resting_hr_bpm"]),
    ]


def test_findings_are_recent_newest_first_and_bounded(snapshot_of, models_of, night_of, night):
    nights = [night_of(night - timedelta(days=i), resting_hr_bpm=300.0) for i in range(40, 0, -1)]
    found = _brief(snapshot_of(nights=nights), models_of(resting_hr_bpm=50.0), night)["quality"]
    assert len(found) == 10
    assert found[0]["night"] == "2026-03-01"
    assert {one["kind"] for one in found} == {"out_of_range"}


def test_nothing_of_the_night_ahead_is_in_the_brief(snapshot_of, models_of, lived, night_of, night):
    ahead = [night_of(night + timedelta(days=i), resting_hr_bpm=99.9, recovery_pct=1.0) for i in range(2)]
    models = models_of(resting_hr_bpm=50.0)
    assert daily_brief(snapshot_of(nights=[*lived, *ahead]), models, night) == daily_brief(snapshot_of(nights=lived), models, night)


def test_a_brief_is_json_and_cannot_be_changed(snapshot_of, models_of, lived, night):
    brief = daily_brief(snapshot_of(nights=lived), models_of(resting_hr_bpm=50.0, hrv_rmssd_ms=None), night)
    assert type(brief).model_validate(json.loads(json.dumps(brief.model_dump(mode="json"), allow_nan=False))) == brief
    with pytest.raises(ValidationError, match="frozen"):
        brief.person_id = "bob"
