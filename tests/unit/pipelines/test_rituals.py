"""What a tick asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import dagster as dg

from pipelines.definitions import defs
from pipelines.resources import Installation
from pipelines.rituals import asked, attempt_of, due_rituals
from pipelines.rounds import duties
from pipelines.schedules import due_tick
from pipelines.shards import shard_of

EVENING = datetime(2026, 6, 10, 19, tzinfo=UTC)  # 21:00 in Berlin
TODAY = date(2026, 6, 10)


def wanted(installation, instance) -> list[dg.RunRequest]:
    """What the schedule asks for, evaluated as Dagster does."""
    with dg.build_schedule_context(
        instance=instance,
        scheduled_execution_time=datetime(2026, 6, 9, 19, tzinfo=UTC),  # was missed, and is made up for: what counts is now
        resources={"installation": installation},
        repository_def=defs.get_repository_def(),
    ) as context:
        return list(due_tick.evaluate_tick(context).run_requests or ())


def test_an_evening_is_asked_for_and_nobody_is_named(installation_at, add_person, instance) -> None:
    add_person(installation_at(EVENING).world(), "person-a", simulated=True)
    (request,) = wanted(installation_at(EVENING), instance)
    assert request.run_key == "evening/2026-06-10/0of1/2026-06-10T19:00"
    assert request.partition_key == "2026-06-10"
    assert [key.to_user_string() for key in request.asset_selection][-1] == "forecast"
    assert request.run_config == {"resources": {"installation": {"config": {"now": EVENING.isoformat()}}}}
    assert "person-a" not in str(request)


def test_the_same_quarter_of_an_hour_asks_for_the_same_run_and_the_next_for_another(installation_at, add_person, instance) -> None:
    add_person(installation_at(EVENING).world(), "person-a", simulated=True)
    keys = [wanted(installation_at(EVENING + timedelta(minutes=minutes)), instance)[0].run_key for minutes in (0, 14, 15)]
    assert keys[0] == keys[1] != keys[2], "what failed is tried again"


def test_nothing_is_asked_for_when_nothing_is_due(installation_at, add_person, instance) -> None:
    noon = datetime(2026, 6, 10, 10, tzinfo=UTC)
    assert wanted(installation_at(noon), instance) == [], "nobody is there"
    add_person(installation_at(noon).world(), "person-a", simulated=True)
    assert wanted(installation_at(noon), instance) == []


def test_people_of_other_zones_have_partitions_of_their_own(installation_at, add_person) -> None:
    """At 19:00 UTC it is nine in the evening in Berlin, and four in the morning of the next day in Tokyo: there it is past."""
    world = installation_at(EVENING).world()
    add_person(world, "person-a", simulated=True)
    add_person(world, "person-b", simulated=True, zone="Asia/Tokyo")
    add_person(world, "person-c", simulated=True, zone="Asia/Kolkata")  # half past midnight: still the evening of the tenth
    assert due_rituals(world, installation_at(EVENING)) == [asked("evening", TODAY)]
    later = installation_at(EVENING + timedelta(hours=17)).world()  # noon UTC of the eleventh: nine in the evening in Tokyo
    assert [(one.ritual, one.day) for one in due_rituals(later, installation_at(EVENING))] == [("evening", TODAY + timedelta(days=1))]


def test_many_people_are_asked_for_in_shards(installation_at, add_person) -> None:
    world = installation_at(EVENING).world()
    people = [f"person-{letter}" for letter in "abc"]
    for person in people:
        add_person(world, person, simulated=True, nights=4)
    three = Installation(now=EVENING.isoformat(), shards=3)
    asked_for = due_rituals(world, three)
    assert {one.shard for one in asked_for} == {shard_of(person, 3) for person in people}
    runs = [Installation(now=EVENING.isoformat(), shard=one.shard, shards=one.shards) for one in asked_for]
    seen = [duty.person_id for run in runs for duty in duties(run, world, "evening", TODAY)]
    assert sorted(seen) == people, "each by exactly one run"


def test_at_a_simulated_instant_nothing_is_due_on_the_live_track(installation_at, add_person) -> None:
    world = installation_at(EVENING).world()
    add_person(world, "person-a", simulated=False)
    assert due_rituals(world, installation_at(EVENING)) == []
    assert due_rituals(world, Installation()) == [asked("evening", TODAY)], "of the same world, were its clock the wall clock's"


def test_mornings_come_before_evenings_and_weekly_reports_last() -> None:
    kinds = ["weekly_report", "evening", "morning"]
    assert [one.ritual for one in sorted(asked(kind, TODAY) for kind in kinds)] == ["morning", "evening", "weekly_report"]


def test_a_renewal_is_tried_once_a_day(installation_at, home) -> None:
    assert home.is_dir()
    world = installation_at(EVENING).world()
    assert attempt_of(asked("retraining", TODAY), world) == ""
    assert attempt_of(asked("evening", TODAY), world) == "2026-06-10T19:00"
