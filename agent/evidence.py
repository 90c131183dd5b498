"""Evidence and what backs it: a journal answer or transcript of this evening, or a note, found by path or by the person's own words.

What a model claims without such a backing is a finding for it to mend, and never reaches the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from agent.judgement import JudgedEvidence
from agent.transcript import ToolResult, at_path, leaves
from core.events import OTHER

if TYPE_CHECKING:
    from forecasting.effects import GradedEvidence

TRANSCRIPT = "transcribe_journal"
SOURCES = ("read_journal", "read_report", "search_memory", TRANSCRIPT)
"""Tools whose results may back evidence."""
HEARD_ONLY = 0.7
"""Most confidence in what a model reads out of a transcript by itself, where no reader of the journal did."""
SHORTEST_QUOTE = 3
_WORDS = ("quote", "question", "text", "label")
_PERSONS = ("quote", "text", "first_words")


@dataclass(frozen=True)
class Backing:
    """What backs one piece of evidence."""

    source: str
    """Call id and path, like `call_3:answers[0]`."""
    quote: str
    confidence: float
    """No evidence is surer than the reading it rests on."""
    amount: tuple[float | None, str | None] = (None, None)
    """As the answer tells it, with its unit."""


@dataclass(frozen=True)
class _Entry:
    call: str
    path: str
    tool: str
    value: dict[str, object]


def backing(item: JudgedEvidence, results: Sequence[ToolResult], evening: date) -> Backing | str:
    """What backs this evidence, or the reason why nothing does, in words for the model.

    Args:
        item: as the model graded it.
        results: of this run's tool calls.
        evening: the date whose journal bears on the coming night.
    """
    if not item.quote and not item.path:
        return f"evidence {item.kind!r} has neither quote nor path; show where it stands, or leave it out"
    if item.quote and len(_plain(item.quote)) < SHORTEST_QUOTE:
        return f"the quote of evidence {item.kind!r} is too short to be found"
    entries = _quoting(item, results) if item.quote else _pointed_at(item, results)
    if item.quote and item.path and not _pointed_at(item, results):
        return f"the path {item.path!r} of evidence {item.kind!r} leads nowhere in {item.call or 'any result'}"
    if not entries:
        where = f"the quote {item.quote!r}" if item.quote else f"the path {item.path!r}"
        return f"{where} of evidence {item.kind!r} is not found in {item.call or 'any journal answer, transcript or note'}"
    told = _told(item.kind, results)
    faults = [
        _transcript_fault(item, entry, evening, told) if entry.tool == TRANSCRIPT else _fault(item, entry, evening) for entry in entries
    ]
    fitting = [entry for entry, fault in zip(entries, faults, strict=True) if fault is None]
    return _backing(item, fitting[0]) if fitting else str(faults[0])


def graded(evidence: Sequence[JudgedEvidence], results: Sequence[ToolResult], evening: date) -> list[GradedEvidence]:
    """The evidence that something backs, ready for `forecasting.effects`; of each kind the first."""
    from forecasting.effects import GradedEvidence, relative_dose

    found: dict[str, GradedEvidence] = {}
    for item in evidence:
        backed = backing(item, results, evening)
        if isinstance(backed, Backing) and item.kind not in found:
            probability = min(item.probability, backed.confidence)
            dose = relative_dose(item.kind, *backed.amount)
            found[item.kind] = GradedEvidence(item.kind, item.answer, probability, backed.quote, backed.source, dose)
    return list(found.values())


def evidence_findings(evidence: Sequence[JudgedEvidence], results: Sequence[ToolResult], evening: date) -> list[str]:
    """What is wrong with the evidence, in words for the model."""
    kinds = [item.kind for item in evidence]
    findings = [f"evidence {kind!r} stands more than once" for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    backings = (backing(item, results, evening) for item in evidence)
    return findings + [found for found in backings if isinstance(found, str)]


def person_words(results: Sequence[ToolResult]) -> list[str]:
    """The person's own words in the results: quotes of the journal and notes."""
    found = (leaf for result in results if result.name in SOURCES for leaf in leaves(result.value))
    return [value for _, key, value in found if key in _PERSONS and isinstance(value, str) and value]


def _may_hold(item: JudgedEvidence, result: ToolResult, tools: Sequence[str]) -> bool:
    return result.name in tools and item.call in (None, "", result.call, result.name)


def _entries(item: JudgedEvidence, results: Sequence[ToolResult]) -> list[_Entry]:
    """The journal answers and notes of the results that the evidence may mean."""
    found: list[_Entry] = []
    for result in results:
        if not _may_hold(item, result, SOURCES):
            continue
        for key in ("answers", "journal_today", "memories"):
            values = result.value.get(key)
            rows = values if isinstance(values, list) else []
            found += [_Entry(result.call, f"{key}[{i}]", result.name, row) for i, row in enumerate(rows) if isinstance(row, dict)]
    heard = [_Entry(result.call, "text", result.name, result.value) for result in results if _may_hold(item, result, (TRANSCRIPT,))]
    return found + heard  # an answer that a reader read goes before the words it was read from


