"""Yes or no, where a clause answers for the things before it: "but i did n't", "i joined her", "not really"."""

from __future__ import annotations

from voice.rules.closed import DAYS, word_set
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS
from voice.rules.numbers import value_of

TAILS = word_set(
    """
    definitely yet certainly today at all though too either this time tonight in the end myself actually luckily finally really
    anyway well as with him her them evening single simply just even bit only also whatsoever now again of
    """
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


STANDS_FOR = frozenset(["one", "any", "it", "some", "that", "them", "today", "tonight", "yesterday"])


_SOUND = word_set("fine great good well ok okay alright healthy spared perfect brilliant fit right")


"""How one is where others are ill."""


_OCCASIONS = word_set("time") | DAYS | word_set("week weekend month morning evening night afternoon year lunch round")


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


_ANSWERS = dict.fromkeys(
    [
        "a bit", "a little", "a little bit", "very", "very much", "very much so", "absolutely", "definitely", "of course", "sure",
        "you bet",
        "totally", "big time", "kind of", "sort of", "i did", "i was", "i am", "always", "oh yes", "yes please", "guilty", "sadly yes",
        "unfortunately yes", "yes i did", "yes i was", "yes i am", "i have", "extremely", "hell yes", "afraid so", "just the one",
        "just one",
        "a few", "a couple", "one or two", "too many", "too much", "plenty", "loads", "si", "ja", "oui", "obviously", "indeed",
    ],
    True,
) | dict.fromkeys(
    [
        "not really", "hardly", "of course not", "no way", "never", "nah", "as if", "not at all", "not a bit", "far from it", "no chance",
        "on the contrary", "the opposite", "not today", "not a drop", "not one", "not yet", "no i did n't", "no i was n't", "i did n't",
        "i was n't", "i 'm not", "not me", "no thanks", "nein", "non", "i have n't", "not so much", "sadly not", "sadly no", "no sir",
        "absolutely not", "definitely not", "certainly not", "no no", "not once", "barely", "not any", "forget it", "didn't happen",
        "did n't happen", "nope not today", "no not today", "thankfully no", "thankfully not", "luckily no", "luckily not", "hard pass",
        "hell no", "none at all", "none whatsoever", "none today", "no such luck", "i wish",
    ],
    False,
)  # fmt: skip


_TODAY_TOO = frozenset(
    ["today too", "today also", "today as well", "also today", "so too today", "today included", "and today too", "same today"]
)


def settles(words: list[str], *, asked: bool, last: Mention, joiner: str) -> bool | None:  # noqa: C901, PLR0911, PLR0912 - one line per way of saying it
    """Yes or no, where the clause answers for the things before it."""
    answer = " ".join(words)
    if (asked or last.asked) and answer in _ANSWERS:
        return _ANSWERS[answer]
    if answer in _TODAY_TOO and last.mood in {"habit", "ago"}:
        return last.yes
    core = [word for word in words if word not in TAILS]
    while len(core) > 1 and core[0] in _LEADS:
        core = core[1:]
    if not core:
        return False if words[:1] == ["not"] else None
    if (asked or last.asked) and (core[0] in _BARE_ANSWERS or value_of(core[0])):
        return _BARE_ANSWERS.get(core[0], True)
    if core[0] in {"none", "nothing"} and {*core[1:]} <= {"for", "me", "us", "it", "thanks", "them", "those"}:
        return False
    if core[0] == "not" and len(core) == 2 and core[1] in _OCCASIONS:
        return False
    if words[-1:] == ["without"] and core[0] in {"i", "we", "did", "went", "managed", "do", "go"}:
        return False
    if not last.yes and core[:2] in (["took", "it"], ["took", "them"], ["had", "it"], ["took", "one"]) and joiner in {"but", "then"}:
        return True
    if core in (["say", "no"], ["said", "no"], ["says", "no"], ["saying", "no"], ["decline"], ["refuse"], ["abstain"]):
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
    return instead(core, last)


def instead(core: list[str], last: Mention) -> bool | None:
    """No, where water stands against other people's wine."""
    drunk = any(word in _ELSE for word in core)
    return False if drunk and last.kind == "alcohol" and not (last.counts and last.yes) and len(core) <= 9 else None


def _of_self(core: list[str], last: Mention) -> bool | None:  # noqa: C901, PLR0911, PLR0912 - one line per way of saying it
    """What "i …" says of the things before."""
    if last.kind == "illness" and last.mood == "other" and core[0] in {"feel", "'m", "am", "felt", "was", "seem"} and _SOUND & {*core[1:3]}:
        return False
    if core[0] == "accepted" and last.kind in AMOUNTS:
        return True
    denied = any(word in _NO_WORDS for word in core)
    rest = [word for word in core if word not in _NO_WORDS and word not in _HAVING and word not in _LEADS]
    if (
        denied
        and not rest
        and (core[0] not in {"am", "was", "'m"} or last.kind in {"illness", "stress", "menstrual_phase"} or core[:2] == ["was", "n't"])
    ):
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
        return instead(core, last)
    if denied:
        return None
    if core[0] in {"had", "drank", "took", "ordered", "accepted", "got", "have"} and (
        is_quantity(core[1:]) or (last.mood == "other" and is_quantity(core[1:4]) and not any(word in _ELSE for word in core))
    ):
        return True
    if last.mood in {"unreal", "future"} and core[:1] == ["tried"] and last.kind in {"hard_training", "sauna", "meditation"}:
        return True
    if last.mood in {"unreal", "future"} and core[:1] == ["went"] and last.kind in {"hard_training", "sauna", "meditation"}:
        return True
    if last.mood in {"unreal", "future"} and core in (["did", "it"], ["went", "for", "it"], ["gave", "in"], ["dragged"], ["made", "it"]):
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
        ["did", "go"],
        ["did", "have"],
        ["did", "take"],
        ["did", "do"],
        ["did", "drink"],
        ["did", "say", "yes"],
        ["did", "say", "yes", "to", "one"],
        ["said", "yes", "to", "one"],
        ["had"],
    ):
        return True if core != ["had"] else None
    return None


def is_quantity(words: list[str]) -> bool:
    """True for "one", "two small glasses", "half of it"."""
    counted = any(word in _QUANTITY or value_of(word) for word in words)
    return counted and all(word in _QUANTITY or word in _HAVING or value_of(word) for word in words)
