"""Attempts to connect, from the link to the answer: each has a state of its own, which works once and for a quarter of an hour.

An attempt lies on the disk, so that the answer may also be given to another process than the one that showed the link. Its state does
not: a digest is enough to know it again.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from core.errors import BadInput
from core.settings import Settings
from core.vault import write_private
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.oauth import App, code_in, consent_link, parameters
from ingestion.whoop_api.tokens import folder_of

LASTS = timedelta(minutes=15)
START_ANEW = "start anew: morrow connect whoop"


@dataclass(frozen=True)
class Attempt:
    """One person's try to connect one app."""

    path: Path
    person_id: str
    client_id: str
    base_url: str
    begun_at: datetime
    state_sha256: str

    @property
    def waits(self) -> bool:
        """True until it was answered, here or by another process."""
        return self.path.exists()

    def knows(self, state: str) -> bool:
        """True for the state that was made for this attempt."""
        return secrets.compare_digest(_digest(state), self.state_sha256)


def begin(settings: Settings, app: App, person_id: str, now: datetime) -> tuple[Attempt, str]:
    """A new attempt, and the link under which the person consents."""
    for old in _standing(settings):
        if not _in_time(old, now):
            old.path.unlink(missing_ok=True)
    state = secrets.token_urlsafe(32)
    digest = _digest(state)
    attempt = Attempt(_path(settings, digest), person_id, app.client_id, app.base_url, now, digest)
    told = {"person_id": person_id, "client_id": app.client_id, "base_url": app.base_url}
    write_private(attempt.path, json.dumps({**told, "begun_at": now.isoformat(), "state_sha256": digest}).encode())
    return attempt, consent_link(app, state)


def code_for(attempt: Attempt, query: str, now: datetime) -> str:
    """The code that came back for this attempt, which is over with that.

    Raises:
        BadInput: for a query that is not the answer to it; the attempt goes on.
        Refused: for an answer that says no, or consents to something else.
    """
    answer = parameters(query)
    if not attempt.knows(answer.get("state", "")):
        raise BadInput(f"this answer belongs to no attempt that waits here; {START_ANEW}")
    if not _in_time(attempt, now):
        raise BadInput(f"this attempt is older than {LASTS.seconds // 60} minutes; {START_ANEW}")
    try:
        attempt.path.unlink()
    except FileNotFoundError:
        raise BadInput(f"this attempt was answered already; {START_ANEW}") from None
    return code_in(answer)


def attempt_of(settings: Settings, query: str) -> Attempt:
    """The attempt that waits for this answer.

    Raises:
        BadInput: when none does.
    """
    state = parameters(query).get("state", "")
    found = [attempt for attempt in _standing(settings) if attempt.knows(state)]
    if not found:
        raise BadInput(f"this answer belongs to no attempt that waits here; {START_ANEW}")
    return found[0]


def _standing(settings: Settings) -> list[Attempt]:
    return [found for path in sorted(folder_of(settings).glob(f"{SOURCE}-attempt-*.json")) if (found := _read(path))]


def _read(path: Path) -> Attempt | None:
    """None where another process took it meanwhile, or it is none."""
    try:
        told = json.loads(path.read_bytes())
        begun_at = datetime.fromisoformat(told["begun_at"])
        return Attempt(path, told["person_id"], told["client_id"], told["base_url"], begun_at, told["state_sha256"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _path(settings: Settings, digest: str) -> Path:
    return folder_of(settings) / f"{SOURCE}-attempt-{digest[:24]}.json"


def _in_time(attempt: Attempt, now: datetime) -> bool:
    return -LASTS < now - attempt.begun_at < LASTS


def _digest(state: str) -> str:
    return sha256(state.encode(errors="replace")).hexdigest()
