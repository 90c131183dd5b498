"""The log of requests received, without any token, as ASGI middleware around all else."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.clock import Clock

_SECRET = frozenset({"state", "code", "client_secret", "access_token", "refresh_token"})
_MOST = 100_000
"""Requests that are remembered."""


@dataclass(frozen=True)
class Received:
    """One request."""

    at: datetime
    """On the simulated clock."""
    wall_seconds: float
    """`time.monotonic()` then."""
    method: str
    path: str
    query: str
    status: int | None
    """None: nothing was answered."""


class RequestLog:
    """ASGI middleware that remembers every request but those of the simulator's own pages."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app, self._clock = app, clock
        self.requests: deque[Received] = deque(maxlen=_MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        at, wall, told = self._clock.now(), time.monotonic(), False

        async def heard(message: Message) -> None:
            nonlocal told
            if message["type"] == "http.response.start":
                # Before the answer leaves: whoever has it finds the request here.
                told = self._remember(scope, at, wall, message["status"])
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            if not told:
                self._remember(scope, at, wall, None)

    def _remember(self, scope: Scope, at: datetime, wall: float, status: int | None) -> bool:
        if scope["path"] != "/" and not scope["path"].startswith("/simulator"):
            pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            query = urlencode([(name, "***" if name in _SECRET else value) for name, value in pairs])
            self.requests.append(Received(at, wall, scope["method"], scope["path"], query, status))
        return True
