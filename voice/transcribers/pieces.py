"""Speech cut into pieces that a small recogniser can hold in mind: at pauses where there are any, else at the quietest instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voice.sound import RATE

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from voice.sound import Sound

LONGEST_SECONDS = 10.0
"""Of a piece. Measured: moonshine's smallest model loops on a minute at once, and hears a sentence or two best."""
SEARCHED_SECONDS = 3.0
"""How far before the limit a quiet instant is looked for, where somebody speaks on and on."""
MARGIN_SECONDS = 0.15
SILENCE_SECONDS = 0.5
"""Put around each piece. Measured: without it first words are lost, and words are invented before them."""
_WINDOW = RATE // 50


@dataclass(frozen=True, eq=False)
class Piece:
    """One stretch of speech."""

    samples: NDArray[float32]
    """(n,), with silence around."""
    start: float
    end: float
    """Seconds in the whole sound, without that silence."""


def pieces_of(sound: Sound, spans: Sequence[tuple[float, float]]) -> list[Piece]:
    """The speech of a sound in order, each second of a span in exactly one piece."""
    import numpy as np

    silence = np.zeros(round(SILENCE_SECONDS * RATE), np.float32)
    found = []
    for start, end in _joined([part for span in spans for part in _cut(sound, *span)]):
        first, last = round(max(0.0, start - MARGIN_SECONDS) * RATE), round(min(sound.seconds, end + MARGIN_SECONDS) * RATE)
        found.append(Piece(np.concatenate([silence, sound.samples[first:last], silence]), start, end))
    return found


def halves_of(sound: Sound, piece: Piece) -> list[Piece]:
    """A piece cut in two at its quietest instant near the middle."""
    middle, reach = (piece.start + piece.end) / 2, (piece.end - piece.start) / 4
    at = _quietest(sound, middle - reach, middle + reach)
    return [half for span in ((piece.start, at), (at, piece.end)) for half in pieces_of(sound, [span])]


def _joined(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Neighbours together while they stay within the limit."""
    found: list[tuple[float, float]] = []
    for start, end in spans:
        if found and end - found[-1][0] <= LONGEST_SECONDS:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _cut(sound: Sound, start: float, end: float) -> list[tuple[float, float]]:
    """A span, parted where it is longer than a piece may be."""
    found = []
    while end - start > LONGEST_SECONDS:
        at = _quietest(sound, start + LONGEST_SECONDS - SEARCHED_SECONDS, start + LONGEST_SECONDS)
        found.append((start, at))
        start = at
    return [*found, (start, end)]


def _quietest(sound: Sound, start: float, end: float) -> float:
    """The instant between those two around which the sound is quietest."""
    import numpy as np

    power = np.square(sound.samples[round(start * RATE) : round(end * RATE)].astype(np.float64))
    if len(power) < 5 * _WINDOW:
        return (start + end) / 2
    smooth = np.convolve(power, np.ones(5 * _WINDOW), mode="valid")  # 0.1 s
    return start + (int(np.argmin(smooth)) + 2.5 * _WINDOW) / RATE
