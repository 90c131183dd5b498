"""Which version may speak of which night: the promise of no look-ahead, for models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.prior import TargetPrior
from forecasting.quantiles import LEVELS, MEDIAN
from forecasting.registry.serving import Loaded, ServedForecaster, eligible
from forecasting.registry.versions import ModelVersion, Verdict
from forecasting.series import Series

START = date(2024, 1, 1)


def _night(number: int) -> date:
    return START + timedelta(days=number)


def _evening(number: int) -> datetime:
    """21:00 on the date before night `number`."""
    return datetime.combine(_night(number - 1), datetime.min.time(), UTC) + timedelta(hours=21)


@pytest.fixture
def told(make_series: Callable[..., Series], prior: TargetPrior) -> Callable[..., list[float]]:
    """(members, person, track, nights, fields) → the version that tells each night and the coming one; NaN where none does."""

    def tell(members: list[Loaded], person: str = "ada", track: str = "replay", nights: int = 6, **fields: bool) -> list[float]:
        forecaster = ServedForecaster("constant", tuple(members), person, track, "champion", **fields)
        path = forecaster.path(make_series([4.0] * nights), prior)
        assert path.shape == (nights + 1, len(LEVELS))
        assert np.array_equal(np.isnan(path).all(axis=1), np.isnan(path).any(axis=1))
        return path[:, MEDIAN].tolist()

    return tell


def test_a_replay_asks_for_dates_and_never_for_aliases(row: Callable[..., ModelVersion]):
    rows = [row(1, 10), row(2, 20, alias="challenger"), row(3, 30), row(4, 40, alias="champion")]
    found = eligible(rows, "ada", _night(31), _evening(31), "replay")
    assert [(one.version.version, one.role) for one in found] == [(3, "replay"), (2, "replay"), (1, "replay")]


def test_a_version_trained_through_the_evenings_own_date_may_serve_and_one_that_saw_the_night_may_not(row: Callable[..., ModelVersion]):
    rows = [row(1, 30), row(2, 31, trained_at=_evening(31))]
    assert [one.version.version for one in eligible(rows, "ada", _night(31), _evening(31), "replay")] == [1]


def test_a_version_trained_after_the_instant_may_not_serve_however_old_its_nights(row: Callable[..., ModelVersion]):
    rows = [row(1, 10, trained_at=_evening(31) + timedelta(seconds=1)), row(2, 9, trained_at=_evening(31))]
    for track in ("replay", "live"):
        found = eligible([*rows, row(3, 5, alias="champion", trained_at=_evening(40))], "ada", _night(31), _evening(31), track)
        assert [one.version.version for one in found] == ([2] if track == "replay" else [])


def test_live_the_champion_serves_with_what_stood_before_it_and_the_challenger_runs_beside(row: Callable[..., ModelVersion]):
    rows = [row(1, 10), row(2, 20, alias="champion"), row(3, 25), row(4, 30, alias="challenger")]
    found = eligible(rows, "ada", _night(41), _evening(41), "live")
    assert [(one.version.version, one.role) for one in found] == [(4, "challenger"), (2, "champion"), (1, "past")]


def test_live_without_a_champion_nobody_stands_in(row: Callable[..., ModelVersion]):
    assert eligible([row(1, 10), row(2, 20)], "ada", _night(41), _evening(41), "live") == []


@pytest.mark.parametrize("track", ["live", "replay"])
def test_what_failed_its_gate_or_is_retired_serves_nowhere(row: Callable[..., ModelVersion], track: str):
    failed = row(1, 10, alias="champion", gate=Verdict(passed=False, reasons=()))
    retired = row(2, 10, alias="champion", retired_at=datetime(2024, 1, 20, tzinfo=UTC))
    assert eligible([failed, retired], "ada", _night(41), _evening(41), track) == []


def test_lines_do_not_mix(row: Callable[..., ModelVersion]):
    rows = [row(1, 10, alias="champion"), row(1, 5, name="ridge"), row(9, 30, name="ridge", alias="champion")]
    found = eligible(rows, "ada", _night(41), _evening(41), "live")
    assert [(one.version.name, one.version.version) for one in found] == [("constant", 1), ("ridge", 9), ("ridge", 1)]


def test_a_candidate_says_through_when_it_is_in_sample_for_the_person(row: Callable[..., ModelVersion]):
    (known,) = eligible([row(1, 10, alias="champion")], "ada", _night(41), _evening(41), "live")
    (unknown,) = eligible([row(1, 10, alias="champion")], "ben", _night(41), _evening(41), "live")
    assert (known.in_sample_through, unknown.in_sample_through) == (_night(10), None)


@pytest.mark.parametrize("track", ["live", "replay"])
def test_each_night_is_told_by_the_newest_version_that_saw_only_earlier_ones(told: Callable, load: Callable[..., Loaded], track: str):
    members = [load(1, 0), load(3, 4), load(2, 2)]
    nan = np.nan
    np.testing.assert_equal(told(members, track=track), [nan, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0])


def test_a_version_that_never_met_the_person_may_back_cast_live_but_not_in_a_replay(told: Callable, load: Callable[..., Loaded]):
    members = [load(1, 2), load(2, 4)]
    np.testing.assert_equal(told(members, "ben", "live"), [2.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0])
    np.testing.assert_equal(told(members, "ben", "replay"), [np.nan] * 3 + [1.0, 1.0, 2.0, 2.0])


def test_of_two_versions_only_the_one_that_never_met_the_person_back_casts(told: Callable, load: Callable[..., Loaded]):
    members = [load(1, 2, people=("ben",)), load(2, 4, people=("ada", "ben"))]
    np.testing.assert_equal(told(members, "ada", "live"), [1.0] * 5 + [2.0, 2.0])


def test_a_frozen_shipped_version_tells_of_any_night_of_people_it_never_met(told: Callable, load: Callable[..., Loaded]):
    np.testing.assert_equal(told([load(1, 5)], "ben", "replay", timeless=True), [1.0] * 7)
    np.testing.assert_equal(told([load(1, 5)], "ada", "replay", timeless=True), [np.nan] * 6 + [1.0])


def test_in_sample_rows_are_asleep_even_where_that_is_all_of_them(told: Callable, load: Callable[..., Loaded]):
    np.testing.assert_equal(told([load(1, 40)], track="live"), [np.nan] * 7)


def test_an_empty_series_has_one_row(told: Callable, load: Callable[..., Loaded]):
    np.testing.assert_equal(told([load(1, -1)], nights=0), [1.0])
    np.testing.assert_equal(told([load(1, 0)], nights=0), [np.nan])


def test_a_version_is_shown_no_night_after_the_last_that_it_tells(load: Callable[..., Loaded], make_series, prior: TargetPrior):
    class Listening:
        lengths: list[int] = []  # noqa: RUF012  # of this test alone

        def path(self, series: Series, prior: TargetPrior, since: int = 0) -> np.ndarray:
            self.lengths.append(len(series.values))
            return np.zeros((len(series.values) + 1, len(LEVELS)))

    old, new = load(1, 0), load(2, 3)
    forecaster = ServedForecaster("constant", (Loaded(old.version, Listening()), new), "ada", "replay", "replay")
    forecaster.path(make_series([4.0] * 10), prior)
    assert Listening.lengths == [3]  # nights 1, 2 and 3: row 3 follows from three values


def test_it_is_named_by_all_its_versions_and_dated_by_the_newest(load: Callable[..., Loaded]):
    forecaster = ServedForecaster("constant", (load(1, 0), load(3, 4), load(2, 2)), "ada", "live", "champion")
    assert (forecaster.version, forecaster.trained_through) == ("v3+v2+v1", _night(4))


def test_versions_of_two_lines_make_no_forecaster(load: Callable[..., Loaded]):
    for members in ((), (load(1), load(1, kind="other"))):
        with pytest.raises(BadInput, match="one target, kind and name"):
            ServedForecaster("constant", members, "ada", "live", "champion")
