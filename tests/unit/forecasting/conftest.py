"""Series, nights and people for the forecasting room; all seeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from core.records import JournalAnswer, Night
from core.snapshot import PersonHistory
from core.targets import target
from forecasting.models import TargetForecast, forecast_models
from forecasting.prior import TargetPrior, load_prior
from forecasting.series import Series

START = date(2024, 1, 1)


@pytest.fixture(scope="session")
def make_series() -> Callable[..., Series]:
    """Values on the modelling scale → series of a target, from 2024-01-01 on."""

    def make(values: Sequence[float], name: str = "hrv_rmssd_ms", kind: str = "default") -> Series:
        return Series(target(name), START, np.array(values, dtype=np.float64), kind)

    return make


@pytest.fixture(scope="session")
def wandering() -> Callable[..., np.ndarray]:
    """(seed, nights, level, spread, memory, missing) → AR(1) values with missing nights."""

    def make(seed: int, nights: int, level: float = 4.0, spread: float = 0.2, memory: float = 0.3, missing: float = 0.0) -> np.ndarray:
        rng = np.random.default_rng(seed)
        deviation, values = 0.0, np.empty(nights)
        for night in range(nights):
            deviation = memory * deviation + spread * np.sqrt(1 - memory**2) * rng.normal()
            values[night] = level + deviation
        values[rng.random(nights) < missing] = np.nan
        return values

    return make


@pytest.fixture(scope="session")
def prior() -> TargetPrior:
    """The shipped prior of HRV."""
    return load_prior().of(target("hrv_rmssd_ms"), "default")


@pytest.fixture(scope="session")
def make_night() -> Callable[..., Night]:
    """(number of the night from 2024-01-01, fields) → a WHOOP night, known at 07:00 UTC of its date."""

    def make(number: int, **fields: object) -> Night:
        night = START + timedelta(days=number)
        plain: dict[str, object] = {
            "person_id": "p1",
            "key": night.isoformat(),
            "source": "whoop_export",
            "source_epoch": "whoop",
            "known_at": datetime.combine(night, time(7), UTC),
            "night": night,
            "hrv_method": "rmssd",
            "hrv_window": "last_sws",
            "rhr_method": "vendor",
        }
        return Night(**(plain | fields))

    return make


@pytest.fixture(scope="session")
def make_history(make_night: Callable[..., Night], wandering: Callable[..., np.ndarray]) -> Callable[..., PersonHistory]:
    """(person, seed, nights) → history with all three primary targets."""

    def make(person: str, seed: int, nights: int, source: str = "whoop_export") -> PersonHistory:
        hrv, rhr, rr = wandering(seed, nights), wandering(seed + 1000, nights, 55.0, 3.0), wandering(seed + 2000, nights, 15.0, 0.5)
        rows = tuple(
            make_night(
                number,
                person_id=person,
                source=source,
                hrv_rmssd_ms=float(np.exp(hrv[number])),
                resting_hr_bpm=float(rhr[number]),
                resp_rate_brpm=float(rr[number]),
            )
            for number in range(nights)
        )
        return PersonHistory(person, UTC, rows)

    return make


@pytest.fixture
def forecast(make_history: Callable[..., PersonHistory]) -> TargetForecast:
    """The models' HRV forecast of a person with 60 nights."""
    history = make_history("p1", 3, 60)
    found = forecast_models(history.nights, START + timedelta(days=60)).forecast("hrv_rmssd_ms")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def tell() -> Callable[..., JournalAnswer]:
    """(number of the day, kind, answer) → a journal answer of that evening."""

    def make(number: int, kind: str = "alcohol", answer: str = "yes", **fields: object) -> JournalAnswer:
        day = START + timedelta(days=number)
        plain: dict[str, object] = {
            "person_id": "p1",
            "key": f"{day}:{kind}:{answer}",
            "source": "whoop_export",
            "source_epoch": "whoop",
            "known_at": datetime.combine(day, time(20), UTC),
            "day": day,
            "kind": kind,
            "answer": answer,
        }
        return JournalAnswer(**(plain | fields))

    return make
