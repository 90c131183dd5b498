"""The journal: what the person told of the evening's own day, and of some things of the day before."""

from __future__ import annotations

from collections.abc import Sequence

from core.events import EVENT_KINDS
from core.records import JournalAnswer
from forecasting.features.evenings import Evenings
from forecasting.features.facts import NAN
from forecasting.features.known import Reading, windows
from forecasting.quantiles import Floats

LAGGED = ("alcohol", "illness", "hard_training")
"""Kinds that may outlast one night: their answers of the day before are features too."""
LEAST_CONFIDENCE = 0.5
"""Answers read with less certainty say nothing (as in `forecasting.effects`)."""


def journal_features(journal: Sequence[JournalAnswer], evenings: Evenings) -> dict[str, Floats]:
    """Name → (n,) 1 for yes, 0 for no, NaN where it was not asked.

    Two questions can be about one kind; a yes to either is a yes.
    """
    told = [answer for answer in journal if answer.kind in EVENT_KINDS and answer.confidence >= LEAST_CONFIDENCE]
    days = windows(told, Reading(lambda answer: answer.day, tuple(EVENT_KINDS), _answers), evenings, depth=2)
    today = {f"journal_{kind}": days[kind][:, 0] for kind in EVENT_KINDS}
    return today | {f"journal_{kind}_lag_1": days[kind][:, 1] for kind in LAGGED}


def _answers(_place: int, answers: Sequence[JournalAnswer]) -> list[float]:
    said: dict[str, float] = {}
    for answer in answers:
        said[answer.kind] = max(said.get(answer.kind, 0.0), float(answer.answer == "yes"))
    return [said.get(kind, NAN) for kind in EVENT_KINDS]
