"""The open catalog of what is forecast: name, unit, scale, plausible range.

Adding a target is one entry here, if `core.records.Night` has a field of that name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from core.errors import UnknownName


@dataclass(frozen=True)
class Target:
    """One forecast quantity of a night."""

    name: str
    """Field of `core.records.Night` and key in forecast JSON; the unit is its last part."""
    label: str
    """Words for people."""
    unit: str
    scale: Literal["log", "linear"]
    """Scale on which forecasters model it."""
    plausible: tuple[float, float]
    """Inclusive physiological range, in `unit`; what lies outside is a finding, not a value."""
    primary: bool
    decimals: int
    """Digits after the point when shown or quoted."""

    def is_plausible(self, value: float | None) -> bool:
        """True for a finite value within the plausible range."""
        return value is not None and math.isfinite(value) and self.plausible[0] <= value <= self.plausible[1]

    def to_scale(self, value: float) -> float:
        """The value on the modelling scale."""
        return math.log(value) if self.scale == "log" else value

    def from_scale(self, value: float) -> float:
        """The value in `unit`, from the modelling scale."""
        return math.exp(value) if self.scale == "log" else value


TARGETS: dict[str, Target] = {
    t.name: t
    for t in (
        Target("hrv_rmssd_ms", "heart rate variability", "ms", "log", (5.0, 300.0), True, 0),
        Target("resting_hr_bpm", "resting heart rate", "bpm", "linear", (25.0, 120.0), True, 0),
        Target("resp_rate_brpm", "respiratory rate", "breaths/min", "linear", (5.0, 40.0), True, 1),
        Target("nightly_hr_bpm", "nightly heart rate", "bpm", "linear", (25.0, 120.0), False, 0),
        Target("recovery_pct", "recovery", "%", "linear", (0.0, 100.0), False, 0),
        Target("sleep_minutes", "time asleep", "min", "linear", (60.0, 1080.0), False, 0),
        Target("hrv_sdnn_ms", "heart rate variability (SDNN)", "ms", "log", (5.0, 300.0), False, 0),
    )
}
"""All targets, primary ones first. Ranges: the project's own choice, wider than any healthy adult."""

PRIMARY: tuple[str, ...] = tuple(t.name for t in TARGETS.values() if t.primary)


def target(name: str) -> Target:
    """The target of that name.

    Raises:
        UnknownName: if the catalog has none.
    """
    if name not in TARGETS:
        raise UnknownName(f"no target {name!r}; known: {', '.join(TARGETS)}")
    return TARGETS[name]
