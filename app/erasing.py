"""Erasing a person, or one entry of theirs, within one installation: under which locks, from which places, in which order.

What was made from the rows goes first, the rows go last and at once (`core.erasure`), under the store's lock and those of the person's
runs and syncs. So an erasure that is killed leaves rows that say what is left to do, or nothing; begun again, it ends.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from agent.bootstrap import World
from agent.day import DEMONSTRATION, STANDALONE
from app.entry_traces import EntryTraces, entry_traces
from app.personal_files import LOGS, files_of, locks_of, recordings, runs_of_locks
from app.tracks import HISTORY, Run
from core.database import file_lock
from core.entries import LIVE
from core.erasure import Leaving, Replace, Row, leaving_rows, rewriting
from core.seal import canonical
from core.vault import erase_private
from memory.index import MemoryIndex

if TYPE_CHECKING:
    from forecasting.registry.versions import ModelVersion

_ALWAYS = (Run("live", LIVE), Run("replay", STANDALONE), Run("replay", DEMONSTRATION), Run("replay", HISTORY))
"""Runs that may have left something though no ledger names them yet."""


@dataclass(frozen=True)
class EntryName:
    """One entry as the person names it."""

    kind: str
    key: str
    """Its key, or its date."""


@dataclass
class Erasure:
    """What is to be erased in one installation."""

    world: World
    person_id: str
    traces: EntryTraces | None
    """None: everything of the person."""
    ended: tuple[ModelVersion, ...] = ()
    """Trained versions that end with it; known once their table is written anew."""
    standing: set[str] = field(default_factory=set)
    """Folders of those that stay."""

    @property
    def whole(self) -> bool:
        """True when everything of the person goes."""
        return self.traces is None

    @property
    def leaving(self) -> Leaving:
        """What leaves the store."""
        return Leaving(self.person_id) if self.traces is None else self.traces.leaving

    @property
    def since(self) -> date | None:
        """Trained versions that saw no night from this date on may stay; None: none that knows the person may."""
        return None if self.traces is None else self.traces.since

    @property
    def ends_models(self) -> bool:
        """False for a note, which no model sees."""
        return self.whole or self.since is not None


def erasure_of(world: World, person_id: str, entry: EntryName | None) -> Erasure:
    """What is to be erased.

    Raises:
        UnknownName: when there is no such kind of entry.
        BadInput: when no such entry stands here, or several do.
    """
    if entry is None:
        return Erasure(world, person_id, None)
    with world.store.reading() as connection:
        return Erasure(world, person_id, entry_traces(connection, person_id, entry.kind, entry.key))


def rows_leaving(erasure: Erasure) -> tuple[dict[str, int], dict[str, int]]:
    """Table → rows that leave the store; kind → entries of ledgers whose contents do."""
    where, chosen = "c.person_id = $person", None
    if erasure.traces is not None:
        chosen = [f"{ledger_id} {sequence}" for ledger_id, sequence in (one.place for one in erasure.traces.sealed)]
        where += " AND concat_ws(' ', c.ledger_id, c.sequence) IN (SELECT unnest($chosen))"
    with erasure.world.store.reading() as connection:
        rows = leaving_rows(connection, erasure.leaving)
        sealed = connection.execute(
            f"""SELECT l.kind, count(*) FROM ledger_contents c JOIN ledger_links l USING (ledger_id, sequence)
                WHERE {where} GROUP BY l.kind ORDER BY l.kind""",  # noqa: S608  # our own words
            {"person": erasure.person_id} | ({} if chosen is None else {"chosen": chosen}),
        ).fetchall()
    return rows, {str(kind): int(count) for kind, count in sealed}


def versions_ending(erasure: Erasure) -> list[ModelVersion]:
    """The trained versions that end with it."""
    from forecasting.registry.versions import Versions

    known = Versions(erasure.world.store).registered(retired=True) if erasure.ends_models else ()
    since = erasure.since
    return [one for one in known if one.knows(erasure.person_id) and (since is None or one.trained_through >= since)]


def files_leaving(erasure: Erasure) -> list[Path]:
    """The files that go: of the person all; with an entry those that may repeat it, dialogues, reports and what lies in the inbox."""
    world, person_id = erasure.world, erasure.person_id
    locks = _locks(world, person_id)
    with world.store.reading() as connection:
        ledgers = connection.execute("SELECT track, run_id FROM ledgers ORDER BY track, run_id").fetchall()
    runs = dict.fromkeys([*_ALWAYS, *(Run(track, run_id) for track, run_id in ledgers), *runs_of_locks(locks, person_id)])
    found = files_of(world, person_id, list(runs), whole=erasure.whole)
    heard = recordings(world, person_id, None if erasure.traces is None else erasure.traces.recordings)
    return [*dict.fromkeys([*found, *heard]), *(locks if erasure.whole else ())]


def erase(world: World, person_id: str, entry: EntryName | None) -> None:
    """Erases; what is to go is read again under the locks.

    Raises:
        BadInput: when no such entry stands here, or several do.
        StoreBusy: when another process goes on with the person, or with the store, for too long.
        ClockFault: when the clock stands before the last live entry.
    """
    from forecasting.registry.versions import Versions
    from forecasting.workshop import workshop

    with _person_at_rest(world, person_id) as locks:
        erasure, versions = erasure_of(world, person_id, entry), Versions(world.store)
        _remove_indexes(erasure)
        files = [path for path in files_leaving(erasure) if path not in locks]
        with versions.registering(), _store_rewritten(erasure):
            if erasure.ends_models:
                versions.remove_all_but(erasure.standing)
                workshop(world.store).log.erase(erasure.ended)
            for path in files:
                _remove(path)
        for path in _locks(world, person_id) if erasure.whole else ():
            path.unlink(missing_ok=True)


@contextmanager
def _person_at_rest(world: World, person_id: str) -> Iterator[list[Path]]:
    """The locks of the person's evenings and syncs, held: what goes on has ended, and nothing begins until the block ends."""
    locks = _locks(world, person_id)
    with ExitStack() as stack:
        for path in locks:
            stack.enter_context(file_lock(path, world.settings.llm_deadline_seconds + world.settings.lock_wait_seconds))
        yield locks


