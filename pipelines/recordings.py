"""Recordings in the inbox: whose they are, and what becomes of each. One is heard and leaves, is refused with the reason, or waits."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.bootstrap import World
from core.errors import BadInput, MorrowError
from core.nights import slot_at
from core.revisions import Counts
from core.vault import write_private
from voice.decoding import SUFFIXES

REFUSED = "refused"
"""Folder in the inbox, one folder a person inside: what could not be used, each with a text beside it that says why."""
QUIET_SECONDS = 5.0
"""A file that was written to within so many seconds may still be on its way."""
OLDEST = timedelta(days=31)
"""A file with an older date was copied or unpacked, not recorded then; whoever means it says so by hand."""
_MOST_READ = 200_000_001
"""Bytes: one more than any recording may have, so that a longer one is refused and not held in memory."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heard:
    """What became of the recordings."""

    told: int
    """Became entries, or were entries already."""
    refused: int
    waiting: int
    """Stay: still written to, nobody's, or what was to write them down cannot be had now."""
    counts: Counts


def is_recording(path: Path) -> bool:
    """True for a name that a recording may have; nothing is opened."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and (path.is_symlink() or path.is_file())


def hear_recordings(world: World, inbox: Path, now_seconds: float | None = None) -> Heard:
    """What became of the recordings that lie loose in the inbox, or in a folder that bears a person's id.

    Args:
        world: the installation.
        inbox: the folder.
        now_seconds: since 1970, by the clock that dates files; the wall clock's if not given.
    """
    now = time.time() if now_seconds is None else now_seconds
    became: Counter[str] = Counter()
    counts = Counts()
    for path, person in _lying(world, inbox):
        if person is None or _is_fresh(path, now):
            became["nobody's" if person is None else "waiting"] += 1
            continue
        outcome, changed = _take(world, inbox, path, person, now)
        became[outcome] += 1
        counts += changed
    if became["nobody's"]:
        _log.warning("%d recordings in the inbox are nobody's; set MORROW_PERSON, or use a folder named after a person", became["nobody's"])
    return Heard(became["told"], became["refused"], became["waiting"] + became["nobody's"], counts)


def _lying(world: World, inbox: Path) -> Iterator[tuple[Path, str | None]]:
    """Every recording, the oldest first, with whose it is; None where that cannot be told."""
    people = list(world.store.people()) if world.store.path.exists() else []
    loose = [(path, None) for path in inbox.iterdir() if is_recording(path)]
    of_people = [(path, person) for person in people for path in _within(inbox / person) if is_recording(path)]
    found = sorted([*loose, *of_people], key=lambda one: (one[0].lstat().st_mtime_ns, one[0].name))
    anybody = world.settings.person or _only_one(world, people)
    yield from ((path, person or anybody) for path, person in found)


def _within(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _only_one(world: World, people: list[str]) -> str | None:
    """The only person who is not simulated, if there is one alone."""
    records = world.store.persons() if people else {}
    real = [person for person in people if person not in records or not records[person].simulated]
    return real[0] if len(real) == 1 else None


def _is_fresh(path: Path, now: float) -> bool:
    return 0 <= now - path.lstat().st_mtime < QUIET_SECONDS


def _take(world: World, inbox: Path, path: Path, person: str, now: float) -> tuple[str, Counts]:
    """What became of one recording, and what it changed in the store."""
    from agent.journal import tell_recording

    try:
        told = tell_recording(world, person, _content(path), name=path.name, at=_spoken_at(world, person, path, now))
    except BadInput as error:
        _refuse(inbox, path, person, str(error))
        return "refused", Counts()
    except MorrowError as error:  # what is not in order may be so later; the recording stays
        _log.debug("a recording waits: %s", error)
        return "waiting", Counts()
    path.unlink()
    added = 1 + len(told.events) + len(told.ratings) + len(told.voice)
    return "told", Counts(added=added) if told.is_new else Counts(unchanged=added)


def _content(path: Path) -> bytes:
    """The bytes of a file that is one, not of what a link leads to.

    Raises:
        BadInput: for a link.
    """
    if path.is_symlink():
        raise BadInput(f"{path.name} is a link, wanted the recording itself; copy it into the inbox")
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read(_MOST_READ)


def _spoken_at(world: World, person: str, path: Path, now: float) -> datetime | None:
    """When it was spoken, as the file's date tells.

    None is now: for a date ahead, for simulated people, whose clock is their own, and where the evening's forecast was sealed between
    the speaking and the arrival, since it did not hear it.

    Raises:
        BadInput: for a date too long past to be that of a recording.
    """
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if datetime.fromtimestamp(now, UTC) - written > OLDEST:
        raise BadInput(
            f"{path.name} is dated {written:%Y-%m-%d}, wanted one of the last {OLDEST.days} days, since its date says which evening "
            "it tells of; run: morrow journal add FILE --at TIME"
        )
    record = world.store.persons().get(person) if world.store.path.exists() else None
    simulated = record is not None and record.simulated
    return None if simulated or written > world.clock.now() or _sealed_since(world, person, written) else written


def _sealed_since(world: World, person: str, written: datetime) -> bool:
    """True when the forecast of the evening that goes on was sealed after that instant."""
    if not world.store.path.exists() or person not in world.store.people():
        return False
    snapshot = world.store.snapshot(person, world.clock.now())
    night = slot_at(written, snapshot.zone).night
    same = night == slot_at(snapshot.as_of, snapshot.zone).night
    return same and any(entry.written_at >= written for entry in snapshot.forecasts if entry.night == night)


def _refuse(inbox: Path, path: Path, person: str, why: str) -> None:
    """Puts a recording away with the reason beside it; it is not tried again."""
    folder = inbox / REFUSED / person
    for one in (inbox / REFUSED, folder):
        one.mkdir(exist_ok=True, mode=0o700)
    target = next(place for place in _names(folder, path.name) if not os.path.lexists(place))
    path.rename(target)
    if not target.is_symlink():
        target.chmod(0o600)
    write_private(target.with_name(f"{target.name}.txt"), f"{why}\n".encode())


def _names(folder: Path, name: str) -> Iterator[Path]:
    """The name, then the same with a number before its ending."""
    yield folder / name
    plain = Path(name)
    number = 2
    while True:
        yield folder / f"{plain.stem}-{number}{plain.suffix}"
        number += 1
