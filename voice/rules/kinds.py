"""What single kinds need beyond a phrase: the hour of a meal, how hard a training was, whether a drink was water, when an alarm rings."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.mention import Mention
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed
from voice.rules.portions import drink, medicine, near
from voice.rules.times import Spoken, meant
from voice.rules.turning import Denial

LATE = time(21)
"""A meal from here on is late."""
_HARD = word_set(
    """
    hard tough brutal intense intensive heavy exhausting killer gruelling grueling strenuous demanding savage vicious max maximal
    rough monster murderous punishing intensively hardcore epic brutally savagely relentless merciless horrible hellish bloody hardest
    toughest savage destroyed wrecked dead dying
    """
)
_EASY = word_set(
    """
    easy gentle light slow recovery relaxed leisurely short lazy chill chilled gently lightly slowly quick little tiny mild soft softly
    mellow calm easily steady conversational
    """
)
_DAYTIME = word_set("breakfast lunch brunch breakfasts lunches")
_SNACKS = word_set(
    """
    snack snacks snacked snacking chips crisps chocolate cereal dessert cake cookies biscuits brownie churros gelato cream popcorn nuts
    crackers yogurt yoghurt nibbles bar toast sandwich butter pudding
    """
)
"""Eaten in the afternoon they are no dinner, and say nothing of when that was."""
_LONG_MINUTES = 90.0
_LONG_KM = 16.0
_LONG_MILES = 10.0
_EARLY_ALARM = time(6, 30)


def settled(parsed: Parsed, number: int, mention: Mention, spoken: Spoken | None, denial: Denial) -> Mention:  # noqa: C901, PLR0911 - one line per way of saying it
    """The mention as its kind has it; with an empty kind where it says nothing after all."""
    clause = parsed.clauses[number]
    if mention.kind == "late_meal":
        return _meal(parsed, clause, mention, spoken, denial)
    if mention.kind == "hard_training" and mention.role == "plain":
        return _training(parsed, number, mention)
    if mention.kind == "screen_in_bed" and mention.role != "screen":
        return replace(mention, at=None)
    if mention.kind == "screen_in_bed":
        return _screen(parsed, clause, mention)
    if mention.kind == "travel" and mention.thing.split()[0] in _DRIVES:
        return _drive(parsed, clause, mention)
    if mention.kind in {"alcohol", "caffeine"}:
        told = drink(parsed, clause, mention)
        return told if told.yes else replace(told, at=None)
    if mention.kind == "medication":
        return medicine(parsed, clause, mention, spoken)
    if (
        mention.kind == "menstrual_phase"
        and {"supposed", "due", "should", "expecting", "expect", "waiting", "late"} & {*parsed.words(clause.start, clause.end)}
        and mention.yes
    ):
        return replace(mention, mood="future")
    if mention.kind == "poor_sleep_expected":
        return _night(parsed, clause, mention)
    if not mention.yes or mention.kind not in {
        "hard_training",
        "nap",
        "sauna",
        "meditation",
        "travel",
        "sex",
    }:
        return replace(mention, at=None)
    return mention


def _meal(parsed: Parsed, clause: Clause, mention: Mention, spoken: Spoken | None, denial: Denial) -> Mention:  # noqa: C901, PLR0911 - one line per way of saying it
    """A meal by its hour: late from 21:00 on, early before; without an hour it says nothing."""
    words = parsed.words(clause.start, clause.end)
    if any(word in _DAYTIME for word in words):
        return replace(mention, kind="")
    if mention.role == "late":
        return replace(mention, at=mention.at if mention.yes else None)
    if mention.role == "early":
        late = (
            mention.at is not None
            and (mention.at >= LATE or mention.at < time(5))
            and spoken is not None
            and spoken.before not in {"before", "by"}
        )
        return replace(mention, yes=late, at=mention.at if late else None)
    if mention.mood == "fact" and mention.yes and _by_bed(parsed, clause, mention):
        return replace(mention, at=None)
    if parsed.word(mention.start - 1) in {"after", "since"} or parsed.words(mention.start - 2, mention.start) == ["after", "the"]:
        return replace(mention, kind="")
    if mention.at is None or spoken is None:
        return _told_after(parsed, clause, mention)
    late = mention.at >= LATE or mention.at < time(5)
    if denial.denied and spoken.before in {"until", "till", "before"} and late:
        return replace(mention, yes=True)
    if denial.denied:
        after = spoken.before in {"after", "past", "since", "from"}
        return replace(mention, yes=False, at=None) if after and mention.at.hour >= 16 else replace(mention, kind="")
    if spoken.before in {"before", "by"}:
        late = mention.at > LATE and late and False
    if not late and (
        mention.at.hour < 16 or (mention.at.hour < 20 and mention.thing.split()[-1] in _SNACKS and len(mention.thing.split()) < 3)
    ):
        return replace(mention, kind="")
    return replace(mention, yes=late, at=mention.at if late else None, confidence=mention.confidence if late else 0.75)


def _told_after(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """A meal whose hour the next clause tells: "dinner, which was at half past six"."""
    lead = parsed.words(clause.end, clause.end + 4)
    lead = lead[1:] if lead[:1] == [","] else lead
    spoken = next(iter(parsed.times_in(clause.end, clause.end + 8)), None)
    if spoken is None or lead[:1] not in (["which"], ["it"], ["that"]) or not {"was", "got", "came", "happened", "is"} & {*lead[:3]}:
        return replace(mention, kind="")
    at = meant(spoken, likely="", earliest_pm=1, latest_pm=12)
    late = at >= LATE or at < time(5)
    if not mention.yes or (not late and at.hour < 16):
        return replace(mention, kind="")
    return replace(mention, yes=late, at=at if late else None)


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
            resting = other.fragment or {"lying", "lay", "lie", "am", "'m", "still", "now", "was", "went", "got", "crawled"} & {
                *parsed.words(other.start, other.end)
            }
            if (
                resting
                and other.end - other.start <= 14
                and not any(t.meaning.kind == "screen_in_bed" and other.start <= t.start < other.end for t in near(parsed, other.start))
            ):
                around += ["|", *parsed.words(other.start, other.end)]
    pairs = [around[place : place + 2] for place in range(len(around))]
    if not any(pair in _BED for pair in pairs) or _left(parsed, clause, mention) or ["out", "of"] in pairs or ["before", "bed"] in pairs:
        return replace(mention, kind="")
    return replace(mention, at=None)


def _left(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True where the bed comes after the screen: "watched tv and then went to bed"."""
    following = parsed.words(mention.end, min(len(parsed.tokens), clause.end + 6))
    return ["went", "to"] in [following[place : place + 2] for place in range(len(following))]


