"""Any OpenAI-compatible endpoint for transcription (`/audio/transcriptions`): recordings are sent to the address in the settings."""

from __future__ import annotations

import io
import ipaddress
import math
import re
import time
import wave
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.errors import SettingsBroken, TranscriberUnavailable
from core.settings import Settings
from voice.invented import Stretch, believable
from voice.sound import RATE, Sound
from voice.transcript import Transcript, Word

if TYPE_CHECKING:
    import httpx

TRIES = 3
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 180.0
LONGEST_PAUSE = 4.0
MOST_BYTES = 8 << 20
"""Of an answer; words and times of fifteen minutes take far less."""
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_CODES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
    "russian": "ru", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "turkish": "tr", "japanese": "ja",
    "chinese": "zh", "korean": "ko",
}  # fmt: skip
"""OpenAI names languages by their English names."""


class SpeechEndpoint:
    """One checked endpoint.

    Args:
        base_url: with the version, as in http://127.0.0.1:8000/v1.
        answer_seconds: within which an answer must have come whole.
        longest_pause: seconds between tries at most.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str | None = None,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        self._url, self._model, self._key = checked_url(base_url), model, key
        self._answer_seconds, self._longest_pause = answer_seconds, longest_pause
        self._form = "verbose_json"

    @property
    def name(self) -> str:
        """With the model: "endpoint whisper-1"."""
        return f"endpoint {self._model}"

    def transcribe(self, sound: Sound) -> Transcript:
        """What the endpoint heard, without what it doubts itself; see `Transcriber`."""
        answer = self._patient(wav_of(sound))
        if answer.status_code in (400, 422) and self._form == "verbose_json":  # some servers know only plain JSON
            self._form = "json"
            answer = self._patient(wav_of(sound))
        if answer.status_code != 200:
            raise self._unavailable(f"it answered {answer.status_code}", answer.status_code)
        return self._transcript(self._body(answer))

    def _patient(self, wav: bytes) -> httpx.Response:
        """The answer, asked for again while it is an error that passes."""
        import httpx
        from tenacity import RetryError, Retrying, retry_if_exception_type, retry_if_result, stop_after_attempt, wait_random_exponential

        passing: Callable[[httpx.Response], bool] = lambda answer: answer.status_code in _AGAIN  # noqa: E731 - one word for it below
        tries = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(max=self._longest_pause),
            retry=retry_if_result(passing) | retry_if_exception_type((httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError)),
        )
        try:
            return tries(self._ask, wav)
        except RetryError as error:
            outcome = error.last_attempt
            if not outcome.failed:
                answer: httpx.Response = outcome.result()
                return answer
            raise self._unavailable(f"no connection after {TRIES} tries ({outcome.exception()})") from error
        except httpx.TimeoutException as error:
            raise self._unavailable("it did not answer in time") from error
        except httpx.HTTPError as error:
            raise self._unavailable(str(error) or type(error).__name__) from error

    def _ask(self, wav: bytes) -> httpx.Response:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        form = {"model": self._model, "response_format": self._form, "temperature": "0"}
        if self._form == "verbose_json":
            form["timestamp_granularities[]"] = "word"
        limits = httpx.Timeout(self._answer_seconds, connect=CONNECT_SECONDS)
        ends = time.monotonic() + self._answer_seconds
        with (
            httpx.Client(trust_env=not is_loopback(self._url), follow_redirects=False, timeout=limits) as client,
            client.stream("POST", f"{self._url}/audio/transcriptions", data=form, headers=headers, files=_file(wav)) as answer,
        ):
            content = bytearray()
            for block in answer.iter_bytes():
                content += block
                if len(content) > MOST_BYTES:
                    raise self._unavailable("its answer does not end")
                if time.monotonic() > ends:  # httpx limits the wait for each piece alone
                    raise httpx.ReadTimeout("an answer in trickles")
            return httpx.Response(answer.status_code, content=bytes(content), request=answer.request)

    def _body(self, answer: httpx.Response) -> Mapping[str, object]:
        try:
            body = answer.json()
        except ValueError as error:
            raise self._unavailable("its answer is no JSON") from error
        if not isinstance(body, dict) or not isinstance(body.get("text"), str):
            raise self._unavailable("its answer holds no text")
        return body

    def _transcript(self, body: Mapping[str, object]) -> Transcript:
        told = [_stretch(segment) for segment in _rows(body, "segments")] or [Stretch(str(body["text"]))]
        kept = believable(told)
        text = " ".join(stretch.text.strip() for stretch in kept)
        words = tuple(word for row in _rows(body, "words") if (word := _word(row)))
        whole = len(kept) == len(told) and all(a.text.strip() == b.text.strip() for a, b in zip(kept, told, strict=True))
        logprobs = [stretch.logprob for stretch in kept if stretch.logprob is not None]
        sure = math.exp(min(0.0, sum(logprobs) / len(logprobs))) if logprobs else None
        return Transcript(text, self.name, _language(body.get("language")), sure, words if whole else _within(words, kept))

    def _unavailable(self, found: str, status: int | None = None) -> TranscriberUnavailable:
        remedies = {
            401: "set MORROW_SPEECH_API_KEY",
            403: "set MORROW_SPEECH_API_KEY",
            404: "look at MORROW_SPEECH_BASE_URL and MORROW_SPEECH_MODEL",
        }
        redirect = "set MORROW_SPEECH_BASE_URL to where it is sent on to" if status is not None and 300 <= status < 400 else None
        remedy = redirect or remedies.get(status or 0) or "see that it runs, or set MORROW_TRANSCRIBER=embedded"
        return TranscriberUnavailable(f"wanted a transcript from {self._url} (model {self._model}): {found}; {remedy}")


def from_settings(settings: Settings) -> SpeechEndpoint:
    """The endpoint that the settings name.

    Raises:
        TranscriberUnavailable: when they name none.
    """
    if settings.speech_base_url is None:
        raise TranscriberUnavailable("wanted a transcription endpoint, none is set; set MORROW_SPEECH_BASE_URL, or MORROW_TRANSCRIBER=auto")
    key = settings.speech_api_key
    return SpeechEndpoint(settings.speech_base_url, settings.speech_model, key.get_secret_value() if key else None)


def wav_of(sound: Sound) -> bytes:
    """The sound as a WAV file of 16 bits."""
    import numpy as np

    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(np.clip(sound.samples, -1.0, 1.0) * 32_767).astype("<i2").tobytes())
    return out.getvalue()


def checked_url(url: str) -> str:
    """The address, if it is one to send recordings to: http or https, a host, nothing hidden in it.

    Raises:
        SettingsBroken: naming what is wrong.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SettingsBroken(f"MORROW_SPEECH_BASE_URL is no address: {error}") from error
    hidden = "@" in parts.netloc or parts.query or parts.fragment or re.search(r"[\s\\\x00-\x1f\x7f]", url.strip())
    if parts.scheme not in ("http", "https") or not host or port == 0 or hidden or _is_no_server(host):
        raise SettingsBroken(f"MORROW_SPEECH_BASE_URL: wanted http(s)://host[:port]/v1 with nothing else in it, found {_shown(url)}")
    return url.strip().rstrip("/")


