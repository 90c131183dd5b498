"""From phrases in clauses to mentions: who, whether, when, how much, how strongly."""

from __future__ import annotations

from dataclasses import replace

from core.events import EVENT_KINDS
from voice.rules import amounts
from voice.rules.clauses import Clause
from voice.rules.closed import word_set
from voice.rules.hours import clock, time_of
from voice.rules.kinds import settled
from voice.rules.marks import degrees
from voice.rules.mention import Mention
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found
from voice.rules.sense import Sense
from voice.rules.turning import Denial, Frame, denied, frames_of
from voice.rules.whose import of_others

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
                and all(parsed.clauses[between].fragment for between in range(last + 1, number))
                and clause.sentence == parsed.clauses[last].sentence
                and found
                and found[-1].kind == trigger.meaning.kind
            )
            if same and clause.fragment and clause.joiner in {",", "then"} and last_who == "other" and not frames[number].told_time:
                frames[number] = replace(frames[number], who="other")
            if parsed.word(trigger.end - 1) in _BARE_DRINKING and _drinks_tea(parsed, trigger):
                continue
            denial = denied(parsed, number, (trigger.start, trigger.end), inherited)
            if denial.denied and _only_slipped(parsed, trigger, denial):
                denial = Denial()
            frame = _answering(parsed, number, frames[number], found)
            found.extend(_told_again(parsed, one, found) for one in _mentions(parsed, number, trigger, frame, denial))
            last = number
        if last != number:
            denial = _denied_before(parsed, number) if inherited == denial else denial
            denial = denial if denial.denied or clause.fragment else Denial()
    return [mention for mention in found if mention.kind]


def _mentions(parsed: Parsed, number: int, trigger: Found[Sense], frame: Frame, denial: Denial) -> list[Mention]:
    """The mentions of one phrase; one that speaks of two kinds makes two."""
    clause, sense = parsed.clauses[number], trigger.meaning
    mention = Mention(
        sense.kind, sense.yes, sense.strength, trigger.start, trigger.end, number, role=sense.role,
        thing=" ".join(parsed.words(trigger.start, trigger.end)),
    )  # fmt: skip
    mention = replace(mention, mood=_mood(parsed, clause, trigger, frame), days_ago=_days(parsed, clause, trigger, frame))
    mention = _turned(parsed, mention, denial)
    mention = replace(mention, confidence=_confidence(parsed, clause, mention), intensity=_intensity(parsed, clause, mention))
    mention = _counted(parsed, clause, mention, sense)
    spoken = time_of(parsed, number, mention)
    mention = replace(mention, at=clock(parsed, clause, mention, spoken) if spoken else None)
    mention = settled(parsed, number, mention, spoken, denial)
    if mention.kind == "menstrual_phase" and not mention.yes and mention.mood == "fact":
        mention = replace(mention, days_ago=0)  # what ended yesterday is over today
    second = [replace(mention, kind=sense.also, amount=None)] if sense.also else []
    return [mention, *second]


