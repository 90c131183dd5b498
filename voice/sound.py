"""Sound as every part of this room takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

RATE = 16_000
"""Samples per second."""


@dataclass(frozen=True, eq=False)
class Sound:
    """Decoded sound: one channel, 16,000 samples a second."""

    samples: NDArray[float32]
    """(n,) in −1 … 1."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE
