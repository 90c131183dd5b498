"""Who tells something, when and of which evening, and the facts that become of it; no recording is opened here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from agent.bootstrap import World
from agent.day import resolve_when
from agent.entries import RATING, Told, told_of, zone_at
from core.errors import BadInput, NotEnoughData, UnknownName
from core.events import EVENT_KINDS
from core.nights import LATEST_DEADLINE, local_instant, slot_at
from core.records import BY_HAND, Answer, Entry, Fact, JournalAnswer, Measure, part_of

if TYPE_CHECKING:
    from voice.measures import VoiceMeasures
    from voice.reading import HeardEvent, Reading

EPOCH = f"{BY_HAND}/1"
RATING_UNIT = "1-10"
MOST_AMOUNT = 10_000
_TELLING = timedelta(hours=1)


def moment_of(world: World, person_id: str) -> datetime:
    """Now, as this person lives.

    A simulated one's clock stands at an evening: what is told then counts as told in the hour before, one thing after the other.
    """
    try:
        when = resolve_when(world, person_id, None, None)
    except NotEnoughData:
        return world.clock.now()
    if when.track == "live":
        return when.as_of
    first = when.as_of - _TELLING
    told = (fact.known_at for fact in world.store.standing(person_id, BY_HAND) if fact.known_at <= when.as_of)
    return min(when.as_of, max((first, *(instant + timedelta(seconds=1) for instant in told))))


@dataclass(frozen=True)
class Telling:
    """Who tells something, when, and of which evening."""

    world: World
    person_id: str
    moment: datetime
    """When it arrives."""
    told_at: datetime
    day: date
    zone: tzinfo

    @classmethod
    def of(cls, world: World, person_id: str, at: datetime | None) -> Telling:
        """What is told by that person at that instant, or now."""
        from ingestion.importing import check_person_id

        check_person_id(person_id)
        moment = moment_of(world, person_id)
        told_at = at or moment
        if told_at > moment:
            raise BadInput(f"wanted an entry that has been told, found one of {told_at.astimezone(UTC):%F %T} UTC; it is {moment:%F %T}")
        zone = zone_at(world, person_id, told_at)
        return cls(world, person_id, moment, told_at, slot_at(told_at, zone).night - timedelta(days=1), zone)

    def read(self, text: str) -> Reading:
        """What is found in the words."""
        from agent.journal_reading import reader_for

        return reader_for(self.world.settings).read(text)

    def entry(self, entry_id: str, text: str, *, transcriber: str, reader: str, **fields: object) -> Entry:
        """The entry itself."""
        return Entry(**self._fact(entry_id), told_at=self.told_at, text=text, transcriber=transcriber, reader=reader, **fields)  # type: ignore[arg-type]  # of Entry's own names

    def facts_of(self, entry: Entry, reading: Reading) -> list[Fact]:
        """What was read out of it."""
        facts: list[Fact] = [self._event(entry, one) for one in reading.events]
        return facts + [self.rating(entry, one.scale, one.value) for one in reading.ratings]

    def voice_of(self, entry: Entry, measures: VoiceMeasures | None) -> list[Fact]:
        """What was measured of the voice."""
        from voice.measuring.catalog import MEASURES, kind_of
        from voice.normal_range import epoch_of

        if measures is None:
            return []
        epoch = epoch_of(measures)
        return [self._measure(entry, kind_of(name), value, MEASURES[name].unit, epoch) for name, value in measures.values.items()]

    def rating(self, entry: Entry, scale: str, value: float) -> Measure:
        """One rating."""
        return self._measure(entry, f"{RATING}{scale}", value, RATING_UNIT)

    def answer(self, entry: Entry, kind: str, answer: Answer, *, days_ago: int = 0, **fields: object) -> JournalAnswer:
        """One answer."""
        day = entry.day - timedelta(days=days_ago)
        fact = {**self._fact(part_of(entry.key, kind, day.isoformat())), "day": day}
        return JournalAnswer(**fact, kind=kind, answer=answer, **fields)  # type: ignore[arg-type]  # of JournalAnswer's own names

    def keep(self, entry: Entry, parts: Iterable[Fact]) -> Told:
        """The entry, kept with its parts in one transaction."""
        facts = list(parts)
        counts = self.world.store.add([entry, *facts], recorded_at=self.moment)
        return told_of(entry, facts, self.zone, is_new=counts.added > 0)

    def _event(self, entry: Entry, heard: HeardEvent) -> JournalAnswer:
        at = None if heard.at is None else instant_of(heard.at, entry.day - timedelta(days=heard.days_ago), self.zone)
        return self.answer(
            entry,
            heard.kind,
            heard.answer,
            days_ago=heard.days_ago,
            quote=heard.quote,
            amount=heard.amount,
            unit=heard.unit,
            at=None if at is None or at > self.told_at else at,
            intensity=heard.intensity,
            confidence=heard.confidence,
        )

    def _measure(self, entry: Entry, kind: str, value: float, unit: str, epoch: str = EPOCH) -> Measure:
        fact = {**self._fact(part_of(entry.key, kind)), "source_epoch": epoch}
        return Measure(**fact, kind=kind, value=value, unit=unit, at=self.told_at)  # type: ignore[arg-type]  # of Measure's own names

    def _fact(self, key: str) -> dict[str, object]:
        meta = {"person_id": self.person_id, "key": key, "source": BY_HAND, "source_epoch": EPOCH}
        return {**meta, "known_at": self.told_at, "day": self.day}


def instant_of(at: time, day: date, zone: tzinfo) -> datetime:
    """The instant of a local time of an evening: small hours belong to the date after it."""
    return local_instant(day + timedelta(days=at < LATEST_DEADLINE), at, zone)


def unit_of(kind: str, amount: float | None, said: str | None = None) -> str | None:
    """The unit of an amount of that kind: the one in which it was said, else the catalog's; None without an amount.

    Raises:
        BadInput: for an amount that cannot be, or of a kind that has none.
    """
    if amount is None:
        return None
    unit = EVENT_KINDS[kind].unit
    if unit is None:
        raise BadInput(f"{kind} has no amount, found {amount:g}; leave it out")
    if not 0 < amount <= MOST_AMOUNT:
        raise BadInput(f"wanted an amount above 0 and up to {MOST_AMOUNT}, found {amount:g}")
    return said or unit


def known_kind(kind: str) -> None:
    """Lets a kind pass that the catalog holds.

    Raises:
        UnknownName: when it does not.
    """
    if kind not in EVENT_KINDS:
        raise UnknownName(f"no kind of event {kind!r}; known: {', '.join(EVENT_KINDS)}")
