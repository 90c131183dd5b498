"""The rate budget of one app at WHOOP, shared by every process of this installation: nobody asks before there is room.

A call takes its place before it is sent and keeps it until a whole window after its answer came: WHOOP has seen it by then, however
long it was under way. So WHOOP never sees more than its limit in any window. Time is counted since this machine started, never by the
wall clock, which may jump.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from core.database import file_lock
from core.errors import SourceUnavailable
from ingestion.whoop_api.transport import http_date

LIMITS = {60: 100, 86_400: 10_000}
"""Seconds of a window → calls in it, until WHOOP's answers say otherwise.

Source: WHOOP, developer documentation, rate limiting.
"""
LONGEST_CALL = 60.0
"""Seconds for which a call may be under way; one whose process was killed is counted as long."""
SLACK = 0.5
"""Added to every window: two machines do not measure a minute alike."""
POLL_SECONDS = 5.0
BUSY_SECONDS = 30.0
"""How long a process waits for the file while others count their calls."""
LONGEST_WINDOW = 86_400 * 31
_SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (id INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS calls_at ON calls (at);
CREATE TABLE IF NOT EXISTS limits (seconds INTEGER PRIMARY KEY, calls INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS told (one INTEGER PRIMARY KEY CHECK (one = 1), remaining INTEGER NOT NULL, until REAL NOT NULL);
"""
"""`calls.at`: the last instant at which WHOOP may have seen that call. `told`: what WHOOP said is left, and until when that holds."""


def since_boot() -> float:
    """Seconds since this machine started, sleep included where the system counts it; the same in all processes."""
    kind: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)


@dataclass(frozen=True)
class Told:
    """What the headers of one answer say of the limits; None and nothing where they are silent."""

    limits: Mapping[int, int]
    remaining: int | None
    reset_seconds: float | None


class Budget:
    """Places for calls. Close it, or use it in a `with`."""

    def __init__(self, path: Path, *, monotonic: Callable[[], float] = since_boot, sleep: Callable[[float], None] = time.sleep) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._mutex = threading.Lock()
        self._database = _opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    @contextmanager
    def call(self, patience: float) -> Iterator[Callable[[int, Mapping[str, str]], None]]:
        """A place for one call, once there is one; the block makes the call and tells status and headers of its answer.

        Raises:
            SourceUnavailable: when there will be no place within `patience` seconds.
        """
        place = self._place(patience)
        try:
            yield self._hear
        finally:
            with self._transaction() as now:
                self._database.execute("UPDATE calls SET at = ? WHERE id = ?", [now, place])

    def _place(self, patience: float) -> int:
        waited = 0.0
        while True:
            with self._transaction() as now:
                wait = self._wait(now)
                if wait <= 0:
                    self._database.execute("UPDATE told SET remaining = remaining - 1")
                    return int(self._database.execute("INSERT INTO calls (at) VALUES (?)", [now + LONGEST_CALL]).lastrowid or 0)
            if waited + wait > patience:
                raise SourceUnavailable(f"WHOOP's rate limit is used up for another {wait:.0f} s; later it goes on", wait)
            nap = min(wait, POLL_SECONDS)  # a call under way may end sooner than it had to be counted
            self._sleep(nap)
            waited += nap

    def _wait(self, now: float) -> float:
        """Seconds until there is room in every window."""
        limits = dict(self._database.execute("SELECT seconds, calls FROM limits").fetchall()) or LIMITS
        told = self._database.execute("SELECT until FROM told WHERE remaining <= 0 AND until > ?", [now]).fetchone()
        shut = float(told[0]) - now if told else 0.0
        return max(shut, *(self._full_for(now, seconds + SLACK, calls) for seconds, calls in limits.items()))

    def _full_for(self, now: float, seconds: float, calls: int) -> float:
        """Seconds until fewer than `calls` lie in the window of that length."""
        query = "SELECT at FROM calls WHERE at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
        row = self._database.execute(query, [now - seconds, calls - 1]).fetchone()
        return float(row[0]) + seconds - now if row else 0.0

    def _hear(self, status: int, headers: Mapping[str, str]) -> None:
        """Takes in what an answer says of the limits."""
        told = read_headers(status, headers)
        with self._transaction() as now:
            if told.limits:
                self._database.execute("DELETE FROM limits")
                self._database.executemany("INSERT INTO limits VALUES (?, ?)", told.limits.items())
            if told.remaining is not None and told.reset_seconds is not None:
                self._remember(now, told.remaining, now + told.reset_seconds)

    def _remember(self, now: float, remaining: int, until: float) -> None:
        """Keeps the least that was told of one window: answers overtake each other, and others may be under way."""
        (under_way,) = self._database.execute("SELECT count(*) FROM calls WHERE at > ?", [now]).fetchone()
        left = max(0, remaining - under_way + 1)  # the one whose answer this is counts as under way, too
        held = self._database.execute("SELECT remaining, until FROM told WHERE until > ?", [now]).fetchone()
        if held and until <= held[1] + 1:
            left, until = min(left, held[0]), held[1]
        self._database.execute("INSERT OR REPLACE INTO told VALUES (1, ?, ?)", [left, until])

    @contextmanager
    def _transaction(self) -> Iterator[float]:
        """One transaction at one instant, for one thread of one process at a time."""
        with self._mutex, _readable():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                now = self._monotonic()
                self._tidy(now)
                yield now
            except BaseException:
                if self._database.in_transaction:  # not where the disk was full: SQLite has rolled it back by itself
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _tidy(self, now: float) -> None:
        """Drops what no window holds any more; what lies in the future is from before a restart of the machine, no younger than that."""
        self._database.execute("UPDATE calls SET at = 0 WHERE at > ?", [now + LONGEST_CALL])
        self._database.execute("DELETE FROM told WHERE until <= ? OR until > ?", [now, now + LONGEST_WINDOW])
        self._database.execute(
            "DELETE FROM calls WHERE at <= ? - coalesce((SELECT max(seconds) FROM limits), ?)", [now - SLACK, max(LIMITS)]
        )


