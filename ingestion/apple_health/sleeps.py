"""From stretches of sleep and bed, told by several apps at once, to sleeps: each once, with who told of it best.

- Stretches of one source that lie less than 90 minutes apart are one sleep (the project's own choice: long enough for a night that was
  broken, shorter than the time between a night and a nap). It begins with the first and ends with the last stretch asleep; a stretch in
  bed without any asleep is none.
- Sleeps of several sources that overlap are the same sleep. One source counts, and nothing is mixed: the one that knows stages, then the
  one with the most minutes asleep, then Apple's watch.
- A sleep of less than three hours that begins between 08:00 and 20:00 local is a nap (three hours: what Oura calls a long sleep).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from ingestion.apple_health.gathered import STAGES, Gathered, Segments, Stage
from ingestion.apple_health.readings import instant
from ingestion.cells import time_zone

Interval = tuple[float, float]
ASLEEP: frozenset[Stage] = frozenset({"asleep", "core", "deep", "rem"})
_STAGED: frozenset[Stage] = frozenset({"core", "deep", "rem"})
STAGE_FIELDS: Mapping[str, Stage] = {"awake_minutes": "awake", "light_minutes": "core", "deep_minutes": "deep", "rem_minutes": "rem"}
"""Field of `Night` → stage."""
_GAP_SECONDS = 90 * 60.0
_NAP_MINUTES = 180.0
_NAP_HOURS = range(8, 20)


@dataclass
class Told:
    """One sleep as one source tells of it."""

    source: str
    intervals: dict[Stage, list[Interval]] = field(default_factory=dict)
    """Stage → disjoint intervals, ascending."""
    zone: str = ""
    """Where it ended: by name if any stretch has one."""
    asleep: list[Interval] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """When sleep began."""
        return instant(self.asleep[0][0])

    @property
    def end(self) -> datetime:
        """When the last stretch asleep ended."""
        return instant(self.asleep[-1][1])

    @property
    def known_at(self) -> datetime:
        """When all of it had ended, the time in bed too."""
        return instant(max(intervals[-1][1] for intervals in self.intervals.values()))

    @property
    def tzinfo(self) -> tzinfo:
        """The zone it ended in."""
        return time_zone(self.zone)

    @property
    def wake_date(self) -> date:
        """The local date on which it ended."""
        return self.end.astimezone(self.tzinfo).date()

    @property
    def asleep_minutes(self) -> float:
        """Minutes asleep, each once."""
        return _minutes(self.asleep)

    @property
    def has_stages(self) -> bool:
        """True where the source knows stages."""
        return bool(_STAGED & self.intervals.keys())

    @property
    def is_nap(self) -> bool:
        """True for a short sleep by day."""
        return self.asleep_minutes < _NAP_MINUTES and self.start.astimezone(self.tzinfo).hour in _NAP_HOURS

    def minutes(self, stage: Stage) -> float | None:
        """Minutes of a stage; None where the source does not tell it."""
        told = self.intervals.get(stage)
        if told is None:
            return 0.0 if self.has_stages and stage in {*_STAGED, "awake"} else None
        return _minutes(told)

    @property
    def in_bed_minutes(self) -> float | None:
        """Minutes in bed, where the source tells of it: none but a phone does."""
        if "in_bed" not in self.intervals:
            return None
        return _minutes(_united(interval for intervals in self.intervals.values() for interval in intervals))

    @property
    def efficiency_pct(self) -> float | None:
        """Percent of the time in bed that was asleep."""
        in_bed = self.in_bed_minutes
        return round(100 * self.asleep_minutes / in_bed, 2) if in_bed else None

    @property
    def names_its_zone(self) -> bool:
        """True where the zone is told by name."""
        return "/" in self.zone


def sleeps_of(gathered: Gathered) -> list[Told]:
    """Every sleep once, in the order of waking."""
    told = [sleep for source, segments in gathered.segments.items() for sleep in _of_source(source, segments, gathered.zones)]
    told.sort(key=lambda sleep: (sleep.asleep[0], sleep.asleep[-1], sleep.source))
    best: list[Told] = []
    group: list[Told] = []
    until = 0.0
    for sleep in told:
        if group and sleep.asleep[0][0] >= until:
            best.append(_best(group, gathered.watches))
            group, until = [], 0.0
        group.append(sleep)
        until = max(until, sleep.asleep[-1][1])
    if group:
        best.append(_best(group, gathered.watches))
    return sorted(best, key=lambda sleep: (sleep.known_at, sleep.start))


def _best(group: Sequence[Told], watches: set[str]) -> Told:
    return min(group, key=lambda sleep: (not sleep.has_stages, -sleep.asleep_minutes, sleep.source not in watches, sleep.source))


def _of_source(source: str, segments: Segments, zones: Sequence[str]) -> Iterator[Told]:
    order = sorted(range(len(segments.starts)), key=segments.starts.__getitem__)
    group: list[int] = []
    until = 0.0
    for place in order:
        if group and segments.starts[place] - until > _GAP_SECONDS:
            yield from _sleep(source, segments, group, zones)
            group, until = [], 0.0
        group.append(place)
        until = max(until, segments.ends[place])
    yield from _sleep(source, segments, group, zones)


def _sleep(source: str, segments: Segments, group: Sequence[int], zones: Sequence[str]) -> Iterator[Told]:
    """The sleep of stretches that belong together, if any of them is asleep."""
    by_stage: dict[Stage, list[Interval]] = {}
    for place in group:
        by_stage.setdefault(STAGES[segments.stages[place]], []).append((segments.starts[place], segments.ends[place]))
    intervals = {stage: _united(found) for stage, found in by_stage.items()}
    asleep = _united(interval for stage in ASLEEP & intervals.keys() for interval in intervals[stage])
    if asleep and asleep[-1][1] > asleep[0][0]:
        named = [zones[segments.zones[place]] for place in group if "/" in zones[segments.zones[place]]]
        yield Told(source, intervals, named[-1] if named else zones[segments.zones[group[-1]]], asleep)


def _united(intervals: Iterable[Interval]) -> list[Interval]:
    """The same stretches of time as disjoint intervals."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _minutes(intervals: Iterable[Interval]) -> float:
    return round(sum(end - start for start, end in intervals) / 60, 3)
