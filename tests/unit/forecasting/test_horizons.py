"""The nights after the coming one."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from core.errors import BadInput
from core.records import Day
from core.snapshot import PersonHistory
from core.targets import TARGETS
from forecasting.ensemble import Basis
from forecasting.features.ahead import calendar_ahead, carried_on
from forecasting.features.build import feature_table
from forecasting.horizons import Plan, TargetOutlook, medians_ahead, mixture, outlook, spread_out
from forecasting.learners.design import INPUTS, design_of
from forecasting.learners.ridge import Ridge
from forecasting.models import Abstained, forecast_models
from forecasting.population import shipped_population
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN, student_row
from forecasting.rules.ar_level import ArLevel
from forecasting.rules.means import DiscountedMean
from forecasting.rules.persistence import Persistence
from forecasting.series import series_of

START = date(2024, 1, 1)
NIGHT = START + timedelta(days=80)
EVENING = datetime.combine(NIGHT - timedelta(days=1), time(21), UTC)
MEMORY = 0.8
SAYS = {"strain_today": 0.5}


@pytest.fixture
def remembering() -> TargetPrior:
    """A prior of an AR(1) whose coefficient is 0.8, level 4.0, spread of nights 0.2."""
    return TargetPrior("hrv_rmssd_ms", "default", 20, 1000, 4.0, 0.4, 0.2, MEMORY, 0.03, 4.0)


@pytest.fixture
def trained(make_history) -> PersonHistory:
    """Eighty nights, and a strain of 8, 10 or 12 known on each evening."""
    history = make_history("p1", 3, 80)
    days = [
        Day(
            person_id="p1",
            key=f"{START + timedelta(days=number)}",
            source="whoop_export",
            source_epoch="whoop",
            known_at=datetime.combine(START + timedelta(days=number), time(20), UTC),
            day=START + timedelta(days=number),
            strain=8.0 + 2.0 * (number % 3),
        )
        for number in range(80)
    ]
    return dataclasses.replace(history, days=tuple(days))


@pytest.fixture
def straining():
    """The shipped population, joined by a ridge of HRV that knows nothing but today's strain."""
    shipped = shipped_population()
    coefficients = tuple(SAYS.get(name, 0.0) for name in INPUTS)
    ridge = Ridge("hrv_rmssd_ms/default", None, coefficients, nights=100, people=10, penalty=1.0)
    theirs = {**shipped.trained, "hrv_rmssd_ms/default": {"ridge": ridge}}
    return dataclasses.replace(shipped, trained=theirs)


@pytest.fixture
def look(trained, straining):
    """(planned, population, facts) → the outlook on the evening of the eightieth night."""

    def on(planned=None, population=straining, facts=trained):
        table = feature_table(facts, NIGHT, as_of=EVENING)
        plan = Plan(planned, carried_on(facts, table, NIGHT, 6, EVENING, planned)) if planned else None
        return outlook(facts.nights, NIGHT, population, carried_on(facts, table, NIGHT, 6, EVENING), plan=plan)

    return on


def scaled(nights, name="hrv_rmssd_ms"):
    return np.array([TARGETS[name].to_scale(night.median) for night in nights])


def test_a_deviation_fades_by_the_memory_each_night(make_series, remembering):
    """After a hundred nights at 4.0 a night of 4.1: the level learns a fiftieth of it, the rest fades by 0.8 a night."""
    series = make_series([4.0] * 100 + [4.1])
    basis = Basis(remembering, {"ar_level": ArLevel()})
    medians = medians_ahead(series, basis, ["ar_level"], 7)["ar_level"]
    assert medians == pytest.approx([4.0 + 0.1 * MEMORY**ahead for ahead in range(1, 8)], abs=0.003)


def test_the_mixture_of_rules_drifts_to_the_level_as_far_as_they_do(make_series, remembering):
    """Persistence stays at 4.1 for ever, the mean at the mean; a half of each stays between."""
    series = make_series([4.0] * 100 + [4.1])
    basis = Basis(remembering, {one.name: one for one in (Persistence(), DiscountedMean("personal_mean", 0.0), ArLevel())})
    medians = medians_ahead(series, basis, list(basis.members), 7)
    assert medians["persistence"] == pytest.approx([4.1] * 7)
    mixed = mixture(medians, {"persistence": 0.5, "ar_level": 0.5})
    assert mixed == pytest.approx([4.05 + 0.05 * MEMORY**ahead for ahead in range(1, 8)], abs=0.003)
    assert (np.diff(mixed) < 0.0).all()


