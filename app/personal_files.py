"""Files of an installation that are a person's: by where they lie, by their names, by what they tell; and files that still name one."""

from __future__ import annotations

import hashlib
import json
import mmap
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from agent.bootstrap import World
from agent.checkpoints import kept_checkpoints
from agent.journal import recordings_of
from app.conversation import kept_at
from app.tracks import Run
from core.errors import MorrowError
from core.records import Fact

LOCKED = ("runs", "locks")
"""Folders of locks that are named after whom they are for."""
SHORTEST_SEARCHED = 6
"""Letters of an id below which its finding in a file may be chance."""
LOGS = "logs"
"""Folder of the logs of services: a running one writes on into its file, so it is emptied and stays."""
_INBOX, _CONNECTIONS, _REHEARSALS = "inbox", "connections", "evals"
_NOBODYS_NAMES = frozenset({*LOCKED, LOGS, _REHEARSALS, "dagster", "memory", "mlflow", "models"})
"""Folders in which names are not people's, whatever a person may be called; `evals` holds homes, which are looked into by themselves."""


def files_of(world: World, person_id: str, runs: Collection[Run], *, whole: bool) -> list[Path]:
    """Files and folders of a person beside the store.

    Args:
        world: the installation.
        person_id: whose.
        runs: tracks and runs in which something may have been said of the person.
        whole: False for those alone that may repeat an entry: conversation, dialogues, reports, and what lies in the inbox; True for
            grants, logs that name the person, and whatever bears the name, too.
    """
    found = [*_conversation(world, person_id), *_reports(world, person_id), *_inbox(world, person_id)]
    found += [path for run in runs for path in kept_checkpoints(world, person_id, run.track, run.run_id)]
    home = world.settings.home
    found += [*_grants(world, person_id), *_called(home, person_id), *_logs(home, person_id)] if whole else []
    known = sorted(dict.fromkeys(found))
    return [path for path in known if not any(parent in known for parent in path.parents)]


def locks_of(home: Path, person_id: str, others: Collection[str]) -> list[Path]:
    """The locks of a person's runs and syncs; not those of another one whose id ends alike."""
    longer = [other for other in others if other.endswith(f"-{person_id}")]
    found = [path for folder in LOCKED for path in (home / folder).glob("*.lock") if path.name.endswith(f"-{person_id}.lock")]
    return sorted(path for path in found if not any(path.name.endswith(f"-{other}.lock") for other in longer))


def runs_of_locks(locks: Collection[Path], person_id: str) -> list[Run]:
    """The tracks and runs that locks of evenings are of: of a first evening that was killed nothing else tells."""
    parts = [path.name.removesuffix(f"-{person_id}.lock").partition("-") for path in locks]
    return [Run("replay" if track == "replay" else "live", run_id) for track, _, run_id in parts if track in ("live", "replay")]


def rehearsals_of(home: Path) -> list[Path]:
    """The folders in which evaluations keep a home and an anchor of their own."""
    return sorted(folder for folder in (home / _REHEARSALS).glob("*") if (folder / "home").is_dir())


def still_named(home: Path, person_id: str, others: Collection[str]) -> list[Path] | None:
    """Every file that still holds a person's id, in its bytes or in its name; None where that cannot be told by looking.

    A short id stands in many a file by chance, and one that is part of another's id stands there rightly.
    """
    if len(person_id) < SHORTEST_SEARCHED or any(person_id in other for other in others):
        return None
    files = sorted(path for path in home.rglob("*") if path.is_file() and not path.is_symlink())
    wanted = person_id.encode()
    return [path for path in files if person_id in path.relative_to(home).as_posix() or _holds(path, wanted)]


def _holds(path: Path, wanted: bytes) -> bool:
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(wanted) >= 0


def _names(path: Path, person_id: str) -> bool:
    """True for a text in which the id stands as a word of its own, not as a part of another id."""
    return re.search(rb"(?<![\w.-])" + re.escape(person_id.encode()) + rb"(?![\w-])", path.read_bytes()) is not None


def _conversation(world: World, person_id: str) -> list[Path]:
    path = kept_at(world, person_id)
    return sorted(path.parent.glob(f"{path.name}*"))


def _reports(world: World, person_id: str) -> Iterator[Path]:
    from pipelines.filing import reports_of

    if reports_of(world, person_id).exists():
        yield reports_of(world, person_id)


def recordings(world: World, person_id: str, digests: Collection[str] | None) -> list[Path]:
    """A person's recordings with those SHA-256 sums, all of them for None, and copies that lie in the inbox, which would be heard again.

    Whatever stands in the folder of recordings under another name goes with all of them: the folder is the person's.
    """
    folder, inbox = recordings_of(world, person_id), world.settings.home / _INBOX
    kept = sorted(folder.iterdir()) if folder.is_dir() else []
    wanted = {path.stem for path in kept} if digests is None else set(digests)
    own = [folder] if digests is None and folder.is_dir() else [path for path in kept if path.stem in wanted]
    sizes = {path.stat().st_size for path in kept if path.stem in wanted}
    copies = [path for path in inbox.rglob("*") if path.is_file() and path.stat().st_size in sizes] if sizes and inbox.is_dir() else []
    return [*own, *sorted(path for path in copies if hashlib.sha256(path.read_bytes()).hexdigest() in wanted)]


def _grants(world: World, person_id: str) -> Iterator[Path]:
    """The sealed grant with its lock, and attempts to connect."""
    from ingestion.whoop_api.tokens import token_path

    folder, grant = world.settings.home / _CONNECTIONS, token_path(world.settings, person_id)
    yield from (path for path in (grant, grant.with_suffix(".lock")) if path.exists())
    yield from (path for path in folder.glob("*.json") if _told_person(path) == person_id)


def _logs(home: Path, person_id: str) -> list[Path]:
    return [path for path in (home / LOGS).glob("*") if path.is_file() and _names(path, person_id)]


def _told_person(path: Path) -> object:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return told.get("person_id") if isinstance(told, dict) else None


def _inbox(world: World, person_id: str) -> Iterator[Path]:
    """What lies in the inbox and tells of the person: it would be imported again; and what was refused there."""
    from pipelines.recordings import REFUSED

    folder = world.settings.home / _INBOX
    refused = folder / REFUSED / person_id
    if refused.exists():
        yield refused
    yield from (path for path in (sorted(folder.iterdir()) if folder.is_dir() else []) if _tells_of(path, person_id))


def _tells_of(path: Path, person_id: str) -> bool:
    from ingestion.importing import recognise

    try:
        told = recognise(path).read(path, person_id=None)
        return any(isinstance(item, Fact) and item.person_id == person_id for file in told for item in file.items)
    except MorrowError:  # of no format that is known: then it is told by a word in it that is no chance
        files = [file for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
        return len(person_id) >= SHORTEST_SEARCHED and any(_names(file, person_id) for file in files)


def _called(home: Path, person_id: str) -> Iterator[Path]:
    """What bears the person's id as its name, with an ending or without, in folders where names may be people's."""
    for folder in (path for path in home.iterdir() if path.is_dir() and path.name not in _NOBODYS_NAMES):
        yield from (path for path in folder.iterdir() if person_id in (path.name, path.stem))
