from __future__ import annotations

import pytest

from core.errors import BadInput
from ingestion.whoop_simulator.faults import Fault, FaultScript, fault_of

SLEEP, TOKEN = "/developer/v2/activity/sleep", "/oauth/oauth2/token"


@pytest.fixture
def script():
    return FaultScript()


@pytest.fixture
def taken(script):
    """The kinds of fault that requests meet, one after the other."""

    def take(*paths, paged=False, method="GET"):
        found = [script.take(method, path, paged=paged) for path in paths]
        return [fault and (fault.kind if fault.kind != "status" else fault.status) for fault in found]

    return take


def test_steps_are_met_in_order_as_often_as_they_say(script, taken):
    script.add(Fault("status", status=429, times=2), Fault("reset"))
    assert taken(*[SLEEP] * 5) == [429, 429, "reset", None, None]


def test_a_step_waits_for_requests_of_its_path_and_method(script, taken):
    script.add(Fault("status", path="*/token", method="POST", status=503), Fault("hang", path="*/sleep*"))
    assert taken(TOKEN) == [None]
    assert taken(SLEEP, SLEEP) == ["hang", None]
    assert taken(TOKEN, method="POST") == [503]
    assert script.waiting() == []


def test_a_step_may_let_some_requests_pass_first(script, taken):
    script.add(Fault("cut_json", skip=2))
    assert taken(*[SLEEP] * 4) == [None, None, "cut_json", None]


def test_a_token_can_only_be_repeated_where_there_is_one(script, taken):
    script.add(Fault("repeat_token"))
    assert taken(SLEEP) == [None]
    assert taken(SLEEP, paged=True) == ["repeat_token"]


def test_all_can_be_forgotten(script, taken):
    script.add(Fault("reset", times=100))
    script.clear()
    assert taken(SLEEP) == [None]


def test_a_step_can_be_told_in_json():
    told = {"kind": "status", "path": "*/v2/cycle", "status": 429, "retry_after": 3, "times": 2}
    assert fault_of(told) == Fault("status", path="*/v2/cycle", status=429, retry_after=3, times=2)


@pytest.mark.parametrize("told", [{"kind": "earthquake"}, {}, {"kind": "status", "status": "429"}, {"kind": "reset", "colour": "red"}])
def test_what_is_no_step_is_told(told):
    with pytest.raises(BadInput, match="wanted"):
        fault_of(told)
