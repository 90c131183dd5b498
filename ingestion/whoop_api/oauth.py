"""WHOOP's OAuth 2 (authorization code): the link to consent, the address one comes back with, and the token address.

One comes back with a state that was made for this one attempt, or is turned away. Proof by PKCE is left out: that WHOOP knows it is not
documented, and the code is of no use without the client secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request  # type: ignore[import-untyped]  # ships no types
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import BadInput, Refused, SettingsBroken, SourceBroken, SourceUnavailable
from core.settings import Settings
from ingestion.whoop_api.budget import retry_after
from ingestion.whoop_api.transport import Answer, Silence, Transport, checked_address

SCOPES = (
    "offline",
    "read:body_measurement",
    "read:cycles",
    "read:profile",
    "read:recovery",
    "read:sleep",
    "read:workout",
)
"""What is asked for, and used, each of it; `offline` brings the refresh token."""
AUTH_PATH, TOKEN_PATH, CALLBACK_PATH = "/oauth/oauth2/auth", "/oauth/oauth2/token", "/callback"
TOKEN_SECONDS = 20.0
"""Time limit of one call to the token address."""
LONGEST_QUERY = 4096
_CODE = re.compile(r"[\x21-\x7e]{1,2048}")
_OUR_FAULT = frozenset({"invalid_client", "unauthorized_client"})
_PASSING = frozenset({"server_error", "slow_down", "temporarily_unavailable"})
_Secret = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,8192}$")]


@dataclass(frozen=True)
class App:
    """The app at WHOOP in whose name is asked."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str
    redirect_uri: str


class Unasked(SourceUnavailable):
    """The token address was not reached, or did not get as far as the token: it works as before."""


class TokenAnswer(BaseModel):
    """What the token address gives. Its values are never shown."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    access_token: _Secret = Field(repr=False)
    refresh_token: _Secret | None = Field(None, repr=False)
    expires_in: int = Field(3600, ge=1, le=86_400 * 366)
    scope: str | None = None


def app_of(settings: Settings) -> App:
    """The app that the settings name.

    Raises:
        SettingsBroken: when its id or its secret is missing, or WHOOP's address cannot be used.
    """
    secret, redirect = settings.whoop_client_secret, redirect_uri(settings.whoop_redirect_port)
    if not settings.whoop_client_id or secret is None:
        raise SettingsBroken(
            "wanted MORROW_WHOOP_CLIENT_ID and MORROW_WHOOP_CLIENT_SECRET, found none: make an app in WHOOP's developer dashboard "
            f"(developer.whoop.com; free for members), register {redirect} as its redirect URL, and set both. "
            "Without a WHOOP account: morrow simulate whoop"
        )
    return App(settings.whoop_client_id, secret.get_secret_value(), checked_address(settings.whoop_url), redirect)


def redirect_uri(port: int) -> str:
    """Where WHOOP sends the browser back to; to be registered there in exactly these letters."""
    return f"http://127.0.0.1:{port}{CALLBACK_PATH}"


def consent_link(app: App, state: str) -> str:
    """The page on which the person consents."""
    link: str = prepare_grant_uri(f"{app.base_url}{AUTH_PATH}", app.client_id, "code", app.redirect_uri, " ".join(SCOPES), state)
    return link


def query_of(app: App, address: str) -> str:
    """The query of the address that a browser ended at.

    Raises:
        BadInput: when it is not the redirect address of this app.
    """
    place, _, query = address.strip().partition("?")
    if place != app.redirect_uri or "#" in query:
        raise BadInput(f"wanted the whole address that the browser ended at, {app.redirect_uri}?code=…&state=…, found another")
    return query


def parameters(query: str) -> dict[str, str]:
    """What came back, each name once.

    Raises:
        BadInput: for a query that WHOOP would not make.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=20) if len(query) <= LONGEST_QUERY else []
    except ValueError:
        pairs = []
    found = dict(pairs)
    if not pairs or len(found) < len(pairs):
        raise BadInput("this is not the answer of a consent page: nothing in it, or a name twice, or too much")
    return found


