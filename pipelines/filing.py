"""Reports in `MORROW_HOME/reports`: one folder per person, one beneath it per track and run, readable by their owner alone."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from agent.bootstrap import World
from core.snapshot import Snapshot

FOLDER = "reports"
_PLAIN = re.compile(r"[a-z0-9_-][a-z0-9_.-]{0,63}")
"""Ids that may name a folder on any file system, told apart even where upper and lower case are one."""


def reports_of(world: World, person_id: str) -> Path:
    """The folder of all reports of a person: named by their id, or by a digest of it where no folder may be called so."""
    name = person_id if _PLAIN.fullmatch(person_id) else hashlib.sha256(person_id.encode()).hexdigest()[:24]
    return world.folder(FOLDER) / name


def file_report(world: World, snapshot: Snapshot, name: str, text: str) -> Path:
    """Where the report was written, whole or not at all; one of the same name is replaced.

    Args:
        world: the installation.
        snapshot: what the report was made from; its person, track and run say where it belongs.
        name: of the file.
        text: the report.
    """
    person = reports_of(world, snapshot.person_id)
    folder = person / f"{snapshot.track}-{snapshot.run_id}"
    for one in (person, folder):  # `parents=True` would give the upper one whatever mode the shell has
        one.mkdir(exist_ok=True, mode=0o700)
    path, draft = folder / name, folder / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
    return path
