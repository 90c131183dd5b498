"""Phrases of several words and where they stand in a text: one walk along a tree of words, the longest phrase wins.

A phrase is written as words with alternatives (`glass|glasses`), parts that may be missing (`[red|white]`) and `_` for any one word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from voice.rules.tokens import Token

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Found(Generic[Meaning]):
    """One phrase in a text: tokens `start` … `end` (exclusive)."""

    start: int
    end: int
    meaning: Meaning


@dataclass
class _Node(Generic[Meaning]):
    children: dict[str, _Node[Meaning]] = field(default_factory=dict)
    meaning: Meaning | None = None


class Phrases(Generic[Meaning]):
    """A tree of phrases, each with its meaning."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._root: _Node[Meaning] = _Node()
        for pattern, meaning in entries:
            self._add(self._root, [_choices(part) for part in pattern.split()], meaning)

    def _add(self, node: _Node[Meaning], parts: list[tuple[list[str], bool]], meaning: Meaning) -> None:
        """The phrase under a node; an earlier entry of the very same words stands."""
        if not parts:
            if node.meaning is None and node is not self._root:
                node.meaning = meaning
            return
        words, optional = parts[0]
        if optional:
            self._add(node, parts[1:], meaning)
        for word in words:
            self._add(node.children.setdefault(word, _Node()), parts[1:], meaning)

    def words(self) -> frozenset[str]:
        """Every word that stands in some phrase."""
        found: set[str] = set()
        nodes = [self._root]
        while nodes:
            children = nodes.pop().children
            found.update(children)
            nodes.extend(children.values())
        return frozenset(found)

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
    best = Found(start, place, node.meaning) if node.meaning is not None else None
    if place < len(tokens) and node.children:
        token = tokens[place]
        for child in (node.children.get(token.norm), None if token.mark else node.children.get("_")):
            longer = _longest(child, tokens, start, place + 1) if child is not None else None
            if longer is not None and (best is None or longer.end > best.end):
                best = longer
    return best


def _choices(part: str) -> tuple[list[str], bool]:
    """The alternatives of one part, and whether it may be missing."""
    return part.strip("[]").split("|"), part.startswith("[")
