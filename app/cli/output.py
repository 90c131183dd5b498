"""Where words go: data and cards to standard output, everything said on the way to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from app.plain import plain

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDEST = 120
"""Columns beyond which lines are hard to read."""


def print_json(value: object) -> None:
    """Prints a value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    sys.stdout.flush()


def page() -> Console:
    """Standard output, for people."""
    return _console(stderr=False)


def side() -> Console:
    """Standard error, for people."""
    return _console(stderr=True)


def show(*parts: RenderableType) -> None:
    """Prints for people on standard output."""
    console = page()
    for part in parts:
        console.print(part)


def note(text: str) -> None:
    """Says a line on standard error; its text is never read as markup."""
    side().print(plain(text), markup=False, highlight=False, soft_wrap=True)


class Stages(Protocol):
    """Told each stage of a run as it begins."""

    def __call__(self, stage: str) -> None:
        """Shows it."""
        ...


@contextmanager
def stages(title: str) -> Iterator[Stages]:
    """A turning mark on standard error with the stage of a run, while the block lasts; nothing where no terminal is."""
    from rich.text import Text

    console = side()
    if not console.is_terminal:
        yield _silent
        return
    with console.status(Text(f"{title} …")) as status:
        yield lambda stage: status.update(Text(f"{title} · {stage} …"))


def _silent(stage: str) -> None:
    """For where nobody watches."""


class Advance(Protocol):
    """Told how far a long work is."""

    def __call__(self, done: int, total: int | None, words: str | None = None) -> None:
        """Shows it; `words` say what is being done now."""
        ...


@contextmanager
def bar(title: str) -> Iterator[Advance]:
    """A progress bar on standard error while the block lasts; nothing where no terminal is."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = side()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def advance(done: int, total: int | None, words: str | None = None) -> None:
            progress.update(task, completed=done, total=total, description=words or title)

        yield advance


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    console.width = min(console.width, WIDEST)
    return console
