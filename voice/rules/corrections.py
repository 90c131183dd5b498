"""What a speaker takes back or puts right: "no, three", "make it two", "scratch that", "that was yesterday"."""

from __future__ import annotations

from dataclasses import replace

from voice.rules import closed
from voice.rules.hours import again
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed
from voice.rules.people import person_end

_MOST = 200
"""Corrections of one text that are looked at."""
_REACH = 14
"""How many tokens behind a mention a bare number still corrects it."""


def corrected(parsed: Parsed, told: list[Mention]) -> list[Mention]:
    """The mentions after the speaker's own corrections."""
    cues: list[tuple[int, int, str]] = [
        (found.start, found.end, found.meaning.turn) for found in parsed.marks if found.meaning.turn in {"cue", "scratch"}
    ]
    cues += [(place, place + 1, "no") for place in _bare_noes(parsed)]
    cues += [(place, place + 1, "cue") for place in range(len(parsed.tokens)) if _tells_day(parsed, place)]
    for start, end, turn in sorted(cues)[:_MOST]:
        told = _scratch(parsed, told, start) if turn == "scratch" else _cued(parsed, told, start, end)
    return _qualified(_totalled(parsed, told))


_TOTALS = frozenset(["total", "altogether", "overall", "combined"])


def _totalled(parsed: Parsed, told: list[Mention]) -> list[Mention]:
    """The mentions, the last one with the sum that is told behind: "so three all up", "four in total"."""
    for place in range(len(parsed.tokens)):
        number = number_at(parsed.tokens, place)
        if number is None or not number.counts or not _is_total(parsed, number.end):
            continue
        last = next((at for at in range(len(told) - 1, -1, -1) if told[at].kind in AMOUNTS and told[at].start <= place), -1)
        if last >= 0 and told[last].yes and told[last].counts and place - told[last].end <= _REACH:
            told = [replace(one, amount=number.value, corrected=True) if at == last else one for at, one in enumerate(told)]
    return told


def _is_total(parsed: Parsed, end: int) -> bool:
    """True where "in total", "all up", "altogether" stands behind a number, or behind its noun."""
    for place in (end, end + 1):
        words = parsed.words(place, place + 3)
        if words[:1] and words[0] in _TOTALS:
            return True
        if words[:2] in (["all", "up"], ["in", "total"], ["all", "told"], ["in", "all"], ["all", "together"]) or words == [
            "all",
            "in",
            "all",
        ]:
            return True
    return False


def _tells_day(parsed: Parsed, place: int) -> bool:
    """True for "that was yesterday", said of what was just told."""
    words = parsed.words(place, place + 4)
    if words[:1] not in (["that"], ["it"], ["those"]) or words[1:2] not in (["was"], ["were"]):
        return False
    end = place + 3 if words[2:3] == ["yesterday"] else place + 4 if words[2:4] in (["last", "night"], ["last", "evening"]) else 0
    return end > 0 and (
        end >= len(parsed.tokens) or parsed.tokens[end].mark or parsed.word(end) in {"though", "not", "and", "but", "today"}
    )


def _bare_noes(parsed: Parsed) -> list[int]:
    """Each "no" that corrects a number or a statement: "two beers no three", "i had wine, no, i did n't"."""
    found = []
    for place, token in enumerate(parsed.tokens):
        if token.norm in {"no", "nope"} and place > 0:
            number = (
                number_at(parsed.tokens, place + 1) or number_at(parsed.tokens, place + 2)
                if parsed.word(place + 1) in {",", "-", "it", "make"}
                else number_at(parsed.tokens, place + 1)
            )
            if (number is not None and number.counts) or parsed.word(place + 1) == "," or parsed.word(place + 1) in {"i", "that", "it"}:
                found.append(place)
    return found


def _scratch(parsed: Parsed, told: list[Mention], place: int) -> list[Mention]:
    """Without the mentions of the clause before the words that take it back."""
    before = [mention for mention in told if mention.end <= place]
    if not before or place - before[-1].end > _REACH:
        return told
    gone = before[-1].clause
    return [mention for mention in told if mention.clause != gone or mention.start > place]


