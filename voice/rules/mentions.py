"""From phrases in clauses to mentions: who, whether, when, how much, how strongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from core.events import EVENT_KINDS
from voice.rules import amounts, closed
from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.kinds import LATE, settled
from voice.rules.marks import degrees
from voice.rules.mention import Mention
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.sense import Sense
from voice.rules.times import Spoken, meant, part_of_day
from voice.rules.turning import Denial, Frame, denied, frames_of

_GIVING = word_set("gave give giving made make brought bring bought buy poured pour handed served serve offered cooked fed sold got get")
_POSSESSIVES = frozenset(["his", "her", "their", "your"])
_HOURS = {
    "caffeine": (1, 6),
    "alcohol": (1, 12),
    "late_meal": (1, 12),
    "hard_training": (1, 8),
    "nap": (1, 8),
    "poor_sleep_expected": (13, 0),
}
AMOUNTS = frozenset(kind for kind, told in EVENT_KINDS.items() if told.unit)


def mentions_of(parsed: Parsed) -> list[Mention]:
    """All mentions in the order of the text, those too that tell of nothing that was."""
    frames = frames_of(parsed)
    found: list[Mention] = []
    place, denial, last = 0, Denial(), -1
    for number, clause in enumerate(parsed.clauses):
        if last >= 0 and clause.sentence != parsed.clauses[last].sentence:
            denial = Denial()
        inherited = denial
        while place < len(parsed.triggers) and parsed.triggers[place].start < clause.end:
            trigger = parsed.triggers[place]
            place += 1
            if trigger.start < clause.start:
                continue
            last_who = frames[last].who if last >= 0 else ""
            same = (
                last >= 0
                and last == number - 1
                and clause.sentence == parsed.clauses[last].sentence
                and found
                and found[-1].kind == trigger.meaning.kind
            )
            if same and clause.fragment and clause.joiner == "," and last_who == "other" and not frames[number].told_time:
                frames[number] = replace(frames[number], who="other")
            denial = denied(parsed, number, (trigger.start, trigger.end), inherited)
            found.extend(_mentions(parsed, number, trigger, frames[number], denial))
            last = number
        if not clause.fragment and last != number:
            denial = Denial()
    return [mention for mention in found if mention.kind]


def _mentions(parsed: Parsed, number: int, trigger: Found[Sense], frame: Frame, denial: Denial) -> list[Mention]:
    """The mentions of one phrase; one that speaks of two kinds makes two."""
    clause, sense = parsed.clauses[number], trigger.meaning
    mention = Mention(
        sense.kind, sense.yes, sense.strength, trigger.start, trigger.end, number, role=sense.role,
        thing=" ".join(parsed.words(trigger.start, trigger.end)),
    )  # fmt: skip
    mention = replace(mention, mood=_mood(parsed, clause, trigger, frame), days_ago=frame.days_ago)
    mention = _turned(mention, denial)
    mention = replace(mention, confidence=_confidence(parsed, clause, mention), intensity=_intensity(parsed, clause, mention))
    mention = _counted(parsed, clause, mention, sense)
    spoken = _time_of(parsed, number, mention)
    mention = replace(mention, at=_clock(parsed, clause, mention, spoken) if spoken else None)
    mention = settled(parsed, number, mention, spoken, denial)
    second = [replace(mention, kind=sense.also, amount=None)] if sense.also else []
    return [mention, *second]


def _turned(mention: Mention, denial: Denial) -> Mention:
    """The mention after the words that deny it: a no; what itself is a no turns yes or says nothing."""
    if not denial.denied:
        return mention
    place = denial.place if 0 <= denial.place < mention.start else -1
    if mention.yes:
        return replace(mention, yes=False, quote_from=place)
    if mention.kind in {"stress", "illness"}:
        return replace(mention, yes=True, confidence=mention.confidence * 0.75, quote_from=place)
    if mention.kind in {"alcohol", "caffeine"} and mention.role != "easy" and "free" in mention.thing:
        return mention
    return replace(mention, mood="denied")


def _mood(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> str:
    """Whether it was so, by tense, person and what stands around the phrase."""
    kind = trigger.meaning.kind
    if frame.mood != "fact" and not (kind == "poor_sleep_expected" and frame.mood == "future"):
        return frame.mood
    seen = (
        kind == "screen_in_bed"
        and frame.ahead_mood == "unreal"
        and parsed.word(frame.ahead - 1) in {"watching", "watched", "reading", "read"}
    )
    if trigger.start >= frame.ahead and not seen and not (kind == "poor_sleep_expected" and frame.ahead_mood == "future"):
        return frame.ahead_mood
    if _of_others(parsed, clause, trigger, frame):
        return "other"
    if parsed.word(trigger.end) in {"would", "might", "should", "'d"}:
        return "unreal"
    if (
        kind != "stress"
        and "about" in parsed.words(max(clause.start, trigger.start - 3), trigger.start)
        and not _about_number(parsed, trigger)
    ):
        return "unreal"
    return "fact"


def _about_number(parsed: Parsed, trigger: Found[Sense]) -> bool:
    """True for "about two beers", "at about nine"."""
    return amounts.before(parsed.tokens, trigger.start, trigger.start - 4) is not None


def _of_others(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> bool:
    """True where the thing is somebody else's."""
    before = parsed.words(max(clause.start, trigger.start - 4), trigger.start)
    after = parsed.words(trigger.end, min(clause.end, trigger.end + 4))
    if (before[-1:] and (before[-1] in _POSSESSIVES or before[-1] == "'s")) or (before[-2:-1] and before[-2] in _POSSESSIVES | {"'s"}):
        possessor = parsed.words(max(clause.start, trigger.start - 5), trigger.start)
        return "his" in possessor or "her" in possessor or "their" in possessor or "your" in possessor or _person_has(possessor)
    if after[:1] and after[0] in closed.PEOPLE and trigger.meaning.kind == "illness" and not trigger.meaning.verb:
        return True
    if after[:1] == ["for"] and len(after) > 1 and _names_other(after[1:]):
        return True
    whole = parsed.words(clause.start, trigger.start)
    mine = "us" in whole or "me" in whole or "me" in after[:3] or "myself" in after[:3]
    if any(word in _GIVING for word in whole[-6:]) and not mine and _names_other(whole[-4:]):
        return True
    if mine or (frame.who == "other" and clause.who == "other" and trigger.end <= clause.subject):
        return False
    return frame.who == "other"


