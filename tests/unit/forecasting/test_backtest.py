"""The backtest: one step ahead, from what was known that evening, with priors that never met the person."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.errors import NotEnoughData, UnknownName
from core.snapshot import Panel, PersonHistory
from core.targets import target
from forecasting.backtest import backtest
from forecasting.catalog import BASELINES, FORECASTERS
from forecasting.ensemble import Basis, basis_of
from forecasting.learners.ridge import RidgeLearner
from forecasting.models import forecast_models
from forecasting.population import POPULATION_RIDGE, shipped_population
from forecasting.prior import digest_of, weak_prior
from forecasting.rows import PersonRows, person_rows
from forecasting.rules.persistence import Persistence
from forecasting.summary import BacktestReport, TargetReport, summarise

HRV = target("hrv_rmssd_ms")
AS_OF = datetime(2030, 1, 1, tzinfo=UTC)


def shipped(series):
    return basis_of(shipped_population(), series)


def rows_of(history, since=None):
    return person_rows(history, HRV, shipped, since, lambda: 0.0)


def revised(history: PersonHistory, *records) -> PersonHistory:
    nights = sorted((*history.nights, *records), key=lambda one: (one.night, one.known_at))
    return PersonHistory(history.person_id, history.zone, tuple(nights))


# ---------------------------------------------------------------- rows


def test_a_row_is_what_the_live_forecast_would_have_said(make_history):
    history = make_history("p1", 3, 30)
    rows = rows_of(history)
    for place in (0, 5, 26):
        live = forecast_models(history.nights, rows.nights[place]).forecast("hrv_rmssd_ms")
        assert tuple(rows.quantiles["combination"][place].tolist()) == live.quantiles


def test_scoring_starts_after_three_usable_nights(make_history):
    history = make_history("p1", 3, 30)
    rows = rows_of(history)
    assert rows.nights[0] == history.nights[3].night
    assert len(rows.nights) == len(rows.observed) == 27


def test_since_leaves_out_earlier_nights_but_learns_from_them(make_history):
    history = make_history("p1", 3, 30)
    late, all_rows = rows_of(history, history.nights[20].night), rows_of(history)
    assert late.nights == all_rows.nights[17:]
    assert np.array_equal(late.quantiles["ewma"][0], all_rows.quantiles["ewma"][17])


def test_a_night_that_arrives_late_is_not_known_before(make_history):
    history = make_history("p1", 3, 30)
    shifted = list(history.nights)
    arrival = datetime.combine(shifted[15].night + timedelta(days=3), time(22), UTC)
    shifted[10] = dataclasses.replace(shifted[10], known_at=arrival, hrv_rmssd_ms=200.0)
    rows, without = rows_of(PersonHistory("p1", UTC, tuple(shifted))), rows_of(PersonHistory("p1", UTC, tuple(shifted[:10] + shifted[11:])))
    later = {night: place for place, night in enumerate(without.nights)}
    for place, night in enumerate(rows.nights):
        if night in later:
            same = np.array_equal(rows.quantiles["combination"][place], without.quantiles["combination"][later[night]])
            assert same == (datetime.combine(night - timedelta(days=1), time(21), UTC) < arrival), night


def test_a_revision_counts_from_its_arrival_and_the_first_value_is_the_outcome(make_history):
    history = make_history("p1", 3, 30)
    plain = rows_of(history)
    first = history.nights[10]
    arrival = datetime.combine(history.nights[14].night, time(12), UTC)
    rows = rows_of(revised(history, dataclasses.replace(first, hrv_rmssd_ms=250.0, known_at=arrival)))
    place = rows.nights.index(first.night)
    assert rows.observed[place] == first.hrv_rmssd_ms
    for place, night in enumerate(rows.nights):
        moved = not np.array_equal(rows.quantiles["combination"][place], plain.quantiles["combination"][place])
        assert moved == (datetime.combine(night - timedelta(days=1), time(21), UTC) >= arrival), night


def test_the_evening_is_the_persons_own(make_history):
    history = make_history("p1", 3, 20)
    west = ZoneInfo("America/Los_Angeles")  # 21:00 there is 05:00 UTC of the next day
    shifted = tuple(
        dataclasses.replace(night, known_at=night.known_at + timedelta(hours=21)) for night in history.nights
    )  # 04:00 UTC a day later
    assert len(rows_of(PersonHistory("p1", west, shifted)).nights) == 17
    utc_rows = rows_of(PersonHistory("p1", UTC, shifted))  # 21:00 UTC: each last night is still unknown
    assert utc_rows.nights[0] == history.nights[4].night


def test_a_new_device_starts_a_new_series(make_history, make_night):
    old = make_history("p1", 3, 20).nights
    new = tuple(make_night(number, hrv_rmssd_ms=90.0 + number % 5, hrv_window="whole_night") for number in range(20, 30))
    rows = rows_of(PersonHistory("p1", UTC, (*old, *new)))
    nights = set(rows.nights)
    assert old[10].night in nights  # the old series is still judged
    assert not nights & {night.night for night in new[:4]}  # the new one begins anew, once most of the last seven nights are its own
    first_new = rows.nights.index(new[4].night)
    assert rows.quantiles["personal_mean"][first_new][10] > 75.0


def test_every_path_takes_the_clocks_time(make_history):
    ticks = iter(range(10_000))
    rows = person_rows(make_history("p1", 3, 10), HRV, shipped, None, lambda: float(next(ticks)))
    assert rows.seconds["ewma"] == 1.0


def test_a_forecaster_that_one_device_has_and_the_other_has_not_sleeps_through_the_others_nights(make_history, make_night):
    """Each kind of resting heart rate has its own population, with its own members."""
    old = [dataclasses.replace(night, rhr_method="vendor_smoothed") for night in make_history("p1", 3, 20).nights]
    new = [make_night(number, resting_hr_bpm=60.0 + number % 3, source_epoch="ring") for number in range(20, 30)]
    rhr, names = target("resting_hr_bpm"), {"vendor_smoothed": ["persistence"], "unsmoothed": ["persistence", "ewma"]}

    def basis(series):
        return Basis(weak_prior(rhr, series.kind), {name: FORECASTERS[name] for name in names[series.kind]})

    rows = person_rows(PersonHistory("p1", UTC, (*old, *new)), rhr, basis, None, lambda: 0.0)
    asleep = [bool(np.isnan(row).all()) for row in rows.quantiles["ewma"]]
    assert asleep == [True] * 17 + [False] * 6  # three nights of the first device go by, and of the second four of the last seven
    assert {len(theirs) for theirs in rows.quantiles.values()} == {23}
    found = summarise({"p1": rows}, {}).forecasters
    assert (found["ewma"].nights, found["persistence"].nights) == (6, 23)


def test_who_speaks_first_of_a_later_night_slept_before(make_history):
    rows = PersonRows()
    rows.add(AS_OF.date(), 1.0, {"a": np.zeros(21)})
    rows.add(AS_OF.date(), 2.0, {"b": np.ones(21)})
    assert [row[0] for row in rows.quantiles["a"]] == [0.0, pytest.approx(math.nan, nan_ok=True)]
    assert [row[0] for row in rows.quantiles["b"]] == [pytest.approx(math.nan, nan_ok=True), 1.0]


# ---------------------------------------------------------------- summary


def test_scores_are_averaged_within_a_person_and_then_over_people():
    rows = {"a": PersonRows(), "b": PersonRows()}
    night = AS_OF.date()
    flat = {name: np.full(21, 10.0) for name in ("combination", *BASELINES)}
    for observed in (11.0, 11.0, 11.0, 11.0):
        rows["a"].add(night, observed, flat)
    rows["b"].add(night, 14.0, flat)
    found = summarise(rows, {"shipped": 2}).forecasters["combination"]
    assert found.crps == pytest.approx((1.0 + 4.0) / 2)  # a point forecast's CRPS is its absolute error
    assert found.mae == pytest.approx(2.5)
    assert found.coverage_80 == 0.0
    assert math.isnan(found.coverage_80_worst_decile)
    assert found.skill_crps["ewma"].estimate == 0.0


# ---------------------------------------------------------------- report


@pytest.fixture(scope="module")
def few(make_history) -> Panel:
    return Panel(AS_OF, tuple(make_history(f"p{number}", 10 * number, 40) for number in range(2)))


@pytest.fixture(scope="module")
def report(few) -> BacktestReport:
    return backtest(few)


@pytest.fixture(scope="module")
def keys() -> set[str]:
    sizes = {"nights", "cpu_seconds"}
    scores = {"crps", "mae", "rmse", "mape_pct", "r2_within", "r2_pooled", "interval_score_80", "interval_score_95"}
    spread = {"coverage_80", "width_80", "coverage_80_worst_decile", "worst_decile_by_chance", "width_80_worst_decile"}
    return sizes | scores | spread | {"skill_crps", "skill_mae"}


def test_the_json_has_the_shape_of_the_contract(report, keys):
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert set(told["targets"]) == {"hrv_rmssd_ms", "resting_hr_bpm", "resp_rate_brpm"}
    entry = told["targets"]["hrv_rmssd_ms"]
    assert (entry["nights"], entry["people"]) == (74, 2)
    assert set(entry["forecasters"]) == {"combination", "equal_weights", "nnls_stack", *FORECASTERS, POPULATION_RIDGE}
    for one in entry["forecasters"].values():
        assert set(one) == keys
        assert set(one["skill_crps"]) == set(one["skill_mae"]) == set(BASELINES)
        assert all(set(skill) == {"estimate", "low", "high"} for skill in one["skill_crps"].values())


def test_it_says_how_it_was_made(report):
    method = report.to_json()["method"]
    assert "3 or more usable nights" in method["burn_in"]
    assert method["priors"]["hrv_rmssd_ms"] == {"shipped": 2}


def test_a_baseline_has_no_skill_over_itself(report):
    found = report.targets["hrv_rmssd_ms"].forecasters["ewma"].skill_crps["ewma"]
    assert (found.estimate, found.low, found.high) == (0.0, 0.0, 0.0)


def test_ten_people_are_judged_with_priors_of_each_other(make_history):
    panel = Panel(AS_OF, tuple(make_history(f"p{number}", 10 * number, 25) for number in range(10)))
    report = backtest(panel, ["hrv_rmssd_ms"], timer=lambda: 0.0)
    assert report.targets["hrv_rmssd_ms"].priors == {"cross-fitted on other people (5 folds)": 10}
    assert report.to_json() == backtest(panel, ["hrv_rmssd_ms"], timer=lambda: 0.0).to_json()


def test_nobody_is_judged_with_a_prior_that_knows_them(few):
    knowing = dataclasses.replace(shipped_population(), fitted_on=frozenset({digest_of("p1")}))
    priors = backtest(few, ["hrv_rmssd_ms"], prior=knowing).targets["hrv_rmssd_ms"].priors
    assert priors == {"shipped": 1, "weak, since the shipped one is fitted on these people": 1}


def test_others_of_the_same_study_get_the_prior_of_more_people(make_history):
    panel = Panel(AS_OF, tuple(make_history(f"p{number}", 10 * number, 25, "lifesnaps") for number in range(10)))
    assert backtest(panel, ["hrv_rmssd_ms"]).targets["hrv_rmssd_ms"].priors == {"shipped": 10}


@pytest.fixture(scope="module")
def fifteen(make_history, tell) -> Panel:
    """As many people as learners can be cross-fitted on, and one who has no night but a journal."""
    told = [make_history(f"p{number:02}", 10 * number, 25) for number in range(15)]
    hrv = [tuple(dataclasses.replace(one, resting_hr_bpm=None, resp_rate_brpm=None) for one in history.nights) for history in told]
    histories = (dataclasses.replace(history, nights=nights) for history, nights in zip(told, hrv, strict=True))
    return Panel(AS_OF, (*histories, PersonHistory("silent", UTC, (), journal=(tell(3),))))


@pytest.fixture(scope="module")
def without(fifteen) -> TargetReport:
    """Those people, and nothing trained beside the rules."""
    return backtest(fifteen, ["hrv_rmssd_ms"], learners=[]).targets["hrv_rmssd_ms"]


def test_trained_forecasters_stand_beside_the_rules_and_are_told_of_every_night(fifteen, without):
    found = backtest(fifteen, ["hrv_rmssd_ms"], learners=[RidgeLearner()]).targets["hrv_rmssd_ms"]
    assert found.priors == {"cross-fitted on other people (5 folds)": 15}
    assert found.forecasters["ridge"].nights == found.nights == 15 * 22
    assert POPULATION_RIDGE not in found.forecasters
    assert set(without.forecasters) == set(found.forecasters) - {"ridge"}
    assert without.forecasters["ewma"].crps == found.forecasters["ewma"].crps


def test_somebody_without_a_night_is_passed_over(fifteen, without):
    assert (len(fifteen.histories), without.people) == (16, 15)


@dataclass(frozen=True)
class Sleeper(Persistence):
    """Persistence that sleeps through the first twenty nights."""

    name: str = "sleeper"

    def path(self, series, prior):
        path = super().path(series, prior)
        path[:20] = math.nan
        return path


def test_rivals_are_scored_and_have_no_part_in_the_combination(few):
    plain = backtest(few, ["hrv_rmssd_ms"], timer=lambda: 0.0).targets["hrv_rmssd_ms"].forecasters
    rivalled = backtest(few, ["hrv_rmssd_ms"], rivals={"sleeper": Sleeper()}, timer=lambda: 0.0).targets["hrv_rmssd_ms"].forecasters
    assert set(rivalled) == {*plain, "sleeper"}
    for name in ("combination", "equal_weights", "nnls_stack"):
        assert (rivalled[name].crps, rivalled[name].accuracy) == (plain[name].crps, plain[name].accuracy)
    assert (rivalled["sleeper"].nights, plain["persistence"].nights) == (2 * 20, 2 * 37)
    assert rivalled["combination"].skill_crps["sleeper"].estimate > 0.0


def test_progress_is_told_from_the_first_person_to_the_last(few):
    told: list[tuple[str, float]] = []
    backtest(few, ["hrv_rmssd_ms", "resp_rate_brpm"], progress=lambda what, share: told.append((what, share)))
    assert [share for _, share in told] == [0.0, 0.25, 0.5, 0.75]
    assert [what for what, _ in told] == [HRV.label] * 2 + [target("resp_rate_brpm").label] * 2


def test_a_changed_future_never_moves_an_earlier_row(make_history):
    history = make_history("p1", 3, 40)
    absurd = tuple(dataclasses.replace(night, hrv_rmssd_ms=299.0) if place >= 25 else night for place, night in enumerate(history.nights))
    one, other = rows_of(history), rows_of(PersonHistory("p1", UTC, absurd))
    for place in range(22):  # nights 3 … 24
        assert np.array_equal(one.quantiles["combination"][place], other.quantiles["combination"][place])
    assert one.observed[:22] == other.observed[:22]


def test_an_unknown_target_is_refused(few):
    with pytest.raises(UnknownName, match="mood"):
        backtest(few, ["mood"])


def test_without_enough_nights_it_says_what_is_needed(make_history):
    with pytest.raises(NotEnoughData, match="over 3 usable nights"):
        backtest(Panel(AS_OF, (make_history("p1", 1, 3),)))


def test_one_person_gets_an_interval_too(make_history):
    report = backtest(Panel(AS_OF, (make_history("p1", 1, 60),)), ["hrv_rmssd_ms"])
    found = report.targets["hrv_rmssd_ms"].forecasters["combination"].skill_crps["persistence"]
    assert found.low < found.estimate < found.high
