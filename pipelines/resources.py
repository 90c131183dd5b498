"""What assets are given: the installation, from the same settings as the command line."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from agent.bootstrap import World, build_world
from core.settings import load_settings


class Installation(dg.ConfigurableResource):  # type: ignore[type-arg]  # its parameter is what it yields: itself
    """Where the data of an installation lie. An empty field leaves it to the settings."""

    home: str = ""
    anchor: str = ""

    def world(self) -> World:
        """The world of the installation, from the composition root that every entry point uses."""
        given = {"home": self.home, "anchor": self.anchor}
        return build_world(load_settings(**{name: Path(value) for name, value in given.items() if value}))
