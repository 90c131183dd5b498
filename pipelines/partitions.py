"""The days as partitions: the local date of an evening, of a waking, or of the Monday of a weekly report; each person's own."""

from __future__ import annotations

import dagster as dg

FIRST_DAY = "2015-01-01"
"""Before anybody's first night with a strap."""

DAYS = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, timezone="UTC", end_offset=3)
"""A partition is only a date, so its zone is nobody's. Three days more than Dagster's default, which ends yesterday: the day that is not
over; the next, on which people far to the east live already; and one for a tick that was missed the day before and is made up for now."""
