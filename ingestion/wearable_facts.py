"""What a wearable told as facts, each thing once, dated and known by the rules that all sources share; not how nights are joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from core.nights import local_instant
from core.records import Day, JournalAnswer, Measure, Person, RejectedRow, Workout
from ingestion.alignment import DATED_ONLY_DAY_KNOWN_AT, day_of, journal_key, journal_known_at
from ingestion.source import DroppedValue, Item
from ingestion.wearable_nights import Device, Joined, Nights, distinct, joined_by_date, nights_of
from ingestion.wearable_told import (
    AnswerTold,
    DateTold,
    DayTold,
    ProfileTold,
    ScoreTold,
    SleepTold,
    StepsTold,
    Told,
    WorkoutTold,
)


def facts_of(told: Iterable[Told | RejectedRow], device: Device) -> Iterator[Item]:
    """The facts, with the rows that could not be used and the values that say nothing.

    Args:
        told: whatever the documents of one import tell, in any order.
        device: whose, and what it means.
    """
    heard: defaultdict[type, list[Any]] = defaultdict(list)
    for one in told:
        heard[type(one)].append(one)
    nights = nights_of(heard[SleepTold], heard[DateTold], device)
    yield from heard[RejectedRow]
    yield from _person(heard[ProfileTold], nights, device)
    yield from nights.items()
    yield from _scores(heard[ScoreTold], nights, device)
    yield from _days(heard[DayTold], heard[StepsTold], device)
    yield from _workouts(heard[WorkoutTold], device)
    yield from _answers(heard[AnswerTold], device)


def _person(told: Sequence[ProfileTold], nights: Nights, device: Device) -> Iterator[Person]:
    """What is said of the person: known since the first night, for a profile has no time of its own."""
    time_zone = next((one.time_zone for one in told if one.time_zone), None)
    sex = next((one.sex for one in told if one.sex), None)
    if nights.nights and (time_zone or sex):
        known_at = min(night.known_at for night in nights.nights)
        yield device.origin.make(Person, "person", known_at, time_zone=time_zone, sex=sex)


def _scores(told: Sequence[ScoreTold], nights: Nights, device: Device) -> Iterator[Measure]:
    known: dict[date, datetime] = {night.night: night.known_at for night in reversed(nights.nights)}
    first: dict[str, ScoreTold] = {}
    for one in told:
        first.setdefault(f"{one.day.isoformat()}|{one.kind}", one)
    for key, one in first.items():
        known_at = known.get(one.day) or device.at(one.day, None)
        yield device.origin.make(Measure, key, known_at, day=one.day, kind=one.kind, value=one.value, unit=one.unit)


def _days(told: Sequence[DayTold], minutes: Sequence[StepsTold], device: Device) -> Iterator[Item]:
    """Totals of days: known when they are complete, never on their own evening."""
    by_day, rejected = joined_by_date(told)
    yield from rejected
    ends: dict[date, DayTold] = {}
    for one in told:
        ends.setdefault(one.day, one)
    for day, steps in _steps_by_day(minutes, device).items():
        by_day.setdefault(day, Joined()).values.setdefault("steps", steps)
    for day, joined in sorted(by_day.items()):
        if joined.values:
            yield _day(day, joined, ends.get(day), device)
        for row, name, why in joined.unmeasured:
            yield DroppedValue(row.file, row.number, device.origin.person_id, day, name, why)


def _day(day: date, joined: Joined, told: DayTold | None, device: Device) -> Day:
    start, end = (told.start, told.end) if told else (None, None)
    midnight = local_instant(day, DATED_ONLY_DAY_KNOWN_AT, device.zone)
    known_at = max(start or end, end) if end else midnight
    return device.origin.make(Day, day.isoformat(), known_at, day=day, cycle_start=start, cycle_end=end, **joined.values)


def _steps_by_day(minutes: Sequence[StepsTold], device: Device) -> dict[date, float]:
    """Local date → sum of its minutes, each counted once however many files tell it."""
    once = {one.at: one.steps for one in minutes}
    found: defaultdict[date, float] = defaultdict(float)
    for at, steps in once.items():
        found[at.astimezone(device.zone).date()] += steps
    return dict(found)


def _workouts(told: Sequence[WorkoutTold], device: Device) -> Iterator[Item]:
    unique, contradictions = distinct(told, _workout_key, lambda one: (one.end, one.reading.values))
    yield from contradictions
    for one in unique:
        start, end = one.start.at, one.end
        values = {"day": day_of(start, one.zone), "start": start, "end": end, "sport": one.sport, **one.reading.values}
        yield device.origin.make(Workout, _workout_key(one), max(start, end), **values)


def _workout_key(told: WorkoutTold) -> str:
    return f"{told.start.at.isoformat()}|{told.sport.casefold()}"


def _answers(told: Sequence[AnswerTold], device: Device) -> Iterator[Item]:
    """Answers, repetitions once; where the same was noted as yes and as no on a day, neither counts."""
    groups: defaultdict[str, list[AnswerTold]] = defaultdict(list)
    for one in told:
        groups[journal_key(one.day, one.question)].append(one)
    for key, group in groups.items():
        if len({one.answer for one in group}) > 1:
            yield from (one.row.rejected(f"contradicts itself: both yes and no of {one.question!r} for {one.day}") for one in group)
        else:
            yield _answer(key, group, device)


def _answer(key: str, group: Sequence[AnswerTold], device: Device) -> JournalAnswer:
    """A note's time is that of the event, not of the noting: it counts as told in the evening, or when it happened if that is later."""
    first = group[0]
    told_at = journal_known_at(first.day, first.zone)
    return device.origin.make(
        JournalAnswer,
        key,
        max(told_at, first.at) if first.at else told_at,
        day=first.day,
        kind=first.kind,
        answer=first.answer,
        question=first.question,
        quote=next((one.quote for one in group if one.quote), None),
        at=first.at,
    )
