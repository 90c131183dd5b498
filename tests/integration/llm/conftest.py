"""A scripted OpenAI-compatible server on loopback, with a personality per test."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.graph import DayState, GraphParts, build_graph, first_state, run_graph
from agent.offline_analyst import OfflineAnalyst
from core.nights import evening_of
from core.records import Day, JournalAnswer, Measure, Night, Person, Sleep, Workout
from core.sandbox import Sandbox
from core.snapshot import Snapshot, one_per_date
from forecasting.effects import learned_effects
from forecasting.models import forecast_models
from ingestion.synthetic import generate
from intelligence.brief import daily_brief
from tools.context import ToolContext

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


NIGHT = date(2026, 3, 20)
EVENING = NIGHT - timedelta(days=1)


def _snapshot() -> Snapshot:
    """A synthetic person of known effects on the evening before `NIGHT`, with one journal evening of our own."""
    person = generate("p1", 5, NIGHT - timedelta(days=150), NIGHT - timedelta(days=1))
    as_of = evening_of(NIGHT, ZoneInfo("Europe/Berlin"))
    facts = [fact for fact in person.facts() if fact.known_at <= as_of]
    journal = [fact for fact in facts if isinstance(fact, JournalAnswer) and fact.day != EVENING]
    meta = {"person_id": "p1", "source": "told", "source_epoch": "told/1", "known_at": as_of, "day": EVENING}
    journal += [
        JournalAnswer(
            **meta,
            key="a",
            kind="alcohol",
            answer="yes",
            question="Any alcoholic drinks?",
            quote="two glasses of red wine with dinner",
            confidence=0.9,
        ),
        JournalAnswer(**meta, key="b", kind="sauna", answer="no"),
        JournalAnswer(**meta, key="c", kind="other", answer="yes", quote="argued with the landlord all evening"),
    ]

    def of(kind: type) -> tuple[Any, ...]:
        return tuple(fact for fact in facts if isinstance(fact, kind))

    return Snapshot(
        person_id="p1",
        as_of=as_of,
        track="live",
        run_id="live",
        person=of(Person)[-1],
        nights=one_per_date(of(Night)),
        days=of(Day),
        workouts=of(Workout),
        sleeps=of(Sleep),
        journal=tuple(journal),
        measures=of(Measure),
        forecasts=(),
        outcomes=(),
        scores=(),
        memories=(),
        facts_digest="d" * 64,
    )


def context_of(snapshot: Snapshot) -> ToolContext:
    """What the tools read of a snapshot."""
    models = forecast_models(snapshot.nights, NIGHT)
    effects = learned_effects(snapshot.journal, models.residuals)
    brief = daily_brief(snapshot, models, NIGHT, effects=effects)
    return ToolContext(snapshot, NIGHT, models, effects, index=None, sandbox=Sandbox(snapshot.tables()), brief=brief)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """What is known on the evening before the night of 20 March 2026."""
    return _snapshot()


@pytest.fixture(scope="session")
def context(snapshot: Snapshot) -> Iterator[ToolContext]:
    """What the tools read on that evening."""
    made = context_of(snapshot)
    yield made
    made.sandbox.close()


@pytest.fixture
def with_journal(snapshot: Snapshot) -> Callable[[str], ToolContext]:
    """The same evening, with other words in the alcohol answer."""

    def build(quote: str) -> ToolContext:
        journal = tuple(replace(one, quote=quote) if one.key == "a" else one for one in snapshot.journal)
        return context_of(replace(snapshot, journal=journal))

    return build


@pytest.fixture
def first() -> DayState:
    """The state that a run of that evening begins with."""
    at = evening_of(NIGHT, ZoneInfo("Europe/Berlin")).isoformat()
    return first_state(
        person_id="p1", night=NIGHT.isoformat(), as_of=at, issued_at=at, track="live", run_id="live", preview=False, facts_digest="d" * 64
    )


@pytest.fixture
def parts(context: ToolContext) -> Callable[..., GraphParts]:
    """Parts of a run, by default the offline analyst's; sealing marks the forecast, remembering does nothing."""

    def build(**given: Any) -> GraphParts:
        plain: dict[str, Any] = {
            "context": lambda: context,
            "resolve": lambda state: {},
            "seal": lambda forecast: {**forecast, "seal": {"sequence": 1}},
            "remember": lambda forecast: None,
            "model": None,
            "model_name": "scripted",
            "analyst": OfflineAnalyst(),
        }
        return GraphParts(**(plain | given))

    return build


@pytest.fixture
def run_day(first: DayState, parts: Callable[..., GraphParts]) -> Callable[..., dict[str, Any]]:
    """The final state of a run with these parts."""

    def run(**given: Any) -> dict[str, Any]:
        return asyncio.run(run_graph(build_graph(parts(**given)), first, "t"))

    return run
