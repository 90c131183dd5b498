"""A synthetic person: the facts a WHOOP strap would have told of them, and the truth behind these."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from core.nights import evening_of
from core.records import Day, Fact, JournalAnswer, Night, Person, Sleep, Workout
from core.targets import TARGETS
from ingestion.alignment import dated_key, journal_key, journal_known_at
from ingestion.synthetic.life import Life, Slumber, Training
from ingestion.synthetic.physiology import Foreseen, Physiology
from ingestion.synthetic.traits import HABITS, TRIO, Effects, Traits, draw_traits

F = TypeVar("F", bound=Fact)
HOME = "Europe/Berlin"


@dataclass(frozen=True)
class SyntheticPerson:
    """One simulated person over a span of nights, dates inclusive. The same seed always gives the same life."""

    person_id: str
    seed: int
    start: date
    end: date
    planted: tuple[tuple[tuple[str, str], float], ...] = ()
    """Effects that replace drawn ones; see `generate`."""
    home: str = HOME
    drinks: float | None = None
    """Factor on the rate of alcohol, in place of the drawn one."""
    dosed: bool = False
    """True: an evening's alcohol does as much as its drinks say; False: any evening does the same."""

    @cached_property
    def traits(self) -> Traits:
        """Who the person is."""
        drawn = draw_traits(str(self.seed), self.home, dict(self.planted))
        return replace(drawn, dosed=self.dosed, drinks=drawn.drinks if self.drinks is None else self.drinks)

    @cached_property
    def _life(self) -> Life:
        return Life(str(self.seed), self.traits)

    @cached_property
    def _physiology(self) -> Physiology:
        return Physiology(self.traits, self._life)

    @property
    def effects(self) -> Effects:
        """The true effect of each kind of event on each target's next night, on the modelling scale."""
        return self.traits.effects

    def effect_in_sigma(self, kind: str, target: str) -> float:
        """The true effect in standard deviations of what even an ideal forecaster could not foresee."""
        spread, phi = self.traits.spreads[target], self.traits.carry[target]
        return self.effects.get((kind, target), 0.0) / (spread * math.sqrt(1 - phi * phi))

    def truth(self, night: date) -> dict[str, Foreseen]:
        """Per target the true predictive distribution of that night, given all that its evening knew, events included."""
        return self._physiology.foreseen(night)

    def events(self, day: date) -> dict[str, float]:
        """What really happened on that day's evening, told or not: kind → strength."""
        return dict(self._life.waking(day).events)

    def drinks_on(self, day: date) -> int:
        """How many drinks an evening with alcohol has on that day."""
        return self._life.drinks(day)

    def facts(self) -> list[Fact]:
        """All facts up to the evening of `end`: its night and journal, but not its day totals, which that evening cannot know."""
        return list(self._facts())

    def _facts(self) -> Iterator[Fact]:
        yield self._make(Person, "person", evening_of(self.start, self._life.zone(self.start)), time_zone=self.home, simulated=True)
        for count in range((self.end - self.start).days + 1):
            day = self.start + timedelta(days=count)
            slumber = self._life.slumber(day)
            if slumber.worn:
                yield self._night(day, slumber)
                yield self._sleep(day, slumber.onset, slumber.wake, nap=False, asleep=_asleep(slumber))
            yield from self._waking(day)
            yield from self._journal(day)

    def _night(self, night: date, slumber: Slumber) -> Night:
        measured = self._measured(night)
        offset = slumber.wake.astimezone(slumber.zone).utcoffset() or timedelta(0)
        return self._make(
            Night,
            dated_key(night, 1),
            slumber.wake,
            night=night,
            sleep_start=slumber.onset,
            sleep_end=slumber.wake,
            utc_offset_minutes=offset // timedelta(minutes=1),
            hrv_method="rmssd",
            hrv_window="last_sws",
            rhr_method="vendor",
            recovery_pct=self._recovery(night, slumber),
            **measured,
            **self._sleep_values(night, slumber),
        )

    def _measured(self, night: date) -> dict[str, float]:
        """The trio as the strap shows it: whole milliseconds and beats, tenths of breaths, within the plausible range."""
        scaled = self._physiology.values(night)
        return {name: _within(name, round(TARGETS[name].from_scale(scaled[name]), 1 if name == "resp_rate_brpm" else 0)) for name in TRIO}

    def _recovery(self, night: date, slumber: Slumber) -> float:
        scaled, traits = self._physiology.values(night), self.traits
        hrv, rhr = ((scaled[name] - traits.levels[name]) / traits.spreads[name] for name in TRIO[:2])
        slept = _asleep(slumber) / traits.sleep_need_minutes - 0.92
        z = 0.25 + 0.75 * hrv - 0.25 * rhr + 2.0 * slept
        return float(min(max(round(50 * (1 + math.erf(z / math.sqrt(2)))), 1), 99))

    def _sleep_values(self, night: date, slumber: Slumber) -> dict[str, float]:
        rng = self._life.stream("stages", night.toordinal())
        asleep, need = _asleep(slumber), self.traits.sleep_need_minutes
        deep, rem = round(asleep * rng.uniform(0.14, 0.22)), round(asleep * rng.uniform(0.18, 0.27))
        debt = max(0.0, need - _asleep(self._life.slumber(night - timedelta(days=1))))
        return {
            "spo2_pct": round(rng.gauss(95.6, 0.8), 2),
            "skin_temp_c": round(rng.gauss(33.9, 0.3), 1),
            "sleep_minutes": float(asleep),
            "in_bed_minutes": float(slumber.in_bed_minutes),
            "awake_minutes": float(slumber.in_bed_minutes - asleep),
            "light_minutes": float(asleep - deep - rem),
            "deep_minutes": float(deep),
            "rem_minutes": float(rem),
            "sleep_efficiency_pct": float(round(100 * asleep / slumber.in_bed_minutes)),
            "sleep_performance_pct": float(min(100, round(100 * asleep / need))),
            "sleep_consistency_pct": float(round(rng.uniform(55, 90))),
            "sleep_need_minutes": float(round(need + 0.3 * debt)),
            "sleep_debt_minutes": float(round(0.3 * debt)),
        }

    def _waking(self, day: date) -> Iterator[Fact]:
        waking, slumber, following = self._life.waking(day), self._life.slumber(day), self._life.slumber(day + timedelta(days=1))
        away = slumber.zone != following.zone or slumber.zone != self._life.zone(day - timedelta(days=1))
        # A day without a night of its own has no place to tell its offset, so it does not happen on the move.
        if not self._life.worn_by_day(day) or (away and not slumber.worn):
            return
        rng, rhr = self._life.stream("energy", day.toordinal()), self.traits.levels["resting_hr_bpm"]
        if day < self.end:
            yield self._make(
                Day,
                dated_key(day, 1),
                following.onset,
                day=day,
                cycle_start=slumber.onset,
                cycle_end=following.onset,
                strain=waking.strain,
                energy_kcal=float(round(1450 + 85 * waking.strain + rng.gauss(0.0, 60.0))),
                average_hr_bpm=float(round(rhr + 5 + 0.9 * waking.strain + rng.gauss(0.0, 1.5))),
                max_hr_bpm=float(round(110 + 4.0 * waking.strain + rng.gauss(0.0, 6.0))),
            )
        if waking.nap_minutes:
            start = slumber.wake + timedelta(hours=7)
            yield self._sleep(day, start, start + timedelta(minutes=waking.nap_minutes), nap=True, asleep=waking.nap_minutes - 5)
        if waking.training:
            yield self._workout(day, waking.training)

    def _workout(self, day: date, training: Training) -> Workout:
        end = training.start + timedelta(minutes=training.minutes)
        minutes = {f"zone{n}_minutes": training.minutes * float(share) / 100 for n, share in enumerate(training.zone_shares, start=1)}
        return self._make(
            Workout,
            f"{training.start.isoformat()}|{training.sport.casefold()}",
            end,
            day=day,
            start=training.start,
            end=end,
            sport=training.sport,
            strain=training.strain,
            energy_kcal=float(round(training.minutes * (4 + 0.6 * training.strain))),
            average_hr_bpm=float(round(95 + 4 * training.strain)),
            max_hr_bpm=float(round(125 + 4 * training.strain)),
            **minutes,
        )

    def _sleep(self, day: date, start: datetime, end: datetime, *, nap: bool, asleep: int) -> Sleep:
        resp_rate = None if nap else self._measured(day)["resp_rate_brpm"]
        values = {"nap": nap, "sleep_minutes": float(asleep), "resp_rate_brpm": resp_rate}
        return self._make(Sleep, start.isoformat(), end, day=day, start=start, end=end, **values)

    def _journal(self, day: date) -> Iterator[JournalAnswer]:
        """What was told that evening: every kind of the person's journal, on evenings on which it was filled in."""
        waking, zone = self._life.waking(day), self._life.zone(day + timedelta(days=1))
        for kind in sorted(self.traits.asked) if waking.filled else ():
            question = HABITS[kind].question
            answer = "yes" if kind in waking.events else "no"
            key = journal_key(day, question)
            yield self._make(JournalAnswer, key, journal_known_at(day, zone), day=day, kind=kind, answer=answer, question=question)

    def _make(self, record: Callable[..., F], key: str, known_at: datetime, **values: object) -> F:
        return record(person_id=self.person_id, source="synthetic", source_epoch="synthetic/1", key=key, known_at=known_at, **values)


def generate(person_id: str, seed: int, start: date, end: date, *, effects: Effects | None = None, home: str = HOME) -> SyntheticPerson:
    """The synthetic person of that seed over those nights, inclusive.

    Args:
        person_id: their id.
        seed: which life.
        start: first night.
        end: last night; the person's clock stands at its evening.
        effects: known effects in place of drawn ones, e.g. `{("alcohol", "hrv_rmssd_ms"): math.log(0.75)}` for −25%.
        home: IANA name of the home zone.
    """
    return SyntheticPerson(person_id, seed, start, end, tuple(sorted((effects or {}).items())), home)


def population(n: int, seed: int, start: date, end: date, *, effects: Effects | None = None) -> Sequence[SyntheticPerson]:
    """Different people of one seed; the first k of them are the same for every n ≥ k."""
    return tuple(generate(f"synthetic-{seed}-{place:03d}", seed * 100_003 + place, start, end, effects=effects) for place in range(n))


def _asleep(slumber: Slumber) -> int:
    return round(slumber.in_bed_minutes * slumber.asleep_share)


def _within(name: str, value: float) -> float:
    low, high = TARGETS[name].plausible
    return min(max(value, low), high)
