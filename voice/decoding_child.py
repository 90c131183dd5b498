"""The child that decodes: takes the bytes of one file, locks itself in, answers with samples or with why not, and ends.

FFmpeg reads what strangers made. So: one demuxer and a few decoders, no protocol and no outside reference; the kernel's limits of
`core.sandbox_lock` before the first byte is looked at; and everything that needs a file (imports, warming up) before those.
"""

from __future__ import annotations

import io
import json
import os
import struct
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from core.sandbox_lock import allow_cpu, give_up_rights
from core.sandbox_wire import HEADER, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

LENGTH = struct.Struct(">Q")
"""Before the file's bytes: how many there are."""
HEADROOM_MB = 640
"""Address space beyond the loaded libraries: the largest file, the longest sound and what a decoder needs."""
LEAST_HERTZ, MOST_HERTZ, MOST_CHANNELS = 4_000, 384_000, 64
MOST_BAD_PACKETS = 2_000
BATCH_BYTES = 1_000_000
"""Frames are joined to about this before they are worked on: a call for each frame would take most of the time."""


class _Declined(Exception):
    """Why there is no sound: one of the reasons of `Unhearable`, with a few words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Task:
    """What the parent asks, beside the bytes."""

    demuxer: str
    codecs: tuple[str, ...]
    rate: int
    most_seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Form:
    """How the samples of a frame lie."""

    rate: int
    channels: int
    planar: bool

    def check(self) -> None:
        """Nothing, or the refusal of what no microphone writes."""
        if not LEAST_HERTZ <= self.rate <= MOST_HERTZ or not 1 <= self.channels <= MOST_CHANNELS:
            raise _Declined("undecodable", f"{self.rate} samples a second of {self.channels} channels")


def main() -> NoReturn:
    """Answers once: a frame of JSON, and behind it the samples as float32."""
    receive, send = _own_pipes()
    pieces: list[NDArray[np.float32]] = []
    failed = "broken"  # until the file is looked at, nothing is its fault
    try:
        task = _task(_read_bytes(receive, HEADER.unpack(_read_bytes(receive, HEADER.size))[0]))
        _warm_up(task.rate)
        limits = Limits(seconds=task.cpu_seconds, headroom_mb=HEADROOM_MB)
        give_up_rights(max(receive, send), limits)
        allow_cpu(limits)
        failed = "undecodable"
        pieces = _decoded(_file(receive), task)
        answer: dict[str, object] = {"samples": sum(len(piece) for piece in pieces)}
    except _Declined as declined:
        answer = {"reason": declined.reason, "detail": declined.detail}
    except Exception as error:  # noqa: BLE001 - the outer edge of the process: whatever FFmpeg says, the parent hears one word of it
        answer = {"reason": failed, "detail": type(error).__name__}
    frame = json.dumps(answer).encode()
    _write(send, HEADER.pack(len(frame)) + frame)
    for piece in pieces if "samples" in answer else ():
        _write(send, piece.tobytes())
    os._exit(0)


def _own_pipes() -> tuple[int, int]:
    """Descriptors to read from and write to; the standard ones lead nowhere from here on, so no stray word breaks a frame."""
    receive, send = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return receive, send


def _read_bytes(receive: int, length: int) -> bytes:
    return _read_into(receive, length).getvalue()


def _read_into(receive: int, length: int) -> io.BytesIO:
    taken = io.BytesIO()
    while missing := length - taken.tell():
        part = os.read(receive, min(missing, 1 << 20))
        if not part:
            os._exit(0)  # the parent is gone
        taken.write(part)
    return taken


def _file(receive: int) -> io.BytesIO:
    content = _read_into(receive, LENGTH.unpack(_read_bytes(receive, LENGTH.size))[0])
    content.seek(0)
    return content


def _write(send: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(send, rest) :]


def _task(message: bytes) -> Task:
    said = json.loads(message)
    return Task(said["demuxer"], tuple(said["codecs"]), said["rate"], said["most_seconds"], said["cpu_seconds"])


def _warm_up(rate: int) -> None:
    """Has a little sound decoded and made slower once, and a broken file refused: the modules that this loads need files."""
    import contextlib
    import encodings.ascii  # noqa: F401 - FFmpeg's names are decoded by it
    import importlib

    for kind in ("attachments", "data", "subtitles", "video", "audio"):
        with contextlib.suppress(ImportError):
            importlib.import_module(f"av.{kind}.stream")
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((2, 2, 44_100, 0, "NONE", ""))
        sound.writeframes(bytes(44_100))
    task = Task("wav", ("pcm_s16le",), rate, 1.0, 1.0)
    file.seek(0)
    _decoded(file, task)
    with contextlib.suppress(Exception):
        _decoded(io.BytesIO(b"RIFF\xff\xff\xff\xffWAVE\xff"), task)


def _decoded(file: IO[bytes], task: Task) -> list[NDArray[np.float32]]:
    """The sound in pieces, at the rate asked for.

    Raises:
        _Declined: where there is none, or more than may be.
    """
    with _opened(file, task) as container:
        stream = _stream(container, task)
        pieces = list(_resampled(_batches(_frames(container, stream), task), task.rate))
    if not any(map(len, pieces)):
        raise _Declined("undecodable", "no frame of it could be decoded")
    return pieces


def _opened(file: IO[bytes], task: Task) -> InputContainer:
    """The container. Options by FFmpeg's documentation, "Format Options" and "mov/mp4/3gp": no protocol, no other demuxer or decoder."""
    import av

    options = {"protocol_whitelist": "none", "format_whitelist": _formats(task.demuxer), "codec_whitelist": ",".join(task.codecs)}
    if task.demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    try:
        return av.open(file, "r", format=task.demuxer, options=options, metadata_errors="replace")
    except av.FFmpegError as error:
        raise _Declined("undecodable", "its head cannot be read") from error


