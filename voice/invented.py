"""Guards against invented text: what models write over silence and noise, and the loops in which they get stuck.

Source of the three bounds: openai-whisper, `transcribe`, its defaults.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.transcript import Transcript, Word

NO_SPEECH, LEAST_LOGPROB = 0.6, -1.0
"""A stretch that is likelier no speech than the first, and whose words are less likely than the second, was not said."""
MOST_COMPRESSION = 2.4
"""Text that compresses better repeats itself more than people do."""
_LOOP = 4
"""As often must a phrase follow upon itself to be a loop; people say things three times."""
_PHRASE = 8
"""Words of the longest phrase that is looked for."""
PHANTOMS = frozenset(
    {
        *("you", "thank you", "thank you very much", "thank you so much", "thanks", "bye", "bye bye", "uh", "mm", "hmm"),
        *("thank you for watching", "thanks for watching", "thank you for listening", "please subscribe", "see you next time"),
        *("music", "applause", "silence", "blank audio", "subtitles by the amara org community"),
    }
)
"""What Whisper and Moonshine write where nobody speaks: endings of the films and videos that they were taught with. A stretch that says
nothing else goes; nobody tells of their day in these words. Measured: Moonshine on silence, noise and hum."""
LEAST_INSIDE = 0.2
"""Share of a word's or a stretch's time that must lie in speech, margins included."""
MARGIN_SECONDS = 0.3
"""Times of words are this inexact."""


@dataclass(frozen=True)
class Stretch:
    """Some seconds as a model heard them, with its own doubts."""

    text: str
    start: float | None = None
    end: float | None = None
    no_speech: float | None = None
    """Probability that nobody speaks."""
    logprob: float | None = None
    """Mean natural logarithm of the tokens' probabilities."""
    compression: float | None = None
    words: tuple[Word, ...] = ()


def believable(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Those that somebody said, loops cut to what they repeat; in the order given."""
    found: list[Stretch] = []
    for stretch in stretches:
        if _plain(stretch.text) in {"", *PHANTOMS} or _is_doubtful(stretch) or is_looping(stretch.text, stretch.compression):
            continue
        if len(found) >= 2 and all(_plain(one.text) == _plain(stretch.text) for one in found[-2:]):
            continue  # a whole stretch for the third time
        found.append(_unlooped(stretch))
    return tuple(found)


def is_looping(text: str, compression: float | None = None) -> bool:
    """True when a text repeats itself beyond belief."""
    content = text.strip().encode()
    ratio = compression if compression is not None else len(content) / len(zlib.compress(content))
    return bool(content) and ratio > MOST_COMPRESSION


def without_loops(text: str) -> str:
    """The text, with a phrase that follows upon itself four times or oftener said once."""
    return " ".join(text.split()[at] for at in _kept(text.split()))


def spoken_within(transcript: Transcript, spans: Sequence[tuple[float, float]]) -> Transcript:
    """The transcript without the words that lie where nobody speaks; as it is, where its words have no times."""
    if not transcript.words:
        return transcript
    kept = tuple(word for word in transcript.words if is_inside(word.start, word.end, spans))
    if len(kept) == len(transcript.words):
        return transcript
    return replace(transcript, text=" ".join(word.text for word in kept), words=kept)


def is_inside(start: float, end: float, spans: Sequence[tuple[float, float]]) -> bool:
    """True when enough of that time is speech."""
    whole = max(end - start, 1e-3)
    inside = sum(max(0.0, min(end, b + MARGIN_SECONDS) - max(start, a - MARGIN_SECONDS)) for a, b in spans)
    at_once = any(a - MARGIN_SECONDS <= start <= b + MARGIN_SECONDS for a, b in spans)
    return inside / whole >= LEAST_INSIDE if end > start else at_once


def _is_doubtful(stretch: Stretch) -> bool:
    silent = stretch.no_speech is not None and stretch.no_speech > NO_SPEECH
    return silent and (stretch.logprob is None or stretch.logprob < LEAST_LOGPROB)


def _unlooped(stretch: Stretch) -> Stretch:
    kept = _kept(stretch.text.split())
    if len(kept) == len(stretch.text.split()):
        return stretch
    words = tuple(stretch.words[at] for at in kept) if len(stretch.words) == len(stretch.text.split()) else ()
    return replace(stretch, text=without_loops(stretch.text), words=words)


def _kept(words: Sequence[str]) -> list[int]:
    """Places of the words that stay when loops are cut."""
    plain = [_plain(word) for word in words]
    kept: list[int] = []
    at = 0
    while at < len(words):
        length, times = _loop_at(plain, at)
        kept += range(at, at + length)
        at += length * times
    return kept


def _loop_at(plain: Sequence[str], at: int) -> tuple[int, int]:
    """Length of the phrase that loops from there, and how often it stands; (1, 1) where none does."""
    for length in range(1, _PHRASE + 1):
        phrase, times = plain[at : at + length], 1
        while len(phrase) == length and plain[at + times * length : at + (times + 1) * length] == phrase:
            times += 1
        if times >= _LOOP:
            return length, times
    return 1, 1


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
