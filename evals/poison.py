"""Homes whose future was cut away or filled with lies: what was knowable at an instant stays as it is, to the byte.

The lies take every way in which a later row could reach an earlier evening: values and words of later rows, later revisions
and withdrawals of earlier rows, everything about tonight that is told tomorrow, memories, outcomes and scores of tomorrow, and
models that are trained tomorrow and take over every name.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.bootstrap import World
from core.entries import LedgerEntry
from core.events import EVENT_KINDS
from core.ledger import Content
from core.memories import MemoryRow
from core.nutrients import NUTRIENTS
from core.records import TABLES, Day, Fact, JournalAnswer, Measure, Night, Sleep, Workout
from core.revisions import sql_types
from core.seal import canonical, sha256
from core.settings import Settings
from core.snapshot import naive

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

NUMBER = 999.0
"""No value of any fact comes near it."""
WORD = "zyzzyvaquark"
"""A word that no text holds."""
LATER = timedelta(hours=10)
"""How long after the cut the planted rows arrive: the next morning."""
_WITHDRAWN_EVERY = 5
"""Every fifth of the later revisions withdraws its fact instead of lying about it."""


def copied(settings: Settings, folder: Path) -> Settings:
    """Settings of a copy of that installation, its anchor beside it; nothing may be writing to the original."""
    shutil.copytree(settings.home, folder / "home")
    if settings.anchor.exists():
        shutil.copyfile(settings.anchor, folder / "anchor.jsonl")
    return settings.model_copy(update={"home": folder / "home", "anchor": folder / "anchor.jsonl"})


def truncate(world: World, after: datetime) -> None:
    """Deletes every fact and memory of everybody that became known after the instant, and every model that was trained after it."""
    with world.store.transaction() as connection:
        for table in (*TABLES, "memories"):
            connection.execute(f"DELETE FROM {table} WHERE known_at > ?", [naive(after)])
        connection.execute("DELETE FROM model_versions WHERE trained_at > ?", [naive(after)])


def poison(world: World, after: datetime, *, run_id: str | None = None) -> None:
    """Fills everything that became known after the instant with lies, and plants more of them.

    Args:
        world: of a copy; the lies stay in it.
        after: the instant; what was known by then is left alone.
        run_id: the replay into whose memory and ledger tomorrow's rows are planted as well.
    """
    persons = world.store.people()
    with world.store.transaction() as connection:
        for table, record in TABLES.items():
            _overwrite(connection, table, record, after)
            _revise(connection, table, record, after)
        _retrain(connection, after)
    world.store.add((fact for person in persons for fact in _planted(person, after)), recorded_at=after + LATER)
    if run_id is not None:
        world.store.remember([row for person in persons for row in _memories(world, person, run_id, after)], recorded_at=after + LATER)
        _plant_results(world, run_id, after)


def _lies(record: type[Fact]) -> dict[str, str]:
    """Each column that can lie, with its lie as SQL; closed vocabularies and dates stay, so that a leaking reader does not just stumble."""
    spared = {"person_id", "source", "key", "source_epoch", "kind", "time_zone", "confidence", "intensity"}
    lies = {"DOUBLE": f"{NUMBER}", "INTEGER": f"{NUMBER:g}", "VARCHAR": f"'{WORD}'"}
    closed = {field.name for field in dataclasses.fields(record) if not str(field.type).startswith(("str", "float", "int"))}
    return {name: lies[sql] for name, sql in sql_types(record).items() if sql in lies and name not in spared | closed}


def _overwrite(connection: Connection, table: str, record: type[Fact], after: datetime) -> None:
    changes = ", ".join(f'"{name}" = {lie}' for name, lie in {**_lies(record), "digest": "'poisoned'"}.items())
    connection.execute(f"UPDATE {table} SET {changes} WHERE known_at > ?", [naive(after)])


def _revise(connection: Connection, table: str, record: type[Fact], after: datetime) -> None:
    """A later revision of every earlier fact: a lie, or its withdrawal."""
    made = {
        **_lies(record),
        "digest": "'poisoned'",
        "revision": "revision + 1000",
        "known_at": "$later",
        "recorded_at": "$later",
        "deleted": f"hash(key) % {_WITHDRAWN_EVERY} = 0",
    }
    replaced = ", ".join(f'{expression} AS "{name}"' for name, expression in made.items())
    connection.execute(
        f"""INSERT INTO {table} SELECT * REPLACE ({replaced}) FROM {table} WHERE known_at <= $after
            QUALIFY row_number() OVER (PARTITION BY person_id, source, key ORDER BY revision DESC) = 1""",
        {"later": naive(after + LATER), "after": naive(after)},
    )


def _retrain(connection: Connection, after: datetime) -> None:
    """Of every line of models one that is trained tomorrow, on tonight too, with lies for metrics: it takes the champion's name."""
    lied = f"regexp_replace(metrics, ':[^,}}]+', ':{NUMBER}', 'g')"
    connection.execute(f"UPDATE model_versions SET metrics = {lied} WHERE trained_at > ?", [naive(after)])
    connection.execute("UPDATE model_versions SET alias = NULL")
    made = {
        "version": "-version",  # so that the next training here counts on as it would have
        "trained_at": "$later",
        "trained_through": "$tonight",
        "people": "'[]'",
        "metrics": lied,
        "alias": "'champion'",
    }
    replaced = ", ".join(f'{expression} AS "{name}"' for name, expression in made.items())
    connection.execute(
        f"""INSERT INTO model_versions SELECT * REPLACE ({replaced}) FROM model_versions
            WHERE trained_at <= $after AND passed AND retired_at IS NULL
            QUALIFY row_number() OVER (PARTITION BY name, target, kind ORDER BY version DESC) = 1""",
        {"later": naive(after + LATER), "tonight": after.date() + timedelta(days=1), "after": naive(after)},
    )