def _days(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> int:
    """How many days ago; "last night 's wine gave me a headache" tells of both."""
    if frame.days_ago and clause.verb_at >= 0 and clause.verb_at < trigger.start:
        for found in parsed.marks_in(clause.start, clause.verb_at):
            if found.meaning.turn == "yesterday" and parsed.word(found.end) == "'s":
                return 0
    return frame.days_ago


def _denied_before(parsed: Parsed, number: int) -> Denial:
    """What "no sugar or caffeine" says of the thing behind "or": a denial of what the lexicon does not know goes on."""
    clause = parsed.clauses[number]
    following = parsed.clauses[number + 1] if number + 1 < len(parsed.clauses) else None
    if following is None or following.joiner not in {"or", "nor", "and"}:
        return Denial()
    found = next((mark for mark in parsed.marks_in(clause.start, clause.end) if mark.meaning.turn in {"no", "not"}), None)
    kept_off = found is not None and parsed.word(found.start) not in {"no", "not", "n't", "never"}
    if found is None or (following.joiner == "and" and not kept_off):
        return Denial()
    return Denial(denied=True, place=found.start, kind="not" if kept_off else "no")


def _answering(parsed: Parsed, number: int, frame: Frame, found: list[Mention]) -> Frame:
    """The frame with the day of the question that a bit of a clause answers: "did i drink yesterday? one pint"."""
    asked = found and found[-1].mood == "question" and found[-1].clause == number - 1
    if asked and not frame.told_time and parsed.clauses[number].fragment:
        return replace(frame, days_ago=found[-1].days_ago)
    return frame


_BARE_DRINKING = frozenset(["drank", "drink", "drinking", "drunk"])


def _drinks_tea(parsed: Parsed, trigger: Found[Sense]) -> bool:
    """True where what is drunk is named, and has caffeine."""
    return any(one.meaning.kind == "caffeine" for one in parsed.triggers_in(trigger.end, trigger.end + 5))


def _told_again(parsed: Parsed, mention: Mention, found: list[Mention]) -> Mention:
    """The mention as one of tea where "drank" stands behind tea: "a pot of tea, drank most of it"."""
    last = found[-1] if found else None
    if last is None or last.kind != "caffeine" or mention.kind != "alcohol" or mention.thing not in _BARE_DRINKING:
        return mention
    sentences = parsed.clauses[mention.clause].sentence - parsed.clauses[last.clause].sentence
    return replace(mention, kind="caffeine", yes=mention.yes, thing=last.thing) if sentences <= 1 else mention


def _only_slipped(parsed: Parsed, trigger: Found[Sense], denial: Denial) -> bool:
    """True for "i forgot the cappuccino": it was drunk, and slipped the mind."""
    if trigger.meaning.kind not in {"alcohol", "caffeine", "late_meal"} or not 0 <= denial.place < trigger.start:
        return False
    between = parsed.words(denial.place, trigger.start)
    return between[0] in {"forgot", "forgotten", "forgetting"} and not {"to", "have"} & {*between}


def _turned(parsed: Parsed, mention: Mention, denial: Denial) -> Mention:  # noqa: PLR0911 - one line per way of saying it
    """The mention after the words that deny it: a no; what itself is a no turns yes or says nothing."""
    if mention.kind == "stress" and parsed.word(mention.start - 1) == "less":
        return replace(mention, mood="denied")
    if not denial.denied:
        return mention
    place = denial.place if 0 <= denial.place < mention.start else -1
    if mention.yes and place > 0 and parsed.word(place) == "without" and parsed.word(place - 1) in {"hour", "hours", "minutes"}:
        return replace(mention, mood="denied")
    if mention.yes:
        return replace(mention, yes=False, quote_from=place)
    if mention.kind in {"stress", "illness"}:
        return replace(mention, yes=True, confidence=mention.confidence * 0.75, quote_from=place)
    if mention.kind in {"alcohol", "caffeine"} and mention.role != "easy" and "free" in mention.thing:
        return mention
    return replace(mention, mood="denied")


def _mood(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> str:  # noqa: PLR0911 - one line per way of saying it
    """Whether it was so, by tense, person and what stands around the phrase."""
    kind = trigger.meaning.kind
    ahead_of = kind == "stress" and frame.mood == "future" and _dreaded(parsed, clause, trigger)
    if frame.mood != "fact" and not ahead_of and not (kind == "poor_sleep_expected" and frame.mood == "future"):
        return "unreal" if frame.mood == "question" and trigger.start >= frame.ahead else frame.mood
    seen = (
        kind == "screen_in_bed"
        and frame.ahead_mood == "unreal"
        and parsed.word(frame.ahead - 1) in {"watching", "watched", "reading", "read"}
    )
    if trigger.start >= frame.ahead and not seen and not (kind == "poor_sleep_expected" and frame.ahead_mood == "future"):
        return frame.ahead_mood
    if of_others(parsed, clause, trigger, frame):
        return "other"
    if parsed.word(trigger.end) in {"would", "might", "should", "'d"}:
        return "unreal"
    behind = parsed.words(trigger.end, trigger.end + 1)
    if kind in AMOUNTS and parsed.words(trigger.start - 2, trigger.start) == ["my", "last"] and behind in (["on"], ["in"]):
        return "ago"
    if kind == "stress" and parsed.word(trigger.end) in {"week", "month", "year"} and "today" in parsed.words(trigger.end, trigger.end + 8):
        return "ago"
    if kind in {"alcohol", "caffeine"} and _only_seen(parsed.words(trigger.end, trigger.end + 3)):
        return "unreal"
    if (
        kind != "stress"
        and "about" in parsed.words(max(clause.start, trigger.start - 3), trigger.start)
        and not _about_number(parsed, trigger)
    ):
        return "unreal"
    return "fact"


def _dreaded(parsed: Parsed, clause: Clause, trigger: Found[Sense]) -> bool:
    """True for "nervous about tomorrow": the day stands behind, and is what it is about."""
    turns = [found for found in parsed.marks_in(clause.start, trigger.start) if found.meaning.turn in {"tomorrow", "future"}]
    return not turns


_SEEN = word_set("look looked looks smelled smelt smells sounded sounds flowed flows beckoned tempted called calls")


_OFFERED = word_set("served offered flowing everywhere free tempting calling passed going available included on poured")


def _only_seen(after: list[str]) -> bool:
    """True for "the margaritas looked wonderful", "wine was offered": there, and not said to be drunk."""
    return after[:1] != [] and (after[0] in _SEEN or (after[0] in {"was", "were", "is"} and after[1:2] != [] and after[1] in _OFFERED))


def _about_number(parsed: Parsed, trigger: Found[Sense]) -> bool:
    """True for "about two beers", "at about nine"."""
    return amounts.before(parsed.tokens, trigger.start, trigger.start - 4) is not None


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


_BIG = word_set(
    """
    wine wines champagne prosecco cava sekt rioja chianti merlot malbec riesling wein rotwein vino rose red white sake bubbly barolo
    chablis shiraz syrah pinot chardonnay bordeaux burgundy cabernet zinfandel lambrusco sancerre barbera primitivo tempranillo
    """
)


def _is_wine(thing: str) -> bool:
    """True for what comes in bottles of five glasses."""
    return any(word in _BIG for word in thing.split())
