"""The fields of one record of a document, typed, with the reason where one cannot be read; not which record or what it is about.

A field that is absent, null or empty reads as None; one of a wrong type raises `CellError` with its name.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple, TypeVar

from core.records import RejectedRow
from ingestion import cells
from ingestion.cells import CellError

T = TypeVar("T")
MAX_TEXT = 2000
"""Characters of a text that are kept."""
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:(\.\d{1,6})\d*)?\s?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8}(?:\.\d{1,9})?)S)?)?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MILLISECONDS_FROM = 1e11
"""A number of seconds since 1970 as large as this lies in the year 5138: it counts milliseconds."""


class Moment(NamedTuple):
    """An instant, and how far local time stood from UTC there."""

    at: datetime
    offset_minutes: int | None
    """None where the text names no offset, or UTC itself, which tells nothing of local time."""

    def zone(self, home: tzinfo) -> tzinfo:
        """The zone there; `home` where the offset is not known."""
        return home if self.offset_minutes is None else timezone(timedelta(minutes=self.offset_minutes))

    def local_date(self, home: tzinfo) -> date:
        """The date on a wall there."""
        return self.at.astimezone(self.zone(home)).date()


class Doubled(dict[str, object]):
    """An object that says one of its keys twice."""


@dataclass(frozen=True)
class Row:
    """One record; a field that is absent, null or empty reads as None, one of a wrong type raises `CellError` with its place."""

    file: str
    number: int
    """Counted from 1; the line of a table."""
    where: str
    """Path inside the document, `data[3]`; empty where the number says all."""
    fields: Mapping[str, object]

    def rejected(self, reason: str) -> RejectedRow:
        """The row as one that could not be used."""
        return RejectedRow(self.file, self.number, f"{self.where}: {reason}" if self.where else reason)

    def has(self, name: str) -> bool:
        """True when the field is there and not null."""
        return self._value(name) is not None

    def measure(self, name: str) -> float | None:
        """The number of a field, whether it is written as a number or as its text."""
        value = self._value(name)
        if isinstance(value, str):
            return self._read(name, lambda: cells.number(value))
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a number", value)
        return self._read(name, lambda: _finite(value))

    def text(self, name: str) -> str | None:
        """The words of a field, without control characters, cut to `MAX_TEXT`."""
        value = self._value(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(name, "a text", value)
        return _UNPRINTABLE.sub(" ", value).strip()[:MAX_TEXT] or None

    def texts(self, name: str) -> list[str]:
        """The words of a field that holds several."""
        value = self._value(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(name, "a list of texts", value)
        return [_UNPRINTABLE.sub(" ", one).strip()[:MAX_TEXT] for one in value]

    def truth(self, name: str) -> bool | None:
        """Yes, no or not said."""
        value = self._value(name)
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, str):
            raise self._wrong(name, "true or false", value)
        return self._read(name, lambda: cells.truth(value))

    def day(self, name: str) -> date | None:
        """A date: `YYYY-MM-DD`, with whatever time stands behind it, or an object of year, month and day."""
        value = self._value(name)
        if isinstance(value, dict):
            return self._read(name, lambda: _date_of(value))
        text = self.text(name)
        return None if text is None else self._read(name, lambda: cells.calendar_date(text[:10]))

    def day_needed(self, name: str) -> date:
        """A date that must be there."""
        found = self.day(name)
        if found is None:
            raise CellError(f"{name}: wanted a date, found none")
        return found

    def moment(self, name: str, zone: tzinfo) -> Moment | None:
        """An instant: ISO 8601, local to `zone` unless it carries an offset, or seconds or milliseconds since 1970."""
        value = self._value(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._read(name, lambda: Moment(_since_1970(value), None))
        text = self.text(name)
        return None if text is None else self._read(name, lambda: _moment(text, zone))

    def moment_needed(self, name: str, zone: tzinfo) -> Moment:
        """An instant that must be there."""
        found = self.moment(name, zone)
        if found is None:
            raise CellError(f"{name}: wanted a time, found none")
        return found

    def minutes(self, name: str) -> float | None:
        """Minutes of an ISO 8601 duration such as `PT7H31M12S`."""
        text = self.text(name)
        return None if text is None else self._read(name, lambda: _duration_minutes(text))

    def inner(self, name: str) -> Row:
        """The object in a field as a row of its own; an empty one where it is absent."""
        value = self._value(name)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(name, "an object", value)
        return Row(self.file, self.number, f"{self.where}.{name}" if self.where else name, value or {})

    def inners(self, name: str) -> list[Row]:
        """The objects in a field that holds a list of them; none where it is absent."""
        value = self._value(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(name, "a list of objects", value)
        above = f"{self.where}.{name}" if self.where else name
        return [Row(self.file, self.number, f"{above}[{place}]", one) for place, one in enumerate(value)]

    def _value(self, path: str) -> object:
        """What stands at a dotted path; a cell that holds JSON, as tables have it, is looked into."""
        value: object = self.fields
        for name in path.split("."):
            if isinstance(value, str):
                value = _object_in_cell(value, path)
            if isinstance(value, Doubled):
                raise CellError(f"{path}: its object says a key twice")
            if value is None:
                return None
            if not isinstance(value, Mapping):
                raise self._wrong(path, "an object around it", value)
            value = value.get(name)
        if isinstance(value, Doubled):
            raise CellError(f"{path}: says a key twice")
        return None if isinstance(value, str) and cells.is_missing(value) else value

    def _read(self, name: str, reader: Callable[[], T]) -> T:
        try:
            return reader()
        except CellError as error:
            raise CellError(f"{name}: {error}") from error

    def _wrong(self, name: str, wanted: str, found: object) -> CellError:
        return CellError(f"{name}: wanted {wanted}, found {kind_words(found)}")


def object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON from its pairs, marked where it says a key twice; for `json.loads`."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else Doubled(found)


def kind_words(value: object) -> str:
    """What a value of JSON is, in words."""
    names = {bool: "true or false", str: "a text", int: "a number", float: "a number", list: "a list", type(None): "null"}
    return names.get(type(value), "an object")


def _object_in_cell(text: str, path: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=object_of) if text.strip() else None
    except (ValueError, RecursionError) as error:
        raise CellError(f"{path}: wanted an object of JSON in its cell") from error


def _finite(value: float) -> float:
    """The number as a float; a whole one may be beyond all floats, and JSON readers know NaN."""
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if math.isinf(found):
        raise CellError("is too large a number")
    if math.isnan(found):
        raise CellError("is not a number (NaN)")
    return found


def _date_of(parts: Mapping[str, object]) -> date:
    """Of `{"year": 2026, "month": 3, "day": 15}`, or of a text in `date`."""
    text = parts.get("date")
    if isinstance(text, str):
        return cells.calendar_date(text[:10])
    year, month, day = (parts.get(name) for name in ("year", "month", "day"))
    if not (isinstance(year, int) and isinstance(month, int) and isinstance(day, int)) or not cells.YEARS[0] <= year <= cells.YEARS[1]:
        raise CellError("is not a date (wanted year, month and day)")
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise CellError(f"is not a date ({error})") from error


def _since_1970(value: float) -> datetime:
    seconds = _finite(value)
    seconds = seconds / 1000.0 if abs(seconds) >= _MILLISECONDS_FROM else seconds
    low, high = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (cells.YEARS[0], cells.YEARS[1] + 1))
    if not low <= seconds < high:
        raise CellError(f"the instant {value:g} is not within {cells.YEARS[0]}…{cells.YEARS[1]}")
    return datetime.fromtimestamp(seconds, UTC)


def _moment(text: str, zone: tzinfo) -> Moment:
    match = _MOMENT.fullmatch(text)
    at = cells.instant(f"{match[1]}T{match[2]}{match[3] or ''}{match[4] or ''}" if match else text, zone)
    if match is None or at is None:
        raise CellError(f"{text[:40]!r} is not a time")
    if match[4] in {None, "Z"}:
        return Moment(at, None)
    minutes = int(match[4][1:3]) * 60 + int(match[4][-2:])
    return Moment(at, minutes if match[4][0] == "+" else -minutes)


def _duration_minutes(text: str) -> float:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise CellError(f"{text[:40]!r} is not a duration (wanted PT7H30M)")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return days * 1440 + hours * 60 + minutes + seconds / 60
