"""Whisper on this machine, the one owner of `whisper` in this room: weights from a file, never downloaded unless somebody asks for it.

Weights are read by `torch.load(weights_only=True)` inside whisper: tensors and plain containers, no code. A file under a published name
must also be the published one, by its SHA-256.
"""

from __future__ import annotations

import hashlib
import math
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from core.errors import BadInput, TranscriberUnavailable
from core.settings import Settings
from voice.invented import Stretch, believable
from voice.transcript import Transcript, Word

if TYPE_CHECKING:
    from voice.sound import Sound

SIZES = (
    *("tiny.en", "tiny", "base.en", "base", "small.en", "small", "medium.en", "medium"),
    *("large-v1", "large-v2", "large-v3", "large", "large-v3-turbo", "turbo"),
)
"""Source: openai-whisper 20250625, `available_models`."""
_ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}
_ENDINGS = (".pt", ".pth", ".bin")
TEMPERATURES = (0.0, 0.2, 0.4)
"""Tried in that order where a stretch comes out doubtful; the higher ones of whisper's own list write more invention than speech."""
MOST_THREADS = 4
SILENCE_SECONDS = 2.0
"""A silence this long beside improbable words makes whisper look again (its `hallucination_silence_threshold`)."""
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""(bytes so far, bytes in all; 0 where that is not told)."""


def shelf(settings: Settings) -> Path:
    """Where weights lie that were fetched for this installation."""
    return settings.home / "models" / "whisper"


def shelves(settings: Settings) -> tuple[Path, ...]:
    """Every folder that is looked into for a size: this installation's, then whisper's own cache."""
    return shelf(settings), Path("~/.cache/whisper").expanduser()


def is_path(model: str) -> bool:
    """True when the setting names a file rather than a size."""
    return model not in SIZES and ("/" in model or os.sep in model or model.endswith(_ENDINGS))


def weights_of(settings: Settings) -> Path | None:
    """The file with the weights that the settings name; None where there is none. Nothing is loaded."""
    model = settings.whisper_model
    if is_path(model):
        places = [Path(model).expanduser()]
    else:
        places = [folder / f"{_ALIASES.get(model, model)}.pt" for folder in shelves(settings)] if model in SIZES else []
    return next((place for place in places if place.is_file()), None)


def remedy(settings: Settings) -> str:
    """How to get the weights that the settings name."""
    model = settings.whisper_model
    if is_path(model):
        return f"put the weights at {Path(model).expanduser()}, or set MORROW_WHISPER_MODEL to a size ({', '.join(SIZES)})"
    if model not in SIZES:
        return f"set MORROW_WHISPER_MODEL to a path to weights or to a size ({', '.join(SIZES)})"
    file = f"{_ALIASES.get(model, model)}.pt"
    return f"run: morrow weights {model} (downloads once), or put {file} into {shelf(settings)} or {shelves(settings)[1]}"


class LocalWhisper:
    """Whisper from one file of weights, loaded at its first recording; one recording at a time.

    Args:
        weights: the file.
        size: a name of `SIZES`, where the file is that published model; None for a file of one's own.
        longest: tokens per stretch of 30 s; None for whisper's own limit.
    """

    def __init__(self, weights: Path, *, size: str | None = None, longest: int | None = None) -> None:
        self._weights, self._size, self._longest = weights, size, longest
        self._loaded: Any = None
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """With the model: "whisper base"."""
        return f"whisper {self._size or self._weights.stem}"

    def transcribe(self, sound: Sound) -> Transcript:
        """What was said, in whatever language, with the times of words; see `Transcriber`."""
        with self._turn, _bounded_threads():
            try:
                return self._transcript(self._found(sound))
            except (RuntimeError, ValueError, OSError, MemoryError) as error:
                raise TranscriberUnavailable(f"wanted {self.name} to write speech down, it failed: {error}; try a smaller model") from error

    def _found(self, sound: Sound) -> Mapping[str, Any]:
        import numpy as np
        import torch

        model = self._model()
        with torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(0)  # higher temperatures draw: the same recording gives the same words
            found: Mapping[str, Any] = model.transcribe(
                np.array(sound.samples, dtype=np.float32),  # torch wants an array that it could write to
                verbose=None,
                temperature=TEMPERATURES,
                condition_on_previous_text=False,  # a loop does not spread into the next stretch
                word_timestamps=True,
                hallucination_silence_threshold=SILENCE_SECONDS,
                fp16=model.device.type != "cpu",
                sample_len=self._longest,
            )
        return found

    def _transcript(self, found: Mapping[str, Any]) -> Transcript:
        stretches = believable([_stretch(segment) for segment in found["segments"]])
        words = tuple(word for stretch in stretches for word in stretch.words)
        told = [word.confidence for word in words if word.confidence is not None]
        text = " ".join(stretch.text.strip() for stretch in stretches)
        return Transcript(text, self.name, str(found["language"]), fmean(told) if told else None, words)

    def _model(self) -> Any:  # noqa: ANN401 - whisper ships no types
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> Any:  # noqa: ANN401 - whisper ships no types
        import pickle

        import torch
        import whisper

        if self._size is not None:
            _checked(self._weights, self._size)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            model = whisper.load_model(str(self._weights), device=device)  # a path: a name would be downloaded
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, EOFError, pickle.UnpicklingError) as error:
            raise TranscriberUnavailable(
                f"wanted Whisper's weights, {self._weights} holds none that can be read ({type(error).__name__}); fetch the file again"
            ) from error
        if self._size is not None:
            model.set_alignment_heads(whisper._ALIGNMENT_HEADS[self._size])  # noqa: SLF001 - load_model does so for names alone
        return model


def _stretch(segment: Mapping[str, Any]) -> Stretch:
    words = tuple(
        Word(str(word["word"]).strip(), float(word["start"]), float(word["end"]), _probability(word.get("probability")))
        for word in segment.get("words", ())
    )
    return Stretch(
        str(segment["text"]).strip(),
        float(segment["start"]),
        float(segment["end"]),
        float(segment["no_speech_prob"]),
        float(segment["avg_logprob"]),
        float(segment["compression_ratio"]),
        words,
    )


def _probability(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


@contextmanager
def _bounded_threads() -> Iterator[None]:
    """Torch on few threads; afterwards as before."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(max(1, min(MOST_THREADS, os.cpu_count() or 1, before)))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fetch_weights(name: str, folder: Path, progress: Progress | None = None) -> Path:
    """The file with the weights of that size, downloaded from OpenAI where it did not lie there whole; checked by its SHA-256.

    Raises:
        BadInput: for a name that is no size.
        TranscriberUnavailable: when it cannot be had, or is not what was published; nothing is left behind then.
    """
    if name not in SIZES:
        raise BadInput(f"wanted one of Whisper's sizes ({', '.join(SIZES)}), found {name!r}")
    import whisper

    return fetch(whisper._MODELS[name], folder, progress)  # noqa: SLF001 - the one list of addresses and hashes


