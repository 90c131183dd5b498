"""Chat models behind one door: any OpenAI-compatible endpoint, every failure as `ModelUnavailable`. Owner of langchain_openai.

Tool calling is native where the server has it. Where it has not (HTTP 400 on tools, or a call written as text) the same
dialogue goes on by JSON in plain text, without the graph noticing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from agent.endpoint import Endpoint, ToolMode, endpoint
from agent.json_tools import as_plain_dialogue, calls_in, looks_like_call
from agent.model_faults import failures, pause_of, unavailable
from agent.transcript import called, text_of
from core.errors import ModelUnavailable
from core.settings import Settings

if TYPE_CHECKING:
    import httpx

PAUSES = (0.25, 1.0)
"""Seconds before each repetition of a call that was rate limited or met a server error; a Retry-After of the server goes before."""
MOST_BYTES = 4_000_000
"""A longer reply is broken off: no judgement is that long, and memory is not the server's to spend."""


def chat_model(settings: Settings) -> BaseChatModel | None:
    """The language model that the settings name, or None when they name none and the offline analyst runs.

    Raises:
        SettingsBroken: when the endpoint's address must not be used.
    """
    place = endpoint(settings)
    if place is None:
        return None
    return EndpointChat(inner=_openai_chat(place, settings.llm_timeout_seconds), model_name=place.model, tools_mode=place.tools)


def _openai_chat(place: Endpoint, timeout: float) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    sync_client, async_client = _clients(place, timeout)
    return ChatOpenAI(
        model=place.model,
        base_url=place.base_url,
        api_key=SecretStr(place.key),
        use_responses_api=False,  # compatible servers have no /responses
        timeout=timeout,
        max_retries=0,  # repeated here, with bounds of our own
        stream_usage=True,
        stream_chunk_timeout=timeout,
        temperature=0,
        http_client=sync_client,
        http_async_client=async_client,
    )


def _clients(place: Endpoint, timeout: float) -> tuple[httpx.Client, httpx.AsyncClient]:
    """HTTP clients that follow no redirect, ask no proxy on the way to this machine, and keep no connection between runs.

    A kept connection belongs to the event loop it was made in, and every daily run has a loop of its own.
    """
    import httpx

    limits = httpx.Limits(max_keepalive_connections=0)
    hook = {"response": [_bounded]}
    trust = not place.local
    headers = {"Accept-Encoding": "identity"}
    return (
        httpx.Client(timeout=timeout, follow_redirects=False, trust_env=trust, limits=limits, headers=headers),
        httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=trust, limits=limits, headers=headers, event_hooks=hook),
    )


