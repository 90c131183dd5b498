"""Which epoch stands where several devices tell of the nights, and that no other epoch is scored against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from agent.settle import unsettled
from core.entries import LedgerEntry
from core.records import Night
from core.snapshot import Snapshot
from core.targets import TARGETS
from forecasting.quantiles import LEVELS
from forecasting.series import series_of

HRV = TARGETS["hrv_rmssd_ms"]
FIRST = date(2026, 1, 1)


def night(number: int, epoch: str) -> Night:
    """One of WHOOP's or Oura's."""
    day = FIRST + timedelta(days=number)
    wake = datetime.combine(day, time(7), UTC)
    window = {"whoop": "last_sws", "oura": "whole_night"}[epoch]
    told = {"night": day, "sleep_start": wake - timedelta(hours=8), "sleep_end": wake, "hrv_rmssd_ms": 50.0 + number, "hrv_window": window}
    return Night(person_id="a", key=str(day), source=epoch, source_epoch=epoch, known_at=wake, hrv_method="rmssd", **told)


def usable(epochs: str) -> int:
    """How many nights the series of those nights (w: WHOOP, o: Oura) holds."""
    nights = [night(number, {"w": "whoop", "o": "oura"}[letter]) for number, letter in enumerate(epochs)]
    return series_of(nights, HRV, FIRST + timedelta(days=len(nights))).usable


@pytest.mark.parametrize(
    ("epochs", "held"),
    [
        ("w" * 20 + "o", 20),  # a strap left at home for a night
        ("w" * 20 + "ooo", 20),  # three of the last seven
        ("w" * 20 + "oooo", 4),  # the new device has taken over
        ("wo", 1),
        ("ww" + "oo", 2),  # a tie: the newer one
    ],
)
def test_the_epoch_of_most_of_the_last_nights_stands(epochs: str, held: int) -> None:
    assert usable(epochs) == held


@pytest.mark.parametrize(("came", "kinds"), [("whoop", ["outcome", "score"]), ("oura", ["outcome"])])
def test_a_value_of_another_device_is_no_outcome_of_what_was_forecast(came: str, kinds: list[str]) -> None:
    nights = (*(night(number, "whoop") for number in range(10)), night(10, came))
    at = nights[-1].sleep_start - timedelta(hours=2)
    quantiles = {f"{level:g}": 40.0 + 40.0 * level for level in LEVELS}
    said = {"quantiles": quantiles, "models_only": {"quantiles": quantiles}, "forecasters": []}
    payload = {"late": False, "targets": {"hrv_rmssd_ms": said}}
    forecast = LedgerEntry(1, "forecast", "a", nights[-1].night, 1, 1, at, at, "x", payload, "", "")
    empty = dict.fromkeys(("days", "workouts", "sleeps", "journal", "measures", "outcomes", "scores", "memories"), ())
    snapshot = Snapshot("a", nights[-1].known_at, "live", "live", None, nights, forecasts=(forecast,), facts_digest="x", **empty)
    assert [content.kind for content in unsettled(snapshot)] == kinds
    assert [content.kind for content in unsettled(replace(snapshot, nights=nights[:-1]))] == []
