"""`morrow features list`: the catalog for people and for scripts."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner, Result

from app.cli import features
from app.cli.failing import Commands
from forecasting.features.catalog import FEATURES


@pytest.fixture
def run():
    """Arguments after `morrow features` → what it did."""
    root = typer.Typer(cls=Commands)
    root.add_typer(features.group, name="features")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["features", *arguments])

    return invoke


def test_scripts_get_every_feature_with_unit_group_and_meaning(run):
    result = run("list", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == [
        {"name": one.name, "unit": one.unit, "group": one.group, "meaning": one.meaning} for one in FEATURES.values()
    ]


def test_people_get_a_table_of_one_group(run):
    result = run("list", "--group", "travel")
    assert result.exit_code == 0
    assert "utc_offset_change_7" in result.stdout
    assert "hrv_ln_lag_1" not in result.stdout


def test_an_unknown_group_is_wrong_usage_and_says_which_there_are(run):
    result = run("list", "--group", "food", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "known: nutrition, activity" in result.stderr
