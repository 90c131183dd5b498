"""What is noticed between the ticks: files, pushed events, requests, drift, and connected sources that were not asked for a while.

Looking costs milliseconds; what is seen is done by a run.
"""

# No postponed annotations in this file: Dagster compares them with its own classes.

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import dagster as dg

from agent.bootstrap import World
from core.connections import connections
from core.errors import StoreBusy
from core.requests import waiting_requests
from pipelines.inbox import lying
from pipelines.nameless import nameless
from pipelines.resources import Installation
from pipelines.rituals import Asked, asked, attempt_of, not_under_way, today
from pipelines.schedules import daily_job
from pipelines.shards import shard_of

LOCK_WAIT_SECONDS = 2.0
"""A sensor that finds the store held comes again in a moment."""

SOURCES_EVERY = timedelta(hours=1)
MOST_SCORINGS = 50
"""Between two looks there are at most as many as there are shards."""


@dataclass(frozen=True)
class Look:
    """Where a sensor looks."""

    world: World
    instance: dg.DagsterInstance
    installation: Installation
    cursor: str
    """What the last look saw, as it told it; empty before the first."""


@dataclass(frozen=True)
class Seen:
    """What a look came to."""

    wanted: tuple[Asked, ...] = ()
    attempt: str = ""
    """Makes of the same news one run."""
    cursor: str = ""
    words: str = ""
    """Why nothing is wanted."""
    waiting_only: bool = False


def files_in_the_inbox(look: Look) -> Seen:
    """Recordings and exports that came into the inbox or changed there, once they are no longer written to."""
    found = lying(look.world)
    if not found.files or found.mark == look.cursor:
        return Seen(cursor=look.cursor, words="nothing new lies in the inbox")
    if not found.is_quiet(datetime.now().timestamp()):  # noqa: DTZ005  # seconds since 1970, as files carry them
        return Seen(cursor=look.cursor, words="a file is still being written")
    return Seen((asked("facts", today(look.world)),), found.mark, found.mark, waiting_only=True)


def waiting_webhooks(look: Look) -> Seen:
    """Events that a service pushed and that no reading has looked at."""
    from pipelines.news import waiting_webhooks as waiting

    count, newest = waiting(look.world)
    if not count:
        return Seen(words="no event waits")
    return Seen((asked("facts", today(look.world)),), f"webhook {newest}", waiting_only=True)


def connected_sources(look: Look) -> Seen:
    """Connected sources, once an hour: what `morrow serve` asks every few minutes, a daemon alone would never ask."""
    now = look.world.clock.now()
    if look.cursor and now - datetime.fromisoformat(look.cursor) < SOURCES_EVERY:
        return Seen(cursor=look.cursor, words="they were asked within the hour")
    people = {one.person_id for one in connections(look.world.store)}
    if not people:
        return Seen(cursor=look.cursor, words="nobody is connected to anything")
    shards = look.installation.shards_among(len(people))
    places = sorted({shard_of(person, shards) for person in people})
    wanted = tuple(asked("facts", today(look.world), shard, shards) for shard in places)
    return Seen(wanted, f"{now:%H:%M:%S}", now.isoformat())


def requests(look: Look) -> Seen:
    """What people and the agent asked for: read again what is told of them."""
    waiting = waiting_requests(look.world.store)
    if not waiting:
        return Seen(words="nobody asked for anything")
    return Seen((asked("facts", today(look.world)),), f"request {waiting[-1].asked_at:%Y-%m-%dT%H:%M:%S}", waiting_only=True)


def drift(look: Look) -> Seen:
    """Drift that a scoring noticed: the models are trained anew without waiting for their week to end."""
    records = look.instance.fetch_materializations(dg.AssetKey("scores"), limit=MOST_SCORINGS).records
    fresh = [record for record in records if record.storage_id > int(look.cursor or 0)]
    if not fresh:
        return Seen(cursor=look.cursor, words="nothing was scored since")
    mark = str(fresh[0].storage_id)
    if not any(_noticed(record.asset_materialization) for record in fresh):
        return Seen(cursor=mark, words="no drift was noticed")
    return Seen((asked("retraining", today(look.world)),), f"drift {mark}", mark)


def _noticed(told: dg.AssetMaterialization | None) -> bool:
    """True for a materialisation of scores that tells of drift."""
    return bool(told and "drifted" in told.metadata and told.metadata["drifted"].value)


EVERY_SECONDS: dict[Callable[[Look], Seen], int] = {
    files_in_the_inbox: 30,
    waiting_webhooks: 30,
    requests: 30,
    connected_sources: 60,
    drift: 120,
}
"""Each look, and how often it is taken."""


def look_once(see: Callable[[Look], Seen], installation: Installation, instance: dg.DagsterInstance, cursor: str) -> dg.SensorResult:
    """What a look asks for: a run that waits or runs already is not asked for again, and its news are kept for the next look."""
    world = installation.world(lock_wait_seconds=LOCK_WAIT_SECONDS)
    if not world.store.path.exists() and see is not files_in_the_inbox:
        return dg.SensorResult(skip_reason="there is nothing in the store yet")
    try:
        seen = see(Look(world, instance, installation, cursor))
    except StoreBusy:
        return dg.SensorResult(skip_reason="the store is held by another process")
    if not seen.wanted:
        return dg.SensorResult(skip_reason=seen.words, cursor=seen.cursor)
    free = list(not_under_way(instance, seen.wanted))
    if not free:
        return dg.SensorResult(skip_reason="a run that will see to it is under way")
    news = [one.request(installation, attempt_of(one, world, seen.attempt), waiting_only=seen.waiting_only) for one in free]
    return dg.SensorResult(run_requests=news, cursor=seen.cursor)


def _sensor(see: Callable[[Look], Seen], seconds: int) -> dg.SensorDefinition:
    @dg.sensor(
        name=see.__name__,
        job=daily_job,
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=see.__doc__,
    )
    @nameless
    def evaluate(context: dg.SensorEvaluationContext, installation: Installation) -> dg.SensorResult:
        return look_once(see, installation, context.instance, context.cursor or "")

    return evaluate


SENSORS = [_sensor(see, seconds) for see, seconds in EVERY_SECONDS.items()]
