"""The settings of a recurrent network and of its fine-tuning, checked when they are made."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from core.errors import BadInput, UnknownName

Setting = float | int | str | bool

_RANGES: Mapping[str, tuple[float, float]] = {
    "lookback": (1, 365),
    "layers": (1, 6),
    "width": (1, 1024),
    "dropout": (0.0, 0.9),
    "epochs": (1, 10_000),
    "batch": (2, 8192),  # batch normalisation has nothing to normalise one sequence by
    "rate": (1e-7, 1.0),
    "weight_decay": (0.0, 1.0),
    "patience": (1, 10_000),
    "clip": (1e-6, 1e6),
    "validation_share": (0.0, 0.5),
    "seed": (0, 2**63 - 1),
    "threads": (1, 256),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "head": ("quantile", "point"),
    "schedule": ("plateau", "cosine", "constant"),
    "validation": ("time", "people"),
    "weighting": ("person", "root", "night"),
    "point_loss": ("huber", "squared"),
    "frozen": ("lower", "recurrent", "none"),
    "device": ("cpu", "cuda", "auto"),
}


@dataclass(frozen=True)
class _Checked:
    """What all settings here can do: check themselves, become JSON, come back from it."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            _check(field.name, getattr(self, field.name), type(field.default))

    def to_json(self) -> dict[str, Setting]:
        """Every setting by its name."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Self:
        """The settings of that mapping; what it leaves out has its default.

        Raises:
            BadInput: if a name is unknown, or a value has the wrong type or lies outside its bounds.
        """
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = sorted(set(raw) - set(known))
        if unknown:
            raise UnknownName(f"no setting {', '.join(unknown)}; known: {', '.join(known)}")
        return cls(**raw)


@dataclass(frozen=True)
class LstmSettings(_Checked):
    """Shape and training of a recurrent network. A setting outside its bounds raises `BadInput`."""

    lookback: int = 30
    """Evenings in a window, the newest included."""
    layers: int = 2
    width: int = 128
    """Hidden units of a layer, per direction."""
    dropout: float = 0.2
    """Between the layers, and before the head."""
    bidirectional: bool = False
    """Whether the window is also read backwards; it ends with its evening either way."""
    attention: bool = False
    """Whether the head sees a weighted mean of all evenings beside the last state; the weights are reported."""
    head: Literal["quantile", "point"] = "quantile"
    """Sorted quantiles at `forecasting.quantiles.LEVELS`, or one value per target."""
    epochs: int = 40
    """At most; fewer when training stops early."""
    batch: int = 64
    """Sequences per step."""
    rate: float = 1e-3
    """Learning rate at the start."""
    weight_decay: float = 1e-4
    schedule: Literal["plateau", "cosine", "constant"] = "plateau"
    """Rate halved when the loss no longer falls, lowered along a cosine to nothing, or kept."""
    patience: int = 6
    """Epochs without a better validation loss after which training stops; the rate is halved after a third of them."""
    clip: float = 1.0
    """Largest norm of the gradient; a longer one is shortened to it."""
    validation: Literal["time", "people"] = "time"
    """What is held back to judge epochs by: the last share of every block's rows, or that share of the people with all their rows."""
    validation_share: float = 0.15
    weighting: Literal["person", "root", "night"] = "person"
    """Every person counts alike, by the root of their nights, or every night counts alike."""
    point_loss: Literal["huber", "squared"] = "huber"
    """Of the point head."""
    seed: int = 0
    threads: int = 1
    """Of the processor, in training and in forecasting. Two halve the time on an idle machine and lengthen it tenfold on a busy one."""
    device: Literal["cpu", "cuda", "auto"] = "cpu"
    """Where training runs, `auto` on a GPU if there is one; forecasting always runs on the processor."""


@dataclass(frozen=True)
class FineTuneSettings(_Checked):
    """How a network of many people is trained on with one person's rows: a few epochs at a low rate."""

    epochs: int = 10
    batch: int = 16
    rate: float = 2e-4
    weight_decay: float = 0.0
    schedule: Literal["plateau", "cosine", "constant"] = "constant"
    patience: int = 3
    clip: float = 1.0
    validation_share: float = 0.2
    """Of the person's rows, the last ones; an epoch counts only if it beats the untuned network there."""
    frozen: Literal["lower", "recurrent", "none"] = "lower"
    """What stays as it is: the recurrent layers beneath the top one, all recurrent layers, or nothing."""
    seed: int = 0
    threads: int = 1
    device: Literal["cpu", "cuda", "auto"] = "cpu"

    def over(self, settings: LstmSettings) -> LstmSettings:
        """The settings of the network that is tuned, trained by these: its shape stays."""
        own = {name: value for name, value in self.to_json().items() if name != "frozen"}
        return LstmSettings.from_json({**settings.to_json(), **own, "validation": "time"})


def _check(name: str, value: object, kind: type) -> None:
    if kind is bool:
        if not isinstance(value, bool):
            raise BadInput(f"{name} is true or false, not {value!r}")
    elif kind is str:
        if value not in _CHOICES[name]:
            raise BadInput(f"{name} is one of {', '.join(_CHOICES[name])}, not {value!r}")
    else:
        _check_number(name, value, whole=kind is int)


def _check_number(name: str, value: object, *, whole: bool) -> None:
    low, high = _RANGES[name]
    wanted = f"{name} is a {'whole ' if whole else ''}number from {low:g} to {high:g}, not {value!r}; choose one in that range"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise BadInput(wanted)
    if not math.isfinite(value) or not low <= value <= high:
        raise BadInput(wanted)
