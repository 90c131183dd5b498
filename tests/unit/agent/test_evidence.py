"""Evidence counts only where a journal answer of this evening, or a note, backs it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.evidence import Backing, backing, evidence_findings, graded, person_words
from agent.judgement import JudgedEvidence
from agent.transcript import ToolResult

EVENING = date(2026, 1, 5)


def judged(**given: Any) -> JudgedEvidence:
    return JudgedEvidence(**({"kind": "alcohol", "answer": "yes", "probability": 0.95} | given))


def test_a_path_into_this_evenings_answer_backs_it(results: list[ToolResult]) -> None:
    for call in ("call_3", "read_journal", None):
        found = backing(judged(path="answers[0].answer", call=call), results, EVENING)
        assert found == Backing("call_3:answers[0]", "two glasses of wine, 2 big ones", 0.9)


def test_the_persons_own_words_back_it_whatever_their_case_and_spacing(results: list[ToolResult]) -> None:
    assert isinstance(backing(judged(quote="Two  GLASSES of wine"), results, EVENING), Backing)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "neither quote nor path"),
        ({"quote": "a"}, "too short"),
        ({"quote": "three bottles of gin"}, "is not found"),
        ({"quote": "lasses of win"}, "is not found"),
        ({"path": "answers[9].answer"}, "is not found"),
        ({"path": "answers[0].nothing"}, "is not found"),
        ({"path": "effects[0].kind"}, "is not found"),
        ({"path": "answers[0].answer", "call": "run_models"}, "is not found"),
        ({"quote": "two glasses of wine", "path": "answers[7]"}, "leads nowhere"),
        ({"path": "answers[1].answer"}, "is about 'sauna'"),
        ({"path": "answers[0].answer", "answer": "no"}, "answers 'yes'"),
        ({"kind": "travel", "quote": "flew home"}, "is of 2026-01-04"),
        ({"kind": "stress", "path": "answers[3].answer"}, "quote its words"),
        ({"quote": "Alcohol evening came low"}, "rests on a reflection"),
        ({"kind": "travel", "path": "memories[0].text", "call": "search_memory"}, "points at a note"),
    ],
)
def test_what_backs_nothing_is_named(given: dict[str, Any], said: str, results: list[ToolResult]) -> None:
    found = backing(judged(**given), results, EVENING)
    assert isinstance(found, str)
    assert said in found
    assert graded([judged(**given)], results, EVENING) == []


def test_free_words_and_notes_back_evidence_by_quote(results: list[ToolResult]) -> None:
    stress = backing(judged(kind="stress", quote="argued with the landlord"), results, EVENING)
    travel = backing(judged(kind="travel", quote="I fly to Lisbon on Tuesdays"), results, EVENING)
    assert isinstance(stress, Backing)
    assert stress.confidence == 0.8
    assert isinstance(travel, Backing)
    assert travel.source == "call_6:memories[0]"


def test_no_evidence_is_surer_than_the_reading_it_rests_on(results: list[ToolResult]) -> None:
    (item,) = graded([judged(path="answers[0].answer", probability=1.0)], results, EVENING)
    assert item.probability == 0.9


def test_a_kind_counts_once(results: list[ToolResult]) -> None:
    twice = [judged(path="answers[0].answer", probability=0.5), judged(quote="two glasses of wine", probability=0.9)]
    assert [item.probability for item in graded(twice, results, EVENING)] == [0.5]
    assert evidence_findings(twice, results, EVENING) == ["evidence 'alcohol' stands more than once"]


@pytest.fixture
def transcript() -> ToolResult:
    words = "Two glasses of wine, 2 big ones. I argued all afternoon. Last night I took a sleeping pill. There was no sauna."
    value = {"entry_id": "abc123", "day": "2026-01-05", "told_at": "21:40", "confidence": 0.9, "text": words, "voice": None}
    return ToolResult("call_7", "transcribe_journal", value)


def test_a_transcript_of_this_evening_backs_evidence_by_its_words_and_only_so_surely(
    results: list[ToolResult], transcript: ToolResult
) -> None:
    found = backing(judged(kind="stress", quote="I argued all afternoon"), [*results, transcript], EVENING)
    assert found == Backing("call_7:text", "I argued all afternoon", 0.7)
    (item,) = graded([judged(kind="stress", quote="argued all  AFTERNOON", call="transcribe_journal")], [*results, transcript], EVENING)
    assert (item.probability, item.source) == (0.7, "call_7:text")


def test_an_answer_that_was_read_goes_before_the_words_it_was_read_from(results: list[ToolResult], transcript: ToolResult) -> None:
    found = backing(judged(quote="two glasses of wine"), [transcript, *results], EVENING)
    assert isinstance(found, Backing)
    assert (found.source, found.confidence) == ("call_3:answers[0]", 0.9)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "stress", "quote": "I fought all afternoon"}, "is not found"),
        ({"kind": "stress", "path": "text", "call": "transcribe_journal"}, "quote its words"),
        ({"kind": "sauna", "quote": "sauna", "call": "call_7"}, "answers otherwise"),
        ({"kind": "medication", "quote": "I took a sleeping pill", "call": "call_7"}, "tell of 2026-01-04"),
    ],
)
def test_words_of_a_transcript_that_back_nothing_are_named(
    given: dict[str, Any], said: str, results: list[ToolResult], transcript: ToolResult
) -> None:
    pill = {"day": "2026-01-04", "kind": "medication", "answer": "yes", "quote": "Last night I took a sleeping pill", "confidence": 0.9}
    journal = next(result for result in results if result.name == "read_journal")
    journal.value["answers"].append(pill)  # type: ignore[attr-defined]
    found = backing(judged(**given), [*results, transcript], EVENING)
    assert isinstance(found, str)
    assert said in found


def test_a_transcript_of_another_evening_backs_nothing(results: list[ToolResult], transcript: ToolResult) -> None:
    earlier = ToolResult("call_7", "transcribe_journal", transcript.value | {"day": "2026-01-04"})
    found = backing(judged(kind="stress", quote="I argued all afternoon"), [*results, earlier], EVENING)
    assert isinstance(found, str)
    assert "is of 2026-01-04" in found


def test_an_answer_dated_yesterday_is_no_evidence_for_tonight(results: list[ToolResult]) -> None:
    """As an entry's reader dates it that hears "last night"."""
    found = backing(judged(kind="travel", path="answers[2].answer", call="read_journal"), results, EVENING)
    assert isinstance(found, str)
    assert "is of 2026-01-04" in found


def test_only_the_persons_words_count_as_theirs(results: list[ToolResult]) -> None:
    words = person_words(results)
    assert "flew home" in words
    assert "I fly to Lisbon on Tuesdays" in words
    assert "Any alcoholic drinks?" not in words
