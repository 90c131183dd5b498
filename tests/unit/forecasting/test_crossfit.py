"""Nobody is judged, and nothing is weighed, by something that saw them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from core.errors import NotEnoughData
from core.targets import target
from forecasting.catalog import FORECASTERS
from forecasting.crossfit import FOLDS, MIN_LEARNERS_PEOPLE, MIN_PEOPLE, CrossFit, deal, fit_population
from forecasting.features.catalog import NAMES
from forecasting.features.table import FeatureTable
from forecasting.learners.learner import TrainingSet
from forecasting.learners.lstm import SMALL, LstmLearner
from forecasting.learners.ridge import RidgeLearner
from forecasting.prior import digest_of
from forecasting.series import Series
from forecasting.spread import path_around

START = date(2024, 1, 1)
HRV, RHR = "hrv_rmssd_ms/default", "resting_hr_bpm/unsmoothed"
REAL = (RidgeLearner(), LstmLearner(dataclasses.replace(SMALL, width=4, lookback=3, epochs=1)))
STRAIN = NAMES.index("strain_lag_1")


@dataclass(frozen=True)
class Memory:
    """A forecaster that knows the nights of everybody it was trained on by heart, and of others forecasts nonsense."""

    heard: frozenset[bytes]
    trained_through: date | None = None
    name: str = "memory"
    version: str = "1"

    def path(self, series, prior):
        known = series.values.tobytes() in self.heard
        values = np.nan_to_num(series.values, nan=prior.level_mean)
        return path_around(self.name, series.values, np.append(values if known else values + 5.0, prior.level_mean), prior)


@dataclass(frozen=True)
class Memoriser:
    """Its learner; it keeps the people of each training."""

    trainings: list[frozenset[str]] = field(default_factory=list)
    name: str = "memory"

    def train(self, data: TrainingSet):
        self.trainings.append(frozenset(data.people))
        return {key: Memory(frozenset(one.values.tobytes() for _, one in data.of(key))) for key in data.keys}


@pytest.fixture(scope="module")
def someone(wandering):
    """(seed, nights, of resting heart rate too) → series with a feature that says nothing."""

    def make(seed: int, nights: int = 25, both: bool = False) -> list[Series]:
        values = np.full((nights + 1, len(NAMES)), np.nan)
        values[:, STRAIN] = np.random.default_rng(seed).normal(10.0, 3.0, nights + 1)
        features = FeatureTable(START, NAMES, values)
        hrv = Series(target("hrv_rmssd_ms"), START, wandering(seed, nights), "default", features)
        rhr = Series(target("resting_hr_bpm"), START, wandering(seed + 500, nights, 55.0, 3.0), "unsmoothed", features)
        return [hrv, rhr] if both else [hrv]

    return make


@pytest.fixture(scope="module")
def crowd(someone):
    """Count of people → person → series."""
    return lambda count, **how: {f"p{number:02}": someone(number, **how) for number in range(count)}


# ---------------------------------------------------------------- folds


def test_everybody_is_dealt_into_a_fold_and_each_has_its_share(crowd):
    folds = deal(crowd(23))
    assert set(folds) == set(crowd(23))
    assert sorted(Counter(folds.values()).values()) == [4, 4, 5, 5, 5]


def test_people_with_many_nights_of_a_target_are_spread_over_the_folds(crowd, someone):
    people = {**crowd(10, both=True), **{f"q{number}": someone(100 + number, nights=6) for number in range(20)}}
    folds = deal(people)
    assert Counter(folds[person] for person in crowd(10)) == dict.fromkeys(range(FOLDS), 2)


def test_the_deal_hangs_on_who_there_is_and_how_many_nights_but_on_no_value(crowd):
    people = crowd(12)
    turned = {person: [dataclasses.replace(one, values=one.values * 2.0) for one in people[person]] for person in reversed(people)}
    assert deal(people) == deal(turned)


def test_given_folds_are_kept(crowd):
    folds = {person: number % 2 for number, person in enumerate(crowd(20))}
    assert CrossFit(crowd(20), folds=folds).folds == folds


# ---------------------------------------------------------------- enough people


def test_ten_people_serve_and_nine_do_not(crowd):
    assert CrossFit(crowd(MIN_PEOPLE)).serves(HRV)
    assert not CrossFit(crowd(MIN_PEOPLE - 1)).serves(HRV)
    assert not CrossFit(crowd(MIN_PEOPLE)).serves(RHR)
    assert not CrossFit({}).serves(HRV)


def test_people_of_few_nights_do_not_count(crowd, someone):
    crossfit = CrossFit({**crowd(9), "short": someone(99, nights=9)})
    assert (crossfit.people_of(HRV), crossfit.rich(HRV)) == (10, 9)
    assert not crossfit.serves(HRV)


def test_without_anybody_it_says_what_is_needed():
    with pytest.raises(NotEnoughData, match="needs 8 people"):
        CrossFit({}).basis(HRV)


def test_folds_that_leave_too_few_do_not_serve_instead_of_failing(crowd):
    """Of ten people, three in one fold leave seven."""
    folds = dict(zip(crowd(10), [0, 0, 0, 1, 1, 2, 2, 3, 3, 4], strict=True))
    assert not CrossFit(crowd(10), folds=folds).serves(HRV)


def test_learners_need_fifteen_people(crowd):
    assert set(CrossFit(crowd(MIN_LEARNERS_PEOPLE), REAL).basis(HRV, "p03").members) == {*FORECASTERS, "ridge", "lstm"}
    assert set(CrossFit(crowd(MIN_LEARNERS_PEOPLE - 1), REAL).basis(HRV, "p03").members) == set(FORECASTERS)


def test_where_two_folds_leave_too_few_to_weigh_a_learner_there_is_none(crowd):
    """Of fifteen, folds of four leave eleven, and two of them seven: a population, but none of trained forecasters."""
    people = crowd(15)
    folds = {person: min(number // 4, 3) for number, person in enumerate(people)}
    crossfit = CrossFit(people, [Memoriser()], folds=folds)
    assert crossfit.serves(HRV)
    assert set(crossfit.basis(HRV, "p00").members) == set(FORECASTERS)


# ---------------------------------------------------------------- honesty


def test_whoever_is_judged_was_in_no_training_and_neither_was_who_weighed_it(crowd):
    people, memoriser = crowd(15), Memoriser()
    crossfit = CrossFit(people, [memoriser])
    crossfit.basis(HRV, "p03")
    fold = crossfit.folds["p03"]
    inside = {frozenset(person for person in people if crossfit.folds[person] not in {fold, other}) for other in range(FOLDS)}
    assert set(memoriser.trainings) == inside
    assert len(memoriser.trainings) == FOLDS  # without that fold, and without each other one too
    assert all("p03" not in training for training in memoriser.trainings)


def test_a_learner_that_knows_people_by_heart_earns_nothing_by_it(crowd):
    crossfit = CrossFit(crowd(15), [Memoriser()])
    for person in (None, "p03"):
        weights = crossfit.basis(HRV, person).prior.weights
        assert weights["memory"] < 0.01
        assert sum(weights.values()) == pytest.approx(1.0)
    one = crossfit.people["p03"][0]
    assert one.values.tobytes() not in crossfit.basis(HRV, "p03").members["memory"].heard
    assert one.values.tobytes() in crossfit.basis(HRV).members["memory"].heard


def signed(series: list[Series]) -> list[Series]:
    """The same person with a feature that says what the night will bring, as nobody else's does."""
    values = np.full((len(series[0].values) + 1, len(NAMES)), np.nan)
    values[:-1, STRAIN] = 1000.0 * series[0].values
    return [dataclasses.replace(one, features=FeatureTable(START, NAMES, values)) for one in series]


