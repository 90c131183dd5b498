"""Garmin: the account export (`DI_CONNECT`), JSON as Garmin Connect answers it, and summaries of the Health API.

HRV is the mean RMSSD of the night in windows of five minutes; the respiratory rate is that of the sleep, never the waking one. Dates are
Garmin's `calendarDate`, the date of waking. The three forms are source epochs of their own: the export has HRV only in its health status,
and nothing says that this is the `lastNightAvg` of Connect.

The resting heart rate of the night of a date is that of Garmin's day of the same date: the lowest mean of half an hour, found asleep as a
rule. A day may lower it until midnight; it counts as known with the night.

Source: readers, fixtures and notes of several independent importers of the export, shapes of Connect's answers as its clients keep them,
and schemas of the Health API. What of them was seen stands in the module of each form, with what is assumed.
"""

from __future__ import annotations

from ingestion.garmin.connect import CONNECT
from ingestion.garmin.export import EXPORT
from ingestion.garmin.health_api import HEALTH_API
from ingestion.wearable_files import TIME_ZONE, Wearable


class Garmin(Wearable):
    """The source `garmin`."""

    name = "garmin"
    describe = (
        "Garmin: the zip or folder of the account export (DI_CONNECT), or JSON of Connect or the Health API, all its documents together"
    )
    options = (TIME_ZONE,)
    forms = (EXPORT, CONNECT, HEALTH_API)
    hrv_window = "whole_night"
    rhr_method = "vendor"
