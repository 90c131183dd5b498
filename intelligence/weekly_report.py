"""The weekly report: seven nights against the usual, the sealed forecasts of them against naive rules, and what changed.

A versioned, typed object over one snapshot. Every score stands with the number of nights behind it: seven nights say little, so the
same is told of all nights so far.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from core.events import EVENT_KINDS, OTHER
from core.quality import findings
from core.records import Night
from core.snapshot import Snapshot
from core.targets import PRIMARY, TARGETS, Target
from forecasting.catalog import BASELINES
from forecasting.registry.versions import ModelVersion
from forecasting.series import Series, series_of
from intelligence.normal_range import usual_of

WEEK = timedelta(days=7)
FINAL = "final"
"""The sealed forecast, as scores name it."""


class _Part(BaseModel):
    """A frozen part of the report; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WeekOfTarget(_Part):
    """One target's seven nights."""

    label: str
    unit: str
    nights: int
    """With a usable value."""
    mean: float | None
    mean_before: float | None
    """Of the seven nights before."""
    usual: float | None
    """The person's level over all nights before the week; None where fewer than seven are known."""
    from_usual_sd: float | None
    """How far the week's mean lies from that, in standard deviations of one night."""


class AgainstRule(_Part):
    """The sealed forecasts beside a naive rule, on the nights that both were scored on."""

    nights: int
    crps: float
    """Of the sealed forecast, in the target's unit; lower is better."""
    crps_of_rule: float
    skill: float | None
    """1 − the one over the other: positive is better than the rule."""


class Scored(_Part):
    """How the sealed forecasts of one target fared."""

    nights: int
    mean_crps: float
    mean_absolute_error: float
    covered_80: int
    """Nights whose value lay in the 80% range; about eight in ten are meant to."""
    covered_95: int
    against: dict[str, AgainstRule]


class Trained(_Part):
    """A model version that was trained in the week."""

    label: str
    trained_at: datetime
    trained_through: date
    people: int
    alias: Literal["champion", "challenger"] | None


class WeeklyReport(_Part):
    """The report of one week of one person."""

    schema_version: Literal[1] = 1
    person_id: str
    first: date
    last: date
    """Nights dated from a Monday to the Sunday after it."""
    as_of: datetime
    """Nothing that became known later is in it."""
    track: str
    nights: int
    targets: dict[str, WeekOfTarget]
    week: dict[str, Scored]
    """The scored nights of the week."""
    so_far: dict[str, Scored]
    """All scored nights up to its end."""
    changed: tuple[str, ...]
    quality: dict[str, int]
    """What was wrong with the week's data: kind → how often."""
    models: tuple[Trained, ...]


def weekly_report(snapshot: Snapshot, monday: date, versions: Iterable[ModelVersion] = ()) -> WeeklyReport:
    """The report of the week that ended on the day before `monday`; nothing dated on or after that Monday is read.

    Args:
        snapshot: what is known, and what its track has said and scored.
        monday: the day after the week.
        versions: trained models of the installation; those trained in the week are told.
    """
    first, before = monday - WEEK, monday - 2 * WEEK
    nights = [one for one in snapshot.nights if one.night < monday]
    return WeeklyReport(
        person_id=snapshot.person_id,
        first=first,
        last=monday - timedelta(days=1),
        as_of=snapshot.as_of,
        track=snapshot.track,
        nights=sum(first <= one.night for one in nights),
        targets={name: _week_of(TARGETS[name], nights, first) for name in PRIMARY},
        week=_scored({night: said for night, said in snapshot.scored.items() if first <= night < monday}),
        so_far=_scored({night: said for night, said in snapshot.scored.items() if night < monday}),
        changed=(*_journal_changes(snapshot, before, first, monday), *_device_changes(nights, first)),
        quality=_quality(snapshot, nights, first, monday),
        models=_trained(snapshot, versions),
    )


def _week_of(target: Target, nights: Sequence[Night], first: date) -> WeekOfTarget:
    """Of nights that were measured alike: another device or method begins another series."""
    series = series_of(nights, target, first + WEEK)
    usual = usual_of(series.before(first)) if series.start < first else None
    level, before = _level(series, first), _level(series, first - WEEK)
    return WeekOfTarget(
        label=target.label,
        unit=target.unit,
        nights=len(_values(series, first)),
        mean=_round(level, target),
        mean_before=_round(before, target),
        usual=None if usual is None else _round(usual.level, target),
        from_usual_sd=None if usual is None or level is None else round(usual.z(level), 1) + 0.0,
    )


