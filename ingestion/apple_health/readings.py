"""What the words of one record mean: instants, spans, amounts in the project's units, and who measured. A fault raises `CellError`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from ingestion.cells import YEARS, CellError, number, time_zone

DAY_SECONDS = 86_400.0
KILOCALORIES: Mapping[str, float] = {"kcal": 1.0, "Cal": 1.0, "cal": 0.001, "kJ": 1 / 4.184}
METRES: Mapping[str, float] = {"km": 1000.0, "m": 1.0, "cm": 0.01, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
PER_MINUTE: Mapping[str, float] = {"count/min": 1.0, "bpm": 1.0, "count/s": 60.0}
"""Unit → factor. Apple writes each quantity in the unit that the phone's owner prefers."""
OTHER_MAKERS = (
    *("whoop", "oura", "garmin", "fitbit", "polar", "withings", "health mate", "suunto", "coros", "ultrahuman", "samsung"),
    *("zepp", "mi fitness", "amazfit", "huawei", "eight sleep", "biostrap"),
)
"""Words in the name of a source whose values another device measured. Garmin's app calls itself `Connect`."""
Owner = Literal["watch", "phone", "app", "other maker"]


class Span(NamedTuple):
    """From when until when."""

    start: float
    """POSIX seconds."""
    end: float
    offset: str
    """Local time minus UTC in the file's own spelling, such as `+0100`: of the zone in which the export was written."""


@dataclass(frozen=True)
class Device:
    """What a record says of who measured it."""

    source: str
    """Name of the app or device, with plain spaces."""
    owner: Owner
    """Apple's own, an app, or another maker's; `app` also where a source of Apple's does not name its device."""


def seconds(text: str) -> float:
    """POSIX seconds of `2026-03-02 07:00:00 +0100`."""
    try:
        if len(text) != 25 or text[19] != " ":
            raise CellError(f"{text[:40]!r} is not a time (wanted YYYY-MM-DD HH:MM:SS +HHMM)")
        read = datetime.fromisoformat(text[:19] + text[20:])
    except ValueError as error:
        raise CellError(f"{text[:40]!r} is not a time (wanted YYYY-MM-DD HH:MM:SS +HHMM)") from error
    if read.tzinfo is None or not YEARS[0] <= read.year <= YEARS[1]:
        raise CellError(f"{text!r} is no time of the years {YEARS[0]}…{YEARS[1]}")
    return read.timestamp()


def instant(at: float) -> datetime:
    """The UTC instant of POSIX seconds."""
    return datetime.fromtimestamp(at, UTC)


def span_of(attributes: Mapping[str, str], longest: float = DAY_SECONDS) -> Span:
    """The span of a record."""
    start_text, end_text = attributes.get("startDate", ""), attributes.get("endDate", "")
    start = seconds(start_text)
    end = start if end_text == start_text else seconds(end_text)
    if not 0 <= end - start <= longest:
        raise CellError(f"ends {(end - start) / 3600:.1f} h after its start")
    return Span(start, end, end_text[20:])


def amount(text: str, unit: str, units: Mapping[str, float]) -> float:
    """A number with its unit, in the unit whose factor is 1."""
    if unit not in units:
        raise CellError(f"unit {unit[:20]!r} is not known (wanted {', '.join(units)})")
    return plain_number(text) * units[unit]


def celsius(text: str, unit: str) -> float:
    """A temperature in degrees Celsius."""
    if unit not in {"degC", "degF"}:
        raise CellError(f"unit {unit[:20]!r} is not known (wanted degC, degF)")
    value = plain_number(text)
    return value if unit == "degC" else (value - 32) / 1.8


def plain_number(text: str) -> float:
    """The number of a value that must have one."""
    try:
        value: float | None = float(text)
    except ValueError:
        value = number(text)
    if value is None or not math.isfinite(value):
        raise CellError(f"{text[:40]!r} is not a number")
    return value


def device_of(attributes: Mapping[str, str]) -> Device:
    """Who measured: told by the device, where the record names one, else by the name of its source."""
    named, device = _named(attributes.get("sourceName", "")), attributes.get("device", "")
    if named.owner == "other maker" or ("manufacturer:" in device and "manufacturer:Apple" not in device):
        return Device(named.source, "other maker")
    if named.owner == "app" and "model:Watch" in device:
        return Device(named.source, "watch")
    return Device(named.source, "phone") if named.owner == "app" and "model:iPhone" in device else named


@lru_cache(maxsize=1024)
def _named(name: str) -> Device:
    """What a source's name alone says of it."""
    source = name.replace("\N{NO-BREAK SPACE}", " ").strip() or "unnamed"
    words = source.casefold()
    if words == "connect" or any(maker in words for maker in OTHER_MAKERS):
        return Device(source, "other maker")
    return Device(source, "watch" if "apple watch" in words else "phone" if "iphone" in words else "app")


def zone_of(named: str | None, offset: str) -> str:
    """The zone of a record as a text that `cells.time_zone` reads: by name where the record has one, else the file's offset."""
    if named:
        try:
            time_zone(named)
        except CellError:
            return offset
        return named
    return offset
