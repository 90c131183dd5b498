"""One entry of a person, and whatever tells of it: which rows it is, which sealed entries and memories speak of that day or repeat it.

A sealed entry tells of an entry when it is of the night that follows its date, since such a forecast speaks of the last night and of the
evening; when it is the outcome or the score of that very night; or when the person's words, or a value with all its digits, stand in it.
A forecast goes with all its revisions and scores, so that what is left is never scored anew.

What was told in words (`entry`) takes everything along that was read out of it, and its recording. Words that the person told elsewhere
as well tell nothing of this entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.erasure import Identity, Leaving
from core.errors import BadInput, UnknownName
from core.records import BY_HAND

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

TABLE_OF = {
    "night": "nights",
    "day": "days",
    "workout": "workouts",
    "sleep": "sleeps",
    "journal": "journal",
    "measure": "measures",
    "entry": "entries",
    "note": "memories",
}
"""Kinds of entries, and where they stand."""
TOLD = "entry"
"""The kind of what a person told in words, with all that was read out of it."""
PARTS = ("journal", "measures")
"""Tables of what was read out of an entry; the keys begin with its id and a bar (`core.records.part_of`)."""
WHOLE_DATE = frozenset({"night", "day"})
"""Kinds of which a date means all that there are: two sources tell of one night."""
LEAST_DIGITS = 4
"""Digits of a value below which it stands in many a text by chance."""
LEAST_MEASURED = 8
"""Digits of a value that was measured of a voice: there are many of them, and shorter ones stand in every forecast by chance."""
LEAST_LETTERS = 12
"""Letters of the person's words below which they stand in many a text by chance."""
MOST_LETTERS = 120
"""Letters of the person's words that are looked for: memories cut longer ones."""
FROM_MEMORY = ":memories["
"""Part of the source of evidence that a note backs; such evidence may quote a part of it."""
SHOWN = 8
Row = dict[str, object]


