"""Clock times as people say them, and the hour of the day that is meant where only "at four" is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from voice.rules.closed import PAST, word_set
from voice.rules.numbers import value_of
from voice.rules.tokens import Token

_BEFORE = word_set(
    """
    at around about by after before until till past from near since to circa towards gegen las gone vers @ approximately roughly nearly
    almost alle dinner supper abendessen cena
    """
)
_LOOSE = _BEFORE - {"at", "gegen", "las", "@", "alle", "abendessen", "cena"}
"""Words that stand before much else than times."""
_MINUTES = {"thirty": 30, "fifteen": 15, "forty": 40, "twenty": 20, "ten": 10, "five": 5, "quarter": 15, "half": 30}
_FOLLOWS = word_set(
    """
    in this on today tonight at to and but so i we then or which with because pm am , . ! ? ; ) : - … again already sharp yesterday
    tomorrow though when o'clock after or if for it my the he she they nothing no
    """
)
_TWELVES = {"midnight": 0, "noon": 12, "midday": 12}
_NO_CLOCK = word_set("a an and one two three four first second other his her my the each")
"""Words before "half nine" that make it no time."""
_COUNTED = word_set("hour hours day days marathon pints beers litres km miles k bottles glasses years percent of mile")
_PARTS = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm", "tonight": "pm", "lunchtime": "pm", "breakfast": "am"}


@dataclass(frozen=True)
class Spoken:
    """A time in a text: tokens `start` … `end` (exclusive)."""

    start: int
    end: int
    hour: int
    minute: int
    half: str
    """"am" or "pm" where it is told, "24" where the hour needs none, else empty."""
    before: str
    """The word before it: at, after, until …"""


def times_of(tokens: Sequence[Token]) -> list[Spoken]:
    """The times of a text, from left to right."""
    found: list[Spoken] = []
    place = 0
    while place < len(tokens):
        spoken = _time_at(tokens, place)
        if spoken is not None:
            found.append(spoken)
        place = place + 1 if spoken is None else spoken.end
    return found


def meant(spoken: Spoken, *, likely: str, earliest_pm: int = 1, latest_pm: int = 11) -> time:
    """The clock time that is meant.

    Args:
        spoken: The time as it was said.
        likely: "am" or "pm": the half of the day told nearby, else empty.
        earliest_pm: First bare hour that is taken for the afternoon.
        latest_pm: Last one.
    """
    hour, half = spoken.hour, spoken.half or likely
    if half == "24" or hour > 12:
        return time(hour % 24, spoken.minute)
    if half == "am":
        return time(hour % 12, spoken.minute)
    if half == "pm":
        midnight = hour == 12 and spoken.half != "pm" and likely == "pm" and latest_pm >= 11 and spoken.half == ""
        return time(0 if midnight else hour % 12 + 12, spoken.minute)
    if hour == 12:
        return time(12, spoken.minute)
    return time(hour + 12 if earliest_pm <= hour <= latest_pm else hour, spoken.minute)


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm if 0 <= place < len(tokens) else ""


def _time_at(tokens: Sequence[Token], place: int) -> Spoken | None:
    """The time that begins at a token."""
    word, before = _word(tokens, place), _word(tokens, place - 1)
    if ":" in word and word != ":":
        return _clock(tokens, place, word, before)
    if word in {"noon", "midday"}:
        return Spoken(place, place + 1, 12, 0, "24", before)
    if word == "midnight" and _word(tokens, place + 1) not in {"snack", "feast", "pizza", "kebab", "munchies", "spaghetti"}:
        return Spoken(place, place + 1, 0, 0, "24", before)
    if word in {"half", "quarter", "ten", "twenty", "five"}:
        spoken = _relative(tokens, place, word, before)
        if spoken is not None:
            return spoken
    return _roughly(tokens, place, word, before) or _hour(tokens, place, before)


def _roughly(tokens: Sequence[Token], place: int, word: str, before: str) -> Spoken | None:
    """Nineish; diez y media."""
    value = value_of(word.removesuffix("ish"))
    if value is None or not 1 <= value <= 12 or value != int(value):
        return None
    if word.endswith("ish"):
        end, half = _half_of_day(tokens, place + 1)
        return Spoken(place, end, int(value), 0, half, before)
    if _word(tokens, place + 1) in {"y", "e", "et"} and _word(tokens, place + 2) in {"media", "mezza", "mezzo", "demie", "meia"}:
        return Spoken(place, place + 3, int(value), 30, "", before)
    return None


def _leads(tokens: Sequence[Token], place: int, before: str) -> str:
    """The word that says on which side of a time: "until gone ten" is until."""
    further = _word(tokens, place - 2)
    rough = before in {"gone", "past", "about", "around", "well", "nearly", "almost"}
    return further if rough and further in {"until", "till", "before", "by"} else before


def _clock(tokens: Sequence[Token], place: int, word: str, before: str) -> Spoken | None:
    """22:30 or 9:15 pm."""
    hour, _, minute = word.partition(":")
    if int(hour) > 24 or int(minute) > 59:
        return None
    end, half = _half_of_day(tokens, place + 1)
    return Spoken(place, end, int(hour) % 24, int(minute), half or ("24" if int(hour) > 12 or hour.startswith("0") else ""), before)


def _relative(tokens: Sequence[Token], place: int, word: str, before: str) -> Spoken | None:
    """Half past nine, quarter to ten, ten past eight, at half nine."""
    joint, hour = _word(tokens, place + 1), value_of(_word(tokens, place + 2))
    if joint == "past" and _word(tokens, place + 2) in _TWELVES:
        return Spoken(place, place + 3, _TWELVES[_word(tokens, place + 2)], _MINUTES[word], "24", before)
    minutes = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}[word]
    if joint in {"past", "to", "after"} and hour is not None and 1 <= hour <= 12 and (joint != "after" or word == "quarter"):
        end, half = _half_of_day(tokens, place + 3)
        at = int(hour) * 60 + (minutes if joint != "to" else -minutes)
        if joint == "to" and word != "quarter" and before not in _BEFORE:
            return None
        return Spoken(place, end, (at // 60) or 12, at % 60, half, before)
    bare = value_of(joint)
    if (
        word == "half"
        and (before in _BEFORE or before not in _NO_CLOCK)
        and _word(tokens, place + 2) not in _COUNTED
        and bare is not None
        and 1 <= bare <= 12
    ):
        end, half = _half_of_day(tokens, place + 2)
        return Spoken(place, end, int(bare), 30, half, before)
    return None


def _hour(tokens: Sequence[Token], place: int, before: str) -> Spoken | None:  # noqa: PLR0911 - one line per way of saying it
    """9 pm, nine o'clock, at nine thirty, around ten, four in the afternoon."""
    value = value_of(_word(tokens, place))
    if value is None or not 1 <= value <= 24:
        return None
    raw = _word(tokens, place)
    before = _leads(tokens, place, before)
    hour, minute, end = int(value), round((value - int(value)) * 100), place + 1
    if value != int(value) and (before not in _BEFORE or minute > 59 or len(raw.partition(".")[2]) != 2):
        return None
    after = _word(tokens, end)
    if after in _MINUTES and before in _BEFORE | {"was", "for"} and value <= 12 and _word(tokens, end + 1) not in {"of", "past", "minutes"}:
        minute, end = _MINUTES[after], end + 1
        ones = value_of(_word(tokens, end))
        if minute in {20, 30, 40} and ones is not None and 1 <= ones <= 9:
            minute, end = minute + int(ones), end + 1
    stop, half = _half_of_day(tokens, end)
    if (half or stop > end) and (before in _BEFORE or after not in {"tonight", "this", "yesterday"}):
        return Spoken(place, stop, hour, minute, half or ("24" if hour > 12 else ""), before)
    if before == "for" and _word(tokens, place - 2) in {"set", "alarm", "booked"}:
        return Spoken(place, end, hour, minute, "24" if hour > 12 else "", "at")
    if before not in _BEFORE or (before == "to" and _word(tokens, place - 2) not in {"up", "closer", "close", "nearer"}):
        return None
    following = _word(tokens, end)
    if following and following not in _FOLLOWS and following not in PAST and before in _LOOSE:
        return None
    if following in {
        "percent",
        "hours",
        "hour",
        "minutes",
        "days",
        "weeks",
        "km",
        "out",
        "times",
        "people",
        "degrees",
        "%",
        "k",
        "kilometer",
        "miles",
        "mile",
        "minute",
        "laps",
        "rounds",
        "cups",
        "coffees",
        "kilometers",
        "beers",
        "years",
        "drinks",
    }:
        return None
    return Spoken(place, end, hour, minute, "24" if hour > 12 else "", before)


