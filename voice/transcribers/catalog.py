"""Which transcriber is in force, and all that could be: a line here and a module beside it add one. Nothing heavy is loaded to tell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.errors import TranscriberUnavailable
from core.settings import Settings
from voice.transcribers import embedded, local_whisper, speech_endpoint
from voice.transcript import Transcriber

Kind = Literal["endpoint", "whisper", "embedded"]


@dataclass(frozen=True)
class InForce:
    """What writes speech down, and how well."""

    kind: Kind
    name: str
    why: str
    quality: str
    """How good it is, in words and measured numbers."""
    is_ready: bool
    remedy: str | None
    """How to get it, or a better one; None where there is nothing to mend."""

    def to_json(self) -> dict[str, object]:
        """As `morrow doctor --json` prints it."""
        return asdict(self)


def transcriber_for(settings: Settings) -> Transcriber:
    """The transcriber that the settings ask for; "auto" takes the first of endpoint, Whisper, embedded that is there.

    Raises:
        TranscriberUnavailable: when the one that is asked for cannot be had; the message tells how to get it.
        SettingsBroken: when the endpoint's address is none.
    """
    kind = _kind(settings)
    if kind == "endpoint":
        return speech_endpoint.from_settings(settings)
    if kind == "embedded":
        return _embedded()
    weights = local_whisper.weights_of(settings)
    if weights is None:
        wanted = f"wanted Whisper's weights {settings.whisper_model!r}, found none"
        raise TranscriberUnavailable(f"{wanted}; {local_whisper.remedy(settings)}, or set MORROW_TRANSCRIBER=embedded")
    return _whisper(weights, None if local_whisper.is_path(settings.whisper_model) else settings.whisper_model)


def in_force(settings: Settings) -> InForce:
    """Which transcriber that is and how good, whether or not it is ready."""
    chosen = settings.transcriber != "auto"
    kind = _kind(settings)
    if kind == "endpoint":
        return _endpoint_in_force(settings, chosen=chosen)
    if kind == "whisper":
        return _whisper_in_force(settings, chosen=chosen)
    return _embedded_in_force(settings, chosen=chosen)


def available(settings: Settings) -> dict[str, Transcriber]:
    """Every transcriber that can be had here with these settings, by name; for the evaluation."""
    kinds: tuple[Kind, ...] = ("endpoint", "whisper", "embedded")
    ready = [kind for kind in kinds if in_force(settings.model_copy(update={"transcriber": kind})).is_ready]
    found = [transcriber_for(settings.model_copy(update={"transcriber": kind})) for kind in ready]
    return {one.name: one for one in found}


def _kind(settings: Settings) -> Kind:
    if settings.transcriber != "auto":
        return settings.transcriber
    if settings.speech_base_url is not None:
        return "endpoint"
    return "whisper" if local_whisper.weights_of(settings) else "embedded"


def _endpoint_in_force(settings: Settings, *, chosen: bool) -> InForce:
    there = settings.speech_base_url is not None
    return InForce(
        "endpoint",
        f"endpoint {settings.speech_model}",
        "MORROW_TRANSCRIBER asks for it" if chosen else "MORROW_SPEECH_BASE_URL is set; recordings are sent there",
        "as good as the model behind it; Morrow has not measured it (morrow evals voice does)",
        there,
        None if there else "set MORROW_SPEECH_BASE_URL, or MORROW_TRANSCRIBER=auto",
    )


def _whisper_in_force(settings: Settings, *, chosen: bool) -> InForce:
    weights = local_whisper.weights_of(settings)
    return InForce(
        "whisper",
        f"whisper {Path(settings.whisper_model).stem if local_whisper.is_path(settings.whisper_model) else settings.whisper_model}",
        "MORROW_TRANSCRIBER asks for it" if chosen else f"weights were found: {weights}",
        "many languages, with times of words and confidence; larger sizes hear better and take longer (measure yours: morrow evals voice)",
        weights is not None,
        None if weights else local_whisper.remedy(settings),
    )


def _embedded_in_force(settings: Settings, *, chosen: bool) -> InForce:
    there = embedded.model_folder() is not None
    reason = f"no endpoint is set and no weights {settings.whisper_model!r} of Whisper were found"
    missing = "the wheel moonshine-voice is missing or made for another platform: run make setup, or " + local_whisper.remedy(settings)
    return InForce(
        "embedded",
        embedded.NAME,
        "MORROW_TRANSCRIBER asks for it" if chosen else reason,
        embedded.QUALITY,
        there,
        f"to hear better: {local_whisper.remedy(settings)}; or set MORROW_SPEECH_BASE_URL" if there else missing,
    )


@lru_cache(maxsize=1)
def _embedded() -> Transcriber:
    """One for the process: the model stays loaded from one recording to the next."""
    return embedded.Embedded()


@lru_cache(maxsize=1)
def _whisper(weights: Path, size: str | None) -> Transcriber:
    return local_whisper.LocalWhisper(weights, size=size)
