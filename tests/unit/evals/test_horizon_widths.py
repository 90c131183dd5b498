"""The widths that ship are those that their source asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from evals.horizon_widths import MEASURED, main, measured, table
from evals.panels import panel_of_crowd, panel_of_file
from forecasting.horizon_spread import WIDTHS
from ingestion.synthetic import population

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.prove
def test_shipped_widths_are_near_those_measured_and_cover_what_they_say(shared_data: Path) -> None:
    """With widths of other people 80% ranges cover 78 to 82% at every horizon."""
    panel = panel_of_file(shared_data / "lifesnaps_daily_dev.csv.gz", NOW, "lifesnaps")
    found = measured(panel, MEASURED)
    assert {one.key for one in found} | {"resting_hr_bpm/unsmoothed"} == set(WIDTHS)
    for one in found:
        assert np.abs(one.factors - WIDTHS[one.key]).max() < 0.03
        for report in one.reports.values():
            assert 0.78 <= report.coverage_80 <= 0.82
            assert report.skill_crps["persistence"].estimate > 0.0
            assert report.skill_crps["personal_mean"].estimate > -0.01


def test_the_table_has_a_row_for_every_horizon() -> None:
    crowd = population(10, 3, date(2025, 1, 1), date(2025, 1, 30))
    text = table(measured(panel_of_crowd(crowd, NOW), ["resp_rate_brpm"], every=6))
    lines = text.splitlines()
    assert lines[0].startswith("resp_rate_brpm/default, factors 1.00, ")
    assert [line.split()[0] for line in lines[2:]] == ["1", "2", "3", "4", "5", "6", "7"]
    assert "covers" in lines[1]


def test_without_a_file_it_says_how_it_is_used() -> None:
    with pytest.raises(SystemExit, match="LIFESNAPS_DAILY_TABLE"):
        main([])
