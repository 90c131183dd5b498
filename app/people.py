"""Everybody in the store, and how much is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from core.store import Store

_NIGHTS = """
    SELECT person_id, count(DISTINCT night), min(night), max(night), list_sort(list(DISTINCT source))
    FROM nights GROUP BY person_id"""
_SEALED = """
    SELECT person_id, count(*) FROM ledger_links JOIN ledger_contents USING (ledger_id, sequence)
    WHERE kind = 'forecast' GROUP BY person_id"""


@dataclass(frozen=True)
class PersonRow:
    """One person, summed up."""

    person_id: str
    simulated: bool
    time_zone: str | None
    nights: int
    first_night: date | None
    last_night: date | None
    sources: tuple[str, ...]
    forecasts: int
    """Sealed forecasts on all tracks, revisions included."""

    def to_json(self) -> dict[str, object]:
        """As `morrow people --json` prints it."""
        days = {"first_night": self.first_night, "last_night": self.last_night}
        return {**vars(self), **{name: day and day.isoformat() for name, day in days.items()}, "sources": list(self.sources)}


def person_rows(store: Store) -> list[PersonRow]:
    """Everybody, by id."""
    people = store.people()
    if not people:
        return []
    persons = store.persons()
    with store.reading() as connection:
        nights = connection.execute(_NIGHTS).fetchall()
        sealed = connection.execute(_SEALED).fetchall()
    known = {str(row[0]): row[1:] for row in nights}
    forecasts = {str(row[0]): int(row[1]) for row in sealed}
    rows = []
    for person_id in people:
        count, first, last, sources = known.get(person_id, (0, None, None, []))
        record = persons.get(person_id)
        simulated, zone = (record.simulated, record.time_zone) if record else (False, None)
        rows.append(PersonRow(person_id, simulated, zone, count, first, last, tuple(sources), forecasts.get(person_id, 0)))
    return rows


def people_table(rows: list[PersonRow]) -> RenderableType:
    """Everybody as a table for people."""
    table = Table(box=None, header_style="dim")
    for name in ("person", "nights", "from", "to", "forecasts", "source"):
        table.add_column(name, justify="right" if name in ("nights", "forecasts") else "left", no_wrap=name not in ("person", "source"))
    for row in rows:
        name = row.person_id + (" (simulated)" if row.simulated else "")
        days = (str(row.first_night or "–"), str(row.last_night or "–"))
        table.add_row(Text(name), f"{row.nights:,}", *days, f"{row.forecasts:,}", ", ".join(row.sources))
    return table
