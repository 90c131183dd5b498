"""Why a forecast is what it is, part by part, and which inputs matter for this person."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.errors import NotEnoughData, ToolFailed, ToolRetry, UnknownName
from core.targets import PRIMARY
from forecasting.explanation import Explanation, MemberExplanation, Term, explain
from forecasting.input_words import unit_of, words_of
from forecasting.member_terms import NIGHTS, setting_of
from forecasting.ranking import Ranked, feature_ranking
from forecasting.what_if import ASSOCIATION
from tools.context import ToolContext
from tools.run_models import LEAST_WEIGHT
from tools.wording import rounded, rounded_pair, significant

MOST_PARTS, MOST_MODELS, MOST_MODEL_PARTS, MOST_RANKED = 8, 6, 4, 8


def explain_forecast(
    context: ToolContext, target: Annotated[str, Field(description="which target, by its name as run_models gives it")] = PRIMARY[0]
) -> dict[str, object]:
    """Why the models' forecast of one target is what it is: what each input adds to the person's own mean.

    `contributions`, largest first, and `others` add up to `departure`: median minus the person's mean, in the target's unit. Of inputs
    that are measured, `value` is this evening's and `usual` the person's own mean. `models` tells the same of each model that weighs 0.05
    or more. `ranking` tells how much each input moves this person's forecasts, as a share of all, over the last weeks. `out_of_range`
    flags a forecast outside the person's normal range. What an input adds is an association that a model learned, never a cause. Events
    of this evening are not in these numbers.
    """
    try:
        setting = setting_of(context.snapshot.nights, context.models, target, context.features)
    except UnknownName as error:
        raise ToolRetry(str(error)) from error
    except NotEnoughData as error:
        raise ToolFailed(str(error)) from error
    found, ranking = explain(setting), feature_ranking(setting)
    return {"night": context.night.isoformat(), **_told(found), "ranking": _ranking(found, ranking), "reading": ASSOCIATION}


def _told(found: Explanation) -> dict[str, object]:
    name, forecast = found.target.name, found.forecast
    departure = rounded(found.departure, name) + 0.0
    parts = [_part(found, term) for term in found.told[:MOST_PARTS] if rounded(term.in_unit, name)]
    others = departure - sum(rounded(term.in_unit, name) for term in found.told[: len(parts)])
    return {
        "target": name,
        "label": found.target.label,
        "unit": found.target.unit,
        "median": rounded(forecast.median, name),
        "personal_mean": rounded(forecast.personal_mean, name),
        "departure": departure,
        "normal_range": rounded_pair(forecast.normal_range, name),
        "out_of_range": forecast.out_of_range,
        "contributions": parts,
        "others": rounded(others, name) + 0.0,
        "models": [_model(found, member) for member in found.members[:MOST_MODELS] if member.weight >= LEAST_WEIGHT],
    }


def _part(found: Explanation, term: Term) -> dict[str, object]:
    part: dict[str, object] = {
        "name": term.name,
        "label": words_of(term.name, found.target),
        "adds": rounded(term.in_unit, found.target.name),
    }
    if term.known is not None and term.known.value is not None:
        part |= {"value": significant(term.known.value), "usual": significant(term.known.usual), "unit": unit_of(term.name)}
    return part


def _model(found: Explanation, member: MemberExplanation) -> dict[str, object]:
    name = found.target.name
    told = [term for term in member.terms[:MOST_MODEL_PARTS] if rounded(term.in_unit, name)]
    return {
        "name": member.name,
        "weight": round(member.weight, 2),
        "median": rounded(member.median, name),
        "adds": [{"name": term.name, "adds": rounded(term.in_unit, name)} for term in told],
    }


def _ranking(found: Explanation, ranking: tuple[Ranked, ...]) -> dict[str, object]:
    told = [(one.name, round(100.0 * one.share, 1)) for one in ranking[:MOST_RANKED]]
    inputs = [{"name": name, "label": words_of(name, found.target), "share_pct": share} for name, share in told if share]
    return {"nights": NIGHTS, "inputs": inputs}
