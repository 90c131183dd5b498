"""Tracing: each numeral of a text to the tool result it was copied from. A sum or a difference that no tool gave traces to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.numerals import Numeral, numerals
from agent.transcript import ToolResult, leaves

NOT_SOURCES = frozenset({"schema_version", "memory_id", "person_id", "run_id", "forecast_id", "payload_sha256", "sql"})
"""Keys whose values are identifiers: a digit in them is no measurement."""
TEXTS = frozenset({"quote", "question", "text", "detail", "abstained", "reason", "label", "words", "first_words"})
"""Keys whose text may hold numerals that someone quotes."""
SOURCELESS = frozenset({"remember"})
"""Tools whose results only echo what they were given."""

SHARES = frozenset({"coverage_80", "coverage_95", "confidence", "probability", "weight"})
"""Keys whose values are shares of one."""
SKILLS = frozenset({"skill_over_mean"})
"""Shares that may lie below −1: a forecast can be worse than twice its baseline."""
PERCENTS = frozenset({"interval_levels", "percentile"})
"""Keys whose values are in percent, beside everything of a target whose name says so."""

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?")
_CLOCK = re.compile(r"(?<![\d:])(\d{2}:\d{2})(?![\d])")
_TINY = 1e-9


@dataclass(frozen=True)
class Source:
    """One leaf of a tool result that a numeral may come from."""

    call: str
    path: str
    value: float | None = None
    """A number."""
    share: bool = False
    """It is a share of one, and may be said in percent."""
    percent: bool = False
    """It is in percent."""
    date: tuple[int, int, int] | None = None
    clock: str = ""
    quoted: Numeral | None = None
    """A numeral inside quoted text."""


@dataclass(frozen=True)
class Grounding:
    """The sources of a run, and what traces to them."""

    results: tuple[ToolResult, ...]

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All leaves that numerals may come from, in the order of the calls."""
        kept = (result for result in self.results if result.name not in SOURCELESS)
        return tuple(source for result in kept for source in _sources(result))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names with digits in them that tools use, such as forecasters'."""
        texts = (value for result in self.results for _, key, value in leaves(result.value) if key == "name")
        return frozenset(text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", text))

    def trace(self, text: str) -> tuple[list[dict[str, object]], list[str]]:
        """Where every numeral of a text comes from.

        Returns:
            The traced ones as {numeral, call, path, rounding}, and the text of those that trace to nothing, both in order.
        """
        traced: list[dict[str, object]] = []
        lost: list[str] = []
        for numeral in numerals(text, self.names):
            source = self.source_of(numeral)
            if source is None:
                lost.append(numeral.text)
            else:
                traced.append({"numeral": numeral.text, "call": source.call, "path": source.path, "rounding": numeral.decimals})
        return traced, lost

    def source_of(self, numeral: Numeral) -> Source | None:
        """The first source that gives this numeral, measured values before quoted words; None when there is none."""
        found = (source for source in self.sources if source.quoted is None and _gives(source, numeral))
        quoted = (source for source in self.sources if source.quoted is not None and _same(source.quoted, numeral))
        return next(found, None) or next(quoted, None)


def _sources(result: ToolResult) -> Iterable[Source]:
    for path, key, value in leaves(result.value):
        if key in NOT_SOURCES or value is None or isinstance(value, bool):
            continue
        if isinstance(value, int | float):
            asked = result.name == "query_data"  # only whoever wrote the query knows what its columns are
            percent = asked or "pct" in path or key in PERCENTS
            yield Source(
                result.call, path, float(value), share=key in SKILLS or (abs(value) <= 1 and (asked or key in SHARES)), percent=percent
            )
        elif isinstance(value, str):
            yield from _in_text(result.call, path, value, key)


def _in_text(call: str, path: str, text: str, key: str) -> Iterable[Source]:
    """Dates and clock times of any text; other numerals only where the text is words that may be quoted."""
    for match in _DATE.finditer(text):
        yield Source(call, path, date=(int(match[1]), int(match[2]), int(match[3])), clock=match[4] or "")
    for match in _CLOCK.finditer(text):
        yield Source(call, path, clock=match[1])
    if key in TEXTS:
        for numeral in numerals(text):
            yield Source(call, path, quoted=numeral)


def _gives(source: Source, numeral: Numeral) -> bool:
    if numeral.kind == "date":
        return source.date is not None and _same_day(source.date, numeral) and numeral.clock in ("", source.clock)
    if numeral.kind == "time":
        return source.clock == numeral.clock
    if numeral.kind == "duration":
        return source.value is not None and abs(source.value - numeral.value) <= 0.5 + _TINY
    if numeral.kind == "unreadable":
        return False
    if source.value is not None:
        return _is_value(source, source.value, numeral)
    return source.date is not None and _part_of(source.date, numeral)


def _is_value(source: Source, value: float, numeral: Numeral) -> bool:
    """True when the numeral says the value; a percent only where the value is one, or a share."""
    if not numeral.percent:
        return _rounds_to(value, numeral)
    return (source.percent and _rounds_to(value, numeral)) or (source.share and _rounds_to(100 * value, numeral))


def _rounds_to(value: float, numeral: Numeral) -> bool:
    """True when the numeral is the value rounded to the numeral's own decimals; a numeral without a sign gives the amount alone."""
    wanted = -numeral.value if numeral.sign == "-" else numeral.value
    if not numeral.sign:
        value = abs(value)
    elif value * wanted < 0:
        return False
    return abs(value - wanted) <= 0.5 * 10.0**-numeral.decimals + _TINY * max(1.0, abs(value))


def _same_day(date: tuple[int, int, int], numeral: Numeral) -> bool:
    return date[1:] == (numeral.month, numeral.day) and numeral.year in (0, date[0])


def _part_of(date: tuple[int, int, int], numeral: Numeral) -> bool:
    """True for the year of a date, and for its day written as an ordinal."""
    if numeral.sign or numeral.percent or numeral.decimals:
        return False
    return numeral.value == date[0] or (numeral.ordinal and numeral.value == date[2])


def _same(quoted: Numeral, numeral: Numeral) -> bool:
    """True when the same numeral stands in words that may be quoted; no rounding there."""
    if (quoted.kind, quoted.clock, quoted.month, quoted.day) != (numeral.kind, numeral.clock, numeral.month, numeral.day):
        return False
    if numeral.kind == "unreadable":
        return quoted.text == numeral.text
    return quoted.value == numeral.value and numeral.sign in ("", quoted.sign)


def untraced(text: str, results: Sequence[ToolResult]) -> list[str]:
    """The numerals of a text that no result holds."""
    return Grounding(tuple(results)).trace(text)[1]
