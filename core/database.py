"""The one owner of DuckDB: one configuration, a lock before every open, one short use, close.

DuckDB lets one process write a file and refuses everybody else at once. So every open, for reading too, first takes
an exclusive `flock` on a file beside it. Waiters queue in the kernel, which serves them in order of arrival; the wait
is bounded.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StoreBroken, StoreBusy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

WAIT_SECONDS = 60.0
FILE_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "2",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
"""The one configuration of the store's file: DuckDB refuses a second, different one in the same process."""


class _Waiter:
    """A thread that waits in the kernel's queue for the lock, and gives it back if nobody waits for it any more."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._mutex = threading.Lock()
        self._given_up = False
        self.acquired = threading.Event()
        threading.Thread(target=self._run, daemon=True, name="store-lock").start()

    def _run(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._mutex:
            if self._given_up:
                os.close(self._descriptor)
            else:
                self.acquired.set()

    def wait(self, seconds: float) -> bool:
        """True once the lock is ours; False when the time is up, and the descriptor will be closed by the thread."""
        if self.acquired.wait(seconds):
            return True
        with self._mutex:
            self._given_up = not self.acquired.is_set()
            return not self._given_up


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def file_lock(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """An exclusive lock between processes and threads, freed by the kernel even when the holder is killed.

    Raises:
        StoreBusy: when another holder keeps it longer than `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _try_lock(descriptor) and not _Waiter(descriptor).wait(wait_seconds):
        raise StoreBusy(f"waited {wait_seconds:g} s for {path.name}, another Morrow process holds it; try again when it has ended")
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def opened(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[Connection]:
    """The store's file, open and ours alone until the block ends.

    Raises:
        StoreBusy: when the lock, or DuckDB's own, is held elsewhere for too long.
        StoreBroken: when the file is not a DuckDB database or is damaged.
    """
    with locked(path, wait_seconds), connected(path) as connection:
        yield connection


@contextmanager
def locked(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """The lock of the store's file, which may be put in another one's place until the block ends.

    Raises:
        StoreBusy: when it is held elsewhere for too long.
    """
    with file_lock(path.with_name(path.name + ".lock"), wait_seconds):
        yield


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    """The store's file, open until the block ends; the caller holds its lock.

    Raises:
        StoreBusy: when DuckDB's own lock is held by a program that does not know ours.
        StoreBroken: when the file is not a DuckDB database or is damaged.
    """
    import duckdb

    try:
        connection = duckdb.connect(str(path), config=FILE_CONFIG)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreBusy(f"{path.name} is open in a program that is not Morrow; close it and try again") from error
        raise StoreBroken(f"{path.name} cannot be opened as a database; restore it from a backup ({error})") from error
    try:
        path.chmod(0o600)
        yield connection
    except duckdb.CatalogException as error:
        raise StoreBroken(f"{path.name} lacks what Morrow made in it; restore it from a backup ({error})") from error
    finally:
        connection.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    connection.execute("BEGIN")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def memory_connection(config: Mapping[str, str | bool | int | float | list[str]] | None = None) -> Connection:
    """A database in memory, for the process that runs the agent's SQL."""
    import duckdb

    return duckdb.connect(":memory:", config={**(config or {})})
