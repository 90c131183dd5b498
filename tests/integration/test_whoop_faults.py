"""Everything that goes wrong between Morrow and WHOOP, as named sequences over the simulator and the real client.

Whatever happens, no fact is lost, doubled or torn: when the trouble is over, the home stands as one that knew no trouble. While it lasts,
the old data stand and say how old they are, and WHOOP is never asked more often than it allows.

Long because it is one table of forty sequences with the few words that each needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.bootstrap import build_world
from app.api import create_app
from app.sync_card import sync_json
from app.webhook_route import PATH
from core.clock import FixedClock
from ingestion.syncing import SyncReport, sync_everybody
from ingestion.synthetic import generate
from ingestion.whoop_api.sync import READ_UNTIL
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.faults import Fault
from ingestion.whoop_simulator.habits import HABITS
from ingestion.whoop_simulator.rate_limit import LIMITS, Limits
from ingestion.whoop_simulator.serving import running_simulator
from ingestion.whoop_simulator.webhooks import body_of, signed

START = datetime(2026, 3, 20, 12, tzinfo=UTC)
PERSON = generate("ann", 8, date(2026, 2, 1), date(2026, 3, 20))
NIGHT = date(2026, 3, 21)
LISTS = ("*/v2/cycle", "*/v2/activity/sleep", "*/v2/recovery", "*/v2/activity/workout")
SYNC = """
import sys
from datetime import datetime
from core.clock import FixedClock
from core.settings import load_settings
from core.store import Store
from ingestion.syncing import sync_everybody
settings = load_settings()
sync_everybody(Store(settings.store_path), settings, FixedClock(datetime.fromisoformat(sys.argv[1])))
"""


@dataclass
class Stage:
    """One installation, all read up to noon of 20 March, and the WHOOP that it reads from."""

    home: object
    template: Path
    connect: Callable[..., object]
    limits: Limits
    fresh: bool
    clock: object = None
    reports: list[SyncReport] = field(default_factory=list)

    @property
    def whoop(self):
        return self.home.simulator

    def pass_by(self, **time_: float) -> None:
        """Time goes by: a night and a day of life unless told otherwise."""
        self.whoop.clock.advance(timedelta(**(time_ or {"hours": 26})))

    def break_(self, *faults: Fault) -> None:
        self.whoop.faults.add(*faults)

    def sync(self, status: str, words: str = "") -> SyncReport:
        """One sync that must end like that; what stood before stands, whole windows apart, and its age is told."""
        before, until = self.home.values("ann"), self.home.store.bookmarks("ann", "whoop_api").get(READ_UNTIL)
        began, clock = time.monotonic(), self.clock or self.whoop.clock
        (report,) = sync_everybody(self.home.store, self.home.settings, clock)
        assert time.monotonic() - began < 300
        assert (report.status, words in (report.reason or "")) == (status, True), report.reason
        after = self.home.values("ann")
        if status != "synced":
            assert report.reason
            assert set(before) <= set(after)
            if not self.fresh:
                assert (report.until, after) == (datetime.fromisoformat(until), before)
                assert sync_json(report, self.whoop.clock.now())["age_minutes"] >= 0
        else:
            assert report.until == clock.now()
        self.reports.append(report)
        return report

    def night(self):
        """What stands of the night in question; None where nothing does."""
        return next((night for night in self.home.store.snapshot("ann", self.whoop.clock.now()).nights if night.night == NIGHT), None)

    def sleep(self) -> str:
        return self.whoop.account("ann").activity("sleep", NIGHT)

    def change(self, **recovery: object) -> None:
        """The recovery of the night in question becomes another."""
        self.whoop.change("ann", "recovery", self.sleep(), lambda body: {**body, **recovery})

    def connect_again(self) -> None:
        """As `morrow connect whoop` would."""
        self.connect(self.whoop, self.home.settings.home.parent, "ann")

    def killed(self, point: str) -> None:
        """A sync in a process of its own that dies at a named point."""
        settings = self.home.settings
        names = ("home", "anchor", "token_key", "whoop_url", "whoop_client_id")
        environment = {f"MORROW_{name.upper()}": str(getattr(settings, name)) for name in names}
        environment |= {"MORROW_WHOOP_CLIENT_SECRET": self.whoop.client_secret, "MORROW_CRASH_AT": point}
        command = [sys.executable, "-c", SYNC, self.whoop.clock.now().isoformat()]
        ended = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == -9, ended.stderr

    def push(self, body: bytes, headers: dict[str, str]) -> int:
        """The answer of this installation's webhook."""
        with TestClient(create_app(build_world(self.home.settings, self.whoop.clock)), base_url="http://127.0.0.1") as client:
            return client.post(PATH, content=body, headers=headers).status_code

    def push_events(self, events) -> None:
        for event in events:
            body = body_of(self.whoop.account("ann"), event)
            assert self.push(body, signed(body, self.whoop.client_secret, self.whoop.clock.now())) == 204

    def news(self):
        return self.whoop.account("ann").events(START, self.whoop.clock.now())

    def settle(self, folder: Path) -> None:
        """Once all trouble is over, this home stands as one that had none."""
        self.whoop.faults.clear()
        self.sync("synced")
        # Before the other home asks: it has a budget of its own, and WHOOP's minutes do not slide.
        answered = [one.wall_seconds for one in self.whoop.requests if "/v2/" in one.path and one.status != 429]
        assert all(sum(at - 60 < other <= at for other in answered) <= self.limits.per_minute for at in answered)
        (folder / "home").mkdir(parents=True)
        shutil.copy(self.template, folder / "home" / "morrow.duckdb")
        untroubled = self.connect(self.whoop, folder, "ann")
        assert untroubled.sync().status == "synced"
        assert self.home.values("ann") == untroubled.values("ann")
        with self.home.store.reading() as database:
            for table in ("nights", "days", "sleeps", "workouts", "measures"):
                doubled = f"SELECT key FROM {table} GROUP BY person_id, source, key HAVING count(*) <> max(revision)"
                assert database.execute(doubled).fetchall() == []


