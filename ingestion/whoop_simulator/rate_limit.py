"""How many requests an app may make in a minute and in a day, and the headers that tell it. On wall time unless told otherwise."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE, DAY = 60, 86_400


@dataclass(frozen=True)
class Limits:
    """Requests that are answered within windows that begin with their first request."""

    per_minute: int = 100
    per_day: int = 10_000


LIMITS = Limits()


@dataclass
class _Window:
    limit: int
    seconds: int
    began: float = -math.inf
    used: int = 0

    def renew(self, now: float) -> None:
        if now >= self.began + self.seconds:
            self.began, self.used = now, 0

    def left(self) -> int:
        return max(self.limit - self.used, 0)


@dataclass(frozen=True)
class Answer:
    """Whether a request is within the limits, and the headers of its answer."""

    granted: bool
    headers: dict[str, str]


class RateLimit:
    """The counter of one app."""

    def __init__(self, limits: Limits, seconds: Callable[[], float] = time.monotonic) -> None:
        self._windows = (_Window(limits.per_minute, MINUTE), _Window(limits.per_day, DAY))
        self._seconds = seconds
        self._lock = threading.Lock()

    def count(self) -> Answer:
        """Counts one request; one beyond a limit is not granted, and not counted."""
        with self._lock:
            now = self._seconds()
            for window in self._windows:
                window.renew(now)
            granted = all(window.left() for window in self._windows)
            for window in self._windows:
                window.used += granted
            return Answer(granted, self._headers(now))

    def _headers(self, now: float) -> dict[str, str]:
        """The first number is the limit that is closest; of two that are equally close the one that lasts."""
        nearest = min(self._windows, key=lambda window: (window.left(), -window.seconds))
        told = ", ".join(f"{window.limit};window={window.seconds}" for window in self._windows)
        return {
            "X-RateLimit-Limit": f"{nearest.limit}, {told}",
            "X-RateLimit-Remaining": str(nearest.left()),
            "X-RateLimit-Reset": str(max(math.ceil(nearest.began + nearest.seconds - now), 0)),
        }
