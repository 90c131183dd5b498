"""The server on the loopback to which the browser comes back after consent: one address, one answer, and no word of it is repeated.

Anything else is turned away and changes nothing, so that no page and no program on this machine can end an attempt that is not its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from core.errors import BadInput, MorrowError, Refused, SettingsBroken
from ingestion.whoop_api.oauth import CALLBACK_PATH

HOST = "127.0.0.1"
LOOK_SECONDS = 0.25
IDLE_SECONDS = 5.0
"""How long a connection may say nothing: browsers open some that they never use."""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Morrow</title>
<body style="font: 1.1em/1.5 sans-serif; max-width: 34em; margin: 4em auto"><h1>{title}</h1><p>{text}</p></body></html>
"""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}
ARRIVED = PAGE.format(title="WHOOP has answered", text="You may close this page; it goes on where you started Morrow.")
OVER = PAGE.format(title="Not connected", text="WHOOP said no. Close this page; Morrow tells the reason where you started it.")
NOTHING = PAGE.format(title="Nothing here", text="This page waits for an answer of WHOOP, and this was none.")


class Callback:
    """Waits on the loopback for the answer of one attempt."""

    def __init__(self, port: int, judge: Callable[[str], str]) -> None:
        """Listens at once.

        Args:
            port: of the redirect address.
            judge: the code in a query; `BadInput` for one that is not the answer, `Refused` for one that says no.

        Raises:
            SettingsBroken: when another program has the port.
        """
        self._judge = judge
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._outcome: str | MorrowError | None = None
        try:
            self._server = _Server((HOST, port), _handler(self._answer))
        except OSError as error:
            raise SettingsBroken(
                f"wanted port {port} for WHOOP's answer, found it taken ({error.strerror}); end the other program, or set "
                "MORROW_WHOOP_REDIRECT_PORT and register that redirect URL with WHOOP"
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="whoop-callback")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait(self, seconds: float, goes_on: Callable[[], bool] = lambda: True) -> str | None:
        """The code; None when nobody came in that time, or `goes_on` said that nobody will.

        Raises:
            Refused: when WHOOP or the person said no.
        """
        ends = time.monotonic() + seconds
        while not self._ended.wait(LOOK_SECONDS) and time.monotonic() < ends and goes_on():
            pass
        self._ended.wait(LOOK_SECONDS)  # the answer that ended the attempt may be on its last step
        if isinstance(self._outcome, MorrowError):
            raise self._outcome
        return self._outcome

    def _answer(self, query: str) -> tuple[int, str]:
        """Status and page for a query."""
        with self._lock:
            if self._outcome is not None:
                return 400, NOTHING
            try:
                self._outcome, said = self._judge(query), (200, ARRIVED)
            except BadInput:
                return 400, NOTHING
            except Refused as error:
                self._outcome, said = error, (200, OVER)
        self._ended.set()
        return said


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent: a browser that hangs up is none of ours."""


def _handler(answer: Callable[[str], tuple[int, str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = IDLE_SECONDS

        def do_GET(self) -> None:
            """The one thing that is asked here."""
            path, _, query = self.requestline.split()[1].partition("?")  # `self.path` was mended by the library
            hosts, here = self.headers.get_all("Host"), f"{HOST}:{self.connection.getsockname()[1]}"
            if hosts != [here] or self.request_version not in {"HTTP/1.0", "HTTP/1.1"}:
                self._say(400, NOTHING)
            elif path != CALLBACK_PATH or "#" in query:
                self._say(404, NOTHING)
            else:
                self._say(*answer(query))

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """What the library refuses by itself, other methods among it."""
            self._say(code, NOTHING)

        def _say(self, status: int, page: str) -> None:
            body = page.encode()
            self.send_response(status)
            for name, value in {**HEADERS, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's own name
            """Silent: the code stands in the request line."""

        def version_string(self) -> str:
            """Nothing that would tell of the machine."""
            return "morrow"

    return Handler
