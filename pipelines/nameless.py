"""What Dagster's books may tell of a failure: its kind and its place, never its message, which may name a person.

Whoever is erased leaves the store; Dagster's databases, which keep every failure for good, are not rewritten for it. So nothing that
points at one person may enter them: not an id, not a value, not the name of a file that somebody put into the inbox.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, TypeVar

import dagster as dg

from core.errors import ModelUnavailable, MorrowError, SourceUnavailable, StoreBroken, StoreBusy

P = ParamSpec("P")
R = TypeVar("R")
SPEAKING = (StoreBusy, StoreBroken)
"""Errors that name files of the installation and nothing else: their words are the remedy, so they may be told."""
PASSING = (StoreBusy, SourceUnavailable, ModelUnavailable)
"""Errors of ours that may be over in a minute; the others are what they are until somebody changes something."""
_ROOT = Path(__file__).resolve().parents[1]
_log = logging.getLogger(__name__)


def nameless(function: Callable[P, R]) -> Callable[P, R]:
    """The same function for Dagster to call: what it raises is told without the message of the error."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except dg.Failure:
            raise
        except Exception as error:  # noqa: BLE001  # the outer edge: whatever it is, Dagster would write its message down
            note(error)
            where = dg.MetadataValue.md(f"```\n{frames(error)}\n```")
            raise dg.Failure(told(error), metadata={"where": where}, allow_retries=is_passing(error)) from None

    return guarded


def is_passing(error: BaseException) -> bool:
    """True for what may go better in a minute: what others hold or do not answer, and whatever is not known to be otherwise."""
    return isinstance(error, PASSING) or not isinstance(error, MorrowError)


def told(error: BaseException) -> str:
    """An error in a few words: its class and the place of ours where it arose; its message only where that is safe."""
    words = f": {error}" if isinstance(error, SPEAKING) else ""
    return f"{type(error).__name__} at {_place(error.__traceback__)}{words}"


def note(error: BaseException) -> None:
    """Logs where an error arose, with its kind."""
    _log.error("%s\n%s", told(error), frames(error))


def frames(error: BaseException) -> str:
    """The calls that led to an error, innermost last: lines of code, no values."""
    return "".join(traceback.format_tb(error.__traceback__)).replace(f"{_ROOT}/", "")


def _place(trace: TracebackType | None) -> str:
    """File and line of the innermost frame that is ours; of the innermost at all where none is."""
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [(path.relative_to(_ROOT), line) for path, line in places if path.is_relative_to(_ROOT) and ".venv" not in path.parts]
    path, line = (ours or places or [(Path("nowhere"), 0)])[-1]
    return f"{path}:{line}"
