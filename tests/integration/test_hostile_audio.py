"""Files that are no recordings, or hostile ones: each is heard as no more than it holds, or refused in a clear word; nothing else happens.

Every file is made here, none lies in the repository. Source of the demands: rows 31–33 of the matrix of faults: no other file is read, no
network, at most 20 s each, at most 1 GB in the decoder, and its death is not ours. The long half is marked `prove`.

Long because each hostile file is described where it is made.
"""

from __future__ import annotations

import io
import json
import math
import random
import resource
import socket
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest

from core.errors import Unhearable
from voice.decoding import MOST_SECONDS, decode
from voice.sound import RATE, Sound

REASONS = {"empty", "too_large", "unknown_format", "undecodable", "no_audio", "too_long", "too_short"}
SECONDS_ALLOWED = 20.0
SECRET_HERTZ = 1_000
"""What the secret file sounds like: if a decoder opened it, this tone would come out."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Tally:
    """What hearing a number of files came to."""

    heard: int = 0
    refused: int = 0
    worst_seconds: float = 0.0
    worst_name: str = ""

    def hear(self, name: str, content: bytes) -> Sound | str:
        """The sound, or the reason for the refusal; anything else is a failure of the test."""
        began = time.perf_counter()
        outcome = self._outcome(name, content)
        took = time.perf_counter() - began
        assert took < SECONDS_ALLOWED, f"{name} took {took:.1f} s"
        if took > self.worst_seconds:
            self.worst_seconds, self.worst_name = took, name
        return outcome

    def _outcome(self, name: str, content: bytes) -> Sound | str:
        try:
            sound = decode(content, name=name)
        except Unhearable as refusal:
            return self._refused(name, refusal)
        self.heard += 1
        assert 0.5 <= sound.seconds <= MOST_SECONDS + 1, name
        assert sound.samples.dtype == np.float32
        assert np.isfinite(sound.samples).all(), name
        assert np.abs(sound.samples).max() <= 1.0, name
        return sound

    def _refused(self, name: str, refusal: Unhearable) -> str:
        assert refusal.reason in REASONS, name
        assert name in str(refusal)
        self.refused += 1
        return refusal.reason

    def told(self) -> str:
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
        return (
            f"heard {self.heard}, refused {self.refused}, worst {self.worst_seconds:.2f} s ({self.worst_name}), child at most {peak:.0f} MB"
        )


def _wav(samples: np.ndarray, *, rate: int = RATE, channels: int = 1, tag: int = 1, bits: int = 16) -> bytes:
    """A WAV file by hand, so that its head may lie. `samples` are the raw values."""
    data = samples.tobytes()
    head = struct.pack(
        "<HHIIHH", tag, channels, rate & 0xFFFFFFFF, rate * channels * bits // 8 & 0xFFFFFFFF, channels * bits // 8 & 0xFFFF, bits
    )
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def _tone(seconds: float = 2.0, hertz: float = 220.0, rate: int = RATE) -> np.ndarray:
    return (0.3 * np.sin(2 * math.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def _s16(values: np.ndarray) -> np.ndarray:
    return (values * 32767).astype("<i2")


def _encoded(form: str, codec: str, rate: int, seconds: float = 2.0) -> bytes:
    """A file by FFmpeg's own encoders."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        layout = "stereo" if codec == "vorbis" else "mono"
        stream = container.add_stream(codec, rate=rate, layout=layout, options={"strict": "-2"})
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate)
        frame = av.AudioFrame.from_ndarray(_tone(seconds, rate=rate)[None, :], format="flt", layout="mono")
        frame.sample_rate = rate
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def _video(form: str, codec: str) -> bytes:
    """A film without sound."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    return file.getvalue()


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x07 if value & 0x80 else value << 1) & 0xFF
    return value


def _crc16(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def _flac_silence(hours: float) -> bytes:
    """Silence by hand, 13 to 15 bytes for each 4 s: one constant subframe. Source: RFC 9639, sections 8.2 and 9."""
    block = 65_535
    count = math.ceil(hours * 3600 * RATE / block)
    packed = (RATE << 44) | (0 << 41) | (15 << 36) | (count * block)
    info = struct.pack(">HH", block, block) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    frames = bytearray(b"fLaC\x80\x00\x00\x22" + info)
    for number in range(count):
        head = b"\xff\xf8" + bytes([0x75, 0x08]) + _flac_number(number) + struct.pack(">H", block - 1)
        frame = head + bytes([_crc8(head)]) + b"\x00\x00\x00"
        frames += frame + struct.pack(">H", _crc16(frame))
    return bytes(frames)


def _flac_number(number: int) -> bytes:
    """A frame's number, written as UTF-8 writes a code point."""
    if number < 0x80:
        return bytes([number])
    if number < 0x800:
        return bytes([0xC0 | number >> 6, 0x80 | number & 0x3F])
    return bytes([0xE0 | number >> 12, 0x80 | number >> 6 & 0x3F, 0x80 | number & 0x3F])


