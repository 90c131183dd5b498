"""What if: the last row follows, the others stand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.errors import BadInput
from core.records import Day, Night, Workout
from forecasting.features.build import feature_table
from forecasting.features.scenario import Changes, scenario


@pytest.fixture
def plain(history, make, at, tell):
    """Twelve days of strain 8, a run of 9 every day, seven hours of sleep from 23:00 on, and no alcohol told on the last evening."""
    facts = [tell(11, "alcohol", "no"), tell(11, "late_meal", "yes")]
    for number in range(12):
        sleep = {
            "sleep_start": at(number - 1, 23),
            "sleep_end": at(number, 7),
            "sleep_minutes": 420.0 + number,
            "sleep_need_minutes": 480.0,
        }
        run = {"start": at(number, 17), "end": at(number, 18), "sport": "run", "strain": 9.0, "zone4_minutes": 5.0, "zone5_minutes": 1.0}
        facts += [
            make(Night, number, known_at=at(number, 7), **sleep),
            make(Day, number, known_at=at(number, 23), strain=8.0),
            make(Workout, number, known_at=at(number, 18), **run),
        ]
    return history(facts)


@pytest.fixture
def moved(plain, day, at):
    """Changes → names of the features that they move, with the values before and after; earlier rows are checked to stand."""

    def suppose(changes: Changes, facts=plain) -> dict[str, tuple[float, float]]:
        before = feature_table(facts, day(12), as_of=at(11, 20, 30))
        after = scenario(facts, day(12), at(11, 20, 30), changes)
        assert after.values[:-1].tobytes() == before.values[:-1].tobytes()
        pairs = zip(before.names, before.values[-1].tolist(), after.values[-1].tolist(), strict=True)
        return {name: (old, new) for name, old, new in pairs if not (old == new or (math.isnan(old) and math.isnan(new)))}

    return suppose


def test_no_change_moves_nothing(moved):
    assert moved(Changes()) == {}


def test_planned_strain_moves_loads_and_what_is_multiplied_by_it(moved):
    """Debt: nights 5 … 11 sleep 425 … 431 of 480 minutes, 52 short on average. Load: six days of 8, today 18."""
    found = moved(Changes(strain=18.0))
    assert found["strain_today"][1] == found["workout_strain_today"][1] == 18.0
    assert found["strain_mean_7"] == (8.0, pytest.approx((6 * 8.0 + 18.0) / 7))
    assert found["workout_strain_x_sleep_debt"] == (9.0 * 52.0, 18.0 * 52.0)
    assert found["days_since_hard_day"][1] == 0.0
    assert math.isnan(found["hard_zone_minutes_today"][1])


def test_an_easy_plan_takes_nothing_away_from_what_was_done(moved, plain, make, at):
    done = plain.__class__(
        "p1", plain.zone, plain.nights, (*plain.days, make(Day, 11, key="now", known_at=at(11, 20), strain=15.0)), plain.workouts
    )
    found = moved(Changes(strain=3.0), done)
    assert "strain_today" not in found
    assert "workout_strain_today" not in found


def test_strain_is_no_workout_for_somebody_whose_workouts_are_not_told(moved, plain):
    found = moved(Changes(strain=18.0), plain.__class__("p1", plain.zone, plain.nights, plain.days))
    assert found["strain_today"][1] == 18.0
    assert not [name for name in found if name.startswith(("workout", "hard_zone"))]


def test_somebody_without_day_totals_gets_the_strain_of_today_alone(moved, plain):
    found = moved(Changes(strain=18.0), plain.__class__("p1", plain.zone, plain.nights))
    assert set(found) == {"strain_today", "days_since_hard_day"}


def test_a_longer_night_pays_debt_off(moved):
    """431 becomes 501 minutes: 70 more in seven nights."""
    found = moved(Changes(sleep_minutes=501.0))
    assert found["sleep_minutes_lag_1"] == (431.0, 501.0)
    assert found["sleep_debt_7"] == (52.0, pytest.approx(42.0))
    assert "bedtime_lag_1" not in found


def test_a_shifted_bedtime_moves_the_clock_and_not_the_length(moved):
    found = moved(Changes(bedtime_shift_minutes=90.0))
    assert found["bedtime_lag_1"] == (-1.0, 0.5)
    assert found["wake_time_lag_1"] == (7.0, 8.5)
    assert found["midsleep_change_28"] == (0.0, 1.5)
    assert not [name for name in found if name.startswith("sleep_")]


def test_an_answer_takes_the_place_of_the_one_that_was_given(moved):
    found = moved(Changes(alcohol=True))
    assert found["journal_alcohol"] == (0.0, 1.0)
    assert found["alcohol_x_late_meal"] == (0.0, 1.0)
    assert moved(Changes(late_meal=False))["journal_late_meal"] == (1.0, 0.0)


@pytest.mark.parametrize("kind", ["caffeine", "hard_training", "illness"])
def test_an_answer_that_was_not_asked_is_supposed(moved, kind):
    found = moved(Changes(**{kind: True}))
    assert set(found) == {f"journal_{kind}"}
    assert found[f"journal_{kind}"][1] == 1.0


def test_without_an_instant_it_is_the_scheduled_evening(plain, day):
    assert scenario(plain, day(12), None, Changes(illness=True)).row(day(12))["journal_illness"] == 1.0


def test_a_night_that_was_not_recorded_cannot_be_changed(plain, day):
    with pytest.raises(BadInput, match="nothing is known of it"):
        scenario(plain, day(14), None, Changes(sleep_minutes=400.0))


@pytest.mark.parametrize("changes", [{"strain": 22.0}, {"strain": float("nan")}, {"sleep_minutes": 5.0}, {"bedtime_shift_minutes": 900.0}])
def test_what_cannot_be_is_refused(changes):
    with pytest.raises(BadInput, match=r"wanted .* between"):
        Changes(**changes)


def test_rows_before_the_last_may_be_left_out(plain, day):
    table = scenario(plain, day(12), None, Changes(strain=18.0), first=day(12))
    np.testing.assert_array_equal(table.values, scenario(plain, day(12), None, Changes(strain=18.0)).values[-1:])
