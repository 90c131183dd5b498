"""Whether each part of the installation is in order; where it is not, what is wrong and what mends it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from agent.bootstrap import World
from core.errors import MorrowError

State = Literal["fine", "note", "wrong"]
LEAST_FREE_BYTES = 500_000_000
"""Free space below which an evening may not finish."""
REACH_SECONDS = 5.0
PYTHONS = ((3, 11), (3, 13))
NEWEST_YEAR = 2100
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this version was made; a clock that stands earlier is wrong."""


@dataclass(frozen=True)
class Check:
    """One part, looked at."""

    part: str
    state: State
    found: str
    remedy: str | None = None

    def to_json(self) -> dict[str, object]:
        """As `morrow doctor --json` prints it."""
        return asdict(self)


def examine(world: World) -> Iterator[Check]:
    """Every part in turn; a part whose examination fails is wrong, and the others are still looked at."""
    for part, check in CHECKS.items():
        try:
            yield check(world)
        except MorrowError as error:
            yield Check(part, "wrong", str(error), "mend it as the sentence says")
        except OSError as error:
            yield Check(part, "wrong", f"{type(error).__name__}: {error.strerror or error}", "look at this folder's permissions")


def _python(world: World) -> Check:
    del world
    found = sys.version.split()[0]
    low, high = PYTHONS
    if low <= sys.version_info[:2] <= high:
        return Check("python", "fine", found)
    return Check("python", "wrong", found, "make setup PYTHON=… with Python 3.11, 3.12 or 3.13")


def _home(world: World) -> Check:
    home = world.settings.home
    mode = stat.S_IMODE(home.stat().st_mode)
    if not os.access(home, os.W_OK | os.X_OK):
        return Check("home", "wrong", f"{home} cannot be written", "chmod u+rwx, or name another folder with MORROW_HOME")
    if mode & 0o077:
        return Check("home", "note", f"{home} can be read by others (mode {mode:o})", f"chmod 700 {home}")
    return Check("home", "fine", str(home))


def _store(world: World) -> Check:
    if not world.store.path.exists():
        return Check("store", "note", "empty: nothing was imported yet", "morrow import PATH, or morrow demo")
    size = world.store.path.stat().st_size
    return Check("store", "fine", f"{len(world.store.people()):,} people, {size / 1e6:.1f} MB")


def _migrations(world: World) -> Check:
    with world.store.reading() as connection:
        row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return Check("migrations", "fine", f"schema {row[0] if row else 0}")


def _ledger(world: World) -> Check:
    from core.ledger import verify_all

    verdicts = verify_all(world.store, world.settings.anchor)
    bad = next((verdict for verdict in verdicts if not verdict.ok), None)
    if bad is not None:
        found = f"{bad.track} {bad.run_id!r}, entry {bad.first_bad_sequence}: {bad.reason}"
        return Check("ledger", "wrong", found, "restore the store from a backup; morrow ledger verify tells more")
    return Check("ledger", "fine", f"{len(verdicts)} ledgers hold, {sum(verdict.entries for verdict in verdicts):,} entries")


def _anchor(world: World) -> Check:
    anchor, home = world.settings.anchor, world.settings.home
    if anchor.is_relative_to(home):
        found = f"{anchor} lies inside the data that it guards"
        return Check("anchor", "wrong", found, "name a file outside MORROW_HOME with MORROW_ANCHOR")
    place = anchor if anchor.exists() else next(folder for folder in anchor.parents if folder.exists())
    if not os.access(place, os.W_OK):
        return Check("anchor", "wrong", f"{place} cannot be written", "chmod u+w, or name another file with MORROW_ANCHOR")
    return Check("anchor", "fine", str(anchor) if anchor.exists() else f"{anchor} (made at the first seal)")


def _memory(world: World) -> Check:
    with world.store.reading() as connection:
        row = connection.execute("SELECT count(*) FROM memories").fetchone()
    folder = world.settings.home / "memory"
    indexes = sum(1 for place in folder.iterdir() if place.is_dir()) if folder.exists() else 0
    rows = int(row[0]) if row else 0
    if rows and not indexes:
        return Check("memory", "note", f"{rows:,} memories, no index: recall works and is slower", "morrow memory rebuild")
    return Check("memory", "fine", f"{rows:,} memories, {indexes} indexes")


def _trained(world: World) -> Check:
    """Whether every version that may serve has the files that were registered."""
    from forecasting.workshop import workshop

    shop = workshop(world.store)
    rows = shop.versions.registered()
    damaged = shop.damage(rows)
    if damaged:
        more = f" (and {len(damaged) - 1} more)" if len(damaged) > 1 else ""
        return Check("trained models", "wrong", f"{len(damaged)} of {len(rows)} are damaged: {damaged[0]}{more}", "morrow train --force")
    if not rows:
        return Check("trained models", "note", "none: rules and the shipped population forecast", "morrow train")
    return Check("trained models", "fine", f"{len(rows)} versions are as they were registered")


