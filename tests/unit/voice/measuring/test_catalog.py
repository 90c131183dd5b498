"""One call measures a recording: by openSMILE, by plain prosody, or not."""

from __future__ import annotations

import math
import resource
import subprocess
import time

import numpy as np
import pytest
import soundfile

from core.errors import UnknownName
from core.settings import Settings
from voice.measuring.catalog import LICENCE_NOTE, MEASURES, PLAIN, kind_of, measure
from voice.measuring.opensmile import NAME, functionals_of, values_of
from voice.sound import RATE, Sound

UNITS = {"Hz": "hz", "dBFS": "dbfs", "dB": "db", "words/min": "per_minute", "1/s": "per_second", "share": "share", "%": "percent"}
ANALYSES = ("opensmile", "plain")
TEXT = "Two glasses of wine with dinner, and no training today. I feel tired, and I will go to bed early."


@pytest.fixture
def measured(said):
    return lambda sound, spans, analysis, text="": measure(sound, said(text), spans, analysis=analysis)


def test_names_end_in_the_unit():
    for name, one in MEASURES.items():
        assert one.name == name
        assert name.endswith({"s": "seconds", "semitones": "semitones"}.get(one.unit) or UNITS[one.unit]), name
        assert one.label
        assert one.meaning


def test_stored_measures_are_known_as_voices():
    assert kind_of("pitch_hz") == "voice_pitch_hz"


def test_every_analysis_of_the_settings_is_known(vowel, sound, spans, measured):
    wanted = Settings.model_fields["voice_analysis"].annotation.__args__
    assert {name: getattr(measured(sound(vowel(150, 1)), spans((0, 1)), name), "analysis", None) for name in wanted} == {
        "opensmile": NAME,
        "plain": PLAIN,
        "off": None,
    }


def test_another_analysis_is_refused_with_the_known_ones(vowel, sound, spans, measured):
    with pytest.raises(UnknownName, match=r"no voice analysis 'praat'; known: opensmile, plain, off"):
        measured(sound(vowel(150, 1)), spans((0, 1)), "praat")


@pytest.mark.parametrize("pitch", [80, 110, 160, 220, 330])
def test_both_analyses_hear_the_same_pitch_brightness_and_melody(vowel, silence, sound, spans, measured, pitch):
    tone = sound(vowel(pitch, 1.5), silence(0.5), vowel(pitch * 2 ** (2 / 12), 1.5))
    smile, plain = (measured(tone, spans((0, 1.5), (2, 3.5)), one).values for one in ANALYSES)
    assert smile["pitch_hz"] == pytest.approx(plain["pitch_hz"], rel=0.03)
    assert smile["alpha_ratio_db"] == pytest.approx(plain["alpha_ratio_db"], abs=0.5)
    assert smile["pitch_spread_semitones"] == pytest.approx(2.0, abs=0.1)
    assert plain["pitch_spread_semitones"] == pytest.approx(2.0, abs=0.1)


def test_level_pace_and_pauses_are_the_same_by_both(vowel, silence, sound, spans, measured):
    tone = sound(vowel(140, 1.5), silence(0.5), vowel(140, 2))
    smile, plain = (measured(tone, spans((0, 1.5), (2, 4)), one, "four words in four").values for one in ANALYSES)
    names = {"level_dbfs", "level_spread_db", "words_per_minute", "syllables_per_second", "pause_share", "longest_pause_seconds"}
    assert {name: smile[name] for name in names} == {name: plain[name] for name in names}
    assert smile["pause_share"] == pytest.approx(0.5 / 4)


def test_opensmile_tells_its_functionals_and_plain_prosody_none(vowel, sound, spans, measured):
    tone = sound(vowel(180, 3))
    smile, plain = (measured(tone, spans((0, 3)), one) for one in ANALYSES)
    assert len(smile.functionals) == 88
    assert plain.functionals == {}
    assert smile.values["pitch_hz"] == pytest.approx(27.5 * 2 ** (smile.functionals["F0semitoneFrom27.5Hz_sma3nz_percentile50.0"] / 12))
    assert smile.values["jitter_percent"] == pytest.approx(100 * smile.functionals["jitterLocal_sma3nz_amean"])


