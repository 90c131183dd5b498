"""The best that could be said of a synthetic person's nights, where the truth is known: three optima that differ in what they are told.

- `told`: every event of every evening, this one's included. It is `SyntheticPerson.truth`, the distribution that the night was drawn from.
- `tonight_untold`: every event but tonight's; of those only how likely they are. Its mean is that of `told` without the event terms, its
  spread holds what they may do: a mixture over the generator's own law of evenings.
- `never_told`: no event ever, numbers alone. What carries over from night to night can then only be inferred, since a low night may
  have been wine or chance: the exact posterior by a particle filter over the same law. This is what numeric models without a journal
  could reach at best.

All three know the person (levels, spreads, effects, habits) from the first night on, and past strain and workouts, so that hard training
is no secret to any of them; a forecaster that has to learn these stays behind for that alone. The law of an evening is sampled from
another life of the same traits, given weekday, workout and last evening's illness. It leaves out what two rarer signs would add: the
day's strain of illness, and a changed time zone of travel; so where events are untold a little more than the optimum is possible, and
a share of it is told a little too high, never too low.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from forecasting.quantiles import LEVELS, Floats, student_row
from ingestion.synthetic import SyntheticPerson
from ingestion.synthetic.life import Life, Waking
from ingestion.synthetic.physiology import CHOLESKY, Physiology
from ingestion.synthetic.traits import TRIO, Traits

Places = npt.NDArray[np.intp]
Knowledge = Literal["told", "tonight_untold", "never_told"]
OPTIMA: tuple[Knowledge, ...] = ("told", "tonight_untold", "never_told")

DRAWN = 10_000
"""Evenings of another life: some 1,400 of each weekday."""
ENOUGH = 25
"""Evenings alike enough to be a law; below, all weekdays stand together."""
PARTICLES = 1000
_ATOMS: Floats = np.linspace(0.01, 0.99, 50, dtype=np.float64)
"""Levels at which the means of a mixture are thinned."""
_KERNEL: Floats = np.asarray(special.ndtri(np.linspace(0.005, 0.995, 100)), dtype=np.float64)
_MIX: Floats = np.array(CHOLESKY)
_PRECISION: Floats = np.asarray(np.linalg.inv(_MIX @ _MIX.T), dtype=np.float64)


def optimum_paths(person: SyntheticPerson, seen: Mapping[date, Floats], seed: int = 0) -> dict[Knowledge, dict[date, Floats]]:
    """Optimum → night → quantiles (3, 21) of the trio on the modelling scale, for every night from the person's first to their last.

    Args:
        person: whose nights.
        seen: night → values (3,) of the trio on the modelling scale, as the strap showed them; nights not worn are left out.
        seed: of the sampling.
    """
    known = _Known(person)
    law = _Law(person.traits, f"{person.seed}|{seed}")
    rng = np.random.default_rng([seed, person.seed])
    return {
        "told": {night: known.foreseen(night)[:, None] + known.innovation[:, None] * student_row(math.inf) for night in known.nights},
        "tonight_untold": {night: known.mixed(known.calm(night) + law.shifts[law.places(*known.signs(night))]) for night in known.nights},
        "never_told": _filtered(known, law, seen, rng),
    }


class _Known:
    """What the truth says of one person's nights, taken apart; arrays (3,) over the trio."""

    def __init__(self, person: SyntheticPerson) -> None:
        self._person = person
        self._life = Life(str(person.seed), person.traits)
        self.phi: Floats = np.array([person.traits.carry[name] for name in TRIO])
        self.innovation: Floats = np.array([person.traits.spreads[name] for name in TRIO]) * np.sqrt(1.0 - self.phi**2)

    @cached_property
    def nights(self) -> list[date]:
        """All nights of the person's span, worn or not."""
        return [self._person.start + timedelta(days=place) for place in range((self._person.end - self._person.start).days + 1)]

    @cached_property
    def _twin(self) -> Physiology:
        """The same life in a body that events do not move and that carries nothing over: what is left is what is usual."""
        return Physiology(dataclasses.replace(self._person.traits, carry=dict.fromkeys(TRIO, 0.0), effects={}), self._life)

    def foreseen(self, night: date) -> Floats:
        """Means with everything told."""
        return np.array([self._person.truth(night)[name].mean for name in TRIO])

    def calm(self, night: date) -> Floats:
        """Means as if the evening before had no events."""
        return np.array([said.mean - said.event_shift for said in (self._person.truth(night)[name] for name in TRIO)])

    def usual(self, night: date) -> Floats:
        """Means without events and without what carries over."""
        return np.array([self._twin.foreseen(night)[name].mean for name in TRIO])

    def signs(self, night: date) -> tuple[int, str, float]:
        """What hints at tonight's events: weekday, workout, and how ill the person was on the evening before tonight's."""
        evening = night - timedelta(days=1)
        before = self._life.waking(evening - timedelta(days=1))
        return evening.weekday(), _workout(self._life.waking(evening)), before.events.get("illness", 0.0)

    def mixed(self, means: Floats) -> Floats:
        """Quantiles (3, 21) of even mixtures of normals around means (k, 3)."""
        return np.stack([_mixture(column, sd) for column, sd in zip(means.T, self.innovation.tolist(), strict=True)])


