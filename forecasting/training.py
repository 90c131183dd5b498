"""The ritual that retrains what is stale. The catalog holds rules only so far: nothing is ever due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Retraining:
    """What the ritual found and did."""

    as_of: datetime
    due: tuple[str, ...]
    """Names of the forecasters that were stale."""
    trained: tuple[str, ...]
    """Names of those that were trained anew."""
    reason: str


def retrain_if_due(as_of: datetime) -> Retraining:
    """What was retrained; nothing while no trained forecaster stands in the catalog.

    Args:
        as_of: the instant whose knowledge training may use.
    """
    return Retraining(as_of, (), (), "no trained forecaster stands in the catalog: its rules learn as they run and need no training")
