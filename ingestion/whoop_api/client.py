"""WHOOP's API for one connected person: patient within limits, and whole or not at all. The one implementation of `api.WhoopApi`."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import ValidationError

from core.clock import Clock
from core.connections import Connection
from core.errors import SourceBroken, SourceUnavailable
from core.settings import Settings
from core.vault import vault_of
from ingestion.whoop_api.api import SOURCE
from ingestion.whoop_api.budget import Budget
from ingestion.whoop_api.calls import Calls
from ingestion.whoop_api.oauth import App, app_of, refresh
from ingestion.whoop_api.paging import Page, whole
from ingestion.whoop_api.tokens import Grant, TokenFile, folder_of
from ingestion.whoop_api.transport import Answer, Transport
from ingestion.whoop_api.wire import BodyMeasurement, Cycle, Profile, Recovery, Sleep, Wire, Workout

PAGE_SIZE = 25
"""The most that WHOOP allows."""
SINGLE_SECONDS, COLLECTION_SECONDS = 90.0, 120.0
"""Time limits of one object and of one collection, with all their retries and waits; a minute's rate limit may have to be waited out."""
W = TypeVar("W", bound=Wire)
R = TypeVar("R", Cycle, Sleep, Recovery, Workout)
P = TypeVar("P", Cycle, Sleep, Workout)


@dataclass(frozen=True)
class _Kind(Generic[R]):
    """One collection."""

    path: str
    model: type[R]
    identity: Callable[[R], Hashable]
    since: Callable[[R], datetime]
    """By which WHOOP sorts them, or near it."""


_CYCLES = _Kind("/v2/cycle", Cycle, lambda cycle: cycle.id, lambda cycle: cycle.start)
_SLEEPS = _Kind("/v2/activity/sleep", Sleep, lambda sleep: sleep.id, lambda sleep: sleep.start)
_RECOVERIES = _Kind("/v2/recovery", Recovery, lambda recovery: recovery.cycle_id, lambda recovery: recovery.created_at)
_WORKOUTS = _Kind("/v2/activity/workout", Workout, lambda workout: workout.id, lambda workout: workout.start)


class WhoopClient:
    """WHOOP for one person; errors and order of what comes back are those of `api.WhoopApi`.

    One error more, `ClockFault`, says that this machine's clock and WHOOP's are far apart.
    """

    def __init__(self, calls: Calls, account_id: str | None = None) -> None:
        """Asks through `calls`, and takes nothing of another account than that one, if it is known."""
        self._calls = calls
        self._account_id = account_id

    @property
    def requests(self) -> int:
        """Calls to the API so far."""
        return self._calls.made

    def cycles(self, start: datetime, end: datetime) -> Sequence[Cycle]:
        """Cycles that overlap [start, end), ascending by start."""
        return _overlapping(self._collection(_CYCLES, start, end), start, end)

    def sleeps(self, start: datetime, end: datetime) -> Sequence[Sleep]:
        """Sleeps that overlap [start, end), ascending by start."""
        return _overlapping(self._collection(_SLEEPS, start, end), start, end)

    def recoveries(self, start: datetime, end: datetime) -> Sequence[Recovery]:
        """Recoveries whose sleep overlaps [start, end), ascending by cycle."""
        return sorted(self._collection(_RECOVERIES, start, end), key=lambda recovery: recovery.cycle_id)

    def workouts(self, start: datetime, end: datetime) -> Sequence[Workout]:
        """Workouts that overlap [start, end), ascending by start."""
        return _overlapping(self._collection(_WORKOUTS, start, end), start, end)

    def sleep(self, sleep_id: UUID) -> Sleep | None:
        """One sleep, if there is one of that id."""
        return self._single(f"{_SLEEPS.path}/{sleep_id}", Sleep, lambda sleep: sleep.id == sleep_id)

    def workout(self, workout_id: UUID) -> Workout | None:
        """One workout, if there is one of that id."""
        return self._single(f"{_WORKOUTS.path}/{workout_id}", Workout, lambda workout: workout.id == workout_id)

    def recovery_of(self, cycle_id: int) -> Recovery | None:
        """The recovery of a cycle, if it has one."""
        return self._single(f"{_CYCLES.path}/{cycle_id:d}/recovery", Recovery, lambda recovery: recovery.cycle_id == cycle_id)

    def cycle(self, cycle_id: int) -> Cycle | None:
        """One cycle, if there is one of that id."""
        return self._single(f"{_CYCLES.path}/{cycle_id:d}", Cycle, lambda cycle: cycle.id == cycle_id)

    def profile(self) -> Profile:
        """Whose account it is."""
        found = self._expected("/v2/user/profile/basic", Profile)
        self._check_account([found.user_id])
        return found

    def body(self) -> BodyMeasurement:
        """What the person told WHOOP of their body."""
        return self._expected("/v2/user/measurement/body", BodyMeasurement)

    def revoke(self) -> None:
        """Takes the grant back at WHOOP, webhooks included."""
        path = "/v2/user/access"
        answer = self._calls.answer("DELETE", path, ends=self._calls.ends_in(SINGLE_SECONDS))
        if answer.status not in {200, 204}:
            raise _unexpected(answer, path)

    def _collection(self, kind: _Kind[R], start: datetime, end: datetime) -> list[R]:
        ends = self._calls.ends_in(COLLECTION_SECONDS)
        span = {"limit": str(PAGE_SIZE), "start": _text_of(start), "end": _text_of(end + timedelta(microseconds=999))}
        last: list[Page[R]] = []

        def fetch(token: str | None) -> Page[R]:
            last[:] = [self._page(kind, span if token is None else {**span, "nextToken": token}, ends)]
            return last[0]

        found = whole(fetch, kind.identity)
        if len(last[0].records) >= PAGE_SIZE:
            self._check_end(kind, span, found, ends)
        self._check_account([record.user_id for record in found])
        return found

    def _page(self, kind: _Kind[R], query: dict[str, str], ends: float) -> Page[R]:
        answer = self._calls.answer("GET", kind.path, query=query, ends=ends)
        if answer.status != 200:
            raise _unexpected(answer, kind.path)
        records, token = _envelope(answer)
        return Page([_read(kind.model, record) for record in records], token)

    def _check_end(self, kind: _Kind[R], span: dict[str, str], found: list[R], ends: float) -> None:
        """A last page that is full could be a page whose token got lost: then there is more before it."""
        before = {**span, "end": min(span["end"], _text_of(min(map(kind.since, found))))}
        known = set(map(kind.identity, found))
        if not known.issuperset(map(kind.identity, self._page(kind, before, ends).records)):
            raise SourceBroken("WHOOP's pages end before their end; nothing of this span of time was used. Try again later")

    def _single(self, path: str, model: type[R], is_it: Callable[[R], bool]) -> R | None:
        answer = self._calls.answer("GET", path, ends=self._calls.ends_in(SINGLE_SECONDS))
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise _unexpected(answer, path)
        found = _read(model, answer.json())
        if not is_it(found):
            raise SourceBroken(f"WHOOP answered {path} with another object than was asked for; nothing of it was used")
        self._check_account([found.user_id])
        return found

    def _expected(self, path: str, model: type[W]) -> W:
        answer = self._calls.answer("GET", path, ends=self._calls.ends_in(SINGLE_SECONDS))
        if answer.status != 200:
            raise _unexpected(answer, path)
        return _read(model, answer.json())

    def _check_account(self, users: Sequence[int]) -> None:
        """Another person's data must not come in under this one's name."""
        if self._account_id is not None and any(str(user) != self._account_id for user in users):
            raise SourceBroken("WHOOP answered with data of another account than the connected one; nothing of it was used")


