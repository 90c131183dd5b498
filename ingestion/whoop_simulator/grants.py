"""Who may read what: the registered app, consents, codes and tokens, with every rule that a client can break.

A refresh token works once. It brings a new pair, and the old pair is dead from that moment; one that comes a second time shows that
two hold it, and ends the whole grant (RFC 9700 §4.14.2).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import Clock

SCOPES = ("read:recovery", "read:cycles", "read:workout", "read:sleep", "read:profile", "read:body_measurement")
OFFLINE = "offline"
"""The scope that brings a refresh token."""
SHORTEST_STATE = 8
"""Characters that `state` must have: less could be guessed."""


@dataclass(frozen=True)
class App:
    """One app as registered with the service. Id and secret are no secrets: they open nothing but a simulator."""

    client_id: str = "simulated-client"
    client_secret: str = "simulated-client-secret"  # noqa: S105  # opens nothing but a simulator
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1:8182/callback",)


@dataclass(frozen=True)
class TokenRules:
    """How long codes and tokens live, and what happens to a refresh token that comes twice."""

    code_seconds: float = 600.0
    access_seconds: float = 3600.0
    strict: bool = True
    """A reused refresh token ends the grant; otherwise it is only refused."""


class OAuthError(ValueError):
    """A refusal of the token endpoint, in the words of RFC 6749 §5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status

    def body(self) -> dict[str, object]:
        """As it is answered."""
        return {"error": self.error, "error_description": self.description}


APP = App()
TOKEN_RULES = TokenRules()


@dataclass
class Grant:
    """One consent: the family of all tokens that came of it."""

    person_id: str
    scopes: frozenset[str]
    since: datetime
    alive: bool = True
    access: str = ""
    access_until: datetime | None = None
    refresh: str | None = None


@dataclass(frozen=True)
class _Code:
    grant: Grant
    redirect_uri: str
    until: datetime


@dataclass
class Counts:
    """What the token endpoint did."""

    codes: int = 0
    """Codes exchanged."""
    refreshes: int = 0
    """Refreshes granted."""
    reused: int = 0
    """Refresh tokens that came again after they had been used."""
    refused: int = 0
    """Requests to the token endpoint that were refused, for whatever reason."""


@dataclass
class Grants:
    """All consents of one app. Safe to use from several threads."""

    app: App
    clock: Clock
    rules: TokenRules = TOKEN_RULES
    counts: Counts = field(default_factory=Counts)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _grants: list[Grant] = field(default_factory=list)
    _by_access: dict[str, Grant] = field(default_factory=dict)
    _by_refresh: dict[str, Grant] = field(default_factory=dict)
    _redirects: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def register_redirect(self, uri: str) -> None:
        """Takes one more redirect address for the app."""
        self._redirects.add(uri)

    def knows_redirect(self, uri: str) -> bool:
        """True for an address that was registered, letter by letter."""
        return uri in self._redirects or uri in self.app.redirect_uris

    def consent(self, person_id: str, scopes: frozenset[str], redirect_uri: str) -> str:
        """The code for a consent that a person has just given."""
        with self._lock:
            code, now = secrets.token_urlsafe(32), self.clock.now()
            self._codes[code] = _Code(Grant(person_id, scopes, now), redirect_uri, now + timedelta(seconds=self.rules.code_seconds))
            return code

    def token(self, form: Mapping[str, str]) -> dict[str, object]:
        """What the token endpoint answers.

        Raises:
            OAuthError: for whatever it refuses.
        """
        with self._lock:
            try:
                self._check_client(form)
                return self._refresh(form) if form.get("grant_type") == "refresh_token" else self._exchange(form)
            except OAuthError:
                self.counts.refused += 1
                raise

    def allowed(self, access_token: str) -> Grant | None:
        """The grant that an access token stands for, now."""
        grant = self._by_access.get(access_token)
        return grant if grant and grant.alive and grant.access_until and self.clock.now() < grant.access_until else None

    def living(self) -> list[Grant]:
        """All grants that have not ended."""
        return [grant for grant in list(self._grants) if grant.alive]

    def revoke(self, person_id: str) -> None:
        """Ends all grants of a person."""
        with self._lock:
            for grant in self.living():
                grant.alive = grant.person_id != person_id

    def expire(self, person_id: str | None = None) -> None:
        """Lets the access tokens of a person, or of everybody, run out now; refresh tokens stand."""
        with self._lock:
            for grant in self.living():
                if person_id in {None, grant.person_id}:
                    grant.access_until = self.clock.now()

    def issue(self, person_id: str, scopes: frozenset[str]) -> dict[str, object]:
        """Tokens without the way over a browser, for tests of what comes after it."""
        with self._lock:
            return self._first_pair(Grant(person_id, scopes, self.clock.now()))

    def _check_client(self, form: Mapping[str, str]) -> None:
        given = f"{form.get('client_id')}\n{form.get('client_secret')}"
        if not secrets.compare_digest(given.encode(), f"{self.app.client_id}\n{self.app.client_secret}".encode()):
            raise OAuthError("invalid_client", "client id or secret is wrong, or not in the body", 401)

    def _exchange(self, form: Mapping[str, str]) -> dict[str, object]:
        if form.get("grant_type") != "authorization_code":
            raise OAuthError("unsupported_grant_type", "wanted authorization_code or refresh_token")
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or self.clock.now() >= code.until:
            raise OAuthError("invalid_grant", "the code is unknown, used or expired")
        if form.get("redirect_uri") != code.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri is not the one of the authorisation")
        self.counts.codes += 1
        return self._first_pair(code.grant)

    def _refresh(self, form: Mapping[str, str]) -> dict[str, object]:
        token = form.get("refresh_token", "")
        grant = self._by_refresh.get(token)
        if grant is None or not grant.alive:
            raise OAuthError("invalid_grant", "the refresh token is unknown or revoked")
        if grant.refresh != token:
            self.counts.reused += 1
            grant.alive = not self.rules.strict
            raise OAuthError("invalid_grant", "the refresh token was used before")
        if not set(form.get("scope", "").split()) <= grant.scopes:
            raise OAuthError("invalid_scope", "more was asked for than was granted")
        self.counts.refreshes += 1
        return self._pair(grant)

    def _first_pair(self, grant: Grant) -> dict[str, object]:
        self._grants.append(grant)
        return self._pair(grant)

    def _pair(self, grant: Grant) -> dict[str, object]:
        """A new pair of tokens, which is the only living one of its grant."""
        self._by_access.pop(grant.access, None)
        grant.access = secrets.token_urlsafe(32)
        grant.access_until = self.clock.now() + timedelta(seconds=self.rules.access_seconds)
        self._by_access[grant.access] = grant
        told = {"access_token": grant.access, "expires_in": int(self.rules.access_seconds), "token_type": "bearer"}
        if OFFLINE in grant.scopes:
            grant.refresh = secrets.token_urlsafe(32)
            self._by_refresh[grant.refresh] = grant
            told["refresh_token"] = grant.refresh
        return {**told, "scope": " ".join(sorted(grant.scopes))}
