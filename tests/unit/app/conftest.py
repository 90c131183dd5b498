"""A forecast made by hand, and a world in an empty home."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import NormalDist

import pytest
from rich.console import Console

LEVELS = ["0.025", "0.05", *(f"{level / 100:g}" for level in range(10, 95, 5)), "0.95", "0.975"]


def _quantiles(median: float, sd: float) -> dict[str, float]:
    return {level: round(NormalDist(median, sd).inv_cdf(float(level)), 4) for level in LEVELS}


def _target(median: float, sd: float, normal_range: list[float], reason: str) -> dict:
    quantiles = _quantiles(median, sd)
    return {
        "median": median,
        "quantiles": quantiles,
        "interval_80": [quantiles["0.1"], quantiles["0.9"]],
        "interval_95": [quantiles["0.025"], quantiles["0.975"]],
        "normal_range": normal_range,
        "percentile": 31.4,
        "confidence": "high",
        "out_of_range": not normal_range[0] <= median <= normal_range[1],
        "models_only": {"quantiles": quantiles},
        "evidence_only": {"quantiles": quantiles, "shift": -0.2, "widening": 1.1},
        "agent_call": {"quantiles": quantiles, "reason": reason},
        "opinion_weights": {"models": 0.6, "evidence": 0.3, "agent": 0.1},
        "contributions": [
            {"step": "personal_mean", "median": median + 4, "change": 0.0},
            {"step": "models", "median": median + 1, "change": -3.0},
            {"step": "evidence", "median": median, "change": -1.0},
            {"step": "final", "median": median, "change": 0.0},
        ],
        "forecasters": [{"name": "ewma_7", "version": "1", "trained_through": None, "weight": 1.0, "quantiles": quantiles}],
    }


@pytest.fixture
def forecast_json() -> dict:
    """Forecast JSON as DESIGN §8 fixes it, with text in it that would be markup, or a command to a terminal."""
    return {
        "schema_version": 1,
        "forecast_id": "6f1b2f9e-0000-4000-8000-000000000001",
        "person_id": "someone",
        "track": "live",
        "run_id": "live",
        "night": "2026-03-02",
        "horizon": 1,
        "revision": 2,
        "issued_at": "2026-03-01T20:00:05+00:00",
        "as_of": "2026-03-01T20:00:00+00:00",
        "late": False,
        "targets": {
            "hrv_rmssd_ms": _target(48.0, 7.8, [44.0, 61.0], "Two glasses of wine usually cost you a little."),
            "resting_hr_bpm": _target(62.0, 2.7, [52.0, 60.0], "Higher after wine."),
            "resp_rate_brpm": _target(14.6, 0.4, [14.0, 15.2], "Steady."),
            "recovery_pct": _target(44.0, 14.0, [38.0, 82.0], "As the others."),
            "hrv_sdnn_ms": {"abstained": "needs 5 nights, has none"},
        },
        "dependence": {"targets": ["hrv_rmssd_ms"], "correlation": [[1.0]], "n": 90},
        "recovery_zone": {"green": 0.14, "yellow": 0.52, "red": 0.34},
        "evidence": [
            {
                "kind": "alcohol",
                "answer": "yes",
                "probability": 0.97,
                "quote": "two glasses of [bold red]wine[/] \x1b[2J with friends",
                "source": "call_3:answers[0]",
                "shift": {"hrv_rmssd_ms": -0.28, "resting_hr_bpm": 0.31},
                "widening": {"hrv_rmssd_ms": 1.08, "resting_hr_bpm": 1.1},
            }
        ],
        "questions": [{"kind": "illness", "question": "Do you feel ill?", "value": 0.12, "targets": ["resting_hr_bpm"]}],
        "rationale": "In the last measured night your heart rate variability was 51 ms, within your normal range of 44 to 61 ms. "
        "The journal says yes to alcohol.",
        "change_mind": ["A quiet evening without alcohol would move it back towards your usual."],
        "grounding": [{"numeral": "51", "call": "call_1", "path": "targets.hrv_rmssd_ms.last_value", "rounding": 0}],
        "agent": {"kind": "offline_analyst", "model": "offline_analyst", "degraded": ["deadline"], "calls": 5, "tokens": 0, "seconds": 1.2},
        "prior": {"name": "shipped", "trained_through": "2022-01-16", "includes_person": False},
        "data_quality": {
            "findings": [{"kind": "gap", "night": "2026-02-20", "target": None, "detail": "no night from 2026-02-20 to 2026-02-22"}],
            "usable_nights": {"hrv_rmssd_ms": 97},
            "nights_since_last": {"hrv_rmssd_ms": 1},
            "refused_models": [],
        },
        "payload_sha256": "ab" * 32,
        "seal": {"sequence": 12, "previous": "cd" * 32, "sha256": "ef" * 32},
    }


@pytest.fixture
def printed() -> Callable[..., str]:
    """The text of renderables at a width, without colours."""

    def render(parts, width: int = 80) -> str:
        text = io.StringIO()
        console = Console(width=width, force_terminal=False, file=text, highlight=False)
        for part in parts:
            console.print(part)
        return text.getvalue()

    return render


@pytest.fixture
def evening_instant() -> datetime:
    """A Sunday evening, 21:00 in Berlin."""
    return datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
