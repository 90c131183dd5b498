"""The HTTP API: forecasts and ledger of people, read with a key that has scopes per person. `create_app` builds it around a world.

Every route but `OPEN_ROUTES` stands behind `caller`; those of a person behind `readable`. Routes are plain functions: they run in
threads and open the store for a moment each.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.middleware.trustedhost import TrustedHostMiddleware

from agent.bootstrap import World
from app import api_models as models
from app import webhook_route
from app.api_errors import REFUSALS, add_error_handlers
from app.keys import Principal, principal_of
from app.meals import tell_meals
from app.people import PersonRow, person_rows
from app.schema import Forecast, forecast_schema
from app.security import Guard, allowed_hosts
from app.standing import forecast_of_night, latest_forecast, snapshot_of
from app.tracks import chosen_run

OPEN_ROUTES = frozenset({"/health", webhook_route.PATH})
"""Routes that answer without a key; a test names any other that would. What WHOOP calls is guarded by its signature."""
bearer = HTTPBearer(auto_error=False, description="A key made with `morrow keys add`.")


def world_of(request: Request) -> World:
    """The installation that this server serves."""
    world: World = request.app.state.world
    return world


InWorld: TypeAlias = Annotated[World, Depends(world_of)]


def caller(world: InWorld, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Principal:
    """Who asks.

    Raises:
        HTTPException: 401 without a key that stands.
    """
    found = principal_of(world.store, credentials.credentials) if credentials else None
    if found is None:
        raise HTTPException(401, "wanted a key that stands, as `Authorization: Bearer mrw_…`", headers={"WWW-Authenticate": "Bearer"})
    return found


Caller: TypeAlias = Annotated[Principal, Depends(caller)]


PersonPath: TypeAlias = Annotated[str, Path(min_length=1, max_length=200, description="Id of the person.")]


def readable(principal: Caller, world: InWorld, person: PersonPath) -> str:
    """The person of the path, if this key may read them.

    Raises:
        HTTPException: 403 if it may not, whether or not they exist; 404 when nothing of them stands here.
    """
    return _reached(world, principal, "read", person)


def writable(principal: Caller, world: InWorld, person: PersonPath) -> str:
    """The person of the path, if this key may tell of them; raises as `readable` does."""
    return _reached(world, principal, "write", person)


def _reached(world: World, principal: Principal, scope: str, person: str) -> str:
    if not principal.allows(scope, person):
        raise HTTPException(403, "this key does not reach that person" if scope == "read" else f"this key may not {scope} of that person")
    if person not in world.store.people():
        raise HTTPException(404, "no facts of that person stand here")
    return person


Readable: TypeAlias = Annotated[str, Depends(readable)]
Writable: TypeAlias = Annotated[str, Depends(writable)]
TrackQuery: TypeAlias = Annotated[Literal["live", "replay"] | None, Query(description="Live, unless the person is simulated.")]
RunQuery: TypeAlias = Annotated[str | None, Query(max_length=200, description="Which replay; the one with most scores if none is named.")]

open_router = APIRouter()
router = APIRouter(responses=REFUSALS)


@open_router.get("/health")
def health() -> models.Health:
    """Whether the server answers."""
    return models.Health(status="ok", version=version("morrow"))


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, _: Caller) -> JSONResponse:
    """This API's own description."""
    app: FastAPI = request.app
    return JSONResponse(app.openapi())


@router.get("/v1/schema/forecast")
def schema(_: Caller) -> dict[str, object]:
    """The JSON Schema of forecast JSON."""
    return forecast_schema()


@router.get("/v1/people")
def people(world: InWorld, principal: Caller) -> list[models.PersonSummary]:
    """The people that this key may read."""
    return [_summary(row) for row in person_rows(world.store) if principal.allows("read", row.person_id)]


@router.get("/v1/people/{person}/forecasts/latest", response_model=Forecast)
def latest(world: InWorld, person: Readable, track: TrackQuery = None, run_id: RunQuery = None) -> JSONResponse:
    """The newest sealed forecast: of the last night, its last revision."""
    return _found(latest_forecast(world, person, chosen_run(world.store, person, track, run_id)))


@router.get("/v1/people/{person}/forecasts/{night}", response_model=Forecast)
def of_night(
    world: InWorld,
    person: Readable,
    night: Annotated[date, Path(description="Local date on which the night ends.")],
    revision: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="Without it the one that counts: the last sealed in time.")
    ] = None,
    track: TrackQuery = None,
    run_id: RunQuery = None,
) -> JSONResponse:
    """The sealed forecast of one night."""
    snapshot = snapshot_of(world, person, chosen_run(world.store, person, track, run_id))
    return _found(forecast_of_night(snapshot, night, revision))


@router.get("/v1/people/{person}/ledger/{seq}")
def ledger_entry(
    world: InWorld,
    person: Readable,
    seq: Annotated[int, Path(ge=1, le=2**53, description="Number of the entry.")],
    track: TrackQuery = None,
    run_id: RunQuery = None,
) -> models.LedgerEntryJson:
    """One entry of the ledger with its content and its place in the chain."""
    run = chosen_run(world.store, person, track, run_id)
    found = world.ledger(run.track, run.run_id).entries(
        "l.sequence = $sequence AND c.person_id = $person", {"sequence": seq, "person": person}
    )
    if not found:
        raise HTTPException(404, "no such entry of that person stands in that ledger")
    return models.LedgerEntryJson.of(found[0], run.track, run.run_id)


@router.post("/v1/people/{person}/meals", status_code=201)
def meals(world: InWorld, person: Writable, told: models.MealsTold) -> models.Told:
    """Tell what was eaten and drunk; the same meal told again with other amounts is corrected."""
    counts = tell_meals(world, person, [(meal.at, meal.amounts) for meal in told.meals])
    return models.Told(added=counts.added, revised=counts.revised, unchanged=counts.unchanged)


def create_app(world: World, *, host: str | None = None, hosts: tuple[str, ...] = ()) -> FastAPI:
    """The API around one installation.

    Args:
        world: what is served.
        host: the address listened on; that of the settings unless another is given.
        hosts: names, beside that and loopback, by which it may be called.
    """
    app = FastAPI(
        title="Morrow",
        version=version("morrow"),
        description="Sealed forecasts of one person's coming night, and the ledger they stand in.",
        openapi_url=None,  # served behind a key, by `openapi`
        docs_url=None,  # both pages load scripts from a foreign host
        redoc_url=None,
        routes=[*open_router.routes, *webhook_route.router.routes, *router.routes],  # plainly, so that a test can walk them all
    )
    app.state.world = world
    add_error_handlers(app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(host or world.settings.host, hosts), www_redirect=False)
    app.add_middleware(Guard)
    return app


def _found(forecast: dict[str, object] | None) -> JSONResponse:
    """The forecast exactly as it was sealed; the response model stands for the description alone."""
    if forecast is None:
        raise HTTPException(404, "no such forecast stands sealed")
    return JSONResponse(forecast)


def _summary(row: PersonRow) -> models.PersonSummary:
    return models.PersonSummary(
        person_id=row.person_id,
        simulated=row.simulated,
        time_zone=row.time_zone,
        nights=row.nights,
        first_night=row.first_night,
        last_night=row.last_night,
    )
