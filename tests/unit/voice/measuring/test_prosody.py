"""Plain prosody on sounds whose pitch, level, pauses and unevenness are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voice.measuring.framing import levels_of, speech_seconds, within
from voice.measuring.pitch import WIDTH, cycles_of, track_of
from voice.measuring.prosody import levelled, measured, paced, peaks_of, syllables
from voice.sound import RATE


@pytest.fixture
def plain(said):
    return lambda sound, spans, text="": measured(sound, said(text), spans, vowels=True)


@pytest.fixture
def pulses():
    """(periods in samples, heights) → a train of decaying pulses, one per period."""

    def train(periods, heights):
        starts = np.concatenate([[0], np.cumsum(periods)])
        wave = np.zeros(int(starts[-1]) + 400)
        ring = np.exp(-np.arange(400) / 25.0) * np.sin(2 * np.pi * 700 * np.arange(400) / RATE)
        for start, height in zip(starts, heights, strict=False):
            wave[start : start + 400] += height * ring
        return wave

    return train


# ---------------------------------------------------------------- pitch


@pytest.mark.parametrize("pitch", [75, 90, 120, 180, 260, 400])
def test_the_pitch_of_a_tone_is_told_within_half_a_percent(vowel, sound, spans, plain, pitch):
    assert plain(sound(vowel(pitch, 2)), spans((0, 2)))["pitch_hz"] == pytest.approx(pitch, rel=0.005)


def test_a_tone_without_its_fundamental_has_the_pitch_of_its_period(sound, spans, plain):
    time = np.arange(2 * RATE) / RATE
    telephone = sum(0.1 * np.sin(2 * np.pi * 110 * number * time) for number in range(3, 20))
    assert plain(sound(telephone), spans((0, 2)))["pitch_hz"] == pytest.approx(110, rel=0.005)


def test_a_voice_that_moves_between_two_pitches_spreads_by_the_interval_between_them(vowel, sound, spans, plain):
    """An octave up, half of the time: 20th and 80th percentile lie on the two tones, twelve semitones apart."""
    found = plain(sound(vowel(110, 1.5), vowel(220, 1.5)), spans((0, 3)))
    assert found["pitch_spread_semitones"] == pytest.approx(12.0, abs=0.1)
    assert plain(sound(vowel(110, 3)), spans((0, 3)))["pitch_spread_semitones"] == pytest.approx(0.0, abs=0.05)


def test_noise_has_no_pitch(noise, sound, spans, plain):
    found = plain(sound(noise(3, 0.1)), spans((0, 3)))
    assert not {"pitch_hz", "pitch_spread_semitones", "jitter_percent", "shimmer_db", "harmonics_to_noise_db"} & set(found)


def test_silence_has_neither_pitch_nor_syllables(silence, sound, spans, plain):
    found = plain(sound(silence(3)), spans((0, 3)))
    assert "pitch_hz" not in found
    assert found["syllables_per_second"] == 0.0


def test_what_sounds_outside_speech_does_not_count(vowel, sound, spans, plain):
    found = plain(sound(vowel(110, 2), vowel(300, 2)), spans((2.1, 4)))
    assert found["pitch_hz"] == pytest.approx(300, rel=0.005)


def test_a_click_of_the_length_of_a_consonant_is_no_voice(vowel, silence, sound):
    samples = np.concatenate([silence(1), vowel(150, 0.04), silence(1)])
    assert not track_of(samples, np.ones(1 + (len(samples) - WIDTH) // 160, dtype=bool)).voiced[:85].any()


# ---------------------------------------------------------------- periods


def test_jitter_is_the_mean_difference_of_neighbouring_periods_as_a_share_of_them(pulses, sound, spans, plain):
    """Periods of 99, 100 or 101 samples by chance: the mean of |T(i+1) − T(i)| over the mean of T, worked from the list itself."""
    periods = np.random.default_rng(3).choice([99, 100, 101], 320)
    found = plain(sound(pulses(periods, [0.5] * 400)), spans((0, 2)))
    assert found["pitch_hz"] == pytest.approx(160, rel=0.01)
    assert found["jitter_percent"] == pytest.approx(100 * np.abs(np.diff(periods)).mean() / periods.mean(), rel=0.15)


def test_even_periods_have_no_jitter_and_no_shimmer(pulses, sound, spans, plain):
    found = plain(sound(pulses([100] * 320, [0.5] * 400)), spans((0, 2)))
    assert found["jitter_percent"] < 0.05
    assert found["shimmer_db"] < 0.02


def test_shimmer_is_the_mean_ratio_of_neighbouring_heights_in_decibels(pulses, sound, spans, plain):
    """Heights of 0.5 or 0.45 by chance; where two neighbours differ, 20 · log10(0.5 / 0.45) = 0.915 dB."""
    heights = np.random.default_rng(3).choice([0.5, 0.45], 400)
    expected = 20 * math.log10(0.5 / 0.45) * np.mean(np.diff(heights) != 0)
    assert plain(sound(pulses([100] * 320, heights)), spans((0, 2)))["shimmer_db"] == pytest.approx(expected, rel=0.15)


def test_no_period_is_measured_beyond_the_end_of_the_sound(vowel):
    samples = vowel(70, 0.5)
    track = track_of(samples, np.ones(1 + (len(samples) - WIDTH) // 160, dtype=bool))
    assert len(cycles_of(samples, track).uneven) <= 35


@pytest.mark.parametrize("ratio_db", [5.0, 10.0, 20.0])
def test_clearness_is_the_power_of_the_tone_over_that_of_the_noise(vowel, noise, sound, spans, plain, ratio_db):
    tone = vowel(160, 3)
    rough = noise(3, math.sqrt(float(np.mean(tone**2)) / 10 ** (ratio_db / 10)))
    assert plain(sound(tone + rough), spans((0, 3)))["harmonics_to_noise_db"] == pytest.approx(ratio_db, abs=1.5)


def test_brightness_is_the_level_of_what_lies_above_one_kilohertz_over_what_lies_below(sound, spans, plain):
    """Harmonics of 250 Hz: one of height 0.3 at 500 Hz, one of 0.03 at 2 kHz: a tenth of the height is −20 dB."""
    time = np.arange(2 * RATE) / RATE
    two = 0.3 * np.sin(2 * np.pi * 500 * time) + 0.03 * np.sin(2 * np.pi * 2000 * time)
    assert plain(sound(two), spans((0, 2)))["alpha_ratio_db"] == pytest.approx(-20.0, abs=0.2)


# ---------------------------------------------------------------- level


def test_the_level_of_a_sine_lies_three_decibels_below_its_peak(sound, spans):
    """A peak of 0.5 is −6.02 dB, the root mean square of a sine another 3.01 dB lower."""
    wave = 0.5 * np.sin(2 * np.pi * 200 * np.arange(3 * RATE) / RATE)
    found = levelled(sound(wave).samples.astype(float), spans((0, 3)))
    assert found["level_dbfs"] == pytest.approx(-9.03, abs=0.02)
    assert found["level_spread_db"] == pytest.approx(0.0, abs=0.05)


def test_half_of_the_speech_at_a_tenth_of_the_height_spreads_by_twenty_decibels(vowel, sound, spans):
    samples = np.concatenate([vowel(200, 2, 0.4), vowel(200, 2, 0.04)])
    assert levelled(samples, spans((0, 4)))["level_spread_db"] == pytest.approx(20.0, abs=0.1)


def test_silence_around_the_speech_does_not_lower_its_level(vowel, silence, spans):
    alone = levelled(vowel(200, 2), spans((0, 2)))["level_dbfs"]
    padded = levelled(np.concatenate([silence(2), vowel(200, 2), silence(2)]), spans((2, 4)))["level_dbfs"]
    assert padded == pytest.approx(alone, abs=0.1)


def test_zeros_have_the_lowest_level_there_is():
    assert levels_of(np.zeros(RATE)).tolist() == [-96.0] * 98


# ---------------------------------------------------------------- pace


def test_pauses_are_what_lies_between_the_stretches_of_speech(spans, said):
    """Speech 1–3, 3.5–5, 6.5–9: pauses of 0.5 and 1.5 s in 8 s."""
    found = paced(said("eight words are said in these eight seconds"), spans((1, 3), (3.5, 5), (6.5, 9)))
    assert found == pytest.approx(
        {"pause_share": 2 / 8, "mean_pause_seconds": 1.0, "longest_pause_seconds": 1.5, "words_per_minute": 60 * 8 / 8}
    )


def test_a_gap_of_a_stop_consonant_is_no_pause(spans, said):
    found = paced(said("two words"), spans((0, 2), (2.15, 4)))
    assert found["pause_share"] == 0.0
    assert "mean_pause_seconds" not in found
    assert "longest_pause_seconds" not in found


def test_without_a_transcript_there_are_no_words_per_minute(spans, said):
    assert "words_per_minute" not in paced(said(""), spans((0, 4)))


def test_of_less_than_a_second_of_speech_no_pace_is_told(spans, said, vowel):
    assert paced(said("hm"), spans((0, 0.9))) == {}
    assert paced(said("hm"), ()) == {}
    samples = vowel(200, 0.9)
    assert syllables(samples, spans((0, 0.9)), track_of(samples, within(spans((0, 0.9)), 84, WIDTH))) == {}


def test_four_vowels_a_second_are_four_syllables_a_second(vowel, silence, sound, spans, plain):
    """Each of 0.17 s, with 0.08 s of silence after it: too short for a pause."""
    beats = [part for _ in range(16) for part in (vowel(180, 0.17), silence(0.08))]
    assert plain(sound(*beats), spans((0, 4)))["syllables_per_second"] == pytest.approx(4.0)


def test_a_peak_is_what_the_level_falls_from_by_two_decibels_and_has_risen_to_by_as_much():
    """Ripples of 1 dB are none, whether the tops are equal or not; the last rise counts without a fall."""
    assert peaks_of(np.array([0.0, 10, 9, 10, 9, 10, 2, 3, 2, 8, 5, 6, 3, 9]), 2.0).tolist() == [1, 9, 13]
    assert peaks_of(np.array([]), 2.0).tolist() == []


def test_seconds_of_speech_are_those_of_all_stretches(spans):
    assert speech_seconds(spans((0, 1.5), (2, 4))) == 3.5
    assert speech_seconds(()) == 0.0
