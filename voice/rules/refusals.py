"""Refusals that name nothing: "handed it back", "it stayed shut", "water for me", "rained off". Each settles the thing told before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.rules.closed import word_set
from voice.rules.mention import Mention
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.refusal_words import Refusal
from voice.rules.turning import Frame, frames_of

_REACH = 30
"""Tokens between a thing and the words that refuse it."""
_NEXT = 8
"""Tokens between somebody's drink and what the speaker has beside it."""
_DRINKS = frozenset(["alcohol", "caffeine"])


_SOFT = word_set(
    """
    water perrier juice horchata soda lemonade milk pellegrino kombucha squash smoothie tonic mocktail sprudel apfelschorle elderflower
    cordial sprite fanta schorle agua acqua eau cranberry seltzer evian aranciata limonata limonade fizzy sparkling coke cola tea coffee
    pepsi shandyless milkshake lassi ayran kefir kvass peppermint ginger lime chamomile rooibos mango orangina badoit h2o wasser squash
    """
)
_PLAIN_SOFT = _SOFT - word_set("tea coffee coke cola pepsi ginger lime sparkling fizzy mango cranberry")
_HOT = frozenset(["tea", "coffee"])
_INSTEAD = word_set(
    """
    nothing stuck stick sticking stayed kept toasted toast clinked just only instead me myself settled mine switched ordered asked nursed
    sipped plain driving raised
    """
)
_DRANK = word_set("had have drank drink got took sipped ordered asked chose held")
_WET = word_set("pub toast toasted toasting round rounds booze topping drinking drinks cheers wedding party designated stag hen")


def with_refusals(parsed: Parsed, told: list[Mention]) -> list[Mention]:
    """The mentions, each refused one turned into a no."""
    frames = frames_of(parsed)
    for hit in parsed.refusals:
        number = parsed.clause_of(hit.end - 1)
        if _is_fact(frames[number], hit.end - 1) or "illness" in hit.meaning.kinds:
            told = _refused(parsed, told, hit, number)
    return _watered(parsed, frames, told)


def _is_fact(frame: Frame, place: int) -> bool:
    """True where the clause tells of what was, and not of somebody else."""
    return frame.mood == "fact" and place < frame.ahead and frame.who != "other"


def _refused(parsed: Parsed, told: list[Mention], hit: Found[Refusal], number: int) -> list[Mention]:
    """The mentions with the nearest one before the words turned into a no."""
    refusal = hit.meaning
    place = next((at for at in range(len(told) - 1, -1, -1) if _may_be(told[at], refusal, hit)), -1)
    if "illness" in refusal.kinds and len(refusal.kinds) > 1:
        place = next((at for at, one in enumerate(told) if one.clause == number and one.mood == "other"), place)
        return _except_me(told, place, hit, number)
    if place < 0:
        return _shut(parsed, told, hit, number)
    last = told[place]
    sentences = parsed.clauses[number].sentence - parsed.clauses[last.clause].sentence
    if sentences > 1 or not last.yes or _other_verb(parsed, last, hit) or parsed.word(hit.end) in {"more", "other", "others", "else"}:
        return told
    if not refusal.strong and (last.mood not in {"unreal", "future", "habit"}):
        return told
    settled = replace(
        last, yes=False, mood="fact", amount=None, at=None, intensity=None, confidence=0.8, clause=number, start=hit.start, end=hit.end,
        quote_from=last.start, role="",
    )  # fmt: skip
    kept = told[:place] + told[place + 1 :] if last.counts else told
    at = next((at for at, mention in enumerate(kept) if mention.start > hit.start), len(kept))
    return [*kept[:at], settled, *kept[at:]]


def _shut(parsed: Parsed, told: list[Mention], hit: Found[Refusal], number: int) -> list[Mention]:
    """The mentions and a no for the bottle that "stayed shut", though nobody said what is in it."""
    clause = parsed.clauses[number]
    vessel = {"bottle", "corkscrew", "wineglass"} & {*parsed.words(clause.start, hit.start)}
    if not vessel or "alcohol" not in hit.meaning.kinds or any(mention.kind == "alcohol" for mention in told):
        return told
    return _placed(told, Mention("alcohol", False, 0.65, clause.start, hit.end, number))