def _model(world: World) -> Check:
    from agent.endpoint import endpoint

    found = endpoint(world.settings)
    if found is None:
        return Check("model", "fine", "offline analyst: no MORROW_LLM_BASE_URL is set, nothing leaves this machine")
    return _reached(f"{found.model} at {found.base_url}", found.base_url, found.key, local=found.local)


def _reached(name: str, base_url: str, key: str, *, local: bool) -> Check:
    """Whether the endpoint answers; nothing but its list of models is asked for."""
    import httpx

    remedy = "start the server, or mend MORROW_LLM_BASE_URL; until then the offline analyst finishes each run"
    try:
        with httpx.Client(timeout=REACH_SECONDS, trust_env=not local, follow_redirects=False) as client:
            status = client.get(f"{base_url}/models", headers={"Authorization": f"Bearer {key}"}).status_code
    except httpx.HTTPError as error:
        return Check("model", "wrong", f"{name} does not answer ({type(error).__name__})", remedy)
    if status in (401, 403):
        return Check("model", "wrong", f"{name} refuses the key (HTTP {status})", "mend MORROW_LLM_API_KEY")
    if status >= 500:  # HTTP's own number
        return Check("model", "wrong", f"{name} answers HTTP {status}", remedy)
    return Check("model", "fine", f"{name} answers")


def _transcriber(world: World) -> Check:
    """What writes recordings down, and how good it is; nothing is loaded or asked."""
    from voice.transcribers.catalog import in_force

    found = in_force(world.settings)
    state: State = "wrong" if not found.is_ready else "note" if found.kind == "embedded" else "fine"
    return Check("transcriber", state, f"{found.name} ({found.why}): {found.quality}", found.remedy)


def _reader(world: World) -> Check:
    """What reads events out of entries on this machine; a language model that is set reads before it."""
    from agent.journal_reading import local_reader
    from core.errors import ReaderUnavailable

    asked = world.settings.journal_reader
    try:
        found = local_reader(world.settings)
    except ReaderUnavailable as error:
        return Check("reader", "wrong", str(error), "make setup, or MORROW_JOURNAL_READER=rules")
    if found.name == "rules" and asked != "rules":
        return Check("reader", "note", "entries are read by the rules alone: the learned reader's files are missing", "make setup")
    return Check("reader", "fine", f"entries are read on this machine by the {found.name} reader")


def _voice(world: World) -> Check:
    analysis = world.settings.voice_analysis
    if analysis == "off":
        return Check("voice", "fine", "voices are not measured: MORROW_VOICE_ANALYSIS is off")
    if analysis == "plain":
        return Check("voice", "fine", "pitch, level, pace and pauses are measured by Morrow's own code")
    if importlib.util.find_spec("opensmile") is None:
        return Check("voice", "wrong", "openSMILE is not installed", "make setup, or MORROW_VOICE_ANALYSIS=plain")
    found = "openSMILE measures voices; it is licensed for research, teaching and private use alone"
    return Check("voice", "note", found, "for anything that is sold: MORROW_VOICE_ANALYSIS=plain, or a licence of audEERING's")


def _microphone(world: World) -> Check:
    """Whether the library is there that listens; only `morrow journal record` needs it."""
    del world
    if sys.platform == "linux" and find_library("portaudio") is None:
        found = "PortAudio is not installed: recordings from elsewhere can be told, `morrow journal record` cannot listen"
        return Check("microphone", "note", found, "apt install libportaudio2, if you want to speak into this machine")
    return Check("microphone", "fine", "PortAudio is there for `morrow journal record`")


def _disk(world: World) -> Check:
    free = shutil.disk_usage(world.settings.home).free
    if free < LEAST_FREE_BYTES:
        return Check("disk", "wrong", f"{free / 1e9:.1f} GB free", "make room, or move MORROW_HOME")
    return Check("disk", "fine", f"{free / 1e9:.1f} GB free")


def _clock(world: World) -> Check:
    now = world.clock.now()
    entries = world.ledger("live", "live").entries()
    last = max((entry.written_at for entry in entries), default=None)
    if last is not None and now < last:
        return Check(
            "clock", "wrong", f"{now:%F %T} UTC, before the last seal at {last:%F %T}", "set the clock right; sealing is refused until then"
        )
    if now < FIRST_DAY or now.year > NEWEST_YEAR:
        return Check("clock", "wrong", f"{now:%F %T} UTC", "set the clock right")
    return Check("clock", "fine", f"{now:%F %T} UTC")


CHECKS: dict[str, Callable[[World], Check]] = {
    "python": _python,
    "home": _home,
    "store": _store,
    "migrations": _migrations,
    "ledger": _ledger,
    "anchor": _anchor,
    "memory": _memory,
    "trained models": _trained,
    "model": _model,
    "transcriber": _transcriber,
    "reader": _reader,
    "voice": _voice,
    "microphone": _microphone,
    "disk": _disk,
    "clock": _clock,
}
"""Every part that is looked at, in the order in which it is told."""
