"""The track record counts scored nights once, and says nothing where nothing was scored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intelligence.reliability import track_record


def _scored(final, mean=None, covered=True, **opinions):
    crps = {"final": final, **({} if mean is None else {"personal_mean": mean}), **opinions}
    return {
        "outcome": 50.0,
        "crps": crps,
        "absolute_error": dict.fromkeys(crps, 2.0),
        "covered_80": covered,
        "covered_95": True,
        "pit": 0.5,
        "normalised": {},
    }


def test_nothing_scored_is_an_empty_record(snapshot_of):
    record = track_record(snapshot_of())
    assert (record.scored_nights, record.targets) == (0, {})


def test_means_are_over_the_nights_that_have_the_target(snapshot_of, score_of, night):
    scores = [
        score_of(night - timedelta(days=3), {"resting_hr_bpm": _scored(1.0), "resp_rate_brpm": _scored(0.2)}),
        score_of(night - timedelta(days=2), {"resting_hr_bpm": _scored(2.0, covered=False)}),
    ]
    record = track_record(snapshot_of(scores=scores))
    assert record.scored_nights == 2
    assert (record.targets["resting_hr_bpm"].nights, record.targets["resting_hr_bpm"].mean_crps) == (2, 1.5)
    assert record.targets["resting_hr_bpm"].coverage_80 == 0.5
    assert record.targets["resp_rate_brpm"].nights == 1
    assert "hrv_rmssd_ms" not in record.targets


def test_skill_is_one_minus_the_ratio_of_sums_over_shared_nights(snapshot_of, score_of, night):
    scores = [
        score_of(night - timedelta(days=3), {"resting_hr_bpm": _scored(1.0, 2.0)}),
        score_of(night - timedelta(days=2), {"resting_hr_bpm": _scored(2.0, 2.0)}),
        score_of(night - timedelta(days=1), {"resting_hr_bpm": _scored(9.0)}),
    ]
    assert track_record(snapshot_of(scores=scores)).targets["resting_hr_bpm"].skill_over_mean == pytest.approx(0.25)


def test_the_three_opinions_are_compared_on_the_same_nights(snapshot_of, score_of, night):
    scores = [
        score_of(night - timedelta(days=2), {"resting_hr_bpm": _scored(1.0, models=1.0, evidence=0.8, agent=1.2)}),
        score_of(night - timedelta(days=1), {"resting_hr_bpm": _scored(1.0, models=9.0, evidence=9.0)}),
    ]
    record = track_record(snapshot_of(scores=scores)).targets["resting_hr_bpm"]
    assert record.opinions == {"models": 1.0, "evidence": 0.8, "agent": 1.2}


def test_the_night_in_question_and_other_horizons_do_not_count(snapshot_of, score_of, night):
    scores = [
        score_of(night, {"resting_hr_bpm": _scored(1.0)}),
        score_of(night - timedelta(days=1), {"resting_hr_bpm": _scored(1.0)}, horizon=2),
    ]
    assert track_record(snapshot_of(scores=scores), before=night).scored_nights == 0
