"""What the service pushes: the body of an event, its true signature, and a postman who delivers, tries again, or errs as asked.

Signature: base64(HMAC-SHA256(client secret, timestamp + body)), the timestamp being milliseconds as text and nothing standing between
the two. It is made anew for every attempt.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import hmac
import json
import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from core.clock import Clock
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.items import Event

if TYPE_CHECKING:
    import httpx

RETRY_AFTER_MINUTES = (1, 4, 10, 20, 25)
"""Five more attempts within an hour, in simulated time."""
SIGNATURE, TIMESTAMP = "X-WHOOP-Signature", "X-WHOOP-Signature-Timestamp"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Hooks:
    """Where events go, and how badly. All that errs is drawn from the seed."""

    url: str
    duplicates: float = 0.0
    """Share of events that are delivered twice, the second time later."""
    drops: float = 0.0
    """Share of events that never leave."""
    delay_minutes: tuple[float, float] = (0.0, 0.0)
    """How long an event is under way; a wide range reorders them."""
    seed: int = 0
    stamped_by: Clock | None = None
    """The clock of the timestamps; the simulated one unless a receiver lives by another."""


@dataclass(frozen=True)
class Delivery:
    """One attempt."""

    at: datetime
    account: Account
    event: Event
    attempt: int
    """1 is the first."""
    status: int | None
    """What was answered; None where nothing was."""


@dataclass(frozen=True)
class _Letter:
    account: Account
    event: Event
    attempt: int = 1


def body_of(account: Account, event: Event) -> bytes:
    """The event as it is pushed. Of a recovery, `id` is that of its sleep; what is sent again keeps its `trace_id`."""
    trace = uuid5(NAMESPACE_URL, f"{account.user_id}|{event.type}|{event.id}|{event.at.isoformat()}")
    told = {"user_id": account.user_id, "id": event.id, "type": event.type, "trace_id": str(trace)}
    return json.dumps(told, separators=(",", ":")).encode()


def signed(body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The headers of a body that is sent then."""
    timestamp = str((at - _EPOCH) // timedelta(milliseconds=1))
    digest = hmac.new(secret.encode(), timestamp.encode() + body, hashlib.sha256).digest()
    return {SIGNATURE: base64.b64encode(digest).decode(), TIMESTAMP: timestamp, "Content-Type": "application/json"}


class Postman:
    """An agenda of the simulated clock: delivers the events of everybody who is connected.

    Args:
        hooks: where to.
        secret: the app's.
        clock: the simulated one.
        connected: accounts that may be told of, each with the instant from which on.
    """

    def __init__(self, hooks: Hooks, secret: str, clock: Clock, connected: Callable[[], Iterable[tuple[Account, datetime]]]) -> None:
        self._hooks, self._secret, self._clock, self._connected = hooks, secret, clock, connected
        self._told_upto = clock.now()
        self._waiting: list[tuple[datetime, int, _Letter]] = []
        self._number = count()
        self._posted: set[tuple[int, Event]] = set()
        self._client: httpx.Client | None = None
        self._lock = threading.RLock()
        self.deliveries: list[Delivery] = []

    def next_due(self, upto: datetime) -> datetime | None:
        """When the next event happens or is to be delivered."""
        with self._lock:
            due = [self._waiting[0][0]] if self._waiting and self._waiting[0][0] <= upto else []
            news = [account.next_event(max(self._told_upto, since), upto) for account, since in self._connected()]
            return min([*due, *(instant for instant in news if instant)], default=None)

    def do(self, now: datetime) -> None:
        """Takes up what has happened by now, and delivers what is due."""
        with self._lock:
            for account, since in self._connected():
                for event in account.events(max(self._told_upto, since), now):
                    self.post(account, event)
            self._told_upto = max(now, self._told_upto)
            while self._waiting and self._waiting[0][0] <= now:
                _, _, letter = heapq.heappop(self._waiting)
                self._deliver(letter, now)

    def post(self, account: Account, event: Event) -> None:
        """Takes up one event, once, and delivers it when it is due."""
        if (account.user_id, event) in self._posted:
            return
        self._posted.add((account.user_id, event))
        rng = random.Random(f"{self._hooks.seed}|{account.user_id}|{event}")  # noqa: S311  # simulated, not secret
        if rng.random() < self._hooks.drops:
            return
        copies = 2 if rng.random() < self._hooks.duplicates else 1
        for _ in range(copies):
            self._put(event.at + timedelta(minutes=rng.uniform(*self._hooks.delay_minutes)), _Letter(account, event))

    def close(self) -> None:
        """Delivers nothing any more."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _put(self, due: datetime, letter: _Letter) -> None:
        heapq.heappush(self._waiting, (due, next(self._number), letter))

    def _deliver(self, letter: _Letter, now: datetime) -> None:
        if not any(account is letter.account for account, _ in self._connected()):
            return  # who took back the consent is told nothing any more
        status = self._send(letter)
        self.deliveries.append(Delivery(now, letter.account, letter.event, letter.attempt, status))
        if (status is None or not 200 <= status < 300) and letter.attempt <= len(RETRY_AFTER_MINUTES):
            due = now + timedelta(minutes=RETRY_AFTER_MINUTES[letter.attempt - 1])
            self._put(due, _Letter(letter.account, letter.event, letter.attempt + 1))

    def _send(self, letter: _Letter) -> int | None:
        import httpx

        if self._client is None:
            # A connection that is kept could be closed by the other side just when it is used: that would look like a refusal.
            kept = httpx.Limits(max_keepalive_connections=0)
            self._client = httpx.Client(timeout=_TIMEOUT_SECONDS, limits=kept, trust_env=False)
        body = body_of(letter.account, letter.event)
        headers = signed(body, self._secret, (self._hooks.stamped_by or self._clock).now())
        try:
            return self._client.post(self._hooks.url, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return None
