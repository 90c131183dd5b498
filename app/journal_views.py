"""Journal entries as commands and requests ask for them: which, as JSON, with what stands beside them, and corrected."""

from __future__ import annotations

from datetime import date, time, timedelta

from agent.bootstrap import World
from agent.day import resolve_when
from agent.journal import Told, correct, entries_of, entry_of, moment_of
from app.journal_card import Before, Beside
from app.journal_next import next_words
from app.journal_voice import voice_json, voice_view
from core.errors import BadInput, NotEnoughData
from core.records import Answer
from core.snapshot import Snapshot


def entries_since(world: World, person_id: str, days: int) -> list[Told]:
    """The entries of a person's last days, the newest last."""
    since = moment_of(world, person_id) - timedelta(days=days)
    return [told for told in entries_of(world, person_id) if told.entry.told_at >= since]


def entry_json(world: World, told: Told) -> dict[str, object]:
    """An entry as `morrow journal` prints it, its voice beside the person's own range."""
    snapshot = evening_snapshot(world, told.entry.person_id)
    return {**told.to_json(), "voice": voice_json(snapshot, told), "next": next_words(snapshot, told.entry)}


def beside(world: World, told: Told, before: Before | None = None) -> Beside:
    """What a card of the entry tells beside it; `before` is what was known until it was told just now."""
    snapshot = evening_snapshot(world, told.entry.person_id)
    return Beside(voice_view(snapshot, told), before or {}, next_words(snapshot, told.entry), told_now=before is not None)


def known_answers(world: World, person_id: str) -> dict[tuple[date, str], Answer]:
    """Day and kind → what is known as this person's evening stands; nothing of somebody who is not known yet."""
    snapshot = evening_snapshot(world, person_id)
    return {} if snapshot is None else {(one.day, one.kind): one.answer for one in snapshot.journal}


def evening_snapshot(world: World, person_id: str) -> Snapshot | None:
    """What is known as this person's evening stands; None where there is nothing yet."""
    if person_id not in world.store.people():
        return None
    try:
        when = resolve_when(world, person_id, None, None)
    except NotEnoughData:
        return None
    return world.store.snapshot(person_id, when.as_of, track=when.track, run_id=when.run_id)


def corrected(
    world: World, person_id: str, entry_id: str, kind: str, *, answer: Answer | None, amount: float | None, at: time | None, add: bool
) -> Told:
    """The entry after one event was corrected; one that it does not tell of is added only where that is wanted.

    Raises:
        BadInput: when the entry tells nothing of that kind, and nothing is to be added.
        UnknownName: for an unknown entry or kind.
    """
    told = entry_of(world, person_id, entry_id)
    if not add and not any(one.kind == kind and one.day == told.entry.day for one in told.events):
        kinds = ", ".join(one.kind for one in told.events if one.day == told.entry.day) or "nothing"
        raise BadInput(f"entry {told.entry.key} tells of {kinds}, not of {kind!r}; --add adds it")
    implied: Answer | None = "yes" if add or amount is not None or at is not None else None
    return correct(world, person_id, told.entry.key, kind, answer=answer or implied, amount=amount, at=at)
