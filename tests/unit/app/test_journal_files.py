"""What a command is given to tell: files and standard input."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from app.journal_files import read_file, read_standard_input, refuse_mixed, words_given
from core.errors import BadInput, Unhearable

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00"


def test_a_file_is_read_whole_and_keeps_its_name(tmp_path: Path):
    path = tmp_path / "Memo 7.wav"
    path.write_bytes(WAV)
    given = read_file(path)
    assert (given.name, given.content, given.text) == ("Memo 7.wav", WAV, None)


def test_what_is_no_file_is_refused_without_being_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path, tmp_path / "pipe.wav", Path("/dev/zero")):
        with pytest.raises(Unhearable, match="is no file; name a recording"):
            read_file(path)
    with pytest.raises(BadInput, match=r"gone\.wav cannot be read: No such file or directory"):
        read_file(tmp_path / "gone.wav")


def test_a_file_larger_than_any_recording_is_refused(tmp_path: Path):
    path = tmp_path / "day.wav"
    path.touch()
    os.truncate(path, 200_000_001)
    with pytest.raises(Unhearable, match=r"day\.wav is larger than 200 MB") as refused:
        read_file(path)
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize(("content", "text"), [(b"Zwei Gl\xc3\xa4ser Wein\n", "Zwei Gläser Wein\n"), (WAV, None), (b"\x00\x01\x02", None)])
def test_standard_input_that_is_text_is_words_and_anything_else_a_recording(content: bytes, text: str | None):
    given = read_standard_input(io.BytesIO(content))
    assert given.text == text
    assert given.content == (b"" if text else content)


def test_a_recording_from_standard_input_is_named_after_what_it_is():
    binary = WAV[:40] + b"\xff\xfe" * 40
    assert read_standard_input(io.BytesIO(binary)).name == "standard input.wav"


def test_words_are_those_of_the_option_or_of_standard_input():
    assert words_given("no wine", io.BytesIO(b"wine")).text == "no wine"
    assert words_given("-", io.BytesIO(b"a glass")).text == "a glass"
    with pytest.raises(BadInput, match="wanted words on standard input, found no text"):
        words_given("-", io.BytesIO(WAV))


@pytest.mark.parametrize(("files", "text"), [([], None), ([Path("a.wav")], "words")])
def test_one_names_recordings_or_words(files: list[Path], text: str | None):
    with pytest.raises(BadInput, match="wanted recordings, or --text"):
        refuse_mixed(files, text)
    refuse_mixed([Path("a.wav")], None)
    refuse_mixed([], "words")
