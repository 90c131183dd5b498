"""`morrow evals journal`: what events told in the evening are worth, where the truth is known."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import Json
from app.cli.output import bar, print_json, show


def journal(
    people: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many people of each seed.")] = 10,
    nights: Annotated[int, typer.Option("--nights", min=20, metavar="M", help="Nights of each, with a journal from the first on.")] = 200,
    seed: Annotated[list[int] | None, typer.Option("--seed", help="Of the people; may be given more than once. Without it: 1, 2.")] = None,
    by_the_drink: Annotated[
        bool, typer.Option("--by-the-drink", help="Only the worlds in which alcohol does as much as its drinks say.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Forecast simulated people with their journal and without it: mild, strong and no effects; told truly, misheard and shuffled.

    Some five minutes of one core; nothing of this installation is read or written.
    """
    from evals.journal import SEEDS, default_worlds, journal_report
    from evals.journal_verdicts import journal_verdicts

    with bar("Forecasting with a journal and without") as advance:
        report = journal_report(people, nights, seed or SEEDS, default_worlds(dosed=by_the_drink), progress=advance)
    verdicts = journal_verdicts(report)
    if as_json:
        print_json({**report.to_json(), "verdicts": [vars(one) for one in verdicts]})
    else:
        from app.journal_eval_card import journal_eval_card

        show(*journal_eval_card(report, verdicts))
