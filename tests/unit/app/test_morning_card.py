"""The card of the morning."""

from __future__ import annotations

from datetime import date

import pytest

from agent.day import Morning
from app.morning_card import morning_card, morning_json


@pytest.fixture
def morning(forecast_json) -> Morning:
    score = {
        "resting_hr_bpm": {"outcome": 66.0, "covered_80": False, "crps": {"models": 2.9, "evidence": 2.5, "agent": 2.6}},
        "hrv_rmssd_ms": {"outcome": 44.0, "covered_80": True, "crps": {"models": 2.2, "evidence": 1.9, "agent": 2.0}},
    }
    learned = "Night of 2026-03-02: the forecast held. To be tested: after alcohol expect a lower heart rate variability."
    return Morning(date(2026, 3, 2), forecast_json, {"targets": score}, {"resting_hr_bpm": 65.0}, learned)


def test_it_tells_what_was_said_what_came_and_what_was_learned(morning, printed):
    text = printed(morning_card(morning, 80))
    assert "Monday, 2 March 2026" in text
    assert "1 of 2 targets came within their 80% range" in text
    assert "48 38 – 58 44" in " ".join(text.split())
    assert "· the models with evidence: heart rate variability, resting heart rate" in text
    assert "To be tested: after alcohol" in text


def test_a_value_that_was_revised_later_is_told_and_not_scored(morning, printed):
    assert "resting heart rate 65. The score keeps the values that came first." in printed(morning_card(morning, 80))


def test_targets_stand_in_the_order_of_their_catalog(morning, printed):
    text = printed(morning_card(morning, 80))
    assert text.index("heart rate variability") < text.index("resting heart rate")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_the_morning_is_wider_than_the_terminal(morning, printed, width):
    assert max(len(line) for line in printed(morning_card(morning, width), width).splitlines()) <= width


def test_its_json_holds_said_came_score_and_learned(morning):
    told = morning_json(morning)
    assert set(told) == {"night", "said", "came", "later_values", "score", "learned"}
    assert told["came"] == {"hrv_rmssd_ms": 44.0, "resting_hr_bpm": 66.0}
