"""The catalog of features: name, unit, group and meaning of every column of the feature table, in its order.

Adding a feature is one entry here and one line in the module of its group. "Today" is the evening's own day, the one before the
night that a row is about; lag 1 of a night is the night that ended today, lag 1 of a day is yesterday, whose totals are complete.
What an evening did not know is missing, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from core.errors import UnknownName
from core.events import EVENT_KINDS
from forecasting.features.journal import LAGGED

Group = Literal["nutrition", "activity", "health", "time", "interactions", "sleep", "journal", "travel", "voice"]
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True)
class Feature:
    """One column of the feature table."""

    name: str
    unit: str
    """Unit of its values; "ln ms" is the logarithm of milliseconds, "SD" counts standard deviations of the person's own, at most 5."""
    group: Group
    meaning: str


_FEATURES = (
    Feature("intake_energy", "kcal", "nutrition", "energy eaten today, as far as known in the evening"),
    Feature("intake_protein", "g", "nutrition", "protein eaten today"),
    Feature("intake_carbohydrate", "g", "nutrition", "carbohydrate eaten today"),
    Feature("intake_fat", "g", "nutrition", "fat eaten today"),
    Feature("intake_fibre", "g", "nutrition", "fibre eaten today"),
    Feature("intake_sugar", "g", "nutrition", "sugar eaten today"),
    Feature("intake_sodium", "mg", "nutrition", "sodium eaten today"),
    Feature("intake_water", "ml", "nutrition", "water drunk today"),
    Feature("intake_alcohol", "g", "nutrition", "alcohol drunk today"),
    Feature("intake_caffeine", "mg", "nutrition", "caffeine taken today"),
    Feature("last_meal_time", "h", "nutrition", "local time of today's last meal so far, hours after midnight"),
    Feature("eating_window", "h", "nutrition", "from today's first meal to its last so far"),
    Feature(
        "last_meal_to_bed", "h", "nutrition", "from today's last meal so far to the usual bedtime (mean of 14 nights, at least 7 known)"
    ),
    Feature(
        "late_energy_share", "share", "nutrition", "of today's energy so far, what was eaten within 4 hours of the usual bedtime, 0 … 1"
    ),
    Feature(
        "meal_time_sd_7", "h", "nutrition", "irregularity: SD of the middle of the eating window over the 7 days before today (4 known)"
    ),
    Feature("energy_balance_7", "kcal/day", "nutrition", "energy eaten minus burnt, mean of the 7 days before today (4 known in both)"),
    Feature("strain_today", "0–21", "activity", "today's strain so far, where a running total was known"),
    Feature("strain_lag_1", "0–21", "activity", "yesterday's strain"),
    Feature(
        "strain_mean_7",
        "0–21",
        "activity",
        "acute load: mean strain of the last 7 days, today's running total included where known (4 known)",
    ),
    Feature("strain_ratio_7_28", "ratio", "activity", "acute to chronic load: mean strain of 7 days over that of 28 (14 known)"),
    Feature("strain_monotony_7", "ratio", "activity", "monotony: mean over SD of the strain of the last 7 days (4 known; Foster 1998)"),
    Feature("days_since_hard_day", "days", "activity", "days back to the last strain of 14 or more; 28 means 28 or more (14 of 28 known)"),
    Feature("energy_burnt_lag_1", "kcal", "activity", "energy burnt yesterday"),
    Feature("energy_burnt_ratio_7_28", "ratio", "activity", "energy burnt in the 7 days before today over that of 28 (4 and 14 known)"),
    Feature("steps_lag_1", "steps", "activity", "yesterday's steps"),
    Feature(
        "workout_strain_today",
        "0–21",
        "activity",
        "strain of today's hardest workout; 0 on a worn day without one, of people whose workouts are told",
    ),
    Feature("hard_zone_minutes_today", "min", "activity", "minutes of today's workouts in heart rate zones 4 and 5; 0 as above"),
    Feature("hard_zone_minutes_mean_7", "min/day", "activity", "the same, mean of the last 7 days (4 known)"),
    Feature("hrv_ln_lag_1", "ln ms", "health", "HRV (RMSSD) of last night, natural logarithm"),
    Feature("hrv_ln_mean_7", "ln ms", "health", "mean ln HRV of the last 7 nights (4 known)"),
    Feature("hrv_ln_slope_14", "ln ms/night", "health", "least-squares trend of ln HRV over the last 14 nights (7 known)"),
    Feature("hrv_ln_deviation_28", "SD", "health", "last night's ln HRV against mean and SD of the 28 nights before it (10 known)"),
    Feature(
        "hrv_ln_sd_7",
        "ln ms",
        "health",
        "variability: SD of ln HRV over the last 7 nights (4 known), close to the coefficient of variation",
    ),
    Feature("resting_hr_lag_1", "bpm", "health", "resting heart rate of last night"),
    Feature("resting_hr_mean_7", "bpm", "health", "mean resting heart rate of the last 7 nights (4 known)"),
    Feature("resting_hr_deviation_28", "SD", "health", "last night's resting heart rate against the 28 nights before it (10 known)"),
    Feature("resp_rate_lag_1", "breaths/min", "health", "respiratory rate of last night"),
    Feature("resp_rate_deviation_28", "SD", "health", "last night's respiratory rate against the 28 nights before it (10 known)"),
    Feature("skin_temp_change_28", "°C", "health", "last night's skin temperature minus the mean of the 28 nights before it (10 known)"),
    Feature("spo2_lag_1", "%", "health", "blood oxygen saturation of last night"),
    Feature("weekday_sin", "sin", "time", "weekday of the night's date on a circle, sine; Monday is 0°"),
    Feature("weekday_cos", "cos", "time", "weekday of the night's date on a circle, cosine"),
    Feature("weekend", "0/1", "time", "1 where the night ends on a Saturday or Sunday"),
    Feature("holiday", "0/1", "time", "1 where the night ends on a public holiday of the country of home; missing where home is unknown"),
    Feature("days_since_start", "days", "time", "from the first night on record to the night to come"),
    Feature("workout_strain_x_sleep_debt", "min", "interactions", "workout_strain_today × sleep_debt_7"),
    Feature("workout_strain_x_hrv_deviation", "SD", "interactions", "workout_strain_today × hrv_ln_deviation_28"),
    Feature("sleep_debt_x_hrv_deviation", "min × SD", "interactions", "sleep_debt_7 × hrv_ln_deviation_28"),
    Feature(
        "alcohol_x_late_meal",
        "0/1",
        "interactions",
        "1 where both alcohol and a late meal were told today; missing where either was not asked",
    ),
    Feature("alcohol_x_weekend", "0/1", "interactions", "1 where alcohol was told today and the night ends on a Saturday or Sunday"),
    Feature("utc_offset_change_x_sleep_debt", "h × min", "interactions", "size of utc_offset_change_7 × sleep_debt_7"),
    Feature("sleep_minutes_lag_1", "min", "sleep", "time asleep last night"),
    Feature("sleep_minutes_mean_7", "min", "sleep", "mean time asleep of the last 7 nights (4 known)"),
    Feature(
        "sleep_debt_7",
        "min/night",
        "sleep",
        "need minus sleep, mean of the last 7 nights (4 known); need as the device told, else the own mean of 28",
    ),
    Feature("sleep_efficiency_lag_1", "%", "sleep", "share of last night's time in bed that was slept"),
    Feature("awake_minutes_lag_1", "min", "sleep", "time awake in bed last night"),
    Feature("deep_minutes_lag_1", "min", "sleep", "deep sleep last night"),
    Feature("rem_minutes_lag_1", "min", "sleep", "REM sleep last night"),
    Feature("nightly_hr_lag_1", "bpm", "sleep", "mean heart rate of last night's sleep, never smoothed over days"),
    Feature("nightly_hr_deviation_28", "SD", "sleep", "the same against the 28 nights before it (10 known)"),
    Feature("bedtime_lag_1", "h", "sleep", "local bedtime of last night, hours after midnight; 23:30 is −0.5"),
    Feature("bedtime_mean_14", "h", "sleep", "usual bedtime: mean of the last 14 nights (7 known)"),
    Feature("bedtime_sd_14", "h", "sleep", "irregularity: SD of the bedtimes of the last 14 nights (7 known)"),
    Feature("wake_time_lag_1", "h", "sleep", "local time of waking today, hours after midnight"),
    Feature("midsleep_change_28", "h", "sleep", "middle of last night's sleep minus its mean over the 28 nights before (10 known)"),
    Feature(
        "social_jetlag_28",
        "h",
        "sleep",
        "how much later the middle of sleep lies before free days than before working days, over 28 nights",
    ),
    Feature("nap_minutes_today", "min", "sleep", "naps today; 0 on a worn day without one, of people whose sleeps are told one by one"),
    *(
        Feature(f"journal_{kind.name}", "0/1", "journal", f"{kind.label} today: 1 yes, 0 no, missing where not asked")
        for kind in EVENT_KINDS.values()
    ),
    *(
        Feature(f"journal_{kind}_lag_1", "0/1", "journal", f"{EVENT_KINDS[kind].label} yesterday: 1 yes, 0 no, missing where not asked")
        for kind in LAGGED
    ),
    Feature(
        "utc_offset_change_7",
        "h",
        "travel",
        "last night's offset from UTC minus its mean over the 7 nights before (3 known); east is positive",
    ),
    Feature("utc_offset_from_home", "h", "travel", "last night's offset from UTC minus that of home; missing where home is unknown"),
    Feature(
        "days_since_utc_offset_change",
        "days",
        "travel",
        "days back to the last night of another offset than the one before; 28 means 28 or more",
    ),
    Feature("daylight_hours", "h", "travel", "from sunrise to sunset today at home; missing where home is unknown"),
    *(
        Feature(
            f"voice_{name}_deviation_90",
            "SD",
            "voice",
            f"{said} today, against median and robust SD of the 90 days before (8 told), of recordings fit to be compared",
        )
        for name, said in (
            ("pitch", "pitch of the voice"),
            ("melody", "movement of the pitch"),
            ("articulation", "syllables per second of speech"),
            ("pauses", "share of pauses in the speech"),
            ("clearness", "clearness of the voice"),
            ("jitter", "unevenness of the voice's periods"),
        )
    ),
)

FEATURES: dict[str, Feature] = {feature.name: feature for feature in _FEATURES}
"""All features by name. The first five groups are the field's usual 51."""

NAMES: tuple[str, ...] = tuple(FEATURES)
"""Columns of the feature table."""


def in_group(name: str | None) -> tuple[Feature, ...]:
    """The features of a group, in their order; of all groups for None.

    Raises:
        UnknownName: if there is no such group.
    """
    if name is not None and name not in GROUPS:
        raise UnknownName(f"no group of features {name!r}; known: {', '.join(GROUPS)}")
    return tuple(feature for feature in _FEATURES if name in (None, feature.group))
