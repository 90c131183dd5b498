"""Turns of several words that a small recogniser takes for others: "no trading to me" for "no training today".

What is heard must make no sense of its own where it stands, so that no typed sentence is read otherwise; the text itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from voice.rules.overheard_turns import NAMES, TURNS
from voice.rules.tokens import Token


def overheard(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with those turns put right; what was heard as fewer words than were meant shares their places."""
    meant = list(tokens)
    line = _line(meant)
    for pattern, words in _rules():
        found = list(pattern.finditer(line))
        for match in reversed(found):
            first = line.count(" ", 0, match.start("heard")) - 1
            last = first + match["heard"].count(" ") + 1
            meant[first:last] = _spread(meant[first:last], words)
        line = _line(meant) if found else line
    return meant


def _line(tokens: Sequence[Token]) -> str:
    """The words with single spaces between and around."""
    return f" {' '.join(token.norm.replace(' ', '_') for token in tokens)} "


def _spread(piece: Sequence[Token], words: Sequence[str]) -> list[Token]:
    """The words meant, over the places of those heard."""
    if len(words) >= len(piece):
        places = [*piece, *[piece[-1]] * (len(words) - len(piece))]
        return [replace(place, norm=word, mark=False) for place, word in zip(places, words, strict=True)]
    kept = [replace(place, norm=word, mark=False) for place, word in zip(piece, words, strict=False)]
    return [*kept[:-1], replace(kept[-1], end=piece[-1].end)]


@cache
def _rules() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Each line of the table as a pattern over the words, whose group `heard` is what is put right."""
    return tuple(_rule(line) for line in TURNS.replace("\n    ", "").strip().splitlines())


def _rule(line: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    found = re.fullmatch(r"(?:\[(?P<before>.*?)\] )?(?P<heard>[^\[].*?)(?: \[(?P<after>.*)\])? => (?P<meant>.*)", line)
    if found is None:
        raise ValueError(f"wanted [before] heard [after] => meant, found {line!r}")
    before = _spelt(f"{found['before']} " if found["before"] else "")
    heard, after = _spelt(found["heard"]), _spelt(found["after"] or "")
    trail = f"(?={after}(?: |$))" if after else ""
    return re.compile(f"(?<= ){before}(?P<heard>{heard}) {trail}"), tuple(found["meant"].split())


def _spelt(pattern: str) -> str:
    """The pattern with its names written out."""
    for name, stands_for in NAMES.items():
        pattern = re.sub(rf"\b{name}" + (r"\b" if name.isalpha() else ""), stands_for.replace("\\", r"\\"), pattern)
    return pattern
