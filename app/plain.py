"""Text of others made safe to print: a journal can hold anything, and a terminal obeys some of it."""

from __future__ import annotations

import unicodedata


def plain(text: object, limit: int | None = None) -> str:
    """The text in one paragraph without control characters and without marks that turn its direction.

    Args:
        text: whatever was told.
        limit: characters after which it is cut, with an ellipsis.
    """
    words = " ".join(harmless(str(text)).split())
    return words if limit is None or len(words) <= limit else words[: limit - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """The text with its lines and blanks, but without anything else that a terminal obeys."""
    return "".join(letter if letter == "\n" else _harmless(letter) for letter in text)


def _harmless(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc":
        return " "
    return "" if category in ("Cf", "Cs", "Co") else letter
