"""From phrases in clauses to mentions: who, whether, when, how much, how strongly.

Long because every doubt about one phrase is settled where the phrase, its clause and its frame are at hand.
"""

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
    spoken = _time_of(parsed, number, mention)
    mention = replace(mention, at=_clock(parsed, clause, mention, spoken) if spoken else None)
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
    if _of_others(parsed, clause, trigger, frame):
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


def _of_others(parsed: Parsed, clause: Clause, trigger: Found[Sense], frame: Frame) -> bool:  # noqa: C901, PLR0911 - one line per way of saying it
    """True where the thing is somebody else's."""
    before = parsed.words(max(clause.start, trigger.start - 4), trigger.start)
    after = parsed.words(trigger.end, min(clause.end, trigger.end + 4))
    if (before[-1:] and (before[-1] in _POSSESSIVES or before[-1] == "'s")) or (before[-2:-1] and before[-2] in _POSSESSIVES | {"'s"}):
        possessor = parsed.words(max(clause.start, trigger.start - 5), trigger.start)
        own = trigger.meaning.kind in {"alcohol", "caffeine", "late_meal", "medication"} or "caught" in possessor
        if frame.who != "other" and own and _TOOK_OVER & {*parsed.words(max(clause.start, trigger.start - 8), trigger.start)}:
            return False
        if {"his", "her", "their", "your"} & {*possessor} or _person_has(possessor):
            return True
    if after[:1] and after[0] in closed.PEOPLE and trigger.meaning.kind == "illness" and not trigger.meaning.verb:
        return True
    if after[:2] in (["was", "for"], ["is", "for"], ["were", "for"]) and _names_other(after[2:]):
        return True
    if after[:1] == ["for"] and len(after) > 1 and _names_other(after[1:]):
        return True
    if clause.who == "other" and parsed.word(clause.subject) == "nobody":
        return True
    whole = parsed.words(clause.start, trigger.start)
    trigger_words = parsed.words(trigger.start, trigger.end)
    mine = (
        _given_me(whole)
        or bool({"me", "us", "my", "our"} & {*trigger_words})
        or (bool({"me", "us", "myself"} & {*after[:3]}) and not _EXCEPT & {*after[:2]})
    )
    if trigger.meaning.kind == "late_meal" and _COOKED & {*whole[-4:]} and not {"himself", "herself", "themselves"} & {*whole, *after}:
        return False
    if any(word in _GIVING for word in whole[-6:]) and not mine and _names_other(whole[-4:]):
        return True
    if trigger.meaning.kind == "illness" and {"said", "says", "reckons", "thinks"} & {*whole} and "it" in whole[-5:]:
        return False
    if not mine and _lets(whole):
        return True
    if mine or (frame.who == "other" and clause.who == "other" and trigger.end <= clause.subject):
        return False
    return frame.who == "other"


_TOOK_OVER = word_set(
    "sip sips finished stole drank tried tasted sipped swiped borrowed nicked ate shared gulp mouthful rest half caught took had drink"
)
_COOKED = word_set("made cooked served did brought grilled prepared")
_EXCEPT = frozenset(["except", "but", "apart", "besides", "of", "bar"])
_BESIDE_ME = word_set("across from opposite behind beside near next than like told tells asked ask calls called rang phoned texted let")


def _given_me(words: list[str]) -> bool:
    """True for "made me a coffee", "for us", "and me": not for "sits across from me", "told me"."""
    return any(
        word in {"me", "us"}
        and not _EXCEPT & {*words[max(0, place - 2) : place]}
        and not (place and words[place - 1] in _BESIDE_ME)
        and words[place - 2 : place] != ["next", "to"]
        for place, word in enumerate(words)
    )


def _lets(words: list[str]) -> bool:
    """True for "i let him have my beer"."""
    return any(word == "let" and words[place + 1 : place + 2] and words[place + 1] in closed.OBJECTS for place, word in enumerate(words))


def _person_has(words: list[str]) -> bool:
    """True for "my wife's", "tom's"."""
    return any(
        word == "'s" and place > 0 and (words[place - 1] == "law" or words[place - 1] in closed.PEOPLE or words[place - 1] in closed.NAMES)
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


def _time_of(parsed: Parsed, number: int, mention: Mention) -> Spoken | None:  # noqa: PLR0911 - one line per way of saying it
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
    led = _led_by(parsed, number)
    if led is not None:
        return led
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
        return _pronoun_time(parsed, number)
    return None


def _led_by(parsed: Parsed, number: int) -> Spoken | None:
    """The time of the clause before, where this one goes on with it: "at three i caved and had a flat white"."""
    clause = parsed.clauses[number]
    if number == 0 or clause.joiner != "and" or clause.who != "" or clause.verb == "":
        return None
    last = parsed.clauses[number - 1]
    spoken = parsed.times_in(last.start, last.end)
    return spoken[-1] if spoken and spoken[-1].start - last.start <= 3 and not parsed.triggers_in(last.start, last.end) else None


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
