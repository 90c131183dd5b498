"""`morrow journal`: what a person speaks or types of an evening, told, seen, corrected and deleted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.options import Json, Person
from app.cli.output import note, print_json, show, stages
from app.cli.shell import Shell, shell_of
from app.cli.teller import tell_licence, tell_transcriber, teller

if TYPE_CHECKING:
    from datetime import datetime, time

    from agent.journal import Told
    from app.journal_card import Before
    from app.journal_files import Given

LONGEST_SECONDS = 900
"""Of a recording; `voice.decoding` takes no more."""
DAYS = 7
STAGES = {
    "decode": "opening",
    "listen": "looking for speech",
    "transcribe": "writing down",
    "measure": "measuring the voice",
    "read": "reading what matters",
}
"""What happens to a recording, in words."""

group = typer.Typer(help="The journal: speak or type the evening, see what was understood, correct it, delete it.", no_args_is_help=True)
EntryId = Annotated[
    str, typer.Argument(metavar="ENTRY", help="The entry's id, as `morrow journal show` lists it; its first letters will do.")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="ISO", help="When it was told, if not now (2026-03-01T21:00, local time; a date alone means 21:00)."),
]


@group.command()
def add(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Recordings: wav, mp3, m4a, ogg, flac, webm; - reads one, or words, from standard input."),
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar="TEXT", help="Words instead; - reads them from standard input.")
    ] = None,
    person: Person = None,
    at: At = None,
    as_json: Json = False,
) -> None:
    """Tell of the evening: a recording is written down on this machine, and what matters for the night is read out of it.

    The same recording, or the same words of one evening, is one entry, however often it is told.
    """
    from app.journal_files import read_file, refuse_mixed, words_given

    shell = shell_of(context)
    refuse_mixed(files or (), text)
    if text is not None:
        given = words_given(text, sys.stdin.buffer)
        _tell_one(shell, teller(shell, person), given, at, as_json=as_json)
    elif files and len(files) == 1:
        given = read_file(files[0])
        _tell_one(shell, teller(shell, person), given, at, as_json=as_json)
    else:
        raise typer.Exit(_tell_many(shell, teller(shell, person), files or [], at, as_json=as_json))


@group.command()
def record(
    context: typer.Context,
    seconds: Annotated[int, typer.Option("--seconds", "-s", min=1, max=LONGEST_SECONDS, help="When to stop at the latest.")] = 180,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Speak into the microphone, until Enter or Ctrl-C; then as `morrow journal add`."""
    from app.cli.listening import kept_beside, listen
    from app.journal_files import Given

    shell = shell_of(context)
    chosen = teller(shell, person)
    content = listen(seconds, asks=shell.asks)
    with kept_beside(content, shell.world.clock.now()):
        _tell_one(shell, chosen, Given("recording.wav", content), None, as_json=as_json)


