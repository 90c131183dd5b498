"""A text's clauses, found with or without punctuation, and of each: who acts, whether it has a verb, and in which tense.

Long because finding a clause's end, its subject and its verb lean on one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voice.rules import closed
from voice.rules.closed import word_set
from voice.rules.numbers import value_of
from voice.rules.people import ADVERBS, HUMAN, acts, is_finite, is_past, person_end
from voice.rules.tokens import HARD, SOFT, Token

Who = Literal["self", "other", "thing", ""]


Verb = Literal["past", "present", "perfect", "bare", ""]


_LEADING = word_set(
    """
    today yesterday tomorrow tonight later earlier maybe also luckily sadly then now this last morning evening night afternoon
    """
)


_SOFT_BREAK = ","
_LONGEST = 60
"""Tokens; a longer clause is cut, so that no text takes more than its length in time."""


@dataclass(frozen=True)
class Clause:
    """A stretch of tokens `start` … `end` (exclusive) that says one thing."""

    start: int
    end: int
    joiner: str
    """The word or mark before it: "and", "but", ",", "." …; empty where a subject begins it."""
    sentence: int
    closed_by: str = ""
    """The mark after it: "?" where it asks."""
    who: Who = ""
    """Whom its own subject names; empty where it has none."""
    subject: int = -1
    """Token of the subject, or -1."""
    verb: Verb = ""
    verb_at: int = -1

    @property
    def fragment(self) -> bool:
        """True without subject and verb: part of a list, or a note."""
        return self.who == "" and self.verb == ""


def clauses_of(tokens: Sequence[Token], whole: frozenset[int], things: frozenset[int]) -> list[Clause]:
    """The clauses of a text; places in `whole` lie inside a phrase and are not split at, `things` begin one."""
    starts = _starts(tokens, whole, things)
    found: list[Clause] = []
    sentence = 0
    for number, (start, joiner) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(tokens)
        hard = joiner in HARD
        sentence += hard
        content, last = _trimmed(tokens, start, end)
        if content < last:
            closing = tokens[last].norm if last < len(tokens) and tokens[last].mark else ""
            found.append(_judged(tokens, Clause(content, last, joiner, sentence, closing)))
    return found


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The part of a stretch between marks."""
    while start < end and tokens[start].mark:
        start += 1
    last = start
    while last < end and not tokens[last].mark:
        last += 1
    if last == end and last - start > 1 and tokens[last - 1].norm in closed.JOINERS and end < len(tokens):
        last -= 1
    return start, last


def _starts(tokens: Sequence[Token], whole: frozenset[int], things: frozenset[int]) -> list[tuple[int, str]]:
    """Where clauses begin, and what joins each to the one before."""
    starts: list[tuple[int, str]] = [(0, ".")]
    has_verb = False
    for place, token in enumerate(tokens):
        has_verb = has_verb or place - 1 in things
        if place in whole:
            has_verb = has_verb or is_past(token.norm)
            continue
        joiner = _joiner(tokens, place, starts[-1][0], has_verb=has_verb)
        if joiner is None and place - starts[-1][0] >= _LONGEST:
            joiner = ","
        if joiner is None:
            has_verb = has_verb or is_finite(tokens, place)
            continue
        begin = (
            place + 1
            if (token.mark or token.norm in closed.JOINERS) and joiner != ""
            else (place if token.norm in closed.PAST else _with_leading(tokens, place, starts[-1][0]))
        )
        has_verb = is_finite(tokens, place) if begin <= place else False
        if (
            begin <= starts[-1][0] + (1 if starts[-1][1] in {",", "and", "."} else 0)
            and joiner in closed.JOINERS
            and starts[-1][1] in HARD | SOFT
        ):
            starts[-1] = (begin, starts[-1][1] if starts[-1][1] in HARD else joiner)
        else:
            starts.append((begin, joiner))
    return starts


def _joiner(tokens: Sequence[Token], place: int, start: int, *, has_verb: bool) -> str | None:  # noqa: PLR0911 - one line per way of saying it
    """What begins a clause here: a mark, a joining word, or "" for a subject or verb of its own; None where nothing does."""
    token = tokens[place]
    if token.mark:
        return token.norm if token.norm in HARD else (_SOFT_BREAK if token.norm in SOFT else None)
    if token.norm in closed.JOINERS:
        return _joining_word(tokens, place, start)
    if place == start:
        return None
    if token.norm in closed.SELF | {"he", "she", "they"}:
        return "" if _begins(tokens, place, has_verb=has_verb) else None
    if has_verb and person_end(tokens, place) and acts(tokens, place) and tokens[place - 1].norm not in closed.PREPOSITIONS:
        return ""
    if token.norm in {"today", "tonight"} and any(
        tokens[back].norm in {"yesterday", "last"} for back in range(max(start, place - 12), place)
    ):
        return ""
    if has_verb and token.norm in {"had", "drank", "went", "took", "ate", "did", "felt", "got"} and not _governed(tokens, place):
        return ""
    return None


