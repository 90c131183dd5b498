"""One call to a chat model within the budgets of a run: calls, tokens, time. What it brings is cleaned for the dialogue."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCall
from langchain_core.messages.ai import UsageMetadata

from agent.json_in_text import is_writable, writable
from agent.transcript import called, text_of
from core.errors import ModelUnavailable
from core.settings import Settings

MALFORMED = "malformed"
"""Key in a message's `additional_kwargs`: ids of calls whose arguments were no JSON."""
_RESERVE = 0.15
"""Share of the total time that is kept for the offline analyst."""
_LONGEST_RESERVE = 15.0
_MOST_COUNTED = 10**9
"""No call reads or writes so many tokens; a larger count is nonsense."""


@dataclass(frozen=True)
class Limits:
    """The budgets of one run or one turn of chat."""

    deadline_seconds: float = 120.0
    call_seconds: float = 30.0
    calls: int = 12
    tokens: int = 48_000
    tool_calls: int = 16

    @property
    def reserve_seconds(self) -> float:
        """Time kept for the offline analyst to finish in."""
        return min(_LONGEST_RESERVE, _RESERVE * self.deadline_seconds)


def limits_of(settings: Settings) -> Limits:
    """The budgets that the settings give a run."""
    return Limits(settings.llm_deadline_seconds, settings.llm_timeout_seconds, settings.llm_max_calls, settings.llm_max_tokens)


def chat_limits_of(settings: Settings) -> Limits:
    """The budgets that the settings give one turn of chat: half the calls of a run, since a person waits."""
    return replace(limits_of(settings), calls=max(2, settings.llm_max_calls // 2), tool_calls=8)


@dataclass
class Watch:
    """The time of one run, by a clock that only goes forward."""

    limits: Limits
    monotonic: Callable[[], float] = time.monotonic
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self.monotonic() - self.started

    @property
    def left_for_model(self) -> float:
        """Seconds the language model may still take, the analyst's reserve kept."""
        return self.limits.deadline_seconds - self.limits.reserve_seconds - self.seconds


@dataclass(frozen=True)
class Spent:
    """What a run has spent on chat models."""

    calls: int = 0
    input: int = 0
    output: int = 0

    def plus(self, messages: Sequence[BaseMessage], reply: AIMessage) -> Spent:
        """With one more call; where a server counts no tokens, four characters are one."""
        usage = reply.usage_metadata
        read = usage["input_tokens"] if usage else sum(len(text_of(message)) for message in messages) // 4
        written = usage["output_tokens"] if usage else (len(text_of(reply)) + len(json.dumps(reply.tool_calls, default=str))) // 4
        return Spent(self.calls + 1, self.input + max(0, read), self.output + max(0, written))


def check_budget(spent: Spent, watch: Watch) -> float:
    """Seconds the next call may take.

    Raises:
        ModelUnavailable: when calls, tokens or time are spent.
    """
    limits = watch.limits
    if spent.calls >= limits.calls or spent.input + spent.output >= limits.tokens:
        raise ModelUnavailable("budget spent")
    if watch.left_for_model <= 0:
        raise ModelUnavailable("deadline")
    return min(limits.call_seconds, watch.left_for_model)


async def ask(model: BaseChatModel, messages: Sequence[BaseMessage], tools: Sequence[dict[str, object]], seconds: float) -> AIMessage:
    """The model's next message, cleaned.

    Raises:
        ModelUnavailable: with a short reason, also when the time is over.
    """
    bound = model.bind_tools(list(tools)) if tools else model
    try:
        reply = await asyncio.wait_for(bound.ainvoke(list(messages)), timeout=seconds)
    except TimeoutError as error:
        raise ModelUnavailable("timeout") from error
    if not isinstance(reply, AIMessage):
        raise ModelUnavailable("bad answer")
    return cleaned(reply, len(called(messages)))


async def ask_aloud(
    model: BaseChatModel, messages: Sequence[BaseMessage], tools: Sequence[dict[str, object]], seconds: float, hear: Callable[[str], None]
) -> AIMessage:
    """The model's next message, cleaned; its text is heard piece by piece while it comes.

    Raises:
        ModelUnavailable: with a short reason; text may have been heard before.
    """
    bound = model.bind_tools(list(tools)) if tools else model
    whole: AIMessageChunk | None = None
    try:
        async with asyncio.timeout(seconds):
            async for piece in bound.astream(list(messages)):
                if not isinstance(piece, AIMessageChunk):
                    raise ModelUnavailable("bad answer")
                whole = piece if whole is None else whole + piece
                hear(text_of(piece))
    except TimeoutError as error:
        raise ModelUnavailable("timeout") from error
    if whole is None:
        raise ModelUnavailable("empty answer")
    return cleaned(whole, len(called(messages)))


def cleaned(reply: AIMessage, taken: int) -> AIMessage:
    """The reply as it goes into the dialogue: only text and calls, each with an id of its own.

    Calls whose arguments are no JSON, or JSON that could not be kept, stay, empty and marked as malformed: the dialogue must answer
    every call, and broken JSON in it makes strict servers refuse all that follows.
    """
    wanted: list[tuple[str, dict[str, object] | None]] = [(call["name"], call["args"]) for call in reply.tool_calls]
    wanted += [(call["name"] or "unnamed", None) for call in reply.invalid_tool_calls]
    whole = [args is not None and is_writable(args) for _, args in wanted]
    calls = [
        ToolCall(name=writable(name), args=args or {} if fine else {}, id=f"call_{taken + i + 1}", type="tool_call")
        for i, ((name, args), fine) in enumerate(zip(wanted, whole, strict=True))
    ]
    broken = [call["id"] for call, fine in zip(calls, whole, strict=True) if not fine]
    kept = {MALFORMED: broken} if broken else {}
    return AIMessage(writable(text_of(reply)), tool_calls=calls, additional_kwargs=kept, usage_metadata=_counted(reply))


def _counted(reply: AIMessage) -> UsageMetadata | None:
    """The tokens that the server says it counted; None when what it says are no counts."""
    usage = reply.usage_metadata
    if usage is None:
        return None
    counts = [usage["input_tokens"], usage["output_tokens"]]
    if any(type(count) is not int or not 0 <= count <= _MOST_COUNTED for count in counts):
        return None
    return UsageMetadata(input_tokens=counts[0], output_tokens=counts[1], total_tokens=sum(counts))
