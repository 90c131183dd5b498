"""What a tick finds due, and which forecast counts for a night: worked by hand for one person in Berlin (UTC+1 in winter)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.bootstrap import World, build_world
from agent.due import PIPELINES, Duty, due_now, evening_due
from agent.settle import forecast_that_counts, unsettled
from core.clock import FixedClock
from core.entries import LedgerEntry
from core.records import JournalAnswer, Night, Person
from core.revisions import Bookmark
from core.settings import load_settings
from core.snapshot import Snapshot
from ingestion.synthetic import generate

EMPTY = dict.fromkeys(("days", "workouts", "sleeps", "journal", "measures", "forecasts", "outcomes", "scores", "memories"), ())
META = {"person_id": "a", "source": "whoop_api", "source_epoch": "whoop"}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of January 2026, in UTC."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def night(day: int, start: datetime | None = None, end: datetime | None = None) -> Night:
    """From 23:00 to 07:00 local unless told otherwise."""
    start, end = start or at(day - 1, 22), end or at(day, 6)
    told = {"sleep_start": start, "sleep_end": end, "utc_offset_minutes": 60, "hrv_rmssd_ms": 50.0, "hrv_method": "rmssd"}
    return Night(**META, key=str(day), known_at=end, night=date(2026, 1, day), **told)


def sealed(number: int, day: int, when: datetime, digest: str = "old") -> LedgerEntry:
    """A forecast without targets."""
    payload = {"late": False, "targets": {}}
    return LedgerEntry(number, "forecast", "a", date(2026, 1, day), 1, 1, when, when, digest, payload, "", "")


def known(now: datetime, *forecasts: LedgerEntry, nights: tuple[Night, ...] = (), **told: object) -> Snapshot:
    """A snapshot of Berlin; the facts' digest is `new`."""
    person = Person(**META, key="person", known_at=at(1, 0), time_zone="Europe/Berlin")
    facts = {**EMPTY, "nights": nights or (night(8), night(9), night(10)), "forecasts": forecasts, **told}
    return Snapshot("a", now, "live", "live", person, facts_digest="new", **facts)


@pytest.mark.parametrize(
    ("now", "forecasts", "due"),
    [
        (at(10, 16, 45), (), None),  # 17:45 in Berlin: a forecast would be a preview
        (at(10, 17), (), date(2026, 1, 11)),  # 18:00: the window opens
        (at(11, 2, 45), (), date(2026, 1, 11)),  # 03:45: a laptop that slept is still in time
        (at(11, 3), (), None),  # 04:00: too late, and too early for the next
        (at(10, 18), (sealed(1, 11, at(10, 17)),), None),  # between the first and the scheduled run
        (at(10, 20), (sealed(1, 11, at(10, 17)),), date(2026, 1, 11)),  # 21:00: the scheduled run, and something is new
        (at(10, 20), (sealed(1, 11, at(10, 17), "new"),), None),  # nothing new
        (at(10, 22), (sealed(1, 11, at(10, 20)),), None),  # afterwards measurements alone are no reason
    ],
)
def test_an_evening_is_due_when_its_window_opens_and_again_at_nine(now, forecasts, due) -> None:
    assert evening_due(known(now, *forecasts)) == due


def test_what_the_person_tells_after_the_scheduled_run_makes_a_revision_due() -> None:
    told = JournalAnswer(**META, key="j", known_at=at(10, 21, 15), day=date(2026, 1, 10), kind="alcohol", answer="yes")
    standing = sealed(1, 11, at(10, 20))
    assert evening_due(known(at(10, 21, 30), standing, journal=(told,))) == date(2026, 1, 11)
    assert evening_due(known(at(10, 21, 30), standing, sealed(2, 11, at(10, 21, 16)), journal=(told,))) is None


def test_two_nights_are_too_few_to_be_asked_for_a_forecast() -> None:
    assert evening_due(known(at(10, 20), nights=(night(9), night(10)))) is None


def test_nobody_is_forecast_from_data_of_last_month() -> None:
    assert evening_due(known(at(31, 20), nights=(night(9), night(10), night(11)))) == date(2026, 2, 1)
    assert evening_due(known(at(31, 20), nights=(night(8), night(9), night(10)))) is None


def test_the_night_after_a_skipped_date_is_served_by_the_forecast_of_that_date() -> None:
    """Out of Berlin in the evening of the 10th, awake over the date line, asleep at last at noon of the 11th: no night ends on the 11th."""
    crossed = replace(night(12, at(11, 12), at(11, 20)), utc_offset_minutes=12 * 60)
    early = sealed(1, 11, at(10, 17))
    assert forecast_that_counts(known(at(12, 9), early, nights=(night(10), crossed)), crossed) == early
    assert unsettled(known(at(12, 9), early, nights=(night(10), crossed)))[0].night == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("nights", "forecasts"),
    [
        ((night(10), night(11)), (sealed(1, 11, at(10, 17)),)),  # the date was not skipped
        ((night(9),), (sealed(1, 11, at(10, 17)),)),  # too long awake: nobody measured the sleep of the 10th
        ((night(10),), (sealed(1, 11, at(11, 13)),)),  # sealed when the sleep had begun
        ((night(10),), (sealed(1, 10, at(9, 17)),)),  # of a date further back
    ],
)
def test_no_other_forecast_serves_a_night(nights, forecasts) -> None:
    crossed = night(12, at(11, 12), at(11, 20))
    assert forecast_that_counts(known(at(12, 9), *forecasts, nights=(*nights, crossed)), crossed) is None


def test_a_forecast_of_its_own_comes_before_that_of_a_skipped_date() -> None:
    crossed = night(12, at(11, 18), at(12, 2))
    own = sealed(2, 12, at(11, 17))
    assert forecast_that_counts(known(at(12, 9), sealed(1, 11, at(10, 17)), own, nights=(night(10), crossed)), crossed) == own


@pytest.fixture
def living(home: Path) -> Callable[[datetime], World]:
    """One simulated person of forty nights up to 20 January 2026, and the world at an instant."""
    person = generate("synthetic-6", 6, date(2025, 12, 12), date(2026, 1, 20))

    def at_instant(now: datetime) -> World:
        world = build_world(load_settings(), FixedClock(now))
        world.store.add([fact for fact in person.facts() if fact.known_at <= now], recorded_at=now)
        return world

    return at_instant


def test_a_simulated_day_is_due_evening_morning_and_week_by_week(living) -> None:
    from agent.day import evening, morning

    world = living(at(18, 20))
    (duty,) = due_now(world)
    assert duty == Duty("evening", "synthetic-6", date(2026, 1, 18), at(18, 20), PIPELINES)
    evening(world, "synthetic-6", as_of=duty.as_of, run_id=duty.run_id)
    assert due_now(world) == ()
    next_day = living(at(19, 10))
    kinds = {duty.kind: duty for duty in due_now(next_day)}
    assert set(kinds) == {"morning"}, "a weekly report wants a score first"
    morning(next_day, "synthetic-6", as_of=at(19, 10), run_id=PIPELINES)
    (report,) = due_now(next_day)
    assert (report.kind, report.day) == ("weekly_report", date(2026, 1, 19))
    next_day.store.add([], recorded_at=at(19, 10), bookmarks=[Bookmark("synthetic-6", "morrow", "weekly_report", "2026-01-19")])
    assert due_now(next_day) == ()
