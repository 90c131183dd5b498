"""What is not WHOOP's: the front page, and below `/simulator` the clock, people, faults, requests and counts."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from core.errors import BadInput
from ingestion.whoop_simulator.faults import fault_of
from ingestion.whoop_simulator.objects import Json, stamp
from ingestion.whoop_simulator.pages import front_page
from ingestion.whoop_simulator.simulator import Simulator


def control_routes(simulator: Simulator) -> list[Route]:
    """The routes for whoever runs the simulator."""
    steps: dict[str, tuple[Callable[[], Json], Callable[[Json], None] | None]] = {
        "/simulator/clock": (lambda: _clock(simulator), lambda given: _move(simulator, given)),
        "/simulator/people": (lambda: _people(simulator), None),
        "/simulator/faults": (lambda: _faults(simulator), lambda given: _add_faults(simulator, given)),
        "/simulator/requests": (lambda: {"requests": [asdict(request) for request in simulator.requests]}, None),
        "/simulator/counts": (lambda: asdict(simulator.counts), None),
    }
    return [Route("/", _front(simulator)), *(_route(path, read, change) for path, (read, change) in steps.items())]


def _route(path: str, read: Callable[[], Json], change: Callable[[Json], None] | None) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST" and change is not None:
            try:
                given = json.loads(await request.body())
                # In a thread: on its way the clock may push events, and whoever gets them may ask this server.
                await run_in_threadpool(change, given)
            except (ValueError, BadInput) as error:
                return JSONResponse({"error": str(error)}, 400)
        return Response(json.dumps(read(), default=_told), media_type="application/json")

    return Route(path, endpoint, methods=["GET", "POST"] if change else ["GET"])


def _told(value: object) -> str:
    return stamp(value) if isinstance(value, datetime) else str(value)


def _front(simulator: Simulator) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        people = {str(row["person"]): bool(row["connected"]) for row in _rows(simulator)}
        return HTMLResponse(front_page(simulator.clock.now(), simulator.clock.speed, people))

    return endpoint


def _clock(simulator: Simulator) -> Json:
    return {"now": stamp(simulator.clock.now()), "speed": simulator.clock.speed}


def _move(simulator: Simulator, given: Json) -> None:
    match given:
        case {"advance_seconds": int() | float() as seconds} if math.isfinite(seconds):
            simulator.clock.advance(timedelta(seconds=seconds))
        case {"now": str() as text} if (instant := datetime.fromisoformat(text)).tzinfo:
            simulator.clock.advance_to(instant)
        case {"speed": int() | float() as speed} if math.isfinite(speed) and speed >= 0:
            simulator.clock.run(float(speed))
        case _:
            raise BadInput('wanted {"advance_seconds": 3600}, {"now": "2026-03-01T21:00:00Z"} or {"speed": 1}')


def _people(simulator: Simulator) -> Json:
    return {"people": _rows(simulator)}


def _rows(simulator: Simulator) -> list[Json]:
    connected = {account.user_id for account, _ in simulator.connected()}
    return [
        {"person": name, "user_id": account.user_id, "since": account.person.start.isoformat(), "connected": account.user_id in connected}
        for name, account in simulator.accounts.items()
    ]


def _faults(simulator: Simulator) -> Json:
    return {"faults": [asdict(fault) for fault in simulator.faults.waiting()]}


def _add_faults(simulator: Simulator, given: Json) -> None:
    match given:
        case {"faults": list() as steps} if all(isinstance(step, dict) for step in steps):
            simulator.faults.add(*[fault_of(step) for step in steps])
        case {"clear": True}:
            simulator.faults.clear()
        case _:
            raise BadInput('wanted {"faults": [{"kind": "status", "path": "*/v2/recovery", "status": 500}]} or {"clear": true}')
