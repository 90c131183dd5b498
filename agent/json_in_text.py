"""JSON as language models really send it: fenced, with words around it, after a `<think>` block; bounded in size and depth."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from core.errors import ToolRetry

MOST_CHARACTERS = 200_000
"""Longer answers are refused unread; a judgement has some two thousand."""
MOST_STARTS = 40
"""So many opening braces are tried; text with more of them is no answer."""
MOST_DEPTH = 50
"""Deeper values than this are refused: a judgement is five levels deep, and checkpoints keep some two hundred."""
_WHOLE_NUMBERS = 2**63
"""Larger ones can be read, but neither kept nor meant."""

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[a-zA-Z]*\s*(.*?)```", re.DOTALL)


class _NotFinite(ValueError):
    """NaN or infinity stood where JSON wants a number."""


def writable(text: str) -> str:
    """The text with what UTF-8 cannot write, lone halves of character pairs, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def is_writable(value: object, depth: int = 0) -> bool:
    """True when the JSON value can be kept and sent on: text that UTF-8 can write, finite numbers of usual size, not too deep."""
    if depth > MOST_DEPTH:
        return False
    if isinstance(value, dict):
        return all(is_writable(key, depth + 1) and is_writable(item, depth + 1) for key, item in value.items())
    if isinstance(value, list):
        return all(is_writable(item, depth + 1) for item in value)
    if isinstance(value, str):
        return writable(value) == value
    return value is None or (isinstance(value, int | float) and abs(value) < _WHOLE_NUMBERS)


def without_thinking(text: str) -> str:
    """The text without what a reasoning model thought aloud."""
    return _THINKING.sub("", text).strip() if "<think" in text.lower() else text.strip()


def object_in(text: str) -> dict[str, object]:
    """The first JSON object that stands in a model's text.

    Raises:
        ToolRetry: if there is none; the words say what was found instead and go back to the model.
    """
    if len(text) > MOST_CHARACTERS:
        raise ToolRetry(f"wanted one JSON object, found {len(text)} characters; answer much shorter")
    try:
        found = next((value for value in _candidates(without_thinking(text)) if isinstance(value, dict)), None)
    except _NotFinite as error:
        raise ToolRetry(f"{error} stands in the JSON where a finite number is wanted") from error
    except RecursionError as error:
        raise ToolRetry("the JSON is nested too deeply") from error
    except ValueError as error:  # Python refuses integers of more than some thousand digits
        raise ToolRetry("a number in the JSON is too long") from error
    if found is None:
        raise ToolRetry("wanted one JSON object, found " + _found(text))
    if not is_writable(found):
        raise ToolRetry("the JSON is nested too deeply, or holds numbers or characters that cannot be kept")
    return found


def value_in(text: str) -> object | None:
    """The first JSON object or array in the text, or None; never raises."""
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        return next((value for value in _candidates(without_thinking(text)) if isinstance(value, dict | list)), None)
    except (ValueError, RecursionError):
        return None


def _candidates(text: str) -> Iterator[object]:
    """What can be read as JSON, the likeliest place first."""
    for part in (text, *_FENCE.findall(text)):
        value = _loaded(part)
        if value is not None:
            yield value
    decoder = json.JSONDecoder(parse_constant=_refuse)
    for start in [match.start() for match in re.finditer(r"[{\[]", text)][:MOST_STARTS]:
        try:
            yield decoder.raw_decode(text, start)[0]
        except json.JSONDecodeError:
            continue


def _loaded(text: str) -> object | None:
    try:
        value: object = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError:
        return None
    return value


def _refuse(constant: str) -> object:
    raise _NotFinite(constant)


def _found(text: str) -> str:
    if not text.strip():
        return "an empty answer"
    if "{" in text:
        return "JSON that breaks off or is malformed"
    return "prose only"
