"""A WHOOP in memory, whose objects a test changes at will, and what a sync makes of it."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest

from core.clock import FixedClock
from core.connections import Connection, keep_connection
from core.errors import MorrowError
from core.records import Day, Fact, Night, Sleep, Workout
from core.store import Store
from ingestion.live_source import Tally
from ingestion.whoop_api import wire
from ingestion.whoop_api.facts import Arrival, Told
from ingestion.whoop_api.sync import bring_up_to_date
from ingestion.whoop_api.window import Reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPACE = UUID("5f2d7c9e-6b1a-4c0e-9b61-0d8b6f1f0a11")
USER = 4711
CONNECTED = datetime(2026, 3, 20, 12, tzinfo=UTC)


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _at(text: str) -> datetime:
    """`2026-03-02 06:30` or the same with an offset; UTC without one."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@dataclass
class MemoryWhoop:
    """`WhoopApi` over dictionaries of JSON objects."""

    objects: dict[str, dict[str, dict]] = field(default_factory=lambda: {"cycle": {}, "sleep": {}, "recovery": {}, "workout": {}})
    requests: int = 0
    fails: Callable[[int], MorrowError | None] = lambda _: None
    """Told the number of a request, says what it fails with."""
    hidden: set[str] = field(default_factory=set)
    """Ids that no list shows, though they are there."""
    body_weight: float = 70.0

    # ------------------------------------------------ what a test does to it

    def put_cycle(
        self, number: int, start: str, end: str | None = None, *, offset: str = "Z", state: str = "SCORED", **score: object
    ) -> int:
        values = {"strain": 9.5, "kilojoule": 8368.0, "average_heart_rate": 64, "max_heart_rate": 151, **score}
        one = {"id": number, "start": _iso(_at(start)), **self._common(offset, state, values)}
        self.objects["cycle"][str(number)] = one | ({"end": _iso(_at(end))} if end else {})
        return number

    def put_sleep(
        self, name: str, cycle: int, start: str, end: str, *, nap: bool = False, offset: str = "Z", state: str = "SCORED", **score: object
    ) -> str:
        rates = ("respiratory_rate", "sleep_efficiency_percentage")
        stages = {
            "total_in_bed_time_milli": 480 * 60_000,
            "total_awake_time_milli": 30 * 60_000,
            "total_no_data_time_milli": 0,
            "total_light_sleep_time_milli": 240 * 60_000,
            "total_slow_wave_sleep_time_milli": 90 * 60_000,
            "total_rem_sleep_time_milli": 120 * 60_000,
            "sleep_cycle_count": 5,
            "disturbance_count": 7,
            **{name: value for name, value in score.items() if name not in rates},
        }
        needed = {
            "baseline_milli": 470 * 60_000,
            "need_from_sleep_debt_milli": 20 * 60_000,
            "need_from_recent_strain_milli": 10 * 60_000,
            "need_from_recent_nap_milli": -15 * 60_000,
        }
        values = {"stage_summary": stages, "sleep_needed": needed, "respiratory_rate": 15.25, "sleep_efficiency_percentage": 93.5}
        values |= {name: value for name, value in score.items() if name in rates}
        key = str(uuid5(SPACE, name))
        span = {"id": key, "cycle_id": cycle, "nap": nap, "start": _iso(_at(start)), "end": _iso(_at(end))}
        self.objects["sleep"][key] = span | self._common(offset, state, values)
        return key

    def put_recovery(self, sleep: str, cycle: int, *, state: str = "SCORED", **score: object) -> None:
        values = {
            "user_calibrating": False,
            "recovery_score": 58.0,
            "resting_heart_rate": 52.0,
            "hrv_rmssd_milli": 61.813562,
            "spo2_percentage": 95.5,
            "skin_temp_celsius": 33.7,
            **score,
        }
        self.objects["recovery"][sleep] = {"cycle_id": cycle, "sleep_id": sleep, **self._common(None, state, values)}

    def put_workout(self, name: str, start: str, end: str, *, offset: str = "Z", state: str = "SCORED", sport: str = "running") -> str:
        zones = {f"zone_{name}_milli": 60_000 * n for n, name in enumerate(("zero", "one", "two", "three", "four", "five"))}
        values = {
            "strain": 10.25,
            "average_heart_rate": 131,
            "max_heart_rate": 172,
            "kilojoule": 2092.0,
            "percent_recorded": 100.0,
            "distance_meter": 8000.5,
            "zone_durations": zones,
        }
        key = str(uuid5(SPACE, name))
        span = {"id": key, "start": _iso(_at(start)), "end": _iso(_at(end)), "sport_name": sport}
        self.objects["workout"][key] = span | self._common(offset, state, values)
        return key

    def night(self, number: int, start: str, end: str, until: str | None = None, *, offset: str = "Z", **score: object) -> str:
        """A cycle with its main sleep and recovery; the key of the sleep."""
        self.put_cycle(number, start, until, offset=offset)
        key = self.put_sleep(f"main {number}", number, start, end, offset=offset)
        self.put_recovery(key, number, **score)
        return key

    def forget(self, kind: str, key: str | int) -> None:
        del self.objects[kind][str(key)]
        if kind == "sleep":
            self.objects["recovery"].pop(str(key), None)

    def change(self, kind: str, key: str | int, **values: object) -> None:
        self.objects[kind][str(key)].update({name: _iso(_at(v)) if name in ("start", "end") else v for name, v in values.items()})

    @staticmethod
    def _common(offset: str | None, state: str, score: dict) -> dict:
        one = {"user_id": USER, "created_at": "2026-03-01T00:00:00Z", "updated_at": "2026-03-01T00:00:00Z", "score_state": state}
        one |= {} if offset is None else {"timezone_offset": offset}
        return one | ({"score": score} if state == "SCORED" else {})

    # ------------------------------------------------ the protocol

    def _ask(self) -> None:
        self.requests += 1
        error = self.fails(self.requests)
        if error:
            raise error

    def _list(self, kind: str, model: type, start: datetime, end: datetime, spans: str) -> list:
        self._ask()
        found = []
        for key, one in self.objects[kind].items():
            span = self.objects[spans].get(key)
            if span is None or key in self.hidden:
                continue
            begun, ended = _at(span["start"]), _at(span["end"]) if "end" in span else datetime.max.replace(tzinfo=UTC)
            if begun < end and ended >= start:
                found.append((begun, model.model_validate(one)))
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    def cycles(self, start: datetime, end: datetime) -> list[wire.Cycle]:
        return self._list("cycle", wire.Cycle, start, end, "cycle")

    def sleeps(self, start: datetime, end: datetime) -> list[wire.Sleep]:
        return self._list("sleep", wire.Sleep, start, end, "sleep")

    def recoveries(self, start: datetime, end: datetime) -> list[wire.Recovery]:
        return self._list("recovery", wire.Recovery, start, end, "sleep")

    def workouts(self, start: datetime, end: datetime) -> list[wire.Workout]:
        return self._list("workout", wire.Workout, start, end, "workout")

    def _one(self, kind: str, model: type, key: str) -> object:
        self._ask()
        one = self.objects[kind].get(key)
        return None if one is None else model.model_validate(one)

    def sleep(self, sleep_id: UUID) -> wire.Sleep | None:
        return self._one("sleep", wire.Sleep, str(sleep_id))

    def workout(self, workout_id: UUID) -> wire.Workout | None:
        return self._one("workout", wire.Workout, str(workout_id))

    def recovery_of(self, cycle_id: int) -> wire.Recovery | None:
        key = next((key for key, one in self.objects["recovery"].items() if one["cycle_id"] == cycle_id), "")
        return self._one("recovery", wire.Recovery, key)

    def cycle(self, cycle_id: int) -> wire.Cycle | None:
        return self._one("cycle", wire.Cycle, str(cycle_id))

    def profile(self) -> wire.Profile:
        self._ask()
        return wire.Profile(user_id=USER, email="a@example.org", first_name="A", last_name="B")

    def body(self) -> wire.BodyMeasurement:
        self._ask()
        return wire.BodyMeasurement(height_meter=1.8, weight_kilogram=self.body_weight, max_heart_rate=190)


