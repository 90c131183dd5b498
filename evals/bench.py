"""What the commands cost, against an empty Python as 1: `python -m evals.bench` (make bench).

Every command runs several times in a process of its own; told are the median time and the most memory. Parts that a daily run
repeats are timed warm, in this process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from agent.bootstrap import World, build_world
from core.errors import Broken
from core.settings import load_settings
from ingestion.synthetic import generate

REPEATS = 5
WARM_CALLS = 20
PERSON, SEED = "bench-person", 1
LAST = date(2026, 6, 30)
NIGHTS = 365
QUERY = "SELECT count(*), avg(hrv_rmssd_ms), avg(resting_hr_bpm) FROM nights WHERE hrv_rmssd_ms > 20"


_LAUNCHER = """
import os, sys, time
started = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(f"\\n[{time.perf_counter() - started}, {usage.ru_maxrss}]")
sys.exit(os.waitstatus_to_exitcode(status) and 1)
"""
"""Starts a command from a process smaller than any Python that imports something: on Linux a child's peak begins at its parent's."""


@dataclass(frozen=True)
class Cost:
    """What one command or part cost."""

    what: str
    seconds: float
    """Median over the repeats."""
    rss_mb: float | None
    """Most memory of the process; None for a part of this one."""


def measured(what: str, command: list[str], environment: dict[str, str], repeats: int = REPEATS) -> Cost:
    """The cost of a command, each time in a fresh process.

    Raises:
        Broken: when it fails; what it printed is shown.
    """
    runs = [_once(what, command, environment) for _ in range(repeats)]
    return Cost(what, median(seconds for seconds, _ in runs), max(rss for _, rss in runs))


def _once(what: str, command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own commands
    *said, last = done.stdout.splitlines() or [""]
    if done.returncode != 0:
        raise Broken(f"wanted {what} to end well, found {chr(10).join([*said, last, done.stderr])[-800:]}")
    seconds, peak = json.loads(last)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return seconds, peak / unit


def warm(what: str, call: Callable[[], object], calls: int = WARM_CALLS, clock: Callable[[], float] = time.perf_counter) -> Cost:
    """The median cost of a call in this process, after a first one that is not counted."""
    call()
    times = []
    for _ in range(calls):
        started = clock()
        call()
        times.append(clock() - started)
    return Cost(what, median(times), None)


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a command in that home, with an anchor beside it."""
    return {**os.environ, "MORROW_HOME": str(home), "MORROW_ANCHOR": str(home.parent / "anchor.jsonl"), "MORROW_PERSON": PERSON}


def commands(home: Path) -> Iterable[Cost]:
    """An empty Python, and Morrow's commands in a home where the forecast of the night is sealed already."""
    python = sys.executable
    morrow = str(Path(python).with_name("morrow"))
    environment = environment_of(home)
    yield measured("python -c pass", [python, "-c", "pass"], environment)
    yield measured("morrow --help", [morrow, "--help"], environment)
    yield measured("morrow status", [morrow, "status"], environment)
    yield measured("morrow forecast, the night's first", [morrow, "forecast"], environment, repeats=1)
    yield measured("morrow forecast, warm", [morrow, "forecast"], environment)


def parts(world: World) -> Iterable[Cost]:
    """What a daily run repeats."""
    from core.sandbox import Sandbox

    as_of = world.clock.now()
    snapshot = world.store.snapshot(PERSON, as_of)
    with Sandbox(snapshot.tables()) as sandbox:
        yield warm("SQL tool, plain query", lambda: sandbox.query(QUERY))
    yield warm("snapshot of one person", lambda: world.store.snapshot(PERSON, as_of))
    yield warm("forecast of all models", lambda: world.models(snapshot, LAST + timedelta(days=1)))


def table(costs: Sequence[Cost]) -> str:
    """The costs as lines of text; ratios are to the first of them."""
    one = costs[0]
    lines = [f"{'':36}{'median':>12}{'times':>8}{'memory':>12}{'times':>8}"]
    for cost in costs:
        memory = f"{cost.rss_mb:9.1f} MB{cost.rss_mb / one.rss_mb:8.1f}" if cost.rss_mb is not None and one.rss_mb else ""
        ratio = f"{cost.seconds / one.seconds:8.1f}" if cost.rss_mb is not None else " " * 8
        lines.append(f"{cost.what:36}{cost.seconds * 1000:9.1f} ms{ratio}{memory}".rstrip())
    return "\n".join(lines) + "\n"


def main() -> None:
    """Prints the table."""
    from evals.bench_models import modelling

    with tempfile.TemporaryDirectory(prefix="morrow-bench-") as folder:
        home = Path(folder) / "home"
        world = build_world(load_settings(home=home, anchor=Path(folder) / "anchor.jsonl", person=None))
        person = generate(PERSON, SEED, LAST - timedelta(days=NIGHTS - 1), LAST)
        world.store.add(person.facts(), recorded_at=world.clock.now())
        sys.stdout.write(table([*commands(home), *parts(world), *modelling(world, home)]))


if __name__ == "__main__":
    main()