def _with_outer_reference(m4a: bytes, path: Path, kind: bytes) -> bytes:
    """The file, whose sound is said to lie in another. Source: ISO/IEC 14496-12, 8.7.2; `alis` as QuickTime has it."""

    def walk(data: bytes) -> bytes:
        out, at = bytearray(), 0
        while at + 8 <= len(data):
            size, name = struct.unpack(">I4s", data[at : at + 8])
            body = data[at + 8 : at + size]
            if name in {b"moov", b"trak", b"mdia", b"minf", b"dinf"}:
                body = walk(body)
            elif name == b"dref":
                body = bytes(4) + struct.pack(">I", 1) + entry
            out += struct.pack(">I4s", len(body) + 8, name) + body
            at += size
        return bytes(out)

    told = str(path).encode()
    if kind == b"url ":
        told = bytes(4) + b"file://" + told + b"\0"
    else:
        folder, file = str(path.parent).encode(), path.name.encode()
        told = (
            bytes(4) + bytes(10) + bytes([1]) + b"v".ljust(27, b"\0") + bytes(12) + bytes([len(file)]) + file.ljust(63, b"\0") + bytes(16)
        )
        told += struct.pack(">hh", 0, 0) + bytes(16)
        for number, text in ((2, folder + b":" + file), (18, folder + b"/" + file)):
            told += struct.pack(">HH", number, len(text)) + text + bytes(len(text) % 2)
        told += struct.pack(">HH", 0xFFFF, 0)
    entry = struct.pack(">I4s", len(told) + 8, kind) + told
    return walk(m4a)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording beside the hostile files that none of them may bring to light."""
    path = tmp_path_factory.mktemp("secret") / "secret.wav"
    path.write_bytes(_wav(_s16(_tone(3.0, SECRET_HERTZ))))
    return path


@pytest.fixture(scope="module")
def valid() -> dict[str, bytes]:
    """One file of each kind, two seconds each."""
    return {
        "wav": _wav(_s16(_tone())),
        "mp3": _encoded("mp3", "libmp3lame", 44_100),
        "m4a": _encoded("ipod", "aac", 44_100),
        "alac": _encoded("mp4", "alac", 44_100),
        "ogg": _encoded("ogg", "libopus", 48_000),
        "vorbis": _encoded("ogg", "vorbis", 44_100),
        "flac": _encoded("flac", "flac", 44_100),
        "webm": _encoded("webm", "libopus", 48_000),
    }


Crafted = dict[str, tuple[bytes, set[str]]]
HEARD = "heard"


@pytest.fixture(scope="module")
def crafted(secret: Path, valid: dict[str, bytes]) -> Crafted:
    """Each file with what may become of it."""
    return {**_disguises(secret), **_lies(valid), **_odd_forms(), **_outside(secret, valid), **_broken_frames(valid)}


def _disguises(secret: Path) -> Crafted:
    """What is no recording by its first bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.wav", _wav(_s16(_tone())))
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1, 1, 8, 2, 0, 0, 0) + zlib.compress(b"x" * 2000, 0)
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{secret}\n#EXT-X-ENDLIST\n".encode()
    files = {
        "playlist.wav": playlist,
        "playlist with a mark.wav": b"\xef\xbb\xbf" + playlist,
        "playlist of an address.mp3": playlist.replace(str(secret).encode(), b"http://127.0.0.1:9/x.ts"),
        "concat.wav": f"ffconcat version 1.0\nfile '{secret}'\n".encode(),
        "concat without a head.ogg": f"file '{secret}'\n".encode(),
        "metadata.mp3": b";FFMETADATA1\ntitle=x\n",
        "session.wav": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n",
        "dash.webm": f'<?xml version="1.0"?><MPD><Period><BaseURL>file://{secret}</BaseURL></Period></MPD>'.encode(),
        "pls.mp3": f"[playlist]\nFile1={secret}\n".encode(),
        "address.wav": f"concat:{secret}|{secret}".encode(),
        "file address.wav": f"file://{secret}\n".encode(),
        "archive.wav": archive.getvalue(),
        "picture.m4a": picture,
        "paper.flac": b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog>>endobj\n" * 40,
        "page.ogg": b"<!DOCTYPE html><script>fetch('http://127.0.0.1:9')</script>",
        "json.wav": json.dumps({"speech": "I drank two glasses of wine"}).encode(),
        "text.mp3": b"Two glasses of wine with dinner.\n" * 100,
        "adts.m4a": b"\xff\xf1\x50\x80\x2e\x7f\xfc" * 300,
        "avi.wav": b"RIFF" + struct.pack("<I", 1000) + b"AVI LIST" + bytes(1000),
        "aiff.wav": b"FORM" + struct.pack(">I", 1000) + b"AIFFCOMM" + bytes(1000),
        "random.wav": random.Random(1).randbytes(100_000),
        "zeros.mp3": bytes(100_000),
        "one byte.wav": b"R",
        "midi.mp3": b"MThd" + bytes(200),
    }
    return {"empty.wav": (b"", {"empty"}), **{name: (content, {"unknown_format"}) for name, content in files.items()}}


