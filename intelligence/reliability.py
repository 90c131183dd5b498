"""The track record: how the sealed forecasts of this track and run have fared, from scored nights alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.snapshot import Snapshot
from core.targets import TARGETS

FINAL, PERSONAL_MEAN = "final", "personal_mean"
OPINIONS = ("models", "evidence", "agent")


@dataclass(frozen=True)
class TargetRecord:
    """The record of one target."""

    nights: int
    mean_crps: float
    """Of the sealed forecast, in the target's unit; lower is better."""
    mean_absolute_error: float
    coverage_80: float
    """Share of outcomes inside the 80% range."""
    coverage_95: float
    opinions: Mapping[str, float]
    """Mean CRPS of each opinion over the nights on which all of them were scored; empty when there are none."""
    skill_over_mean: float | None
    """1 − CRPS over that of the personal running mean, on the nights that have both."""


@dataclass(frozen=True)
class TrackRecord:
    """The record of one person on one track."""

    scored_nights: int
    targets: Mapping[str, TargetRecord]


def track_record(snapshot: Snapshot, *, before: date | None = None) -> TrackRecord:
    """The record over all nights whose scores the snapshot knows.

    Args:
        snapshot: its scores are of one track and run.
        before: only nights dated earlier.
    """
    scores = [targets for night, targets in snapshot.scored.items() if before is None or night < before]
    by_target = {name: [one[name] for one in scores if name in one] for name in TARGETS}
    return TrackRecord(len(scores), {name: _record(rows) for name, rows in by_target.items() if rows})


def _record(rows: Sequence[Mapping[str, Any]]) -> TargetRecord:
    return TargetRecord(
        nights=len(rows),
        mean_crps=_mean([row["crps"][FINAL] for row in rows]),
        mean_absolute_error=_mean([row["absolute_error"][FINAL] for row in rows]),
        coverage_80=_mean([row["covered_80"] for row in rows]),
        coverage_95=_mean([row["covered_95"] for row in rows]),
        opinions=_head_to_head(rows),
        skill_over_mean=_skill(rows, PERSONAL_MEAN),
    )


def _head_to_head(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    shared = [row["crps"] for row in rows if all(name in row["crps"] for name in OPINIONS)]
    return {name: _mean([crps[name] for crps in shared]) for name in OPINIONS} if shared else {}


def _skill(rows: Sequence[Mapping[str, Any]], baseline: str) -> float | None:
    both = [row["crps"] for row in rows if baseline in row["crps"]]
    reference = sum(crps[baseline] for crps in both)
    return 1.0 - sum(crps[FINAL] for crps in both) / reference if reference > 0.0 else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
