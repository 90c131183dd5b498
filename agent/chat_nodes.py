"""The nodes of a conversation: hear → speak ⇄ tools → check; a note is kept only after the person's own yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent import prompts
from agent.evidence import person_words
from agent.flow import END, ask_person, tell
from agent.grounding import untraced
from agent.model_call import Limits, Spent, Watch, ask_aloud, check_budget
from agent.safety import safety_words, without_diagnoses
from agent.tool_use import calls_left, carry_out, catalog, described
from agent.transcript import ToolResult, called, last_turn, text_of, tool_results
from core.errors import ModelUnavailable

if TYPE_CHECKING:
    from tools.context import ToolContext

Update = dict[str, object]
REMEMBER = "remember"
RECENT_TURNS = 6
"""So many turns, the present one included, are told to the model again; all are kept."""
SPEAKER = "speaker"
"""Key in a message's `additional_kwargs`: who said it."""
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


class ChatState(TypedDict, total=False):
    """What a conversation keeps between nodes and turns."""

    asked: str
    """The person's words that begin a turn."""
    messages: list[BaseMessage]
    """Whole turns, without system words."""
    speaker: str
    calls: int
    tokens: dict[str, int]
    tool_calls: int
    mistakes: list[str]
    allowed: bool
    """The person has said yes to the notes that wait."""


@dataclass(frozen=True)
class ChatParts:
    """What a conversation is made of."""

    context: Callable[[], ToolContext]
    """Called at most once per turn."""
    queue_note: Callable[[str], str]
    """Puts a note in the queue, and gives its id."""
    model: BaseChatModel | None
    """None: the analyst answers."""
    analyst: BaseChatModel
    limits: Limits = field(default_factory=lambda: Limits(calls=6, tool_calls=8))
    """Of one turn."""


class ChatNodes:
    """The nodes of one turn."""

    def __init__(self, parts: ChatParts) -> None:
        self.parts = parts
        self.watch = Watch(parts.limits)

    @cached_property
    def context(self) -> ToolContext:
        """What the tools read; it takes no notes."""
        return replace(self.parts.context(), queue_note=None)

    async def hear(self, state: ChatState) -> Update:
        """Begins a turn; distress and questions about illness are answered at once, by fixed words."""
        messages = [*whole_turns(state.get("messages", [])), HumanMessage(state["asked"])]
        fresh: Update = {"calls": 0, "tokens": {"input": 0, "output": 0}, "tool_calls": 0, "mistakes": [], "allowed": False}
        speaker = "llm" if self.parts.model else "offline_analyst"
        words = safety_words(state["asked"])
        if words is None:
            tell({"kind": "speaker", "text": speaker})
            return {**fresh, "messages": messages, "speaker": speaker}
        tell({"kind": "speaker", "text": "morrow"})
        tell({"kind": "text", "text": words})
        return {**fresh, "messages": [*messages, _spoken(words, "morrow")], "speaker": "morrow"}

    async def speak(self, state: ChatState) -> Update:
        """One message, heard while it comes, sentence by sentence."""
        analyst = state["speaker"] != "llm" or self.parts.model is None
        model = self.parts.analyst if analyst or self.parts.model is None else self.parts.model
        spent = Spent(state["calls"], state["tokens"]["input"], state["tokens"]["output"])
        messages = [SystemMessage(prompts.CHAT), *recent(state["messages"])]
        gate = SentenceGate(person_words(tool_results(state["messages"])))
        try:
            seconds = self.parts.limits.deadline_seconds if analyst else check_budget(spent, self.watch)
            reply = await ask_aloud(model, messages, described(catalog(chat=True)), seconds, gate.feed)
        except ModelUnavailable as error:
            if analyst:
                raise
            return self._taken_over(state, error.reason)
        gate.close()
        after = spent.plus(messages, reply)
        said = AIMessage(gate.said, tool_calls=reply.tool_calls, additional_kwargs={**reply.additional_kwargs, SPEAKER: state["speaker"]})
        return {"messages": [*state["messages"], said], "calls": after.calls, "tokens": {"input": after.input, "output": after.output}}

    async def confirm(self, state: ChatState) -> Update:
        """Waits for the person's yes or no to the notes that the last message wants to keep."""
        last = cast("AIMessage", state["messages"][-1])
        notes = [str(call["args"].get("text", "")) for call in last.tool_calls if call["name"] == REMEMBER]
        return {"allowed": ask_person({REMEMBER: notes}) is True}

    async def tools(self, state: ChatState) -> Update:
        """Carries out the calls of the last message."""
        last = cast("AIMessage", state["messages"][-1])
        context = replace(self.context, queue_note=self.parts.queue_note) if state["allowed"] else self.context
        for call in last.tool_calls:
            tell({"kind": "tool_call", "text": call["name"], "data": dict(call["args"])})
        try:
            allowance = calls_left(self.parts.limits, state["tool_calls"])
            carried = carry_out(
                last,
                context,
                catalog(chat=True),
                allowance=allowance,
                mistakes=state["mistakes"],
                earlier=called(last_turn(state["messages"][:-1])),
                seconds_left=lambda: self.watch.left_for_model if state["speaker"] == "llm" else 1.0,
            )
        except ModelUnavailable as error:
            return self._taken_over(state, error.reason)
        for answer in carried.messages:
            tell({"kind": "tool_result", "text": answer.name or "", "data": _shown(answer)})
        messages = [*state["messages"], *carried.messages]
        used = state["tool_calls"] + carried.used
        return {"messages": messages, "tool_calls": used, "mistakes": list(carried.mistakes), "allowed": False}

    async def check(self, state: ChatState) -> Update:
        """Marks the numerals of the answer that nothing looked up or told holds."""
        messages = state["messages"]
        said = text_of(messages[-1])
        told = " \n ".join(text_of(message) for message in messages if isinstance(message, HumanMessage))
        lost = untraced(said, [*tool_results(messages), ToolResult("person", "person", {"words": told})])
        if not lost:
            return {}
        words = f"Not traced to anything I looked up: {', '.join(dict.fromkeys(lost))}."
        tell({"kind": "notice", "text": words})
        return {"messages": [*messages[:-1], _spoken(f"{said}\n({words})", state["speaker"])]}

    def _taken_over(self, state: ChatState, reason: str) -> Update:
        """The turn begins anew, by the offline analyst."""
        tell({"kind": "notice", "text": f"The language model does not answer ({reason}); the offline analyst does."})
        tell({"kind": "speaker", "text": "offline_analyst"})
        asked = max(index for index, message in enumerate(state["messages"]) if isinstance(message, HumanMessage))
        messages = state["messages"][: asked + 1]
        return {"messages": messages, "speaker": "offline_analyst", "tool_calls": 0, "mistakes": [], "allowed": False}


