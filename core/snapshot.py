"""The snapshot: what was known of one person at one instant, as typed rows; and the panel, its twin for many people.

Every tool, feature and memory look-up reads a snapshot, never the store. One mechanism gives time travel, isolation
between people, and freedom from locks. The agent's SQL runs on a copy of `Snapshot.tables()` in a process of its own.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from core.entries import LedgerEntry, Track
from core.memories import MemoryRow
from core.nights import home_zone, zone_of
from core.precedence import last_words, one_per_date
from core.records import TABLES, Day, Entry, Fact, JournalAnswer, Measure, Night, Person, Sleep, Workout, merged
from core.seal import canonical, sha256
from core.views import VIEWS, Table, fact_table, forecast_table, score_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

F = TypeVar("F", bound=Fact)
_ORDER = {
    "nights": "night",
    "days": "day",
    "workouts": '"start"',
    "sleeps": '"start"',
    "journal": "day",
    "measures": "day",
    "entries": "told_at",
    "persons": "known_at",
}
_NOT_TRAINED_ON = ("persons", "entries")
"""Tables that no panel holds: words train nobody's models."""


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
    """Of what the person told by hand of a kind and day, the last word alone (`last_words`)."""
    measures: tuple[Measure, ...]
    forecasts: tuple[LedgerEntry, ...]
    outcomes: tuple[LedgerEntry, ...]
    scores: tuple[LedgerEntry, ...]
    memories: tuple[MemoryRow, ...]
    facts_digest: str
    """SHA-256 over the facts alone: what is known, not what was said about it."""
    whereabouts: Person | None = None
    """Where the person last said that they are."""
    entries: tuple[Entry, ...] = ()

    @cached_property
    def zone(self) -> tzinfo:
        """The person's time zone, as far as it was known: home, or wherever the last night was spent."""
        return self.zone_before(date.max)

    def zone_before(self, day: date) -> tzinfo:
        """The zone in which the evening before a night begins: where the last night before it was spent, or what was told since."""
        told = [night for night in self.nights if night.utc_offset_minutes is not None]
        last = next((night for night in reversed(told) if night.night < day), None)
        here = self.whereabouts
        newer = last is None or (last is told[-1] and here is not None and here.known_at > (last.sleep_end or last.known_at))
        if here is not None and here.time_zone and newer:
            return ZoneInfo(here.time_zone)
        home = self.person.time_zone if self.person else None
        return zone_of(home, last.utc_offset_minutes if last else None, last.sleep_end if last else None)

    @property
    def home(self) -> tzinfo:
        """Where the person lives, whatever journey they are on."""
        return home_zone(self.person.time_zone if self.person else None, (night.utc_offset_minutes for night in self.nights))

    @cached_property
    def scored(self) -> dict[date, dict[str, Any]]:
        """Night → target → the score of its forecast one night ahead, ascending by night: targets may be scored at different times."""
        found: dict[date, dict[str, Any]] = {}
        one_ahead = (entry for entry in self.scores if entry.horizon == 1)
        for entry in sorted(one_ahead, key=lambda entry: (entry.night, entry.sequence)):
            for name, said in entry.payload["targets"].items():
                found.setdefault(entry.night, {}).setdefault(name, said)
        return found

    @property
    def simulated(self) -> bool:
        """True for synthetic people."""
        return self.person is not None and self.person.simulated

    def tables(self) -> dict[str, Table]:
        """The documented views that the agent's SQL sees."""
        facts = {name: fact_table(name, getattr(self, name)) for name in VIEWS}
        return facts | {"forecasts": forecast_table(self.forecasts), "scores": score_table(self.scores)}


