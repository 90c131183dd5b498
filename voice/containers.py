"""Which kind of audio file the first bytes make it; a file's name says nothing here, and nothing is decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PCM = ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw")


@dataclass(frozen=True)
class Container:
    """A kind of file that is taken."""

    name: str
    suffix: str
    """What a kept recording's name ends in."""
    demuxer: str
    """The one demuxer that may read it, by FFmpeg's name."""
    codecs: tuple[str, ...]
    """The decoders that may run, by FFmpeg's names."""


WAV = Container("WAV", ".wav", "wav", _PCM)
MP3 = Container("MP3", ".mp3", "mp3", ("mp3float", "mp3"))
M4A = Container("M4A", ".m4a", "mov", ("aac", "alac"))
OGG = Container("Ogg", ".ogg", "ogg", ("vorbis", "opus", "flac"))
FLAC = Container("FLAC", ".flac", "flac", ("flac",))
WEBM = Container("WebM", ".webm", "matroska", ("opus", "vorbis"))
CONTAINERS = (WAV, MP3, M4A, OGG, FLAC, WEBM)
SUFFIXES = tuple(container.suffix for container in CONTAINERS)
"""Endings of files that are taken, as a watched folder or a page needs them; what a file is, its bytes alone decide."""

_HEAD = 4096
_MP3_SEARCH = 65_536
"""How far behind its tag an MP3's first frame may lie."""
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"#EXTM3U", "a playlist (M3U)"),
    (b"[playlist]", "a playlist (PLS)"),
    (b"ffconcat", "a list of other files (concat script)"),
    (b";FFMETADATA", "a list of tags (FFmpeg metadata)"),
    (b"v=0\r\n", "a session description (SDP)"),
    (b"v=0\n", "a session description (SDP)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"MThd", "notes without sound (MIDI)"),
    (b"FORM", "AIFF"),
    (b"caff", "CAF"),
    (b"#!AMR", "AMR"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
    (b".snd", "AU"),
    (b"wvpk", "WavPack"),
    (b"MAC ", "Monkey's Audio"),
    (b"SQLite format 3\0", "a database (SQLite)"),
)
"""Beginnings of what is sent by mistake or on purpose, and what to call it; the first that fits counts."""
_ADTS = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
_FILE_LINE = re.compile(rb"^\s*file\s+\S", re.MULTILINE)


def container_of(content: bytes) -> Container | None:
    """The kind of file; None where it is none that is taken."""
    tag = _id3_length(content)
    if content[tag : tag + 4] == b"fLaC":
        return FLAC
    if content[:4] in {b"RIFF", b"RF64"} and content[8:12] == b"WAVE":
        return WAV
    if content[:4] == b"OggS":
        return OGG
    if content[4:8] == b"ftyp":
        return M4A
    if content[:4] == b"\x1a\x45\xdf\xa3" and re.search(rb"webm|matroska", content[:_HEAD]):
        return WEBM
    return MP3 if _is_mp3(content, tag) else None


def looks_like(content: bytes) -> str:
    """What a file seems to be that is none of ours, in words for a person."""
    head = content[:_HEAD]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, words in _SIGNS:
        if start.startswith(sign):
            return words
    if _ADTS.match(head):
        return "bare AAC (ADTS)"
    if head[:4] == b"RIFF":
        return f"RIFF of the kind {_plain(head[8:12])!r}"
    return _text_kind(start) if _is_text(head) else "bytes of no kind known here"


def _text_kind(start: bytes) -> str:
    if re.match(rb"(?i)<!doctype html|<html|<script|<svg|<\?xml|<!--|<MPD|<smil", start):
        return "a page or XML"
    if _FILE_LINE.search(start):
        return "a list of other files (concat script)"
    if re.match(rb"[\[{]", start):
        return "JSON"
    if re.match(rb"\w+://", start):
        return "an address"
    return "text"


def _is_text(head: bytes) -> bool:
    if not head:
        return False
    odd = sum(byte < 9 or 13 < byte < 32 or byte == 127 for byte in head)
    try:
        head[:-4].decode() if len(head) == _HEAD else head.decode()  # the cut may go through a character
    except UnicodeDecodeError:
        return False
    return odd == 0


def _plain(part: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in part)


def _id3_length(content: bytes) -> int:
    """The length of an ID3v2 tag at the beginning; 0 where there is none. Source: id3.org, ID3v2.4.0 structure, section 3.1."""
    if content[:3] != b"ID3" or len(content) < 10 or any(byte & 0x80 for byte in content[6:10]):
        return 0
    a, b, c, d = content[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d) + (10 if content[5] & 0x10 else 0)


def _is_mp3(content: bytes, tag: int) -> bool:
    """True where frames follow each other: at once without a tag, within reach behind one.

    Two letters of text may look like one frame's header; two frames, the second where the first says, do not come about by chance.
    """
    last = min(tag + (_MP3_SEARCH if tag else 0), len(content) - 4)
    at = tag
    while 0 <= at <= last:
        length = _mp3_frame_length(content[at : at + 4])
        if length and (_mp3_frame_length(content[at + length : at + length + 4]) or at + length == len(content)):
            return True
        at = content.find(b"\xff", at + 1)
    return False


_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)


def _mp3_frame_length(header: bytes) -> int:
    """Bytes of the layer III frame that begins so; 0 where none does. Source: ISO/IEC 11172-3, 2.4.1.3 and 13818-3, 2.4.2.3."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate = header[1] >> 3 & 3, header[2] >> 2 & 3
    kbps = (_KBPS_1 if version == 3 else _KBPS_2)[header[2] >> 4]
    if version == 1 or rate == 3 or not kbps:
        return 0
    hertz = (44_100, 48_000, 32_000)[rate] >> {3: 0, 2: 1, 0: 2}[version]
    return (144_000 if version == 3 else 72_000) * kbps // hertz + (header[2] >> 1 & 1)
