"""Text becomes the same vector everywhere, and words of one topic come near each other."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from memory.embedding import DIMENSIONS, embed, similarities


def _likeness(one, other):
    return float(similarities(embed(one), embed(other)[None, :])[0])


def test_a_vector_has_length_one():
    assert embed("two glasses of wine").shape == (DIMENSIONS,)
    assert np.linalg.norm(embed("two glasses of wine").astype(float)) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "the and of", "!?…"])
def test_a_text_without_telling_words_is_the_zero_vector(text):
    assert not embed(text).any()


def test_the_vector_does_not_depend_on_the_process_or_its_hash_seed():
    code = "from memory.embedding import embed; print(embed('Zwei Gläser Wein, stressful day').tobytes().hex())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {embed("Zwei Gläser Wein, stressful day").tobytes().hex()}


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("alcohol", "I drank two glasses of red wine", "a long run in the hills"),
        ("sick", "woke with a fever and a cough", "a quiet evening with a book"),
        ("drinking", "three drinks with friends", "went to bed early"),
        ("travel to Lisbon", "the flight was late, jet lag", "meditated for ten minutes"),
    ],
)
def test_texts_of_one_topic_are_nearer_than_others(query, near, far):
    assert _likeness(query, near) > _likeness(query, far) + 0.05


def test_case_accents_and_spaces_do_not_matter():
    assert _likeness("Café  GLÄSER", "cafe glaser") == pytest.approx(1.0, abs=1e-6)


def test_a_row_is_as_like_among_many_as_alone():
    query = embed("a stressful day")
    rows = np.stack([embed(f"night {i}, stress at work") for i in range(257)])
    together = similarities(query, rows)
    alone = [similarities(query, rows[i : i + 1])[0] for i in range(257)]
    assert together.tolist() == alone


def test_a_cached_vector_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        embed("wine")[0] = 1.0
