"""The consent page and the token endpoint, at WHOOP's own paths.

A client id that is unknown, or a redirect address that was not registered, is told to the person and never redirected to: it could be
anybody's. Everything else goes back to the client, with its `state`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ingestion.whoop_simulator.grants import OFFLINE, SCOPES, SHORTEST_STATE, OAuthError
from ingestion.whoop_simulator.pages import consent_page, refusal_page
from ingestion.whoop_simulator.simulator import Simulator

Endpoint = Callable[[Request], Awaitable[Response]]
_MOST_BYTES = 64 * 1024
_UNSEEN = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def oauth_routes(simulator: Simulator) -> list[Route]:
    """The paths below `/oauth/oauth2`."""
    return [
        Route("/oauth/oauth2/auth", _ask(simulator), methods=["GET"]),
        Route("/oauth/oauth2/auth", _decide(simulator), methods=["POST"]),
        Route("/oauth/oauth2/token", _token(simulator), methods=["POST"]),
    ]


def _ask(simulator: Simulator) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        asked = dict(request.query_params)
        refused = _refused(simulator, asked)
        if refused is not None:
            return refused
        if simulator.answering is not None:
            return _redirect(asked, code=_code(simulator, asked, simulator.answering))
        return HTMLResponse(consent_page(asked, list(simulator.accounts)), headers=_UNSEEN)

    return endpoint


def _decide(simulator: Simulator) -> Endpoint:
    """What the form sends: all parameters of the link, the person and the decision. A link's own query may hold the former."""

    async def endpoint(request: Request) -> Response:
        asked = {**request.query_params, **await _form(request)}
        refused = _refused(simulator, asked)
        if refused is not None:
            return refused
        person = asked.get("person", "")
        if asked.get("decision") != "allow" or person not in simulator.accounts:
            return _redirect(asked, error="access_denied", error_description="the person did not allow it")
        return _redirect(asked, code=_code(simulator, asked, person))

    return endpoint


def _refused(simulator: Simulator, asked: Mapping[str, str]) -> Response | None:
    if asked.get("client_id") != simulator.client_id:
        return HTMLResponse(refusal_page("client_id names no registered app"), 400)
    if not simulator.grants.knows_redirect(asked.get("redirect_uri", "")):
        return HTMLResponse(refusal_page("redirect_uri is not one of those registered for the app"), 400)
    if asked.get("response_type") != "code":
        return _redirect(asked, error="unsupported_response_type", error_description="wanted response_type=code")
    if len(asked.get("state", "")) < SHORTEST_STATE:
        return _redirect(asked, error="invalid_state", error_description=f"state needs {SHORTEST_STATE} characters")
    unknown = set(asked.get("scope", "").split()) - {*SCOPES, OFFLINE}
    if unknown:
        return _redirect(asked, error="invalid_scope", error_description=f"unknown: {' '.join(sorted(unknown))}")
    return None


def _code(simulator: Simulator, asked: Mapping[str, str], person: str) -> str:
    return simulator.grants.consent(person, frozenset(asked.get("scope", "").split()), asked["redirect_uri"])


def _redirect(asked: Mapping[str, str], **told: str) -> Response:
    uri, state = asked["redirect_uri"], asked.get("state")
    query = urlencode({**told, "scope": asked.get("scope", ""), **({"state": state} if state else {})})
    return RedirectResponse(f"{uri}{'&' if '?' in uri else '?'}{query}", 302, headers=_UNSEEN)


def _token(simulator: Simulator) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(simulator.grants.token(await _form(request)), headers=_UNSEEN)
        except OAuthError as error:
            return JSONResponse(error.body(), error.status, headers=_UNSEEN)

    return endpoint


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; nothing of a body that is none, or too long to be one."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return {}
