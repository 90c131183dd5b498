"""The catalog of sources. Adding one is one module and one line here."""

from __future__ import annotations

from ingestion.apple_health import AppleHealth
from ingestion.fitbit import Fitbit
from ingestion.garmin import Garmin
from ingestion.lifesnaps import LifeSnaps
from ingestion.meals import Meals
from ingestion.oura import Oura
from ingestion.polar import Polar
from ingestion.source import Source
from ingestion.synthetic import Synthetic
from ingestion.whoop_export import WhoopExport

SOURCES: tuple[Source, ...] = (
    Oura(),
    Garmin(),
    Fitbit(),
    Polar(),
    WhoopExport(),
    AppleHealth(),
    LifeSnaps(),
    Meals(),
    Synthetic(),
)
"""All sources, in the order in which they are asked whether they recognise a path: those with the most telling fields first."""
