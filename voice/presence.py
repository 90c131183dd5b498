"""Where in a sound somebody speaks, and the refusal where nobody does: recognisers invent words for silence, noise and music.

The judge is Silero's voice activity model (MIT), whose file comes with the wheel `silero-vad`. It runs in onnxruntime; the package itself
is never imported, for it would bring torch. Whether a sound of no speech is silence, noise or music is told by level and spectrum; that
only chooses the word of the refusal, never whether there is one.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TranscriberUnavailable, Unhearable
from voice.decoding import LEAST_SECONDS
from voice.liveliness import is_lively
from voice.sound import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy import float32
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from voice.sound import Sound

FRAME, CONTEXT = 512, 64
"""Samples that the model judges at once, and those before them that it is shown too. Source: silero-vad 6.2, `utils_vad.OnnxWrapper`."""
BATCH = 1_024
"""Frames in one call, 33 s: more would only take memory."""
ON, OFF, SURE = 0.5, 0.35, 0.9
"""Speech begins at the one probability, ends below the next, and reaches the last somewhere. Source of the first two: silero-vad,
`get_speech_timestamps`, its defaults; of the last: measured, hum reached 0.84."""
LEAST_SPAN_SECONDS, LEAST_PAUSE_SECONDS, MARGIN_SECONDS = 0.1, 0.3, 0.03
LEAST_SPEECH_SECONDS = 0.3
"""Less than this of speech in all is none. Measured: 213 sounds without speech had none, the shortest spoken word 0.32 s."""
SILENT_DBFS = -55.0
"""A sound without speech is called silence where its loudest twentieth stays below: rooms at night lie at −60 and lower."""
WANTED_DBFS, FAINTEST_DBFS = -25.0, -70.0
"""A fainter sound is made this loud before it is judged, unless it is fainter than the second: sixteen bits hold no speech there.

