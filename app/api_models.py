"""What the HTTP API answers, beside forecast JSON itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.schema import Seal
from core.entries import LedgerEntry, Track
from core.nutrients import MOST, NUTRIENTS


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


class MealTold(BaseModel):
    """One meal: when, and what it held; a nutrient that is not told is not known, 0 says that there was none."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    at: AwareDatetime
    energy_kcal: float | None = Field(None, ge=0, le=MOST["energy_kcal"])
    protein_g: float | None = Field(None, ge=0, le=MOST["protein_g"])
    carbohydrate_g: float | None = Field(None, ge=0, le=MOST["carbohydrate_g"])
    fat_g: float | None = Field(None, ge=0, le=MOST["fat_g"])
    fibre_g: float | None = Field(None, ge=0, le=MOST["fibre_g"])
    sugar_g: float | None = Field(None, ge=0, le=MOST["sugar_g"])
    sodium_mg: float | None = Field(None, ge=0, le=MOST["sodium_mg"])
    water_ml: float | None = Field(None, ge=0, le=MOST["water_ml"])
    alcohol_g: float | None = Field(None, ge=0, le=MOST["alcohol_g"])
    caffeine_mg: float | None = Field(None, ge=0, le=MOST["caffeine_mg"])

    @property
    def amounts(self) -> dict[str, float]:
        """Nutrient → amount, of those that were told."""
        return {kind: value for kind in NUTRIENTS if (value := getattr(self, kind)) is not None}


class MealsTold(BaseModel):
    """Meals of one person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meals: tuple[MealTold, ...] = Field(min_length=1, max_length=100)


class Told(Answer):
    """What telling changed, in facts."""

    added: int
    revised: int
    unchanged: int


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
