"""Which date a fact belongs to and from when it was known: the rules that every source shares.

Each is a bug waiting to happen, so each stands here once (see docs/decisions/0012-alignment-of-facts.md).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from core.nights import LATEST_DEADLINE, local_instant

JOURNAL_TOLD_AT = time(20, 0)
"""A back-filled answer has no time of its own. It is placed at 20:00 of the evening it speaks of: before the scheduled run at
21:00, because that is when a person who keeps a journal would have told it, and after the window opens at 18:00."""
DATED_ONLY_NIGHT_KNOWN_AT = time(8, 0)
"""Wake time of a source that has dates but no clock times."""
DATED_ONLY_DAY_KNOWN_AT = time(23, 59)
"""End of the day of a source that has dates but no clock times: no day total is known on its own evening."""


def day_of(instant: datetime, zone: tzinfo) -> date:
    """The waking day an instant belongs to: until 04:00 local it is still the evening before."""
    local = instant.astimezone(zone)
    return local.date() if local.time() >= LATEST_DEADLINE else local.date() - timedelta(days=1)


def wake_date(zone: tzinfo, *, wake: datetime | None, cycle_end: datetime | None, cycle_start: datetime | None) -> date | None:
    """The date that keys a cycle: of waking, else of the day that its end closes, else of eight hours after its start.

    A bedtime after midnight closes the day before, hence `day_of` for the end.
    """
    if wake is not None:
        return wake.astimezone(zone).date()
    if cycle_end is not None:
        return day_of(cycle_end, zone)
    return (cycle_start + timedelta(hours=8)).astimezone(zone).date() if cycle_start is not None else None


def evening_before(night: date) -> date:
    """The day whose evening bears on that night: a journal answer keyed to the night speaks of it."""
    return night - timedelta(days=1)


def journal_known_at(day: date, zone: tzinfo) -> datetime:
    """When a back-filled answer about that day counts as told."""
    return local_instant(day, JOURNAL_TOLD_AT, zone)


def journal_key(day: date, question: str) -> str:
    """Natural key of an answer: the same question on the same day is the same fact, however it is spaced or cased."""
    return f"{day.isoformat()}|{' '.join(question.casefold().split())}"


def dated_key(day: date, place: int) -> str:
    """Natural key of the n-th main sleep (or cycle) of a date, counted from 1 in the order of waking."""
    return day.isoformat() if place == 1 else f"{day.isoformat()}#{place}"
