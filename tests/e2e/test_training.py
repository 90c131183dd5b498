"""`morrow train` and `morrow models`: trained once, gone on with after a kill, kept fresh, and every wrong word answered."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.records import Fact
from core.store import Store

LAST = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)
A_WEEK_LATER = EVENING + timedelta(days=7)
RIDGE = ("--learner", "ridge", "--set", "ridge.penalty=1")
Run = Callable[..., Any]
KEYS = ["hrv_rmssd_ms/default", "resp_rate_brpm/default", "resting_hr_bpm/unsmoothed"]


@pytest.fixture(scope="module")
def learnable(tmp_path_factory: pytest.TempPathFactory, strained: Callable[..., list[Fact]]) -> Path:
    """A store with two people of 120 nights."""
    store = Store(tmp_path_factory.mktemp("learnable") / "morrow.duckdb")
    for seed, person in enumerate(("sam", "kim"), start=1):
        store.add(strained(person, seed, 120, LAST), recorded_at=EVENING)
    return store.path


@pytest.fixture
def two(morrow, home: Path, learnable: Path, empty_mlflow: Path):
    """The runner, with those two people in the store; what MLflow takes seconds to make is there already."""
    shutil.copy(learnable, home / learnable.name)
    shutil.copytree(empty_mlflow, home / "mlflow")
    return morrow


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, run: Run, learnable: Path, empty_mlflow: Path) -> tuple[Path, Any]:
    """A home in which those two were trained on for the first time, and what the command said of it."""
    folder = tmp_path_factory.mktemp("first") / "home"
    folder.mkdir()
    shutil.copy(learnable, folder / learnable.name)
    shutil.copytree(empty_mlflow, folder / "mlflow")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MORROW_HOME", str(folder))
        environment.setenv("MORROW_ANCHOR", str(folder.with_name("anchor.jsonl")))
        found = run("train", *RIDGE, "--json")
    assert found.code == 0, found.err
    return folder, found.json


@pytest.fixture
def trained(morrow, home: Path, first: tuple[Path, Any]):
    """The runner, in a copy of that home."""
    shutil.copytree(first[0], home, dirs_exist_ok=True)
    return morrow


def test_training_serving_and_listing(trained, first):
    """Trained, listed, fresh; a week later stale, and kept fresh by one word."""
    _, said = first
    assert (said["as_of"], said["swaps"]) == ("2026-03-31T19:00:00+00:00", [])
    assert [(line["learner"], line["key"], line["reasons"]) for line in said["lines"]] == [
        ("ridge", key, ["was never trained"]) for key in KEYS
    ]
    versions = [line["version"] for line in said["lines"]]
    assert all(one["gate"]["passed"] and one["alias"] == "champion" and one["people"] == 2 for one in versions)
    assert {one["trained_through"] for one in versions} == {"2026-03-31"}

    listed = trained("models", "list", "--json")
    assert listed.code == 0
    assert listed.json == versions
    assert "champion" in trained("models", "list").out

    again = trained("train", *RIDGE, "--json")
    assert again.code == 0
    assert [(line["version"], line["reasons"]) for line in again.json["lines"]] == [(None, ["fresh"])] * 3

    card = trained("train", *RIDGE, "--force").out
    assert "ridge v2" in card
    assert "3 of 3 lines" not in card
    assert "3 of 3 lines not trained: fresh" in trained("train", *RIDGE).out

    kept = trained("train", "--if-due", "--json", at=A_WEEK_LATER)
    assert kept.code == 0
    assert [line["reasons"] for line in kept.json["lines"]] == [["fresh"]] * 3  # older, but no night is new


def test_another_setting_challenges(trained):
    found = trained("train", "--learner", "ridge", "--set", "ridge.penalty=0.3", "--json")
    assert {line["version"]["alias"] for line in found.json["lines"]} == {"challenger"}
    assert [one["alias"] for one in trained("models", "list", "--json").json] == ["champion", "challenger"] * 3


def test_an_installation_that_never_trained_is_left_alone(two, home):
    shutil.rmtree(home / "mlflow")
    found = two("train", "--if-due")
    assert found.code == 0
    assert "Nothing was ever trained here" in found.out
    assert not (home / "mlflow").exists()
    assert "`morrow train` makes some" in two("models", "list").out


def test_training_as_of_a_past_evening_sees_nothing_later_and_only_a_named_person(two):
    found = two("train", *RIDGE, "--as-of", "2026-03-11", "--person", "sam", "--json")
    assert found.code == 0, found.err
    assert found.json["as_of"] == "2026-03-11T21:00:00+00:00"
    assert {(line["version"]["trained_through"], line["version"]["people"]) for line in found.json["lines"]} == {("2026-03-11", 1)}


def test_tuning_chooses_settings_first(two, home):
    """One second is one trial at the least; what it chose is a recipe like any other."""
    found = two("train", "--learner", "ridge", "--tune", "1", "--json")
    assert found.code == 0, found.err
    assert {line["version"]["recipe"].partition("=")[0] for line in found.json["lines"]} == {"1 penalty"}


# Wrong words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--learner", "oracle"], "no learner oracle; known: ridge"),
        (["--set", "ridge.depth=3"], "wanted --set LEARNER.NAME=VALUE with one of ridge.penalty"),
        (["--set", "penalty=3"], "found 'penalty=3'"),
        (["--set", "ridge.penalty"], "wanted a number, found ''"),
        (["--set", "ridge.penalty=much"], "wanted a number, found 'much'"),
        (["--set", "ridge.penalty=-1"], "penalty is a number from"),
        (["--learner", "ridge", "--set", "lstm.width=8"], "found 'lstm.width=8'"),
        (["--set", "lstm.width=8.5"], "wanted a whole number, found '8.5'"),
        (["--tune", "0"], "tune"),
        (["--person", "nobody"], "nobody"),
        (["--as-of", "2026-05-01"], "leave --as-of out"),
        (["--as-of", "yesterday"], "2026-03-01T21:00"),
        (["--if-due", "--learner", "ridge"], "leave the other options out, or --if-due"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(two, home, arguments, words):
    found = two("train", *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in " ".join(found.err.split())
    assert not (home / "models").exists()


def test_an_empty_store_says_how_to_begin(morrow):
    found = morrow("train")
    assert found.code == 3
    assert "morrow import" in found.err


def test_too_few_nights_are_refused_with_how_many_it_takes(morrow, home, strained):
    Store(home / "morrow.duckdb").add(strained("sam", 1, 40, LAST), recorded_at=EVENING)
    found = morrow("train", "--learner", "ridge")
    assert found.code == 3
    assert "wanted 60 nights of a target" in found.err


# Killed and gone on


_RUN = "import sys; from app.cli import main; sys.argv = ['morrow', *sys.argv[1:]]; main()"


def test_a_run_that_was_killed_in_the_middle_goes_on_where_it_stood(two, first):
    """Killed with its first line half registered, then wholly: the next run brings the same models as one that was left in peace."""
    command = [sys.executable, "-c", _RUN, "train", *RIDGE, "--as-of", "2026-03-31T19:00", "--json"]
    for point, alias in (("training.added", None), ("training.line", "champion")):
        killed = subprocess.run(command, env={**os.environ, "MORROW_CRASH_AT": point}, capture_output=True, timeout=120, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        (line,) = two("models", "list", "--json").json
        assert (line["target"], line["alias"], line["run_id"] == "") == ("hrv_rmssd_ms", alias, alias is None)

    found = two("train", *RIDGE, "--json")
    assert found.code == 0, found.err
    assert [(line["key"], line["version"] is None) for line in found.json["lines"]] == [(KEYS[0], True), (KEYS[1], False), (KEYS[2], False)]
    standing = two("models", "list", "--json").json
    assert [(one["version"], one["alias"], one["run_id"] != "") for one in standing] == [(1, "champion", True)] * 3
    assert [one["digest"] for one in standing] == [line["version"]["digest"] for line in first[1]["lines"]]
