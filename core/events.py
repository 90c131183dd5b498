"""The catalog of journal events: one list that the readers, the forecasts and the agent share.

Adding a kind is one entry here. Effects of kinds on targets are numbers and live in `forecasting.effects`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OTHER = "other"
"""Kind of an answer that no entry of the catalog fits; it is kept and shown, but is never evidence."""


@dataclass(frozen=True)
class EventKind:
    """One kind of thing a person tells about an evening."""

    name: str
    label: str
    question: str
    """How the agent asks about it."""
    words: tuple[str, ...]
    """Regular expressions (case-insensitive) that recognise it in a question's text."""
    unit: str | None = None
    """Unit of its amount, if it has one."""

    def matches(self, text: str) -> bool:
        """True when the text speaks of this kind."""
        return any(re.search(pattern, text, re.IGNORECASE) for pattern in self.words)


EVENT_KINDS: dict[str, EventKind] = {
    k.name: k
    for k in (
        EventKind(
            "alcohol", "alcohol", "Any alcohol today?", (r"alcohol", r"\bdrinks?\b(?!.*water)", r"\b(wine|beer|spirits)\b"), "drinks"
        ),
        EventKind("illness", "feeling ill", "Do you feel ill?", (r"\b(sick|ill|illness|fever|cold or flu|flu|covid)\b",)),
        EventKind(
            "hard_training",
            "hard training",
            "Was training hard today?",
            (r"\bhard (training|workout|session)\b", r"intense exercise", r"strenuous"),
        ),
        EventKind(
            "late_meal",
            "late meal",
            "Did you eat within two hours of bed?",
            (r"late meal", r"(eat|ate|food|meal).*(bed|late)", r"eat close to bed"),
        ),
        EventKind("caffeine", "caffeine", "Any caffeine after two in the afternoon?", (r"caffein", r"coffee", r"energy drink"), "mg"),
        EventKind("stress", "stress", "Was it a stressful day?", (r"stress", r"\banxi", r"\btense\b")),
        EventKind(
            "travel", "travel", "Did you travel or change time zone?", (r"travel", r"\bflight\b", r"\bflew\b", r"jet ?lag", r"time zone")
        ),
        EventKind(
            "poor_sleep_expected",
            "a short night ahead",
            "Will the night be short?",
            (r"short night", r"(late|early).*(alarm|start)", r"shift work"),
        ),
        EventKind(
            "medication",
            "medication",
            "Any medication out of the ordinary?",
            (r"medicat", r"\b(drug|pill|antibiotic|ibuprofen|antihistamine)s?\b"),
        ),
        EventKind("menstrual_phase", "menstrual phase", "Did your period start?", (r"menstru", r"\bperiod\b", r"ovulat", r"\bluteal\b")),
        EventKind("sauna", "sauna", "Were you in the sauna?", (r"sauna", r"steam room")),
        EventKind("meditation", "meditation", "Did you meditate?", (r"meditat", r"breathwork", r"mindful")),
        EventKind("screen_in_bed", "a screen in bed", "A screen in bed?", (r"(screen|device|phone|tv).*\bbed\b",)),
        EventKind("sex", "sexual activity", "Sexual activity?", (r"sexual", r"\bsex\b")),
        EventKind("nap", "nap", "Did you nap?", (r"\bnap(ped|s)?\b",)),
    )
}
"""All kinds by name."""


def kind_of(text: str) -> str:
    """The name of the first kind whose words stand in the text, else `OTHER`."""
    return next((kind.name for kind in EVENT_KINDS.values() if kind.matches(text)), OTHER)
