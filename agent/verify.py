"""Verification: before a forecast is sealed, its numbers are sound, its evidence is backed, and every numeral of its reasons is traced.

What fails comes back as findings, in words for the model that must mend them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from agent.evidence import evidence_findings, person_words
from agent.grounding import Grounding
from agent.judgement import Judgement, OwnCall
from agent.safety import diagnosing
from agent.transcript import ToolResult
from core.targets import PRIMARY, TARGETS, Target

if TYPE_CHECKING:
    from forecasting.models import ModelsForecast, TargetForecast

FARTHEST_CALL = 3.0
"""An own call farther from the models' median than this many sigma is a slip of units, not an opinion."""
OPINIONS = ("models_only", "evidence_only", "agent_call")


@dataclass(frozen=True)
class Verdict:
    """What verification found."""

    findings: tuple[str, ...]
    """Why the judgement cannot stand; empty when it can."""
    grounding: tuple[dict[str, object], ...]
    """Where every numeral comes from: {numeral, call, path, rounding}."""
    broken: tuple[str, ...] = ()
    """Faults of the composed numbers, which no other words would mend."""


def verify(
    judgement: Judgement, forecast: Mapping[str, object], results: Sequence[ToolResult], models: ModelsForecast, evening: date
) -> Verdict:
    """Everything that is wrong with a composed forecast and the judgement it was made from.

    Args:
        judgement: the model's.
        forecast: forecast JSON, as composed.
        results: of this run's tool calls.
        models: what the own calls stand beside.
        evening: the date whose journal bears on the night.
    """
    grounding, lost = traced(judgement, results)
    findings = [
        *lost,
        *_diagnoses(judgement, person_words(results)),
        *_markup(judgement),
        *evidence_findings(judgement.evidence, results, evening),
        *call_findings(judgement.calls, models),
    ]
    return Verdict(tuple(findings), tuple(grounding), tuple(number_findings(forecast)))


def texts_of(judgement: Judgement) -> dict[str, str]:
    """Every text of a judgement that people will read, by where it stands."""
    reasons = {f"the reason of {name}": call.reason for name, call in judgement.calls.items()}
    minds = {f"change_mind[{index}]": text for index, text in enumerate(judgement.change_mind)}
    return {"the rationale": judgement.rationale, **minds, **reasons}


def traced(judgement: Judgement, results: Sequence[ToolResult]) -> tuple[list[dict[str, object]], list[str]]:
    """The grounding of every numeral of a judgement's texts, and a finding per text with numerals that trace to nothing."""
    sources = Grounding(tuple(results))
    grounding: list[dict[str, object]] = []
    findings: list[str] = []
    for where, text in texts_of(judgement).items():
        found, lost = sources.trace(text)
        grounding += [entry for entry in found if entry not in grounding]
        if lost:
            findings.append(f"{where} says {', '.join(lost)}, which no tool result holds; copy numbers exactly or leave them out")
    return grounding, findings


def _diagnoses(judgement: Judgement, quoted: Sequence[str]) -> list[str]:
    texts = texts_of(judgement).items()
    found = ((where, diagnosing(text, quoted)) for where, text in texts)
    return [
        f"{where} reads like a diagnosis ({', '.join(spots)}); say what was measured and told instead" for where, spots in found if spots
    ]


_MARKUP = re.compile(
    r"https?:|www\.|!?\[[^\]]*\]\([^)]*\)|<\s*/?\s*[a-z!][^>]*>?|javascript:|data:\w+/|&(?:#x?[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE
)


def _markup(judgement: Judgement) -> list[str]:
    """A finding per text with a link, an image or a tag: a page that showed it could be made to fetch it."""
    found = ((where, _MARKUP.search(text)) for where, text in texts_of(judgement).items())
    return [f"{where} holds a link or markup ({match[0][:40]}); write plain words only" for where, match in found if match]


def call_findings(calls: Mapping[str, OwnCall], models: ModelsForecast) -> list[str]:
    """What is wrong with the own calls: missing, disordered, implausible, or far from everything the models hold possible."""
    from forecasting.models import TargetForecast

    findings: list[str] = []
    for name, forecast in models.targets.items():
        if not isinstance(forecast, TargetForecast):
            continue
        call = calls.get(name)
        if call is not None:
            findings += _call_faults(name, call, forecast)
        elif name in PRIMARY:
            findings.append(f"the call of {name} is missing")
    return findings


def _call_faults(name: str, call: OwnCall, forecast: TargetForecast) -> list[str]:
    target = TARGETS[name]
    given = [value for value in (call.low_80, call.median, call.high_80) if value is not None]
    wrong = [value for value in given if not target.is_plausible(value)]
    if wrong:
        low, high = target.plausible
        return [f"the call of {name} says {wrong[0]:g} {target.unit}; plausible is {low:g} to {high:g}"]
    if any(below >= above for below, above in pairwise(given)):
        return [f"the call of {name} must have low_80 < median < high_80"]
    low, high = farthest(forecast)
    if not low <= call.median <= high:
        return [
            f"the call of {name}, {call.median:g} {target.unit}, is out of proportion; the models leave room for {low:.1f} to {high:.1f}"
        ]
    return []


def farthest(forecast: TargetForecast) -> tuple[float, float]:
    """The medians an own call may have, in the target's unit."""
    target = TARGETS[forecast.target.name]
    middle = target.to_scale(forecast.quantiles[len(forecast.quantiles) // 2])
    low, high = (target.from_scale(middle + side * FARTHEST_CALL * forecast.sigma) for side in (-1, 1))
    return max(low, target.plausible[0]), min(high, target.plausible[1])


def number_findings(forecast: Mapping[str, object]) -> list[str]:
    """Faults of the composed numbers: not finite, not ordered, without width, or implausible."""
    targets = forecast.get("targets")
    findings: list[str] = []
    for name, said in targets.items() if isinstance(targets, Mapping) else []:
        if "abstained" in said:
            continue
        rows = {"quantiles": said.get("quantiles")} | {key: said.get(key, {}).get("quantiles") for key in OPINIONS}
        findings += [f"{name}.{key}: {fault}" for key, row in rows.items() if (fault := _row_fault(row, TARGETS[name]))]
    return findings


def _row_fault(row: object, target: Target) -> str | None:
    if not isinstance(row, Mapping) or not row:
        return "no quantiles"
    values = [float(row[key]) for key in sorted(row, key=float)]
    if not all(math.isfinite(value) for value in values):
        return "not finite"
    if any(below > above for below, above in pairwise(values)):
        return "not ordered"
    if not values[0] < values[-1]:
        return "no width"
    return None if all(target.is_plausible(value) for value in values) else "implausible"
