"""Tuning spends its seconds on trials, keeps what is better, and never makes a learner worse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Self

import numpy as np
import pytest

from core.errors import NotEnoughData
from core.targets import target
from forecasting.catalog import FORECASTERS
from forecasting.learners.learner import Choice, Settings, TrainingSet, key_of
from forecasting.population import shipped_population
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats
from forecasting.rolling_origin import evaluate
from forecasting.series import Series
from forecasting.tuning import Tuned, tune

HRV = "hrv_rmssd_ms/default"
START = date(2024, 1, 1)


@dataclass(frozen=True)
class _Shifted:
    """What the EWMA says, moved by so much on the modelling scale."""

    shift: float
    name: str = "dial"

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        return FORECASTERS["ewma"].path(series, prior) + self.shift


@dataclass(frozen=True)
class _Dial:
    """Learns nothing; its settings move what it says, and only none at all is right."""

    settings: Mapping[str, float | int | str | bool] = field(default_factory=lambda: {"far": 0.3, "steps": 4, "side": "up"})
    name: str = "dial"
    version: str = "1"

    @property
    def space(self) -> Mapping[str, Choice]:
        return {"far": (0.001, 1.0), "steps": (1, 4), "side": ("up", "down")}

    @property
    def recipe(self) -> Settings:
        return self.settings

    def configured(self, settings: Settings) -> Self:
        return replace(self, settings={**self.settings, **settings})

    def train(self, data: TrainingSet) -> dict[str, _Shifted]:
        shift = float(self.settings["far"]) * float(self.settings["steps"]) * (1.0 if self.settings["side"] == "up" else -1.0)
        return {key: _Shifted(shift) for key in data.keys}


@pytest.fixture
def people(wandering: Callable[..., np.ndarray], make_series: Callable[..., Series]) -> dict[str, tuple[Series, ...]]:
    return {"ada": (make_series(wandering(1, 80)),), "ben": (make_series(wandering(2, 80)),)}


def prepared(people: Mapping[str, tuple[Series, ...]], _what: str) -> TrainingSet:
    priors = {key_of(one): shipped_population().of(one.target, one.kind) for series in people.values() for one in series}
    return TrainingSet(people, priors)


def ticking() -> Callable[[], float]:
    """A clock that goes on by one second each time it is asked."""
    seconds: Iterator[int] = count()
    return lambda: float(next(seconds))


def tuned(people, learner: _Dial | None = None, seconds: float = 20.0, **options: object) -> Tuned:
    return tune(learner or _Dial(), people, prepared, seconds=seconds, clock=ticking(), **options)


def test_better_settings_are_found_and_are_of_their_types(people) -> None:
    found = tuned(people)
    assert found.score < found.before
    settings = found.learner.recipe
    assert (type(settings["far"]), type(settings["steps"]), settings["side"] in ("up", "down")) == (float, int, True)
    assert float(settings["far"]) * int(settings["steps"]) < 0.3 * 4


def test_the_score_is_crps_over_the_best_rules(people) -> None:
    found = tuned(people)
    over = evaluate(found.learner, people, prepared)[HRV].metrics.over_best.estimate
    assert found.score == pytest.approx(1.0 - over)
    assert found.before == pytest.approx(1.0 - evaluate(_Dial(), people, prepared)[HRV].metrics.over_best.estimate)


def test_where_nothing_is_better_the_learner_stays_as_it_was(people) -> None:
    best = _Dial({"far": 0.0, "steps": 1, "side": "up"})
    found = tuned(people, best)
    assert found.learner is best
    assert found.score == found.before


def test_the_same_seed_finds_the_same_and_another_one_another(people) -> None:
    assert tuned(people, seed=3).learner == tuned(people, seed=3).learner
    assert tuned(people, seed=3).learner != tuned(people, seed=4).learner


def test_no_trial_begins_after_the_seconds_and_one_is_always_made(people) -> None:
    assert tuned(people, seconds=0.5).trials == 1
    few, many = tuned(people, seconds=10.0).trials, tuned(people, seconds=20.0).trials
    assert 1 < few < many <= 20


def test_each_trial_is_told_with_its_number_and_the_share_of_the_time(people) -> None:
    heard: list[tuple[str, float]] = []
    found = tuned(people, progress=lambda what, share: heard.append((what, share)))
    assert len(heard) == found.trials
    assert heard[0][0].startswith("dial: trial 1, ")
    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert shares[0] > 0.0
    assert shares[-1] <= 1.0


@pytest.mark.parametrize("values", [[], [4.0, 4.1, 4.2]])
def test_where_nothing_can_be_judged_it_says_so(values: list[float]) -> None:
    people = {"ada": (Series(target("hrv_rmssd_ms"), START, np.array(values)),)} if values else {}
    with pytest.raises(NotEnoughData, match="wanted nights enough to judge dial by"):
        tuned(people)
