"""Which person a command or a request means."""

from __future__ import annotations

from core.errors import BadInput, NotEnoughData, UnknownPerson
from core.store import Store

SHOWN = 8
"""People named in a message before the rest are counted."""


def choose_person(store: Store, wanted: str | None, usual: str | None = None) -> str:
    """The id of the person meant.

    Args:
        store: whose people.
        wanted: the one that was named, if any.
        usual: the one of the settings, if any.

    Raises:
        NotEnoughData: when nobody stands in the store.
        UnknownPerson: when the one who was named does not.
        BadInput: when several people could be meant.
    """
    people = store.people()
    if not people:
        raise NotEnoughData("no data of anybody stand here yet; bring yours with `morrow import PATH`, or try `morrow demo`")
    named = wanted or usual
    if named is not None:
        if named not in people:
            raise UnknownPerson(f"wanted facts of {named!r}, found only those of {_listed(people)}")
        return named
    candidates = real_people(store, people) or people
    if len(candidates) > 1:
        raise BadInput(f"several people stand here: {_listed(candidates)}; say whom you mean with --person ID, or set MORROW_PERSON")
    return candidates[0]


def real_people(store: Store, people: list[str]) -> list[str]:
    """Those of the people who are not simulated."""
    if not people:
        return []
    records = store.persons()
    return [person for person in people if person not in records or not records[person].simulated]


def is_simulated(store: Store, person_id: str) -> bool:
    """True for a synthetic person."""
    record = store.persons().get(person_id)
    return record is not None and record.simulated


def _listed(people: list[str]) -> str:
    rest = len(people) - SHOWN
    return ", ".join(people[:SHOWN]) + (f" and {rest} more (morrow people)" if rest > 0 else "")
