"""The training loop: masked losses, gradient steps, schedule, early stopping; not what is trained on.

Imports torch at its top: to be imported inside functions only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.errors import BadInput
from forecasting.learners.learner import Progress
from forecasting.learners.neural.network import LstmNetwork
from forecasting.learners.neural.sequences import Prepared, Sequences
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.torch_state import device_of, seeded, threads
from forecasting.learners.neural.trained import Epoch, Weights
from forecasting.learners.neural.windows import Places
from forecasting.quantiles import LEVELS

VALIDATION_BATCH = 512
LEAST_GAIN = 1e-5
"""A validation loss must fall by this to count as better."""
HUBER_BEND = 1.0
"""In standard deviations of the target: beyond it an error counts linearly."""


@dataclass(frozen=True)
class Tuning:
    """Where fine-tuning begins, and what it leaves alone."""

    weights: Weights
    frozen: str
    """As in `FineTuneSettings`."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What training came to."""

    weights: Weights
    history: tuple[Epoch, ...]
    best_epoch: int
    """From 1; 0 if no epoch was better than the beginning."""
    early_stopped: bool
    parameters: int


def optimise(prepared: Prepared, targets: int, settings: LstmSettings, progress: Progress, tuning: Tuning | None = None) -> Outcome:
    """The best weights that these settings find.

    The best epoch is the one with the least validation loss, without validation windows the last. Torch's threads and random numbers
    are as before afterwards.

    Raises:
        BadInput: if the loss becomes infinite, or a GPU is wanted and there is none.
    """
    device = device_of(settings.device)
    with threads(settings.threads), seeded(settings.seed, device):
        network = LstmNetwork(prepared.inputs.shape[1], targets, settings).to(device)
        if tuning is not None:
            network.load_state_dict({name: torch.tensor(values) for name, values in tuning.weights.items()})
            _freeze(network, tuning.frozen)
        return _Run(network, prepared, settings, tuned=tuning is not None).train(progress)


def pinball_losses(forecasts: Tensor, targets: Tensor) -> Tensor:
    """Mean pinball loss over the levels (batch, T), of quantiles (batch, T, 21) and targets (batch, T).

    Source: Koenker and Bassett 1978; half the CRPS as `forecasting.scores` averages it, but over all 21 levels.
    """
    levels = torch.tensor(LEVELS, dtype=forecasts.dtype, device=forecasts.device)
    error = targets.unsqueeze(-1) - forecasts
    return torch.maximum(levels * error, (levels - 1.0) * error).mean(dim=-1)


def point_losses(forecasts: Tensor, targets: Tensor, kind: str) -> Tensor:
    """Huber or squared losses (batch, T) of points (batch, T)."""
    if kind == "squared":
        return nn.functional.mse_loss(forecasts, targets, reduction="none")
    return nn.functional.huber_loss(forecasts, targets, reduction="none", delta=HUBER_BEND)


def loss_sums(forecasts: Tensor, targets: Tensor, weights: Tensor, settings: LstmSettings) -> tuple[Tensor, Tensor]:
    """Weighted sum of losses over known targets, and the sum of their weights; missing targets (NaN) give no loss and no gradient.

    Every known value counts, whichever target it is of; targets are scaled, so their losses compare.
    """
    known = torch.isfinite(targets)
    filled = torch.where(known, targets, torch.zeros_like(targets))
    quantile = settings.head == "quantile"
    losses = pinball_losses(forecasts, filled) if quantile else point_losses(forecasts, filled, settings.point_loss)
    counts = known * weights.unsqueeze(-1)
    return (losses * counts).sum(), counts.sum()


class _Windows:
    """Windows on the device, cut out of the table batch by batch."""

    def __init__(self, prepared: Prepared, sequences: Sequences, settings: LstmSettings, device: torch.device) -> None:
        self._inputs, self._known = torch.tensor(prepared.inputs, device=device), torch.tensor(prepared.known, device=device)
        self._begins = torch.tensor(sequences.begins, device=device)
        self._targets, self._weights = torch.tensor(sequences.targets, device=device), torch.tensor(sequences.weights, device=device)
        self._steps = torch.arange(settings.lookback, device=device)
        self._settings = settings

    def __len__(self) -> int:
        return len(self._begins)

    def loss_sums(self, network: LstmNetwork, places: Places) -> tuple[Tensor, Tensor]:
        """As the function of that name, of the windows at those places."""
        chosen = torch.tensor(places, device=self._begins.device)
        rows = self._begins[chosen].unsqueeze(1) + self._steps
        forecasts = network(self._inputs[rows], self._known[rows])
        return loss_sums(forecasts, self._targets[chosen], self._weights[chosen], self._settings)


