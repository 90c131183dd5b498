"""The assets of a day: facts → quality → models → forecast → scores. Each is a few lines that call library code."""

# No postponed annotations in this file: Dagster compares them with its own classes.

from collections import Counter
from datetime import date, timedelta

import dagster as dg

from agent.bootstrap import World
from core.errors import NotEnoughData, Refused
from core.quality import Finding, findings
from pipelines.due import Due, due
from pipelines.inbox import take_inbox
from pipelines.partitions import DAYS
from pipelines.resources import Installation

GROUP = "daily"
RETRIES = dg.RetryPolicy(max_retries=3, delay=20, backoff=dg.Backoff.EXPONENTIAL)
"""A store that another process holds, or an endpoint that hangs, is usually free a minute later."""


@dg.asset(group_name=GROUP, partitions_def=DAYS, retry_policy=RETRIES)
def facts(installation: Installation) -> dg.MaterializeResult[None]:
    """Everything in the inbox, imported into the store. An import looks at whole files: late and revised rows come in with it."""
    taken = take_inbox(installation.world())
    return dg.MaterializeResult(
        metadata={
            "files": taken.paths,
            "added": taken.counts.added,
            "revised": taken.counts.revised,
            "unchanged": taken.counts.unchanged,
            "rejected_rows": taken.rejected_rows,
            "refused_files": taken.refused,
        }
    )


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[facts], retry_policy=RETRIES)
def quality(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """What is wrong with the data of everybody whose evening it is, as known at that evening."""
    world = installation.world()
    found = {one.person_id: findings_of(world, one) for one in due(world, day_of(context))}
    kinds = Counter(finding.kind for of_person in found.values() for finding in of_person)
    return dg.MaterializeResult(metadata={"people": len(found), "findings": sum(kinds.values()), "kinds": dict(kinds)})


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[quality], retry_policy=RETRIES)
def models(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """What is stale or has drifted among the trained versions, trained anew; nothing where nothing was ever trained."""
    from forecasting.training import retrain_if_due  # heavy, and not needed to load definitions

    world = installation.world()
    instants = [one.as_of or world.clock.now() for one in due(world, day_of(context))]
    if not instants:
        return dg.MaterializeResult(metadata={"trained": 0, "fresh": 0})
    found = retrain_if_due(world.store, min(instants))
    fresh = len(found.lines) - len(found.trained)
    labels = [version.label for version in found.trained]
    return dg.MaterializeResult(metadata={"trained": len(labels), "fresh": fresh, "versions": labels, "swaps": list(found.swaps)})


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[models], retry_policy=RETRIES)
def forecast(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """The evening of everybody whose it is: settled, forecast, sealed. Run again, it says that the forecasts stand."""
    from agent.day import evening  # heavy, and not needed to load definitions

    world = installation.world()
    statuses: Counter[str] = Counter()
    for one in due(world, day_of(context)):
        try:
            statuses[evening(world, one.person_id, as_of=one.as_of, run_id=one.run_id).status] += 1
        except Refused as error:
            context.log.info("%s: %s", one.person_id, error)
            statuses["refused"] += 1
    return dg.MaterializeResult(metadata={"night": str(day_of(context) + timedelta(days=1)), "evenings": dict(statuses)})


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[forecast], retry_policy=RETRIES)
def scores(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """The last night of each of them that has come true, with the score of what was said about it."""
    from agent.day import morning  # as above

    world = installation.world()
    nights = {}
    for one in due(world, day_of(context)):
        try:
            nights[one.person_id] = str(morning(world, one.person_id, as_of=one.as_of, run_id=one.run_id).night)
        except NotEnoughData:
            context.log.info("%s: nothing has come true yet", one.person_id)
    return dg.MaterializeResult(metadata={"people": len(nights), "last_scored_night": nights})


def day_of(context: dg.AssetExecutionContext) -> date:
    """The local date of the evening that is materialised."""
    return date.fromisoformat(context.partition_key)


def findings_of(world: World, one: Due) -> tuple[Finding, ...]:
    """The findings of data quality of one person, as known at their evening."""
    as_of = one.as_of or world.clock.now()
    known = world.store.snapshot(one.person_id, as_of)
    return findings(known.nights, known.days, known.journal, as_of, sleeps=known.sleeps, workouts=known.workouts)


ASSETS = [facts, quality, models, forecast, scores]
