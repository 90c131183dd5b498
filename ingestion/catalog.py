"""The catalog of sources. Adding one is one module and one line here."""

from __future__ import annotations

from ingestion.lifesnaps import LifeSnaps
from ingestion.meals import Meals
from ingestion.source import Source
from ingestion.synthetic import Synthetic
from ingestion.whoop_export import WhoopExport

SOURCES: tuple[Source, ...] = (
    WhoopExport(),
    LifeSnaps(),
    Meals(),
    Synthetic(),
)
"""All sources, in the order in which they are asked whether they recognise a path."""
