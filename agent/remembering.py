"""Remembering: each scored night becomes an episode and a reflection, and the index over memory is brought up to date.

Idempotent, so that a run that was killed between scoring and remembering is completed by the next one.
"""

from __future__ import annotations

from agent.bootstrap import World
from core.entries import Track
from core.memories import MemoryRow
from core.snapshot import Snapshot
from memory.episodes import remembered
from memory.index import MemoryIndex, folder_of


def remember_scored(world: World, snapshot: Snapshot) -> int:
    """How many memories were written: two for each scored night that has none yet."""
    known = {row.memory_id for row in snapshot.memories}
    rows: list[MemoryRow] = []
    for score in snapshot.scores:
        if f"reflection:{score.night.isoformat()}" not in known:
            rows += remembered(snapshot, score)
    return world.store.remember(rows, recorded_at=world.clock.now()) if rows else 0


def memory_index(world: World, track: Track, run_id: str) -> MemoryIndex:
    """The vector index over the memories of that track and run."""
    return MemoryIndex(folder_of(world.settings.home, track, run_id))
