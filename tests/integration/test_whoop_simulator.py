"""The simulated WHOOP over real sockets: consent, every path, refusals, faults, pushes, and the command that serves it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jsonschema
import pytest
import yaml

from core.clock import FixedClock
from core.errors import Broken
from ingestion.synthetic import generate
from ingestion.whoop_api import wire
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.faults import Fault
from ingestion.whoop_simulator.grants import SCOPES
from ingestion.whoop_simulator.habits import PLAIN, Habits
from ingestion.whoop_simulator.rate_limit import Limits
from ingestion.whoop_simulator.serving import running_simulator
from ingestion.whoop_simulator.webhooks import Hooks

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MANY = Limits(10**6, 10**6)
OPENAPI = Path(__file__).resolve().parents[3] / "shared" / "whoop-openapi.yml"
ASK = {"response_type": "code", "state": "12345678", "scope": " ".join([*SCOPES, "offline"])}
COLLECTIONS = {
    "/v2/cycle": wire.Cycle,
    "/v2/recovery": wire.Recovery,
    "/v2/activity/sleep": wire.Sleep,
    "/v2/activity/workout": wire.Workout,
}
SCHEMAS = {
    "/v2/cycle": "PaginatedCycleResponse",
    "/v2/recovery": "RecoveryCollection",
    "/v2/activity/sleep": "PaginatedSleepResponse",
    "/v2/activity/workout": "WorkoutCollection",
}


def someone(name, seed=3, days=40):
    return generate(name, seed, NOON.date() - timedelta(days=days), NOON.date())


@pytest.fixture(scope="module")
def served():
    """Two people at noon, with all habits; the clock stands."""
    with running_simulator([someone("person-a"), someone("person-b", 6)], clock=SimulatedClock(NOON), limits=MANY) as simulator:
        yield simulator


@pytest.fixture
def sim(served):
    """The same for all tests; each finds no fault and nobody who answers by themselves."""
    served.faults.clear()
    served.consent(None)
    return served


@pytest.fixture(scope="module")
def client(served) -> Iterator[httpx.Client]:
    """Somebody without a token."""
    with httpx.Client(base_url=served.url, timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def reader(served) -> Iterator[httpx.Client]:
    """Somebody who may read all of person-a."""
    bearer = {"Authorization": f"Bearer {served.grant('person-a')['access_token']}"}
    with httpx.Client(base_url=f"{served.url}/developer", headers=bearer, timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture
def pages(reader) -> Callable[..., Iterator[dict]]:
    """Walks a collection as a client does."""

    def walk(path, **params):
        while True:
            body = reader.get(path, params={"limit": 25, **params}).raise_for_status().json()
            yield body
            if "next_token" not in body:
                return
            params["nextToken"] = body["next_token"]

    return walk


# ---------------------------------------------------------------- consent and tokens


@pytest.fixture
def link(sim):
    return {**ASK, "client_id": sim.client_id, "redirect_uri": sim.redirect_uri}


@pytest.fixture
def exchange(sim, client):
    def exchange(code):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": sim.redirect_uri}
        return client.post("/oauth/oauth2/token", data={**form, "client_id": sim.client_id, "client_secret": sim.client_secret})

    return exchange


def came_back(answer):
    """Where a browser is sent, and with what."""
    assert answer.status_code == 302
    place, _, query = answer.headers["location"].partition("?")
    return place, {name: values[0] for name, values in parse_qs(query).items()}


def test_a_person_consents_on_the_page_and_the_client_reads_their_data(sim, client, link, exchange):
    page = client.get("/oauth/oauth2/auth", params=link)
    assert page.status_code == 200
    assert "Simulated" in page.text
    assert "read:recovery" in page.text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert hidden == link
    place, told = came_back(client.post("/oauth/oauth2/auth", data={**hidden, "person": "person-b", "decision": "allow"}))
    assert (place, told["state"]) == (sim.redirect_uri, "12345678")
    tokens = exchange(told["code"]).raise_for_status().json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    profile = client.get("/developer/v2/user/profile/basic", headers=bearer).json()
    assert wire.Profile.model_validate(profile).last_name == "person-b"
    assert exchange(told["code"]).json()["error"] == "invalid_grant"


def test_one_who_denies_sends_the_client_back_with_that_word(client, link):
    _, told = came_back(client.post("/oauth/oauth2/auth", data={**link, "person": "person-a", "decision": "deny"}))
    assert (told["error"], told["state"]) == ("access_denied", "12345678")
    assert "code" not in told


def test_somebody_may_answer_without_being_asked(sim, client, link, exchange):
    sim.consent("person-a")
    _, told = came_back(client.get("/oauth/oauth2/auth", params=link))
    assert exchange(told["code"]).status_code == 200


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"redirect_uri": "http://127.0.0.1:8182/callback/"}, {"redirect_uri": ""}])
def test_nobody_is_sent_to_an_address_that_is_not_registered(client, link, wrong):
    for answer in (client.get("/oauth/oauth2/auth", params=link | wrong), client.post("/oauth/oauth2/auth", data=link | wrong)):
        assert answer.status_code == 400
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"state": "1234567"}, "invalid_state"),
        ({"scope": "read:everything"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_what_a_client_asks_wrongly_goes_back_to_it(client, link, wrong, error):
    assert came_back(client.get("/oauth/oauth2/auth", params=link | wrong))[1]["error"] == error


def test_what_stands_in_a_link_cannot_become_part_of_the_page(client, link):
    page = client.get("/oauth/oauth2/auth", params=link | {"state": '"><script>alert(1)</script>'})
    assert "<script>" not in page.text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * 100_000, b"", b"{}"])
def test_a_body_that_is_no_form_is_refused(client, body):
    assert client.post("/oauth/oauth2/token", content=body).status_code == 401


# ---------------------------------------------------------------- the data paths


@pytest.fixture(scope="module")
def schema() -> Callable[[str, object], None]:
    """Judges a body by a schema of WHOOP's own description."""
    if not OPENAPI.is_file():
        pytest.skip(f"no description to judge by: {OPENAPI.name} does not stand beside the project")
    described = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))

    judges = {
        name: jsonschema.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": described["components"]}, format_checker=jsonschema.FormatChecker()
        )
        for name in described["components"]["schemas"]
    }
    return lambda name, body: judges[name].validate(body)


