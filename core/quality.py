"""What is wrong with the data, as findings for people and counts of usable nights. Nothing is ever repaired here.

Pure functions over facts. `why_unusable` is the one definition of whether a night's value may enter a series.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from core.events import OTHER
from core.records import Day, JournalAnswer, Night, Sleep, Workout
from core.targets import TARGETS, Target

Reason = Literal["missing", "invalid", "out_of_range", "pending", "calibrating", "unscorable", "no_sleep"]
"""Why a night has no usable value of a target; `invalid` is a mark of the source that it measured nothing, which only an importer sees."""
FindingKind = Literal["out_of_range", "gap", "duplicate", "clock_fault", "future_dated", "contradiction"]

LONGEST_SLEEP = timedelta(hours=24)
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks of a strap and a computer differ by this much without a fault."""
RANGES: dict[str, tuple[float, float]] = {
    **{target.name: target.plausible for target in TARGETS.values()},
    "spo2_pct": (50.0, 100.0),
    "skin_temp_c": (20.0, 43.0),
    "in_bed_minutes": (0.0, 1440.0),
    "awake_minutes": (0.0, 1440.0),
    "light_minutes": (0.0, 1440.0),
    "deep_minutes": (0.0, 1440.0),
    "rem_minutes": (0.0, 1440.0),
    "sleep_efficiency_pct": (0.0, 100.0),
    "sleep_performance_pct": (0.0, 100.0),
    "sleep_consistency_pct": (0.0, 100.0),
    "strain": (0.0, 21.0),
    "energy_kcal": (0.0, 20_000.0),
    "average_hr_bpm": (25.0, 220.0),
    "max_hr_bpm": (25.0, 250.0),
    "steps": (0.0, 150_000.0),
}
"""Inclusive ranges of fields of nights and days, in their units. Those of targets stand in their catalog; the others are the
project's own choice, wider than any healthy adult, or given by the scale itself (percents, strain 0–21)."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with the data."""

    kind: FindingKind
    day: date
    """The night or day it concerns; of a gap the first date without data."""
    detail: str
    """What was found, in words with the numbers."""
    target: str | None = None
    """The target, or other field, that it concerns."""


@dataclass(frozen=True)
class Usable:
    """How many nights a target can use, and why it cannot use the others."""

    count: int = 0
    reasons: Mapping[Reason, int] = field(default_factory=dict)


def why_unusable(night: Night, target: Target) -> Reason | None:
    """Why this night has no usable value of the target, None if it has one."""
    if night.score_state != "scored":
        return night.score_state
    value = getattr(night, target.name)
    if value is None:
        return "missing"
    return None if target.is_plausible(value) else "out_of_range"


def usable_nights(nights: Iterable[Night]) -> dict[str, Usable]:
    """For every target how many of the nights are usable, and a count per reason why the others are not."""
    tallies: dict[str, Counter[Reason | None]] = {name: Counter() for name in TARGETS}
    for night in nights:
        for name, target in TARGETS.items():
            tallies[name][why_unusable(night, target)] += 1
    return {
        name: Usable(tally[None], {reason: count for reason, count in sorted(tally.items(), key=str) if reason})
        for name, tally in tallies.items()
    }


def findings(
    nights: Sequence[Night],
    days: Sequence[Day] = (),
    journal: Sequence[JournalAnswer] = (),
    as_of: datetime | None = None,
    *,
    sleeps: Sequence[Sleep] = (),
    workouts: Sequence[Workout] = (),
) -> tuple[Finding, ...]:
    """Everything that is wrong with one person's facts, by date.

    Args:
        nights: of one person; several of one date are a finding.
        days: day totals.
        journal: answers.
        as_of: the instant of looking; what is dated after it, and a gap that reaches up to it, are found only when it is given.
        sleeps: all sleeps, naps included.
        workouts: workouts.
    """
    ordered = sorted(_told_last(nights), key=lambda night: (night.night, night.key))
    found = [
        *_out_of_range(ordered, days),
        *_gaps(ordered, as_of),
        *_duplicates(ordered),
        *_night_clocks(ordered),
        *_day_clocks(days),
        *_span_clocks(sleeps, workouts),
        *_contradictions(journal),
        *(_future(ordered, days, journal, as_of) if as_of else ()),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.day, finding.kind, finding.target or "", finding.detail)))


def _told_last(nights: Iterable[Night]) -> Iterable[Night]:
    """Every sleep once: a source may tell one in parts, on waking and again when more of it was known."""
    last: dict[tuple[object, ...], Night] = {}
    for night in sorted(nights, key=lambda night: night.known_at):
        timed = (night.source, night.night, night.sleep_start, night.sleep_end)
        last[timed if night.sleep_start and night.sleep_end else (night.source, night.key)] = night
    return last.values()


def _out_of_range(nights: Iterable[Night], days: Iterable[Day]) -> Iterator[Finding]:
    dated = [(night.night, night) for night in nights] + [(day.day, day) for day in days]
    for when, fact in dated:
        for name, (low, high) in RANGES.items():
            value = getattr(fact, name, None)
            if value is not None and not low <= value <= high:
                yield Finding("out_of_range", when, f"{name} is {value:g}, outside {low:g}…{high:g}", name)


