"""The feature table: one row per evening, one column per feature of the catalog; what was not known is NaN, never zero."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.errors import BadInput
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

    def until(self, night: date) -> FeatureTable:
        """The rows of the nights before that one."""
        return dataclasses.replace(self, values=self.values[: max((night - self.start).days, 0)])

    def row(self, night: date) -> dict[str, float]:
        """Name → value on the evening before that night.

        Raises:
            BadInput: where the table has no row of it.
        """
        return dict(zip(self.names, self.values[self._place(night)].tolist(), strict=True))

    def with_values(self, night: date, values: Mapping[str, float]) -> FeatureTable:
        """A copy with other values in one row; features computed from these do not follow (`scenario.scenario` makes them).

        Args:
            night: the row's.
            values: name → value, NaN for "not known".

        Raises:
            BadInput: for a name that is no column, or a night without a row.
        """
        unknown = sorted(set(values) - set(self.names))
        if unknown:
            raise BadInput(f"no feature {', '.join(map(repr, unknown))} in this table; `morrow features list` shows their names")
        changed = self.values.copy()
        place = self._place(night)
        for name, value in values.items():
            changed[place, self.names.index(name)] = value
        return dataclasses.replace(self, values=changed)

    def _place(self, night: date) -> int:
        place = (night - self.start).days
        if not 0 <= place < len(self.values):
            last = self.start + timedelta(days=len(self.values) - 1)
            raise BadInput(f"wanted the night of {night}, the table holds {self.start} … {last}")
        return place
