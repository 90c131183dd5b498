"""A process that has imported everything once and forks a child for each run it is told of, so that no run pays for an interpreter.

Reads one JSON list of orders a line, runs them (at most `AT_ONCE` at a time, all at once where they are `together`),
answers one JSON list a line. Started by the fixture `forks`; children die of SIGKILL where the order says so.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import signal
import sys
import time
import traceback
from datetime import datetime
from pathlib import Path

AT_ONCE = 3
NEEDED = (
    "agent.daily_run",
    "agent.day",
    "agent.remembering",
    "astral.sun",
    "chromadb",
    "chromadb.api.rust",
    "duckdb",
    "forecasting.opinion",
    "forecasting.recovery",
    "forecasting.registry.trained_population",
    "holidays.countries",
    "langgraph.checkpoint.sqlite.aio",
    "langgraph.graph",
    "tools.catalog",
)


def import_everything() -> None:
    """Whatever an evening imports lazily; nothing is opened, so that a fork finds no thread and no lock."""
    for name in NEEDED:
        importlib.import_module(name)
    gc.freeze()  # what is here is here for good: children need not look through it, and so copy it


def run(order: dict[str, object]) -> dict[str, object]:
    """One order, in the child: import the facts, if it has some, then the evening."""
    from agent.bootstrap import build_world
    from agent.day import evening
    from core.clock import FixedClock
    from core.settings import load_settings

    if order.get("crash_at"):
        os.environ["MORROW_CRASH_AT"] = str(order["crash_at"])
    settings = load_settings(home=Path(str(order["home"])), anchor=Path(str(order["anchor"])))
    world = build_world(settings, FixedClock(datetime.fromisoformat(str(order["now"]))))
    time.sleep(max(0.0, float(str(order.get("start_at", 0))) - time.monotonic()))
    started = time.monotonic()
    if order.get("facts"):
        world.store.add(pickle.loads(Path(str(order["facts"])).read_bytes()), recorded_at=world.clock.now())  # noqa: S301
    as_of = datetime.fromisoformat(str(order["as_of"])) if order.get("as_of") else None
    said = evening(world, str(order["person"]), as_of=as_of, run_id=order.get("run_id"))
    return {"status": said.status, "sha256": said.forecast["payload_sha256"], "seconds": time.monotonic() - started}


def child(order: dict[str, object], answer: int) -> None:
    """Never returns."""
    try:
        result = run(order)
    except BaseException:  # noqa: BLE001  # the child's outermost edge: what went wrong is the answer
        result = {"status": "error", "error": traceback.format_exc()}
    os.write(answer, json.dumps(result).encode())
    os._exit(0)


def started(order: dict[str, object]) -> tuple[int, int, float]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(order, writer)
    os.close(writer)
    return pid, reader, time.monotonic()


def ended(pid: int, reader: int, since: float, order: dict[str, object]) -> dict[str, object]:
    """What a child answers; of a batch that is killed, the earliest comes first."""
    if order.get("kill_after"):
        time.sleep(max(0.0, since + float(str(order["kill_after"])) - time.monotonic()))
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return {"status": "killed", "signal": os.WTERMSIG(status)}
    return json.loads(text)


def main() -> None:
    import_everything()
    print("ready", flush=True)  # noqa: T201  # its one way to speak
    for line in sys.stdin:
        orders = json.loads(line)
        width = len(orders) if orders and orders[0].get("together") else AT_ONCE
        answers = []
        for first in range(0, len(orders), width):
            batch = orders[first : first + width]
            at = time.monotonic() + 0.1
            running = [(*started({**order, "start_at": at if order.get("together") else 0}), order) for order in batch]
            answers += [ended(*one) for one in running]
        print(json.dumps(answers), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
