"""The feature table: one row per evening, one column per feature of the catalog; what was not known is NaN, never zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.quantiles import Floats


@dataclass(frozen=True)
class FeatureTable:
    """What was known on each evening of a span of consecutive nights."""

    start: date
    """The night that the first row is about; row i holds what its evening, the one before night `start` + i, knew."""
    names: tuple[str, ...]
    """Of the columns: names of `forecasting.features.catalog.FEATURES`, in its order."""
    values: Floats
    """(m, len(names)) in each feature's own unit; NaN where it was not known."""

    def rows(self, first: date, count: int) -> Floats:
        """Rows (count, len(names)) of the nights from `first` on; NaN where the table does not reach."""
        found = np.full((count, len(self.names)), np.nan)
        offset = (first - self.start).days
        low, high = max(offset, 0), min(offset + count, len(self.values))
        if low < high:
            found[low - offset : high - offset] = self.values[low:high]
        return found
