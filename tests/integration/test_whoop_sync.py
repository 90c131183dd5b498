"""The sync over real HTTP against the simulated WHOOP: years of history, days of life, and the command that reads both."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.bootstrap import build_world
from agent.day import evening
from agent.settle import settle
from app.cli.entry import root
from app.cli.shell import Shell
from app.cli.syncing import pause_after
from app.sync_card import age_words
from core.connections import Connection, connections, keep_connection
from core.database import file_lock
from core.records import Day, Night, Sleep, Workout
from core.revisions import Counts
from ingestion.syncing import SyncReport, lock_path, sync_everybody, sync_person
from ingestion.synthetic import generate
from ingestion.whoop_api.tokens import erase_grant
from ingestion.whoop_export import WhoopExport
from ingestion.whoop_export_writer import write_export
from ingestion.whoop_simulator.clock import SimulatedClock
from ingestion.whoop_simulator.habits import HABITS, PLAIN
from ingestion.whoop_simulator.rate_limit import Limits
from ingestion.whoop_simulator.serving import running_simulator

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
GENEROUS = Limits(100_000, 10_000_000)


@pytest.fixture(scope="module")
def plain():
    """A simulator without any habits that make data hard to follow, over 120 nights of one person who travels."""
    person = generate("ann", 11, date(2025, 11, 21), date(2026, 3, 20))
    with running_simulator([person], clock=SimulatedClock(NOON), habits=PLAIN, limits=GENEROUS) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def read(plain, whoop_home, tmp_path_factory):
    """A home into which all of it was read, and the report of that."""
    home = whoop_home(plain, tmp_path_factory.mktemp("read"), "ann")
    return home, home.sync()


@pytest.fixture
def again(read, plain, whoop_home, tmp_path):
    """A home of one's own in which all of it stands read."""
    (tmp_path / "home").mkdir()
    shutil.copy(read[0].settings.store_path, tmp_path / "home")
    return whoop_home(plain, tmp_path, "ann")


def assert_same_as_the_export(home, facts, folder):
    """The same person by either way: an export rounds HRV, has no zone 0, and calls its facts by other keys."""
    write_export(facts, folder)
    told = [item for file in WhoopExport().read(folder) for item in file.items]
    read = home.store.standing("ann", "whoop_api")
    for record, names, place in (
        (Night, _NIGHT, lambda one: one.night),
        (Day, ("cycle_start", "cycle_end", "strain", "energy_kcal", "average_hr_bpm", "max_hr_bpm"), lambda one: one.day),
        (Sleep, ("day", "end", "nap", "sleep_minutes"), lambda one: one.start),
        (Workout, _WORKOUT, lambda one: one.start),
    ):
        by_export = {place(one): one for one in told if type(one) is record}
        by_api = {place(one): one for one in read if type(one) is record and not (record is Day and one.cycle_end is None)}
        assert set(by_api) == set(by_export), record.__name__
        for key, one in by_api.items():
            assert {name: _rounded(one, name) for name in names} == {name: _rounded(by_export[key], name) for name in names}


_NIGHT = (
    *("night", "sleep_start", "sleep_end", "utc_offset_minutes", "score_state", "hrv_method", "hrv_window", "rhr_method", "known_at"),
    *("hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm", "recovery_pct", "spo2_pct", "skin_temp_c", "sleep_minutes", "in_bed_minutes"),
    *("awake_minutes", "light_minutes", "deep_minutes", "rem_minutes", "sleep_efficiency_pct", "sleep_performance_pct"),
    *("sleep_consistency_pct", "sleep_need_minutes", "sleep_debt_minutes"),
)
_WORKOUT = ("day", "end", "sport", "strain", "energy_kcal", "average_hr_bpm", "max_hr_bpm", *(f"zone{n}_minutes" for n in range(1, 6)))