class SentenceGate:
    """Lets text through sentence by sentence, so that none that reads like a diagnosis is ever shown."""

    def __init__(self, quoted: Sequence[str]) -> None:
        self._quoted = tuple(quoted)
        self._held = ""
        self.said = ""
        """Everything that was let through."""

    def feed(self, piece: str) -> None:
        """Takes a piece of text, and shows what it completes."""
        self._held += piece
        ends = [match.end() for match in _SENTENCE.finditer(self._held)]
        if ends:
            self._show(self._held[: ends[-1]])
            self._held = self._held[ends[-1] :]

    def close(self) -> None:
        """Shows what is left."""
        self._show(self._held)
        self._held = ""

    def _show(self, text: str) -> None:
        if not text:
            return
        safe = without_diagnoses(_IMAGE.sub("(an image was left out)", text), self._quoted)
        shown = safe if safe == text or not text[-1].isspace() else safe.rstrip() + " "
        self.said += shown
        tell({"kind": "text", "text": shown})


def whole_turns(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages up to the last complete answer: a turn that was cut off leaves calls without results, which servers refuse."""
    ends = [index for index, message in enumerate(messages) if isinstance(message, AIMessage) and not message.tool_calls]
    return list(messages[: ends[-1] + 1]) if ends else []


def recent(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The last turns, from a person's words on."""
    starts = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    return list(messages[starts[-RECENT_TURNS] :]) if len(starts) > RECENT_TURNS else list(messages)


def _spoken(text: str, speaker: str) -> AIMessage:
    return AIMessage(text, additional_kwargs={SPEAKER: speaker})


def _shown(answer: ToolMessage) -> Mapping[str, object]:
    if answer.status == "error":
        return {"error": text_of(answer)}
    return tool_results([answer])[0].value


def after_hear(state: ChatState) -> str:
    """On, unless fixed words have answered."""
    return END if state["speaker"] == "morrow" else "speak"


def after_speak(state: ChatState) -> str:
    """To the person for a yes, to the tools, to the check, or to the analyst's beginning."""
    last = state["messages"][-1]
    if not isinstance(last, AIMessage):
        return "speak"
    if any(call["name"] == REMEMBER for call in last.tool_calls):
        return "confirm"
    return "tools" if last.tool_calls else "check"
