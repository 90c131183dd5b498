"""The tokens of one grant: sealed on the disk, and renewed by one process at a time.

WHOOP gives a new refresh token with every renewal, and the old one dies at once. So a renewal holds a lock, whoever waited for it reads
again, and the new pair is on the disk before it is used. A process that is killed between WHOOP's answer and the disk loses the grant;
whoever comes next is told so by WHOOP, once, and from then on by the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import Clock
from core.crash import crash_point
from core.database import file_lock
from core.errors import Reconnect, SourceUnavailable, StoreBusy
from core.settings import Settings
from core.vault import Vault, erase_private, write_private
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.oauth import App, TokenAnswer, Unasked

LOCK_SECONDS = 60.0
"""More than a renewal can take."""
VAIN_CALLS, VAIN_WINDOW = 3, timedelta(hours=1)
"""So many calls to the token address may lead nowhere in so long a time; then nobody calls before the first of them is as old."""
CLOCK_LEEWAY = timedelta(minutes=5)


@dataclass(frozen=True)
class Tokens:
    """One pair. Neither is ever shown."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    renew_at: datetime
    """A little before the access token runs out."""


@dataclass(frozen=True)
class Held:
    """What is kept of a grant."""

    tokens: Tokens
    vain: tuple[datetime, ...] = ()
    """When the token address was called and nothing came of it."""
    lost: str | None = None
    """Why the grant is gone, in words for people; from then on nobody calls."""


def tokens_of(answer: TokenAnswer, now: datetime, held: str = "") -> Tokens:
    """The pair that WHOOP gave just now; the refresh token that was held stays where it gave no new one."""
    early = min(60.0, answer.expires_in / 5)
    renew_at = now + timedelta(seconds=answer.expires_in - early)
    return Tokens(answer.access_token, answer.refresh_token or held, renew_at)


class TokenFile:
    """The file of one person's grant, bound to the person, the app and WHOOP's address: it opens for no other."""

    def __init__(self, settings: Settings, vault: Vault, person_id: str, app: App) -> None:
        self.path = token_path(settings, person_id)
        self.again = f"connect again: morrow connect whoop --person {person_id}"
        self._vault = vault
        self._bound = {"person": person_id, "client": app.client_id, "address": app.base_url}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """For one process and thread at a time.

        Raises:
            SourceUnavailable: when another one holds it for too long.
        """
        try:
            with file_lock(self.path.with_suffix(".lock"), LOCK_SECONDS):
                yield
        except StoreBusy as error:
            raise SourceUnavailable("another Morrow process is renewing the grant, and does not end; try again later") from error

    def read(self) -> Held:
        """What is kept.

        Raises:
            Reconnect: when nothing is, or nothing that opens here for this person, app and address.
        """
        try:
            sealed = self.path.read_bytes()
        except FileNotFoundError:
            raise Reconnect(f"no grant of WHOOP is kept here; {self.again}") from None
        told = self._vault.unseal(sealed)
        if told is None:
            raise Reconnect(
                f"the kept grant of WHOOP does not open: its key is not to be had from here, or the file was changed; {self.again}"
            )
        found = json.loads(told)
        if {name: found[name] for name in self._bound} != self._bound:
            raise Reconnect(
                f"the grant was given at {found['address']} to another app or person than now set; "
                f"put MORROW_WHOOP_URL and MORROW_WHOOP_CLIENT_ID back, or {self.again}"
            )
        tokens = Tokens(found["access"], found["refresh"], datetime.fromisoformat(found["renew_at"]))
        return Held(tokens, tuple(map(datetime.fromisoformat, found["vain"])), found["lost"])

    def write(self, held: Held, *, urgent: bool = False) -> None:
        """Keeps it: on the disk, whole, when this returns. `urgent` where what stood before is dead already.

        Raises:
            SourceUnavailable: when the disk takes no more.
        """
        tokens = held.tokens
        told = {"access": tokens.access, "refresh": tokens.refresh, "renew_at": tokens.renew_at.isoformat()}
        state = {"vain": [instant.isoformat() for instant in held.vain], "lost": held.lost}
        sealed = self._vault.seal(json.dumps({**self._bound, **told, **state}).encode())
        try:
            write_private(self.path, sealed, urgent=urgent)
        except OSError as error:
            raise SourceUnavailable(f"the grant cannot be kept ({error.strerror}); make room on the disk, and try again") from error


