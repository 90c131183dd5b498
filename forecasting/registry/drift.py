"""Whether a sequence has drifted. The one owner of river; a fold over the values given, its state rebuilt each time.

ADWIN keeps a window and cuts it where its older and newer parts differ by more than chance: both ways, so that scores that become
better are told as well. River's bound is made for values about one wide and for independent ones; hence the units of `Watch`, and blocks
for inputs, whose nights resemble each other.

Source: Bifet & Gavaldà, SIAM International Conference on Data Mining (2007), "Learning from time-changing data with adaptive windowing".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Watch:
    """How a kind of sequence is watched."""

    what: str
    unit: float
    """Width that is fed to the detector as one."""
    cap: float
    """Values beyond ±cap count as cap: one wild night is no drift."""
    block: int
    """Known values that are averaged before they are fed."""
    delta: float
    """ADWIN's confidence parameter: lower is rarer."""
    grace: int
    """Blocks before which nothing is detected."""
    least: int
    """Fewest blocks on either side of a cut."""


SCORES = Watch("scores", unit=0.2, cap=2.5, block=1, delta=0.01, grace=30, least=7)
"""For CRPS in σ, night by night. Measured over 200 simulated years each: no false alarm where nights are independent, normal or
t with 5 degrees of freedom, 6% where their wildness comes in spells. A spread that doubles is noticed after a median of 21 nights,
of 37 with the t; one that grows by half, after two months or never."""
INPUTS = Watch("inputs", unit=0.5, cap=6.0, block=3, delta=0.01, grace=10, least=3)
"""For inputs in σ of the training data. Measured over 200 simulated years each: false alarms 0% at a lag-1 correlation of 0.3, 2% at
0.6, but 25% at 0.8: watch what wanders as its deviation from a slow level. A shift of 2σ is noticed after a median of 28 nights, one
of 1σ after ten weeks."""


@dataclass(frozen=True)
class Drift:
    """Whether, and where, a sequence drifted."""

    flag: bool
    at_index: int | None
    """Place in the sequence at which the newest drift was noticed."""
    reason: str


def drifted(values: Sequence[float], watch: Watch = SCORES, *, since: int = 0) -> Drift:
    """The newest drift noticed at or after place `since`.

    Args:
        values: (n,) in σ, oldest first; NaN where a night is missing.
        watch: how to look.
        since: places before it only teach: what was noticed there, the last training has answered.
    """
    found = [(at, before, after) for at, before, after in _detections(values, watch) if at >= since]
    if not found:
        return Drift(False, None, f"no drift in {watch.what}")
    at, before, after = found[-1]
    return Drift(True, at, f"{watch.what} went from {before:.2f}σ to {after:.2f}σ, noticed after {at + 1} nights")


def inputs_drifted(columns: Mapping[str, Sequence[float]], *, since: int = 0) -> Drift:
    """The newest drift among many inputs, named; each is watched the more strictly, the more there are (Bonferroni).

    Args:
        columns: name → (n,) in σ of the training data, over the same nights.
        since: as in `drifted`.
    """
    found: list[tuple[int, str]] = []
    for name, values in columns.items():
        one = drifted(values, replace(INPUTS, what=name, delta=INPUTS.delta / len(columns)), since=since)
        if one.at_index is not None:
            found.append((one.at_index, one.reason))
    if not found:
        return Drift(False, None, f"no drift in {len(columns)} inputs")
    at, reason = max(found)
    return Drift(True, at, reason)


def _detections(values: Sequence[float], watch: Watch) -> Iterator[tuple[int, float, float]]:
    """(place, mean, mean of the newest blocks) of every detection, since the one before it; means in σ."""
    from river.drift import ADWIN

    detector = ADWIN(  # type: ignore[no-untyped-call]  # river ships without types for it
        delta=watch.delta, clock=1, grace_period=watch.grace, min_window_length=watch.least
    )
    fed: list[float] = []
    for place, value in _blocks(values, watch):
        fed.append(value)
        detector.update(value / watch.unit)  # type: ignore[no-untyped-call]  # river ships without types for it
        if detector.drift_detected:  # after which river begins anew
            yield place, _mean(fed[: -watch.least]), _mean(fed[-watch.least :])
            fed = []


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _blocks(values: Sequence[float], watch: Watch) -> Iterator[tuple[int, float]]:
    """(place of its last value, mean) of each full block of known values."""
    held: list[float] = []
    for place, value in enumerate(values):
        if math.isfinite(value):
            held.append(max(-watch.cap, min(watch.cap, value)))
        if len(held) == watch.block:
            yield place, _mean(held)
            held = []
