"""Fixed words for distress, emergencies and "am I ill?", and the check that nothing we say is a diagnosis.

The words are never written by a model and hold no telephone number: those differ by country, and a wrong one harms.
The patterns err towards speaking up: a needless kind sentence costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Concern = Literal["distress", "emergency", "illness"]

WORDS: dict[Concern, str] = {
    "distress": (
        "It sounds as if you are going through something very hard. You do not have to carry it alone: please talk to someone now: "
        "a person you trust, a crisis line, or your local emergency number if you might be in danger. "
        "Morrow only reads recovery numbers and cannot help with this, but people can, and they want to."
    ),
    "emergency": (
        "What you describe can be urgent. Please call your local emergency number or see a doctor now; do not wait for a forecast. "
        "Morrow only reads recovery numbers and cannot judge symptoms."
    ),
    "illness": (
        "Morrow does not diagnose, and its numbers cannot tell whether you are ill: they move for many reasons. "
        "If you feel unwell or are worried, please ask a doctor or a nurse. "
        "What it can show is how your numbers stand against your own normal range: ask about last night."
    ),
}
"""What is said, word for word."""

NO_DIAGNOSIS = (
    "A sentence was left out here because it spoke as a doctor would. Morrow does not diagnose; "
    "if you feel unwell or are worried, please ask a doctor or a nurse."
)
"""Stands in place of what read like a diagnosis."""

_NAMED = "flu|covid|infection|virus|disease|arrhythmia|afib|apnea|apnoea|anemia|anaemia|diabetes|cancer|burn-?out|depression"
_SELF = r"(?:myself|my ?self)"
_CONCERNS: dict[Concern, tuple[str, ...]] = {
    "distress": (
        r"\bsuicid",
        rf"\b(?:kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|shoot|drown)(?: of)? {_SELF}\b",
        r"\bself[- ]?harm",
        r"\bend(?:ing)? (?:my|it) (?:own )?(?:life|all)\b|\bend it all\b|\btake my (?:own )?life\b",
        r"\b(?:do ?n'?t|do not|no longer) (?:want|wish) to (?:live|be alive|wake up|be here|exist)\b",
        r"\b(?:want|wish|ready|going) to die\b|\bwish i (?:was|were) dead\b|\bbetter off (?:dead|without me)\b",
        r"\bno (?:reason|point)(?: left)? (?:to live|in living)\b|\bnothing to live for\b",
        r"\bcan(?:no|')?t (?:go on|take it any ?more|do this any ?more)\b",
        r"\b(?:take|took|taken|taking) (?:an overdose|(?:all (?:the|my)|too many) pills)\b",
        r"\bwish i (?:was|were)(?:n'?t| not) (?:alive|here)\b|\b(?:no|any|a) reason to (?:live|go on)\b|\bnever wake up again\b",
        r"\brather be dead\b|\bfeel like dying\b",
        r"\b(?:life|living) (?:is ?n'?t|is not|not) worth\b|\bnot worth living\b|\bhate myself\b|\bunalive\b|\bdisappear forever\b",
    ),
    "emergency": (
        r"\b(?:chest|heart) (?:pain|pressure|tightness)\b|\bpain in my (?:chest|left arm)\b",
        r"\bmy chest (?:hurts|aches|(?:is|feels) tight)\b|\b(?:about|going|might) (?:to )?(?:faint|pass out|collapse)\b",
        r"\b(?:can(?:no|')?t|cannot|unable to|hard to|struggling to) breathe\b",
        r"\b(?:heart attack|having a stroke|my face (?:is )?droop\w*)\b",
        r"\b(?:i|have|had) (?:just )?(?:fainted|passed out|collapsed)\b|\bcoughing (?:up )?blood\b",
    ),
    "illness": (
        r"\b(?:am|are) (?:i|we) (?:\w+ ){0,2}(?:ill|sick|unwell|infected|contagious|depressed|healthy|ok(?:ay)?|dying)\b",
        rf"\bdo (?:i|we) (?:\w+ )?have (?:an? |the |any )?(?:\w+ )?(?:{_NAMED}|cold|fever|illness|disorder|condition)",
        rf"\b(?:is|are|could|might) (?:this|it|that|these|my \w+)(?: \w+){{0,3}} (?:{_NAMED}|dangerous|life-threatening)\b",
        r"\bdiagnos|\bwhat(?:'?s| is) wrong with me\b|\bwhat (?:illness|disease|condition|disorder)\b",
        r"\b(?:something|anything) wrong with (?:me|my \w+)\b",
        rf"\bhave i (?:got|caught|picked up) (?:an? |the )?(?:\w+ )?(?:{_NAMED}|cold|fever|bug|something)\b",
        rf"\b(?:sign|symptom)s? of (?:an? |the )?(?:illness|sickness|disease|infection|{_NAMED})\b",
        r"\b(?:if|whether|shows?|means?)(?: that)? i(?:'m| am) (?:ill|sick|unwell|healthy)\b",
        r"\b(?:might|may|could) i be (?:ill|sick|unwell)\b",
        rf"\b(?:think|means?|shows?)(?: that)? i (?:might |may |could )?have (?:an? |the )?(?:{_NAMED}|cold|fever)\b",
        r"\bshould i (?:be )?worr(?:y|ied)\b|\bdangerously (?:low|high)\b|\bam i burn(?:t|ed) out\b",
        r"\b(?:should|must|do) i (?:need to )?(?:see|call|go to|visit)(?: to)? (?:a|the|my) (?:doctor|hospital|gp|er)\b",
        r"\bam i (?:getting|coming down)\b.*\b(?:ill|sick|cold|flu|something|covid)\b|\bgetting (?:ill|sick)\?",
    ),
}

_WEATHER = "night|room|bedroom|shower|plunge|bath|morning|day|evening|start|spell|weather|water|air"
_DISEASES = (
    r"flu|influenza|covid(?:-19)?|coronavirus|pneumonia|bronchitis|asthma|tonsillitis|sepsis|mononucleosis",
    r"an? (?:\w+ )?(?:virus|infection|fever)",
    r"(?:viral|bacterial|respiratory|urinary|throat|chest|ear|sinus|acute) \w*\s?(?:infection|illness|disease)",
    rf"(?:the (?:common )?|an? (?:\w+ )?)cold(?! (?:{_WEATHER}))",
    r"(?:heart|lung|kidney|thyroid|coronary|lyme) (?:disease|failure|attack|condition)|stroke|myocarditis",
    r"arrhythmia|atrial fibrillation|afib|tachycardia|bradycardia|hypertension|high blood pressure|an(?:a)?emia",
    r"(?:sleep )?apn(?:o)?ea|insomnia|diabetes|(?:hyper|hypo)thyroidism|cancer",
    r"(?:clinical )?depression|(?:anxiety|bipolar|panic|eating) disorder",
    r"burn-?out|overtraining syndrome|chronic fatigue(?: syndrome)?",
)
_YOU_ARE = r"you(?:'re|’re| are| may be| might be| could be| must be| seem| look| appear)(?: to be)?(?: (?!feeling\b|not\b)\w+){0,2}"
_ILL = r"ill|sick|infected|unwell|depressed|contagious|diabetic|an(?:a)?emic|hypertensive|diseased|infectious"
_YOU_HAVE = r"you(?:'ve|’ve| have)?(?: \w+)? (?:have|got|caught|contracted|suffer from|suffering from) (?:an? |the |some )?(?:\w+ )?"
_DIAGNOSES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{'|'.join(_DISEASES)})(?!\w)",
        r"\bdiagnos\w*",
        rf"(?<!whether )(?<!\bif )\b{_YOU_ARE} (?:{_ILL})\b",
        r"\b(?:coming|going) down with\b|\bcatching something\b|\bfighting (?:off )?an? (?:infection|virus|illness|bug)\b",
        rf"\b{_YOU_HAVE}(?:illness|disease|disorder|infection|virus|syndrome|condition|bug)\b",
    )
)
_SAID_RIGHTLY = re.compile(
    r"\b(?:does not|do not|doesn't|don't|cannot|can't|can not|never|not able to) diagnos\w*|\b(?:not|no|never|without) an? diagnosis\b|"
    r"\bno diagnos[ei]s\b|\bnot a (?:medical )?diagnosis\b",
    re.IGNORECASE,
)


def concern_of(text: str) -> Concern | None:
    """The gravest concern that a person's words raise, if any."""
    plain = " ".join(text.replace("’", "'").lower().split())
    return next((concern for concern, patterns in _CONCERNS.items() if any(re.search(pattern, plain) for pattern in patterns)), None)


