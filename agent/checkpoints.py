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
    return world.folder("checkpoints") / f"{_owner(snapshot)}-{night.isoformat()}.sqlite"


def drop_checkpoints(world: World, snapshot: Snapshot) -> None:
    """Deletes the dialogues of this person, track and run; the caller holds the lock of the evening."""
    for path in world.folder("checkpoints").glob(f"{_owner(snapshot)}-*"):
        path.unlink(missing_ok=True)


def _owner(snapshot: Snapshot) -> str:
    return sha256(canonical([snapshot.person_id, snapshot.track, snapshot.run_id]))[:16]
