"""The snapshot: what was known of one person at one instant, as typed rows; and the panel, its twin for many people.

Every tool, feature and memory look-up reads a snapshot, never the store. One mechanism gives time travel, isolation
between people, and freedom from locks. The agent's SQL runs on a copy of `Snapshot.tables()` in a process of its own.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from core.memories import MemoryRow
from core.nights import zone_of
from core.records import TABLES, Day, Fact, JournalAnswer, Measure, Night, Person, Sleep, Workout
from core.seal import canonical, sha256
from core.views import Table, table_of

if TYPE_CHECKING:
    from core.database import Connection

Track = Literal["live", "replay"]
LIVE = "live"
"""The run id of the live track."""
F = TypeVar("F", bound=Fact)
_ORDER = {"nights": "night", "days": "day", "workouts": '"start"', "sleeps": '"start"', "journal": "day", "measures": "day", "persons": "known_at"}
SOURCE_PRECEDENCE = ("whoop_api", "whoop_export", "synthetic", "lifesnaps")
"""Where two sources tell of the same night, the one named first here counts; unnamed ones come last, by name."""


@dataclass(frozen=True)
class LedgerEntry:
    """One entry of the ledger with its content."""

    sequence: int
    kind: Literal["forecast", "outcome", "score"]
    person_id: str
    night: date
    horizon: int
    revision: int
    written_at: datetime
    """When it was sealed or written: the simulated instant on the replay track."""
    known_at: datetime
    """From when a snapshot may show it: a forecast from its seal, an outcome and its score from when the outcome was known."""
    facts_digest: str
    payload: dict[str, object]
    previous: str
    sha256: str

    @property
    def seal(self) -> dict[str, object]:
        """The seal as it stands in forecast JSON."""
        return {"sequence": self.sequence, "previous": self.previous, "sha256": self.sha256}


@dataclass(frozen=True)
class Snapshot:
    """What was known of one person at `as_of`. All tuples ascend by date."""

    person_id: str
    as_of: datetime
    track: Track
    run_id: str
    person: Person | None
    nights: tuple[Night, ...]
    """One per date: the newest known revision of the source that counts for it."""
    days: tuple[Day, ...]
    workouts: tuple[Workout, ...]
    sleeps: tuple[Sleep, ...]
    journal: tuple[JournalAnswer, ...]
    measures: tuple[Measure, ...]
    forecasts: tuple[LedgerEntry, ...]
    outcomes: tuple[LedgerEntry, ...]
    scores: tuple[LedgerEntry, ...]
    memories: tuple[MemoryRow, ...]
    facts_digest: str
    """SHA-256 over the facts alone: what is known, not what was said about it."""

    @cached_property
    def zone(self) -> tzinfo:
        """The person's time zone, as far as it was known."""
        offsets = [night.utc_offset_minutes for night in self.nights if night.utc_offset_minutes is not None]
        return zone_of(self.person.time_zone if self.person else None, offsets[-1] if offsets else None)

    @property
    def simulated(self) -> bool:
        """True for synthetic people."""
        return self.person is not None and self.person.simulated

    def tables(self) -> dict[str, Table]:
        """The documented views that the agent's SQL sees."""
        facts = {"nights": self.nights, "days": self.days, "workouts": self.workouts, "sleeps": self.sleeps}
        rest = {"journal": self.journal, "measures": self.measures}
        return {name: table_of(name, rows) for name, rows in {**facts, **rest}.items()} | {
            "forecasts": table_of("forecasts", self.forecasts),
            "scores": table_of("scores", self.scores),
        }


@dataclass(frozen=True)
class PersonHistory:
    """Every revision of one person's nights, for training and backtests."""

    person_id: str
    zone: tzinfo
    nights: tuple[Night, ...]
    """All revisions, ascending by (night, source, revision)."""

    def at(self, as_of: datetime) -> tuple[Night, ...]:
        """The nights known at that instant, one per date, in their revision of then."""
        newest = {(night.source, night.key): night for night in self.nights if night.known_at <= as_of}
        return one_per_date(newest.values())

    def late(self) -> bool:
        """True when a night has more than one revision or became known after noon of its date."""
        keys = {(night.source, night.key) for night in self.nights}
        return len(keys) < len(self.nights) or any(night.known_at.astimezone(self.zone).date() > night.night for night in self.nights)


@dataclass(frozen=True)
class Panel:
    """Many people's histories as known at `as_of`."""

    as_of: datetime
    histories: tuple[PersonHistory, ...]


def one_per_date(nights: Iterable[Night]) -> tuple[Night, ...]:
    """One night per date, ascending: of several, that of the source that takes precedence, then the longest sleep."""
    best: dict[date, Night] = {}
    for night in nights:
        standing = best.get(night.night)
        if standing is None or _rank(night) < _rank(standing):
            best[night.night] = night
    return tuple(best[day] for day in sorted(best))


def _rank(night: Night) -> tuple[int, str, float, str]:
    place = SOURCE_PRECEDENCE.index(night.source) if night.source in SOURCE_PRECEDENCE else len(SOURCE_PRECEDENCE)
    return place, night.source, -(night.sleep_minutes or 0.0), night.key


