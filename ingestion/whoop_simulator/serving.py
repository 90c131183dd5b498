"""The simulator as a server on loopback: in a thread of its own for tests and demonstrations, or in the foreground."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING

from core.errors import Broken
from ingestion.synthetic import SyntheticPerson
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.fault_player import TRANSPORT, FaultPlayer
from ingestion.whoop_simulator.grants import APP, TOKEN_RULES, App, TokenRules
from ingestion.whoop_simulator.habits import HABITS, Habits
from ingestion.whoop_simulator.rate_limit import LIMITS, Limits
from ingestion.whoop_simulator.received import RequestLog
from ingestion.whoop_simulator.simulator import Simulator
from ingestion.whoop_simulator.webhooks import Hooks

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from uvicorn import Server

HOST = "127.0.0.1"
_LOOK_SECONDS = 0.25
"""How often a running clock looks for events to push."""
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class _Serving:
    server: Server
    player: FaultPlayer

    def stop(self) -> None:
        """Asks the server to end; what hangs ends with it."""
        self.player.closing = True
        self.server.should_exit = True


@contextmanager
def running_simulator(
    people: Iterable[SyntheticPerson],
    *,
    clock: SimulatedClock | None = None,
    habits: Habits = HABITS,
    app: App = APP,
    tokens: TokenRules = TOKEN_RULES,
    limits: Limits = LIMITS,
    hooks: Hooks | None = None,
    port: int = 0,
) -> Iterator[Simulator]:
    """The service over these people, served on loopback while the block lasts.

    Args:
        people: whose lives it tells; a life goes on for as long as the clock does, whatever its `end`.
        clock: the simulated one; without it, one that stands at noon (UTC) of the latest `end`.
        habits: how late, preliminary and incomplete the data come; `PLAIN` for none of that.
        app: the registered app.
        tokens: how long codes and tokens live, and how strict refreshing is.
        limits: requests per minute and day, on wall time.
        hooks: where events are pushed, if anywhere.
        port: 0 takes a free one.

    Raises:
        Broken: when the port is taken.
    """
    folk = tuple(people)
    simulator = Simulator(folk, clock or SimulatedClock(_noon(folk)), habits=habits, app=app, tokens=tokens, limits=limits, hooks=hooks)
    with _listening(port) as listener:
        serving = _serving(simulator)
        simulator.url = f"http://{HOST}:{listener.getsockname()[1]}"
        thread = threading.Thread(target=serving.server.run, args=([listener],), name="whoop-simulator")
        thread.start()
        try:
            _await_start(serving.server, thread)
            with _pushing(simulator):
                yield simulator
        finally:
            serving.stop()
            thread.join(_PATIENCE_SECONDS)


def _noon(people: Iterable[SyntheticPerson]) -> datetime:
    return datetime.combine(max(person.end for person in people), time_of_day(12), UTC)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # Named as TCP, or asyncio would not know it for one and leave Nagle's delay of 40 ms in every answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise Broken(f"cannot listen on {HOST}:{port}: {error.strerror}; choose another port") from error
        yield listener


def _serving(simulator: Simulator) -> _Serving:
    import uvicorn

    player = FaultPlayer(_application(simulator), simulator.faults, simulator.clock.now)
    log = RequestLog(player, simulator.clock)
    simulator.log = log.requests
    config = uvicorn.Config(
        log,
        http=_protocol(),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,  # the simulated clock's is put there
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    return _Serving(uvicorn.Server(config), player)


def _application(simulator: Simulator) -> ASGIApp:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from ingestion.whoop_simulator.control_routes import control_routes
    from ingestion.whoop_simulator.data_routes import data_routes
    from ingestion.whoop_simulator.oauth_routes import oauth_routes

    # A page that rebinds its own name to this machine sends that name, and is refused.
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return Starlette(routes=[*data_routes(simulator), *oauth_routes(simulator), *control_routes(simulator)], middleware=[hosts])


def _protocol() -> type[asyncio.Protocol]:
    """The protocol of uvicorn protocol, with the connection put into every scope: a fault must be able to tear it down."""
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class WithTransport(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the parent does
            super().connection_made(transport)
            app = self.app

            async def told(scope: Scope, receive: Receive, send: Send) -> None:
                await app({**scope, TRANSPORT: transport}, receive, send)

            self.app = told

    return WithTransport


def _await_start(server: Server, thread: threading.Thread) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not server.started:
        if time.monotonic() > until or not thread.is_alive():
            raise Broken("the simulator did not start")
        time.sleep(0.005)


@contextmanager
def _pushing(simulator: Simulator) -> Iterator[None]:
    """While the block lasts, events are pushed as the clock comes past them, on its way or while it runs."""
    if simulator.postman is None:
        yield
        return
    done = threading.Event()

    def look() -> None:
        while not done.wait(_LOOK_SECONDS):
            if simulator.clock.speed:
                simulator.clock.catch_up()

    thread = threading.Thread(target=look, name="whoop-simulator-clock")
    thread.start()
    try:
        with simulator.clock.following(simulator.postman):
            yield
    finally:
        done.set()
        thread.join(_PATIENCE_SECONDS)
        simulator.postman.close()
