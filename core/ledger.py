"""The ledger: append-only forecasts, outcomes and scores of one track and run, chained and anchored.

Every append commits first and anchors the new head after; a killed process leaves at most one append unanchored, which the
next one anchors again. `verify` finds edits, deletions, cut tails and re-forged ones, and names the first bad entry. Contents leave a
ledger only with `core.erasure`, which appends what `record_erasures` makes: an entry that names them.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.anchor import Head, anchored_ledgers, append_heads, read_heads
from core.chain import erased_by, first_backdated, first_bad, first_foreign, read_contents, read_links
from core.crash import crash_point
from core.entries import LIVE, Kind, LedgerEntry, Track
from core.errors import ClockFault, StoreBroken
from core.seal import GENESIS, Link, canonical, commitment, sha256
from core.snapshot import naive, read_entries
from core.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


@dataclass(frozen=True)
class Content:
    """What an entry says; the chain commits to all of it."""

    kind: Kind
    person_id: str
    night: date
    horizon: int
    revision: int
    known_at: datetime
    facts_digest: str
    payload: Mapping[str, object]

    def envelope(self) -> dict[str, object]:
        """What is hashed with the salt."""
        return {
            "kind": self.kind,
            "person_id": self.person_id,
            "night": self.night.isoformat(),
            "horizon": self.horizon,
            "revision": self.revision,
            "known_at": naive(self.known_at).isoformat(),
            "facts_digest": self.facts_digest,
            "payload": self.payload,
        }


@dataclass(frozen=True)
class Sealed:
    """A sealed forecast; `fresh` is False when the same facts stood sealed already and nothing was written."""

    entry: LedgerEntry
    fresh: bool


@dataclass(frozen=True)
class Verification:
    """The verdict on one ledger."""

    ledger_id: str
    track: str
    run_id: str
    ok: bool
    entries: int
    first_bad_sequence: int | None
    reason: str | None
    anchored: int
    """Last anchored sequence."""
    newly_anchored: int = 0
    """Entries that this look found unanchored and anchored: more than a killed process leaves means that the anchor was lost."""
    erased: int = 0
    """Entries whose content was erased on purpose; each is named by an entry of kind `erasure`."""

    def to_json(self) -> dict[str, object]:
        """As `morrow ledger verify --json` prints it."""
        return dict(vars(self))


class Ledger:
    """The chain of one track and run."""

    def __init__(self, store: Store, anchor: Path, *, track: Track = "live", run_id: str = LIVE) -> None:
        self._store = store
        self._anchor = anchor
        self.track = track
        self.run_id = run_id

    def seal(self, forecast: Mapping[str, object], *, facts_digest: str, at: datetime, deadline: datetime) -> Sealed:
        """The forecast as sealed: revision, lateness and seal set by this call, in one transaction.

        Args:
            forecast: forecast JSON; `person_id`, `night`, `horizon` say what it is of.
            facts_digest: what was known; the same digest as the newest revision's means that this forecast stands already.
            at: the moment of sealing; wall clock on the live track, the simulated instant on replay.
            deadline: from this instant on the forecast is late: kept, never scored.

        Raises:
            ClockFault: when a live clock stands before the last seal.
        """
        person, night, horizon = str(forecast["person_id"]), date.fromisoformat(str(forecast["night"])), int(str(forecast["horizon"]))
        with self._store.transaction() as connection:
            ledger_id = self._id(connection, at)
            standing = self._revisions(connection, person, night, horizon)
            if standing and standing[-1].facts_digest == facts_digest:
                return Sealed(standing[-1], fresh=False)
            said = {**forecast, "revision": len(standing) + 1, "late": at >= deadline, "seal": None}
            content = Content("forecast", person, night, horizon, len(standing) + 1, at, facts_digest, said)
            head = _append(connection, ledger_id, self.track, [content], at)
            crash_point("seal.before_commit")
        crash_point("seal.after_commit")
        append_heads(self._anchor, head)
        crash_point("seal.after_anchor")
        return Sealed(self.entry(head[-1].sequence), fresh=True)

    def append(self, contents: list[Content], *, at: datetime) -> None:
        """Adds outcomes and scores; one that stands already (same kind, person, night, horizon, revision and digest) is passed over."""
        with self._store.transaction() as connection:
            ledger_id = self._id(connection, at)
            fresh = [content for content in contents if not self._stands(connection, ledger_id, content)]
            heads = _append(connection, ledger_id, self.track, fresh, at)
            crash_point("ledger.append.before_commit")
        crash_point("ledger.append.after_commit")
        append_heads(self._anchor, heads)

    def entry(self, sequence: int) -> LedgerEntry:
        """The entry with that number.

        Raises:
            LookupError: when there is none, or its content was erased.
        """
        found = self.entries(f"l.sequence = {int(sequence)}")
        if not found:
            raise LookupError(f"no entry {sequence} in the {self.track} ledger {self.run_id!r}")
        return found[0]

    def entries(self, where: str = "true", parameters: Mapping[str, object] | None = None) -> list[LedgerEntry]:
        """Entries in their order, by a condition over links l and contents c."""
        with self._store.reading() as connection:
            return self._read(connection, where, parameters or {})

    def verify(self) -> Verification:
        """The verdict; an append that a killed process left unanchored is anchored now, if everything before it is sound."""
        with self._store.reading() as connection:
            ledger_id = _find(connection, self.track, self.run_id)
            if ledger_id is None:
                return Verification("", self.track, self.run_id, True, 0, None, None, 0)
            store_id = _store_id(connection)
            links = read_links(connection, ledger_id)
            contents = read_contents(connection, ledger_id)
        anchored = read_heads(self._anchor, ledger_id)
        bad = first_bad(links, contents, anchored) or first_foreign(contents, self.track, self.run_id)
        if self.track == "live":
            bad = bad or first_backdated(links)
        fresh = []
        if bad is None:
            last = max(anchored, default=0)
            fresh = [row for row in links if row.link.sequence > last]
            append_heads(self._anchor, [Head(ledger_id, row.link.sequence, row.sha256, store_id) for row in fresh])
        sequence, reason = bad or (None, None)
        last = max([*anchored, *(row.link.sequence for row in fresh)], default=0)
        erased = len(erased_by(links, contents))
        return Verification(ledger_id, self.track, self.run_id, bad is None, len(links), sequence, reason, last, len(fresh), erased)

    def _read(self, connection: Connection, where: str, parameters: Mapping[str, object]) -> list[LedgerEntry]:
        scope = {"track": self.track, "run": self.run_id, **parameters}
        return read_entries(connection, f"g.track = $track AND g.run_id = $run AND {where}", scope)

    def _revisions(self, connection: Connection, person: str, night: date, horizon: int) -> list[LedgerEntry]:
        where = "l.kind = 'forecast' AND c.person_id = $person AND c.night = $night AND c.horizon = $horizon"
        return self._read(connection, where, {"person": person, "night": night, "horizon": horizon})

    def _stands(self, connection: Connection, ledger_id: str, content: Content) -> bool:
        row = connection.execute(
            """SELECT 1 FROM ledger_links l JOIN ledger_contents c USING (ledger_id, sequence) WHERE ledger_id = ? AND l.kind = ?
               AND c.person_id = ? AND c.night = ? AND c.horizon = ? AND c.revision = ? AND c.facts_digest = ?""",
            [ledger_id, content.kind, content.person_id, content.night, content.horizon, content.revision, content.facts_digest],
        ).fetchone()
        return row is not None

    def _id(self, connection: Connection, at: datetime) -> str:
        """The ledger's id, made at its first use; an unanchored tail of a killed process is anchored here."""
        found = _find(connection, self.track, self.run_id)
        if found is None:
            found = str(uuid.uuid4())
            connection.execute("INSERT INTO ledgers VALUES (?, ?, ?, ?)", [found, self.track, self.run_id, naive(at)])
        return found


