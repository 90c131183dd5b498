"""The forecast of recovery % as probabilities of WHOOP's zones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.quantiles import LEVELS

YELLOW_FROM, GREEN_FROM = 33.5, 66.5
"""Red is 0–33, yellow 34–66, green 67–100 of whole percents (WHOOP, "Recovery"); the cuts lie between them."""


def zone_probabilities(quantiles: Sequence[float]) -> dict[str, float]:
    """Probabilities of green, yellow and red; they add up to 1.

    Args:
        quantiles: (21,) of recovery %, sorted; linear between the levels and out to 0 and 100.
    """
    points = np.array([0.0, *np.clip(quantiles, 0.0, 100.0), 100.0])
    levels = np.array([0.0, *LEVELS, 1.0])
    below_yellow, below_green = (float(np.interp(cut, points, levels)) for cut in (YELLOW_FROM, GREEN_FROM))
    return {"green": 1.0 - below_green, "yellow": below_green - below_yellow, "red": below_yellow}
