"""What is new: connected sources and the inbox read into the store, told in counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agent.bootstrap import World
from core.connections import connections
from core.requests import take, waiting_requests
from core.revisions import Counts
from ingestion.syncing import SyncReport, sync_person
from pipelines.figures import Metadata
from pipelines.inbox import Taken, take_inbox
from pipelines.resources import Installation

WAITING = "SELECT count(*), max(received_at) FROM webhook_events WHERE handled_at IS NULL"
TROUBLE = ("reconnect", "failed")
"""What the person must see to; a service that cannot be had now may be had later."""


@dataclass(frozen=True)
class News:
    """What a reading of all sources came to."""

    reports: tuple[SyncReport, ...]
    requests: int
    """Requests of people and of the agent that were answered by it."""
    taken: Taken | None
    """None where another shard sees to the inbox."""

    @property
    def statuses(self) -> dict[str, int]:
        """How many connections are in which state."""
        return dict(Counter(report.status for report in self.reports))

    @property
    def troubled(self) -> int:
        """How many connections need their person."""
        return sum(report.status in TROUBLE for report in self.reports)

    def metadata(self) -> Metadata:
        """Counts and windows."""
        changed = sum((report.counts for report in self.reports), self.taken.counts if self.taken else Counts())
        taken = self.taken
        inbox = _inbox(taken) if taken else {}
        return {
            "connections": self.statuses,
            "calls": sum(report.requests for report in self.reports),
            "looked_at_since": _earliest([report.since for report in self.reports]),
            "complete_until": _earliest([report.until for report in self.reports]),
            "requests_answered": self.requests,
            "added": changed.added,
            "revised": changed.revised,
            "withdrawn": changed.withdrawn,
            "unchanged": changed.unchanged,
            **inbox,
        }


def _inbox(taken: Taken) -> Metadata:
    heard = taken.heard
    files = {"files": taken.paths, "rejected_rows": taken.rejected_rows, "refused_files": taken.refused}
    return {**files, "recordings": heard.told, "refused_recordings": heard.refused, "waiting_recordings": heard.waiting}


def read_news(world: World, installation: Installation, *, waiting_only: bool = False) -> News:
    """What came of reading the sources of the run's people, and the inbox, which is the first shard's business.

    Args:
        world: the installation.
        installation: says whose turn it is.
        waiting_only: only those who asked for it, or of whom a service has told something new.
    """
    asked = [request for request in waiting_requests(world.store) if installation.holds(request.person_id)]
    wanted = {request.person_id for request in asked} | _told_of(world) if waiting_only else None
    people = sorted({one.person_id for one in connections(world.store) if installation.holds(one.person_id)})
    reports = [
        report
        for person in people
        if wanted is None or person in wanted
        for report in sync_person(world.store, world.settings, world.clock, person)
    ]
    answered = sum(take(world.store, request, at=world.clock.now()) for request in asked)
    return News(tuple(reports), answered, take_inbox(world) if installation.shard == 0 else None)


def waiting_webhooks(world: World) -> tuple[int, datetime | None]:
    """How many events of services wait to be looked at, and when the newest came."""
    with world.store.reading() as connection:
        row = connection.execute(WAITING).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def _told_of(world: World) -> set[str]:
    """The people of whom a webhook has told something that no sync has looked at."""
    with world.store.reading() as connection:
        rows = connection.execute("SELECT DISTINCT source, account_id FROM webhook_events WHERE handled_at IS NULL").fetchall()
    return {one.person_id for one in connections(world.store) if (one.source, one.account_id) in set(rows)}


def _earliest(instants: Iterable[datetime | None]) -> str:
    """The first of the instants, to the minute; "–" where there is none."""
    known = [instant for instant in instants if instant is not None]
    return f"{min(known):%Y-%m-%d %H:%M} UTC" if known else "–"
