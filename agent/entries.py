"""Journal entries as they stand: the words, and everything that was read out of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from agent.bootstrap import World
from core.errors import UnknownName, UnknownPerson
from core.records import BY_HAND, Entry, Fact, JournalAnswer, Measure

FOLDER = "recordings"
"""Folder of originals, one folder a person inside."""
RATING, VOICE = "rating_", "voice_"
"""How the kinds of such measures begin."""
SHOWN = 5


@dataclass(frozen=True)
class Told:
    """One entry with everything that was read out of it, as it stands now."""

    entry: Entry
    events: tuple[JournalAnswer, ...]
    ratings: tuple[Measure, ...]
    voice: tuple[Measure, ...]
    zone: tzinfo
    """In which local times of it are told."""
    is_new: bool = False
    """False: the same recording, or the same words, stood here already."""

    def to_json(self) -> dict[str, object]:
        """The entry as `morrow journal` prints it; events of the evening before stand under `earlier`."""
        entry = self.entry
        return {
            "entry_id": entry.key,
            "person_id": entry.person_id,
            "day": entry.day.isoformat(),
            "told_at": entry.told_at.isoformat(),
            "is_new": self.is_new,
            "transcript": entry.text,
            "transcriber": entry.transcriber,
            "language": entry.language,
            "confidence": entry.confidence,
            "recording": _recording(entry),
            "reader": entry.reader,
            "voice": self._voice(),
            "events": [self._event(one) for one in self.events if one.day == entry.day],
            "earlier": [{"day": one.day.isoformat(), **self._event(one)} for one in self.events if one.day != entry.day],
            "ratings": [{"scale": one.kind.removeprefix(RATING), "value": one.value, "unit": one.unit} for one in self.ratings],
        }

    def _event(self, answer: JournalAnswer) -> dict[str, object]:
        return {
            "kind": answer.kind,
            "answer": answer.answer,
            "amount": answer.amount,
            "unit": answer.unit,
            "time": None if answer.at is None else f"{answer.at.astimezone(self.zone):%H:%M}",
            "intensity": answer.intensity,
            "confidence": round(answer.confidence, 2),
            "quote": answer.quote,
        }

    def _voice(self) -> dict[str, object] | None:
        if not self.voice:
            return None
        measures = {one.kind.removeprefix(VOICE): {"value": round(one.value, 3), "unit": one.unit} for one in self.voice}
        return {"analysis": self.voice[0].source_epoch, "flags": self.entry.voice_flags.split(), "measures": measures}


def _recording(entry: Entry) -> dict[str, object] | None:
    if entry.recording is None:
        return None
    return {"sha256": entry.recording, "suffix": entry.suffix, "seconds": entry.duration_seconds}


def recordings_of(world: World, person_id: str) -> Path:
    """The folder of a person's originals; it need not exist."""
    return world.settings.home / FOLDER / person_id


def entries_of(world: World, person_id: str) -> list[Told]:
    """All entries of a person as they stand, in the order in which they were told."""
    return _entries(world, person_id, zone_at(world, person_id, world.clock.now()))


def _entries(world: World, person_id: str, zone: tzinfo) -> list[Told]:
    facts = world.store.standing(person_id, BY_HAND)
    entries = sorted((fact for fact in facts if isinstance(fact, Entry)), key=lambda entry: (entry.told_at, entry.key))
    parts: dict[str, list[Fact]] = {entry.key: [] for entry in entries}
    for fact in facts:
        if not isinstance(fact, Entry):
            parts.get(fact.key.partition("|")[0], []).append(fact)
    return [told_of(entry, parts[entry.key], zone, is_new=False) for entry in entries]


def entry_of(world: World, person_id: str, entry_id: str) -> Told:
    """The entry of that id, which may be shortened while it names one alone.

    Raises:
        UnknownName: when none, or several, are meant.
    """
    told = entries_of(world, person_id)
    found = [one for one in told if entry_id and one.entry.key.startswith(entry_id)]
    if len(found) != 1:
        newest = ", ".join(one.entry.key for one in told[-SHOWN:]) or "none at all"
        raise UnknownName(f"wanted one entry of {person_id!r} with the id {entry_id!r}, found {len(found)} (newest: {newest})")
    return found[0]


def told_of(entry: Entry, parts: Iterable[Fact], zone: tzinfo, *, is_new: bool) -> Told:
    """The entry with its parts, sorted by what they are."""
    facts = list(parts)
    events = sorted((one for one in facts if isinstance(one, JournalAnswer)), key=lambda one: (-one.day.toordinal(), one.kind))
    measures = sorted((one for one in facts if isinstance(one, Measure)), key=lambda one: one.kind)
    ratings = tuple(one for one in measures if one.kind.startswith(RATING))
    return Told(entry, tuple(events), ratings, tuple(one for one in measures if one.kind.startswith(VOICE)), zone, is_new)


def standing_entry(world: World, person_id: str, entry_id: str, zone: tzinfo) -> Told | None:
    """The entry of that whole id as it stands, or None."""
    return next((one for one in _entries(world, person_id, zone) if one.entry.key == entry_id), None)


def zone_at(world: World, person_id: str, at: datetime) -> tzinfo:
    """The zone in which a person lives at an instant; UTC of one who is not known yet."""
    try:
        return world.store.snapshot(person_id, at).zone
    except UnknownPerson:
        return UTC