def _quoting(item: JudgedEvidence, results: Sequence[ToolResult]) -> list[_Entry]:
    wanted = f" {_plain(item.quote or '')} "
    return [entry for entry in _entries(item, results) if any(wanted in f" {_plain(text)} " for text in _texts(entry))]


def _texts(entry: _Entry) -> list[str]:
    return [str(entry.value[key]) for key in _WORDS if entry.value.get(key)]


def _pointed_at(item: JudgedEvidence, results: Sequence[ToolResult]) -> list[_Entry]:
    """The entries that the path leads into."""
    path = (item.path or "").lstrip("$.")
    fitting = [entry for entry in _entries(item, results) if path == entry.path or path.startswith(entry.path + ".")]
    return [entry for entry in fitting if path == entry.path or at_path(entry.value, path[len(entry.path) + 1 :])]


def _told(kind: str, results: Sequence[ToolResult]) -> list[dict[str, object]]:
    """The journal's answers to that kind."""
    answers = [result.value.get("answers") for result in results if result.name == "read_journal"]
    rows = [row for told in answers if isinstance(told, list) for row in told if isinstance(row, dict)]
    return [row for row in rows if row.get("kind") == kind]


def _transcript_fault(item: JudgedEvidence, entry: _Entry, evening: date, told: Sequence[Mapping[str, object]]) -> str | None:
    """Why a transcript does not back the evidence, or None if it does: what a reader read out of it goes before it."""
    tonight = evening.isoformat()
    if not item.quote:
        return f"evidence {item.kind!r} points at a transcript; quote its words"
    if entry.value.get("day") != tonight:
        return f"the transcript quoted for {item.kind!r} is of {entry.value.get('day')}; only {evening} bears on the coming night"
    answers = {row.get("answer") for row in told if row.get("day") == tonight}
    if answers and item.answer not in answers:
        return f"the journal answers otherwise to {item.kind!r} this evening, whatever words of the transcript are quoted"
    earlier = next((row for row in told if row.get("day") != tonight and _overlap(item.quote, row.get("quote"))), None)
    return (
        None
        if earlier is None
        else f"the words quoted for {item.kind!r} tell of {earlier['day']}; only {evening} bears on the coming night"
    )


def _overlap(quote: str, other: object) -> bool:
    one, two = f" {_plain(quote)} ", f" {_plain(str(other or ''))} "
    return bool(two.strip()) and (one in two or two in one)


def _fault(item: JudgedEvidence, entry: _Entry, evening: date) -> str | None:
    """Why the entry does not back the evidence, or None if it does."""
    value = entry.value
    if entry.tool == "search_memory":
        if value.get("kind") != "note":
            return f"evidence {item.kind!r} rests on a {value.get('kind')}; only notes and journal answers tell of this evening"
        return None if item.quote else f"evidence {item.kind!r} points at a note; quote its words"
    if value.get("kind") not in (item.kind, OTHER):
        return f"{entry.path} is about {value.get('kind')!r}, not {item.kind!r}"
    if value.get("kind") == item.kind and value.get("answer") != item.answer:
        return f"{entry.path} answers {value.get('answer')!r} to {item.kind!r}, not {item.answer!r}"
    if value.get("kind") == OTHER and not item.quote:
        return f"{entry.path} is of no known kind; quote its words"
    day = value.get("day", evening.isoformat())
    return None if day == evening.isoformat() else f"{entry.path} is of {day}; only {evening} bears on the coming night"


def _backing(item: JudgedEvidence, entry: _Entry) -> Backing:
    told, quote = entry.value.get("confidence"), item.quote or entry.value.get("quote") or ""
    confidence = float(told) if isinstance(told, int | float) else 1.0
    sure = min(confidence, HEARD_ONLY) if entry.tool == TRANSCRIPT else confidence
    return Backing(f"{entry.call}:{entry.path}", str(quote), sure, _amount(item, entry))


def _amount(item: JudgedEvidence, entry: _Entry) -> tuple[float | None, str | None]:
    """How much the entry tells of, with its unit, where it is about the same kind."""
    amount, unit = entry.value.get("amount"), entry.value.get("unit")
    if entry.value.get("kind") != item.kind or not isinstance(amount, int | float):
        return None, None
    return float(amount), str(unit)


def _plain(text: str) -> str:
    """Words in lower case with single spaces and without punctuation: how quotes are compared."""
    return " ".join(re.sub(r"[^\w%]+", " ", text.casefold()).split())
