"""The embedded transcriber: Moonshine's smallest English model, which comes with the wheel `moonshine-voice` (MIT). No download.

It is the fallback of a bare machine. It hears English only, tells no times of words and no confidence, and is far from Whisper's larger
models; `QUALITY` says how far. Measured and left out: pocketsphinx (docs/decisions).
"""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TranscriberUnavailable
from voice.invented import Stretch, believable, is_looping
from voice.presence import speech_of
from voice.sound import RATE, Sound
from voice.transcribers.pieces import Piece, halves_of, pieces_of
from voice.transcript import Transcript

if TYPE_CHECKING:
    from moonshine_voice.transcriber import Transcriber as Moonshine

NAME = "moonshine tiny-en (embedded)"
MODEL = "tiny-en"
_FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
_OPTIONS = {"vad_threshold": "0", "return_audio_data": "false"}
"""Pieces are cut by us; its own detector of speech lost first words."""
QUALITY = (
    "English alone; of 60 journal sentences said by synthetic voices it got 19% of the words wrong (flite; 12% without noise, "
    "28% in strong noise) and 26% (espeak-ng, whose voices are harder than people's); two of three events were still found, and nine of "
    "ten found were right"
)
"""Source: morrow evals voice; see README."""
REMEDY = "for better transcripts fetch Whisper's weights (morrow weights base) or set MORROW_SPEECH_BASE_URL"


def model_folder() -> Path | None:
    """Where the wheel keeps its model; None where the wheel or a file of it is missing. Nothing is loaded."""
    found = importlib.util.find_spec("moonshine_voice")
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / "assets" / MODEL
        if all((folder / name).is_file() for name in _FILES):
            return folder
    return None


class Embedded:
    """Moonshine tiny, loaded at its first recording; one recording at a time."""

    name = NAME

    def __init__(self) -> None:
        self._loaded: Moonshine | None = None
        self._turn = threading.Lock()

    def transcribe(self, sound: Sound) -> Transcript:
        """What was said where somebody speaks; nothing else is shown to the model, which writes "You" over silence.

        Raises:
            TranscriberUnavailable: where the wheel or its model is missing, or it fails.
        """
        with self._turn:
            spans = speech_of(sound).spans
            heard = [stretch for piece in pieces_of(sound, spans) for stretch in self._heard(sound, piece)]
        text = " ".join(stretch.text for stretch in believable(heard))
        return Transcript(text, self.name, "en" if text else None, None)

    def _heard(self, sound: Sound, piece: Piece) -> list[Stretch]:
        """The text of a piece; one that made the model loop is tried once more in halves."""
        text = self._text(piece)
        if not is_looping(text) or piece.end - piece.start < 2.0:
            return [Stretch(text, piece.start, piece.end)]
        return [Stretch(self._text(half), half.start, half.end) for half in halves_of(sound, piece)]

    def _text(self, piece: Piece) -> str:
        from moonshine_voice.errors import MoonshineError

        try:
            found = self._model().transcribe_without_streaming(piece.samples.tolist(), RATE)
        except MoonshineError as error:
            raise TranscriberUnavailable(f"wanted {NAME} to write speech down, it failed: {error}; {REMEDY}") from error
        return " ".join(line.text.strip() for line in found.lines)

    def _model(self) -> Moonshine:
        if self._loaded is None:
            self._loaded = _load()
        return self._loaded


def _load() -> Moonshine:
    folder = model_folder()
    if folder is None:
        raise TranscriberUnavailable(
            f"wanted {NAME}, the wheel moonshine-voice with its model is not installed (there is none for some platforms); "
            "run make setup, or fetch Whisper's weights (morrow weights base), or set MORROW_SPEECH_BASE_URL"
        )
    try:
        from moonshine_voice import ModelArch
        from moonshine_voice.errors import MoonshineError
        from moonshine_voice.transcriber import Transcriber

        try:
            return Transcriber(folder, ModelArch.TINY, options=_OPTIONS)
        except MoonshineError as error:
            raise TranscriberUnavailable(f"wanted {NAME}, its model cannot be loaded: {error}; run make setup") from error
    except (ImportError, OSError) as error:
        raise TranscriberUnavailable(f"wanted {NAME}, its library cannot be loaded here: {error}; {REMEDY}") from error
