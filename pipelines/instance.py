"""The Dagster home of an installation: SQLite files in a folder, one run at a time, telemetry off."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import dagster as dg


def prepared_home(folder: Path) -> Path:
    """The folder, made fit to be `DAGSTER_HOME`; a `dagster.yaml` that stands there is left as its owner wants it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = folder / "dagster.yaml"
    if not config.exists():
        config.write_text(resources.files("pipelines").joinpath("dagster.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def open_instance(folder: Path) -> dg.DagsterInstance:
    """The Dagster instance of that home; use it as a context manager."""
    return dg.DagsterInstance.from_config(str(prepared_home(folder)))