def _cued(parsed: Parsed, told: list[Mention], start: int, end: int) -> list[Mention]:  # noqa: PLR0911 - one line per way of saying it
    """The mentions after one correction that begins at a token."""
    earlier = [place for place, mention in enumerate(told) if mention.end <= start]
    if not earlier or start - told[earlier[-1]].end > _REACH:
        return told
    last = earlier[-1]
    while (
        end < len(parsed.tokens)
        and parsed.word(end)
        in {
            ",",
            ":",
            ".",
            "nonsense",
            "already",
            "make",
            "no",
            "wait",
            "-",
            "…",
            "it",
            "was",
            "sorry",
            "more",
            "like",
            "actually",
            "rather",
            "were",
            "i",
            "had",
            "mean",
            "that",
            "there",
            "closer",
            "nearer",
            "to",
            "it's",
            "'s",
            "they",
        }
        and end - start < 7
        and parsed.word(end + 1) not in {"yesterday", "last"}
    ):
        end += 1
    following = [
        place
        for place, mention in enumerate(told)
        if mention.start >= start and mention.start < end + _REACH and mention.kind == told[last].kind
    ]
    words = parsed.words(end, end + 5)
    day_only = "yesterday" in words[:2] and not any(mention.clause == parsed.clause_of(end) for mention in told if mention.start > start)
    if following and (following[0] == last + 1) and _same_breath(parsed, end, told[following[0]]) and not day_only:
        return _replaced(told, last, following[0])
    if "yesterday" in words[:3] or words[1:3] == ["last", "night"] or words[:2] == ["last", "night"]:
        return [replace(mention, days_ago=1) if place == last else mention for place, mention in enumerate(told)]
    if (
        parsed.word(end) in closed.DAYS
        or parsed.words(end, end + 2) in (["last", "week"], ["the", "other"])
        or _person(words)
        or _others_did(parsed, end)
    ):
        return [mention for place, mention in enumerate(told) if place != last]
    spoken = next((one for one in parsed.times_in(end, end + 3) if parsed.word(one.start - 1) != "of"), None)
    if spoken is None and told[last].kind == "late_meal":
        later = (one for one in parsed.times_in(end, end + _REACH) if parsed.words(one.start - 2, one.start) == ["it", "was"])
        spoken = next(later, None)
    if spoken is not None and (told[last].kind == "late_meal" or told[last].at is not None) and not following:
        return [again(parsed, mention, spoken) if place == last else mention for place, mention in enumerate(told)]
    number = number_at(parsed.tokens, end)
    if (
        number is not None
        and number.counts
        and told[last].kind in AMOUNTS
        and told[last].counts
        and parsed.word(number.end) not in closed.UNITS_OF_TIME
        and not following
    ):
        return [replace(mention, amount=number.value, corrected=True) if place == last else mention for place, mention in enumerate(told)]
    return told


def _person(words: list[str]) -> bool:
    """True for "that was my wife"."""
    return (words[:1] in (["my"], ["his"], ["her"]) and words[1:2] != [] and words[1] in closed.PEOPLE) or (
        words[:1] != [] and words[0] in closed.NAMES
    )


def _others_did(parsed: Parsed, place: int) -> bool:
    """True for "i mean the others went"."""
    end = person_end(parsed.tokens, place)
    return end > 0 and parsed.word(end) in {"did", "went", "had", "was", "were", "drank", "took"}


def _same_breath(parsed: Parsed, end: int, mention: Mention) -> bool:
    """True where the correction comes at once."""
    return mention.start - end <= 6


def _replaced(told: list[Mention], last: int, following: int) -> list[Mention]:
    """The mention that corrects, in place of the one before."""
    new = replace(told[following], corrected=True)
    return [new if place == following else mention for place, mention in enumerate(told) if place != last]


def _qualified(told: list[Mention]) -> list[Mention]:
    """Without a drink that the very next words call decaf or free of alcohol."""
    out: list[Mention] = []
    for mention in told:
        near = out and mention.start - out[-1].end <= 3 and out[-1].kind == mention.kind and out[-1].yes
        if near and not mention.yes and mention.kind in {"alcohol", "caffeine"} and mention.counts and mention.quote_from < 0:
            out[-1] = replace(mention, quote_from=out[-1].start)
        else:
            out.append(mention)
    return out
