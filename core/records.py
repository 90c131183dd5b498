"""The facts: frozen records as sources yield them and snapshots give them back.

A **night** is one main sleep, dated by the local calendar date on which it ends; this is said once, here.
A **day** is the waking day after it, same date. A journal answer belongs to the day whose evening it speaks of,
so it bears on the night dated one day later. All instants are timezone-aware UTC. `None` means missing, never zero.

Each class is one table of the store (`TABLES`); a fact is never overwritten: the store keeps revisions of the same
(`person_id`, `source`, `key`), each with its own `known_at`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

Answer = Literal["yes", "no"]
"""A journal answer that was given; a question that was not asked has no record."""
ScoreState = Literal["scored", "pending", "unscorable", "calibrating", "no_sleep"]
BY_HAND = "person"
"""Source of what the person told Morrow themselves."""
HERE = "here"
"""First part of the key of a `Person` fact that tells where they are at the moment, and not where they live; each has its own key."""
ADDED_LATER: Mapping[str, bool] = {"added_later": True}
"""Marks a field that records got after stores were filled: where it says nothing it stands outside the fact's digest, so that a
fact stored before is still the same fact."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every fact carries."""

    person_id: str
    key: str
    """Natural key inside (table, person, source): the same fact keeps it through revisions."""
    source: str
    """Name of the source module: whoop_export, lifesnaps, synthetic …"""
    source_epoch: str
    """Device or algorithm generation, and how values were taken; never mixed in one series."""
    known_at: datetime
    """Natural moment for back-filled history (see DESIGN §2), arrival for live facts."""


@dataclass(frozen=True, kw_only=True)
class Night(Fact):
    """One main sleep and what was measured in it."""

    night: date
    sleep_start: datetime | None = None
    sleep_end: datetime | None = None
    utc_offset_minutes: int | None = None
    """Local time of the night minus UTC; None when the source knows no clock times."""
    score_state: ScoreState = "scored"
    hrv_rmssd_ms: float | None = None
    hrv_sdnn_ms: float | None = None
    hrv_method: Literal["rmssd", "sdnn"] | None = None
    hrv_window: Literal["last_sws", "whole_night", "deep", "four_hour", "spot"] | None = None
    resting_hr_bpm: float | None = None
    rhr_method: Literal["vendor", "vendor_smoothed", "nightly_mean", "nightly_min"] | None = None
    nightly_hr_bpm: float | None = field(default=None, metadata=ADDED_LATER)
    """Mean heart rate of this night's sleep alone, never smoothed over days; beside the resting heart rate, not in its place."""
    resp_rate_brpm: float | None = None
    recovery_pct: float | None = None
    spo2_pct: float | None = None
    skin_temp_c: float | None = None
    sleep_minutes: float | None = None
    in_bed_minutes: float | None = None
    awake_minutes: float | None = None
    light_minutes: float | None = None
    deep_minutes: float | None = None
    rem_minutes: float | None = None
    sleep_efficiency_pct: float | None = None
    sleep_performance_pct: float | None = None
    sleep_consistency_pct: float | None = None
    sleep_need_minutes: float | None = None
    sleep_debt_minutes: float | None = None


@dataclass(frozen=True, kw_only=True)
class Day(Fact):
    """Totals of one waking day; known when its cycle ends, never earlier (DESIGN §2)."""

    day: date
    cycle_start: datetime | None = None
    cycle_end: datetime | None = None
    strain: float | None = None
    energy_kcal: float | None = None
    average_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    steps: float | None = None


@dataclass(frozen=True, kw_only=True)
class Workout(Fact):
    """One workout; known at its end."""

    day: date
    start: datetime
    end: datetime
    sport: str
    strain: float | None = None
    energy_kcal: float | None = None
    average_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    zone0_minutes: float | None = None
    zone1_minutes: float | None = None
    zone2_minutes: float | None = None
    zone3_minutes: float | None = None
    zone4_minutes: float | None = None
    zone5_minutes: float | None = None
    distance_m: float | None = None
    altitude_gain_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Sleep(Fact):
    """One sleep as recorded, naps and second sleeps included; the main one is also a `Night`."""

    day: date
    start: datetime
    end: datetime
    nap: bool
    sleep_minutes: float | None = None
    resp_rate_brpm: float | None = None


