"""What sealed live scores say of versions, read out of a real ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.entries import Track
from core.ledger import Content, Ledger
from core.records import Night
from core.store import Store
from forecasting.registry.live_record import drift_of, duels
from forecasting.registry.versions import Draft, Versions

START = date(2024, 1, 1)
HRV = "hrv_rmssd_ms/default"
AS_OF = datetime(2024, 12, 31, 21, tzinfo=UTC)
Score = Mapping[str, object]


@pytest.fixture
def store(tmp_path: Path, make_night: Callable[..., Night]) -> Store:
    """Ada and Ben, who have a night each, so that it is known what their series measure."""
    store = Store(tmp_path / "morrow.duckdb")
    store.add([make_night(0, person_id=person, hrv_rmssd_ms=50.0) for person in ("ada", "ben")], recorded_at=AS_OF)
    return store


@pytest.fixture
def seal(store: Store, tmp_path: Path) -> Callable[..., None]:
    """(scores, person, first night's number, track, run) → one score a night in that ledger."""

    def put(said: list[Score], person: str = "ada", first: int = 0, track: Track = "live", run_id: str = "live") -> None:
        contents = []
        for number, score in enumerate(said, start=first):
            night = START + timedelta(days=number)
            told = datetime.combine(night, time(8), UTC)
            contents.append(Content("score", person, night, 1, 1, told, str(night), {"targets": {"hrv_rmssd_ms": score}}))
        Ledger(store, tmp_path / "anchor.jsonl", track=track, run_id=run_id).append(contents, at=contents[-1].known_at)

    return put


def normalised(*levels: tuple[int, float]) -> list[Score]:
    """(nights, CRPS of the models in σ) → as many scores."""
    return [{"crps": {}, "normalised": {"models": level}} for nights, level in levels for _ in range(nights)]


# Drift


def test_scores_that_double_are_drift_of_their_target(store: Store, seal) -> None:
    seal(normalised((60, 0.6), (30, 1.2)))
    (found,) = drift_of(store, AS_OF, {HRV: START})[HRV]
    assert found.flag
    assert "to 1.20σ" in found.reason


def test_steady_scores_are_none(store: Store, seal) -> None:
    seal(normalised((90, 0.6)))
    assert drift_of(store, AS_OF, {HRV: START}) == {}


def test_what_was_noticed_before_the_last_training_has_had_its_answer(store: Store, seal) -> None:
    """The change of the 60th night is noticed within the twenty that follow."""
    seal(normalised((60, 0.6), (60, 1.8)))
    assert set(drift_of(store, AS_OF, {HRV: START + timedelta(days=59)})) == {HRV}
    assert drift_of(store, AS_OF, {HRV: START + timedelta(days=80)}) == {}


def test_each_persons_drift_is_told_and_nobodys_hides_behind_anothers(store: Store, seal) -> None:
    seal(normalised((60, 0.6), (30, 1.8)), "ada")
    seal(normalised((90, 0.6)), "ben")
    assert len(drift_of(store, AS_OF, {HRV: START})[HRV]) == 1


def test_only_what_was_known_by_then_counts(store: Store, seal) -> None:
    seal(normalised((60, 0.6), (30, 1.8)))
    assert drift_of(store, datetime(2024, 2, 28, 21, tzinfo=UTC), {HRV: START}) == {}


def test_a_replay_makes_no_record(store: Store, seal) -> None:
    seal(normalised((60, 0.6), (30, 1.8)), track="replay", run_id="evals")
    assert drift_of(store, AS_OF, {HRV: START}) == {}


def test_a_target_that_nobody_keeps_fresh_is_not_watched(store: Store, seal) -> None:
    seal(normalised((60, 0.6), (30, 1.8)))
    assert drift_of(store, AS_OF, {}) == {}


# Duels


@pytest.fixture
def versions(store: Store, draft: Callable[..., Draft]) -> Versions:
    """A champion of 2024-01-06, and a challenger of 2024-01-11."""
    versions = Versions(store)
    champion = versions.add(draft(5), {"constant.json": b'{"level": 4.0}'})
    challenger = versions.add(draft(10), {"constant.json": b'{"level": 4.1}'})
    versions.set_alias(champion, "champion")
    versions.set_alias(challenger, "challenger")
    return versions


def duel(nights: int, champion: float, challenger: float, spread: float = 8.0) -> list[Score]:
    """CRPS in ms, give or take; σ is what the models' CRPS of 4 ms and their share of it imply."""
    rng = np.random.default_rng(0)
    return [
        {
            "crps": {"models": 4.0, "constant": champion + one, "constant_challenger": challenger + other},
            "normalised": {"models": 4.0 / spread},
        }
        for one, other in rng.normal(0.0, 0.3, (nights, 2)).tolist()
    ]


def test_a_challenger_that_was_better_on_sealed_nights_wins(store: Store, versions: Versions, seal) -> None:
    seal(duel(40, 5.0, 4.0), first=11)
    ((row, decision),) = duels(store, versions, AS_OF)
    assert (row.version, decision.swap, decision.nights) == (2, True, 40)
    assert decision.mean_gain == pytest.approx(0.2, abs=0.03)


def test_nights_up_to_its_training_do_not_count(store: Store, versions: Versions, seal) -> None:
    seal(duel(40, 5.0, 4.0), first=0)
    ((_, decision),) = duels(store, versions, AS_OF)
    assert decision.nights == 40 - 11


def test_nights_that_only_one_was_sealed_for_do_not_count(store: Store, versions: Versions, seal) -> None:
    alone: list[Score] = [{"crps": {"models": 4.0, "constant_challenger": 1.0}, "normalised": {"models": 0.5}}] * 40
    seal(alone, first=11)
    ((_, decision),) = duels(store, versions, AS_OF)
    assert (decision.swap, decision.nights) == (False, 0)


def test_people_are_compared_in_their_own_spread(store: Store, versions: Versions, seal) -> None:
    """Ben's nights vary ten times as much in ms; in σ he says the same as ada, and both share each night."""
    seal(duel(40, 5.0, 4.0), "ada", first=11)
    wide = [
        {"crps": {who: 10 * value for who, value in one["crps"].items()}, "normalised": one["normalised"]} for one in duel(40, 5.0, 4.0)
    ]
    alone = duels(store, versions, AS_OF)[0][1]
    seal(wide, "ben", first=11)
    both = duels(store, versions, AS_OF)[0][1]
    assert both.nights == 40
    assert both.mean_gain == pytest.approx(alone.mean_gain)
    assert both.confidence_low == pytest.approx(alone.confidence_low)


def test_a_replay_decides_nothing(store: Store, versions: Versions, seal) -> None:
    seal(duel(40, 5.0, 4.0), first=11, track="replay", run_id="evals")
    ((_, decision),) = duels(store, versions, AS_OF)
    assert (decision.swap, decision.nights) == (False, 0)


def test_without_a_challenger_there_is_no_duel(store: Store, versions: Versions) -> None:
    versions.set_alias(versions.registered()[1], None)
    assert duels(store, versions, AS_OF) == []


@pytest.mark.parametrize(("shift", "noticed"), [(0.0, False), (-0.8, True)])
def test_nights_that_leave_their_own_past_are_drift_without_any_score(
    tmp_path: Path, make_night: Callable[..., Night], shift: float, *, noticed: bool
) -> None:
    """A hundred nights around 50 ms, then six weeks that are four standard deviations lower."""
    rng = np.random.default_rng(4)
    values = np.log(50.0) + 0.2 * rng.normal(size=145) + np.where(np.arange(145) < 100, 0.0, shift)
    store = Store(tmp_path / "nights.duckdb")
    store.add([make_night(number, hrv_rmssd_ms=float(np.exp(value))) for number, value in enumerate(values)], recorded_at=AS_OF)
    found = drift_of(store, AS_OF, {HRV: START + timedelta(days=60)})
    assert any(one.reason.startswith("hrv_ln_lag_1") for one in found.get(HRV, [])) is noticed
