"""The data paths of version 2: who may ask, how often, and what is answered. Refusals are those of WHOOP's OpenAPI description.

The description gives refusals no body; these have `{"error": …}`, on which no client may rely. A token without the scope of a path is
answered with 401, the only refusal of that kind that the description knows there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import BadInput
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.grants import Grant
from ingestion.whoop_simulator.items import Kind
from ingestion.whoop_simulator.objects import Json, of_v1_id
from ingestion.whoop_simulator.paging import query_of
from ingestion.whoop_simulator.signals import TYPES, stream_of
from ingestion.whoop_simulator.simulator import Simulator

Answer = Callable[[Account, Request, datetime], Json | None]
"""What a path answers about an account at an instant; None where there is nothing."""


def data_routes(simulator: Simulator) -> list[Route]:
    """All paths below `/developer`."""

    def route(path: str, scope: str | None, answer: Answer) -> Route:
        return Route(f"/developer/v2{path}", _guarded(simulator, scope, answer), methods=["GET"])

    return [
        route("/cycle", "read:cycles", _collection("cycle")),
        route("/cycle/{cycle}", "read:cycles", lambda account, request, now: account.find("cycle", str(_cycle(request)), now)),
        route("/cycle/{cycle}/sleep", None, lambda account, request, now: account.of_cycle("sleep", _cycle(request), now)),
        route("/cycle/{cycle}/recovery", "read:recovery", lambda account, request, now: account.of_cycle("recovery", _cycle(request), now)),
        route("/recovery", "read:recovery", _collection("recovery")),
        route("/activity/sleep", "read:sleep", _collection("sleep")),
        route("/activity/sleep/{activity}", "read:sleep", _one("sleep")),
        route("/activity/sleep/{activity}/stream", None, _stream),
        route("/activity/workout", "read:workout", _collection("workout")),
        route("/activity/workout/{activity}", "read:workout", _one("workout")),
        route("/user/profile/basic", "read:profile", lambda account, request, now: account.profile()),
        route("/user/measurement/body", "read:body_measurement", lambda account, request, now: account.body()),
        Route("/developer/v2/user/access", _revoke(simulator), methods=["DELETE"]),
        Route("/developer/v1/activity-mapping/{number}", _mapping(simulator), methods=["GET"]),
    ]


def _guarded(simulator: Simulator, scope: str | None, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        grant = _grant(simulator, request)
        if grant is None:
            return _refusal(401, "the access token is missing, unknown, expired or revoked")
        rate = simulator.rate.count()
        response = _answer(simulator, grant, scope, answer, request) if rate.granted else _refusal(429, "too many requests")
        response.headers.update(rate.headers)
        return response

    return endpoint


def _answer(simulator: Simulator, grant: Grant, scope: str | None, answer: Answer, request: Request) -> Response:
    if scope and scope not in grant.scopes:
        return _refusal(401, f"the token does not hold {scope}")
    try:
        found = answer(simulator.accounts[grant.person_id], request, simulator.clock.now())
    except BadInput as error:
        return _refusal(400, str(error))
    return _refusal(404, "there is no such object") if found is None else JSONResponse(found)


def _grant(simulator: Simulator, request: Request) -> Grant | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return simulator.grants.allowed(token) if kind.lower() == "bearer" else None


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status)


def _collection(kind: Kind) -> Answer:
    def answer(account: Account, request: Request, now: datetime) -> Json:
        return account.page(kind, query_of(request.query_params, account.user_id, now), now).body()

    return answer


def _one(kind: Kind) -> Answer:
    return lambda account, request, now: account.find(kind, _activity(request), now)


def _stream(account: Account, request: Request, now: datetime) -> Json | None:
    wanted = [name for part in request.query_params.getlist("types") for name in part.split(",")] or list(TYPES)
    if not set(wanted) <= set(TYPES):
        raise BadInput(f"wanted types of {', '.join(TYPES)}, found {', '.join(wanted)}")
    sleep = account.find("sleep", _activity(request), now)
    return stream_of(sleep, account.resting_hr, wanted) if sleep else None


def _cycle(request: Request) -> int:
    text: str = request.path_params["cycle"]
    if not (text.isascii() and text.isdigit() and int(text) < 2**63):
        raise BadInput(f"wanted the number of a cycle, found {text!r}")
    return int(text)


def _activity(request: Request) -> str:
    text: str = request.path_params["activity"]
    try:
        return str(UUID(text))
    except ValueError as error:
        raise BadInput(f"wanted a UUID, found {text!r}") from error


def _revoke(simulator: Simulator) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        grant = _grant(simulator, request)
        if grant is None:
            return _refusal(401, "the access token is missing, unknown, expired or revoked")
        rate = simulator.rate.count()
        if rate.granted:
            simulator.grants.revoke(grant.person_id)
        return Response(status_code=204, headers=rate.headers) if rate.granted else JSONResponse({}, 429, rate.headers)

    return endpoint


def _mapping(simulator: Simulator) -> Callable[[Request], Awaitable[Response]]:
    """Asks for no token: the description states no security for it."""

    async def endpoint(request: Request) -> Response:
        text: str = request.path_params["number"]
        found = _v2_id(simulator, int(text)) if text.isascii() and text.isdigit() and int(text) < 2**63 else None
        return JSONResponse({"v2_activity_id": found}) if found else _refusal(404, "there is no such activity")

    return endpoint


def _v2_id(simulator: Simulator, number: int) -> str | None:
    told = of_v1_id(number)
    account = next((account for account in simulator.accounts.values() if told and account.user_id == told[0]), None)
    if told is None or account is None:
        return None
    _, what, day = told
    identity = account.activity(what, day)
    return identity if account.find("workout" if what == "workout" else "sleep", identity, simulator.clock.now()) else None
