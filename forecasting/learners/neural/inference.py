"""A trained network at work: forecasts, attention, and what each input contributed; nothing learns here.

Imports torch at its top: to be imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from forecasting.learners.neural.network import LstmNetwork
from forecasting.learners.neural.scaling import Float32s
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.torch_state import threads
from forecasting.learners.neural.trained import Weights
from forecasting.learners.neural.windows import Places
from forecasting.quantiles import MEDIAN, Flags, Floats

CHUNK = 4
"""Windows that go through the network together, always this many: matrix kernels round a little differently by size, and a forecast
must not depend on how many nights follow it."""
NODES = 32
"""Of the Gauss–Legendre rule along the path of the integrated gradients."""

Layout = dict[str, tuple[tuple[int, ...], str]]
"""Name of each weight array → its shape and type."""


def layout(settings: LstmSettings, inputs: int, targets: int) -> Layout:
    """What the weights of such a network look like; nothing is allocated."""
    kinds = {name: (tuple(values.shape), str(values.dtype).removeprefix("torch.")) for name, values in _empty(settings, inputs, targets)}
    return dict(kinds)


def network_of(weights: Weights, settings: LstmSettings, inputs: int, targets: int) -> LstmNetwork:
    """The network with these weights, ready to forecast on the processor; torch's random numbers are not touched."""
    with torch.device("meta"):
        network = LstmNetwork(inputs, targets, settings)
    network.load_state_dict({name: torch.tensor(values) for name, values in weights.items()}, assign=True)
    return network.requires_grad_(False).eval()


def forecasts(network: LstmNetwork, inputs: Float32s, known: Flags, begins: Places, settings: LstmSettings) -> Float32s:
    """Scaled forecasts (k, T, 21) or (k, T) of the windows that begin at those rows of the table (m, 2F)."""
    return _chunked(network.forward, inputs, known, begins, settings)


def attention(network: LstmNetwork, inputs: Float32s, known: Flags, begins: Places, settings: LstmSettings) -> Float32s:
    """What each evening of those windows weighs, (k, lookback)."""
    return _chunked(network.weights_of, inputs, known, begins, settings)


def integrated_gradients(network: LstmNetwork, window: Float32s, known: Flags, target: int, settings: LstmSettings) -> tuple[float, Floats]:
    """The scaled median at the baseline, and what each input (2F,) adds to it on the way to the window (lookback, 2F).

    The baseline is a window of training means, all of them known. Attention passes over the same evenings on the whole way.

    Source: Sundararajan, Taly, Yan 2017, equation 3; the integral by Gauss–Legendre.
    """
    nodes, shares = np.polynomial.legendre.leggauss(NODES)
    way = torch.tensor((nodes + 1.0) / 2.0, dtype=torch.float32).reshape(-1, 1, 1)
    end, told = torch.tensor(window).unsqueeze(0), torch.tensor(known).unsqueeze(0)
    with threads(settings.threads):
        points = (way * end).requires_grad_(True)
        (slopes,) = torch.autograd.grad(_median(network(points, told.expand(NODES, -1)), target).sum(), points)
        with torch.no_grad():
            baseline = float(_median(network(torch.zeros_like(end), told), target))
    mean_slope = (slopes.double() * torch.tensor(shares / 2.0).reshape(-1, 1, 1)).sum(dim=0)
    return baseline, (mean_slope * end[0].double()).sum(dim=0).numpy()


def _median(output: Tensor, target: int) -> Tensor:
    return output[:, target, MEDIAN] if output.ndim == 3 else output[:, target]


def _empty(settings: LstmSettings, inputs: int, targets: int) -> Iterator[tuple[str, Tensor]]:
    with torch.device("meta"):
        yield from LstmNetwork(inputs, targets, settings).state_dict().items()


def _chunked(
    compute: Callable[[Tensor, Tensor], Tensor], inputs: Float32s, known: Flags, begins: Places, settings: LstmSettings
) -> Float32s:
    """The results (k, …) of whole chunks; the last one is filled up with its last window, whose copies are dropped."""
    filled = np.pad(begins, (0, -len(begins) % CHUNK), mode="edge").reshape(-1, CHUNK)
    table, told = torch.tensor(inputs), torch.tensor(known)
    steps = torch.arange(settings.lookback)
    with threads(settings.threads), torch.inference_mode():
        rows = [torch.tensor(chunk).unsqueeze(1) + steps for chunk in filled]
        found = torch.cat([compute(table[places], told[places]) for places in rows])
    return found[: len(begins)].numpy()
