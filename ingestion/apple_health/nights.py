"""Sleeps, and what a watch measured in them, as sleeps and nights.

Only values whose middle lies in a stretch asleep count; the wrist's temperature, which Apple tells once for a night, counts where its
middle lies between the first and the last stretch. Values of a night are plain means.

Apple's resting heart rate is a figure of the waking day: it is known when its day is over, and the rest of the night on waking. So a
night is told twice: on waking without it (key `DATE|waking`), and when the resting heart rate was there with it (key `DATE`), which
readers then prefer. An evening before that knows the night and not its resting heart rate, as its person would have.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from core.nights import local_instant
from core.records import Fact, Night, Sleep
from ingestion.alignment import dated_key
from ingestion.apple_health.gathered import RESTING, Gathered, Samples
from ingestion.apple_health.readings import instant
from ingestion.apple_health.sleeps import STAGE_FIELDS, Told
from ingestion.whoop_export.facts import Origin

_ASLEEP = ("hrv_sdnn_ms", "nightly_hr_bpm", "resp_rate_brpm", "spo2_pct")
_THROUGHOUT = "skin_temp_c"
_MIDNIGHT = time(0, 0)
Means = list[dict[str, float]]
"""For each sleep the means of its quantities."""


def facts_of_nights(sleeps: Sequence[Told], gathered: Gathered, origin: Origin) -> Iterator[Fact]:
    """Every sleep, and the nights, in the order of waking as the sleeps are given."""
    means = _means(gathered, sleeps)
    resting = _Resting(gathered)
    longest: dict[date, float] = {}
    places: defaultdict[date, int] = defaultdict(int)
    for told, measured in zip(sleeps, means, strict=True):
        yield _sleep(told, measured, origin)
        # A later row never unmakes an earlier night: a sleep is judged only against those that ended before it.
        if told.is_nap or told.asleep_minutes <= longest.get(told.wake_date, 0.0):
            continue
        longest[told.wake_date] = told.asleep_minutes
        places[told.wake_date] += 1
        yield from _nights(told, measured, places[told.wake_date], resting, origin)


def _sleep(told: Told, measured: Mapping[str, float], origin: Origin) -> Sleep:
    return origin.make(
        Sleep,
        told.start.isoformat(),
        told.known_at,
        day=told.wake_date,
        start=told.start,
        end=told.end,
        nap=told.is_nap,
        sleep_minutes=told.asleep_minutes,
        resp_rate_brpm=measured.get("resp_rate_brpm"),
    )


def _nights(told: Told, measured: Mapping[str, float], place: int, resting: _Resting, origin: Origin) -> Iterator[Night]:
    """The night on waking, and once more with its resting heart rate, if that came."""
    offset = told.end.astimezone(told.tzinfo).utcoffset() or timedelta(0)
    key = dated_key(told.wake_date, place)
    waking = origin.make(
        Night,
        f"{key}|waking",
        told.known_at,
        night=told.wake_date,
        sleep_start=told.start,
        sleep_end=told.end,
        utc_offset_minutes=offset // timedelta(minutes=1),
        hrv_method="sdnn",
        hrv_window="spot",
        rhr_method="vendor",
        sleep_minutes=told.asleep_minutes,
        in_bed_minutes=told.in_bed_minutes,
        sleep_efficiency_pct=told.efficiency_pct,
        **{name: told.minutes(stage) for name, stage in STAGE_FIELDS.items()},
        **measured,
    )
    yield waking
    value = resting.of(told)
    if value is not None:
        yield replace(waking, key=key, known_at=max(told.known_at, value.known_at), resting_hr_bpm=value.bpm)


@dataclass(frozen=True)
class _Value:
    bpm: float
    known_at: datetime


@dataclass
class _Resting:
    """Resting heart rates by the day that they are of."""

    gathered: Gathered
    found: list[tuple[float, float, float]] = field(init=False)
    """(middle, end, value), ascending."""

    def __post_init__(self) -> None:
        columns = [samples for _, samples in _of_watches(self.gathered, RESTING)]
        rows = (row for samples in columns for row in zip(samples.starts, samples.ends, samples.values, strict=True))
        self.found = sorted(((start + end) / 2, end, value) for start, end, value in rows)

    def of(self, told: Told) -> _Value | None:
        """That of the local day on which a sleep ended; of several the last; None as long as the day is not over in the export."""
        begins = local_instant(told.wake_date, _MIDNIGHT, told.tzinfo).timestamp()
        ends = local_instant(told.wake_date + timedelta(days=1), _MIDNIGHT, told.tzinfo).timestamp()
        if ends > self.gathered.until:
            return None
        first, last = (bisect_right(self.found, (edge, 0.0, 0.0)) for edge in (begins, ends))
        day = self.found[first:last]
        if not day:
            return None
        _, end, value = max(day, key=lambda row: row[1])
        return _Value(value, instant(end))


def _of_watches(gathered: Gathered, quantity: str) -> list[tuple[str, Samples]]:
    """A quantity as Apple's own watches measured it, by source."""
    return [(source, samples) for (name, source), samples in gathered.samples.items() if name == quantity and source in gathered.watches]


def _means(gathered: Gathered, sleeps: Sequence[Told]) -> Means:
    found: Means = [{} for _ in sleeps]
    asleep = sorted((start, end, place) for place, told in enumerate(sleeps) for start, end in told.asleep)
    throughout = sorted((told.asleep[0][0], told.asleep[-1][1], place) for place, told in enumerate(sleeps))
    for name, spans in (*((name, asleep) for name in _ASLEEP), (_THROUGHOUT, throughout)):
        for place, mean in _mean_in(spans, (samples for _, samples in _of_watches(gathered, name))):
            found[place][name] = mean
    return found


def _mean_in(spans: Sequence[tuple[float, float, int]], columns: Iterable[Samples]) -> Iterator[tuple[int, float]]:
    """(place, mean of the values whose middle lies in a span of that place)."""
    starts = [start for start, _, _ in spans]
    sums: defaultdict[int, float] = defaultdict(float)
    counts: defaultdict[int, int] = defaultdict(int)
    for samples in columns:
        for start, end, value in zip(samples.starts, samples.ends, samples.values, strict=True):
            middle = (start + end) / 2
            place = bisect_right(starts, middle) - 1
            if place >= 0 and middle <= spans[place][1]:
                sums[spans[place][2]] += value
                counts[spans[place][2]] += 1
    for place, total in sums.items():
        # Rounded, so that another order of the same records is the same fact.
        yield place, round(total / counts[place], 4)
