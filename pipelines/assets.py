"""The assets of a day: facts → quality → features → models → daily report → forecast → scores → memory, and on Mondays a weekly report.

Each is a few lines that call library code, and says in counts what it came to. Each asks what is due when it runs: run again, it finds
nothing left to do; run late, it does whatever is still open.
"""

# No postponed annotations in this file: Dagster compares them with its own classes.

from datetime import timedelta

import dagster as dg

from pipelines.nameless import nameless
from pipelines.partitions import DAYS
from pipelines.resources import Installation
from pipelines.rounds import day_of, duties

GROUP = "daily"
RETRIES = dg.RetryPolicy(max_retries=3, delay=20, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""A store that another process holds, or an endpoint that hangs, is usually free a minute later."""
A_DAY_AND_A_HALF = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=26))
"""Of facts and forecasts: an evening may slip, two may not."""


class Whose(dg.Config):
    """For whom facts are read."""

    waiting_only: bool = False
    """Only for those who asked for it, or of whom a service has told something new."""


@dg.asset(
    group_name=GROUP,
    partitions_def=DAYS,
    retry_policy=RETRIES,
    freshness_policy=A_DAY_AND_A_HALF,
    check_specs=[dg.AssetCheckSpec("connected", asset="facts", description="No connected source needs its person.")],
)
@nameless
def facts(config: Whose, installation: Installation) -> dg.MaterializeResult:  # type: ignore[type-arg]  # with a check Dagster refuses it
    """What connected sources and the inbox tell, in the store. An import looks at whole files: late and revised rows come in with it."""
    from pipelines.news import read_news  # clients of services: not needed to load definitions

    news = read_news(installation.world(), installation, waiting_only=config.waiting_only)
    connected = dg.AssetCheckResult(
        check_name="connected",
        passed=not news.troubled,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={**news.statuses, "remedy": "run: morrow status"},
    )
    return dg.MaterializeResult(metadata=news.metadata(), check_results=[connected])


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[facts], retry_policy=RETRIES)
@nameless
def quality(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """What is wrong with the data of everybody whose evening it is, as known at that evening."""
    from pipelines.evenings import quality_of

    world = installation.world()
    return dg.MaterializeResult(metadata=quality_of(world, duties(installation, world, "evening", day_of(context))))


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[quality], retry_policy=RETRIES)
@nameless
def features(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """What the feature table knows on those evenings, and which groups of features are missing."""
    from pipelines.evenings import features_of

    world = installation.world()
    return dg.MaterializeResult(metadata=features_of(world, duties(installation, world, "evening", day_of(context))))


@dg.asset(
    group_name=GROUP,
    partitions_def=DAYS,
    deps=[features],
    retry_policy=RETRIES,
    check_specs=[dg.AssetCheckSpec("renewed", asset="models", description="What was due for training could be trained.")],
)
@nameless
def models(installation: Installation) -> dg.MaterializeResult:  # type: ignore[type-arg]  # with a check Dagster refuses it
    """What is a week old or has drifted among the trained versions, trained anew; nothing where nothing was ever trained."""
    from pipelines.retraining import retrained

    metadata, trouble = retrained(installation.world()) if installation.shard == 0 else ({}, None)
    renewed = dg.AssetCheckResult(
        check_name="renewed", passed=trouble is None, severity=dg.AssetCheckSeverity.WARN, metadata={"trouble": trouble or "none"}
    )
    return dg.MaterializeResult(metadata=metadata, check_results=[renewed])


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[models], retry_policy=RETRIES)
@nameless
def daily_report(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """The brief of each of those evenings, filed in the installation's reports; here stands only how many."""
    from pipelines.evenings import reports_of_evenings

    world = installation.world()
    return dg.MaterializeResult(metadata=reports_of_evenings(world, duties(installation, world, "evening", day_of(context))))


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[daily_report], retry_policy=RETRIES, freshness_policy=A_DAY_AND_A_HALF)
@nameless
def forecast(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """The evening of everybody whose it is: settled, forecast, sealed."""
    from pipelines.evenings import forecasts_of

    world, day = installation.world(), day_of(context)
    return dg.MaterializeResult(metadata=forecasts_of(world, duties(installation, world, "evening", day), day))


@dg.asset(
    group_name=GROUP,
    partitions_def=DAYS,
    deps=[facts, forecast],
    retry_policy=RETRIES,
    check_specs=[dg.AssetCheckSpec("drift", asset="scores", description="Nothing has drifted since it was last trained.")],
)
@nameless
def scores(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult:  # type: ignore[type-arg]  # as above
    """What has come true for everybody whose morning it is, scored as it was sealed; and the coverage of the last sixty nights."""
    from pipelines.mornings import scores_of
    from pipelines.retraining import drifted

    world = installation.world()
    metadata = scores_of(world, duties(installation, world, "morning", day_of(context)))
    drift = drifted(world) if installation.shard == 0 else {}
    steady = dg.AssetCheckResult(check_name="drift", passed=not drift, severity=dg.AssetCheckSeverity.WARN, metadata={"drifted": drift})
    return dg.MaterializeResult(metadata={**metadata, "drifted": len(drift)}, check_results=[steady])


@dg.asset(
    group_name=GROUP,
    partitions_def=DAYS,
    deps=[scores],
    retry_policy=RETRIES,
    check_specs=[dg.AssetCheckSpec("index_in_step", asset="memory", description="The index holds every memory.")],
)
@nameless
def memory(installation: Installation) -> dg.MaterializeResult:  # type: ignore[type-arg]  # with a check Dagster refuses it
    """Episodes and reflections of scored nights, notes of the people; and the index over them, brought up to date."""
    from pipelines.mornings import keep_memory

    kept = keep_memory(installation.world(), installation)
    in_step = dg.AssetCheckResult(check_name="index_in_step", passed=kept.in_step, severity=dg.AssetCheckSeverity.WARN)
    return dg.MaterializeResult(metadata=kept.metadata(), check_results=[in_step])


@dg.asset(group_name=GROUP, partitions_def=DAYS, deps=[memory], retry_policy=RETRIES)
@nameless
def weekly_report(context: dg.AssetExecutionContext, installation: Installation) -> dg.MaterializeResult[None]:
    """On the Monday after it: the week of everybody who has scored nights, filed in the installation's reports."""
    from pipelines.mornings import reports_of_weeks

    world = installation.world()
    return dg.MaterializeResult(metadata=reports_of_weeks(world, duties(installation, world, "weekly_report", day_of(context))))


ASSETS = [facts, quality, features, models, daily_report, forecast, scores, memory, weekly_report]