class Grant:
    """The grant of one connection, as the client uses it."""

    def __init__(self, file: TokenFile, renew: Callable[[str], TokenAnswer | None], clock: Clock) -> None:
        self._file, self._ask, self._clock = file, renew, clock

    def access_token(self) -> str:
        """An access token that is good by the clock; renewed where it has to be.

        Raises:
            Reconnect: when the grant is gone.
            SourceUnavailable: when it cannot be renewed now.
            SourceBroken: when WHOOP's tokens make no sense.
        """
        tokens = self._standing().tokens
        return tokens.access if self._good(tokens, None) else self._renewed(None)

    def instead_of(self, refused: str) -> str:
        """Another access token than one that WHOOP has refused; renewed, unless another process did so meanwhile. Raises as above."""
        tokens = self._standing().tokens
        return tokens.access if self._good(tokens, refused) else self._renewed(refused)

    def refused_anew(self, token: str) -> None:
        """Notes that even a token just renewed is refused, so that this does not go on and on.

        Raises:
            Reconnect: always.
        """
        with self._file.locked():
            held = self._standing()
            if held.tokens.access == token:
                self._file.write(replace(held, vain=(*self._vain(held), self._clock.now())))
        raise Reconnect(f"WHOOP refuses a token that it has just given: access was taken back, or the membership rests; {self._file.again}")

    def _standing(self) -> Held:
        held = self._file.read()
        if held.lost is not None:
            raise Reconnect(held.lost)
        return held

    def _good(self, tokens: Tokens, refused: str | None) -> bool:
        return tokens.access != refused and self._clock.now() < tokens.renew_at

    def _vain(self, held: Held) -> tuple[datetime, ...]:
        """Those that still count; what lies in the future was noted by a clock that was wrong."""
        now = self._clock.now()
        return tuple(instant for instant in held.vain if now - VAIN_WINDOW < instant <= now + CLOCK_LEEWAY)

    def _renewed(self, refused: str | None) -> str:
        with self._file.locked():
            held = self._standing()
            return held.tokens.access if self._good(held.tokens, refused) else self._renew(held)

    def _renew(self, held: Held) -> str:
        """The new access token.

        The call is counted before it is made, so that a process which dies of it again and again cannot storm; and so that a full disk
        is found out while the old pair still works.
        """
        vain, now = self._vain(held), self._clock.now()
        if len(vain) >= VAIN_CALLS:
            wait = (vain[-VAIN_CALLS] + VAIN_WINDOW - now).total_seconds()
            raise SourceUnavailable(
                f"WHOOP did not renew the grant {VAIN_CALLS} times within the hour; it is asked again in {wait / 60:.0f} min. "
                "If that goes on: morrow connect whoop",
                wait,
            )
        self._file.write(replace(held, vain=(*vain, now)))
        try:
            answer = self._ask(held.tokens.refresh)
        except Unasked:
            self._file.write(replace(held, vain=vain))
            raise
        crash_point("whoop.tokens.received")
        if answer is None:
            lost = f"WHOOP no longer knows the grant: it was taken back, or a renewal was cut off before it was saved; {self._file.again}"
            self._file.write(Held(held.tokens, lost=lost))
            raise Reconnect(lost)
        tokens = tokens_of(answer, self._clock.now(), held.tokens.refresh)
        self._file.write(Held(tokens, vain), urgent=True)
        crash_point("whoop.tokens.saved")
        return tokens.access


def token_path(settings: Settings, person_id: str) -> Path:
    """Where a person's grant is kept; ids of people may hold what names of files cannot."""
    return folder_of(settings) / f"{SOURCE}-{hashlib.sha256(person_id.encode()).hexdigest()[:24]}.sealed"


def folder_of(settings: Settings) -> Path:
    """The folder of everything about connections; its owner's alone."""
    folder = settings.home / "connections"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def erase_grant(settings: Settings, person_id: str) -> bool:
    """True when a grant of the person was kept; it is no more."""
    path = token_path(settings, person_id)
    with file_lock(path.with_suffix(".lock"), LOCK_SECONDS):
        return erase_private(path)