def _half_of_day(tokens: Sequence[Token], place: int) -> tuple[int, str]:  # noqa: PLR0911 - one line per way of saying it
    """The end and half of the day told behind an hour: "pm", "o'clock", "in the afternoon"."""
    word = _word(tokens, place)
    if word in {"am", "pm"}:
        return place + 1, word
    if word in {"a", "p"} and _word(tokens, place + 1) == "m":
        return place + 2, word + "m"
    if word in {"o'clock", "oclock", "clock", "ish", "uhr", "h"} or (word == "o" and _word(tokens, place + 1) in {"clock", "'clock"}):
        end = place + (2 if word == "o" else 1)
        stop, half = _half_of_day(tokens, end)
        return stop, half
    if word in {"in", "this"} and _word(tokens, place + 1) == "the" and _word(tokens, place + 2) in _PARTS:
        return place + 3, _PARTS[_word(tokens, place + 2)]
    if word in {"this", "yesterday", "in"} and _word(tokens, place + 1) in _PARTS:
        return place + 2, _PARTS[_word(tokens, place + 1)]
    if word == "at" and _word(tokens, place + 1) == "night":
        return place + 2, "pm"
    if word == "tonight":
        return place + 1, "pm"
    return place, ""


def part_of_day(tokens: Sequence[Token], start: int, end: int) -> str:
    """The half of the day, "am" or "pm", where the words between two places tell one."""
    for place in range(start, end):
        half = _PARTS.get(tokens[place].norm)
        if half is not None and tokens[place].norm != "breakfast":
            return half
    return ""
