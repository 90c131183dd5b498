"""The lexicon as one tree of phrases; a kind without a phrase here is never heard."""

from __future__ import annotations

from functools import cache

from voice.rules.lexicon_body import body
from voice.rules.lexicon_doings import doings
from voice.rules.lexicon_intake import intake
from voice.rules.phrases import Phrases
from voice.rules.sense import Sense


@cache
def lexicon() -> Phrases[Sense]:
    """All phrases; built once."""
    return Phrases([*intake(), *body(), *doings()])


@cache
def words_of_lexicon() -> frozenset[str]:
    """Every word that some phrase spells."""
    return lexicon().words()
