"""HTTP to WHOOP: to one address alone, without redirects, within limits of time and size. The owner of httpx here."""

from __future__ import annotations

import ipaddress
import json
import math
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from core.errors import SettingsBroken, SourceBroken

if TYPE_CHECKING:
    import httpx

WHOOP = "https://api.prod.whoop.com"
"""WHOOP's own address; any other is a simulator's."""
MOST_BYTES = 8_000_000
"""A page of 25 records has about 50 kB."""
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0


@dataclass(frozen=True)
class Answer:
    """A whole answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes = field(repr=False)

    def json(self) -> object:
        """The JSON of the body.

        Raises:
            SourceBroken: for anything else, numbers that are none among it.
        """
        try:
            return json.loads(self.body, parse_constant=_no_number, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise SourceBroken("WHOOP's answer is not whole JSON; nothing of it was used. Try again later") from error


@dataclass(frozen=True)
class Silence:
    """No whole answer came; asking again may help."""

    reason: str
    reached: bool = True
    """False where not even a connection came about."""


class Transport:
    """Requests to one address, one at a time. Close it, or use it in a `with`."""

    def __init__(self, base_url: str) -> None:
        import httpx

        self.base_url = checked_address(base_url)
        self._one_at_a_time = threading.Lock()
        self._socket: socket.socket | None = None
        self._client = httpx.Client(
            base_url=self.base_url,
            follow_redirects=False,
            trust_env=not is_loopback(self.base_url),  # no proxy on the way to this machine
            verify=self.base_url.startswith("https:"),  # without TLS there is nothing to verify, and certificates take long to load
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=1),  # so that it is known which one to cut
            headers={"User-Agent": user_agent(), "Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connection back."""
        self._client.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        within: float,
        query: Mapping[str, str] | None = None,
        form: str | None = None,
        bearer: str | None = None,
    ) -> Answer | Silence:
        """The answer to one request, or why none came within that many seconds.

        Raises:
            SourceBroken: when the answer is packed, or longer than any that WHOOP could mean.
        """
        import httpx

        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        request = self._client.build_request(method, path, params=query, content=form, headers=headers, extensions={"trace": self._trace})
        with self._one_at_a_time, self._cut_after(within) as cut:
            try:
                response = self._client.send(request, stream=True)
                try:
                    return Answer(response.status_code, dict(response.headers), _body(response))
                finally:
                    response.close()
            except (httpx.ConnectError, httpx.ConnectTimeout):
                return Silence("no connection to WHOOP", reached=False)
            except httpx.HTTPError as error:
                late = cut.is_set() or isinstance(error, httpx.TimeoutException)
                return Silence("WHOOP did not answer in time" if late else f"WHOOP's answer broke off ({type(error).__name__})")

    def _trace(self, event: str, told: Mapping[str, object]) -> None:
        """Learns the socket of each new connection."""
        inside = getattr(told.get("return_value"), "get_extra_info", None)
        if inside is not None:
            self._socket = inside("socket")

    @contextmanager
    def _cut_after(self, seconds: float) -> Iterator[threading.Event]:
        """Ends what is under way when the time is up: a server may send a byte now and then, and no time limit of one read ends that."""
        cut = threading.Event()

        def end() -> None:
            cut.set()
            if self._socket is not None:
                with suppress(OSError):  # closed by now
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # under TLS, too: the reader then sees the end

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield cut
        finally:
            timer.cancel()


def _body(response: httpx.Response) -> bytes:
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise SourceBroken("WHOOP's answer is packed, though none such was asked for; nothing of it was used")
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MOST_BYTES:
            raise SourceBroken(f"WHOOP's answer is longer than {MOST_BYTES:,} bytes; nothing of it was used")
    return bytes(body)


def checked_address(url: str) -> str:
    """The address in one form: https to WHOOP's own domain, or a simulator on this machine; there alone secrets go.

    Raises:
        SettingsBroken: for any other.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    plain = not (parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"))
    theirs = parts.scheme == "https" and (host == "whoop.com" or host.endswith(".whoop.com")) and port in {None, 443}
    ours = parts.scheme in {"http", "https"} and _is_this_machine(host)
    if not plain or not (theirs or ours):
        raise SettingsBroken(f"MORROW_WHOOP_URL: wanted {WHOOP}, or a simulator on this machine (http://127.0.0.1:PORT), found {url!r}")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and not theirs else "")


def is_loopback(base_url: str) -> bool:
    """True for a simulator on this machine."""
    return _is_this_machine(urlsplit(base_url).hostname or "")


def http_date(text: str) -> datetime | None:
    """The instant that a header tells; None where it tells none."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # "-0000" says UTC without a place


@cache
def user_agent() -> str:
    """How Morrow names itself; the names that libraries give themselves are turned away by some gateways."""
    from importlib.metadata import version

    return f"morrow/{version('morrow')}"


def _is_this_machine(host: str) -> bool:
    """Only in plain writing: 127.0.0.1, ::1 or localhost; resolvers read much else as this machine, or as another."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number beyond all bounds")
    return number