@dataclass(frozen=True)
class Sealed:
    """One entry of a ledger."""

    ledger_id: str
    sequence: int
    kind: str
    night: date
    horizon: int
    text: str
    """Its payload, JSON."""

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands."""
        return self.ledger_id, self.sequence

    @property
    def of(self) -> tuple[str, date, int]:
        """What revisions of one forecast share."""
        return self.ledger_id, self.night, self.horizon

    @property
    def payload(self) -> dict[str, object]:
        """What it says."""
        found: dict[str, object] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class EntryTraces:
    """One entry with what tells of it."""

    leaving: Leaving
    """Its rows, those of memories that tell of it, and the sealed entries."""
    sealed: tuple[Sealed, ...]
    since: date | None
    """Its date; models that were trained on nights of before never saw it. None of a note, which no model sees."""
    recordings: frozenset[str] = frozenset()
    """SHA-256 of its recordings, hexadecimal."""


def entry_traces(connection: Connection, person_id: str, kind: str, key: str) -> EntryTraces:
    """The entry of that kind and key, or of that date, and what tells of it.

    Raises:
        UnknownName: when there is no such kind.
        BadInput: when there is no such entry, or when the date has several.
    """
    if kind not in TABLE_OF:
        raise UnknownName(f"no kind of entry {kind!r}; known: {', '.join(TABLE_OF)}")
    rows = _rows_of(connection, person_id, kind, key)
    chosen = {TABLE_OF[kind]: _identities(rows, kind)}
    parts = _parts_of(connection, person_id, rows) if kind == TOLD else {}
    chosen |= {table: _identities(told, kind) for table, told in parts.items()}
    if kind == "night":
        chosen["sleeps"] = _same_sleeps(connection, person_id, rows)
    day = None if kind == "note" else _date_of(rows[0])
    wanted = _wanted_of_told(connection, person_id, rows, parts) if kind == TOLD else _wanted(rows, kind)
    sealed = _telling(_ledger_of(connection, person_id), kind, day, wanted)
    memories = _memories(connection, person_id, day, wanted) | chosen.get("memories", frozenset())
    only = {**chosen, "memories": memories, "ledger_contents": frozenset(one.place for one in sealed)}
    recordings = frozenset(str(row["recording"]) for row in rows if row.get("recording"))
    return EntryTraces(Leaving(person_id, only), tuple(sealed), _first_day([rows, *parts.values()]) if day else None, recordings)


@dataclass(frozen=True)
class _Wanted:
    """What of an entry is looked for in texts."""

    words: tuple[str, ...]
    values: tuple[str, ...]
    texts: tuple[str, ...] = ()
    """Of which evidence may quote a part."""
    elsewhere: tuple[str, ...] = ()
    """What the person told beside it; a quote that stands there as well may have been taken from there."""
    from_memory: bool = False
    """Whether only evidence that a memory backs is taken for a quote of a text."""

    def stands_in(self, text: str) -> bool:
        """True for a text that holds the words, however spaced and cased, or a value with all its digits."""
        told = _plain(text) if self.words else ""
        return any(words in told for words in self.words if len(words) >= LEAST_LETTERS) or any(
            re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", text) for value in self.values
        )

    def is_quoted(self, one: Sealed) -> bool:
        """True for a forecast whose evidence quotes a part of one of the texts."""
        evidence = one.payload.get("evidence") if self.texts else None
        items = [item for item in evidence if isinstance(item, dict)] if isinstance(evidence, list) else []
        told = [_plain(str(item.get("quote") or "")) for item in items if not self.from_memory or FROM_MEMORY in str(item.get("source"))]
        return any(quote and _within(quote, self.texts) and not _within(quote, self.elsewhere) for quote in told)


def _rows_of(connection: Connection, person_id: str, kind: str, key: str) -> list[Row]:
    """All revisions of the entry that is meant."""
    standing = _standing(connection, person_id, kind)
    found = [row for row in standing if key in (_key(row), str(_date_of(row))) or (kind == TOLD and key and _key(row).startswith(key))]
    keys = sorted({_key(row) for row in found})
    if not found:
        newest = ", ".join(repr(_key(row)) for row in standing[-3:])
        raise BadInput(f"wanted a {kind} of {person_id!r} with the key or date {key!r}, found none (newest: {newest or 'none at all'})")
    if len(keys) > 1 and kind not in WHOLE_DATE:
        more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        raise BadInput(f"{len(keys)} {_named(kind)} are of {key}; name one by its key: {', '.join(map(repr, keys[:SHOWN]))}{more}")
    return found


def _named(kind: str) -> str:
    return "entries" if kind == TOLD else f"{kind} entries"


def _standing(connection: Connection, person_id: str, kind: str) -> list[Row]:
    if kind == "note":
        return _found(connection, "SELECT * FROM memories WHERE person_id = ? AND kind = 'note' ORDER BY known_at", person_id)
    return _facts(connection, TABLE_OF[kind], person_id)


def _facts(connection: Connection, table: str, person_id: str) -> list[Row]:
    """Every revision of a person's facts in that table."""
    order = "night" if table == "nights" else "day"
    return _found(connection, f"SELECT * FROM {table} WHERE person_id = ? ORDER BY {order}, key, revision", person_id)  # noqa: S608  # our own names


def _found(connection: Connection, query: str, person_id: str) -> list[Row]:
    cursor = connection.execute(query, [person_id])
    names = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _parts_of(connection: Connection, person_id: str, entries: Sequence[Row]) -> dict[str, list[Row]]:
    """Table → what was read out of an entry, in all revisions."""
    return {table: [row for row in _facts(connection, table, person_id) if _is_part(row, entries)] for table in PARTS}


def _is_part(row: Row, entries: Sequence[Row]) -> bool:
    return row["source"] == BY_HAND and any(_key(row).startswith(f"{_key(entry)}|") for entry in entries)


def _first_day(told: Iterable[Iterable[Row]]) -> date | None:
    """The first day that the rows speak of: an entry may tell of the evening before."""
    return min((day for rows in told for row in rows if (day := _date_of(row))), default=None)


def _key(row: Row) -> str:
    return str(row.get("key", row.get("memory_id")))


def _date_of(row: Row) -> date | None:
    found = row.get("night") or row.get("day")
    return found if isinstance(found, date) else None


def _identities(rows: Iterable[Row], kind: str) -> frozenset[Identity]:
    if kind == "note":
        return frozenset((str(row["track"]), str(row["run_id"]), str(row["memory_id"])) for row in rows)
    return frozenset((str(row["source"]), str(row["key"])) for row in rows)


