"""Mood, energy and exertion from 1 to 10: by the number that is said, else by the words."""

from __future__ import annotations

from functools import cache

from voice.reading import HeardRating
from voice.rules import closed
from voice.rules.closed import word_set
from voice.rules.marks import spelled
from voice.rules.numbers import Number, number_at
from voice.rules.parsed import Parsed
from voice.rules.phrases import Found, Phrases
from voice.rules.turning import Frame

_SCALES = {
    "": """
    energy drink|drinks|bar|bars|gel|gels|ball|balls|bill|bills|crisis|company|prices|supplier|shot|shots|can|cans|healing|efficient|
    saving|source; mood board|lighting|lights|music|ring|swing|swings|for; in the mood for|to; effort to|into; a good effort; team effort
    """,
    "mood": """
    mood|moods; spirits; emotionally; mentally; [my] mental state|health; happiness; stimmung; humor; moodwise; mood wise; laune; humeur;
    morale; umore; animo; estado de animo; vibe; contentment; my mood level|score|rating
    """,
    "energy": """
    energy; energy level|levels|score|rating; energies; energie; energia; battery; my batteries; vitality; energywise; energy wise;
    physically; pep; stamina; energylevel
    """,
    "exertion": """
    exertion; effort; perceived exertion|effort; rpe; exertion level|score|rating; effort level|score|rating; anstrengung; strain; borg;
    training|workout intensity; intensity; esfuerzo; sforzo; esforco; exertions
    """,
}
_WORDS: tuple[tuple[str, float, str], ...] = (
    ("energy", 1.5, """
    exhausted; wiped [out]; drained; dead tired; shattered; knackered; completely|totally|utterly spent|empty|drained; dead on my feet;
    running on fumes|empty; no energy [left|at|whatsoever]; zero energy; burned|burnt out; worn out; can barely keep my eyes open; can n't
    keep my eyes open; could n't keep my eyes open; could barely keep my eyes open; totally|completely|absolutely beat; pooped; wrecked;
    kaputt; out of energy; zonked; fatigued; batteries are empty; battery [is|was] empty|flat|dead; dead beat; deadbeat; dog tired; bone
    tired; bone weary; bushed; cream crackered; ready to drop; done in; like a zombie; a zombie; wasted; tuckered out; tired out; pooped
    out; frazzled and empty; out on my feet; dead to the world; on my last legs; no juice left; totally|completely done; exhausting day;
    erschopft; fix und fertig; total mude; epuise|epuisee; creve|crevee; agotado|agotada; reventado|reventada; hecho polvo; hecha polvo;
    esausto|esausta; sfinito|sfinita; distrutto|distrutta; exausto|exausta; sapped; depleted; energy [level|levels] [is|was|are|'s]
    at|on|through|in rock|the|my floor|bottom|boots|toilet|basement; energy [level|levels] [is|was|are|'s] zero|gone|shot|nonexistent|zilch
    """),
    ("energy", 3.0, """
    tired; sleepy; low [on] energy; low energy; sluggish; lethargic; weary; groggy; drowsy; my energy is|was low; energy
    [level|levels] [is|was|are|'s] [really|pretty|very|a] [bit] low|down|flat|poor; beat; mude; cansado; cansada; stanco; stanca;
    fatigue; not much energy; little energy; low battery; half asleep; yawning [all]; n't have [any|much|the|a] [lot] [of] energy;
    lacking energy; lack of energy; energy dip|slump|crash; dragging myself; lethargy; listless; under slept; sleep deprived; hardly any
    energy; no get up and go; weak and tired; schlapp; fertig; sin energia; senza energia|forze; sem energia; running low; flagging
    """),
    ("energy", 2.0, """
    very|really|so|super|extremely|incredibly|terribly|awfully tired|sleepy; very|really low energy; sehr mude; muy cansado|cansada
    """),
    ("energy", 8.0, """
    energetic; full of energy|beans|life; energized|energised; lots of energy; a lot of energy; loads|tons|plenty of energy; high
    energy; energy [level|levels] [is|was|are|'s] [really|pretty|very] high|great|good|up|back|excellent|fantastic; well rested; refreshed;
    wide awake; fresh; buzzing; pumped; rested; raring to go; bursting with energy; fresh as a daisy; recharged; bouncing off the
    walls; so much energy; on top form; firing on all cylinders; lively; perky; peppy; full of pep; invigorated; revitalised|revitalized;
    fit and awake; ausgeruht; voller energie; lleno|llena de energia; pieno|piena di energia|energie; en pleine forme; spring in my
    step; bright eyed; supercharged; energy through the roof; energy off the charts
    """),
    ("mood", 8.0, """
    great|good|excellent|fantastic|wonderful|amazing|brilliant|cheerful|happy|lovely|high|super|fab|terrific|splendid|sunny|positive|
    jolly|buoyant mood|spirits; in a [really|very|pretty]
    great|good|excellent|fantastic|wonderful|amazing|brilliant|cheerful|happy|lovely|super|positive|jolly mood; feeling|feel|felt
    great|happy|fantastic|wonderful|amazing|awesome|cheerful|brilliant|joyful|content|good|fabulous|terrific|positive|upbeat|grateful|
    optimistic|blessed|proud; i am|'m|was [so|really|very|pretty|super] happy|cheerful|chuffed|thrilled|delighted|elated; over the moon;
    mood
    [is|was|'s] [really|pretty|very|so|super] great|good|high|excellent|fantastic|up|brilliant|lovely|sunny|positive|amazing|wonderful;
    happy; cheerful; on cloud nine; chuffed; elated; ecstatic; thrilled; delighted; stoked; joyful; chirpy; upbeat; on top of the world;
    in good spirits; blissful; jolly; full of joy; walking on air; like a million dollars|bucks; tickled pink; happy as larry; glucklich;
    gut gelaunt; gute laune; feliz; contento|contenta; felice; content|contente de; de buen humor; di buon umore; de bonne humeur; de bom
    humor; mood through the roof; super happy
    """),
    ("mood", 2.5, """
    bad|terrible|awful|low|foul|rotten|horrible|lousy|grumpy|crappy|gloomy|shitty|shit|black|dark|sour|miserable|crap|depressed|stinking
    mood|spirits; in a [really|very|pretty] bad|terrible|awful|low|foul|rotten|horrible|lousy|grumpy|crappy|gloomy|shitty|sour|dark|black
    mood; feeling|feel|felt [really|very|so|a|pretty|quite] [bit|little]
    down|low|sad|depressed|blue|miserable|awful|terrible|grumpy|gloomy|lonely|hopeless|crap|shit|shitty|empty|hopeless|tearful|weepy|rubbish|
    fed; depressed; miserable; grumpy; i am|'m|was [so|really|very] sad|unhappy|gutted; sad; down in the dumps; irritable; moody; unhappy;
    mood [is|was|'s] [really|pretty|very|a|so] [bit] bad|low|terrible|awful|down|foul|rotten|dark|crap|shit|gloomy|rubbish|sour; gutted;
    heartbroken; devastated; glum; fed up; cranky; grouchy; tearful; weepy; in tears; bummed [out]; cheesed off; pissed off; feeling sorry
    for myself; gloomy; melancholy; melancholic; down today; feeling flat; crabby; in a huff|strop|funk; traurig; schlecht gelaunt;
    schlechte
    laune; triste; deprimido|deprimida; deprime|deprimee; giu di morale; de mal humor; di cattivo umore; de mauvaise humeur; mood
    [is|was|'s] at|through|in rock|the floor|bottom|gutter|toilet|cellar|basement; tanked mood; mood tanked|sank|crashed
    """),
    ("mood", 4.0, """
    mood [is|was|'s] not|n't [so|that|too|very|really] [the] great|good|best|brilliant|fantastic|high; a bit|little down|low|blue|flat;
    not in the best|a mood|good|great [of] [mood|moods]
    """),
    ("mood", 5.0, """
    okay|ok|average|so|neutral|normal|mediocre|meh mood; mood [is|was|'s] [just|so] okay|ok|average|neutral|meh|so|fine|alright|middling|
    normal; meh; feeling|feel|felt meh|neutral|so; middling; so so
    """),
    ("exertion", 8.0, """
    high exertion|effort; effort|exertion [was|is] [really|very|pretty] high|hard|big; max|maximum|maximal|full|big|huge effort
    """),
    ("exertion", 2.5, "low|minimal|little exertion|effort; effort|exertion [was|is] [really|very|pretty] low|easy|minimal|small"),
)  # fmt: skip
_BETWEEN = word_set(
    """
    is was at a an about around like level levels of today my the i would say 'd give it maybe rate : = , - only just still out scale
    on feels rating score and roughly well down up very pretty really number probably sitting tonight are were i'd to this evening
    not great good best bad low high ok okay fine meh dropped went gone from sank fell climbed rose jumped crept slipped hovering hovers 'm
    am feel feeling stands stood sits of about close more than have put them me near nearly almost between somewhere between came in
    overall so far sure for morning afternoon now lunchtime noon "
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
        told = _number_near(parsed, hit, used) if hit.meaning else None
        if told is not None and not _foreign(parsed, frames, hit.start, told=True):
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
            if not _is_rating(parsed, number):
                break
            number = _risen(parsed, number)
            used.update((place, number.start))
            return max(1.0, number.value), hit.start, _with_scale(parsed, number.end)
        if number is None and parsed.word(place) not in _BETWEEN:
            break
    return _number_before(parsed, hit, used)


_UNITS = word_set("am pm o'clock k km miles percent hundred times %")
_THINGS = frozenset(["alcohol", "caffeine", "medication", "late_meal"])


def _is_rating(parsed: Parsed, number: Number) -> bool:
    """False for a number that counts a thing or a time: "mood good, two beers", "mood low, eight hours"."""
    if parsed.word(number.end) in closed.UNITS_OF_TIME | closed.MEASURES | _UNITS:
        return False
    return not any(trigger.meaning.kind in _THINGS for trigger in parsed.triggers_in(number.end, number.end + 2))


def _risen(parsed: Parsed, number: Number) -> Number:
    """The later of two numbers: "from a three this morning to an eight"."""
    if "from" not in parsed.words(number.start - 3, number.start):
        return number
    for place in range(number.end, min(number.end + 6, len(parsed.tokens))):
        if parsed.word(place) == "to":
            later = number_at(parsed.tokens, place + 1 + (parsed.word(place + 1) in {"a", "an", "about"}))
            return later if later is not None and later.counts and 0 <= later.value <= 10 else number
    return number


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


def _foreign(parsed: Parsed, frames: list[Frame], place: int, *, told: bool = False) -> bool:
    """True where a clause is about another person or another time; a number told is no wish."""
    from bisect import bisect_right

    number = bisect_right(parsed.clauses, place, key=lambda clause: clause.start) - 1
    if number < 0:
        return False
    frame = frames[number]
    return frame.who == "other" or frame.mood != "fact" or frame.days_ago > 0 or (frame.ahead <= place and not told)
