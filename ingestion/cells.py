"""What one cell of a table means: number, truth, instant, time zone. A cell that means nothing raises `CellError` with the reason."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MISSING = frozenset({"", "nan", "na", "n/a", "none", "null", "-", "--"})
"""Cells (case-insensitive) that say there is no value."""
YEARS = (2000, 2099)
"""Outside of it a date is a fault of the file, and arithmetic on it could overflow."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_COMMA_DECIMAL = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)", re.ASCII)
_GROUPS_THEN_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_GROUPS_THEN_POINT = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-\N{MINUS SIGN}])(\d{1,2})(?::?(\d{2}))?", re.ASCII | re.IGNORECASE)
_ZERO_OFFSET = frozenset({"z", "utc", "gmt", "utcz", "gmtz"})
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-/]{1,63}", re.ASCII)
_MAX_OFFSET_MINUTES = 14 * 60
_TRUTHS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False, "1.0": True, "0.0": False}


class CellError(ValueError):
    """A cell cannot be read; the text says why, for a `RejectedRow`."""


def is_missing(text: str) -> bool:
    """True for a cell that says there is no value."""
    return text.strip().lower() in MISSING


def number(text: str) -> float | None:
    """The number of a cell, None for a missing one.

    Decimal commas are read where nothing else can be meant: `61,5` is 61.5, but `1,234` could be either and is an error.
    """
    text = text.strip()
    if text.lower() in MISSING:
        return None
    value = float(_with_point(text))
    if not math.isfinite(value):
        raise CellError(f"{_shown(text)} is too large a number")
    return value


def _with_point(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return text
    if _COMMA_DECIMAL.fullmatch(text):
        return text.replace(",", ".")
    if _GROUPS_THEN_COMMA.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _GROUPS_THEN_POINT.fullmatch(text):
        return text.replace(",", "")
    raise CellError(f"{_shown(text)} is not a number")


def truth(text: str) -> bool | None:
    """Yes, no, or None for a cell that does not say."""
    text = text.strip().lower()
    if text in MISSING:
        return None
    if text not in _TRUTHS:
        raise CellError(f"{_shown(text)} is neither true nor false")
    return _TRUTHS[text]


def instant(text: str, zone: tzinfo, *, not_before: datetime | None = None) -> datetime | None:
    """The UTC instant of a cell, None for a missing one.

    Args:
        text: `YYYY-MM-DD HH:MM[:SS]`, local to `zone` unless it carries an offset of its own.
        zone: the zone of its row.
        not_before: where daylight saving repeats the wall time, the second one is meant if the first lies before this.
    """
    text = text.strip()
    if text.lower() in MISSING:
        return None
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise CellError(f"{_shown(text)} is not a time (wanted YYYY-MM-DD HH:MM:SS)")
    try:
        read = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
    except ValueError as error:
        raise CellError(f"{_shown(text)} is not a time ({error})") from error
    _check_year(read.date())
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    local = read.replace(tzinfo=zone)
    first = local.astimezone(UTC)
    return first if not_before is None or first >= not_before else local.replace(fold=1).astimezone(UTC)


def calendar_date(text: str) -> date:
    """The date of a cell that must have one, `YYYY-MM-DD`."""
    try:
        read = date.fromisoformat(text.strip()) if _DATE.fullmatch(text.strip()) else None
    except ValueError:
        read = None
    if read is None:
        raise CellError(f"{_shown(text)} is not a date (wanted YYYY-MM-DD)")
    _check_year(read)
    return read


def _check_year(read: date) -> None:
    if not YEARS[0] <= read.year <= YEARS[1]:
        raise CellError(f"the year {read.year} is not within {YEARS[0]}…{YEARS[1]}")


@lru_cache(maxsize=1024)
def time_zone(text: str) -> tzinfo:
    """The zone of a cell: `UTC+01:00`, `UTC-04:00`, `UTCZ`, `GMT-5`, `-05:00`, `Z` or an IANA name."""
    text = text.strip()
    if text.lower() in _ZERO_OFFSET:
        return UTC
    offset = _OFFSET.fullmatch(text)
    return _fixed(text, offset) if offset else _named(text)


def _fixed(text: str, offset: re.Match[str]) -> tzinfo:
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    if minutes > _MAX_OFFSET_MINUTES or int(offset[3] or 0) > 59:
        raise CellError(f"{_shown(text)} is not an offset that any place has")
    return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))


def _named(text: str) -> tzinfo:
    try:
        if _ZONE_NAME.fullmatch(text):
            return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise CellError(f"{_shown(text)} is not a time zone (wanted an offset such as UTC+01:00 or a name such as Europe/Berlin)")


def _shown(text: str) -> str:
    """The cell as a report shows it: short, with control characters escaped."""
    return repr(text if len(text) <= 40 else text[:40] + "…")