def _same_sleeps(connection: Connection, person_id: str, nights: Sequence[Row]) -> frozenset[Identity]:
    """The main sleep of a night stands among the sleeps as well."""
    found: set[Identity] = set()
    for night in nights:
        rows = connection.execute(
            'SELECT source, key FROM sleeps WHERE person_id = ? AND source = ? AND ("start" = ? OR (key = ? AND NOT nap))',
            [person_id, night["source"], night["sleep_start"], night["key"]],
        ).fetchall()
        found |= {(str(source), str(key)) for source, key in rows}
    return frozenset(found)


def _wanted(rows: Iterable[Row], kind: str) -> _Wanted:
    words, values = set[str](), set[str]()
    for row in rows:
        words |= {_plain(str(row[name]))[:MOST_LETTERS] for name in ("quote", "text") if row.get(name)}
        told = [json.dumps(value) for value in row.values() if isinstance(value, float)]
        values |= {value for value in told if "." in value and len(value.replace(".", "").strip("0")) >= LEAST_DIGITS}
    return _Wanted(tuple(sorted(words)), tuple(sorted(values)), tuple(sorted(words)) if kind == "note" else (), from_memory=True)


def _wanted_of_told(connection: Connection, person_id: str, entries: Sequence[Row], parts: Mapping[str, Sequence[Row]]) -> _Wanted:
    """What of an entry is looked for: its words as a whole and as they were quoted, and what was measured with all its digits.

    What was quoted of it and stands in other words of the person as well may have been taken from there.
    """
    own = _wanted([*entries, *(row for rows in parts.values() for row in rows)], TOLD)
    texts = [row["text"] for row in _facts(connection, "entries", person_id) if row not in entries]
    quotes = [row["quote"] for row in _facts(connection, "journal", person_id) if row["quote"] and not _is_part(row, entries)]
    elsewhere = tuple(_plain(str(told)) for told in (*texts, *quotes))
    return _Wanted(
        tuple(words for words in own.words if not _within(words, elsewhere)),
        tuple(value for value in own.values if len(value.replace(".", "").strip("0")) >= LEAST_MEASURED),
        tuple(_plain(str(row["text"])) for row in entries),
        elsewhere,
    )


def _within(words: str, texts: Iterable[str]) -> bool:
    return any(words in text for text in texts)


def _plain(text: str) -> str:
    """Words as they are compared: as JSON would escape them, in small letters and single spaces."""
    return " ".join(text.replace("\\n", " ").replace('\\"', '"').casefold().split())


def _ledger_of(connection: Connection, person_id: str) -> list[Sealed]:
    rows = connection.execute(
        """SELECT ledger_id, sequence, l.kind, c.night, c.horizon, c.payload
           FROM ledger_contents c JOIN ledger_links l USING (ledger_id, sequence) WHERE c.person_id = ? ORDER BY ledger_id, sequence""",
        [person_id],
    ).fetchall()
    return [Sealed(*row) for row in rows]


def _telling(ledger: Sequence[Sealed], kind: str, day: date | None, wanted: _Wanted) -> list[Sealed]:
    """The entries that tell of it; of forecasts all revisions of that night, and their scores."""
    told = {one.place for one in ledger if _is_of(one, kind, day) or wanted.stands_in(one.text) or wanted.is_quoted(one)}
    nights = {one.of for one in ledger if one.kind == "forecast" and one.place in told}
    told |= {one.place for one in ledger if one.kind == "forecast" and one.of in nights}
    told |= {one.place for one in ledger if one.kind == "score" and (one.ledger_id, one.payload["forecast_sequence"]) in told}
    return [one for one in ledger if one.place in told]


def _is_of(one: Sealed, kind: str, day: date | None) -> bool:
    if day is None:
        return False
    if one.kind == "forecast":
        return one.night == day + timedelta(days=1)
    return kind == "night" and one.night == day


def _memories(connection: Connection, person_id: str, day: date | None, wanted: _Wanted) -> frozenset[Identity]:
    """Memories of that night and the next, and those in which its words or values stand."""
    nights = {day, day + timedelta(days=1)} if day is not None else set()
    rows = connection.execute(
        "SELECT track, run_id, memory_id, night, text, data FROM memories WHERE person_id = ?", [person_id]
    ).fetchall()
    return frozenset(
        (str(track), str(run_id), str(memory_id))
        for track, run_id, memory_id, night, text, data in rows
        if night in nights or wanted.stands_in(text) or wanted.stands_in(data)
    )
