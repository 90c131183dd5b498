"""Little words written as another that sounds the same, and journal words with a letter or two wrong.

A number or a denial is put right only where its neighbours leave no other reading; a real English word is never taken for a near one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from voice.rules import closed
from voice.rules.closed import word_set
from voice.rules.tokens import Token

_NUMBERS = {
    "for": "four",
    "fore": "four",
    "ate": "eight",
    "tree": "three",
    "won": "one",
    "to": "two",
    "too": "two",
    "sex": "six",
    "fife": "five",
    "tin": "ten",
}
_UNITS = word_set(
    """
    hours hour minutes o'clock thirty fifteen forty pm am kilometers kilometres miles km weeks days percent
    """
)
_THINGS = word_set(
    """
    beer beers wine wines whine whines alcohol coffee coffees training trading gym workout sauna nap caffeine stress fever cough
    dinner meditation drinks drink booze run sport tea exercise food late sleep headache medication pills phone screen screens period
    alarm
    """
)
_TIMES = frozenset(["at", "around", "about", "until", "till", "past", "to", "from"])
_LONG = 6
_REAL = word_set(
    """
    straining draining training trailing tracing stained strained restless stresses stressor stretched stretches dressed pressed
    medicated mediated dedicated dinners diners dinged coffer coffers coffin coffins toffee bottled bottles glassed grasses fighting
    lighting righting sighting flights freight fright slights slight sleight drinker drinkers drunker spirits sprint spring sprite
    spirit winner winners dinner inner beards boards coughed roughed toughed laughed worked walking talking working relaxed relaxes
    relates related planned planed painted panicked picnic picnicked napped mapped tapped slapped snapped snacked snack smacked
    stacked shacked sneaked tenser denser sensed tensed travels travail trained retained explained strides stride periods person
    persons squashed squared squats squat swats sprained sprinkle sprinter exhausting hiking biking baking hitting hiding riding
    writing raised raises races raced marathons marathon martian martini martin martins marina marinas carafe carefree careless
    carless careful calmer claimed calling cooling cycling recycling swimming skimming trimming jogging logging flogging running
    cunning sunning sauces sausage saunter saucer fauna bananas banana coated coats coast toast roasted toasted tested rested nested
    arrested crested feeling feelings fevers fewer never ever nervous serious nerve nerves nurse nursed migrate migrated migraines
    emigrate whisper whispers whisked whisks brandy brandished branded brands lagers larger lager danger anger ranger manger cinder
    cider spider wider rider decider cocktails cockpit cocked liquid liquids liqueur liquor shorts shirts sheets shoots shouts shot
    soda sodas snooker smoker cooker hooker flying frying trying crying drying lying typing deadlift headline headlines headlights
    guideline guidelines anxious obvious noxious illness stillness wellness fullness dullness infection injection affection inflection
    section antibody antibodies meeting meetings melting heating eating beating session sessions mission missions passion lesson
    lessons season seasons interval internal interview interviews inhaled exhaled inhales massage message messages passage allergic
    alleged allergen decade decades decaf cafes coffees cappuccinos latest latter lattice lately late later lattes workouts worked
    exercises exercised excised exorcise tablets tables table cables fables stable pilots pilates pirates private painkiller pressure
    pleasure measure treasure worries worried married carried hurried buried ferries ferry berry cherry merry sherry cheery tension
    mention pension tensions attention intention hectic septic arctic calming claiming quiet quite quote peace peaceful piece pieces
    tired tried fired hired wired tapestry flashed clashed crashed slashed trashed smashed stashed plashed shipping skipping slipping
    dripping sipping tipping ripping
    """
)


def sounds_like(tokens: Sequence[Token], place: int) -> str | None:  # noqa: PLR0911 - one line per way of saying it
    """The little word that must have been meant; None where the word stands."""
    word, before, after = tokens[place].norm, _near(tokens, place - 1), _near(tokens, place + 1)
    if word in _NUMBERS and _is_number(tokens, place):
        return _NUMBERS[word]
    if (
        word in {"know", "now", "noe", "knows"}
        and after in _THINGS
        and before not in {"i", "you", "we", "to", "n't", "they", "right", "and_"}
        and word != "now"
    ):
        return "no"
    if word in {"knot", "naught", "nought"} and (
        after in {"a", "any", "one", "stressed", "sick", "really", "today", "much"} or before in {"am", "was", "did", "i", "'m"}
    ):
        return "not"
    if word in {"non", "nun", "nuns", "nan"} and (after in {"of", "at", "today", "", ".", ","} or before in {"had", "drank"}):
        return "none"
    if word == "weather" and before == "under":
        return None
    if word in {"tired", "tyred"} or (word in {"tide", "tyre"} and before in {"feel", "so", "very", "felt"}):
        return "tired"
    if word == "moved" and after in {"rating", "is", "was"} and before in {"", ".", "my"}:
        return "mood"
    return None


def _is_number(tokens: Sequence[Token], place: int) -> bool:
    """True where a number must stand: "at for in the afternoon", "ate out of ten", "drove ate hours", "for thirty"."""
    word, before, after = tokens[place].norm, _near(tokens, place - 1), _near(tokens, place + 1)
    if after == "out" and _near(tokens, place + 2) == "of" and _near(tokens, place + 3) in {"ten", "10", "tin"}:
        return True
    if after in {"thirty", "o'clock", "pm", "am"} and (before in _TIMES or before in {"for", "is"}) and word != "at":
        return True
    if (
        before in {"at", "around", "until"}
        and (after in {"in", "pm", "am", "o'clock", "thirty", "this", "tomorrow"} or not after)
        and word in {"for", "ate", "to", "too", "tree", "won", "tin", "fife", "sex"}
    ):
        return True
    if word in {"ate", "tree", "fife"} and after in _UNITS:
        return True
    things = {"beers", "wines", "whines", "coffees", "drinks", "pints", "cocktails", "shots", "espressos", "bears", "glasses"}
    return word in {"for", "fore", "tree", "ate"} and after in things and before in {"had", "drank", "have", "got", "ordered"}


def near_word(word: str) -> str | None:
    """The journal word that a longer, unknown word is one or two letters away from."""
    if len(word) < _LONG or word in _REAL or word in known_words() or not word.isalpha():
        return None
    return _nearest(word)


@cache
def known_words() -> frozenset[str]:
    """Every word that the reader's own lists spell."""
    from voice.rules.lexicon import words_of_lexicon
    from voice.rules.marks import words_of_marks

    lists = [getattr(closed, name) for name in dir(closed) if name.isupper()]
    return frozenset().union(*lists, words_of_lexicon(), words_of_marks())


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str | None:
    """The only close word of the lexicon with the same first letter."""
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 9 else 2
    best: tuple[int, str] | None = None
    for candidate in _targets():
        if candidate[0] != word[0] or abs(len(candidate) - len(word)) > most:
            continue
        distance = OSA.distance(candidate, word, score_cutoff=most)
        if distance <= most and (best is None or distance < best[0]):
            best = (distance, candidate)
    if best is None or (word.endswith("s") and word[:-1] == best[1]) or (word + "s" == best[1]):
        return None
    return best[1]


@cache
def _targets() -> tuple[str, ...]:
    """The longer words by which journals are told; a slip of the recogniser is looked for among these."""
    return tuple(sorted(_TARGETS.split()))


_TARGETS = """
    alcohol whiskey whisky tequila prosecco champagne cocktail cocktails margarita mojito negroni martini glasses coffee coffees
    espresso espressos cappuccino cappuccinos macchiato americano caffeine matcha training workout exercise exercised intervals marathon
    deadlifts crossfit stretching meditated meditation meditate breathwork mindfulness headache migraine stomach throat bronchitis
    infection ibuprofen paracetamol aspirin antibiotics antihistamine melatonin painkiller painkillers medication stressed stressful
    stress anxious overwhelmed deadline deadlines argument travelled travelling flight airport jetlag siesta hammam period menstruating
    dinner midnight yesterday tomorrow tonight energy exertion exhausted afternoon evening morning
    """


def _near(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].norm if 0 <= place < len(tokens) else ""
