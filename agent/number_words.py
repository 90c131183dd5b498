"""Numbers written as words, where they are measurements and not small counts: "forty percent", "sixty-three ms", "a hundred nights"."""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST_ALONE = 13
"""From here on a number in words is read without a unit behind it; smaller ones count nights, answers and glasses."""
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_VALUES = {word: value for value, word in enumerate(_SMALL.split())}
_VALUES |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_FACTORS = {"dozen": 12, "hundred": 100, "thousand": 1000}
_WORD = "|".join(sorted({*_VALUES, *_FACTORS, "fourty"}, key=len, reverse=True))
_UNIT = r"per\s?cent|%|ms|milliseconds?|bpm|brpm|beats?|breaths?|sigmas?|σ|standard\ deviations?|(?:percentage\ )?points?"
_PATTERN = re.compile(
    rf"""
    \b(?P<words>(?:{_WORD})(?:[\s\u2010-\u2015-]+(?:(?<=hundred\ )and\s+|(?<=thousand\ )and\s+)?(?:{_WORD}))*)(?!\w)
    (?P<point>\s+point\s+(?:{_WORD})(?!\w))?
    (?:[\s\u2010-\u2015-]*(?:(?P<percent>per\s?cent\b|%)|(?P<unit>(?:{_UNIT})(?!\w))))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def numbers_in_words(text: str) -> Iterator[tuple[int, str, float | None, bool]]:
    """Every measurement that is written as words: where it begins, its words, its value (None where it has decimals), and if in percent."""
    for match in _PATTERN.finditer(text):
        value = _value(re.split(r"[\s\u2010-\u2015-]+", match["words"].lower()))
        if value >= LEAST_ALONE or match["point"] or match["percent"] or match["unit"]:
            yield match.start(), match.group(0), None if match["point"] else value, bool(match["percent"])


def _value(words: list[str]) -> float:
    total = current = 0
    for word in words:
        if word in _FACTORS:
            current = max(1, current) * _FACTORS[word]
            if word == "thousand":
                total, current = total + current, 0
        else:
            current += _VALUES.get("forty" if word == "fourty" else word, 0)
    return float(total + current)
