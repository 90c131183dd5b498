"""What the assets of an evening do: look at the data, file the report, seal the forecast; each for everybody whose evening is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agent.bootstrap import World
from core.quality import findings
from pipelines.figures import Metadata, missing_by_group, shares_picture
from pipelines.filing import file_report
from pipelines.rounds import go_round, snapshot_of

if TYPE_CHECKING:
    from agent.due import Duty

ONE_DAY = timedelta(days=1)


def quality_of(world: World, evenings: Sequence[Duty]) -> Metadata:
    """Findings by kind, as known at the evenings."""
    kinds: Counter[str] = Counter()

    def look(duty: Duty) -> str:
        known = snapshot_of(world, duty)
        found = findings(known.nights, known.days, known.journal, known.as_of, sleeps=known.sleeps, workouts=known.workouts)
        kinds.update(one.kind for one in found)
        return "with findings" if found else "without findings"

    return {**go_round(evenings, look).counts(), "findings": kinds.total(), "kinds": dict(kinds)}


def features_of(world: World, evenings: Sequence[Duty]) -> Metadata:
    """How many features the evenings know, and which groups are missing."""
    from forecasting.features.build import feature_table  # numpy
    from forecasting.features.catalog import FEATURES

    rows: list[dict[str, float]] = []

    def look(duty: Duty) -> str:
        night = duty.day + ONE_DAY
        known = snapshot_of(world, duty)
        rows.append(feature_table(known, night, as_of=known.as_of).row(night))
        return "looked at"

    counts = go_round(evenings, look).counts()
    missing = missing_by_group(rows, {feature.name: feature.group for feature in FEATURES.values()})
    present = [sum(value == value for value in row.values()) for row in rows]  # noqa: PLR0124  # NaN is not itself
    picture = shares_picture(f"share of features that {len(rows)} evenings did not know", missing)
    return {
        **counts,
        "features": len(FEATURES),
        "present_least": min(present, default=0),
        "present_most": max(present, default=0),
        "missing": missing,
        **({"picture": picture} if picture else {}),
    }


def reports_of_evenings(world: World, evenings: Sequence[Duty]) -> Metadata:
    """The daily brief of each evening, filed; made from what was known at that evening, after settling what had come true."""
    from agent.day import resolve, resolve_when  # the agent
    from intelligence.brief import daily_brief

    def report(duty: Duty) -> str:
        night = duty.day + ONE_DAY
        known = resolve(world, duty.person_id, resolve_when(world, duty.person_id, duty.as_of, duty.run_id))
        brief = daily_brief(known, world.models(known, night), night)
        file_report(world, known, f"daily-{duty.day}.json", brief.model_dump_json(indent=1))
        return "filed"

    return go_round(evenings, report).counts()


def forecasts_of(world: World, evenings: Sequence[Duty], day: date) -> Metadata:
    """The evening ritual of each.

    Raises:
        Failure: once everybody had their turn, when anybody's failed.
    """
    from agent.day import evening  # the agent

    found = go_round(evenings, lambda duty: evening(world, duty.person_id, as_of=duty.as_of, run_id=duty.run_id).status)
    found.fail_if_any_failed()
    return {"night": str(day + ONE_DAY), **found.counts()}
