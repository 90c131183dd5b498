"""`morrow score` and `morrow backtest`: how good the forecasts are."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json, People, Person, RunId, TrackName
from app.cli.output import print_json, show, stages
from app.cli.shell import shell_of


def score(context: typer.Context, person: Person = None, track: TrackName = None, run_id: RunId = None, as_json: Json = False) -> None:
    """Show how the sealed forecasts fared: coverage, errors, skill over the own mean, and whose opinion was closer."""
    from app.persons import choose_person
    from app.record import record_of, score_board
    from app.tracks import chosen_run

    shell = shell_of(context)
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    found = record_of(shell.world, chosen, chosen_run(shell.world.store, chosen, track, run_id))
    if as_json:
        print_json(found.to_json(chosen))
    else:
        show(*score_board(found))


def backtest(
    context: typer.Context,
    people: People = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only nights from this date on.")] = None,
    learner: Annotated[
        list[str] | None,
        typer.Option("--learner", metavar="NAME", help="Train this learner on other people, and let it join; repeatable. Default: ridge."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Score every forecaster and their combination on the past nights of the people in the store, against naive rules."""
    from app.backtest_card import backtest_card
    from app.cli.training import configured
    from app.instants import night_of
    from app.persons import choose_person
    from core.errors import NotEnoughData
    from forecasting.backtest import backtest as run

    shell = shell_of(context)
    chosen = [choose_person(shell.world.store, person) for person in people or ()] or None
    panel = shell.world.store.panel(chosen, shell.world.clock.now())
    if not panel.histories:
        raise NotEnoughData("no data of anybody stand here yet; bring yours with `morrow import PATH`, or try `morrow demo`")
    learners = list(configured(learner, ()).values()) if learner else None
    with stages(f"Scoring every forecaster on the nights of {len(panel.histories)} people") as stage:
        told = lambda what, share: stage(f"{what} {share:.0%}")  # noqa: E731  # one line says it
        report = run(panel, since=None if since is None else night_of(since), learners=learners, progress=told).to_json()
    if as_json:
        print_json(report)
    else:
        show(*backtest_card(report))