@dataclass(frozen=True, kw_only=True)
class JournalAnswer(Fact):
    """One answer about one kind of event, on the day whose evening it speaks of."""

    day: date
    kind: str
    """Kind of `core.events.EVENT_KINDS`, or `other`."""
    answer: Answer
    question: str | None = None
    """The words that were asked, or that the source has."""
    quote: str | None = None
    """The person's own words, if any."""
    amount: float | None = None
    unit: str | None = None
    at: datetime | None = None
    intensity: float | None = None
    """0 … 1."""
    confidence: float = 1.0
    """Probability that the answer is read rightly: 1 for a ticked box."""


@dataclass(frozen=True, kw_only=True)
class Entry(Fact):
    """What a person told of an evening, in their words: typed, or spoken and written down by a transcriber; `key` is the entry's id.

    What was read out of it stands beside it: answers, ratings and voice measures are told by the same source, and their keys begin
    with the entry's id and a bar (`part_of`).
    """

    day: date
    told_at: datetime
    """When it was spoken or typed."""
    text: str
    transcriber: str
    """Name and model of what wrote it down; `TYPED` for typed words."""
    reader: str
    """Name of what read the events out of it."""
    language: str | None = None
    """ISO 639-1, where it is known."""
    confidence: float | None = None
    """Of the transcript, 0 … 1, where the transcriber tells it."""
    recording: str | None = None
    """SHA-256 of the original recording, hexadecimal; None for typed words."""
    suffix: str | None = None
    """Of the original's file name, such as .wav."""
    duration_seconds: float | None = None
    voice_flags: str = ""
    """Names of what was wrong with the sound, in order, divided by blanks."""
    functionals: str | None = None
    """JSON object with the functionals that the voice analysis computed, name → value."""


TYPED = "typed"
"""Transcriber of words that were typed."""


def part_of(entry_id: str, *names: str) -> str:
    """The key of a fact that was read out of an entry."""
    return "|".join((entry_id, *names))


@dataclass(frozen=True, kw_only=True)
class Measure(Fact):
    """Whatever varies: steps, ratings, nutrients, voice."""

    day: date
    kind: str
    value: float
    unit: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person(Fact):
    """What is known of the person; every field may be missing, `key` is 'person'. What several sources tell is `merged`."""

    time_zone: str | None = None
    """IANA name."""
    birth_year: int | None = None
    sex: Literal["female", "male"] | None = None
    goals: str | None = None
    simulated: bool = False
    """True for synthetic people: their clock stands at an evening, on the replay track."""

    @property
    def is_whereabouts(self) -> bool:
        """True for a zone that tells where they are at the moment."""
        return self.key.startswith(f"{HERE}|")


def merged(told: Iterable[Person]) -> Person | None:
    """What several sources tell of one person, in the order in which it became known: of each field the last that was told.

    Whom one source calls simulated is simulated. Where they are at the moment says nothing of where they live.
    """
    found: Person | None = None
    for one in told:
        if one.is_whereabouts:
            continue
        kept: dict[str, Any] = {name: getattr(found, name) for name in _TOLD if getattr(one, name) is None} if found else {}
        found = replace(one, **kept, simulated=one.simulated or (found is not None and found.simulated))
    return found


_TOLD = ("time_zone", "birth_year", "sex", "goals")
TABLES: dict[str, type[Fact]] = {
    "nights": Night,
    "days": Day,
    "workouts": Workout,
    "sleeps": Sleep,
    "journal": JournalAnswer,
    "measures": Measure,
    "entries": Entry,
    "persons": Person,
}


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be read: a value in the stream, so that one bad night never hides the good ones."""

    file: str
    line: int
    """1-based line in the file, the header being line 1."""
    reason: str
