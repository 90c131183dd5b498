"""What a journal is worth: forecasts with it against the same without it, on synthetic people whose effects are known.

Every world is told truly, as a poor reader hears it, and shuffled within each person, which must undo the gain. Skill is that of the
sealed forecast in CRPS, means within a person and then over people, with intervals over resampled people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

import numpy as np

from evals.journal_nights import Known, ScoredNight, journal_nights, known_of
from evals.journal_worlds import HRV, KIND, JournalWorld, Telling
from evals.replay import LAST_NIGHT
from forecasting.bootstrap import Skill, skill
from forecasting.effects import CONFIRMED
from forecasting.quantiles import Floats
from ingestion.synthetic import SyntheticPerson
from ingestion.synthetic.traits import TRIO

PEOPLE, NIGHTS, SEEDS = 10, 200, (1, 2)
"""People of each seed and nights with a journal: some five minutes of one core."""
BEFORE = 30
"""Nights before the journal begins: a strap is worn for a while before anybody tells it anything."""
CHANGES = (-0.12, -0.25)
TELLINGS: tuple[Telling, ...] = ("told", "misheard", "shuffled")


def default_worlds(*, dosed: bool = False) -> list[JournalWorld]:
    """Both strengths, each told truly, misheard and shuffled; and one in which alcohol moves nobody, where belief can only cost."""
    return [*(JournalWorld(change, telling, dosed) for change in CHANGES for telling in TELLINGS), JournalWorld(0.0, "told", dosed)]


Group = Literal["events", "events_after_eight", "quiet", "told", "unmoved", "unmoved_events", "opposite_events"]
GROUPS: Mapping[Group, str] = {
    "events": "nights after alcohol",
    "events_after_eight": "of these, after a person's first eight",
    "quiet": "nights without alcohol",
    "told": "nights of which the journal told alcohol",
    "unmoved": "all nights of people whom alcohol does not move",
    "unmoved_events": "of these, the nights after alcohol",
    "opposite_events": "nights after alcohol of people whom it moves the other way",
}


@dataclass(frozen=True)
class Compared:
    """With the journal against without, on some nights."""

    nights: int
    people: int
    skill: Skill
    by_seed: Mapping[int, float]


@dataclass(frozen=True)
class Learned:
    """What had been learned in the end against what was true, in σ, over people with a confirmed event."""

    people: int
    covered_80: float
    """Share of people whose true effect lies in the 80% interval of the learned one."""
    mean_error: float
    """Mean of learned − true."""
    mean_absolute_error: float
    mean_width_80: float
    events: float
    """Confirmed ones, mean over people."""


@dataclass(frozen=True)
class TargetInWorld:
    """One target in one world."""

    groups: Mapping[Group, Compared]
    coverage_80: Mapping[str, float]
    """Of the 80% intervals: events and quiet nights, with the journal and without."""
    learned: Learned


@dataclass(frozen=True)
class WorldReport:
    """One world."""

    world: str
    change: float
    telling: Telling
    dosed: bool
    targets: Mapping[str, TargetInWorld]


@dataclass(frozen=True)
class JournalReport:
    """All worlds."""

    people: int
    """Of each seed."""
    nights: int
    seeds: tuple[int, ...]
    worlds: tuple[WorldReport, ...]

    def world(self, change: float, telling: Telling, *, dosed: bool = False) -> WorldReport | None:
        """That world, if it was run."""
        return next((one for one in self.worlds if (one.change, one.telling, one.dosed) == (change, telling, dosed)), None)

    def to_json(self) -> dict[str, object]:
        """All numbers; what could not be told is None."""
        return {name: _finite(value) for name, value in asdict(self).items()}


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@dataclass(frozen=True)
class _Person:
    """One person in one world, on one target."""

    seed: int
    person_id: str
    effect: float
    """True, on the modelling scale."""
    happened: Mapping[date, bool]
    with_journal: Mapping[date, ScoredNight]
    without: Mapping[date, ScoredNight]

    def nights(self, group: Group) -> list[date]:
        """The nights of that group."""
        events = [night for night in self.with_journal if self.happened[night]]
        chosen: Mapping[Group, Callable[[], list[date]]] = {
            "events": lambda: events,
            "events_after_eight": lambda: [night for night in events if self.with_journal[night].effect.count >= CONFIRMED],
            "quiet": lambda: [night for night in self.with_journal if not self.happened[night]],
            "told": lambda: [night for night, one in self.with_journal.items() if one.told],
            "unmoved": lambda: list(self.with_journal) if self.effect == 0 else [],
            "unmoved_events": lambda: events if self.effect == 0 else [],
            "opposite_events": lambda: events if self.is_opposite else [],
        }
        return chosen[group]()

    is_opposite: bool = False


Progress = Callable[[int, int, str], None]
"""Told how many lives are done, of how many, and which is next."""


def silent(_done: int, _total: int, _words: str) -> None:
    """Tells nobody."""


def journal_report(
    people: int = PEOPLE,
    nights: int = NIGHTS,
    seeds: Sequence[int] = SEEDS,
    worlds: Sequence[JournalWorld] | None = None,
    *,
    until: date = LAST_NIGHT,
    progress: Progress = silent,
) -> JournalReport:
    """What the journal is worth in each world.

    Args:
        people: of each seed.
        nights: that are forecast of each, with a journal from the first on.
        seeds: of the people.
        worlds: which; those of `default_worlds` without an own list.
        until: the last night.
        progress: told before every person.
    """
    chosen = list(worlds or default_worlds())
    first = until - timedelta(days=nights - 1)
    lives = [(world, seed) for world in dict.fromkeys(JournalWorld(one.change, dosed=one.dosed) for one in chosen) for seed in seeds]
    found: dict[JournalWorld, list[dict[str, _Person]]] = {world: [] for world in chosen}
    for place, (life, seed) in enumerate(lives):
        for number, person in enumerate(life.crowd(people, seed, first - timedelta(days=BEFORE), until)):
            progress(place * people + number, len(lives) * people, f"{life.change:+.0%}, seed {seed}, person {number + 1}")
            same_life = [world for world in chosen if (world.change, world.dosed) == (life.change, life.dosed)]
            for world, told in _lived(person, seed, first, same_life):
                found[world].append(told)
    return JournalReport(people, nights, tuple(seeds), tuple(_world(world, told) for world, told in found.items()))


def _lived(
    person: SyntheticPerson, seed: int, first: date, worlds: Iterable[JournalWorld]
) -> Iterable[tuple[JournalWorld, dict[str, _Person]]]:
    """World → target → the person's nights in it."""
    known = known_of(person)
    without = journal_nights(known, {}, first)
    for world in worlds:
        told = journal_nights(known, world.journal(person, first - timedelta(days=1)), first)
        yield world, {name: _person(known, seed, name, told[name], without[name]) for name in TRIO}