class _Run:
    """One training, epoch after epoch."""

    def __init__(self, network: LstmNetwork, prepared: Prepared, settings: LstmSettings, *, tuned: bool) -> None:
        self._network, self._settings, self._tuned = network, settings, tuned
        device = next(network.parameters()).device
        self._training = _Windows(prepared, prepared.training, settings, device)
        self._validation = _Windows(prepared, prepared.validation, settings, device)
        self._trainable = [weights for weights in network.parameters() if weights.requires_grad]
        self._optimiser = torch.optim.AdamW(self._trainable, lr=settings.rate, weight_decay=settings.weight_decay)
        self._schedule = _schedule(self._optimiser, settings)
        self._order = np.random.default_rng(settings.seed)
        self._history: list[Epoch] = []
        self._best, self._best_epoch, self._best_loss = _copied(network), 0, math.inf

    def train(self, progress: Progress) -> Outcome:
        """All epochs, or fewer when patience ends."""
        if self._tuned and len(self._validation):
            self._best_loss = self._validation_loss()  # what is not better than the untuned network is not worth keeping
        epochs = self._settings.epochs
        while len(self._history) < epochs and not self._patience_is_over():
            self._epoch()
            progress(f"epoch {len(self._history)} of {epochs}", len(self._history) / epochs)
        parameters = sum(weights.numel() for weights in self._network.parameters())
        return Outcome(self._best, tuple(self._history), self._best_epoch, len(self._history) < epochs, parameters)

    def _epoch(self) -> None:
        rate = float(self._optimiser.param_groups[0]["lr"])
        training = self._pass()
        validation = self._validation_loss() if len(self._validation) else None
        watched = training if validation is None else validation
        if not math.isfinite(watched):
            raise BadInput(f"the loss became {watched:g} in epoch {len(self._history) + 1} at a rate of {rate:g}; choose a lower rate")
        self._history.append(Epoch(training, validation, rate))
        self._keep_if_best(validation)
        self._adapt_rate(watched)

    def _pass(self) -> float:
        self._network.train()
        if self._tuned:
            self._network.norm.eval()  # one person's few nights are no measure of what batches look like
        losses, counts = [], []
        for places in batches(self._order.permutation(len(self._training)), self._settings.batch):
            loss, count = self._training.loss_sums(self._network, places)
            self._optimiser.zero_grad(set_to_none=True)
            (loss / count).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            nn.utils.clip_grad_norm_(self._trainable, self._settings.clip)
            self._optimiser.step()
            losses.append(loss.detach())
            counts.append(count)
        return float(sum(losses) / sum(counts))

    def _validation_loss(self) -> float:
        self._network.eval()
        with torch.no_grad():
            parts = batches(np.arange(len(self._validation)), VALIDATION_BATCH)
            losses, counts = zip(*(self._validation.loss_sums(self._network, places) for places in parts), strict=True)
        return float(sum(losses) / sum(counts))

    def _keep_if_best(self, validation: float | None) -> None:
        if validation is None or validation < self._best_loss - LEAST_GAIN:
            self._best, self._best_epoch = _copied(self._network), len(self._history)
            self._best_loss = math.inf if validation is None else validation

    def _adapt_rate(self, loss: float) -> None:
        if isinstance(self._schedule, torch.optim.lr_scheduler.ReduceLROnPlateau):
            self._schedule.step(loss)
        elif self._schedule is not None:
            self._schedule.step()

    def _patience_is_over(self) -> bool:
        return len(self._history) - self._best_epoch >= self._settings.patience


def batches(order: Places, size: int) -> Iterator[Places]:
    """The places in batches of that size; one that would be left over alone joins the last: it could not be normalised."""
    ends = [*range(size, len(order), size), len(order)]
    if len(ends) > 1 and ends[-1] - ends[-2] == 1:
        del ends[-2]
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        yield order[begin:end]


Schedule = torch.optim.lr_scheduler.ReduceLROnPlateau | torch.optim.lr_scheduler.CosineAnnealingLR


def _schedule(optimiser: torch.optim.Optimizer, settings: LstmSettings) -> Schedule | None:
    if settings.schedule == "plateau":
        return torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.5, patience=max(1, settings.patience // 3))
    if settings.schedule == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=settings.epochs)
    return None


def _freeze(network: LstmNetwork, frozen: str) -> None:
    top = f"_l{network.lstm.num_layers - 1}"
    for name, weights in network.lstm.named_parameters():
        is_top = name.removesuffix("_reverse").endswith(top)
        weights.requires_grad_(frozen == "none" or (frozen == "lower" and is_top))


def _copied(network: nn.Module) -> Mapping[str, np.ndarray]:
    return {name: values.detach().cpu().numpy().copy() for name, values in network.state_dict().items()}
