"""Each invariant notices what it is for. The breakages are written straight into the store, past everything that would refuse them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from agent.bootstrap import World
from core.ledger import Content
from evals.invariants import violations
from forecasting.quantiles import LEVELS

NIGHT = date(2026, 6, 8)
EVENING = datetime(2026, 6, 7, 19, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)  # 04:00 in Berlin
MORNING = datetime(2026, 6, 8, 5, 0, tzinfo=UTC)


def forecast(**changed: float) -> dict[str, object]:
    """A forecast of one target with ordered quantiles 40, 41, … 60 ms; `changed` replaces some of them."""
    quantiles = {f"{level:g}": 40.0 + place for place, level in enumerate(LEVELS)}
    quantiles |= {name.lstrip("q"): value for name, value in changed.items()}
    said = {"quantiles": quantiles, "forecasters": [{"name": "persistence", "quantiles": dict(quantiles)}]}
    return {"person_id": "synthetic", "night": NIGHT.isoformat(), "horizon": 1, "targets": {"hrv_rmssd_ms": said}}


def seal(world: World, said: dict[str, object], at: datetime = EVENING, digest: str = "a") -> None:
    """Seals it on a replay of the test's own."""
    world.ledger("replay", "r").seal(said, facts_digest=digest, at=at, deadline=DEADLINE)


def came_true(world: World, known_at: datetime = MORNING, sequence: int = 1, revision: int = 1) -> None:
    """Appends an outcome and a score."""
    outcome = Content("outcome", "synthetic", NIGHT, 1, revision, known_at, "o", {"values": {"hrv_rmssd_ms": 50.0}})
    score = Content(
        "score", "synthetic", NIGHT, 1, revision, known_at, "s", {"forecast_sequence": sequence, "targets": {"hrv_rmssd_ms": {}}}
    )
    world.ledger("replay", "r").append([outcome, score], at=known_at)


def rewrite(world: World, statement: str, *values: object) -> None:
    """Does what no program of ours would."""
    with world.store.transaction() as connection:
        connection.execute(statement, list(values))


def test_a_sound_installation_breaks_nothing(world: World) -> None:
    seal(world, forecast())
    seal(world, forecast(), at=EVENING + timedelta(hours=1), digest="b")
    came_true(world, sequence=2)
    assert violations(world) == []


def test_a_fact_that_stands_twice_is_noticed(world: World) -> None:
    rewrite(world, "INSERT INTO nights SELECT * FROM nights WHERE night = ?", NIGHT)
    assert [line[:9] for line in violations(world)] == ["I3: night"]


def test_a_revision_that_is_missing_is_noticed(world: World) -> None:
    rewrite(world, "UPDATE journal SET revision = 2 WHERE key = (SELECT min(key) FROM journal)")
    assert [line[:11] for line in violations(world)] == ["I3: journal"]


def test_an_edited_forecast_is_noticed(world: World) -> None:
    seal(world, forecast())
    rewrite(world, "UPDATE ledger_contents SET payload = replace(payload, '40.0', '39.0')")
    assert violations(world) == ["I2: replay r: entry 1: its content was edited"]


def test_a_head_that_is_not_anchored_is_anchored_as_the_next_start_would(world: World) -> None:
    seal(world, forecast())
    world.settings.anchor.unlink()
    assert violations(world) == []
    assert json.loads(world.settings.anchor.read_text())["sequence"] == 1


def test_two_revisions_of_the_same_facts_are_noticed(world: World) -> None:
    seal(world, forecast())
    twin = {**forecast(), "revision": 2, "late": False}
    world.ledger("replay", "r").append([Content("forecast", "synthetic", NIGHT, 1, 2, EVENING, "a", twin)], at=EVENING)
    assert violations(world) == ["I1: synthetic 2026-06-08 horizon 1: two revisions of the same facts"]


def test_a_gap_between_revisions_is_noticed(world: World) -> None:
    seal(world, forecast())
    third = {**forecast(), "revision": 3, "late": False}
    world.ledger("replay", "r").append([Content("forecast", "synthetic", NIGHT, 1, 3, EVENING, "b", third)], at=EVENING)
    assert violations(world) == ["I1: synthetic 2026-06-08 horizon 1: revisions [1, 3]"]


def test_a_late_forecast_that_hides_it_is_noticed(world: World) -> None:
    said = {**forecast(), "revision": 1, "late": False}
    world.ledger("replay", "r").append([Content("forecast", "synthetic", NIGHT, 1, 1, DEADLINE, "a", said)], at=DEADLINE)
    assert violations(world) == ["I1: synthetic 2026-06-08 horizon 1: revision 1 is late and does not say so"]


def test_a_late_forecast_that_says_so_is_sound(world: World) -> None:
    seal(world, forecast(), at=DEADLINE)
    assert violations(world) == []


def test_a_score_of_a_late_forecast_is_noticed(world: World) -> None:
    seal(world, forecast(), at=DEADLINE)
    came_true(world)
    assert [line[:3] for line in violations(world)] == ["I4:"]


def test_a_score_of_what_was_sealed_after_its_outcome_is_noticed(world: World) -> None:
    seal(world, forecast())
    came_true(world, known_at=EVENING - timedelta(minutes=1))
    assert "scored although it was sealed" in violations(world)[0]


def test_a_score_without_a_forecast_is_noticed(world: World) -> None:
    seal(world, forecast())
    came_true(world, sequence=7)
    assert violations(world) == ["I4: synthetic 2026-06-08: scored without a sealed forecast or without an outcome"]


def test_a_night_that_is_scored_twice_is_noticed(world: World) -> None:
    seal(world, forecast())
    came_true(world)
    came_true(world, revision=2)
    assert violations(world) == ["I4: synthetic 2026-06-08: scored twice"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"q0.5": 70.0}, "quantiles are crossed"), ({"q0.975": 999.0}, "a quantile is not finite or not plausible")],
)
def test_bad_numbers_are_noticed_in_the_forecast_and_in_every_forecaster(world: World, changed: dict[str, float], reason: str) -> None:
    seal(world, forecast(**changed))
    where = "I8: synthetic 2026-06-08 hrv_rmssd_ms"
    assert violations(world) == [f"{where} final: {reason}", f"{where} persistence: {reason}"]


def test_a_missing_quantile_is_noticed(world: World) -> None:
    said = forecast()
    del said["targets"]["hrv_rmssd_ms"]["quantiles"]["0.5"]
    seal(world, said)
    assert violations(world) == ["I8: synthetic 2026-06-08 hrv_rmssd_ms final: 20 of 21 quantiles"]


def test_a_target_that_abstained_has_no_numbers_to_check(world: World) -> None:
    seal(world, {**forecast(), "targets": {"hrv_rmssd_ms": {"abstained": "needs 3 nights, has 1"}}})
    assert violations(world) == []
