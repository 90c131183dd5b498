"""Keys of the HTTP API: `mrw_<id>_<secret>`, shown once when made; only the SHA-256 of a key is kept.

The secret has 256 random bits, so a plain hash suffices: there is nothing to guess. Scopes say whose data, and what may be done.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from core.clock import Clock
from core.errors import UnknownName
from core.store import Store

EVERYBODY = "*"
"""In place of a person: all people, those of later imports too."""
SCOPES = ("read", "write")
"""What a key may be allowed to do."""
_SHAPE = re.compile(r"mrw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
"""Compared against when no key has that id, so that the answer takes as long."""


@dataclass(frozen=True)
class Principal:
    """Who asks: a key, and what it may."""

    key_id: str
    people: tuple[str, ...]
    may: tuple[str, ...]

    def allows(self, scope: str, person_id: str) -> bool:
        """True when this key may do that with that person's data."""
        return scope in self.may and (EVERYBODY in self.people or person_id in self.people)


@dataclass(frozen=True)
class KeyRow:
    """One key as it is listed: never its secret."""

    key_id: str
    people: tuple[str, ...]
    may: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None

    def to_json(self) -> dict[str, object]:
        """As `morrow keys list --json` prints it."""
        revoked = None if self.revoked_at is None else self.revoked_at.isoformat()
        return {
            "key_id": self.key_id,
            "people": list(self.people),
            "may": list(self.may),
            "created_at": self.created_at.isoformat(),
            "revoked_at": revoked,
        }


def add_key(store: Store, clock: Clock, people: list[str], may: list[str]) -> str:
    """A new key in full; nobody will see it again.

    Raises:
        UnknownName: for a scope that does not exist.
    """
    unknown = [scope for scope in may if scope not in SCOPES]
    if unknown or not may:
        raise UnknownName(f"wanted scopes of {', '.join(SCOPES)}, found {', '.join(unknown) or 'none'}")
    key_id = secrets.token_hex(6)
    key = f"mrw_{key_id}_{secrets.token_urlsafe(32)}"
    scopes = json.dumps({"people": people, "may": may}, ensure_ascii=False)
    with store.transaction() as connection:
        connection.execute("INSERT INTO api_keys VALUES (?, ?, ?, ?, NULL)", [key_id, _hash(key), scopes, _utc(clock.now())])
    return key


def list_keys(store: Store) -> list[KeyRow]:
    """All keys ever made, oldest first."""
    with store.reading() as connection:
        rows = connection.execute("SELECT key_id, scopes, created_at, revoked_at FROM api_keys ORDER BY created_at, key_id").fetchall()
    return [_listed(str(key_id), str(scopes), created, revoked) for key_id, scopes, created, revoked in rows]


def has_keys(store: Store) -> bool:
    """True when a key stands that is not revoked."""
    return any(key.revoked_at is None for key in list_keys(store))


def revoke_key(store: Store, clock: Clock, key_id: str) -> None:
    """Ends a key, at once and for good.

    Raises:
        UnknownName: when no such key stands.
    """
    standing = {key.key_id for key in list_keys(store)}
    if key_id not in standing:
        raise UnknownName(f"no key {key_id!r}; `morrow keys list` shows them all")
    with store.transaction() as connection:
        connection.execute("UPDATE api_keys SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL", [_utc(clock.now()), key_id])


def principal_of(store: Store, key: str) -> Principal | None:
    """Who holds this key; None for one that was never made, or was revoked."""
    shape = _SHAPE.fullmatch(key)
    if shape is None:
        return None
    with store.reading() as connection:
        row = connection.execute("SELECT key_sha256, scopes FROM api_keys WHERE key_id = ? AND revoked_at IS NULL", [shape[1]]).fetchone()
    known, scopes = (str(row[0]), json.loads(row[1])) if row else (_NOBODY, {"people": [], "may": []})
    if not secrets.compare_digest(known.encode(), _hash(key).encode()):
        return None
    return Principal(shape[1], tuple(scopes["people"]), tuple(scopes["may"]))


def _listed(key_id: str, scopes: str, created: datetime, revoked: datetime | None) -> KeyRow:
    found = json.loads(scopes)
    ended = None if revoked is None else revoked.replace(tzinfo=UTC)
    return KeyRow(key_id, tuple(found["people"]), tuple(found["may"]), created.replace(tzinfo=UTC), ended)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _utc(instant: datetime) -> datetime:
    """As the store keeps instants: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)
