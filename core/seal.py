"""How a forecast is sealed: canonical JSON, a salted commitment, and a chain by SHA-256. Pure functions.

The commitment hides low-entropy health numbers behind a salt, so that erasing payload and salt leaves a chain that
still verifies and tells nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.errors import BadInput

GENESIS = "0" * 64
"""What the first entry of a chain names as its predecessor."""
UNHASHED = frozenset({"forecast_id", "run_id", "issued_at", "as_of", "seal", "payload_sha256", "revision"})
"""Ids, times of the run and the seal: left out of `payload_sha256`, so that equal inputs give equal hashes."""


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8 as it is.

    Raises:
        BadInput: for NaN or infinity, which JSON cannot hold, and for values that are no JSON.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError) as error:
        raise BadInput(f"wanted finite JSON values, found {error}") from error


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def payload_sha256(forecast: Mapping[str, object]) -> str:
    """The hash of what a forecast says: without ids, times of the run, its seal, and the seconds the agent took."""
    kept = {key: value for key, value in forecast.items() if key not in UNHASHED}
    agent = kept.get("agent")
    if isinstance(agent, Mapping):
        kept["agent"] = {key: value for key, value in agent.items() if key != "seconds"}
    return sha256(canonical(kept))


def commitment(salt: str, envelope: Mapping[str, object]) -> str:
    """The salted hash that stands in the chain for an entry's content."""
    return sha256(salt + canonical(envelope))


@dataclass(frozen=True)
class Link:
    """One link of the chain, as it is hashed: nothing in it tells of a person."""

    sequence: int
    kind: str
    written_at: datetime
    commitment: str
    previous: str

    def digest(self) -> str:
        """The link's own hash, which the next one names as `previous`."""
        fields = [self.sequence, self.kind, self.written_at.isoformat(), self.commitment, self.previous]
        return sha256(canonical(fields))
