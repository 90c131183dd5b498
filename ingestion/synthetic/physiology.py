"""The three targets of a synthetic night, and what was truly foreseeable of them on the evening before.

On the modelling scale a night is level + slow swing + weekly rhythm + training load + effects of the evening's events + a part that
carries over from night to night (AR(1), cut after 40 nights so that a night depends on nothing older) with innovations that are
correlated between the targets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from ingestion.synthetic.life import Life
from ingestion.synthetic.traits import TRIO, Traits

_MEMORY = 40
"""Nights that the carried part remembers: 0.6 to the 40th is below one part in 10⁸."""
_ACUTE, _CHRONIC = 3, 28
"""Days of the short and the long window of training load."""
CHOLESKY = ((1.0, 0.0, 0.0), (-0.57, 0.8216, 0.0), (-0.32, 0.1675, 0.9325))
"""Lower factor of the correlations −0.57 (HRV–RHR), −0.32 (HRV–RR), +0.32 (RHR–RR)."""
_LOAD = {"hrv_rmssd_ms": -0.020, "resting_hr_bpm": 0.25, "resp_rate_brpm": 0.02}
"""Shift per point of strain by which the last three days exceed the last four weeks."""
_STRAIN = {"hrv_rmssd_ms": -0.008, "resting_hr_bpm": 0.16, "resp_rate_brpm": 0.01}
"""Shift per point by which the day before exceeds the last four weeks."""
_WEEKEND = {"hrv_rmssd_ms": -0.02, "resting_hr_bpm": 0.4, "resp_rate_brpm": 0.03}
"""Shift of the nights that end on Saturday and Sunday."""
_SWING = {"hrv_rmssd_ms": 0.06, "resting_hr_bpm": -0.8, "resp_rate_brpm": -0.08}
"""Half the range of the slow swing over a year."""


@dataclass(frozen=True)
class Foreseen:
    """The normal distribution of a target on its modelling scale, given everything up to the evening before, events included."""

    mean: float
    sd: float
    event_shift: float
    """The part of `mean` that the evening's events make; without a journal it cannot be known."""


class Physiology:
    """The nights of one person; every method is a function of the date alone."""

    def __init__(self, traits: Traits, life: Life) -> None:
        self._traits = traits
        self._life = life
        self._shocks: dict[date, tuple[float, ...]] = {}
        self._said: dict[date, dict[str, Foreseen]] = {}

    def foreseen(self, night: date) -> dict[str, Foreseen]:
        """What an ideal forecaster would have said on the evening before."""
        if night not in self._said:
            self._said[night] = {name: self._foreseen(place, name, night) for place, name in enumerate(TRIO)}
        return self._said[night]

    def values(self, night: date) -> dict[str, float]:
        """The targets as they came, on the modelling scale, before the strap rounds them."""
        shocks = self._shock(night)
        return {name: said.mean + said.sd * shock for (name, said), shock in zip(self.foreseen(night).items(), shocks, strict=True)}

    def _foreseen(self, place: int, name: str, night: date) -> Foreseen:
        evening = night - timedelta(days=1)
        phi, spread = self._traits.carry[name], self._traits.spreads[name]
        innovation = spread * math.sqrt(1 - phi * phi)
        carried = 0.0
        for lag in range(_MEMORY, 0, -1):
            carried = phi * (carried + self._shock(night - timedelta(days=lag))[place])
        events = sum(self._traits.effects.get((kind, name), 0.0) * strength for kind, strength in self._life.waking(evening).events.items())
        usual = self._traits.levels[name] + self._rhythm(name, night) + self._load(name, evening)
        return Foreseen(usual + events + innovation * carried, innovation, events)

    def _rhythm(self, name: str, night: date) -> float:
        swing = _SWING[name] * math.sin(2 * math.pi * night.toordinal() / 365.25 + self._traits.drift_phase)
        return swing + (_WEEKEND[name] if night.weekday() in (5, 6) else 0.0)

    def _load(self, name: str, evening: date) -> float:
        strains = [self._life.waking(evening - timedelta(days=lag)).strain for lag in range(_CHRONIC)]
        chronic = fmean(strains)
        return _LOAD[name] * (fmean(strains[:_ACUTE]) - chronic) + _STRAIN[name] * (strains[0] - chronic)

    def _shock(self, night: date) -> tuple[float, ...]:
        """Correlated standard normals of that night."""
        if night not in self._shocks:
            rng = self._life.stream("shock", night.toordinal())
            drawn = [rng.gauss(0.0, 1.0) for _ in TRIO]
            self._shocks[night] = tuple(sum(weight * value for weight, value in zip(row, drawn, strict=True)) for row in CHOLESKY)
        return self._shocks[night]
