"""`morrow import`: facts in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.cli.options import Json
from app.cli.output import bar, note, print_json, show
from app.cli.shell import Shell, shell_of

if TYPE_CHECKING:
    from ingestion.importing import ImportReport

EVENINGS = 60
"""Past evenings that are offered for replay, so that a person sees a first track record at once."""


def import_(
    context: typer.Context,
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="An export of WHOOP or another device (see: morrow sources), or synthetic:seed=7,nights=400,end=DATE.",
        ),
    ],
    person: Annotated[
        str | None,
        typer.Option("--person", "-p", metavar="ID", help="Whose facts they are; of a file with many people, the only one wanted."),
    ] = None,
    rhr: Annotated[
        Literal["vendor", "nightly"] | None, typer.Option("--rhr", help="LifeSnaps: which resting heart rate is the night's.")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", metavar="ZONE", help="IANA name of the zone that times without one are of.")
    ] = None,
    replay: Annotated[
        bool | None, typer.Option("--replay/--no-replay", help=f"Replay the last {EVENINGS} evenings afterwards; asked on a terminal.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Import data: a WHOOP export, a research file, or simulated people.

    All or nothing per file, and idempotent: the same file a second time changes nothing. Every row that cannot be used is
    counted with its reason.
    """
    from app.import_card import import_card
    from ingestion.importing import import_path

    shell = shell_of(context)
    options = _options(shell, Path(path), person, {"rhr": rhr, "time_zone": time_zone})
    with bar("Reading") as advance:

        def tell(words: str, done: int, total: int | None) -> None:
            advance(done, total, words)

        report = import_path(shell.world.store, Path(path), person_id=person, now=shell.world.clock.now(), options=options, progress=tell)
    if as_json:
        print_json(report.to_json())
    else:
        show(*import_card(report))
    _offer_replay(shell, report, replay)


def _options(shell: Shell, path: Path, person: str | None, given: dict[str, str | None]) -> dict[str, str]:
    """What was chosen; a source that wants the person's home zone is given it where it is known."""
    from ingestion.importing import recognise

    options = {name: value for name, value in given.items() if value is not None}
    if "home_zone" in {option.name for option in recognise(path).options}:
        known = shell.world.store.persons().get(person or "me")
        home = options.pop("time_zone", None) or (known.time_zone if known else None)
        options |= {"home_zone": home} if home else {}
    return options


def _offer_replay(shell: Shell, report: ImportReport, replay: bool | None) -> None:
    """Replays the last evenings of the one person imported, when that is wanted."""
    from app.tracks import HISTORY

    if len(report.people) != 1 or replay is False or (replay is None and not report.counts.added):
        return
    if replay is None and not (shell.asks and _wants_replay()):
        note(
            f"A first track record: morrow import … --replay forecasts the last {EVENINGS} evenings as they would have been (track replay)."
        )
        return
    from app.demonstration import replay_evenings

    with bar(f"Replaying {EVENINGS} evenings") as advance:
        replay_evenings(shell.world, report.people[0], EVENINGS, HISTORY, advance)
    note(f"Replayed as {HISTORY!r}, on the replay track: morrow score --track replay --run-id {HISTORY}")


def _wants_replay() -> bool:
    return typer.confirm(f"Replay the last {EVENINGS} evenings now, for a first track record (labelled replay)?", default=True, err=True)
