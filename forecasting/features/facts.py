"""What features are computed from: one person's facts, in a snapshot or in a history of all revisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Protocol, TypeVar

from core.precedence import SOURCE_PRECEDENCE
from core.quality import RANGES
from core.records import Day, Fact, JournalAnswer, Measure, Night, Sleep, Workout
from core.snapshot import PersonHistory, Snapshot

F = TypeVar("F", bound=Fact)
NAN = float("nan")
_RANGES = {**RANGES, "sleep_need_minutes": (60.0, 1080.0)}
"""Those of `core.quality`; a need of sleep can be no other than a sleep itself."""


class Facts(Protocol):
    """One person's facts: a `Snapshot` has each once, a `PersonHistory` every revision, a newer one after an older one."""

    @property
    def zone(self) -> tzinfo:
        """Home, as far as it is known."""
        ...

    @property
    def nights(self) -> tuple[Night, ...]:
        """Main sleeps."""
        ...

    @property
    def days(self) -> tuple[Day, ...]:
        """Totals of waking days."""
        ...

    @property
    def workouts(self) -> tuple[Workout, ...]:
        """Workouts."""
        ...

    @property
    def sleeps(self) -> tuple[Sleep, ...]:
        """All sleeps, naps included."""
        ...

    @property
    def journal(self) -> tuple[JournalAnswer, ...]:
        """Answers."""
        ...

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Whatever varies."""
        ...


def home_of(facts: Facts) -> tzinfo:
    """The person's home zone; a fixed offset where nobody named it.

    A snapshot's own `zone` follows the last night abroad, so it would move rows of the past: home is asked for instead.
    """
    return facts.home if isinstance(facts, Snapshot) else facts.zone


def history_of(facts: Facts) -> PersonHistory:
    """The same facts as a history, at home."""
    if isinstance(facts, PersonHistory):
        return facts
    everything = (facts.nights, facts.days, facts.workouts, facts.sleeps, facts.journal, facts.measures)
    person = next((fact.person_id for kind in everything for fact in kind), "")
    return PersonHistory(person, home_of(facts), *everything)


def foremost(facts: Sequence[F]) -> Sequence[F]:
    """Those of the source that counts where several tell of the same day: summing them would count one workout twice."""
    if len(facts) < 2:
        return facts
    best = min({fact.source for fact in facts}, key=_place)
    return [fact for fact in facts if fact.source == best]


def plausible(fact: Fact, field: str) -> float:
    """The value of a field, NaN where it is missing or outside its range."""
    value: float | None = getattr(fact, field)
    if value is None:
        return NAN
    low, high = _RANGES[field]
    return value if low <= value <= high else NAN


def _place(source: str) -> tuple[int, str]:
    return (SOURCE_PRECEDENCE.index(source) if source in SOURCE_PRECEDENCE else len(SOURCE_PRECEDENCE)), source
