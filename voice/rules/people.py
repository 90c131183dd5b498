"""Who acts: where a person is named, whether a verb follows, and which words are verbs at all."""

from __future__ import annotations

from collections.abc import Sequence

from voice.rules import closed
from voice.rules.closed import word_set
from voice.rules.tokens import Token

_STATES = word_set(
    """
    been got sick ill not having drinking feeling down coming going still really so very also away stressed coughing home on in
    """
)


ADVERBS = word_set(
    """
    also just only never always really still even already too both all then again probably actually usually later had just barely not
    n't
    """
)


_BARE_PEOPLE = word_set(
    """
    friends colleagues people kids children guests neighbours neighbors coworkers teammates parents others folks grandma grandpa
    granny gran mum mom dad mama papa oma opa abuela nonna everybody wifey hubby wife husband nan nana grandad granddad mummy daddy
    boss girlfriend boyfriend missus son daughter classmates housemates flatmates roommates relatives mates lads students patients
    teenagers toddlers grandchildren babies flatmate roommate housemate
    """
)


_PLURALS = word_set(
    """
    kids friends guests colleagues us yes always sometimes besides news series drinks classes glasses beers
    """
)


HUMAN = word_set(
    """
    drank drinks ordered trained meditated napped vomited coughs coughed said thinks says told took takes meditates trains naps
    refuses swears insists insisted snores snored brags bragged complains complained confessed admitted
    """
)


def person_end(tokens: Sequence[Token], place: int) -> int:
    """The end of a name of a person that begins at a token, or 0."""
    end = _person_end(tokens, place)
    while end and end + 1 < len(tokens) and tokens[end].norm == "'s" and (longer := _possessed(tokens, end + 1)):
        end = longer
    if end and end + 1 < len(tokens) and (tokens[end].norm, tokens[end + 1].norm) in _OF_WHOM:
        end += 2
    return end


_OF_WHOM = {("in", "law"), ("of", "mine"), ("of", "ours"), ("of", "his"), ("of", "hers"), ("of", "theirs"), ("of", "my")}


def _possessed(tokens: Sequence[Token], place: int) -> int:
    """The end of the person behind "'s": "my wife's sister", "the neighbour's eldest", or 0."""
    return next((end + 1 for end in range(place, min(place + 3, len(tokens))) if tokens[end].norm in closed.PEOPLE), 0)


_HEADS = word_set("my our his her their the a an both all one some two three four half most that this another every each any none")
_LINKS = word_set("of my our his her their the") | _HEADS


def _person_end(tokens: Sequence[Token], place: int) -> int:  # noqa: C901, PLR0911 - one line per way of saying it
    """The end of the plain name of a person."""
    if place >= len(tokens):
        return 0
    word = tokens[place].norm
    if word in _HEADS:
        first = place + 1
        while first < min(place + 4, len(tokens)) and tokens[first].norm in _LINKS:
            first += 1
        reach = 1 if word in _NUMBERS and first == place + 1 else 3
        for end in range(first, min(first + reach, len(tokens))):
            norm = tokens[end].norm
            if tokens[end].mark or norm in closed.SELF | closed.JOINERS | closed.PREPOSITIONS or is_verb(norm):
                return 0
            if (norm in _HOUSES and word in {"half", "whole", "most"}) or (norm in _HOUSES and tokens[end - 1].norm == "whole"):
                return end + 1
            if norm == "couple" and end + 1 < len(tokens) and (tokens[end + 1].norm in _NEXT_DOOR or is_verb(tokens[end + 1].norm)):
                return end + 1
            if norm in {"mate", "mates"} and tokens[end - 1].norm == "club":
                return 0
            if norm in closed.PEOPLE or (norm == "half" and tokens[end - 1].norm in {"better", "other"}):
                return _last_person(tokens, end + 1)
        return 0
    if word in _BARE_PEOPLE and (place == 0 or tokens[place - 1].mark or tokens[place - 1].norm in closed.JOINERS | ADVERBS):
        return place + 1
    if word in closed.PEOPLE - _AMBIGUOUS and _opens(tokens, place) and place + 1 < len(tokens) and is_verb(tokens[place + 1].norm):
        return 0 if word in {"boy", "man"} and tokens[place + 1].norm in {"did", "was", "am", "is", "do", "have", "had"} else place + 1
    if word in closed.NAMES or word in {"everyone", "everybody", "someone", "somebody", "nobody", "mom", "mum", "dad", "kids"}:
        return place + 1
    return 0


