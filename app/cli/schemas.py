"""`morrow schema`: the published shapes."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from app.cli.output import print_json


def schema(name: Annotated[Literal["forecast"], typer.Argument(help="Which shape.")] = "forecast") -> None:
    """Print the JSON Schema of forecast JSON (draft 2020-12)."""
    del name  # there is one
    from app.schema import forecast_schema

    print_json(forecast_schema())