@group.command("show")
def show_entries(
    context: typer.Context,
    entry: Annotated[str | None, typer.Argument(metavar="[ENTRY]", help="Only this one, in full.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=10_000, help="How many days back.")] = DAYS,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Show what was told: the last days at a glance, or one entry in full."""
    from agent.journal import entry_of
    from app.journal_views import entries_since, entry_json

    shell = shell_of(context)
    chosen = _known(shell, person)
    if entry is not None:
        _show_entry(shell, entry_of(shell.world, chosen, entry), as_json=as_json)
        return
    found = entries_since(shell.world, chosen, days)
    if as_json:
        print_json([entry_json(shell.world, one) for one in found])
    elif found:
        from app.journal_card import entries_table

        show(entries_table(found))
    else:
        note(f'{chosen} told nothing in the last {days} days: morrow journal add --text "…", morrow journal record, or morrow checkin.')


@group.command()
def edit(  # noqa: PLR0913, PLR0917  # the options of a command are its arguments
    context: typer.Context,
    entry: EntryId,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Kind of the event: alcohol, caffeine, late_meal, hard_training …")],
    answer: Annotated[Literal["yes", "no"] | None, typer.Option("--answer", help="What is right.")] = None,
    amount: Annotated[float | None, typer.Option("--amount", min=0, help="How much, in the kind's unit.")] = None,
    time: Annotated[str | None, typer.Option("--time", metavar="HH:MM", help="When, by local time.")] = None,
    add: Annotated[bool, typer.Option("--add", help="Also when the entry tells nothing of that kind yet.")] = False,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Correct one event of an entry, or add one that was not heard; known from now on, and what stood before stays on record."""
    from app.journal_views import corrected

    shell = shell_of(context)
    chosen = _known(shell, person)
    told = corrected(shell.world, chosen, entry, kind, answer=answer, amount=amount, at=_time_of(time), add=add)
    _show_entry(shell, told, as_json=as_json)


@group.command()
def delete(
    context: typer.Context,
    entry: EntryId,
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Take back this event alone.")] = None,
    person: Person = None,
    with_forecasts: Annotated[
        bool, typer.Option("--with-forecasts", help="Also erase the sealed forecasts that tell of it; their nights leave the record.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Take back one event of an entry; or, without KIND, erase the entry: words, events, voice and recording, byte for byte.

    An event that is taken back is so from now on. An erased entry leaves no byte; forecasts that tell of it need --with-forecasts.
    """
    from agent.journal import entry_of, take_back
    from app.cli.forget import erase
    from app.journal_deleting import plan_deleting

    shell = shell_of(context)
    chosen = _known(shell, person)
    told = entry_of(shell.world, chosen, entry)
    if kind is not None:
        _show_entry(shell, take_back(shell.world, chosen, told.entry.key, kind), as_json=as_json)
        return
    plan = plan_deleting(shell.world, told.entry)
    raise typer.Exit(erase(shell, plan, with_forecasts=with_forecasts, yes=yes, as_json=as_json))


def _known(shell: Shell, person: str | None) -> str:
    from app.persons import choose_person

    return choose_person(shell.world.store, person, shell.settings.person)


def _tell_one(shell: Shell, person: str, given: Given, at: str | None, *, as_json: bool) -> None:
    from app.journal_views import known_answers

    if given.text is None:
        tell_transcriber(shell)
    before = known_answers(shell.world, person)
    _show_entry(shell, _told(shell, person, given, at), as_json=as_json, before=before)


def _tell_many(shell: Shell, person: str, files: list[Path], at: str | None, *, as_json: bool) -> int:
    """The exit code after all recordings: one that cannot be heard does not keep the others from it."""
    from app.journal_files import read_file
    from app.journal_views import entry_json
    from core.errors import MorrowError

    tell_transcriber(shell)
    heard: list[Told] = []
    codes = {0}
    for path in files:
        try:
            heard.append(_told(shell, person, read_file(path), at))
        except MorrowError as error:
            note(f"{path.name}: {error}" if path.name not in str(error) else str(error))
            codes.add(error.exit_code)
            continue
        if not as_json:
            _show_entry(shell, heard[-1], as_json=False)
    if as_json:
        print_json([entry_json(shell.world, one) for one in heard])
    if len(codes) > 1:
        note(f"{len(files) - len(heard)} of {len(files)} could not be heard; nothing of those was kept.")
    return 1 if 1 in codes else max(codes)


def _told(shell: Shell, person: str, given: Given, at: str | None) -> Told:
    """The entry that comes of words or of a recording."""
    from agent.journal import tell_recording, tell_text

    instant = _instant(shell, person, at)
    if given.text is not None:
        return tell_text(shell.world, person, given.text, at=instant)
    tell_licence(shell, person)
    with stages("Recording") as progress:
        return tell_recording(
            shell.world, person, given.content, name=given.name, at=instant, progress=lambda stage: progress(STAGES.get(stage, stage))
        )


def _instant(shell: Shell, person: str, at: str | None) -> datetime | None:
    from datetime import UTC

    from app.instants import instant_at, instant_of

    if at is None or person in shell.world.store.people():
        return instant_at(shell.world, person, at)
    return instant_of(at, UTC)


def _time_of(text: str | None) -> time | None:
    from datetime import time

    from core.errors import BadInput

    try:
        return None if text is None else time.fromisoformat(text.rjust(5, "0")).replace(tzinfo=None)
    except ValueError as error:
        raise BadInput(f"wanted a time like 21:30, found {text!r}") from error


def _show_entry(shell: Shell, told: Told, *, as_json: bool, before: Before | None = None) -> None:
    from app.journal_card import told_card
    from app.journal_views import beside, entry_json

    if as_json:
        print_json(entry_json(shell.world, told))
    else:
        show(*told_card(told, beside(shell.world, told, before)))