def test_who_sleeps_through_a_later_night_leaves_its_weight_to_the_others():
    mixed = mixture({"one": np.array([1.0, np.nan]), "other": np.array([3.0, 3.0])}, {"one": 0.75, "other": 0.25})
    assert mixed.tolist() == [1.5, 3.0]


def test_a_row_is_moved_and_made_wider_around_its_median():
    row = 2.0 + 0.1 * student_row(math.inf)
    assert spread_out(row, 0.5, 2.0) == pytest.approx(2.5 + 0.2 * student_row(math.inf))


def test_the_coming_night_is_the_models_forecast_to_the_last_digit(look, trained, straining):
    said = forecast_models(trained.nights, NIGHT, straining, feature_table(trained, NIGHT, as_of=EVENING))
    found = look({NIGHT: 18.0})
    assert list(found.targets) == list(said.targets)
    for name, one in found.targets.items():
        assert one.nights[0].quantiles == one.planned[0].quantiles == said.forecast(name).quantiles
        assert one.nights[0].sigma == said.forecast(name).sigma
    assert found.tomorrow.forecast("hrv_rmssd_ms") == said.forecast("hrv_rmssd_ms")


def test_nights_follow_each_other_and_quantiles_are_in_order(look):
    for one in look({NIGHT: 18.0}).targets.values():
        for nights in (one.nights, one.planned):
            assert [(night.night, night.horizon) for night in nights] == [(NIGHT + timedelta(days=place), place + 1) for place in range(7)]
            for night in nights:
                assert len(night.quantiles) == len(LEVELS)
                assert list(night.quantiles) == sorted(night.quantiles)
                assert night.median == night.quantiles[MEDIAN]


@pytest.mark.parametrize("missing", [0, 1, 4])
def test_widths_never_shrink_with_the_horizon(make_history, missing):
    history = make_history("p1", 5, 60)
    for one in outlook(history.nights, START + timedelta(days=60 + missing)).targets.values():
        spreads = [night.sigma for night in one.nights]
        assert spreads == sorted(spreads)
        assert missing or spreads[-1] > spreads[0]


def test_a_width_in_the_unit_is_the_measured_one_around_the_new_median(make_history):
    """Of the respiratory rate seven nights ahead 1.09 times the coming night's, after a night that is known."""
    history = make_history("p1", 5, 60)
    nights = outlook(history.nights, START + timedelta(days=60)).targets["resp_rate_brpm"].nights
    widths = [night.quantiles[-3] - night.quantiles[2] for night in nights]
    assert widths[6] / widths[0] == pytest.approx(1.09)
    assert nights[6].sigma / nights[0].sigma == pytest.approx(1.09)


def test_medians_of_a_person_come_back_to_the_level_after_some_high_nights(make_night):
    """Fifty-seven nights around 52 ms, then three of 62; to the fourth night ahead no high one is of the same weekday."""
    nights = [make_night(number, hrv_rmssd_ms=62.0 if number >= 57 else 50.0 + 2.0 * (number % 3)) for number in range(60)]
    found = outlook(nights, START + timedelta(days=60)).targets["hrv_rmssd_ms"].nights
    medians = [night.median for night in found[:4]]
    assert medians == sorted(medians, reverse=True)
    assert medians[-1] > 52.0


def test_what_is_cut_at_the_plausible_range_is_moved_as_the_distribution_not_its_cut(make_night):
    """Recovery near 100%: the upper quantiles pile up there, and a median that falls must not drag an upper bound down with it."""
    nights = [make_night(number, hrv_rmssd_ms=50.0, recovery_pct=85.0 + number % 14) for number in range(40)]
    found = outlook(nights, START + timedelta(days=40)).targets["recovery_pct"].nights
    assert found[0].quantiles[-1] == 100.0
    assert found[6].quantiles[-1] == 100.0
    assert found[6].sigma > found[0].sigma


def test_too_few_nights_are_abstained_from_for_every_night(make_history):
    history = make_history("p1", 3, 2)
    found = outlook(history.nights, START + timedelta(days=2)).targets["hrv_rmssd_ms"]
    assert isinstance(found, Abstained)
    assert "needs 3 usable nights" in found.reason


@pytest.mark.parametrize("nights", [0, 8])
def test_other_numbers_of_nights_are_refused(make_history, nights):
    with pytest.raises(BadInput, match="1 to 7 nights ahead"):
        outlook(make_history("p1", 3, 20).nights, NIGHT, nights_ahead=nights)


