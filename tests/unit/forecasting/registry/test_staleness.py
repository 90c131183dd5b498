"""When a line of versions is trained anew, and when that would be in vain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from forecasting.registry.drift import Drift
from forecasting.registry.staleness import due
from forecasting.registry.versions import ModelVersion, Verdict

NIGHT = date(2024, 1, 31)
TRAINED = datetime(2024, 1, 31, 21, tzinfo=UTC)
QUIET, DRIFTED = Drift(False, None, "no drift in scores"), Drift(True, 40, "scores went from 0.50σ to 0.90σ, noticed after 41 nights")


@pytest.fixture
def standing(row: Callable[..., ModelVersion]) -> list[ModelVersion]:
    """A version through night 20, and one through night 30, trained at `TRAINED`."""
    return [row(1, 20), row(2, 30)]


def test_a_fresh_version_is_not_due(standing: list[ModelVersion]):
    assert due(standing, date(2024, 2, 6), [QUIET], TRAINED + timedelta(days=6, hours=23)) == ()


def test_a_week_old_version_is_due_when_there_are_newer_nights(standing: list[ModelVersion]):
    now = TRAINED + timedelta(days=7)
    assert due(standing, date(2024, 2, 1), [QUIET], now) == (
        "was trained 7 days ago, at most 6 are fresh; nights up to 2024-02-01 are new",
    )
    assert due(standing, NIGHT, [DRIFTED], now) == ()
    assert due(standing, date(2024, 2, 1), [], now, max_age_days=8) == ()


def test_drift_is_a_reason_at_once(standing: list[ModelVersion]):
    found = due(standing, date(2024, 2, 1), [QUIET, DRIFTED], TRAINED + timedelta(days=1))
    assert found == ("drift: scores went from 0.50σ to 0.90σ, noticed after 41 nights",)


def test_what_was_never_trained_is_due_and_without_nights_nothing_is():
    assert due([], NIGHT, [], TRAINED) == ("was never trained",)
    assert due([], None, [DRIFTED], TRAINED) == ()


def test_a_version_that_failed_its_gate_counts_as_trained(row: Callable[..., ModelVersion]):
    failed = row(3, 30, gate=Verdict(passed=False, reasons=()), retired_at=TRAINED)
    assert due([row(1, 5), failed], date(2024, 2, 2), [], TRAINED + timedelta(days=2)) == ()


def test_another_version_of_the_code_is_a_reason_even_without_new_nights(standing: list[ModelVersion]):
    assert due(standing, NIGHT, [], TRAINED, code_version="2") == ("was trained by code version 1, this is 2",)
    assert due(standing, NIGHT, [], TRAINED, code_version="1") == ()


def test_all_reasons_are_told_together(standing: list[ModelVersion]):
    assert len(due(standing, date(2024, 2, 9), [DRIFTED, DRIFTED], TRAINED + timedelta(days=9), code_version="2")) == 4
