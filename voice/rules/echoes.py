"""What clauses say of things without naming them: "but i did n't", "i joined her", "and another", "tonight only water"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.rules.closed import word_set
from voice.rules.hours import again
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS
from voice.rules.numbers import number_at, value_of
from voice.rules.parsed import Parsed
from voice.rules.settling import STANDS_FOR, TAILS, instead, is_quantity, settles


def with_echoes(parsed: Parsed, mentions: list[Mention]) -> list[Mention]:
    """The mentions and, in their places, what clauses say of them without naming them: "but i did n't", "i joined her", "and another"."""
    out: list[Mention] = []
    place = 0
    for number, _clause in enumerate(parsed.clauses):
        here: list[Mention] = []
        while place < len(mentions) and mentions[place].clause <= number:
            here.append(mentions[place])
            place += 1
        out += here
        if not here and out:
            out += _echo(parsed, number, out)
    return out


def _echo(parsed: Parsed, number: int, before: Sequence[Mention]) -> list[Mention]:
    """What a clause without a thing of its own says of the things just told."""
    clause = parsed.clauses[number]
    if number - before[-1].clause > 4 or clause.end - clause.start > 11 or clause.who == "other":
        return []
    words = parsed.words(clause.start, clause.end)
    last = [mention for mention in before[-4:] if mention.clause == before[-1].clause]
    asks_else = any(
        one.closed_by == "?" and not STANDS_FOR & {*parsed.words(one.start, one.end)}
        for one in parsed.clauses[before[-1].clause + 1 : number]
    )
    if asks_else and (words[:1] == ["yes"] or words[:1] == ["no"]):
        return []
    asked_day = _asked_of(parsed, number)
    asking = last[-1].mood == "question" or asked_day is not None
    settled = settles(words, asked=asking, last=last[-1], joiner=clause.joiner)
    if settled is None and last[-1].kind in AMOUNTS and _told_by_number(parsed, number, words, last[-1]):
        settled = True
    wine = next((mention for mention in reversed(before[-5:]) if mention.kind == "alcohol"), None)
    if settled is None and wine is not None and instead([word for word in words if word not in TAILS], wine) is False:
        last, settled = [wine], False
    if settled is None:
        return _more(parsed, number, words, last[-1])
    asked = last[-1].mood == "question" and "today" not in words
    days = asked_day if asked_day is not None else 1 if "yesterday" in words or (asked and last[-1].days_ago == 1) else 0
    echoes = []
    for mention in last:
        amount = _amount(parsed, clause.start, clause.end) if settled and mention.kind in AMOUNTS else None
        echoes.append(
            replace(
                mention, yes=settled, mood="fact", clause=number, start=clause.start, end=clause.end, days_ago=days, amount=amount,
                confidence=min(mention.confidence, 0.8), at=None, quote_from=mention.start,
                corrected=mention.counts, asked=mention.mood == "question" or mention.asked,
            )
        )  # fmt: skip
    return echoes


_SMALL = word_set(
    "just only but then and except for the after before that later though well okay maybe at lunch noon breakfast dinner work"
)


def _told_by_number(parsed: Parsed, number: int, words: list[str], last: Mention) -> bool:
    """True where a bare number tells how many it were after all: "then two", "it was three", "so one glass"."""
    clause = parsed.clauses[number]
    if _today_counted(parsed, clause.start, clause.end) or (clause.joiner == "so" and last.mood == "other" and is_quantity(words)):
        return True
    if not last.yes:
        return _was_more(parsed, number, last) or _then_some(words, clause.joiner)
    return last.counts and last.amount is not None and clause.joiner != "or" and _only_number(words)


def _only_number(words: list[str]) -> bool:
    """True for "three", "okay three": the amount told anew."""
    core = [word for word in words if word not in {"well", "ok", "okay", "fine", "or", "actually", "rather", "alright", "make", "it"}]
    return len(core) == 1 and value_of(core[0]) is not None and core[0] not in {"a", "an", "one"}


def _then_some(words: list[str], joiner: str) -> bool:
    """True for "then two", "just one", "but two before", said after a no."""
    numbers = [word for word in words if value_of(word) is not None and word not in {"a", "an"}]
    lead = joiner in {"then", "but", "except"} or bool({"just", "only", "then", "but", "except"} & {*words})
    return lead and len(numbers) == 1 and len(words) <= 6 and all(word in _SMALL or word in numbers for word in words)


def _was_more(parsed: Parsed, number: int, last: Mention) -> bool:
    """True for "it was n't one beer, it was three"."""
    clause = parsed.clauses[number]
    words = parsed.words(clause.start, clause.end)
    denied_number = any(value_of(word) for word in parsed.words(last.start - 3, last.start))
    return denied_number and words[:2] in (["it", "was"], ["i", "had"], ["there", "were"]) and any(value_of(word) for word in words[2:4])


def _asked_of(parsed: Parsed, number: int) -> int | None:
    """The day that the clause before asks for: "and today?"; None where it asks for none."""
    last = parsed.clauses[number - 1]
    words = [word for word in parsed.words(last.start, last.end) if word not in {"and", "what", "about", "so", "but", "this"}]
    if last.closed_by != "?" or not words or not {*words} <= {"today", "tonight", "yesterday", "now", "morning", "evening"}:
        return None
    return int("yesterday" in words)


_COUNTED_TODAY = word_set(
    """
    but and so today tonight just only there was were it i had have 've been one's is that 's make made took drank all up to now at least
    about around maybe like s we 'm on in the a this morning evening though breakfast lunch work home with instead
    """
)


def _today_counted(parsed: Parsed, start: int, end: int) -> bool:
    """True for "today just one", "today there were four": a number, and besides it only small words."""
    words = parsed.words(start, end)
    if not {"today", "tonight"} & {*words}:
        return False
    numbers = [word for word in words if value_of(word) is not None and word not in {"a", "an"}]
    return len(numbers) == 1 and _amount(parsed, start, end) is not None and all(w in _COUNTED_TODAY or w in numbers for w in words)


def _amount(parsed: Parsed, start: int, end: int) -> float | None:
    """The first number of a stretch."""
    for place in range(start, end):
        number = number_at(parsed.tokens, place)
        if number is not None and number.counts:
            return number.value
    return None


def _more(parsed: Parsed, number: int, words: list[str], last: Mention) -> list[Mention]:
    """One on top: "and another one after lunch", "one more at home"."""
    clause = parsed.clauses[number]
    if last.kind not in AMOUNTS or not last.counts or not last.yes or clause.who == "other":
        return []
    core = words[1:] if words[:1] in (["and"], ["then"], ["had"]) else words
    text = " ".join(core)
    follows = core[1] if len(core) > 1 else ""
    another = text.startswith(
        ("another", "one more", "a second", "had another", "i had another", "had one more", "i had one more", "then another")
    )
    single = (
        last.amount == 1.0
        and core[:1] == ["one"]
        and follows in {"at", "in", "after", "before", "with", "around", "for", "on", ""}
        and clause.joiner in {"and", ","}
    )
    if not another and not single:
        return []
    amount = 2.0 if last.amount is None else 1.0
    extra = replace(last, clause=number, start=clause.start, end=clause.end, amount=amount, more=True, at=None, quote_from=last.start)
    spoken = parsed.times_in(clause.start, clause.end)
    return [again(parsed, extra, spoken[0]) if spoken else extra]
