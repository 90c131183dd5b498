"""What nobody said is left out; what somebody said stays."""

from __future__ import annotations

import pytest

from voice.invented import Stretch, believable, is_inside, is_looping, spoken_within, without_loops
from voice.transcript import Transcript, Word


@pytest.mark.parametrize(
    ("no_speech", "logprob", "stays"),
    [(0.9, -1.5, False), (0.9, None, False), (0.9, -0.3, True), (0.2, -1.5, True), (None, None, True), (0.6, -1.5, True)],
)
def test_improbable_words_over_silence_go(no_speech: float | None, logprob: float | None, stays: bool):
    assert bool(believable([Stretch("I had one.", no_speech=no_speech, logprob=logprob)])) is stays


@pytest.mark.parametrize(("compression", "stays"), [(2.4, True), (2.41, False)])
def test_a_text_that_compresses_too_well_goes(compression: float, stays: bool):
    assert bool(believable([Stretch("I had wine", compression=compression)])) is stays


def test_the_ratio_is_measured_where_the_model_tells_none():
    loop = "and I only had water " * 12
    assert is_looping(loop)
    assert believable([Stretch(loop)]) == ()
    assert not is_looping("Two glasses of wine with dinner, and no training today. I feel tired.")
    assert not is_looping("")


def test_a_phrase_four_times_in_a_row_was_said_once():
    assert without_loops("I had tea, I had tea. I had tea I had tea and cake") == "I had tea, and cake"


def test_people_may_say_a_thing_three_times():
    assert without_loops("no no no I did not train") == "no no no I did not train"


def test_words_of_a_cut_loop_keep_their_times():
    words = tuple(Word(text, float(at), at + 1.0) for at, text in enumerate(["tea", "tea", "tea", "tea", "cake"]))
    (found,) = believable([Stretch("tea tea tea tea cake", words=words)])
    assert (found.text, [word.start for word in found.words]) == ("tea cake", [0.0, 4.0])


def test_a_stretch_comes_through_twice_but_not_a_third_time():
    assert [
        one.text for one in believable([Stretch("Two beers."), Stretch("two beers"), Stretch("Two beers!"), Stretch("Good night.")])
    ] == [
        "Two beers.",
        "two beers",
        "Good night.",
    ]


@pytest.mark.parametrize("text", ["Thank you for watching!", "You", " [Music] ", "", " ", "♪"])
def test_what_models_write_over_nothing_goes(text: str):
    assert believable([Stretch(text)]) == ()


def test_thanks_among_other_words_stay():
    assert [one.text for one in believable([Stretch("Thank you, I had one beer.")])] == ["Thank you, I had one beer."]


def test_words_where_nobody_speaks_go():
    words = (Word("I", 0.1, 0.2), Word("trained.", 0.2, 0.8), Word("Thank", 5.0, 5.4), Word("you.", 5.4, 5.6))
    heard = Transcript("I trained. Thank you.", "whisper base", "en", 0.8, words)
    found = spoken_within(heard, [(0.0, 1.0)])
    assert (found.text, found.words) == ("I trained.", words[:2])
    assert spoken_within(heard, [(0.0, 1.0), (4.9, 5.7)]) is heard


def test_a_transcript_without_times_stays_as_it_is():
    heard = Transcript("I trained.", "moonshine", "en", None)
    assert spoken_within(heard, []) is heard


@pytest.mark.parametrize(
    ("start", "end", "inside"), [(1.0, 2.0, True), (2.2, 2.2, True), (2.4, 2.4, False), (2.0, 4.0, False), (3.0, 4.0, False)]
)
def test_times_may_be_off_by_a_margin(start: float, end: float, inside: bool):
    """Speech from 1 to 2 s; with 0.3 s around it, 2.0…4.0 has 15% of its time in speech."""
    assert is_inside(start, end, [(1.0, 2.0)]) is inside
