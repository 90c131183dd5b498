"""When models are renewed, and that their trouble costs nobody a forecast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from core.clock import FixedClock
from forecasting.registry.versions import Draft, Verdict, Versions
from pipelines.retraining import drifted, is_week_old, retrained
from pipelines.rituals import asked, due_rituals

TRAINED = datetime(2026, 6, 1, 4, tzinfo=UTC)


def keep(world, name: str, trained_at: datetime, *, alias: str | None = "champion") -> None:
    """A version that passed the gate, with a file that is never opened."""
    draft = Draft(
        name=name, target="resting_hr_bpm", kind="unsmoothed", trained_at=trained_at, trained_through=date(2026, 5, 31),
        people=frozenset(), gate=Verdict(True, ()), metrics={"crps": 1.0}, settings={}, code_version="1",
    )  # fmt: skip
    versions = Versions(world.store)
    versions.set_alias(versions.add(draft, {"weights.json": b"{}"}), alias)


def at(world, instant: datetime):
    """The same world at another instant."""
    return type(world)(world.settings, FixedClock(instant), world.store)


def test_models_are_renewed_a_week_after_they_were_trained(installation_at) -> None:
    installation = installation_at(TRAINED)
    world = installation.world()
    assert not is_week_old(world), "nothing was ever trained"
    keep(world, "ridge", TRAINED)
    assert not is_week_old(at(world, TRAINED + timedelta(days=7, seconds=-1)))
    week_later = at(world, TRAINED + timedelta(days=7))
    assert is_week_old(week_later)
    assert due_rituals(week_later, installation) == [asked("retraining", date(2026, 6, 8))]


def test_what_counts_is_when_the_champions_line_was_last_trained(installation_at) -> None:
    world = installation_at(TRAINED + timedelta(days=8)).world()
    keep(world, "ridge", TRAINED)
    keep(world, "ridge", TRAINED + timedelta(days=7), alias=None)  # was trained, and proved no better
    keep(world, "lstm", TRAINED - timedelta(days=90), alias=None)  # serves nobody
    assert not is_week_old(world)
    assert is_week_old(at(world, TRAINED + timedelta(days=14)))


def test_a_replay_knows_nothing_of_what_was_trained_later(installation_at) -> None:
    world = installation_at(TRAINED).world()
    keep(world, "ridge", TRAINED + timedelta(days=1))
    assert not is_week_old(world)


def test_models_that_cannot_be_renewed_stop_no_evening(installation_at, add_person) -> None:
    world = installation_at(TRAINED).world()
    add_person(world, "person-a", simulated=True)
    assert retrained(world) == ({"trained": 0, "fresh": 0, "versions": [], "swaps": [], "champions": 0, "trained_through": "–"}, None)
    assert drifted(world) == {}
    with world.store.transaction() as connection:
        connection.execute("DROP TABLE model_versions")
    metadata, trouble = retrained(world)
    assert metadata == {"trained": 0}
    assert trouble.startswith("StoreBroken at ")
