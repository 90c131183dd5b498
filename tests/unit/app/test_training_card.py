"""Trained versions for people and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.training_card import training_card, training_json, version_json, versions_table
from forecasting.prior import digest_of
from forecasting.registry.versions import ModelVersion, Verdict
from forecasting.training import Line, Training

EVENING = datetime(2026, 3, 1, 21, tzinfo=UTC)
TOLD = {"crps": 5.2461, "skill": 0.0463, "skill_low": -0.0121, "skill_high": 0.1, "coverage_80": 0.793, "r2": 0.1449}
METRICS = {**TOLD, "mape_pct": math.nan}


@pytest.fixture
def version() -> Callable[..., ModelVersion]:
    """Fields → a registered version."""

    def make(**fields: object) -> ModelVersion:
        plain: dict[str, object] = {
            "name": "ridge",
            "target": "hrv_rmssd_ms",
            "kind": "default",
            "trained_at": EVENING,
            "trained_through": date(2026, 3, 1),
            "people": frozenset(map(digest_of, ("ada", "ben"))),
            "gate": Verdict(passed=True, reasons=("CRPS skill over ewma +4.6%",)),
            "metrics": METRICS,
            "settings": {"penalty": 3.0},
            "code_version": "1 penalty=3.0",
            "version": 7,
            "digest": "ab" * 32,
            "folder": "hrv",
            "alias": "champion",
            "run_id": "run",
            "retired_at": None,
        }
        return ModelVersion(**(plain | fields))

    return make


@pytest.fixture
def card(printed) -> Callable[..., str]:
    """Lines and swaps → the printed card, its words in a row."""

    def show(*lines: Line, swaps: tuple[str, ...] = (), width: int = 100) -> str:
        return printed(training_card(Training(EVENING, lines, swaps), Path("someplace")), width)

    return show


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_version_is_told_with_its_skill_its_coverage_and_how_it_serves(card, version) -> None:
    text = words(card(Line("ridge", "hrv_rmssd_ms/default", version(), ("was never trained",))))
    assert "heart rate variability ridge v7 5.246 +4.6% (−1.2% … +10.0%) 79% 0.14 champion" in text


def test_what_cannot_be_told_is_a_dash(printed, version) -> None:
    text = words(printed([versions_table([version(metrics={"crps": 5.0, "skill": math.nan})])], 100))
    assert "5.000 – (– … –) – –" in text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "champion"),
        ({"alias": "challenger"}, "challenger"),
        ({"alias": None}, "stands by"),
        ({"alias": None, "gate": Verdict(passed=False, reasons=("too wide",))}, "refused"),
        ({"alias": None, "retired_at": EVENING}, "retired"),
    ],
)
def test_how_a_version_serves(printed, version, fields, told: str) -> None:
    assert words(printed([versions_table([version(**fields)])], 100)).endswith(told)


def test_a_version_that_did_not_pass_is_told_why(card, version) -> None:
    refused = version(alias=None, gate=Verdict(passed=False, reasons=("too narrow", "no skill")))
    text = words(card(Line("ridge", refused.key, refused, ("was never trained",))))
    assert "hrv_rmssd_ms/default ridge v7 did not pass: too narrow; no skill" in text


def test_lines_that_were_not_trained_are_counted_by_reason(card) -> None:
    fresh = [Line("ridge", key, None, ("fresh",)) for key in ("a/default", "b/default")]
    text = words(card(*fresh, Line("lstm", "a/default", None, ("needs more nights than there are (was never trained)",))))
    assert "2 of 3 lines not trained: fresh" in text
    assert "1 of 3 lines not trained: needs more nights than there are (was never trained)" in text
    assert "mlflow" not in text


def test_a_swap_is_told(card) -> None:
    assert "ridge v8 took its champion's place" in card(swaps=("ridge v8 took its champion's place: better",))


def test_where_nothing_was_ever_trained_it_says_how_to_begin(card, printed) -> None:
    assert "begin with `morrow train`" in card()
    assert "`morrow train` makes some" in printed([versions_table([])])


def test_after_a_training_it_says_where_to_look(card, version) -> None:
    text = words(card(Line("ridge", "hrv_rmssd_ms/default", version(), ())))
    assert "sqlite:///someplace/mlflow/mlflow.db --host 127.0.0.1" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(card, version, width: int) -> None:
    text = card(Line("ridge", "hrv_rmssd_ms/default", version(), ()), width=width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_json_tells_lines_with_reasons_and_versions(version) -> None:
    lines = (
        Line("ridge", "hrv_rmssd_ms/default", version(), ("was never trained",)),
        Line("lstm", "hrv_rmssd_ms/default", None, ("fresh",)),
    )
    told = json.loads(json.dumps(training_json(Training(EVENING, lines, ("a swap",))), allow_nan=False))
    assert (told["as_of"], told["swaps"]) == ("2026-03-01T21:00:00+00:00", ["a swap"])
    assert [(line["learner"], line["key"], line["reasons"]) for line in told["lines"]] == [
        ("ridge", "hrv_rmssd_ms/default", ["was never trained"]),
        ("lstm", "hrv_rmssd_ms/default", ["fresh"]),
    ]
    assert told["lines"][1]["version"] is None
    assert told["lines"][0]["version"]["metrics"]["mape_pct"] is None


def test_json_of_a_version_says_how_many_people_and_never_who(version) -> None:
    told = version_json(version(retired_at=EVENING))
    assert (told["people"], told["version"], told["recipe"], told["trained_through"]) == (2, 7, "1 penalty=3.0", "2026-03-01")
    assert told["retired_at"] == "2026-03-01T21:00:00+00:00"
    assert not any(digest_of(person) in json.dumps(told) for person in ("ada", "ben"))
