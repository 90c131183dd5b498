"""What a tick asks for: a run per ritual, day and shard in which anybody's is due. Which people is for the run to find out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

import dagster as dg

from agent.bootstrap import World
from pipelines.resources import Installation
from pipelines.rounds import open_duties
from pipelines.shards import shard_of

RITUAL, SHARD = "morrow/ritual", "morrow/shard"
"""Tags of a run."""
ASSETS_OF: Mapping[str, tuple[str, ...]] = {
    "facts": ("facts",),
    "morning": ("facts", "scores", "memory"),
    "evening": ("facts", "quality", "features", "models", "daily_report", "forecast"),
    "weekly_report": ("weekly_report",),
    "retraining": ("models",),
}
"""Ritual → the assets of its runs; in this order they are asked for, so that an evening has its morning behind it."""

UNFINISHED: Sequence[dg.DagsterRunStatus] = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@dataclass(frozen=True, order=True)
class Asked:
    """One run that is wanted."""

    place: int
    """Of its ritual in the order of rituals."""
    day: date
    shard: int
    shards: int

    @property
    def ritual(self) -> str:
        """Its ritual."""
        return tuple(ASSETS_OF)[self.place]

    def tags(self) -> dict[str, str]:
        """What its run is known by, besides its partition."""
        return {RITUAL: self.ritual, SHARD: f"{self.shard}/{self.shards}"}

    def request(self, installation: Installation, attempt: str, *, waiting_only: bool = False) -> dg.RunRequest:
        """The request of the run.

        Args:
            installation: passed on to the run.
            attempt: part of the run key: Dagster makes one run of the same attempt, however often it is asked for.
            waiting_only: as `assets.Whose` has it.
        """
        config = installation.run_config(self.shard, self.shards)
        if waiting_only:
            config = {**config, "ops": {"facts": {"config": {"waiting_only": True}}}}
        return dg.RunRequest(
            run_key=f"{self.ritual}/{self.day}/{self.shard}of{self.shards}/{attempt}",
            partition_key=self.day.isoformat(),
            asset_selection=[dg.AssetKey(name) for name in ASSETS_OF[self.ritual]],
            run_config=config,
            tags=self.tags(),
        )


def asked(ritual: str, day: date, shard: int = 0, shards: int = 1) -> Asked:
    """A run of that ritual."""
    return Asked(tuple(ASSETS_OF).index(ritual), day, shard, shards)


def due_rituals(world: World, installation: Installation) -> list[Asked]:
    """Every ritual, day and shard in which somebody's duty is open now, in the order in which they are to be run."""
    from pipelines.retraining import is_week_old  # brings numpy along, which loading definitions must not

    duties = open_duties(world, installation, world.store.people())
    shards = installation.shards_among(len({duty.person_id for duty in duties}))
    found = {asked(duty.kind, duty.day, shard_of(duty.person_id, shards), shards) for duty in duties}
    renewal = [asked("retraining", today(world))] if is_week_old(world) else []
    return [*sorted(found), *renewal]


def not_under_way(instance: dg.DagsterInstance, wanted: Sequence[Asked]) -> Iterator[Asked]:
    """Those of which no run waits or runs already."""
    for one in wanted:
        tags = {**one.tags(), "dagster/partition": one.day.isoformat()}
        if not instance.get_runs(dg.RunsFilter(tags=tags, statuses=UNFINISHED), limit=1):
            yield one


def today(world: World) -> date:
    """The date in London's winter time: of runs that belong to nobody's day."""
    return world.clock.now().astimezone(UTC).date()


def attempt_of(one: Asked, world: World, news: str = "") -> str:
    """What makes an attempt another one: the quarter of an hour, so that what failed is tried again in the next; of a renewal, the day.

    Args:
        one: the run that is wanted.
        world: tells the time.
        news: why it is wanted, if not because its time has come.
    """
    if one.ritual == "retraining":
        return news
    now = world.clock.now().astimezone(UTC)
    return f"{news} {now.replace(minute=now.minute // 15 * 15):%Y-%m-%dT%H:%M}".strip()
