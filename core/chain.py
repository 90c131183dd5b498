"""Whether a chain holds: its links and contents as read from the store, and the first one that does not fit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise
from typing import TYPE_CHECKING

from core.seal import GENESIS, Link, commitment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Contents = dict[int, list[tuple[str, dict[str, object]]]]
"""Salt and envelope (without its kind, which the link tells) of each sequence; more than one of a sequence is a forgery."""


@dataclass(frozen=True)
class StoredLink:
    """A link, and the hash that stands beside it."""

    link: Link
    sha256: str


def read_links(connection: Connection, ledger_id: str) -> list[StoredLink]:
    """The links of a ledger in order."""
    rows = connection.execute(
        "SELECT sequence, kind, written_at, commitment, previous, sha256 FROM ledger_links WHERE ledger_id = ? ORDER BY sequence",
        [ledger_id],
    ).fetchall()
    return [StoredLink(Link(row[0], row[1], row[2].replace(tzinfo=UTC), row[3], row[4]), row[5]) for row in rows]


def read_contents(connection: Connection, ledger_id: str) -> Contents:
    """The contents of a ledger."""
    rows = connection.execute(
        """SELECT sequence, salt, person_id, night, horizon, revision, known_at, facts_digest, payload
           FROM ledger_contents WHERE ledger_id = ?""",
        [ledger_id],
    ).fetchall()
    found: Contents = {}
    for sequence, salt, person, night, horizon, revision, known_at, digest, payload in rows:
        envelope = {"person_id": person, "night": night.isoformat(), "horizon": horizon, "revision": revision}
        envelope |= {"known_at": known_at.isoformat(), "facts_digest": digest, "payload": _loads(payload)}
        found.setdefault(sequence, []).append((salt, envelope))
    return found


def _loads(payload: str) -> object:
    try:
        return json.loads(payload)
    except ValueError:
        return None


def first_bad(links: list[StoredLink], contents: Contents, anchored: dict[int, str]) -> tuple[int, str] | None:
    """The first entry that does not hold, with the reason; None when all do."""
    previous = GENESIS
    for place, stored in enumerate(links, start=1):
        reason = _fault(stored, place, previous, contents.get(place, []), anchored.get(place))
        if reason:
            return place, reason
        previous = stored.sha256
    if max(anchored, default=0) > len(links):
        return len(links) + 1, f"entries {len(links) + 1} to {max(anchored)} were anchored and are gone: the tail was cut"
    stray = [sequence for sequence in contents if not 1 <= sequence <= len(links)]
    return (min(stray), "a content stands here without a link") if stray else None


def first_backdated(links: list[StoredLink]) -> tuple[int, str] | None:
    """The first link that says it was written before its predecessor; None when time only went forward."""
    for before, after in pairwise(links):
        if after.link.written_at < before.link.written_at:
            return after.link.sequence, "it says it was written before its predecessor"
    return None


def first_foreign(contents: Contents, track: str, run_id: str) -> tuple[int, str] | None:
    """The first forecast that says it was sealed on another track or in another run; None when all belong here."""
    for sequence in sorted(contents):
        payload = contents[sequence][0][1]["payload"]
        said = payload if isinstance(payload, dict) else {}
        if (said.get("track", track), said.get("run_id", run_id)) != (track, run_id):
            return sequence, f"it was sealed on the {said.get('track')} track as {said.get('run_id')!r}: the ledger was given another name"
    return None


def _fault(
    stored: StoredLink, place: int, previous: str, contents: list[tuple[str, dict[str, object]]], anchored: str | None
) -> str | None:
    link = stored.link
    if link.sequence != place:
        return f"entry {place} is missing, or stands twice: found {link.sequence} in its place"
    if link.previous != previous:
        return "its predecessor is not the entry before it"
    if link.digest() != stored.sha256:
        return "its link was edited"
    if anchored is not None and anchored != stored.sha256:
        return "the anchor remembers another entry here: the chain was forged again from this one on"
    if len(contents) != 1:
        return "its content is missing" if not contents else "its content stands twice"
    salt, envelope = contents[0]
    return None if commitment(salt, {"kind": link.kind, **envelope}) == link.commitment else "its content was edited"
