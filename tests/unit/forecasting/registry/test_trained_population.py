"""What an evening starts from: what ships, joined by what was trained here and may speak of that night."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from core.entries import Track
from core.store import Store
from forecasting.catalog import FORECASTERS
from forecasting.ensemble import basis_of, run_ensemble
from forecasting.learners.learner import Learner
from forecasting.population import POPULATION_RIDGE, shipped_population
from forecasting.registry.trained_population import TrainedPopulation, trained_population
from forecasting.registry.versions import Draft, ModelVersion, Versions

HRV = "hrv_rmssd_ms/default"
NIGHT, AS_OF = date(2024, 3, 2), datetime(2024, 3, 1, 21, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(Store(tmp_path / "morrow.duckdb"))


@pytest.fixture
def register(versions: Versions, draft: Callable[..., Draft]) -> Callable[..., ModelVersion]:
    """(last night's number, alias, start weight, fields) → a version that says its number of every night."""

    def add(through: int = 30, alias: str | None = "champion", weight: float = 0.15, **fields: object) -> ModelVersion:
        metrics = {"crps": 5.0, "start_weight": weight, "start_spread": 0.17}
        added = versions.add(draft(through, metrics=metrics, **fields), {"constant.json": f'{{"level": {through}.0}}'.encode()})
        return versions.set_alias(added, alias) if alias else added

    return add


@pytest.fixture
def served(versions: Versions, learners: dict[str, Learner]) -> Callable[..., TrainedPopulation]:
    """(track, person) → what serves the night of 2024-03-02."""

    def make(track: Track = "live", person: str = "ada") -> TrainedPopulation:
        return trained_population(shipped_population(), versions, learners, person, NIGHT, AS_OF, track)

    return make


def spoil(versions: Versions, row: ModelVersion) -> None:
    (versions.folder / row.folder / "constant.json").write_bytes(b'{"level": 9.0}')


def test_where_nothing_was_trained_it_is_what_ships(served) -> None:
    found = served()
    assert found.refused == ()
    assert found.population == shipped_population()


def test_a_champion_stands_beside_the_shipped_ridge_with_its_weight_and_spread(register, served) -> None:
    register(weight=0.12)
    population, before = served().population, shipped_population().targets[HRV]
    assert set(population.trained[HRV]) == {POPULATION_RIDGE, "constant"}
    prior = population.targets[HRV]
    assert prior.weights["constant"] == pytest.approx(0.12)
    assert prior.spreads["constant"] == 0.17
    assert sum(prior.weights.values()) == pytest.approx(sum(before.weights.values()))
    assert prior.weights["ewma"] == pytest.approx(0.88 * before.weights["ewma"])
    assert {key: entry for key, entry in population.targets.items() if key != HRV} == {
        key: entry for key, entry in shipped_population().targets.items() if key != HRV
    }


def test_many_versions_together_leave_a_fifth_to_the_others(versions: Versions, draft: Callable[..., Draft], learners) -> None:
    """Eight learners at 0.15 each would take 1.2: they share 0.8 instead."""
    names = [f"constant{number}" for number in range(8)]
    for name in names:
        metrics = {"crps": 5.0, "start_weight": 0.15, "start_spread": 0.17}
        added = versions.add(draft(30, name=name, metrics=metrics), {"constant.json": b'{"level": 4.0}'})
        versions.set_alias(added, "champion")
    many = dict.fromkeys(names, learners["constant"])
    prior = trained_population(shipped_population(), versions, many, "ada", NIGHT, AS_OF, "live").population.targets[HRV]
    assert [prior.weights[name] for name in names] == pytest.approx([0.1] * 8)
    assert sum(weight for name, weight in prior.weights.items() if name not in names) == pytest.approx(0.2, abs=1e-5)


def test_a_challenger_starts_with_nothing(register, served) -> None:
    register(20, "champion")
    register(30, "challenger")
    prior = served().population.targets[HRV]
    assert (prior.weights["constant"], prior.weights["constant_challenger"]) == (pytest.approx(0.15), 0.0)
    assert set(served().population.trained[HRV]) == {POPULATION_RIDGE, "constant", "constant_challenger"}


def test_where_the_prior_has_no_weights_a_version_takes_no_more_than_its_own(register, served, make_series) -> None:
    """All rules weigh the same there, and go on to."""
    register(target="recovery_pct", weight=0.15, people=("ben",))
    series = make_series([60.0] * 5, "recovery_pct")
    basis = basis_of(served().population, series)
    path = run_ensemble(series, basis.prior, basis.members)
    assert path.weights["constant"][0] == pytest.approx(0.15)
    assert {name: path.weights[name][0] for name in FORECASTERS} == pytest.approx(dict.fromkeys(FORECASTERS, 0.85 / len(FORECASTERS)))


def test_a_challenger_alone_beside_a_damaged_champion_breaks_nothing(register, served, versions: Versions, make_series) -> None:
    champion = register(20, "champion", target="recovery_pct", people=("ben",))
    register(30, "challenger", target="recovery_pct", people=("ben",))
    spoil(versions, champion)
    series = make_series([60.0] * 5, "recovery_pct")
    basis = basis_of(served().population, series)
    path = run_ensemble(series, basis.prior, basis.members)
    assert np.isfinite(path.quantiles).all()
    assert path.weights["constant_challenger"][0] < 0.01
    assert sum(weights[-1] for weights in path.weights.values()) == pytest.approx(1.0)


def test_a_refused_version_is_named_and_what_ships_is_left(register, served, versions: Versions) -> None:
    spoil(versions, register())
    found = served()
    assert len(found.refused) == 1
    assert "hrv_rmssd_ms/default constant v1 is refused" in found.refused[0]
    assert set(found.population.trained[HRV]) == {POPULATION_RIDGE}
    assert found.population.targets[HRV].weights == pytest.approx(shipped_population().targets[HRV].weights)


def test_a_replay_takes_what_was_trained_by_then_whatever_its_alias(register, served) -> None:
    """2024-03-02 is night 61 of the year: what was trained on it, or on its evening's morrow, cannot speak of it."""
    for through, alias in ((20, None), (59, None), (61, "champion")):
        register(through, alias)
    forecaster = served("replay").population.trained[HRV]["constant"]
    assert (forecaster.version, forecaster.trained_through) == ("v2+v1", date(2024, 2, 29))


def test_live_goes_by_alias(register, served) -> None:
    register(20, "champion")
    register(40, None)
    forecaster = served("live").population.trained[HRV]["constant"]
    assert (forecaster.version, forecaster.trained_through) == ("v1", date(2024, 1, 21))


def test_a_target_that_is_not_in_the_catalog_any_more_is_passed_over(register, served) -> None:
    register(target="steps")
    found = served()
    assert (found.refused, "steps/default" in found.population.trained) == ((), False)


def test_a_version_from_before_weights_were_kept_starts_with_nothing(versions: Versions, draft, served) -> None:
    versions.set_alias(versions.add(draft(30, metrics={"crps": 5.0}), {"constant.json": b'{"level": 4.0}'}), "champion")
    prior = served().population.targets[HRV]
    assert prior.weights["constant"] == 0.0
    assert math.isfinite(prior.spread("constant"))


def test_what_ships_is_not_changed(register, served) -> None:
    before = replace(shipped_population())
    register()
    served()
    assert shipped_population() == before
    assert "constant" not in shipped_population().trained[HRV]
