from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.quality import findings, usable_nights, why_unusable
from core.records import Day, JournalAnswer, Night, Sleep, Workout
from core.targets import TARGETS

HRV = TARGETS["hrv_rmssd_ms"]
START = date(2026, 3, 2)


def night_of(night=START, **values):
    wake = datetime(night.year, night.month, night.day, 6, 0, tzinfo=UTC)
    usual = {"sleep_start": wake - timedelta(hours=8), "sleep_end": wake, "known_at": wake, "utc_offset_minutes": 60}
    told = {"hrv_rmssd_ms": 61.0, "resting_hr_bpm": 52.0, "resp_rate_brpm": 14.6, "sleep_minutes": 430.0}
    lead = {"person_id": "me", "key": night.isoformat(), "source": "whoop_export", "source_epoch": "whoop_export/1", "night": night}
    return Night(**{**lead, **usual, **told, **values})


def answer_of(answer, *, source="whoop_export", question="Alcohol?", kind="alcohol"):
    lead = {
        "person_id": "me",
        "key": f"{source}{question}{answer}",
        "source": source,
        "source_epoch": "1",
        "known_at": datetime(2026, 3, 1, 19, tzinfo=UTC),
    }
    return JournalAnswer(**lead, day=date(2026, 3, 1), kind=kind, answer=answer, question=question)


def kinds(found):
    return [finding.kind for finding in found]


def test_clean_nights_have_no_findings():
    assert findings([night_of(START + timedelta(days=n)) for n in range(5)]) == ()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"hrv_rmssd_ms": None}, "missing"),
        ({"hrv_rmssd_ms": 999.0}, "out_of_range"),
        ({"hrv_rmssd_ms": 0.0}, "out_of_range"),
        ({"score_state": "pending"}, "pending"),
        ({"score_state": "calibrating"}, "calibrating"),
        ({"score_state": "unscorable", "hrv_rmssd_ms": None}, "unscorable"),
    ],
)
def test_a_night_is_usable_or_has_one_reason_why_not(values, reason):
    assert why_unusable(night_of(**values), HRV) == reason


def test_usable_nights_are_counted_per_target_with_the_reasons_for_the_others():
    nights = [
        night_of(),
        night_of(hrv_rmssd_ms=None),
        night_of(hrv_rmssd_ms=4.9),
        night_of(score_state="pending"),
        night_of(resting_hr_bpm=None),
    ]
    usable = usable_nights(nights)
    assert (usable["hrv_rmssd_ms"].count, usable["hrv_rmssd_ms"].reasons) == (2, {"missing": 1, "out_of_range": 1, "pending": 1})
    assert (usable["resting_hr_bpm"].count, usable["resting_hr_bpm"].reasons) == (3, {"missing": 1, "pending": 1})
    assert (usable["recovery_pct"].count, usable["recovery_pct"].reasons) == (0, {"missing": 4, "pending": 1})


def test_every_target_is_counted_even_without_nights():
    assert {name: (usable.count, dict(usable.reasons)) for name, usable in usable_nights([]).items()} == {name: (0, {}) for name in TARGETS}


@pytest.mark.parametrize(("value", "count"), [(4.9, 1), (5.0, 0), (300.0, 0), (300.1, 1)])
def test_a_value_out_of_its_range_is_a_finding_at_the_very_edge(value, count):
    found = findings([night_of(hrv_rmssd_ms=value)])
    assert kinds(found) == ["out_of_range"] * count
    if found:
        assert (found[0].target, found[0].day) == ("hrv_rmssd_ms", START)
        assert found[0].detail == f"hrv_rmssd_ms is {value:g}, outside 5…300"


def test_day_totals_have_ranges_too():
    day = Day(person_id="me", key="x", source="s", source_epoch="e", known_at=datetime(2026, 3, 3, tzinfo=UTC), day=START, strain=22.0)
    assert [(finding.target, finding.day) for finding in findings([], [day])] == [("strain", START)]


def test_a_gap_is_told_once_with_its_first_and_last_night():
    (found,) = findings([night_of(), night_of(START + timedelta(days=4))])
    assert (found.kind, found.day, found.detail) == ("gap", date(2026, 3, 3), "3 nights without data, until 2026-03-05")


