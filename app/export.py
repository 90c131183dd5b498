"""Everything of one person in one zip: facts in all their revisions, what was said, what is remembered, and the recordings.

Tables are JSON for programs and CSV for eyes.
Cells that a spreadsheet would run as a formula are put behind an apostrophe, in CSV alone; JSON holds them as they are.
"""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from agent.bootstrap import World
from agent.journal import recordings_of
from core.errors import BadInput
from core.records import TABLES

_LEDGER = """
    SELECT g.track, g.run_id, g.ledger_id, l.sequence, l.kind, l.written_at, c.night, c.horizon, c.revision, c.known_at, c.facts_digest,
           c.salt, l.commitment, l.previous, l.sha256, c.payload
    FROM ledgers g JOIN ledger_links l USING (ledger_id) JOIN ledger_contents c USING (ledger_id, sequence)
    WHERE c.person_id = ? ORDER BY g.track, g.created_at, l.sequence"""
_MEMORIES = "SELECT * FROM memories WHERE person_id = ? ORDER BY track, run_id, known_at, memory_id"
_JSON_COLUMNS = frozenset({"payload", "data", "state", "functionals"})
_README = """Everything that Morrow keeps about {person}, written {written} UTC.

{tables}
Each table stands here twice: as JSON (values as they are) and as CSV (cells that a spreadsheet would run as a formula are put
behind an apostrophe). Instants are UTC. Facts are never overwritten: revision counts the versions of one fact, known_at says from
when it could be known, recorded_at when it arrived here. The ledger holds every forecast as it was sealed, with the salt that its
commitment was made with, so that the chain can be checked without Morrow. Recordings are named by their SHA-256, under which their
entry names them.
"""


@dataclass(frozen=True)
class Exported:
    """One table of a person."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]

    def as_records(self) -> list[dict[str, object]]:
        """Its rows by column; columns that hold JSON as text are read."""
        return [{name: _read(name, value) for name, value in zip(self.columns, row, strict=True)} for row in self.rows]


def export_person(world: World, person_id: str, path: Path, *, recordings: bool = True) -> dict[str, int]:
    """How many rows of each table were written, and how many recordings.

    Args:
        world: the installation.
        person_id: whose.
        path: of the zip, which must not exist yet.
        recordings: whether the originals go with it.

    Raises:
        BadInput: when the file exists already, or cannot be made there.
    """
    tables, kept = _tables(world, person_id), _recordings(world, person_id)
    heard = f"{'recordings':10} {len(kept):>8,} files{'' if recordings else ', left out as was asked'}\n" if kept else ""
    about = _README.format(person=person_id, written=f"{world.clock.now():%Y-%m-%d %H:%M}", tables=_listed(tables) + heard)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadInput(f"{path} exists already; name a new file") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", about)
        for name, table in tables.items():
            archive.writestr(f"{name}.json", json.dumps(table.as_records(), ensure_ascii=False, indent=1, default=_text))
            archive.writestr(f"{name}.csv", csv_of(table))
        for recording in kept if recordings else ():
            archive.write(recording, f"recordings/{recording.name}", zipfile.ZIP_STORED)
    return {name: len(table.rows) for name, table in tables.items()} | {"recordings": len(kept) if recordings else 0}


def csv_of(table: Exported) -> str:
    """The table as CSV, formulas disarmed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _tables(world: World, person_id: str) -> dict[str, Exported]:
    queries = {table: f"SELECT * FROM {table} WHERE person_id = ? ORDER BY source, key, revision" for table in TABLES}  # noqa: S608  # our own names
    queries |= {"ledger": _LEDGER, "memories": _MEMORIES}
    found = {}
    with world.store.reading() as connection:
        for name, query in queries.items():
            cursor = connection.execute(query, [person_id])
            found[name] = Exported(tuple(str(column[0]) for column in cursor.description or []), cursor.fetchall())
    return found


def _recordings(world: World, person_id: str) -> list[Path]:
    folder = recordings_of(world, person_id)
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _read(name: str, value: object) -> object:
    return json.loads(value) if name in _JSON_COLUMNS and isinstance(value, str) else value


def _listed(tables: dict[str, Exported]) -> str:
    return "".join(f"{name:10} {len(table.rows):>8,} rows\n" for name, table in tables.items())
