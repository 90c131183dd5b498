"""What the offline analyst has read: the latest result of each tool, and small ways to look into JSON that may miss anything."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage

from agent.transcript import tool_results
from core.events import EVENT_KINDS
from core.targets import PRIMARY, TARGETS

Json = Mapping[str, object]


def part(value: object, *path: str) -> Json:
    """The object at a path of keys; an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def rows(value: object, *path: str) -> list[Json]:
    """The objects of the list at a path of keys."""
    found = part(value, *path[:-1]).get(path[-1])
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def number(value: object, *path: str) -> float | None:
    """The finite number at a path of keys, or None."""
    found = part(value, *path[:-1]).get(path[-1])
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found) else None


def pair(value: object, *path: str) -> tuple[float, float] | None:
    """The two numbers at a path of keys, or None."""
    found = part(value, *path[:-1]).get(path[-1])
    if isinstance(found, list | tuple) and len(found) == 2 and all(isinstance(end, int | float) for end in found):
        return float(found[0]), float(found[1])
    return None


def word(value: object, *path: str) -> str:
    """The text at a path of keys, or an empty one."""
    found = part(value, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


@dataclass(frozen=True)
class Reading:
    """The latest result of each tool; empty where it was not called or failed."""

    results: Mapping[str, Json]
    calls: Mapping[str, str]
    """Id of the call that each result came from."""

    def of(self, tool: str) -> Json:
        """The result of that tool."""
        return self.results.get(tool, {})

    @property
    def evening(self) -> str:
        """ISO date of the evening before the night, as the journal or the report says."""
        return word(self.of("read_journal"), "evening") or word(self.of("read_report"), "evening")

    def tonight(self) -> list[tuple[int, Json]]:
        """This evening's journal answers of known kinds, with their places in the result; of each kind the first."""
        found: dict[str, tuple[int, Json]] = {}
        for index, answer in enumerate(rows(self.of("read_journal"), "answers")):
            kind = word(answer, "kind")
            if word(answer, "day") == self.evening and kind in EVENT_KINDS and word(answer, "answer") in ("yes", "no"):
                found.setdefault(kind, (index, answer))
        return list(found.values())

    def happened(self) -> list[tuple[int, Json]]:
        """Of this evening's answers those that say yes."""
        return [(index, answer) for index, answer in self.tonight() if answer["answer"] == "yes"]

    def effect(self, kind: str, target: str) -> Json:
        """What is known of a kind's effect on a target: shift_sigma, sd_sigma, confirmed_events."""
        effects = rows(self.of("read_journal"), "effects")
        return next((row for row in effects if row.get("kind") == kind and row.get("target") == target), {})

    def modelled(self) -> dict[str, Json]:
        """The models' forecast per target, without those that were abstained from."""
        targets = part(self.of("run_models"), "targets")
        return {name: part(targets, name) for name in TARGETS if number(targets, name, "median") is not None}

    def abstained(self) -> dict[str, str]:
        """Primary targets without a forecast, and why."""
        targets = part(self.of("run_models"), "targets")
        return {name: word(targets, name, "abstained") for name in PRIMARY if word(targets, name, "abstained")}

    def reported(self, target: str) -> Json:
        """What the report says of a target."""
        return part(self.of("read_report"), "targets", target)

    def levels(self) -> list[float]:
        """Interval levels that a result names, so that they may be quoted."""
        found = self.of("read_report").get("interval_levels")
        return [float(level) for level in found if isinstance(level, int | float)] if isinstance(found, list) else []


def reading_of(messages: Sequence[BaseMessage]) -> Reading:
    """Everything the messages hold of tool results."""
    found = tool_results(messages)
    return Reading({result.name: result.value for result in found}, {result.name: result.call for result in found})


def shown(value: float, target: str) -> str:
    """The amount of a value as it is said of that target, without its sign."""
    return f"{abs(value):.{TARGETS[target].decimals}f}"


def with_unit(value: float, target: str) -> str:
    """The same with its unit."""
    unit = TARGETS[target].unit
    return f"{shown(value, target)}{unit}" if unit == "%" else f"{shown(value, target)} {unit}"


def listed(items: Sequence[str]) -> str:
    """The items as a person lists them: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
