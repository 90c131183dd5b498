"""The chat model at an endpoint, against a scripted server: every failure is `ModelUnavailable` with a short reason."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from agent.chat_models import chat_model
from core.errors import ModelUnavailable
from core.settings import load_settings

pytestmark = pytest.mark.anyio
TOOL = {
    "type": "function",
    "function": {"name": "run_models", "description": "Forecasts.", "parameters": {"type": "object", "properties": {}}},
}
ASKED = [SystemMessage("rules"), HumanMessage("go")]


@pytest.fixture
def model(home: Any, llm_server: Any) -> Any:
    def build(**given: Any) -> Any:
        made = chat_model(load_settings(**({"llm_base_url": llm_server.url, "llm_model": "m", "llm_timeout_seconds": 1.0} | given)))
        assert made is not None
        return made

    return build


async def test_a_plain_answer_comes_with_its_tokens(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(body=said("52 ms"))
    answer = await model().ainvoke(ASKED)
    assert answer.content == "52 ms"
    assert answer.usage_metadata["total_tokens"] == 120
    assert llm_server.requests[0]["temperature"] == 0


async def test_native_tool_calls_come_through(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(body=said(calls=[("run_models", {}), ("run_models", {"k": 1})]))
    answer = await model().bind_tools([TOOL]).ainvoke(ASKED)
    assert [call["args"] for call in answer.tool_calls] == [{}, {"k": 1}]
    assert llm_server.requests[0]["tools"][0]["function"]["name"] == "run_models"


@pytest.mark.parametrize("status", [400, 422, 501])
async def test_a_server_that_knows_no_tools_is_spoken_to_by_json_from_then_on(
    status: int, model: Any, llm_server: Any, said: Any, reply: Any
) -> None:
    def personality(body: Any, n: int) -> Any:
        if "tools" in body:
            return reply(status=status, body={"error": {"message": "m does not support tools"}})
        return reply(body=said('{"tool_calls":[{"name":"run_models","arguments":{}},{"name":"invented","arguments":{}}]}'))

    llm_server.personality = personality
    made = model().bind_tools([TOOL])
    answer = await made.ainvoke(ASKED)
    assert [(call["name"], call["id"]) for call in answer.tool_calls] == [("run_models", "call_1"), ("invented", "call_2")]
    result = ToolMessage('{"median":52}', tool_call_id="call_1", name="run_models")
    again = await made.ainvoke([*ASKED, AIMessage("", tool_calls=answer.tool_calls[:1]), result])
    assert again.tool_calls[0]["id"] == "call_2"
    assert ["tools" in body for body in llm_server.requests] == [True, False, False]
    assert "run_models: Forecasts." in llm_server.requests[1]["messages"][0]["content"]
    assert '<data tool="run_models" call="call_1">' in llm_server.requests[2]["messages"][-1]["content"]


async def test_json_mode_never_sends_tools(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(body=said('```json\n{"name":"run_models","arguments":{}}\n```'))
    answer = await model(llm_tools="json").bind_tools([TOOL]).ainvoke(ASKED)
    assert answer.tool_calls[0]["name"] == "run_models"
    assert "tools" not in llm_server.requests[0]


async def test_a_call_written_as_text_is_taken_as_a_call(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(body=said('<tool_call>{"name":"run_models","arguments":{}}</tool_call>'))
    answer = await model().bind_tools([TOOL]).ainvoke(ASKED)
    assert answer.tool_calls[0]["name"] == "run_models"
    native = await model(llm_tools="native").bind_tools([TOOL]).ainvoke(ASKED)
    assert native.tool_calls == []


async def test_native_mode_gives_up_on_a_server_without_tools(model: Any, llm_server: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(status=400, body={"error": {"message": "no tools"}})
    with pytest.raises(ModelUnavailable, match="request refused"):
        await model(llm_tools="native").bind_tools([TOOL]).ainvoke(ASKED)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "401": ({"status": 401, "body": {"error": {"message": "bad key sk-123"}}}, "not authorised"),
    "403": ({"status": 403, "body": {}}, "not authorised"),
    "404": ({"status": 404, "body": {"error": {"message": "no model"}}}, "model not found"),
    "408": ({"status": 408, "body": {}}, "timeout"),
    "429": ({"status": 429, "body": {}, "headers": {"Retry-After": "0.05"}}, "rate limited"),
    "429 for long": ({"status": 429, "body": {}, "headers": {"Retry-After": "3600"}}, "rate limited"),
    "500": ({"status": 500, "body": {}, "headers": {"Retry-After": "0.05"}}, "server error"),
    "503": ({"status": 503, "body": b"down"}, "server error"),
    "302": ({"status": 302, "body": {}, "headers": {"Location": "/elsewhere"}}, "redirected"),
    "html": ({"body": b"<html>hi</html>", "headers": {"Content-Type": "text/html"}}, "bad answer"),
    "no choices": ({"body": {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []}}, "bad answer"),
    "choices null": ({"body": {"id": "x", "choices": None}}, "bad answer"),
    "error with 200": ({"body": {"error": {"message": "oops"}}}, "bad answer"),
    "broken json": ({"body": b'{"id": "x", "choi'}, "bad answer"),
    "empty": ({"body": b""}, "bad answer"),
    "nested without end": ({"body": b"[" * 100_000 + b"]" * 100_000}, "bad answer"),
    "packed unasked": ({"body": gzip.compress(b" " * 50_000_000), "headers": {"Content-Encoding": "gzip"}}, "connection lost"),
    "hang": ({"wait": 5.0, "body": {}}, "timeout"),
    "too long": ({"body": b'{"x": "' + b"y" * 5_000_000 + b'"}'}, "connection lost"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_has_its_reason(fault: str, model: Any, llm_server: Any, reply: Any) -> None:
    given, reason = FAULTS[fault]
    llm_server.personality = lambda body, n: reply(**given)
    started = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        await model().ainvoke(ASKED)
    assert caught.value.reason == reason
    assert "sk-123" not in str(caught.value)
    assert time.monotonic() - started < 4
    assert all("path" not in body for body in llm_server.requests), "a redirect was followed"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"content": "cut", "finish": "length"}, "cut answer"),
        ({"content": ""}, "empty answer"),
        ({"content": "x", "finish": "content_filter"}, "refused by the model"),
    ],
)
async def test_answers_that_are_none_have_their_reasons(
    given: Any, reason: str, model: Any, llm_server: Any, said: Any, reply: Any
) -> None:
    llm_server.personality = lambda body, n: reply(body=said(**given))
    with pytest.raises(ModelUnavailable, match=reason):
        await model().ainvoke(ASKED)


async def test_nobody_listening_is_refused_at_once(home: Any) -> None:
    made = chat_model(load_settings(llm_base_url="http://127.0.0.1:1/v1"))
    assert made is not None
    with pytest.raises(ModelUnavailable, match="connection refused"):
        await made.ainvoke(ASKED)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_fault_that_passes_is_waited_out(status: int, model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: (
        reply(status=status, body={}, headers={"Retry-After": "0.1"}) if n < 3 else reply(body=said("ok"))
    )
    assert (await model().ainvoke(ASKED)).content == "ok"
    assert len(llm_server.requests) == 3


def test_a_model_outlives_its_event_loop(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(body=said("ok"))
    made = model()
    assert made.invoke(ASKED).content == "ok"
    assert made.invoke(ASKED).content == "ok"


def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


async def streamed(model: Any) -> list[Any]:
    return [chunk async for chunk in model.bind_tools([TOOL]).astream(ASKED)]


async def test_text_is_streamed_as_it_comes(model: Any, llm_server: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(chunks=[event({"content": "52 "}), event({"content": "ms"}), event({}, "stop"), DONE])
    pieces = [chunk.content for chunk in await streamed(model())]
    assert "".join(pieces) == "52 ms"
    assert len([piece for piece in pieces if piece]) == 2


async def test_a_call_written_as_text_is_not_streamed_as_text(model: Any, llm_server: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(
        chunks=[event({"content": '{"name":"run_'}), event({"content": 'models","arguments":{}}'}), event({}, "stop"), DONE]
    )
    pieces = await streamed(model())
    assert "".join(chunk.content for chunk in pieces) == ""
    assert pieces[0].tool_calls[0]["name"] == "run_models"


async def test_a_streamed_native_call_is_whole_at_the_end(model: Any, llm_server: Any, reply: Any) -> None:
    start = {"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "run_models", "arguments": '{"k"'}}]}
    rest = {"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]}
    llm_server.personality = lambda body, n: reply(chunks=[event(start), event(rest), event({}, "tool_calls"), DONE])
    pieces = await streamed(model())
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = whole + piece
    assert [(call["name"], call["args"]) for call in whole.tool_calls] == [("run_models", {"k": 1})]


async def test_a_stream_that_breaks_off_is_unavailable(model: Any, llm_server: Any, reply: Any) -> None:
    llm_server.personality = lambda body, n: reply(chunks=[event({"content": "52 "}), b'data: {"id": "c", "cho'])
    with pytest.raises(ModelUnavailable):
        await streamed(model())


async def test_a_stream_falls_back_to_json_tools(model: Any, llm_server: Any, said: Any, reply: Any) -> None:
    def personality(body: Any, n: int) -> Any:
        return (
            reply(status=400, body={"error": {"message": "no tools"}})
            if "tools" in body
            else reply(body=said('{"name":"run_models","arguments":{}}'))
        )

    llm_server.personality = personality
    pieces = await streamed(model())
    assert pieces[0].tool_calls[0]["name"] == "run_models"
