"""`morrow features`: what a forecast may be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Json
from app.cli.output import print_json, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from forecasting.features.catalog import Feature

group = typer.Typer(help="What each evening knows of a person, as numbers.", no_args_is_help=True)


@group.callback()
def _features() -> None:
    """Keeps `list` a word of its own while it is the only command."""


@group.command(name="list")
def list_(
    name: Annotated[str | None, typer.Option("--group", "-g", metavar="NAME", help="Only this group, e.g. health.")] = None,
    as_json: Json = False,
) -> None:
    """List every feature with its unit, its group and what it means."""
    from forecasting.features.catalog import in_group

    found = in_group(name)
    if as_json:
        print_json([vars(feature) for feature in found])
    else:
        show(_table(found))


def _table(found: Sequence[Feature]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="dim")
    for column in ("group", "feature", "unit", "meaning"):
        table.add_column(column, no_wrap=column in ("group", "feature"))
    for feature in found:
        table.add_row(*(Text(cell) for cell in (feature.group, feature.name, feature.unit, feature.meaning)))
    return table
