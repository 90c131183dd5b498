"""Whether a chain holds: its links and contents as read from the store, and the first one that does not fit.

A content may be gone only where a later entry of kind `erasure` names its sequence. That entry is chained and anchored like any other
and cannot be erased itself, so nothing leaves a ledger without being counted, and what was said to be erased must not stand.
"""

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


def erased_by(links: list[StoredLink], contents: Contents) -> dict[int, int]:
    """Sequence → the erasure that names it, as far as erasures say what they committed to and name what they may."""
    kinds = {stored.link.sequence: stored.link.kind for stored in links}
    found: dict[int, int] = {}
    for link in (stored.link for stored in links if stored.link.kind == "erasure"):
        told = contents.get(link.sequence, [])
        if len(told) == 1 and _content_fault(link, told[0], kinds) is None:
            found.update(dict.fromkeys(_named(told[0][1]["payload"]) or (), link.sequence))
    return found


def first_bad(links: list[StoredLink], contents: Contents, anchored: dict[int, str]) -> tuple[int, str] | None:
    """The first entry that does not hold, with the reason; None when all do."""
    kinds, erased = {stored.link.sequence: stored.link.kind for stored in links}, erased_by(links, contents)
    previous = GENESIS
    for place, stored in enumerate(links, start=1):
        reason = _link_fault(stored, place, previous, anchored.get(place))
        reason = reason or _standing_fault(stored.link, contents.get(place, []), erased.get(place), kinds)
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


def _link_fault(stored: StoredLink, place: int, previous: str, anchored: str | None) -> str | None:
    link = stored.link
    if link.sequence != place:
        return f"entry {place} is missing, or stands twice: found {link.sequence} in its place"
    if link.previous != previous:
        return "its predecessor is not the entry before it"
    if link.digest() != stored.sha256:
        return "its link was edited"
    if anchored is not None and anchored != stored.sha256:
        return "the anchor remembers another entry here: the chain was forged again from this one on"
    return None


def _standing_fault(link: Link, contents: list[tuple[str, dict[str, object]]], erased_by: int | None, kinds: dict[int, str]) -> str | None:
    """What is wrong with how often the content stands, or with what it says."""
    if erased_by is not None:
        return f"its content stands here although entry {erased_by} says that it was erased" if contents else None
    if len(contents) != 1:
        return "its content stands twice" if contents else "its content is missing, and no entry says that it was erased on purpose"
    return _content_fault(link, contents[0], kinds)


def _content_fault(link: Link, content: tuple[str, dict[str, object]], kinds: dict[int, str]) -> str | None:
    salt, envelope = content
    if commitment(salt, {"kind": link.kind, **envelope}) != link.commitment:
        return "its content was edited"
    if link.kind != "erasure":
        return None
    named = _named(envelope["payload"])
    if not named or any(one >= link.sequence or kinds.get(one, "erasure") == "erasure" for one in named):
        return "it says of entries that they were erased which cannot be: later ones, unknown ones, erasures, or none"
    return None


def _named(payload: object) -> list[int] | None:
    """The sequences that an erasure names; None where it is none."""
    named = payload.get("erased") if isinstance(payload, dict) else None
    return [one for one in named if isinstance(one, int)] if isinstance(named, list) else None
