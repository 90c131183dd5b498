"""What a command touches of its surroundings: clock, settings, terminal. Tests bring their own through Typer's context."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from agent.bootstrap import World
    from core.clock import Clock
    from core.settings import Settings

OURS = ("core", "ingestion", "voice", "memory", "forecasting", "intelligence", "tools", "agent", "pipelines", "evals", "app")
"""Loggers of the project; what third parties log below a warning may hold prompts, and stays silent."""


@dataclass
class Shell:
    """One command's surroundings."""

    clock: Clock | None = None
    """None is the wall clock."""
    terminal: bool | None = None
    """Whether somebody sits there who can answer; None looks at standard input and error."""

    @cached_property
    def settings(self) -> Settings:
        """The settings in force; logging follows them from here on."""
        from core.settings import load_settings

        settings = load_settings()
        _log_to_stderr(settings.log_level)
        return settings

    @cached_property
    def world(self) -> World:
        """The installation that the settings name."""
        from agent.bootstrap import build_world

        return build_world(self.settings, self.clock)

    @property
    def asks(self) -> bool:
        """True when a question can be put to a person."""
        return sys.stdin.isatty() and sys.stderr.isatty() if self.terminal is None else self.terminal


def shell_of(context: typer.Context) -> Shell:
    """The surroundings that this command runs in."""
    shell: Shell = context.ensure_object(Shell)
    return shell


class ToStderr(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record."""
        self.stream = sys.stderr
        super().emit(record)


def _log_to_stderr(level: str) -> None:
    top = logging.getLogger()
    if not any(isinstance(handler, ToStderr) for handler in top.handlers):
        top.addHandler(ToStderr())
    for name in OURS:
        logging.getLogger(name).setLevel(level)
