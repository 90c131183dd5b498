"""How many: the number that belongs to a thing, before it ("two glasses of red wine") or behind it ("wine, two glasses")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice.rules.closed import ADJECTIVES, MEASURES, UNITS_OF_TIME, word_set
from voice.rules.numbers import Number, number_at
from voice.rules.tokens import Token

_FURTHEST = 8
MILLIGRAMS = frozenset(["mg", "milligrams", "milligram", "milligramm"])
_VOLUMES = word_set("ml cl dl liter litre liters litres")
_QUALITIES = ADJECTIVES | word_set(
    """
    petit petite petits petites grand grande grandes pequeno pequena klein kleine kleines kleiner grosse grosses piccolo piccola bon bonne
    solid generous sizeable massive enormous honest lone solitary overpriced expensive free complimentary warm lukewarm watery wee crisp
    chilled icy creamy foamy milky sugary bitter takeaway takeout paper plastic standard final strongest airline airport hotel birthday
    guilty naughty lonely solo lunchtime breakfast vanilla skinny caramel almond venti spiced oaty rich flat sly cool refreshing quiet
    mediocre excellent superb great gorgeous brilliant perfect hard earned fresh freshly brewed poured rather quite big ass fat huge
    ritual mandatory customary obligatory rich sweetened unsweetened black milky lukewarm fizzy bottled canned on tap house austrian
    australian belgian danish dutch greek polish portuguese turkish vietnamese indian chinese american argentinian chilean
    """
) - {"on", "tap"}
_VESSELS = MEASURES | word_set(
    """
    jar jars carafe carafes tankard tankards stein steins beaker beakers tumblers goblet goblets finger fingers nip tots thimble splash
    dash
    """
)
_ORDINALS = {"third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0, "seventh": 7.0}
_OCLOCK = word_set("at around by until till after before past since from gone")


@dataclass(frozen=True)
class Amount:
    """How much of a thing, and in which unit."""

    value: float
    start: int
    """Token at which the number begins."""
    milligrams: bool = False
    more: bool = False
    """True for "another": it comes on top."""
    big: bool = False
    """True for whole bottles that stand before the thing."""


def before(tokens: Sequence[Token], place: int, floor: int) -> Amount | None:  # noqa: PLR0911 - one line per way of saying it
    """The amount before a thing that begins at a token; nothing before `floor` is looked at."""
    milligrams, more, bottle = False, False, False
    for here in range(place - 1, max(floor, place - _FURTHEST) - 1, -1):
        word = tokens[here].norm
        number = _ending_at(tokens, here + 1, floor)
        if number is not None and number.start > floor and tokens[number.start - 1].norm in {"at", "by", "until", "till"}:
            return None  # "coffee at six, coffee at nine"
        if number is not None and not (milligrams and not number.counts):
            more = more or _is_more(tokens, number.start, floor)
            return Amount(number.value, number.start, milligrams, more, bottle)
        if word in _ORDINALS and here > floor and tokens[here - 1].norm in {"my", "a", "the"}:
            return Amount(_ORDINALS[word], here)
        if word in {"whole", "entire", "full"} and here > floor and tokens[here - 1].norm in {"the", "that", "this", "my"}:
            return Amount(1.0, here, big=bottle)
        if word in {"another", "extra"} or (word == "more" and here > floor and tokens[here - 1].norm == "one"):
            return Amount(1.0, here, more=True)
        if word in _VOLUMES or word in UNITS_OF_TIME:
            return None
        milligrams = milligrams or word in MILLIGRAMS
        more = more or word == "more"
        bottle = bottle or word in {"bottle", "bottles"}
        if word not in _QUALITIES and word not in _VESSELS:
            return None
    return None


def behind(tokens: Sequence[Token], place: int, ceiling: int) -> Amount | None:  # noqa: PLR0911 - one line per way of saying it
    """The amount behind a thing that ends at a token: "coffee: three", "wine, two glasses", "beer x 2"."""
    here = place
    numbered = _numbered(tokens, place, ceiling)
    if numbered is not None:
        return numbered
    further = _further(tokens, place, ceiling)
    if further is not None and (not tokens[place].mark or _vessel_at(tokens, further.start)):
        return further
    while here < ceiling and (
        tokens[here].mark or tokens[here].norm in {"x", "times", "about", "maybe", "just", "only", "today", "exactly"}
    ):
        if tokens[here].norm in {".", "!", "?", "\n"}:
            return None
        here += 1
    number = number_at(tokens, here) if here < ceiling else None
    unit = _past_qualities(tokens, number.end) if number is not None else ceiling
    if number is None or not (number.counts or (unit < ceiling and tokens[unit].norm in MEASURES)):
        return None
    if unit > number.end and unit < ceiling and tokens[unit].norm in MEASURES and _of_it(tokens, unit):
        return Amount(number.value, number.start, tokens[unit].norm in MILLIGRAMS)
    following = tokens[number.end].norm if number.end < ceiling else ""
    if following in MEASURES:
        after = tokens[number.end + 1].norm if number.end + 1 < ceiling else ""
        return Amount(number.value, number.start, following in MILLIGRAMS) if after != "of" else None
    alone = (
        number.end >= ceiling
        or tokens[number.end].mark
        or following in {"in", "today", "tonight", "of", "at", "total", "and", "but", "with"}
    )
    return Amount(number.value, number.start) if alone and (here > place or number.end >= ceiling) else None


_EMPHATIC = frozenset(["just", "only", "about", "maybe", "exactly", "say", "had", "drank", "said", "but", ","])
_BEYOND = frozenset(
    ["of", "today", "each", ".", "", ",", "and", "then", "but", "for", "if", "in", "so", "total", "!", ";", "altogether", "-", ")"]
)
_CLOSING = word_set(
    """
    each of in total though then today tonight altogether and that with . , ! ; ) i all but
    """
)


def _further(tokens: Sequence[Token], place: int, ceiling: int) -> Amount | None:
    """A number further behind that cannot but belong to the thing: "kir at the opening, just one", "four each", "two cups of it"."""
    for here in range(place, ceiling):
        number = number_at(tokens, here)
        if number is None or not number.counts or tokens[here - 1].norm in _OCLOCK:
            continue
        if here > place and number_at(tokens, here - 1) is not None and tokens[here - 2].norm in _OCLOCK:
            continue  # "at ten thirty"
        unit = _past_qualities(tokens, number.end)
        following = tokens[unit].norm if unit < len(tokens) else ""
        beyond = tokens[unit + 1].norm if unit + 1 < len(tokens) else ""
        if following == "each" or (following == "of" and beyond in {"them", "those", "these"}):
            return Amount(number.value, number.start)
        if following in _VESSELS and beyond in _BEYOND and _of_it(tokens, unit):
            return Amount(number.value, number.start)
        if tokens[here - 1].norm in {"just", "only"} and (not following or following in _CLOSING):
            return Amount(number.value, number.start)
        return None
    return None


def _numbered(tokens: Sequence[Token], place: int, ceiling: int) -> Amount | None:
    """The amount told by counting on: "coffee number four"."""
    if place + 1 < ceiling and tokens[place].norm == "number":
        number = number_at(tokens, place + 1)
        return Amount(number.value, place) if number is not None and number.counts else None
    return None


def _vessel_at(tokens: Sequence[Token], place: int) -> bool:
    """True where a number is one of glasses, cups or "of them"."""
    number = number_at(tokens, place)
    unit = _past_qualities(tokens, number.end) if number is not None else len(tokens)
    return unit < len(tokens) and (tokens[unit].norm in _VESSELS or tokens[unit].norm == "of")


def _past_qualities(tokens: Sequence[Token], place: int) -> int:
    """The place behind up to two adjectives: "three [very small] glasses"."""
    end = place
    while end < len(tokens) and end - place < 2 and tokens[end].norm in _QUALITIES - {"of"}:
        end += 1
    return end


def _of_it(tokens: Sequence[Token], place: int) -> bool:
    """True for "of it", "of them", or nothing more."""
    after = [token.norm for token in tokens[place + 1 : place + 3]]
    return after[:1] != ["of"] or after[1:] in (["it"], ["them"], ["that"], ["those"], ["which"])


def _ending_at(tokens: Sequence[Token], end: int, floor: int) -> Number | None:
    """The longest number whose last token stands just before `end`."""
    best: Number | None = None
    for start in range(end - 1, max(floor, end - 6) - 1, -1):
        number = number_at(tokens, start)
        if number is not None and number.end == end:
            best = number
    return best


def _is_more(tokens: Sequence[Token], start: int, floor: int) -> bool:
    """True for "another two"."""
    return start > floor and tokens[start - 1].norm == "another"
