"""The settings as people see them: value, origin, default, meaning; secrets masked."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import SecretStr
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from core.settings import Settings, origins

MASK = "***"


def settings_json(settings: Settings) -> dict[str, dict[str, object]]:
    """Every setting by name: value, origin, default, environment variable, meaning."""
    whence = origins()
    return {
        name: {
            "value": _shown(getattr(settings, name)),
            "origin": whence[name],
            "default": _shown(field.default),
            "variable": f"MORROW_{name.upper()}",
            "meaning": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    }


def defaults_json() -> dict[str, object]:
    """The default of every setting, by name."""
    return {name: _shown(field.default) for name, field in Settings.model_fields.items()}


def settings_table(settings: Settings) -> Iterator[RenderableType]:
    """The settings for people."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("variable", no_wrap=True)
    table.add_column("value, and what it means", overflow="fold")
    table.add_column("from", no_wrap=True)
    for row in settings_json(settings).values():
        value = "–" if row["value"] in (None, "") else str(row["value"])
        text = Text(value, style="bold" if row["origin"] != "default" else "").append(f"\n{row['meaning']}", style="dim not bold")
        table.add_row(Text(str(row["variable"])), text, Text(str(row["origin"])))
    yield table
    yield Text(
        "\nSet them in the environment, in .env, or without the prefix and in small letters in morrow.toml; the first one counts.",
        style="dim",
    )


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
