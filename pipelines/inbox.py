"""The inbox: files and folders that lie in `MORROW_HOME/inbox` are imported every day; what changes nothing costs only reading."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from agent.bootstrap import World
from core.errors import MorrowError
from core.store import Counts
from ingestion.importing import import_path

FOLDER = "inbox"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What the inbox brought."""

    paths: int
    counts: Counts
    rejected_rows: int
    refused: dict[str, str]
    """Name of each file that could not be used, and why; the others were imported all the same."""


def take_inbox(world: World) -> Taken:
    """What was imported; one broken file keeps nobody else's day from going on."""
    paths = sorted(path for path in world.folder(FOLDER).iterdir() if not path.name.startswith("."))
    counts, rejected, refused = Counts(), 0, {}
    for path in paths:
        try:
            report = import_path(world.store, path, person_id=None, now=world.clock.now())
        except MorrowError as error:
            _log.warning("%s was not imported: %s", path.name, error)
            refused[path.name] = str(error)
            continue
        counts += report.counts
        rejected += len(report.rejected)
    return Taken(len(paths), counts, rejected, refused)