@pytest.mark.parametrize("analysis", ANALYSES)
def test_what_cannot_be_measured_is_absent_and_never_zero_or_nan(silence, noise, sound, spans, measured, analysis):
    for heard, where in (
        (sound(silence(4)), spans((0, 4))),
        (sound(noise(4, 0.001)), ()),
        (sound(silence(0.01)), spans((0, 0.01))),
        (sound(silence(0)), ()),
    ):
        found = measured(heard, where, analysis)
        assert not {"pitch_hz", "jitter_percent", "shimmer_db", "harmonics_to_noise_db", "words_per_minute"} & set(found.values)
        assert all(math.isfinite(value) for value in (*found.values.values(), *found.functionals.values()))
        assert "too_short" in found.flags or where == ((0, 4),)


def test_opensmile_tells_nothing_of_half_a_second_and_nothing_of_a_voice_that_it_did_not_hear(vowel, noise, sound):
    assert functionals_of(sound(vowel(180, 0.4))) == {}
    assert values_of(functionals_of(sound(noise(2, 0.001)))) == {}
    assert values_of({}) == {}


@pytest.mark.parametrize("analysis", ANALYSES)
def test_an_analysis_says_nothing_on_the_way(vowel, sound, spans, measured, analysis, capfd):
    for seconds in (0.02, 0.6, 2):
        measured(sound(vowel(180, seconds)), spans((0, seconds)), analysis)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("analysis", ANALYSES)
def test_the_same_sound_has_the_same_measures(vowel, noise, sound, spans, measured, analysis):
    tone = sound(vowel(180, 2) + noise(2, 0.01))
    assert measured(tone, spans((0, 2)), analysis) == measured(tone, spans((0, 2)), analysis)


def test_the_licence_is_told_with_the_way_round_it():
    assert "audEERING" in LICENCE_NOTE
    assert "commercial use needs a licence" in LICENCE_NOTE
    assert "MORROW_VOICE_ANALYSIS=plain" in LICENCE_NOTE


@pytest.mark.parametrize(("voice", "low", "high"), [(["flite", "-voice", "slt"], 150, 180), (["espeak-ng"], 90, 115)])
def test_both_analyses_agree_on_a_speaking_machine(tmp_path, spans, measured, voice, low, high):
    """The pitch of both voices as their makers set it: slt is a woman, espeak-ng's default a man of about 100 Hz."""
    spoken = spoken_by(tmp_path, voice)
    smile, plain = (measured(spoken, spans((0.1, spoken.seconds - 0.1)), one, TEXT).values for one in ANALYSES)
    assert low < plain["pitch_hz"] < high
    assert smile["pitch_hz"] == pytest.approx(plain["pitch_hz"], rel=0.03)
    assert set(smile) == set(plain)
    assert 2.5 < plain["syllables_per_second"] < 6.0


def spoken_by(folder, voice) -> Sound:
    file = folder / "spoken.wav"
    command = [*voice, *(["-o", str(file), "-t", TEXT] if voice[0] == "flite" else ["-w", str(file), TEXT])]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip(f"{voice[0]} is not installed")
    samples, rate = soundfile.read(file)
    places = np.arange(int(len(samples) * RATE / rate)) * rate / RATE
    return Sound(np.interp(places, np.arange(len(samples)), samples).astype(np.float32))


@pytest.mark.prove
@pytest.mark.parametrize("analysis", ANALYSES)
def test_a_quarter_of_an_hour_is_measured_in_a_minute_of_one_core(vowel, silence, sound, spans, measured, analysis):
    """Measured: 14 (plain) and 20 seconds of one core on synthetic speech, 500 and 720 MB at most."""
    parts = [part for _ in range(225) for part in (vowel(150, 3.5), silence(0.5))]
    began = time.process_time()
    found = measured(sound(*parts), spans(*((4 * n, 4 * n + 3.5) for n in range(225))), analysis)
    assert found.values["pitch_hz"] == pytest.approx(150, rel=0.01)
    assert time.process_time() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < 1500