def _lies(valid: dict[str, bytes]) -> Crafted:
    """Heads that promise something else than what follows."""
    wav, sound = valid["wav"], _s16(_tone())
    huge, none = bytearray(wav), bytearray(wav)
    huge[4:8] = huge[40:44] = b"\xff\xff\xff\xff"
    none[40:44] = bytes(4)
    return {
        "says 4 GB.wav": (bytes(huge), {HEARD}),
        "says nothing.wav": (bytes(none), {HEARD, "undecodable", "too_short"}),
        "head only.wav": (wav[:44], {"undecodable"}),
        "half a head.wav": (wav[:20], {"undecodable"}),
        "head only.flac": (valid["flac"][:42], {"undecodable"}),
        "head only.webm": (valid["webm"][:200], {"undecodable", "no_audio"}),
        "head only.m4a": (valid["m4a"][:32], {"undecodable"}),
        "0 Hz.wav": (_wav(sound, rate=0), {"undecodable"}),
        "1 Hz.wav": (_wav(sound, rate=1), {"undecodable"}),
        "4 GHz.wav": (_wav(sound, rate=4_000_000_000), {"undecodable"}),
        "no channel.wav": (_wav(sound, channels=0), {"undecodable"}),
        "65535 channels.wav": (_wav(sound, channels=65_535), {"undecodable"}),
        "mp3 in a head of.wav": (_wav(np.frombuffer(valid["mp3"], np.uint8), tag=0x55), {"undecodable"}),
        "unknown codec.wav": (_wav(sound, tag=0x4242), {"undecodable"}),
        "ten milliseconds.wav": (_wav(sound[:160]), {"too_short"}),
        "a page behind.wav": (wav + b"<html><script>alert(1)</script></html>", {HEARD}),
        "a page in a chunk.wav": (wav[:12] + b"JUNK" + struct.pack("<I", 30) + b"<html><script>1</script></html"[:30] + wav[12:], {HEARD}),
    }


