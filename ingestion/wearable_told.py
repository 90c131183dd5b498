"""What the documents of wearables tell — sleeps, values of a date, days, workouts, answers — before it becomes facts.

One record of a document becomes one of these, in the units of `core.records`; which record tells of which, every source says itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from core.records import Answer
from ingestion.cells import CellError
from ingestion.fields import Moment, Row

Value = float | str
"""A number in its field's unit, or the name of a method."""


@dataclass(frozen=True)
class Sense:
    """How one field of a record reads as one field of a fact."""

    path: str
    """Dotted, from the record."""
    per: float = 1.0
    """Divisor to the fact's unit."""
    positive: bool = False
    """True where the device writes 0 or less for what it could not measure."""
    marks: frozenset[float] = frozenset()
    """Other values that say so."""


@dataclass(frozen=True)
class Reading:
    """The values of one record."""

    values: Mapping[str, Value | None]
    """Field of the fact → value; None or absent where the record does not tell it."""
    unmeasured: tuple[tuple[str, str], ...] = ()
    """(field, why) of what the device marked as not measured."""

    @property
    def tells(self) -> bool:
        """True when there is any value, or a mark that there is none."""
        return bool(self.unmeasured) or any(value is not None for value in self.values.values())

    def joined(self, values: Mapping[str, Value | None]) -> Reading:
        """The same with more values."""
        return Reading({**self.values, **values}, self.unmeasured)


NOTHING = Reading({})


def read(row: Row, senses: Mapping[str, Sense]) -> Reading:
    """The values of a record: field of the fact → how it is read."""
    values: dict[str, Value | None] = {}
    unmeasured: list[tuple[str, str]] = []
    for name, sense in senses.items():
        value = row.measure(sense.path)
        if value is not None and ((sense.positive and value <= 0) or value in sense.marks):
            unmeasured.append((name, f"{sense.path} is {value:g}, which says that nothing was measured"))
            value = None
        values[name] = value if value is None or sense.per == 1.0 else value / sense.per
    return Reading(values, tuple(unmeasured))


@dataclass(frozen=True)
class SleepTold:
    """One sleep; the main one carries what was measured in it."""

    row: Row
    day: date
    """Local date of waking."""
    start: Moment | None
    end: Moment | None
    nap: bool = False
    reading: Reading = NOTHING
    label: date | None = None
    """The date that the device gives it, by which its other documents speak of it; None is `day`."""
    epoch: str = ""
    """What the device says of its algorithm; stands in the source epoch."""


@dataclass(frozen=True)
class DateTold:
    """What another document says of the night of a date."""

    row: Row
    day: date
    reading: Reading


@dataclass(frozen=True)
class ScoreTold:
    """A figure of the night that is no measurement of a target; known with the night."""

    row: Row
    day: date
    kind: str
    value: float
    unit: str


@dataclass(frozen=True)
class DayTold:
    """Totals of a waking day, or some of them."""

    row: Row
    day: date
    reading: Reading
    start: datetime | None = None
    end: datetime | None = None
    """When the totals were complete; None where only the date is told."""


@dataclass(frozen=True, slots=True)
class StepsTold:
    """Steps of one minute; a day's are added up."""

    at: datetime
    steps: float


@dataclass(frozen=True)
class WorkoutTold:
    """One workout."""

    row: Row
    start: Moment
    end: datetime
    sport: str
    reading: Reading
    zone: tzinfo
    """Where it took place."""


@dataclass(frozen=True)
class AnswerTold:
    """One thing that the person noted."""

    row: Row
    day: date
    """The day whose evening it bears on."""
    question: str
    kind: str
    answer: Answer
    quote: str | None
    at: datetime | None
    zone: tzinfo


@dataclass(frozen=True)
class ProfileTold:
    """What a document says of the person."""

    row: Row
    time_zone: str | None = None
    sex: Literal["female", "male"] | None = None


Told = SleepTold | DateTold | ScoreTold | DayTold | StepsTold | WorkoutTold | AnswerTold | ProfileTold
TELLS_NOTHING: tuple[Told, ...] = ()


def night_value(row: Row, day: date, senses: Mapping[str, Sense], **values: Value | None) -> Iterator[DateTold]:
    """What a record says of the night of a date; nothing where it says nothing."""
    reading = read(row, senses).joined(values)
    if reading.tells:
        yield DateTold(row, day, reading)


def added(values: Iterable[Value | None]) -> float | None:
    """The sum of the numbers that are told, None where none is.

    Raises:
        CellError: for a sum beyond all numbers.
    """
    told = [value for value in values if isinstance(value, float)]
    if told and not math.isfinite(sum(told)):
        raise CellError("a sum of its values is too large a number")
    return sum(told) if told else None


def workout_end(start: Moment, length: timedelta | None) -> datetime:
    """When a workout of that length ended.

    Raises:
        CellError: where no length is told, or one that no workout has.
    """
    if length is None or not timedelta() <= length <= _LONGEST:
        raise CellError("a workout needs its end or a duration of at most four days")
    return start.at + length


_LONGEST = timedelta(days=4)
