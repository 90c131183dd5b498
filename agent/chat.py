"""Conversation with the agent: the same tools and models as the daily run, streamed, kept, and honest about what it cannot trace."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from agent.chat_nodes import REMEMBER, SPEAKER, ChatNodes, ChatParts, ChatState, after_hear, after_speak
from agent.flow import END, Step, answered, compile_flow, config_of, durability_of, forget, open_checkpoints
from agent.model_call import chat_limits_of
from agent.transcript import text_of

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.types import Command

    from agent.flow import Checkpoints, Graph

__all__ = ["ChatEvent", "ChatParts", "Conversation", "chat_limits_of", "open_conversation"]

RECURSION_LIMIT = 40
EventKind = Literal["speaker", "text", "tool_call", "tool_result", "confirm", "notice", "done"]
_YES = re.compile(r"\s*(?:yes|y|yep|yeah|yes,? please|please do|sure|ok|okay|go ahead|do it)\s*[.!]*\s*", re.IGNORECASE)
_NO = re.compile(r"\s*(?:no|n|nope|no,? thanks?|no,? thank you|don't|do not|cancel)\s*[.!]*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class ChatEvent:
    """One thing that happens while the agent answers."""

    kind: EventKind
    text: str = ""
    """Words of the answer, a tool's name, who speaks (llm, offline_analyst, morrow), or what is asked."""
    data: Mapping[str, object] = field(default_factory=dict)
    """Arguments of a call, or its result."""


class Conversation:
    """One thread of talk, kept in checkpoints between turns and processes."""

    def __init__(self, parts: ChatParts, thread: str, checkpoints: Checkpoints) -> None:
        self._parts = parts
        self._thread = thread
        self._checkpoints = checkpoints

    async def say(self, text: str) -> AsyncIterator[ChatEvent]:
        """What the agent answers, event by event, ending with `done`.

        A `confirm` asks whether a note may be kept; the next words said decide: only a plain yes keeps it, and words that are
        neither yes nor no count as no and are then answered.
        """
        graph = self._graph()
        state = await graph.aget_state(self._config)
        if "confirm" in state.next:
            async for event in self._stream(graph, answered(bool(_YES.fullmatch(text)))):
                yield event
            if _YES.fullmatch(text) or _NO.fullmatch(text):
                yield ChatEvent("done")
                return
        async for event in self._stream(self._graph(), {"asked": text}):
            yield event
        yield ChatEvent("done")

    async def history(self) -> list[dict[str, str]]:
        """What was said so far: {role, text}, and of answers the speaker. Plain JSON."""
        state = await self._graph().aget_state(self._config)
        return [_line(message) for message in state.values.get("messages", []) if text_of(message) and message.type in ("human", "ai")]

    async def delete(self) -> None:
        """Forgets the whole thread."""
        await forget(self._graph(), self._thread)

    @property
    def _config(self) -> RunnableConfig:
        return config_of(self._thread, RECURSION_LIMIT)

    def _graph(self) -> Graph:
        """A graph whose time begins now: each turn has a deadline of its own."""
        nodes = ChatNodes(self._parts)
        steps = (
            Step("hear", nodes.hear, (after_hear, ("speak", END))),
            Step("speak", nodes.speak, (after_speak, ("speak", "confirm", "tools", "check"))),
            Step("confirm", nodes.confirm, "tools"),
            Step("tools", nodes.tools, "speak"),
            Step("check", nodes.check, END),
        )
        return compile_flow(ChatState, steps, self._checkpoints)

    async def _stream(self, graph: Graph, given: Mapping[str, object] | Command[Any]) -> AsyncIterator[ChatEvent]:
        """The events of a turn; a question to the person comes as `confirm`."""
        events: AsyncIterator[Any] = graph.astream(given, self._config, stream_mode=["custom", "updates"], durability=durability_of(graph))
        async for mode, chunk in events:
            if mode == "custom":
                yield ChatEvent(**chunk)
            elif "__interrupt__" in chunk:
                notes = cast("list[str]", chunk["__interrupt__"][0].value[REMEMBER])
                yield ChatEvent("confirm", f"Shall I remember {' and '.join(f'“{note}”' for note in notes)}? (yes or no)", {"notes": notes})


def _line(message: BaseMessage) -> dict[str, str]:
    if isinstance(message, HumanMessage):
        return {"role": "person", "text": text_of(message)}
    speaker = cast("AIMessage", message).additional_kwargs.get(SPEAKER, "offline_analyst")
    return {"role": "agent", "text": text_of(message), "speaker": str(speaker)}


@asynccontextmanager
async def open_conversation(parts: ChatParts, path: Path, thread: str) -> AsyncIterator[Conversation]:
    """A conversation kept in the SQLite file at `path`; `thread` names it, so that the same one goes on another day."""
    async with open_checkpoints(path) as checkpoints:
        yield Conversation(parts, thread, checkpoints)
