"""Tool calling by JSON in plain text, for models and servers that have none of their own; and tool calls written as text, read.

Both directions: a dialogue with tool calls becomes one without, and a reply that holds calls becomes a message that makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import cast

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage

from agent.json_in_text import value_in, without_thinking
from agent.transcript import text_of

_TAGGED = re.compile(r"<(tool_call|function_call|tool)>(.*?)(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_NAME_KEYS = ("name", "tool", "tool_name", "function")
_ARGUMENT_KEYS = ("arguments", "args", "parameters", "input")


def instructions(tools: Sequence[Mapping[str, object]]) -> str:
    """What a model without tool calling is told about its tools."""
    lines = ["", "You call tools by answering with ONE JSON object and nothing else, several calls at once if you like:"]
    lines.append('{"tool_calls":[{"name":"<tool>","arguments":{…}}]}')
    lines.append("The results come back as data. The tools:")
    for tool in tools:
        function = cast("Mapping[str, object]", tool["function"])
        schema = json.dumps(function.get("parameters", {}), ensure_ascii=False, separators=(",", ":"))
        lines.append(f"- {function['name']}: {function.get('description', '')} arguments: {schema}")
    return "\n".join(lines)


def as_plain_dialogue(messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, object]]) -> list[BaseMessage]:
    """The same dialogue for a model without tool calling: calls as JSON text, results as fenced data, tools told to it first."""
    plain: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            calls = [{"name": call["name"], "arguments": call["args"]} for call in message.tool_calls]
            plain.append(AIMessage(json.dumps({"tool_calls": calls}, ensure_ascii=False)))
        elif isinstance(message, ToolMessage):
            _join(plain, f'<data tool="{message.name}" call="{message.tool_call_id}">\n{text_of(message)}\n</data>')
        else:
            plain.append(message)
    first = plain[0] if plain else None
    told = instructions(tools) if tools else ""
    if isinstance(first, SystemMessage):
        return [SystemMessage(text_of(first) + told), *plain[1:]]
    return [SystemMessage(told.strip()), *plain] if told else plain


def _join(plain: list[BaseMessage], data: str) -> None:
    """Results of one turn stand in one message: many chat templates refuse two of the same speaker in a row."""
    last = plain[-1] if plain else None
    if isinstance(last, HumanMessage) and text_of(last).startswith("<data "):
        plain[-1] = HumanMessage(text_of(last) + "\n" + data)
    else:
        plain.append(HumanMessage(data))


def calls_in(text: str, known: Sequence[str], taken: int, *, unknown_too: bool = False) -> list[ToolCall]:
    """The tool calls that stand in a text, with deterministic ids; empty when there are none.

    Args:
        text: what the model wrote.
        known: names of the tools it was given.
        taken: how many calls the dialogue holds already.
        unknown_too: also take calls of tools that do not exist, so that the model can be told.
    """
    found = [call for value in _values(text) for call in _calls(value) if call[0] in known or unknown_too]
    return [ToolCall(name=name, args=arguments, id=f"call_{taken + i + 1}", type="tool_call") for i, (name, arguments) in enumerate(found)]


def looks_like_call(start: str) -> bool:
    """True while the first characters of a reply could be JSON or a tagged call, so that it is no text for people yet."""
    return start.lstrip()[:1] in ("{", "[", "<", "`", "")


def _values(text: str) -> list[object]:
    """The JSON values in which calls may stand: tagged ones, else the first in the text."""
    plain = without_thinking(text)
    tagged = [value_in(match[2]) for match in _TAGGED.finditer(plain)]
    values = tagged or [value_in(plain)]
    return [item for value in values if value is not None for item in (value if isinstance(value, list) else [value])]


def _calls(value: object) -> list[tuple[str, dict[str, object]]]:
    if not isinstance(value, dict):
        return []
    several = value.get("tool_calls")
    if isinstance(several, list):
        return [call for item in several for call in _calls(item)]
    inner = value.get("function")
    if isinstance(inner, dict):
        return _calls(inner)
    name = next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), None)
    arguments: object = next((value[key] for key in _ARGUMENT_KEYS if key in value), None if len(value) > 1 else {})
    if isinstance(arguments, str):
        arguments = value_in(arguments)
    return [(name, arguments)] if isinstance(name, str) and isinstance(arguments, dict) else []
