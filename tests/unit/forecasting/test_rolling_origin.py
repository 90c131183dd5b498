"""A learner is judged as time went by: nothing of its origin's night or later is in what it learned."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pytest

from core.targets import target
from forecasting.catalog import FORECASTERS
from forecasting.features.catalog import NAMES
from forecasting.features.table import FeatureTable
from forecasting.learners.learner import TrainingSet, key_of
from forecasting.learners.ridge import RidgeLearner
from forecasting.population import shipped_population
from forecasting.prior import TargetPrior
from forecasting.quantiles import Floats, to_unit
from forecasting.rolling_origin import MOST_WEIGHT, cut_off, evaluate, origins
from forecasting.scores import crps
from forecasting.series import Series

START = date(2024, 1, 1)
HRV = "hrv_rmssd_ms/default"
People = Mapping[str, Sequence[Series]]


def night(number: int) -> date:
    """The night of that number from 2024-01-01 on."""
    return START + timedelta(days=number)


@pytest.fixture
def person(wandering: Callable[..., np.ndarray]) -> Callable[..., Series]:
    """(seed, nights) → HRV with every feature of every evening, made up."""

    def make(seed: int, nights: int = 100, start: date = START) -> Series:
        rows = np.random.default_rng(seed).normal(50.0, 10.0, (nights + 1, len(NAMES)))
        return Series(target("hrv_rmssd_ms"), start, wandering(seed, nights), features=FeatureTable(start, NAMES, rows))

    return make


@pytest.fixture
def people(person: Callable[..., Series]) -> dict[str, tuple[Series, ...]]:
    """Two people of 100 nights each, all usable."""
    return {"ada": (person(1),), "ben": (person(2),)}


class Prepared:
    """Makes training sets, and keeps the bytes that a ridge makes of each."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.trained: list[dict[str, bytes]] = []

    def __call__(self, people: People, what: str) -> TrainingSet:
        priors = {key_of(one): shipped_population().of(one.target, one.kind) for series in people.values() for one in series}
        data = TrainingSet(people, priors)
        self.told.append(what)
        self.trained.append(dict(RidgeLearner(penalty=1.0).train(data)[HRV].files()))
        return data


def absurd_from(series: Series, since: date) -> Series:
    """The same series; that night's value, its features and all later ones are lies."""
    values, table = series.values.copy(), series.features
    assert table is not None
    rows = table.values.copy()
    values[(since - series.start).days :] = math.log(290.0)
    rows[(since - table.start).days :] = 999.0
    return replace(series, values=values, features=replace(table, values=rows))


# Origins and cuts, by hand


def test_origins_are_where_the_shares_of_all_usable_nights_lie(make_series: Callable[..., Series]) -> None:
    """Nights 0 … 9 without 1, and 5 … 9 of another: 0 2 3 4 5 5 6 6 7 7 8 8 9 9, of which places 8, 9, 11, 12."""
    one = make_series([4.0, np.nan, *[4.0] * 8])
    other = replace(make_series([4.0] * 5), start=night(5))
    assert origins({"ada": (one,), "ben": (other,)}) == [night(7), night(8), night(9)]


def test_nobody_has_no_origins_and_nothing_to_evaluate() -> None:
    assert origins({}) == []
    assert evaluate(RidgeLearner(), {}, Prepared()) == {}


def test_a_cut_leaves_neither_values_nor_features_of_its_night_or_later(people: People) -> None:
    cut = cut_off(people, night(60))["ada"][0]
    assert (len(cut.values), cut.next_night) == (60, night(60))
    assert cut.features is not None
    assert len(cut.features.values) == 60  # the last row is that of night 59


def test_who_began_later_is_not_there_and_who_ended_earlier_is_as_they_were(person: Callable[..., Series]) -> None:
    late, early = person(3, start=night(60)), person(4, nights=30)
    cut = cut_off({"late": (late,), "early": (early,)}, night(60))
    assert set(cut) == {"early"}
    assert len(cut["early"][0].values) == 30


# No look-ahead


def test_training_never_sees_a_night_on_or_after_its_origin(people: People) -> None:
    """Lies from an origin on leave the bytes of every training up to it as they were, and change the next one's."""
    honest = Prepared()
    evaluate(RidgeLearner(penalty=1.0), people, honest)
    cuts = origins(people)
    assert cuts == [night(60), night(70), night(80), night(90)]
    assert honest.told == [f"evaluated from {cut} ({turn} of 4)" for turn, cut in enumerate(cuts, 1)]
    for turn, cut in enumerate(cuts):
        spoilt = Prepared()
        evaluate(RidgeLearner(penalty=1.0), {name: (absurd_from(series[0], cut),) for name, series in people.items()}, spoilt)
        assert spoilt.trained[: turn + 1] == honest.trained[: turn + 1]
        assert all(one != other for one, other in zip(spoilt.trained[turn + 1 :], honest.trained[turn + 1 :], strict=True))


def test_what_comes_later_does_not_move_the_score_of_an_earlier_stretch(people: People) -> None:
    honest = evaluate(RidgeLearner(penalty=1.0), people, Prepared())[HRV]
    spoilt = {name: (absurd_from(series[0], night(90)),) for name, series in people.items()}
    found = evaluate(RidgeLearner(penalty=1.0), spoilt, Prepared())[HRV]
    assert found.per_origin[:3] == honest.per_origin[:3]
    assert found.per_origin[3] > 10 * honest.per_origin[3]


