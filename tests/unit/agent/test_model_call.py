"""Budgets of calls, tokens and time, and what a reply looks like once it is cleaned."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agent.model_call import MALFORMED, Limits, Spent, Watch, ask, chat_limits_of, check_budget, cleaned, limits_of
from core.errors import ModelUnavailable
from core.settings import load_settings


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_limits_come_from_the_settings(home: Any) -> None:
    limits = limits_of(load_settings(llm_deadline_seconds=60, llm_timeout_seconds=5, llm_max_calls=3, llm_max_tokens=900))
    assert (limits.deadline_seconds, limits.call_seconds, limits.calls, limits.tokens, limits.tool_calls) == (60, 5, 3, 900, 16)


def test_a_turn_of_chat_has_half_the_calls_of_a_run(home: Any) -> None:
    limits = chat_limits_of(load_settings(llm_max_calls=12, llm_deadline_seconds=40))
    assert (limits.calls, limits.tool_calls, limits.deadline_seconds) == (6, 8, 40)


def test_time_for_the_analyst_is_kept_back() -> None:
    assert Limits(deadline_seconds=120).reserve_seconds == 15
    assert Limits(deadline_seconds=10).reserve_seconds == pytest.approx(1.5)


def test_a_call_may_take_what_is_left_and_no_more() -> None:
    clock = Clock()
    watch = Watch(Limits(deadline_seconds=20, call_seconds=10), clock)
    assert check_budget(Spent(), watch) == 10
    clock.now += 12
    assert check_budget(Spent(), watch) == pytest.approx(5)
    clock.now += 5
    with pytest.raises(ModelUnavailable, match="deadline"):
        check_budget(Spent(), watch)


@pytest.mark.parametrize("spent", [Spent(calls=12), Spent(input=44_000, output=4_000)])
def test_spent_calls_and_tokens_end_the_models_part(spent: Spent) -> None:
    with pytest.raises(ModelUnavailable, match="budget spent"):
        check_budget(spent, Watch(Limits()))


def test_tokens_are_counted_or_estimated() -> None:
    counted = AIMessage("x", usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10})
    assert Spent().plus([HumanMessage("y" * 400)], counted) == Spent(1, 7, 3)
    guessed = Spent().plus([HumanMessage("y" * 400)], AIMessage("z" * 80))
    assert guessed == Spent(1, 100, 20)


def test_calls_get_ids_of_their_own_and_broken_ones_are_marked() -> None:
    reply = AIMessage(
        "text",
        tool_calls=[
            {"name": "a", "args": {}, "id": "", "type": "tool_call"},
            {"name": "b", "args": {"k": 1}, "id": "", "type": "tool_call"},
        ],
        invalid_tool_calls=[{"name": "c", "args": "{", "id": "x", "error": "bad", "type": "invalid_tool_call"}],
        response_metadata={"secret": "server"},
    )
    clean = cleaned(reply, taken=4)
    assert [(call["name"], call["id"]) for call in clean.tool_calls] == [("a", "call_5"), ("b", "call_6"), ("c", "call_7")]
    assert clean.additional_kwargs == {MALFORMED: ["call_7"]}
    assert clean.invalid_tool_calls == []
    assert clean.response_metadata == {}


@pytest.mark.parametrize(
    "arguments",
    [{"text": "\ud800"}, {"\udfff": 1}, {"k": 10**400}, {"k": float("inf")}, {"deep": json.loads("[" * 300 + "]" * 300)}],
    ids=["half a character", "half a character as key", "endless integer", "infinity", "nested"],
)
def test_arguments_that_no_checkpoint_could_keep_are_malformed(arguments: dict[str, object]) -> None:
    reply = AIMessage("", tool_calls=[{"name": "a\ud800", "args": arguments, "id": "", "type": "tool_call"}])
    clean = cleaned(reply, taken=0)
    assert [(call["name"], call["args"]) for call in clean.tool_calls] == [("a?", {})]
    assert clean.additional_kwargs == {MALFORMED: ["call_1"]}


def test_half_a_character_is_replaced_in_what_is_said() -> None:
    assert cleaned(AIMessage("calm \ud83d night"), taken=0).content == "calm ? night"


@pytest.mark.parametrize("count", [float("inf"), float("nan"), "many", 1.5, -1, 10**400, None])
def test_counts_of_tokens_that_are_no_counts_are_passed_over(count: object) -> None:
    reply = AIMessage("x")
    reply.usage_metadata = {"input_tokens": count, "output_tokens": 3, "total_tokens": 3}  # type: ignore[typeddict-item]  # as servers send it
    assert cleaned(reply, taken=0).usage_metadata is None


class Slow(BaseChatModel):
    @property
    def _llm_type(self) -> str:
        return "slow"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    async def _agenerate(self, *args: Any, **kwargs: Any) -> ChatResult:
        await asyncio.sleep(5)
        return ChatResult(generations=[ChatGeneration(message=AIMessage("late"))])


def test_a_model_that_hangs_is_left_in_time() -> None:
    with pytest.raises(ModelUnavailable, match="timeout"):
        asyncio.run(ask(Slow(), [HumanMessage("x")], [], 0.05))