@dataclass(frozen=True)
class Sequence:
    """One row of the table."""

    row: int
    """Of the plan of faults."""
    play: Callable[[Stage], None]
    quick: bool = False
    """Part of the fast suite: nothing in it waits."""
    limits: Limits = LIMITS
    fresh: bool = False
    """Nothing was read before."""


def failing(*faults: Fault, status: str = "failed", words: str = "") -> Callable[[Stage], None]:
    """A sync of news that fails by these faults."""

    def play(stage: Stage) -> None:
        stage.pass_by()
        stage.break_(*faults)
        stage.sync(status, words)

    return play


def survived(*faults: Fault) -> Callable[[Stage], None]:
    """A sync of news that bears with these faults."""

    def play(stage: Stage) -> None:
        stage.pass_by()
        stage.break_(*faults)
        stage.sync("synced")
        assert stage.whoop.faults.waiting() == []

    return play


def token_ran_out(stage: Stage) -> None:
    stage.pass_by()
    stage.whoop.grants.expire("ann")
    stage.sync("synced")
    assert stage.whoop.counts.refreshes == 1


def token_refused_midway(stage: Stage) -> None:
    stage.pass_by(minutes=10)
    stage.break_(Fault("status", path=LISTS[2], status=401))
    stage.sync("synced")
    assert stage.whoop.counts.refreshes == 1


def eight_at_once_with_a_token_that_ran_out(stage: Stage) -> None:
    stage.pass_by()
    stage.whoop.grants.expire("ann")
    with ThreadPoolExecutor(8) as pool:
        store, settings, clock = stage.home.store, stage.home.settings, stage.whoop.clock
        reports = list(pool.map(lambda _: sync_everybody(store, settings, clock)[0], range(8)))
    assert {report.status for report in reports} == {"synced"}
    assert stage.whoop.counts.refreshes == 1


def refresh_fails_once(stage: Stage) -> None:
    stage.pass_by()
    stage.break_(Fault("status", path="*/token", status=503))
    stage.sync("behind")
    stage.sync("synced")


def killed_between_rotation_and_saving(stage: Stage) -> None:
    stage.pass_by()
    stage.killed("whoop.tokens.received")
    for _ in range(5):
        stage.sync("reconnect", "morrow connect whoop --person ann")
    assert stage.whoop.counts.refreshes + stage.whoop.counts.refused <= 3
    stage.connect_again()