def test_fewer_nights_are_the_first_of_more(make_history):
    history = make_history("p1", 3, 40)
    three, seven = (outlook(history.nights, START + timedelta(days=40), nights_ahead=count) for count in (3, 7))
    assert three.targets["hrv_rmssd_ms"].nights == seven.targets["hrv_rmssd_ms"].nights[:3]


def test_a_plan_moves_only_what_a_model_has_learned_of_strain(look):
    found = look({NIGHT + timedelta(days=1): 18.0})
    hrv = found.targets["hrv_rmssd_ms"]
    assert hrv.answering == ("ridge",)
    moved = scaled(hrv.planned) - scaled(hrv.nights)
    assert moved[2] > 0.001  # the evening of the planned day is that before the third night
    assert np.delete(moved, 2) == pytest.approx(np.zeros(6))
    for name in ("resting_hr_bpm", "resp_rate_brpm"):
        other = found.targets[name]
        assert other.answering == ()
        assert other.planned == other.nights


def test_a_plan_moves_as_far_as_the_coefficient_says(look, trained, straining):
    """Coefficient 0.5 per own SD of strain, cut at 3 SD, in the rule's spread, times the ridge's weight: alike however far ahead."""
    found = look({NIGHT + timedelta(days=1): 18.0, NIGHT + timedelta(days=4): 18.0})
    weight = next(row.weight for row in found.tomorrow.forecast("hrv_rmssd_ms").forecasters if row.name == "ridge")
    series = series_of(trained.nights, TARGETS["hrv_rmssd_ms"], NIGHT)
    spread = design_of(series, straining.of(series.target, "default")).scale[-1]
    hrv = found.targets["hrv_rmssd_ms"]
    moved = scaled(hrv.planned) - scaled(hrv.nights)
    assert moved[[2, 5]] == pytest.approx([weight * 0.5 * 3.0 * spread] * 2, rel=1e-6)


def test_the_usual_strain_moves_next_to_nothing_and_rest_moves_the_other_way(look):
    def moved(strain):
        hrv = look({NIGHT: strain}).targets["hrv_rmssd_ms"]
        return (scaled(hrv.planned) - scaled(hrv.nights))[1]

    assert abs(moved(10.0)) < 0.05 * moved(14.0)
    assert moved(6.0) == pytest.approx(-moved(14.0), rel=0.05)


def test_widths_are_the_same_with_a_plan_and_without(look):
    hrv = look({NIGHT: 18.0}).targets["hrv_rmssd_ms"]
    assert [night.sigma for night in hrv.planned] == [night.sigma for night in hrv.nights]


def test_where_nobody_learned_of_strain_the_plan_moves_nothing_and_it_says_so(look):
    found = look({NIGHT: 18.0}, shipped_population())
    for one in found.targets.values():
        assert isinstance(one, TargetOutlook)
        assert one.answering == ()
        assert one.planned == one.nights


def test_without_a_plan_there_is_none_beside_it(look):
    found = look()
    assert found.strain == {}
    assert all(one.planned == () and one.answering == () for one in found.targets.values())


def test_a_plan_for_today_moves_the_coming_night(look):
    hrv = look({NIGHT - timedelta(days=1): 18.0}).targets["hrv_rmssd_ms"]
    assert hrv.planned[0].median > hrv.nights[0].median


def test_nothing_that_comes_later_moves_an_outlook(look, trained, make_night):
    """Nights and days from the coming one on, told as if they were known."""
    nights = [make_night(number, hrv_rmssd_ms=120.0, resting_hr_bpm=80.0, resp_rate_brpm=20.0) for number in range(80, 90)]
    days = [
        dataclasses.replace(trained.days[0], key=f"later {number}", day=NIGHT + timedelta(days=number), strain=20.0) for number in range(6)
    ]
    told = dataclasses.replace(trained, nights=(*trained.nights, *nights), days=(*trained.days, *days))
    for plan in (None, {NIGHT: 18.0}):
        assert look(plan, facts=told).targets == look(plan).targets


def test_rows_of_features_that_later_evenings_brought_are_not_read_for_the_coming_night(trained, straining):
    """Of a table that reaches further only what the caller carried on is told; the coming night's forecast never moves by it."""
    table = feature_table(trained, NIGHT, as_of=EVENING)
    plain = outlook(trained.nights, NIGHT, straining, table)
    later = calendar_ahead(table, NIGHT, 6, UTC)
    later.values[-6:] = 5.0
    assert outlook(trained.nights, NIGHT, straining, later).tomorrow.forecast("hrv_rmssd_ms") == plain.tomorrow.forecast("hrv_rmssd_ms")