_STRUCK = """
    SELECT ledger_id, count(DISTINCT sequence) FROM
        (SELECT ledger_id, sequence FROM ledger_links UNION ALL SELECT ledger_id, sequence FROM ledger_contents)
    WHERE ledger_id NOT IN (SELECT ledger_id FROM ledgers) GROUP BY ledger_id ORDER BY ledger_id
"""


def verify_all(store: Store, anchor: Path) -> list[Verification]:
    """The verdict on every ledger of the store, the live one first; then on entries whose ledger was struck from the list."""
    with store.reading() as connection:
        rows = connection.execute("SELECT track, run_id FROM ledgers ORDER BY track, created_at").fetchall()
        struck = dict(connection.execute(_STRUCK).fetchall())
        standing = {row[0] for row in connection.execute("SELECT ledger_id FROM ledgers").fetchall()}
        anchored = anchored_ledgers(anchor, _store_id(connection))
    verdicts = [Ledger(store, anchor, track=track, run_id=run_id).verify() for track, run_id in rows]
    lost = dict.fromkeys([*struck, *(ledger_id for ledger_id in anchored if ledger_id not in standing)])
    return verdicts + [_lost(anchor, ledger_id, struck.get(ledger_id, 0)) for ledger_id in lost]


def _lost(anchor: Path, ledger_id: str, entries: int) -> Verification:
    reason = "its ledger was struck from the list of ledgers" if entries else "it was anchored for this store, and is gone from it"
    return Verification(ledger_id, "unknown", ledger_id, False, entries, 1, reason, max(read_heads(anchor, ledger_id), default=0))