_BARE_VERBS = frozenset(["train", "run", "swim", "lift", "exercise"])


def _by_bed(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True for something eaten just before bed, or in it."""
    words = " ".join(parsed.words(mention.start, min(clause.end, mention.end + 8)))
    if parsed.word(mention.start - 1) == "late" or parsed.word(mention.end) == "late" or "late at night" in words:
        return parsed.words(mention.end, mention.end + 2) != ["late", "lunch"]
    return any(bed in words for bed in ("before bed", "before going to bed", "before sleep", "in bed", "before i went to bed"))


def _training(parsed: Parsed, number: int, mention: Mention) -> Mention:
    """A plain training, hard or easy by the words around it."""
    clause = parsed.clauses[number]
    near_by = parsed.words(max(clause.start, mention.start - 4), min(clause.end, mention.end + 5))
    if number + 1 < len(parsed.clauses) and parsed.clauses[number + 1].fragment and parsed.clauses[number + 1].joiner == ",":
        following = parsed.clauses[number + 1]
        near_by += parsed.words(following.start, following.end) if following.end - following.start <= 3 else []
    near_by += _said_of_it(parsed, number)
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
    negated = any(word in {"not", "n't", "nothing"} for word in near_by)
    if any(word in _HARD for word in near_by):
        return (
            replace(mention, confidence=0.88, role="hard")
            if not negated
            else replace(mention, yes=False, confidence=0.6, role="easy", at=None)
        )
    if any(word in _EASY for word in near_by) and not negated:
        return replace(mention, yes=False, confidence=0.75, role="easy", at=None)
    return replace(mention, confidence=0.8, role="hard") if _is_long(parsed, clause, mention) else mention


def _said_of_it(parsed: Parsed, number: int) -> list[str]:
    """What the next clause says of it: "it was brutal"."""
    if number + 1 >= len(parsed.clauses):
        return []
    following = parsed.clauses[number + 1]
    words = parsed.words(following.start, following.end)
    if len(words) > 6 or words[:1] not in (["it"], ["that"], ["which"], ["was"]) or parsed.triggers_in(following.start, following.end):
        return []
    return words


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


_ARRANGED = frozenset(["got", "have", "put", "set", "gave", "moved", "booked", "told", "said", "'ve", "has"])


def _wakes_me(parsed: Parsed, clause: Clause, mention: Mention) -> bool:
    """True where others do it to the speaker: "they gave me the early shift", "the puppy will wake me"."""
    words = {*parsed.words(clause.start, clause.end)}
    return bool({"me", "us"} & words) or bool({"wake", "wakes", "waking", "keep", "keeps"} & {*mention.thing.split()})


def _night(parsed: Parsed, clause: Clause, mention: Mention) -> Mention:
    """A night to come, by its alarm or its bedtime; what was this morning or last night is no matter."""
    words = parsed.words(clause.start, clause.end)
    past = (
        clause.verb in {"past", "perfect"}
        or any(word in {"yesterday", "was", "were", "woke"} for word in words)
        or "this morning" in " ".join(words)
    )
    behind = parsed.words(max(0, mention.start - 4), mention.start)
    if (
        ({"after", "finished", "from", "of"} & {*behind} or clause.joiner == "because")
        and "shift" in mention.thing
        and not {"tomorrow", "tonight"} & {*words}
    ):
        return replace(mention, kind="")
    ahead = {"tomorrow", "tonight"} & {*words} and parsed.word(clause.verb_at) in _ARRANGED
    if (past and not ahead) or mention.days_ago or (clause.who == "other" and not _wakes_me(parsed, clause, mention)):
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
