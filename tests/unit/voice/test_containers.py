"""What a file is, by its bytes alone."""

from __future__ import annotations

import struct

import pytest

from voice.containers import CONTAINERS, FLAC, M4A, MP3, OGG, SUFFIXES, WAV, WEBM, container_of, looks_like

FRAME = b"\xff\xfb\x90\x00" + bytes(413)
"""An MPEG-1 layer III frame of 128 kbit/s at 44.1 kHz: 144,000 · 128 / 44,100 = 417 bytes."""


@pytest.mark.parametrize(
    ("content", "container"),
    [
        (b"RIFF\x24\0\0\0WAVEfmt ", WAV),
        (b"RF64\xff\xff\xff\xffWAVEds64", WAV),
        (b"OggS\0\x02", OGG),
        (b"fLaC\0\0\0\x22", FLAC),
        (b"ID3\x04\0\0\0\0\0\x05" + bytes(5) + b"fLaC", FLAC),
        (b"\0\0\0\x1cftypM4A ", M4A),
        (b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm", WEBM),
        (b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska", WEBM),
        (FRAME * 2, MP3),
        (FRAME, MP3),
        (b"ID3\x04\0\0\0\0\x01\x00" + bytes(128) + FRAME * 2, MP3),
        (b"ID3\x04\0\0\0\0\x01\x00" + bytes(128 + 300) + FRAME * 2, MP3),
    ],
)
def test_a_kind_is_known_by_its_first_bytes(content: bytes, container: object):
    assert container_of(content) is container


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"#EXTM3U\n/etc/passwd", "playlist"),
        (b"\xef\xbb\xbf#EXTM3U", "playlist"),
        (b"ffconcat version 1.0", "concat"),
        (b"file '/etc/passwd'\n", "concat"),
        (b";FFMETADATA1", "tags"),
        (b"v=0\r\no=-", "SDP"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html>", "page"),
        (b'{"a": 1}', "JSON"),
        (b"http://example.org/a.wav", "address"),
        (b"I drank two glasses", "text"),
        (b"RIFF\x10\0\0\0AVI LIST", "AVI"),
        (b"\xff\xf1\x50\x80\x2e\x7f\xfc", "ADTS"),
        (b"FORM\0\0\0\0AIFF", "AIFF"),
        (bytes(100), "no kind"),
        (b"\xff", "no kind"),
        (FRAME[:200] + b"x" * 300, "no kind"),
    ],
)
def test_what_is_not_taken_is_named(content: bytes, words: str):
    assert container_of(content) is None
    assert words in looks_like(content)


def test_text_that_begins_like_one_frame_is_no_mp3():
    assert container_of(b"\xff\xfb\x90\x00" + "žluťoučký kůň".encode() * 200) is None


@pytest.mark.parametrize("length", range(14))
def test_a_few_bytes_are_looked_at_without_harm(length: int):
    for content in (b"RIFF\x24\0\0\0WAVEfmt", b"ID3\x04\0\0\x7f\x7f\x7f\x7f\xff\xfb", FRAME[:14], b"\0\0\0\x1cftypM4A "):
        assert container_of(content[:length]) in {None, *CONTAINERS}
        assert looks_like(content[:length])


def test_a_tag_that_says_more_than_there_is_makes_no_mp3():
    assert container_of(b"ID3" + struct.pack(">BBB4B", 4, 0, 0, 127, 127, 127, 127) + FRAME * 3) is None


def test_each_kind_has_an_ending_of_its_own_and_no_decoder_for_pictures():
    assert SUFFIXES == (".wav", ".mp3", ".m4a", ".ogg", ".flac", ".webm")
    assert not {"mjpeg", "png", "h264", "text"} & {codec for container in CONTAINERS for codec in container.codecs}
