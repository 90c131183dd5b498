"""Hand-made nights, answers, scores, a models' forecast and snapshots, with no store and no model behind them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.entries import LedgerEntry
from core.records import JournalAnswer, Night, Person
from core.snapshot import Snapshot
from core.targets import TARGETS
from forecasting.effects import Effect
from forecasting.models import Abstained, ForecasterRow, ModelsForecast, TargetForecast
from forecasting.prior import weak_population
from forecasting.quantiles import LEVELS

NIGHT = date(2026, 3, 2)  # a Monday
AS_OF = datetime(2026, 3, 1, 20, tzinfo=UTC)


def _instant(day, hour):
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _fact(key, known_at):
    return {"person_id": "ada", "key": key, "source": "synthetic", "source_epoch": "strap-4", "known_at": known_at}


@pytest.fixture
def night():
    return NIGHT


@pytest.fixture
def night_of():
    def make(day, **values):
        return Night(
            **_fact(str(day), _instant(day, 7)), night=day, hrv_method="rmssd", hrv_window="last_sws", rhr_method="vendor", **values
        )

    return make


@pytest.fixture
def told():
    def make(day, kind, answer="yes", **values):
        return JournalAnswer(**_fact(f"{day}:{kind}:{answer}", _instant(day, 20)), day=day, kind=kind, answer=answer, **values)

    return make


@pytest.fixture
def person_of():
    def make(**values):
        return Person(**_fact("person", _instant(NIGHT - timedelta(days=400), 12)), **values)

    return make


@pytest.fixture
def score_of():
    def make(day, targets, *, horizon=1):
        at = _instant(day, 8)
        return LedgerEntry(1, "score", "ada", day, horizon, 1, at, at, "", {"targets": targets}, "", "")

    return make


@pytest.fixture
def snapshot_of():
    def make(*, nights=(), journal=(), scores=(), person=None, track="live"):
        return Snapshot(
            person_id="ada",
            as_of=AS_OF,
            track=track,
            run_id="live",
            person=person,
            nights=tuple(nights),
            days=(),
            workouts=(),
            sleeps=(),
            journal=tuple(journal),
            measures=(),
            forecasts=(),
            outcomes=(),
            scores=tuple(scores),
            memories=(),
            facts_digest="",
        )

    return make


@pytest.fixture
def models_of():
    """A models' forecast: quantiles in equal steps around each median; `None` for a target that is abstained from."""

    def make(residuals=None, **medians):
        targets = {}
        for name, median in medians.items():
            if median is None:
                targets[name] = Abstained("needs 7 nights, has 2")
                continue
            quantiles = tuple(median + (level - 0.5) * 10.0 for level in LEVELS)
            targets[name] = TargetForecast(
                target=TARGETS[name],
                night=NIGHT,
                usable_nights=40,
                quantiles=quantiles,
                sigma=0.123456,
                forecasters=(ForecasterRow("persistence", "1", None, 0.25, quantiles),),
                personal_mean=median + 1.23456,
                normal_range=(median - 5.0, median + 5.0),
                percentile=41.7,
                out_of_range=False,
                last_value=median + 2.0,
                nights_since_last=1,
            )
        return ModelsForecast(night=NIGHT, targets=targets, dependence={}, residuals=residuals or {}, prior=weak_population())

    return make


@pytest.fixture
def effect_of():
    def make(kind, target, mean, count=0):
        return {(kind, target): Effect(kind=kind, target=target, mean=mean, sd=0.2, count=count)}

    return make