@contextmanager
def _store_rewritten(erasure: Erasure) -> Iterator[None]:
    settings, at = erasure.world.settings, erasure.world.clock.now()
    replaced = _replaced(erasure)
    wait = settings.lock_wait_seconds
    with rewriting(settings.store_path, erasure.leaving, replaced, anchor=settings.anchor, at=at, wait_seconds=wait):
        yield


def _replaced(erasure: Erasure) -> dict[str, Replace]:
    """What becomes of tables that name people within their cells."""

    def models(rows: list[Row]) -> Sequence[Row]:
        from forecasting.registry.striking import without_person

        if not erasure.ends_models:
            return rows
        written, erasure.ended = without_person(rows, erasure.person_id, erasure.since, erasure.world.clock.now())
        erasure.standing = {str(row["folder"]) for row in written if row["retired_at"] is None}
        return written

    def imports(rows: list[Row]) -> Sequence[Row]:
        reports = ((row, report_without(json.loads(str(row["report"])), erasure.person_id, whole=erasure.whole)) for row in rows)
        return [{**row, "report": canonical(report)} for row, report in reports if report is not None]

    def keys(rows: list[Row]) -> Sequence[Row]:
        scopes = ((row, scopes_without(json.loads(str(row["scopes"])), erasure.person_id)) for row in rows)
        return [{**row, "scopes": json.dumps(scope, ensure_ascii=False)} for row, scope in scopes if scope["people"]]

    return {"model_versions": models, "imports": imports, "api_keys": keys if erasure.whole else list}


def report_without(report: dict[str, object], person_id: str, *, whole: bool) -> dict[str, object] | None:
    """The report of an import without the person: nothing of one that was theirs alone, and no rejected rows, which name nobody."""
    people, files = report.get("people"), report.get("files")
    told = people if isinstance(people, list) else [report.get("person_id")]
    if person_id not in told:
        return report
    if whole and told == [person_id]:
        return None
    kept = [file for file in files if not whole or person_id not in str(file.get("name"))] if isinstance(files, list) else []
    others = [one for one in told if one != person_id or not whole]
    return {**report, "people": others, "files": [{**file, "rejected": []} for file in kept]}


def scopes_without(scopes: dict[str, list[str]], person_id: str) -> dict[str, list[str]]:
    """The scopes of a key without the person."""
    return {**scopes, "people": [one for one in scopes["people"] if one != person_id]}


def _remove_indexes(erasure: Erasure) -> None:
    """Every index of memory, whoever it is of; the next use makes it anew from the rows.

    Chroma keeps what it deletes, and beside what it was given it writes what happened to lie in its process's memory.
    """
    for folder in sorted((erasure.world.settings.home / "memory").glob("*")):
        if folder.is_dir():
            MemoryIndex(folder).rebuild([])


def _locks(world: World, person_id: str) -> list[Path]:
    return locks_of(world.settings.home, person_id, [person for person in world.store.people() if person != person_id])


def _remove(path: Path) -> None:
    if path.parent.name == LOGS:
        os.truncate(path, 0)
    elif path.is_dir() and not path.is_symlink():
        for file in path.rglob("*"):
            _overwrite(file)
        shutil.rmtree(path)
    else:
        _overwrite(path)
        path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    """Leaves no byte of a file on the disk; a link's target is somebody else's, and a second name of the file may be."""
    if path.is_file() and not path.is_symlink() and path.stat().st_nlink == 1:
        erase_private(path)
