"""Which time of a text belongs to a thing, and which time of day is meant by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.kinds import LATE
from voice.rules.mention import Mention
from voice.rules.parsed import Parsed
from voice.rules.times import Spoken, meant, part_of_day

_HOURS = {
    "caffeine": (1, 6),
    "alcohol": (1, 12),
    "late_meal": (1, 12),
    "hard_training": (1, 8),
    "nap": (1, 8),
    "poor_sleep_expected": (13, 0),
}


def time_of(parsed: Parsed, number: int, mention: Mention) -> Spoken | None:  # noqa: PLR0911 - one line per way of saying it
    """The time that belongs to the thing: in its clause behind it, else before it, else in a bit of a clause that follows."""
    clause = parsed.clauses[number]
    inside = parsed.times_in(clause.start, clause.end)
    behind = [spoken for spoken in inside if spoken.start >= mention.start]
    if behind:
        between = [t for t in parsed.triggers_in(mention.end, behind[0].start) if t.meaning.kind == mention.kind]
        return None if between else behind[0]
    if inside and mention.role == "meal" and parsed.word(mention.start - 1) in {"with", "after", "before", "for", "since"}:
        return None
    if inside:
        return inside[-1]
    led = _led_by(parsed, number)
    if led is not None:
        return led
    if number + 1 < len(parsed.clauses):
        following = parsed.clauses[number + 1]
        starts = [spoken for spoken in parsed.times_in(following.start, following.end) if spoken.start - following.start <= 3]
        lead = parsed.words(following.start, starts[0].start) if starts else []
        if not starts:
            return _pronoun_time(parsed, number)
        if (
            starts
            and following.sentence == clause.sentence
            and following.fragment
            and _only_leads(lead, starts[0].before)
            and not parsed.triggers_in(following.start, following.end)
        ):
            return starts[0]
        return _pronoun_time(parsed, number)
    return None


def _led_by(parsed: Parsed, number: int) -> Spoken | None:
    """The time of the clause before, where this one goes on with it: "at three i caved and had a flat white"."""
    clause = parsed.clauses[number]
    if number == 0 or clause.joiner != "and" or clause.who != "" or clause.verb == "":
        return None
    last = parsed.clauses[number - 1]
    spoken = parsed.times_in(last.start, last.end)
    return spoken[-1] if spoken and spoken[-1].start - last.start <= 3 and not parsed.triggers_in(last.start, last.end) else None


_EVENING = word_set("dinner supper bed sleeping alarm sleep pub night")


def _evening(parsed: Parsed, clause: Clause) -> bool:
    """True where the words around are those of an evening."""
    return any(word in _EVENING for word in parsed.words(clause.start - 6, min(clause.end + 6, len(parsed.tokens))))


def again(parsed: Parsed, mention: Mention, spoken: Spoken) -> Mention:
    """The mention at another time, as the speaker corrects it."""
    clause = parsed.clauses[mention.clause]
    at = clock(parsed, clause, mention, spoken)
    if mention.kind != "late_meal":
        return replace(mention, at=at)
    late = at >= LATE or at.hour < 4
    return replace(mention, yes=late, at=at if late else None, mood="fact")


_STANDS_FOR = frozenset(["it", "them", "one", "ones", "that", "both", "first", "last", "which"])


def _pronoun_time(parsed: Parsed, number: int) -> Spoken | None:
    """The time that one of the next two clauses tells of "it", "the last one", "we sat down"."""
    for following in parsed.clauses[number + 1 : number + 3]:
        if parsed.triggers_in(following.start, following.end):
            return None
        words = parsed.words(following.start, following.end)
        spoken = parsed.times_in(following.start, following.end)
        if spoken and (_STANDS_FOR & {*words} or "sat" in words) and len(words) <= 14:
            return spoken[0]
    return None


def _only_leads(lead: list[str], before: str) -> bool:
    """True where nothing but small words stands before a time."""
    return all(
        word in {"at", "around", "about", "by", "after", "the", "last", "one", "it", "was", "like", "maybe", "first", "until"}
        for word in lead
    )


def clock(parsed: Parsed, clause: Clause, mention: Mention, spoken: Spoken) -> time:
    """The time of day that is meant, by the kind and the words around."""
    likely = part_of_day(parsed.tokens, clause.start, clause.end)
    if not likely and mention.kind in {"caffeine", "medication", "alcohol"} and _evening(parsed, clause):
        likely = "pm"
    earliest, latest = _HOURS.get(mention.kind, (1, 6))
    return meant(spoken, likely=likely, earliest_pm=earliest, latest_pm=latest)
