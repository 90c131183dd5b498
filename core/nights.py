"""When a night may be forecast: which one, from when, until when.

The window of a night opens at 18:00 local on the evening before; the scheduled run is at 21:00; the deadline is sleep
onset of that night, 04:00 local at the latest. Before the window a run gives a preview, which is never sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

WINDOW_OPENS = time(18, 0)
SCHEDULED = time(21, 0)
LATEST_DEADLINE = time(4, 0)


@dataclass(frozen=True)
class Slot:
    """Where an instant stands towards the night it looks at."""

    night: date
    opens_at: datetime
    latest_deadline: datetime

    def is_preview(self, instant: datetime) -> bool:
        """True before the window opens."""
        return instant < self.opens_at

    def is_late(self, instant: datetime, sleep_onset: datetime | None = None) -> bool:
        """True from the deadline on; the deadline is the earlier of sleep onset, where known, and 04:00 local."""
        return instant >= deadline_of(self, sleep_onset)


def local_instant(day: date, at: time, zone: tzinfo) -> datetime:
    """The UTC instant of a local wall time; of a time that daylight saving repeats, the first."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def slot_of_night(night: date, zone: tzinfo) -> Slot:
    """Window and latest deadline of the night that ends on that local date."""
    return Slot(
        night=night,
        opens_at=local_instant(night - timedelta(days=1), WINDOW_OPENS, zone),
        latest_deadline=local_instant(night, LATEST_DEADLINE, zone),
    )


def slot_at(instant: datetime, zone: tzinfo) -> Slot:
    """The slot an instant looks at: until 04:00 local the night that is due, afterwards the next one."""
    local = instant.astimezone(zone)
    night = local.date() if local.time() < LATEST_DEADLINE else local.date() + timedelta(days=1)
    return slot_of_night(night, zone)


def evening_of(night: date, zone: tzinfo, at: time = SCHEDULED) -> datetime:
    """The UTC instant of the scheduled run for that night: 21:00 local on the date before."""
    return local_instant(night - timedelta(days=1), at, zone)


def deadline_of(slot: Slot, sleep_onset: datetime | None) -> datetime:
    """The instant from which a forecast is late."""
    return slot.latest_deadline if sleep_onset is None else min(sleep_onset, slot.latest_deadline)


def zone_of(home: str | None, utc_offset_minutes: int | None, at: datetime | None = None) -> tzinfo:
    """The person's zone: home, unless the last night's offset shows that it was spent elsewhere.

    Args:
        home: IANA name, if one is recorded.
        utc_offset_minutes: of the last night, if known.
        at: when that night ended; without it, home is believed.
    """
    away = timezone(timedelta(minutes=utc_offset_minutes)) if utc_offset_minutes is not None else None
    if home is None:
        return away or UTC
    zone = ZoneInfo(home)
    return away if away and at and zone.utcoffset(at.astimezone(zone)) != away.utcoffset(None) else zone


def home_zone(home: str | None, offsets: Iterable[int | None]) -> tzinfo:
    """Where a person lives: as they or a source named it, else the offset of most of their nights; UTC where nothing tells.

    Args:
        home: IANA name, if one is recorded.
        offsets: minutes of local time minus UTC of their nights, None where unknown.
    """
    if home is not None:
        return ZoneInfo(home)
    counted = Counter(offset for offset in offsets if offset is not None)
    if not counted:
        return UTC
    return timezone(timedelta(minutes=max(counted, key=lambda offset: (counted[offset], -abs(offset)))))