def _person_has(words: list[str]) -> bool:
    """True for "my wife's", "tom's"."""
    return any(
        word == "'s" and place > 0 and (words[place - 1] in closed.PEOPLE or words[place - 1] in closed.NAMES)
        for place, word in enumerate(words)
    )


def _names_other(words: list[str]) -> bool:
    """True where the words name somebody else, and not the speaker too."""
    if any(word in {"me", "us", "myself"} for word in words[:4]):
        return False
    return any(word in {"him", "her", "them"} or word in closed.PEOPLE or word in closed.NAMES for word in words[:4])


def _confidence(parsed: Parsed, clause: Clause, mention: Mention) -> float:
    """The phrase's strength, less where the speaker is unsure or the word was misheard."""
    sure = mention.confidence
    if any(found.meaning.turn == "hedge" for found in parsed.marks_in(clause.start, clause.end)):
        sure *= 0.75
    if any(place in parsed.misheard for place in range(max(clause.start, mention.start - 3), mention.end)):
        sure *= 0.92
    return sure


_GRADED = frozenset(["stress", "illness", "hard_training", "alcohol", "menstrual_phase", "travel", "poor_sleep_expected"])


def _intensity(parsed: Parsed, clause: Clause, mention: Mention) -> float | None:
    """The degree told just before the thing, or behind it in the same clause."""
    if mention.kind not in {"stress", "illness", "hard_training"} or not mention.yes:
        return None
    value = None
    place = max(clause.start, mention.start - 4)
    while place < min(clause.end, mention.end + 3):
        hit = degrees().at(parsed.tokens, place)
        if hit is not None and (hit.end <= mention.end or hit.start >= mention.end):
            value = hit.meaning.value if value is None else max(value, hit.meaning.value)
        place = hit.end if hit else place + 1
    return value


