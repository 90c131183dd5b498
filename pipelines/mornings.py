"""What the assets of a morning and of a Monday do: settle what came true, keep memory and its index in step, file the week's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from agent.bootstrap import World
from core.entries import LIVE, LedgerEntry, Track
from core.memories import MemoryRow
from core.revisions import Bookmark
from pipelines.figures import Metadata, coverage_picture, covered, hits_by_night
from pipelines.filing import file_report
from pipelines.resources import Installation
from pipelines.rounds import go_round, snapshot_of

if TYPE_CHECKING:
    from agent.due import Duty


def scores_of(world: World, mornings: Sequence[Duty]) -> Metadata:
    """The morning ritual of each: what was said, what came.

    Raises:
        Failure: once everybody had their turn, when anybody's failed.
    """
    from agent.day import morning  # the agent
    from core.errors import NotEnoughData

    def settle(duty: Duty) -> str:
        try:
            morning(world, duty.person_id, as_of=duty.as_of, run_id=duty.run_id)
        except NotEnoughData:
            return "nothing came true"
        return "settled"

    found = go_round(mornings, settle)
    found.fail_if_any_failed()
    return {**found.counts(), **record_of(world)}


def record_of(world: World) -> Metadata:
    """The coverage of the last scored nights, over everybody: of the live track, or of the pipelines' replays where nothing is live."""
    track, entries = scored_entries(world)
    hits = hits_by_night(entries)
    picture = coverage_picture(hits)
    return {"track": track, "inside_80": covered(hits), **({"picture": picture} if picture else {})}


def scored_entries(world: World) -> tuple[Track, list[LedgerEntry]]:
    """The track that has scores, the live one if it has any, and its scores."""
    from agent.due import PIPELINES  # numpy

    live = world.ledger("live", LIVE).entries("l.kind = 'score'")
    return ("live", live) if live else ("replay", world.ledger("replay", PIPELINES).entries("l.kind = 'score'"))


@dataclass(frozen=True)
class Kept:
    """What memory holds of the run's people."""

    rows: tuple[MemoryRow, ...]
    indexed: int
    """Rows that the index lacked until now."""
    in_step: bool
    """True where the index holds every row."""

    def metadata(self) -> Metadata:
        """Counts."""
        kinds = Counter(row.kind for row in self.rows)
        return {**{f"{kind}s": kinds[kind] for kind in ("episode", "reflection", "note")}, "newly_indexed": self.indexed}


def keep_memory(world: World, installation: Installation) -> Kept:
    """What is remembered of the run's people, with the index over it brought up to date, one track and run after the other."""
    from agent.remembering import memory_index  # numpy

    rows = sorted(_memories(world, installation), key=lambda row: (row.track, row.run_id))
    indexed, in_step = 0, True
    for (track, run_id), group in groupby(rows, key=lambda row: (row.track, row.run_id)):
        of_run = list(group)
        index = memory_index(world, track, run_id)
        indexed += index.sync(of_run)
        in_step = in_step and index.count() >= len(of_run)
    return Kept(tuple(rows), indexed, in_step)


def _memories(world: World, installation: Installation) -> list[MemoryRow]:
    """Everything remembered of the run's people on the live track and by the pipelines' replays."""
    from agent.due import PIPELINES  # numpy

    runs: tuple[tuple[Track, str], ...] = (("live", LIVE), ("replay", PIPELINES))
    now, people = world.clock.now(), [person for person in world.store.people() if installation.holds(person)]
    known = [world.store.snapshot(person, now, track=track, run_id=run_id) for person in people for track, run_id in runs]
    return list({(row.track, row.run_id, row.person_id, row.memory_id): row for one in known for row in one.memories}.values())


def reports_of_weeks(world: World, mondays: Sequence[Duty]) -> Metadata:
    """The weekly report of each, filed as JSON and as a page to read; then it is due no more.

    Raises:
        Failure: once everybody had their turn, when anybody's failed.
    """
    from agent.due import REPORTED  # numpy
    from forecasting.registry.versions import Versions
    from intelligence.weekly_report import weekly_report
    from intelligence.weekly_text import weekly_markdown

    versions = Versions(world.store).registered(retired=True)

    def report(duty: Duty) -> str:
        known = snapshot_of(world, duty)
        found = weekly_report(known, duty.day, versions)
        file_report(world, known, f"weekly-{duty.day}.json", found.model_dump_json(indent=1))
        file_report(world, known, f"weekly-{duty.day}.md", weekly_markdown(found))
        mark = Bookmark(duty.person_id, "morrow", REPORTED, duty.day.isoformat())
        world.store.add((), recorded_at=world.clock.now(), bookmarks=[mark])
        return "filed"

    found = go_round(mondays, report)
    found.fail_if_any_failed()
    return found.counts()
