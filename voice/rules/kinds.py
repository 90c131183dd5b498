"""What single kinds need beyond a phrase: the hour of a meal, how hard a training was, whether a drink was water, when an alarm rings."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import time

from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.mention import Mention
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.sense import Sense
from voice.rules.times import Spoken
from voice.rules.turning import Denial

LATE = time(21)
"""A meal from here on is late."""
_HARD = word_set(
    """
    hard tough brutal intense intensive heavy exhausting killer gruelling grueling strenuous demanding savage vicious max maximal
    rough monster murderous punishing intensively hardcore epic
    """
)
_EASY = word_set(
    """
    easy gentle light slow recovery relaxed leisurely short lazy chill chilled gently lightly slowly quick little tiny mild
    """
)
_WATER = word_set(
    """
    water juice milk smoothie kombucha shake shakes soda lemonade decaf litres liters broth electrolytes squash cocoa tea coffee
    chocolate cola coke
    """
)
_DAYTIME = word_set("breakfast lunch brunch breakfasts lunches")
_LONG_MINUTES = 90.0
_LONG_KM = 16.0
_LONG_MILES = 10.0
_EARLY_ALARM = time(6, 30)


def settled(parsed: Parsed, number: int, mention: Mention, spoken: Spoken | None, denial: Denial) -> Mention:  # noqa: PLR0911 - one line per way of saying it
    """The mention as its kind has it; with an empty kind where it says nothing after all."""
    clause = parsed.clauses[number]
    if mention.kind == "late_meal":
        return _meal(parsed, clause, mention, spoken, denial)
    if mention.kind == "hard_training" and mention.role == "plain":
        return _training(parsed, number, mention)
    if mention.kind == "screen_in_bed":
        return _screen(parsed, clause, mention)
    if mention.kind == "travel" and mention.thing.split()[0] in _DRIVES:
        return _drive(parsed, clause, mention)
    if mention.kind == "alcohol" and mention.role == "count":
        return _drinking(parsed, clause, mention)
    if (
        mention.kind == "menstrual_phase"
        and {"supposed", "due", "should", "expecting", "expect", "waiting", "late"} & {*parsed.words(clause.start, clause.end)}
        and mention.yes
    ):
        return replace(mention, mood="future")
    if mention.kind == "poor_sleep_expected":
        return _night(parsed, clause, mention)
    if not mention.yes or mention.kind not in {
        "caffeine",
        "alcohol",
        "hard_training",
        "nap",
        "medication",
        "sauna",
        "meditation",
        "travel",
        "sex",
    }:
        return replace(mention, at=None)
    return mention


def _meal(parsed: Parsed, clause: Clause, mention: Mention, spoken: Spoken | None, denial: Denial) -> Mention:  # noqa: PLR0911 - one line per way of saying it
    """A meal by its hour: late from 21:00 on, early before; without an hour it says nothing."""
    words = parsed.words(clause.start, clause.end)
    if any(word in _DAYTIME for word in words):
        return replace(mention, kind="")
    if mention.role == "late":
        return replace(mention, at=mention.at if mention.yes else None)
    if mention.role == "early":
        late = (
            mention.at is not None
            and (mention.at >= LATE or mention.at < time(4))
            and spoken is not None
            and spoken.before not in {"before", "by"}
        )
        return replace(mention, yes=late, at=mention.at if late else None)
    if mention.mood == "fact" and mention.yes and _by_bed(parsed, clause, mention):
        return replace(mention, at=None)
    if mention.at is None or spoken is None:
        return replace(mention, kind="")
    late = mention.at >= LATE or mention.at < time(4)
    if denial.denied and spoken.before in {"until", "till", "before"} and late:
        return replace(mention, yes=True)
    if denial.denied:
        after = spoken.before in {"after", "past", "since", "from"}
        return replace(mention, yes=False, at=None) if after and mention.at.hour >= 16 else replace(mention, kind="")
    if spoken.before in {"before", "by"}:
        late = mention.at > LATE and late and False
    if not late and mention.at.hour < 16:
        return replace(mention, kind="")
    return replace(mention, yes=late, at=mention.at if late else None, confidence=mention.confidence if late else 0.75)


_DRIVES = frozenset(["drove", "drive", "driving", "driven"])
_NEAR_BY = word_set(
    """
    work office school gym supermarket store shop shops home town doctor doctors dentist pharmacy station daycare nursery kindergarten
    practice training church market bakery mall library cinema pub restaurant hospital vet
    """
)


def _drive(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """A drive is travel, unless it goes where one goes every day."""
    words = parsed.words(mention.end, min(clause.end, mention.end + 5))
    far = {"hours", "hour", "km", "kilometers", "kilometres", "miles", "hundred"} & {
        *parsed.words(mention.start, min(clause.end, mention.end + 12))
    }
    if not far and (
        not words or any(word in _NEAR_BY or word in {"the", "my", "his", "her", "our", "a", "me", "back"} for word in words[:3])
    ):
        return replace(mention, kind="")
    return mention if far else replace(mention, confidence=0.75)


_BED = (["in", "bed"], ["into", "bed"], ["to", "bed"], ["the", "covers"], ["the", "blanket"], ["the", "duvet"], ["the", "bedroom"])


def _screen(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """A screen, where the bed is named close by in the same breath."""
    around = parsed.words(max(clause.start, mention.start - 12), min(clause.end, mention.end + 12))
    for beside in (mention.clause - 1, mention.clause + 1):
        if 0 <= beside < len(parsed.clauses) and parsed.clauses[beside].sentence == clause.sentence:
            other = parsed.clauses[beside]
            resting = other.fragment or {"lying", "lay", "lie", "am", "'m", "still", "now", "was"} & {*parsed.words(other.start, other.end)}
            if (
                resting
                and other.end - other.start <= 14
                and not any(
                    t.meaning.kind == "screen_in_bed" and other.start <= t.start < other.end for t in _near_triggers(parsed, other.start)
                )
            ):
                around += ["|", *parsed.words(other.start, other.end)]
    pairs = [around[place : place + 2] for place in range(len(around))]
    if not any(pair in _BED for pair in pairs) or ["went", "to"] in pairs or ["out", "of"] in pairs or ["before", "bed"] in pairs:
        return replace(mention, kind="")
    return replace(mention, at=None)


_BARE_VERBS = frozenset(["train", "run", "swim", "lift", "exercise"])


def _by_bed(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True for something eaten just before bed, or in it."""
    words = " ".join(parsed.words(mention.start, min(clause.end, mention.end + 8)))
    return any(bed in words for bed in ("before bed", "before going to bed", "before sleep", "in bed", "before i went to bed"))


