"""The shipped population is what its source gives, and no person's data."""

import dataclasses
from collections import defaultdict
from pathlib import Path

import pytest

from core.targets import TARGETS
from evals.ship_prior import FITTED, _histories, ridges_of, shipped
from forecasting import population, prior
from forecasting.backtest import features_of
from forecasting.crossfit import CrossFit
from forecasting.learners.ridge import Ridge, RidgeLearner
from forecasting.rows import newest_series
from forecasting.series import Series

DYNAMICS = ("level_mean", "level_sd", "within_sd", "memory", "drift_ratio", "lag_coefficients", "people", "nights")
"""What a prior holds that was fitted without any forecaster."""


@pytest.fixture(scope="module")
def table(shared_data: Path) -> Path:
    return shared_data / "lifesnaps_daily_dev.csv.gz"


@pytest.fixture(scope="module")
def crossfit(table: Path) -> CrossFit:
    """The people of the table; nothing is fitted yet."""
    people: dict[str, list[Series]] = defaultdict(list)
    for rhr, names in (("vendor_smoothed", FITTED), ("nightly", ("resting_hr_bpm",))):
        for history in _histories(table, rhr):
            features = features_of(history)
            people[history.person_id] += [one for name in names if (one := newest_series(history, TARGETS[name], features)).usable]
    return CrossFit(people, [RidgeLearner(population.POPULATION_RIDGE)])


def test_the_shipped_ridges_are_trained_again_from_their_source(crossfit: CrossFit, tmp_path: Path) -> None:
    trained = {key: crossfit.trained(key).get(population.POPULATION_RIDGE) for key in crossfit.keys}
    population.write_ridges({key: one for key, one in trained.items() if isinstance(one, Ridge)}, tmp_path / "ridge.json")
    assert (tmp_path / "ridge.json").read_text() == population.SHIPPED.read_text()


def test_what_the_shipped_prior_says_of_people_is_fitted_again_from_its_source(crossfit: CrossFit) -> None:
    """Without its weights, spreads and shape, which take every forecaster on every fold."""
    standing = prior.load_prior().targets
    assert len(crossfit.keys) == 6
    for key in crossfit.keys:
        fitted = dataclasses.asdict(crossfit._dynamics_of(key, frozenset()))
        told = dataclasses.asdict(standing[key])
        assert {name: told[name] for name in DYNAMICS} == {name: pytest.approx(fitted[name], rel=1e-5) for name in DYNAMICS}


@pytest.mark.prove
def test_the_shipped_population_is_made_again_from_its_source(table: Path, tmp_path: Path) -> None:
    made = shipped(table)
    prior.write_prior(made, tmp_path / "prior.json")
    assert (tmp_path / "prior.json").read_text() == prior.SHIPPED.read_text()
    population.write_ridges(ridges_of(made), tmp_path / "ridge.json")
    assert (tmp_path / "ridge.json").read_text() == population.SHIPPED.read_text()
