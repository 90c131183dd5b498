"""What if: the feature table as it would be had the person's day gone otherwise, derived features included.

Hypothetical facts are added to a copy and the table is made anew, so loads, debts and interactions follow as they would from a
real day. The answer is an association that a model has learned, not an effect that was proved.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from core.errors import BadInput
from core.precedence import one_per_date
from core.records import Day, Fact, JournalAnswer, Night, Workout
from core.snapshot import PersonHistory
from core.targets import TARGETS
from forecasting.features.build import feature_table
from forecasting.features.evenings import evening_before
from forecasting.features.facts import Facts, foremost, history_of
from forecasting.features.table import FeatureTable

F = TypeVar("F", bound=Fact)
_STRAIN, _SHIFT_MINUTES = (0.0, 21.0), (-720.0, 720.0)
_SUPPOSED = "what_if"
"""Source of a hypothetical fact that has no real one to stand beside."""
_ANSWERS = ("alcohol", "late_meal", "caffeine", "hard_training", "illness")


@dataclass(frozen=True)
class Changes:
    """What is supposed of the evening's own day and of the night that ended on it; None leaves a thing as it is."""

    strain: float | None = None
    """0–21: a workout of this strain is still to come, and the day ends with at least this strain. Moves today's strain, the load
    ratios, days since a hard day and, for people whose workouts are told, today's workout; its heart rate zones are not known."""
    bedtime_shift_minutes: float | None = None
    """Last night's sleep lay so much later (negative: earlier), as long as it was. Moves bedtimes, waking, midsleep, their regularity.
    The bedtime of the night to come is no feature: no evening knows it."""
    sleep_minutes: float | None = None
    """Time asleep last night. Moves sleep lags, means, debt and what is multiplied by debt; not its efficiency or stages."""
    alcohol: bool | None = None
    """The journal of today says yes or no; so for the four below. Moves the answer and what is multiplied by it, not grams drunk."""
    late_meal: bool | None = None
    """A meal within two hours of bed; meal times and energy stay."""
    caffeine: bool | None = None
    """Caffeine after two in the afternoon; milligrams stay."""
    hard_training: bool | None = None
    """The answer alone; `strain` supposes the load itself."""
    illness: bool | None = None
    """Feeling ill."""

    def __post_init__(self) -> None:
        _within("a strain", self.strain, _STRAIN)
        _within("a shift of the bedtime in minutes", self.bedtime_shift_minutes, _SHIFT_MINUTES)
        _within("a time asleep in minutes", self.sleep_minutes, TARGETS["sleep_minutes"].plausible)


def scenario(facts: Facts, until: date, as_of: datetime | None, changes: Changes, *, first: date | None = None) -> FeatureTable:
    """The feature table of `feature_table(facts, until, as_of=as_of, first=first)` with its last row as the changes would make it.

    Args:
        facts: of one person; they are not changed.
        until: the night to come.
        as_of: the instant at which the changes are supposed; None for the scheduled evening.
        changes: what is supposed.
        first: the first row's night.

    Raises:
        BadInput: if last night is to be changed, and nothing is known of it.
    """
    moment = as_of or evening_before(facts, until)
    return feature_table(_supposed(history_of(facts), until - timedelta(days=1), moment, changes), until, as_of=moment, first=first)


def _supposed(history: PersonHistory, today: date, moment: datetime, changes: Changes) -> PersonHistory:
    """A history in which the changes became known at that moment, and not earlier."""
    nights, days, workouts = history.nights, history.days, history.workouts
    if changes.sleep_minutes is not None or changes.bedtime_shift_minutes is not None:
        nights = (*nights, _night(nights, today, moment, changes))
    if changes.strain is not None:
        days = (*days, _day(history, today, moment, changes.strain))
        if workouts:  # of nobody else is it known that other days had none
            workouts = (*workouts, _workout(history, today, moment, changes.strain))
    told = {kind: answer for kind in _ANSWERS if (answer := getattr(changes, kind)) is not None}
    kept = (answer for answer in history.journal if answer.day != today or answer.kind not in told)
    journal = (*kept, *(_answer(history.person_id, kind, today, moment, yes=yes) for kind, yes in told.items()))
    return dataclasses.replace(history, nights=nights, days=days, workouts=workouts, journal=journal)


