"""What clauses say of things without naming them: "but i did n't", "i joined her", "and another", "tonight only water".

Long because every way of answering for a thing without naming it stands in one list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.rules.closed import word_set
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS, again
from voice.rules.numbers import number_at, value_of
from voice.rules.parsed import Parsed

_TAILS = frozenset(
    [
        "definitely",
        "yet",
        "certainly",
        "today",
        "at",
        "all",
        "though",
        "too",
        "either",
        "this",
        "time",
        "tonight",
        "in",
        "the",
        "end",
        "myself",
        "actually",
        "luckily",
        "finally",
        "really",
        "anyway",
        "well",
        "as",
        "with",
        "him",
        "her",
        "them",
        "evening",
        "single",
        "simply",
        "just",
        "even",
        "bit",
        "only",
        "also",
        "whatsoever",
        "now",
        "again",
        "of",
    ]
)


_LEADS = word_set("but and so then which that because while whereas me for after")


_HAVING = word_set(
    """
    have had do did touch touched drink drank take took any one it them that go went join joined a drop sip been am was 'm 've
    drinking having partake
    """
)


_QUANTITY = word_set(
    """
    some one two three four half another both a few couple glass glasses cup cups of little tiny small cheeky more bit each can cans
    pint pints bottle
    """
)


_NO_WORDS = word_set(
    """
    passed abstained declined refused resisted none nothing no skipped not n't dry sober neither nor never without
    """
)


_YES_WORDS = word_set("did joined drank gave caved yes have do")


_ELSE = word_set(
    """
    water perrier juice horchata soda lemonade milk pellegrino kombucha squash smoothie tonic mocktail ofuro_ sprudel apfelschorle
    elderflower cordial sprite fanta
    schorle agua acqua eau
    """
)


_SAYING = word_set(
    """
    said say let bow stayed thank thanks you politely going to gon gonna will told them her him completely fully definitely totally
    still
    """
)


_BARE_ANSWERS = {
    "no": False,
    "none": False,
    "nope": False,
    "zero": False,
    "not": False,
    "nada": False,
    "nothing": False,
    "yes": True,
    "yep": True,
    "yup": True,
}


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
    settled = _settles(words, asked=last[-1].mood == "question", last=last[-1], joiner=clause.joiner)
    wine = next((mention for mention in reversed(before[-5:]) if mention.kind == "alcohol"), None)
    if settled is None and wine is not None and _instead([word for word in words if word not in _TAILS], wine) is False:
        last, settled = [wine], False
    if settled is None:
        return _more(parsed, number, words, last[-1])
    days = 1 if "yesterday" in words else 0
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


def _settles(words: list[str], *, asked: bool, last: Mention, joiner: str) -> bool | None:  # noqa: C901, PLR0911 - one line per way of saying it
    """Yes or no, where the clause answers for the things before it."""
    core = [word for word in words if word not in _TAILS]
    while len(core) > 1 and core[0] in _LEADS:
        core = core[1:]
    if not core:
        return False if words[:1] == ["not"] else None
    if (asked or last.asked) and (core[0] in _BARE_ANSWERS or value_of(core[0])):
        return _BARE_ANSWERS.get(core[0], True)
    if core[0] in {"none", "nothing"} and {*core[1:]} <= {"for", "me", "us", "it", "thanks", "them", "those"}:
        return False
    if core[0] in {"i", "we"}:
        return None if len(core) < 2 else _of_self(core[1:], last)
    if joiner in {"but", "except"} and core == ["me"]:
        return False
    if core in (
        ["not"],
        ["none"],
        ["nothing"],
        ["not", "me"],
        ["not", "i"],
        ["none", "me"],
        ["zero"],
        ["n't"],
        ["did", "n't"],
        ["could", "n't"],
        ["was", "n't"],
        ["had", "none"],
        ["left", "it"],
        ["sent", "it", "back"],
        ["neither", "was", "i"],
        ["neither", "have", "i"],
        ["poured", "it", "down", "the", "sink"],
        ["except", "me"],
        ["neither", "did", "i"],
        ["nor", "did", "i"],
        ["not", "a", "drop"],
        ["not", "a", "sip"],
        ["stuck", "to", "water"],
        ["stayed", "dry"],
        ["stayed", "sober"],
        ["not", "any"],
        ["no"],
    ):
        return False if core != ["no"] or not last.counts else None
    if core in (["me"], ["same", "here"], ["same", "me"], ["did", "i"], ["joined"], ["have", "i"], ["was", "i"], ["am", "i"]):
        return True if (words != ["me"] and "for" not in words) or "same" in words else None
    if last.kind == "nap" and core in (["did", "n't", "sleep"], ["could", "n't", "sleep"], ["did", "n't", "fall", "asleep"]):
        return False
    if core in (
        ["it", "has", "n't"],
        ["it", "did", "n't"],
        ["it", "was", "n't"],
        ["it", "has", "n't", "yet"],
        ["it", "is", "n't"],
        ["it", "has", "n't", "come"],
        ["it", "has", "n't", "started"],
    ):
        return False
    return _instead(core, last)


def _instead(core: list[str], last: Mention) -> bool | None:
    """No, where water stands against other people's wine."""
    drunk = any(word in _ELSE for word in core)
    return False if drunk and last.kind == "alcohol" and not (last.counts and last.yes) and len(core) <= 9 else None


