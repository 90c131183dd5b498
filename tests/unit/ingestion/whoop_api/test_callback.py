"""The server on the loopback under attack (RELIABILITY row 40): it takes one answer, the right one, once."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import Refused, SettingsBroken
from core.settings import Settings, load_settings
from ingestion.whoop_api.attempts import Attempt, begin, code_for
from ingestion.whoop_api.callback import Callback
from ingestion.whoop_api.oauth import SCOPES, App

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
APP = App("an-app", "synthetic-client-secret", "http://127.0.0.1:8185", "http://127.0.0.1:8182/callback")
SCOPE = "+".join(SCOPES)

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home", token_key=tmp_path / "token.key")


@pytest.fixture
def begun(settings: Settings) -> tuple[Attempt, str]:
    """An attempt, and its state as WHOOP would send it back."""
    attempt, link = begin(settings, APP, "person-a", NOW)
    return attempt, parse_qs(urlsplit(link).query)["state"][0]


@pytest.fixture
def callback(begun: tuple[Attempt, str]) -> Iterator[Callback]:
    with Callback(0, lambda query: code_for(begun[0], query, NOW)) as found:
        yield found


@pytest.fixture
def ask(callback: Callback) -> Ask:
    """Sends one request as it is written, and gives status, headers and page."""
    port = callback._server.server_port

    def send(target: str, *, method: str = "GET", host: str | None = "127.0.0.1:{port}", more: str = "", version: str = " HTTP/1.1"):
        lines = [f"{method} {target.format(port=port)}{version}"] + ([] if host is None else [f"Host: {host.format(port=port)}"])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
            wire.sendall("\r\n".join([*lines, *more.format(port=port).splitlines(), "", ""]).encode("latin-1"))
            answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode()
        head, _, page = answer.partition("\r\n\r\n")
        return (int(head.split()[1]) if page else 400), head, page  # without a status line it is a page alone, of no version

    return send


GOOD = "/callback?code=synthetic-code&scope={scope}&state={state}"
"""What WHOOP sends back; the cases below change something about it."""

TARGETS = {
    "no state": "/callback?code=c&scope={scope}",
    "an empty state": "/callback?code=c&state=",
    "a foreign state": "/callback?code=c&state=0123456789abcdefghijklmnopqrstuvwxyz01234567",
    "the state of another attempt": "/callback?code=c&state={other}",
    "the state but for its last letter": "/callback?code=c&state={cut}",
    "the state and a letter more": "/callback?code=c&state={state}x",
    "the state in other case": "/callback?code=c&state={swapped}",
    "the state's digest": "/callback?code=c&state={digest}",
    "two states": "/callback?code=c&state=x&state={state}",
    "the state twice": "/callback?code=c&state={state}&state={state}",
    "two codes": "/callback?code=c&code=d&state={state}",
    "a code without a state": "/callback?code=c",
    "an error of another attempt": "/callback?error=access_denied&state={other}",
    "an error without a state": "/callback?error=access_denied",
    "nothing": "/callback",
    "an empty query": "/callback?",
    "a query without names": "/callback?&&&",
    "a query that is too long": "/callback?code=c&state={state}&x=" + "y" * 5000,
    "a query of many names": "/callback?state={state}&" + "&".join(f"n{number}=1" for number in range(50)),
    "the state in a fragment": "/callback?code=c#state={state}",
    "the state behind a semicolon": "/callback?code=c;state={state}",
    "another path": "/?code=c&state={state}",
    "a path below": "/callback/?code=c&state={state}",
    "a path above": "/callback/../callback?code=c&state={state}",
    "a path with a second slash": "//callback?code=c&state={state}",
    "a path to another host": "//example.org/callback?code=c&state={state}",
    "a path in other case": "/CALLBACK?code=c&state={state}",
    "a path in other letters": "/%63allback?code=c&state={state}",
    "a whole address": "http://127.0.0.1:{port}/callback?code=c&state={state}",
    "the address of another host": "http://example.org/callback?code=c&state={state}",
    "a favicon": "/favicon.ico",
}
REQUESTS: dict[str, dict[str, object]] = {
    "POST": {"method": "POST", "more": "Content-Length: 0"},
    "HEAD": {"method": "HEAD"},
    "PUT": {"method": "PUT", "more": "Content-Length: 0"},
    "DELETE": {"method": "DELETE"},
    "OPTIONS": {"method": "OPTIONS", "more": "Origin: https://example.org\r\nAccess-Control-Request-Method: GET"},
    "TRACE": {"method": "TRACE"},
    "a method of one's own": {"method": "GETX"},
    "no host": {"host": None},
    "another host": {"host": "example.org"},
    "another host at this port": {"host": "example.org:{port}"},
    "a host that resolves to this machine": {"host": "127.0.0.1.example.org:{port}"},
    "this host by another name": {"host": "localhost:{port}"},
    "this host without its port": {"host": "127.0.0.1"},
    "this host at another port": {"host": "127.0.0.1:1"},
    "two hosts": {"more": "Host: example.org"},
    "this host twice": {"more": "Host: 127.0.0.1:{port}"},
    "HTTP 2": {"version": " HTTP/2.0"},
    "a version of one's own": {"version": " HTTP/x"},
    "no version": {"version": ""},
}


@pytest.fixture
def words(begun: tuple[Attempt, str], settings: Settings) -> dict[str, str]:
    """What the targets above are filled with."""
    attempt, state = begun
    other = parse_qs(urlsplit(begin(settings, APP, "person-b", NOW)[1]).query)["state"][0]
    more = {"cut": state[:-1], "swapped": state.swapcase(), "digest": attempt.state_sha256}
    return {"scope": SCOPE, "state": state, "other": other, "port": "{port}", **more}


def test_there_are_enough_cases():
    assert len(TARGETS) + len(REQUESTS) >= 40


def test_whatever_is_not_the_answer_is_turned_away_and_the_answer_still_counts(
    ask: Ask, callback: Callback, begun: tuple[Attempt, str], words: dict[str, str]
):
    said = {name: ask(target.format(**words)) for name, target in TARGETS.items()}
    said |= {name: ask(GOOD.format(**words), **request) for name, request in REQUESTS.items()}
    assert {name: status for name, (status, _, _) in said.items() if not 400 <= status < 600} == {}
    assert not [name for name, (_, head, page) in said.items() if words["state"] in head + page or "location:" in head.lower()]
    assert callback._outcome is None
    assert begun[0].waits
    assert ask(GOOD.format(**words))[0] == 200
    assert callback.wait(5) == "synthetic-code"


def test_an_answer_that_comes_again_is_turned_away(ask: Ask, callback: Callback, words: dict[str, str]):
    first, again = ask(GOOD.format(**words)), ask(GOOD.format(**words).replace("synthetic-code", "another-code"))
    assert (first[0], again[0]) == (200, 400)
    assert callback.wait(5) == "synthetic-code"


def test_an_answer_that_another_process_took_is_turned_away(
    ask: Ask, callback: Callback, words: dict[str, str], begun: tuple[Attempt, str]
):
    begun[0].path.unlink()
    assert ask(GOOD.format(**words))[0] == 400
    assert callback.wait(5, lambda: begun[0].waits) is None


@pytest.mark.parametrize(
    "answer",
    [
        "error=access_denied&error_description=no",
        "error=%3Cscript%3Ealert(1)%3C/script%3E",
        "code=c&scope=offline+read:sleep",
        "code=c&scope={scope}+write:everything",
        "code=c&scope=",
        "code=",
        "code=c%0d%0aSet-Cookie:%20a=b",
        "error=",
        "x=1",
    ],
)
def test_a_no_and_other_scopes_end_the_attempt(answer: str, ask: Ask, callback: Callback, words: dict[str, str]):
    status, head, page = ask(f"/callback?{answer.format(**words)}&state={words['state']}")
    with pytest.raises(Refused, match="try again: morrow connect whoop"):
        callback.wait(5)
    assert status == 200
    assert not re.search(r"script|set-cookie|location", head + page, re.IGNORECASE)
    assert ask(GOOD.format(**words))[0] == 400


def test_no_page_repeats_anything_and_none_may_load_anything(ask: Ask, words: dict[str, str]):
    for target in (GOOD.format(**words), "/callback?code=synthetic-x&state=synthetic-y", "/synthetic-z"):
        _, head, page = ask(target, more="X-Thing: synthetic-w")
        assert "synthetic" not in head + page
        assert "default-src 'none'" in head
        assert "Cache-Control: no-store" in head
        assert "Referrer-Policy: no-referrer" in head
        assert re.search(r"^Server: morrow\r?$", head, re.MULTILINE)


def test_parameters_that_would_lead_elsewhere_mean_nothing(ask: Ask, words: dict[str, str]):
    lures = "&".join(f"{name}=https://example.org" for name in ("next", "redirect", "redirect_uri", "url", "return_to", "iss"))
    status, head, page = ask(f"{GOOD.format(**words)}&{lures}")
    assert status == 200
    assert "example.org" not in head + page


def test_of_answers_that_come_at_once_one_counts(ask: Ask, callback: Callback, words: dict[str, str]):
    said: list[int] = []
    threads = [threading.Thread(target=lambda: said.append(ask(GOOD.format(**words))[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [200] + [400] * 7
    assert callback.wait(5) == "synthetic-code"


def test_a_connection_that_says_nothing_holds_nobody_up(ask: Ask, callback: Callback, words: dict[str, str]):
    with socket.create_connection(("127.0.0.1", callback._server.server_port)):
        assert ask(GOOD.format(**words))[0] == 200


def test_the_wait_has_an_end(callback: Callback):
    began = time.monotonic()
    assert callback.wait(0.3) is None
    assert time.monotonic() - began < 3


def test_it_listens_on_this_machine_alone(callback: Callback):
    assert callback._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_named_with_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsBroken, match="MORROW_WHOOP_REDIRECT_PORT"):
        Callback(taken.getsockname()[1], str)


def test_nothing_of_an_answer_is_printed(ask: Ask, words: dict[str, str], capfd: pytest.CaptureFixture[str]):
    ask(GOOD.format(**words))
    ask("/callback?code=c", method="POST")
    assert capfd.readouterr() == ("", "")
