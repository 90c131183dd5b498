"""What a clause does to the things in it: whether it denies them, and whether they were, will be or never were.

Long because what holds in a clause depends on the frames of those before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice.rules import closed
from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.marks import Mark
from voice.rules.numbers import value_of
from voice.rules.parsed import Parsed
from voice.rules.people import ADVERBS, is_past
from voice.rules.phrases import Found

_LISTS = frozenset(["and", "or", "nor", ",", "plus"])
_GOES_ON = frozenset(["and", "or", "nor", ",", "plus", "but", "then", ""])
_STOPS_NOT = word_set("after because due despite during thanks since")
_ASIDES = frozenset(
    [
        "i suppose", "i think", "i guess", "i believe", "i 'd say", "i would say", "i swear", "i must say", "i admit", "i reckon", "i know",
        "he says", "she says", "they say", "he said", "she said", "poor thing", "bless him", "bless her", "you know", "i mean",
        "i have to say", "of course", "for example", "as usual", "as always", "again", "believe it or not",
    ]
)  # fmt: skip
_SHORT_NAME = 9
"""Tokens of a clause that does no more than name a person."""
_WHOLE = frozenset(["tomorrow", "habit", "ago"])
_AHEAD = frozenset(["future", "unreal"])


@dataclass(frozen=True)
class Frame:
    """What holds in one clause, its own marks and those that go on from the clause before."""

    who: str
    mood: str
    """Of the whole clause: "fact", "future", "habit", "ago", "unreal", "question"."""
    days_ago: int
    ahead: int
    """Token from which on the clause tells of what is not (yet) so; a large number where nowhere."""
    ahead_mood: str
    told_time: bool
    """True where the clause itself says when."""
    leading: bool
    """True where its time stands at the beginning and so goes on into the next."""


NOWHERE = 10**9


def frames_of(parsed: Parsed) -> list[Frame]:
    """A frame for every clause, in order."""
    frames: list[Frame] = []
    aside = False
    for number, clause in enumerate(parsed.clauses):
        before = frames[-1] if frames and clause.sentence == parsed.clauses[number - 1].sentence else None
        if before and clause.joiner in {",", "-"} and " ".join(parsed.words(clause.start, clause.end)) in _ASIDES:
            frames.append(before)
            aside = True
            continue
        if aside and before and clause.fragment and clause.joiner == ",":
            frames.append(before)
            continue
        aside = False
        frames.append(_frame(parsed, clause, before, parsed.clauses[number - 1] if before else None))
    return _backwards(parsed, frames)


def _frame(parsed: Parsed, clause: Clause, before: Frame | None, last: Clause | None) -> Frame:
    """The frame of one clause."""
    own = parsed.marks_in(clause.start, clause.end)
    mood, days, told, leading = _time(parsed, clause, own)
    ahead, ahead_mood = _ahead(parsed, clause, own)
    if {clause.joiner, parsed.word(clause.start - 1)} & {"if", "unless", "whenever"}:
        mood = "unreal"
    if clause.closed_by == "?":
        mood = "question"
    who = clause.who if clause.who in {"self", "other"} else ""
    if before is not None and last is not None:
        goes_on = clause.joiner in _GOES_ON or (clause.joiner == "because" and clause.fragment)
        habit = before.mood == "habit" and clause.verb in {"present", "bare", ""} and clause.joiner not in {"but", "so"}
        goes = (
            goes_on
            and before.leading
            and clause.verb != "present"
            and clause.joiner != ""
            and not (before.mood == "habit" and clause.verb in {"past", "perfect"})
        )
        if not told and (goes or (habit and before.leading)):
            mood, days, leading = before.mood, before.days_ago, True
        if last.end <= before.ahead < NOWHERE and ahead == NOWHERE and clause.joiner in {"", "that"}:
            ahead, ahead_mood = clause.start, before.ahead_mood
        free = clause.joiner == "," and parsed.word(clause.start) in {"no", "not", "nothing", "just", "only", "did", "but"}
        if (
            goes_on
            and ahead == NOWHERE
            and before.ahead != NOWHERE
            and clause.who == ""
            and clause.verb in {"", "bare"}
            and not told
            and clause.joiner in _LISTS
            and not free
        ):
            ahead, ahead_mood = clause.start, before.ahead_mood
        if clause.who not in {"self", "other"} and before.who == "other" and _goes_on_about(parsed, clause, last):
            who = "other"
    return Frame(who, mood, days, ahead, ahead_mood, told, leading)


def _goes_on_about(parsed: Parsed, clause: Clause, last: Clause) -> bool:
    """True where a clause says more of the other person that the clause before named."""
    if _inherits(clause) and (clause.who != "thing" or (last.joiner == "who" and parsed.word(clause.start) not in {"it", "the", "my"})):
        return True
    waits = last.verb == "" and not parsed.triggers_in(last.start, last.end) and last.end - last.start <= _SHORT_NAME
    if clause.joiner == "who" and last.who == "other":
        return True
    if waits and clause.joiner in {",", "who", "and", "-", ""} and not {"i", "me", "we", "us"} & {*parsed.words(clause.start, clause.end)}:
        return True
    if clause.joiner != "," or clause.who == "thing" or last.joiner == "":
        return False
    first = next((place for place in range(clause.start, clause.end) if parsed.word(place) not in ADVERBS | {"then"}), clause.start)
    return is_past(parsed.word(first))


def _inherits(clause: Clause) -> bool:
    """True where a clause without subject goes on about the same person."""
    return (clause.joiner in {"and", "or", "nor", "plus", "then", "but", "who"} and clause.verb != "") or clause.joiner in {
        "and",
        "or",
        "nor",
        "plus",
    }


def _time(parsed: Parsed, clause: Clause, own: list[Found[Mark]]) -> tuple[str, int, bool, bool]:
    """Mood, days ago, whether a time is told, and whether it leads the clause."""
    for found in own:
        turn = found.meaning.turn
        if _only_compared(parsed, clause, found):
            continue
        leading = all(
            word in closed.JOINERS | closed.FILLERS | {"so", "well", "no", "i", "it", "was"}
            for word in parsed.words(clause.start, found.start)
        )
        if turn == "yesterday":
            return "fact", 1, True, leading
        if turn == "today":
            return "fact", 0, True, False
        if turn in _WHOLE and not _is_past_later(parsed, clause, found):
            return {"tomorrow": "future"}.get(turn, turn), 0, True, leading
    return "fact", 0, False, False


_DENYING = word_set("n't not no never none zero quit gave given stopped without")


def _only_compared(parsed: Parsed, clause: Clause, found: Found[Mark]) -> bool:
    """True for "than yesterday", and for "have n't drunk since last weekend", which is about today."""
    before = parsed.word(found.start - 1)
    if parsed.word(found.end) == "than" or before in {"than", "unlike", "like", "as"}:
        return True
    denied = _DENYING & {*parsed.words(clause.start, found.start)}
    if parsed.word(found.start) == "in" and found.meaning.turn == "tomorrow" and (denied or clause.verb == "perfect"):
        return True
    if found.meaning.turn == "ago" and denied & {"quit", "gave", "given", "stopped"}:
        return True
    return before == "since" and bool(denied) and found.meaning.turn in {"ago", "yesterday"}


def _is_past_later(parsed: Parsed, clause: Clause, found: Found[Mark]) -> bool:
    """True for "later i had", "soon fell asleep", and habits that were so today: "always hungry today"."""
    words = parsed.words(found.start, found.end)
    if words[0] in {"later", "soon", "one"}:
        return clause.verb in {"past", "perfect"} or (found.start > 0 and parsed.word(found.start - 1) in closed.UNITS_OF_TIME)
    return words[0] == "upcoming" and False


def _ahead(parsed: Parsed, clause: Clause, own: list[Found[Mark]]) -> tuple[int, str]:
    """The token from which on the clause is not fact."""
    for found in own:
        if found.meaning.turn in _AHEAD and not _real_after_all(parsed, clause, found):
            begin = found.start if parsed.word(found.end - 1) == "tomorrow" else found.end
            return begin, found.meaning.turn
    for place in range(clause.start, clause.end - 1):
        if (
            parsed.word(place) == "'d"
            and not is_past(parsed.word(place + 1))
            and parsed.word(place + 1) not in _PARTICIPLES
            and not any(one.start == place + 1 and not one.meaning.verb for one in parsed.triggers_in(place + 1, place + 2))
            and parsed.word(place + 1)
            not in {
                "just",
                "already",
                "been",
                "never",
                "n't",
                "not",
                "still",
                "also",
                "give",
                "say",
                "rate",
                "put",
                "call",
                "estimate",
                "guess",
            }
        ):
            return place + 1, "unreal"
    return NOWHERE, "fact"


_PARTICIPLES = word_set(
    """
    eaten drunk taken gone done given driven flown swum run risen woken ridden begun written a an the some no two three one my half
    already only hardly barely nothing none forgotten gotten
    """
)
_POSSIBLE = frozenset(["can", "could", "would", "should", "might", "may"])


def _real_after_all(parsed: Parsed, clause: Clause, found: Found[Mark]) -> bool:
    """True where the words look like a wish and are none: "like" said of what was liked, "will" as a noun."""
    words = parsed.words(found.start, found.end)
    before = parsed.word(found.start - 1)
    if words in (["like"], ["likes"]):
        return before not in {"i", "do", "n't", "we", "really", "who", "also", "always"}
    if words == ["about"] and value_of(parsed.word(found.end)) is not None:
        return True
    if words == ["if"] and before in {"as", "even"}:
        return False
    if words == ["watch"] and before in {"my", "the"}:
        return True
    return words == ["have"] and clause.verb == "perfect"


def _backwards(parsed: Parsed, frames: list[Frame]) -> list[Frame]:
    """Times at the end of a list hold for all of it: "gym and sauna tomorrow", "had wine and ate late last night"."""
    for number in range(len(frames) - 1, 0, -1):
        clause, frame, before = parsed.clauses[number], frames[number], frames[number - 1]
        shared = clause.joiner in {"and", "or"} and clause.who == "" and clause.sentence == parsed.clauses[number - 1].sentence
        alike = clause.verb == "" or (clause.verb == "past" and parsed.word(clause.verb_at) not in {"slept", "woke", "was", "felt"})
        if (
            shared
            and alike
            and frame.told_time
            and not frame.leading
            and not before.told_time
            and (frame.mood, frame.days_ago) != ("fact", 0)
            and _has_trigger(parsed, clause)
        ):
            frames[number - 1] = Frame(before.who, frame.mood, frame.days_ago, before.ahead, before.ahead_mood, True, before.leading)
    return frames


def _has_trigger(parsed: Parsed, clause: Clause) -> bool:
    return bool(parsed.triggers_in(clause.start, clause.end))


def denied(parsed: Parsed, number: int, thing: tuple[int, int], inherited: Denial) -> Denial:
    """Whether the words before a thing deny it, with the place of the word that does."""
    clause, (start, end) = parsed.clauses[number], thing
    count, place, kind = 0, -1, ""
    if clause.joiner == "nor" or (parsed.word(clause.start - 1) == "instead" and parsed.word(clause.start) == "of"):
        count, place, kind = 1, clause.start, "not"
    if (clause.joiner in {"", "that"} and parsed.words(clause.start - 3, clause.start)[:2] in _DOUBTS) or (
        clause.joiner in {"", "that"} and parsed.words(clause.start - 2, clause.start) in _DOUBTS
    ):
        count, place, kind = 1, clause.start, "not"
    for found in parsed.marks_in(clause.start, start):
        turn = found.meaning.turn
        if turn == "neutral" and found.start < start < found.end and {"n't", "not"} & {*parsed.words(found.start, start)}:
            count, place, kind = 1, found.start, "not"  # "did n't sleep during the day" denies the sleep itself
        if turn not in {"no", "not"} or (found.end > start and found.start >= start):
            continue
        if _reaches(parsed, clause, found, start):
            plain = parsed.word(found.start) in {"no", "zero"} and found.end == start
            count, place, kind = 1 if plain else count + 1, found.start if place < 0 or plain else place, turn
    if count == 0 and _list_goes_on(parsed, number, start, inherited):
        return Denial(denied=True, place=inherited.place, kind=inherited.kind)
    alone = clause.fragment or clause.end - clause.start <= 2
    if count % 2 == 0 and parsed.says_no_behind(end, min(len(parsed.tokens), clause.end + 6 if alone else clause.end)):
        return Denial(denied=count == 0, place=start, kind="behind")
    return Denial(denied=count % 2 == 1, place=place, kind=kind)


_DOUBTS = (["n't", "think"], ["n't", "believe"], ["n't", "reckon"], ["not", "think"], ["n't", "suppose"], ["n't", "say"])


@dataclass(frozen=True)
class Denial:
    """Whether a thing is denied, from which token on, and by what sort of word."""

    denied: bool = False
    place: int = -1
    kind: str = ""


def _reaches(parsed: Parsed, clause: Clause, found: Found[Mark], start: int) -> bool:  # noqa: PLR0911 - one line per way of saying it
    """True where a denying word's scope takes in the thing that begins at `start`."""
    between = parsed.words(found.end, start)
    word = parsed.word(found.start)
    if {"except", "besides", "apart", "bar"} & {*between}:
        return False
    if word.startswith("stop") and parsed.times_in(start, clause.end):
        return False
    if word == "nothing" and between[:1] in (["for"], ["against"]) and "me" not in between[:2]:
        return False
    if found.meaning.turn == "no":
        if word == "no" and ((False) or (between and between[0] in closed.SELF | {"it", "that", "he", "she", "they", "wait"})):
            return False
        whole = word in {"neither", "none", "nobody"}
        return not any(_new_thing(token, word) and not (whole and is_past(token)) for token in between)
    if word == "nothing" and between and between[0] == "but":
        return False
    return not any(token in _STOPS_NOT for token in between) and not _new_verb(between, word)