_AFTER_SO = word_set(
    """
    i we he she they it my the no that now today then a an this there did had just after in when for at you yeah anyway basically all
    instead only skipped tonight tomorrow yesterday last our his her their not nothing two three one some coffee alcohol also here as
    what
    """
)


def _joining_word(tokens: Sequence[Token], place: int, start: int) -> str | None:  # noqa: PLR0911 - one line per way of saying it
    """The joiner, unless the word joins two people or belongs to a time."""
    word = tokens[place].norm
    after = tokens[place + 1].norm if place + 1 < len(tokens) else ""
    if word == "so":
        return (
            word
            if after in _AFTER_SO
            or tokens[place - 1].mark
            or after in closed.PEOPLE | closed.NAMES | (closed.PAST - {"stressed", "rested", "stretched"})
            else None
        )
    if word == "but" and after in {"me", "myself"} and tokens[place - 1].norm in closed.OTHERS | {"all", "anyone", "anybody"}:
        return None
    if word in {"after", "before", "until", "till", "as", "where", "since", "that", "except"}:
        return word if after in closed.SELF | {"he", "she", "they"} else None
    if word in {"and", "y", "et", "e"} and after in {"i", "me", "we"} and _only_people(tokens, start, place):
        return None
    if (
        word in {"or", "and"}
        and value_of(tokens[place - 1].norm)
        and value_of(after)
        and (word == "or" or tokens[place - 2].norm == "between")
    ):
        return None
    if word == "and" and tokens[place - 1].norm in {"me", "i"} and place > start and person_end(tokens, place + 1):
        return None
    if word in {"y", "e", "ma", "et", "once", "mais", "pero", "aber"} and word not in {"pero", "mais", "aber"}:
        return None
    return word


def _begins(tokens: Sequence[Token], place: int, *, has_verb: bool) -> bool:
    """True where a pronoun starts its own clause: not after "did", not in "the beer i had"."""
    before = tokens[place - 1].norm
    if before in {"did", "do", "have", "am", "was", "will", "can", "should", "and", "n't", "than", "as"}:
        return False
    return has_verb


def _only_people(tokens: Sequence[Token], start: int, place: int) -> bool:
    """True when the words just before are a person: "my wife and i"."""
    for first in range(max(start, place - 4), place):
        if person_end(tokens, first) == place:
            return True
    return place > start and tokens[place - 1].norm in {"me", "wife", "husband"}


def _governed(tokens: Sequence[Token], place: int) -> bool:
    """True when a verb belongs to what stands before it: "i had", "we also had", "which i had had"."""
    for before in range(place - 1, max(place - 4, -1), -1):
        word = tokens[before].norm
        if word in closed.SELF | closed.OTHERS | closed.AUXILIARIES | closed.PEOPLE | closed.NAMES | {"who", "which", "that", "it", "to"}:
            return True
        if word not in ADVERBS:
            return False
    return False


def _with_leading(tokens: Sequence[Token], place: int, start: int) -> int:
    """The clause's beginning with the words of time before its subject taken in."""
    begin = place
    while begin - 1 > start and tokens[begin - 1].norm in _LEADING and place - begin < 3:
        begin -= 1
    leading = [token.norm for token in tokens[begin:place]]
    after = tokens[place + 1].norm if place + 1 < len(tokens) else ""
    if leading and "tomorrow" in leading and is_past(after):
        return place
    if leading and ("yesterday" in leading or leading[:1] == ["last"]) and (after in closed.PRESENT or after in {"'m", "'ll", "will"}):
        return place
    return begin


def _judged(tokens: Sequence[Token], clause: Clause) -> Clause:
    """The clause with its subject and verb."""
    who, subject = _subject(tokens, clause)
    verb, place = _verb(tokens, clause, subject)
    return Clause(clause.start, clause.end, clause.joiner, clause.sentence, clause.closed_by, who, subject, verb, place)