def answer_of_a_refresh_lost(stage: Stage) -> None:
    stage.pass_by()
    stage.break_(Fault("reset", path="*/token", processed=True))
    stage.sync("behind")
    for _ in range(3):
        stage.sync("reconnect", "morrow connect whoop --person ann")
    stage.connect_again()


def killed_before_writing(stage: Stage) -> None:
    before = stage.home.values("ann")
    stage.pass_by()
    stage.killed("sync.fetched")
    assert stage.home.values("ann") == before


def killed_after_writing(stage: Stage) -> None:
    stage.pass_by()
    stage.killed("sync.written")
    assert stage.night() is not None


def forged_webhook(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    asked, body = len(stage.whoop.requests), body_of(stage.whoop.account("ann"), stage.news()[0])
    now = stage.whoop.clock.now()
    assert stage.push(body, signed(body, "another secret", now)) == 401
    assert stage.push(body, signed(body, stage.whoop.client_secret, now - timedelta(minutes=6))) == 401
    assert stage.push(body.replace(b"updated", b"deleted"), signed(body, stage.whoop.client_secret, now)) == 401
    assert len(stage.whoop.requests) == asked


def replayed_webhook(stage: Stage) -> None:
    stage.pass_by()
    event = stage.news()[0]
    stage.push_events([event, event, event])
    stage.sync("synced")
    asked = len(stage.whoop.requests)
    stage.push_events([event])
    stage.sync("synced")
    assert len(stage.whoop.requests) == asked + 4


def webhooks_doubled_and_reversed(stage: Stage) -> None:
    stage.pass_by()
    stage.push_events([*reversed(stage.news()), *stage.news()])
    stage.sync("synced")


def webhooks_dropped(stage: Stage) -> None:
    day = date(2026, 2, 25)
    sleep = stage.whoop.account("ann").activity("sleep", day)
    stage.whoop.change("ann", "recovery", sleep, lambda body: {**body, "score": {**body["score"], "hrv_rmssd_milli": 99.5}})
    stage.pass_by(hours=24)
    stage.sync("synced")
    nights = stage.home.store.snapshot("ann", stage.whoop.clock.now()).nights
    assert [night.hrv_rmssd_ms for night in nights if night.night == day] == [99.5]


def deletion_told_before_the_update(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    stage.change(score_state="PENDING_SCORE")
    stage.whoop.delete("ann", "sleep", NIGHT)
    told = [event for event in stage.news() if event.id == stage.sleep()]
    stage.push_events(sorted(told, key=lambda event: event.type))
    stage.sync("synced")
    assert stage.night() is None


def grant_taken_back(stage: Stage) -> None:
    stage.pass_by()
    stage.whoop.grants.revoke("ann")
    report = stage.sync("reconnect", "morrow connect whoop --person ann")
    assert sync_json(report, stage.whoop.clock.now())["age_minutes"] == 26 * 60
    asked = len(stage.whoop.requests)
    stage.sync("reconnect")
    assert len(stage.whoop.requests) == asked, "WHOOP is not asked again with a grant that is gone"
    stage.connect_again()


def out_for_days(stage: Stage) -> None:
    for _ in range(3):
        stage.pass_by(hours=30)
        stage.whoop.faults.clear()
        stage.break_(Fault("status", status=500, times=50))
        stage.sync("behind", "HTTP 500")
    stage.whoop.faults.clear()
    assert stage.reports[-1].until == START


def limit_used_up(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    began = time.monotonic()
    stage.sync("synced")
    assert time.monotonic() - began > 30, "it waited for the next minute"


def history_cut_in_its_third_window(stage: Stage) -> None:
    stage.break_(Fault("cut_json", path=LISTS[3], skip=2))
    stage.sync("failed", "JSON")
    stage.break_(Fault("status", path=LISTS[0], status=404, skip=3))
    stage.pass_by()
    stage.sync("failed", "404")


def pending_when_whoop_went_away(stage: Stage) -> None:
    stage.pass_by()
    stage.change(score_state="PENDING_SCORE")
    stage.sync("synced")
    assert stage.night().score_state == "pending"
    stage.change(score_state="SCORED")
    stage.break_(Fault("wrong_types", path=LISTS[2]))
    stage.sync("failed")
    assert stage.night().score_state == "pending"
    stage.sync("synced")
    assert stage.night().score_state in ("scored", "calibrating")


def unscorable_when_it_came_back(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    assert stage.night().hrv_rmssd_ms is not None
    stage.change(score_state="UNSCORABLE", score=None)
    stage.break_(Fault("cut_json", path=LISTS[0]))
    stage.sync("failed")
    stage.sync("synced")
    assert (stage.night().score_state, stage.night().hrv_rmssd_ms) == ("unscorable", None)


def deleted_while_it_was_away(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    stage.whoop.delete("ann", "sleep", NIGHT)
    stage.break_(Fault("status", path=f"*/v2/activity/sleep/{stage.sleep()}", status=400))
    stage.sync("failed")
    assert stage.night() is not None, "what WHOOP could not confirm is not taken back"
    stage.sync("synced")
    assert stage.night() is None


def weeks_abroad_without_a_sync(stage: Stage) -> None:
    stage.pass_by(days=60)
    stage.break_(Fault("disorder", path=LISTS[1]), Fault("cut_json", path=LISTS[2]))
    stage.sync("failed")
    stage.sync("synced")
    offsets = {night.utc_offset_minutes for night in stage.home.store.snapshot("ann", stage.whoop.clock.now()).nights}
    assert len(offsets) > 1


def our_clock(**off: float) -> Callable[[Stage], None]:
    """A clock of this machine that is wrong."""

    def play(stage: Stage) -> None:
        stage.pass_by()
        stage.clock = FixedClock(stage.whoop.clock.now() + timedelta(**off))
        stage.sync("failed", "clock")
        stage.clock = None

    return play


def our_clock_jumps_back_between_syncs(stage: Stage) -> None:
    stage.pass_by()
    stage.sync("synced")
    stage.clock = FixedClock(stage.whoop.clock.now() - timedelta(hours=30))
    stage.sync("failed", "clock")
    stage.clock = None


SEQUENCES = {
    "a token that ran out is renewed once": Sequence(14, token_ran_out),
    "a token refused midway is renewed once": Sequence(14, token_refused_midway),
    "eight syncs at once share one renewal": Sequence(14, eight_at_once_with_a_token_that_ran_out),
    "a renewal that fails is tried by the next sync": Sequence(14, refresh_fails_once),
    "killed between rotation and saving": Sequence(15, killed_between_rotation_and_saving),
    "the answer of a renewal is lost": Sequence(15, answer_of_a_refresh_lost),
    "killed before the window is written": Sequence(15, killed_before_writing),
    "killed after the window is written": Sequence(15, killed_after_writing),
    "forged, old and altered webhooks": Sequence(21, forged_webhook),
    "a webhook replayed": Sequence(21, replayed_webhook),
    "webhooks doubled and reversed": Sequence(22, webhooks_doubled_and_reversed),
    "webhooks that never came": Sequence(22, webhooks_dropped),
    "a deletion told before the update": Sequence(22, deletion_told_before_the_update),
    "the grant taken back": Sequence(23, grant_taken_back),
    "403 on the workouts": Sequence(23, failing(Fault("status", path=LISTS[3], status=403, times=9), status="behind", words="scope")),
    "404 on a list": Sequence(23, failing(Fault("status", path=LISTS[2], status=404), words="404")),
    "400 on a list": Sequence(23, failing(Fault("status", path=LISTS[0], status=400), words="400")),
    "429 once, with a time to come back": Sequence(23, survived(Fault("status", path=LISTS[0], status=429, retry_after=1))),
    "429 on and on": Sequence(23, failing(Fault("status", status=429, retry_after=1, times=50), status="behind", words="429")),
    "500 once on every list": Sequence(23, survived(*(Fault("status", path=path, status=500) for path in LISTS))),
    "502, 503, then the answer": Sequence(23, survived(*(Fault("status", path=LISTS[2], status=status) for status in (502, 503)))),
    "500 for days": Sequence(23, out_for_days),
    "the connection is reset": Sequence(23, survived(Fault("reset", path=LISTS[1]))),
    "the connection is reset on and on": Sequence(23, failing(Fault("reset", times=50), status="behind")),
    "an answer that does not come": Sequence(23, survived(Fault("hang", path=LISTS[3], seconds=12))),
    "an answer that drips": Sequence(23, survived(Fault("drip", path=LISTS[0], seconds=0.5))),
    "the limit of the minute used up": Sequence(23, limit_used_up, limits=Limits(10, 10_000)),
    "cut JSON": Sequence(24, failing(Fault("cut_json", path=LISTS[2]), words="JSON"), quick=True),
    "a list that is no list of objects": Sequence(24, failing(Fault("wrong_types", path=LISTS[1]))),
    "an answer of 64 MB": Sequence(24, failing(Fault("huge", path=LISTS[0]))),
    "a page whose token repeats": Sequence(24, failing(Fault("repeat_token", times=9), words="circle")),
    "pages that go round": Sequence(24, failing(Fault("loop_tokens", times=99), words="circle")),
    "a full page that lost its token": Sequence(24, failing(Fault("no_token", path=LISTS[0]), words="")),
    "an empty page in the midst": Sequence(24, survived(Fault("empty_page", path=LISTS[0]))),
    "pages in disorder": Sequence(24, survived(*(Fault("disorder", path=path) for path in LISTS))),
    "history cut in its third window": Sequence(24, history_cut_in_its_third_window, fresh=True),
    "pending when WHOOP went away": Sequence(25, pending_when_whoop_went_away),
    "unscorable when it came back": Sequence(25, unscorable_when_it_came_back, quick=True),
    "deleted while it was away": Sequence(25, deleted_while_it_was_away),
    "weeks abroad without a sync": Sequence(26, weeks_abroad_without_a_sync),
    "WHOOP's clock a day ahead": Sequence(27, failing(Fault("wrong_date", path="*/v2/*", seconds=86_400), words="clock")),
    "our clock a day behind": Sequence(27, our_clock(days=-1)),
    "our clock a year ahead": Sequence(27, our_clock(days=365)),
    "our clock jumps back between syncs": Sequence(27, our_clock_jumps_back_between_syncs),
}
QUICK = [name for name, sequence in SEQUENCES.items() if sequence.quick]


@pytest.fixture(scope="module")
def stages(whoop_home, tmp_path_factory):
    """Sets a stage: (sequence, folder) → context of it. All stages have one port, so that one store serves as the beginning of all."""
    folder = tmp_path_factory.mktemp("beginning")
    with running_simulator([PERSON], clock=SimulatedClock(START), habits=HABITS) as simulator:
        port = int(simulator.url.rpartition(":")[2])
        assert whoop_home(simulator, folder, "ann").sync().status == "synced"
    template = folder / "home" / "morrow.duckdb"

    @contextmanager
    def stage(sequence: Sequence, place: Path) -> Iterator[Stage]:
        if not sequence.fresh:
            (place / "home").mkdir(parents=True)
            shutil.copy(template, place / "home" / "morrow.duckdb")
        with running_simulator([PERSON], clock=SimulatedClock(START), habits=HABITS, limits=sequence.limits, port=port) as simulator:
            yield Stage(whoop_home(simulator, place, "ann"), template, whoop_home, sequence.limits, sequence.fresh)

    return stage


def lived_through(stages, name: str, folder: Path) -> None:
    sequence = SEQUENCES[name]
    with stages(sequence, folder / "troubled") as stage:
        sequence.play(stage)
        stage.settle(folder / "untroubled")


@pytest.mark.parametrize("name", QUICK)
def test_trouble_that_is_over_leaves_no_trace(stages, name, tmp_path):
    lived_through(stages, name, tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize("name", [name for name in SEQUENCES if name not in QUICK])
def test_every_other_trouble_leaves_no_trace(stages, name, tmp_path):
    lived_through(stages, name, tmp_path)


def test_the_table_has_forty_sequences_over_all_rows():
    assert len(SEQUENCES) >= 40
    assert {sequence.row for sequence in SEQUENCES.values()} == {14, 15, *range(21, 28)}
