"""What records of all Garmin forms have in common: times told twice, stages, workouts; nothing of one form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from ingestion.cells import CellError
from ingestion.fields import Moment, Row
from ingestion.wearable_told import Reading, Sense, WorkoutTold, added, read, workout_end

NO_HRV = frozenset({511.0})
"""Garmin's mark, nine bits of ones, where a night has no HRV."""
LAST_NIGHT = {"hrv_rmssd_ms": Sense("lastNightAvg", positive=True, marks=NO_HRV)}
STAGES = {
    "light_minutes": Sense("lightSleepSeconds", 60),
    "deep_minutes": Sense("deepSleepSeconds", 60),
    "rem_minutes": Sense("remSleepSeconds", 60),
    "awake_minutes": Sense("awakeSleepSeconds", 60),
}
DAY = {
    "steps": Sense("totalSteps", positive=True),
    "energy_kcal": Sense("totalKilocalories", positive=True),
    "max_hr_bpm": Sense("maxHeartRate", positive=True),
}
_ASLEEP = ("light_minutes", "deep_minutes", "rem_minutes")
_MOST_OFFSET = timedelta(hours=14)
_LONGEST_SECONDS = 4 * 86_400.0


def slept(reading: Reading, seconds: float | None = None) -> Reading:
    """The reading of a sleep with the time asleep: as told, else the sum of its stages.

    Raises:
        CellError: for a window without any stage, which is what Garmin writes of a watch that was off the wrist.
    """
    minutes = seconds / 60 if seconds else added(reading.values.get(name) for name in _ASLEEP)
    if not minutes or minutes < 0:
        raise CellError("tells of no measured sleep: it has no stages")
    return reading.joined({"sleep_minutes": minutes})


def offset_minutes(gmt: Moment | None, local: Moment | None) -> float | None:
    """Local time minus UTC, from the two times that Garmin gives of one instant."""
    if gmt is None or local is None or abs(local.at - gmt.at) > _MOST_OFFSET:
        return None
    return float(round((local.at - gmt.at) / timedelta(minutes=1)))


def placed(row: Row, gmt: str, local: str) -> Moment:
    """The instant of a field in UTC, with the offset that its local twin shows."""
    at = row.moment_needed(gmt, UTC)
    offset = offset_minutes(at, row.moment(local, UTC))
    return Moment(at.at, None if offset is None else int(offset))


def ended(start: Moment, seconds: float | None) -> datetime:
    """When something of that length ended.

    Raises:
        CellError: where no length is told, or an absurd one.
    """
    usable = seconds is not None and 0 <= seconds <= _LONGEST_SECONDS
    return workout_end(start, timedelta(seconds=seconds) if usable and seconds is not None else None)


def workout(row: Row, start: Moment, seconds: float | None, senses: Mapping[str, Sense], home: tzinfo) -> WorkoutTold:
    """The workout of a record, its sport in Garmin's words: a text, or an object around it."""
    told = row.fields.get("activityType")
    sport = row.inner("activityType").text("typeKey") if isinstance(told, dict) else row.text("activityType")
    return WorkoutTold(row, start, ended(start, seconds), (sport or "activity").lower(), read(row, senses), start.zone(home))
