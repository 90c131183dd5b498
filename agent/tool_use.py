"""Tools towards a chat model: how they are described to it, and how its calls are carried out, one after the other.

`ToolRetry` and `ToolFailed` go back to the model; anything else that a tool raises is a bug and ends the run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage, ToolCall, ToolMessage

from agent.judgement import SUBMIT
from agent.model_call import MALFORMED, Limits
from agent.transcript import as_data
from core.errors import ModelUnavailable, ToolError, ToolRetry

if TYPE_CHECKING:
    from tools.catalog import Tool
    from tools.context import ToolContext

LONGEST_ARGUMENTS = 20_000
"""Characters; a question in SQL has some hundred."""
MOST_MISTAKES = 6
OVER_BUDGET = "no tool calls are left in this run; answer from what you have read"
TOO_OFTEN = "{name} was called as often as one run may, {most} times; answer from what it gave"
TOO_EARLY = f"read the results of your other calls first, then call {SUBMIT} alone"


@dataclass(frozen=True)
class Carried:
    """What came of the calls of one message."""

    messages: tuple[ToolMessage, ...]
    """One per call, in order."""
    used: int
    mistakes: tuple[str, ...]


def catalog(*, chat: bool) -> Mapping[str, Tool]:
    """The tools of a daily run, or those of chat."""
    from tools.catalog import TOOLS

    return {name: tool for name, tool in TOOLS.items() if chat or not tool.chat_only}


def described(tools: Mapping[str, Tool]) -> list[dict[str, object]]:
    """The tools in OpenAI's form, as a chat model is given them."""
    return [
        {"type": "function", "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters}}
        for tool in tools.values()
    ]


def calls_left(limits: Limits, made: int) -> int:
    """How many calls of tools may still be made.

    Raises:
        ModelUnavailable: when none may.
    """
    if made >= limits.tool_calls:
        raise ModelUnavailable("budget spent")
    return limits.tool_calls - made


def carry_out(
    message: AIMessage,
    context: ToolContext,
    tools: Mapping[str, Tool],
    *,
    allowance: int,
    mistakes: Sequence[str] = (),
    earlier: Sequence[str] = (),
    seconds_left: Callable[[], float] = lambda: 1.0,
) -> Carried:
    """The answers to every call of a message.

    Args:
        message: the model's.
        context: what the tools read.
        tools: those that may be called, by name.
        allowance: how many calls may still be made; the rest are answered with a refusal.
        mistakes: made before in this run.
        earlier: names of the tools called before in this run; what a tool's own budget forbids is answered with a refusal.
        seconds_left: asked before each call; a tool itself is never broken off.

    Raises:
        ModelUnavailable: when a mistake is made a second time, too many are made, or the time is over.
    """
    answers: list[ToolMessage] = []
    made = list(mistakes)
    counts = Counter(earlier)
    used = 0
    for call in message.tool_calls:
        refusal = OVER_BUDGET if used >= allowance else _over_its_own(call["name"], tools, counts)
        if refusal:
            answers.append(_error(call, refusal))
            continue
        used += 1
        counts[call["name"]] += 1
        if seconds_left() <= 0:
            raise ModelUnavailable("deadline")
        try:
            answers.append(_answer(call, context, tools, call["id"] in message.additional_kwargs.get(MALFORMED, [])))
        except ToolError as error:
            _note(made, call, tools)
            answers.append(_error(call, str(error)))
    return Carried(tuple(answers), used, tuple(made))


def _over_its_own(name: str, tools: Mapping[str, Tool], counts: Mapping[str, int]) -> str:
    """Why a tool may not be called again in this run; empty where it may."""
    most = tools[name].most_calls if name in tools else None
    return TOO_OFTEN.format(name=name, most=most) if most is not None and counts.get(name, 0) >= most else ""


def _answer(call: ToolCall, context: ToolContext, tools: Mapping[str, Tool], malformed: bool) -> ToolMessage:
    from tools.catalog import call as call_tool

    name = call["name"]
    if name == SUBMIT:
        raise ToolRetry(TOO_EARLY)
    if name not in tools:
        raise ToolRetry(f"there is no tool {name[:60]!r}; the tools are {', '.join(tools)}")
    if malformed:
        raise ToolRetry(f"the arguments of {name} are not valid JSON")
    if len(json.dumps(call["args"], default=str)) > LONGEST_ARGUMENTS:
        raise ToolRetry(f"the arguments of {name} are too long")
    return ToolMessage(as_data(call_tool(tools[name], context, call["args"])), tool_call_id=call["id"] or "", name=name)


def _error(call: ToolCall, words: str) -> ToolMessage:
    return ToolMessage(f"Error: {words}", tool_call_id=call["id"] or "", name=call["name"], status="error")


def _note(made: list[str], call: ToolCall, tools: Mapping[str, Tool]) -> None:
    """Writes a mistake down; the same a second time, or too many, means that this model will not get on."""
    name = call["name"]
    mistake = f"{name}:{json.dumps(call['args'], sort_keys=True, default=str)[:500]}" if name in tools else f"unknown tool:{name[:60]}"
    if mistake in made or len(made) >= MOST_MISTAKES:
        raise ModelUnavailable("invalid tool calls")
    made.append(mistake)
