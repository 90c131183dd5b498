"""Health: HRV, resting heart rate, respiratory rate, skin temperature and SpO2 of the last nights."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.features.windows import deviation, mean, slope, spread
from forecasting.quantiles import Floats

WEEK, FORTNIGHT = 7, 14
LEAST_OF_7, LEAST_OF_14, LEAST_OF_28 = 4, 7, 10
"""Nights that must be known of that many: about half a week, half of two, and enough of four for a standard deviation."""


def health_features(nights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Name → (n,) of the health group, from the windows of `nights.night_windows`."""
    hrv, rhr, rr = nights["hrv_rmssd_ms"], nights["resting_hr_bpm"], nights["resp_rate_brpm"]
    temperature, spo2 = nights["skin_temp_c"], nights["spo2_pct"]
    return {
        "hrv_ln_lag_1": hrv[:, 0],
        "hrv_ln_mean_7": mean(hrv[:, :WEEK], LEAST_OF_7),
        "hrv_ln_slope_14": slope(hrv[:, :FORTNIGHT], LEAST_OF_14),
        "hrv_ln_deviation_28": deviation(hrv, LEAST_OF_28),
        "hrv_ln_sd_7": spread(hrv[:, :WEEK], LEAST_OF_7),
        "resting_hr_lag_1": rhr[:, 0],
        "resting_hr_mean_7": mean(rhr[:, :WEEK], LEAST_OF_7),
        "resting_hr_deviation_28": deviation(rhr, LEAST_OF_28),
        "resp_rate_lag_1": rr[:, 0],
        "resp_rate_deviation_28": deviation(rr, LEAST_OF_28),
        "skin_temp_change_28": temperature[:, 0] - mean(temperature[:, 1:], LEAST_OF_28),
        "spo2_lag_1": spo2[:, 0],
    }
