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


@dataclass
class Received:
    """One request."""

    at: datetime
    """On the simulated clock."""
    wall_seconds: float
    """`time.monotonic()` then."""
    method: str
    path: str
    query: str
    status: int | None = None
    """None: nothing was answered, or not yet."""


class RequestLog:
    """ASGI middleware that remembers every request but those of the simulator's own pages."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app, self._clock = app, clock
        self.requests: deque[Received] = deque(maxlen=_MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        received = self._remember(scope)

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                received.status = message["status"]  # before the answer leaves: whoever has it finds it here
            await send(message)

        await self._app(scope, receive, heard)

    def _remember(self, scope: Scope) -> Received:
        # At once, not when it is done with: a torn connection is noticed at the other end before it is here.
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = urlencode([(name, "***" if name in _SECRET else value) for name, value in pairs])
        received = Received(self._clock.now(), time.monotonic(), scope["method"], scope["path"], query)
        if scope["path"] != "/" and not scope["path"].startswith("/simulator"):
            self.requests.append(received)
        return received
