"""An entry of the ledger as readers see it, and the two tracks that are never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Track = Literal["live", "replay"]
LIVE = "live"
"""The run id of the live track."""
Kind = Literal["forecast", "outcome", "score", "erasure"]
"""What an entry is. An erasure tells which entries before it lost their content on purpose; it is about nobody."""


@dataclass(frozen=True)
class LedgerEntry:
    """One entry of the ledger with its content."""

    sequence: int
    kind: Kind
    person_id: str
    night: date
    horizon: int
    revision: int
    written_at: datetime
    """When it was sealed or written: the simulated instant on the replay track."""
    known_at: datetime
    """From when a snapshot may show it: a forecast from its seal, an outcome and its score from when the outcome was known."""
    facts_digest: str
    payload: dict[str, Any]
    """JSON: of a forecast as DESIGN §8 fixes it, of an outcome and a score as `agent.settle` writes them."""
    previous: str
    sha256: str

    @property
    def seal(self) -> dict[str, object]:
        """The seal as it stands in forecast JSON."""
        return {"sequence": self.sequence, "previous": self.previous, "sha256": self.sha256}
