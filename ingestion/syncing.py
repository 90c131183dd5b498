"""Connected sources brought up to date: for one person or for everybody, with what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.store import Counts

SyncStatus = Literal["synced", "behind", "reconnect", "failed"]


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