def fetch(url: str, folder: Path, progress: Progress | None = None) -> Path:
    """The file at an address of Whisper's form …/<sha256>/<file>, in that folder, whole or not at all."""
    *_, sha256, file = url.split("/")
    target = folder / file
    if target.is_file() and sha256_of(target) == sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{file}.part"
    try:
        _download(url, part, progress)
        if sha256_of(part) != sha256:
            raise TranscriberUnavailable(f"wanted {file} as OpenAI published it, found other bytes at {url}; try again")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _download(url: str, part: Path, progress: Progress | None) -> None:
    import httpx

    try:
        with httpx.stream("GET", url, timeout=60.0) as answer, part.open("wb") as file:
            answer.raise_for_status()
            total, so_far = int(answer.headers.get("content-length") or 0), 0
            for block in answer.iter_bytes(_CHUNK):
                so_far += file.write(block)
                if progress:
                    progress(so_far, total)
    except (httpx.HTTPError, OSError) as error:
        found = f"it answered {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else str(error)
        raise TranscriberUnavailable(
            f"wanted {part.name[1:-5]} from {url}, it cannot be had: {found}; try again, or copy the file from a machine that has it"
        ) from error


def sha256_of(file: Path) -> str:
    """Of the file's bytes, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _checked(weights: Path, size: str) -> None:
    """Nothing, where the file is the published one."""
    import whisper

    wanted = whisper._MODELS[size].split("/")[-2]  # noqa: SLF001 - the one list of addresses and hashes
    if sha256_of(weights) != wanted:
        raise TranscriberUnavailable(
            f"wanted Whisper's weights {size}, {weights} is not the file that OpenAI published (cut short or another one); "
            f"remove it and run: morrow weights {size}, or name it by its path in MORROW_WHISPER_MODEL if it is meant"
        )
