"""The corpus of journal texts: well-formed, varied, and its two parts apart."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from core.events import EVENT_KINDS
from evals.extraction_corpus import PARTS, REASONS, UNSEEN, LabelledText, read_part
from voice.reading import SCALES

LANGUAGES = ("de", "fr", "es", "it", "ja")
AT_LEAST = {
    "negation": 100,
    "tense": 35,
    "future": 9,
    "yesterday": 12,
    "habit": 5,
    "hypothetical": 8,
    "past": 5,
    "person": 40,
    "amount": 70,
    "time": 40,
    "intensity": 20,
    "correction": 20,
    "loan": 48,
    "typo": 35,
    "rating": 18,
    "trap": 20,
    "nothing": 5,
    "multi": 35,
    "long": 20,
    "injection": 5,
    "recogniser": 90,
    "nonnative": 12,
    **dict.fromkeys(LANGUAGES, 8),
}
"""Texts with each tag; a third of them in the part held back, give or take what small numbers do."""


@pytest.fixture(scope="module")
def parts() -> dict[str, tuple[LabelledText, ...]]:
    return {part: read_part(part) for part in ("dev", "held_back")}


@pytest.fixture(scope="module")
def texts(parts) -> tuple[LabelledText, ...]:
    return (*parts["dev"], *parts["held_back"])


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize(("part", "count"), [("further", 700), ("taught", 7000), ("blind", 300)])
def test_the_other_parts_are_well_formed(part, count):
    found = read_part(part)
    assert len({one.text_id for one in found}) == len({one.text for one in found}) == len(found) >= count
    assert {event.kind for one in found for event in one.events} <= set(EVENT_KINDS)
    assert {decoy.why for one in found for decoy in one.decoys} <= REASONS
    for one in found:
        assert len({(event.kind, event.days_ago) for event in one.events}) == len(one.events), one.text_id
        assert all(event.quote in one.text for event in one.events), one.text_id


@pytest.mark.parametrize("unseen", UNSEEN)
def test_no_text_that_a_reader_was_made_by_is_nearly_one_of_those_held_back(unseen):
    bags = [(words(one.text), one) for part in PARTS if part not in UNSEEN for one in read_part(part)]
    held = [(words(one.text), one) for one in read_part(unseen)]
    near = [(seen.text_id, one.text_id) for bag, seen in bags for other, one in held if _is_near(bag, other)]
    assert near == []


def _is_near(bag: frozenset[str], other: frozenset[str]) -> bool:
    return len(bag & other) > 0.6 * len(bag | other) and len(bag | other) > 6


def test_three_hundred_texts_stand_in_two_parts(parts):
    assert {part: len(found) for part, found in parts.items()} == {"dev": 200, "held_back": 100}


def test_ids_and_texts_are_each_there_once(texts):
    assert len({one.text_id for one in texts}) == 300
    assert len({" ".join(sorted(words(one.text))) for one in texts}) == 300


def test_no_text_is_nearly_another(texts):
    bags = [words(one.text) for one in texts]
    near = [
        (texts[i].text_id, texts[j].text_id) for i in range(300) for j in range(i) if len(bags[i] & bags[j]) > 0.5 * len(bags[i] | bags[j])
    ]
    assert near == []


def test_every_label_is_of_the_catalog(texts):
    events = [event for one in texts for event in one.events]
    assert {event.kind for event in events} == set(EVENT_KINDS)
    assert {event.answer for event in events} == {"yes", "no"}
    assert {event.days_ago for event in events} == {0, 1}
    assert {rating.scale for one in texts for rating in one.ratings} == set(SCALES)
    assert all(1 <= rating.value <= 10 for one in texts for rating in one.ratings)
    assert {decoy.kind for one in texts for decoy in one.decoys} <= set(EVENT_KINDS)
    assert {decoy.why for one in texts for decoy in one.decoys} == REASONS


def test_one_event_per_kind_and_day(texts):
    for one in texts:
        assert len({(event.kind, event.days_ago) for event in one.events}) == len(one.events), one.text_id


def test_amounts_have_the_units_of_their_kind_and_only_what_is_so_has_one(texts):
    amounts = Counter((event.kind, event.unit) for one in texts for event in one.events if event.amount is not None)
    assert set(amounts) == {("alcohol", "drinks"), ("caffeine", "cups"), ("caffeine", "mg")}
    for event in (event for one in texts for event in one.events):
        assert (event.amount is None) == (event.unit is None)
        assert event.amount is None or (event.amount > 0 and event.answer == "yes")
        assert event.intensity is None or 0 < event.intensity <= 1


def test_a_decoy_is_never_an_event_that_is_told_of_today(texts):
    told = {(one.text_id, event.kind) for one in texts for event in one.events if event.answer == "yes" and event.days_ago == 0}
    assert told & {(one.text_id, decoy.kind) for one in texts for decoy in one.decoys} == set()


def test_tags_say_what_the_labels_hold(texts):
    for one in texts:
        assert not any(event.answer == "no" for event in one.events) or "negation" in one.tags, one.text_id
        assert {decoy.why for decoy in one.decoys} <= one.tags, one.text_id
        assert not one.ratings or "rating" in one.tags, one.text_id
        assert "nothing" not in one.tags or not one.events, one.text_id


@pytest.mark.parametrize("tag", AT_LEAST)
def test_each_sort_of_text_is_there_often_enough_and_in_both_parts(tag, parts):
    dev, held = (sum(tag in one.tags for one in parts[part]) for part in ("dev", "held_back"))
    assert dev + held >= AT_LEAST[tag]
    assert held >= (dev + held) / 6


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_each_kind_is_told_with_yes_and_with_no_in_both_parts(kind, parts):
    for found in parts.values():
        assert {event.answer for one in found for event in one.events if event.kind == kind} == {"yes", "no"}


def test_texts_are_short_and_long_with_and_without_punctuation(texts):
    lengths = [len(one.text.split()) for one in texts]
    assert min(lengths) <= 3
    assert 90 <= max(lengths) <= 120
    bare = [one for one in texts if "recogniser" in one.tags]
    assert all(not re.search(r"[.,!?;:]", one.text) and one.text == one.text.lower() for one in bare)