def _rounded(fact, name):
    value = getattr(fact, name)
    if isinstance(value, str):
        return value.casefold()
    if name.startswith("zone"):
        minutes = (fact.end - fact.start) / timedelta(minutes=1)
        return round(100 * value / minutes)  # an export has whole percents
    return round(value, 6) if isinstance(value, float) else value


def test_a_person_read_over_the_api_is_the_person_of_their_export(read, plain, tmp_path):
    home, report = read
    assert report.status == "synced"
    assert_same_as_the_export(home, plain.account("ann").person.facts(), tmp_path / "export")


def test_the_report_counts_what_it_wrote(read):
    home, report = read
    standing = home.store.standing("ann", "whoop_api")
    for table, record in (("nights", Night), ("days", Day), ("sleeps", Sleep), ("workouts", Workout)):
        assert report.by_table[table].added == sum(type(fact) is record for fact in standing)
    assert report.counts.added == len(standing)
    assert (report.until, report.requests) == (NOON, len([one for one in home.simulator.requests if "/v2/" in one.path]))
    assert home.sync().counts == Counts(unchanged=home.sync().counts.unchanged)


@pytest.mark.prove
def test_days_of_late_revised_and_deleted_data_end_as_if_read_at_once(whoop_home, tmp_path):
    """Nothing is lost, doubled, or left as it was before WHOOP put it right."""
    habits = replace(HABITS, late_share=0.3, rescored_share=0.4, unscorable_share=0.15, deleted_share=0.5, missing_rate_share=0.1)
    person = generate("ann", 8, date(2026, 2, 20), date(2026, 3, 20))
    with running_simulator([person], clock=SimulatedClock(NOON), habits=habits, limits=GENEROUS) as simulator:
        home = whoop_home(simulator, tmp_path / "living", "ann")
        home.sync()
        changed = Counts()
        for _ in range(8):
            simulator.clock.advance(timedelta(hours=11))
            changed += home.sync().counts
        assert min(changed.added, changed.revised, changed.withdrawn) > 0, "the days must hold something of each kind"
        at_once = whoop_home(simulator, tmp_path / "at once", "ann")
        at_once.sync()
        assert home.values("ann") == at_once.values("ann")
        live = [night for night in home.store.snapshot("ann", simulator.clock.now()).nights if night.night > date(2026, 3, 20)]
        assert live
        assert all(night.known_at > night.sleep_end for night in live), "a live night is known when it arrives"


def _scored(hrv, *, calibrating=False):
    return lambda body: {
        **body,
        "score_state": "SCORED",
        "score": {"user_calibrating": calibrating, "recovery_score": 50.0, "resting_heart_rate": 50.0, "hrv_rmssd_milli": hrv},
    }


def _state(state):
    return lambda body: {name: value for name, value in body.items() if name != "score"} | {"score_state": state}


STEPS = [
    # what becomes of the recovery, and the HRV of all outcomes and scores that stand then
    (_state("PENDING_SCORE"), [], []),
    (_state("UNSCORABLE"), [], []),
    (_state("PENDING_SCORE"), [], []),
    (_scored(60.0, calibrating=True), [], []),
    (_state("UNSCORABLE"), [], []),
    (_scored(61.0), [61.0], [61.0]),
    (_state("PENDING_SCORE"), [61.0], [61.0]),
    (_scored(62.0), [61.0, 62.0], [61.0]),
    (_state("UNSCORABLE"), [61.0, 62.0], [61.0]),
    (_scored(62.0), [61.0, 62.0], [61.0]),
    (None, [61.0, 62.0], [61.0]),
]


