"""One person with nights, days and a trained ridge whose coefficients are chosen; everything seeded."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from core.records import Day, Fact, JournalAnswer, Night
from core.snapshot import Snapshot
from forecasting.features.build import feature_table
from forecasting.features.table import FeatureTable
from forecasting.learners.design import INPUTS
from forecasting.learners.ridge import Ridge
from forecasting.member_terms import Setting, setting_of
from forecasting.models import ModelsForecast, forecast_models
from forecasting.prior import PopulationPrior, load_prior

START = date(2024, 1, 1)
COUNT = 60
NIGHT = START + timedelta(days=COUNT)
KEYS = ("hrv_rmssd_ms/default", "resting_hr_bpm/unsmoothed", "resp_rate_brpm/default")


@dataclass(frozen=True)
class Evening:
    """What an explanation starts from."""

    snapshot: Snapshot
    models: ModelsForecast
    features: FeatureTable

    def setting(self, name: str = "resting_hr_bpm") -> Setting:
        """Of one target."""
        return setting_of(self.snapshot.nights, self.models, name, self.features)


@pytest.fixture
def start() -> date:
    """The first night of everybody here."""
    return START


@pytest.fixture
def ridge_of() -> Callable[..., Ridge]:
    """Coefficients by input → a ridge; the others are 0."""

    def make(key: str, name: str = "ridge", through: date | None = None, **coefficients: float) -> Ridge:
        return Ridge(key, through, tuple(coefficients.get(one, 0.0) for one in INPUTS), 900, 20, name)

    return make


@pytest.fixture
def population(ridge_of) -> Callable[..., PopulationPrior]:
    """Coefficients by input → the shipped priors with such a ridge for every primary target; it starts with half of the weight."""

    def make(**coefficients: float) -> PopulationPrior:
        prior = load_prior()
        targets = {
            key: dataclasses.replace(one, weights={**{name: weight / 2.0 for name, weight in one.weights.items()}, "ridge": 0.5})
            for key, one in prior.targets.items()
        }
        return dataclasses.replace(prior, targets=targets, trained={key: {"ridge": ridge_of(key, **coefficients)} for key in KEYS})

    return make


@pytest.fixture
def lived(make_history) -> tuple[Fact, ...]:
    """Sixty nights, from 23:00 to 07:00 and as many minutes asleep as they are long, and a strain that is known every evening."""
    rng = np.random.default_rng(4)
    nights = make_history("p1", 3, COUNT).nights
    slept = [
        dataclasses.replace(
            night,
            sleep_start=datetime.combine(night.night, time(7), UTC) - timedelta(minutes=480.0 + 20.0 * lag),
            sleep_end=datetime.combine(night.night, time(7), UTC),
            sleep_minutes=450.0 + 20.0 * lag,
        )
        for night, lag in zip(nights, rng.normal(size=COUNT).tolist(), strict=True)
    ]
    strains = np.clip(rng.normal(10.0, 3.0, COUNT), 1.0, 20.0).tolist()
    days = [
        Day(
            person_id="p1",
            key=f"day-{number}",
            source="whoop_export",
            source_epoch="whoop",
            known_at=datetime.combine(START + timedelta(days=number), time(20), UTC),
            day=START + timedelta(days=number),
            strain=strain,
        )
        for number, strain in enumerate(strains)
    ]
    return (*slept, *days)


@pytest.fixture
def evening(lived, population) -> Callable[..., Evening]:
    """(journal, more facts, coefficients) → the evening before the night of 1 March 2024."""

    def make(journal: tuple[JournalAnswer, ...] = (), more: tuple[Fact, ...] = (), **coefficients: float) -> Evening:
        facts = (*lived, *more)
        nights = tuple(sorted((fact for fact in facts if isinstance(fact, Night)), key=lambda night: night.night))
        empty = dict.fromkeys(("workouts", "sleeps", "measures", "forecasts", "outcomes", "scores", "memories"), ())
        snapshot = Snapshot(
            person_id="p1",
            as_of=datetime.combine(NIGHT - timedelta(days=1), time(21), UTC),
            track="live",
            run_id="live",
            person=None,
            nights=nights,
            days=tuple(fact for fact in facts if isinstance(fact, Day)),
            journal=journal,
            facts_digest="",
            **empty,
        )
        features = feature_table(snapshot, NIGHT, as_of=snapshot.as_of)
        return Evening(snapshot, forecast_models(snapshot.nights, NIGHT, population(**coefficients), features), features)

    return make
