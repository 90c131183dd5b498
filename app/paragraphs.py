"""Sections, lists and sentences of a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = (0, 2)


def section(title: str, lines: Iterable[RenderableType | str | None]) -> Iterator[RenderableType]:
    """A heading and its lines; nothing where there are none."""
    body = [Text(line) if isinstance(line, str) else line for line in lines if line]
    if body:
        yield Text()
        yield Padding(Text(title, style="bold"), (0, 1))
        yield from (Padding(line, INDENT) for line in body)


def bullet(words: str | Text) -> Table:
    """One item of a list; its further lines stand under the first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text("·"), Text(words) if isinstance(words, str) else words)
    return grid


def sentences(text: str) -> list[str]:
    """The sentences of a text: a list is easier to read than a block."""
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", text) if sentence]