def _new_thing(token: str, word: str) -> bool:
    """True for a word that begins another noun phrase behind "no beer": "two coffees"."""
    if token in {"no", "without", "neither"} or (word == "no" and token in {"since", "except", "apart", "besides"}):
        return True
    if token in {"a", "an", "my", "had", "was", "did", "went", "drank", "just", "only", "today", "got", "took"}:
        return word not in {"instead", "rather", "without", "not"} or token not in {"a", "an", "my"}
    return value_of(token) is not None


def _new_verb(between: list[str], word: str) -> bool:
    """True where a second past verb stands between: "did n't sleep had coffee"."""
    return any(is_past(token) and token not in {"need", "used"} for token in between[1:]) and word not in {"never", "nothing"}


def _list_goes_on(parsed: Parsed, number: int, start: int, inherited: Denial) -> bool:
    """True where a list that began with a denial takes the thing in: "no alcohol, coffee or late food"."""
    clause = parsed.clauses[number]
    if not inherited.denied or inherited.kind == "behind" or (not clause.fragment and not (clause.verb == "bare" and clause.who == "")):
        return False
    if clause.joiner in {"or", "nor"}:
        return True
    lead = parsed.words(clause.start, start)
    bare = all(word in {"any", "the", "my", "late", "hard", "real", "other", "even", "to"} for word in lead)
    if clause.joiner == ",":
        return bare and _closed_by_or(parsed, number)
    short = clause.end - start <= 4 and not parsed.times_in(clause.start, clause.end)
    return clause.joiner == "and" and bare and short and inherited.kind == "not"


def _closed_by_or(parsed: Parsed, number: int) -> bool:
    """True where one of the next parts of the list begins with "or"."""
    for following in parsed.clauses[number + 1 : number + 5]:
        if following.sentence != parsed.clauses[number].sentence or not following.fragment:
            return False
        if following.joiner in {"or", "nor"}:
            return True
    return False