@pytest.mark.parametrize("path", COLLECTIONS)
def test_every_collection_is_what_a_client_reads_whole_and_each_once(pages, path):
    records = [record for page in pages(path) for record in page["records"]]
    read = [COLLECTIONS[path].model_validate(record) for record in records]
    keys = [one.sleep_id if isinstance(one, wire.Recovery) else one.id for one in read]
    assert len(set(keys)) == len(keys) >= 9
    assert len(keys) > 25 or path == "/v2/activity/workout"


def test_every_answer_is_what_the_description_says(schema):
    """Several people on several days and at several hours, every path that there is."""
    clock, states = SimulatedClock(NOON - timedelta(days=6)), set()
    people = [someone("person-a"), someone("person-b", 6)]
    habits = Habits(unscorable_share=0.3, rescored_share=0.3, missing_rate_share=0.2, deleted_share=0.1, v1_ids=True)
    with running_simulator(people, clock=clock, habits=habits, limits=MANY) as sim:
        for person in people:
            bearer = {"Authorization": f"Bearer {sim.grant(person.person_id)['access_token']}"}
            with httpx.Client(base_url=f"{sim.url}/developer", headers=bearer, trust_env=False) as client:
                states |= _judge_account(client, schema)
                clock.advance(timedelta(hours=14))
                # Just after the first thing of the next morning: a sleep that waits for its score.
                news = sim.account(person.person_id).next_event(clock.now(), clock.now() + timedelta(days=2))
                clock.advance_to(news + timedelta(seconds=1))
                bearer = {"Authorization": f"Bearer {sim.grant(person.person_id)['access_token']}"}
                client.headers.update(bearer)
                states |= _judge_account(client, schema)
    assert states == {"SCORED", "PENDING_SCORE", "UNSCORABLE"}


