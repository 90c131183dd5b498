"""Windows of WHOOP in the store: whole or not at all, revised and taken back as WHOOP says, and the place kept where reading goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from core.errors import ClockFault, SourceBroken, SourceUnavailable
from core.quality import why_unusable
from core.records import Day, Measure, Night, Sleep, Workout
from core.revisions import Counts
from core.targets import PRIMARY, TARGETS
from ingestion.live_source import Tally, identity, same
from ingestion.whoop_api.sync import EARLIEST, HISTORY, READ_UNTIL
from ingestion.whoop_api.window import Reading, span_of

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def hours(text: str, more: float = 0.0) -> str:
    return (datetime.fromisoformat(text) + timedelta(hours=more)).isoformat(sep=" ")


@pytest.fixture
def weeks(whoop):
    """Lives n nights that end on the morning of 20 March 2026, with a nap and a workout every third day; the last cycle runs on."""

    def live(nights: int, last: str = "2026-03-20", *, first_number: int = 1000) -> list[str]:
        keys = []
        for back in range(nights - 1, -1, -1):
            morning = hours(f"{last} 06:30", -24 * back)
            number = first_number + nights - back
            until = None if back == 0 else hours(morning, 16)
            keys.append(whoop.night(number, hours(morning, -8), morning, until, hrv_rmssd_milli=50.0 + number % 17))
            if back and number % 3 == 0:
                whoop.put_sleep(f"nap {number}", number, hours(morning, 7), hours(morning, 7.5), nap=True)
                whoop.put_workout(f"run {number}", hours(morning, 9), hours(morning, 10))
        return keys

    return live


def values_of(ann):
    return {identity(fact): fact for fact in ann.standing()}


def assert_all_is_as_whoop_tells(ann):
    told, standing = {identity(fact): fact for fact in ann.told()}, {identity(f): f for f in ann.standing(Night, Day, Sleep, Workout)}
    told = {which: fact for which, fact in told.items() if not isinstance(fact, Measure)}
    assert set(standing) == set(told)
    assert [which for which, fact in told.items() if not same(fact, standing[which])] == []


def test_the_first_sync_reads_everything_back_to_the_beginning(newcomer, whoop, weeks):
    weeks(100)
    tally = newcomer.sync()
    assert_all_is_as_whoop_tells(newcomer)
    assert tally.by_table["nights"].added == 100
    assert newcomer.store.bookmarks("ann", "whoop_api")[READ_UNTIL] == NOON.isoformat()
    assert newcomer.store.bookmarks("ann", "whoop_api")[HISTORY]["back_to"] == EARLIEST.isoformat()
    assert tally.since == EARLIEST
    known = {night.known_at == night.sleep_end for night in newcomer.standing(Night)}
    assert known == {True}, "history is known at its natural moment"


def test_a_second_sync_asks_once_for_each_collection_and_changes_nothing(newcomer, whoop, weeks):
    weeks(100)
    newcomer.sync()
    asked = whoop.requests
    tally = newcomer.at("2026-03-20 12:05").sync()
    assert whoop.requests - asked == 4
    assert sum(tally.by_table.values(), Counts()) == Counts(unchanged=sum(counts.unchanged for counts in tally.by_table.values()))


def test_history_before_a_gap_of_years_is_found(newcomer, whoop, weeks):
    weeks(10)
    weeks(10, "2019-05-05", first_number=100)
    whoop.change("cycle", 110, end="2019-05-05 22:30")
    newcomer.sync()
    assert_all_is_as_whoop_tells(newcomer)
    assert len(newcomer.standing(Night)) == 20
    assert whoop.requests < 50, "the next window after an empty one is longer"


def test_a_sync_cut_at_any_request_leaves_whole_windows_and_the_next_one_ends_the_same(newcomer, whoop, weeks):
    weeks(100)
    for cut in (1, 7, 18):
        before, marks = values_of(newcomer), newcomer.store.bookmarks("ann", "whoop_api")
        whoop.requests, whoop.fails = 0, lambda number, cut=cut: SourceUnavailable("no answer") if number == cut else None
        with pytest.raises(SourceUnavailable):
            newcomer.sync()
        after, now = values_of(newcomer), newcomer.store.bookmarks("ann", "whoop_api")
        assert set(before) <= set(after)
        assert now != marks or after == before, "facts move with their bookmarks"
        back_to = datetime.fromisoformat(now[HISTORY]["back_to"]) if now else NOON
        whole = {identity(f) for f in newcomer.told() if isinstance(f, Sleep | Workout) and f.start >= back_to}
        assert whole == {which for which, fact in after.items() if isinstance(fact, Sleep | Workout) and fact.start >= back_to}
    whoop.fails = lambda _: None
    newcomer.sync()
    assert_all_is_as_whoop_tells(newcomer)
    with newcomer.store.reading() as database:
        assert database.execute("SELECT max(revision) FROM nights").fetchone() == (1,)


def test_a_broken_answer_in_the_midst_of_a_window_changes_nothing(ann, whoop, weeks):
    keys = weeks(5)
    ann.sync()
    before, marks = values_of(ann), ann.store.bookmarks("ann", "whoop_api")
    whoop.put_recovery(keys[-1], 1005, hrv_rmssd_milli=99.0)
    asked = whoop.requests
    whoop.fails = lambda number: SourceBroken("cut JSON") if number == asked + 4 else None
    with pytest.raises(SourceBroken):
        ann.at("2026-03-20 18:00").sync()
    assert (values_of(ann), ann.store.bookmarks("ann", "whoop_api")) == (before, marks)


@given(start=st.integers(0, 24 * 18 * 4), length=st.integers(1, 24 * 14))
@with_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_window_tells_of_an_object_what_the_whole_tells(ann, whoop, start, length):
    """Where a look begins and ends never shows in the facts."""
    if not whoop.objects["cycle"]:
        _travels(whoop)
        ann.at("2026-03-25 12:00")
        ann.reading = Reading(ann.store, whoop, ann.clock, ann.connection, Tally())
        ann.whole = {identity(fact): fact for fact in ann.told()}
    whole = ann.whole
    begin = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=15 * start)
    end = begin + timedelta(hours=length)
    window = ann.reading.fetch(begin, end)
    assert [fact for fact in window.facts if not same(fact, whole[identity(fact)])] == []
    begun = {which for which, fact in whole.items() if (span := span_of(fact)) and begin <= span[0] < end}
    assert begun <= {identity(fact) for fact in window.facts}


def _travels(whoop):
    """Three weeks with a flight over the date line, naps, second sleeps, a night without a strap and workouts at any hour."""
    start = datetime(2026, 3, 1, 22, tzinfo=UTC)
    for number in range(22):
        offset = ("+01:00", "+13:00", "-10:00", "+05:45")[number // 6]
        until = start + timedelta(hours=24 + (number * 7) % 5 - 2)
        if number == 9:
            whoop.put_cycle(number, f"{start:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M}", offset=offset)
        else:
            wake = start + timedelta(hours=6 + number % 3)
            end = None if number == 21 else f"{until:%Y-%m-%d %H:%M}"
            whoop.night(number, f"{start:%Y-%m-%d %H:%M}", f"{wake:%Y-%m-%d %H:%M}", end, offset=offset)
        for more, kind in ((11, "nap"), (15, "run"), (22.5, "late run")):
            begin = start + timedelta(hours=more + number % 4 * 0.25)
            span = f"{begin:%Y-%m-%d %H:%M}", f"{begin + timedelta(minutes=50):%Y-%m-%d %H:%M}"
            if kind == "nap":
                whoop.put_sleep(f"nap {number}", number, *span, nap=number % 5 > 0, offset=offset)
            else:
                whoop.put_workout(f"{kind} {number}", *span, offset=offset)
        start = until


def test_a_rescored_night_is_a_revision_known_from_its_arrival(ann, whoop, weeks):
    keys = weeks(5)
    ann.sync()
    whoop.put_recovery(keys[-2], 1004, hrv_rmssd_milli=77.0)
    tally = ann.at("2026-03-20 18:00").sync()
    assert tally.by_table["nights"] == Counts(revised=1, unchanged=4)
    before, after = (ann.store.snapshot("ann", NOON + timedelta(hours=more)) for more in (5, 6))
    assert before.nights[-2].hrv_rmssd_ms != 77.0
    assert after.nights[-2].hrv_rmssd_ms == 77.0
    assert after.nights[-2].known_at == NOON + timedelta(hours=6)


def test_what_is_edited_weeks_ago_is_seen_within_a_day_without_any_event(ann, whoop, weeks):
    keys = weeks(60)
    ann.sync()
    whoop.put_recovery(keys[30], 1031, hrv_rmssd_milli=77.0)
    assert ann.at("2026-03-20 12:05").sync().by_table["nights"].revised == 0
    assert ann.at("2026-03-21 12:00").sync().by_table["nights"].revised == 1
    assert ann.at("2026-03-21 12:05").sync().since == datetime(2026, 3, 14, 12, tzinfo=UTC), "the next look is a short one again"


def test_a_deleted_sleep_takes_its_night_along_and_may_come_back(ann, whoop, weeks):
    keys = weeks(5)
    ann.sync()
    objects = {kind: dict(found) for kind, found in whoop.objects.items()}
    whoop.forget("sleep", keys[-2])
    tally = ann.at("2026-03-20 18:00").sync()
    assert tally.by_table["nights"].withdrawn == tally.by_table["sleeps"].withdrawn == 1
    assert keys[-2] not in ann.nights()
    assert len(ann.store.snapshot("ann", NOON + timedelta(hours=5)).nights) == 5, "it stood until then"
    whoop.objects = objects
    ann.at("2026-03-20 19:00").sync()
    assert_all_is_as_whoop_tells(ann)


def test_deleted_workouts_and_cycles_are_taken_back(ann, whoop, weeks):
    weeks(9)
    ann.sync()
    whoop.forget("workout", next(iter(whoop.objects["workout"])))
    whoop.forget("cycle", 1007)
    whoop.forget("sleep", whoop.put_sleep("main 1007", 1007, "2026-03-17 22:30", "2026-03-18 06:30"))
    tally = ann.at("2026-03-20 18:00").sync()
    assert {table: counts.withdrawn for table, counts in tally.by_table.items()} == {"nights": 1, "days": 1, "sleeps": 1, "workouts": 1}
    assert_all_is_as_whoop_tells(ann)


def test_a_sleep_that_becomes_a_nap_is_no_night_any_more(ann, whoop, weeks):
    keys = weeks(5)
    ann.sync()
    whoop.change("sleep", keys[-2], nap=True)
    tally = ann.at("2026-03-20 18:00").sync()
    assert (tally.by_table["nights"].withdrawn, tally.by_table["sleeps"].revised) == (1, 1)
    assert_all_is_as_whoop_tells(ann)


def test_what_a_list_lacks_is_kept_while_whoop_knows_it_by_its_id(ann, whoop, weeks):
    keys = weeks(5)
    ann.sync()
    whoop.hidden = {keys[-2], "1004", keys[-3]}
    whoop.forget("sleep", keys[-3])
    tally = ann.at("2026-03-20 18:00").sync()
    assert {name: counts.withdrawn for name, counts in tally.by_table.items() if counts.withdrawn} == {"nights": 1, "sleeps": 1}
    assert keys[-2] in ann.nights()
    assert "1004" in {day.key for day in ann.standing(Day)}


def test_a_sleep_that_was_moved_out_of_the_look_is_found_where_it_is(ann, whoop, weeks):
    keys = weeks(20)
    whoop.forget("sleep", keys[1])
    ann.sync()
    assert [day.day.day for day in ann.standing(Day) if day.key == "1002"] == [2]
    whoop.change("sleep", keys[-2], start="2026-03-01 23:00", end="2026-03-02 05:30", cycle_id=1002)
    whoop.objects["recovery"][keys[-2]]["cycle_id"] = 1002
    ann.at("2026-03-20 18:00").sync()
    assert ann.nights()[keys[-2]].night.day == 2
    assert_all_is_as_whoop_tells(ann)


def test_the_totals_of_a_running_day_are_live_facts_with_few_revisions(ann, whoop):
    whoop.night(1, "2026-03-19 22:30", "2026-03-20 06:30")
    ann.sync()
    for minute in (10, 20, 30, 45, 59, 60, 90):
        whoop.put_cycle(1, "2026-03-19 22:30", strain=5.0 + minute / 100)
        ann.at(hours("2026-03-20 12:00", minute / 60)).sync()
    with ann.store.reading() as database:
        rows = database.execute("SELECT strain, known_at FROM days ORDER BY revision").fetchall()
    assert [(strain, f"{known:%H:%M}") for strain, known in rows] == [
        (9.5, "12:00"),
        (5.3, "12:30"),
        (5.6, "13:00"),
        (5.9, "13:30"),
    ]
    whoop.night(2, "2026-03-20 22:30", "2026-03-21 06:30")
    whoop.put_cycle(1, "2026-03-19 22:30", "2026-03-20 22:30", strain=11.0)
    ann.at("2026-03-21 07:00").sync()
    (whole,) = [day for day in ann.standing(Day) if day.key == "1"]
    assert (whole.strain, whole.cycle_end, whole.known_at.hour) == (11.0, datetime(2026, 3, 20, 22, 30, tzinfo=UTC), 7)


def test_a_night_that_waits_for_its_score_is_looked_at_until_it_is_resolved(ann, whoop, weeks):
    keys = weeks(5)
    whoop.put_recovery(keys[-1], 1005, state="PENDING_SCORE")
    ann.sync()
    for nights, day in ((10, "2026-03-25"), (15, "2026-03-30"), (17, "2026-04-01")):
        assert ann.nights()[keys[-1]].score_state == "pending"
        weeks(nights, day)
        whoop.put_recovery(keys[-1], 1005, state="PENDING_SCORE")
        ann.at(f"{day} 10:00").sync()
    whoop.put_recovery(keys[-1], 1005, hrv_rmssd_milli=66.0)
    ann.at("2026-04-01 12:00").sync()
    assert ann.nights()[keys[-1]].hrv_rmssd_ms == 66.0
    assert ann.at("2026-04-01 12:05").sync().since == datetime(2026, 3, 25, 12, tzinfo=UTC), "nothing waits any more: a short look"


def test_a_recovery_that_never_comes_is_not_waited_for_longer_than_two_weeks(ann, whoop, weeks):
    keys = weeks(5)
    del whoop.objects["recovery"][keys[-1]]
    ann.sync()
    assert ann.nights()[keys[-1]].score_state == "pending"
    ann.at("2026-04-04 12:00").sync()
    night = ann.nights()[keys[-1]]
    assert (night.score_state, night.hrv_rmssd_ms, night.resp_rate_brpm) == ("scored", None, 15.25)


SCORED, REVISED = {"hrv_rmssd_milli": 60.0}, {"hrv_rmssd_milli": 70.0}
TRANSITIONS = {
    "missing to pending": (None, {"state": "PENDING_SCORE"}),
    "missing to scored": (None, SCORED),
    "missing to unscorable": (None, {"state": "UNSCORABLE"}),
    "pending to scored": ({"state": "PENDING_SCORE"}, SCORED),
    "pending to calibrating": ({"state": "PENDING_SCORE"}, {"user_calibrating": True}),
    "pending to unscorable": ({"state": "PENDING_SCORE"}, {"state": "UNSCORABLE"}),
    "calibrating to scored": ({"user_calibrating": True}, SCORED),
    "scored to scored anew": (SCORED, REVISED),
    "scored to pending": (SCORED, {"state": "PENDING_SCORE"}),
    "scored to unscorable": (SCORED, {"state": "UNSCORABLE"}),
    "unscorable to scored": ({"state": "UNSCORABLE"}, SCORED),
    "scored to recovery deleted": (SCORED, None),
    "scored to sleep deleted": (SCORED, "deleted"),
    "sleep deleted to scored": ("deleted", SCORED),
}


QUICK = ("missing to scored", "scored to unscorable", "sleep deleted to scored")


@pytest.mark.parametrize("name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.prove) for name in TRANSITIONS])
def test_every_transition_of_a_score_is_followed_and_no_value_is_stale_or_zero(ann, whoop, weeks, name):
    before, after = TRANSITIONS[name]
    keys = weeks(3)
    for state, at in ((before, "2026-03-20 12:00"), (after, "2026-03-20 14:00")):
        _put(whoop, keys[-1], state)
        ann.at(at).sync()
        _assert_state(ann.store.snapshot("ann", ann.clock.now()), state)
    _assert_state(ann.store.snapshot("ann", NOON + timedelta(hours=1)), before)


def _put(whoop, key, state):
    whoop.put_sleep("main 1003", 1003, "2026-03-19 22:30", "2026-03-20 06:30")
    whoop.objects["recovery"].pop(key, None)
    if state == "deleted":
        whoop.forget("sleep", key)
    elif state is not None:
        whoop.put_recovery(key, 1003, **state)


def _assert_state(snapshot, state):
    nights = [night for night in snapshot.nights if night.night.day == 20]
    if state == "deleted":
        assert nights == []
        return
    (night,) = nights
    reason = {"PENDING_SCORE": "pending", "UNSCORABLE": "unscorable"}.get((state or {"state": "PENDING_SCORE"}).get("state", "SCORED"))
    reason = "calibrating" if state and state.get("user_calibrating") else reason
    assert night.score_state == (reason or "scored")
    assert {why_unusable(night, TARGETS[target]) for target in PRIMARY} == {reason}
    told = None if reason in ("pending", "unscorable") else (state or {}).get("hrv_rmssd_milli", 61.813562)
    assert night.hrv_rmssd_ms == told


def test_a_laptop_that_slept_for_months_reads_all_it_missed(ann, whoop, weeks):
    weeks(5)
    ann.sync()
    weeks(130, "2026-07-24", first_number=1001)
    tally = ann.at("2026-07-24 12:00").sync()
    assert_all_is_as_whoop_tells(ann)
    assert tally.since == NOON - timedelta(days=7)
    arrived = {night.known_at for night in ann.standing(Night) if night.night.month > 3}
    assert arrived == {datetime(2026, 7, 24, 12, tzinfo=UTC)}, "live facts are known when they arrive"


def test_another_account_is_read_from_its_beginning_and_takes_back_what_was_not_its(newcomer, whoop, weeks):
    weeks(12)
    newcomer.sync()
    whoop.objects = {kind: {} for kind in whoop.objects}
    weeks(15, first_number=9000)
    newcomer.connection = replace(newcomer.connection, account_id="4712")
    newcomer.at("2026-03-20 13:00").sync()
    assert_all_is_as_whoop_tells(newcomer)
    assert len(newcomer.standing(Night)) == 15


def test_a_clock_that_stands_before_the_last_look_is_refused(ann, whoop, weeks):
    weeks(5)
    ann.sync()
    with pytest.raises(ClockFault, match="read up to 2026-03-20 12:00"):
        ann.at("2026-03-19 12:00").sync()
    ann.at("2026-03-20 11:57").sync()  # two clocks of one machine may differ by so much


def test_a_clock_that_is_behind_what_whoop_tells_is_refused(newcomer, whoop, weeks):
    weeks(5)
    with pytest.raises(ClockFault, match="this machine's clock shows 2026-03-20 06:00"):
        newcomer.at("2026-03-20 06:00").sync()
    assert newcomer.standing() == []


def test_the_body_is_asked_about_once_a_week_and_told_when_it_changed(newcomer, whoop, weeks):
    weeks(5)
    newcomer.sync()
    assert {m.key: (m.value, m.unit, m.day.day) for m in newcomer.standing(Measure)} == {
        "height_m": (1.8, "m", 20),
        "weight_kg": (70.0, "kg", 20),
        "max_heart_rate_bpm": (190.0, "bpm", 20),
    }
    whoop.body_weight = 69.0
    newcomer.at("2026-03-21 12:00").sync()
    assert {m.value for m in newcomer.standing(Measure) if m.kind == "weight_kg"} == {70.0}
    tally = newcomer.at("2026-03-28 12:00").sync()
    assert tally.by_table["measures"] == Counts(revised=1)
    assert {m.day.day for m in newcomer.standing(Measure)} == {20, 28}
