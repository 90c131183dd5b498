"""What every learner of the catalog promises, and everything that it trains."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.errors import BadInput
from core.records import Day, JournalAnswer, Night, Sleep, Workout
from core.snapshot import PersonHistory
from core.targets import target
from forecasting.backtest import features_of
from forecasting.catalog import FORECASTERS, LEARNERS
from forecasting.features.catalog import FEATURES
from forecasting.features.table import FeatureTable
from forecasting.fitting import fit_dynamics
from forecasting.learners.learner import Learner, Trained, TrainingSet, key_of
from forecasting.prior import TargetPrior
from forecasting.quantiles import MEDIAN
from forecasting.rows import newest_series
from forecasting.rules.lag_regression import LagRegression
from forecasting.scores import crps
from forecasting.series import Series
from ingestion.synthetic import SyntheticPerson, population

FIRST, LAST = date(2024, 1, 1), date(2024, 3, 20)
PEOPLE, UNSEEN, NIGHTS = 10, 5, 80
HRV = "hrv_rmssd_ms/default"
TARGETS = ("hrv_rmssd_ms", "resting_hr_bpm")
QUICK: dict[str, dict[str, float]] = {"lstm": {"width": 8, "lookback": 7, "epochs": 4}, "random_forest": {"rounds": 15}}
"""Settings under which a learner that is slow as it ships is fast enough for this suite."""
CEILING = 1.06
"""Largest mean CRPS on people whom it never saw, relative to the rule that it corrects: so few nights teach little, and may cost little."""
KINDS = {"nights": Night, "days": Day, "workouts": Workout, "sleeps": Sleep, "journal": JournalAnswer}


def series_of(person: SyntheticPerson) -> tuple[Series, ...]:
    facts = person.facts()
    told = {name: tuple(fact for fact in facts if type(fact) is kind) for name, kind in KINDS.items()}
    history = PersonHistory(person.person_id, ZoneInfo("Europe/Berlin"), **told)
    features = features_of(history)
    return tuple(newest_series(history, target(name), features) for name in TARGETS)


@pytest.fixture(scope="session")
def everybody() -> dict[str, tuple[Series, ...]]:
    """Fifteen simulated people of eighty nights; the last five are never trained on."""
    return {person.person_id: series_of(person) for person in population(PEOPLE + UNSEEN, 5, FIRST, LAST)}


@pytest.fixture(scope="session")
def data(everybody) -> TrainingSet:
    return training_set(dict(list(everybody.items())[:PEOPLE]))


@pytest.fixture(scope="session")
def unseen(everybody) -> list[Series]:
    """HRV of the people who are never trained on."""
    return [series[0] for series in list(everybody.values())[PEOPLE:]]


def training_set(people: Mapping[str, Sequence[Series]]) -> TrainingSet:
    everything = [one for series in people.values() for one in series]
    keys = sorted({key_of(one) for one in everything})
    return TrainingSet(people, {key: fit_dynamics([one for one in everything if key_of(one) == key]) for key in keys})


@dataclass(frozen=True)
class Made:
    """A learner, and what it trained."""

    learner: Learner
    trained: Mapping[str, Trained]
    prior: TargetPrior

    @property
    def hrv(self) -> Trained:
        return self.trained[HRV]

    def path(self, series: Series) -> np.ndarray:
        return self.hrv.path(series, self.prior)


@pytest.fixture(scope="session", params=list(LEARNERS))
def made(request, data) -> Made:
    """Each learner of the catalog, trained once."""
    learner = LEARNERS[request.param].configured(QUICK.get(request.param, {}))
    return Made(learner, learner.train(data), data.priors[HRV])


def with_rows(series: Series, since: int, change) -> Series:
    """The series with the rows of features from one on changed."""
    table = series.features
    place = (series.start - table.start).days + since
    values = np.concatenate([table.values[:place], change(table.values[place:])])
    return dataclasses.replace(series, features=FeatureTable(table.start, table.names, values))


def bare(values: Sequence[float], features: FeatureTable | None = None) -> Series:
    return Series(target("hrv_rmssd_ms"), FIRST, np.array(values, dtype=np.float64), "default", features)


# ---------------------------------------------------------------- catalog


def test_learners_stand_under_the_names_of_what_they_make(made):
    assert LEARNERS[made.learner.name].name == made.learner.name
    assert {one.name for one in made.trained.values()} == {made.learner.name}
    assert not set(LEARNERS) & set(FORECASTERS)
    assert made.learner.version
    assert made.hrv.version


def test_it_trains_every_target_with_nights_enough(made, data):
    assert set(made.trained) == set(data.priors) == {HRV, "resting_hr_bpm/unsmoothed"}
    assert all(isinstance(one, Trained) for one in made.trained.values())


# ---------------------------------------------------------------- paths


EDGES = {
    "nothing": [],
    "one value": [4.0],
    "one missing": [math.nan],
    "all missing": [math.nan] * 40,
    "constant": [4.0] * 40,
    "one among missing": [*[math.nan] * 30, 4.0, *[math.nan] * 30],
    "wild": [*[4.0, 4.2] * 20, math.log(300.0), math.log(5.0), 4.1],
}


@pytest.mark.parametrize("told", [True, False], ids=["with features", "without"])
@pytest.mark.parametrize("values", list(EDGES.values()), ids=list(EDGES))
def test_paths_are_complete_sorted_and_finite(made, unseen, values, told):
    path = made.path(bare(values, unseen[0].features if told else None))
    assert path.shape == (len(values) + 1, 21)
    assert path.dtype == np.float64
    assert np.isfinite(path).all()
    assert (np.diff(path, axis=1) >= 0).all()
    assert (path[:, 18] > path[:, 2]).all()


def test_a_table_of_nothing_known_is_as_good_as_none(made, unseen):
    table = unseen[0].features
    blank = dataclasses.replace(unseen[0], features=FeatureTable(table.start, table.names, np.full_like(table.values, np.nan)))
    assert np.array_equal(made.path(blank), made.path(dataclasses.replace(unseen[0], features=None)))


def test_absurd_features_give_no_absurd_forecast(made, unseen):
    """A broken sensor: all that is measured is a million times as large from a night on; the calendar stays."""
    measured = np.array([feature.group not in {"time", "journal"} for feature in FEATURES.values()])
    path = made.path(with_rows(unseen[0], 60, lambda rows: np.where(measured, rows * 1e6, rows)))
    plain = made.path(dataclasses.replace(unseen[0], features=None))
    assert np.isfinite(path).all()
    assert np.abs(path[60:, MEDIAN] - plain[60:, MEDIAN]).max() < 5.0 * made.prior.within_sd


@pytest.mark.parametrize("cut", [0, 1, 7, 31, NIGHTS - 1])
def test_row_t_uses_values_before_t_only(made, unseen, cut):
    series = unseen[1]
    for future in (math.nan, 5.7, -1e3):
        changed = dataclasses.replace(series, values=np.where(np.arange(len(series.values)) >= cut, future, series.values))
        assert np.array_equal(made.path(series)[: cut + 1], made.path(changed)[: cut + 1])


@pytest.mark.parametrize("cut", [0, 1, 7, 31, NIGHTS])
def test_row_t_uses_features_of_its_own_evening_and_earlier_ones_only(made, unseen, cut):
    for change in (lambda rows: rows * 3.0 - 1.0, lambda rows: np.full_like(rows, np.nan)):
        changed = with_rows(unseen[1], cut, change)
        assert np.array_equal(made.path(unseen[1])[:cut], made.path(changed)[:cut])


@pytest.mark.parametrize("cut", [0, 1, 7, 31, NIGHTS - 1])
def test_a_live_forecast_is_the_backtests_row(made, unseen, cut):
    """Values and features end with the evening, as they do live."""
    series, table = unseen[2], unseen[2].features
    until = (series.start - table.start).days + cut + 1
    live = dataclasses.replace(
        series.before(series.start + timedelta(days=cut)), features=FeatureTable(table.start, table.names, table.values[:until])
    )
    assert np.array_equal(made.path(live)[-1], made.path(series)[cut])


def test_features_do_move_it(made, unseen):
    assert not np.array_equal(made.path(unseen[0]), made.path(dataclasses.replace(unseen[0], features=None)))


def test_it_is_wider_after_missing_nights(made, unseen):
    series = dataclasses.replace(unseen[0], values=np.concatenate([unseen[0].values[:60], np.full(12, math.nan)]))
    width = np.diff(made.path(series)[:, [2, 18]], axis=1)[:, 0]
    before, soon, late = (float(width[rows].mean()) for rows in (slice(56, 61), slice(61, 64), slice(69, 73)))
    assert 1.05 * before < soon < late
    assert 1.3 * before < late < 2.0 * before


def test_it_leaves_its_input_alone(made, unseen):
    series = unseen[3]
    values, rows = series.values.copy(), series.features.values.copy()
    made.path(series)
    np.testing.assert_array_equal(values, series.values)
    np.testing.assert_array_equal(rows, series.features.values)


# ---------------------------------------------------------------- worth


def test_people_whom_it_never_saw_are_forecast_about_as_well_as_by_the_rule_or_better(made, unseen):
    losses = {
        forecaster.name: np.mean([np.nanmean(crps(one.values, forecaster.path(one, made.prior)[:-1])[20:]) for one in unseen])
        for forecaster in (made.hrv, LagRegression())
    }
    assert losses[made.hrv.name] <= CEILING * losses["lag_regression"]


def test_people_whom_it_never_saw_are_covered_as_said(made, unseen):
    inside = [(path[20:-1, 2] <= one.values[20:]) & (one.values[20:] <= path[20:-1, 18]) for one in unseen for path in [made.path(one)]]
    assert 0.7 <= np.concatenate(inside).mean() <= 0.9


# ---------------------------------------------------------------- what it says of itself


def test_its_median_is_the_rule_and_the_terms_that_it_adds(made, unseen):
    found = made.hrv.correction(unseen[0], made.prior)
    rule = LagRegression().path(unseen[0], made.prior)[:, MEDIAN]
    assert found.design.base == pytest.approx(rule, abs=1e-9)
    assert found.terms.shape[0] == len(unseen[0].values) + 1
    assert found.medians == pytest.approx(made.path(unseen[0])[:, MEDIAN], abs=1e-9)


@pytest.mark.parametrize("nights", [1, 3])
def test_contributions_add_up_to_the_correction_of_the_last_nights(made, unseen, nights):
    parts = made.hrv.contributions(unseen[0], made.prior, nights)
    found = made.hrv.correction(unseen[0], made.prior)
    assert {part.shape for part in parts.values()} == {(nights,)}
    assert sum(parts.values()) == pytest.approx((found.medians - found.design.base)[-nights:], abs=1e-3 * made.prior.within_sd)


def test_it_says_through_which_night_it_was_trained(made):
    assert {one.trained_through for one in made.trained.values()} == {LAST}


def test_its_report_is_plain_and_has_sizes(made):
    report = made.hrv.report()
    assert report["people"] == PEOPLE
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_its_curves_are_numbers(made):
    assert all(np.isfinite(values).all() for values in made.hrv.curves().values())


def test_its_recipe_names_what_may_be_tuned_and_can_be_changed(made):
    learner = made.learner
    assert set(learner.space) <= set(learner.recipe)
    assert learner.configured({}).recipe == learner.recipe
    for name, choice in learner.space.items():
        for value in choice if isinstance(choice[0], str) else (choice[0], choice[-1]):
            assert learner.configured({name: value}).recipe[name] == value
    with pytest.raises(BadInput):
        learner.configured({"moon_phase": 1})


# ---------------------------------------------------------------- training


def same(one: Mapping[str, Trained], other: Mapping[str, Trained]) -> bool:
    return {key: dict(trained.files()) for key, trained in one.items()} == {key: dict(trained.files()) for key, trained in other.items()}


def test_the_same_people_train_the_same_forecaster_in_whatever_order_they_come(made, data):
    turned = dataclasses.replace(data, people=dict(reversed(data.people.items())))
    assert same(made.learner.train(turned), made.trained)


def test_another_persons_nights_make_another_forecaster(made, data, everybody):
    """So the test above would see it if they did not count."""
    other = list(everybody)[-1]
    people = {**dict(list(data.people.items())[1:]), other: everybody[other]}
    assert not same(made.learner.train(dataclasses.replace(data, people=people)), made.trained)


def test_training_sees_nothing_after_the_cut(made, data):
    """Series that end early train alike whether their evenings go on, hold other numbers from then on, or end as well."""
    cut = FIRST + timedelta(days=60)

    def ended(series: Series, change=None) -> Series:
        changed = series if change is None else with_rows(series, (cut - series.start).days, change)
        return changed.before(cut)

    def trained(change=None) -> Mapping[str, Trained]:
        people = {person: [ended(one, change) for one in series] for person, series in data.people.items()}
        return made.learner.train(dataclasses.replace(data, people=people))

    plain = trained()
    assert same(plain, trained(lambda rows: rows * 7.0 - 3.0))
    assert same(plain, trained(lambda rows: rows[:0]))
    assert plain[HRV].trained_through == cut - timedelta(days=1)
    assert not same(plain, made.trained)


def test_too_few_nights_leave_a_target_out(made, data):
    """Ten people of eight nights have five each with a past: fifty in all."""
    people = {person: [series[0].before(FIRST + timedelta(days=8)), series[1]] for person, series in data.people.items()}
    assert set(made.learner.train(dataclasses.replace(data, people=people))) == {"resting_hr_bpm/unsmoothed"}


def test_nobody_teaches_nothing(made):
    assert made.learner.train(TrainingSet({}, {})) == {}


def test_people_without_features_can_be_learned_from(made, data, unseen):
    people = {person: [dataclasses.replace(one, features=None) for one in series] for person, series in data.people.items()}
    found = made.learner.train(dataclasses.replace(data, people=people))
    assert np.isfinite(found[HRV].path(unseen[0], made.prior)).all()


# ---------------------------------------------------------------- files


def test_files_make_it_again_bit_for_bit(made, unseen):
    for key, trained in made.trained.items():
        loaded = made.learner.load(dict(trained.files()))
        assert dict(loaded.files()) == dict(trained.files()), key
        assert (loaded.name, loaded.version, loaded.trained_through) == (trained.name, trained.version, trained.trained_through)
        assert loaded.report() == trained.report()
    loaded = made.learner.load(dict(made.hrv.files()))
    for series in (unseen[0], bare([]), bare([4.0, 4.1])):
        assert np.array_equal(loaded.path(series, made.prior), made.path(series))


def test_files_are_of_kinds_that_run_no_code(made):
    assert {PurePosixPath(name).suffix for name in made.hrv.files()} <= {".json", ".safetensors", ".ubj"}


def test_files_that_are_missing_or_broken_are_refused(made):
    files = dict(made.hrv.files())
    with pytest.raises(BadInput):
        made.learner.load({})
    for name, content in files.items():
        for spoilt in (b"", content[: len(content) // 2], b"[]"):
            with pytest.raises(BadInput):
                made.learner.load({**files, name: spoilt})
        with pytest.raises(BadInput):
            made.learner.load({other: kept for other, kept in files.items() if other != name})
