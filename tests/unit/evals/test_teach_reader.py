"""Teaching the learned reader: lessons say what labels say, a few texts can be learned, and what is written reads as what was taught."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from evals.extraction_corpus import REASONS, UNSEEN, Decoy, LabelledEvent, LabelledText, read_part
from evals.plain_lessons import plain_lessons
from evals.reader_lessons import ANSWERS, KINDS, batches, lesson, varied
from evals.reader_net import ReaderNet
from evals.teach_reader import TAUGHT_ON, lessons_and_kept_out, teach, temperature, write
from voice.learned.judge import Judgement, judgements
from voice.learned.notes import notes_of
from voice.learned.weights import Weights, tokenizer, weights
from voice.rules.ledger import related_mentions
from voice.rules.parsed import parse

EPOCHS = 25
WINE = LabelledText(
    "x1",
    "Two glasses of wine, no gym. Tom had a beer, and last night I took a pill.",
    frozenset(),
    (
        LabelledEvent("alcohol", "yes", quote="glasses of wine"),
        LabelledEvent("hard_training", "no", quote="no gym"),
        LabelledEvent("medication", "yes", days_ago=1, quote="took a pill"),
    ),
    (Decoy("alcohol", "person"), Decoy("sauna", "future")),
)


def judged(text: str, by: Weights) -> list[Judgement]:
    parsed = parse(text)
    return judgements(parsed, notes_of(parsed, related_mentions(parsed)), by)


@pytest.fixture(scope="module")
def few() -> list[LabelledText]:
    return list(read_part("taught")[:16])


@pytest.fixture(scope="module")
def told(few: list[LabelledText]) -> list[str]:
    return []


@pytest.fixture(scope="module")
def net(few: list[LabelledText], told: list[str]) -> ReaderNet:
    return teach(few, EPOCHS, progress=told.append)


def test_a_lesson_holds_the_labels_answers_and_where_they_are_quoted():
    found = lesson(WINE)
    wanted = {(KINDS[kind], int(day)): ANSWERS[found.answers[kind, day]] for kind, day in found.answers.nonzero()}
    assert wanted == {("alcohol", 0): "yes", ("hard_training", 0): "no", ("medication", 1): "yes", ("sauna", 0): "spoken of"}
    pieces = [tokenizer().id_to_token(one) for one in found.ids]
    assert (pieces[0], pieces[-1]) == ("[CLS]", "[SEP]")
    assert [pieces[place] for place in found.quoted[KINDS.index("hard_training")].nonzero().flatten()] == ["no", "gym"]
    assert found.notes.shape[0] == len(found.ids)
    assert found.notes[[0, -1]].sum() == 0


def test_a_text_is_joined_only_with_one_that_speaks_of_other_kinds(few: list[LabelledText]):
    chance = random.Random(1)
    for _ in range(50):
        one = varied(WINE, few, chance)
        assert len({event.kind for event in one.events}) == len(one.events)
        assert all(event.quote in one.text for event in one.events)


def test_batches_hold_every_lesson_once(few: list[LabelledText]):
    lessons = [lesson(text) for text in few]
    found = list(batches(lessons, random.Random(3)))
    assert sum(len(batch.ids) for batch in found) == len(few)
    assert sum(int(batch.there.sum()) for batch in found) == sum(len(one.ids) for one in lessons)


def test_nothing_that_is_held_back_is_taught():
    lessons, kept_out = lessons_and_kept_out()
    held = {text.text for part in UNSEEN for text in read_part(part)}
    assert not set(TAUGHT_ON) & set(UNSEEN)
    assert not held & {text.text for text in (*lessons, *kept_out)}
    assert not {text.text for text in kept_out} & {text.text for text in lessons}


def test_a_few_texts_are_learned(net: ReaderNet, told: list[str]):
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in told]
    assert len(losses) == EPOCHS
    assert losses[-1] < 0.7 * losses[0]


def test_what_is_written_judges_as_what_was_taught(net: ReaderNet, few: list[LabelledText], tmp_path: Path):
    heat = temperature(net, few)
    write(net, heat, tmp_path / "taught.safetensors")
    taught = weights(tmp_path / "taught.safetensors")
    assert taught.kinds == KINDS
    assert taught.temperature == pytest.approx(heat)
    for text in few[:6]:
        with torch.no_grad():
            odds = (net(next(batches([lesson(text)])))[0][0] / heat).softmax(-1)
        for one in judged(text.text, taught):
            wanted = odds[KINDS.index(one.kind), one.days_ago]
            assert (one.yes, one.no) == pytest.approx((float(wanted[1]), float(wanted[2])), abs=2e-3)  # half precision on disk


def test_the_plainest_sentences_are_each_once_and_rightly_quoted():
    found = plain_lessons()
    assert len({text.text for text in found}) == len(found) > 4_000
    assert {event.kind for text in found for event in text.events} == set(KINDS)
    assert all(event.quote == text.text for text in found for event in text.events)
    assert {decoy.why for text in found for decoy in text.decoys} == REASONS - {"trap"}
