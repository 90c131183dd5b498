"""Whether the thing that a phrase names is somebody else's."""

from __future__ import annotations

from voice.rules import closed
from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.sense import Sense
from voice.rules.turning import Frame

_GIVING = word_set("gave give giving made make brought bring bought buy poured pour handed served serve offered cooked fed sold got get")


_POSSESSIVES = frozenset(["his", "her", "their", "your"])


def of_others(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> bool:  # noqa: C901, PLR0911 - one line per way of saying it
    """True where the thing is somebody else's."""
    before = parsed.words(max(clause.start, trigger.start - 4), trigger.start)
    after = parsed.words(trigger.end, min(clause.end, trigger.end + 4))
    if (before[-1:] and (before[-1] in _POSSESSIVES or before[-1] == "'s")) or (before[-2:-1] and before[-2] in _POSSESSIVES | {"'s"}):
        possessor = parsed.words(max(clause.start, trigger.start - 5), trigger.start)
        own = trigger.meaning.kind in {"alcohol", "caffeine", "late_meal", "medication"} or "caught" in possessor
        if frame.who != "other" and own and _TOOK_OVER & {*parsed.words(max(clause.start, trigger.start - 8), trigger.start)}:
            return False
        if {"his", "her", "their", "your"} & {*possessor} or _person_has(possessor):
            return True
    if after[:1] and after[0] in closed.PEOPLE and trigger.meaning.kind == "illness" and not trigger.meaning.verb:
        return True
    if after[:2] in (["was", "for"], ["is", "for"], ["were", "for"]) and _names_other(after[2:]):
        return True
    if after[:1] == ["for"] and len(after) > 1 and _names_other(after[1:]):
        return True
    if clause.who == "other" and parsed.word(clause.subject) == "nobody":
        return True
    whole = parsed.words(clause.start, trigger.start)
    trigger_words = parsed.words(trigger.start, trigger.end)
    mine = (
        _given_me(whole)
        or bool({"me", "us", "my", "our"} & {*trigger_words})
        or (bool({"me", "us", "myself"} & {*after[:3]}) and not _EXCEPT & {*after[:2]})
    )
    if trigger.meaning.kind == "late_meal" and _COOKED & {*whole[-4:]} and not {"himself", "herself", "themselves"} & {*whole, *after}:
        return False
    if any(word in _GIVING for word in whole[-6:]) and not mine and _names_other(whole[-4:]):
        return True
    if trigger.meaning.kind == "illness" and {"said", "says", "reckons", "thinks"} & {*whole} and "it" in whole[-5:]:
        return False
    if not mine and _lets(whole):
        return True
    if mine or (frame.who == "other" and clause.who == "other" and trigger.end <= clause.subject):
        return False
    return frame.who == "other"


_TOOK_OVER = word_set(
    "sip sips finished stole drank tried tasted sipped swiped borrowed nicked ate shared gulp mouthful rest half caught took had drink"
)


_COOKED = word_set("made cooked served did brought grilled prepared")


_EXCEPT = frozenset(["except", "but", "apart", "besides", "of", "bar"])


_BESIDE_ME = word_set("across from opposite behind beside near next than like told tells asked ask calls called rang phoned texted let")


def _given_me(words: list[str]) -> bool:
    """True for "made me a coffee", "for us", "and me": not for "sits across from me", "told me"."""
    return any(
        word in {"me", "us"}
        and not _EXCEPT & {*words[max(0, place - 2) : place]}
        and not (place and words[place - 1] in _BESIDE_ME)
        and words[place - 2 : place] != ["next", "to"]
        for place, word in enumerate(words)
    )


def _lets(words: list[str]) -> bool:
    """True for "i let him have my beer"."""
    return any(word == "let" and words[place + 1 : place + 2] and words[place + 1] in closed.OBJECTS for place, word in enumerate(words))


def _person_has(words: list[str]) -> bool:
    """True for "my wife's", "tom's"."""
    return any(
        word == "'s" and place > 0 and (words[place - 1] == "law" or words[place - 1] in closed.PEOPLE or words[place - 1] in closed.NAMES)
        for place, word in enumerate(words)
    )


def _names_other(words: list[str]) -> bool:
    """True where the words name somebody else, and not the speaker too."""
    if any(word in {"me", "us", "myself"} for word in words[:4]):
        return False
    return any(word in {"him", "her", "them"} or word in closed.PEOPLE or word in closed.NAMES for word in words[:4])
