"""A trained network as files and back: JSON and safetensors, never a pickle."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping

import numpy as np

from core.errors import BadInput
from forecasting.learners.learner import Files
from forecasting.learners.neural.scaling import Scaler
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.trained import Epoch, TrainedNetwork, Weights

FORMAT = 1
SETTINGS, SCALER, WEIGHTS = "settings.json", "scaler.json", "weights.safetensors"
_REMEDY = "train it again"


def to_files(trained: TrainedNetwork) -> dict[str, bytes]:
    """File name → content: settings.json with how training went, scaler.json, weights.safetensors. Equal networks give equal bytes."""
    from safetensors.numpy import save

    course = {
        "format": FORMAT,
        "settings": trained.settings.to_json(),
        "columns": trained.columns,
        "targets": trained.targets,
        "history": [dataclasses.astuple(epoch) for epoch in trained.history],
        "best_epoch": trained.best_epoch,
        "early_stopped": trained.early_stopped,
        "sizes": dict(trained.sizes),
        "issues": trained.issues,
        "fine_tuned": trained.fine_tuned,
    }
    weights = save({name: trained.weights[name] for name in sorted(trained.weights)})
    return {SETTINGS: _encoded(course), SCALER: _encoded(trained.scaler.to_json()), WEIGHTS: weights}


def from_files(files: Files) -> TrainedNetwork:
    """The network that these files hold; it forecasts bit for bit as the one that was saved.

    Raises:
        BadInput: if a file is missing or damaged, of another format, or does not fit the others.
    """
    try:
        course, scaler = _decoded(files, SETTINGS), Scaler.from_json(_decoded(files, SCALER))
        trained = _assembled(course, scaler, _weights(files))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"a trained network in {SETTINGS} is not as it was saved ({error}); {_REMEDY}") from error
    _check(trained)
    return trained


def _assembled(course: Mapping[str, object], scaler: Scaler, weights: Weights) -> TrainedNetwork:
    if course["format"] != FORMAT:
        raise BadInput(f"a trained network of format {FORMAT} is wanted, this one has {course['format']!r}; {_REMEDY}")
    return TrainedNetwork(
        settings=LstmSettings.from_json(_mapping(course["settings"])),
        columns=_names(course["columns"]),
        targets=_names(course["targets"]),
        scaler=scaler,
        weights=weights,
        history=tuple(_epoch(entry) for entry in _list(course["history"])),
        best_epoch=_whole(course["best_epoch"]),
        early_stopped=_flag(course["early_stopped"]),
        sizes={name: _whole(size) for name, size in _mapping(course["sizes"]).items()},
        issues=_names(course["issues"]),
        fine_tuned=_flag(course["fine_tuned"]),
    )


def _check(trained: TrainedNetwork) -> None:
    """Raise `BadInput` unless weights and scaler are of the shape that the settings say."""
    from forecasting.learners.neural.inference import layout

    if (len(trained.scaler.mean), len(trained.scaler.target_mean)) != (len(trained.columns), len(trained.targets)):
        raise BadInput(f"{SCALER} is not of the {len(trained.columns)} columns and {len(trained.targets)} targets of {SETTINGS}; {_REMEDY}")
    if trained.best_epoch > len(trained.history):
        raise BadInput(f"the best epoch is one of the {len(trained.history)} that ran, {SETTINGS} says {trained.best_epoch}; {_REMEDY}")
    wanted = layout(trained.settings, 2 * len(trained.columns), len(trained.targets))
    found = {name: (values.shape, str(values.dtype)) for name, values in trained.weights.items()}
    if wanted != found:
        wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise BadInput(f"{WEIGHTS} does not fit the network of {SETTINGS}, {wrong[0]} for one; {_REMEDY}")
    if not all(np.isfinite(values).all() for values in trained.weights.values()):
        raise BadInput(f"{WEIGHTS} holds weights that are no finite numbers; {_REMEDY}")


def _weights(files: Files) -> Weights:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(_content(files, WEIGHTS))
    except (SafetensorError, KeyError, ValueError) as error:  # KeyError: a type of number that numpy does not have
        raise BadInput(f"{WEIGHTS} is not a file of weights ({error}); {_REMEDY}") from error


def _encoded(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False).encode()


def _decoded(files: Files, name: str) -> dict[str, object]:
    return _mapping(json.loads(_content(files, name)))


def _content(files: Files, name: str) -> bytes:
    if name not in files:
        raise BadInput(f"a trained network needs the file {name}, found {', '.join(sorted(files)) or 'none'}; {_REMEDY}")
    return files[name]


def _epoch(entry: object) -> Epoch:
    training, validation, rate = _list(entry)
    return Epoch(_number(training), None if validation is None else _number(validation), _number(rate))


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"an object is wanted, not {type(value).__name__}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"a list is wanted, not {type(value).__name__}")
    return value


def _names(value: object) -> tuple[str, ...]:
    names = tuple(one for one in _list(value) if isinstance(one, str))
    if len(names) != len(_list(value)):
        raise TypeError("a list of words is wanted")
    return names


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a finite number is wanted")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("a whole number from 0 on is wanted")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value
