"""Recordings and words as a command is given them: files and standard input, read whole and under a limit."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from core.errors import BadInput, Unhearable

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Given:
    """One thing to be told: a recording, or words."""

    name: str
    """For messages, and for the ending of a file."""
    content: bytes = b""
    text: str | None = None
    """Words; None for a recording."""


def read_file(path: Path) -> Given:
    """The recording of that name, or what standard input holds.

    Raises:
        BadInput: when there is no such file, or it cannot be read.
        Unhearable: when it is no file, or larger than any recording that is taken.
    """
    if str(path) == STANDARD_INPUT:
        return read_standard_input(sys.stdin.buffer)
    try:
        if path.exists() and not path.is_file():
            raise Unhearable(f"{path} is no file; name a recording", "no_file")
        with path.open("rb") as file:
            return Given(path.name, _limited(file, path.name))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}") from error


def read_standard_input(stream: BinaryIO) -> Given:
    """Words or a recording: what is text in UTF-8 is words."""
    content = _limited(stream, "standard input")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Given(f"standard input{_suffix_of(content)}", content)
    return Given("standard input", text=text) if text.isprintable() or not _has_controls(text) else Given("standard input", content)


def words_given(text: str, stdin: BinaryIO) -> Given:
    """The words of the option `--text`; a hyphen means standard input.

    Raises:
        BadInput: when standard input holds no text.
    """
    if text != STANDARD_INPUT:
        return Given("words", text=text)
    given = read_standard_input(stdin)
    if given.text is None:
        raise BadInput("wanted words on standard input, found no text; a recording is told by: morrow journal add -")
    return given


def refuse_mixed(files: Sequence[Path], text: str | None) -> None:
    """Lets a command pass that names recordings or words, not both and not neither.

    Raises:
        BadInput: otherwise.
    """
    if bool(files) == (text is not None):
        raise BadInput('wanted recordings, or --text "what you have to say", or - for standard input; morrow journal record listens')


def _limited(stream: BinaryIO, name: str) -> bytes:
    from voice.decoding import MOST_BYTES

    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unhearable(f"{name} is larger than {MOST_BYTES / 1e6:,.0f} MB, the most taken; save it as m4a or mp3", "too_large")
    return content


def _suffix_of(content: bytes) -> str:
    """The ending of a recording that came without a name."""
    from voice.containers import container_of

    found = container_of(content)
    return "" if found is None else found.suffix


def _has_controls(text: str) -> bool:
    return any(letter < " " and letter not in "\t\r\n" for letter in text)