@pytest.mark.prove
def test_a_night_is_scored_by_its_first_true_score_and_never_by_what_was_not_scored(whoop_home, tmp_path):
    """One night goes through everything that WHOOP can say of it, looked at and settled after each word."""
    person = generate("ann", 11, date(2025, 12, 1), date(2026, 3, 20))
    with running_simulator([person], clock=SimulatedClock(NOON + timedelta(hours=7)), habits=PLAIN, limits=GENEROUS) as simulator:
        home = whoop_home(simulator, tmp_path, "ann")
        world = build_world(home.settings, simulator.clock)
        home.sync()
        assert evening(world, "ann").status == "sealed"
        sleep = simulator.account("ann").activity("sleep", date(2026, 3, 21))
        simulator.clock.advance_to(datetime(2026, 3, 21, 12, tzinfo=UTC))
        for change, outcomes, scores in STEPS:
            simulator.change("ann", "recovery", sleep, change)
            simulator.clock.advance(timedelta(hours=1))
            assert home.sync().status == "synced"
            settle(world, world.store.snapshot("ann", simulator.clock.now()))
            standing = world.store.snapshot("ann", simulator.clock.now())
            assert [entry.payload["values"]["hrv_rmssd_ms"] for entry in standing.outcomes] == outcomes
            assert [entry.payload["targets"]["hrv_rmssd_ms"]["outcome"] for entry in standing.scores] == scores
        simulator.delete("ann", "sleep", date(2026, 3, 21))
        home.sync()
        standing = world.store.snapshot("ann", simulator.clock.now())
        assert date(2026, 3, 21) not in {night.night for night in standing.nights}
        assert settle(world, standing) == 0


def test_two_syncs_at_once_go_one_after_the_other(plain, whoop_home, tmp_path):
    home = whoop_home(plain, tmp_path, "ann")
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: home.sync(), range(2)))
    assert [report.status for report in reports] == ["synced", "synced"]
    assert min(report.counts.added for report in reports) == 0, "the second one found all read"


def test_a_sync_that_is_running_elsewhere_is_waited_for_and_then_reported(plain, whoop_home, tmp_path):
    home = whoop_home(plain, tmp_path, "ann", lock_wait_seconds=0.05)
    with file_lock(lock_path(home.settings, connections(home.store)[0])):
        report = home.sync()
    assert (report.status, report.requests, report.until) == ("behind", 0, None)
    assert "another Morrow process" in report.reason


def test_nobodys_trouble_stops_the_others(plain, again):
    home = again
    keep_connection(home.store, Connection("aaron", "whoop_api", "1", plain.url, NOON))
    keep_connection(home.store, Connection("zoe", "another_service", "1", plain.url, NOON))
    reports = {report.person_id: report for report in sync_everybody(home.store, home.settings, plain.clock)}
    assert {person: report.status for person, report in reports.items()} == {"aaron": "reconnect", "ann": "synced", "zoe": "failed"}
    assert "morrow connect whoop --person aaron" in reports["aaron"].reason
    assert sync_person(home.store, home.settings, plain.clock, "nobody") == []


