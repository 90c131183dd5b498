"""Past evenings that were like this one, and what came after them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, cast

from pydantic import Field

from core.quality import why_unusable
from core.records import Night
from core.targets import PRIMARY, TARGETS
from memory.recall import Recalled, similar_days
from tools.context import ToolContext
from tools.wording import rounded, rounded_z


def recall_similar_days(context: ToolContext, k: Annotated[int, Field(ge=1, le=20, description="how many days")] = 5) -> dict[str, object]:
    """The past evenings most like this one in vitals, sleep, strain, weekday and events, and what the night after each brought.

    `values` is what came, `forecast` the median that was sealed for it (empty where none was), `surprise` the outcome minus the
    forecast in standard deviations, `events` what the person had told that evening. Use it to see how such evenings turned out, not to
    average them: a handful of similar days forecasts worse than the models do.
    """
    nights = {night.night: night for night in context.snapshot.nights if night.night < context.night}
    events = _events(context)
    found = similar_days(context.snapshot, context.state, k, night=context.night, surprises=_sizes(context))
    return {"days": [_day(context, one, nights.get(cast("date", one.night)), events) for one in found]}


def _day(context: ToolContext, one: Recalled, night: Night | None, events: dict[date, set[str]]) -> dict[str, object]:
    when = cast("date", one.night)
    said = cast("dict[str, float]", one.row.data.get("forecast", {})) if one.row else {}
    return {
        "night": when.isoformat(),
        "similarity": round(one.relevance, 2),
        "values": _values(night),
        "forecast": {name: rounded(median, name) for name, median in said.items() if name in PRIMARY},
        "surprise": _surprise(context, one, when),
        "events": sorted(events.get(when - timedelta(days=1), ())),
    }


def _values(night: Night | None) -> dict[str, float]:
    """The night's usable primary values."""
    usable = [name for name in PRIMARY if night is not None and why_unusable(night, TARGETS[name]) is None]
    return {name: rounded(getattr(night, name), name) for name in usable}


def _surprise(context: ToolContext, one: Recalled, when: date) -> dict[str, float]:
    """Of a remembered night as it was sealed; of others what the models, looking back only, would have been surprised by."""
    if one.row is not None:
        sealed = cast("dict[str, float]", one.row.data.get("surprise", {}))
        return {name: rounded_z(z) for name, z in sealed.items() if name in PRIMARY}
    residuals = context.models.residuals
    return {name: rounded_z(residuals[name][when]) for name in PRIMARY if when in residuals.get(name, {})}


def _sizes(context: ToolContext) -> dict[date, float]:
    """The largest surprise of each past night by the models' residuals."""
    sizes: dict[date, float] = {}
    for name in PRIMARY:
        for night, z in context.models.residuals.get(name, {}).items():
            sizes[night] = max(sizes.get(night, 0.0), abs(z))
    return sizes


def _events(context: ToolContext) -> dict[date, set[str]]:
    """Kinds answered with yes, by day."""
    events: dict[date, set[str]] = {}
    for answer in context.snapshot.journal:
        if answer.answer == "yes":
            events.setdefault(answer.day, set()).add(answer.kind)
    return events
