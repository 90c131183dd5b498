"""The route that WHOOP calls: open to all, guarded by the signature; an event is kept, and a sync looks later at what it is about."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from starlette.requests import ClientDisconnect

from agent.bootstrap import World
from core.store import Store
from ingestion.whoop_api.webhooks import MAX_BODY_BYTES, SIGNATURE, TIMESTAMP, is_authentic, keep_event, read_event

PATH = "/v1/webhooks/whoop"
WAIT_SECONDS = 1.0
"""For the store, while another holds it: WHOOP wants its answer within ten, and calls again after a refusal."""
router = APIRouter()


async def short_body(request: Request) -> bytes:
    """The raw body.

    Raises:
        HTTPException: 413 when it is longer than any event.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                break
    except ClientDisconnect:  # how the guard before all routes ends a body that is far too long
        body.extend(bytes(MAX_BODY_BYTES + 1))
    if len(body) > MAX_BODY_BYTES:
        raise HTTPException(413, f"wanted an event of at most {MAX_BODY_BYTES} bytes")
    return bytes(body)


ShortBody: TypeAlias = Annotated[bytes, Depends(short_body)]


@router.post(PATH, include_in_schema=False)
def whoop_event(request: Request, body: ShortBody) -> Response:
    """Nothing, for an event that is kept, was kept before, or is of nobody here: WHOOP need not call again.

    Raises:
        HTTPException: 401 for what WHOOP did not sign within the last minutes, whatever is wrong with it; 404 where no app is set up.
    """
    world: World = request.app.state.world
    secret, now = world.settings.whoop_client_secret, world.clock.now()
    if secret is None:
        raise HTTPException(404, "no app of WHOOP is set up here")
    signature, timestamp = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
    if not is_authentic(secret.get_secret_value(), signature=signature, timestamp=timestamp, body=body, now=now):
        raise HTTPException(401, "wanted WHOOP's signature over this body, not older than five minutes")
    keep_event(Store(world.store.path, wait_seconds=WAIT_SECONDS), read_event(body), received_at=now)
    return Response(status_code=204)