def noise(series: list[Series]) -> list[Series]:
    """The same nights and evenings with other numbers."""
    rng = np.random.default_rng(7)
    table = series[0].features
    features = dataclasses.replace(table, values=np.where(np.isfinite(table.values), rng.normal(size=table.values.shape), np.nan))
    return [dataclasses.replace(one, values=4.0 + 0.5 * rng.normal(size=len(one.values)), features=features) for one in series]


def in_bytes(basis) -> tuple[object, dict[str, object]]:
    return basis.prior, {name: member.files() for name, member in basis.learned.items()}


@pytest.fixture(scope="module")
def before(crowd):
    """Fifteen people with real learners, as they are."""
    return CrossFit(crowd(15, both=True), REAL)


@pytest.mark.parametrize("change", [signed, noise])
def test_a_persons_own_data_move_neither_their_basis_nor_its_weights(before, change):
    after = CrossFit({**before.people, "p03": change(before.people["p03"])}, REAL)
    for key in (HRV, RHR):
        assert in_bytes(before.basis(key, "p03")) == in_bytes(after.basis(key, "p03"))


def test_but_everybody_elses(crowd):
    """So the test above would see it if they did."""
    people = crowd(15)
    before, after = CrossFit(people, REAL), CrossFit({**people, "p03": signed(noise(people["p03"]))}, REAL)
    other = next(person for person in people if before.folds[person] != before.folds["p03"])
    one, changed = before.basis(HRV, other), after.basis(HRV, other)
    assert one.prior.weights["ridge"] != changed.prior.weights["ridge"]
    for name in ("ridge", "lstm"):
        assert one.learned[name].files() != changed.learned[name].files()