def code_in(answer: dict[str, str]) -> str:
    """The authorization code of an answer whose state is ours.

    Raises:
        Refused: when the person or WHOOP said no, or consented to something else than what was asked.
    """
    if "error" in answer:
        word = answer["error"] if re.fullmatch(r"[a-z_]{1,40}", answer["error"]) else "an error"
        raise Refused(f"you or WHOOP said no ({word}). Nothing was changed; to try again: morrow connect whoop")
    if "scope" in answer:
        check_scopes(answer["scope"].split())
    code = answer.get("code", "")
    if not _CODE.fullmatch(code):
        raise Refused("WHOOP's answer holds no code. Nothing was changed; to try again: morrow connect whoop")
    return code


def check_scopes(granted: Iterable[str]) -> None:
    """Nothing.

    Raises:
        Refused: when more or less was granted than what was asked.
    """
    missing, beyond = set(SCOPES) - set(granted), set(granted) - set(SCOPES)
    if missing or beyond:
        found = " and ".join([f"without {', '.join(sorted(missing))}"] * bool(missing) + [f"with {len(beyond)} more"] * bool(beyond))
        raise Refused(f"wanted consent to {', '.join(SCOPES)}, found it {found}. Nothing was kept; to try again: morrow connect whoop")


def exchange(app: App, transport: Transport, code: str) -> TokenAnswer:
    """The first tokens of a grant, for its code.

    Raises:
        Refused: when WHOOP does not take the code, or the scopes are others than asked.
        SourceUnavailable: when WHOOP cannot be had; `Unasked` when it does not know this app.
        SourceBroken: when its answer makes no sense.
    """
    found = _ask(app, transport, "authorization_code", code=code, redirect_uri=app.redirect_uri)
    if found is None:
        raise Refused("WHOOP did not take the code: it was used before, is too old, or is another app's. Try again: morrow connect whoop")
    if found.scope is not None:
        check_scopes(found.scope.split())
    if found.refresh_token is None:
        raise SourceBroken("WHOOP gave no refresh token, though the scope offline was asked for; nothing was kept. Try again later")
    return found


def refresh(app: App, transport: Transport, refresh_token: str) -> TokenAnswer | None:
    """The next tokens of a grant; None where WHOOP does not know its refresh token any more.

    Raises:
        SourceUnavailable: when WHOOP cannot be had; `Unasked` when it does not know this app.
        SourceBroken: when its answer makes no sense.
    """
    return _ask(app, transport, "refresh_token", refresh_token=refresh_token, scope="offline")


def _ask(app: App, transport: Transport, grant_type: str, **more: str) -> TokenAnswer | None:
    form = prepare_token_request(grant_type, client_id=app.client_id, client_secret=app.client_secret, **more)
    answer = transport.send("POST", TOKEN_PATH, form=form, within=TOKEN_SECONDS)
    if isinstance(answer, Silence):
        raise (SourceUnavailable if answer.reached else Unasked)(f"{answer.reason}, which was to give tokens; try again later")
    if answer.status == 200:
        return _tokens(answer)
    _raise_unless_refused(answer)
    return None


def _tokens(answer: Answer) -> TokenAnswer:
    try:
        return TokenAnswer.model_validate(answer.json())
    except ValidationError as error:
        names = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)}))
        raise SourceBroken(f"WHOOP's tokens are not as its description says ({names}); nothing was kept. Try again later") from None


def _raise_unless_refused(answer: Answer) -> None:
    """Nothing where the code or the refresh token is what WHOOP refuses."""
    word = _error_word(answer) if 400 <= answer.status < 500 and answer.status != 429 else None
    if word is None or word in _PASSING:
        again = retry_after(answer.headers)
        raise SourceUnavailable(f"WHOOP answered HTTP {answer.status} instead of giving tokens; try again later", again)
    if word in _OUR_FAULT:
        raise Unasked(
            "WHOOP does not know this app; look at MORROW_WHOOP_CLIENT_ID and MORROW_WHOOP_CLIENT_SECRET (WHOOP's developer dashboard)"
        )


def _error_word(answer: Answer) -> str | None:
    """OAuth's word for what was wrong; None where a gateway spoke in WHOOP's place."""
    try:
        told = answer.json()
    except SourceBroken:
        return None
    word = told.get("error") if isinstance(told, dict) else None
    return word if isinstance(word, str) else None
