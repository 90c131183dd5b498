"""The recurrent network itself: layers, heads, attention and first weights; not their training.

Imports torch at its top: to be imported inside functions only.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from forecasting.learners.neural.settings import LstmSettings
from forecasting.quantiles import LEVELS, MEDIAN, student_row

HEAD_GAIN = 0.1
"""Of the head's first weights: small, so that training starts from the targets' own distribution."""


class LstmNetwork(nn.Module):
    """Forecasts of a batch of windows, in standard deviations of each target.

    Recurrent layers, their last state (with attention: beside a weighted mean of all states), batch normalisation, dropout, a linear
    head. All targets share everything but their rows of the head.
    """

    def __init__(self, inputs: int, targets: int, settings: LstmSettings) -> None:
        super().__init__()
        inner = settings.dropout if settings.layers > 1 else 0.0  # torch warns of dropout between the layers of one
        self.lstm = nn.LSTM(inputs, settings.width, settings.layers, batch_first=True, dropout=inner, bidirectional=settings.bidirectional)
        states = settings.width * (2 if settings.bidirectional else 1)
        summary = states * (2 if settings.attention else 1)
        self.attention = Attention(states) if settings.attention else None
        self.norm = nn.BatchNorm1d(summary)
        self.drop = nn.Dropout(settings.dropout)
        self.head: nn.Module = QuantileHead(summary, targets) if settings.head == "quantile" else PointHead(summary, targets)
        _start(self.lstm)

    def forward(self, windows: Tensor, known: Tensor | None = None) -> Tensor:
        """Sorted quantiles (batch, targets, 21), or points (batch, targets).

        Args:
            windows: (batch, lookback, inputs).
            known: (batch, lookback), false for evenings of which nothing is known; attention passes them over.
        """
        outputs, (hidden, _) = self.lstm(windows)
        summary = torch.cat([hidden[-2], hidden[-1]], dim=1) if self.lstm.bidirectional else hidden[-1]
        if self.attention is not None:
            weights = self.attention(outputs, known)
            summary = torch.cat([summary, (weights.unsqueeze(-1) * outputs).sum(dim=1)], dim=1)
        forecasts: Tensor = self.head(self.drop(self.norm(summary)))
        return forecasts

    def weights_of(self, windows: Tensor, known: Tensor | None = None) -> Tensor:
        """Attention (batch, lookback): what each evening weighs; rows sum to 1. Only with the setting `attention`."""
        if self.attention is None:
            raise AttributeError("attention")
        weights: Tensor = self.attention(self.lstm(windows)[0], known)
        return weights


class Attention(nn.Module):
    """Weights of a window's evenings by what their states say (Bahdanau, Cho, Bengio 2015, additive form without a query)."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.key = nn.Linear(states, states)
        self.score = nn.Linear(states, 1, bias=False)  # a constant added to all scores changes no weight
        nn.init.xavier_uniform_(self.key.weight)
        nn.init.zeros_(self.key.bias)
        nn.init.xavier_uniform_(self.score.weight)

    def forward(self, outputs: Tensor, known: Tensor | None) -> Tensor:
        """Weights (batch, lookback) of states (batch, lookback, states); none for an unknown evening, unless it is the last."""
        scores: Tensor = self.score(torch.tanh(self.key(outputs))).squeeze(-1)
        if known is not None:
            last = torch.arange(scores.shape[1], device=scores.device) == scores.shape[1] - 1
            scores = scores.masked_fill(~(known | last), -math.inf)
        return torch.softmax(scores, dim=1)


class QuantileHead(nn.Module):
    """Sorted quantiles (batch, targets, 21): a median, and steps up and down from it that cannot be negative."""

    def __init__(self, states: int, targets: int) -> None:
        super().__init__()
        self.targets = targets
        self.linear = nn.Linear(states, targets * len(LEVELS))
        nn.init.xavier_uniform_(self.linear.weight, gain=HEAD_GAIN)
        with torch.no_grad():
            self.linear.bias.copy_(_normal_steps().repeat(targets))

    def forward(self, states: Tensor) -> Tensor:
        """Quantiles at `LEVELS` of states (batch, states)."""
        raw = self.linear(states).reshape(-1, self.targets, len(LEVELS))
        median, steps = raw[..., MEDIAN : MEDIAN + 1], nn.functional.softplus(raw)
        below = steps[..., :MEDIAN].flip(-1).cumsum(-1).flip(-1)
        above = steps[..., MEDIAN + 1 :].cumsum(-1)
        return torch.cat([median - below, median, median + above], dim=-1)


class PointHead(nn.Module):
    """One value per target (batch, targets): for one target (batch, 1)."""

    def __init__(self, states: int, targets: int) -> None:
        super().__init__()
        self.linear = nn.Linear(states, targets)
        nn.init.xavier_uniform_(self.linear.weight, gain=HEAD_GAIN)
        nn.init.zeros_(self.linear.bias)

    def forward(self, states: Tensor) -> Tensor:
        """Points of states (batch, states)."""
        points: Tensor = self.linear(states)
        return points


def _start(lstm: nn.LSTM) -> None:
    """First weights after Glorot and Bengio (2010), gate by gate: the four are stacked in one matrix, whose size is not a gate's."""
    for name, weights in lstm.named_parameters():
        if name.startswith("weight"):
            for gate in weights.detach().chunk(4):
                nn.init.xavier_uniform_(gate)
        else:
            nn.init.zeros_(weights)
            if name.startswith("bias_ih"):  # the second quarter is the forget gate: it begins by keeping (Jozefowicz et al. 2015)
                nn.init.ones_(weights.detach().chunk(4)[1])


def _normal_steps() -> Tensor:
    """Biases (21,) with which the head says the quantiles of a standard normal: 0, and steps under the inverse of softplus."""
    normal = torch.tensor(student_row(math.inf))
    steps = torch.diff(normal)
    inverse = torch.log(torch.expm1(steps))
    return torch.cat([inverse[:MEDIAN], torch.zeros(1, dtype=normal.dtype), inverse[MEDIAN:]]).to(torch.float32)
