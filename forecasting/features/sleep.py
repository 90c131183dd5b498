"""Sleep: how long, how deep, when, how regular, and what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.records import Sleep
from forecasting.features.evenings import Evenings
from forecasting.features.facts import foremost
from forecasting.features.health import FORTNIGHT, LEAST_OF_7, LEAST_OF_14, LEAST_OF_28, WEEK
from forecasting.features.known import Reading, earliest, windows
from forecasting.features.windows import deviation, mean, spread
from forecasting.quantiles import Floats

_FREE_LEAST, _WORK_LEAST = 3, 6
"""Nights before free and before working days that a difference of the two needs, of the 8 and 20 in four weeks."""


def sleep_features(nights: Mapping[str, Floats], weekdays: Floats, naps: Floats) -> dict[str, Floats]:
    """Name → (n,) of the sleep group.

    Args:
        nights: windows of `nights.night_windows`.
        weekdays: (n,) weekday of each evening's own day, Monday = 0.
        naps: (n,) of `nap_minutes`.
    """
    asleep, bedtime, wake = nights["sleep_minutes"], nights["bedtime_hours"], nights["wake_hours"]
    middle = (bedtime + wake) / 2.0
    return {
        "sleep_minutes_lag_1": asleep[:, 0],
        "sleep_minutes_mean_7": mean(asleep[:, :WEEK], LEAST_OF_7),
        "sleep_debt_7": sleep_debt(asleep, nights["sleep_need_minutes"]),
        "sleep_efficiency_lag_1": nights["sleep_efficiency_pct"][:, 0],
        "awake_minutes_lag_1": nights["awake_minutes"][:, 0],
        "deep_minutes_lag_1": nights["deep_minutes"][:, 0],
        "rem_minutes_lag_1": nights["rem_minutes"][:, 0],
        "nightly_hr_lag_1": nights["nightly_hr_bpm"][:, 0],
        "nightly_hr_deviation_28": deviation(nights["nightly_hr_bpm"], LEAST_OF_28),
        "bedtime_lag_1": bedtime[:, 0],
        "bedtime_mean_14": usual_bedtime(nights),
        "bedtime_sd_14": spread(bedtime[:, :FORTNIGHT], LEAST_OF_14),
        "wake_time_lag_1": wake[:, 0],
        "midsleep_change_28": middle[:, 0] - mean(middle[:, 1:], LEAST_OF_28),
        "social_jetlag_28": _social_jetlag(middle[:, :-1], weekdays),
        "nap_minutes_today": naps,
    }


def sleep_debt(asleep: Floats, need: Floats) -> Floats:
    """(n,) mean shortfall of the last seven nights in minutes, negative for a surplus.

    Against the need that the device told of the night; where it tells none, against the person's own mean of 28 nights, so that
    debt then means "less than usual".
    """
    usual = mean(asleep[:, :-1], LEAST_OF_28)
    wanted = np.where(np.isfinite(need), need, usual[:, None])
    return mean((wanted - asleep)[:, :WEEK], LEAST_OF_7)


def usual_bedtime(nights: Mapping[str, Floats]) -> Floats:
    """(n,) mean bedtime of fourteen nights, local hours after midnight (23:30 is −0.5)."""
    return mean(nights["bedtime_hours"][:, :FORTNIGHT], LEAST_OF_14)


def nap_minutes(sleeps: Sequence[Sleep], evenings: Evenings, worn: Floats) -> Floats:
    """(n,) minutes napped on the evening's own day.

    None is 0 only where the source tells of sleeps one by one and the day was worn.

    Args:
        sleeps: all sleeps.
        evenings: of the rows.
        worn: (n, 29) finite where a night or a day's totals are known.
    """
    naps = windows([sleep for sleep in sleeps if sleep.nap], Reading(lambda nap: nap.day, ("minutes",), _minutes), evenings, depth=1)[
        "minutes"
    ]
    told = np.isfinite(earliest(sleeps, lambda sleep: sleep.day, evenings)) & np.isfinite(worn[:, 0])
    return np.where(np.isnan(naps[:, 0]) & told, 0.0, naps[:, 0])


def _minutes(_place: int, naps: Sequence[Sleep]) -> list[float]:
    lengths = [
        nap.sleep_minutes if nap.sleep_minutes is not None else (nap.end - nap.start).total_seconds() / 60.0 for nap in foremost(naps)
    ]
    return [sum(lengths)]


def _social_jetlag(middle: Floats, weekdays: Floats) -> Floats:
    """(n,) hours by which sleep before free days (its end on Saturday or Sunday) lies later than before working days.

    Source: Wittmann et al., "Social jetlag", Chronobiology International 23 (2006) 497–509.
    """
    days = (weekdays[:, None] - np.arange(middle.shape[1])) % WEEK
    free = days >= 5
    return mean(np.where(free, middle, np.nan), _FREE_LEAST) - mean(np.where(free, np.nan, middle), _WORK_LEAST)
