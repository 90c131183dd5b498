"""What single drinks and medicines need beyond a phrase: whether it was drunk at all, whose share it was, when a pill is taken."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import time

from voice.rules.amounts import before
from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.mention import Mention
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.sense import Sense
from voice.rules.times import Spoken

_WATER = word_set(
    """
    water juice milk smoothie kombucha shake shakes soda lemonade decaf litres liters broth electrolytes squash cocoa tea coffee
    chocolate cola coke oj cordial elderflower kefir ayran lassi buttermilk smoothies whey electrolyte sprite fanta tonic gatorade
    powerade lucozade horchata infusion bouillon soup cacao ovaltine h2o chamomile herbal peppermint rooibos eau agua acqua wasser
    """
)
_IT = word_set("it them that most all one two three four the half everything both some another")
_VESSELS = word_set(
    "pint pints schooner schooners half halves can cans bottle bottles glass glasses shot shots jar jars tinnie tot dram drams"
)
_SINGLE = word_set(
    """
    spritz negroni margarita mojito martini cocktail daiquiri caipirinha highball nightcap pint schooner tinnie dram mimosa bellini kir
    vermut radler shandy caipi cana copa espresso cappuccino latte americano macchiato cortado ristretto lungo
    doppio mocha cuppa frappe cafecito noisette galao cubata gintonic paloma michelada white black brew bull
    """
)
"""Drinks that are one where no number is told."""
_VERBS = frozenset(["drank", "drink", "drunk", "drinking"])
_NEAR_BY = 80
_OFTEN = frozenset(["coffee", "tea", "beer", "cola", "coke", "espresso", "cappuccino", "latte"])
_WHOSE = word_set("morning usual first only afternoon evening daily breakfast lunchtime single")
_UNITS = word_set("glass glasses cup cups mug mugs pint pints shots cans bottles rounds")
_COUNTED = frozenset(["alcohol", "caffeine"])
_NEW = word_set("he she they him yesterday tomorrow . ! ?")
_OPEN = word_set("some more much any no lots plenty enough little no of n't")
_SLEEP = (
    "melatonin",
    "sleep",
    "ambien",
    "zopiclone",
    "zolpidem",
    "trazodone",
    "nytol",
    "schlaf",
    "unisom",
    "stilnox",
    "nyquil",
    "nightcap",
)
_TAKING = word_set("took taken take swallowed popped started had taking")


def drink(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:  # noqa: PLR0911 - one line per way of saying it
    """A drink of alcohol or caffeine with the share of it that was the speaker's; with an empty kind where none was told."""
    if mention.kind == "alcohol" and mention.yes and (mention.role == "count" or mention.thing.split()[0] in _VERBS):
        mention = _drinking(parsed, clause, mention)
    if mention.kind not in {"alcohol", "caffeine"} or not mention.yes:
        return mention
    if mention.kind == "alcohol" and _holds_the_next(parsed, clause, mention):
        return replace(mention, kind="")
    if mention.amount == 0:
        return replace(mention, yes=False, amount=None)
    if "tasting" in mention.thing and {"spat", "spit", "spitting"} & {*parsed.words(mention.end, mention.end + 25)}:
        return replace(mention, yes=False, amount=None)
    if mention.amount is None and mention.thing.startswith("one ") and "many" not in mention.thing:
        return replace(mention, amount=1.0)
    if mention.amount is None and {"few", "couple"} & {*mention.thing.split()} and "many" not in mention.thing:
        return replace(mention, amount=3.0 if "few" in mention.thing else 2.0)
    return _one(parsed, _told_later(parsed, _shared(parsed, clause, mention)))