class HeldStore(Store):
    """A store whose file stays open: opening it for every look takes most of a test's time."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, wait_seconds=5)
        self._opened = ExitStack()
        self._connection = self._opened.enter_context(super().reading())

    @contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        yield self._connection

    def close(self) -> None:
        self._opened.close()


@dataclass
class Home:
    """A store that is connected to a WHOOP, and a clock."""

    path: Path
    template: Path
    whoop: MemoryWhoop
    clock: FixedClock
    connection: Connection

    @cached_property
    def store(self) -> HeldStore:
        """Copied when it is first asked for: making the tables takes longer than most tests."""
        self.path.parent.mkdir(exist_ok=True)
        shutil.copy(self.template, self.path)
        return HeldStore(self.path)

    def close(self) -> None:
        if "store" in vars(self):
            vars(self).pop("store").close()

    def at(self, text: str) -> Home:
        self.clock.instant = _at(text)
        return self

    def sync(self) -> Tally:
        tally = Tally()
        bring_up_to_date(Reading(self.store, self.whoop, self.clock, self.connection, tally))
        return tally

    def told(self) -> list[Fact]:
        """What WHOOP's objects come to by themselves, all at once."""
        every = [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
        whoop = self.whoop
        told = Told(whoop.cycles(*every), whoop.sleeps(*every), whoop.recoveries(*every), whoop.workouts(*every))
        return list(told.facts(Arrival("ann", self.connection.connected_at, self.clock.now())))

    def standing(self, *kinds: type[Fact]) -> list[Fact]:
        wanted = kinds or (Night, Day, Sleep, Workout)
        return [fact for fact in self.store.standing("ann", "whoop_api") if isinstance(fact, wanted)]

    def nights(self) -> dict[str, Night]:
        return {night.key: night for night in self.standing(Night)}

    def events(self, *events: tuple[str, str]) -> None:
        """Pushes events (type, id) that WHOOP signed."""
        from ingestion.whoop_api.webhooks import keep_event

        for kind, key in events:
            trace = f"trace-{next(_TRACES)}"
            event = wire.WebhookEvent(user_id=USER, id=key, type=kind, trace_id=trace)
            assert keep_event(self.store, event, received_at=self.clock.now())


_TRACES = itertools.count()


@pytest.fixture(scope="session")
def connected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Connection]:
    """The file of a store in which Ann is connected, since noon of 20 March 2026; nothing was read."""
    store = Store(tmp_path_factory.mktemp("connected") / "morrow.duckdb")
    connection = Connection("ann", "whoop_api", str(USER), "https://api.prod.whoop.com", CONNECTED)
    keep_connection(store, connection)
    return store.path, connection


