"""The HTTP API over a real store with a sealed forecast: what it answers, to whom, and what it refuses."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from agent.bootstrap import World, build_world
from agent.day import evening
from app import webhook_route
from app.api import OPEN_ROUTES, caller, create_app
from app.keys import add_key, list_keys, revoke_key
from app.schema import forecast_schema
from app.security import MAX_BODY_BYTES
from core.clock import FixedClock
from core.settings import load_settings
from ingestion.synthetic import generate

EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
LATEST = "/v1/people/sam/forecasts/latest"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two real people and a sealed live forecast of one of them."""
    folder = tmp_path_factory.mktemp("api")
    settings = load_settings(home=folder / "home", anchor=folder / "config" / "anchor.jsonl", llm_base_url=None)
    world = build_world(settings, FixedClock(EVENING))
    for person, seed in (("sam", 11), ("kim", 12)):
        life = generate(person, seed, date(2026, 2, 1), date(2026, 3, 31))
        world.store.add([fact for fact in life.facts() if type(fact).__name__ != "Person"], recorded_at=EVENING)
    assert evening(world, "sam").status == "sealed"
    return world


@pytest.fixture(scope="module")
def app(world: World) -> FastAPI:
    return create_app(world)


@pytest.fixture
def ask(app: FastAPI, world: World) -> Iterator[Callable[..., httpx.Response]]:
    """Asks with a key that reads sam, unless another (or none) is given."""
    key = add_key(world.store, world.clock, ["sam"], ["read"])
    with TestClient(app, base_url="http://127.0.0.1:8181", raise_server_exceptions=False) as client:

        def get(path: str, *, key: str | None = key, method: str = "GET", headers: dict[str, str] | None = None, **rest) -> httpx.Response:
            bearer = {"Authorization": f"Bearer {key}"} if key else {}
            return client.request(method, path, headers={**bearer, **(headers or {})}, **rest)

        yield get


def test_the_latest_forecast_validates_against_the_published_schema(ask):
    answer = ask(LATEST)
    assert answer.status_code == 200
    jsonschema.Draft202012Validator(ask("/v1/schema/forecast").json()).validate(answer.json())
    assert answer.json()["seal"]["sequence"] == 1


def test_a_forecast_is_served_exactly_as_it_was_sealed(ask, world):
    entry = world.ledger("live", "live").entry(1)
    assert ask(LATEST).json() == {**entry.payload, "seal": entry.seal}
    assert ask("/v1/people/sam/forecasts/2026-04-01").json() == ask(LATEST).json()
    assert ask("/v1/people/sam/forecasts/2026-04-01?revision=1&track=live").json() == ask(LATEST).json()


def test_a_ledger_entry_tells_its_content_and_its_place_but_no_salt(ask):
    found = ask("/v1/people/sam/ledger/1").json()
    assert (found["kind"], found["sequence"], found["night"]) == ("forecast", 1, "2026-04-01")
    assert found["seal"] == ask(LATEST).json()["seal"]
    assert "salt" not in json.dumps(found)