def read_headers(status: int, headers: Mapping[str, str]) -> Told:
    """What an answer says of the limits; what is not understood is passed over.

    `X-RateLimit-Limit: 100, 100;window=60, 10000;window=86400`: first the limit that is nearest, then all of them.
    """
    found = re.findall(r"(\d{1,9})\s*;\s*window=(\d{1,9})", headers.get("x-ratelimit-limit", ""))
    sound = {int(seconds): int(calls) for calls, seconds in found if 0 < int(seconds) <= LONGEST_WINDOW and int(calls) > 0}
    remaining, reset = _number(headers.get("x-ratelimit-remaining")), _number(headers.get("x-ratelimit-reset"))
    if status != 429:
        return Told(sound, None if remaining is None else int(remaining), reset)
    return Told(sound, 0, retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds after which WHOOP asks to be asked again: of Retry-After, as a number or a date; else of X-RateLimit-Reset."""
    text = headers.get("retry-after", "")
    number = _number(text)
    if number is not None:
        return number
    then, now = http_date(text), http_date(headers.get("date", ""))
    if then and now:
        return min(max((then - now).total_seconds(), 0.0), float(LONGEST_WINDOW))
    return _number(headers.get("x-ratelimit-reset"))


def _number(text: str | None) -> float | None:
    """A count of seconds or calls, within what can be meant."""
    return min(float(text), float(LONGEST_WINDOW)) if text and re.fullmatch(r"\d{1,12}", text.strip()) else None


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made where it is missing, and made anew where it is none of SQLite's: a budget is soon learnt again."""
    with file_lock(path.with_name(path.name + ".lock")), _readable():
        try:
            return _connected(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            for file in path.parent.glob(f"{path.name}*"):
                if not file.name.endswith(".lock"):
                    file.unlink()
            return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)  # the files that SQLite puts beside it take its mode
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.executescript(_SCHEMA)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def _readable() -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise SourceUnavailable(f"the file of the rate budget cannot be used ({error}); make room on the disk, and try again") from error