def _store_id(connection: Connection) -> str:
    row = connection.execute("SELECT store_id FROM installation").fetchone()
    if row is None:
        raise StoreBroken("the mark of the store is gone; restore the store from a backup")
    return str(row[0])


def _find(connection: Connection, track: str, run_id: str) -> str | None:
    row = connection.execute("SELECT ledger_id FROM ledgers WHERE track = ? AND run_id = ?", [track, run_id]).fetchone()
    return None if row is None else str(row[0])


def _tail(connection: Connection, ledger_id: str) -> tuple[int, str, datetime | None]:
    row = connection.execute(
        "SELECT sequence, sha256, written_at FROM ledger_links WHERE ledger_id = ? ORDER BY sequence DESC LIMIT 1", [ledger_id]
    ).fetchone()
    return (0, GENESIS, None) if row is None else (int(row[0]), str(row[1]), row[2].replace(tzinfo=UTC))


def record_erasures(connection: Connection, gone: Mapping[str, Sequence[int]], at: datetime) -> list[Head]:
    """The new heads: in each ledger one entry that names the sequences whose contents have left it, and tells nothing else.

    Args:
        connection: open on the store that the contents have left, within a transaction.
        gone: ledger id → sequences.
        at: the wall clock's now, on the replay track too: erasing is not part of what is replayed.

    Raises:
        ClockFault: when the clock stands before the last entry of the live ledger.
    """
    heads: list[Head] = []
    tracks = dict(connection.execute("SELECT ledger_id, track FROM ledgers").fetchall())
    for ledger_id, sequences in gone.items():
        payload = {"erased": sorted(sequences)}
        content = Content("erasure", "", at.astimezone(UTC).date(), 0, 1, at, sha256(canonical(payload)), payload)
        heads += _append(connection, ledger_id, tracks[ledger_id], [content], at)
    return heads


def _append(connection: Connection, ledger_id: str, track: str, contents: Sequence[Content], at: datetime) -> list[Head]:
    sequence, previous, last_at = _tail(connection, ledger_id)
    if track == "live" and contents and last_at is not None and at < last_at:
        raise ClockFault(f"the clock says {at:%F %T} UTC, but the last entry was sealed at {last_at:%F %T}; set the clock right")
    heads = []
    store_id = _store_id(connection)
    for content in contents:
        sequence += 1
        salt = secrets.token_hex(16)
        link = Link(sequence, content.kind, at.astimezone(UTC), commitment(salt, content.envelope()), previous)
        previous = link.digest()
        _insert(connection, ledger_id, link, previous, salt, content)
        heads.append(Head(ledger_id, sequence, previous, store_id))
    return heads


def _insert(connection: Connection, ledger_id: str, link: Link, digest: str, salt: str, content: Content) -> None:
    connection.execute(
        "INSERT INTO ledger_links VALUES (?, ?, ?, ?, ?, ?, ?)",
        [ledger_id, link.sequence, link.kind, naive(link.written_at), link.commitment, link.previous, digest],
    )
    values = [content.person_id, content.night, content.horizon, content.revision, naive(content.known_at), content.facts_digest]
    connection.execute(
        "INSERT INTO ledger_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [ledger_id, link.sequence, salt, *values, canonical(content.payload)],
    )
