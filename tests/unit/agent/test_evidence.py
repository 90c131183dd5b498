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


def test_only_the_persons_words_count_as_theirs(results: list[ToolResult]) -> None:
    words = person_words(results)
    assert "flew home" in words
    assert "I fly to Lisbon on Tuesdays" in words
    assert "Any alcoholic drinks?" not in words
