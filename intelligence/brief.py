"""The daily brief: everything an evening needs on one page, as a versioned, typed object.

Numbers are rounded for reading, at most one digit more than the target is shown with, so that whoever quotes them finds them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.quality import findings
from core.records import Night
from core.snapshot import Snapshot
from core.targets import TARGETS, Target
from forecasting.effects import Effect, learned_effects
from forecasting.models import Abstained, ModelsForecast, TargetForecast
from forecasting.quantiles import MEDIAN, interval
from forecasting.series import series_of, usable_value
from intelligence.normal_range import Standing, standing, trend_of, usual_of
from intelligence.questions import best_questions
from intelligence.reliability import track_record

QUALITY_DAYS = 30
MOST_FINDINGS = 10
MOST_DETAIL = 200
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Part(BaseModel):
    """A frozen part of the brief; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ForecastBrief(_Part):
    """The models' forecast of one target."""

    median: float
    interval_80: tuple[float, float]
    interval_95: tuple[float, float]
    percentile: float
    """Where the median stands among the person's own nights, in percent."""
    out_of_range: bool
    """True when the median lies outside the personal normal range."""


class NoForecast(_Part):
    """Why a target is not forecast."""

    abstained: str


class TargetBrief(_Part):
    """One target: last night against the person's own normal, and what is forecast."""

    label: str
    unit: str
    last_value: float | None
    last_night: date | None
    standing: Standing | None
    """The last value towards the personal normal range."""
    personal_mean: float | None
    normal_range: tuple[float, float] | None
    z_last: float | None
    """The last value in the person's own standard deviations from the mean."""
    trend_7: float | None
    """Level of the last seven nights minus the personal mean, in the target's unit."""
    usable_nights: int
    nights_since_last: int | None
    """Nights before this one without a value, plus one: 1 means that last night has one."""
    forecast: ForecastBrief | NoForecast


class QualityFinding(_Part):
    """Something that is wrong with recent data."""

    kind: str
    night: date
    target: str | None
    detail: str


class TargetReliability(_Part):
    """How forecasts of one target have fared."""

    coverage_80: float
    mean_crps: float
    skill_over_mean: float | None


class Reliability(_Part):
    """How this track's sealed forecasts have fared so far."""

    scored_nights: int
    targets: dict[str, TargetReliability]


class JournalLine(_Part):
    """One answer of this evening."""

    kind: str
    answer: Literal["yes", "no"]


class QuestionLine(_Part):
    """One question worth asking this evening."""

    kind: str
    question: str
    value: float
    targets: tuple[str, ...]


class DailyBrief(_Part):
    """The report of one evening."""

    schema_version: Literal[1] = 1
    person_id: str
    night: date
    evening: date
    weekday: str
    """Of the evening."""
    interval_levels: tuple[int, int] = (80, 95)
    targets: dict[str, TargetBrief]
    quality: tuple[QualityFinding, ...]
    reliability: Reliability
    journal_today: tuple[JournalLine, ...]
    questions: tuple[QuestionLine, ...]


def daily_brief(
    snapshot: Snapshot, models: ModelsForecast, night: date, *, effects: Mapping[tuple[str, str], Effect] | None = None
) -> DailyBrief:
    """The brief of the evening before `night`; nothing dated on or after that night is read.

    Args:
        snapshot: what is known.
        models: the models' forecast of that night.
        night: the night ahead.
        effects: of events, as learned so far; learned from the snapshot's journal when not given.
    """
    evening = night - timedelta(days=1)
    learned = learned_effects(snapshot.journal, models.residuals) if effects is None else effects
    nights = [one for one in snapshot.nights if one.night < night]
    questions = best_questions(snapshot, models, learned, night)
    return DailyBrief(
        person_id=snapshot.person_id,
        night=night,
        evening=evening,
        weekday=_WEEKDAYS[evening.weekday()],
        targets={name: _target(TARGETS[name], forecast, nights, night) for name, forecast in models.targets.items()},
        quality=_quality(snapshot, nights, night),
        reliability=_reliability(snapshot, night),
        journal_today=tuple(JournalLine(kind=one.kind, answer=one.answer) for one in snapshot.journal if one.day == evening),
        questions=tuple(QuestionLine(kind=q.kind, question=q.question, value=q.value, targets=q.targets) for q in questions),
    )


