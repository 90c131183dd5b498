"""The inbox: what lies in `MORROW_HOME/inbox` is taken by every run that reads facts.

Recordings become journal entries and leave. Everything else is imported and stays; what changes nothing costs only reading.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from agent.bootstrap import World
from core.errors import MorrowError
from core.revisions import Counts
from ingestion.importing import import_path
from pipelines.recordings import QUIET_SECONDS, REFUSED, Heard, hear_recordings, is_recording

FOLDER = "inbox"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What the inbox brought."""

    paths: int
    counts: Counts
    rejected_rows: int
    refused: int
    """Files and folders that could not be used; the others were imported all the same."""
    heard: Heard
    """What became of recordings."""


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
    """What was heard and imported; one broken file keeps nobody else's day from going on."""
    heard = hear_recordings(world, world.folder(FOLDER))
    paths = [path for path in _paths(world) if not is_recording(path) and not _holds_recordings_alone(path)]
    counts, rejected, refused = heard.counts, 0, 0
    for path in paths:
        try:
            report = import_path(world.store, path, person_id=None, now=world.clock.now())
        except MorrowError as error:
            _log.debug("%s was not imported: %s", path.name, error)
            refused += 1
            continue
        counts += report.counts
        rejected += len(report.rejected)
    return Taken(len(paths), counts, rejected, refused, heard)


def lying(world: World) -> Lying:
    """What lies in the inbox, folders looked into."""
    files = [file for path in _paths(world) for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    stats = [file.stat() for file in files]
    return Lying(len(stats), sum(one.st_size for one in stats), max((one.st_mtime_ns for one in stats), default=0))


def _paths(world: World) -> list[Path]:
    return sorted(path for path in world.folder(FOLDER).iterdir() if not path.name.startswith(".") and path.name != REFUSED)


def _holds_recordings_alone(path: Path) -> bool:
    """True for a folder in which nothing could be imported: a person's, emptied or with recordings that wait."""
    return path.is_dir() and all(is_recording(one) or one.name.startswith(".") for one in path.iterdir())
