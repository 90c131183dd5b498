"""The child of the sandbox: loads the tables, locks itself in, then answers one query after the other.

It must hold alone, whatever the gate let through:

- DuckDB: no external access, no extensions, configuration locked, limits on memory and time (`core.sandbox_lock`);
- the kernel: no new file, socket or process, no writing, limits on address space and CPU time (there, too);
- here: each query in a read-only transaction that is rolled back, after a look at DuckDB's own parse of it.
"""

from __future__ import annotations

import json
import math
import os
import queue
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from core.errors import ToolRetry
from core.sandbox_lock import allow_cpu, give_up_rights, set_up
from core.sandbox_wire import HEADER, Limits, packed, unpacked
from core.sql_words import TABLE_FUNCTIONS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from core.sandbox_wire import Cell

Message = dict[str, object]
QUERY_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"})
FATAL = ("FatalException", "InternalException")
"""After these DuckDB's state cannot be trusted: the child reports and leaves."""
_SHORT = {
    "InterruptException": "it ran too long; narrow it: fewer rows, no cross join",
    "OutOfMemoryException": "it needed more memory than a query may use; aggregate, or select less",
    "MemoryError": "it needed more memory than a query may use; aggregate, or select less",
}


def main() -> NoReturn:
    """Runs until the parent closes its end."""
    receive, send = _own_pipes()
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    try:
        connection, limits = set_up(_read(receive))
        threading.Thread(target=_listen, args=(receive, requests), daemon=True).start()
        give_up_rights(send, limits)
    except Exception as error:  # noqa: BLE001 - the outer edge of the process: the parent tells it, there is no other way out
        _write(send, {"broken": _words(error)})
        os._exit(1)
    _write(send, {"ready": True})
    while True:
        allow_cpu(limits)
        reply = _answer(connection, requests.get(), limits)
        _write(send, reply)
        if reply.get("leaves"):
            os._exit(1)


def _own_pipes() -> tuple[int, int]:
    """Descriptors to read from and write to; the standard ones lead nowhere from here on, so no stray word breaks a frame."""
    receive, send = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return receive, send


def _read(receive: int) -> Message:
    (length,) = HEADER.unpack(_read_bytes(receive, HEADER.size))
    return unpacked(_read_bytes(receive, length))


def _read_bytes(receive: int, length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = os.read(receive, min(missing, 1 << 20))
        if not part:
            os._exit(0)  # the parent is gone: leave at once, a running query or not
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _write(send: int, message: Message) -> None:
    frame = memoryview(packed(message))
    while frame:
        frame = frame[os.write(send, frame) :]


def _listen(receive: int, requests: queue.SimpleQueue[str]) -> None:
    """Hands on what the parent asks. It is a thread so that the parent's end is noticed in the middle of a query, too."""
    while True:
        requests.put(str(_read(receive)["sql"]))


def _answer(connection: Connection, sql: str, limits: Limits) -> Message:
    """The result of one query, or the refusal in words; this is the outer edge of the process, so nothing escapes it."""
    started = time.perf_counter()
    try:
        reply = _run(connection, sql, limits)
    except ToolRetry as error:
        return {"refused": str(error)}
    except Exception as error:  # noqa: BLE001 - DuckDB's errors, and any other: the model hears of all of them in the same way
        return {"refused": _words(error), "leaves": type(error).__name__ in FATAL}
    reply["milliseconds"] = (time.perf_counter() - started) * 1000
    return reply


def _run(connection: Connection, sql: str, limits: Limits) -> Message:
    _check(connection, sql)
    connection.execute("BEGIN TRANSACTION READ ONLY")
    try:
        connection.execute(sql)
        return _fetched(connection, limits)
    finally:
        connection.execute("ROLLBACK")


def _check(connection: Connection, sql: str) -> None:
    """Nothing, or a refusal: by DuckDB's own parse, one statement of reading nodes, with no table function but the allowed.

    `json_serialize_sql` takes nothing but one or more SELECT statements.
    """
    connection.execute("SELECT json_serialize_sql(?)", [sql])
    parsed = json.loads(str((connection.fetchone() or ["{}"])[0]))
    if parsed.get("error_type") == "not implemented":
        raise ToolRetry("only reading queries are run")
    if parsed.get("error"):
        raise ToolRetry(_clean(str(parsed.get("error_message"))))
    if len(parsed["statements"]) != 1:
        raise ToolRetry("only one statement may be given")
    for node in _nodes(parsed["statements"][0]):
        _check_node(node)


def _check_node(node: dict[str, object]) -> None:
    kind = node.get("type")
    if not isinstance(kind, str):
        return
    if (kind.endswith("_NODE") and kind not in QUERY_NODES) or kind == "SHOW_REF":
        raise ToolRetry(f"only reading queries are run, found {kind.removesuffix('_NODE').removesuffix('_QUERY')}")
    function = node.get("function")
    if kind == "TABLE_FUNCTION" and isinstance(function, dict) and function.get("function_name") not in TABLE_FUNCTIONS:
        raise ToolRetry(f"only {', '.join(sorted(TABLE_FUNCTIONS))} may stand in FROM beside tables")


def _nodes(tree: object) -> Iterator[dict[str, object]]:
    """Every object in the parse; a loop and not a recursion, so that depth is no weapon."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _fetched(connection: Connection, limits: Limits) -> Message:
    """Columns and as many rows as the limits let through, one at a time: a huge result is never built."""
    columns = [str(column[0]) for column in connection.description or ()]
    size, rows = len(json.dumps(columns)), list[list["Cell"]]()
    while (values := connection.fetchone()) is not None:
        row = [_cell(value) for value in values]
        size += len(json.dumps(row))
        if len(rows) == limits.rows or size > limits.result_bytes:
            _refuse_if_nothing_fits(rows, limits)
            return {"columns": columns, "rows": rows, "truncated": True}
        rows.append(row)
    return {"columns": columns, "rows": rows, "truncated": False}


def _refuse_if_nothing_fits(rows: list[list[Cell]], limits: Limits) -> None:
    if not rows:
        raise ToolRetry(f"a single row has more than the {limits.result_bytes:,} bytes that a result may have; select less")


def _cell(value: object) -> Cell:  # noqa: PLR0911 - one line per kind
    """The value as JSON has it."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (float, Decimal)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_cell(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _cell(item) for key, item in value.items()}
    return value.hex() if isinstance(value, bytes) else str(value)


def _words(error: Exception) -> str:
    name = type(error).__name__
    return _SHORT.get(name) or _clean(str(error)) or "it failed"


def _clean(message: str) -> str:
    """DuckDB's words without the quoted line, without addresses and paths, and not longer than a hint needs to be."""
    text = message.split("\n\nLINE ", maxsplit=1)[0]
    text = re.sub(r"\w+://\S+|(?<![\w.])~?/[^\s'\"]+", "…", text)
    return " ".join(text.split())[:400]