def _planted(person_id: str, after: datetime) -> Iterator[Fact]:
    """Facts that tell tomorrow what tonight was like, and tonight's night itself."""

    def made(record: Callable[..., Fact], key: str, **values: object) -> Fact:
        return record(person_id=person_id, source="planted", source_epoch=WORD, key=key, known_at=after + LATER, **values)

    today = after.date()
    yield made(Night, "night", night=today + timedelta(days=1), **_absurd(Night))
    yield made(Day, "day", day=today, **_absurd(Day))
    yield made(Sleep, "nap", day=today, start=after - LATER, end=after, nap=True, **_absurd(Sleep))
    for kind in EVENT_KINDS:
        yield made(JournalAnswer, kind, day=today, kind=kind, answer="yes", question=WORD, quote=f"{WORD} {NUMBER:g}", amount=NUMBER)
    yield made(Workout, "workout", day=today, start=after - LATER, end=after, sport=WORD, **_absurd(Workout))
    for kind in (WORD, *NUTRIENTS):
        yield made(Measure, kind, day=today, kind=kind, value=NUMBER, unit=WORD, at=after)


def _absurd(record: type[Fact]) -> dict[str, float]:
    """Every number that such a fact may leave out."""
    return {field.name: NUMBER for field in dataclasses.fields(record) if str(field.type) == "float | None"}


def _memories(world: World, person_id: str, run_id: str, after: datetime) -> list[MemoryRow]:
    """Tomorrow's second thought about everything that is remembered, and a note that a search for anything would want to find."""
    meta: dict[str, Any] = {"known_at": after + LATER, "text": f"{WORD} {NUMBER:g} {' '.join(EVENT_KINDS)} training sleep recovery"}
    note = MemoryRow(memory_id="planted-note", kind="note", person_id=person_id, track="replay", run_id=run_id, night=None, **meta)
    standing = world.store.snapshot(person_id, after, track="replay", run_id=run_id).memories
    return [note, *(replace(row, memory_id=f"planted-{row.memory_id}", data=_lied(row.data), **meta) for row in standing)]


def _plant_results(world: World, run_id: str, after: datetime) -> None:
    """Outcomes and scores of tonight, and second thoughts about those that stand, into the ledger of that replay."""
    ledger = world.ledger("replay", run_id)
    standing = {(entry.kind, entry.person_id, entry.night): entry for entry in ledger.entries("l.kind IN ('outcome', 'score')")}
    newest = {(entry.kind, entry.person_id): entry for entry in standing.values()}
    tonight = after.date() + timedelta(days=1)
    contents = [_planted_result(entry, entry.night, entry.revision + 1000, after) for entry in standing.values()]
    contents += [_planted_result(entry, tonight, 1, after) for entry in newest.values()]
    ledger.append(contents, at=after + LATER)


def _planted_result(entry: LedgerEntry, night: date, revision: int, after: datetime) -> Content:
    payload = {**_lied(entry.payload), "night": night.isoformat()}
    return Content(
        kind=entry.kind,
        person_id=entry.person_id,
        night=night,
        horizon=entry.horizon,
        revision=revision,
        known_at=after + LATER,
        facts_digest=sha256(canonical(payload)),
        payload=payload,
    )


def _lied(value: Mapping[str, object]) -> dict[str, object]:
    """The same shape with every number replaced."""
    return {key: _lied(item) if isinstance(item, Mapping) else NUMBER if isinstance(item, float) else item for key, item in value.items()}
