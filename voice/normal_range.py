"""What is usual for a person's own voice, and where today's stands in it.

Compared is what can be: recordings without flags, of the same analysis and device, told before, as far as they were known by then.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import UnknownName
from core.records import BY_HAND, Entry, Measure, part_of
from core.snapshot import Snapshot
from voice.measures import VoiceMeasures
from voice.measuring.catalog import MEASURES, kind_of

LEAST_ENTRIES = 8
"""Earlier entries before anything is usual."""
COVERED = 0.9
"""Share of a person's entries that their usual range is to hold: one in ten lies outside by itself, and that of every measure."""
FLAGGED = ", flagged"
"""Ends the source epoch of measures from a recording with flags: they are of no series."""
_SD_OF_MAD = 1.4826
"""Standard deviations in a median absolute deviation of normal values."""
_MEDIAN_COST = math.pi / 2.0
"""Variance of the median of normal values over that of their mean."""
_DIGITS: Mapping[str, int] = {"Hz": 0, "words/min": 0, "dBFS": 0}
_SIGNED = ("dB", "dBFS")

Verdict = Literal["lower than usual", "as usual", "higher than usual"]


def epoch_of(measures: VoiceMeasures, device: str = "") -> str:
    """The source epoch under which measures are stored: only equal ones are compared, and flagged ones never are.

    Args:
        measures: of one recording.
        device: what recorded it, where that is known; another microphone hears another voice.
    """
    return f"{measures.analysis}{f' @ {device}' if device else ''}{FLAGGED if measures.flags else ''}"


@dataclass(frozen=True)
class UsualRange:
    """What is usual of one measure for one person."""

    low: float
    centre: float
    """Median of the earlier entries."""
    high: float
    entries: int
    """How many entries it rests on."""


@dataclass(frozen=True)
class Standing:
    """One measure of one entry against the person's own earlier ones."""

    name: str
    value: float
    before: int
    """Earlier entries that it can be compared with."""
    flags: tuple[str, ...] = ()
    """Of the entry's recording: with any, nothing is compared."""
    usual: UsualRange | None = None
    """None before `LEAST_ENTRIES` entries, where most of them are the same, and for a recording with flags."""
    share_below: tuple[float, float] | None = None
    """90% interval of the share of the person's own entries that are lower, 0 … 1: a few entries tell it only so well."""

    @property
    def verdict(self) -> Verdict | None:
        """How the value stands to the usual range; None without one."""
        if self.usual is None:
            return None
        if self.value > self.usual.high:
            return "higher than usual"
        return "lower than usual" if self.value < self.usual.low else "as usual"

    def words(self) -> str:
        """As people are told it: "pitch 182 Hz, usual 160–178 from 23 entries, higher than usual (above 91–100% of them)"."""
        measure = MEASURES[self.name]
        said = f"{measure.label} {_number(self.value, measure.unit)} {_shown(measure.unit)}"
        if self.flags:
            return f"{said}, compared with nothing: {', '.join(self.flags)}"
        if self.usual is None or self.share_below is None:
            return f"{said}, compared from {LEAST_ENTRIES} entries on, {self.before} so far" if self.before < LEAST_ENTRIES else said
        low, high = (_number(end, measure.unit) for end in (self.usual.low, self.usual.high))
        least, most = (round(100 * share) for share in self.share_below)
        return f"{said}, usual {low}–{high} from {self.usual.entries} entries, {self.verdict} (above {least}–{most}% of your own)"


def standings(snapshot: Snapshot, entry_id: str) -> tuple[Standing, ...]:
    """Every voice measure of an entry against the person's own earlier ones, in the order of the catalog.

    Raises:
        UnknownName: where the snapshot has no such entry.
    """
    entries = {entry.key: entry for entry in snapshot.entries}
    if entry_id not in entries:
        raise UnknownName(f"no entry {entry_id!r} of {snapshot.person_id}; `morrow journal show` lists the entries")
    told = {(measure.key, measure.kind): measure for measure in snapshot.measures if measure.source == BY_HAND}
    found = ((name, told.get((part_of(entry_id, kind_of(name)), kind_of(name)))) for name in MEASURES)
    return tuple(_of_entry(name, one, entries[entry_id], entries, told.values()) for name, one in found if one is not None)


def _of_entry(name: str, today: Measure, entry: Entry, entries: Mapping[str, Entry], told: Collection[Measure]) -> Standing:
    flags = _flags(entry, today)
    alike = (one for one in told if one.kind == today.kind and one.source_epoch == today.source_epoch and one.known_at <= today.known_at)
    owned = ((one, entries.get(one.key.removesuffix(part_of("", one.kind)))) for one in alike)
    earlier = [one.value for one, of in owned if of is not None and of.told_at < entry.told_at and not _flags(of, one)]
    return Standing(name, today.value, len(earlier), flags) if flags else standing(name, today.value, earlier)


def _flags(entry: Entry, measure: Measure) -> tuple[str, ...]:
    return tuple(entry.voice_flags.split()) or (("flagged",) if measure.source_epoch.endswith(FLAGGED) else ())


def standing(name: str, value: float, earlier: Sequence[float]) -> Standing:
    """Where a value stands among a person's own earlier ones, which are all comparable."""
    usual = usual_range(earlier, lowest=None if MEASURES[name].unit in _SIGNED else 0.0)
    return Standing(name, value, len(earlier), usual=usual, share_below=share_below(value, earlier) if usual else None)


def usual_range(earlier: Sequence[float], *, lowest: float | None = None) -> UsualRange | None:
    """Where the next entry lies nine times in ten, if it is like the earlier ones; None of too few, or where most are the same.

    A prediction interval by Student's t around the median, from the median absolute deviation: one evening with a cold moves neither.
    Of normal values it holds 94% after 8 entries, 92% after 20, 91% after 40; of values with far tails (Laplace) 89 to 83%.

    Args:
        earlier: at least `LEAST_ENTRIES` values.
        lowest: no value can be less.
    """
    from scipy.special import stdtrit

    count = len(earlier)
    if count < LEAST_ENTRIES:
        return None
    centre = float(np.median(earlier))
    spread = _SD_OF_MAD * float(np.median(np.abs(np.array(earlier) - centre))) * count / (count - 0.8)
    reach = float(stdtrit(_freedom(count), (1.0 + COVERED) / 2.0)) * spread * math.sqrt(1.0 + _MEDIAN_COST / count)
    if reach <= 0.0:
        return None
    return UsualRange(centre - reach if lowest is None else max(centre - reach, lowest), centre, centre + reach, count)


def _freedom(count: int) -> float:
    """Degrees of freedom: the median absolute deviation tells a spread as well as 37% of the values would by their variance."""
    return 0.37 * (count - 1)


def share_below(value: float, earlier: Sequence[float]) -> tuple[float, float]:
    """90% interval of the share of a person's entries that lie below a value, from the ranks of the earlier ones alone (Jeffreys)."""
    from scipy.special import betaincinv

    below = sum(one < value for one in earlier) + 0.5 * sum(one == value for one in earlier)
    above = len(earlier) - below
    tail = (1.0 - COVERED) / 2.0
    low = float(betaincinv(below + 0.5, above + 0.5, tail)) if below else 0.0
    return low, float(betaincinv(below + 0.5, above + 0.5, 1.0 - tail)) if above else 1.0


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100.0 * value:.0f}"
    return f"{value:.{_DIGITS.get(unit, 1)}f}".replace("-", "−")


def _shown(unit: str) -> str:
    return {"share": "%", "1/s": "per second", "words/min": "words per minute"}.get(unit, unit)
