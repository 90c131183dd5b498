"""Memory as the command line shows it: search, and the index made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from agent.bootstrap import World
from app.plain import plain
from app.standing import snapshot_of
from app.tracks import Run
from core.nights import slot_at
from memory.index import MemoryIndex, folder_of
from memory.recall import search


def search_memories(world: World, person_id: str, run: Run, text: str, count: int) -> list[dict[str, object]]:
    """The memories whose words are nearest to a text, best first, as JSON."""
    snapshot = snapshot_of(world, person_id, run)
    index = MemoryIndex(folder_of(world.settings.home, run.track, run.run_id))
    night = slot_at(snapshot.as_of, snapshot.zone).night + timedelta(days=1)
    found = search(snapshot, index, text, count, night=night)
    return [
        {
            "memory_id": one.row.memory_id,
            "kind": one.row.kind,
            "night": one.row.night and one.row.night.isoformat(),
            "known_at": one.row.known_at.isoformat(),
            "relevance": round(one.relevance, 4),
            "text": one.row.text,
        }
        for one in found
        if one.row is not None
    ]


def memories_table(found: Sequence[dict[str, object]]) -> Iterator[RenderableType]:
    """Memories for people."""
    for row in found:
        night = f" · night of {row['night']}" if row["night"] else ""
        yield Text(f"{row['kind']}{night} · relevance {row['relevance']:.2f}", style="bold")
        yield Padding(Text(plain(row["text"], 1000)), (0, 0, 1, 2))


def rebuild_all(world: World) -> list[tuple[Run, int]]:
    """Every track and run that remembers something, with the number of rows its index now holds."""
    with world.store.reading() as connection:
        runs = connection.execute("SELECT DISTINCT track, run_id FROM memories ORDER BY track, run_id").fetchall()
    return [(run, _rebuild(world, run)) for run in (Run(track, run_id) for track, run_id in runs)]


def _rebuild(world: World, run: Run) -> int:
    """All people of a run share one index."""
    rows = [
        row
        for person in world.store.people()
        for row in snapshot_of(world, person, run).memories
        if (row.track, row.run_id) == (run.track, run.run_id)
    ]
    return MemoryIndex(folder_of(world.settings.home, run.track, run.run_id)).rebuild(rows)
