"""Results of tools as the agent's parts see them, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.transcript import ToolResult


@pytest.fixture
def report() -> dict[str, Any]:
    def told(last: float, mean: float, low: float, high: float, trend: float) -> dict[str, Any]:
        return {
            "last_value": last,
            "last_night": "2026-01-05",
            "personal_mean": mean,
            "normal_range": [low, high],
            "trend_7": trend,
            "nights_since_last": 1,
        }

    return {
        "schema_version": 1,
        "person_id": "p1",
        "night": "2026-01-06",
        "evening": "2026-01-05",
        "interval_levels": [80, 95],
        "targets": {
            "hrv_rmssd_ms": told(48.2, 54.3, 42.1, 66.4, -3.2),
            "resting_hr_bpm": told(56.1, 52.2, 49.8, 54.9, 0.2),
            "resp_rate_brpm": told(14.21, 14.3, 13.61, 14.92, -0.02),
        },
        "quality": [{"kind": "gap", "night": "2025-12-24", "target": "hrv_rmssd_ms", "detail": "3 nights missing before 2025-12-27"}],
        "questions": [{"kind": "illness", "question": "Do you feel ill?", "value": 0.2, "targets": ["resting_hr_bpm"]}],
        "journal_today": [{"kind": "alcohol", "answer": "yes"}],
    }


@pytest.fixture
def models_result() -> dict[str, Any]:
    def said(median: float, low: float, high: float, sigma: float) -> dict[str, Any]:
        rows = [
            {"name": "ar_level", "weight": 0.6, "median": median},
            {"name": "mean_7", "weight": 0.2, "median": median},
            {"name": "ewma", "weight": 0.2, "median": median},
        ]
        return {
            "median": median,
            "interval_80": [low, high],
            "interval_95": [low - 3, high + 3],
            "sigma": sigma,
            "usable_nights": 90,
            "forecasters": rows,
        }

    return {
        "night": "2026-01-06",
        "targets": {
            "hrv_rmssd_ms": said(52.4, 40.6, 66.9, 0.2),
            "resting_hr_bpm": said(53.1, 50.2, 56.3, 2.1),
            "resp_rate_brpm": {"abstained": "needs 7 nights, has 3"},
        },
    }


@pytest.fixture
def journal_result() -> dict[str, Any]:
    answers = [
        {
            "day": "2026-01-05",
            "kind": "alcohol",
            "answer": "yes",
            "question": "Any alcoholic drinks?",
            "quote": "two glasses of wine, 2 big ones",
            "confidence": 0.9,
        },
        {"day": "2026-01-05", "kind": "sauna", "answer": "no", "question": "Sauna?", "quote": None, "confidence": 1.0},
        {"day": "2026-01-04", "kind": "travel", "answer": "yes", "question": None, "quote": "flew home", "confidence": 1.0},
        {
            "day": "2026-01-05",
            "kind": "other",
            "answer": "yes",
            "question": None,
            "quote": "argued with the landlord all evening",
            "confidence": 0.8,
        },
    ]
    effects = [
        {"kind": "alcohol", "target": "hrv_rmssd_ms", "shift_sigma": -0.42, "sd_sigma": 0.2, "confirmed_events": 3},
        {"kind": "alcohol", "target": "resting_hr_bpm", "shift_sigma": 0.51, "sd_sigma": 0.2, "confirmed_events": 3},
    ]
    return {"evening": "2026-01-05", "answers": answers, "effects": effects}


@pytest.fixture
def days_result() -> dict[str, Any]:
    def day(night: str, value: float, forecast: float | None) -> dict[str, Any]:
        said = {"hrv_rmssd_ms": forecast} if forecast else {}
        return {
            "night": night,
            "similarity": 0.91,
            "values": {"hrv_rmssd_ms": value},
            "forecast": said,
            "surprise": {},
            "events": ["alcohol"],
        }

    return {"days": [day("2025-12-20", 47.1, 52.6), day("2025-11-02", 50.3, None), day("2025-10-11", 55.8, None)]}


@pytest.fixture
def board_result() -> dict[str, Any]:
    told = {
        "nights": 24,
        "mean_crps": 5.12,
        "coverage_80": 0.79,
        "opinions": {"models": 5.2, "evidence": 5.15, "agent": 5.1},
        "skill_over_mean": 0.05,
    }
    return {"scored_nights": 24, "track": "live", "targets": {"hrv_rmssd_ms": told}}


@pytest.fixture
def memory_result() -> dict[str, Any]:
    rows = [
        {"memory_id": "note-77", "kind": "note", "night": None, "text": "I fly to Lisbon on Tuesdays", "relevance": 0.8},
        {"memory_id": "r1", "kind": "reflection", "night": "2025-12-20", "text": "Alcohol evening came low", "relevance": 0.6},
    ]
    return {"memories": rows}


@pytest.fixture
def results(
    report: Any, models_result: Any, journal_result: Any, days_result: Any, board_result: Any, memory_result: Any
) -> list[ToolResult]:
    """Of one run, in the order the analyst calls."""
    return [
        ToolResult("call_1", "read_report", report),
        ToolResult("call_2", "run_models", models_result),
        ToolResult("call_3", "read_journal", journal_result),
        ToolResult("call_4", "recall_similar_days", days_result),
        ToolResult("call_5", "score_board", board_result),
        ToolResult("call_6", "search_memory", memory_result),
    ]


@pytest.fixture
def dialogue(results: list[ToolResult]) -> Callable[..., list[Any]]:
    """Messages of a run in which those results were read."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

    from agent.transcript import as_data

    def build(asked: str = "Forecast the night.", names: tuple[str, ...] | None = None) -> list[Any]:
        kept = [result for result in results if names is None or result.name in names]
        calls = [{"name": result.name, "args": {}, "id": result.call, "type": "tool_call"} for result in kept]
        said = [ToolMessage(as_data(result.value), tool_call_id=result.call, name=result.name) for result in kept]
        return [SystemMessage("rules"), HumanMessage(asked), *([AIMessage("", tool_calls=calls)] if calls else []), *said]

    return build
