"""What the two sides of the sandbox have in common: the limits, the result, and frames of JSON between them.

JSON and never pickle: the child runs SQL that a language model wrote, so what it sends is read as data and nothing else.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from core.errors import Broken

Cell = None | bool | int | float | str | list["Cell"] | dict[str, "Cell"]
"""A value as JSON has it; dates and times are ISO strings in UTC, non-finite numbers are None."""

HEADER = struct.Struct(">I")
"""Before each frame: its length in bytes."""
MAX_REPLY_BYTES = 1_048_576
"""More than any honest reply; a child that announces more is stopped."""


@dataclass(frozen=True)
class Limits:
    """What one query may use."""

    seconds: float = 5.0
    """Wall time; then the child is killed. DuckDB's own limit ends a query a little earlier, which keeps the child."""
    memory_mb: int = 256
    """DuckDB's own limit on its buffers."""
    headroom_mb: int = 512
    """Address space beyond what the loaded child uses: the kernel's limit, for what DuckDB does not count."""
    rows: int = 200
    result_bytes: int = 65_536
    start_seconds: float = 30.0
    """How long the child may take to come up and load the tables."""


@dataclass(frozen=True)
class QueryResult:
    """What a query gave."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool
    """True when there were more rows than the limits let through."""
    milliseconds: float
    """Time in the child; it differs from run to run, so it is for people, not for the model."""


def packed(message: object) -> bytes:
    """The frame of a message."""
    body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    return HEADER.pack(len(body)) + body


def unpacked(body: bytes) -> dict[str, object]:
    """The message in a frame's body.

    Raises:
        Broken: when it is not a JSON object.
    """
    try:
        message = json.loads(body)
    except ValueError as error:
        raise Broken("the query process sent what is not JSON") from error
    if not isinstance(message, dict):
        raise Broken(f"the query process must send an object, sent a {type(message).__name__}")
    return message
