"""What the tools read: one person's snapshot of one evening, and what was computed from it. Built once per run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.sandbox import Sandbox
from core.snapshot import Snapshot
from forecasting.effects import Effect
from forecasting.features.build import feature_table
from forecasting.features.table import FeatureTable
from forecasting.models import ModelsForecast
from intelligence.brief import DailyBrief
from memory.index import MemoryIndex
from memory.state_vector import state_of


@dataclass
class ToolContext:
    """Everything a tool may touch. Nothing here writes, except `queue_note` and `ask_refresh`, which only put a request in a queue."""

    snapshot: Snapshot
    night: date
    """The night that is forecast; tools tell nothing dated on it or later."""
    models: ModelsForecast
    effects: Mapping[tuple[str, str], Effect]
    index: MemoryIndex | None
    """Where vectors of memories may be read from; None: they are computed."""
    sandbox: Sandbox
    brief: DailyBrief
    queue_note: Callable[[str], str] | None = None
    """Queues a note and gives its id; None where notes cannot be taken: outside chat, and before the person's yes."""
    ask_refresh: Callable[[], None] | None = None
    """Asks that this person's sources be read again; asked twice before it was done, it is one request. None in a replay."""

    @property
    def evening(self) -> date:
        """The local date of the evening before the night."""
        return self.night - timedelta(days=1)

    @cached_property
    def features(self) -> FeatureTable:
        """What each evening knew, this one the last."""
        return feature_table(self.snapshot, self.night, as_of=self.snapshot.as_of)

    @cached_property
    def state(self) -> tuple[float, ...]:
        """The state vector of this evening."""
        return state_of(self.snapshot, self.night)
