"""Results of tools as the agent's parts see them, made by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.graph import DayState, GraphParts, build_graph, first_state, run_graph
from agent.offline_analyst import OfflineAnalyst
from agent.transcript import ToolResult
from core.nights import evening_of
from core.records import Day, JournalAnswer, Measure, Night, Person, Sleep, Workout
from core.sandbox import Sandbox
from core.snapshot import Snapshot, one_per_date
from forecasting.effects import learned_effects
from forecasting.models import forecast_models
from ingestion.synthetic import generate
from intelligence.brief import daily_brief
from tools.context import ToolContext


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


NIGHT = date(2026, 3, 20)
EVENING = NIGHT - timedelta(days=1)


def _snapshot() -> Snapshot:
    """A synthetic person of known effects on the evening before `NIGHT`, with one journal evening of our own."""
    person = generate("p1", 5, NIGHT - timedelta(days=150), NIGHT - timedelta(days=1))
    as_of = evening_of(NIGHT, ZoneInfo("Europe/Berlin"))
    facts = [fact for fact in person.facts() if fact.known_at <= as_of]
    journal = [fact for fact in facts if isinstance(fact, JournalAnswer) and fact.day != EVENING]
    meta = {"person_id": "p1", "source": "told", "source_epoch": "told/1", "known_at": as_of, "day": EVENING}
    journal += [
        JournalAnswer(
            **meta,
            key="a",
            kind="alcohol",
            answer="yes",
            question="Any alcoholic drinks?",
            quote="two glasses of red wine with dinner",
            confidence=0.9,
        ),
        JournalAnswer(**meta, key="b", kind="sauna", answer="no"),
        JournalAnswer(**meta, key="c", kind="other", answer="yes", quote="argued with the landlord all evening"),
    ]

    def of(kind: type) -> tuple[Any, ...]:
        return tuple(fact for fact in facts if isinstance(fact, kind))

    return Snapshot(
        person_id="p1",
        as_of=as_of,
        track="live",
        run_id="live",
        person=of(Person)[-1],
        nights=one_per_date(of(Night)),
        days=of(Day),
        workouts=of(Workout),
        sleeps=of(Sleep),
        journal=tuple(journal),
        measures=of(Measure),
        forecasts=(),
        outcomes=(),
        scores=(),
        memories=(),
        facts_digest="d" * 64,
    )


def context_of(snapshot: Snapshot) -> ToolContext:
    """What the tools read of a snapshot."""
    models = forecast_models(snapshot.nights, NIGHT)
    effects = learned_effects(snapshot.journal, models.residuals)
    brief = daily_brief(snapshot, models, NIGHT, effects=effects)
    return ToolContext(snapshot, NIGHT, models, effects, index=None, sandbox=Sandbox(snapshot.tables()), brief=brief)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """What is known on the evening before the night of 20 March 2026."""
    return _snapshot()


@pytest.fixture(scope="session")
def context(snapshot: Snapshot) -> Iterator[ToolContext]:
    """What the tools read on that evening."""
    made = context_of(snapshot)
    yield made
    made.sandbox.close()


@pytest.fixture
def with_journal(snapshot: Snapshot) -> Callable[[str], ToolContext]:
    """The same evening, with other words in the alcohol answer."""

    def build(quote: str) -> ToolContext:
        journal = tuple(replace(one, quote=quote) if one.key == "a" else one for one in snapshot.journal)
        return context_of(replace(snapshot, journal=journal))

    return build


@pytest.fixture
def first() -> DayState:
    """The state that a run of that evening begins with."""
    at = evening_of(NIGHT, ZoneInfo("Europe/Berlin")).isoformat()
    return first_state(
        person_id="p1", night=NIGHT.isoformat(), as_of=at, issued_at=at, track="live", run_id="live", preview=False, facts_digest="d" * 64
    )


@pytest.fixture
def parts(context: ToolContext) -> Callable[..., GraphParts]:
    """Parts of a run, by default the offline analyst's; sealing marks the forecast, remembering does nothing."""

    def build(**given: Any) -> GraphParts:
        plain: dict[str, Any] = {
            "context": lambda: context,
            "resolve": lambda state: {},
            "seal": lambda forecast: {**forecast, "seal": {"sequence": 1}},
            "remember": lambda forecast: None,
            "model": None,
            "model_name": "scripted",
            "analyst": OfflineAnalyst(),
        }
        return GraphParts(**(plain | given))

    return build


@pytest.fixture
def run_day(first: DayState, parts: Callable[..., GraphParts]) -> Callable[..., dict[str, Any]]:
    """The final state of a run with these parts."""

    def run(**given: Any) -> dict[str, Any]:
        return asyncio.run(run_graph(build_graph(parts(**given)), first, "t"))

    return run
