"""Worlds in which it is known what alcohol does: people whose effects are drawn one by one, and what they tell of their evenings.

A person's effect is the generator's own draw (`ingestion.synthetic.traits`): a fifth is not moved, a tenth is moved the other way, the
rest around one and a half times the mean, so that the mean over people is the world's. Heart rate and breathing move with it. Evenings
with alcohol are 15% on average, more on Fridays and Saturdays. Of other events nothing is told; what they do is noise here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.records import JournalAnswer
from ingestion.alignment import journal_key, journal_known_at
from ingestion.synthetic import SyntheticPerson, population
from ingestion.synthetic.traits import HABITS, TRIO

KIND = "alcohol"
HRV = TRIO[0]
SHARE = 0.15
"""Of evenings have alcohol."""
RECALL, PRECISION = 0.7, 0.8
"""Of a reader that mishears."""
_WEEK = (2 * 2.2 + 5 * 0.55) / 7
"""Mean over weekdays of the generator's factor on the rate of alcohol."""

Telling = Literal["told", "misheard", "shuffled"]
"""Each evening as it was; as a reader of recall 0.7 and precision 0.8 hears it; the same answers on other evenings of the person."""


@dataclass(frozen=True)
class JournalWorld:
    """One world: how strong alcohol is, and how its evenings are told."""

    change: float
    """Mean relative change of HRV in the night after, e.g. −0.12; 0 where alcohol moves nobody."""
    telling: Telling = "told"
    dosed: bool = False
    """True where an evening's drinks say how much it does, and are told."""

    @property
    def name(self) -> str:
        """As tables show it."""
        strength = f"{self.change:+.0%}".replace("-", "−") if self.change else "no effect,"
        return f"{strength} {'by the drink, ' if self.dosed else ''}{self.telling}"

    def crowd(self, people: int, seed: int, start: date, end: date) -> Sequence[SyntheticPerson]:
        """The people of this world; the same lives in every world of a seed."""
        return [self._planted(person) for person in population(people, seed, start, end)]

    def _planted(self, person: SyntheticPerson) -> SyntheticPerson:
        usual = math.log1p(HABITS[KIND].hrv)
        effects = {(KIND, name): person.effects[KIND, name] * math.log1p(self.change) / usual for name in TRIO}
        return replace(person, planted=tuple(sorted(effects.items())), drinks=SHARE / (HABITS[KIND].rate * _WEEK), dosed=self.dosed)

    def journal(self, person: SyntheticPerson, first: date) -> dict[date, JournalAnswer]:
        """Day → what was told that evening, from the first day on."""
        days = [first + timedelta(days=place) for place in range((person.end - first).days)]
        rng = random.Random(f"{person.seed}|{self.telling}")  # noqa: S311  # simulated, not secret
        heard = [self._heard(KIND in person.events(day), rng) for day in days]
        told_of = rng.sample(days, len(days)) if self.telling == "shuffled" else days
        return {
            day: _answer(person, day, yes=yes, drinks=person.drinks_on(source) if self.dosed else None, sure=self._sure)
            for day, yes, source in zip(days, _moved(heard, days, told_of), told_of, strict=True)
        }

    @property
    def _sure(self) -> float:
        return PRECISION if self.telling == "misheard" else 1.0

    def _heard(self, happened: bool, rng: random.Random) -> bool:  # one truth, one noise
        if self.telling != "misheard":
            return happened
        false_alarms = SHARE / (1 - SHARE) * RECALL * (1 - PRECISION) / PRECISION
        return rng.random() < (RECALL if happened else false_alarms)


def _moved(heard: Sequence[bool], days: Sequence[date], told_of: Sequence[date]) -> list[bool]:
    """For each day what was heard of the day that is told of in its place."""
    by_day: Mapping[date, bool] = dict(zip(days, heard, strict=True))
    return [by_day[day] for day in told_of]


def _answer(person: SyntheticPerson, day: date, *, yes: bool, drinks: int | None, sure: float) -> JournalAnswer:
    question = HABITS[KIND].question
    return JournalAnswer(
        person_id=person.person_id,
        key=journal_key(day, question),
        source="synthetic",
        source_epoch="synthetic/1",
        known_at=journal_known_at(day, ZoneInfo(person.home)),
        day=day,
        kind=KIND,
        answer="yes" if yes else "no",
        question=question,
        amount=float(drinks) if yes and drinks is not None else None,
        unit="drinks" if yes and drinks is not None else None,
        confidence=sure,
    )
