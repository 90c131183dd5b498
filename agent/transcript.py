"""What a list of messages holds: the results of tool calls, the words of the person, the last turn. Pure reading."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage


@dataclass(frozen=True)
class ToolResult:
    """What one tool call brought."""

    call: str
    """Id of the call."""
    name: str
    value: dict[str, object]


def text_of(message: BaseMessage) -> str:
    """The text of a message, also where a server sends it in parts."""
    if isinstance(message.content, str):
        return message.content
    parts = [part if isinstance(part, str) else str(part.get("text", "")) for part in message.content]
    return "".join(parts)


def as_data(value: Mapping[str, object]) -> str:
    """A tool result as the text of a message: compact JSON in which no text can close a fence, because no `<` is left in it."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _finite(value: object) -> object:
    """The value with null where a query made NaN or infinity: JSON has no words for them."""
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def tool_results(messages: Sequence[BaseMessage]) -> list[ToolResult]:
    """The results of all calls that succeeded, in order."""
    found = []
    for message in messages:
        if isinstance(message, ToolMessage) and message.status == "success":
            value = json.loads(text_of(message))
            if isinstance(value, dict):
                found.append(ToolResult(message.tool_call_id, message.name or "", value))
    return found


def last_turn(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """The messages from the person's last words on."""
    starts = [index for index, message in enumerate(messages) if isinstance(message, HumanMessage)]
    return messages[starts[-1] :] if starts else messages


def called(messages: Sequence[BaseMessage]) -> list[str]:
    """Names of all tools that were called in these messages."""
    return [call["name"] for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]


def leaves(value: object, path: str = "", key: str = "") -> Iterator[tuple[str, str, object]]:
    """Every leaf of a JSON value as (path, the key it stands under, value); paths read like `answers[0].kind`."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else str(name), str(name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]", key)
    else:
        yield path, key, value


def at_path(value: object, path: str) -> list[object]:
    """The values along a path such as `answers[0].kind`, from the outermost to the one it names; empty when it leads nowhere."""
    found: list[object] = []
    for step in path.replace("[", ".[").lstrip("$.").split("."):
        if step.startswith("[") and step.endswith("]") and step[1:-1].isdigit():
            index = int(step[1:-1])
            if not isinstance(value, list) or index >= len(value):
                return []
            value = value[index]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return []
        found.append(value)
    return found