def _target(target: Target, forecast: TargetForecast | Abstained, nights: list[Night], night: date) -> TargetBrief:
    series = series_of(nights, target, night)
    usual = usual_of(series)
    level = forecast.personal_mean if isinstance(forecast, TargetForecast) else usual.level if usual else None
    normal = _rounded_pair(forecast.normal_range, target) if isinstance(forecast, TargetForecast) else None
    last = _last_night(nights, target)
    value = None if last is None else float(getattr(last, target.name))
    trend = trend_of(series)
    return TargetBrief(
        label=target.label,
        unit=target.unit,
        last_value=_round(value, target),
        last_night=None if last is None else last.night,
        standing=None if value is None or normal is None else standing(round(value, target.decimals + 1), normal),
        personal_mean=_round(level, target),
        normal_range=normal,
        z_last=None if usual is None or value is None or level is None else round(usual.z(value, level), 1) + 0.0,
        trend_7=None if level is None or trend is None else _round(trend - level, target),
        usable_nights=series.usable,
        nights_since_last=None if last is None else (night - last.night).days,
        forecast=_forecast(target, forecast),
    )


def _forecast(target: Target, forecast: TargetForecast | Abstained) -> ForecastBrief | NoForecast:
    if isinstance(forecast, Abstained):
        return NoForecast(abstained=forecast.reason)
    return ForecastBrief(
        median=round(forecast.quantiles[MEDIAN], target.decimals + 1),
        interval_80=_rounded_pair(interval(forecast.quantiles, 0.8), target),
        interval_95=_rounded_pair(interval(forecast.quantiles, 0.95), target),
        percentile=round(forecast.percentile),
        out_of_range=forecast.out_of_range,
    )


def _last_night(nights: list[Night], target: Target) -> Night | None:
    """The newest night with a usable value."""
    usable = [night for night in nights if usable_value(night, target) is not None]
    return max(usable, key=lambda night: night.night, default=None)


def _quality(snapshot: Snapshot, nights: list[Night], night: date) -> tuple[QualityFinding, ...]:
    """What is wrong with the last thirty days, the newest first."""
    since = night - timedelta(days=QUALITY_DAYS)
    found = findings(
        [one for one in nights if one.night >= since],
        [day for day in snapshot.days if since <= day.day < night],
        [answer for answer in snapshot.journal if since <= answer.day < night],
        snapshot.as_of,
        sleeps=[sleep for sleep in snapshot.sleeps if since <= sleep.day < night],
        workouts=[workout for workout in snapshot.workouts if since <= workout.day < night],
    )
    newest = sorted(found, key=lambda one: -one.day.toordinal())[:MOST_FINDINGS]
    return tuple(QualityFinding(kind=one.kind, night=one.day, target=one.target, detail=one.detail[:MOST_DETAIL]) for one in newest)


def _reliability(snapshot: Snapshot, night: date) -> Reliability:
    record = track_record(snapshot, before=night)
    return Reliability(
        scored_nights=record.scored_nights,
        targets={
            name: TargetReliability(
                coverage_80=round(one.coverage_80, 2),
                mean_crps=round(one.mean_crps, TARGETS[name].decimals + 1),
                skill_over_mean=None if one.skill_over_mean is None else round(one.skill_over_mean, 3),
            )
            for name, one in record.targets.items()
        },
    )


def _rounded_pair(values: tuple[float, float], target: Target) -> tuple[float, float]:
    return round(values[0], target.decimals + 1), round(values[1], target.decimals + 1)


def _round(value: float | None, target: Target) -> float | None:
    return None if value is None else round(value, target.decimals + 1) + 0.0  # never minus zero