@contextmanager
def open_client(
    settings: Settings,
    clock: Clock,
    connection: Connection,
    *,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[WhoopClient]:
    """The client of a connection, until the block ends.

    Args:
        settings: of the installation.
        clock: by which tokens run out, and which is compared with WHOOP's.
        connection: whose.
        sleep: waits, between tries and for the rate budget.
        monotonic: measures time limits.

    Raises:
        SettingsBroken: when the settings name no app, or an address that is none of WHOOP's.
    """
    app = app_of(settings)
    with Transport(app.base_url) as transport, Budget(budget_path(settings, app), sleep=sleep) as budget:
        file = TokenFile(settings, vault_of(settings), connection.person_id, app)
        grant = Grant(file, lambda refresh_token: refresh(app, transport, refresh_token), clock)
        yield WhoopClient(Calls(transport, grant, budget, clock, sleep=sleep, monotonic=monotonic), connection.account_id)


def budget_path(settings: Settings, app: App) -> Path:
    """The file of the rate budget that all connections of an app share."""
    mark = sha256(f"{app.client_id} at {app.base_url}".encode()).hexdigest()
    return folder_of(settings) / f"{SOURCE}-{mark[:24]}.budget"


def _unexpected(answer: Answer, path: str) -> SourceBroken | SourceUnavailable:
    if answer.status == 403:
        return SourceUnavailable(
            f"WHOOP does not allow {path}: the grant lacks the scope for it, or the membership rests; "
            "to grant everything anew: morrow connect whoop"
        )
    if 300 <= answer.status < 400:
        return SourceBroken(f"WHOOP answered {path} with a redirect, which is never followed; look at MORROW_WHOOP_URL")
    return SourceBroken(f"WHOOP answered {path} with HTTP {answer.status}, which its description does not explain; try again later")


def _envelope(answer: Answer) -> tuple[list[Any], str | None]:
    told = answer.json()
    if isinstance(told, dict):
        records, token = told.get("records"), told.get("next_token")
        if isinstance(records, list) and (token is None or isinstance(token, str)):
            return records, token or None
    raise SourceBroken("WHOOP's page is not as its description says; nothing of this span of time was used. Try again later")


def _read(model: type[W], told: object) -> W:
    """The object; what is wrong with it is told by names of fields, never by values."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        names = ", ".join(sorted({".".join(map(str, fault["loc"])) or "all" for fault in error.errors(include_input=False)})[:5])
        name = model.__name__.lower()
        raise SourceBroken(f"a {name} of WHOOP is not as its description says ({names}); nothing was used. Try again later") from None


def _overlapping(records: Sequence[P], start: datetime, end: datetime) -> list[P]:
    """Those that overlap [start, end): WHOOP counts some at the edges in that do not."""
    inside = [record for record in records if record.start < end and (record.end is None or record.end > start)]
    return sorted(inside, key=lambda record: record.start)


def _text_of(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
