"""Journal entries, printed: the words, what was understood of them with its quotes, ratings, and the voice against its own range.

Whatever a person said is shown as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.entries import RATING, Told
from agent.journal import CHECKIN
from app.journal_voice import VoiceLine, VoiceView
from app.paragraphs import INDENT, section
from app.plain import plain
from app.words import day_words, instant_words
from core.events import EVENT_KINDS
from core.records import TYPED, Answer, JournalAnswer

LONGEST_WORDS, LONGEST_QUOTE, LONGEST_GLIMPSE = 20_000, 200, 150
SURE = 0.995
"""From this confidence on nothing is said of it: a ticked answer, or a corrected one."""
STYLES: Mapping[Answer, str] = {"yes": "bold", "no": "dim"}
Before = Mapping[tuple[date, str], Answer]
"""Day and kind → what was known before the entry was told."""


@dataclass(frozen=True)
class Beside:
    """What a card knows beside the entry."""

    voice: VoiceView = field(default_factory=VoiceView)
    before: Before = field(default_factory=dict)
    next: str | None = None
    """What comes next, in a sentence."""
    told_now: bool = False
    """Whether it was told just now; then it is said of one that stood here before."""


def told_card(told: Told, beside: Beside) -> Iterator[RenderableType]:
    """One entry, in full."""
    yield Text()
    yield Padding(Text(_title(told), style="bold"), (0, 1))
    yield Padding(Text(" · ".join(_about(told, beside)), style="dim"), (0, 1))
    if told.entry.transcriber != CHECKIN:
        yield Text()
        yield Padding(Text(f"“{plain(told.entry.text, LONGEST_WORDS)}”"), INDENT)
    yield from section("What was understood", [_events(told, beside.before)])
    yield from section("How you feel", [_ratings(told)] if told.ratings else [])
    yield from section("Your voice", _voice(beside.voice))
    yield from section("Next", [beside.next, f"Not right? morrow journal edit {told.entry.key} KIND --answer yes|no"])
    yield Text()


def entries_table(entries: Sequence[Told]) -> Table:
    """Several entries, the newest last: when, what was understood, and the first words."""
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("entry", no_wrap=True)
    table.add_column("told", no_wrap=True)
    table.add_column("")
    for told in entries:
        local = told.entry.told_at.astimezone(told.zone)
        words = Text(" · ".join(glimpse(told)) or "nothing was understood", style="bold")
        if told.entry.transcriber != CHECKIN:
            words.append(f"\n{plain(told.entry.text, LONGEST_GLIMPSE)}", style="dim")
        table.add_row(told.entry.key, f"{local:%a} {local.day} {local:%b %H:%M}", words)
    return table


def glimpse(told: Told) -> list[str]:
    """What was understood of an entry, in few words each."""
    events = [f"{'no ' if one.answer == 'no' else ''}{_label(one.kind)}{_detail(one)}" for one in told.events if one.day == told.entry.day]
    return events + [f"{one.kind.removeprefix(RATING)} {one.value:g}" for one in told.ratings]


def _title(told: Told) -> str:
    made = "Check-in" if told.entry.transcriber == CHECKIN else "Journal"
    return f"{made} · the evening of {day_words(told.entry.day)}"


def _about(told: Told, beside: Beside) -> Iterator[str]:
    entry = told.entry
    yield f"entry {entry.key} of {plain(entry.person_id, 60)}"
    yield f"told {instant_words(entry.told_at, told.zone)}"
    if entry.recording is not None:
        spoken = f"{entry.duration_seconds:.0f} s, " if entry.duration_seconds else ""
        sure = f", {entry.confidence:.0%} sure" if entry.confidence is not None else ""
        yield f"{spoken}written down by {plain(entry.transcriber, 60)}{sure}"
    elif entry.transcriber == TYPED:
        yield "typed"
    if entry.reader != CHECKIN:
        yield f"read by {plain(entry.reader, 60)}"
    if beside.told_now and not told.is_new:
        yield "known already"


def _events(told: Told, before: Before) -> Table | Text:
    if not told.events:
        return Text("nothing that bears on the night", style="dim")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in told.events:
        earlier = "" if one.day == told.entry.day else " (the day before)"
        sure = "" if one.confidence >= SURE else f"{one.confidence:.0%} sure"
        grid.add_row(
            Text(one.answer, style=STYLES[one.answer]), Text(f"{_label(one.kind)}{earlier}{_detail(one)}"), sure, _said(told, one, before)
        )
    return grid


def _said(told: Told, one: JournalAnswer, before: Before) -> Text:
    """The words that say so, and what they replace."""
    text = Text()
    if one.quote:
        text.append(f"“{plain(one.quote, LONGEST_QUOTE)}”", style="italic")
    elif one.question:
        text.append(plain(one.question, LONGEST_QUOTE), style="dim")
    if one.at is not None:
        text.append(f" at {one.at.astimezone(told.zone):%H:%M}")
    if one.intensity is not None:
        text.append(f", intensity {one.intensity:.0%}")
    earlier = before.get((one.day, one.kind))
    if earlier not in (None, one.answer):
        text.append(f" (until now: {earlier})", style="yellow")
    return text


def _label(kind: str) -> str:
    return EVENT_KINDS[kind].label if kind in EVENT_KINDS else plain(kind, 40)


def _detail(one: JournalAnswer) -> str:
    """The amount, as one would say it: ", 1 drink"."""
    if one.amount is None:
        return ""
    unit = plain(one.unit or "", 20)
    return f", {one.amount:g} {unit.removesuffix('s') if one.amount == 1 else unit}".rstrip()


def _ratings(told: Told) -> Text:
    return Text(" · ".join(f"{one.kind.removeprefix(RATING)} {one.value:g} of 10" for one in told.ratings))


def _voice(voice: VoiceView) -> Iterator[RenderableType]:
    if voice.remark:
        yield Text(voice.remark, style="dim")
    if voice.lines:
        yield _measures(voice.lines)


def _measures(lines: Sequence[VoiceLine]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for _ in range(4):
        grid.add_column(no_wrap=True)
    for line in lines:
        style = "yellow" if line.outside else "dim"
        grid.add_row(line.label, line.shown, Text(line.usual, style="dim"), Text(line.standing, style=style))
    return grid