Measured on 45 spoken sentences at −63 dBFS, in noise 10 dB below them: 43 are found so, 5 as they are; of 284 sounds without speech, none.
"""
_FLAT, _TONAL = 0.3, 0.45
_MOST_SPECTRA, _AROUND = 256, 31


@dataclass(frozen=True)
class Presence:
    """Where somebody speaks."""

    spans: tuple[tuple[float, float], ...]
    """Begin and end in seconds, in order, apart from each other."""
    seconds: float
    """All spans together, without their margins."""


def speech_of(sound: Sound) -> Presence:
    """The spans of speech; a quiet sound is made louder first, because the model was taught at usual levels.

    Raises:
        TranscriberUnavailable: where the model's file or onnxruntime is missing.
    """
    probabilities = _probabilities(_levelled(sound.samples))
    spans = _spans(probabilities)
    step = FRAME / RATE
    spoken = [span for span in ((a * step, b * step) for a, b in spans) if is_lively(sound, span)]
    widened = [(max(0.0, start - MARGIN_SECONDS), min(sound.seconds, end + MARGIN_SECONDS)) for start, end in spoken]
    return Presence(tuple(widened), sum(end - start for start, end in spoken))


def refuse_without_speech(sound: Sound, presence: Presence, *, name: str) -> None:
    """Nothing, where somebody speaks.

    Raises:
        Unhearable: with the reason too_short, silence, noise, music or no_speech.
    """
    if sound.seconds < LEAST_SECONDS:
        raise Unhearable(f"{name} holds {sound.seconds:.2f} s of sound, at least {LEAST_SECONDS:g} s are needed; speak longer", "too_short")
    if presence.seconds >= LEAST_SPEECH_SECONDS:
        return
    reason = _what_instead(sound.samples)
    found = {
        "silence": "only silence; see that the microphone is on and near",
        "noise": "only noise; record again where it is quieter, nearer to the microphone",
        "music": "only music or tones; record your voice alone",
        "no_speech": "no speech; record again, nearer to the microphone",
    }
    raise Unhearable(f"wanted speech, {name} holds {found[reason]}", reason)


def _what_instead(samples: NDArray[float32]) -> str:
    """The word for a sound without speech, by its level, the flatness of its spectrum and how much of it stands in few tones."""
    import numpy as np

    if _level_dbfs(samples) < SILENT_DBFS:
        return "silence"
    power = _whitened(_spectra(samples))
    shares = power / power.sum(axis=1, keepdims=True)
    flatness = float(np.median(np.exp(np.log(shares).mean(axis=1)) / shares.mean(axis=1)))
    tonal = float(np.median(np.sort(shares, axis=1)[:, -24:].sum(axis=1)))
    if tonal >= _TONAL:
        return "music"
    return "noise" if flatness >= _FLAT else "no_speech"


def _spectra(samples: NDArray[float32]) -> NDArray[np.float64]:
    """Power from 100 Hz to 7 kHz of each 64 ms that are not silent; a row each, never empty."""
    import numpy as np

    size = 1_024
    whole = np.pad(samples.astype(np.float64), (0, -len(samples) % size)).reshape(-1, size)
    loud = whole[whole.std(axis=1) > 10 ** (SILENT_DBFS / 20)]
    looked_at = loud if len(loud) else whole
    looked_at = looked_at[:: -(-len(looked_at) // _MOST_SPECTRA)]
    power = np.abs(np.fft.rfft(looked_at * np.hanning(size), axis=1)) ** 2
    return power[:, 7:448] + 1e-9


def _whitened(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power over what is usual around it: a dark noise becomes a noise, a tone stays one."""
    import numpy as np

    wide = np.pad(power, ((0, 0), (_AROUND // 2, _AROUND // 2)), mode="edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(wide, _AROUND, axis=1), axis=2)
    return power / usual


def _level_dbfs(samples: NDArray[float32]) -> float:
    """The level that the loudest twentieth of the 20 ms stretches reaches; 0 is full scale."""
    import numpy as np

    size = RATE // 50
    whole = samples[: len(samples) // size * size].astype(np.float64).reshape(-1, size)
    loud = float(np.quantile(whole.std(axis=1), 0.95)) if len(whole) else 0.0  # the spread: an offset is no sound
    return 20.0 * float(np.log10(loud + 1e-9))


def _levelled(samples: NDArray[float32]) -> NDArray[float32]:
    import numpy as np

    level = _level_dbfs(samples)
    if not FAINTEST_DBFS <= level < WANTED_DBFS:
        return samples
    gain = 10.0 ** ((WANTED_DBFS - level) / 20.0)
    return np.asarray(np.clip(samples * np.float32(gain), -1.0, 1.0), dtype=np.float32)


def _probabilities(samples: NDArray[float32], batch: int = BATCH) -> NDArray[float32]:
    """How likely each frame is speech; (n,)."""
    import numpy as np

    count = -(-len(samples) // FRAME)
    if not count:
        return samples
    padded = np.pad(samples, (CONTEXT, count * FRAME - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, CONTEXT + FRAME)[::FRAME]
    state = {"h": np.zeros((1, 1, 128), np.float32), "c": np.zeros((1, 1, 128), np.float32)}
    found = [np.zeros(0, np.float32)]
    for first in range(0, count, batch):
        likely, state["h"], state["c"] = _session().run(None, {"input": np.ascontiguousarray(frames[first : first + batch]), **state})
        found.append(likely)
    return np.concatenate(found)


def _spans(probabilities: NDArray[float32]) -> list[tuple[int, int]]:
    """Frames of speech as (first, behind the last): short pauses do not part them, and a moment is no speech."""
    spans: list[tuple[int, int]] = []
    speaking = False
    for at, likely in enumerate(probabilities):
        if likely >= ON and not speaking:
            speaking = True
            spans.append((at, at + 1))
        speaking = speaking and bool(likely >= OFF)
        if speaking:
            spans[-1] = (spans[-1][0], at + 1)
    lasting = [(a, b) for a, b in spans if b - a >= LEAST_SPAN_SECONDS * RATE / FRAME and probabilities[a:b].max() >= SURE]
    joined: list[tuple[int, int]] = []
    for first, end in lasting:
        if joined and first - joined[-1][1] < LEAST_PAUSE_SECONDS * RATE / FRAME:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


@cache
def _session() -> InferenceSession:
    """The model, on one thread and silent.

    onnxruntime's builds for Linux report to Microsoft from their import on, whatever is disabled afterwards; one variable of the
    environment stops it, which every entry point of ours sets (`app.cli.quiet`).
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise TranscriberUnavailable("wanted onnxruntime to find speech, it cannot be loaded; install Morrow anew (make setup)") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns of unused weights in this model
    return onnxruntime.InferenceSession(str(_model_file()), options, providers=["CPUExecutionProvider"])


def _model_file() -> Path:
    found = importlib.util.find_spec("silero_vad")  # looks for the package without running it
    for folder in (found.submodule_search_locations or ()) if found else ():
        file = Path(folder) / "data" / "silero_vad_16k_sequence.onnx"
        if file.is_file():
            return file
    raise TranscriberUnavailable("wanted the model that finds speech, no silero_vad_16k_sequence.onnx is installed; run make setup")
