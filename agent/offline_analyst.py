"""The offline analyst: a deterministic chat model that plays the language model's part in the same graph, by rules.

It reads nothing but the messages, and is named as what it is wherever its words are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from agent.analyst_chat import next_message
from agent.transcript import text_of

NAME = "offline_analyst"


class OfflineAnalyst(BaseChatModel):
    """Rules in the shape of a chat model: equal messages give equal answers."""

    model_name: str = NAME

    @property
    def _llm_type(self) -> str:
        return NAME

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The analyst with tools to call."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=_counted(messages, _next(messages, kwargs)))])

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        message = _counted(messages, _next(messages, kwargs))
        calls: list[Any] = [
            {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": index, "type": "tool_call_chunk"}
            for index, call in enumerate(message.tool_calls)
        ]
        if calls:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=calls))
        for piece in re.findall(r"\S+\s*", text_of(message)):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=message.usage_metadata))


def _next(messages: Sequence[BaseMessage], kwargs: dict[str, Any]) -> AIMessage:
    return next_message(messages, [tool["function"]["name"] for tool in kwargs.get("tools") or []])


def _counted(messages: Sequence[BaseMessage], message: AIMessage) -> AIMessage:
    """The message with the tokens it would cost, four characters each."""
    read = sum(len(text_of(one)) for one in messages) // 4
    written = (len(text_of(message)) + len(json.dumps(message.tool_calls))) // 4
    message.usage_metadata = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
    return message