async def _bounded(response: httpx.Response) -> None:
    """Cuts a reply that grows beyond `MOST_BYTES`; a packed one, which was not asked for, may unpack to a thousand times that."""
    import httpx

    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise httpx.DecodingError("the reply is packed, though none such was asked for", request=response.request)
    inner = cast("httpx.AsyncByteStream", response.stream)

    class Bounded(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            seen = 0
            async for chunk in inner:
                seen += len(chunk)
                if seen > MOST_BYTES:
                    raise httpx.ReadError(f"the reply is longer than {MOST_BYTES} bytes")
                yield chunk

        async def aclose(self) -> None:
            await inner.aclose()

    response.stream = Bounded()


class EndpointChat(BaseChatModel):
    """A chat model at an endpoint: native tool calls or JSON ones, and no error but `ModelUnavailable`."""

    inner: BaseChatModel
    model_name: str
    tools_mode: ToolMode = "auto"
    _by_json: bool = PrivateAttr(default=False)
    """True once the server has shown that it knows no tools."""

    @property
    def _llm_type(self) -> str:
        return "openai-compatible"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools to call; a forced choice is not sent, because many servers refuse it."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        return asyncio.run(self._agenerate(messages, stop, None, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = await self._answer(messages, kwargs.get("tools") or [])
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Text as it comes; what looks like a call is held back until it is whole."""
        tools = kwargs.get("tools") or []
        if tools and self._json_first():
            yield _whole(await self._answer(messages, tools))
            return
        held: AIMessageChunk | None = None
        open_ = not tools
        try:
            async for chunk in self.inner.astream(messages, **_bound(tools)):
                held = chunk if held is None else held + chunk
                if open_:
                    yield ChatGenerationChunk(message=chunk)
                elif text_of(held).strip() and not looks_like_call(text_of(held)):
                    open_ = True
                    yield ChatGenerationChunk(message=held)
        except failures() as error:
            if held is None and (self._no_tools(error, tools) or pause_of(error, 0.0) is not None):
                yield _whole(await self._answer(messages, tools))
                return
            raise unavailable(error) from error
        if held is None:
            raise ModelUnavailable("empty answer")
        if not held.response_metadata.get("finish_reason"):
            raise ModelUnavailable("cut answer")  # the connection ended, and the client takes that for the end of the answer
        message = _checked(held)
        if not open_:
            yield _whole(self._with_calls(message, messages, tools))

    async def _answer(self, messages: list[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        """The whole answer; repeated after rate limits and server errors, and by JSON where the server knows no tools."""
        pauses = iter(PAUSES)
        while True:
            by_json = bool(tools) and self._json_first()
            said, bound = (as_plain_dialogue(messages, tools), {}) if by_json else (messages, _bound(tools))
            try:
                return self._with_calls(_checked(await self.inner.ainvoke(said, **bound)), messages, tools)
            except failures() as error:
                if not by_json and self._no_tools(error, tools):
                    continue
                pause = pause_of(error, next(pauses, None))
                if pause is None:
                    raise unavailable(error) from error
                await asyncio.sleep(pause)

    def _json_first(self) -> bool:
        return self.tools_mode == "json" or self._by_json

    def _no_tools(self, error: Exception, tools: Sequence[object]) -> bool:
        """True, once and from then on, when the error says that this server knows no tools."""
        if not tools or self.tools_mode != "auto" or self._by_json:
            return False
        status = getattr(error, "status_code", None)
        self._by_json = status in (400, 422, 501) or (status == 500 and "tool" in str(error).lower())
        return self._by_json

    def _with_calls(self, message: AIMessage, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        """The message with the calls that stand in its text as real ones."""
        if message.tool_calls or message.invalid_tool_calls or not tools or self.tools_mode == "native":
            return message
        known = [str(tool["function"]["name"]) for tool in tools]
        calls = calls_in(text_of(message), known, len(called(messages)), unknown_too=self._json_first())
        if not calls:
            return message
        return AIMessage("", tool_calls=calls, usage_metadata=message.usage_metadata)


def _bound(tools: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"tools": list(tools)} if tools else {}


def _whole(message: AIMessage) -> ChatGenerationChunk:
    """The whole message as one chunk of a stream."""
    if isinstance(message, AIMessageChunk):
        return ChatGenerationChunk(message=message)
    chunks = [
        {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": index, "type": "tool_call_chunk"}
        for index, call in enumerate(message.tool_calls)
    ]
    whole = AIMessageChunk(content=text_of(message), tool_call_chunks=chunks, usage_metadata=message.usage_metadata)
    return ChatGenerationChunk(message=whole)


def _checked(message: BaseMessage) -> AIMessage:
    """The message, if it is whole and not empty.

    Raises:
        ModelUnavailable: if it was cut at a length limit, refused by a filter, or holds nothing.
    """
    if not isinstance(message, AIMessage):
        raise ModelUnavailable("bad answer")
    finished = message.response_metadata.get("finish_reason")
    if finished == "length":
        raise ModelUnavailable("cut answer")
    if finished == "content_filter" or message.additional_kwargs.get("refusal"):
        raise ModelUnavailable("refused by the model")
    if not text_of(message).strip() and not message.tool_calls and not message.invalid_tool_calls:
        raise ModelUnavailable("empty answer")
    return message
