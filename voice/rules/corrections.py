"""What a speaker takes back or puts right: "no, three", "make it two", "scratch that", "that was yesterday"."""

from __future__ import annotations

from dataclasses import replace

from voice.rules import closed
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS, again
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed

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
    for start, end, turn in sorted(cues)[:_MOST]:
        told = _scratch(parsed, told, start) if turn == "scratch" else _cued(parsed, told, start, end)
    return _qualified(told)


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
    if following and (following[0] == last + 1) and _same_breath(parsed, end, told[following[0]]):
        return _replaced(told, last, following[0])
    if "yesterday" in words[:3] or words[1:3] == ["last", "night"] or words[:2] == ["last", "night"]:
        return [replace(mention, days_ago=1) if place == last else mention for place, mention in enumerate(told)]
    if parsed.word(end) in closed.DAYS or parsed.words(end, end + 2) in (["last", "week"], ["the", "other"]) or _person(words):
        return [mention for place, mention in enumerate(told) if place != last]
    spoken = next((one for one in parsed.times_in(end, end + 3) if parsed.word(one.start - 1) != "of"), None)
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
