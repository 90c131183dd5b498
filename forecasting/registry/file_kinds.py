"""Whether bytes are of the kind that their file's name says; a kind that could carry code is not known here.

The hash decides whether bytes are the registered ones. This is the second door: a learner that gave a pickle under a harmless name
is found when it is written, and nothing that unpickles is ever called.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(json|safetensors|ubj)")
_DIGEST_BYTES = 32
"""Of a SHA-256, as `forecasting.learners.trees` writes it behind a model."""
_NUMBERS = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "I16": 2,
    "U16": 2,
    "F16": 2,
    "BF16": 2,
    "I32": 4,
    "U32": 4,
    "F32": 4,
    "F64": 8,
    "I64": 8,
    "U64": 8,
}
"""Bytes of one number, by its name in a safetensors header."""


def fault_of(file: str, data: bytes) -> str | None:
    """Why a file may not stand in an artifact, as the end of a sentence that begins with its name; None when it may."""
    match = _NAME.fullmatch(file)
    if match is None:
        return f"is no plain name that ends in {', '.join(f'.{kind}' for kind in KINDS)}"
    return KINDS[match[1]](data)


def _json_fault(data: bytes) -> str | None:
    try:
        json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return "is not JSON"
    return None


def _safetensors_fault(data: bytes) -> str | None:
    """Source: the safetensors format, https://github.com/huggingface/safetensors#format."""
    length = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + length].decode("utf-8"))
        tensors = [_span(entry) for name, entry in header.items() if name != "__metadata__"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return "has no safetensors header"
    ends = [0]
    for begin, end, size in sorted(tensors):
        if begin != ends[-1] or end - begin != size:
            return "has a safetensors header with gaps, overlaps or wrong sizes"
        ends.append(end)
    return None if ends[-1] == len(data) - 8 - length else "is longer or shorter than its safetensors header says"


def _span(entry: Mapping[str, object]) -> tuple[int, int, int]:
    """Begin and end of a tensor's bytes, and how many its shape takes."""
    offsets, shape = entry["data_offsets"], entry["shape"]
    if not (isinstance(offsets, list) and isinstance(shape, list) and len(offsets) == 2):
        raise TypeError
    size = _NUMBERS[str(entry["dtype"])]
    for extent in shape:
        size *= int(extent)
    return int(offsets[0]), int(offsets[1]), size


def _ubj_fault(data: bytes) -> str | None:
    """XGBoost's models are one UBJSON object whose first key has its length as a 64-bit integer; our trees add its SHA-256.

    Source: https://ubjson.org/type-reference/container-types/, and `Booster.save_raw("ubj")` of XGBoost 3.
    """
    raw, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    whole = raw if hashlib.sha256(raw).digest() == digest else data
    return None if whole.startswith(b"{L") and whole.endswith(b"}") else "is not XGBoost's UBJSON"


KINDS: Mapping[str, Callable[[bytes], str | None]] = {"json": _json_fault, "safetensors": _safetensors_fault, "ubj": _ubj_fault}
"""Every kind of file there may be, with its check."""
