"""Feature tables and people with and without an effect to be found; all seeded."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from core.targets import target
from forecasting.features.catalog import NAMES
from forecasting.features.table import FeatureTable
from forecasting.fitting import fit_dynamics
from forecasting.learners.learner import TrainingSet, key_of
from forecasting.series import Series

START = date(2024, 1, 1)
HRV = "hrv_rmssd_ms/default"
NOISE = ("steps_lag_1", "sleep_minutes_lag_1", "deep_minutes_lag_1", "spo2_lag_1", "bedtime_lag_1")


@pytest.fixture
def table() -> Callable[..., FeatureTable]:
    """Columns by name, all of one length → a feature table from 2024-01-01 on; what is not named is missing."""

    def make(start: date = START, **columns: object) -> FeatureTable:
        arrays = {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}
        values = np.full((len(next(iter(arrays.values()))), len(NAMES)), np.nan)
        for name, column in arrays.items():
            values[:, NAMES.index(name)] = column
        return FeatureTable(start, NAMES, values)

    return make


@pytest.fixture
def person(table) -> Callable[..., Series]:
    """(seed, nights, effect) → AR(1) nights whose innovations are moved by yesterday's strain: by `effect` of theirs for each SD of it.

    Five more features are noise. Level 4.0 ± 0.4, innovations 0.19.
    """

    def make(seed: int, nights: int = 80, effect: float = 0.0, name: str = "hrv_rmssd_ms", memory: float = 0.3) -> Series:
        rng = np.random.default_rng(seed)
        level, strain, step = 4.0 + 0.4 * rng.normal(), rng.normal(size=nights + 1), 0.2 * math.sqrt(1 - memory**2)
        noise = {feature: 100.0 + 20.0 * rng.normal(size=nights + 1) for feature in NOISE}
        deviation, values = 0.0, np.empty(nights)
        for night in range(nights):
            deviation = memory * deviation + step * rng.normal()
            values[night] = level + deviation + effect * step * strain[night]
        values[rng.random(nights) < 0.05] = np.nan
        features = table(strain_lag_1=10.0 + 3.0 * strain, **noise)
        return Series(target(name), START, values, "default" if name.startswith("hrv") else "unsmoothed", features)

    return make


@pytest.fixture
def training(person) -> Callable[..., TrainingSet]:
    """(people, nights, effect) → what to learn from, with priors fitted on the same people."""

    def make(people: int = 20, nights: int = 80, effect: float = 0.0, seed: int = 0) -> TrainingSet:
        series = {f"p{number:02}": [person(number, nights, effect)] for number in range(people)}
        return TrainingSet(series, {HRV: fit_dynamics([theirs[0] for theirs in series.values()])}, seed)

    return make


@pytest.fixture
def of_two_targets(person) -> TrainingSet:
    """Twelve people with HRV and resting heart rate, of which some ended earlier."""
    people = {}
    for number in range(12):
        hrv, rhr = person(number, 40), person(50 + number, 60, name="resting_hr_bpm")
        people[f"p{number:02}"] = [hrv, rhr]
    keys = sorted({key_of(one) for theirs in people.values() for one in theirs})
    priors = {key: fit_dynamics([one for theirs in people.values() for one in theirs if key_of(one) == key]) for key in keys}
    return TrainingSet(people, priors)
