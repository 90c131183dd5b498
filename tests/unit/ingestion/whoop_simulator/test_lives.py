"""What the service tells of a life, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from core.records import Day, Night, Sleep, Workout
from ingestion.synthetic import generate
from ingestion.whoop_api import wire
from ingestion.whoop_simulator.account import Account
from ingestion.whoop_simulator.habits import HABITS, PLAIN, Habits

LATER = datetime(2026, 6, 5, 12, tzinfo=UTC)
MODELS = {"cycle": wire.Cycle, "sleep": wire.Sleep, "recovery": wire.Recovery, "workout": wire.Workout}


def of(facts, record, **wanted):
    return [fact for fact in facts if isinstance(fact, record) and all(getattr(fact, name) == value for name, value in wanted.items())]


@pytest.fixture(scope="module")
def told(plain, everything):
    """Everything that can be seen later, as the models that a client reads, ascending."""
    return {kind: [model.model_validate(body) for body in reversed(everything(plain, kind, LATER))] for kind, model in MODELS.items()}


@pytest.fixture(scope="module")
def by_night(told):
    """Wake date → (sleep, recovery, cycle)."""
    recoveries = {recovery.sleep_id: recovery for recovery in told["recovery"]}
    cycles = {cycle.id: cycle for cycle in told["cycle"]}
    return {
        sleep.end.astimezone(sleep.zone).date(): (sleep, recoveries[sleep.id], cycles[sleep.cycle_id])
        for sleep in told["sleep"]
        if not sleep.nap
    }


def test_every_night_comes_back_with_the_values_of_its_fact(facts, by_night):
    nights = of(facts, Night)
    assert len(nights) > 100
    for night in nights:
        sleep, recovery, _ = by_night[night.night]
        stages, needed = sleep.score.stage_summary, sleep.score.sleep_needed
        assert (sleep.start, sleep.end, sleep.offset_minutes) == (night.sleep_start, night.sleep_end, night.utc_offset_minutes)
        assert recovery.score.hrv_rmssd_milli == night.hrv_rmssd_ms
        assert recovery.score.resting_heart_rate == night.resting_hr_bpm
        assert sleep.score.respiratory_rate == night.resp_rate_brpm
        assert (recovery.score.recovery_score, recovery.score.spo2_percentage) == (night.recovery_pct, night.spo2_pct)
        assert recovery.score.skin_temp_celsius == night.skin_temp_c
        assert stages.total_in_bed_time_milli == night.in_bed_minutes * 60_000
        assert stages.total_awake_time_milli == night.awake_minutes * 60_000
        assert stages.total_light_sleep_time_milli == night.light_minutes * 60_000
        assert stages.total_slow_wave_sleep_time_milli == night.deep_minutes * 60_000
        assert stages.total_rem_sleep_time_milli == night.rem_minutes * 60_000
        assert sum(needed.model_dump().values()) == night.sleep_need_minutes * 60_000
        assert needed.need_from_sleep_debt_milli == night.sleep_debt_minutes * 60_000
        assert needed.need_from_recent_nap_milli <= 0
        assert sleep.score.sleep_performance_percentage == night.sleep_performance_pct
        assert sleep.score.sleep_consistency_percentage == night.sleep_consistency_pct
        assert sleep.score.sleep_efficiency_percentage == night.sleep_efficiency_pct


def test_every_day_comes_back_as_a_cycle_from_sleep_to_sleep_in_kilojoules(facts, told):
    cycles = {cycle.start: cycle for cycle in told["cycle"]}
    days = of(facts, Day)
    assert len(days) > 100
    for day in days:
        cycle = cycles[day.cycle_start]
        assert (cycle.end, cycle.score.strain) == (day.cycle_end, day.strain)
        assert cycle.score.kilojoule == pytest.approx(day.energy_kcal * 4.184, rel=1e-12)
        assert (cycle.score.average_heart_rate, cycle.score.max_heart_rate) == (day.average_hr_bpm, day.max_hr_bpm)


def test_naps_and_workouts_come_back_too(facts, told):
    naps = {sleep.start: sleep for sleep in told["sleep"] if sleep.nap}
    for nap in of(facts, Sleep, nap=True):
        assert naps[nap.start].end == nap.end
        assert naps[nap.start].score.stage_summary.total_light_sleep_time_milli == nap.sleep_minutes * 60_000
        assert naps[nap.start].score.respiratory_rate is None
    workouts = {workout.start: workout for workout in told["workout"]}
    for workout in of(facts, Workout):
        found = workouts[workout.start]
        assert found.sport_name == workout.sport.lower().replace(" ", "-")
        assert (found.end, found.score.strain) == (workout.end, workout.strain)
        assert found.score.zone_durations.zone_three_milli == workout.zone3_minutes * 60_000
        assert sum(found.score.zone_durations.model_dump().values()) == (workout.end - workout.start) / timedelta(milliseconds=1)
    assert naps
    assert workouts


def test_people_travel_and_their_offset_with_them(told):
    assert len({sleep.timezone_offset for sleep in told["sleep"]}) >= 3
    assert {cycle.timezone_offset for cycle in told["cycle"]} == {sleep.timezone_offset for sleep in told["sleep"]}


def test_ids_are_those_of_the_schema_and_the_same_for_every_habit(plain, usual, everything):
    ids = [{body["id"] for body in everything(account, "sleep", LATER)} for account in (plain, usual)]
    assert {UUID(identity).version for identity in ids[0]} == {5}
    assert ids[1] < ids[0]  # some were deleted
    cycles = [body["id"] for body in everything(plain, "cycle", LATER)]
    assert all(2**31 < identity < 2**53 for identity in cycles)
    assert len(set(cycles)) == len(cycles)


def test_a_night_is_seen_from_its_waking_and_not_a_second_earlier(plain, facts):
    night = of(facts, Night)[40]
    identity = plain.activity("sleep", night.night)
    for kind in ("sleep", "recovery"):
        assert plain.find(kind, identity, night.sleep_end - timedelta(seconds=1)) is None
        assert plain.find(kind, identity, night.sleep_end)["score_state"] == "SCORED"


def test_a_cycle_runs_without_an_end_until_the_next_sleep_is_seen(plain, facts):
    night, following = of(facts, Night)[40:42]
    cycle = plain.cycle(night.night)
    assert following.night == night.night + timedelta(days=1)
    for instant in (night.sleep_end, following.sleep_start, following.sleep_end - timedelta(seconds=1)):
        assert "end" not in plain.find("cycle", cycle, instant)
    ended = wire.Cycle.model_validate(plain.find("cycle", cycle, following.sleep_end))
    assert (ended.end, ended.updated_at) == (following.sleep_start, following.sleep_end)


def test_the_strain_of_the_running_cycle_grows_towards_that_of_the_day(account_with, facts):
    account = account_with(Habits(**{**vars(PLAIN), "running_minutes": 15}))
    night = of(facts, Night)[40]
    (day,) = of(facts, Day, day=night.night)
    seen = [account.find("cycle", account.cycle(night.night), night.sleep_end + timedelta(hours=h)) for h in (0, 4, 8, 12)]
    strains = [body["score"]["strain"] for body in seen]
    assert strains == sorted(strains)
    assert strains[0] < strains[-1] < day.strain
    assert seen[1]["updated_at"] < seen[2]["updated_at"]
    steady = [account.find("cycle", account.cycle(night.night), night.sleep_end + timedelta(hours=4, minutes=m)) for m in (1, 14)]
    assert steady[0] == steady[1]


def test_a_sleep_waits_for_its_score_and_the_recovery_for_its_sleep(account_with, facts):
    account = account_with(Habits(**{**vars(PLAIN), "upload_minutes": (10, 10), "pending_minutes": (5, 5)}))
    night = of(facts, Night)[40]
    identity = account.activity("sleep", night.night)

    def at(minutes):
        now = night.sleep_end + timedelta(minutes=minutes)
        sleep, recovery = (account.find(kind, identity, now) for kind in ("sleep", "recovery"))
        return sleep and sleep["score_state"], recovery and recovery["score_state"]

    assert [at(minutes) for minutes in (9, 10, 14, 15)] == [
        (None, None),
        ("PENDING_SCORE", None),
        ("PENDING_SCORE", None),
        ("SCORED", "SCORED"),
    ]
    pending = account.find("sleep", identity, night.sleep_end + timedelta(minutes=10))
    assert "score" not in pending


def test_a_night_that_is_scored_again_is_first_a_little_wrong_and_then_the_fact(account_with, facts):
    account = account_with(Habits(**{**vars(PLAIN), "rescored_share": 1.0, "rescored_hours": (2, 2)}))
    night = of(facts, Night)[40]
    first, again = (
        account.find("recovery", account.activity("sleep", night.night), night.sleep_end + timedelta(hours=hours)) for hours in (1, 2)
    )
    assert first["score"]["hrv_rmssd_milli"] != night.hrv_rmssd_ms
    assert first["score"]["hrv_rmssd_milli"] == pytest.approx(night.hrv_rmssd_ms, rel=0.05)
    assert again["score"]["hrv_rmssd_milli"] == night.hrv_rmssd_ms
    assert first["updated_at"] < again["updated_at"]
    assert first["created_at"] == again["created_at"]


def test_first_nights_calibrate(account_with, everything):
    account = account_with(Habits(**{**vars(PLAIN), "calibrating_nights": 4}))
    told = [body["score"]["user_calibrating"] for body in reversed(everything(account, "recovery", LATER))]
    assert told[:6] == [True, True, True, True, False, False]
    assert not any(told[4:])


def test_a_night_may_never_be_scored(account_with, everything):
    account = account_with(Habits(**{**vars(PLAIN), "unscorable_share": 1.0}))
    for kind in ("sleep", "recovery"):
        nights = [body for body in everything(account, kind, LATER) if not body.get("nap")]
        assert {body["score_state"] for body in nights} == {"UNSCORABLE"}
        assert not any("score" in body for body in nights)


def test_each_rate_of_a_sleep_may_be_missing_by_itself(account_with, everything):
    account = account_with(Habits(**{**vars(PLAIN), "missing_rate_share": 0.5}))
    nights = [wire.Sleep.model_validate(body).score for body in everything(account, "sleep", LATER) if not body["nap"]]
    for rate in ("respiratory_rate", "sleep_performance_percentage", "sleep_consistency_percentage", "sleep_efficiency_percentage"):
        missing = sum(getattr(score, rate) is None for score in nights) / len(nights)
        assert 0.35 < missing < 0.65


def test_a_deleted_sleep_is_gone_with_its_recovery_and_its_cycle_stands(account_with, facts):
    account = account_with(Habits(**{**vars(PLAIN), "deleted_share": 1.0, "deleted_hours": (6, 6)}))
    night = of(facts, Night)[40]
    identity = account.activity("sleep", night.night)
    for hours, stands in ((5, True), (6, False), (600, False)):
        now = night.sleep_end + timedelta(hours=hours)
        assert [account.find(kind, identity, now) is not None for kind in ("sleep", "recovery")] == [stands, stands]
        assert account.find("cycle", account.cycle(night.night), now) is not None


def test_a_strap_that_syncs_late_brings_all_of_the_cycle_late(account_with, facts):
    account = account_with(Habits(**{**vars(PLAIN), "late_share": 1.0, "late_hours": (9, 9)}))
    (nap, *_) = of(facts, Sleep, nap=True)  # seven hours after waking
    (night,) = of(facts, Night, night=nap.day)
    for hours, seen in ((8.9, False), (9, True)):
        now = night.sleep_end + timedelta(hours=hours)
        assert (account.find("sleep", account.activity("nap", nap.day), now) is not None) == seen
        assert (account.find("cycle", account.cycle(nap.day), now) is not None) == seen


def test_the_usual_habits_all_occur(usual, plain, facts, everything):
    versions = [item.versions for item in usual._upto(LATER).shelves["sleep"].items]
    states = [[version.body and version.body["score_state"] for version in of_one] for of_one in versions]
    assert ["PENDING_SCORE", "SCORED"] in states
    assert ["PENDING_SCORE", "SCORED", "SCORED"] in states
    assert ["PENDING_SCORE", "UNSCORABLE"] in states
    assert ["PENDING_SCORE", "SCORED", None] in states
    lags = [of_one[0].at - of_one[0].end for of_one in versions]
    assert timedelta(hours=3) < max(lags) < timedelta(hours=11)


def test_what_was_seen_does_not_change_when_the_life_goes_on(traveller):
    """Every version up to an instant is the same in an account that was asked early and in one that was asked late."""
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    early, late = (Account(generate("person-a", 11, date(2026, 2, 1), date(2026, 2, 2)), HABITS) for _ in range(2))
    early.events(now, now)
    late.events(LATER, LATER + timedelta(days=100))
    for kind in MODELS:
        told = [
            [(item.id, *(v.body for v in item.versions if v.at <= now)) for item in account._upto(now).shelves[kind].items if item.at(now)]
            for account in (early, late)
        ]
        assert told[0] == told[1]
        assert len(told[0]) > 10


def test_every_version_of_every_object_is_what_a_client_reads():
    for seed in range(2):
        account = Account(generate(f"person-{seed}", seed, date(2026, 2, 1), date(2026, 4, 1)), Habits(v1_ids=True))
        for kind, model in MODELS.items():
            items = account._upto(datetime(2026, 4, 1, tzinfo=UTC)).shelves[kind].items
            bodies = [version.shown(version.at) for item in items for version in item.versions if version.body]
            read = TypeAdapter(list[model]).validate_python(bodies)
            assert all((one.score is not None) == (one.score_state == "SCORED") for one in read)


@pytest.mark.parametrize("home", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"])
def test_cycles_follow_each_other_wherever_the_person_lives(home, everything):
    account = Account(generate("person-a", 0, date(2026, 1, 1), date(2026, 4, 30), home=home), PLAIN)
    now = datetime(2026, 4, 30, tzinfo=UTC)
    cycles = [wire.Cycle.model_validate(body) for body in reversed(everything(account, "cycle", now))]
    sleeps = [wire.Sleep.model_validate(body) for body in reversed(everything(account, "sleep", now))]
    assert len(cycles) > 80
    assert all(before.end <= after.start < after.end for before, after in pairwise(cycles[:-1]))
    assert all(before.end <= after.start for before, after in pairwise(sleeps))