def test_people_of_one_fold_share_a_basis_and_are_all_kept_out_of_it(crowd):
    people = crowd(15)
    crossfit = CrossFit(people, [Memoriser()])
    fellows = [person for person in people if crossfit.folds[person] == crossfit.folds["p03"]]
    basis = crossfit.basis(HRV, "p03")
    assert all(crossfit.basis(HRV, person) is basis for person in fellows)
    assert not {people[person][0].values.tobytes() for person in fellows} & basis.members["memory"].heard
    assert basis.prior.people == 15 - len(fellows)


def test_somebody_who_is_not_among_them_starts_from_all(crowd):
    crossfit = CrossFit(crowd(12))
    assert crossfit.basis(HRV, "stranger") is crossfit.basis(HRV)
    assert crossfit.basis(HRV).prior.people == 12


# ---------------------------------------------------------------- what is made


def test_everything_is_made_once(crowd):
    memoriser = Memoriser()
    crossfit = CrossFit(crowd(15, both=True, nights=12), [memoriser])
    for person in (None, *crossfit.people):
        for key in (HRV, RHR):
            crossfit.basis(key, person)
    assert len(memoriser.trainings) == 1 + FOLDS + FOLDS * (FOLDS - 1) // 2
    assert len(set(memoriser.trainings)) == len(memoriser.trainings)


@dataclass(frozen=True)
class Choosy(Memoriser):
    """Learns only where it sees one person."""

    name: str = "choosy"

    def train(self, data: TrainingSet):
        return super().train(data) if "p03" in data.people else {}


def test_a_learner_that_learned_nothing_without_some_fold_is_no_member(crowd):
    crossfit = CrossFit(crowd(15), [Choosy(), RidgeLearner()])
    basis = crossfit.basis(HRV)
    assert "choosy" not in basis.members
    assert "ridge" in basis.members
    assert set(basis.prior.weights) == set(basis.prior.spreads) == set(basis.members)


def test_the_same_people_give_the_same_basis(before, crowd):
    again = CrossFit(crowd(15, both=True), REAL)
    assert in_bytes(before.basis(HRV, "p03")) == in_bytes(again.basis(HRV, "p03"))


def test_a_population_of_all_has_priors_and_trained_forecasters_weighed_on_folds(crowd):
    people = crowd(15, both=True)
    found = fit_population(people, name="ours", source="synthetic", sources=["synthetic"], learners=[Memoriser()])
    assert set(found.targets) == set(found.trained) == {HRV, RHR}
    assert found.fitted_on == frozenset(digest_of(person) for person in people)
    assert found.trained_through == date(2024, 1, 25)
    assert found.targets[HRV].weights["memory"] < 0.01
    assert found.trained[HRV]["memory"].heard == {theirs[0].values.tobytes() for theirs in people.values()}


def test_a_target_of_too_few_people_has_no_prior(crowd, someone):
    people = {**crowd(10), "p00": someone(0, both=True)}
    assert set(fit_population(people, name="ours", source="synthetic", sources=[]).targets) == {HRV}