def _mixture(means: Floats, sd: float) -> Floats:
    """Quantiles (21,) of an even mixture of normals of one spread, means (k,) thinned to fifty."""
    points = np.quantile(means, _ATOMS)[:, None] + sd * _KERNEL
    return np.asarray(np.quantile(points, LEVELS, method="hazen"), dtype=np.float64)


def _workout(waking: Waking) -> str:
    if waking.training is None:
        return "none"
    return "hard" if "hard_training" in waking.events else "easy"


class _Law:
    """What evenings of a person of these traits hold, and what it does to the next night: a long other life, filed by its signs."""

    def __init__(self, traits: Traits, seed: str) -> None:
        other, first = Life(f"{seed}|another life", traits), date(2000, 1, 3)
        wakings = [other.waking(first + timedelta(days=place)) for place in range(DRAWN)]
        self.shifts: Floats = np.array([_shift(traits, waking.events) for waking in wakings])
        """(DRAWN, 3) on the modelling scale."""
        self.ill: Floats = np.array([waking.events.get("illness", 0.0) for waking in wakings])
        """(DRAWN,) strength of illness."""
        filed: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for place in range(1, DRAWN):
            weekday, workout, before = place % 7, _workout(wakings[place]), float(self.ill[place - 1])
            for key in ((weekday, workout, before), (workout, before), (workout,)):
                filed[key].append(place)
        self._filed: dict[tuple[object, ...], Places] = {key: np.array(places) for key, places in filed.items()}

    def places(self, weekday: int, workout: str, before: float) -> Places:
        """Evenings with these signs; with fewer signs where those are too few."""
        keys: tuple[tuple[object, ...], ...] = ((weekday, workout, before), (workout, before), (workout,))
        found = [self._filed[key] for key in keys if key in self._filed]
        return next((places for places in found if len(places) >= ENOUGH), found[-1])

    def drawn(self, weekday: int, workout: str, before: Floats, rng: np.random.Generator) -> Places:
        """One such evening for each particle (n,), each with its own illness of the evening before."""
        chosen = np.empty(len(before), dtype=np.intp)
        for strength in np.unique(before).tolist():
            mine = before == strength
            chosen[mine] = rng.choice(self.places(weekday, workout, strength), int(mine.sum()))
        return chosen


def _shift(traits: Traits, events: Mapping[str, float]) -> Sequence[float]:
    return [sum(traits.effects.get((kind, name), 0.0) * strength for kind, strength in events.items()) for name in TRIO]


@dataclass
class _Particles:
    """Guesses at what no number shows: what carries over (n, 3), in innovations, and how ill the person was last evening (n,)."""

    carried: Floats
    ill: Floats


def _filtered(known: _Known, law: _Law, seen: Mapping[date, Floats], rng: np.random.Generator) -> dict[date, Floats]:
    """Night → quantiles (3, 21), from the values of earlier nights alone.

    Source: bootstrap filter with systematic resampling, Gordon, Salmond & Smith, IEE Proceedings F 140 (1993).
    """
    stationary = known.phi / np.sqrt(1.0 - known.phi**2)
    guesses = _Particles(_normals(rng) * stationary, np.zeros(PARTICLES))
    said: dict[date, Floats] = {}
    for night in known.nights:
        weekday, workout, _ = known.signs(night)
        places = law.drawn(weekday, workout, guesses.ill, rng)
        means = known.usual(night) + law.shifts[places] + known.innovation * guesses.carried
        said[night] = known.mixed(means)
        shocks = (seen[night] - means) / known.innovation if night in seen else _normals(rng)
        kept = _resampled(shocks, rng) if night in seen else np.arange(PARTICLES)
        guesses = _Particles((known.phi * (guesses.carried + shocks))[kept], law.ill[places][kept])
    return said


def _normals(rng: np.random.Generator) -> Floats:
    """Shocks (PARTICLES, 3), correlated as the generator's are."""
    drawn: Floats = rng.normal(size=(PARTICLES, len(TRIO))) @ _MIX.T
    return drawn


def _resampled(shocks: Floats, rng: np.random.Generator) -> Places:
    """Places (PARTICLES,) of the guesses that live on, by the likelihood of the shocks that they would need."""
    logs = -0.5 * np.einsum("ni,ij,nj->n", shocks, _PRECISION, shocks)
    weights = np.exp(logs - logs.max())
    grid = (np.arange(PARTICLES) + rng.random()) / PARTICLES
    return np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), grid), PARTICLES - 1)