def _holds_the_next(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True for the pint in "two pints of lager": the lager is counted."""
    last = mention.thing.split()[-1]
    if last not in _VESSELS or parsed.word(mention.end) != "of":
        return False
    return any(found.start < min(clause.end, mention.end + 4) and found.meaning.kind == "alcohol" for found in near(parsed, mention.end))


def _shared(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """The speaker's share: "half a bottle each", "between five of us", "split a bottle with my sister"."""
    for place in range(mention.end, min(len(parsed.tokens), mention.end + 16)):
        number = number_at(parsed.tokens, place)
        if number is None or parsed.word(place - 1) in {"half", "quarter"}:
            continue
        unit = parsed.word(number.end)
        if unit == "each" or parsed.word(number.end + 1) == "each":
            return replace(mention, amount=number.value * (5.0 if unit in {"bottle", "bottles"} else 1.0))
        if mention.amount and parsed.word(place - 1) in {"between", "among", "the"} and "us" in parsed.words(number.end, number.end + 2):
            among = {"between", "among"} & {*parsed.words(place - 2, place)}
            return replace(mention, amount=mention.amount / number.value) if among and number.value >= 2 else mention
    lead = parsed.words(max(clause.start, mention.start - 5), mention.start)
    behind = parsed.words(mention.end, min(clause.end, mention.end + 3))
    if mention.amount == 5.0 and {"split", "shared", "halved", "sharing", "splitting"} & {*lead} and {"with", "between"} & {*behind}:
        return replace(mention, amount=2.5)
    return mention


def _one(parsed: Parsed, mention: Mention) -> Mention:
    """One, for a drink that comes in ones and is told once, without a number."""
    last = mention.thing.split()[-1]
    lead = parsed.words(mention.start - 2, mention.start)
    mine = (lead[:1] == ["my"] and lead[-1] in _WHOSE) or (last in _OFTEN and _again(parsed, mention))
    if (
        mention.amount is not None
        or (last not in _SINGLE and not mine)
        or parsed.word(mention.start - 1) in _OPEN
        or mention.mood != "fact"
    ):
        return mention
    alike = [
        found
        for found in _around(parsed, mention)
        if found.start != mention.start and parsed.word(found.end - 1).rstrip("s") == last.rstrip("s")
    ]
    return mention if alike and not _each_at_its_time(parsed, mention, alike) else replace(mention, amount=1.0)


def _around(parsed: Parsed, mention: Mention) -> list[Found[Sense]]:
    """The phrases near by, so that a long text takes no more than its length in time."""
    return parsed.triggers_in(max(0, mention.start - _NEAR_BY), mention.end + _NEAR_BY)


def _again(parsed: Parsed, mention: Mention) -> bool:
    """True where the same words are told more than once, each time with its hour."""
    alike = [found for found in _around(parsed, mention) if " ".join(parsed.words(found.start, found.end)) == mention.thing]
    return mention.at is not None and len(alike) > 1


def _each_at_its_time(parsed: Parsed, mention: Mention, alike: list[Found[Sense]]) -> bool:
    """True for the first of "tea at seven, tea at ten": the same word again, no number before any."""
    last = mention.thing.split()[-1]
    return (
        mention.at is not None
        and not last.endswith("s")
        and all(parsed.word(found.end - 1) == last and before(parsed.tokens, found.start, found.start - 3) is None for found in alike)
    )


def _told_later(parsed: Parsed, mention: Mention) -> Mention:
    """The number that follows further on: "margaritas, and I caved, two of those", "tea, English tea, about six cups"."""
    if mention.mood != "fact" or mention.amount not in {None, 1.0}:
        return mention
    for place in range(mention.end, min(len(parsed.tokens), mention.end + 14)):
        number = number_at(parsed.tokens, place)
        if parsed.word(place) in _NEW or any(found.start == place and found.meaning.kind in _COUNTED for found in near(parsed, place)[:1]):
            return mention
        if number is None or not number.counts:
            continue
        unit, beyond = parsed.word(number.end), parsed.word(number.end + 1)
        of_it = unit in _UNITS and beyond == "of" and parsed.word(number.end + 2) in {"it", "them", "that"}
        if of_it or (
            (mention.amount is None or "bit" in parsed.words(mention.start - 3, mention.start))
            and ((unit == "of" and beyond in {"them", "those", "these"}) or (unit in _UNITS and beyond != "of"))
        ):
            return replace(mention, amount=number.value)
    return mention


def _drinking(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:  # noqa: PLR0911 - one line per way of saying it
    """Drinking as such, unless what was drunk is something else or is named itself."""
    following = parsed.words(mention.end, min(clause.end, mention.end + 7))
    lead = parsed.words(max(clause.start, mention.start - 2), mention.start)
    verb = mention.thing in _VERBS
    if verb and {"cup", "cups", "mug", "mugs"} & {*following[:3]} and "of" not in following[:4]:
        number = number_at(parsed.tokens, mention.end)
        return replace(mention, kind="caffeine", role="", amount=number.value if number else None, confidence=0.75)
    if any(word in _WATER for word in following) or lead[-1:] in (["soft"], ["energy"], ["hot"], ["fizzy"]):
        return replace(mention, kind="")
    if any(t.start < clause.end and t.meaning.kind in {"alcohol", "caffeine"} for t in near(parsed, mention.end)):
        return replace(mention, kind="")
    if verb and following[:1] and following[0] in _IT and mention.yes:
        return _of_it(parsed, mention)
    if mention.thing.startswith("shot") and _of_coffee(parsed, mention):
        return replace(mention, kind="")
    if mention.thing.startswith("shot") and not any(
        word in {"had", "did", "drank", "took", "of", "tequila", "vodka", "with"} for word in parsed.words(clause.start, mention.start)
    ):
        return replace(mention, confidence=0.6)
    if mention.thing == "drink" and lead[-1:] and lead[-1] in {"to", "n't", "i", "not"} and mention.yes:
        return replace(mention, confidence=0.6)
    return mention


def _of_coffee(parsed: Parsed, mention: Mention) -> bool:
    """True where coffee was the last drink named before the shots."""
    named = [found for found in parsed.triggers_in(max(0, mention.start - 12), mention.start) if found.meaning.kind in _COUNTED]
    return bool(named) and named[-1].meaning.kind == "caffeine"


def _of_it(parsed: Parsed, mention: Mention) -> Mention:
    """Drinking "it", "most of it", "two": of the drink that was named before."""
    earlier = parsed.triggers_in(max(0, mention.start - 30), mention.start)
    named = [found for found in earlier if found.meaning.kind in {"alcohol", "caffeine"}]
    number = number_at(parsed.tokens, mention.end)
    amount = number.value if number is not None and number.counts else None
    if not named:
        return mention if amount is not None else replace(mention, kind="")
    if named[-1].meaning.kind == "alcohol":
        return replace(mention, amount=amount)
    return (
        replace(mention, kind="caffeine", role="", amount=amount, confidence=0.75) if named[-1].meaning.yes else replace(mention, kind="")
    )


def near(parsed: Parsed, start: int) -> list[Found[Sense]]:
    """The phrases from a token on."""
    place = bisect_left(parsed.triggers, start, key=lambda trigger: trigger.start)
    return parsed.triggers[place : place + 5]


def medicine(parsed: Parsed, clause: Clause, mention: Mention, spoken: Spoken | None) -> Mention:
    """A medicine, unless it was only prescribed; a sleeping pill is taken at night, what is taken every morning in the morning."""
    lead = parsed.words(max(clause.start, mention.start - 5), mention.start)
    if {"prescribed", "prescribe", "prescribes", "prescription", "recommended"} & {*lead} and mention.yes:
        told = _TAKING & {*parsed.words(mention.end, mention.end + 14)}
        if not told:
            return replace(mention, kind="")
    at = mention.at
    if at is None or spoken is None or spoken.half or spoken.hour > 12 or not mention.yes:
        return replace(mention, at=at if mention.yes else None)
    if any(mention.thing.startswith(name) or f" {name}" in mention.thing for name in _SLEEP) and 7 <= at.hour <= 11:
        return replace(mention, at=time(at.hour + 12, at.minute))
    if "morning" in parsed.words(clause.start, min(len(parsed.tokens), clause.end + 5)) and at.hour >= 16:
        return replace(mention, at=time(at.hour - 12, at.minute))
    return mention
