"""A text taken apart once: tokens, phrases, marks, times, clauses. Readers of one question each look things up here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from voice.rules.clauses import Clause, clauses_of
from voice.rules.closed import FILLERS, word_set
from voice.rules.hearing import heard
from voice.rules.lexicon import lexicon
from voice.rules.marks import Mark, after_no, marks
from voice.rules.numbers import number_at
from voice.rules.phrases import Found, Meaning
from voice.rules.refusal_words import Refusal, refusals
from voice.rules.sense import Sense
from voice.rules.times import Spoken, times_of
from voice.rules.tokens import Token, tokenize

_ALWAYS = word_set(
    """
    um uh erm er hmm hm mm ah uhm umm ehm basically literally honestly yeah okay ok kinda sorta frankly gosh
    """
)
_PAIRS = {("you", "know"), ("kind", "of"), ("sort", "of"), ("let", "'s_")}
_RATED = word_set("mood feel feeling feels felt is was am 'm 're are were energy just an pretty quite mostly fairly only doing kinda")
_TAKES_LIKE = word_set(
    """
    feel feels felt feeling would 'd look looks looked sounds sounded smell smelled smells tasted tastes do n't more something i we
    nothing they you
    """
)


@dataclass(frozen=True)
class Parsed:
    """One text and everything that was found in it, by tokens."""

    text: str
    tokens: list[Token]
    misheard: frozenset[int]
    clauses: list[Clause]
    triggers: list[Found[Sense]]
    marks: list[Found[Mark]]
    times: list[Spoken]
    mark_starts: list[int]
    time_starts: list[int]
    trigger_starts: list[int]
    clause_starts: list[int]
    refusals: list[Found[Refusal]]

    def marks_in(self, start: int, end: int) -> list[Found[Mark]]:
        """The marks that begin between two tokens."""
        return self.marks[bisect_right(self.mark_starts, start - 1) : bisect_right(self.mark_starts, end - 1)]

    def times_in(self, start: int, end: int) -> list[Spoken]:
        """The times that begin between two tokens."""
        return self.times[bisect_right(self.time_starts, start - 1) : bisect_right(self.time_starts, end - 1)]

    def triggers_in(self, start: int, end: int) -> list[Found[Sense]]:
        """The phrases of the lexicon that begin between two tokens."""
        return self.triggers[bisect_right(self.trigger_starts, start - 1) : bisect_right(self.trigger_starts, end - 1)]

    def clause_of(self, place: int) -> int:
        """The number of the clause that a token stands in, or of the one before it."""
        return max(0, bisect_right(self.clause_starts, place) - 1)

    def word(self, place: int) -> str:
        """A token's word; empty outside the text."""
        return self.tokens[place].norm if 0 <= place < len(self.tokens) else ""

    def words(self, start: int, end: int) -> list[str]:
        """The words of a stretch."""
        return [token.norm for token in self.tokens[max(0, start) : end]]

    def says_no_behind(self, place: int, ceiling: int) -> bool:
        """True where a thing that ends at a token is denied right behind it: "alcohol: none"."""
        while place < ceiling and self.tokens[place].norm in {",", ":", "-", "?", "today", "for", "the", "session", "…", "whatsoever"}:
            if self.tokens[place].norm == "today" and self.word(place - 1) == ",":
                return False  # "three pints last night, today none" speaks of two days
            place += 1
        hit = after_no().at(self.tokens, place) if place < ceiling else None
        if hit is None:
            return False
        following = self.word(hit.end)
        if number_at(self.tokens, hit.end + (following == ",")) is not None:
            return False
        bare = self.word(place) in {"no", "none", "zero", "nope", "nil", "0", "nada"}
        return (
            not bare
            or hit.end >= len(self.tokens)
            or self.tokens[hit.end].mark
            or following in {"today", "and", "at", "but", "so", "i", "this", "tonight", "for"}
        )


def parse(text: str) -> Parsed:
    """The text taken apart."""
    tokens, misheard = _cleaned(text)
    triggers = list(lexicon().find(tokens))
    turns = marks().find(tokens)
    asides = frozenset(
        found.start for found in turns if found.meaning.turn in {"hedge", "neutral"} and found.start > 0 and _is_aside(tokens, found)
    )
    asides |= frozenset(
        found.start for found in turns if found.meaning.turn in {"no", "neutral"} and found.end - found.start > 1 and found.start > 0
    )
    inside = asides | _insides(triggers) | _insides(turns)
    times = times_of(tokens)
    clauses = clauses_of(tokens, inside, frozenset(found.start for found in triggers if found.meaning.kind))
    known = [found for found in triggers if found.meaning.kind]
    return Parsed(
        text, tokens, misheard, clauses, known, turns, times, [f.start for f in turns], [t.start for t in times], [t.start for t in known],
        [clause.start for clause in clauses], refusals().find(tokens),
    )  # fmt: skip


def _insides(found: Sequence[Found[Meaning]]) -> frozenset[int]:
    """The places inside phrases, behind their first words."""
    return frozenset(place for one in found for place in range(one.start + 1, one.end))


def _is_aside(tokens: list[Token], found: Found[Mark]) -> bool:
    """True for "i think" between a verb and its thing: "i had i think three coffees"."""
    after = tokens[found.end].norm if found.end < len(tokens) else ""
    return tokens[found.start].norm == "i" and after not in {"i", "we", "he", "she", "they", "my", "it"}


def _cleaned(text: str) -> tuple[list[Token], frozenset[int]]:
    """The words as they were meant, without the ones that only fill."""
    tokens, changed = heard(tokenize(text))
    kept: list[Token] = []
    misheard: set[int] = set()
    place = 0
    while place < len(tokens):
        skip = _fills(tokens, place, kept)
        if not skip:
            if place in changed:
                misheard.add(len(kept))
            kept.append(tokens[place])
        place += skip or 1
    return kept, frozenset(misheard)


def _fills(tokens: list[Token], place: int, kept: list[Token]) -> int:
    """How many tokens from here say nothing."""
    word = tokens[place].norm
    after = tokens[place + 1].norm if place + 1 < len(tokens) else ""
    before = kept[-1].norm if kept else ""
    if word in {"okay", "ok"} and before in _RATED:
        return 0
    if word in _ALWAYS or (word in FILLERS and word == "well" and before in {",", "but", "and", "…", ""}):
        return 1
    if (word, after) in _PAIRS and not (word == "you" and before in {"do", "did"}):
        return 2
    if word == "like" and before not in _TAKES_LIKE and after not in {"always", "usual", "every", "that"}:
        return 1
    if word == before and not tokens[place].mark and word not in {"had", "very", "really", "no", "that"}:
        return 1
    return 0
