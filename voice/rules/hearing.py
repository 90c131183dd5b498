"""What a recogniser misheard, put right where the words around make it sure: "to glasses of whine", "no trading today".

The text stays as it is; only the lexicon's spelling of a word changes. A word that has a meaning of its own is never put right alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.rules.closed import MEASURES, word_set
from voice.rules.misheard import ALONE, JOINED
from voice.rules.overheard import overheard
from voice.rules.sounds import near_word, sounds_like
from voice.rules.tokens import Token

_WINE = word_set("whine vine wines' wind wain whines vines wined line")
_GLASS = word_set("classes class grasses glosses glass's clauses")
_BEER = word_set("bear bears beard peer peers deer")
_TWO = frozenset(["to", "too", "tu"])
_FOUR = frozenset(["for", "fore"])
_ONE = frozenset(["won"])
_DRINKS = word_set(
    """
    beer beers wine wines coffee coffees glasses pints espressos espresso shots drinks cups whiskies cocktails teas bottles bears bear
    cappuccinos classes lattes gins vodkas lagers ales ciders whine vine cans
    """
)
_COLOURS = word_set("red white rose sparkling mulled")


def heard(tokens: Sequence[Token]) -> tuple[list[Token], frozenset[int]]:
    """The tokens as they were meant, and the places whose word was put right."""
    joined = _joined(overheard(tokens))
    meant = [replace(token, norm=ALONE.get(token.norm, token.norm)) for token in joined]
    for place, token in enumerate(meant):
        sounded = sounds_like(meant, place) or near_word(token.norm)
        if sounded is not None:
            meant[place] = replace(token, norm=sounded)
    for place in range(len(meant)):
        better = _in_context(meant, place)
        if better is not None:
            meant[place] = replace(meant[place], norm=better)
    originals = {(token.start, token.end): token.norm for token in tokens}
    changed = frozenset(place for place, token in enumerate(meant) if originals.get((token.start, token.end)) != token.norm)
    return meant, changed


def _joined(tokens: Sequence[Token]) -> list[Token]:
    """Words that were torn apart, put together."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        for length in (3, 2):
            piece = tokens[place : place + length]
            word = JOINED.get(tuple(token.norm for token in piece))
            if len(piece) == length and word is not None and _sure(tokens, place, word):
                out += _spread(piece, word)
                place += length
                break
        else:
            out.append(tokens[place])
            place += 1
    return out


def _sure(tokens: Sequence[Token], place: int, word: str) -> bool:
    """False for two words that may well stand beside each other as they are."""
    if word == "matcha":
        return _near(tokens, place - 1) in {"had", "a", "drank", "one", "my", "the"} and _near(tokens, place + 2) in {
            "",
            ".",
            ",",
            "latte",
            "tea",
            "and",
            "at",
        }
    if word == "workout":
        return _near(tokens, place - 1) in {
            "a",
            "my",
            "the",
            "hard",
            "no",
            "heavy",
            "intense",
            "good",
            "tough",
            "long",
            "short",
            "easy",
            "light",
        }
    if word == "migraine":
        return _near(tokens, place + 2) not in {"bowl", "bread"}
    if word == "sauna":
        return _near(tokens, place - 1) in {"the", "a", "in", "to", "no"}
    if word == "tonight":
        return _near(tokens, place + 2) in {"", ".", ",", "i", "we", "and", "so", "but"}
    return True


def _spread(piece: Sequence[Token], word: str) -> list[Token]:
    """One word over all of its pieces, or as many words as pieces."""
    words = word.split()
    if len(words) == len(piece):
        return [replace(token, norm=norm) for token, norm in zip(piece, words, strict=True)]
    return [Token(words[-1], piece[0].start, piece[-1].end)]


