"""SQL that a language model wrote, over a copy of one person's rows, in a process that can do nothing else.

`Sandbox` is the gate (`core.sql_gate`), then the child (`core.sandbox_child`). The child is a fresh interpreter with an
empty environment, started ahead by `start()` or by the first query; one that runs away is killed, and the next query
starts another.
"""

from __future__ import annotations

import dataclasses
import math
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, cast

from core.errors import Broken, ToolFailed, ToolRetry
from core.sandbox_wire import HEADER, MAX_REPLY_BYTES, Limits, QueryResult, packed, unpacked
from core.sql_gate import check

if TYPE_CHECKING:
    from core.sandbox_wire import Cell
    from core.views import Scalar, Table

__all__ = ["Limits", "QueryProcess", "QueryResult", "Sandbox"]

_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from core.sandbox_child import main; main()"


class Sandbox:
    """The tables of one snapshot, to be asked in SQL; a context manager. One query at a time, from any thread."""

    def __init__(self, tables: Mapping[str, Table], limits: Limits | None = None) -> None:
        self._tables = tables
        self._limits = limits or Limits()
        self._turn = threading.Lock()
        self._process: QueryProcess | None = None

    def start(self) -> None:
        """Lets the child come up and load in the background; does not wait for it."""
        with self._turn:
            self._standing()

    def query(self, sql: str) -> QueryResult:
        """The rows of one reading statement, at most `Limits.rows` of them.

        Raises:
            ToolRetry: when the gate refuses it, DuckDB cannot run it, or it needs too much time or memory.
            ToolFailed: when the child does not come up at all.
        """
        statement = check(sql, self._tables)
        with self._turn:
            return self._standing().ask(statement)

    def close(self) -> None:
        """Ends the child; the next query would start another."""
        with self._turn:
            if self._process is not None:
                self._process.stop()
                self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _standing(self) -> QueryProcess:
        if self._process is None or not self._process.alive:
            if self._process is not None:
                self._process.stop()
            self._process = QueryProcess(self._tables, self._limits)
        return self._process


class QueryProcess:
    """One child with its own copy of the tables; it runs what it is given, without the gate, until it is stopped or dies."""

    def __init__(self, tables: Mapping[str, Table], limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        self._child = _spawned()
        self._reader = cast("IO[bytes]", self._child.stdout).fileno()
        self._loader = threading.Thread(target=_send_setup, args=(self._child, tables, limits), daemon=True, name="sandbox-load")
        self._loader.start()
        self._finalizer = weakref.finalize(self, _end, self._child, self._loader)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    @property
    def alive(self) -> bool:
        """True until it is stopped or dies."""
        return self._finalizer.alive and self._child.poll() is None

    def ask(self, sql: str) -> QueryResult:
        """What the child answers.

        Raises:
            ToolRetry: when it refuses, or had to be stopped over this query.
            ToolFailed: when it does not come up, or sends what it should not.
        """
        self._wait_until_ready()
        try:
            _send(self._child, packed({"sql": sql}))
            reply = self._receive(self._limits.seconds)
        except TimeoutError as error:
            self.stop()
            raise ToolRetry(f"the query was stopped after {self._limits.seconds:g} s; narrow it: fewer rows, no cross join") from error
        except OSError as error:
            self.stop()
            raise ToolRetry("the query was stopped: it needed more memory or time than a query may use; narrow it") from error
        except Broken as error:
            self.stop()
            raise ToolFailed("the query process sent what it should not, and was stopped; answer without this query") from error
        if reply.get("leaves"):
            self.stop()
        return _result(reply)

    def stop(self) -> None:
        """Kills the child and waits for its end; stopping twice does no harm."""
        self._finalizer()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        try:
            said = self._receive(self._limits.start_seconds)
        except (OSError, Broken) as error:
            self.stop()
            raise ToolFailed("the query process does not come up; answer without query_data") from error
        if "broken" in said:
            self.stop()
            raise ToolFailed(f"the query process does not come up: {said['broken']}; answer without query_data")
        self._ready = True

    def _receive(self, seconds: float) -> dict[str, object]:
        """The next message of the child; TimeoutError when it takes longer, ConnectionError when the child dies over it."""
        deadline = time.monotonic() + seconds
        (length,) = HEADER.unpack(self._bytes(HEADER.size, deadline))
        if length > MAX_REPLY_BYTES:
            raise Broken(f"the query process announced a reply of {length:,} bytes")
        return unpacked(self._bytes(length, deadline))

    def _bytes(self, length: int, deadline: float) -> bytes:
        parts = bytearray()
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        while len(parts) < length:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(self._reader, length - len(parts))
            if not part:
                raise ConnectionError("the query process died")
            parts += part
        return bytes(parts)


def _spawned() -> subprocess.Popen[bytes]:
    """A fresh, isolated interpreter: no environment, no user site, no working directory of ours, in a session of its own."""
    root = Path(__file__).resolve().parent.parent
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
        [sys.executable, "-I", "-c", _CODE, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={},
        start_new_session=True,
    )


def _send_setup(child: subprocess.Popen[bytes], tables: Mapping[str, Table], limits: Limits) -> None:
    """Sends limits and tables; in a thread, because a pipe holds less than a person's rows."""
    setup = {"limits": dataclasses.asdict(limits), "tables": {name: _by_column(table) for name, table in tables.items()}}
    try:
        _send(child, packed(setup))
    except OSError:  # it died meanwhile; whoever asks it will notice
        return


def _by_column(table: Table) -> dict[str, object]:
    values = [[_portable(value) for value in column] for column in zip(*table.rows, strict=True)]
    return {"columns": [[name, kind] for name, kind, _ in table.columns], "values": values}


def _portable(value: Scalar) -> Cell:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _send(child: subprocess.Popen[bytes], frame: bytes) -> None:
    descriptor, rest = cast("IO[bytes]", child.stdin).fileno(), memoryview(frame)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _end(child: subprocess.Popen[bytes], loader: threading.Thread) -> None:
    """Leaves no process, thread or pipe behind. The loader ends first: a pipe must not be closed while it is written to."""
    child.kill()
    child.wait()
    loader.join()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _result(reply: dict[str, object]) -> QueryResult:
    if "refused" in reply:
        raise ToolRetry(f"the query was not answered: {reply['refused']}")
    rows = cast("list[list[Cell]]", reply["rows"])
    return QueryResult(
        columns=tuple(cast("list[str]", reply["columns"])),
        rows=tuple(tuple(row) for row in rows),
        truncated=reply["truncated"] is True,
        milliseconds=float(cast("float", reply["milliseconds"])),
    )