@dataclass(frozen=True)
class PersonHistory:
    """Every revision of one person's facts, for training and backtests."""

    person_id: str
    zone: tzinfo
    nights: tuple[Night, ...]
    """All revisions, ascending by (night, source, revision); so are the other facts, by their own date."""
    days: tuple[Day, ...] = ()
    workouts: tuple[Workout, ...] = ()
    sleeps: tuple[Sleep, ...] = ()
    journal: tuple[JournalAnswer, ...] = ()
    measures: tuple[Measure, ...] = ()

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


def records_of(record: type[F], cursor: Connection) -> list[F]:
    """The rows of a query as records; columns that the record does not have are passed over."""
    names = [column[0] for column in cursor.description or []]
    return _records(record, names, cursor.fetchall())


def _records(record: type[F], names: list[str], rows: Sequence[tuple[Any, ...]]) -> list[F]:
    """Rows as records, made past `__init__`: a frozen dataclass sets every field by a call, which costs three times as much."""
    wanted = {field.name: str(field.type).startswith("datetime") for field in dataclasses.fields(record)}
    places = [(index, name, wanted[name]) for index, name in enumerate(names) if name in wanted]
    found = []
    for row in rows:
        one = record.__new__(record)
        one.__dict__.update({name: _aware(row[index]) if timed else row[index] for index, name, timed in places})
        found.append(one)
    return found


