"""Forecast JSON, schema version 1, as types; the published JSON Schema (draft 2020-12) is made from them.

Keys may be added within a version, never taken away or given another meaning: whoever reads it passes over what it does not know.
`schemas/forecast.schema.json` is what this module makes; a test keeps the two the same.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Level = Literal[
    "0.025", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35", "0.4", "0.45", "0.5",
    "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.9", "0.95", "0.975",
]  # fmt: skip
"""The 21 levels of `forecasting.quantiles.LEVELS`, as keys."""
Quantiles = Annotated[
    dict[Level, float],
    Field(min_length=21, max_length=21, description="Value in the target's unit at each level; ascending with the level."),
]
Interval = Annotated[tuple[float, float], Field(description="Lower and upper end, in the target's unit.")]
Probability = Annotated[float, Field(ge=0, le=1)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of forecast JSON; keys that this version does not know are kept."""

    model_config = ConfigDict(extra="allow", frozen=True)


class QuantilesPart(Part):
    """The forecast of the models alone."""

    quantiles: Quantiles


class EvidencePart(Part):
    """The forecast of the models, shifted and widened by what the evening's evidence says."""

    quantiles: Quantiles
    shift: float = Field(description="In standard deviations; bounded.")
    widening: float = Field(description="Factor on the spread; bounded.")


class CallPart(Part):
    """The agent's own call."""

    quantiles: Quantiles
    reason: str


class OpinionWeights(Part):
    """What each opinion weighs in the forecast, as earned in scored nights."""

    models: Probability
    evidence: Probability
    agent: Probability


class Contribution(Part):
    """One step from the personal mean to the forecast, in the target's unit."""

    step: str
    median: float
    change: float = Field(description="Against the step before.")


class Forecaster(Part):
    """What one forecaster of the catalog said, and what it weighs."""

    name: str
    version: str
    trained_through: date | None = Field(description="Last night of the data it was trained on; null for rules.")
    weight: float
    quantiles: Quantiles


class TargetForecast(Part):
    """The forecast of one target."""

    median: float
    quantiles: Quantiles
    interval_80: Interval
    interval_95: Interval
    normal_range: Interval = Field(description="The person's own usual range.")
    percentile: float = Field(ge=0, le=100, description="Where the median stands among the person's own nights.")
    confidence: Literal["high", "medium", "low"] = Field(description="How far this forecast may be leaned on.")
    out_of_range: bool = Field(description="True when the median lies outside the normal range.")
    models_only: QuantilesPart
    evidence_only: EvidencePart
    agent_call: CallPart
    opinion_weights: OpinionWeights
    contributions: list[Contribution] = Field(description="How the median came about, step by step.")
    forecasters: list[Forecaster]


class Abstained(Part):
    """A target that is not forecast, and why."""

    abstained: str


class Evidence(Part):
    """One event of the evening that bears on the night."""

    kind: str
    answer: Literal["yes", "no"]
    probability: Probability
    quote: str | None = Field(description="The person's own words, where there are any.")
    source: str = Field(description="Where it stands: tool call and path.")
    shift: dict[str, float] = Field(description="Per target, in standard deviations.")
    widening: dict[str, float] = Field(description="Per target, factor on the spread.")


class Grounding(Part):
    """Where a numeral of the reasons comes from."""

    numeral: str
    call: str
    path: str
    rounding: str | int | float | None = Field(description="Digits after the point, where it was rounded.")


class Agent(Part):
    """Who spoke."""

    kind: Literal["offline_analyst", "llm"]
    model: str
    degraded: list[str] = Field(description="Why the language model did not finish, if it did not; in order.")
    calls: int = Field(ge=0)
    tokens: int = Field(ge=0)
    seconds: float = Field(ge=0)


class Seal(Part):
    """The forecast's place in the chain."""

    sequence: int = Field(ge=1)
    previous: Sha256
    sha256: Sha256


class RecoveryZone(Part):
    """Probabilities of WHOOP's zones: green from 67, yellow from 34, red below."""

    green: Probability
    yellow: Probability
    red: Probability


class QualityFinding(Part):
    """Something that is wrong with the data, and was left as it is."""

    kind: str
    night: date | None = None
    target: str | None = None
    detail: str


class DataQuality(Part):
    """How good the data are that the forecast rests on."""

    findings: list[QualityFinding]
    usable_nights: dict[str, int]
    nights_since_last: dict[str, int]
    refused_models: list[str] = Field(
        default=[], description="One sentence per trained version whose files were refused, naming it; others served in its place."
    )


class Question(Part):
    """Something whose answer would tell most."""

    kind: str
    question: str


class Dependence(Part):
    """How the targets move together: correlations of past surprises."""


class Prior(Part):
    """The population prior that the models start from: frozen, and the one thing that may be newer than a replayed evening."""

    name: str
    trained_through: date | None = Field(description="Last night of the people it was fitted on.")
    includes_person: bool = Field(description="True when this person is one of them: then the numbers flatter.")


class Forecast(Part):
    """A forecast of one night of one person, sealed before the night or given as a preview."""

    schema_version: Literal[1]
    forecast_id: str | None = Field(description="Null for a preview.")
    person_id: str
    track: Literal["live", "replay"]
    run_id: str
    night: date = Field(description="Local date on which the night ends.")
    horizon: int = Field(ge=1, le=7)
    revision: int | None = Field(ge=1, description="Counts the forecasts of this night; null for a preview.")
    issued_at: datetime
    as_of: datetime = Field(description="The instant whose knowledge was allowed.")
    late: bool = Field(description="True from the deadline on: kept, never scored.")
    targets: dict[str, TargetForecast | Abstained]
    dependence: Dependence
    recovery_zone: RecoveryZone | None
    evidence: list[Evidence]
    questions: list[Question]
    rationale: str
    change_mind: list[str] = Field(description="What would change the agent's mind.")
    grounding: list[Grounding]
    agent: Agent
    data_quality: DataQuality
    prior: Prior
    payload_sha256: Sha256
    seal: Seal | None = Field(description="Null for a preview.")


def forecast_schema() -> dict[str, object]:
    """The published JSON Schema."""
    text = resources.files("app").joinpath("schemas", "forecast.schema.json").read_text(encoding="utf-8")
    schema: dict[str, object] = json.loads(text)
    return schema


def made_schema() -> dict[str, object]:
    """The JSON Schema as these types make it."""
    made = _untitled(TypeAdapter(Forecast).json_schema(mode="serialization"))
    head = {"$schema": DIALECT, "$id": f"urn:morrow:forecast:{VERSION}", "title": f"Morrow forecast, schema version {VERSION}"}
    return {**head, **made}


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the titles that only repeat its names."""
    return {key: _walked(value) for key, value in schema.items() if key != "title"}


def _walked(value: object) -> object:
    if isinstance(value, dict):
        return _untitled(value)
    return [_walked(item) for item in value] if isinstance(value, list) else value