def _training(parsed: Parsed, number: int, mention: Mention) -> Mention:
    """A plain training, hard or easy by the words around it."""
    clause = parsed.clauses[number]
    near = parsed.words(max(clause.start, mention.start - 4), min(clause.end, mention.end + 5))
    if number + 1 < len(parsed.clauses) and parsed.clauses[number + 1].fragment and parsed.clauses[number + 1].joiner == ",":
        following = parsed.clauses[number + 1]
        near += parsed.words(following.start, following.end) if following.end - following.start <= 3 else []
    before = parsed.word(mention.start - 1)
    if mention.thing in _BARE_VERBS and before not in {"n't", "not", "did", "never", "really", "even", "to", "no", "or", "actually"}:
        return replace(mention, kind="")
    if mention.thing in _BARE_VERBS and parsed.word(mention.end) in {
        "to",
        "from",
        "into",
        "out",
        "the",
        "station",
        "ride",
        "was",
        "errands",
        "late",
    }:
        return replace(mention, kind="")
    if not mention.yes:
        return replace(mention, at=None, confidence=0.8)
    negated = any(word in {"not", "n't", "nothing"} for word in near)
    if any(word in _HARD for word in near):
        return (
            replace(mention, confidence=0.88, role="hard")
            if not negated
            else replace(mention, yes=False, confidence=0.6, role="easy", at=None)
        )
    if any(word in _EASY for word in near) and not negated:
        return replace(mention, yes=False, confidence=0.75, role="easy", at=None)
    return replace(mention, confidence=0.8, role="hard") if _is_long(parsed, clause, mention) else mention


def _is_long(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True for ninety minutes or sixteen kilometres and more, or "for hours"."""
    for place in range(max(clause.start, mention.start - 5), min(clause.end, mention.end + 6)):
        number = number_at(parsed.tokens, place)
        if number is None:
            continue
        unit = parsed.word(number.end)
        if unit in {"hours", "hour", "h"} and number.value * 60 >= _LONG_MINUTES:
            return True
        if unit in {"minutes", "minute", "min", "mins"} and number.value >= _LONG_MINUTES:
            return True
        if (unit in {"k", "km", "kilometers", "kilometres"} and number.value >= _LONG_KM) or (
            unit in {"miles", "mile"} and number.value >= _LONG_MILES
        ):
            return True
    return False


def _drinking(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """Drinking as such, unless what was drunk is something else or is named itself."""
    following = parsed.words(mention.end, min(clause.end, mention.end + 7))
    before = parsed.words(max(clause.start, mention.start - 2), mention.start)
    if mention.thing in {"drank", "drunk", "drink"} and {"cup", "cups", "mug", "mugs"} & {*following[:3]} and "of" not in following[:4]:
        number = number_at(parsed.tokens, mention.end)
        return replace(mention, kind="caffeine", role="", amount=number.value if number else None, confidence=0.75)
    if any(word in _WATER for word in following) or before[-1:] in (["soft"], ["energy"], ["hot"]):
        return replace(mention, kind="")
    if any(t.start < clause.end and t.meaning.kind in {"alcohol", "caffeine"} for t in _near_triggers(parsed, mention.end)):
        return replace(mention, kind="")
    if mention.thing.startswith("shot") and not any(
        word in {"had", "did", "drank", "took", "of", "tequila", "vodka", "with"} for word in parsed.words(clause.start, mention.start)
    ):
        return replace(mention, confidence=0.6)
    if mention.thing == "drink" and before[-1:] and before[-1] in {"to", "n't", "i", "not"} and mention.yes:
        return replace(mention, confidence=0.6)
    return mention


def _near_triggers(parsed: Parsed, start: int) -> list[Found[Sense]]:
    """The phrases from a token on."""
    place = bisect_left(parsed.triggers, start, key=lambda trigger: trigger.start)
    return parsed.triggers[place : place + 5]


def _night(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """A night to come, by its alarm or its bedtime; what was this morning or last night is no matter."""
    words = parsed.words(clause.start, clause.end)
    past = (
        clause.verb in {"past", "perfect"}
        or any(word in {"yesterday", "was", "were", "woke"} for word in words)
        or "this morning" in " ".join(words)
    )
    if past or mention.days_ago or clause.who == "other":
        return replace(mention, kind="")
    head = mention.thing.split()
    needs_hour = (
        head[0] in {"alarm", "alarms", "up", "get", "getting", "be", "wake", "waking", "leave", "leaving", "leaves", "wecker", "rise"}
        and "early" not in head
    )
    if needs_hour:
        if mention.at is None:
            return replace(mention, kind="")
        return replace(mention, at=None) if mention.at <= _EARLY_ALARM else replace(mention, kind="")
    return replace(mention, at=None)
