"""Phrases of several words and where they stand in a text: one walk along a tree of words, the longest phrase wins.

The tree grows where a text walks: written out it would have half a million nodes, of which a life's entries meet a few thousand.

A phrase is written as words with alternatives (`glass|glasses`), parts that may be missing (`[red|white]`) and `_` for any one word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from voice.rules.tokens import Token

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Found(Generic[Meaning]):
    """One phrase in a text: tokens `start` … `end` (exclusive)."""

    start: int
    end: int
    meaning: Meaning


Part = tuple[tuple[str, ...], bool]
"""The alternatives of one part of a phrase, and whether it may be missing."""
Rest = tuple[tuple[Part, ...], Meaning]
"""What of a phrase is still to come, and its meaning."""


class _Node(Generic[Meaning]):
    """A place in the tree: what the words on the way there mean, and how phrases go on from it."""

    def __init__(self, rests: Iterable[Rest[Meaning]]) -> None:
        """The place with these rests, in the order of their entries: of several phrases of the very same words the first counts."""
        self._rests = [later for rest in rests for later in _skipping(rest)]
        self.meaning = next((meaning for parts, meaning in self._rests if not parts), None)
        self._grown: dict[str, _Node[Meaning]] = {}

    @cached_property
    def _next(self) -> dict[str, list[Rest[Meaning]]]:
        """Word → the rests behind it."""
        found: dict[str, list[Rest[Meaning]]] = {}
        for parts, meaning in self._rests:
            for word in parts[0][0] if parts else ():
                found.setdefault(word, []).append((parts[1:], meaning))
        return found

    def child(self, word: str) -> _Node[Meaning] | None:
        """The place one word further."""
        if word not in self._grown:
            rests = self._next.get(word)
            if rests is None:
                return None
            self._grown[word] = _Node(rests)
        return self._grown[word]


class Phrases(Generic[Meaning]):
    """A tree of phrases, each with its meaning."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._entries = [(tuple(_choices(part) for part in pattern.split()), meaning) for pattern, meaning in entries]
        self._root = _Node(self._entries)

    def words(self) -> frozenset[str]:
        """Every word that stands in some phrase."""
        return frozenset(word for parts, _ in self._entries for words, _ in parts for word in words)

    def find(self, tokens: Sequence[Token]) -> list[Found[Meaning]]:
        """The phrases of a text from left to right, none overlapping another."""
        found: list[Found[Meaning]] = []
        place = 0
        while place < len(tokens):
            hit = self.at(tokens, place)
            if hit is not None:
                found.append(hit)
            place = place + 1 if hit is None else hit.end
        return found

    def at(self, tokens: Sequence[Token], place: int) -> Found[Meaning] | None:
        """The longest phrase that begins at a token."""
        return _longest(self._root, tokens, place, place)


def _longest(node: _Node[Meaning], tokens: Sequence[Token], start: int, place: int) -> Found[Meaning] | None:
    """The longest phrase below a node."""
    best = Found(start, place, node.meaning) if node.meaning is not None and place > start else None
    if place < len(tokens):
        token = tokens[place]
        for child in (node.child(token.norm), None if token.mark else node.child("_")):
            longer = _longest(child, tokens, start, place + 1) if child is not None else None
            if longer is not None and (best is None or longer.end > best.end):
                best = longer
    return best


def _skipping(rest: Rest[Meaning]) -> Iterator[Rest[Meaning]]:
    """The rest, and what it is where parts that may be missing are."""
    parts, meaning = rest
    yield rest
    while parts and parts[0][1]:
        parts = parts[1:]
        yield parts, meaning


def _choices(part: str) -> Part:
    """A part as it is written."""
    return tuple(part.strip("[]").split("|")), part.startswith("[")
