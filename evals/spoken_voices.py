"""Spoken entries made at run time: sentences, said by the speech synthesisers of this machine, at several speeds, with noise under them.

Synthetic voices stand in for people: espeak-ng builds its sounds from formulas and is harder to understand than anybody; flite is put
together from recordings of people.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import Broken

SECONDS = 30.0
"""Time limit of one synthesis."""
FLITE_WPM = 160.0
"""Words a minute of flite's voices when they are not stretched."""


@dataclass(frozen=True)
class Saying:
    """How one sentence is said."""

    program: str
    """A key of `PROGRAMS`."""
    voice: str
    words_per_minute: int
    noise_db: float | None
    """Power of the speech over that of the noise; None: no noise."""


@dataclass(frozen=True)
class Program:
    """One synthesiser and what it is asked for."""

    name: str
    voices: tuple[str, ...]
    command: Callable[[str, Saying, Path], Sequence[str]]
    """(text, saying, file) → what to run."""
    remedy: str


SPEEDS = (130, 150, 170, 190)
NOISES = (None, 20.0, 10.0)

PROGRAMS: dict[str, Program] = {
    one.name: one
    for one in (
        Program(
            "espeak-ng",
            ("en-us", "en-gb", "en-gb-scotland", "en-us+f3", "en-us+m3"),
            lambda text, how, file: ("espeak-ng", "-v", how.voice, "-s", str(how.words_per_minute), "-w", str(file), "--", text),
            "install it (Debian: apt install espeak-ng; macOS: brew install espeak-ng)",
        ),
        Program(
            "flite",
            ("slt", "rms", "awb"),
            lambda text, how, file: (
                *("flite", "-voice", how.voice, "--setf", f"duration_stretch={FLITE_WPM / how.words_per_minute:.3f}"),
                *("-t", text, "-o", str(file)),
            ),
            "install it (Debian: apt install flite)",
        ),
    )
}
"""Synthesisers by name."""


def sayings(program: str, count: int) -> list[Saying]:
    """How each of that many sentences is said: with 5 voices, 4 speeds and 3 noises, 60 sentences have each combination once."""
    voices = PROGRAMS[program].voices
    spread = len(NOISES) if len(voices) % len(NOISES) == 0 else 1  # else one voice would always have the same noise
    return [Saying(program, voices[n // spread % len(voices)], SPEEDS[n % len(SPEEDS)], NOISES[n % len(NOISES)]) for n in range(count)]


def is_installed(program: str) -> bool:
    """True when it can be run."""
    return shutil.which(program) is not None


def say(text: str, how: Saying, seed: int) -> bytes:
    """A WAV file in which the text is said, with noise as asked for.

    Raises:
        Broken: when the synthesiser is missing or fails.
    """
    program = PROGRAMS[how.program]
    if not is_installed(program.name):
        raise Broken(f"spoken entries are made with {program.name}, and no program of that name is installed; {program.remedy}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        command = program.command(text, how, file)
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL)  # noqa: S603 - our own list of arguments
            content = file.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise Broken(f"{program.name} was to say a sentence as {how.voice} and failed: {error}; try: {program.name} hello") from error
    return content if how.noise_db is None else noisy(content, how.noise_db, seed)


def noisy(content: bytes, noise_db: float, seed: int) -> bytes:
    """That WAV file (16 bits, one channel) with noise under the speech, loud as asked: pink, as rooms are; the same for the same seed."""
    with wave.open(io.BytesIO(content)) as file:
        rate, samples = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    noise = _pink(len(samples), seed)
    mixed = samples + noise * np.sqrt(np.mean(samples**2) / np.mean(noise**2) / 10 ** (noise_db / 10))
    whole = mixed * min(1.0, 32_000 / max(np.abs(mixed).max(), 1.0))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(whole).astype("<i2").tobytes())
    return out.getvalue()


def _pink(count: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Noise whose power falls with 1/f."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0.0
    return np.fft.irfft(spectrum, count)