def _gaps(nights: Sequence[Night], as_of: datetime | None) -> Iterator[Finding]:
    dates = sorted({night.night for night in nights})
    # The night of today may still be on its way, so the last gap ends yesterday.
    spans = [*pairwise(dates), *([(dates[-1], as_of.date())] if as_of and dates else [])]
    for last, following in spans:
        missing = (following - last).days - 1
        if missing > 0:
            first, until = last + timedelta(days=1), following - timedelta(days=1)
            words = "1 night without data" if missing == 1 else f"{missing} nights without data, until {until}"
            yield Finding("gap", first, words)


def _duplicates(nights: Sequence[Night]) -> Iterator[Finding]:
    by_date: defaultdict[date, list[Night]] = defaultdict(list)
    for night in nights:
        by_date[night.night].append(night)
    for when, group in by_date.items():
        if len(group) > 1:
            sources = ", ".join(sorted({night.source for night in group}))
            yield Finding("duplicate", when, f"{len(group)} nights of one date (from {sources}); the longest of the first source counts")
    spans = [(night.sleep_start, night.sleep_end, night.night) for night in nights if night.sleep_start and night.sleep_end]
    for (start, end, one), (again, until, other) in pairwise(spans):
        if (start, end) == (again, until) and one != other:
            yield Finding("duplicate", other, f"the same sleep stands for {one} and {other}")


def _night_clocks(nights: Sequence[Night]) -> Iterator[Finding]:
    for night in nights:
        start, end = night.sleep_start, night.sleep_end
        if end and night.known_at < end - CLOCK_TOLERANCE:
            yield Finding(
                "clock_fault", night.night, f"known at {night.known_at:%Y-%m-%d %H:%M} UTC, before it ended at {end:%Y-%m-%d %H:%M}"
            )
        if start and end:
            yield from _span(night.night, "sleep", start, end)
            if (
                end > start
                and night.sleep_minutes is not None
                and night.sleep_minutes > (end - start + CLOCK_TOLERANCE) / timedelta(minutes=1)
            ):
                yield Finding("clock_fault", night.night, f"asleep {night.sleep_minutes:g} min of a sleep of {_minutes(end - start)} min")
        if end and night.utc_offset_minutes is not None and (end + timedelta(minutes=night.utc_offset_minutes)).date() != night.night:
            yield Finding("clock_fault", night.night, "dated otherwise than the local date on which it ended")
    for one, other in pairwise(nights):
        if one.sleep_end and other.sleep_start and one.night < other.night and other.sleep_start < one.sleep_end:
            yield Finding("clock_fault", other.night, f"begins before the night of {one.night} has ended")


def _day_clocks(days: Iterable[Day]) -> Iterator[Finding]:
    for day in days:
        if day.cycle_end and day.known_at < day.cycle_end - CLOCK_TOLERANCE:
            yield Finding("clock_fault", day.day, f"day totals known at {day.known_at:%Y-%m-%d %H:%M} UTC, before their cycle ended")
        if day.cycle_start and day.cycle_end and day.cycle_end <= day.cycle_start:
            yield Finding("clock_fault", day.day, "a cycle that ends before it starts")


def _span_clocks(sleeps: Iterable[Sleep], workouts: Iterable[Workout]) -> Iterator[Finding]:
    for sleep in sleeps:
        yield from _span(sleep.day, "nap" if sleep.nap else "sleep", sleep.start, sleep.end)
    for workout in workouts:
        yield from _span(workout.day, f"workout ({workout.sport})", workout.start, workout.end)


def _span(when: date, words: str, start: datetime, end: datetime) -> Iterator[Finding]:
    if end <= start:
        yield Finding("clock_fault", when, f"a {words} that ends before it starts")
    elif end - start > LONGEST_SLEEP:
        yield Finding("clock_fault", when, f"a {words} of {(end - start) / timedelta(hours=1):.1f} h")


def _contradictions(journal: Iterable[JournalAnswer]) -> Iterator[Finding]:
    """Two answers contradict if they are to the same question, or of one kind from two sources: two questions of a source may differ."""
    by_question: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    by_kind: defaultdict[tuple[date, str], dict[str, set[str]]] = defaultdict(dict)
    for told in journal:
        by_question[told.day, told.question or told.kind].add(told.answer)
        if told.kind != OTHER:
            by_kind[told.day, told.kind].setdefault(told.source, set()).add(told.answer)
    for (when, question), said in by_question.items():
        if len(said) > 1:
            yield Finding("contradiction", when, f"answered both yes and no: {question}")
    for (when, kind), by_source in by_kind.items():
        if len(by_source) > 1 and len(set().union(*by_source.values())) > 1:
            yield Finding("contradiction", when, f"{kind}: yes and no from {' and '.join(sorted(by_source))}")


def _future(nights: Iterable[Night], days: Iterable[Day], journal: Iterable[JournalAnswer], as_of: datetime) -> Iterator[Finding]:
    """Dates beyond tomorrow cannot be a matter of time zones."""
    limit = as_of.date() + timedelta(days=1)
    dated = [(night.night, "night") for night in nights] + [(day.day, "day") for day in days] + [(told.day, "answer") for told in journal]
    for when, words in dated:
        if when > limit:
            yield Finding("future_dated", when, f"a {words} dated after {as_of:%Y-%m-%d}")
    for night in nights:
        if night.sleep_end and night.sleep_end > as_of + CLOCK_TOLERANCE and night.night <= limit:
            yield Finding(
                "future_dated", night.night, f"a sleep that ends at {night.sleep_end:%Y-%m-%d %H:%M} UTC, after {as_of:%Y-%m-%d %H:%M}"
            )


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
