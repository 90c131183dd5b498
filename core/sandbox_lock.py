"""How the child locks itself in: first DuckDB's own limits and the tables, then, with nothing more to open, the kernel's.

Everything that needs a file (imports, time zones) happens before the kernel's limits: after them no file can be opened.
"""

from __future__ import annotations

import math
import resource
from typing import TYPE_CHECKING, cast

from core.database import memory_connection
from core.sandbox_wire import Limits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from core.sandbox_wire import Cell

Message = dict[str, object]
OWN_SHARE = 0.9
"""DuckDB's time limit as a share of the parent's: a query that merely takes long ends there, and the child lives on."""


def set_up(setup: Message) -> tuple[Connection, Limits]:
    """The locked database with the tables in it, and the limits, both as the parent's first message tells them."""
    limits = Limits(**cast("dict[str, int]", setup["limits"]))
    connection = _limited(limits)
    for name, table in cast("dict[str, Message]", setup["tables"]).items():
        _load_table(connection, name, table)
    _warm_up(connection)
    connection.execute(f"SET max_execution_time = {int(limits.seconds * OWN_SHARE * 1000)}")
    connection.execute("SET lock_configuration = true")
    return connection, limits


def _limited(limits: Limits) -> Connection:
    """DuckDB in memory without any way out; that this cannot be changed again is the last step of `set_up`."""
    connection = memory_connection(
        {
            "threads": "1",
            "async_threads": "0",
            "memory_limit": f"{limits.memory_mb}MB",
            "temp_directory": "",
            "allow_persistent_secrets": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    connection.execute("SET enable_external_access = false")  # not among the above: it forbids setting temp_directory
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")  # `x -> x + 1`: what models have read most often
    return connection


def _load_table(connection: Connection, name: str, table: Message) -> None:
    """Creates and fills one table, column by column: one cast of a whole list each, which is fast."""
    columns = cast("list[list[str]]", table["columns"])
    values = cast("list[list[Cell]]", table["values"])
    described = ", ".join(f"{_quoted(column)} {kind}" for column, kind in columns)
    connection.execute(f"CREATE TABLE {_quoted(name)} ({described})")
    if values and values[0]:
        lists = ", ".join(f"unnest(CAST(? AS {kind}[]))" for _, kind in columns)
        connection.execute(f"INSERT INTO {_quoted(name)} SELECT {lists}", values)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _warm_up(connection: Connection) -> None:
    """Has every kind of value converted and a query parsed once: the modules that this loads need files."""
    connection.execute(
        "SELECT 1.5::DECIMAL(5, 2), DATE '2026-01-01', TIME '10:00', TIMESTAMP '2026-01-01', INTERVAL 1 DAY, [1], {'a': 1}, '\\x00'::BLOB"
    )
    connection.fetchall()
    connection.execute("SELECT TIMESTAMPTZ '2026-01-01 00:00:00+00' AT TIME ZONE 'Europe/Berlin', TIMESTAMPTZ '2026-01-01', NULL::UUID")
    connection.fetchall()
    connection.execute("SELECT json_serialize_sql('SELECT 1')")
    connection.fetchall()


def give_up_rights(highest_descriptor: int, limits: Limits) -> None:
    """Sets the kernel's limits, hard ones, so that nothing in this process can lift them again."""
    wanted = {
        resource.RLIMIT_NOFILE: highest_descriptor + 1,  # all of them are taken: no file and no socket can be opened
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,  # no process and no thread either
        resource.RLIMIT_AS: _mapped_bytes() + limits.headroom_mb * 1_048_576,
    }
    for kind, value in wanted.items():
        _limit(kind, value)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (ceiling, ceiling))
    except (ValueError, OSError):  # a system without this limit (macOS has no RLIMIT_AS that holds); the other layers stand
        return


def _mapped_bytes() -> int:
    """Address space in use; where the system does not tell, more than a loaded child takes."""
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - pathlib is not needed for one line
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 2 << 30


def allow_cpu(limits: Limits) -> None:
    """Moves the CPU limit ahead of the next query: it ends the child even where neither DuckDB nor the parent does."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + limits.seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard))