def _placed(told: list[Mention], new: Mention) -> list[Mention]:
    """The mentions with one more, in the order of the text."""
    return sorted([*told, new], key=lambda mention: mention.clause)


def _except_me(told: list[Mention], place: int, hit: Found[Refusal], number: int) -> list[Mention]:
    """The mentions and a no for what all others did: "everyone except me had wine"."""
    if place < 0 or told[place].mood != "other":
        return told
    last = told[place]
    settled = replace(
        last, yes=False, mood="fact", amount=None, at=None, intensity=None, confidence=0.8, quote_from=min(last.start, hit.start)
    )
    return [*told[: place + 1], replace(settled, clause=max(number, last.clause)), *told[place + 1 :]]


def _may_be(mention: Mention, refusal: Refusal, hit: Found[Refusal]) -> bool:
    """True where the words can mean the mention."""
    return mention.kind in refusal.kinds and mention.start < hit.start and 0 <= hit.start - mention.end <= _REACH


def _other_verb(parsed: Parsed, mention: Mention, hit: Found[Refusal]) -> bool:
    """True where what was told as done was first enjoyed: "drank it", "finished it"."""
    between = parsed.words(mention.end, hit.start)
    return mention.counts and any(word in {"drank", "finished", "downed", "enjoyed", "loved", "sipped"} for word in between)


def _watered(parsed: Parsed, frames: Sequence[Frame], told: list[Mention]) -> list[Mention]:
    """The mentions, and a no where the speaker drank water beside other people's wine."""
    for number, clause in enumerate(parsed.clauses):
        words = parsed.words(clause.start, clause.end)
        soft = _SOFT & {*words}
        if not soft or not _is_fact(frames[number], clause.start) or clause.who == "other":
            continue
        if any(mention.kind == "alcohol" and mention.clause == number for mention in told):
            continue
        chosen = clause.joiner == "so" or bool(_INSTEAD & {*words})
        plainly = clause.who == "self" and bool(_DRANK & {*words})
        if not chosen and not (plainly and (soft & _PLAIN_SOFT or (not soft & _HOT and _others_just_drank(told, clause.start)))):
            continue
        if any(word in {"n't", "not", "no", "without", "never"} for word in words):
            continue
        told = _beside(parsed, told, number, chosen=chosen)
    return told


def _others_just_drank(told: list[Mention], start: int) -> bool:
    """True where the last thing told before a clause is somebody else's drink."""
    last = next((one for one in reversed(told) if one.start < start), None)
    return last is not None and last.kind == "alcohol" and last.mood == "other" and start - last.end <= _NEXT


def _beside(parsed: Parsed, told: list[Mention], number: int, *, chosen: bool) -> list[Mention]:
    """The mentions with a no for the drink of others that stands before a clause."""
    clause = parsed.clauses[number]
    before = [
        mention
        for mention in told
        if mention.kind in _DRINKS and mention.mood != "ago" and clause.start - _REACH <= mention.start < clause.start
    ]
    words = parsed.words(clause.start, clause.end)
    only_water = "water" in words and bool({"only", "just", "nothing", "stuck", "stick"} & {*words}) and len(words) <= _NEXT
    if not before and not only_water and not (chosen and _WET & {*parsed.words(clause.start - _REACH, clause.end)}):
        return told
    kind = before[-1].kind if before else "alcohol"
    if kind == "caffeine" and before[-1].mood not in {"other", "habit"}:
        return told
    if any(mention.kind == kind and mention.counts and mention.days_ago == 0 for mention in told):
        return told
    start = before[-1].start if before else -1
    return _placed(told, Mention(kind, False, 0.75, clause.start, clause.end, number, quote_from=start))