def _aware(value: Any) -> Any:  # noqa: ANN401  # a cell of a row is of any type
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def naive(instant: datetime) -> datetime:
    """The instant as the store keeps it: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def read_snapshot(
    connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str, recorded_by: datetime | None
) -> Snapshot:
    """The snapshot, from an open store. Use `Store.snapshot`."""
    limits = {"person": person_id, "as_of": naive(as_of), "by": naive(recorded_by) if recorded_by else None}
    facts: dict[str, list[Any]] = {}
    digests: list[tuple[str, ...]] = []
    for table, record in TABLES.items():
        cursor = connection.execute(_newest(table), limits)
        names = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
        facts[table] = _records(record, names, rows)
        source, key, digest = (names.index(name) for name in ("source", "key", "digest"))
        digests += [(table, row[source], row[key], row[digest]) for row in rows]
    return Snapshot(
        person_id=person_id,
        as_of=as_of,
        track=track,
        run_id=run_id,
        person=merged(facts["persons"]),
        nights=one_per_date(facts["nights"]),
        days=tuple(facts["days"]),
        workouts=tuple(facts["workouts"]),
        sleeps=tuple(facts["sleeps"]),
        journal=last_words(facts["journal"]),
        measures=tuple(facts["measures"]),
        entries=tuple(facts["entries"]),
        facts_digest=sha256(canonical(sorted(digests))),
        whereabouts=next((told for told in reversed(facts["persons"]) if told.is_whereabouts), None),
        **read_sayings(connection, person_id, as_of, track, run_id),
    )


def read_sayings(connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str) -> dict[str, Any]:
    """What was said by then: the fields of a snapshot that are no facts. Use `Store.refreshed`."""
    where = "g.track = $track AND g.run_id = $run AND c.person_id = $person AND c.known_at <= $as_of"
    entries = read_entries(connection, where, {"track": track, "run": run_id, "person": person_id, "as_of": naive(as_of)})
    return {
        "forecasts": tuple(entry for entry in entries if entry.kind == "forecast"),
        "outcomes": tuple(entry for entry in entries if entry.kind == "outcome"),
        "scores": tuple(entry for entry in entries if entry.kind == "score"),
        "memories": _memories(connection, person_id, as_of, track, run_id),
    }


def _newest(table: str) -> str:
    """Of every fact the newest revision known at as_of, unless that one withdraws it."""
    return f"""
        SELECT * EXCLUDE (rank) FROM (
            SELECT *, row_number() OVER (PARTITION BY source, key ORDER BY revision DESC) AS rank
            FROM {table} WHERE person_id = $person AND known_at <= $as_of AND ($by::TIMESTAMP IS NULL OR recorded_at <= $by::TIMESTAMP))
        WHERE rank = 1 AND NOT deleted ORDER BY {_ORDER[table]}, source, key"""


def read_entries(connection: Connection, where: str, parameters: dict[str, object]) -> list[LedgerEntry]:
    """Entries of the ledger in their order, by a condition over ledgers g, links l and contents c."""
    rows: list[tuple[Any, ...]] = connection.execute(
        f"""SELECT l.sequence, l.kind, c.person_id, c.night, c.horizon, c.revision, l.written_at, c.known_at, c.facts_digest,
                   c.payload, l.previous, l.sha256
            FROM ledgers g JOIN ledger_links l USING (ledger_id) JOIN ledger_contents c USING (ledger_id, sequence)
            WHERE {where} ORDER BY l.sequence""",
        parameters,
    ).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> LedgerEntry:
    sequence, kind, person, night, horizon, revision, written_at, known_at, digest, payload, previous, sha = map(_aware, row)
    return LedgerEntry(sequence, kind, person, night, horizon, revision, written_at, known_at, digest, json.loads(payload), previous, sha)


def _memories(connection: Connection, person_id: str, as_of: datetime, track: Track, run_id: str) -> tuple[MemoryRow, ...]:
    rows = connection.execute(
        """SELECT memory_id, kind, person_id, track, run_id, night, known_at, text, state, data FROM memories
           WHERE person_id = $person AND known_at <= $as_of AND ((track = $track AND run_id = $run) OR (kind = 'note' AND track = 'live'))
           ORDER BY known_at, memory_id""",
        {"person": person_id, "as_of": naive(as_of), "track": track, "run": run_id},
    ).fetchall()
    return tuple(_memory(row) for row in rows)


def _memory(row: tuple[Any, ...]) -> MemoryRow:
    names = [field.name for field in dataclasses.fields(MemoryRow)]
    values = dict(zip(names, (_aware(value) for value in row), strict=True))
    state = values["state"]
    values["state"] = None if state is None else tuple(json.loads(str(state)))
    values["data"] = json.loads(str(values["data"]))
    return MemoryRow(**values)


def read_panel(connection: Connection, persons: list[str], as_of: datetime) -> Panel:
    """The panel, from an open store. Use `Store.panel`."""
    told = records_of(Person, connection.execute("SELECT * FROM persons WHERE known_at <= ? ORDER BY known_at", [naive(as_of)]))
    zones = {person.person_id: person.time_zone for person in told if person.time_zone and not person.is_whereabouts}
    facts = {table: _by_person(connection, table, persons, as_of) for table in TABLES if table not in _NOT_TRAINED_ON}
    theirs = {person: {table: rows[person] for table, rows in facts.items()} for person in persons}
    return Panel(as_of, tuple(_history(person, zones.get(person), theirs[person]) for person in persons))


def _by_person(connection: Connection, table: str, persons: list[str], as_of: datetime) -> dict[str, list[Any]]:
    """Person → every revision of their facts in a table that was known at that instant; none of a fact that was taken back by then."""
    cursor = connection.execute(
        f"""SELECT * EXCLUDE (gone) FROM (
                SELECT *, last(deleted ORDER BY revision) OVER (PARTITION BY person_id, source, key) AS gone
                FROM {table} WHERE person_id IN (SELECT unnest(?)) AND known_at <= ?)
            WHERE NOT gone AND NOT deleted ORDER BY person_id, {_ORDER[table]}, source, revision""",
        [persons, naive(as_of)],
    )
    found: dict[str, list[Any]] = {person: [] for person in persons}
    for row in records_of(TABLES[table], cursor):
        found[row.person_id].append(row)
    return found


def _history(person_id: str, time_zone: str | None, facts: dict[str, list[Any]]) -> PersonHistory:
    zone = home_zone(time_zone, (night.utc_offset_minutes for night in facts["nights"]))
    return PersonHistory(person_id, zone, **{table: tuple(rows) for table, rows in facts.items()})