def test_a_gap_up_to_now_is_told_but_the_night_of_today_may_still_come():
    assert findings([night_of()], as_of=datetime(2026, 3, 3, 7, 0, tzinfo=UTC)) == ()
    (found,) = findings([night_of()], as_of=datetime(2026, 3, 4, 7, 0, tzinfo=UTC))
    assert (found.day, found.detail) == (date(2026, 3, 3), "1 night without data")


def test_two_nights_of_one_date_are_a_duplicate():
    second = night_of(sleep_start=datetime(2026, 3, 2, 8, tzinfo=UTC), sleep_end=datetime(2026, 3, 2, 12, tzinfo=UTC), sleep_minutes=200.0)
    found = findings([night_of(), replace(second, key="2026-03-02#2", known_at=datetime(2026, 3, 2, 12, tzinfo=UTC))])
    assert [(finding.kind, finding.day) for finding in found] == [("duplicate", START)]
    assert "2 nights of one date" in found[0].detail


def test_the_same_sleep_under_two_dates_is_a_duplicate():
    again = replace(night_of(), night=date(2026, 3, 3), key="b", utc_offset_minutes=None)
    assert "duplicate" in kinds(findings([night_of(), again]))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sleep_end": datetime(2026, 3, 1, 20, tzinfo=UTC)}, "ends before it starts"),
        ({"sleep_start": datetime(2026, 3, 1, 5, tzinfo=UTC)}, "a sleep of 25.0 h"),
        ({"known_at": datetime(2026, 3, 2, 5, tzinfo=UTC)}, "before it ended"),
        ({"utc_offset_minutes": -480}, "dated otherwise"),
        ({"sleep_minutes": 500.0}, "asleep 500 min of a sleep of 480 min"),
    ],
)
def test_a_clock_that_cannot_be_right_is_a_finding(values, words):
    found = findings([night_of(**values)])
    assert "clock_fault" in kinds(found)
    assert any(words in finding.detail for finding in found)


def test_a_night_that_begins_before_the_last_one_ended_is_a_clock_fault():
    other = night_of(date(2026, 3, 3), sleep_start=datetime(2026, 3, 2, 5, tzinfo=UTC), sleep_minutes=None)
    found = findings([night_of(), other])
    assert any("begins before the night of 2026-03-02 has ended" in finding.detail for finding in found)


def test_sleeps_workouts_and_days_have_clocks_too():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    lead = {"person_id": "me", "source": "s", "source_epoch": "e", "known_at": noon, "day": START}
    nap = Sleep(**lead, key="n", start=noon, end=noon - timedelta(hours=1), nap=True)
    run = Workout(**lead, key="w", start=noon, end=noon + timedelta(hours=30), sport="Running")
    day = Day(**lead, key="d", cycle_start=noon, cycle_end=noon + timedelta(hours=3))
    found = findings([], [day], sleeps=[nap], workouts=[run])
    assert sorted(finding.detail for finding in found) == [
        "a nap that ends before it starts",
        "a workout (Running) of 30.0 h",
        "day totals known at 2026-03-02 12:00 UTC, before their cycle ended",
    ]


def test_what_is_dated_after_now_is_a_finding_only_when_now_is_given():
    future = night_of(date(2026, 3, 9))
    assert findings([future]) == ()
    found = findings([future], as_of=datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert [(finding.kind, finding.day) for finding in found] == [("future_dated", date(2026, 3, 9))]


def test_a_yes_and_a_no_to_one_question_contradict_each_other():
    found = findings([], journal=[answer_of("yes"), answer_of("no")])
    assert [(finding.kind, finding.detail) for finding in found] == [("contradiction", "answered both yes and no: Alcohol?")]


def test_two_questions_of_one_source_about_one_kind_may_differ():
    assert findings([], journal=[answer_of("yes", question="Coffee?"), answer_of("no", question="Coffee after 4 pm?")]) == ()


def test_two_sources_that_differ_about_one_kind_contradict_each_other():
    found = findings([], journal=[answer_of("yes"), answer_of("no", source="voice", question=None)])
    assert [finding.detail for finding in found] == ["alcohol: yes and no from voice and whoop_export"]


def test_findings_come_in_the_order_of_dates_and_change_no_fact():
    nights = [night_of(START + timedelta(days=9), hrv_rmssd_ms=999.0), night_of(hrv_rmssd_ms=1.0)]
    before = list(nights)
    found = findings(nights)
    assert [finding.day for finding in found] == sorted(finding.day for finding in found)
    assert nights == before
