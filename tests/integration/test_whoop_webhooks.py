"""WHOOP's events over real HTTP: into the route of the server, judged by their signature, and through a sync into facts."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from agent.bootstrap import World, build_world
from app.api import create_app
from app.webhook_route import PATH
from core.clock import FixedClock
from core.connections import Connection, keep_connection
from core.database import file_lock
from core.settings import load_settings
from ingestion.synthetic import generate
from ingestion.whoop_api.webhooks import MAX_BODY_BYTES, SIGNATURE, TIMESTAMP, sign, waiting_events
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.habits import HABITS
from ingestion.whoop_simulator.rate_limit import Limits
from ingestion.whoop_simulator.serving import running_simulator
from ingestion.whoop_simulator.webhooks import Hooks

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SECRET = "the secret of an app"
KINDS = ("sleep.updated", "sleep.deleted", "recovery.updated", "recovery.deleted", "workout.updated", "workout.deleted")


@contextmanager
def serving(world: World) -> Iterator[str]:
    """The address of a real server around an installation."""
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(world), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    """An installation in which account 4711 is connected; its clock stands."""
    folder = tmp_path_factory.mktemp("webhooks")
    settings = load_settings(home=folder / "home", anchor=folder / "anchor.jsonl", whoop_client_secret=SECRET, llm_base_url=None)
    world = build_world(settings, FixedClock(NOW))
    keep_connection(world.store, Connection("ann", "whoop_api", "4711", "https://api.prod.whoop.com", NOW))
    return world


@pytest.fixture(scope="module")
def address(world) -> Iterator[str]:
    with serving(world) as url:
        yield url


@pytest.fixture
def push(address, world) -> Iterator[Callable[..., httpx.Response]]:
    """Sends a body as WHOOP would, unless told otherwise, and gives the answer; nothing has come in before."""
    with world.store.transaction() as database:
        database.execute("DELETE FROM webhook_events")
    world.clock.instant = NOW

    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:

        def send(body: bytes, *, timestamp: str | None = None, signature: str | None = None, headers=None) -> httpx.Response:
            stamp = milliseconds(NOW) if timestamp is None else timestamp
            told = {SIGNATURE: sign(SECRET, stamp, body) if signature is None else signature, TIMESTAMP: stamp}
            return client.post(PATH, content=body, headers=told if headers is None else headers)

        yield send


def milliseconds(instant: datetime) -> str:
    return str(int(instant.timestamp() * 1000))


def event(number: int, **more: object) -> bytes:
    told = {"user_id": 4711, "id": str(UUID(int=number)), "type": KINDS[number % 6], "trace_id": f"trace {number}", **more}
    return json.dumps(told).encode()


def forgeries(count: int, seed: int) -> Iterator[dict[str, object]]:
    """Events that WHOOP did not send, or not now: each differs in one way from one that would be taken."""
    rng = random.Random(seed)
    for number in range(count):
        body, stamp = event(number), milliseconds(NOW)
        good = sign(SECRET, stamp, body)
        place, letter = rng.randrange(len(body)), bytes([rng.randrange(256)])
        late = milliseconds(NOW + timedelta(minutes=rng.choice((-6, 6)), seconds=rng.randrange(-30, 30)))
        other = str(int(stamp) + rng.choice((-1, 1)) * 10 ** rng.randrange(5))
        spot = rng.randrange(len(good) - 1)
        yield rng.choice(
            (
                {"body": body[:place] + (letter if letter != body[place : place + 1] else b"~") + body[place + 1 :], "signature": good},
                {"body": body[:place] + letter + body[place:], "signature": good},
                {"body": body[:place], "signature": good},
                {"body": event(number, user_id=4712), "signature": good},
                {"body": body, "timestamp": late},
                {"body": body, "timestamp": other, "signature": good},
                {"body": body, "timestamp": stamp + "0", "signature": sign(SECRET, stamp + "0", body)},
                {"body": body, "timestamp": "", "signature": sign(SECRET, "", body)},
                {"body": body, "signature": good[:spot] + ("A" if good[spot] != "A" else "B") + good[spot + 1 :]},
                {"body": body, "signature": good[:spot]},
                {"body": body, "signature": sign(SECRET, stamp + ".", body)},
                {"body": body, "signature": sign(SECRET + " ", stamp, body)},
                {"body": body, "signature": sign("", stamp, body)},
                {"body": body, "headers": {SIGNATURE: good}},
                {"body": body, "headers": {TIMESTAMP: stamp}},
                {"body": body, "headers": {}},
            )
        )


def judged(push, world, valid: int, forged: int) -> list[float]:
    """Seconds that each valid event took; valid and forged ones come mixed, and each is judged rightly."""
    letters = [({"body": event(number)}, 204) for number in range(10_000, 10_000 + valid)]
    letters += [(forgery, 401) for forgery in forgeries(forged, seed=7)]
    random.Random(1).shuffle(letters)
    took = []
    for letter, status in letters:
        began = time.perf_counter()
        assert push(**letter).status_code == status, letter
        took += [time.perf_counter() - began] if status == 204 else []
    kept = {waiting.trace_id for waiting in waiting_events(world.store)}
    assert kept == {f"trace {number}" for number in range(10_000, 10_000 + valid)}
    return took


def test_valid_events_are_kept_and_forged_ones_are_refused(push, world):
    judged(push, world, valid=12, forged=160)


@pytest.mark.prove
def test_500_valid_and_2000_forged_events_are_judged_rightly_and_fast(push, world):
    took = sorted(judged(push, world, valid=500, forged=2000))
    assert took[len(took) // 2] < 0.1, "half of all answers; the slowest wait for a busy machine"


def test_a_replay_has_no_effect_while_it_is_fresh_and_is_refused_afterwards(push, world):
    first = push(event(1))
    again = push(event(1))
    world.clock.instant = NOW + timedelta(minutes=6)
    late = push(event(1))
    assert [answer.status_code for answer in (first, again, late)] == [204, 204, 401]
    assert len(waiting_events(world.store)) == 1


def test_events_of_nobody_here_are_answered_and_not_kept(push, world):
    assert push(event(1, user_id=4712)).status_code == 204
    assert waiting_events(world.store) == []


@pytest.mark.parametrize("body", [b"", b"{}", event(1, type="cycle.updated"), event(1, id=12345), event(1, user_id="4711")])
def test_what_whoop_signed_but_is_no_event_of_version_2_is_told_so(push, world, body):
    answer = push(body)
    assert answer.status_code == 422
    assert set(answer.json()) == {"detail"}
    assert waiting_events(world.store) == []


@pytest.mark.parametrize("length", [MAX_BODY_BYTES + 1, 70_000, 1_000_000])
def test_a_body_longer_than_any_event_is_not_read_to_its_end(push, length):
    assert push(b"x" * length).status_code == 413


def test_a_long_body_without_a_length_is_not_read_to_its_end(address):
    with httpx.Client(trust_env=False, timeout=20) as client:
        assert client.post(address + PATH, content=(b"x" * 70_000 for _ in range(50))).status_code == 413


def test_a_refusal_tells_nothing_of_what_was_wrong(push):
    answers = {push(**forgery).text for forgery in forgeries(40, seed=3)}
    assert len(answers) == 1
    assert push(event(1), signature="").headers["cache-control"] == "no-store"


def test_only_posts_are_taken(address):
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert httpx.request(method, address + PATH, trust_env=False).status_code == 405


def test_while_the_store_is_busy_whoop_is_asked_to_come_again(push, world):
    with file_lock(world.store.path.with_name(world.store.path.name + ".lock")):
        assert push(event(2)).status_code == 503
    assert push(event(2)).status_code == 204


def test_without_an_app_of_whoop_the_route_is_not_there(tmp_path):
    settings = load_settings(home=tmp_path / "home", anchor=tmp_path / "anchor.jsonl", whoop_client_secret=None, llm_base_url=None)
    with serving(build_world(settings, FixedClock(NOW))) as url:
        assert httpx.post(url + PATH, content=event(1), trust_env=False).status_code == 404


def test_pushed_events_that_come_twice_late_or_never_end_as_if_read_at_once(whoop_home, tmp_path):
    """The simulator pushes to the server, which keeps; the sync looks; a day later nothing shows that a fifth was lost."""
    person, limits = generate("ann", 8, date(2026, 1, 20), date(2026, 3, 20)), Limits(100_000, 10_000_000)
    hooks = Hooks("http://127.0.0.1:1/", duplicates=0.5, drops=0.2, delay_minutes=(0, 240), seed=3)
    with running_simulator([person], clock=SimulatedClock(NOW), habits=HABITS, limits=limits, hooks=hooks) as simulator:
        home = whoop_home(simulator, tmp_path / "told", "ann")
        home.sync()
        with serving(build_world(home.settings, simulator.clock)) as url:
            simulator.postman._hooks = replace(hooks, url=url + PATH)
            simulator.clock.advance(timedelta(minutes=1))
            for day in (20, 22, 24, 26):
                sleep = simulator.account("ann").activity("sleep", date(2026, 2, day))
                simulator.change("ann", "recovery", sleep, better)
            simulator.delete("ann", "sleep", date(2026, 2, 28))
            for _ in range(4):
                simulator.clock.advance(timedelta(hours=12))
                assert home.sync().status == "synced"
            assert {delivery.status for delivery in simulator.deliveries} == {204}
            told = [delivery.event for delivery in simulator.deliveries]
            assert len(told) > len(set(told))
            assert set(simulator.account("ann").events(NOW, simulator.clock.now())) > set(told)
        assert waiting_events(home.store) == []
        at_once = whoop_home(simulator, tmp_path / "at once", "ann")
        at_once.sync()
        assert home.values("ann") == at_once.values("ann")


def better(recovery: dict) -> dict:
    return {**recovery, "score": {**recovery["score"], "hrv_rmssd_milli": 99.5}}
