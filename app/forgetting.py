"""Forgetting as a person asks for it: what would be erased, the erasing of it, and a look at what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.bootstrap import World, build_world
from app.entry_traces import Sealed
from app.erasing import EntryName, erase, erasure_of, files_leaving, rows_leaving, versions_ending
from app.personal_files import LOGS, rehearsals_of, still_named
from core.connections import connections
from core.errors import Refused, UnknownPerson

SHOWN = 10
"""People named in a message before the rest are counted."""


@dataclass(frozen=True)
class Plan:
    """What would be erased."""

    person_id: str
    entry: EntryName | None
    rows: Mapping[str, int]
    """Table → rows."""
    sealed: Mapping[str, int]
    """Kind → entries of ledgers whose contents go; their links stay."""
    telling: tuple[Sealed, ...]
    """Of an entry: the sealed entries that tell of it."""
    versions: tuple[str, ...]
    """Trained versions."""
    files: tuple[str, ...]
    """Relative to the home."""
    services: tuple[str, ...]
    """Sources that will be disconnected."""
    rehearsals: tuple[str, ...]
    """Homes of evaluations in which somebody of that id stands, relative to the home."""
    shipped: bool
    """True for one of the people whom the priors that ship were fitted on."""

    @property
    def nothing(self) -> bool:
        """True when there is nothing to erase; a word in a log alone may be anything."""
        files = [name for name in self.files if not name.startswith(f"{LOGS}/")]
        return not (self.rows or self.versions or files or self.services or self.rehearsals)

    def to_json(self) -> dict[str, object]:
        """As `morrow forget --dry-run --json` prints it."""
        return {
            "person_id": self.person_id,
            "entry": None if self.entry is None else {"kind": self.entry.kind, "key": self.entry.key},
            "rows": dict(self.rows),
            "sealed_entries": dict(self.sealed),
            "needs_with_forecasts": bool(self.telling),
            "versions": list(self.versions),
            "files": list(self.files),
            "services": list(self.services),
            "rehearsals": list(self.rehearsals),
            "in_shipped_priors": self.shipped,
        }


@dataclass(frozen=True)
class Forgotten:
    """What was erased, and what a look afterwards found."""

    plan: Plan
    notes: tuple[str, ...]
    """What did not go as wished, and left nothing here: a service that was not reached."""
    came_back: bool
    """True when a running program wrote of the person again meanwhile."""
    still_named_in: tuple[str, ...] | None
    """Files that still hold the id, relative to the home; None where looking cannot tell (`personal_files.still_named`)."""

    @property
    def complete(self) -> bool:
        """True when nothing is left that could be found."""
        return not self.came_back and not self.still_named_in

    def to_json(self) -> dict[str, object]:
        """As `morrow forget --json` prints it."""
        named = None if self.still_named_in is None else list(self.still_named_in)
        found = {"complete": self.complete, "came_back": self.came_back, "still_named_in": named, "notes": list(self.notes)}
        return {"erased": True, **self.plan.to_json(), **found}


def plan_forgetting(world: World, person_id: str, entry: EntryName | None = None) -> Plan:
    """What would be erased.

    Raises:
        UnknownPerson: when nothing of that person stands here.
        UnknownName: when there is no such kind of entry.
        BadInput: when no such entry stands here, or several do.
    """
    rehearsals = () if entry else tuple(_relative(world, folder) for folder in _rehearsed(world, person_id))
    plan = Plan(person_id, entry, {}, {}, (), (), (), (), rehearsals, _is_shipped(person_id))
    if world.store.path.exists():
        plan = _with_store(world, plan)
    if plan.nothing:
        people = world.store.people()
        listed = ", ".join(people[:SHOWN]) + (f" and {len(people) - SHOWN} more" if len(people) > SHOWN else "")
        raise UnknownPerson(f"nothing of {person_id!r} stands here: erased already, or never known; here are {listed or 'nobody'}")
    return plan


def forget(world: World, person_id: str, entry: EntryName | None = None, *, with_forecasts: bool = False) -> Forgotten:
    """What was erased. Begun again after a kill, it completes what was begun.

    Args:
        world: the installation; homes of evaluations in it are looked through, too.
        person_id: whom to forget.
        entry: only this entry of theirs.
        with_forecasts: whether sealed entries that tell of it may go with it.

    Raises:
        UnknownPerson: when nothing of that person stands here.
        UnknownName: when there is no such kind of entry.
        BadInput: when no such entry stands here, or several do.
        Refused: when sealed entries tell of an entry, and may not go with it.
        StoreBusy: when another process goes on with the person, or with the store, for too long.
        ClockFault: when the clock stands before the last live entry.
    """
    plan = plan_forgetting(world, person_id, entry)
    if plan.telling and not with_forecasts:
        told = f"{count} sealed entries tell" if (count := len(plan.telling)) > 1 else "a sealed entry tells"
        raise Refused(f"{told} of it; --with-forecasts erases what they say as well. Nothing was erased")
    notes = _disconnected(world, plan)
    if world.store.path.exists():
        erase(world, person_id, entry)
    for name in plan.rehearsals:
        erase(_rehearsal(world, world.settings.home / name), person_id, None)
    return _looked_after(world, plan, notes)


def _with_store(world: World, plan: Plan) -> Plan:
    erasure = erasure_of(world, plan.person_id, plan.entry)
    rows, sealed = rows_leaving(erasure)
    return Plan(
        plan.person_id,
        plan.entry,
        rows,
        sealed,
        () if erasure.traces is None else erasure.traces.sealed,
        tuple(one.label for one in versions_ending(erasure)),
        tuple(_relative(world, path) for path in files_leaving(erasure)),
        tuple(one.source for one in connections(world.store, person_id=plan.person_id)) if erasure.whole else (),
        plan.rehearsals,
        plan.shipped,
    )


def _looked_after(world: World, plan: Plan, notes: tuple[str, ...]) -> Forgotten:
    if plan.entry is not None:
        return Forgotten(plan, notes, came_back=False, still_named_in=None)
    others = [person for person in world.store.people() if person != plan.person_id]
    came_back = world.store.path.exists() and bool(rows_leaving(erasure_of(world, plan.person_id, None))[0])
    named = still_named(world.settings.home, plan.person_id, others)
    return Forgotten(plan, notes, came_back, None if named is None else tuple(_relative(world, path) for path in named))


def _disconnected(world: World, plan: Plan) -> tuple[str, ...]:
    """Ends the person's grant; that the service could not be told is said, and stops nothing."""
    from ingestion.whoop_api.connecting import disconnect
    from ingestion.whoop_api.tokens import token_path

    if plan.entry is not None or not (plan.services or token_path(world.settings, plan.person_id).exists()):
        return ()
    ended = disconnect(world.store, world.settings, world.clock, plan.person_id)
    told = f"WHOOP could not be told ({ended.reason}); take Morrow's access back in WHOOP's own app as well"
    return () if ended.reason is None else (told,)


def _rehearsed(world: World, person_id: str) -> Iterator[Path]:
    """Homes of evaluations in which somebody of that id stands."""
    for folder in rehearsals_of(world.settings.home):
        inner = _rehearsal(world, folder)
        if inner.store.path.exists() and rows_leaving(erasure_of(inner, person_id, None))[0]:
            yield folder


def _rehearsal(world: World, folder: Path) -> World:
    """The installation of an evaluation: `evals.replay.replay_synthetic` makes them."""
    settings = world.settings.model_copy(update={"home": folder / "home", "anchor": folder / "anchor.jsonl"})
    return build_world(settings, world.clock)


def _is_shipped(person_id: str) -> bool:
    from forecasting.prior import load_prior

    return load_prior().knows(person_id)


def _relative(world: World, path: Path) -> str:
    return path.relative_to(world.settings.home).as_posix()
