"""The days: one partition per evening, named by its local date; the night that it forecasts ends on the next one."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

FIRST_DAY = "2015-01-01"
"""Before anybody's first night with a strap."""
LOCAL_TIME = Path("/etc/localtime")


def machine_zone(localtime: Path = LOCAL_TIME) -> str:
    """The IANA name of the machine's time zone; UTC where it does not tell."""
    _, found, name = str(localtime.resolve()).partition("zoneinfo/")
    return name if found else "UTC"


DAYS = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, timezone=machine_zone(), end_offset=1)
"""One day more than Dagster's default: the evening's run belongs to the day that is not over yet."""