def _odd_forms() -> Crafted:
    """Forms that are rare, and fine, or too long."""
    tone = _tone()
    wide = np.frombuffer(b"".join(int(v * 8_388_607).to_bytes(3, "little", signed=True) for v in tone), np.uint8)
    bad = tone.copy()
    bad[::7], bad[::11], bad[::13] = np.nan, np.inf, 1e30
    half_hour = np.zeros(1800 * 8_000, np.uint8)
    return {
        "24 bits.wav": (_wav(wide, bits=24), {HEARD}),
        "floats.wav": (_wav(tone, tag=3, bits=32), {HEARD}),
        "doubles.wav": (_wav(tone.astype("<f8"), tag=3, bits=64), {HEARD}),
        "8 bits.wav": (_wav((tone * 127 + 128).astype(np.uint8), bits=8), {HEARD}),
        "a-law.wav": (_wav(np.full(32_000, 0xD5, np.uint8), tag=6, bits=8), {HEARD}),
        "µ-law.wav": (_wav(np.full(32_000, 0x7F, np.uint8), tag=7, bits=8), {HEARD}),
        "8 channels.wav": (_wav(_s16(np.repeat(tone, 8)), channels=8), {HEARD}),
        "192 kHz.wav": (_wav(_s16(_tone(rate=192_000)), rate=192_000), {HEARD}),
        "no numbers.wav": (_wav(bad, tag=3, bits=32), {HEARD}),
        "only no numbers.wav": (_wav(np.full(32_000, np.nan, "<f4"), tag=3, bits=32), {HEARD}),
        "half an hour.wav": (_wav(half_hour, rate=8_000, bits=8), {"too_long"}),
        "2 hours.flac": (_flac_silence(2), {"too_long"}),
        "24 hours.flac": (_flac_silence(24), {"too_long"}),
        "film.webm": (_video("webm", "libvpx"), {"no_audio"}),
        "film.m4a": (_video("mp4", "mpeg4"), {"no_audio"}),
    }


def _outside(secret: Path, valid: dict[str, bytes]) -> Crafted:
    """Files that say that their sound lies elsewhere."""
    return {
        "a reference outside.m4a": (_with_outer_reference(valid["m4a"], secret, b"url "), {HEARD, "undecodable"}),
        "an alias outside.m4a": (_with_outer_reference(valid["m4a"], secret, b"alis"), {HEARD, "undecodable"}),
        "an alias outside, raw.m4a": (_with_outer_reference(valid["alac"], secret, b"alis"), {HEARD, "undecodable"}),
    }


def _broken_frames(valid: dict[str, bytes]) -> Crafted:
    """Frames and pages that loop, repeat or announce what cannot be."""
    page = valid["ogg"].find(b"OggS", 4)
    looping = valid["ogg"][:page] + b"OggS\0\0" + bytes(20) + b"\0" * 2000
    ebml = b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe\x42\x82\x84webm"
    nested = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 5_000
    deep = b"\x00\x00\x00\x14ftypM4A \0\0\0\0M4A " + b"".join(struct.pack(">I4s", 0x7FFFFFFF, b"moov") for _ in range(20_000))
    tag = b"ID3\x04\x00\x00" + bytes([0x04, 0x00, 0x00, 0x00]) + bytes(4 << 21)
    return {
        "pages that repeat.ogg": (valid["ogg"][:page] * 3_000, {HEARD, "undecodable"}),
        "pages that loop.ogg": (looping * 200, {HEARD, "undecodable", "too_short"}),
        "pages without end.ogg": (valid["ogg"] + b"OggS" * 200_000, {HEARD, "undecodable"}),
        "huge lengths.webm": (ebml + bytes(10_000), {"undecodable", "no_audio"}),
        "nested.webm": (nested, {"undecodable", "no_audio"}),
        "nested.m4a": (deep, {"undecodable", "no_audio"}),
        "a tag of 8 MB.mp3": (tag + valid["mp3"], {HEARD}),
        "a tag and nothing.mp3": (tag, {"unknown_format"}),
        "a tag that lies.mp3": (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + valid["mp3"], {"unknown_format"}),
        "frames of nothing.mp3": ((b"\xff\xfb\x90\x00" + bytes(413)) * 400, {HEARD, "undecodable"}),
        "two kinds.ogg": (valid["ogg"] + valid["vorbis"], {HEARD, "undecodable"}),
    }


def _heard_secret(sound: Sound) -> bool:
    power = np.abs(np.fft.rfft(sound.samples)) ** 2
    at = round(SECRET_HERTZ * len(sound.samples) / RATE)
    return bool(power[max(0, at - 5) : at + 6].sum() > 0.5 * power.sum() > 0)


def _check(crafted: Crafted, tally: Tally) -> None:
    for name, (content, allowed) in crafted.items():
        outcome = tally.hear(name, content)
        assert (outcome if isinstance(outcome, str) else HEARD) in allowed, (name, outcome)
        assert isinstance(outcome, str) or not _heard_secret(outcome), name


# ------------------------------------------------------------------ always


def test_the_secret_would_be_noticed_if_it_came_out(secret: Path, valid: dict[str, bytes]):
    assert _heard_secret(decode(secret.read_bytes(), name="secret.wav"))
    assert not _heard_secret(decode(valid["wav"], name="other.wav"))