def records_of(record: type[F], cursor: Connection) -> list[F]:
    """The rows of a query as records; columns that the record does not have are passed over."""
    wanted = {field.name for field in dataclasses.fields(record)}
    names = [column[0] for column in cursor.description or []]
    places = [(index, name) for index, name in enumerate(names) if name in wanted]
    return [record(**{name: _aware(row[index]) for index, name in places}) for row in cursor.fetchall()]


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def naive(instant: datetime) -> datetime:
    """The instant as the store keeps it: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def read_snapshot(
    connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str, recorded_by: datetime | None
) -> Snapshot:
    """The snapshot, from an open store. Use `Store.snapshot`."""
    limits = {"person": person_id, "as_of": naive(as_of), "by": naive(recorded_by) if recorded_by else None}
    facts: dict[str, list[Fact]] = {}
    digests: list[list[object]] = []
    for table, record in TABLES.items():
        cursor = connection.execute(_newest(table), limits)
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description or []]
        facts[table] = [_record(record, names, row) for row in rows]
        digests += [[table, row[names.index("source")], row[names.index("key")], row[names.index("digest")]] for row in rows]
    entries = _entries(connection, person_id, as_of, track, run_id)
    return Snapshot(
        person_id=person_id,
        as_of=as_of,
        track=track,
        run_id=run_id,
        person=cast("Person", facts["persons"][-1]) if facts["persons"] else None,
        nights=one_per_date(cast("list[Night]", facts["nights"])),
        days=cast("tuple[Day, ...]", tuple(facts["days"])),
        workouts=cast("tuple[Workout, ...]", tuple(facts["workouts"])),
        sleeps=cast("tuple[Sleep, ...]", tuple(facts["sleeps"])),
        journal=cast("tuple[JournalAnswer, ...]", tuple(facts["journal"])),
        measures=cast("tuple[Measure, ...]", tuple(facts["measures"])),
        forecasts=tuple(entry for entry in entries if entry.kind == "forecast"),
        outcomes=tuple(entry for entry in entries if entry.kind == "outcome"),
        scores=tuple(entry for entry in entries if entry.kind == "score"),
        memories=_memories(connection, person_id, as_of, track, run_id),
        facts_digest=sha256(canonical(sorted(digests))),
    )


def _newest(table: str) -> str:
    """Of every fact the newest revision known at as_of, unless that one withdraws it."""
    return f"""
        SELECT * EXCLUDE (rank) FROM (
            SELECT *, row_number() OVER (PARTITION BY source, key ORDER BY revision DESC) AS rank
            FROM {table} WHERE person_id = $person AND known_at <= $as_of AND ($by::TIMESTAMP IS NULL OR recorded_at <= $by::TIMESTAMP))
        WHERE rank = 1 AND NOT deleted ORDER BY {_ORDER[table]}, source, key"""


def _record(record: type[F], names: list[str], row: tuple[object, ...]) -> F:
    wanted = {field.name for field in dataclasses.fields(record)}
    return record(**{name: _aware(value) for name, value in zip(names, row, strict=True) if name in wanted})


def _entries(connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str) -> list[LedgerEntry]:
    where = "g.track = $track AND g.run_id = $run AND c.person_id = $person AND c.known_at <= $as_of"
    return read_entries(connection, where, {"track": track, "run": run_id, "person": person_id, "as_of": naive(as_of)})


def read_entries(connection: Connection, where: str, parameters: dict[str, object]) -> list[LedgerEntry]:
    """Entries of the ledger in their order, by a condition over ledgers g, links l and contents c."""
    rows = connection.execute(
        f"""SELECT l.sequence, l.kind, c.person_id, c.night, c.horizon, c.revision, l.written_at, c.known_at, c.facts_digest,
                   c.payload, l.previous, l.sha256
            FROM ledgers g JOIN ledger_links l USING (ledger_id) JOIN ledger_contents c USING (ledger_id, sequence)
            WHERE {where} ORDER BY l.sequence""",
        parameters,
    ).fetchall()
    return [LedgerEntry(*(_aware(value) for value in row[:9]), json.loads(row[9]), *row[10:]) for row in rows]  # type: ignore[arg-type]  # rows are untyped


def _memories(connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str) -> tuple[MemoryRow, ...]:
    rows = connection.execute(
        """SELECT memory_id, kind, person_id, track, run_id, night, known_at, text, state, data FROM memories
           WHERE person_id = $person AND known_at <= $as_of AND ((track = $track AND run_id = $run) OR (kind = 'note' AND track = 'live'))
           ORDER BY known_at, memory_id""",
        {"person": person_id, "as_of": naive(as_of), "track": track, "run": run_id},
    ).fetchall()
    return tuple(_memory(row) for row in rows)


def _memory(row: tuple[object, ...]) -> MemoryRow:
    names = [field.name for field in dataclasses.fields(MemoryRow)]
    values = dict(zip(names, (_aware(value) for value in row), strict=True))
    state = values["state"]
    values["state"] = None if state is None else tuple(json.loads(str(state)))
    values["data"] = json.loads(str(values["data"]))
    return MemoryRow(**values)  # type: ignore[arg-type]  # rows are untyped


def read_panel(connection: Connection, persons: list[str], as_of: datetime) -> Panel:
    """The panel, from an open store. Use `Store.panel`."""
    zones = {
        person.person_id: person.time_zone
        for person in records_of(Person, connection.execute("SELECT * FROM persons WHERE known_at <= ? ORDER BY known_at", [naive(as_of)]))
    }
    cursor = connection.execute(
        "SELECT * FROM nights WHERE person_id IN (SELECT unnest(?)) AND known_at <= ? AND NOT deleted ORDER BY person_id, night, source, revision",
        [persons, naive(as_of)],
    )
    by_person: dict[str, list[Night]] = {person: [] for person in persons}
    for night in records_of(Night, cursor):
        by_person[night.person_id].append(night)
    return Panel(as_of, tuple(_history(person, zones.get(person), tuple(nights)) for person, nights in by_person.items()))


def _history(person_id: str, time_zone: str | None, nights: tuple[Night, ...]) -> PersonHistory:
    offsets = [night.utc_offset_minutes for night in nights if night.utc_offset_minutes is not None]
    return PersonHistory(person_id, zone_of(time_zone, offsets[-1] if offsets else None), nights)
