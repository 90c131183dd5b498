"""A text as words with their places; contractions are taken apart, hyphens join nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from voice.rules.closed import word_set

HARD = frozenset(".!?;\n")
"""Ends of sentences."""
SOFT = frozenset([",", ":", "-", "–", "—", "…", "(", ")", "/", '"', "“", "”"])
"""Marks at which a clause may end."""

_PIECE = re.compile(
    r"(?P<clock>\d{1,2}(?:[:h]\d{2})(?!\d))|(?P<half>\b[ap]\.\s?m\b\.?)|(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’‘´`][^\W\d_]+)*['’]?)|(?P<dots>\.{2,}|…)|(?P<line>\n\s*)|(?P<mark>[^\w\s]|_)"
)
_WITHOUT_APOSTROPHE = word_set("didnt dont doesnt wasnt werent havent hasnt hadnt isnt arent wouldnt couldnt shouldnt wont cant aint")
_SUFFIXES = ("n't", "'ll", "'ve", "'re", "'m", "'d", "'s")
_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_RESPELLED = {
    "cannot": "can'not",
    "im": "i'm",
    "ive": "i've",
    "thats": "that's",
    "hes": "he's",
    "shes": "she's",
    "theyre": "they're",
    "youre": "you're",
}


@dataclass(frozen=True)
class Token:
    """One word or mark."""

    norm: str
    """Lower case, without accents, as the lexicon spells it."""
    start: int
    end: int
    mark: bool = False
    """True for punctuation."""
    capital: bool = False


def tokenize(text: str) -> list[Token]:
    """The words and marks of a text, in order; places are those of the text itself."""
    tokens: list[Token] = []
    for match in _PIECE.finditer(text):
        tokens.extend(_tokens_of(match, text))
    return tokens


def _tokens_of(match: re.Match[str], text: str) -> list[Token]:  # noqa: PLR0911 - one line per way of saying it
    """The tokens of one piece."""
    start, end, raw = match.start(), match.end(), match.group()
    if match.lastgroup == "word":
        return _words(raw, start)
    if match.lastgroup == "half":
        return [Token(raw[0].lower() + "m", start, end)]
    if match.lastgroup == "number":
        return [Token(raw.replace(",", "."), start, end)]
    if match.lastgroup == "clock":
        return [Token(raw.replace("h", ":"), start, end)]
    if match.lastgroup == "line":
        return [Token("\n", start, start + 1, mark=True)]
    if match.lastgroup == "dots":
        return [Token("…", start, end, mark=True)]
    return _mark(raw, start, text)


def _mark(raw: str, start: int, text: str) -> list[Token]:
    """A mark, unless it is a hyphen inside a word; between numbers it is a range."""
    if raw in "-–‐" and 0 < start < len(text) - 1 and not text[start - 1].isspace() and not text[start + 1].isspace():
        return [Token("to", start, start + 1)] if text[start - 1].isdigit() and text[start + 1].isdigit() else []
    return [Token("-" if raw in "–—" else raw, start, start + len(raw), mark=True)]


def plain(word: str) -> str:
    """Lower case without accents."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _words(raw: str, start: int) -> list[Token]:
    """One word as one token, or a contraction as two."""
    norm = plain(re.sub("[’‘´`]", "'", raw)).rstrip("'")
    capital = raw[0].isupper()
    if norm in _WITHOUT_APOSTROPHE:
        return _split(norm[:-2], "n't", start, len(raw) - 2, len(raw), capital=capital)
    if norm in _RESPELLED:
        head, tail = _RESPELLED[norm].split("'")
        if norm == "cannot":
            return _split("can", "n't", start, 3, len(raw), capital=capital)
        return _split(head, "'" + tail, start, len(head), len(raw), capital=capital)
    for suffix in _SUFFIXES:
        if norm.endswith(suffix) and len(norm) > len(suffix):
            cut = len(raw) - len(suffix)
            return _split(norm[: -len(suffix)], suffix, start, cut, len(raw), capital=capital)
    return [Token(norm or "'", start, start + len(raw), capital=capital)]


def _split(head: str, tail: str, start: int, cut: int, length: int, *, capital: bool) -> list[Token]:
    """A contraction's two parts."""
    return [Token(_STEMS.get(head, head), start, start + cut, capital=capital), Token(tail, start + cut, start + length)]
