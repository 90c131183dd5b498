"""Every forecaster's median is the personal mean plus its parts, in every night."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from core.errors import NotEnoughData, UnknownName
from forecasting.catalog import FORECASTERS
from forecasting.learners.design import LAGS
from forecasting.levels import discounted_mean
from forecasting.member_terms import LEVEL, NIGHTS, setting_of, summed, terms_of, trained_of
from forecasting.models import Abstained
from forecasting.prior import TargetPrior, digest_of
from forecasting.quantiles import MEDIAN, student
from forecasting.registry.serving import Loaded, ServedForecaster
from forecasting.registry.versions import ModelVersion, Verdict
from forecasting.rules.lag_regression import LagRegression
from forecasting.series import Series

KEY = "hrv_rmssd_ms/default"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_parts_of_a_rule_add_up_to_its_median_minus_the_personal_mean(make_series, wandering, prior, seed, missing):
    series = make_series(wandering(seed, 50, missing=missing))
    mean = discounted_mean(series.values, 0.0, prior)[-NIGHTS:]
    for name, parts in terms_of(FORECASTERS, series, prior, NIGHTS).items():
        medians = FORECASTERS[name].path(series, prior)[-NIGHTS:, MEDIAN]
        assert sum(parts.values()) == pytest.approx(medians - mean, abs=1e-9), name


def test_so_do_those_of_a_trained_one_with_many_inputs(evening):
    setting = evening(strain_today=0.2, sleep_minutes_lag_1=-0.1, last=0.05, rule=0.3, weekend=0.1).setting()
    ridge = setting.basis.members["ridge"]
    mean = discounted_mean(setting.series.values, 0.0, setting.basis.prior)[-NIGHTS:]
    medians = ridge.path(setting.series, setting.basis.prior)[-NIGHTS:, MEDIAN]
    parts = setting.parts["ridge"]
    assert sum(parts.values()) == pytest.approx(medians - mean, abs=1e-9)
    assert {LEVEL, *LAGS, "rule", "strain_today", "sleep_minutes_lag_1"} <= set(parts)
    assert all(len(values) == NIGHTS for values in parts.values())


def test_a_series_shorter_than_the_nights_asked_for_gives_what_it_has(make_series, prior):
    parts = terms_of(FORECASTERS, make_series([4.0, 4.1]), prior, NIGHTS)
    assert {len(values) for theirs in parts.values() for values in theirs.values()} == {3}


def test_the_lag_regression_is_told_as_its_level_and_six_lags(make_series):
    """After one night of 4.2 on a population of 4.0 that weighs one night, with the coefficient 0.5 on the last night alone.

    Slow level (0.98 · 4.0 + 4.2) / 1.98 = 4.10101; personal mean 4.1; last night adds 0.5 · (4.2 − 4.10101).
    """
    prior = TargetPrior("hrv_rmssd_ms", "default", 9, 90, 4.0, 0.3, 0.3, memory=0.5, drift_ratio=0.03, spread_nights=4.0)
    (parts,) = terms_of({"lag_regression": LagRegression()}, make_series([4.2]), prior).values()
    assert parts[LEVEL] == pytest.approx(8.12 / 1.98 - 4.1)
    assert parts["last"] == pytest.approx(0.5 * (4.2 - 8.12 / 1.98))
    assert all(parts[name] == pytest.approx(0.0) for name in LAGS[1:])


@dataclasses.dataclass(frozen=True)
class Shy:
    """A forecaster that tells nothing of itself."""

    name: str = "shy"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series: Series, prior: TargetPrior):
        return student(np.full(len(series.values) + 1, 4.5), np.full(len(series.values) + 1, 0.1), 6.0)


def test_who_tells_nothing_of_itself_is_one_part_by_its_own_name(make_series, prior):
    parts = terms_of({"shy": Shy()}, make_series([4.0] * 9), prior)["shy"]
    assert parts == {"shy": pytest.approx(4.5 - discounted_mean(np.full(9, 4.0), 0.0, prior)[-1:])}


def _version(number: int, through: date, people: tuple[str, ...]) -> ModelVersion:
    known = {"name": "ridge", "target": "hrv_rmssd_ms", "kind": "default", "metrics": {}, "settings": {}, "code_version": "1"}
    at = datetime.combine(through, datetime.min.time(), UTC)
    own = {"digest": "", "folder": "", "alias": None, "run_id": "", "retired_at": None}
    gate = Verdict(passed=True, reasons=())
    return ModelVersion(**known, **own, version=number, trained_at=at, trained_through=through, people=frozenset(people), gate=gate)


def test_of_several_versions_the_newest_that_may_tell_the_night_is_asked(ridge_of):
    night = date(2024, 3, 1)
    old, new = (ridge_of(KEY, through=night - timedelta(days=back)) for back in (30, 1))
    later = Loaded(_version(3, night, (digest_of("p1"),)), ridge_of(KEY))
    members = (Loaded(_version(1, old.trained_through, ()), old), Loaded(_version(2, new.trained_through, ()), new), later)
    assert trained_of(ServedForecaster("ridge", members, "p1", "replay", "replay"), night) is new
    assert trained_of(ServedForecaster("ridge", (later,), "p1", "live", "champion"), night) is None
    assert trained_of(ServedForecaster("ridge", (later,), "eve", "live", "champion"), night) is later.trained


def test_rules_were_not_trained(ridge_of):
    ridge = ridge_of(KEY)
    assert trained_of(ridge, date(2024, 3, 1)) is ridge
    assert all(trained_of(rule, date(2024, 3, 1)) is None for rule in FORECASTERS.values())


def test_a_target_that_is_not_forecast_cannot_be_explained(evening, make_night):
    found = evening()
    with pytest.raises(UnknownName, match="no forecast of 'mood' this evening; there is one of hrv_rmssd_ms"):
        found.setting("mood")
    few = dataclasses.replace(found.models, targets={"hrv_rmssd_ms": Abstained("heart rate variability needs 3 usable nights, has 0")})
    with pytest.raises(NotEnoughData, match="needs 3 usable nights"):
        setting_of([make_night(0)], few, "hrv_rmssd_ms", None)


def test_parts_of_the_same_name_are_added():
    found = summed([{"last": np.array([1.0, 2.0])}, {"last": np.array([0.5, -2.0]), "level": np.array([1.0, 1.0])}])
    assert found["last"].tolist() == [1.5, 0.0]
    assert found["level"].tolist() == [1.0, 1.0]
