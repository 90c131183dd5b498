"""The faults of a script, played on real connections, as ASGI middleware; which request they bite on is the script's business."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import repeat
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingestion.whoop_simulator.faults import Fault, FaultScript
from ingestion.whoop_simulator.objects import Json

TRANSPORT = "simulator.transport"
"""Where the server puts the connection into the scope."""
_CHUNK = b" " * 65_536
_UNREACHED = frozenset({"status", "reset", "hang"})
"""Faults that stand before the application, unless the request is to be processed first."""
_LOOK_SECONDS = 0.05
"""How often something that hangs looks whether the server is to end."""


@dataclass
class _Pages:
    """What one path has told so far in this walk through its pages."""

    second_token: object = None
    """Token of the second page."""
    last_record: list[object] = field(default_factory=list)
    """The last record that was told, if any."""

    def see(self, answer: _Answer, *, first: bool) -> None:
        """Remembers a good page."""
        told = answer.page()
        if told is None:
            return
        if first:
            self.second_token = told.get("next_token")
        self.last_record = list(told["records"])[-1:] if isinstance(told["records"], list) else []


@dataclass
class _Answer:
    """A whole answer before it is sent."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        """Stands where the connection would."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def page(self) -> Json | None:
        """Its JSON, if it is a page of a collection."""
        if self.status != 200 or not self.body.startswith(b'{"records"'):
            return None
        try:
            told: Json = json.loads(self.body)
        except ValueError:
            return None  # it was cut
        return told

    def rewrite(self, change: Callable[[Json], Json]) -> None:
        """Replaces its JSON, if it is a good answer."""
        if self.status == 200 and self.body.startswith(b"{"):
            self.replace(json.dumps(change(json.loads(self.body))).encode())

    def refuse(self, fault: Fault) -> None:
        """Becomes the refusal of that status."""
        self.status, self.headers = fault.status, [(b"content-type", b"application/json")]
        self.replace(b"{}")
        if fault.retry_after is not None:
            self.put("retry-after", str(fault.retry_after))

    def replace(self, body: bytes) -> None:
        """Replaces the body, and its length."""
        self.body = body
        self.put("content-length", str(len(body)))

    def put(self, name: str, value: str) -> None:
        """Sets a header."""
        self.headers = [(key, old) for key, old in self.headers if key.lower() != name.encode()] + [(name.encode(), value.encode())]


class FaultPlayer:
    """The application, and what goes wrong with it.

    Args:
        app: what would answer.
        script: what goes wrong.
        now: the time that an honest Date header shows.
    """

    def __init__(self, app: ASGIApp, script: FaultScript, now: Callable[[], datetime]) -> None:
        self._app, self._script, self._now = app, script, now
        self._pages: dict[str, _Pages] = {}
        self.closing = False
        """Set when the server is to end: whatever hangs or drips ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, rightly or as the script wants."""
        path, token = scope["path"], parse_qs(scope["query_string"].decode("latin-1")).get("nextToken")
        fault = None if path.startswith("/simulator") else self._script.take(scope["method"], path, paged=token is not None)
        answer = await self._answered(scope, receive, fault)
        pages = self._pages.setdefault(path, _Pages())
        if fault:
            _spoil(answer, fault, pages, token[0] if token else None)
        pages.see(answer, first=token is None)
        answer.put("date", format_datetime(self._date(fault), usegmt=True))
        if fault and fault.kind == "reset":
            await _tear_down(scope, receive)
        else:
            await self._send(answer, fault, send, scope[TRANSPORT])

    async def _answered(self, scope: Scope, receive: Receive, fault: Fault | None) -> _Answer:
        """What the application says; nothing where the request is not to reach it, or its sender has given up before it could."""
        answer = _Answer()
        reaches = fault is None or fault.processed or fault.kind not in _UNREACHED
        if reaches:
            await self._app(scope, receive, answer.take)
        if fault and fault.kind == "hang":
            await self._pause(fault.seconds)
            if not reaches and not scope[TRANSPORT].is_closing():
                await self._app(scope, receive, answer.take)
        return answer

    def _date(self, fault: Fault | None) -> datetime:
        off = fault.seconds if fault and fault.kind == "wrong_date" else 0.0
        return self._now().replace(microsecond=0) + timedelta(seconds=off)

    async def _send(self, answer: _Answer, fault: Fault | None, send: Send, connection: asyncio.Transport) -> None:
        chunks: Iterable[bytes] = [answer.body]
        if fault and fault.kind == "drip":
            chunks = (answer.body[place : place + 1] for place in range(len(answer.body)))
        elif fault and fault.kind == "huge":
            answer.put("content-length", str(fault.megabytes * 16 * len(_CHUNK)))
            chunks = repeat(_CHUNK, fault.megabytes * 16)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if fault and fault.kind == "drip":
                await self._pause(fault.seconds)
            if self.closing or connection.is_closing():
                return
        await send({"type": "http.response.body", "body": b""})

    async def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not self.closing and (left := until - loop.time()) > 0:  # noqa: ASYNC110  # another thread sets `closing`
            await asyncio.sleep(min(left, _LOOK_SECONDS))


def _spoil(answer: _Answer, fault: Fault, pages: _Pages, token: str | None) -> None:
    if fault.kind == "status":
        answer.refuse(fault)
    elif fault.kind == "cut_json":
        answer.replace(answer.body[: len(answer.body) // 2])
    elif fault.kind in _CHANGES:
        answer.rewrite(lambda told: _CHANGES[fault.kind](told, pages, token))


def _repeat_token(told: Json, pages: _Pages, token: str | None) -> Json:
    return {**told, "next_token": token}


def _loop_tokens(told: Json, pages: _Pages, token: str | None) -> Json:
    return {**told, "next_token": pages.second_token}


def _no_token(told: Json, pages: _Pages, token: str | None) -> Json:
    return {name: value for name, value in told.items() if name != "next_token"}


def _empty_page(told: Json, pages: _Pages, token: str | None) -> Json:
    return {**told, "records": []}


def _disorder(told: Json, pages: _Pages, token: str | None) -> Json:
    records = told.get("records")
    return {**told, "records": [*reversed(records), *pages.last_record]} if isinstance(records, list) else told


def _wrong_types(told: Json, pages: _Pages, token: str | None) -> Json:
    records = told.get("records")
    if isinstance(records, list):
        return {**told, "records": [{name: [value] for name, value in record.items()} for record in records]}
    return {name: [value] for name, value in told.items()}


_CHANGES: Mapping[str, Callable[[Json, _Pages, str | None], Json]] = {
    "repeat_token": _repeat_token,
    "loop_tokens": _loop_tokens,
    "no_token": _no_token,
    "empty_page": _empty_page,
    "disorder": _disorder,
    "wrong_types": _wrong_types,
}


async def _tear_down(scope: Scope, receive: Receive) -> None:
    """Ends the connection so that the other side sees a reset, and waits until it is gone."""
    transport = scope[TRANSPORT]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
