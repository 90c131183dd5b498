"""Mood, energy and exertion from 1 to 10: by the number that is said, else by the words."""

from __future__ import annotations

from functools import cache

from voice.reading import HeardRating
from voice.rules.closed import word_set
from voice.rules.marks import spelled
from voice.rules.numbers import number_at
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found, Phrases
from voice.rules.turning import Frame

_SCALES = {
    "mood": "mood|moods; spirits; emotionally; my mental state; happiness; stimmung; humor",
    "energy": "energy; energy level|levels; energie; energia; battery",
    "exertion": "exertion; effort; perceived exertion|effort; rpe; exertion level; anstrengung",
}
_WORDS: tuple[tuple[str, float, str], ...] = (
    ("energy", 1.5, """
    exhausted; wiped [out]; drained; dead tired; shattered; knackered; completely|totally spent|empty; dead on my feet; running on
    fumes|empty; no energy; zero energy; burned|burnt out; worn out; can barely keep my eyes open; totally|completely|absolutely beat;
    pooped; wrecked; kaputt; no energy left; out of energy; zonked; fatigued; batteries are empty
    """),
    ("energy", 3.0, """
    tired; sleepy; low [on] energy; low energy; sluggish; lethargic; weary; groggy; drowsy; my energy is|was low; energy [is|was|levels]
    [really|pretty|very] low|down; beat; mude; cansado; cansada; stanco; stanca; fatigue; not much energy; little energy
    """),
    ("energy", 2.0, "very|really|so|super|extremely|incredibly tired; very|really low energy"),
    ("energy", 8.0, """
    energetic; full of energy|beans; energized|energised; lots of energy; a lot of energy; plenty of energy; high energy; energy
    [is|was|levels] [really|pretty|very] high|great|good; well rested; refreshed; wide awake; fresh; buzzing; pumped; rested
    """),
    ("mood", 8.0, """
    great|good|excellent|fantastic|wonderful|amazing|brilliant|cheerful|happy|lovely|high mood|spirits; in a
    great|good|excellent|fantastic|wonderful|amazing|brilliant|cheerful|happy mood; feeling|feel|felt
    great|happy|fantastic|wonderful|amazing|awesome|cheerful|brilliant|joyful|content|good; i am|'m|was [so|really|very] happy|cheerful;
    over the moon; mood [is|was] [really|pretty|very] great|good|high|excellent|fantastic; happy; cheerful; on cloud nine
    """),
    ("mood", 2.5, """
    bad|terrible|awful|low|foul|rotten|horrible|lousy|grumpy|crappy|gloomy|shitty mood|spirits; in a
    bad|terrible|awful|low|foul|rotten|horrible|lousy|grumpy|crappy|gloomy|shitty mood; feeling|feel|felt [really|very|so|a]
    [bit|little] down|low|sad|depressed|blue|miserable|awful|terrible|grumpy|gloomy; mood [is|was] [really|pretty|very]
    bad|low|terrible|awful|down|foul; depressed; miserable; grumpy; i am|'m|was [so|really|very] sad|unhappy; sad; down in the dumps;
    irritable; moody; unhappy
    """),
    ("mood", 5.0, """
    okay|ok|average|so|neutral|normal|mediocre|meh mood; mood [is|was] [just] okay|ok|average|neutral|meh|so|fine|alright; meh
    """),
    ("exertion", 8.0, "high exertion|effort; effort [was|is] [really|very|pretty] high; exertion [was|is] [really|very|pretty] high"),
    ("exertion", 2.5, "low exertion|effort; effort [was|is] [really|very|pretty] low; exertion [was|is] [really|very|pretty] low"),
)  # fmt: skip
_BETWEEN = word_set(
    """
    is was at a an about around like level levels of today my the i would say 'd give it maybe rate : = , - only just still out scale
    on feels rating score and roughly well down up very pretty really number probably sitting tonight are were i'd to this evening
    """
)
_NEARBY = 8


@cache
def _scales() -> Phrases[str]:
    return Phrases((spelled(phrase), scale) for scale, phrases in _SCALES.items() for phrase in phrases.split(";"))