def test_every_kind_is_heard_at_its_length_and_pitch(valid: dict[str, bytes]):
    for name, content in valid.items():
        sound = decode(content, name=name)
        assert sound.seconds == pytest.approx(2.0, abs=0.06), name
        power = np.abs(np.fft.rfft(sound.samples))
        assert int(power.argmax()) * RATE / len(sound.samples) == pytest.approx(220.0, abs=1.0), name


def test_a_quick_sample_of_crafted_files_is_refused_or_heard_as_what_it_is(crafted: Crafted):
    slow = {"24 hours.flac", "half an hour.wav", "2 hours.flac"}
    quick = {name: crafted[name] for name in list(crafted)[::2] if name not in slow}
    tally = Tally()
    _check(quick, tally)
    assert tally.heard + tally.refused == len(quick) >= 30


def test_the_corpus_has_the_files_that_were_promised(crafted: Crafted):
    assert len(crafted) >= 60


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="reads the kernel's limits from /proc, which this system has not")
def test_the_decoder_may_open_nothing_before_it_sees_the_first_byte():
    from voice.containers import WAV
    from voice.decoding import _asked, _spawned
    from voice.decoding_child import LENGTH

    child = _spawned()
    try:
        assert child.stdin is not None
        child.stdin.write(_asked(WAV) + LENGTH.pack(1000) + b"RIFF")  # and never the rest: it waits for it, locked in
        limits = _limits_once_locked(child.pid)
        assert limits["Max file size"] == "0"
        assert limits["Max processes"] == "0"
        assert limits["Max core file size"] == "0"
        assert int(limits["Max open files"]) <= 5
        assert int(limits["Max address space"]) < 2 << 30
        assert int(limits["Max cpu time"]) <= 17
        held = [str(entry.readlink()) for entry in Path(f"/proc/{child.pid}/fd").iterdir()]
        assert len(held) == int(limits["Max open files"])  # all are taken: there is none left to open with
        assert all(place.startswith("pipe:") or place == "/dev/null" for place in held)
    finally:
        child.kill()
        child.communicate()


def _limits_once_locked(pid: int) -> dict[str, str]:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
        limits = {line[:25].strip(): line[25:].split()[0] for line in lines}
        if limits["Max cpu time"] != "unlimited" and limits["Max file size"] == "0":
            return limits
        time.sleep(0.02)
    raise AssertionError("the decoder never locked itself in")


