"""A process that has imported the client once, and forks a child for each order: threads that read a profile, each with its own client.

A line of input is one order as JSON: settings, connection, clock, how many threads, where to crash. A line of output is what came of each
thread, or null for a child that was killed. Started by tests/integration/test_whoop_grant.py.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import tenacity
from authlib.oauth2.rfc6749 import parameters
from cryptography import fernet
from keyring.backends import fail

from core.clock import FixedClock
from core.connections import Connection
from core.errors import MorrowError
from core.settings import load_settings
from ingestion.whoop_api.client import open_client

IMPORTED_ONCE = (parameters, fernet, fail, httpx, tenacity)


def outcome(order: dict[str, Any]) -> str:
    now = datetime.fromisoformat(order["now"])
    connection = Connection(**order["connection"], connected_at=now)
    try:
        with open_client(load_settings(**order["settings"]), FixedClock(now), connection) as client:
            return str(client.profile().user_id)
    except MorrowError as error:
        return f"{type(error).__name__}: {error}"


def child(order: dict[str, Any], answer: int) -> None:
    """Never returns."""
    os.environ["MORROW_CRASH_AT"] = order.get("crash_at", "")
    with ThreadPoolExecutor(order["threads"]) as pool:
        found = list(pool.map(outcome, [order] * order["threads"]))
    os.write(answer, json.dumps(found).encode())
    os._exit(0)


def main() -> None:
    print("ready", flush=True)  # noqa: T201  # its one way to speak
    for line in sys.stdin:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(json.loads(line), writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            found = pipe.read()
        os.waitpid(pid, 0)
        print(found or "null", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
