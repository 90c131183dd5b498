"""The coming night had the day gone otherwise: a counterfactual for each primary target, with its range and its grounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from core.errors import BadInput, ToolRetry
from core.events import EVENT_KINDS
from core.targets import PRIMARY
from forecasting import what_if as counterfactual
from forecasting.features.scenario import Changes
from forecasting.quantiles import MEDIAN, interval
from forecasting.what_if import EVENTS, Ground, TargetWhatIf
from tools.context import ToolContext
from tools.wording import rounded, rounded_pair

Event = Literal["alcohol", "late_meal", "caffeine", "hard_training", "illness"]


def what_if(
    context: ToolContext,
    strain: Annotated[float | None, Field(ge=0, le=21, description="of a workout that is still to come today, 0 to 21")] = None,
    bedtime_shift_minutes: Annotated[
        float | None, Field(ge=-720, le=720, description="by how much later last night's sleep lay; negative is earlier")
    ] = None,
    sleep_minutes: Annotated[float | None, Field(ge=60, le=1080, description="minutes asleep last night")] = None,
    happening: Annotated[tuple[Event, ...], Field(max_length=5, description="events that this evening is supposed to have")] = (),
    not_happening: Annotated[tuple[Event, ...], Field(max_length=5, description="events that it is supposed not to have")] = (),
) -> dict[str, object]:
    """What the forecast of the coming night would be had something been otherwise. Give at least one change.

    Per primary target: the forecast as it is with what this evening's journal says, the forecast under the changes, the difference of
    their medians with its 80% range, and for each change what it rests on. `bounded` is true where too few evenings are known for the
    whole effect. Where no model has learned anything from a change, that is said instead of a number: then say so too. No model knows
    the bedtime of the night to come, so a bedtime is changed for last night. All of it is association, not cause: say that with it.
    """
    events = dict.fromkeys(happening, True) | dict.fromkeys(not_happening, False)
    if len(events) < len({*happening}) + len({*not_happening}):
        raise ToolRetry("an event is supposed both to happen and not to; leave it out of one of the two")
    changes = Changes(strain, bedtime_shift_minutes, sleep_minutes, **events)
    try:
        found = counterfactual.what_if(context.snapshot, context.models, context.features, context.effects, changes, PRIMARY)
    except BadInput as error:
        raise ToolRetry(str(error)) from error
    return {
        "night": found.night.isoformat(),
        "reading": found.words,
        "covers": found.covers,
        "supposed": [{"name": name, "value": value, "words": _supposed(name, value)} for name, value in found.changes.items()],
        "targets": {name: _target(context, one, found.changes) for name, one in found.targets.items()},
    }


def _target(context: ToolContext, one: TargetWhatIf, changes: Mapping[str, float | bool]) -> dict[str, object]:
    name = one.target.name
    told: dict[str, object] = {"as_it_is": _forecast(name, one.as_it_is)}
    if one.supposed is not None:
        told |= {
            "supposed": _forecast(name, one.supposed.quantiles),
            "difference": rounded(one.supposed.difference, name) + 0.0,
            "difference_80": rounded_pair(one.supposed.interval_80, name),
            "bounded": one.supposed.capped,
        }
    return told | {"grounds": [_ground(context, one, change, ground, changes[change]) for change, ground in one.grounds.items()]}


def _forecast(name: str, quantiles: tuple[float, ...]) -> dict[str, object]:
    return {"median": rounded(quantiles[MEDIAN], name), "interval_80": rounded_pair(interval(quantiles, 0.8), name)}


def _ground(context: ToolContext, one: TargetWhatIf, change: str, ground: Ground, value: float | bool) -> dict[str, object]:
    told: dict[str, object] = {"name": change, "known": ground, "words": _ground_words(one, change, ground, value)}
    effect = context.effects.get((change, one.target.name))
    if ground == "learned" and effect is not None:
        told["confirmed_events"] = effect.count
    return told


def _ground_words(one: TargetWhatIf, change: str, ground: Ground, value: float | bool) -> str:
    if ground == "unknown":
        return f"no model here has learned anything from {_supposed(change, value)} for {one.target.label}"
    if ground == "as_it_is":
        return "the forecast supposes so already"
    if ground == "others":
        return "as other people's nights suggest, none of the person's own yet"
    return "learned from the person's own evenings" if change in EVENTS else "as the trained models have learned"


def _supposed(name: str, value: float | bool) -> str:
    """The change in words."""
    if name in EVENTS:
        return f"{'' if value else 'no '}{EVENT_KINDS[name].label} this evening"
    if name == "strain":
        return f"a workout of strain {value:g} still to come today"
    if name == "sleep_minutes":
        return f"{value:g} minutes asleep last night"
    return f"last night's sleep {abs(value):g} minutes {'later' if value > 0 else 'earlier'}"