def _night(nights: Sequence[Night], today: date, moment: datetime, changes: Changes) -> Night:
    known = one_per_date(_newest(night for night in nights if night.night == today and night.known_at <= moment))
    if not known:
        raise BadInput(f"wanted to change the night of {today}, but nothing is known of it; leave its bedtime and length as they are")
    night = known[0]
    shift = timedelta(minutes=changes.bedtime_shift_minutes or 0.0)
    return dataclasses.replace(
        night,
        known_at=moment,
        sleep_start=night.sleep_start and night.sleep_start + shift,
        sleep_end=night.sleep_end and night.sleep_end + shift,
        sleep_minutes=night.sleep_minutes if changes.sleep_minutes is None else changes.sleep_minutes,
    )


def _day(history: PersonHistory, today: date, moment: datetime, strain: float) -> Day:
    """Today's totals with at least that strain; of the same source epoch as the days before, for another would be no comparison."""
    like = _latest(history.days, lambda day: day.day, today, moment)
    if like is not None and like.day == today:
        return dataclasses.replace(like, known_at=moment, strain=max(strain, like.strain or 0.0))
    return day_like(like, history.person_id, f"{_SUPPOSED}|{today}", today, moment, strain)


def _workout(history: PersonHistory, today: date, moment: datetime, strain: float) -> Workout:
    """A workout of that strain beside today's others, hence of their source."""
    like = _latest(history.workouts, lambda workout: workout.day, today, moment)
    return workout_like(like, history.person_id, f"{_SUPPOSED}|{today}", today, moment, strain)


def day_like(like: Day | None, person_id: str, key: str, day: date, known_at: datetime, strain: float) -> Day:
    """A supposed day of that strain, of the source and epoch of a known one."""
    source, epoch = _origin(like, key)
    return Day(person_id=person_id, key=key, source=source, source_epoch=epoch, known_at=known_at, day=day, strain=strain)


def workout_like(like: Workout | None, person_id: str, key: str, day: date, at: datetime, strain: float) -> Workout:
    """A supposed workout of that strain at that instant, of the source and epoch of a known one."""
    source, epoch = _origin(like, key)
    return Workout(
        person_id=person_id,
        key=key,
        source=source,
        source_epoch=epoch,
        known_at=at,
        day=day,
        start=at,
        end=at,
        sport="planned",
        strain=strain,
    )


def _origin(like: Fact | None, key: str) -> tuple[str, str]:
    """Source and epoch of the known fact; where there is none, the key's own word."""
    word = key.partition("|")[0]
    return (like.source, like.source_epoch) if like else (word, word)


def _latest(facts: Sequence[F], dated: Callable[[F], date], today: date, moment: datetime) -> F | None:
    """Of the newest day known at that moment a fact of the source that counts, in its last revision of then."""
    known = _newest(fact for fact in facts if fact.known_at <= moment and dated(fact) <= today)
    newest = max((dated(fact) for fact in known), default=today)
    return next(iter(foremost([fact for fact in known if dated(fact) == newest])), None)


def _answer(person_id: str, kind: str, today: date, moment: datetime, *, yes: bool) -> JournalAnswer:
    return JournalAnswer(
        person_id=person_id,
        key=f"{_SUPPOSED}|{today}|{kind}",
        source=_SUPPOSED,
        source_epoch=_SUPPOSED,
        known_at=moment,
        day=today,
        kind=kind,
        answer="yes" if yes else "no",
    )


def _newest(facts: Iterable[F]) -> list[F]:
    """The last revision of each fact."""
    return list({(fact.source, fact.key): fact for fact in facts}.values())


def _within(words: str, value: float | None, limits: tuple[float, float]) -> None:
    low, high = limits
    if value is not None and not low <= value <= high:
        raise BadInput(f"wanted {words} between {low:g} and {high:g}, got {value:g}")
