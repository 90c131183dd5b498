"""The two rituals on a live clock: preview, seal, revision, lateness, scoring and the morning card."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from agent.day import evening, morning
from core.errors import BadInput, ClockFault, NotEnoughData
from evals.invariants import violations
from intelligence.reliability import track_record

NIGHT = date(2026, 3, 11)


def test_before_the_window_a_run_gives_an_unsealed_preview_with_questions(life) -> None:
    life.at("2026-03-10T12:00")
    found = evening(life.world, "ann")
    assert (found.status, found.forecast["seal"], found.forecast["night"]) == ("preview", None, "2026-03-11")
    assert 1 <= len(found.forecast["questions"]) <= 2
    assert life.world.ledger("live", "live").entries() == []


def test_in_the_window_a_run_seals_and_the_same_facts_stand(sealed) -> None:
    first, second = sealed.said, evening(sealed.world, "ann")
    assert (first.status, second.status) == ("sealed", "stands")
    assert first.forecast == second.forecast
    assert (first.forecast["track"], first.forecast["late"], first.forecast["revision"]) == ("live", False, 1)


def test_a_journal_told_before_the_deadline_makes_a_revision_that_counts(sealed) -> None:
    first = sealed.said.forecast
    sealed.clock.instant += timedelta(minutes=20)
    sealed.says("alcohol")
    second = evening(sealed.world, "ann").forecast
    assert (second["revision"], [e["kind"] for e in second["evidence"]]) == (2, ["alcohol"])
    assert second["targets"]["hrv_rmssd_ms"]["median"] < first["targets"]["hrv_rmssd_ms"]["median"]
    sealed.at("2026-03-11T10:00")
    assert morning(sealed.world, "ann").forecast["revision"] == 2


def test_a_revision_sealed_after_sleep_onset_is_kept_and_does_not_count(life) -> None:
    onset = life.night(NIGHT).sleep_start
    life.at("2026-03-10T19:00")
    evening(life.world, "ann")
    life.clock.instant = onset + timedelta(minutes=1)
    life.says("stress")
    assert evening(life.world, "ann").forecast["revision"] == 2
    life.at("2026-03-11T10:00")
    card = morning(life.world, "ann")
    assert card.forecast["revision"] == 1
    assert len(life.world.ledger("live", "live").entries("l.kind = 'forecast'")) == 2


def test_a_late_forecast_is_kept_marked_and_never_scored(life) -> None:
    life.at("2026-03-11T10:00")
    found = evening(life.world, "ann", night=NIGHT)
    assert (found.status, found.forecast["late"]) == ("late", True)
    with pytest.raises(NotEnoughData, match="has come true yet"):
        morning(life.world, "ann")


def test_a_clock_that_was_set_back_behind_the_arrival_of_the_night_is_refused(life) -> None:
    life.at("2026-03-11T10:00")
    life.clock.instant -= timedelta(hours=13)
    with pytest.raises(ClockFault, match="set the clock right"):
        evening(life.world, "ann")
    assert life.world.ledger("live", "live").entries() == []


def test_a_forecast_of_a_known_night_does_not_see_it(sealed) -> None:
    in_time = sealed.said.forecast
    sealed.at("2026-03-11T10:00")
    late = evening(sealed.world, "ann", night=NIGHT).forecast
    assert late["targets"]["hrv_rmssd_ms"]["models_only"] == in_time["targets"]["hrv_rmssd_ms"]["models_only"]


def test_the_morning_says_what_was_said_what_came_and_what_was_learned(sealed) -> None:
    sealed.at("2026-03-11T10:00")
    card = morning(sealed.world, "ann")
    assert card.forecast == sealed.said.forecast
    assert card.score["targets"]["hrv_rmssd_ms"]["outcome"] == sealed.night(NIGHT).hrv_rmssd_ms
    assert card.learned
    assert set(card.score["targets"]["hrv_rmssd_ms"]["normalised"]) == {"models", "evidence", "agent"}


def test_a_night_is_scored_once_and_a_later_value_is_shown_beside_it(sealed) -> None:
    sealed.at("2026-03-11T10:00")
    first = morning(sealed.world, "ann")
    revised = replace(sealed.night(NIGHT), hrv_rmssd_ms=sealed.night(NIGHT).hrv_rmssd_ms + 10)
    sealed.clock.instant += timedelta(hours=2)
    sealed.tell(revised)
    second = morning(sealed.world, "ann")
    assert second.score == first.score
    assert second.later_values["hrv_rmssd_ms"] == revised.hrv_rmssd_ms
    assert len(sealed.world.ledger("live", "live").entries("l.kind = 'score'")) == 1


def test_the_morning_tells_of_the_last_night_also_when_an_earlier_one_came_true_after_it(life, at) -> None:
    life.at("2026-03-12T12:00")
    for said_at in ("2026-03-10T21:00", "2026-03-08T21:00"):
        evening(life.world, "ann", as_of=at(said_at), run_id="any-order")
        assert morning(life.world, "ann", as_of=at("2026-03-11T10:00"), run_id="any-order").night == NIGHT


def test_evenings_of_one_night_replayed_in_any_order_count_by_their_instants(life, at) -> None:
    life.at("2026-03-10T20:00").says("alcohol")
    life.at("2026-03-12T12:00")
    last = evening(life.world, "ann", as_of=at("2026-03-10T21:00"), run_id="any-order")
    earlier = evening(life.world, "ann", as_of=at("2026-03-10T18:00"), run_id="any-order")
    again = evening(life.world, "ann", as_of=at("2026-03-10T21:00"), run_id="any-order")
    assert (earlier.forecast["revision"], again.status, again.forecast) == (2, "stands", last.forecast)
    assert morning(life.world, "ann", as_of=at("2026-03-11T10:00"), run_id="any-order").forecast == last.forecast


def test_a_night_that_is_pending_is_not_scored_until_it_is_scored_by_the_strap(sealed) -> None:
    night = sealed.night(NIGHT)
    sealed.clock.instant = night.known_at + timedelta(minutes=5)
    sealed.tell(replace(night, score_state="pending", recovery_pct=None))
    with pytest.raises(NotEnoughData):
        morning(sealed.world, "ann")
    sealed.clock.instant += timedelta(hours=1)
    sealed.tell(night)
    assert morning(sealed.world, "ann").night == NIGHT


def test_one_reflection_and_one_episode_are_remembered_per_scored_night(sealed) -> None:
    sealed.at("2026-03-11T21:00")
    for _ in range(2):
        evening(sealed.world, "ann")
    kinds = [row.kind for row in sealed.world.store.snapshot("ann", sealed.clock.instant).memories]
    assert sorted(kinds) == ["episode", "reflection"]


def test_data_that_stopped_weeks_ago_are_refused_with_the_remedy(life) -> None:
    life.at("2026-03-10T21:00")
    life.clock.instant += timedelta(days=40)
    with pytest.raises(NotEnoughData, match=r"none since 2026-03-10 .*--as-of"):
        evening(life.world, "ann")


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(hours=20)])
def test_no_moment_ahead_of_the_clock_is_replayed(life, ahead) -> None:
    life.at("2026-03-10T12:00")
    with pytest.raises(BadInput, match="in the past"):
        evening(life.world, "ann", as_of=life.clock.instant + ahead)


def test_a_night_beyond_the_coming_one_is_refused(life) -> None:
    life.at("2026-03-10T21:00")
    with pytest.raises(BadInput, match="up to the coming one, 2026-03-11"):
        evening(life.world, "ann", night=date(2026, 3, 12))


def test_a_replay_of_the_future_is_refused(life, at) -> None:
    life.at("2026-03-10T21:00")
    with pytest.raises(BadInput, match="past"):
        evening(life.world, "ann", as_of=at("2026-04-01T21:00"))


def test_evenings_replayed_one_at_a_time_remember_nothing_of_each_other(life, at) -> None:
    life.at("2026-03-10T21:00")
    alone = evening(life.world, "ann", as_of=at("2026-03-06T21:00")).forecast["payload_sha256"]
    other = [evening(life.world, "ann", as_of=at(f"2026-03-0{day}T21:00")).forecast["payload_sha256"] for day in (5, 7)]
    assert len({alone, *other}) == 3
    fresh = evening(life.world, "ann", as_of=at("2026-03-06T21:00"), run_id="fresh").forecast
    assert fresh["payload_sha256"] == alone


def test_a_replay_leaves_the_live_record_alone(life, at) -> None:
    life.at("2026-03-10T21:00")
    replayed = evening(life.world, "ann", as_of=at("2026-03-05T21:00")).forecast
    assert replayed["track"] == "replay"
    assert life.world.store.snapshot("ann", life.clock.instant).forecasts == ()


def test_a_value_that_comes_later_than_the_others_of_its_night_is_scored_when_it_comes(sealed) -> None:
    night = sealed.night(NIGHT)
    sealed.clock.instant = night.known_at + timedelta(minutes=5)
    sealed.tell(replace(night, hrv_rmssd_ms=None, resting_hr_bpm=None, recovery_pct=None))
    first = morning(sealed.world, "ann").score["targets"]
    sealed.clock.instant += timedelta(hours=1)
    sealed.tell(night)
    second = morning(sealed.world, "ann").score["targets"]
    assert "resp_rate_brpm" in first
    assert "hrv_rmssd_ms" not in first
    assert second.items() > first.items()
    assert second["hrv_rmssd_ms"]["outcome"] == night.hrv_rmssd_ms
    record = track_record(sealed.world.store.snapshot("ann", sealed.clock.instant))
    assert (record.scored_nights, record.targets["resp_rate_brpm"].nights, record.targets["hrv_rmssd_ms"].nights) == (1, 1, 1)
    assert violations(sealed.world) == []
