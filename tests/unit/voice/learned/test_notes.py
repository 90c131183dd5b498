"""What the rules note on the encoder's tokens."""

from __future__ import annotations

from voice.learned import notes
from voice.learned.notes import Note, marked, names_of_notes
from voice.rules.ledger import related_mentions
from voice.rules.parsed import parse


def noted(text: str) -> list[Note]:
    parsed = parse(text)
    return notes.notes_of(parsed, related_mentions(parsed))


def test_a_phrase_is_noted_with_its_kind_its_answer_and_why_it_tells_of_nothing():
    text = "two beers, no training, and tomorrow a sauna"
    found = [(text[one.start : one.end], one.kind, one.answer, one.mood) for one in noted(text)]
    assert found == [
        ("beers", "alcohol", "yes", "fact"),
        ("training", "hard_training", "no", "fact"),
        ("sauna", "sauna", "yes", "future"),
    ]


def test_yesterdays_deed_is_noted_as_yesterdays():
    assert [one.mood for one in noted("last night I had a whisky")] == ["yesterday"]


def test_a_text_without_words_has_no_notes():
    assert noted(" … ") == []


def test_marks_stand_on_the_tokens_of_the_phrase_alone():
    kinds = ("alcohol", "sauna")
    table = marked([Note(4, 9, "alcohol", "no", "other")], [(0, 3), (4, 6), (6, 9), (10, 12), (0, 0)], kinds)
    columns = names_of_notes(kinds)
    assert table.shape == (5, len(columns))
    assert [sorted(columns[column] for column in row.nonzero()[0]) for row in table] == [
        [], ["alcohol", "no", "other"], ["alcohol", "no", "other"], [], [],
    ]  # fmt: skip
