"""What a language model returns in the judge step: graded evidence, its own calls, its reasons. Strict, after one repair.

The model grades and explains; the numbers of the forecast are made from this by code (`agent.compose`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from agent.json_in_text import object_in
from core.errors import ToolRetry
from core.events import EVENT_KINDS
from core.targets import TARGETS

SUBMIT = "submit_judgement"
"""Name of the pretended tool by which a model hands its judgement in."""


def _known_kind(kind: str) -> str:
    if kind not in EVENT_KINDS:
        raise ValueError(f"no event kind {kind!r}; known: {', '.join(EVENT_KINDS)}")
    return kind


def _known_target(name: str) -> str:
    if name not in TARGETS:
        raise ValueError(f"no target {name!r}; known: {', '.join(TARGETS)}")
    return name


Kind = Annotated[str, AfterValidator(_known_kind)]
TargetName = Annotated[str, AfterValidator(_known_target)]
_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class JudgedEvidence(BaseModel):
    """One event that bears on the coming night, and where it stands."""

    model_config = _STRICT
    kind: Kind = Field(description="event kind: " + ", ".join(EVENT_KINDS))
    answer: Literal["yes", "no"]
    probability: float = Field(ge=0, le=1, description="how sure it is that the answer is so")
    direction: dict[TargetName, Literal["up", "down", "none"]] = Field(default_factory=dict, description="expected move per target")
    quote: str | None = Field(default=None, max_length=500, description="the person's own words, copied exactly")
    call: str | None = Field(default=None, max_length=100, description="the tool (or call id) whose result shows it")
    path: str | None = Field(default=None, max_length=100, description='where in that result, like "answers[0].answer"')


class OwnCall(BaseModel):
    """The model's own forecast of one target, in the target's unit."""

    model_config = _STRICT
    median: FiniteFloat
    low_80: FiniteFloat | None = Field(default=None, description="lower end of the 80% range")
    high_80: FiniteFloat | None = None
    reason: str = Field(default="", max_length=600)


class Judgement(BaseModel):
    """The whole answer of the judge step."""

    model_config = _STRICT
    evidence: list[JudgedEvidence] = Field(default_factory=list, max_length=16)
    calls: dict[TargetName, OwnCall] = Field(description="per target your own call: " + ", ".join(TARGETS))
    rationale: str = Field(min_length=1, max_length=4000, description="plain sentences; every numeral copied from a tool result")
    change_mind: list[str] = Field(default_factory=list, max_length=6, description="what would change your mind")


def submit_tool() -> dict[str, object]:
    """The judgement as a tool that a chat model can be given, in OpenAI's form, without references."""
    parameters = _inlined(Judgement.model_json_schema())
    function = {"name": SUBMIT, "description": "Hand in your judgement, once the results are read.", "parameters": parameters}
    return {"type": "function", "function": function}


def _inlined(schema: dict[str, object]) -> object:
    """The schema with every `$ref` put in place and titles left out: small servers know no references."""
    definitions = cast("dict[str, object]", schema.get("$defs", {}))

    def walk(value: object) -> object:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return walk(definitions[str(value["$ref"]).rsplit("/", 1)[1]])
        return {key: walk(item) for key, item in value.items() if key != "$defs" and not (key == "title" and isinstance(item, str))}

    return walk(schema)


def parse_judgement(answer: str | Mapping[str, object]) -> Judgement:
    """The judgement in a model's answer: text that holds JSON, or the arguments of a tool call; mended once where that is safe.

    Raises:
        ToolRetry: with one line per fault, for the model to read.
    """
    value = object_in(answer) if isinstance(answer, str) else dict(answer)
    value = _unwrapped(value)
    try:
        return Judgement.model_validate(value)
    except ValidationError:
        pass
    try:
        return Judgement.model_validate(_mended(value))
    except ValidationError as error:
        raise ToolRetry(_faults(error)) from error


def _unwrapped(value: dict[str, object]) -> dict[str, object]:
    """The judgement itself where a model wrapped it: {"judgement": {…}}, {"name": …, "arguments": {…}}."""
    for key in ("judgement", "judgment", SUBMIT, "arguments", "parameters"):
        inner = value.get(key)
        if isinstance(inner, dict) and "calls" not in value:
            return _unwrapped(inner)
    return value


def _mended(value: Mapping[str, object]) -> dict[str, object]:
    """The judgement with what can be mended without guessing: unknown keys dropped, numbers sent as text read, nulls emptied."""
    kept = {key: item for key, item in value.items() if key in Judgement.model_fields}
    evidence, calls, mind = kept.get("evidence") or [], kept.get("calls"), kept.get("change_mind") or []
    if isinstance(calls, list):
        calls = {str(item.get("target")): item for item in calls if isinstance(item, dict)}
    if "calls" in kept:
        kept["calls"] = {name: _mended_call(item) for name, item in calls.items()} if isinstance(calls, dict) else calls
    return kept | {
        "evidence": [_mended_evidence(item) for item in evidence] if isinstance(evidence, list) else evidence,
        "change_mind": [mind] if isinstance(mind, str) else mind,
    }


def _mended_evidence(item: object) -> object:
    if not isinstance(item, dict):
        return item
    kept = {key: value for key, value in item.items() if key in JudgedEvidence.model_fields}
    answer = kept.get("answer")
    if isinstance(answer, bool):
        kept["answer"] = "yes" if answer else "no"
    elif isinstance(answer, str):
        kept["answer"] = answer.strip().lower()
    return kept | {"probability": _probability(kept.get("probability")), "direction": kept.get("direction") or {}}


def _mended_call(item: object) -> object:
    if not isinstance(item, dict):
        return {"median": _number(item)}
    kept = {key: value for key, value in item.items() if key in OwnCall.model_fields}
    numbers = {key: _number(kept[key]) for key in ("median", "low_80", "high_80") if key in kept}
    return kept | numbers | {"reason": kept.get("reason") or ""}


_NUMBER = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(%|[a-zA-Z/ ]{0,12})\s*")


def _number(value: object) -> object:
    """A number that was sent as text, with a decimal comma or its unit behind it; anything else as it is."""
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    return float(match[1].replace(",", "."))


def _probability(value: object) -> object:
    """A probability sent as text; "85%" is 0.85."""
    number = _number(value)
    return number / 100 if isinstance(value, str) and isinstance(number, float) and "%" in value else number


def _faults(error: ValidationError) -> str:
    """One line per fault: where, what is wrong, what was found."""
    lines = [f"{'.'.join(str(part) for part in fault['loc']) or 'judgement'}: {_message(dict(fault))}" for fault in error.errors()[:8]]
    return "the judgement cannot be read:\n" + "\n".join(lines)


def _message(fault: Mapping[str, object]) -> str:
    if fault["type"] == "missing":
        return "is missing"
    return f"{fault['msg']}, found {str(fault['input'])[:80]!r}"