def _person(known: Known, seed: int, name: str, told: Mapping[date, ScoredNight], without: Mapping[date, ScoredNight]) -> _Person:
    person = known.person
    happened = {night: KIND in person.events(night - timedelta(days=1)) for night in told}
    effect, usual = person.effects[KIND, name], -1.0 if name == HRV else 1.0
    return _Person(seed, person.person_id, effect, happened, told, without, is_opposite=effect * usual < 0)


def _world(world: JournalWorld, people: Sequence[Mapping[str, _Person]]) -> WorldReport:
    targets = {name: _target([one[name] for one in people]) for name in TRIO}
    return WorldReport(world.name, world.change, world.telling, world.dosed, targets)


def _target(people: Sequence[_Person]) -> TargetInWorld:
    return TargetInWorld({group: _compared(people, group) for group in GROUPS}, _coverage(people), _learned(people))


def _compared(people: Sequence[_Person], group: Group) -> Compared:
    losses = {(one.seed, one.person_id): _losses(one, one.nights(group)) for one in people}
    ours, theirs = ({str(who): pair[side] for who, pair in losses.items() if len(pair[side])} for side in (0, 1))
    by_seed = {}
    for seed in sorted({seed for seed, _ in losses}):
        some = {str(who) for who in losses if who[0] == seed} & set(ours)
        by_seed[seed] = skill({who: ours[who] for who in some}, {who: theirs[who] for who in some}).estimate
    return Compared(sum(map(len, ours.values())), len(ours), skill(ours, theirs), by_seed)


def _losses(person: _Person, nights: Sequence[date]) -> tuple[Floats, Floats]:
    with_journal, without = ([told[night].crps for night in nights] for told in (person.with_journal, person.without))
    return np.array(with_journal), np.array(without)


def _coverage(people: Sequence[_Person]) -> dict[str, float]:
    found = {}
    for group in ("events", "quiet"):
        for words, told in (("with", "with_journal"), ("without", "without")):
            covered = [getattr(one, told)[night].covered for one in people for night in one.nights(group)]
            found[f"{group}_{words}"] = fmean(covered) if covered else math.nan
    return found


def _learned(people: Sequence[_Person]) -> Learned:
    """Of each person the effect as it stood on the last evening, against what would have been right on their told nights."""
    rows = []
    for one in people:
        wanted = [scored.wanted for night, scored in one.with_journal.items() if one.happened[night]]
        last = one.with_journal[max(one.with_journal)].effect
        if wanted and last.count:
            low, high = last.interval_80
            true = fmean(wanted)
            rows.append((low <= true <= high, last.mean - true, high - low, last.count))
    if not rows:
        return Learned(0, *[math.nan] * 5)
    covered, errors, widths, counts = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    return Learned(
        len(rows), float(covered.mean()), float(errors.mean()), float(np.abs(errors).mean()), float(widths.mean()), float(counts.mean())
    )
