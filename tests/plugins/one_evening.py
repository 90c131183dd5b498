"""One evening of one synthetic person, and runs of the graph on it: for tests of the agent's parts and of the models behind it.

A plugin, since a conftest serves its own folder only; `tests/conftest.py` names it. What is heavy is imported by who asks for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from agent.graph import DayState, GraphParts
    from core.snapshot import Snapshot
    from tools.context import ToolContext

NIGHT = date(2026, 3, 20)
EVENING = NIGHT - timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """What is known on the evening before the night of 20 March 2026 of a person of known effects; the evening's journal is our own."""
    from core.nights import evening_of
    from core.precedence import one_per_date
    from core.records import Day, JournalAnswer, Measure, Night, Person, Sleep, Workout
    from core.snapshot import Snapshot
    from ingestion.synthetic import generate

    as_of = evening_of(NIGHT, BERLIN)
    facts = [fact for fact in generate("p1", 5, NIGHT - timedelta(days=150), EVENING).facts() if fact.known_at <= as_of]
    meta = {"person_id": "p1", "source": "told", "source_epoch": "told/1", "known_at": as_of, "day": EVENING}
    wine = {"question": "Any alcoholic drinks?", "quote": "two glasses of red wine with dinner", "confidence": 0.9}
    journal = [fact for fact in facts if isinstance(fact, JournalAnswer) and fact.day != EVENING]
    journal += [
        JournalAnswer(**meta, key="a", kind="alcohol", answer="yes", **wine),
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
    from core.sandbox import Sandbox
    from forecasting.effects import learned_effects
    from forecasting.models import forecast_models
    from intelligence.brief import daily_brief
    from tools.context import ToolContext

    models = forecast_models(snapshot.nights, NIGHT)
    effects = learned_effects(snapshot.journal, models.residuals)
    brief = daily_brief(snapshot, models, NIGHT, effects=effects)
    return ToolContext(snapshot, NIGHT, models, effects, index=None, sandbox=Sandbox(snapshot.tables()), brief=brief)


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
    from agent.graph import first_state
    from core.nights import evening_of

    at = evening_of(NIGHT, BERLIN).isoformat()
    return first_state(
        person_id="p1", night=NIGHT.isoformat(), as_of=at, issued_at=at, track="live", run_id="live", preview=False, facts_digest="d" * 64
    )


@pytest.fixture
def parts(context: ToolContext) -> Callable[..., GraphParts]:
    """Parts of a run, by default the offline analyst's; sealing marks the forecast, remembering does nothing."""
    from agent.graph import GraphParts
    from agent.offline_analyst import OfflineAnalyst

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
    from agent.graph import build_graph, run_graph

    def run(**given: Any) -> dict[str, Any]:
        return asyncio.run(run_graph(build_graph(parts(**given)), first, "t"))

    return run
