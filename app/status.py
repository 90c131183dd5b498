"""Where this installation stands: what it holds, who speaks, what is due next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from agent.bootstrap import World
from agent.endpoint import endpoint
from app.people import PersonRow, person_rows
from core.nights import evening_of, slot_at, zone_of

SHOWN_PEOPLE = 12


def status_json(world: World) -> dict[str, Any]:
    """As `morrow status --json` prints it."""
    store, model = world.store, endpoint(world.settings)
    rows = person_rows(store)
    return {
        "version": version("morrow"),
        "now": world.clock.now().isoformat(),
        "home": str(world.settings.home),
        "store_bytes": store.path.stat().st_size if store.path.exists() else 0,
        "agent": {"kind": "llm", "model": model.model, "base_url": model.base_url} if model else {"kind": "offline_analyst"},
        "people": [_person(world, row) for row in rows],
        "ledgers": _ledgers(world) if rows else [],
        "memories": _count(world, "memories") if rows else 0,
        "imports": len(store.imports()) if rows else 0,
    }


def _person(world: World, row: PersonRow) -> dict[str, object]:
    """A person, and the night that is next to be forecast; a simulated one's clock stands at the evening after the last night."""
    if row.simulated and row.last_night is not None:
        night = row.last_night + timedelta(days=1)
        return {**row.to_json(), "next_night": night.isoformat(), "scheduled": None}
    zone = zone_of(row.time_zone, None)
    slot = slot_at(world.clock.now(), zone)
    return {**row.to_json(), "next_night": slot.night.isoformat(), "scheduled": evening_of(slot.night, zone).isoformat()}


def _ledgers(world: World) -> list[dict[str, object]]:
    with world.store.reading() as connection:
        rows = connection.execute(
            """SELECT g.track, g.run_id, count(*), count(*) FILTER (l.kind = 'forecast'), count(*) FILTER (l.kind = 'score'),
                      max(l.written_at)
               FROM ledgers g JOIN ledger_links l USING (ledger_id) GROUP BY g.track, g.run_id ORDER BY g.track, g.run_id"""
        ).fetchall()
    names = ("track", "run_id", "entries", "forecasts", "scores")
    return [dict(zip(names, row, strict=False)) | {"last_written_at": row[5].isoformat() + "+00:00"} for row in rows]


def _count(world: World, table: str) -> int:
    with world.store.reading() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # our own name
    return int(row[0]) if row else 0


def status_card(status: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The status for people."""
    agent = status["agent"]
    speaks = "offline analyst" if agent["kind"] == "offline_analyst" else f"{agent['model']} at {agent['base_url']}"
    yield Text(f"\nMorrow {status['version']} · {status['home']} · {status['store_bytes'] / 1e6:.1f} MB", style="bold")
    yield Text(f"reasons by {speaks} · {status['imports']:,} imports · {status['memories']:,} memories\n")
    if not status["people"]:
        yield Text("Nobody's data stand here yet: morrow import PATH, or morrow demo.\n")
        return
    yield _people_table(status["people"])
    if len(status["people"]) > SHOWN_PEOPLE:
        yield Text(f"and {len(status['people']) - SHOWN_PEOPLE:,} more: morrow people", style="dim")
    if status["ledgers"]:
        yield Text()
        yield _ledger_table(status["ledgers"])
    yield Text()


def _people_table(people: list[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("person", "nights", "last night", "forecasts", "next night"):
        table.add_column(name, justify="right" if name in ("nights", "forecasts") else "left")
    for row in people[:SHOWN_PEOPLE]:
        name = row["person_id"] + (" (simulated)" if row["simulated"] else "")
        table.add_row(Text(name), f"{row['nights']:,}", row["last_night"] or "–", f"{row['forecasts']:,}", row["next_night"])
    return table


def _ledger_table(ledgers: list[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("ledger", "forecasts", "scores", "last entry (UTC)"):
        table.add_column(name, justify="right" if name in ("forecasts", "scores") else "left")
    for row in ledgers:
        name = "live" if row["track"] == "live" else f"replay {row['run_id']}"
        table.add_row(Text(name), f"{row['forecasts']:,}", f"{row['scores']:,}", row["last_written_at"][:16].replace("T", " "))
    return table
