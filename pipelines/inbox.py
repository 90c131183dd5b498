"""The inbox: what lies in `MORROW_HOME/inbox` is imported by every run that reads facts; what changes nothing costs only reading."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from agent.bootstrap import World
from core.errors import MorrowError
from core.revisions import Counts
from ingestion.importing import import_path

FOLDER = "inbox"
QUIET_SECONDS = 5.0
"""A file that was written to within so many seconds may still be on its way."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What the inbox brought."""

    paths: int
    counts: Counts
    rejected_rows: int
    refused: int
    """Files and folders that could not be used; the others were imported all the same."""


@dataclass(frozen=True)
class Lying:
    """What lies in the inbox, told without a name: it changes with whatever changes there."""

    files: int
    bytes: int
    newest_ns: int
    """When the newest of them was written, nanoseconds since 1970."""

    @property
    def mark(self) -> str:
        """The same for the same files."""
        return f"{self.files}/{self.bytes}/{self.newest_ns}"

    def is_quiet(self, now_seconds: float) -> bool:
        """True once nothing has been written for a while."""
        return now_seconds - self.newest_ns / 1e9 >= QUIET_SECONDS


def take_inbox(world: World) -> Taken:
    """What was imported; one broken file keeps nobody else's day from going on."""
    paths = _paths(world)
    counts, rejected, refused = Counts(), 0, 0
    for path in paths:
        try:
            report = import_path(world.store, path, person_id=None, now=world.clock.now())
        except MorrowError as error:
            _log.debug("%s was not imported: %s", path.name, error)
            refused += 1
            continue
        counts += report.counts
        rejected += len(report.rejected)
    return Taken(len(paths), counts, rejected, refused)


def lying(world: World) -> Lying:
    """What lies in the inbox, folders looked into."""
    files = [file for path in _paths(world) for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    stats = [file.stat() for file in files]
    return Lying(len(stats), sum(one.st_size for one in stats), max((one.st_mtime_ns for one in stats), default=0))


def _paths(world: World) -> list[Path]:
    return sorted(path for path in world.folder(FOLDER).iterdir() if not path.name.startswith("."))
