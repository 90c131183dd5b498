"""Somebody who has SDNN only: the evening forecasts it, and says why there is no forecast of the other heart rate variability."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from typer.testing import CliRunner

from app.cli.entry import root
from app.cli.shell import Shell
from core.clock import FixedClock

EVENING = datetime(2026, 3, 15, 20, 0, tzinfo=UTC)


def test_the_evening_forecasts_sdnn_and_abstains_from_rmssd_with_its_reason(home, tmp_path, wearer, write_export):
    path = write_export(replace(wearer, start=date(2026, 2, 1)).facts(), tmp_path / "export.zip", EVENING)

    def morrow(*arguments: str):
        result = CliRunner().invoke(root, list(arguments), obj=Shell(clock=FixedClock(EVENING), terminal=False), prog_name="morrow")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    report = morrow("import", str(path), "--person", "wearer", "--no-replay", "--json")
    assert report["usable_nights"]["hrv_sdnn_ms"]["count"] > 30
    assert report["usable_nights"]["hrv_rmssd_ms"]["count"] == 0
    forecast = morrow("forecast", "--person", "wearer", "--json")
    assert all(forecast["targets"][name]["median"] > 0 for name in ("hrv_sdnn_ms", "resting_hr_bpm", "resp_rate_brpm", "nightly_hr_bpm"))
    assert forecast["targets"]["hrv_rmssd_ms"] == {"abstained": "heart rate variability needs 3 usable nights, has 0"}