def test_code_that_took_over_the_decoder_could_open_no_file_and_no_socket(tmp_path: Path):
    target = tmp_path / "secret.txt"
    target.write_text("secret")
    code = f"""
import socket, sys; sys.path.insert(0, {str(ROOT)!r})
from voice import decoding_child as child
receive, send = child._own_pipes()
child._warm_up(16000)
child.give_up_rights(max(receive, send), child.Limits(seconds=5, headroom_mb=child.HEADROOM_MB))
said = []
for attempt in (lambda: open({str(target)!r}).read(), lambda: open({str(tmp_path / "new")!r}, "w"), socket.socket):
    try:
        attempt()
        said.append("done")
    except OSError as error:
        said.append(type(error).__name__)
child._write(send, " ".join(said).encode())
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], input=b"", capture_output=True, check=True, timeout=30)
    assert done.stdout == b"OSError OSError OSError"
    assert not (tmp_path / "new").exists()


def test_a_decoder_that_is_killed_in_its_work_is_a_refusal_and_leaves_nothing_behind(valid: dict[str, bytes]):
    from voice.containers import WAV
    from voice.decoding import _Child

    with _Child(valid["wav"], WAV) as child:
        pid = child._process.pid
        psutil.Process(pid).kill()
        with pytest.raises(OSError, match="died"):
            child.receive(1 << 20)
    assert not psutil.pid_exists(pid)


def test_a_decoder_that_hangs_is_given_up_in_time_and_killed(valid: dict[str, bytes]):
    from voice.containers import WAV
    from voice.decoding import _Child

    with _Child(valid["wav"], WAV) as child:
        pid = child._process.pid
        psutil.Process(pid).suspend()
        child._deadline = time.monotonic() + 0.2
        with pytest.raises(TimeoutError):
            child.receive(1 << 20)
    assert not psutil.pid_exists(pid)


def test_a_file_of_another_codec_is_refused_by_the_name_of_what_it_holds(valid: dict[str, bytes]):
    with pytest.raises(Unhearable, match=r"it holds mp3.*wanted WAV with PCM"):
        decode(_wav(np.frombuffer(valid["mp3"], np.uint8), tag=0x55), name="day.wav")


def test_one_sample_that_is_no_number_does_not_spoil_the_others():
    tone = _tone(rate=44_100)
    tone[10_000] = np.nan
    sound = decode(_wav(tone, rate=44_100, tag=3, bits=32), name="day.wav")
    assert float(np.sqrt((sound.samples**2).mean())) == pytest.approx(0.3 / math.sqrt(2), rel=0.01)


def test_no_process_and_no_pipe_stay_behind_after_many_files(valid: dict[str, bytes]):
    decode(valid["wav"], name="first.wav")
    before = psutil.Process().num_fds(), psutil.Process().children()
    for _ in range(4):
        decode(valid["flac"], name="again.flac")
        with pytest.raises(Unhearable):
            decode(valid["flac"][:42], name="broken.flac")
    assert (psutil.Process().num_fds(), psutil.Process().children()) == before


def test_nobody_is_called_by_a_playlist_or_a_session_in_disguise():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        for form in ("#EXTM3U\n#EXTINF:3,\nhttp://127.0.0.1:{}/a.ts\n", "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio {} RTP/AVP 0\r\n"):
            with pytest.raises(Unhearable):
                decode(form.format(port).encode(), name="call.wav")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_sample_of_mutated_files_is_heard_or_refused(valid: dict[str, bytes]):
    tally = Tally()
    for name, content in _mutated(valid, 16, seed=1):
        tally.hear(name, content)
    assert tally.heard + tally.refused == 16


# ------------------------------------------------------------------ make prove


@pytest.mark.prove
def test_every_crafted_file_is_refused_or_heard_as_what_it_is(crafted: Crafted):
    tally, began = Tally(), time.perf_counter()
    _check(crafted, tally)
    _tell("crafted", len(crafted), began, tally)


@pytest.mark.prove
def test_500_mutated_files_are_heard_or_refused(valid: dict[str, bytes]):
    tally, began = Tally(), time.perf_counter()
    for name, content in _mutated(valid, 500, seed=2):
        tally.hear(name, content)
    assert tally.heard + tally.refused == 500
    assert tally.heard > 100  # a flipped byte in the middle is no reason to refuse
    assert tally.refused > 20
    _tell("mutated", 500, began, tally)


def _tell(kind: str, count: int, began: float, tally: Tally) -> None:
    # the largest child, or what this process had when it began one: the kernel counts that too, so this bounds it from above
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    assert peak <= 1_000_000_000
    print(f"\n{count} {kind} files in {time.perf_counter() - began:.0f} s: {tally.told()}")  # noqa: T201 - the figures of the proof


def _mutated(valid: dict[str, bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Flipped bytes, cuts, repeats and splices of valid files; the head is hit more often, for there the decisions are made."""
    chance = random.Random(seed)
    kinds: list[Callable[[random.Random, bytes, bytes], bytes]] = [_flip, _flip_head, _cut, _repeat, _splice, _fill]
    for number in range(count):
        name = chance.choice(sorted(valid))
        kind = kinds[number % len(kinds)]
        yield f"{number} {kind.__name__[1:]}.{name}", kind(chance, valid[name], valid[chance.choice(sorted(valid))])


def _flip(chance: random.Random, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    for _number in range(chance.randint(1, 200)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _flip_head(chance: random.Random, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    for _number in range(chance.randint(1, 12)):
        changed[chance.randrange(min(400, len(changed)))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(changed)


def _cut(chance: random.Random, content: bytes, _: bytes) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _repeat(chance: random.Random, content: bytes, _: bytes) -> bytes:
    a, b = sorted(chance.sample(range(len(content)), 2))
    return content[:b] + content[a:b] * chance.randint(1, 20) + content[b:]


def _splice(chance: random.Random, content: bytes, other: bytes) -> bytes:
    return content[: chance.randrange(1, len(content))] + other[chance.randrange(len(other)) :]


def _fill(chance: random.Random, content: bytes, _: bytes) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.choice((b"\0", b"\xff")) * chance.randint(1, 4_000) + content[at + 1 :]