_NEXT_DOOR = word_set("upstairs downstairs next opposite")
_HOUSES = word_set("office team class department school floor company nursery squad village family house building street choir")
_NUMBERS = word_set("two three four half some most another one")
_AMBIGUOUS = word_set("watch app date match kind crew half public person host lot mate pop chef vet cook others mere pere son fellow")


def _opens(tokens: Sequence[Token], place: int) -> bool:
    """True at the beginning of what is said."""
    return place == 0 or tokens[place - 1].mark or tokens[place - 1].norm in closed.JOINERS


def _last_person(tokens: Sequence[Token], end: int) -> int:
    """The end where two words name one person: "my friend Anna", "the team captain"."""
    while end < len(tokens) and (tokens[end].norm in closed.PEOPLE or tokens[end].norm in closed.NAMES):
        end += 1
    return end


def acts(tokens: Sequence[Token], place: int) -> bool:
    """True when a verb follows the person."""
    end = person_end(tokens, place)
    while end < len(tokens) and tokens[end].norm == "and" and end + 1 < len(tokens) and person_end(tokens, end + 1):
        end = person_end(tokens, end + 1)
    end = _past_aside(tokens, end)
    while end < len(tokens) and tokens[end].norm in ADVERBS - {"had"}:
        end += 1
    if end >= len(tokens):
        return False
    if tokens[end].norm == "," and end + 1 < len(tokens) and tokens[end + 1].norm in {"he", "she", "they"}:
        return True
    if tokens[end].norm == "'s":
        return end + 1 < len(tokens) and (tokens[end + 1].norm in _STATES or tokens[end + 1].norm.endswith("ing"))
    return is_verb(tokens[end].norm) or _third_person(tokens[end].norm)


def _third_person(word: str) -> bool:
    """True for "swears", "makes": a verb by its ending."""
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) and word not in _PLURALS


def _past_aside(tokens: Sequence[Token], end: int) -> int:
    """The place behind "at the next table", "from Seville", "in law"."""
    if end < len(tokens) and tokens[end].norm in {
        "at", "from", "in", "of", "on", "next", "around", "else", "with", "except", "but", "besides", "apart", "across", "over", "opposite",
        "upstairs", "downstairs", "back", "behind", "beside", "near", "called", "named",
    }:  # fmt: skip
        for place in range(end + 1, min(end + 9, len(tokens))):
            if tokens[place].mark or tokens[place].norm in closed.SELF:
                return end
            if is_past(tokens[place].norm) or tokens[place].norm in {"is", "has", "was", "had", "drank", "'s"}:
                return place
    return end


def is_past(word: str) -> bool:
    """True for a verb that tells of the past."""
    return word in closed.PAST or (
        len(word) > 4 and word.endswith("ed") and word not in {"need", "tired", "stressed", "exhausted", "relaxed"}
    )


def is_verb(word: str) -> bool:
    """True for a finite verb or an auxiliary."""
    return (
        word in closed.AUXILIARIES
        or word in closed.PRESENT
        or is_past(word)
        or word in {"'s", "need", "drinks", "drink", "have", "eat", "love", "loves"}
    )


def is_finite(tokens: Sequence[Token], place: int) -> bool:
    """True for a verb that can carry a clause."""
    word = tokens[place].norm
    return word in closed.PAST or word in closed.PRESENT or word in closed.AUXILIARIES - {"n't", "go"}
