"""Whether somebody speaks: none of many sounds without speech passes, and what voices say is kept, in noise too.

Sounds without speech are made here. Speech comes from espeak-ng and flite, where they are installed; where not, from vowels made here.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from core.errors import Unhearable
from voice.presence import LEAST_SPEECH_SECONDS, Presence, _probabilities, refuse_without_speech, speech_of
from voice.sound import RATE, Sound

LENGTH = 4 * RATE
TIME = np.arange(LENGTH) / RATE
WORDS = (
    "Two glasses of wine with dinner, and no training today. I feel tired.",
    "I had a coffee at four in the afternoon and then a long run. Mood seven out of ten.",
    "Stressful day at work, I argued with my boss and skipped dinner.",
    "No alcohol. Early dinner, meditation for ten minutes, and I am going to bed soon.",
)
ESPEAK = ("en-us", "en-gb", "en-us+f3", "en-us+m3", "en-gb-scotland", "de")
FLITE = ("kal16", "awb", "rms", "slt")


def _coloured(rng: np.random.Generator, steepness: float) -> np.ndarray:
    """Noise whose power falls with frequency to that power: 0 white, 1 pink, 2 brown."""
    frequencies = np.fft.rfftfreq(LENGTH, 1 / RATE)
    frequencies[0] = frequencies[1]
    values = np.fft.irfft(np.fft.rfft(rng.standard_normal(LENGTH)) * frequencies ** (-steepness / 2), LENGTH)
    return values / np.abs(values).max()


def _sine(hertz: np.ndarray | float) -> np.ndarray:
    return np.sin(2 * np.pi * np.cumsum(np.broadcast_to(hertz, LENGTH)) / RATE)


def _saw(hertz: np.ndarray | float) -> np.ndarray:
    return 2 * ((np.cumsum(np.broadcast_to(hertz, LENGTH)) / RATE) % 1) - 1


def _strokes(stroke: np.ndarray, every: int) -> np.ndarray:
    hits = np.zeros(LENGTH)
    hits[::every] = 1
    return np.convolve(hits, stroke)[:LENGTH]


def _tune(rng: np.random.Generator, low: float, seconds: float, decay: float, *, chord: bool = False) -> np.ndarray:
    """Notes of a major scale from `low` hertz."""
    size, notes = int(seconds * RATE), list[np.ndarray]()
    time = np.arange(size) / RATE
    fall = np.exp(-decay * time) * np.minimum(1, time / 0.01)
    while sum(map(len, notes)) < LENGTH:
        root = low * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
        roots = [root, root * 2 ** (4 / 12), root * 2 ** (7 / 12)] if chord else [root]
        notes.append(fall * sum(np.sin(2 * np.pi * f * k * time) / k for f in roots for k in range(1, 7)))
    values = np.concatenate(notes)[:LENGTH]
    return 0.3 * values / np.abs(values).max()


@pytest.fixture(scope="module")
def without_speech() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {**_quiet(rng), **_noises(rng), **_tones(), **_music(rng), **_outdoors(rng)}


def _quiet(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "silence": np.zeros(LENGTH),
        "silence, an offset": np.full(LENGTH, 0.3),
        "silence, a room": 10 ** (-65 / 20) * rng.standard_normal(LENGTH),
        "silence, a good microphone": 10 ** (-85 / 20) * rng.standard_normal(LENGTH),
    }


def _noises(rng: np.random.Generator) -> dict[str, np.ndarray]:
    burst = rng.standard_normal(2_400)
    made = {
        f"noise, {name} {level}": level * _coloured(rng, k) for name, k in (("white", 0), ("pink", 1), ("brown", 2)) for level in (0.1, 0.5)
    }
    return made | {
        "noise, quiet": 10 ** (-45 / 20) * rng.standard_normal(LENGTH),
        "noise, blue": 0.3 * _coloured(rng, -1),
        "noise, overdriven": 0.9 * np.sign(rng.standard_normal(LENGTH)),
        "noise, at the pace of syllables": 0.2 * _coloured(rng, 1) * (1 + np.sin(2 * np.pi * 4 * TIME)),
        "noise, bursts": 0.3 * _strokes(burst * np.hanning(2_400), 6_400),
        "noise, rain": 0.2 * _coloured(rng, 0) + 0.1 * _coloured(rng, 1),
        "noise, wind": _coloured(rng, 2) * (0.3 + 0.3 * np.sin(2 * np.pi * 0.4 * TIME) ** 2),
        "noise, waves": 0.3 * _coloured(rng, 1) * (1 + np.sin(2 * np.pi * 0.15 * TIME)),
        "noise, breath": 0.2 * _coloured(rng, 1) * np.maximum(0, np.sin(2 * np.pi * 0.25 * TIME)),
        "clicks": 0.9 * (rng.uniform(size=LENGTH) < 1e-3),
        "clicks, a clock": 0.9 * (np.arange(LENGTH) % RATE == 0),
        "typing": 0.3 * _strokes(burst[:320] * np.exp(-np.arange(320) / 60), 3_100),
        "a fan": 0.1 * _coloured(rng, 1) + 0.05 * _sine(120.0),
        "an engine": 0.3 * _saw(35 * (1 + 0.1 * np.sin(2 * np.pi * 0.2 * TIME))) + 0.1 * _coloured(rng, 2),
        "a snore": (0.3 * _saw(45.0) + 0.1 * _coloured(rng, 1)) * np.maximum(0, np.sin(2 * np.pi * 0.25 * TIME)),
    }


def _tones() -> dict[str, np.ndarray]:
    made = {f"hum, {hertz}": sum(0.2 / k * _sine(float(hertz * k)) for k in range(1, 9)) for hertz in (50, 60)}
    made |= {f"tone, {hertz}": 0.3 * _sine(float(hertz)) for hertz in (110, 440, 1_000, 3_000)}
    made |= {f"saw, {hertz}": 0.3 * _saw(float(hertz)) for hertz in (120, 220)}
    return made | {
        "square": 0.3 * np.sign(_sine(150.0)),
        "hum, clipped": np.clip(3 * made["hum, 50"], -1, 1),
        "beeps": 0.3 * _sine(880.0) * ((TIME % 0.5) < 0.2),
        "telephone": 0.2 * (_sine(440.0) + _sine(480.0)) * ((TIME % 3) < 1),
        "keys of a telephone": 0.2 * (_sine(770.0) + _sine(1_336.0)) * ((TIME % 0.2) < 0.12),
        "a trembling tone": 0.3 * _sine(500.0) * (1 + np.sin(2 * np.pi * 4 * TIME)) / 2,
    }


def _music(rng: np.random.Generator) -> dict[str, np.ndarray]:
    drum = _strokes(np.exp(-np.arange(3_000) / 500) * np.sin(2 * np.pi * 60 * np.arange(3_000) / RATE), 8_000)
    chords, bass = _tune(rng, 220, 0.7, 2, chord=True), _tune(rng, 55, 0.3, 2)
    return {
        "music, piano": _tune(rng, 262, 0.4, 4),
        "music, low piano": _tune(rng, 131, 0.5, 3),
        "music, flute": _tune(rng, 523, 0.6, 0.2),
        "music, organ": _tune(rng, 196, 0.8, 0.1, chord=True),
        "music, guitar": chords,
        "music, bass": bass,
        "music, fast": _tune(rng, 330, 0.12, 6),
        "music, strings": _tune(rng, 196, 1.0, 0.05),
        "music, violin": 0.3 * _saw(440 * (1 + 0.02 * np.sin(2 * np.pi * 5.5 * TIME))),
        "music, theremin": 0.3 * _sine(500 * (1 + 0.3 * np.sin(2 * np.pi * 0.5 * TIME))),
        "drums": 0.6 * drum,
        "music, a band": 0.4 * drum + chords + bass,
    }


def _outdoors(rng: np.random.Generator) -> dict[str, np.ndarray]:
    chirp = np.hanning(1_600) * np.sin(2 * np.pi * np.cumsum(np.linspace(2_500, 4_500, 1_600)) / RATE)
    bark = np.hanning(3_500) * (2 * ((np.cumsum(np.linspace(520, 280, 3_500)) / RATE) % 1) - 1)
    return {
        "siren, wailing": 0.3 * _sine(900 + 400 * np.sin(2 * np.pi * 0.3 * TIME)),
        "siren, yelping": 0.3 * _sine(600 + 900 * ((TIME % 0.35) / 0.35)),
        "siren, two tones": 0.3 * np.sign(_sine(np.where(TIME % 1 < 0.5, 440.0, 585.0))),
        "birds": 0.3 * _strokes(chirp, 5_300),
        "birds in wind": 0.2 * _strokes(chirp, 4_700) + 0.1 * _coloured(rng, 2),
        "a dog": 0.4 * _strokes(bark, 14_000),
        "a sweep": 0.3 * _sine(50 * 150 ** (TIME / TIME[-1])),
    }


def _verdict(values: np.ndarray) -> tuple[str, Presence]:
    sound = Sound(np.clip(values, -1, 1).astype(np.float32))
    presence = speech_of(sound)
    try:
        refuse_without_speech(sound, presence, name="day.wav")
    except Unhearable as refusal:
        return refusal.reason, presence
    return "speech", presence


def test_none_of_fifty_sounds_without_speech_passes_at_any_level(without_speech: dict[str, np.ndarray]):
    assert len(without_speech) >= 50
    for name, values in without_speech.items():
        for gain in (1.0, 0.03, 0.005):
            verdict, presence = _verdict(gain * values)
            assert verdict in {"silence", "noise", "music", "no_speech"}, (name, gain)
            assert presence.seconds < LEAST_SPEECH_SECONDS, (name, gain)


@pytest.mark.parametrize("word", ["silence", "noise", "music"])
def test_the_refusal_names_what_is_there_instead(without_speech: dict[str, np.ndarray], word: str):
    for name, values in without_speech.items():
        if name.startswith(word):
            assert _verdict(values)[0] == word, name


def test_each_refusal_says_what_to_do(without_speech: dict[str, np.ndarray]):
    remedies = {"silence": "microphone is on", "noise, white 0.5": "where it is quieter", "music, piano": "your voice alone"}
    for name, words in remedies.items():
        sound = Sound(without_speech[name].astype(np.float32))
        with pytest.raises(Unhearable, match=words):
            refuse_without_speech(sound, speech_of(sound), name="day.wav")


def test_a_sound_too_short_for_a_word_is_too_short_whatever_is_in_it():
    sound = Sound(np.zeros(RATE // 4, np.float32))
    with pytest.raises(Unhearable, match=r"0\.25 s") as refusal:
        refuse_without_speech(sound, Presence(((0.0, 0.25),), 0.25), name="day.wav")
    assert refusal.value.reason == "too_short"


def test_no_sample_at_all_has_no_speech():
    assert speech_of(Sound(np.zeros(0, np.float32))) == Presence((), 0.0)


def test_neither_torch_nor_the_model_s_package_is_loaded():
    code = (
        "import sys, numpy; from voice.presence import speech_of; from voice.sound import Sound;"
        "speech_of(Sound(numpy.zeros(16000, numpy.float32)));"
        "print(sorted({'torch', 'torchaudio', 'silero_vad'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
    assert done.stderr == ""


# ------------------------------------------------------------------ speech


Speak = Callable[[str, int, int], np.ndarray]


@pytest.fixture(scope="module")
def spoken() -> dict[str, np.ndarray]:
    """Every voice with two of the sentences, at several speeds."""
    if not shutil.which("espeak-ng") and not shutil.which("flite"):
        pytest.skip("neither espeak-ng nor flite is installed, and a recording of a person cannot be made here")
    return dict(_spoken())


def _spoken() -> Iterator[tuple[str, np.ndarray]]:
    if shutil.which("espeak-ng"):
        for number, voice in enumerate(ESPEAK):
            for speed in (120, 160, 220):
                text = WORDS[(number + speed) % len(WORDS)]
                done = subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", text], capture_output=True, check=True)
                yield f"espeak-ng {voice} {speed}", _read(done.stdout)
    if shutil.which("flite"):
        for voice in FLITE:
            for stretch, text in zip((0.8, 1.0, 1.3), WORDS, strict=False):
                command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-t", text, "-o", "/dev/stdout"]
                yield f"flite {voice} {stretch}", _read(subprocess.run(command, capture_output=True, check=True).stdout)


def _read(content: bytes) -> np.ndarray:
    from scipy.signal import resample_poly

    with wave.open(io.BytesIO(content)) as sound:
        rate = sound.getframerate()
    data = content[44:]
    values = np.frombuffer(data[: len(data) // 2 * 2], "<i2") / 32768  # espeak-ng writes a length of 2 GB: the rest counts
    return values if rate == RATE else resample_poly(values, RATE, rate)


@pytest.mark.parametrize("ratio_db", [None, 20, 10, 5])
def test_at_least_95_of_100_spoken_sentences_are_kept_in_noise_too(spoken: dict[str, np.ndarray], ratio_db: int | None):
    rng = np.random.default_rng(0)
    kept = 0
    for values in spoken.values():
        noise = rng.standard_normal(len(values)) * np.sqrt((values**2).mean())
        kept += _verdict(values if ratio_db is None else values + noise * 10 ** (-ratio_db / 20))[0] == "speech"
    assert kept >= math.ceil(0.95 * len(spoken))


@pytest.mark.parametrize("gain", [0.03, 0.005])
def test_quiet_speech_in_noise_is_kept(spoken: dict[str, np.ndarray], gain: float):
    rng = np.random.default_rng(0)
    kept = 0
    for values in spoken.values():
        noise = rng.standard_normal(len(values)) * np.sqrt((values**2).mean()) * 10 ** (-10 / 20)
        kept += _verdict(gain * (values + noise))[0] == "speech"
    assert kept >= math.ceil(0.95 * len(spoken))


def test_the_spans_lie_where_somebody_speaks(spoken: dict[str, np.ndarray]):
    name, values = next(iter(spoken.items()))
    silence = np.zeros(2 * RATE)
    verdict, presence = _verdict(np.concatenate([silence, values, silence, values, silence]))
    assert verdict == "speech", name
    seconds = len(values) / RATE
    first, second = (2.0, 2.0 + seconds), (4.0 + seconds, 4.0 + 2 * seconds)
    for begin, end in presence.spans:
        assert any(a - 0.15 <= begin < end <= b + 0.15 for a, b in (first, second)), (begin, end)
    assert presence.seconds > seconds  # most of both
    assert all(a[1] <= b[0] for a, b in zip(presence.spans, presence.spans[1:], strict=False))


def test_what_is_heard_does_not_depend_on_how_many_frames_are_judged_at_once(spoken: dict[str, np.ndarray]):
    samples = next(iter(spoken.values())).astype(np.float32)
    assert np.abs(_probabilities(samples, 7) - _probabilities(samples)).max() < 1e-5


def test_speech_is_found_in_the_last_of_many_batches(spoken: dict[str, np.ndarray]):
    values = next(iter(spoken.values()))
    _, presence = _verdict(np.concatenate([np.zeros(70 * RATE), values]))
    assert presence.spans
    assert all(begin >= 69.8 for begin, _ in presence.spans)
