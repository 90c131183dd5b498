"""Labelled texts as lessons for the learned reader: word pieces, the rules' notes, the answers wanted, and the words that bear them out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from core.events import EVENT_KINDS
from evals.extraction_corpus import LabelledText
from voice.learned.judge import DAYS, FIRST, LAST, WINDOW
from voice.learned.notes import marked, names_of_notes, notes_of
from voice.learned.weights import tokenizer
from voice.rules.ledger import related_mentions
from voice.rules.parsed import parse

KINDS = tuple(EVENT_KINDS)
ANSWERS = ("", "yes", "no", "spoken of")
"""What is told apart, by its number: not said, yes, no; and spoken of without telling, which a judgement counts as not said."""
BATCH = 16
JOINED, BARE, UNNOTED = 0.3, 0.25, 0.1
"""Parts of the lessons that are two texts in one, that come without marks and capitals as a recogniser writes, and without notes."""
_MARKS = re.compile(r"[.,;:!?\"“”()–—\-]+")
_JOINTS = (" ", ". ", " and ", ", ")


@dataclass(frozen=True)
class Lesson:
    """One text, ready for the encoder."""

    ids: list[int]
    notes: torch.Tensor
    """Shape (tokens, columns of `names_of_notes`)."""
    answers: torch.Tensor
    """Numbers of `ANSWERS`, shape (kinds, days)."""
    quoted: torch.Tensor
    """True where a token belongs to the words that bear the kind out, shape (kinds, tokens); all false where nothing is quoted."""


@dataclass(frozen=True)
class Batch:
    """Lessons of about one length, padded; the first axis counts them."""

    ids: torch.Tensor
    there: torch.Tensor
    """False where a token only pads."""
    notes: torch.Tensor
    answers: torch.Tensor
    quoted: torch.Tensor


def lesson(text: LabelledText) -> Lesson:
    """The text as the encoder will see it; what lies behind its first window is left out."""
    encoding = tokenizer().encode(text.text, add_special_tokens=False)
    ids, offsets = encoding.ids[:WINDOW], encoding.offsets[:WINDOW]
    parsed = parse(text.text)
    notes = torch.from_numpy(marked(notes_of(parsed, related_mentions(parsed)), offsets, KINDS))
    answers = torch.zeros((len(KINDS), DAYS), dtype=torch.long)
    quoted = torch.zeros((len(KINDS), len(ids) + 2), dtype=torch.bool)
    for event in text.events:
        row = KINDS.index(event.kind)
        answers[row, min(event.days_ago, DAYS - 1)] = ANSWERS.index(event.answer)
        begin = text.text.find(event.quote) if event.quote else -1
        if begin >= 0:
            inside = [place + 1 for place, (start, end) in enumerate(offsets) if end > begin and start < begin + len(event.quote)]
            quoted[row, inside] = True
    for decoy in text.decoys:
        row = KINDS.index(decoy.kind)
        answers[row, 0] = answers[row, 0] or ANSWERS.index("spoken of")
    return Lesson([FIRST, *ids, LAST], torch.nn.functional.pad(notes, (0, 0, 1, 1)), answers, quoted)


def varied(text: LabelledText, others: Sequence[LabelledText], chance: random.Random) -> LabelledText:
    """The text as it is, or with another behind it that tells of other kinds, or without its marks."""
    if chance.random() < JOINED:
        text = _joined(text, chance.choice(others), chance.choice(_JOINTS))
    return _bare(text) if chance.random() < BARE else text


def batches(lessons: Sequence[Lesson], chance: random.Random | None = None) -> Iterator[Batch]:
    """All lessons in batches; shuffled, and some without their notes, where there is chance."""
    order = list(range(len(lessons)))
    if chance is not None:
        chance.shuffle(order)
    pool = BATCH * 20  # lengths are alike within a batch, not along the epoch
    pools = [sorted(order[start : start + pool], key=lambda one: len(lessons[one].ids)) for start in range(0, len(order), pool)]
    groups = [pool[start : start + BATCH] for pool in pools for start in range(0, len(pool), BATCH)]
    if chance is not None:
        chance.shuffle(groups)
    for group in groups:
        yield _padded([_unnoted(lessons[one], chance) for one in group])


def _unnoted(one: Lesson, chance: random.Random | None) -> Lesson:
    return replace(one, notes=torch.zeros_like(one.notes)) if chance is not None and chance.random() < UNNOTED else one


def _padded(lessons: Sequence[Lesson]) -> Batch:
    longest = max(len(one.ids) for one in lessons)
    ids = torch.zeros((len(lessons), longest), dtype=torch.long)
    notes = torch.zeros((len(lessons), longest, len(names_of_notes(KINDS))))
    quoted = torch.zeros((len(lessons), len(KINDS), longest), dtype=torch.bool)
    for row, one in enumerate(lessons):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        notes[row, : len(one.ids)] = one.notes
        quoted[row, :, : len(one.ids)] = one.quoted
    lengths = torch.tensor([len(one.ids) for one in lessons])
    return Batch(ids, torch.arange(longest) < lengths[:, None], notes, torch.stack([one.answers for one in lessons]), quoted)


def _joined(text: LabelledText, other: LabelledText, joint: str) -> LabelledText:
    """Both in one entry, where they speak of different kinds; else the first alone."""
    if {event.kind for event in text.events} & {event.kind for event in other.events}:
        return text
    return replace(text, text=text.text + joint + other.text, events=text.events + other.events, decoys=text.decoys + other.decoys)


def _bare(text: LabelledText) -> LabelledText:
    events = tuple(replace(event, quote=_plain(event.quote)) for event in text.events)
    return replace(text, text=_plain(text.text), events=events)


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text.lower()).split())
