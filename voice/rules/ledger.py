"""The mentions of a text weighed into one event per kind and day: sums, and which of yes and no holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice.rules.corrections import corrected
from voice.rules.echoes import with_echoes
from voice.rules.mention import Mention
from voice.rules.mentions import AMOUNTS, mentions_of
from voice.rules.parsed import Parsed
from voice.rules.refusals import with_refusals


def related_mentions(parsed: Parsed) -> list[Mention]:
    """All mentions after what the text says of them elsewhere: answers, refusals, corrections."""
    return corrected(parsed, with_refusals(parsed, with_echoes(parsed, mentions_of(parsed))))


def weighed(told: Sequence[Mention]) -> list[Mention]:
    """One mention per kind and day, in the order of the text."""
    groups: dict[tuple[str, int], list[Mention]] = {}
    for mention in told:
        if mention.counts:
            groups.setdefault((mention.kind, mention.days_ago), []).append(mention)
    return [_one(group) for group in groups.values()]


def _one(group: list[Mention]) -> Mention:
    """The event of one kind and day."""
    for place in range(len(group) - 1, -1, -1):
        if group[place].corrected:
            group = group[place:]
            break
    yes = [mention for mention in group if mention.yes]
    no = [mention for mention in group if not mention.yes]
    if not yes:
        return max(no, key=lambda mention: mention.confidence)
    if yes[0].kind == "hard_training":
        return _hardest(yes, no)
    best = max(yes, key=lambda mention: (mention.milligrams, mention.amount is not None, mention.confidence))
    latest = max((mention.at for mention in yes if mention.at is not None), default=None)
    at = best.at if best.at is not None and best.kind != "caffeine" else latest
    intensity = max((mention.intensity for mention in yes if mention.intensity is not None), default=None)
    doubt = 0.9 if no and not group[0].corrected else 1.0
    sure = min(0.97, max(mention.confidence for mention in yes)) * doubt
    return replace(_summed(yes, best), at=at, intensity=intensity, confidence=sure)


def _hardest(yes: list[Mention], no: list[Mention]) -> Mention:
    """Hard beats easy, easy beats what is told without how."""
    hard = [mention for mention in yes if mention.role != "plain"]
    easy = [mention for mention in no if mention.confidence > 0.55]
    if hard:
        return max(hard, key=lambda mention: mention.confidence)
    return max(easy, key=lambda mention: mention.confidence) if easy else max(yes, key=lambda mention: mention.confidence)


def _summed(yes: list[Mention], best: Mention) -> Mention:
    """The best mention with the amounts of all: different drinks add, the same told again does not."""
    if best.kind not in AMOUNTS or best.amount is None:
        return best
    counted = [mention for mention in yes if mention.amount is not None and mention.milligrams == best.milligrams]
    named: dict[str, float] = {}
    for mention in counted:
        thing = _stem(mention.thing)
        amount = mention.amount or 0.0
        known = named.get(thing)
        named[thing] = amount if known is None else (known + amount if mention.more or amount != known or mention.at is not None else known)
    general = max((value for thing, value in named.items() if thing in {"drink", "caffeine", "alcohol", "round"}), default=0.0)
    special = sum(value for thing, value in named.items() if thing not in {"drink", "caffeine", "alcohol", "round"})
    return replace(best, amount=max(general, special) or None)


def _stem(thing: str) -> str:
    """The thing without its plural."""
    word = thing.rsplit(maxsplit=1)[-1]
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