@pytest.fixture(scope="session")
def caught_up(tmp_path_factory: pytest.TempPathFactory, connected: tuple[Path, Connection]) -> Path:
    """The same store after a look at an empty WHOOP a month before, all history read: one window is left for the next sync."""
    template, connection = connected
    path = tmp_path_factory.mktemp("caught up") / "morrow.duckdb"
    ann = Home(path, template, MemoryWhoop(), FixedClock(CONNECTED - timedelta(days=30)), connection)
    ann.sync()
    ann.close()
    return path


@pytest.fixture(scope="session")
def memory_home(connected: tuple[Path, Connection]) -> Callable[[Path, Path, datetime], Home]:
    """Makes a home of Ann's, connected at that instant to an empty WHOOP: (path, template of the store, instant)."""
    _, connection = connected
    return lambda path, template, at: Home(path, template, MemoryWhoop(), FixedClock(at), replace(connection, connected_at=at))


@pytest.fixture
def newcomer(tmp_path: Path, connected: tuple[Path, Connection]) -> Iterator[Home]:
    """Ann's, with an empty WHOOP of which nothing was read; the clock stands at the moment of her connection."""
    template, connection = connected
    ann = Home(tmp_path / "home" / "morrow.duckdb", template, MemoryWhoop(), FixedClock(CONNECTED), connection)
    yield ann
    ann.close()


@pytest.fixture
def ann(newcomer: Home, caught_up: Path) -> Home:
    """Ann's, all read up to a month ago, when there was nothing."""
    newcomer.template = caught_up
    return newcomer


@pytest.fixture
def whoop(newcomer: Home) -> MemoryWhoop:
    return newcomer.whoop
