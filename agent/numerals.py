"""Every numeral that stands in a text, read as a person would read it: numbers, percents, ordinals, dates, clock times, durations.

Numbers in words are read where they measure (`agent.number_words`); counts of a few nights or answers are not.

Nothing with a digit in it is passed over: what no pattern recognises comes back as an unreadable numeral, which nothing traces to.
The text is first stripped of what could hide a numeral: invisible characters, emphasis marks, foreign digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agent.number_words import numbers_in_words

EXEMPT = ("SpO2", "VO2", "VO2max", "CO2", "COVID-19")
"""Fixed names that hold a digit; they count only as whole words."""

Kind = Literal["number", "date", "time", "duration", "unreadable"]
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
# "may" is a verb far more often than a month: only the capital one counts.
_MONTH = "(?:" + "|".join("(?-i:May)" if name == "may" else f"{name}|{name[:3]}" for name in _MONTHS) + r")\b\.?"
_ORDINAL = r"(?:st|nd|rd|th)\b"
_AM = r"\s?[ap]\.?m\b\.?"

_PATTERN = re.compile(
    rf"""
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}}(?!\d))(?:[T\ ](?P<isotime>\d{{2}}:\d{{2}})(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:\d{{2}})?(?!\d))?
    | (?P<dmy>(?<![\d.,])\d{{1,2}}(?:{_ORDINAL})?\ (?:of\ )?{_MONTH}(?:,?\ \d{{4}}(?!\d))?)
    | (?P<mdy>\b{_MONTH}\ \d{{1,2}}(?:{_ORDINAL})?(?![\d.:]\d|\d)(?:,?\ \d{{4}}(?!\d))?)
    | (?P<clock>(?<![\d:.])\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{_AM})?(?![\d:])|(?<![\d:.,])\d{{1,2}}{_AM}(?!\d))
    | (?P<duration>(?<![\d.,])\d{{1,2}}\s?h(?:ours?|rs?)?\s?(?:and\s)?\d{{1,2}}\s?(?:m(?:in(?:utes)?|ins)?\b)?(?!\w))
    | (?P<number>(?P<sign>(?<![\w)\]%.,])[+\-\u2212\u2013](?=\d))?
        (?P<digits>\d+(?:[.,]\d+)*)(?P<exponent>[eE][+\-\u2212]?\d+)?(?P<ordinal>{_ORDINAL})?(?P<percent>\s?(?:%|per\s?cent\b|percentiles?\b))?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINT = re.compile(r"\d+(?:\.\d+)?")
_COMMA = re.compile(r"\d+,\d{1,2}")


@dataclass(frozen=True)
class Numeral:
    """One numeral as it stands in a text."""

    text: str
    kind: Kind
    value: float = 0.0
    """Its value without sign; minutes for a duration."""
    decimals: int = 0
    sign: str = ""
    """"-" or "+" where one is written."""
    percent: bool = False
    ordinal: bool = False
    month: int = 0
    day: int = 0
    year: int = 0
    clock: str = ""
    """HH:MM of a time, or of the time beside a date."""


def plain(text: str) -> str:
    """The text with every digit as 0–9 and without what could hide or split a numeral."""
    text = unicodedata.normalize("NFKC", text)
    kept = (character for character in text if unicodedata.category(character) not in ("Cf", "Mn", "Me"))
    text = "".join(_western(character) for character in kept)
    return re.sub(r"[*_`~]+", "", text)


def _western(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    # Other number characters (fractions, Chinese and old numeral signs) have no digit: a bare "0x" cannot be traced.
    return " 0x " if unicodedata.numeric(character, None) is not None else character


def numerals(text: str, names: Iterable[str] = ()) -> list[Numeral]:
    """Every numeral of a text, in order.

    Args:
        text: what a model or the analyst wrote.
        names: further fixed names that hold digits, such as forecasters'.
    """
    text = _without_names(plain(text), names)
    found = [(match.start(), _stuck(text, match) or _read(match)) for match in _PATTERN.finditer(text)]
    found += [(start, _worded(words, value, percent)) for start, words, value, percent in numbers_in_words(text)]
    return [numeral for _, numeral in sorted(found, key=lambda one: one[0])]


def _worded(words: str, value: float | None, percent: bool) -> Numeral:
    return Numeral(words, "unreadable") if value is None else Numeral(words, "number", value, percent=percent)


def _without_names(text: str, names: Iterable[str]) -> str:
    """The text without the fixed names, where they stand as whole words."""
    known = sorted({plain(name) for name in (*EXEMPT, *names) if any(c.isdigit() for c in name)}, key=len, reverse=True)
    for name in known:
        text = re.sub(rf"(?<![\w.,+-]){re.escape(name)}(?!\w|[.,-]\d)", " ", text, flags=re.IGNORECASE)
    return text


def _stuck(text: str, match: re.Match[str]) -> Numeral | None:
    """The numeral as unreadable when a letter before it, or hexadecimal behind it, makes it part of something else."""
    before = text[match.start() - 1 : match.start()]
    behind = text[match.end() : match.end() + 1]
    if re.match(r"0[xX]", text[match.start() : match.start() + 2]) or (before.isalpha() and behind.isalpha()):
        return Numeral(text[max(0, match.start() - 1) : match.end() + 1], "unreadable")
    return None


def _read(match: re.Match[str]) -> Numeral:
    text = match.group(0).strip()
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return Numeral(text, "date", year=year, month=month, day=day, clock=match["isotime"] or "")
    if match["dmy"] or match["mdy"]:
        return _named_date(text)
    if match["clock"]:
        return _clock(text)
    if match["duration"]:
        hours, minutes = (int(part) for part in re.findall(r"\d+", text))
        return Numeral(text, "duration", value=60.0 * hours + minutes) if minutes < 60 else Numeral(text, "unreadable")
    return _number(text, match)


def _named_date(text: str) -> Numeral:
    name = next(month for month in _MONTHS if re.search(rf"\b{month[:3]}", text, re.IGNORECASE))
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    return Numeral(text, "date", month=_MONTHS.index(name) + 1, day=numbers[0], year=numbers[1] if len(numbers) > 1 else 0)


def _clock(text: str) -> Numeral:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    hour, minute = parts[0], parts[1] if len(parts) > 1 else 0
    if re.search(r"p\.?m", text, re.IGNORECASE) and hour < 12:
        hour += 12
    elif re.search(r"a\.?m", text, re.IGNORECASE) and hour == 12:
        hour = 0
    return Numeral(text, "time", clock=f"{hour:02}:{minute:02}") if hour < 24 and minute < 60 else Numeral(text, "unreadable")


def _number(text: str, match: re.Match[str]) -> Numeral:
    digits = match["digits"]
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    if not _POINT.fullmatch(digits):
        return Numeral(text, "unreadable")
    value = float(digits + (match["exponent"] or "").replace("\u2212", "-"))
    decimals = max(0, len(digits.partition(".")[2]) - int((match["exponent"] or "e0")[1:].replace("\u2212", "-")))
    sign = "+" if match["sign"] == "+" else "-" if match["sign"] else ""
    return Numeral(text, "number", value, decimals, sign, percent=bool(match["percent"]), ordinal=bool(match["ordinal"]))
