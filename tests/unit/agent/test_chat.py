"""Conversations: streamed, kept, safe, honest about numbers, and with no note kept without the person's yes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from agent.chat import ChatEvent, ChatParts, open_conversation
from agent.model_call import Limits
from agent.offline_analyst import OfflineAnalyst
from agent.safety import NO_DIAGNOSIS, WORDS
from core.errors import ModelUnavailable
from tools.context import ToolContext

Talk = Callable[..., list[list[ChatEvent]]]


class Told(BaseChatModel):
    """Streams what it is given, word by word; keeps what it was sent."""

    replies: list[Any]
    heard: list[Any] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "told"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(tools=tools)

    def _next(self, messages: Any) -> AIMessage:
        self.heard.append(messages)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, AIMessage) else AIMessage(reply)

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        reply = self._next(messages)
        chunks = [
            {"name": c["name"], "args": json.dumps(c["args"]), "id": c["id"], "index": i, "type": "tool_call_chunk"}
            for i, c in enumerate(reply.tool_calls)
        ]
        for word in str(reply.content).split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(word + " "))
        yield ChatGenerationChunk(message=AIMessageChunk("", tool_call_chunks=chunks))


def calling(name: str, **args: Any) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": "x", "type": "tool_call"}])


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def talk(context: ToolContext, tmp_path: Path, notes: list[str]) -> Talk:
    """The events of each thing said, in one process after the other over the same file."""

    def queue(text: str) -> str:
        notes.append(text)
        return f"note-{len(notes)}"

    def run(*said: str, model: Any = None, limits: Limits | None = None) -> list[list[ChatEvent]]:
        async def once(text: str) -> list[ChatEvent]:
            parts = ChatParts(
                context=lambda: context, queue_note=queue, model=model, analyst=OfflineAnalyst(), **({"limits": limits} if limits else {})
            )
            async with open_conversation(parts, tmp_path / "chat" / "t.sqlite", "t") as conversation:
                events = [event async for event in conversation.say(text)]
                run.history = await conversation.history()  # type: ignore[attr-defined]
                return events

        return [asyncio.run(once(text)) for text in said]

    return run


def text(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if event.kind == "text")


def kinds(events: list[ChatEvent]) -> list[str]:
    return [event.kind for event in events]


def test_the_analyst_answers_with_tools_shown_and_words_streamed(talk: Talk) -> None:
    (events,) = talk("what is the forecast for tonight?")
    assert events[0] == ChatEvent("speaker", "offline_analyst")
    assert [event.text for event in events if event.kind == "tool_call"] == ["run_models", "read_report"]
    assert [event.text for event in events if event.kind == "tool_result"] == ["run_models", "read_report"]
    assert "the models expect heart rate variability near" in text(events)
    assert kinds(events)[-1] == "done"
    assert "notice" not in kinds(events)


def test_a_question_about_data_is_answered_from_a_query(talk: Talk) -> None:
    (events,) = talk("average hrv of the last 30 days")
    assert "your heart rate variability averaged" in text(events)
    assert "notice" not in kinds(events)


def test_what_was_said_is_kept_between_processes(talk: Talk) -> None:
    talk("hello", "why?")
    history = talk.history  # type: ignore[attr-defined]
    assert [line["role"] for line in history] == ["person", "agent", "person", "agent"]
    assert history[1]["speaker"] == "offline_analyst"
    assert history[2]["text"] == "why?"


@pytest.mark.parametrize(("said", "concern"), [("I want to die", "distress"), ("am I ill?", "illness"), ("I have chest pain", "emergency")])
def test_fixed_words_answer_before_any_model_is_asked(said: str, concern: Any, talk: Talk) -> None:
    model = Told(replies=[])
    (events,) = talk(said, model=model)
    assert text(events) == WORDS[concern]
    assert model.heard == []
    assert [event.text for event in events if event.kind == "speaker"] == ["morrow"]


def test_a_note_is_kept_only_after_the_persons_yes(talk: Talk, notes: list[str]) -> None:
    asked, answered = talk("remember that I fly to Lisbon on Tuesday", "yes")
    assert kinds(asked)[-2:] == ["confirm", "done"]
    assert "“I fly to Lisbon on Tuesday”" in asked[-2].text
    assert text(answered) == "I will keep that in mind."
    assert notes == ["I fly to Lisbon on Tuesday"]


@pytest.mark.parametrize("said", ["no", "No thanks.", "what is the forecast?", "yes but not that", ""])
def test_anything_but_a_plain_yes_keeps_nothing(said: str, talk: Talk, notes: list[str]) -> None:
    _, answered = talk("remember that I fly on Tuesday", said)
    assert notes == []
    assert "keep that in mind" not in text(answered)
    if said == "what is the forecast?":
        assert "the models expect" in text(answered)


def test_a_model_cannot_keep_a_note_by_itself(talk: Talk, notes: list[str]) -> None:
    model = Told(
        replies=[
            AIMessage(
                "",
                tool_calls=[
                    {"name": n, "args": a, "id": n, "type": "tool_call"} for n, a in (("run_models", {}), ("remember", {"text": "owned"}))
                ],
            )
        ]
    )
    (events,) = talk("hello", model=model)
    assert kinds(events)[-2:] == ["confirm", "done"]
    assert notes == []


def test_a_number_nobody_looked_up_is_marked(talk: Talk) -> None:
    (events,) = talk("hello", model=Told(replies=["Your heart rate variability will be 777 ms."]))
    assert [event.text for event in events if event.kind == "notice"] == ["Not traced to anything I looked up: 777."]
    assert "Not traced" in talk.history[-1]["text"]  # type: ignore[attr-defined]


def test_the_persons_own_numbers_may_be_repeated(talk: Talk) -> None:
    (events,) = talk("I slept 6 hours", model=Told(replies=["You say you slept 6 hours."]))
    assert "notice" not in kinds(events)


def test_a_diagnosing_sentence_is_never_shown(talk: Talk) -> None:
    (events,) = talk("how am I?", model=Told(replies=["Your heart rate is up. You have the flu. Sleep well."]))
    assert "flu" not in text(events)
    assert NO_DIAGNOSIS in text(events)
    assert text(events).startswith("Your heart rate is up.")
    assert "flu" not in talk.history[-1]["text"]  # type: ignore[attr-defined]


def test_an_image_is_never_passed_on(talk: Talk) -> None:
    (events,) = talk("hello", model=Told(replies=["Look: ![x](http://evil.example/?q=1) there."]))
    assert "evil" not in text(events)


def test_a_model_that_fails_is_replaced_and_the_person_is_told(talk: Talk) -> None:
    (events,) = talk("how reliable are you?", model=Told(replies=[calling("run_models"), ModelUnavailable("rate limited")]))
    assert "The language model does not answer (rate limited); the offline analyst does." in [
        event.text for event in events if event.kind == "notice"
    ]
    assert "no track record" in text(events)
    assert [event.text for event in events if event.kind == "speaker"] == ["llm", "offline_analyst"]


def test_a_loop_of_calls_ends_with_the_analyst(talk: Talk) -> None:
    model = Told(replies=[calling("run_models") for _ in range(20)])
    (events,) = talk("hello", model=model)
    assert any("budget spent" in event.text for event in events if event.kind == "notice")
    assert len(model.heard) <= 6


def test_the_next_turn_tries_the_model_again_and_remembers_what_was_said(talk: Talk) -> None:
    model = Told(replies=[ModelUnavailable("timeout"), "Good evening."])
    talk("hello", "good evening", model=model)
    assert [message.type for message in model.heard[-1]] == ["system", "human", "ai", "human"]


def test_only_recent_turns_are_told_again(talk: Talk) -> None:
    model = Told(replies=["Yes."] * 8)
    talk(*["hello"] * 8, model=model)
    assert len(model.heard[-1]) == 1 + 2 * 5 + 1
    assert len(talk.history) == 16  # type: ignore[attr-defined]


def test_a_thread_can_be_forgotten(context: ToolContext, tmp_path: Path) -> None:
    async def run() -> list[dict[str, str]]:
        parts = ChatParts(context=lambda: context, queue_note=lambda text: "", model=None, analyst=OfflineAnalyst())
        async with open_conversation(parts, tmp_path / "c.sqlite", "t") as conversation:
            async for _ in conversation.say("hello, my secret is CANARY"):
                pass
            await conversation.delete()
            return await conversation.history()

    assert asyncio.run(run()) == []
    assert b"CANARY" not in (tmp_path / "c.sqlite").read_bytes()


def test_a_turn_that_was_cut_off_leaves_no_calls_without_results(talk: Talk, notes: list[str]) -> None:
    model = Told(replies=[calling("run_models"), RuntimeError("killed"), "Fine."])
    with pytest.raises(RuntimeError):
        talk("hello", model=model)
    talk("hello again", model=model)
    assert [message.type for message in model.heard[-1]] == ["system", "human"]
