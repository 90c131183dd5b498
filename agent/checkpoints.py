"""Where the dialogue of a run is kept while it runs, so that a killed one can go on; nothing of it stays behind.

One file per person, track and run, named by a hash. A run that ends, or finds its forecast sealed already, deletes every one of them.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

from agent.bootstrap import World
from core.seal import canonical, sha256
from core.snapshot import Snapshot


def thread_of(snapshot: Snapshot, night: date) -> str:
    """The name of a run: who, which night, on which track, by which code. What it knew is compared when it goes on."""
    return sha256(canonical([snapshot.person_id, night.isoformat(), snapshot.track, snapshot.run_id, version("morrow")]))[:32]


def checkpoint_path(world: World, snapshot: Snapshot, night: date) -> Path:
    """The file of a run."""
    return world.folder("checkpoints") / f"{_owner(snapshot.person_id, snapshot.track, snapshot.run_id)}-{night.isoformat()}.sqlite"


def drop_checkpoints(world: World, snapshot: Snapshot) -> None:
    """Deletes the dialogues of this person, track and run; the caller holds the lock of the evening."""
    for path in kept_checkpoints(world, snapshot.person_id, snapshot.track, snapshot.run_id):
        path.unlink(missing_ok=True)


def kept_checkpoints(world: World, person_id: str, track: str, run_id: str) -> list[Path]:
    """The files of that person, track and run that runs have left, which were killed or go on."""
    return sorted(world.folder("checkpoints").glob(f"{_owner(person_id, track, run_id)}-*"))


def _owner(person_id: str, track: str, run_id: str) -> str:
    return sha256(canonical([person_id, track, run_id]))[:16]
