"""The shipped population is what its source gives, and no person's data."""

from pathlib import Path

import pytest

from evals.ship_prior import ridges_of, shipped
from forecasting import population, prior


@pytest.fixture(scope="module")
def made(shared_data: Path) -> prior.PopulationPrior:
    return shipped(shared_data / "lifesnaps_daily_dev.csv.gz")


def test_the_shipped_prior_is_made_again_from_its_source(made: prior.PopulationPrior, tmp_path: Path) -> None:
    prior.write_prior(made, tmp_path / "prior.json")
    assert (tmp_path / "prior.json").read_text() == prior.SHIPPED.read_text()


def test_the_shipped_ridges_are_trained_again_from_their_source(made: prior.PopulationPrior, tmp_path: Path) -> None:
    population.write_ridges(ridges_of(made), tmp_path / "ridge.json")
    assert (tmp_path / "ridge.json").read_text() == population.SHIPPED.read_text()
