"""What a person changes in a journal entry afterwards: each change is a revision, known from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from agent.bootstrap import World
from agent.entries import Told, entry_of
from agent.telling import Telling, instant_of, known_kind, moment_of, unit_of
from core.errors import BadInput, UnknownName
from core.records import Answer


def correct(
    world: World,
    person_id: str,
    entry_id: str,
    kind: str,
    *,
    answer: Answer | None = None,
    amount: float | None = None,
    at: time | None = None,
) -> Told:
    """The entry after one of its events was corrected, or added where it has none of that kind; known from now on.

    Args:
        world: the installation.
        person_id: whose.
        entry_id: of the entry, possibly shortened.
        kind: of the event.
        answer: yes or no; without it the answer that stands.
        amount: in the kind's unit.
        at: local time of the event.

    Raises:
        UnknownName: for an unknown entry or kind.
        BadInput: when nothing is to be changed, or an event is to be added without an answer.
    """
    known_kind(kind)
    told = entry_of(world, person_id, entry_id)
    if answer is None and amount is None and at is None:
        raise BadInput("wanted an answer, an amount or a time to put in place, found none")
    telling = Telling.of(world, person_id, None)
    standing = next((one for one in told.events if one.kind == kind and one.day == told.entry.day), None)
    if standing is None and answer is None:
        raise BadInput(f"entry {told.entry.key} tells nothing of {kind}; say with an answer, yes or no, what is to be added")
    changed = standing or telling.answer(told.entry, kind, answer or "yes")
    changed = replace(changed, answer=answer or changed.answer, confidence=1.0, known_at=telling.moment)
    if amount is not None:
        changed = replace(changed, amount=amount, unit=unit_of(kind, amount, changed.unit))
    if at is not None:
        changed = replace(changed, at=instant_of(at, changed.day, telling.zone))
    if changed.answer == "no":
        changed = replace(changed, amount=None, unit=None, at=None, intensity=None)
    world.store.add([changed], recorded_at=telling.moment)
    return entry_of(world, person_id, told.entry.key)


def take_back(world: World, person_id: str, entry_id: str, kind: str) -> Told:
    """The entry after its events of a kind were taken back; known from now on.

    Raises:
        UnknownName: for an unknown entry, or one that tells nothing of that kind.
    """
    told = entry_of(world, person_id, entry_id)
    gone = [one for one in told.events if one.kind == kind]
    if not gone:
        kinds = ", ".join(dict.fromkeys(one.kind for one in told.events)) or "nothing"
        raise UnknownName(f"entry {told.entry.key} tells nothing of {kind!r}; it tells of: {kinds}")
    world.store.add([], withdrawn=gone, recorded_at=moment_of(world, person_id))
    return entry_of(world, person_id, told.entry.key)
