"""journal_entries.csv → journal answers, on the day before the night of their cycle.

An answer keyed to cycle C speaks of the evening BEFORE C's sleep. It is yes or no; an empty cell is a question not asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from core.records import Answer, Fact, JournalAnswer, RejectedRow
from ingestion.alignment import evening_before, journal_key, journal_known_at, wake_date
from ingestion.cells import CellError, is_missing
from ingestion.whoop_export.facts import Origin
from ingestion.whoop_export.joins import CycleDates
from ingestion.whoop_export.questions import kind_of_question
from ingestion.whoop_export.rows import Row, parsed


@dataclass(frozen=True)
class Told:
    """One row, read."""

    row: Row
    day: date
    zone: tzinfo
    question: str
    answer: Answer
    notes: str | None


def facts_of_journal(rows: Iterable[Row | RejectedRow], dates: CycleDates, origin: Origin) -> Iterator[Fact | RejectedRow]:
    """The answers, repetitions once; where the same question was answered yes and no on a day, neither counts."""
    good, bad = parsed(rows, lambda row: _told(row, dates))
    yield from bad
    groups: defaultdict[str, list[Told]] = defaultdict(list)
    for told in good:
        if told is not None:
            groups[journal_key(told.day, told.question)].append(told)
    for key, group in groups.items():
        if len({told.answer for told in group}) > 1:
            lines = ", ".join(str(told.row.line) for told in group)
            yield from (told.row.rejected(f"contradicts itself: answered both yes and no for {told.day} (lines {lines})") for told in group)
        else:
            yield _fact(key, group, origin)


def _told(row: Row, dates: CycleDates) -> Told | None:
    """The answer of a row, None where none was given."""
    answered = row.truth("answered")
    if answered is None:
        return None
    question = " ".join(row.text("question").split())
    if not question:
        raise CellError("an answer needs the text of its question")
    zone = row.zone()
    start = row.instant("cycle_start", zone)
    end = row.instant("cycle_end", zone, start)
    night = dates.of(start) or wake_date(zone, wake=None, cycle_end=end, cycle_start=start)
    if night is None:
        raise CellError("an answer needs the start or the end of its cycle")
    notes = row.text("notes")
    return Told(row, evening_before(night), zone, question, "yes" if answered else "no", None if is_missing(notes) else notes)


def _fact(key: str, group: list[Told], origin: Origin) -> JournalAnswer:
    first = group[0]
    return origin.make(
        JournalAnswer,
        key,
        journal_known_at(first.day, first.zone),
        day=first.day,
        kind=kind_of_question(first.question),
        answer=first.answer,
        question=first.question,
        quote=next((told.notes for told in group if told.notes), None),
    )