def _subject(tokens: Sequence[Token], clause: Clause) -> tuple[Who, int]:  # noqa: PLR0911 - one line per way of saying it
    """Whom the clause's subject names, and where."""
    for place in range(clause.start, min(clause.end, clause.start + 14)):
        word = tokens[place].norm
        before = tokens[place - 1].norm if place > clause.start else ""
        if word in closed.SELF or (word == "me" and place + 1 < clause.end and tokens[place + 1].norm == "and"):
            return "self", place
        if word in {"he", "she", "they", "you", "whoever"}:
            return "other", place
        if _described(tokens, clause, place):
            return "other", place
        if before not in closed.PREPOSITIONS and person_end(tokens, place) and acts(tokens, place):
            together = any(
                tokens[after].norm in {"i", "me"} and tokens[after - 1].norm == "and"
                for after in range(place + 1, min(place + 6, clause.end))
            )
            return ("self" if together else "other"), place
        if _stranger(tokens, place, clause):
            return "other", place
        if word == "drinks" and (before in closed.ADJECTIVES | {"few", "couple", "some", "the", "of"} or value_of(before)):
            continue
        if (is_finite(tokens, place) or word in HUMAN) and word != "'s" and not _is_inverted(tokens, place, clause):
            return _before_verb(tokens, clause, place)
    return ("other", clause.start) if _only_named(tokens, clause) else ("", -1)


def _described(tokens: Sequence[Token], clause: Clause, place: int) -> bool:
    """True for "the guy i 'm seeing drinks …": a person, and of him a clause without "who"."""
    end = person_end(tokens, place) if place == clause.start else 0
    if not end or end + 2 >= clause.end or tokens[end].norm not in closed.SELF | {"she", "he", "they"}:
        return False
    return any(is_finite(tokens, later) or _ends_like_verb(tokens[later].norm) for later in range(end + 3, min(end + 7, clause.end)))


def _ends_like_verb(word: str) -> bool:
    """True for "drinks", "trains"."""
    return word in HUMAN or (len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us")))


def _only_named(tokens: Sequence[Token], clause: Clause) -> bool:
    """True where a clause begins with a person and says nothing of them yet: "my aunt from Lyon", "the woman"."""
    begin = clause.start
    while begin < clause.end and tokens[begin].norm in _LEADING | ADVERBS:
        begin += 1
    end = person_end(tokens, begin) if begin < clause.end else 0
    return end > 0 and (end >= clause.end or tokens[end].norm in {"from", "in", "at", "on", "next", "of", "with", "across", "'s", "over"})


def _is_inverted(tokens: Sequence[Token], place: int, clause: Clause) -> bool:
    """True for "did i", "have you"."""
    return place + 1 < clause.end and tokens[place + 1].norm in closed.SELF | {"he", "she", "they", "you"}


def _before_verb(tokens: Sequence[Token], clause: Clause, place: int) -> tuple[Who, int]:
    """Who acts where no person does: a thing, or nobody named."""
    words = [token.norm for token in tokens[clause.start : place]]
    real = [word for word in words if word not in ADVERBS | _LEADING | {"n't", "so", "finally", "well", "'s"} and value_of(word) is None]
    if real and tokens[place].norm in HUMAN and real[0] in closed.DETERMINERS:
        return "other", place - 1
    if clause.joiner == "who":
        return "other", clause.start
    return ("thing", place - 1) if real else ("", -1)


def _stranger(tokens: Sequence[Token], place: int, clause: Clause) -> bool:
    """True for an unknown name before a verb: written large inside a sentence."""
    token = tokens[place]
    if not token.capital or place + 1 >= clause.end or token.norm in closed.DAYS or len(token.norm) < 3:
        return False
    first = place == clause.start and clause.joiner in HARD
    return (
        not first
        and tokens[place + 1].norm in {"had", "drank", "has", "was", "is", "took", "ate", "went", "got", "ordered"}
        and place == clause.start
    )


def _verb(tokens: Sequence[Token], clause: Clause, subject: int) -> tuple[Verb, int]:
    """The clause's first verb and its tense."""
    for place in range(max(clause.start, subject), clause.end):
        word = tokens[place].norm
        after = tokens[place + 1].norm if place + 1 < clause.end else ""
        if word in {"have", "has", "'ve"} and (
            is_past(after) or after in {"been", "n't", "already", "just", "not", "had", "taken", "drunk", "eaten"}
        ):
            return "perfect", place
        if word in closed.PAST or (word.endswith("ed") and len(word) > 4 and place <= clause.start + 2):
            return "past", place
        if word in closed.PRESENT:
            return "present", place
        if word in closed.BARE and place <= clause.start + 1:
            return "bare", place
    return "", -1
