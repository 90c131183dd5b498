"""Connected sources brought up to date: for one person or for everybody, with what changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from core.clock import Clock
from core.connections import Connection, connections
from core.database import file_lock
from core.errors import MorrowError, Reconnect, SourceUnavailable, StoreBusy
from core.revisions import Counts
from core.settings import Settings
from core.store import Store
from ingestion.live_source import LiveSource, Progress, Tally, silent
from ingestion.whoop_api.api import SOURCE as WHOOP
from ingestion.whoop_api.sync import READ_UNTIL, sync_whoop

_log = logging.getLogger(__name__)
SyncStatus = Literal["synced", "behind", "reconnect", "failed"]
LIVE_SOURCES: Mapping[str, LiveSource] = {WHOOP: sync_whoop}
"""Every source that can be asked for news, by the name that its facts carry. Adding one is one module and one line here."""


@dataclass(frozen=True)
class SyncReport:
    """What one sync of one connection came to; it is never an exception, so that nobody's trouble stops the others."""

    person_id: str
    source: str
    status: SyncStatus
    """synced: everything up to now is here; behind: the service could not be had, or there is more to back-fill; reconnect: the grant is
    gone; failed: the service answered nonsense."""
    counts: Counts
    since: datetime | None
    """From when facts were looked at; None where nothing was."""
    until: datetime | None
    """Up to when this source has been read whole."""
    requests: int
    """Calls to the service that it took."""
    reason: str | None = None
    """Why it is not `synced`, in words for people, with the remedy."""
    by_table: Mapping[str, Counts] | None = None
    """Table of the store → what changed in it; of tables that were looked at."""
    retry_after_seconds: float | None = None
    """When to come back, where the service said so."""

    def to_json(self) -> dict[str, object]:
        """The report as `morrow sync --json` prints it."""
        return {
            "person_id": self.person_id,
            "source": self.source,
            "status": self.status,
            "reason": self.reason,
            **asdict(self.counts),
            "by_table": {table: asdict(counts) for table, counts in (self.by_table or {}).items()},
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "requests": self.requests,
            "retry_after_seconds": self.retry_after_seconds,
        }


def sync_person(store: Store, settings: Settings, clock: Clock, person_id: str, *, progress: Progress = silent) -> list[SyncReport]:
    """One report for each connection of a person, their waiting events looked at; none for whom nothing is connected.

    Across processes one sync of a connection runs at a time: a second one waits for the first, and then looks for itself.
    """
    return [_sync(store, settings, clock, one, progress) for one in connections(store, person_id=person_id)]


def sync_everybody(store: Store, settings: Settings, clock: Clock, *, progress: Progress = silent) -> list[SyncReport]:
    """One report for each connection that stands, in order of person and source."""
    return [_sync(store, settings, clock, one, progress) for one in connections(store)]


def lock_path(settings: Settings, connection: Connection) -> Path:
    """The file that whoever syncs a connection holds; ids of people may hold what names of files cannot."""
    person = sha256(connection.person_id.encode()).hexdigest()
    return settings.home / "locks" / f"sync-{connection.source}-{person[:24]}.lock"


def _sync(store: Store, settings: Settings, clock: Clock, connection: Connection, progress: Progress) -> SyncReport:
    tally = Tally()
    try:
        with file_lock(lock_path(settings, connection), settings.lock_wait_seconds):
            LIVE_SOURCES[connection.source](store, settings, clock, connection, tally=tally, progress=progress)
    except MorrowError as error:
        return _report(store, connection, tally, error)
    except Exception as error:  # noqa: BLE001  # nobody's trouble may stop the others
        _log.error("a sync of %s failed: %s (level DEBUG tells more)", connection.source, type(error).__name__)
        _log.debug("a sync failed", exc_info=error)  # its words may hold values
        return _report(store, connection, tally, error)
    return _report(store, connection, tally, None)


def _report(store: Store, connection: Connection, tally: Tally, error: Exception | None) -> SyncReport:
    return SyncReport(
        connection.person_id,
        connection.source,
        _status(error),
        sum(tally.by_table.values(), Counts()),
        tally.since,
        _read_until(store, connection),
        tally.requests,
        _words(error),
        dict(tally.by_table),
        error.retry_after_seconds if isinstance(error, SourceUnavailable) else None,
    )


def _status(error: Exception | None) -> SyncStatus:
    if error is None:
        return "synced"
    if isinstance(error, Reconnect):
        return "reconnect"
    return "behind" if isinstance(error, SourceUnavailable | StoreBusy) else "failed"


def _words(error: Exception | None) -> str | None:
    if error is None or isinstance(error, MorrowError):
        return None if error is None else str(error)
    return f"this should not have happened: {type(error).__name__} (the log tells more)"


def _read_until(store: Store, connection: Connection) -> datetime | None:
    """Up to when the source was read whole; None as well while the store cannot be had."""
    try:
        mark = store.bookmarks(connection.person_id, connection.source).get(READ_UNTIL)
    except MorrowError:
        return None
    return None if mark is None else datetime.fromisoformat(str(mark))
