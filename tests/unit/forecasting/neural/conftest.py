"""Small panels with a signal that can be learned, and networks trained on them; all seeded, one thread."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.trained import TrainedNetwork
from forecasting.learners.neural.training import train

COLUMNS = ("level", "echo", "noise", "strain")
TARGETS = ("hrv", "rhr")


def _block(person: str, seed: int, nights: int) -> PersonRows:
    """HRV follows `level` of its evening, RHR falls by twice the `echo` of the evening before; the other columns tell nothing."""
    rng = np.random.default_rng(seed)
    rows = np.column_stack([rng.normal(50.0, 10.0, nights), rng.normal(0.0, 1.0, nights), rng.normal(size=nights), np.full(nights, np.nan)])
    before = np.concatenate([[0.0], rows[:-1, 1]])
    targets = np.column_stack([rows[:, 0] + rng.normal(0.0, 1.0, nights), 60.0 - 2.0 * before + rng.normal(0.0, 0.2, nights)])
    rows[rng.random(nights) < 0.1, 2] = np.nan
    targets[rng.random((nights, 2)) < 0.1] = np.nan
    return PersonRows(person, rows, targets)


def _panel(people: int = 8, nights: int = 60, seed: int = 0) -> Panel:
    return Panel(COLUMNS, TARGETS, tuple(_block(f"p{one}", 100 * seed + one, nights) for one in range(people)))


@pytest.fixture(scope="session")
def make_panel() -> Callable[..., Panel]:
    """(people, nights, seed) → a panel of four columns and two targets."""
    return _panel


@pytest.fixture
def quick() -> Callable[..., LstmSettings]:
    """Settings for a network that trains in a blink, changed by those given."""

    def make(**changed: object) -> LstmSettings:
        return LstmSettings(**({"lookback": 5, "layers": 2, "width": 6, "epochs": 2, "batch": 32, "rate": 0.01} | changed))

    return make


@pytest.fixture(scope="session")
def trained() -> TrainedNetwork:
    """A quantile network with two layers that has learned the signal."""
    return train(_panel(12, 80), LstmSettings(lookback=4, width=16, epochs=25, batch=32, rate=0.02, dropout=0.1))


@pytest.fixture(scope="session")
def attentive() -> TrainedNetwork:
    """A network that reads both ways, with attention."""
    settings = LstmSettings(lookback=6, layers=1, width=8, epochs=4, batch=32, rate=0.01, attention=True, bidirectional=True)
    return train(_panel(), settings)


@pytest.fixture(scope="session")
def pointing() -> TrainedNetwork:
    """A network with a point head, for HRV alone."""
    panel = _panel()
    blocks = tuple(PersonRows(block.person, block.rows, block.targets[:, :1]) for block in panel.blocks)
    settings = LstmSettings(lookback=4, layers=1, width=8, epochs=10, batch=32, rate=0.02, head="point")
    return train(Panel(panel.columns, ("hrv",), blocks), settings)
