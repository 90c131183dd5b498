"""Shares of attainable skill: by hand, over a small crowd, and only for the nights that were scored."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core.errors import Broken
from core.nights import evening_of
from core.records import Night
from core.snapshot import Panel, PersonHistory
from core.targets import TARGETS
from evals.attainable import attainable, main, share
from evals.optimum import OPTIMA
from forecasting.catalog import BASELINES
from forecasting.ensemble import COMBINATION
from forecasting.models import MIN_USABLE
from forecasting.quantiles import student_row, to_unit
from forecasting.rows import PersonRows
from forecasting.summary import BacktestReport, summarise
from ingestion.synthetic import SyntheticPerson, population
from ingestion.synthetic.traits import TRIO

BERLIN = ZoneInfo("Europe/Berlin")
END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def crowd() -> tuple[SyntheticPerson, ...]:
    return tuple(population(3, 9, END - timedelta(days=59), END))


@pytest.fixture(scope="module")
def panel(crowd) -> Panel:
    histories = (PersonHistory(one.person_id, BERLIN, tuple(fact for fact in one.facts() if isinstance(fact, Night))) for one in crowd)
    return Panel(evening_of(END + timedelta(days=1), BERLIN), tuple(histories))


@pytest.fixture(scope="module")
def report(crowd, panel) -> BacktestReport:
    """A backtest in which the combination says the truth, `ar_level` the same without events and half a σ too high, all else worse."""
    found = {}
    for name in TRIO:
        rows = {history.person_id: PersonRows() for history in panel.histories}
        for person, history in zip(crowd, panel.histories, strict=True):
            for night in history.nights[MIN_USABLE:]:
                said = person.truth(night.night)[name]
                truth = said.mean + said.sd * student_row(np.inf)
                rule = truth - said.event_shift + 0.5 * said.sd
                told = {**dict.fromkeys(BASELINES, rule + said.sd), "ar_level": rule, COMBINATION: truth}
                in_unit = {one: to_unit(TARGETS[name], row) for one, row in told.items()}
                rows[person.person_id].add(night.night, getattr(night, name), in_unit)
        found[name] = summarise(rows, {})
    return BacktestReport(found, None)


@pytest.fixture(scope="module")
def attained(crowd, panel, report):
    return attainable(crowd, panel, report)


def test_the_share_by_hand():
    assert share(10.0, 8.0, 6.0) == pytest.approx(0.5)
    assert share(10.0, 6.0, 6.0) == 1.0
    assert share(10.0, 11.0, 6.0) == pytest.approx(-0.25)


def test_without_anything_to_attain_there_is_no_share():
    assert share(6.0, 5.0, 6.0) is None


@pytest.mark.parametrize("name", TRIO)
def test_who_says_the_truth_has_all_of_it_over_every_rule(attained, name):
    found = attained[name]
    assert found.crps == pytest.approx(found.optima["told"])
    assert found.shares["told"] == {rule: pytest.approx(1.0) for rule in BASELINES}


@pytest.mark.parametrize("name", TRIO)
def test_the_best_rule_is_the_one_with_the_least_error_and_has_none_of_it(attained, name):
    found = attained[name]
    assert found.best_rule == "ar_level"
    assert found.all_shares["ar_level"] == dict.fromkeys(OPTIMA, 0.0)
    assert found.all_shares["persistence"]["told"] < 0.0


@pytest.mark.parametrize("name", TRIO)
def test_the_truth_passes_what_can_be_known_without_events(attained, name):
    """It knows more, so against a humbler optimum it has more than all."""
    shares = attained[name].shares
    assert min(shares[told]["persistence"] for told in ("tonight_untold", "never_told")) > 1.0


def test_it_speaks_of_the_nights_that_were_scored(attained, panel):
    assert {(found.nights, found.people) for found in attained.values()} == {(sum(len(one.nights) - 3 for one in panel.histories), 3)}


def test_a_report_of_other_nights_is_refused(crowd, panel, report):
    fewer = {name: dataclasses.replace(one, nights=one.nights - 1) for name, one in report.targets.items()}
    with pytest.raises(Broken, match="hand in the panel it was made of"):
        attainable(crowd, panel, BacktestReport(fewer, None))


def test_what_is_found_can_be_told_as_json(attained):
    assert json.loads(json.dumps({name: dataclasses.asdict(one) for name, one in attained.items()}, allow_nan=False)).keys() == set(TRIO)


@pytest.mark.parametrize("arguments", [["many"], ["1", "2", "3", "4"], ["-1"]])
def test_a_wrong_call_is_told_how(arguments):
    with pytest.raises(SystemExit, match="usage"):
        main(arguments)