def test_only_people_that_the_key_reaches_are_listed(ask, world):
    assert [person["person_id"] for person in ask("/v1/people").json()] == ["sam"]
    everybody = add_key(world.store, world.clock, ["*"], ["read"])
    assert [person["person_id"] for person in ask("/v1/people", key=everybody).json()] == ["kim", "sam"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/people/sam/forecasts/2020-01-01", 404),
        ("/v1/people/sam/forecasts/2026-04-01?revision=9", 404),
        ("/v1/people/sam/forecasts/tomorrow", 422),
        ("/v1/people/sam/forecasts/2026-04-01?revision=0", 422),
        ("/v1/people/sam/forecasts/latest?track=dream", 422),
        ("/v1/people/sam/forecasts/latest?track=live&run_id=mine", 422),
        ("/v1/people/sam/forecasts/latest?track=replay", 404),
        ("/v1/people/sam/ledger/99", 404),
        ("/v1/people/sam/ledger/none", 422),
        ("/v1/people/kim/forecasts/latest", 403),
        ("/v1/people/nobody/forecasts/latest", 403),
        ("/v1/nothing", 404),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_shape(ask, path, status):
    answer = ask(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"detail"}


def test_an_entry_of_another_person_is_not_found_even_with_its_number(ask, world):
    kim = add_key(world.store, world.clock, ["kim"], ["read"])
    assert ask("/v1/people/kim/ledger/1", key=kim).status_code == 404
    assert ask("/v1/people/kim/forecasts/latest", key=kim).status_code == 404


def test_every_route_but_the_open_ones_stands_behind_the_principal(app):
    """A new route without a declared policy fails here."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) == len(app.routes), "a route that is no APIRoute has no declared policy"
    assert {route.path for route in routes} > OPEN_ROUTES
    for route in routes:
        guarded = caller in _dependencies(route.dependant)
        assert guarded != (route.path in OPEN_ROUTES), f"{route.path} is {'guarded and open' if guarded else 'neither guarded nor open'}"


def _dependencies(dependant) -> set:
    return {dependant.call} | {call for inner in dependant.dependencies for call in _dependencies(inner)}


def test_without_a_key_that_stands_every_route_but_the_open_ones_answers_401(app, ask, world):
    revoked = add_key(world.store, world.clock, ["*"], ["read"])
    revoke_key(world.store, world.clock, revoked.split("_")[1])
    wrong = [None, "nonsense", "mrw_000000000000_" + "A" * 43, revoked[:-1] + ("A" if revoked[-1] != "A" else "B"), revoked]
    for route in app.routes:
        path = route.path.replace("{person}", "sam").replace("{night}", "2026-04-01").replace("{seq}", "1")
        (method,) = route.methods
        for key in wrong:
            answer = ask(path, key=key, method=method)
            assert answer.status_code == {"/health": 200, webhook_route.PATH: 404}.get(route.path, 401), path  # no app of WHOOP here
            assert ("www-authenticate" in answer.headers) == (answer.status_code == 401)


def test_keys_are_kept_as_hashes_alone(world):
    key = add_key(world.store, world.clock, ["sam"], ["read"])
    secret = key.split("_", 2)[2]
    assert key.startswith("mrw_")
    with world.store.reading() as connection:
        rows = connection.execute("SELECT * FROM api_keys").fetchall()
    assert secret not in str(rows)
    assert secret not in str([row.to_json() for row in list_keys(world.store)])
    assert secret.encode() not in world.store.path.read_bytes()


def test_every_answer_carries_the_security_headers(ask):
    for answer in (ask(LATEST), ask("/health"), ask("/nothing"), ask(LATEST, headers={"Host": "evil.example"})):
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


FOREIGN = ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8181", "169.254.169.254", "[::2]", "", "a b")


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_is_not_this_servers_is_refused(ask, host):
    assert ask("/health", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8181", "127.0.0.1:9", "[::1]:8181"])
def test_loopback_names_are_answered(ask, host):
    assert ask("/health", headers={"Host": host}).status_code == 200


def test_a_foreign_origin_gets_no_leave_to_read(ask):
    answer = ask(LATEST, method="OPTIONS", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_long_bodies_are_refused_at_once(ask):
    started = time.monotonic()
    answer = ask(LATEST, method="GET", content=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert time.monotonic() - started < 1


def test_other_methods_are_not_allowed(ask):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert ask(LATEST, method=method).status_code == 405


def test_the_description_documents_refusals_and_names_no_foreign_host(ask, app):
    description = ask("/openapi.json").json()
    assert set(description["paths"]) >= {"/health", "/v1/people", "/v1/people/{person}/forecasts/latest", "/v1/schema/forecast"}
    for path, operations in description["paths"].items():
        for operation in operations.values() if path not in OPEN_ROUTES else ():
            assert set(operation["responses"]) >= {"400", "401", "403", "404", "422"}, path
            assert set(operation["responses"]) & {"200", "201"}, path
            assert operation["security"] == [{"HTTPBearer": []}]
    assert "://" not in json.dumps(description)
    assert (app.docs_url, app.redoc_url) == (None, None)


def test_a_busy_store_is_told_with_a_time_to_come_again(world):
    from dataclasses import replace

    from core.database import file_lock
    from core.store import Store

    busy = replace(world, store=Store(world.store.path, wait_seconds=0.05))
    with TestClient(create_app(busy), base_url="http://127.0.0.1") as client, file_lock(Path(f"{world.store.path}.lock")):
        answer = client.get(LATEST, headers={"Authorization": "Bearer mrw_000000000000_" + "A" * 43})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "duckdb" not in answer.text


def test_a_broken_part_is_told_without_its_insides(world, tmp_path):
    from dataclasses import replace

    from core.store import Store

    (tmp_path / "morrow.duckdb").write_bytes(b"no database" * 1000)
    broken = replace(world, store=Store(tmp_path / "morrow.duckdb"))
    with TestClient(create_app(broken), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get(LATEST, headers={"Authorization": "Bearer mrw_000000000000_" + "A" * 43})
    assert answer.status_code == 500
    assert str(tmp_path) not in answer.text
    assert "Traceback" not in answer.text


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The address of a real server on a free port of this machine."""
    import uvicorn

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def test_a_real_server_serves_many_at_once(served, world):
    from concurrent.futures import ThreadPoolExecutor

    key = add_key(world.store, world.clock, ["sam"], ["read"])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{served}/health", trust_env=False)
            break
        except httpx.ConnectError:
            time.sleep(0.05)

    def get(_: int) -> int:
        return httpx.get(f"{served}{LATEST}", headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=20).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(get, range(12))) == {200}