def _judge_account(client, schema) -> set[str]:
    def judged(name, path, **params):
        body = client.get(path, params=params).raise_for_status().json()
        schema(name, body)
        return body

    judged("UserBasicProfile", "/v2/user/profile/basic")
    judged("UserBodyMeasurement", "/v2/user/measurement/body")
    found = {path: judged(name, path)["records"] for path, name in SCHEMAS.items()}
    for cycle in found["/v2/cycle"][:3]:
        judged("Cycle", f"/v2/cycle/{cycle['id']}")
    for recovery in found["/v2/recovery"][:2]:
        judged("Recovery", f"/v2/cycle/{recovery['cycle_id']}/recovery")
    for sleep in found["/v2/activity/sleep"][:2]:
        judged("Sleep", f"/v2/activity/sleep/{sleep['id']}")
        assert judged("ActivityIdMappingResponse", f"/v1/activity-mapping/{sleep['v1_id']}") == {"v2_activity_id": sleep["id"]}
    judged("SleepStreamResponse", f"/v2/activity/sleep/{found['/v2/activity/sleep'][0]['id']}/stream")
    main = next(sleep for sleep in found["/v2/activity/sleep"] if not sleep["nap"])
    assert judged("Sleep", f"/v2/cycle/{main['cycle_id']}/sleep") == main
    for workout in found["/v2/activity/workout"][:2]:
        judged("WorkoutV2", f"/v2/activity/workout/{workout['id']}")
        assert judged("ActivityIdMappingResponse", f"/v1/activity-mapping/{workout['v1_id']}") == {"v2_activity_id": workout["id"]}
    return {record["score_state"] for records in found.values() for record in records}


def test_an_object_asked_for_alone_is_the_one_of_the_collection(reader):
    for path, kind in (("/v2/cycle", "cycle"), ("/v2/activity/sleep", "sleep"), ("/v2/activity/workout", "workout")):
        for record in reader.get(path).json()["records"]:
            assert reader.get(f"{path}/{record['id']}").json() == record, kind
    for record in reader.get("/v2/recovery").json()["records"]:
        assert reader.get(f"/v2/cycle/{record['cycle_id']}/recovery").json() == record


def test_the_stream_of_a_sleep_holds_what_was_asked_for_a_point_a_minute(reader):
    sleep = reader.get("/v2/activity/sleep").json()["records"][0]
    stream = reader.get(f"/v2/activity/sleep/{sleep['id']}/stream", params={"types": ["hr", "charging_status"]}).json()["stream"]
    minutes = (datetime.fromisoformat(sleep["end"]) - datetime.fromisoformat(sleep["start"])) // timedelta(minutes=1)
    assert len(stream) == minutes
    assert set(stream[0]) == {"timestamp", "hr", "is_charging"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/cycle/1", 404),
        ("/v2/cycle/1/sleep", 404),
        ("/v2/cycle/1/recovery", 404),
        ("/v2/activity/sleep/ecfc6a15-4661-442f-a9a4-f160dd7afae8", 404),
        ("/v2/activity/sleep/ecfc6a15-4661-442f-a9a4-f160dd7afae8/stream", 404),
        ("/v2/activity/workout/ecfc6a15-4661-442f-a9a4-f160dd7afae8", 404),
        ("/v1/activity-mapping/1", 404),
        ("/v2/cycle/abc", 400),
        ("/v2/cycle/99999999999999999999", 400),
        ("/v2/activity/sleep/123", 400),
        ("/v2/activity/sleep?limit=26", 400),
        ("/v2/recovery?start=yesterday", 400),
        ("/v2/recovery?nextToken=nonsense", 400),
        ("/v2/journal", 404),
    ],
)
def test_what_is_not_there_or_not_asked_rightly_is_refused(reader, path, status):
    assert reader.get(path).status_code == status


