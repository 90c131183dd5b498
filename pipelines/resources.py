"""What assets, checks and sensors are given: the installation, from the same settings as the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from agent.bootstrap import World, build_world
from core.clock import FixedClock
from core.errors import BadInput
from core.settings import load_settings
from pipelines.shards import shard_of, shards_for


class Installation(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what it yields: itself
    """Where the data of an installation lie, who of its people is meant, and when it is. An empty path leaves it to the settings."""

    home: str = ""
    anchor: str = ""
    now: str = ""
    """A simulated instant, ISO with its offset, at which everything happens; empty is the wall clock."""
    shard: int = 0
    shards: int = 0
    """A run sees to the people of shard `shard` of `shards`; to everybody where that is 0. A tick then makes as many as people need."""

    def world(self, *, lock_wait_seconds: float | None = None) -> World:
        """The world of the installation, from the composition root that every entry point uses.

        Args:
            lock_wait_seconds: how long to wait for the store, if not as the settings say.

        Raises:
            BadInput: when `now` is no instant.
        """
        given: dict[str, object] = {name: Path(value) for name, value in (("home", self.home), ("anchor", self.anchor)) if value}
        if lock_wait_seconds is not None:
            given["lock_wait_seconds"] = lock_wait_seconds
        return build_world(load_settings(**given), FixedClock(_instant(self.now)) if self.now else None)

    def at(self, instant: datetime | None) -> Installation:
        """The same installation at a simulated instant, or by the wall clock; made anew: Dagster keeps to what a resource was made of."""
        now = instant.astimezone(UTC).isoformat() if instant else ""
        return Installation(home=self.home, anchor=self.anchor, now=now, shard=self.shard, shards=self.shards)

    def holds(self, person_id: str) -> bool:
        """True for the people that a run with this installation sees to."""
        return self.shards < 1 or shard_of(person_id, self.shards) == self.shard

    def shards_among(self, people: int) -> int:
        """Into how many shards a tick divides so many people."""
        return self.shards or shards_for(people)

    def run_config(self, shard: int, shards: int) -> dict[str, object]:
        """The run configuration of a run for one shard; it names no person. Empty where everything is as by default."""
        wanted = {"home": self.home, "anchor": self.anchor, "now": self.now, "shard": shard, "shards": 0 if shards == 1 else shards}
        config = {name: value for name, value in wanted.items() if value}
        return {"resources": {"installation": {"config": config}}} if config else {}


def _instant(text: str) -> datetime:
    """The instant in ISO form."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"wanted an instant such as 2026-06-10T19:00:00+00:00 as `now`, found {text!r}") from error
    if found.tzinfo is None:
        raise BadInput(f"wanted an instant with its offset from UTC as `now`, found {text!r}; add +00:00")
    return found
