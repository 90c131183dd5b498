"""The evaluation of the journal forecasts what a live evening would: the same numbers as the whole agent, night by night."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.bootstrap import build_world
from agent.day import evening
from core.nights import evening_of
from core.records import JournalAnswer
from core.settings import load_settings
from evals.journal_nights import Evening, journal_nights, known_of
from evals.journal_worlds import HRV, KIND, JournalWorld
from forecasting.quantiles import from_keyed
from ingestion.synthetic.traits import TRIO

LAST = date(2026, 6, 29)
FIRST = LAST - timedelta(days=2)
"""The first night that both forecast."""
BEGIN = LAST - timedelta(days=98)


@pytest.fixture(scope="module")
def person():
    (one,) = JournalWorld(-0.25, dosed=True).crowd(1, 4, BEGIN, LAST)
    return one


@pytest.fixture(scope="module")
def told(person):
    """The journal as a poor reader hears it, so that confidences and amounts are at work."""
    return JournalWorld(-0.25, "misheard", dosed=True).journal(person, BEGIN)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory, person, told):
    """Night → what the whole agent sealed."""
    folder = tmp_path_factory.mktemp("path")
    world = build_world(load_settings(home=folder / "home", anchor=folder / "anchor.jsonl"))
    facts = [fact for fact in person.facts() if not isinstance(fact, JournalAnswer)]
    world.store.add([*facts, *told.values()], recorded_at=world.clock.now())
    found = {}
    for count in range((LAST - FIRST).days + 1):
        night = FIRST + timedelta(days=count)
        found[night] = evening(world, person.person_id, as_of=evening_of(night, ZoneInfo(person.home)), run_id="path").forecast
    return found


@pytest.fixture(scope="module")
def known(person):
    return known_of(person)


@pytest.fixture(scope="module")
def evenings(known, told):
    found: list[Evening] = []
    journal_nights(known, told, FIRST, each=found.append)
    return {one.night: one for one in found}


def test_the_nights_hold_something_to_be_wrong_about(sealed, told, evenings):
    yes = [night for night in sealed if told[night - timedelta(days=1)].answer == "yes"]
    assert 1 <= len(yes) < len(sealed)
    assert evenings[FIRST].effects[KIND, HRV].count >= 5
    assert any(abs(evenings[night].opinions[HRV].adjusted.shift) > 0.1 for night in yes)


@pytest.mark.parametrize("name", TRIO)
def test_every_opinion_is_that_of_the_whole_agent(sealed, evenings, name):
    for night, forecast in sealed.items():
        said, ours = forecast["targets"][name], evenings[night].opinions[name]
        models = evenings[night].models.forecast(name)
        for part, row in (("models_only", models.quantiles), ("evidence_only", ours.adjusted.quantiles), ("agent_call", ours.own)):
            assert from_keyed(said[part]["quantiles"]) == pytest.approx(row, abs=6e-5), (night, part)
        assert from_keyed(said["quantiles"]) == pytest.approx(ours.final, abs=6e-5)
        assert said["evidence_only"]["widening"] == pytest.approx(ours.adjusted.widening, abs=6e-5)
        assert said["opinion_weights"] == pytest.approx(ours.weights, abs=6e-5)
