"""Of several facts about one night or one question, which counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.events import OTHER
from core.records import BY_HAND, JournalAnswer, Night

SOURCE_PRECEDENCE = ("whoop_api", "whoop_export", "oura", "garmin", "fitbit", "polar", "apple_health", "synthetic", "lifesnaps")
"""Where two sources tell of the same night, the one named first here counts; unnamed ones come last, by name."""


def one_per_date(nights: Iterable[Night]) -> tuple[Night, ...]:
    """One night per date, ascending: of several, that of the source that takes precedence, then the longest sleep."""
    best: dict[date, Night] = {}
    for night in nights:
        standing = best.get(night.night)
        if standing is None or _rank(night) < _rank(standing):
            best[night.night] = night
    return tuple(best[day] for day in sorted(best))


def last_words(answers: Iterable[JournalAnswer]) -> tuple[JournalAnswer, ...]:
    """The answers without those that the person's own word came after.

    What is told by hand of a kind and day replaces what was known of it until then, whoever told it. Answers of no kind of the
    catalog stand for themselves.
    """
    told = list(answers)
    last: dict[tuple[date, str], JournalAnswer] = {}
    for answer in told:
        place = answer.day, answer.kind
        standing = last.get(place)
        if answer.source == BY_HAND and (standing is None or (answer.known_at, answer.key) > (standing.known_at, standing.key)):
            last[place] = answer
    return tuple(answer for answer in told if answer.kind == OTHER or _stands_beside(answer, last.get((answer.day, answer.kind))))


def _stands_beside(answer: JournalAnswer, last: JournalAnswer | None) -> bool:
    """True for the last word itself, and for what another source told after it."""
    return last is None or answer is last or (answer.source != BY_HAND and answer.known_at > last.known_at)


def _rank(night: Night) -> tuple[int, str, float, str]:
    place = SOURCE_PRECEDENCE.index(night.source) if night.source in SOURCE_PRECEDENCE else len(SOURCE_PRECEDENCE)
    return place, night.source, -(night.sleep_minutes or 0.0), night.key