@pytest.fixture
def morrow(monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in a home: (home, arguments …) → (exit code, words of standard output, of standard error)."""

    def run(home, *arguments: str) -> tuple[int, str, str]:
        for name in ("home", "anchor", "token_key", "whoop_url", "whoop_client_id"):
            monkeypatch.setenv(f"MORROW_{name.upper()}", str(getattr(home.settings, name)))
        monkeypatch.setenv("MORROW_WHOOP_CLIENT_SECRET", home.simulator.client_secret)
        result = CliRunner().invoke(root, list(arguments), obj=Shell(clock=home.simulator.clock, terminal=False), prog_name="morrow")
        return result.exit_code, " ".join(result.stdout.split()), " ".join(result.stderr.split())

    return run


def test_the_command_tells_what_changed_and_how_old_the_data_are(plain, whoop_home, tmp_path, morrow):
    home = whoop_home(plain, tmp_path, "ann")
    code, told, _ = morrow(home, "sync")
    assert code == 0
    assert "ann · whoop_api: up to date" in told
    assert re.search(r"Known up to 2026-03-20 12:00 UTC \(just now\); looked at since 2012-01-01, \d+ requests\.", told)
    assert re.search(r"nights +\d+ +0 +0", told)
    code, told, _ = morrow(home, "sync", "--person", "ann", "--json")
    (report,) = json.loads(told)
    assert (code, report["status"], report["added"], report["age_minutes"], report["requests"]) == (0, "synced", 0, 0.0, 4)
    assert set(report["by_table"]) >= {"nights", "days", "sleeps"}


def test_the_command_says_what_to_do_when_the_grant_is_gone(again, morrow):
    erase_grant(again.settings, "ann")
    code, told, _ = morrow(again, "sync")
    assert code == 1
    assert "to be connected again" in told
    assert "morrow connect whoop --person ann" in told
    assert "Known up to 2026-03-20 12:00 UTC" in told


def test_the_command_is_helpful_where_nobody_is_connected(plain, whoop_home, tmp_path, morrow):
    home = whoop_home(plain, tmp_path)
    code, told, said = morrow(home, "sync")
    assert (code, told) == (0, "")
    assert "morrow connect whoop" in said
    assert morrow(home, "sync", "--json")[1] == "[]"
    code, _, said = morrow(home, "sync", "--person", "ann")
    assert code == 2
    assert "morrow connect whoop --person ann" in said


def test_watching_ends_cleanly_when_it_is_interrupted(whoop_home, plain, tmp_path):
    home = whoop_home(plain, tmp_path)
    environment = {**os.environ, "MORROW_HOME": str(home.settings.home), "MORROW_ANCHOR": str(home.settings.anchor)}
    command = [Path(sys.executable).with_name("morrow"), "sync", "--watch"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        said = []
        while process.poll() is None and not any(line.startswith("Next in 5 min") for line in said):
            said.append(process.stderr.readline())
        process.send_signal(signal.SIGINT)
        out, rest = process.communicate(timeout=30)
    assert "Nobody is connected yet" in said[0]
    assert (process.returncode, out) == (0, "")
    assert rest.startswith("Stopped.")


def test_a_watch_pauses_longer_each_time_a_service_cannot_be_had_and_no_shorter_than_it_says():
    def report(status, after=None):
        return SyncReport("ann", "whoop_api", status, Counts(), None, None, 0, retry_after_seconds=after)

    pauses, minutes = [], 5.0
    for status in ("synced", "behind", "behind", "behind", "behind", "behind", "reconnect"):
        minutes = pause_after([report("synced"), report(status)], 5.0, minutes)
        pauses.append(minutes)
    assert pauses == [5, 10, 20, 40, 60, 60, 5]
    assert pause_after([report("behind", 7200)], 5.0, 5.0) == 120
    assert pause_after([report("behind")], 90.0, 90.0) == 90


@pytest.mark.parametrize(
    ("age", "words"),
    [({"seconds": 59}, "just now"), ({"minutes": 119}, "119 min old"), ({"hours": 47}, "47 h old"), ({"hours": 48}, "2 days old")],
)
def test_the_age_of_data_is_told_in_the_unit_that_fits(age, words):
    assert age_words(timedelta(**age)) == words


@pytest.mark.prove
def test_two_years_are_read_within_the_rate_limit_in_a_few_seconds_of_work(whoop_home, tmp_path):
    """With WHOOP's own limits, so that it waits for its minute; what it takes of the processor is told apart."""
    person = generate("ann", 11, date(2024, 3, 21), date(2026, 3, 20))
    with running_simulator([person], clock=SimulatedClock(NOON), habits=HABITS) as simulator:
        home = whoop_home(simulator, tmp_path, "ann")
        began, worked = time.monotonic(), time.process_time()
        report = home.sync()
        assert time.process_time() - worked < 20, "the simulator's work and its client's together"
        assert time.monotonic() - began < 240
        assert report.status == "synced"
        assert report.counts.added > 2000
        assert report.requests < 170
        assert max(simulator_minutes(simulator)) <= 100


def simulator_minutes(simulator) -> Iterator[int]:
    """Requests in the minute that ends with each one."""
    instants = [one.wall_seconds for one in simulator.requests if "/v2/" in one.path]
    for place, instant in enumerate(instants):
        yield sum(1 for other in instants[: place + 1] if instant - other < 60)