def _counted(parsed: Parsed, clause: Clause, mention: Mention, sense: Sense) -> Mention:
    """The mention with its amount, where its kind has one."""
    if mention.kind not in AMOUNTS or not mention.yes or mention.mood not in {"fact", "denied"}:
        return mention
    found = amounts.before(parsed.tokens, mention.start, clause.start)
    if found is not None and found.value == 1.0 and parsed.words(mention.end, mention.end + 2) in (["or", "two"], ["or", "so"]):
        found = replace(found, value=1.5 if parsed.word(mention.end + 1) == "two" else 1.0)
    if found is None:
        ceiling = min(len(parsed.tokens), mention.end + 7)
        following = next((t.start for t in parsed.triggers_in(mention.end, ceiling) if t.meaning.kind in AMOUNTS), ceiling)
        found = amounts.behind(parsed.tokens, mention.end, min(ceiling, following))
    inside = amounts.before(parsed.tokens, mention.end, mention.start) if found is None else None
    if found is None and inside is not None and sense.each == 1.0 and mention.end - mention.start > 2:
        found = inside
    if found is None:
        return mention
    each = 5.0 if found.big and sense.each == 1.0 and _is_wine(mention.thing) else sense.each
    return replace(mention, amount=found.value * (1.0 if found.milligrams else each), milligrams=found.milligrams, more=found.more)


_BIG = word_set("wine wines champagne prosecco cava sekt rioja chianti merlot malbec riesling wein rotwein vino rose red white sake bubbly")


def _is_wine(thing: str) -> bool:
    """True for what comes in bottles of five glasses."""
    return any(word in _BIG for word in thing.split())


def _time_of(parsed: Parsed, number: int, mention: Mention) -> Spoken | None:
    """The time that belongs to the thing: in its clause behind it, else before it, else in a bit of a clause that follows."""
    clause = parsed.clauses[number]
    inside = parsed.times_in(clause.start, clause.end)
    behind = [spoken for spoken in inside if spoken.start >= mention.start]
    if behind:
        between = [t for t in parsed.triggers_in(mention.end, behind[0].start) if t.meaning.kind == mention.kind]
        return None if between else behind[0]
    if inside and mention.role == "meal" and parsed.word(mention.start - 1) in {"with", "after", "before", "for", "since"}:
        return None
    if inside:
        return inside[-1]
    if number + 1 < len(parsed.clauses):
        following = parsed.clauses[number + 1]
        starts = [spoken for spoken in parsed.times_in(following.start, following.end) if spoken.start - following.start <= 3]
        lead = parsed.words(following.start, starts[0].start) if starts else []
        if not starts:
            return _pronoun_time(parsed, number)
        if (
            starts
            and following.sentence == clause.sentence
            and following.fragment
            and _only_leads(lead, starts[0].before)
            and not parsed.triggers_in(following.start, following.end)
        ):
            return starts[0]
    return None


_EVENING = word_set("dinner supper bed sleeping alarm sleep pub night")


def _evening(parsed: Parsed, clause: Clause) -> bool:
    """True where the words around are those of an evening."""
    return any(word in _EVENING for word in parsed.words(clause.start - 6, min(clause.end + 6, len(parsed.tokens))))


def again(parsed: Parsed, mention: Mention, spoken: Spoken) -> Mention:
    """The mention at another time, as the speaker corrects it."""
    clause = parsed.clauses[mention.clause]
    at = _clock(parsed, clause, mention, spoken)
    if mention.kind != "late_meal":
        return replace(mention, at=at)
    late = at >= LATE or at.hour < 4
    return replace(mention, yes=late, at=at if late else None, mood="fact")


_STANDS_FOR = frozenset(["it", "them", "one", "ones", "that", "both", "first", "last", "which"])


def _pronoun_time(parsed: Parsed, number: int) -> Spoken | None:
    """The time that one of the next two clauses tells of "it", "the last one", "we sat down"."""
    for following in parsed.clauses[number + 1 : number + 3]:
        if parsed.triggers_in(following.start, following.end):
            return None
        words = parsed.words(following.start, following.end)
        spoken = parsed.times_in(following.start, following.end)
        if spoken and (_STANDS_FOR & {*words} or "sat" in words) and len(words) <= 14:
            return spoken[0]
    return None


def _only_leads(lead: list[str], before: str) -> bool:
    """True where nothing but small words stands before a time."""
    return all(
        word in {"at", "around", "about", "by", "after", "the", "last", "one", "it", "was", "like", "maybe", "first", "until"}
        for word in lead
    )


def _clock(parsed: Parsed, clause: Clause, mention: Mention, spoken: Spoken) -> time:
    """The time of day that is meant, by the kind and the words around."""
    likely = part_of_day(parsed.tokens, clause.start, clause.end)
    if not likely and mention.kind in {"caffeine", "medication", "alcohol"} and _evening(parsed, clause):
        likely = "pm"
    earliest, latest = _HOURS.get(mention.kind, (1, 6))
    return meant(spoken, likely=likely, earliest_pm=earliest, latest_pm=latest)
