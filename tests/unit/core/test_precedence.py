"""What counts of several answers to the same question of the same day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.precedence import last_words
from core.records import BY_HAND, JournalAnswer

DAY = date(2026, 1, 9)


def answer(source: str, key: str, hour: int, said: str, kind: str = "alcohol", day: date = DAY) -> JournalAnswer:
    at = datetime(2026, 1, 9, hour, tzinfo=UTC)
    return JournalAnswer(
        person_id="a", source=source, source_epoch="1", key=key, known_at=at, day=day, kind=kind, answer="yes" if said == "yes" else "no"
    )


def test_a_later_entry_of_the_same_evening_replaces_what_an_earlier_one_said():
    early, late = answer(BY_HAND, "e1", 19, "no"), answer(BY_HAND, "e2", 22, "yes")
    assert last_words([late, early]) == (late,)


def test_what_is_told_by_hand_replaces_what_a_device_had_told_before():
    ticked, told = answer("whoop_api", "c", 18, "no"), answer(BY_HAND, "e1", 21, "yes")
    assert last_words([ticked, told]) == (told,)


def test_what_a_device_tells_afterwards_stands_beside_the_word_told_by_hand():
    told, ticked = answer(BY_HAND, "e1", 18, "yes"), answer("whoop_api", "c", 21, "no")
    assert last_words([told, ticked]) == (told, ticked)


def test_other_days_other_kinds_and_answers_of_no_kind_stand_for_themselves():
    told = [
        answer(BY_HAND, "e1", 19, "yes"),
        answer(BY_HAND, "e1", 19, "yes", kind="caffeine"),
        answer(BY_HAND, "e1", 19, "yes", day=date(2026, 1, 8)),
        answer("whoop_api", "a", 18, "yes", kind="other"),
        answer(BY_HAND, "o", 20, "yes", kind="other"),
    ]
    assert last_words(told) == tuple(told)


def test_two_answers_of_one_device_stay_where_nobody_told_anything():
    told = (answer("whoop_export", "a", 18, "yes"), answer("whoop_export", "b", 18, "no"))
    assert last_words(told) == told