def _level(series: Series, first: date) -> float | None:
    """The level of seven nights in the target's unit, as `normal_range` has it: the mean on the modelling scale."""
    values = _values(series, first)
    return series.target.from_scale(sum(values) / len(values)) if values else None


def _values(series: Series, first: date) -> list[float]:
    """The known values of the seven nights from `first` on, on the modelling scale."""
    offset = (first - series.start).days
    return [float(value) for value in series.values[max(offset, 0) : max(offset + 7, 0)] if math.isfinite(value)]


def _scored(scores: Mapping[date, Mapping[str, Any]]) -> dict[str, Scored]:
    rows = {name: [said[name] for said in scores.values() if name in said] for name in PRIMARY}
    return {name: _scored_target(TARGETS[name], found) for name, found in rows.items() if found}


def _scored_target(target: Target, rows: Sequence[Mapping[str, Any]]) -> Scored:
    rules = {rule: [row["crps"] for row in rows if rule in row["crps"]] for rule in BASELINES}
    return Scored(
        nights=len(rows),
        mean_crps=_score(row["crps"][FINAL] for row in rows),
        mean_absolute_error=_score(row["absolute_error"][FINAL] for row in rows),
        covered_80=sum(bool(row["covered_80"]) for row in rows),
        covered_95=sum(bool(row["covered_95"]) for row in rows),
        against={rule: _against(rule, both) for rule, both in rules.items() if both},
    )


def _against(rule: str, both: Sequence[Mapping[str, float]]) -> AgainstRule:
    ours, theirs = sum(crps[FINAL] for crps in both), sum(crps[rule] for crps in both)
    skill = round(1.0 - ours / theirs, 3) + 0.0 if theirs > 0.0 else None
    return AgainstRule(nights=len(both), crps=round(ours / len(both), 3), crps_of_rule=round(theirs / len(both), 3), skill=skill)


def _journal_changes(snapshot: Snapshot, before: date, first: date, monday: date) -> list[str]:
    """Events that were told more or less often than in the week before."""
    told = [(answer.day, answer.kind) for answer in snapshot.journal if answer.answer == "yes" and answer.kind != OTHER]
    now = Counter(kind for day, kind in told if first <= day < monday)
    then = Counter(kind for day, kind in told if before <= day < first)
    changed = [kind for kind in EVENT_KINDS if now[kind] != then[kind]]
    return [f"{EVENT_KINDS[kind].label}: {_times(now[kind])}, the week before {_times(then[kind])}" for kind in changed]


def _device_changes(nights: Sequence[Night], first: date) -> list[str]:
    """What tells of another device, another algorithm or another part of the world."""
    week, earlier = [one for one in nights if one.night >= first], [one for one in nights if one.night < first]
    if not earlier:
        return []
    epochs = sorted({one.source_epoch for one in week} - {earlier[-1].source_epoch})
    offsets = sorted({one.utc_offset_minutes for one in week if one.utc_offset_minutes is not None} - {earlier[-1].utc_offset_minutes})
    return [f"nights measured by {epoch}, before by {earlier[-1].source_epoch}" for epoch in epochs] + [
        f"nights spent where the clock is {minutes / 60:+g} h from UTC" for minutes in offsets
    ]


def _quality(snapshot: Snapshot, nights: Sequence[Night], first: date, monday: date) -> dict[str, int]:
    found = findings(
        [one for one in nights if one.night >= first],
        [day for day in snapshot.days if first <= day.day < monday],
        [answer for answer in snapshot.journal if first <= answer.day < monday],
        None,
        sleeps=[sleep for sleep in snapshot.sleeps if first <= sleep.day < monday],
        workouts=[workout for workout in snapshot.workouts if first <= workout.day < monday],
    )
    return dict(sorted(Counter(one.kind for one in found).items()))


def _trained(snapshot: Snapshot, versions: Iterable[ModelVersion]) -> tuple[Trained, ...]:
    """The versions trained in the seven days before the report is made."""
    found = [row for row in versions if snapshot.as_of - WEEK < row.trained_at <= snapshot.as_of]
    return tuple(
        Trained(label=row.label, trained_at=row.trained_at, trained_through=row.trained_through, people=len(row.people), alias=row.alias)
        for row in sorted(found, key=lambda row: (row.trained_at, row.label))
    )


def _times(count: int) -> str:
    return "never" if count == 0 else "once" if count == 1 else f"{count} times"


def _score(values: Iterable[float]) -> float:
    found = list(values)
    return round(sum(found) / len(found), 3)


def _round(value: float | None, target: Target) -> float | None:
    return None if value is None else round(value, target.decimals + 1) + 0.0  # never minus zero
