"""Where a person says that they are."""

from __future__ import annotations

from datetime import tzinfo

from agent.bootstrap import World
from core.errors import BadInput
from core.records import BY_HAND, HERE, Person
from ingestion.cells import CellError, time_zone


def tell_zone(world: World, person_id: str, zone: str, *, home: bool = False) -> tzinfo:
    """The zone, kept as told now; unless it is home, the next night that was spent elsewhere outweighs it.

    Raises:
        BadInput: for what is no name of a time zone.
    """
    try:
        found = time_zone(zone)
    except CellError as error:
        raise BadInput(f"wanted the IANA name of a time zone, such as Asia/Tokyo: {error}") from error
    if getattr(found, "key", None) is None:
        raise BadInput(f"wanted the IANA name of a time zone, such as Asia/Tokyo, found {zone!r}")
    now = world.clock.now()
    key = "home" if home else f"{HERE}|{now.isoformat()}"
    told = Person(person_id=person_id, key=key, source=BY_HAND, source_epoch=f"{BY_HAND}/1", known_at=now, time_zone=zone)
    world.store.add([told], recorded_at=now)
    return found
