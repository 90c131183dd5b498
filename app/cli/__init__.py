"""The command `morrow`: one small module per group of commands."""

from app.cli.entry import main

__all__ = ["main"]
