"""What each tool tells, and what it keeps to itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import ToolFailed, ToolRetry
from forecasting.effects import Effect
from memory.cards import Card, Predicate
from tools.read_journal import read_journal
from tools.read_report import read_report
from tools.recall_similar_days import recall_similar_days
from tools.remember import remember
from tools.run_models import run_models
from tools.score_board import score_board
from tools.search_memory import search_memory


def test_the_report_is_the_brief(context_of):
    context = context_of()
    assert read_report(context) == context.brief.model_dump(mode="json")


def test_the_models_are_told_in_rounded_numbers(context_of):
    told = run_models(context_of())
    assert told["night"] == "2026-03-02"
    assert told["targets"]["hrv_rmssd_ms"] == {"abstained": "needs 3 usable nights, has 0"}
    assert told["targets"]["resting_hr_bpm"] == {
        "median": 51.0,
        "interval_80": [47.0, 55.0],
        "interval_95": [46.2, 55.8],
        "sigma": 1.235,
        "usable_nights": 30,
        "personal_mean": 51.0,
        "normal_range": [48.3, 54.3],
        "last_value": 52.0,
        "forecasters": [{"name": "persistence", "weight": 0.26, "median": 51.0}],
    }


def test_the_journal_tells_the_last_evenings_newest_first(context_of, told, night):
    evening = night - timedelta(days=1)
    quote = "two glasses"
    answers = [told(evening - timedelta(days=i), "alcohol", quote=quote if i == 0 else None, amount=2.04, unit="drinks") for i in range(4)]
    found = read_journal(context_of(journal=answers), days=2)
    assert found["evening"] == "2026-03-01"
    assert [answer["day"] for answer in found["answers"]] == ["2026-03-01", "2026-02-28"]
    assert found["answers"][0] == {
        "day": "2026-03-01",
        "kind": "alcohol",
        "label": "alcohol",
        "answer": "yes",
        "amount": 2.0,
        "unit": "drinks",
        "question": None,
        "quote": "two glasses",
        "confidence": 1.0,
    }


def test_the_journal_tells_effects_of_what_happened_only(context_of, told, night):
    evening = night - timedelta(days=1)
    assert read_journal(context_of(journal=[told(evening, "stress")]))["effects"] == []
    assert read_journal(context_of(journal=[told(evening, "alcohol", "no")]))["effects"] == []
    effects = read_journal(context_of(journal=[told(evening, "alcohol")]))["effects"]
    assert effects == [{"kind": "alcohol", "target": "resting_hr_bpm", "shift_sigma": 0.46, "sd_sigma": 0.12, "confirmed_events": 3}]


def test_an_answer_of_the_day_after_the_night_is_not_told(context_of, told, night):
    assert read_journal(context_of(journal=[told(night, "alcohol")]), days=31)["answers"] == []


def test_an_endless_quote_is_cut_and_stays_on_one_line(context_of, told, night):
    answers = [told(night - timedelta(days=1), "alcohol", quote="wine\n\n\x1b[2J" + "x" * 5_000)]
    quote = read_journal(context_of(journal=answers))["answers"][0]["quote"]
    assert len(quote) <= 600
    assert quote.startswith("wine [2Jxxx")
    assert quote.endswith("…")


def test_a_crowded_journal_is_bounded(context_of, told, night):
    answers = [told(night - timedelta(days=1 + i % 31), "alcohol", question=f"q{i}") for i in range(300)]
    assert len(read_journal(context_of(journal=answers), days=31)["answers"]) == 60


def test_similar_days_tell_what_came_and_what_had_been_told(context_of, told, night):
    journal = [told(night - timedelta(days=i), "alcohol") for i in (1, 11)]
    residuals = {"resting_hr_bpm": {night - timedelta(days=10): 1.26}}
    days = recall_similar_days(context_of(journal=journal, residuals=residuals), k=3)["days"]
    assert len(days) == 3
    assert days[0] == {
        "night": str(night - timedelta(days=10)),
        "similarity": days[0]["similarity"],
        "values": {"resting_hr_bpm": 50.0},
        "forecast": {},
        "surprise": {"resting_hr_bpm": 1.3},
        "events": ["alcohol"],
    }
    assert days[0]["similarity"] > days[1]["similarity"]


def test_a_remembered_day_tells_the_sealed_forecast(context_of, memory_of, night):
    when = night - timedelta(days=7)
    data = {"forecast": {"resting_hr_bpm": 53.333}, "surprise": {"resting_hr_bpm": -2.04, "recovery_pct": 1.0}, "events": []}
    episode = memory_of("episode:1", "…", kind="episode", night=when, **data)
    days = recall_similar_days(context_of(memories=[episode]), k=20)["days"]
    (day,) = [day for day in days if day["night"] == str(when)]
    assert day["forecast"] == {"resting_hr_bpm": 53.3}
    assert day["surprise"] == {"resting_hr_bpm": -2.0}


def test_a_value_out_of_range_is_no_value_of_a_similar_day(context_of, night_of, night):
    nights = [night_of(night - timedelta(days=i), resting_hr_bpm=50.0 + i % 2, resp_rate_brpm=999.0) for i in range(30, 0, -1)]
    assert all(set(day["values"]) == {"resting_hr_bpm"} for day in recall_similar_days(context_of(nights=nights))["days"])


def test_memories_are_found_by_their_words(context_of, memory_of, night):
    rows = [
        memory_of("note:1", "I take a beta blocker"),
        memory_of("episode:1", "The evening before: alcohol: yes.", kind="episode", night=night - timedelta(days=5)),
    ]
    found = search_memory(context_of(memories=rows), "wine and beer")["memories"]
    assert [(one["memory_id"], one["kind"], one["night"]) for one in found] == [("episode:1", "episode", "2026-02-25")]


def test_a_reflection_says_how_its_hypothesis_fared(context_of, memory_of, night):
    card = Card(Predicate("event", "alcohol"), {"resting_hr_bpm": 0.3}, "").to_json()
    rows = [memory_of("reflection:1", "After alcohol expect more.", kind="reflection", night=night - timedelta(days=20), card=card)]
    for i, z in enumerate((1.0, -1.0), start=1):
        data = {"surprise": {"resting_hr_bpm": z}, "events": ["alcohol"]}
        rows.append(memory_of(f"episode:{i}", "…", kind="episode", night=night - timedelta(days=i + 1), **data))
    (found,) = search_memory(context_of(memories=rows), "alcohol")["memories"]
    assert found["text"] == "After alcohol expect more. [Tested: resting_hr_bpm held on 1 of 2 later nights (shadow).]"


def test_a_memory_of_the_night_ahead_is_not_found(context_of, memory_of, night):
    context = context_of(memories=[memory_of("episode:1", "alcohol", kind="episode", night=night)])
    assert search_memory(context, "alcohol") == {"memories": []}


def test_a_search_without_telling_words_may_be_tried_again(context_of):
    with pytest.raises(ToolRetry, match="telling words"):
        search_memory(context_of(), "the of and")


def test_the_score_board_of_nothing_is_empty(context_of):
    assert score_board(context_of()) == {"scored_nights": 0, "track": "live", "targets": {}}


def test_the_score_board_tells_opinions_head_to_head(context_of, score_of, night):
    scores = [score_of(night - timedelta(days=i), final=1.0, models=1.1, evidence=1.0, agent=1.234, personal_mean=2.0) for i in (1, 2)]
    assert score_board(context_of(scores=scores))["targets"]["resting_hr_bpm"] == {
        "nights": 2,
        "mean_crps": 1.0,
        "coverage_80": 1.0,
        "opinions": {"models": 1.1, "evidence": 1.0, "agent": 1.23},
        "skill_over_mean": 0.5,
    }


def test_a_note_is_queued_not_written(context_of):
    queued = []
    context = context_of(queue_note=lambda text: queued.append(text) or "note-1")
    assert remember(context, "I take a beta blocker") == {"queued": True, "id": "note-1"}
    assert queued == ["I take a beta blocker"]


def test_a_note_outside_chat_cannot_be_taken(context_of):
    with pytest.raises(ToolFailed, match="in chat only"):
        remember(context_of(), "I take a beta blocker")


def test_no_shift_is_told_as_minus_zero(context_of, told, night):
    effects = {("alcohol", "resting_hr_bpm"): Effect("alcohol", "resting_hr_bpm", -0.001, 0.1, 5)}
    context = context_of(journal=[told(night - timedelta(days=1), "alcohol")], effects=effects)
    assert str(read_journal(context)["effects"][0]["shift_sigma"]) == "0.0"
