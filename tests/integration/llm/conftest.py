"""A scripted OpenAI-compatible server on loopback, with a personality per test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Body = dict[str, Any]


@dataclass
class Reply:
    """What the server sends."""

    status: int = 200
    body: object = None
    """JSON, or bytes sent as they are."""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    """Seconds before anything is sent; cut short when the server is closed."""
    chunks: list[bytes] | None = None
    """Sent one by one as an event stream; the connection is closed after them."""


Personality = Callable[[Body, int], Reply]
"""From the request's JSON and its place among all requests, the reply."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what these tests are about."""


class ScriptedServer:
    """The server of one test; `personality` may be set at any time, `requests` holds all that came."""

    def __init__(self) -> None:
        self.requests: list[Body] = []
        self.personality: Personality = lambda body, count: Reply(body=text_message("hello"))
        self.closed = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(body)
                reply = server.personality(body, len(server.requests))
                server.closed.wait(reply.wait)
                try:
                    self._send(reply)
                except OSError:
                    self.close_connection = True  # the client has gone: its time limit was shorter

            def do_GET(self) -> None:
                server.requests.append({"path": self.path})
                self._send(Reply(body={"secret": "redirected"}))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.chunks is not None:
                    self.send_header("Content-Type", "text/event-stream")
                    self.send_header("Connection", "close")
                    self.end_headers()
                    for chunk in reply.chunks:
                        self.wfile.write(chunk)
                        self.wfile.flush()
                    self.close_connection = True
                    return
                data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                self.send_header("Content-Type", reply.headers.get("Content-Type", "application/json"))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Base URL, as MORROW_LLM_BASE_URL wants it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Ends the server and every reply that still waits."""
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()


def message(content: str | None = None, calls: list[tuple[str, object]] | None = None, finish: str = "stop") -> Body:
    """A chat completion; calls are (name, arguments), arguments as JSON or, to be malformed, as text."""
    made = [
        {"id": f"srv_{i}", "type": "function", "function": {"name": name, "arguments": args if isinstance(args, str) else json.dumps(args)}}
        for i, (name, args) in enumerate(calls or [])
    ]
    said: Body = {"role": "assistant", "content": content} | ({"tool_calls": made} if made else {})
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "scripted",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": usage,
    }


def text_message(text: str) -> Body:
    """A chat completion that is only text."""
    return message(text)


@pytest.fixture
def anyio_backend() -> str:
    """The event loop that async tests run in."""
    return "asyncio"


@pytest.fixture
def llm_server() -> Iterator[ScriptedServer]:
    """A running scripted server."""
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def said() -> Callable[..., Body]:
    """Builds chat completions: `said(content=None, calls=None, finish="stop")`."""
    return message


@pytest.fixture
def reply() -> type[Reply]:
    """Builds replies: `reply(status=200, body=…, headers=…, wait=…)`."""
    return Reply
