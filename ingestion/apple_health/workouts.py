"""Workouts of an export, each once though several apps tell of it; not what else happened on the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.records import Workout
from ingestion.alignment import day_of
from ingestion.apple_health.elements import Element
from ingestion.apple_health.readings import KILOCALORIES, METRES, PER_MINUTE, Device, Span, amount, instant, span_of, zone_of
from ingestion.cells import time_zone
from ingestion.whoop_export.facts import Origin

_SAME = 0.5
"""Share of the shorter of two workouts that must overlap for both to be one: a copy by another app is off by seconds, not by half."""
_LONGEST = 3 * 86_400.0
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class ReadWorkout:
    """One workout, read."""

    span: Span
    zone: str
    sport: str
    source: str
    is_apples: bool
    values: dict[str, float | None]
    """Field of `Workout` → value."""


def read_workout(element: Element, device: Device) -> ReadWorkout:
    """What a workout element says.

    Raises:
        CellError: when its times or one of its amounts cannot be read.
    """
    span = span_of(element.attributes, _LONGEST)
    heart, energy = _statistics(element, "HeartRate"), _statistics(element, "ActiveEnergyBurned")
    values = {
        "energy_kcal": _told(energy, "sum", "unit", KILOCALORIES) or _total(element, "totalEnergyBurned", KILOCALORIES),
        "average_hr_bpm": _told(heart, "average", "unit", PER_MINUTE),
        "max_hr_bpm": _told(heart, "maximum", "unit", PER_MINUTE),
        "distance_m": _told(_statistics(element, "Distance"), "sum", "unit", METRES) or _total(element, "totalDistance", METRES),
        "altitude_gain_m": _climbed(element.metadata("HKElevationAscended")),
    }
    sport = element.attributes.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")
    words = " ".join(_WORDS.findall(sport))[:60] or "Other"
    zone = zone_of(element.metadata("HKTimeZone"), span.offset)
    return ReadWorkout(span, zone, words, device.source, device.owner in {"watch", "phone"}, values)


def facts_of_workouts(workouts: Iterable[ReadWorkout], origin: Origin) -> Iterator[Workout]:
    """Each workout once, by start."""
    keys: set[str] = set()
    for workout in _distinct(workouts):
        start, end = instant(workout.span.start), instant(workout.span.end)
        key = f"{start.isoformat()}|{workout.sport.casefold()}"
        if key not in keys:
            keys.add(key)
            day = day_of(start, time_zone(workout.zone))
            yield origin.make(Workout, key, end, day=day, start=start, end=end, sport=workout.sport, **workout.values)


def _distinct(workouts: Iterable[ReadWorkout]) -> list[ReadWorkout]:
    """Of workouts that are the same, Apple's own counts, then the longest, then the first by name of its source."""
    kept: list[ReadWorkout] = []
    group: list[ReadWorkout] = []
    until = 0.0
    for workout in sorted(workouts, key=lambda one: (one.span, one.source, one.sport)):
        if workout.span.start >= until:
            kept += _of_group(group)
            group = []
        group.append(workout)
        until = max(until, workout.span.end)
    return [*kept, *_of_group(group)]


def _of_group(group: list[ReadWorkout]) -> list[ReadWorkout]:
    kept: list[ReadWorkout] = []
    for workout in sorted(group, key=lambda one: (not one.is_apples, one.span.start - one.span.end, one.source)):
        if not any(_overlap(workout.span, other.span) > _SAME for other in kept):
            kept.append(workout)
    return sorted(kept, key=lambda workout: workout.span)


def _overlap(one: Span, other: Span) -> float:
    """Share of the shorter span that both cover."""
    shorter = min(one.end - one.start, other.end - other.start)
    common = min(one.end, other.end) - max(one.start, other.start)
    return common / shorter if shorter > 0 else float(common >= 0)


def _statistics(element: Element, quantity: str) -> Mapping[str, str]:
    """The statistics of the first quantity whose name begins so; empty where there are none."""
    name = f"HKQuantityTypeIdentifier{quantity}"
    return next((given for tag, given in element.children if tag == "WorkoutStatistics" and given.get("type", "").startswith(name)), {})


def _told(given: Mapping[str, str], name: str, unit: str, units: Mapping[str, float]) -> float | None:
    return amount(given[name], given.get(unit, ""), units) if given.get(name) else None


def _total(element: Element, name: str, units: Mapping[str, float]) -> float | None:
    """A total as exports before iOS 16 have it; a total of 0 says that nothing was measured."""
    return _told(element.attributes, name, f"{name}Unit", units) or None


def _climbed(text: str | None) -> float | None:
    """Metres of `1036 cm`."""
    value, _, unit = (text or "").partition(" ")
    return amount(value, unit, METRES) if value else None
