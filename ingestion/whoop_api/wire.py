"""The JSON of WHOOP's API, version 2, as validated models. Names and types are those of WHOOP's OpenAPI description.

What WHOOP may leave out is None here; fields that are not known are passed over. Instants become aware and are kept in UTC.
"""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, field_validator

Instant = Annotated[AwareDatetime, AfterValidator(lambda instant: instant.astimezone(UTC))]
ScoreState = Literal["SCORED", "PENDING_SCORE", "UNSCORABLE"]


class Wire(BaseModel):
    """What every object of the API shares."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Placed(Wire):
    """An object with a local time: `timezone_offset` is `±hh:mm` or `Z`."""

    timezone_offset: str

    @property
    def zone(self) -> timezone:
        """The local zone of the object."""
        return timezone(timedelta(minutes=self.offset_minutes))

    @property
    def offset_minutes(self) -> int:
        """Local time minus UTC."""
        if self.timezone_offset in {"Z", "+00:00", "-00:00"}:
            return 0
        hours, minutes = self.timezone_offset[1:].split(":")
        return (-1 if self.timezone_offset[0] == "-" else 1) * (int(hours) * 60 + int(minutes))

    @field_validator("timezone_offset")
    @classmethod
    def _offset(cls, text: str) -> str:
        sign, rest = text[:1], text[1:]
        parts = rest.split(":")
        told = text == "Z" or (
            sign in {"+", "-"} and len(parts) == 2 and all(len(part) == 2 and part.isdigit() for part in parts) and int(parts[1]) < 60
        )
        if not told or (text != "Z" and int(parts[0]) > 23):
            raise ValueError(f"wanted an offset as ±hh:mm or Z, found {text!r}")
        return text


class CycleScore(Wire):
    """Totals of a cycle; strain 0 … 21, energy in kJ."""

    strain: float
    kilojoule: float
    average_heart_rate: int
    max_heart_rate: int


class Cycle(_Placed):
    """One physiological cycle, from falling asleep to falling asleep; no `end` while it runs."""

    id: int
    user_id: int
    created_at: Instant
    updated_at: Instant
    start: Instant
    end: Instant | None = None
    score_state: ScoreState
    score: CycleScore | None = None


class RecoveryScore(Wire):
    """HRV is the RMSSD in milliseconds."""

    user_calibrating: bool
    recovery_score: float
    resting_heart_rate: float
    hrv_rmssd_milli: float
    spo2_percentage: float | None = None
    skin_temp_celsius: float | None = None


class Recovery(Wire):
    """The recovery after one sleep; it has no times of its own."""

    cycle_id: int
    sleep_id: UUID
    user_id: int
    created_at: Instant
    updated_at: Instant
    score_state: ScoreState
    score: RecoveryScore | None = None


class StageSummary(Wire):
    """Times in milliseconds."""

    total_in_bed_time_milli: int
    total_awake_time_milli: int
    total_no_data_time_milli: int
    total_light_sleep_time_milli: int
    total_slow_wave_sleep_time_milli: int
    total_rem_sleep_time_milli: int
    sleep_cycle_count: int
    disturbance_count: int


class SleepNeeded(Wire):
    """Times in milliseconds; the need from naps is zero or less."""

    baseline_milli: int
    need_from_sleep_debt_milli: int
    need_from_recent_strain_milli: int
    need_from_recent_nap_milli: int


class SleepScore(Wire):
    """The four rates may be missing even where a sleep is scored."""

    stage_summary: StageSummary
    sleep_needed: SleepNeeded
    respiratory_rate: float | None = None
    sleep_performance_percentage: float | None = None
    sleep_consistency_percentage: float | None = None
    sleep_efficiency_percentage: float | None = None


class Sleep(_Placed):
    """One sleep, nap or main."""

    id: UUID
    cycle_id: int
    user_id: int
    created_at: Instant
    updated_at: Instant
    start: Instant
    end: Instant
    nap: bool
    score_state: ScoreState
    score: SleepScore | None = None


class ZoneDurations(Wire):
    """Times in milliseconds."""

    zone_zero_milli: int
    zone_one_milli: int
    zone_two_milli: int
    zone_three_milli: int
    zone_four_milli: int
    zone_five_milli: int


class WorkoutScore(Wire):
    """Energy in kJ, distances in metres."""

    strain: float
    average_heart_rate: int
    max_heart_rate: int
    kilojoule: float
    percent_recorded: float
    distance_meter: float | None = None
    altitude_gain_meter: float | None = None
    altitude_change_meter: float | None = None
    zone_durations: ZoneDurations


class Workout(_Placed):
    """One workout."""

    id: UUID
    user_id: int
    created_at: Instant
    updated_at: Instant
    start: Instant
    end: Instant
    sport_name: str
    score_state: ScoreState
    score: WorkoutScore | None = None


class Profile(Wire):
    """Who the account is of."""

    user_id: int
    email: str
    first_name: str
    last_name: str


class BodyMeasurement(Wire):
    """What the person told WHOOP of their body."""

    height_meter: float
    weight_kilogram: float
    max_heart_rate: int


class WebhookEvent(Wire):
    """What WHOOP pushes: of a recovery, `id` is that of its sleep."""

    user_id: int
    id: UUID
    type: Literal["sleep.updated", "sleep.deleted", "workout.updated", "workout.deleted", "recovery.updated", "recovery.deleted"]
    trace_id: str