def test_one_persons_future_is_not_in_the_training_of_anothers_past(person: Callable[..., Series]) -> None:
    """Ada's nights lie a year before Ben's: all origins lie in Ben's, and Ada's are learned from whole."""
    ada, ben = person(1, nights=70), person(2, nights=50, start=night(365))
    honest, spoilt = Prepared(), Prepared()
    cuts = origins({"ada": (ada,), "ben": (ben,)})
    assert all(cut > night(365) for cut in cuts)
    evaluate(RidgeLearner(penalty=1.0), {"ada": (ada,), "ben": (ben,)}, honest)
    evaluate(RidgeLearner(penalty=1.0), {"ada": (ada,), "ben": (absurd_from(ben, cuts[0]),)}, spoilt)
    assert spoilt.trained[0] == honest.trained[0]


# What is measured


@dataclass(frozen=True)
class _Shifted:
    """What a rule says, moved by so much on the modelling scale."""

    shift: float
    rule: str = "ewma"
    name: str = "shifted"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior) -> Floats:
        return FORECASTERS[self.rule].path(series, prior) + self.shift

    def files(self) -> Mapping[str, bytes]:
        return {"shifted.json": json.dumps(self.shift).encode()}


@dataclass(frozen=True)
class _ShiftedLearner:
    """Learns nothing, from so many nights on."""

    shift: float = 0.0
    least: int = 0
    rule: str = "ewma"
    name: str = "shifted"
    version: str = "1"

    def train(self, data: TrainingSet) -> Mapping[str, _Shifted]:
        enough = sum(one.usable for series in data.people.values() for one in series) >= self.least
        return {key: _Shifted(self.shift, self.rule) for key in data.keys} if enough else {}


def test_the_score_is_that_of_the_nights_from_the_first_origin_on(people: People) -> None:
    found = evaluate(_ShiftedLearner(), people, Prepared())[HRV]
    prior = shipped_population().of(target("hrv_rmssd_ms"), "default")
    means = []
    for (one,) in people.values():
        rows = to_unit(one.target, FORECASTERS["ewma"].path(one, prior)[60:100])
        means.append(crps(np.exp(one.values[60:]), rows).mean())
    assert found.metrics.crps == pytest.approx(np.mean(means))
    assert (found.metrics.nights, found.metrics.people, len(found.per_origin)) == (80, 2, 4)
    assert found.metrics.skill["ewma"].estimate == pytest.approx(0.0)


def test_the_spread_is_the_t_scale_of_the_errors(people: People) -> None:
    """That is their mean size over the mean size of a standard t with 6 degrees of freedom, here by adding up its density."""
    found = evaluate(_ShiftedLearner(), people, Prepared())[HRV]
    prior = shipped_population().of(target("hrv_rmssd_ms"), "default")
    errors = np.concatenate([one.values[60:] - FORECASTERS["ewma"].path(one, prior)[60:100, 10] for (one,) in people.values()])
    x = np.linspace(0.0, 400.0, 4_000_001)
    density = math.gamma(3.5) / (math.sqrt(6 * math.pi) * math.gamma(3.0)) * (1 + x**2 / 6) ** -3.5
    mean_absolute = 2 * float((x * density).sum() * (x[1] - x[0]))
    assert found.spread == pytest.approx(np.abs(errors).mean() / mean_absolute, rel=1e-3)


def test_what_is_worse_than_the_best_rule_starts_with_less_weight(people: People) -> None:
    """The weight falls to 1/e with every 5% of CRPS beyond the best rule's."""
    found = evaluate(_ShiftedLearner(shift=0.15), people, Prepared())[HRV]
    over = found.metrics.over_best.estimate
    assert over < -0.02
    assert found.weight == pytest.approx(MOST_WEIGHT * math.exp(over / 0.05))


def test_what_equals_the_best_rule_starts_with_the_most_weight(people: People) -> None:
    best = evaluate(_ShiftedLearner(), people, Prepared())[HRV].metrics.best_rule
    assert evaluate(_ShiftedLearner(rule=best), people, Prepared())[HRV].weight == pytest.approx(MOST_WEIGHT)


def test_a_learner_that_needs_more_nights_is_judged_on_the_origins_that_have_them(people: People) -> None:
    found = evaluate(_ShiftedLearner(least=150), people, Prepared())[HRV]
    assert (found.metrics.nights, len(found.per_origin)) == (40, 2)  # origins of nights 80 and 90
    assert evaluate(_ShiftedLearner(least=500), people, Prepared()) == {}


def test_missing_nights_and_those_with_too_few_before_them_are_not_scored(person: Callable[..., Series]) -> None:
    """119 usable nights, so the first origin is night 71: 49 of ada's nights from there on, less five, and the newcomer's fourth."""
    ada, new = person(1, nights=120), person(5, nights=4, start=night(116))
    values = ada.values.copy()
    values[90:95] = np.nan
    people = {"ada": (replace(ada, values=values),), "new": (new,)}
    assert origins(people)[0] == night(71)
    found = evaluate(_ShiftedLearner(), people, Prepared())[HRV]
    assert (found.metrics.nights, found.metrics.people) == (44 + 1, 2)
