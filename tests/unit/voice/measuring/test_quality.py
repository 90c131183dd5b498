"""Flags, on sounds with a known fault."""

from __future__ import annotations

import numpy as np
import pytest

from voice.measuring.framing import levels_of
from voice.measuring.quality import FLAGS, flags_of, share_at_rail, signal_to_noise_db
from voice.sound import RATE


def test_a_clean_recording_has_no_flag(vowel, silence, sound, spans):
    assert flags_of(sound(silence(1), vowel(150, 4), silence(1)), spans((1, 5))) == ()


def test_less_than_three_seconds_of_speech_are_too_short(vowel, sound, spans):
    assert flags_of(sound(vowel(150, 2.95)), spans((0, 1.45), (1.45, 2.95))) == ("too_short",)
    assert flags_of(sound(vowel(150, 3)), spans((0, 1.5), (1.5, 3))) == ()


def test_a_sound_turned_up_beyond_full_scale_clips(vowel, sound, spans):
    loudest = sound(vowel(150, 4, 1.0))
    assert "clipping" in flags_of(sound(np.clip(vowel(150, 4, 2.0), -1, 1)), spans((0, 4)))
    assert share_at_rail(np.array([1.0, -1.0, 0.98, 0.0] * 4000), spans((0, 1))) == pytest.approx(0.5)
    assert flags_of(sound(0.98 * loudest.samples), spans((0, 4))) == ()


@pytest.mark.parametrize(("ratio_db", "flags"), [(10, ("noise",)), (13, ("noise",)), (17, ()), (25, ())])
def test_noise_is_told_from_what_sounds_between_the_words(vowel, silence, noise, sound, spans, ratio_db, flags):
    words = np.concatenate([silence(2), vowel(150, 4), silence(2)])
    rough = noise(8, float(np.sqrt(np.mean(vowel(150, 4) ** 2) / 10 ** (ratio_db / 10))))
    heard = sound(words + rough)
    assert signal_to_noise_db(levels_of(heard.samples.astype(float)), spans((2, 6))) == pytest.approx(ratio_db, abs=0.5)
    assert flags_of(heard, spans((2, 6))) == flags


def test_where_nothing_sounds_but_speech_nothing_is_said_of_the_background(vowel, noise, sound, spans):
    assert flags_of(sound(vowel(150, 4) + noise(4, 0.2)), spans((0, 4))) == ()
    assert signal_to_noise_db(np.zeros(400), spans((0, 4))) is None
    assert signal_to_noise_db(np.zeros(400), ()) is None


def test_a_background_as_loud_as_the_speech_leaves_no_speech(spans):
    assert signal_to_noise_db(np.full(800, -20.0), spans((0, 4))) == 0.0


def test_speech_far_below_what_a_recording_can_hold_is_quiet(vowel, sound, spans):
    """A peak of 0.3 is about −17 dBFS of this tone; a hundredth of the height is 40 dB less."""
    assert flags_of(sound(vowel(150, 4, 0.003)), spans((0, 4))) == ("quiet",)
    assert flags_of(sound(vowel(150, 4, 0.02)), spans((0, 4))) == ()


def test_nothing_at_all_is_too_short_and_nothing_more(silence, sound):
    assert flags_of(sound(silence(0)), ()) == ("too_short",)


def test_flags_are_told_in_their_order_with_what_they_mean(noise, vowel, sound, spans):
    heard = sound(noise(3, 0.4), np.clip(vowel(150, 1, 3.0) + noise(1, 0.4), -1, 1))
    assert flags_of(heard, spans((3, 4))) == ("too_short", "clipping", "noise")
    assert list(FLAGS) == ["too_short", "quiet", "clipping", "noise"]
    assert all(FLAGS.values())
    assert len(heard.samples) == 4 * RATE
