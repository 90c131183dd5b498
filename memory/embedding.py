"""Text to vector, offline: hashed words and pieces of words, deterministic on every machine.

A word gives itself, its pairs with the next word and its character n-grams (so "drinking" is near "drinks"); words of the
event catalog give their kind besides (so "two glasses of wine" is near "alcohol"). Each feature is hashed to a place and a
sign, and the vector is scaled to length one. A learned sentence model was rejected: it needs a download and seconds to load.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache

import numpy as np

from core.events import EVENT_KINDS

DIMENSIONS = 384
VERSION = "hashed-1"
"""Changes whenever the same text gives another vector; an index of another version is rebuilt."""

_WORD_WEIGHT, _PAIR_WEIGHT, _PIECE_WEIGHT, _KIND_WEIGHT = 1.0, 0.5, 0.2, 6.0
_PIECE_LENGTHS = (3, 4)
_STOP_TEXT = (
    "a an and are as at be been but by did do for from had has have he her his how i if in is it its me my no not of on or our she "
    "so than that the their them then there they this to was we were what when which who will with you your"
)
_STOP_WORDS = frozenset(_STOP_TEXT.split())


@lru_cache(maxsize=8_192)
def embed(text: str) -> np.ndarray:
    """The text's vector: shape (384,), float32, length one, read-only; all zeros for a text without words."""
    words = _words(text)
    weights = _features(words)
    for kind in _kinds(text):
        weights[f"kind {kind}"] += _KIND_WEIGHT
    vector = np.zeros(DIMENSIONS)
    for feature, weight in weights.items():
        place, sign = _place(feature)
        vector[place] += sign * np.sqrt(weight)  # square root: a word said ten times is not ten times the topic
    length = float(np.linalg.norm(vector))
    result = (vector / length if length > 0.0 else vector).astype(np.float32)
    result.setflags(write=False)  # it is cached
    return result


def similarities(query: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Cosine of each row of `vectors` (n, 384) with the query (384,): shape (n,), float64.

    Summed row by row rather than as one matrix product, so that a row's result does not depend on how many others there are.
    """
    products = vectors.astype(np.float64) * query.astype(np.float64)
    return np.asarray(np.sum(products, axis=1, dtype=np.float64))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def _features(words: list[str]) -> defaultdict[str, float]:
    """How often each feature occurs, times its weight."""
    weights: defaultdict[str, float] = defaultdict(float)
    telling = [word for word in words if word not in _STOP_WORDS]
    for word in telling:
        for feature, weight in _word_features(word):
            weights[feature] += weight
    for pair in itertools.pairwise(telling):
        weights["pair " + " ".join(pair)] += _PAIR_WEIGHT
    return weights


@lru_cache(maxsize=20_000)
def _word_features(word: str) -> tuple[tuple[str, float], ...]:
    padded = f"<{word}>"
    pieces = (padded[i : i + n] for n in _PIECE_LENGTHS for i in range(len(padded) - n + 1))
    return ((f"word {word}", _WORD_WEIGHT), *((f"piece {piece}", _PIECE_WEIGHT) for piece in pieces))


@lru_cache(maxsize=200_000)
def _place(feature: str) -> tuple[int, float]:
    """Dimension and sign of a feature."""
    number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "big")
    return (number >> 1) % DIMENSIONS, 1.0 if number & 1 else -1.0


def _kinds(text: str) -> list[str]:
    """Kinds of the event catalog that the text speaks of."""
    return [kind.name for kind in EVENT_KINDS.values() if kind.matches(text)]