def safety_words(text: str) -> str | None:
    """The fixed words that answer what a person wrote, or None when nothing in it asks for them."""
    concern = concern_of(text)
    return None if concern is None else WORDS[concern]


def diagnosing(text: str, quoted: Iterable[str] = ()) -> tuple[str, ...]:
    """The spots of a text that read like a diagnosis; the person's own words, where quoted between marks, do not count."""
    for quote in sorted(filter(None, quoted), key=len, reverse=True):
        text = re.sub(rf"[\"“”'‘’«»]{re.escape(quote)}[.,;!?]?[\"“”'‘’«»]", " ", text, flags=re.IGNORECASE)
    text = _SAID_RIGHTLY.sub(" ", " ".join(text.split()))
    return tuple(dict.fromkeys(match.group(0).strip() for pattern in _DIAGNOSES for match in pattern.finditer(text)))


def without_diagnoses(text: str, quoted: Iterable[str] = ()) -> str:
    """The text with every sentence that reads like a diagnosis left out and `NO_DIAGNOSIS` in place of the first."""
    quotes = tuple(quoted)
    if not diagnosing(text, quotes):
        return text
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        said = NO_DIAGNOSIS if diagnosing(sentence, quotes) else sentence
        if said != NO_DIAGNOSIS or NO_DIAGNOSIS not in kept:
            kept.append(said)
    joined = " ".join(kept)
    return joined if not diagnosing(joined.replace(NO_DIAGNOSIS, ""), quotes) else NO_DIAGNOSIS
