"""What moves a person's forecasts most."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.input_words import RECENT, WEEKDAY
from forecasting.ranking import feature_ranking


def test_an_input_counts_by_the_mean_size_of_its_parts_and_the_weight_of_the_model(evening):
    setting = evening(strain_today=0.2).setting()
    ranked = {one.name: one for one in feature_ranking(setting)}
    weight = next(row.weight for row in setting.forecast.forecasters if row.name == "ridge")
    design = setting.basis.members["ridge"].correction(setting.series, setting.basis.prior)
    parts = (design.design.scale[:, None] * design.terms).sum(axis=1)[-28:]  # the strain alone has a coefficient
    assert ranked["strain_today"].size == pytest.approx(weight * np.abs(parts).mean())
    assert ranked["strain_today"].in_unit == ranked["strain_today"].size  # on a linear scale
    assert set(ranked) == {RECENT, "strain_today"}


def test_shares_add_up_and_fall(evening):
    for name in ("hrv_rmssd_ms", "resting_hr_bpm"):
        ranked = feature_ranking(evening(strain_today=0.2, sleep_minutes_lag_1=0.1, weekday_sin=0.3, weekday_cos=0.3).setting(name))
        shares = [one.share for one in ranked]
        assert sum(shares) == pytest.approx(1.0)
        assert shares == sorted(shares, reverse=True)
        assert {RECENT, WEEKDAY, "strain_today", "sleep_minutes_lag_1"} == {one.name for one in ranked}


def test_on_a_log_scale_a_size_is_told_near_this_evenings_median(evening):
    setting = evening(strain_today=0.2).setting("hrv_rmssd_ms")
    for one in feature_ranking(setting):
        assert one.in_unit == pytest.approx(one.size * setting.forecast.median)


def test_a_stronger_coefficient_ranks_higher(evening):
    def place(coefficient: float) -> list[str]:
        return [one.name for one in feature_ranking(evening(strain_today=coefficient, sleep_minutes_lag_1=0.5).setting())]

    weak, strong = place(0.05), place(3.0)
    assert weak.index("sleep_minutes_lag_1") < weak.index("strain_today")
    assert strong.index("sleep_minutes_lag_1") > strong.index("strain_today")


def test_who_learned_nothing_ranks_nothing_but_recent_nights(evening):
    assert [one.name for one in feature_ranking(evening().setting())] == [RECENT]