def is_loopback(url: str) -> bool:
    """True when the address is this machine; no proxy may stand between."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_no_server(host: str) -> bool:
    """The metadata address of clouds, and numbers dressed up as a name."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?", host, re.IGNORECASE))
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified)


def _shown(url: str) -> str:
    return repr(re.sub(r"//[^/@]*@", "//***@", url.split("?", maxsplit=1)[0]))


def _file(wav: bytes) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("recording.wav", wav, "audio/wav")}


def _rows(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = body.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _number(row: Mapping[str, object], name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) else None


def _stretch(row: Mapping[str, object]) -> Stretch:
    return Stretch(
        str(row.get("text") or ""),
        _number(row, "start"),
        _number(row, "end"),
        _number(row, "no_speech_prob"),
        _number(row, "avg_logprob"),
        _number(row, "compression_ratio"),
    )


def _word(row: Mapping[str, object]) -> Word | None:
    start, end, text = _number(row, "start"), _number(row, "end"), str(row.get("word") or "").strip()
    return Word(text, start, end, _number(row, "probability")) if text and start is not None and end is not None else None


def _within(words: tuple[Word, ...], kept: tuple[Stretch, ...]) -> tuple[Word, ...]:
    """The words of the stretches that stay; none where a loop was cut or no times are told, since they would not fit the text."""
    times = [(one.start, one.end) for one in kept if one.start is not None and one.end is not None]
    inside = tuple(word for word in words if any(a <= (word.start + word.end) / 2 <= b for a, b in times))
    letters = ["".join(re.findall(r"\w", text.lower())) for text in (" ".join(w.text for w in inside), " ".join(s.text for s in kept))]
    return inside if letters[0] == letters[1] else ()


def _language(told: object) -> str | None:
    name = told.strip().lower() if isinstance(told, str) else ""
    return _CODES.get(name) or (name[:2] if re.fullmatch(r"[a-z]{2}(-[a-z]+)?", name) else None)
