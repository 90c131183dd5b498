"""The poisoned-future probe: an evening must come out the same, to the byte, whatever lies after it.

Every evening is run in three homes: with all rows, with every later row of everybody deleted, and with every later row
filled with lies (`evals.poison`). Where the seal's hash or any prompt or tool result differs, or a lie stands in one,
something saw the future.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.bootstrap import World, build_world
from agent.day import evening
from core.errors import MorrowError
from core.settings import Settings
from evals import poison

HOMES = ("full", "truncated", "poisoned")
Listener = Callable[[], AbstractContextManager[Sequence[str]]]
"""Opens an ear: the texts that pass through the model while it is open (prompts, tool results)."""
WorldOf = Callable[[Settings], World]
Before = Callable[[World, datetime], object]
"""What a home does before the evening at that instant."""
_CANARY = re.compile(rf"{poison.WORD}|(?<![\w.]){poison.NUMBER:g}(?:\.0+)?(?![\w.]*\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Leak:
    """One sign that an evening saw what came after it."""

    person_id: str
    as_of: datetime
    home: str
    sign: str
    """What was seen, in words."""


@dataclass(frozen=True)
class ProbeReport:
    """What a probe found."""

    evenings: int
    hashes: tuple[str, ...]
    """`payload_sha256` of each evening in the full home, in order; a refused evening has its reason instead."""
    texts: int
    """How many prompts and tool results were searched."""
    leaks: tuple[Leak, ...]

    @property
    def ok(self) -> bool:
        """True when nothing saw the future."""
        return not self.leaks


@dataclass(frozen=True)
class _Said:
    """What one evening came to in one home."""

    sha256: str
    forecast: str
    heard: tuple[str, ...]
    """Everything that went to the model, in order."""


@contextmanager
def deaf() -> Iterator[Sequence[str]]:
    """Hears nothing: only forecasts are searched."""
    yield ()


def probe(
    settings: Settings,
    evenings: Iterable[tuple[str, datetime]],
    *,
    run_id: str | None = None,
    listen: Listener = deaf,
    world_of: WorldOf = build_world,
    before: Before = lambda _world, _as_of: None,
) -> ProbeReport:
    """What the probe found; the installation itself is only copied, never written.

    Args:
        settings: of the installation whose people are probed; nothing may be writing to it meanwhile.
        evenings: person and instant of each, in strict order.
        run_id: of a replay with memory, which the full home carries from evening to evening; None runs each evening for itself.
        listen: opens an ear at the chat model.
        world_of: builds a home's world; tests plant leaks here.
        before: done in each home before each evening: trains models there, of what that home holds.
    """
    heard = 0
    hashes: list[str] = []
    leaks: list[Leak] = []
    with tempfile.TemporaryDirectory(prefix="morrow-probe-") as name:
        base = poison.copied(settings, Path(name) / "full")
        for person_id, as_of in evenings:
            with tempfile.TemporaryDirectory(dir=name) as place:
                said = {}
                for home, world in _homes(base, Path(place), as_of, run_id, world_of).items():
                    before(world, as_of)
                    said[home] = _run(world, person_id, as_of, run_id, listen)
            heard += sum(len(one.heard) for one in said.values())
            hashes.append(said["full"].sha256)
            leaks += _signs(said, person_id, as_of)
    return ProbeReport(len(hashes), tuple(hashes), heard, tuple(leaks))


def _homes(base: Settings, place: Path, as_of: datetime, run_id: str | None, world_of: WorldOf) -> dict[str, World]:
    """The three homes at that instant, by name."""
    worlds = {"full": world_of(base)}
    for name in HOMES[1:]:
        worlds[name] = world_of(poison.copied(base, place / name))
    poison.truncate(build_world(worlds["truncated"].settings), as_of)
    poison.poison(build_world(worlds["poisoned"].settings), as_of, run_id=run_id)
    return worlds


def _run(world: World, person_id: str, as_of: datetime, run_id: str | None, listen: Listener) -> _Said:
    with listen() as heard:
        try:
            forecast = evening(world, person_id, as_of=as_of, run_id=run_id).forecast
        except MorrowError as error:
            return _Said(f"{type(error).__name__}: {error}", str(error), tuple(heard))
        return _Said(str(forecast["payload_sha256"]), json.dumps(forecast), tuple(heard))


def _signs(said: dict[str, _Said], person_id: str, as_of: datetime) -> Iterator[Leak]:
    full = said["full"]
    for name, one in said.items():
        if one.sha256 != full.sha256:
            yield Leak(person_id, as_of, name, f"came out as {one.sha256}, with all rows as {full.sha256}")
        if one.heard != full.heard:
            place = next((n for n, pair in enumerate(zip(one.heard, full.heard, strict=False)) if pair[0] != pair[1]), len(full.heard))
            yield Leak(person_id, as_of, name, f"text {place} of {len(full.heard)} is another than with all rows")
        found = canaries([one.forecast, *one.heard])
        if found:
            yield Leak(person_id, as_of, name, f"{len(found)} texts hold a lie, first: {found[0]}")


def canaries(texts: Iterable[str]) -> list[str]:
    """The surroundings of the first lie in each text that holds one."""
    found = []
    for text in texts:
        match = _CANARY.search(text)
        if match:
            found.append(text[max(0, match.start() - 40) : match.end() + 40])
    return found