def test_the_schema_route_serves_the_published_schema(ask):
    assert ask("/v1/schema/forecast").json() == forecast_schema()


def test_a_late_evening_does_not_hide_the_forecast_that_counts(world, tmp_path):
    """The night's own route serves the last revision sealed in time, the newest one is asked for by its number."""
    from core.ledger import Ledger

    settings = load_settings(home=tmp_path / "home", anchor=tmp_path / "anchor.jsonl", llm_base_url=None)
    late = build_world(settings, FixedClock(EVENING))
    late.store.add(generate("sam", 11, date(2026, 2, 1), date(2026, 3, 31)).facts()[1:], recorded_at=EVENING)
    said = world.ledger("live", "live").entry(1).payload
    ledger: Ledger = late.ledger("live", "live")
    deadline = EVENING + timedelta(hours=7)
    ledger.seal(said, facts_digest="a", at=EVENING, deadline=deadline)
    ledger.seal(said, facts_digest="b", at=deadline + timedelta(minutes=1), deadline=deadline)
    key = add_key(late.store, late.clock, ["sam"], ["read"])
    with TestClient(create_app(late), base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {key}"}) as client:
        assert client.get("/v1/people/sam/forecasts/2026-04-01").json()["revision"] == 1
        second = client.get("/v1/people/sam/forecasts/2026-04-01?revision=2").json()
    assert (second["revision"], second["late"]) == (2, True)


@pytest.mark.prove
def test_schemathesis_finds_no_way_to_break_it(app, world):
    """Generated requests, valid and not: no 5xx, and no answer that the description does not tell of."""
    import schemathesis
    from hypothesis import HealthCheck, given, settings

    key = add_key(world.store, world.clock, ["*"], ["read"])
    headers = {"Authorization": f"Bearer {key}", "Host": "127.0.0.1"}
    description = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
    for found in description.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
        def holds(case):
            case.call_and_validate(headers=headers)

        holds()
