"""Fitbit: the folder of a Google Takeout, JSON of Fitbit's Web API, and JSON of the Google Health API (version 4).

HRV is the mean RMSSD of the main sleep, never the value of deep sleep alone. The resting heart rate is smoothed by the vendor over days
(EVALUATION §1: lag-1 correlation 0.87 in LifeSnaps, which is Fitbit's). The nightly heart rate is the mean of non-REM sleep. Values of a
date belong to the main sleep that ends on it; naps give none. The three forms are source epochs of their own, because nothing says that
they define alike, and other devices than Fitbit's speak through Google Health.

Source: readers and samples of several independent importers of each form; what was seen and what is assumed stands in their modules.
"""

from __future__ import annotations

from ingestion.fitbit.google_health import GOOGLE_HEALTH
from ingestion.fitbit.takeout import TAKEOUT
from ingestion.fitbit.web_api import WEB_API
from ingestion.wearable_files import TIME_ZONE, Wearable


class Fitbit(Wearable):
    """The source `fitbit`."""

    name = "fitbit"
    describe = "Fitbit: the zip or folder of a Google Takeout, or JSON of the Fitbit Web API or Google Health, all its documents together"
    options = (TIME_ZONE,)
    forms = (TAKEOUT, WEB_API, GOOGLE_HEALTH)
    hrv_window = "whole_night"
    rhr_method = "vendor_smoothed"
