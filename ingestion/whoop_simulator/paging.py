"""What a collection is asked for: window, page size and where to go on; and the token that says so."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.errors import BadInput

DEFAULT_LIMIT, MOST = 10, 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Query:
    """One page that is wanted: objects that overlap [start, end), below `before` where an earlier page ended."""

    end: datetime
    start: datetime | None = None
    limit: int = DEFAULT_LIMIT
    before: datetime | None = None


@dataclass(frozen=True)
class Page:
    """What is answered."""

    records: tuple[Mapping[str, object], ...]
    next_token: str | None

    def body(self) -> dict[str, object]:
        """The page as JSON: the last one has no token."""
        return {"records": list(self.records)} | ({"next_token": self.next_token} if self.next_token else {})


def query_of(given: Mapping[str, str], user: int, now: datetime) -> Query:
    """What the parameters of a request ask for.

    Raises:
        BadInput: naming the parameter that cannot be used.
    """
    return Query(
        end=_instant(given, "end") or now,
        start=_instant(given, "start"),
        limit=_limit(given.get("limit")),
        before=_read_token(given["nextToken"], user) if given.get("nextToken") else None,
    )


def token_of(user: int, last: datetime) -> str:
    """The token of the page after an object that starts then."""
    return base64.urlsafe_b64encode(f"{user}:{(last - _EPOCH) // timedelta(milliseconds=1)}".encode()).decode().rstrip("=")


def _read_token(token: str, user: int) -> datetime:
    try:
        owner, _, last = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition(":")
        place = _EPOCH + timedelta(milliseconds=int(last))
    except (binascii.Error, UnicodeError, ValueError, OverflowError) as error:
        raise BadInput("nextToken is none that was given out") from error
    if owner != str(user):
        raise BadInput("nextToken is another user's")
    return place


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise BadInput(f"wanted a limit from 1 to {MOST}, found {text!r}")
    return int(text)


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    if not (text := given.get(name)):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"wanted {name} as an instant like 2026-03-01T21:00:00.000Z, found {text!r}") from error
    if instant.tzinfo is None:
        raise BadInput(f"wanted {name} with its offset from UTC, found {text!r}")
    return instant.astimezone(UTC)
