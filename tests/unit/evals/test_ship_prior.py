"""The shipped prior is what its source gives, and no person's data."""

from pathlib import Path

from evals.ship_prior import shipped_prior
from forecasting.prior import SHIPPED, write_prior


def test_the_shipped_prior_is_made_again_from_its_source(shared_data: Path, tmp_path: Path) -> None:
    write_prior(shipped_prior(shared_data / "lifesnaps_daily_dev.csv.gz"), tmp_path / "prior.json")
    assert (tmp_path / "prior.json").read_text() == SHIPPED.read_text()
