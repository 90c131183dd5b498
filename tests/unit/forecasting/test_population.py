"""The population that ships: its priors, and a ridge that speaks beside the rules from the first night on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from core.targets import TARGETS
from forecasting.catalog import FORECASTERS, LEARNERS
from forecasting.ensemble import basis_of, run_ensemble
from forecasting.learners.design import INPUTS
from forecasting.learners.ridge import Ridge
from forecasting.population import POPULATION_RIDGE, SHIPPED, shipped_population, write_ridges
from forecasting.prior import load_prior
from forecasting.series import Series


def ridges() -> dict[str, Ridge]:
    """The shipped ones, by target/kind."""
    return {key: one for key, learned in shipped_population().trained.items() if isinstance(one := learned[POPULATION_RIDGE], Ridge)}


def test_it_is_the_shipped_prior_with_a_ridge_for_what_was_measured() -> None:
    shipped, prior = shipped_population(), load_prior()
    assert (shipped.targets, shipped.fitted_on, shipped.trained_through) == (prior.targets, prior.fitted_on, prior.trained_through)
    measured = {key for key, entry in prior.targets.items() if entry.people}
    assert set(ridges()) == set(shipped.trained) == measured
    assert {len(one.coefficients) for one in ridges().values()} == {len(INPUTS)}


def test_it_has_a_name_that_no_learner_and_no_rule_has() -> None:
    assert {one.name for one in ridges().values()} == {POPULATION_RIDGE}
    assert POPULATION_RIDGE not in {*LEARNERS, *FORECASTERS}


def test_it_was_trained_on_the_people_of_the_prior_and_on_nothing_later() -> None:
    through = shipped_population().trained_through
    assert through is not None
    assert all(one.trained_through is not None and one.trained_through <= through for one in ridges().values())
    assert through < date(2023, 1, 1)


def test_its_weight_and_spread_are_in_the_prior() -> None:
    for key in ridges():
        prior = shipped_population().targets[key]
        assert 0.0 < prior.weights[POPULATION_RIDGE] < 1.0
        assert sum(prior.weights.values()) == pytest.approx(1.0, abs=1e-4)
        assert prior.spreads[POPULATION_RIDGE] > 0.0


def test_it_is_read_once() -> None:
    assert shipped_population() is shipped_population()


def test_it_speaks_beside_the_rules_with_and_without_features(make_series: Callable[..., Series], wandering) -> None:
    series = make_series(wandering(1, 40))
    basis = basis_of(shipped_population(), series)
    path = run_ensemble(series, basis.prior, basis.members)
    assert set(path.expert_quantiles) == {*FORECASTERS, POPULATION_RIDGE}
    assert np.isfinite(path.expert_quantiles[POPULATION_RIDGE]).all()
    assert sum(weights[-1] for weights in path.weights.values()) == pytest.approx(1.0)


def test_what_was_never_measured_has_the_rules_alone(make_series: Callable[..., Series]) -> None:
    basis = basis_of(shipped_population(), make_series([60.0] * 5, "recovery_pct"))
    assert set(basis.members) == set(FORECASTERS)
    assert "recovery_pct" in TARGETS


def test_ridges_are_written_as_they_are_read(tmp_path: Path) -> None:
    write_ridges(ridges(), tmp_path / "ridge.json")
    assert (tmp_path / "ridge.json").read_text("utf-8") == SHIPPED.read_text("utf-8")


def test_the_file_holds_numbers_of_the_crowd_and_nobody() -> None:
    kept = json.loads(SHIPPED.read_text("utf-8"))
    for entry in kept.values():
        assert entry["people"] >= 10
        assert set(entry) == {"key", "trained_through", "coefficients", "nights", "people", "penalty"}
