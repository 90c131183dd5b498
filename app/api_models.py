"""What the HTTP API answers, beside forecast JSON itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.schema import Seal
from core.entries import LedgerEntry, Track


class Answer(BaseModel):
    """Any answer: its keys are all declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Health(Answer):
    """That the server answers."""

    status: Literal["ok"]
    version: str


class Problem(Answer):
    """Why there is no other answer."""

    detail: str


class PersonSummary(Answer):
    """One person, and how much is known of them."""

    person_id: str
    simulated: bool
    time_zone: str | None
    nights: int
    first_night: date | None
    last_night: date | None


class LedgerEntryJson(Answer):
    """One entry of the ledger."""

    track: Literal["live", "replay"]
    run_id: str
    sequence: int = Field(ge=1)
    kind: Literal["forecast", "outcome", "score"]
    person_id: str
    night: date
    horizon: int
    revision: int
    written_at: datetime
    known_at: datetime
    payload: dict[str, object]
    """Forecast JSON without its seal, an outcome, or a score."""
    seal: Seal

    @classmethod
    def of(cls, entry: LedgerEntry, track: Track, run_id: str) -> LedgerEntryJson:
        """The entry as JSON tells it; its salt and the digest of the facts stay here."""
        return cls(
            track=track,
            run_id=run_id,
            sequence=entry.sequence,
            kind=entry.kind,
            person_id=entry.person_id,
            night=entry.night,
            horizon=entry.horizon,
            revision=entry.revision,
            written_at=entry.written_at,
            known_at=entry.known_at,
            payload=entry.payload,
            seal=Seal(sequence=entry.sequence, previous=entry.previous, sha256=entry.sha256),
        )