def _of_self(core: list[str], last: Mention) -> bool | None:  # noqa: PLR0911 - one line per way of saying it
    """What "i …" says of the things before."""
    denied = any(word in _NO_WORDS for word in core)
    rest = [word for word in core if word not in _NO_WORDS and word not in _HAVING and word not in _LEADS]
    if denied and not rest and (core[0] not in {"am", "was", "'m"} or last.kind in {"illness", "stress"} or core[:2] == ["was", "n't"]):
        return False
    if denied and all(word in _SAYING for word in rest):
        return False
    if core in (["left", "it"], ["sent", "it", "back"], ["tipped", "it", "out"], ["gave", "it", "back"]):
        return False
    if {"untouched", "sink", "drain"} & {*core} or (
        last.kind == "nap" and denied and set(rest) <= {"sleep", "fall", "asleep", "get", "off"}
    ):
        return False
    if core[:2] == ["let", "it"] or (core[:1] in (["stuck"], ["stayed"], ["kept"]) and not denied and any(word in _ELSE for word in core)):
        return False
    if not denied and any(word in _ELSE for word in core):
        return _instead(core, last)
    if denied:
        return None
    if core[0] in {"had", "drank", "took", "ordered", "accepted", "got", "have"} and _is_quantity(core[1:]):
        return True
    if core in (
        ["did"],
        ["joined"],
        ["drank"],
        ["had", "it"],
        ["caved"],
        ["gave", "in"],
        ["went", "along"],
        ["do"],
        ["have"],
        ["am"],
        ["was"],
        ["joined", "in"],
        ["said", "yes"],
        ["did", "say", "yes"],
        ["did", "say", "yes", "to", "one"],
        ["said", "yes", "to", "one"],
        ["had"],
    ):
        return True if core != ["had"] else None
    return None


def _is_quantity(words: list[str]) -> bool:
    """True for "one", "two small glasses", "half of it"."""
    counted = any(word in _QUANTITY or value_of(word) for word in words)
    return counted and all(word in _QUANTITY or word in _HAVING or value_of(word) for word in words)


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
    if last.kind not in AMOUNTS or not last.counts or not last.yes or last.amount is None or clause.who == "other":
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
        and follows in {"at", "in", "after", "before", "with", "around", ""}
        and clause.joiner in {"and", ","}
    )
    if not another and not single:
        return []
    extra = replace(last, clause=number, start=clause.start, end=clause.end, amount=1.0, more=True, at=None, quote_from=last.start)
    spoken = parsed.times_in(clause.start, clause.end)
    return [again(parsed, extra, spoken[0]) if spoken else extra]
