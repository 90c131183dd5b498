"""The encoder's forward pass: BERT's layers in numpy, one text at a time. Torch would take three seconds to import for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

LAYERS, HEADS = 6, 12
_EPSILON = 1e-12


def encoded(tensors: Mapping[str, Array], ids: Sequence[int], hints: Array) -> Array:
    """The last layer's state of each token, shape (tokens, 384).

    Args:
        tensors: the encoder's weights by their published names.
        ids: token ids, at most 512, with the special ones at both ends.
        hints: what is added to each token before the first layer, shape (tokens, 384).
    """
    words: Array = tensors["embeddings.word_embeddings.weight"][np.asarray(ids)]
    state: Array = (
        words + tensors["embeddings.position_embeddings.weight"][: len(ids)] + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    state = _normed(tensors, "embeddings.LayerNorm", state) + hints
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        attended = linear(tensors, f"{name}.attention.output.dense", _attention(tensors, f"{name}.attention.self", state))
        state = _normed(tensors, f"{name}.attention.output.LayerNorm", state + attended)
        inner = gelu(linear(tensors, f"{name}.intermediate.dense", state))
        state = _normed(tensors, f"{name}.output.LayerNorm", state + linear(tensors, f"{name}.output.dense", inner))
    return state


def gelu(values: Array) -> Array:
    """The smooth rectifier x · Φ(x)."""
    from scipy.special import erf

    grown: Array = values * np.float32(0.5) * (np.float32(1) + erf(values * np.float32(math.sqrt(0.5))))
    return grown


def softmax(scores: Array) -> Array:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _attention(tensors: Mapping[str, Array], name: str, state: Array) -> Array:
    """All heads' attention of each token to each."""
    query, key, value = (_heads(linear(tensors, f"{name}.{part}", state)) for part in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
    looked: Array = (softmax(scores) @ value).transpose(1, 0, 2).reshape(state.shape)
    return looked


def _heads(values: Array) -> Array:
    return values.reshape(len(values), HEADS, -1).transpose(1, 0, 2)


def linear(tensors: Mapping[str, Array], name: str, values: Array) -> Array:
    """The layer of that name over the last axis."""
    return values @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def _normed(tensors: Mapping[str, Array], name: str, values: Array) -> Array:
    centred = values - values.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
    normed: Array = centred / scale * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]
    return normed
