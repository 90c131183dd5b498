"""The client before a WHOOP that stumbles: whole windows or none, patience with limits, and errors that tell the remedy."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from core.clock import FixedClock
from core.errors import ClockFault, Reconnect, SourceBroken, SourceUnavailable
from ingestion.whoop_api.budget import Budget
from ingestion.whoop_api.calls import TRIES, Calls
from ingestion.whoop_api.client import WhoopClient
from ingestion.whoop_api.transport import Silence, Transport

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)
USER = 4711
SLEEP_ID = UUID("5f2d7c9e-6b1a-4c0e-9b61-0d8b6f1f0a11")


def iso(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cycle(number: int, *, day: int | None = None, updated: int = 0, **more: object) -> dict[str, object]:
    """The cycle that began on the evening of that day of March, counted from its first; scored at once."""
    start = START + timedelta(days=number if day is None else day, hours=-2)
    common = {"user_id": USER, "created_at": iso(start), "updated_at": iso(start + timedelta(hours=updated)), "timezone_offset": "+01:00"}
    score = {"strain": 9.5, "kilojoule": 8368.0, "average_heart_rate": 64, "max_heart_rate": 151}
    times = {"start": iso(start), "end": iso(start + timedelta(days=1))}
    return {"id": number, **common, **times, "score_state": "SCORED", "score": score, **more}


def recovery(number: int, *, updated: int = 0, **more: object) -> dict[str, object]:
    made = START + timedelta(days=number, hours=7)
    times = {"created_at": iso(made), "updated_at": iso(made + timedelta(hours=updated))}
    return {"cycle_id": number, "sleep_id": str(SLEEP_ID), "user_id": USER, **times, "score_state": "PENDING_SCORE", **more}


def sleep(**more: object) -> dict[str, object]:
    base = {name: value for name, value in cycle(3).items() if name not in {"score", "id"}}
    return {**base, "id": str(SLEEP_ID), "cycle_id": 3, "nap": False, "score_state": "PENDING_SCORE", **more}


def page(records: list[dict[str, object]], token: str | None = None) -> dict[str, object]:
    return {"records": records} | ({} if token is None else {"next_token": token})


@dataclass
class Tokens:
    """A bearer whose tokens the test sees."""

    held: list[str] = field(default_factory=lambda: ["first", "second"])
    renewed: int = 0
    told: list[str] = field(default_factory=list)

    def access_token(self) -> str:
        return self.held[0]

    def instead_of(self, refused: str) -> str:
        self.renewed += 1
        self.held.pop(0)
        return self.held[0]

    def refused_anew(self, token: str) -> None:
        self.told.append(token)
        raise Reconnect("refused anew; connect again")


@dataclass
class Time:
    """Time that passes where somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class Whoop:
    """A WHOOP that answers as the test has written down, and the last of it for ever."""

    client: WhoopClient
    tokens: Tokens
    time: Time
    port: int
    seen: list[Asked] = field(default_factory=list)
    script: list[Said] = field(default_factory=list)
    seconds: float = 0.0
    """What every answer takes."""

    def answers(self, *bodies: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Adds answers: JSON of whatever is no text."""
        for body in bodies:
            text = body if isinstance(body, str | bytes) else json.dumps(body)
            raw = text.encode() if isinstance(text, str) else text
            self.script.append(Said(status, raw, {"Date": format_datetime(NOW, usegmt=True), **(headers or {})}))

    def __call__(self, asked: Asked) -> Said:
        self.seen.append(asked)
        self.time.now += self.seconds
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    """Asks whatever stands in its `whoop` for the answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            said = self.server.whoop(Asked(self.command, path, dict(parse_qsl(query)), dict(self.headers)))
            self.send_response_only(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(said.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def do_DELETE(self) -> None:
            self.do_GET()

        def log_message(self, *unused: object) -> None:
            """Silent."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *unused: object) -> None:
            """Silent: a client may hang up."""

    with Server(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture
def whoop(server: ThreadingHTTPServer, tmp_path: Path) -> Iterator[Whoop]:
    passing, tokens = Time(), Tokens()
    with (
        Transport(f"http://127.0.0.1:{server.server_port}") as transport,
        Budget(tmp_path / "budget", monotonic=lambda: passing.now, sleep=passing.sleep) as budget,
    ):
        calls = Calls(transport, tokens, budget, FixedClock(NOW), sleep=passing.sleep, monotonic=lambda: passing.now)
        server.whoop = Whoop(WhoopClient(calls, str(USER)), tokens, passing, server.server_port)
        yield server.whoop


# ------------------------------------------------------------ whole windows


def test_a_collection_is_asked_for_as_whoop_documents_it(whoop: Whoop):
    whoop.answers(page([cycle(2)], "t1"), page([cycle(1)]))
    whoop.client.cycles(START, END)
    first, second = whoop.seen
    assert (first.method, first.path) == ("GET", "/developer/v2/cycle")
    assert first.query == {"limit": "25", "start": "2026-03-01T00:00:00.000Z", "end": "2026-03-31T00:00:00.000Z"}
    assert second.query == {**first.query, "nextToken": "t1"}
    assert first.headers["Authorization"] == "Bearer first"
    assert first.headers["User-Agent"].startswith("morrow/")


def test_pages_become_one_ascending_collection(whoop: Whoop):
    whoop.answers(page([cycle(5), cycle(4)], "t1"), page([cycle(3), cycle(2)], "t2"), page([cycle(1)]))
    assert [one.id for one in whoop.client.cycles(START, END)] == [1, 2, 3, 4, 5]
    assert whoop.client.requests == 3


def test_every_kind_has_its_own_place(whoop: Whoop):
    whoop.answers(page([]))
    whoop.client.sleeps(START, END)
    whoop.client.recoveries(START, END)
    whoop.client.workouts(START, END)
    assert [request.path for request in whoop.seen] == [
        "/developer/v2/activity/sleep",
        "/developer/v2/recovery",
        "/developer/v2/activity/workout",
    ]


def test_what_does_not_overlap_the_window_is_left_out(whoop: Whoop):
    late, early = cycle(40), cycle(-3)
    whoop.answers(page([late, cycle(30), cycle(2), cycle(0), early]))
    assert [one.id for one in whoop.client.cycles(START, END)] == [0, 2, 30]


def test_a_cycle_that_runs_on_overlaps(whoop: Whoop):
    running = cycle(3)
    del running["end"]
    whoop.answers(page([running]))
    assert [one.end for one in whoop.client.cycles(START, END)] == [None]


def test_of_an_object_that_comes_twice_the_newest_form_counts(whoop: Whoop):
    whoop.answers(page([cycle(5), cycle(4, updated=1)], "t1"), page([cycle(4, updated=9), cycle(5, updated=3)], "t2"), page([cycle(4)]))
    assert [(one.id, (one.updated_at - one.created_at).seconds // 3600) for one in whoop.client.cycles(START, END)] == [(4, 9), (5, 3)]


def test_a_page_without_records_in_between_is_borne_with(whoop: Whoop):
    whoop.answers(page([cycle(5)], "t1"), page([], "t2"), page([cycle(4)]))
    assert [one.id for one in whoop.client.cycles(START, END)] == [4, 5]


def test_an_empty_token_is_the_end(whoop: Whoop):
    whoop.answers(page([cycle(5)], ""))
    assert len(whoop.client.cycles(START, END)) == 1


def test_a_token_that_comes_again_is_not_followed(whoop: Whoop):
    whoop.answers(page([cycle(5)], "t1"), page([cycle(4)], "t2"), page([cycle(3)], "t1"), page([cycle(2)]))
    with pytest.raises(SourceBroken, match="in a circle"):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 3


def test_a_page_that_comes_again_under_new_tokens_is_borne_with_twice_at_most(whoop: Whoop):
    for number in range(20):
        whoop.answers(page([cycle(5), cycle(4)], f"t{number}"))
    with pytest.raises(SourceBroken, match="in a circle"):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 3


def test_pages_without_anything_come_to_an_end(whoop: Whoop):
    for number in range(50):
        whoop.answers(page([], f"t{number}"))
    with pytest.raises(SourceBroken, match="in a circle"):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) <= 12


def test_a_full_last_page_is_asked_whether_it_is_the_last(whoop: Whoop):
    whoop.answers(page([cycle(number) for number in range(29, 4, -1)]), page([]))
    assert len(whoop.client.cycles(START, END)) == 25
    assert whoop.seen[1].query["end"] == cycle(5)["start"]


def test_a_page_whose_token_got_lost_refuses_the_window(whoop: Whoop):
    whoop.answers(page([cycle(number) for number in range(29, 4, -1)]), page([cycle(4), cycle(3)]))
    with pytest.raises(SourceBroken, match="before their end"):
        whoop.client.cycles(START, END)


def test_lost_tokens_are_noticed_for_recoveries_too(whoop: Whoop):
    whoop.answers(page([recovery(number) for number in range(29, 4, -1)]), page([recovery(5), recovery(4)]))
    with pytest.raises(SourceBroken, match="before their end"):
        whoop.client.recoveries(START, END)


GOOD = page([cycle(5)], "t1")
CUT = json.dumps(page([cycle(4)]))[:-40]


@pytest.mark.parametrize(
    "body",
    [
        CUT,
        "",
        "null",
        "[]",
        "<html>busy</html>",
        "{}",
        {"records": None},
        {"records": {}},
        {"records": [], "next_token": 7},
        {"records": [None]},
        {"records": ["x"]},
        page([{name: value for name, value in cycle(4).items() if name != "updated_at"}]),
        page([cycle(4, start="yesterday")]),
        page([cycle(4, start="2026-03-05T22:00:00")]),
        page([cycle(4, timezone_offset="Berlin")]),
        page([cycle(4, score_state="MAYBE")]),
        page([cycle(4, id="four")]),
        page([cycle(4, user_id=12)]),
        json.dumps(page([cycle(4)])).replace("9.5", "NaN"),
        json.dumps(page([cycle(4)])).replace("9.5", "Infinity"),
        json.dumps(page([cycle(4)])).replace("9.5", "1e999"),
        "[" * 100_000,
        b"\xff\xfe",
    ],
    ids=lambda body: (body if isinstance(body, str) else str(body))[:40],
)
def test_a_page_that_makes_no_sense_refuses_the_whole_window(body: object, whoop: Whoop):
    whoop.answers(GOOD, body)
    with pytest.raises(SourceBroken):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 2


def test_what_is_wrong_is_told_by_names_of_fields_and_never_by_values(whoop: Whoop):
    whoop.answers(page([cycle(4, score={"strain": "secretly 20", "kilojoule": 1.0, "average_heart_rate": 64, "max_heart_rate": 151})]))
    with pytest.raises(SourceBroken, match=r"a cycle of WHOOP.*score\.strain") as broken:
        whoop.client.cycles(START, END)
    assert "secretly" not in str(broken.value)


def test_fields_that_are_not_known_are_passed_over(whoop: Whoop):
    whoop.answers(page([cycle(4, new_thing={"x": 1})]) | {"also": "new"})
    assert len(whoop.client.cycles(START, END)) == 1


def test_a_window_whose_second_page_cannot_be_had_is_not_there_at_all(whoop: Whoop):
    whoop.answers(GOOD)
    whoop.answers("busy", status=503)
    with pytest.raises(SourceUnavailable, match="HTTP 503"):
        whoop.client.cycles(START, END)


# ------------------------------------------------------------ single objects


def test_single_objects_are_asked_for_by_their_id(whoop: Whoop):
    whoop.answers(sleep(), cycle(3), recovery(3))
    assert whoop.client.sleep(SLEEP_ID).id == SLEEP_ID
    assert whoop.client.cycle(3).id == 3
    assert whoop.client.recovery_of(3).cycle_id == 3
    assert [request.path for request in whoop.seen] == [
        f"/developer/v2/activity/sleep/{SLEEP_ID}",
        "/developer/v2/cycle/3",
        "/developer/v2/cycle/3/recovery",
    ]


def test_what_whoop_does_not_have_is_none(whoop: Whoop):
    whoop.answers("{}", status=404)
    found = [whoop.client.sleep(SLEEP_ID), whoop.client.workout(SLEEP_ID), whoop.client.cycle(3), whoop.client.recovery_of(3)]
    assert found == [None] * 4


@pytest.mark.parametrize("answer", [cycle(4), cycle(3, user_id=12)])
def test_another_object_or_account_than_asked_for_is_refused(answer: dict[str, object], whoop: Whoop):
    whoop.answers(answer)
    with pytest.raises(SourceBroken):
        whoop.client.cycle(3)


def test_profile_and_body_come_as_they_are(whoop: Whoop):
    whoop.answers({"user_id": USER, "email": "a@example.org", "first_name": "A", "last_name": "B"})
    assert whoop.client.profile().user_id == USER
    whoop.script.clear()
    whoop.answers({"height_meter": 1.7, "weight_kilogram": 70.0, "max_heart_rate": 190})
    assert whoop.client.body().max_heart_rate == 190


def test_revoking_takes_the_grant_back(whoop: Whoop):
    whoop.answers("", status=204)
    whoop.client.revoke()
    assert [(request.method, request.path) for request in whoop.seen] == [("DELETE", "/developer/v2/user/access")]


# ------------------------------------------------------------ patience


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_passes_is_asked_again_after_growing_random_pauses(status: int, whoop: Whoop):
    whoop.answers("busy", "busy", status=status)
    whoop.answers(page([cycle(4)]))
    assert len(whoop.client.cycles(START, END)) == 1
    assert whoop.client.requests == 3
    assert 0 <= whoop.time.slept[0] <= 0.5
    assert 0 <= whoop.time.slept[1] <= 1.0


def test_pauses_are_random(whoop: Whoop):
    whoop.answers("busy", status=500)
    for _ in range(3):
        with pytest.raises(SourceUnavailable):
            whoop.client.cycles(START, END)
    assert len(set(whoop.time.slept)) == len(whoop.time.slept) == 3 * (TRIES - 1)


def test_what_does_not_pass_ends_with_when_to_come_back(whoop: Whoop):
    whoop.answers("busy", status=503, headers={"Retry-After": "40"})
    with pytest.raises(SourceUnavailable, match="HTTP 503") as unavailable:
        whoop.client.cycles(START, END)
    assert unavailable.value.retry_after_seconds == 40
    assert whoop.client.requests == TRIES


def test_after_429_nobody_asks_before_the_time(whoop: Whoop):
    whoop.answers("slow down", status=429, headers={"X-RateLimit-Reset": "17", "X-RateLimit-Remaining": "0"})
    whoop.answers(page([]))
    whoop.client.cycles(START, END)
    assert whoop.time.now >= 17


def test_a_wait_longer_than_a_collection_may_take_is_told_at_once(whoop: Whoop):
    whoop.answers("slow down", status=429, headers={"Retry-After": "3600"})
    with pytest.raises(SourceUnavailable, match="rate limit") as unavailable:
        whoop.client.cycles(START, END)
    assert 3500 < unavailable.value.retry_after_seconds <= 3600
    assert whoop.client.requests == 1


def test_a_collection_takes_two_minutes_at_most(whoop: Whoop):
    for number in range(20):
        whoop.answers(page([cycle(number)], f"t{number}"))
    whoop.seconds = 31
    with pytest.raises(SourceUnavailable, match="took too long"):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 4


# ------------------------------------------------------------ the grant


def test_a_refused_token_is_replaced_once(whoop: Whoop):
    whoop.answers("", status=401)
    whoop.answers(page([cycle(4)]))
    assert len(whoop.client.cycles(START, END)) == 1
    assert [request.headers["Authorization"] for request in whoop.seen] == ["Bearer first", "Bearer second"]
    assert whoop.tokens.renewed == 1


def test_a_token_that_is_refused_again_means_to_connect_again(whoop: Whoop):
    whoop.answers("", status=401)
    with pytest.raises(Reconnect):
        whoop.client.cycles(START, END)
    assert (whoop.tokens.renewed, whoop.tokens.told, whoop.client.requests) == (1, ["second"], 2)


def test_a_token_that_another_process_has_replaced_meanwhile_is_tried(whoop: Whoop):
    def third() -> str:
        return "third" if whoop.tokens.renewed else "first"

    whoop.tokens.access_token = third  # type: ignore[method-assign]
    whoop.answers("", "", status=401)
    whoop.answers(page([cycle(4)]))
    assert len(whoop.client.cycles(START, END)) == 1
    assert whoop.seen[-1].headers["Authorization"] == "Bearer third"
    assert whoop.tokens.renewed == 1


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (403, SourceUnavailable, "lacks the scope.*morrow connect whoop"),
        (400, SourceBroken, "HTTP 400"),
        (404, SourceBroken, "HTTP 404"),
        (302, SourceBroken, "redirect, which is never followed"),
        (204, SourceBroken, "HTTP 204"),
    ],
)
def test_other_answers_are_not_asked_for_again(status: int, error: type[Exception], words: str, whoop: Whoop):
    whoop.answers("", status=status, headers={"Location": f"http://127.0.0.1:{whoop.port}/developer/v2/elsewhere"})
    with pytest.raises(error, match=words):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 1


# ------------------------------------------------------------ clocks


@pytest.mark.parametrize("apart", [timedelta(minutes=6), -timedelta(minutes=6), timedelta(days=1), timedelta(days=-365)])
def test_clocks_that_are_far_apart_stop_everything(apart: timedelta, whoop: Whoop):
    whoop.answers(page([]), headers={"Date": format_datetime(NOW + apart, usegmt=True)})
    with pytest.raises(ClockFault, match="2026-03-31 12:00 UTC, WHOOP's"):
        whoop.client.cycles(START, END)
    assert len(whoop.seen) == 1


@pytest.mark.parametrize("date", [format_datetime(NOW + timedelta(minutes=4), usegmt=True), "some day"])
def test_clocks_that_are_near_or_not_told_are_no_fault(date: str, whoop: Whoop):
    whoop.answers(page([]), headers={"Date": date})
    assert whoop.client.cycles(START, END) == []


# ------------------------------------------------------------ what comes over the wire


def test_an_answer_without_end_is_cut_at_a_bound(whoop: Whoop):
    whoop.answers(" " * 8_000_001 + json.dumps(page([])))
    with pytest.raises(SourceBroken, match="longer than 8,000,000 bytes"):
        whoop.client.cycles(START, END)


def test_a_packed_answer_is_not_unpacked(whoop: Whoop):
    whoop.answers(gzip.compress(json.dumps(page([])).encode()), headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceBroken, match="packed"):
        whoop.client.cycles(START, END)


Wire = Callable[[socket.socket], None]


@pytest.fixture
def raw() -> Iterator[Callable[[Wire], str]]:
    """A server that does with each connection what the test says; gives its address."""
    server, running = socket.create_server(("127.0.0.1", 0)), threading.Event()
    server.settimeout(0.1)
    threads: list[threading.Thread] = []

    def serve(act: Wire) -> None:
        while not running.is_set():
            try:
                wire, _ = server.accept()
            except TimeoutError:
                continue
            with wire:
                wire.settimeout(2)
                try:
                    wire.recv(65536)
                    act(wire)
                except OSError:
                    pass  # the client hung up, as it should

    def start(act: Wire) -> str:
        threads.append(threading.Thread(target=serve, args=(act,)))
        threads[-1].start()
        return f"http://127.0.0.1:{server.getsockname()[1]}"

    yield start
    running.set()
    for thread in threads:
        thread.join()
    server.close()


def dripping(text: bytes) -> Wire:
    """Sends everything, a byte at a time, faster than any time limit of one read."""

    def act(wire: socket.socket) -> None:
        for byte in text:
            wire.sendall(bytes([byte]))
            time.sleep(0.02)

    return act


@pytest.mark.parametrize(
    "text",
    [b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500, b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 500],
    ids=["head", "body"],
)
def test_an_answer_that_drips_is_cut_when_its_time_is_up(text: bytes, raw):
    with Transport(raw(dripping(text))) as transport:
        began = time.monotonic()
        assert transport.send("GET", "/", within=0.3) == Silence("WHOOP did not answer in time")
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("text", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", b"no HTTP at all\r\n\r\n"])
def test_an_answer_that_breaks_off_is_none(text: bytes, raw):
    with Transport(raw(lambda wire: wire.sendall(text))) as transport:
        found = transport.send("GET", "/", within=5)
        assert isinstance(found, Silence)
        assert found.reached


def test_where_nobody_listens_nobody_was_reached():
    with Transport("http://127.0.0.1:9") as transport:
        assert transport.send("GET", "/", within=5) == Silence("no connection to WHOOP", reached=False)


def test_a_connection_that_was_cut_does_not_harm_the_next_call(raw):
    with Transport(raw(lambda wire: wire.sendall(b""))) as transport:
        assert [isinstance(transport.send("GET", "/", within=5), Silence) for _ in range(3)] == [True] * 3
