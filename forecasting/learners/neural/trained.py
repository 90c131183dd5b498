"""A trained network as plain values: its weights, how it came about, and what it says of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.errors import BadInput
from forecasting.learners.neural.scaling import Float32s, Scaler
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.windows import Places, padded, told
from forecasting.quantiles import LEVELS, MEDIAN, Flags, Floats

if TYPE_CHECKING:
    from forecasting.learners.neural.network import LstmNetwork

Weights = Mapping[str, npt.NDArray[np.float32] | npt.NDArray[np.int64]]
"""Arrays by their names in the network; never changed in place."""


@dataclass(frozen=True)
class Epoch:
    """One pass over the training windows."""

    training_loss: float
    """Mean over the pass, with dropout: the network moved while it was taken."""
    validation_loss: float | None
    """After the pass, without dropout; None where nothing was held back."""
    rate: float
    """Learning rate of the pass."""


@dataclass(frozen=True)
class Attribution:
    """Why the median of one target is what it is."""

    prediction: float
    """The median, or the point, on the target's own scale."""
    baseline: float
    """What the network says of evenings that are all as in the training mean."""
    contributions: Floats
    """(F,) of each column over the whole window, its being missing included; they add up to prediction − baseline."""


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """A network that was trained. It reads rows like those it was trained on, and forecasts on the processor."""

    settings: LstmSettings
    columns: tuple[str, ...]
    targets: tuple[str, ...]
    scaler: Scaler
    weights: Weights
    history: tuple[Epoch, ...]
    best_epoch: int
    """The epoch (from 1) whose weights these are; 0 if fine-tuning bettered nothing."""
    early_stopped: bool
    sizes: Mapping[str, int]
    """sequences, validation_sequences, people, rows, columns, inputs, targets, parameters."""
    issues: tuple[str, ...]
    """What was wanting in the data or in the training, in sentences."""
    fine_tuned: bool = False

    @property
    def epochs_run(self) -> int:
        """Epochs until training ended."""
        return len(self.history)

    def predict(self, rows: Floats, last: int | None = None) -> Floats:
        """Forecasts on the targets' own scale: sorted quantiles (n, T, 21), or points (n, T) from a point head.

        Forecast t is of the night after evening t and uses rows[: t + 1] only, to the last bit; the first rows have a short history.

        Args:
            rows: (n, F) consecutive evenings of one person, in the order of `columns`; NaN where nothing is known.
            last: only the forecasts of so many last evenings; all by default.

        Raises:
            BadInput: if the rows have other columns.
        """
        from forecasting.learners.neural import inference

        inputs, known, begins = self._read(rows)
        begins = begins if last is None else begins[len(begins) - last :]
        if not len(begins):
            return np.empty((0, len(self.targets), len(LEVELS)) if self.settings.head == "quantile" else (0, len(self.targets)))
        return self.scaler.unscaled(inference.forecasts(self._network, inputs, known, begins, self.settings))

    def attention(self, rows: Floats) -> Floats:
        """What each evening of each window weighed, (n, lookback), oldest first; every row sums to 1.

        Evenings of which nothing is known weigh nothing.

        Raises:
            BadInput: if the rows have other columns, or the network has no attention.
        """
        from forecasting.learners.neural import inference

        if not self.settings.attention:
            raise BadInput("attention weights need a network trained with attention, this one was not; train with attention=True")
        inputs, known, begins = self._read(rows)
        if not len(begins):
            return np.empty((0, self.settings.lookback))
        return inference.attention(self._network, inputs, known, begins, self.settings).astype(np.float64)

    def attribution(self, rows: Floats, target: str, place: int = -1) -> Attribution:
        """What each column contributed to the median forecast of one night, by integrated gradients.

        Args:
            rows: as for `predict`.
            target: one of `targets`.
            place: the row whose forecast is explained, by default the last.

        Raises:
            BadInput: if the rows have other columns, or there is no such target or row.
        """
        from forecasting.learners.neural import inference

        inputs, known, begins = self._read(rows)
        index = self._index(target)
        if not -len(begins) <= place < len(begins):
            raise BadInput(f"no row {place} among {len(begins)}; choose the row of the evening to explain")
        window = slice(int(begins[place]), int(begins[place]) + self.settings.lookback)
        baseline, shares = inference.integrated_gradients(self._network, inputs[window], known[window], index, self.settings)
        scale, origin = float(self.scaler.target_spread[index]), float(self.scaler.target_mean[index])
        folded = scale * shares.reshape(2, len(self.columns)).sum(axis=0)
        return Attribution(self._centre(inputs, known, begins[[place]], index), scale * baseline + origin, folded)

    def report(self) -> dict[str, float | str | bool]:
        """Settings, sizes and the course of training in one flat mapping, for registry and people."""
        best = self.history[self.best_epoch - 1] if self.best_epoch else None
        losses = {} if best is None else {"training_loss": best.training_loss, "validation_loss": best.validation_loss}
        course: dict[str, float | str | bool] = {
            "epochs_run": self.epochs_run,
            "best_epoch": self.best_epoch,
            "early_stopped": self.early_stopped,
            "fine_tuned": self.fine_tuned,
            "issues": "; ".join(self.issues),
        }
        known = {name: loss for name, loss in losses.items() if loss is not None}
        return {**self.settings.to_json(), **self.sizes, **course, **known}

    @cached_property
    def _network(self) -> LstmNetwork:
        from forecasting.learners.neural import inference

        return inference.network_of(self.weights, self.settings, 2 * len(self.columns), len(self.targets))

    def _centre(self, inputs: Float32s, known: Flags, begins: Places, index: int) -> float:
        from forecasting.learners.neural import inference

        said = self.scaler.unscaled(inference.forecasts(self._network, inputs, known, begins, self.settings))[0, index]
        return float(said[MEDIAN] if said.ndim else said)

    def _index(self, target: str) -> int:
        if target not in self.targets:
            raise BadInput(f"no target {target} in this network; it knows {', '.join(self.targets)}")
        return self.targets.index(target)

    def _read(self, rows: Floats) -> tuple[Float32s, Flags, Places]:
        """The scaled table (m, 2F), which of its rows say anything, and where each window begins."""
        if rows.ndim != 2 or rows.shape[1] != len(self.columns):
            raise BadInput(f"this network reads rows (n, {len(self.columns)}), these are {rows.shape}; give the columns it was trained on")
        table, begins = padded([rows], self.settings.lookback)
        return self.scaler.inputs(table), told(table), begins
