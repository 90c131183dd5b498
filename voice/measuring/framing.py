"""Sound cut into frames, their level, and which of them lie in speech; nothing that is said of a voice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from voice.sound import RATE

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Flags = NDArray[bool_]

Spans = Sequence[tuple[float, float]]
"""Stretches of speech, in seconds from the beginning, ascending."""
HOP = RATE // 100
"""Samples from one frame to the next: 10 ms."""
SHORT = RATE // 40
"""Samples of a frame of which the level is told: 25 ms."""
FLOOR_DBFS = -96.0
"""Of a level: what 16 bits can tell apart."""


def frames_of(samples: Floats, width: int) -> Floats:
    """(n, width) frames, one every 10 ms, as a view; none where the sound is shorter than one."""
    if len(samples) < width:
        return np.empty((0, width))
    return sliding_window_view(samples, width)[::HOP]


def levels_of(samples: Floats) -> Floats:
    """(n,) level of every 25 ms, in dB below a square wave of full scale."""
    square: Floats = np.concatenate([[0.0], np.cumsum(samples * samples)])
    starts = np.arange(0, max(len(samples) - SHORT + 1, 0), HOP)
    power = np.maximum(square[starts + SHORT] - square[starts], 0.0) / SHORT
    return decibels(power)


def decibels(power: Floats) -> Floats:
    """Powers as levels, never below `FLOOR_DBFS`."""
    return np.maximum(10.0 * np.log10(np.maximum(power, 1e-12)), FLOOR_DBFS)


def within(spans: Spans, count: int, width: int, *, margin: float = 0.0) -> Flags:
    """(count,) whether the middle of each frame lies in a stretch, made longer at both ends by `margin` seconds."""
    middles = (np.arange(count) * HOP + width / 2) / RATE
    found: Flags = np.zeros(count, dtype=np.bool_)
    for start, end in spans:
        found[np.searchsorted(middles, start - margin) : np.searchsorted(middles, end + margin)] = True
    return found


def speech_seconds(spans: Spans) -> float:
    """How long the stretches last together."""
    return float(sum(max(end - start, 0.0) for start, end in spans))