@cache
def _words() -> Phrases[tuple[str, float]]:
    return Phrases((spelled(phrase), (scale, value)) for scale, value, phrases in _WORDS for phrase in phrases.split(";"))


def ratings_of(parsed: Parsed, frames: list[Frame]) -> list[HeardRating]:
    """One rating per scale: what is said in numbers, else the strongest words of oneself and now."""
    found: dict[str, HeardRating] = {}
    used: set[int] = set()
    for hit in _scales().find(parsed.tokens):
        told = _number_near(parsed, hit, used)
        if told is not None and not _foreign(parsed, frames, hit.start):
            value, start, end = told
            found[hit.meaning] = HeardRating(hit.meaning, value, quote(parsed, start, end))
    for phrase in _words().find(parsed.tokens):
        scale, value = phrase.meaning
        if scale not in found and not _foreign(parsed, frames, phrase.start):
            turned = _turned(parsed, phrase.start, value)
            if turned is not None:
                found[scale] = HeardRating(scale, turned, quote(parsed, phrase.start, phrase.end))
    return list(found.values())


def quote(parsed: Parsed, start: int, end: int) -> str:
    """The text's own letters from one token to another."""
    return parsed.text[parsed.tokens[start].start : parsed.tokens[end - 1].end]


def _number_near(parsed: Parsed, hit: Found[str], used: set[int]) -> tuple[float, int, int] | None:
    """The number that rates a scale, behind its name or before it: value and place of the words."""
    for place in range(hit.end, min(hit.end + _NEARBY, len(parsed.tokens))):
        number = number_at(parsed.tokens, place)
        if number is not None and number.counts and 0 <= number.value <= 10 and place not in used:
            used.add(place)
            return max(1.0, number.value), hit.start, _with_scale(parsed, number.end)
        if number is None and parsed.word(place) not in _BETWEEN:
            break
    return _number_before(parsed, hit, used)


def _number_before(parsed: Parsed, hit: Found[str], used: set[int]) -> tuple[float, int, int] | None:
    """The number and place of "seven out of ten for mood", "an eight in energy"."""
    if parsed.word(hit.start - 1) not in {"for", "in", "on", "my", "of"}:
        return None
    for place in range(hit.start - 1, max(-1, hit.start - _NEARBY), -1):
        number = number_at(parsed.tokens, place)
        if number is not None and number.counts and place not in used and parsed.word(place - 1) not in {"of", "/"} and number.value <= 10:
            used.add(place)
            return max(1.0, number.value), place, hit.end
    return None


def _with_scale(parsed: Parsed, end: int) -> int:
    """The end with "out of ten" or "/10" taken in."""
    for words in (["out", "of", "ten"], ["out", "of", "10"], ["/", "10"], ["of", "ten"], ["of", "10"], ["over", "ten"]):
        if parsed.words(end, end + len(words)) == words:
            return end + len(words)
    return end


def _turned(parsed: Parsed, start: int, value: float) -> float | None:
    """The value of words, turned round by "not", stronger by "very"."""
    before = parsed.words(start - 4, start)
    if any(word in {"not", "n't", "never", "no", "without"} for word in before[-3:]):
        return 6.0 if value < 5 else 4.0
    if "less" in before or "used" in before:
        return None
    strong = any(word in {"very", "really", "so", "super", "extremely", "incredibly", "totally"} for word in before[-2:])
    if strong:
        return max(1.0, value - 1.0) if value < 5 else min(10.0, value + 1.0)
    mild = any(word in {"bit", "little", "slightly", "somewhat"} for word in before[-2:])
    return (value + 1.0 if value < 5 else value - 1.0) if mild else value


def _foreign(parsed: Parsed, frames: list[Frame], place: int) -> bool:
    """True where a clause is about another person or another time."""
    from bisect import bisect_right

    number = bisect_right(parsed.clauses, place, key=lambda clause: clause.start) - 1
    if number < 0:
        return False
    frame = frames[number]
    return frame.who == "other" or frame.mood != "fact" or frame.days_ago > 0 or frame.ahead <= place
