"""How a command ends when it cannot do its work: one sentence on standard error and an exit code, never a traceback."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli.shell import shell_of
from app.plain import plain
from core.errors import MorrowError

_log = logging.getLogger(__name__)
_THEIRS = (typer.Exit, typer.Abort, typer.TyperException, EOFError, BrokenPipeError)
"""What Typer answers itself: ends wanted by a command, wrong usage, a closed pipe."""


class Commands(TyperGroup):
    """The root group; every error of a command passes through here."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # Typer's own signature
        """What the command returns; errors become their sentence and their exit code."""
        try:
            return super().invoke(ctx)
        except _THEIRS:
            raise
        except MorrowError as error:
            complain(str(error))
            raise typer.Exit(error.exit_code) from error
        except Exception as error:
            _listen(ctx)
            _log.debug("unexpected", exc_info=True)
            complain(f"this should not have happened: {_sentence(error)} (MORROW_LOG_LEVEL=DEBUG shows where)")
            raise typer.Exit(1) from error


def _listen(context: typer.Context) -> None:
    """Sees to it that logging follows the settings, also when the command failed before it read them."""
    with suppress(MorrowError):
        shell_of(context).settings  # noqa: B018  # reading them is what starts logging


def complain(message: str) -> None:
    """Prints what went wrong, on standard error."""
    sys.stdout.flush()
    typer.echo(f"{typer.style('morrow:', fg='red', bold=True)} {plain(message)}", err=True)


def _sentence(error: Exception) -> str:
    first = str(error).strip().splitlines()[0] if str(error).strip() else ""
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