def _formats(demuxer: str) -> str:
    """The demuxer's whole name, which is what the list is compared with."""
    from av.format import ContainerFormat

    return ContainerFormat(demuxer, "r").name


def _stream(container: InputContainer, task: Task) -> AudioStream:
    if not container.streams.audio:
        raise _Declined("no_audio" if len(container.streams) else "undecodable", "no stream of sound in it")
    found: set[str] = set()
    for stream in container.streams.audio:
        codec = stream.codec_context.name if stream.codec_context is not None else "none"
        if codec in task.codecs:
            stream.codec_context.thread_count = 1
            return stream
        found.add(codec)
    raise _Declined("undecodable", f"it holds {', '.join(sorted(found))}")


def _batches(frames: Iterator[AudioFrame], task: Task) -> Iterator[tuple[Form, NDArray[np.generic]]]:
    """Frames joined while they are alike, some seconds at a time; ends with a refusal as soon as there is more than may be."""
    import numpy as np

    form, held, seconds = Form(0, 0, planar=False), 0, 0.0
    waiting: list[NDArray[np.generic]] = []
    for frame in frames:
        found = Form(frame.sample_rate, frame.layout.nb_channels, planar=frame.format.is_planar)
        found.check()
        seconds += frame.samples / found.rate
        if seconds > task.most_seconds:
            raise _Declined("too_long")
        if waiting and (found != form or held > BATCH_BYTES):
            yield form, np.concatenate(waiting, axis=1)
            waiting.clear()
            held = 0
        form = found
        values = frame.to_ndarray()
        waiting.append(values)
        held += values.nbytes
    if waiting:
        yield form, np.concatenate(waiting, axis=1)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Frames in order; a broken packet is passed over, as players do, a file of nothing else is not gone through for ever."""
    import av

    bad = 0
    packets = container.demux(stream)
    while bad < MOST_BAD_PACKETS:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return  # the container ends here; what came before counts
        if packet is None:
            return
        try:
            yield from packet.decode()
        except av.FFmpegError:
            bad += 1


def _one_channel(form: Form, values: NDArray[np.generic]) -> NDArray[np.float32]:
    """The mean of the channels in −1 … 1; what is no number becomes silence."""
    import numpy as np

    channels = values if form.planar else values.reshape(-1, form.channels).T
    if channels.dtype.kind == "u":
        scaled = (channels.astype(np.float32) - 128.0) / 128.0
    elif channels.dtype.kind == "i":
        scaled = channels.astype(np.float32) / float(1 << (8 * channels.dtype.itemsize - 1))
    else:
        scaled = np.clip(np.nan_to_num(channels, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0).astype(np.float32)
    return np.asarray(scaled.mean(axis=0), dtype=np.float32)


def _resampled(batches: Iterator[tuple[Form, NDArray[np.generic]]], rate: int) -> Iterator[NDArray[np.float32]]:
    """One channel at the rate asked for; a change of rate within the file ends one resampler and begins another."""
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    standing, resampler = rate, AudioResampler("flt", "mono", rate)
    for form, values in batches:
        if form.rate != standing:
            yield from _samples(resampler, None) if standing != rate else ()
            standing, resampler = form.rate, AudioResampler("flt", "mono", rate)
        mono = _one_channel(form, values)
        if standing == rate:
            yield mono
            continue
        frame = AudioFrame.from_ndarray(mono[None, :], format="flt", layout="mono")
        frame.sample_rate = standing
        yield from _samples(resampler, frame)
    yield from _samples(resampler, None) if standing != rate else ()


def _samples(resampler: AudioResampler, frame: AudioFrame | None) -> Iterator[NDArray[np.float32]]:
    for made in resampler.resample(frame):
        yield made.to_ndarray()[0]