def _near(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm if 0 <= place < len(tokens) else ""


def _in_context(tokens: Sequence[Token], place: int) -> str | None:  # noqa: PLR0911 - one line per way of saying it
    """What a word must have been, by its neighbours; None where it stands."""
    word, before, after = tokens[place].norm, _near(tokens, place - 1), _near(tokens, place + 1)
    if word == "read" and after in {"wine", "wines", "whine"}:
        return "red"
    if (
        word in _GLASS
        and after == "of"
        and _near(tokens, place + 2) in _WINE | _COLOURS | {"wine", "beer", "prosecco", "champagne", "water"}
    ):
        return "glasses" if word != "class" else "glass"
    if word in _WINE and ((before == "of" and _near(tokens, place - 2) in MEASURES) or before in _COLOURS):
        return "wine"
    if (
        word in {"whine", "vine", "whines", "vines"}
        and (_counted(tokens, place) or before in {"no", "some", "much", "any"})
        and after not in {"about", "and"}
    ):
        return "wine"
    if word in {"bear", "bears"} and any(
        _near(tokens, near) in {"pub", "bar", "had", "pint", "drank"} for near in range(place - 4, place + 5)
    ):
        return "beers" if word.endswith("s") else "beer"
    if word in _BEER and (_counted(tokens, place) or _drunk(tokens, place) or (before == "of" and _near(tokens, place - 2) in MEASURES)):
        return "beers" if word.endswith("s") else "beer"
    if word in {"peer", "bier"} and before in {"a", "cold"} and after not in {"review", "pressure", "group"}:
        return "beer"
    if word in _TWO | _FOUR | _ONE:
        return _number(word, before, after, _near(tokens, place + 2))
    return _doings(tokens, place)


def _counted(tokens: Sequence[Token], place: int) -> bool:
    """True behind a number that is drunk: "had two bears"."""
    return _near(tokens, place - 1) in {"two", "three", "four", "to", "too", "couple", "few", "one", "2", "3"} and any(
        _near(tokens, back) in {"had", "drank", "drunk", "have", "of", "drinking"} for back in range(place - 6, place - 1)
    )


def _drunk(tokens: Sequence[Token], place: int) -> bool:
    """True behind "drank a", "had a cold"."""
    return _near(tokens, place - 1) in {"a", "cold", "one"} and any(
        _near(tokens, back) in {"drank", "drink", "drinking"} for back in range(place - 4, place)
    )


def _number(word: str, before: str, after: str, third: str) -> str | None:
    """A number written as the little word it sounds like."""
    value = {"to": "two", "too": "two", "tu": "two", "for": "four", "fore": "four", "won": "one"}[word]
    things = _DRINKS if word not in _ONE else _DRINKS | {"beer", "glass", "coffee"}
    if after not in things and not (after in {"large", "small", "double", "strong", "cold", "more"} and third in things):
        return None
    if word in _FOUR and before not in {"had", "drank", "have", "just"}:
        return None
    if word in _TWO and before in {"next", "due", "went", "go", "switched", "come", "back", "addicted", "from", "one", "prefer", "no"}:
        return None
    singular = after in {"beer", "wine", "coffee", "espresso"} and before not in {"had", "drank", "have"}
    return None if singular else value


_TRAINING = word_set(
    """
    no hard easy heavy intense light good tough brutal my skipped strength interval after any the
    """
)
_ENDS = frozenset(
    [
        "",
        ".",
        ",",
        "today",
        "session",
        "tonight",
        "!",
        "and",
        "this",
        "yesterday",
        "at",
        "for",
        "because",
        "but",
        "so",
        "i",
        "tomorrow",
        ";",
        "was",
    ]
)


def _doings(tokens: Sequence[Token], place: int) -> str | None:  # noqa: PLR0911 - one line per way of saying it
    """Training that was heard as trading, gym as Jim, a nap as a map, and such."""
    word, before, after = tokens[place].norm, _near(tokens, place - 1), _near(tokens, place + 1)
    third = _near(tokens, place + 2)
    if word in {"trading", "draining", "raining", "straining"} and before in _TRAINING - {"the"} and after in _ENDS:
        return None if word in {"raining", "draining"} and before not in {"no", "hard"} else "training"
    if word == "jim" and (before in {"the", "to", "at"} or after in {"session", "today"}) and before != "with":
        return "gym" if before == "the" or after == "session" or (before == "to" and _near(tokens, place - 2) in {"went", "go"}) else None
    if (
        word in {"map", "nab", "knapp", "knap", "lap"}
        and before in {"a", "power", "short", "quick", "no", "minute", "afternoon", "little", "long"}
        and _napped(tokens, place)
    ):
        return "nap"
    if (
        word in {"tee", "t"}
        and before in {"of", "green", "black"}
        and (before != "of" or _near(tokens, place - 2) in {"cup", "cups", "mug", "pot"})
    ):
        return "tea"
    if word == "late" and before in {"a", "oat", "milk", "vanilla", "soy", "iced"} and after in _ENDS - {"session"} and before != "a":
        return "latte"
    if word == "copy" and (before == "of" and _near(tokens, place - 2) in {"cup", "cups", "mug"}):
        return "coffee"
    if (
        word in {"copies", "coughies", "coffees'", "toffees"}
        and before in {"two", "three", "four"}
        and _near(tokens, place - 2) in {"had", "drank"}
    ):
        return "coffees"
    return _body(word, before, after, third)


def _body(word: str, before: str, after: str, third: str) -> str | None:  # noqa: C901, PLR0911 - one line per way of saying it
    """Sore as soar, flu as flew, cold as called, stress as dress, weak for week."""
    if word in {"soar", "saw", "sour"} and after == "throat":
        return "sore"
    if (
        word == "flu"
        and after in {"to", "from", "back", "home", "out", "in"}
        and before not in {"the", "a", "stomach", "of", "have", "with"}
    ):
        return "flew"
    if word in {"flew", "flue"} and before in {"the", "a", "with", "stomach", "have", "got"}:
        return "flu"
    if word == "called" and before in {"a", "bad"} and after in _ENDS:
        return "cold"
    if word == "corvette" and before in {"got", "have"}:
        return "covid"
    if word in {"soda", "sonar", "corner"} and word == "sonar" and before in {"the", "a", "in", "to"}:
        return "sauna"
    if word in {"dress", "stressed-out", "distressed"} and word == "dress" and before in {"of", "no", "much", "work"}:
        return "stress"
    if (
        word in {"medicated", "mediated", "mitigated"}
        and before in {"i", "and", "then", ","}
        and after in {"for", "this", ".", "in", "", "before", "after", "ten", "twenty", "15", "20", "10"}
    ):
        return "meditated"
    if word in {"race", "raised", "raced"} and word == "raised" and before == "i" and after in {"today", "a"}:
        return "raced"
    if word == "diner" and before in {"late", "early", "had", "for", "after", "with"}:
        return "dinner"
    if word in {"period's", "periodt"}:
        return "period"
    return None


_NAPS = word_set("had took take short power afternoon minute quick")


def _napped(tokens: Sequence[Token], place: int) -> bool:
    """True where a nap is taken."""
    return any(_near(tokens, back) in _NAPS for back in range(place - 5, place))