def test_without_a_living_token_nothing_is_told(sim, client):
    told = sim.grant("person-a")
    paths = [*COLLECTIONS, "/v2/user/profile/basic", "/v2/cycle/1/sleep"]
    for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {told['access_token']}"}):
        assert {client.get(f"/developer{path}", headers=header).status_code for path in paths} == {401}


def test_a_token_opens_only_what_was_granted(sim, client):
    bearer = {"Authorization": f"Bearer {sim.grant('person-a', ['read:sleep'])['access_token']}"}
    statuses = {path: client.get(f"/developer{path}", headers=bearer).status_code for path in COLLECTIONS}
    assert statuses == {path: 200 if path == "/v2/activity/sleep" else 401 for path in COLLECTIONS}


def test_one_who_revokes_is_told_nothing_any_more(sim, client):
    told = sim.grant("person-b")
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert client.delete("/developer/v2/user/access").status_code == 401
    answer = client.delete("/developer/v2/user/access", headers=bearer)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get("/developer/v2/cycle", headers=bearer).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    form |= {"client_id": sim.client_id, "client_secret": sim.client_secret}
    assert client.post("/oauth/oauth2/token", data=form).json()["error"] == "invalid_grant"


def test_more_than_the_limit_is_refused_and_the_headers_say_when_to_come_back():
    with running_simulator([someone("person-a")], limits=Limits(5, 10_000)) as sim:
        bearer = {"Authorization": f"Bearer {sim.grant('person-a')['access_token']}"}
        with httpx.Client(base_url=sim.url, headers=bearer, trust_env=False) as client:
            answers = [client.get("/developer/v2/user/profile/basic") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert answers[0].headers["x-ratelimit-limit"] == "5, 5;window=60, 10000;window=86400"
    assert 0 < int(answers[-1].headers["x-ratelimit-reset"]) <= 60


# ---------------------------------------------------------------- the log and the control routes


def test_requests_are_remembered_without_their_secrets(sim, client, reader, link):
    before = len(sim.requests)
    client.get("/oauth/oauth2/auth", params=link)
    reader.get("/v2/cycle", params={"limit": 5})
    reader.get("/v2/cycle/abc")
    client.get("/simulator/clock")
    told = sim.requests[before:]
    assert [(one.method, one.path, one.status) for one in told] == [
        ("GET", "/oauth/oauth2/auth", 200),
        ("GET", "/developer/v2/cycle", 200),
        ("GET", "/developer/v2/cycle/abc", 400),
    ]
    assert "12345678" not in told[0].query
    assert told[1].query == "limit=5"
    assert told[1].at == sim.clock.now()


def test_the_clock_can_be_moved_over_http_and_the_date_header_follows_it():
    with (
        running_simulator([someone("person-a")], clock=SimulatedClock(NOON)) as sim,
        httpx.Client(base_url=sim.url, trust_env=False) as client,
    ):
        assert client.get("/simulator/clock").json() == {"now": "2026-03-20T12:00:00.000Z", "speed": 0.0}
        moved = client.post("/simulator/clock", json={"advance_seconds": 3600})
        assert moved.json()["now"] == "2026-03-20T13:00:00.000Z"
        assert client.post("/simulator/clock", json={"now": "2026-03-21T00:00:00Z"}).json()["now"] == "2026-03-21T00:00:00.000Z"
        assert client.get("/").headers["date"] == "Sat, 21 Mar 2026 00:00:00 GMT"
        for wrong in ({"now": "2026-03-20T00:00:00Z"}, {"now": "2026-03-22T00:00:00"}, {"back": 1}, [], {"speed": -1}):
            assert client.post("/simulator/clock", json=wrong).status_code == 400
        assert client.post("/simulator/clock", json={"speed": 3600}).json()["speed"] == 3600
        assert sim.clock.now() > datetime(2026, 3, 21, tzinfo=UTC)


def test_people_faults_requests_and_counts_are_told_over_http(sim, client):
    sim.grant("person-a")
    people = client.get("/simulator/people").json()["people"]
    assert [(row["person"], row["connected"]) for row in people[:1]] == [("person-a", True)]
    step = {"kind": "status", "path": "*/v2/cycle", "status": 503}
    assert client.post("/simulator/faults", json={"faults": [step]}).json()["faults"][0]["status"] == 503
    assert client.get("/developer/v2/cycle").status_code == 503
    assert client.post("/simulator/faults", json={"faults": [{"kind": "earthquake"}]}).status_code == 400
    assert client.post("/simulator/faults", json={"clear": True}).json() == {"faults": []}
    assert client.get("/simulator/requests").json()["requests"][-1]["status"] == 503
    assert set(client.get("/simulator/counts").json()) == {"codes", "refreshes", "reused", "refused"}


def test_the_front_page_says_what_this_is(client):
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for words in ("Simulated", "nobody here is real", "2026-03-20T12:00:00", "person-a"):
        assert words in page.text


def test_a_foreign_name_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


# ---------------------------------------------------------------- faults


def test_a_status_is_answered_with_and_without_the_time_to_come_back(sim, reader):
    sim.faults.add(
        Fault("status", status=429, retry_after=7), *[Fault("status", status=status) for status in (401, 403, 404, 429, 500, 503)]
    )
    answers = [reader.get("/v2/cycle") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [429, 401, 403, 404, 429, 500, 503, 200]
    assert [answer.headers.get("retry-after") for answer in answers[:5]] == ["7", None, None, None, None]
    assert [request.status for request in sim.requests[-8:]] == [429, 401, 403, 404, 429, 500, 503, 200]


def test_a_server_that_hangs_is_left_by_who_has_no_patience_and_answers_who_has(sim, reader):
    sim.faults.add(Fault("hang", seconds=0.4, times=2))
    with pytest.raises(httpx.ReadTimeout):
        reader.get("/v2/cycle", timeout=0.1)
    began = time.monotonic()
    assert reader.get("/v2/cycle", timeout=5).status_code == 200
    assert time.monotonic() - began >= 0.4


def test_a_connection_is_torn_down(sim, reader):
    sim.faults.add(Fault("reset"))
    with pytest.raises(httpx.ReadError):
        reader.get("/v2/cycle")
    assert sim.requests[-1].status is None
    assert reader.get("/v2/cycle").status_code == 200


@pytest.mark.parametrize("kind", ["reset", "hang", "status"])
def test_an_answer_may_be_lost_after_the_request_was_done(sim, client, kind):
    """The refresh that took place, and whose new tokens nobody got."""
    told = sim.grant("person-a")
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    form |= {"client_id": sim.client_id, "client_secret": sim.client_secret}
    done = sim.counts.refreshes
    sim.faults.add(Fault(kind, path="*/token", processed=True, seconds=1.0, status=502))
    try:
        assert client.post("/oauth/oauth2/token", data=form, timeout=0.5).status_code == 502
    except httpx.TransportError:
        assert kind != "status"
    assert sim.counts.refreshes == done + 1
    assert client.post("/oauth/oauth2/token", data=form).json()["error_description"] == "the refresh token was used before"


def test_one_who_gave_up_before_the_request_was_done_has_changed_nothing(sim, client):
    told = sim.grant("person-a")
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    form |= {"client_id": sim.client_id, "client_secret": sim.client_secret}
    sim.faults.add(Fault("hang", path="*/token", seconds=0.3))
    with pytest.raises(httpx.ReadTimeout):
        client.post("/oauth/oauth2/token", data=form, timeout=0.1)
    time.sleep(0.5)
    assert client.post("/oauth/oauth2/token", data=form).status_code == 200


def test_a_slow_drip_brings_a_byte_at_a_time(sim, reader):
    sim.faults.add(Fault("drip", seconds=0.002, path="*/basic"))
    began = time.monotonic()
    body = reader.get("/v2/user/profile/basic")
    assert body.json()["last_name"] == "person-a"
    assert time.monotonic() - began > 0.002 * len(body.content) / 2


def test_json_may_be_cut_in_a_whole_answer(sim, reader):
    sim.faults.add(Fault("cut_json"))
    answer = reader.get("/v2/cycle")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_tokens_may_be_repeated_go_round_or_be_missing(sim, reader, pages):
    def walk(*params):
        return [reader.get("/v2/cycle", params={"nextToken": token} if token else {}).json().get("next_token") for token in params]

    second, third = (page["next_token"] for page in [*pages("/v2/cycle", limit=10)][:2])
    sim.faults.add(Fault("repeat_token"), Fault("loop_tokens", skip=1))
    assert walk(None, second) == [second, second]  # repeated
    assert walk(None, second, third) == [second, third, second]  # in a circle
    sim.faults.add(Fault("no_token"))
    assert walk(None) == [None]


def test_a_page_may_be_empty_though_others_follow(sim, reader):
    sim.faults.add(Fault("empty_page"))
    page = reader.get("/v2/cycle").json()
    assert page["records"] == []
    assert reader.get("/v2/cycle", params={"nextToken": page["next_token"]}).json()["records"]


def test_the_order_may_change_between_pages(sim, reader):
    first = reader.get("/v2/cycle").json()
    token = {"nextToken": first["next_token"]}
    second = reader.get("/v2/cycle", params=token).json()["records"]
    reader.get("/v2/cycle")
    sim.faults.add(Fault("disorder"))
    assert reader.get("/v2/cycle", params=token).json()["records"] == [*reversed(second), first["records"][-1]]


def test_values_may_have_other_types(sim, reader):
    sim.faults.add(Fault("wrong_types", times=2))
    (record, *_) = reader.get("/v2/cycle").json()["records"]
    assert isinstance(record["id"], list)
    assert isinstance(reader.get("/v2/user/profile/basic").json()["email"], list)


def test_the_date_may_be_wrong(sim, reader):
    sim.faults.add(Fault("wrong_date", seconds=-86_400))
    assert reader.get("/v2/cycle").headers["date"] == "Thu, 19 Mar 2026 12:00:00 GMT"
    assert reader.get("/v2/cycle").headers["date"] == "Fri, 20 Mar 2026 12:00:00 GMT"


def test_a_body_may_be_huge(sim, reader):
    sim.faults.add(Fault("huge", megabytes=3))
    with reader.stream("GET", "/v2/cycle") as answer:
        assert answer.headers["content-length"] == str(3 * 2**20)
        assert sum(len(chunk) for chunk in answer.iter_bytes()) == 3 * 2**20


# ---------------------------------------------------------------- what is pushed


class _Receiver:
    """A server that notes what is pushed, with what the simulated clock shows then, and answers as it is told."""

    def __init__(self) -> None:
        self.came: list[tuple[datetime, dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.clock = FixedClock(NOON)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.came.append((outer.clock.now(), dict(self.headers), body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"

    def events(self) -> list[wire.WebhookEvent]:
        return [wire.WebhookEvent.model_validate_json(body) for _, _, body in self.came]


@pytest.fixture
def receiver() -> Iterator[_Receiver]:
    receiver = _Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    receiver.server.shutdown()
    thread.join()
    receiver.server.server_close()


@pytest.fixture
def pushing(receiver):
    """A simulator that pushes to the receiver, with person-a connected."""

    def start(habits=PLAIN, speed=0.0, **hooks):
        receiver.clock = SimulatedClock(NOON, speed)
        return running_simulator([someone("person-a", days=8)], clock=receiver.clock, habits=habits, hooks=Hooks(receiver.url, **hooks))

    return start


def test_events_are_pushed_at_their_moment_with_a_true_signature(pushing, receiver):
    with pushing() as sim:
        sim.clock.advance(timedelta(hours=12))
        assert receiver.came == []  # nobody is connected
        sim.grant("person-a")
        began = sim.clock.now()
        sim.clock.advance(timedelta(days=2))
        account = sim.account("person-a")
        expected = account.events(began, sim.clock.now())
        secret = sim.client_secret.encode()
    assert [(at, event.type, str(event.id)) for (at, _, _), event in zip(receiver.came, receiver.events(), strict=True)] == [
        (event.at, event.type, event.id) for event in expected
    ]
    assert {event.type for event in receiver.events()} >= {"sleep.updated", "recovery.updated"}
    assert len({event.trace_id for event in receiver.events()}) == len(expected)
    for at, headers, body in receiver.came:
        stamp = headers["X-WHOOP-Signature-Timestamp"]
        assert int(stamp) == int(at.timestamp() * 1000)
        digest = hmac.digest(secret, stamp.encode() + body, hashlib.sha256)
        assert headers["X-WHOOP-Signature"] == base64.b64encode(digest).decode()


def test_an_event_that_is_not_taken_comes_five_times_more_within_an_hour_or_so(pushing, receiver):
    with pushing() as sim:
        sim.grant("person-a")
        receiver.statuses = [500] * 100
        sim.clock.advance(timedelta(days=1))
        first = sim.deliveries[0]
        told = [delivery for delivery in sim.deliveries if delivery.event == first.event]
    assert [delivery.attempt for delivery in told] == [1, 2, 3, 4, 5, 6]
    assert [(delivery.at - first.at) / timedelta(minutes=1) for delivery in told] == [0, 1, 5, 15, 35, 60]
    of_first = [event for event in receiver.events() if (event.type, str(event.id)) == (first.event.type, first.event.id)]
    assert len({event.trace_id for event in of_first}) == 1
    assert {delivery.status for delivery in told} == {500}


def test_an_event_that_is_taken_at_last_comes_no_more(pushing, receiver):
    with pushing() as sim:
        sim.grant("person-a")
        receiver.statuses = [503]
        sim.clock.advance(timedelta(days=1))
        told = [(delivery.attempt, delivery.status) for delivery in sim.deliveries if delivery.event == sim.deliveries[0].event]
    assert told == [(1, 503), (2, 204)]


def test_events_may_come_twice_in_another_order_or_never(pushing, receiver):
    with pushing(duplicates=0.5, drops=0.3, delay_minutes=(0, 3000), seed=4) as sim:
        sim.grant("person-a")
        sim.clock.advance(timedelta(days=8))
        happened = sim.account("person-a").events(NOON, sim.clock.now() - timedelta(hours=50))
        came = [delivery.event for delivery in sim.deliveries]
    assert len(set(came)) < len(came)
    assert came != sorted(came, key=lambda event: event.at)
    assert 0 < len(set(happened) - set(came)) < len(happened)


def test_one_who_revoked_is_not_pushed_any_more(pushing, receiver):
    with pushing() as sim:
        sim.grant("person-a")
        sim.clock.advance(timedelta(days=1))
        before = len(receiver.came)
        assert before
        sim.grants.revoke("person-a")
        sim.clock.advance(timedelta(days=1))
    assert len(receiver.came) == before


def test_what_a_hand_changes_or_deletes_is_pushed_at_once(pushing, receiver):
    with pushing() as sim:
        sim.grant("person-a")
        night = NOON.date() - timedelta(days=1)
        identity = sim.account("person-a").activity("sleep", night)
        sim.change("person-a", "sleep", identity, lambda body: {**body, "score_state": "UNSCORABLE"})
        assert [(event.type, str(event.id)) for event in receiver.events()] == [("sleep.updated", identity)]
        sim.clock.advance(timedelta(minutes=1))
        sim.delete("person-a", "sleep", night)
        sim.clock.advance(timedelta(minutes=1))
    assert [event.type for event in receiver.events()] == ["sleep.updated", "recovery.deleted", "sleep.deleted"]


def test_a_clock_that_runs_pushes_by_itself(pushing, receiver):
    with pushing(speed=360_000.0) as sim:  # a hundred hours in a second
        sim.grant("person-a")
        until = time.monotonic() + 20
        while not receiver.came and time.monotonic() < until:
            time.sleep(0.05)
    assert receiver.came


def test_a_receiver_that_is_gone_stops_nobody():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        hooks = Hooks(f"http://127.0.0.1:{taken.getsockname()[1]}/")
        with running_simulator([someone("person-a", days=3)], clock=SimulatedClock(NOON), habits=PLAIN, hooks=hooks) as sim:
            sim.grant("person-a")
            sim.clock.advance(timedelta(days=1))
            assert {delivery.status for delivery in sim.deliveries} == {None}


# ---------------------------------------------------------------- as a whole


@pytest.mark.prove
def test_two_years_are_served_in_seconds():
    """All pages of 730 nights; the clock that is looked at is the processor's, of server and client together."""
    person = generate("person-a", 3, NOON.date() - timedelta(days=729), NOON.date())
    with running_simulator([person], clock=SimulatedClock(NOON), limits=MANY) as sim:
        bearer = {"Authorization": f"Bearer {sim.grant('person-a')['access_token']}"}
        began, count = time.process_time(), 0
        with httpx.Client(base_url=f"{sim.url}/developer", headers=bearer, timeout=60, trust_env=False) as client:
            for path in COLLECTIONS:
                token = None
                while True:
                    body = client.get(path, params={"limit": 25} | ({"nextToken": token} if token else {})).json()
                    count += len(body["records"])
                    token = body.get("next_token")
                    if token is None:
                        break
        assert count > 2000
        assert time.process_time() - began < 5.0  # 1.0 s measured, lives made included


def test_many_read_and_refresh_at_once_and_none_is_mistaken_for_another(sim, client):
    def read(place):
        person = ("person-a", "person-b")[place % 2]
        told = sim.grant(person)
        form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
        form |= {"client_id": sim.client_id, "client_secret": sim.client_secret}
        token = client.post("/oauth/oauth2/token", data=form).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        profile = client.get("/developer/v2/user/profile/basic", headers=bearer).json()
        cycles = client.get("/developer/v2/cycle", headers=bearer).json()["records"]
        return profile["last_name"] == person and {cycle["user_id"] for cycle in cycles} == {profile["user_id"]}

    done = sim.counts.refreshes
    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(read, range(24)))
    assert sim.counts.refreshes == done + 24


def test_it_ends_cleanly_even_while_somebody_waits():
    before = set(threading.enumerate())
    with socket.socket() as waiting:
        with running_simulator([someone("person-a", days=3)]) as sim:
            sim.faults.add(Fault("hang", seconds=3600))
            waiting.connect(("127.0.0.1", urlsplit(sim.url).port))
            waiting.sendall(b"GET /developer/v2/cycle HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while sim.faults.waiting():
                time.sleep(0.01)
            began = time.monotonic()
        assert time.monotonic() - began < 4  # after 5 uvicorn would tear it down
    assert set(threading.enumerate()) <= before


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as other:
        simulator = running_simulator([someone("person-a", days=3)], port=other.getsockname()[1])
        with pytest.raises(Broken, match="choose another port"):
            simulator.__enter__()


def test_the_command_serves_until_it_is_interrupted(home):
    morrow = [sys.executable, "-c", "from app.cli import main; main()", "simulate", "whoop"]
    options = ["--people", "2", "--nights", "5", "--port", "0", "--now", "2026-03-20T12:00", "--speed", "0"]
    with subprocess.Popen([*morrow, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        told = dict(process.stdout.readline().strip().split("=", 1) for _ in range(3))
        page = httpx.get(told["MORROW_WHOOP_URL"], trust_env=False).text
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert set(told) == {"MORROW_WHOOP_URL", "MORROW_WHOOP_CLIENT_ID", "MORROW_WHOOP_CLIENT_SECRET"}
    assert "2026-03-20T12:00:00" in page
    assert process.returncode == 0
    for words in ("simulated", "http://127.0.0.1:8182/callback", "synthetic-7-000, synthetic-7-001", "has ended"):
        assert words in said
