"""What a person supposes in chat ("what if I go to bed an hour earlier?"), read by rules into arguments of `what_if`."""

from __future__ import annotations

import re

_COUNTS = {"an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "half an": 0.5, "1/2": 0.5}
_AMOUNT = r"(half an|an|one|two|three|\d+(?:[.,]\d+)?)\s*(hours?|h\b|minutes?|mins?\b)"
_BED = r"\bbed(?:time)?\b|\bsleep|\bslept\b|\bturn(?:ed)? in\b"
_NOT = r"\b(?:no|not|never|without|don'?t|didn'?t|hadn'?t|won'?t|skip\w*|avoid\w*|stop\w*|leave out)\b"
_EVENTS = {
    "caffeine": r"\bcaffein|\bcoffees?\b|\bespresso|\benergy drink",
    "alcohol": r"\balcohol|\bwine\b|\bbeers?\b|\bspirits\b|\b(?:drink|drank|drunk|drinking)\b(?!.*\b(?:water|coffee|tea)\b)",
    "late_meal": r"\blate (?:meal|dinner|snack|supper)|\b(?:eat|ate|eating|dine)\b.*\b(?:late|before bed)\b",
    "hard_training": r"\btrain\w* (?:very |really )?hard|\bhard (?:train|work ?out|session|run|ride|day)|\bintense (?:train|work ?out)",
    "illness": r"\b(?:ill|sick|fever|flu)\b",
}
MOST_SHIFT, LEAST_SLEEP, MOST_SLEEP = 720.0, 60.0, 1080.0


def supposed_in(text: str) -> dict[str, object]:
    """The arguments of `what_if` that a question supposes; empty where no rule recognises a change."""
    found: dict[str, object] = {}
    strain = re.search(r"\bstrain (?:of |is |was |were )?(\d+(?:\.\d+)?)", text, re.IGNORECASE)
    if strain:
        found["strain"] = float(strain[1])
    found |= _sleep(text)
    kinds = [kind for kind, words in _EVENTS.items() if re.search(words, text, re.IGNORECASE)]
    if kinds:
        found["not_happening" if re.search(_NOT, text, re.IGNORECASE) else "happening"] = kinds
    return found


def _sleep(text: str) -> dict[str, object]:
    """A shifted bedtime, or a length of sleep."""
    if not re.search(_BED, text, re.IGNORECASE):
        return {}
    side = re.search(r"\b(earlier|later)\b", text, re.IGNORECASE)
    amount = re.search(_AMOUNT, text, re.IGNORECASE)
    minutes = _minutes(amount) if amount else 60.0
    if side:
        return {"bedtime_shift_minutes": min(minutes, MOST_SHIFT) * (-1.0 if side[1].lower() == "earlier" else 1.0)}
    slept = re.search(rf"\b(?:sleep|slept|asleep)\b (?:only |for |just )*{_AMOUNT}", text, re.IGNORECASE)
    return {"sleep_minutes": min(max(_minutes(slept), LEAST_SLEEP), MOST_SLEEP)} if slept else {}


def _minutes(amount: re.Match[str]) -> float:
    count = _COUNTS.get(amount[1].lower()) or float(amount[1].replace(",", "."))
    return count * (60.0 if amount[2].lower().startswith("h") else 1.0)
