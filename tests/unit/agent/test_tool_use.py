"""How a model's tool calls are carried out: every call answered, mistakes told once, budgets kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from agent.judgement import SUBMIT
from agent.model_call import MALFORMED
from agent.tool_use import LONGEST_ARGUMENTS, OVER_BUDGET, carry_out, catalog, described
from agent.transcript import as_data
from core.errors import ModelUnavailable, ToolFailed
from tools.catalog import Tool


@dataclass
class Desk:
    calls: list[tuple[str, object]]


def count_up(context: Desk, by: int = 1) -> dict[str, object]:
    """Counts."""
    context.calls.append(("count_up", by))
    return {"by": by}


def give_up(context: Desk) -> dict[str, object]:
    """Fails."""
    raise ToolFailed("no data at all")


def break_down(context: Desk) -> dict[str, object]:
    """Has a bug."""
    raise KeyError("bug")


def ponder(context: Desk, by: int = 1) -> dict[str, object]:
    """Thinks for long."""
    context.calls.append(("ponder", by))
    return {"by": by}


TOOLS: Any = {
    tool.name: tool
    for tool in (Tool(count_up), Tool(give_up), Tool(break_down), Tool(ponder, most_calls=2))  # type: ignore[arg-type]
}


def message(*calls: tuple[str, dict[str, object]], malformed: tuple[int, ...] = ()) -> AIMessage:
    made = [{"name": name, "args": args, "id": f"call_{i + 1}", "type": "tool_call"} for i, (name, args) in enumerate(calls)]
    return AIMessage("", tool_calls=made, additional_kwargs={MALFORMED: [f"call_{i + 1}" for i in malformed]} if malformed else {})


def run(given: AIMessage, **more: Any) -> tuple[Any, Desk]:
    desk: Any = Desk([])
    return carry_out(given, desk, TOOLS, **({"allowance": 16} | more)), desk


def test_every_call_is_answered_in_order() -> None:
    carried, desk = run(message(("count_up", {"by": 2}), ("count_up", {})))
    assert [json.loads(str(answer.content)) for answer in carried.messages] == [{"by": 2}, {"by": 1}]
    assert [answer.tool_call_id for answer in carried.messages] == ["call_1", "call_2"]
    assert desk.calls == [("count_up", 2), ("count_up", 1)]
    assert (carried.used, carried.mistakes) == (2, ())


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("send_mail", {"to": "x"}), "there is no tool 'send_mail'"),
        (("count_up", {"by": "many"}), "valid integer"),
        (("count_up", {"path": "/etc"}), "Extra inputs"),
        (("count_up", {"by": "9" * LONGEST_ARGUMENTS}), "too long"),
        (("give_up", {}), "no data at all"),
        ((SUBMIT, {}), "first"),
    ],
)
def test_a_mistake_is_told_to_the_model_and_never_enters_a_tool(call: tuple[str, dict[str, object]], said: str) -> None:
    carried, desk = run(message(call))
    (answer,) = carried.messages
    assert answer.status == "error"
    assert said in str(answer.content)
    assert desk.calls == []
    assert len(carried.mistakes) == 1
    with pytest.raises(ModelUnavailable, match="invalid tool calls"):
        run(message(call), mistakes=carried.mistakes)


def test_broken_json_is_told() -> None:
    carried, _ = run(message(("count_up", {}), malformed=(0,)))
    assert "not valid JSON" in str(carried.messages[0].content)


def test_another_mistake_is_another_matter_until_there_are_too_many() -> None:
    mistakes: tuple[str, ...] = ()
    for number in range(6):
        mistakes = run(message(("count_up", {"by": f"x{number}"})), mistakes=mistakes)[0].mistakes
    with pytest.raises(ModelUnavailable):
        run(message(("count_up", {"by": "y"})), mistakes=mistakes)


def test_a_tool_with_a_budget_of_its_own_is_refused_beyond_it_and_the_others_go_on() -> None:
    carried, desk = run(message(("ponder", {"by": 1}), ("ponder", {"by": 2}), ("ponder", {"by": 3}), ("count_up", {})))
    assert desk.calls == [("ponder", 1), ("ponder", 2), ("count_up", 1)]
    assert carried.messages[2].status == "error"
    assert str(carried.messages[2].content) == "Error: ponder was called as often as one run may, 2 times; answer from what it gave"
    assert (carried.used, carried.mistakes) == (3, ())


def test_calls_made_earlier_in_the_run_count_towards_a_tools_own_budget() -> None:
    carried, desk = run(message(("ponder", {}), ("ponder", {})), earlier=["ponder", "count_up"])
    assert desk.calls == [("ponder", 1)]
    assert [answer.status for answer in carried.messages] == ["success", "error"]


def test_a_hundred_calls_at_once_are_cut_to_the_allowance() -> None:
    carried, desk = run(message(*[("count_up", {"by": n}) for n in range(100)]), allowance=16)
    assert len(desk.calls) == 16
    assert len(carried.messages) == 100
    assert carried.used == 16
    assert OVER_BUDGET in str(carried.messages[99].content)


def test_time_is_looked_at_before_every_call() -> None:
    left = iter([1.0, 0.5, 0.0])
    with pytest.raises(ModelUnavailable, match="deadline"):
        run(message(*[("count_up", {"by": n}) for n in range(5)]), seconds_left=lambda: next(left))


def test_what_json_cannot_hold_becomes_null() -> None:
    assert json.loads(as_data({"rows": [[float("nan"), 1.5, -float("inf")]]})) == {"rows": [[None, 1.5, None]]}


def test_a_bug_in_a_tool_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        run(message(("break_down", {})))


def test_the_daily_run_has_no_tool_that_causes_anything() -> None:
    assert "remember" not in catalog(chat=False)
    assert "remember" in catalog(chat=True)
    names = [tool["function"]["name"] for tool in described(catalog(chat=False))]  # type: ignore[index]
    assert names == list(catalog(chat=False))
