"""The daily graph by the offline analyst: one way through all nodes, deterministic, idempotent, continued after a kill."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agent.analyst_plain import RATIONALE
from agent.graph import NODES, RECURSION_LIMIT, build_graph, open_checkpoints, run_graph
from agent.grounding import untraced
from agent.judgement import SUBMIT
from agent.offline_analyst import OfflineAnalyst
from agent.safety import WORDS
from agent.transcript import tool_results
from core.errors import ModelUnavailable
from core.seal import payload_sha256
from forecasting.models import TargetForecast
from forecasting.quantiles import KEYS, MEDIAN
from tools.context import ToolContext

Run = Callable[..., dict[str, Any]]
CONTRACT = {
    "schema_version",
    "forecast_id",
    "person_id",
    "track",
    "night",
    "horizon",
    "revision",
    "issued_at",
    "as_of",
    "late",
    "targets",
    "dependence",
    "recovery_zone",
    "evidence",
    "questions",
    "rationale",
    "change_mind",
    "grounding",
    "agent",
    "data_quality",
    "prior",
    "run_id",
    "payload_sha256",
    "seal",
}
TARGET_CONTRACT = {
    "median",
    "quantiles",
    "interval_80",
    "interval_95",
    "normal_range",
    "percentile",
    "confidence",
    "out_of_range",
    "models_only",
    "evidence_only",
    "agent_call",
    "opinion_weights",
    "contributions",
    "forecasters",
}


def test_a_run_passes_every_node_in_order(run_day: Run) -> None:
    stages: list[str] = []
    run_day(progress=stages.append)
    assert list(dict.fromkeys(stages)) == list(NODES)


def test_the_forecast_has_the_form_that_was_promised(run_day: Run) -> None:
    forecast = run_day()["forecast"]
    assert set(forecast) == CONTRACT
    assert set(forecast["targets"]["hrv_rmssd_ms"]) == TARGET_CONTRACT
    assert list(forecast["targets"]["hrv_rmssd_ms"]["quantiles"]) == list(KEYS)
    assert forecast["agent"]["kind"] == "offline_analyst"
    assert forecast["agent"]["degraded"] == []
    assert forecast["payload_sha256"] == payload_sha256({k: v for k, v in forecast.items() if k != "payload_sha256"})


def test_the_same_evening_gives_the_same_hash(run_day: Run) -> None:
    assert len({run_day()["forecast"]["payload_sha256"] for _ in range(5)}) == 1


def test_every_numeral_of_the_sealed_reasons_is_grounded(run_day: Run) -> None:
    final = run_day()
    results = tool_results(final["messages"])
    assert untraced(final["forecast"]["rationale"], results) == []
    assert len(final["forecast"]["grounding"]) > 10
    assert {entry["call"] for entry in final["forecast"]["grounding"]} <= {result.call for result in results}


def test_the_journals_yes_is_evidence_and_moves_the_forecast_within_the_cap(run_day: Run, context: ToolContext) -> None:
    forecast = run_day()["forecast"]
    (evidence,) = forecast["evidence"]
    assert (evidence["kind"], evidence["probability"], evidence["quote"]) == ("alcohol", 0.9, "two glasses of red wine with dinner")
    assert evidence["shift"]["hrv_rmssd_ms"] < 0
    said = forecast["targets"]["hrv_rmssd_ms"]
    models = context.models.targets["hrv_rmssd_ms"]
    assert isinstance(models, TargetForecast)
    assert said["models_only"]["quantiles"]["0.5"] == pytest.approx(models.quantiles[MEDIAN], abs=1e-4)
    assert said["median"] < said["models_only"]["quantiles"]["0.5"]
    assert [step["step"] for step in said["contributions"]] == ["personal_mean", "models", "evidence", "final"]


def test_a_preview_passes_the_same_nodes(first: Any, parts: Any) -> None:
    preview = {**first, "preview": True}
    final = asyncio.run(run_graph(build_graph(parts(seal=lambda forecast: forecast)), preview, "t"))
    assert final["forecast"]["seal"] is None
    assert "preview" in str(final["messages"][1].content)


class Stopped(RuntimeError):
    """Stands for a kill."""


@pytest.mark.parametrize("node", ["resolve", "seal", "remember"])
def test_a_run_that_was_stopped_is_continued_and_ends_the_same(node: str, first: Any, parts: Any, run_day: Run, tmp_path: Path) -> None:
    stages: list[str] = []

    def stop(value: Any) -> Any:
        raise Stopped

    async def twice() -> Any:
        async with open_checkpoints(tmp_path / "checkpoints.sqlite") as checkpoints:
            with pytest.raises(Stopped):
                await run_graph(build_graph(parts(**{node: stop}), checkpoints), first, "thread")
            return await run_graph(build_graph(parts(progress=stages.append), checkpoints), first, "thread")

    final = asyncio.run(twice())
    assert final["forecast"]["payload_sha256"] == run_day()["forecast"]["payload_sha256"]
    assert stages == list(NODES[NODES.index(node) :]) or node == "resolve"
    assert (tmp_path / "checkpoints.sqlite").stat().st_mode & 0o077 == 0


def test_a_checkpoint_of_other_facts_is_dropped(first: Any, parts: Any, tmp_path: Path) -> None:
    stages: list[str] = []

    def stop(value: Any) -> Any:
        raise Stopped

    async def twice() -> None:
        async with open_checkpoints(tmp_path / "checkpoints.sqlite") as checkpoints:
            with pytest.raises(Stopped):
                await run_graph(build_graph(parts(seal=stop), checkpoints), first, "thread")
            await run_graph(build_graph(parts(progress=stages.append), checkpoints), {**first, "facts_digest": "e" * 64}, "thread")
            assert [one async for one in checkpoints.alist(None)] == []

    asyncio.run(twice())
    assert stages[0] == "resolve"


class Scripted(BaseChatModel):
    """Says what it is given, one message after the other; the last one again and again."""

    replies: list[Any]
    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(tools=tools)

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        reply = self.replies[min(self.asked, len(self.replies) - 1)]
        self.asked += 1
        if isinstance(reply, Exception):
            raise reply
        return ChatResult(generations=[ChatGeneration(message=reply)])


def calling(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": "x", "type": "tool_call"} for name, args in calls])


def judgement(context: ToolContext, **given: Any) -> dict[str, Any]:
    medians = {
        name: {"median": round(said.median, 2), "reason": "as the models"}
        for name, said in context.models.targets.items()
        if isinstance(said, TargetForecast)
    }
    return {
        "evidence": [],
        "calls": medians,
        "rationale": "A quiet evening; the models' forecast stands.",
        "change_mind": ["an illness"],
    } | given


READ = calling(("read_report", {}), ("run_models", {}), ("read_journal", {}))


def test_a_language_model_leads_where_its_judgement_stands(run_day: Run, context: ToolContext) -> None:
    model = Scripted(replies=[READ, calling((SUBMIT, judgement(context)))])
    forecast = run_day(model=model)["forecast"]
    assert forecast["agent"] | {"seconds": 0} == {
        "kind": "llm",
        "model": "scripted",
        "degraded": [],
        "calls": 2,
        "tokens": forecast["agent"]["tokens"],
        "seconds": 0,
    }
    assert forecast["rationale"].startswith("A quiet evening")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rationale": "I expect about 777 ms."}, "777"),
        ({"rationale": "You have the flu."}, "diagnosis"),
        ({"evidence": [{"kind": "illness", "answer": "yes", "probability": 0.9, "quote": "feeling rotten"}]}, "feeling rotten"),
        ({"calls": {}}, "missing"),
        ({"calls": {"hrv_rmssd_ms": {"median": 4000}}}, "plausible"),
        ({"change_mind": ["a night of 12345 steps"]}, "12345"),
    ],
)
def test_a_judgement_that_cannot_stand_goes_back_with_the_reason_and_may_be_mended(
    wrong: dict[str, Any], said: str, run_day: Run, context: ToolContext
) -> None:
    model = Scripted(replies=[READ, calling((SUBMIT, judgement(context, **wrong))), calling((SUBMIT, judgement(context)))])
    final = run_day(model=model)
    assert final["forecast"]["agent"]["kind"] == "llm"
    assert final["retries"] == 1
    complaint = next(message for message in final["messages"] if message.type == "tool" and message.name == SUBMIT)
    assert said in str(complaint.content)


def test_what_never_mends_is_taken_over_after_two_returns(run_day: Run, context: ToolContext) -> None:
    model = Scripted(replies=[READ, calling((SUBMIT, judgement(context, rationale="I expect about 777 ms.")))])
    forecast = run_day(model=model)["forecast"]
    assert forecast["agent"]["kind"] == "offline_analyst"
    assert forecast["agent"]["degraded"] == ["failed verification"]
    assert model.asked == 4
    assert forecast["agent"]["calls"] == 4 + 3


def test_calls_of_the_judgement_beside_others_are_put_off(run_day: Run, context: ToolContext) -> None:
    early = calling(("run_models", {}), (SUBMIT, judgement(context)))
    forecast = run_day(model=Scripted(replies=[early, calling((SUBMIT, judgement(context)))]))["forecast"]
    assert forecast["agent"]["kind"] == "llm"


def test_a_judgement_as_text_is_as_good(run_day: Run, context: ToolContext) -> None:
    import json

    text = AIMessage("```json\n" + json.dumps(judgement(context)) + "\n```")
    assert run_day(model=Scripted(replies=[READ, text]))["forecast"]["agent"]["kind"] == "llm"
    asked_for = Scripted(replies=[READ, AIMessage("I have read everything."), text])
    assert run_day(model=asked_for)["forecast"]["agent"]["kind"] == "llm"


@pytest.mark.parametrize("at", range(3))
def test_a_model_that_fails_anywhere_is_taken_over(at: int, run_day: Run, context: ToolContext) -> None:
    replies: list[Any] = [READ, AIMessage("Now I know."), calling((SUBMIT, judgement(context)))]
    replies[at] = ModelUnavailable("rate limited")
    forecast = run_day(model=Scripted(replies=replies))["forecast"]
    assert forecast["agent"]["kind"] == "offline_analyst"
    assert forecast["agent"]["degraded"] == ["rate limited"]
    assert forecast["agent"]["calls"] == at + 1 + 3


def test_the_taken_over_forecast_is_the_analysts_own(run_day: Run) -> None:
    alone, taken = run_day()["forecast"], run_day(model=Scripted(replies=[ModelUnavailable("timeout")]))["forecast"]
    assert {k: v for k, v in taken.items() if k not in ("agent", "payload_sha256")} == {
        k: v for k, v in alone.items() if k not in ("agent", "payload_sha256")
    }


def test_a_loop_of_tool_calls_ends_at_the_budget(run_day: Run) -> None:
    forever = Scripted(replies=[calling(("run_models", {}))])
    forecast = run_day(model=forever)["forecast"]
    assert forecast["agent"]["degraded"] == ["budget spent"]
    assert forever.asked <= 12


def test_the_recursion_limit_leaves_room_for_the_longest_run() -> None:
    longest = 2 + 2 * 12 + 3 * 3 + 6 + 6 + 2  # resolve, brief; calls and tools; judged thrice; the analyst; last resort; seal, remember
    assert longest < RECURSION_LIMIT


class Liar(OfflineAnalyst):
    """An analyst whose reasons do not trace: what a bug in its words would look like."""

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        result = super()._generate(messages, stop, run_manager, **kwargs)
        for call in result.generations[0].message.tool_calls:  # type: ignore[attr-defined]
            if call["name"] == SUBMIT:
                call["args"]["rationale"] += " And 98765 of it."
        return result


def test_even_an_analyst_that_fails_verification_ends_in_a_forecast_that_says_so(run_day: Run) -> None:
    forecast = run_day(analyst=Liar())["forecast"]
    assert forecast["rationale"] == RATIONALE
    assert forecast["agent"]["degraded"] == ["the analyst's reasons failed verification"]
    assert forecast["evidence"] == []
    assert forecast["grounding"] == []


def test_words_of_distress_in_the_journal_are_answered_by_fixed_words(run_day: Run, with_journal: Any) -> None:
    made = with_journal("wine, and I want to die")
    forecast = run_day(context=lambda: made)["forecast"]
    assert forecast["rationale"].startswith(WORDS["distress"])
    assert "I want to die" not in forecast["rationale"]


def test_a_context_of_another_night_is_refused(run_day: Run, context: ToolContext) -> None:
    from datetime import timedelta

    from core.errors import Broken

    other = replace(context, night=context.night + timedelta(days=1))
    with pytest.raises(Broken, match="wanted a brief for the night"):
        run_day(context=lambda: other)
