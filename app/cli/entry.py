"""The list of commands, and the way in. Importing this loads Typer and nothing heavy; each command imports what it needs."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import (
    benchmark,
    checkin,
    connections,
    daily,
    demo,
    effects,
    evaluations,
    explain,
    features,
    forget,
    imports,
    installation,
    journal,
    ledgers,
    memories,
    outlook,
    people,
    results,
    schemas,
    server,
    simulate,
    sources,
    syncing,
    talk,
    training,
    weights,
)
from app.cli.failing import Commands
from app.cli.quiet import keep_quiet

HELP = """
Forecasts tomorrow's recovery of one person: HRV, resting heart rate and respiratory rate, as ranges, with reasons.

Each forecast is sealed before its night and scored in the morning, as it was given.

**First steps**

1. `morrow import my_whoop_data.zip` reads a WHOOP export, `morrow connect whoop` reads an account, `morrow demo` simulates somebody.

2. `morrow forecast` in the evening seals the forecast of the coming night.

3. `morrow morning` tells what was said, what came, and what was learned.

Everything stays on this machine, unless `MORROW_LLM_BASE_URL` names a language model elsewhere; without one an offline analyst
gives the reasons. `morrow config` shows all settings, `morrow doctor` whether all is well.
"""
EVERY_DAY, TRUST, DATA, AROUND = "Every day", "How good is it?", "Your data", "This installation"

root = typer.Typer(
    name="morrow",
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@root.callback()
def _morrow(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=lambda wanted: _tell_version(wanted=wanted), help="Print the version.")
    ] = False,
) -> None:
    del version


def _tell_version(*, wanted: bool) -> None:
    from importlib.metadata import version

    if wanted:
        typer.echo(f"morrow {version('morrow')}")
        raise typer.Exit


root.command(rich_help_panel=EVERY_DAY)(daily.forecast)
root.command(rich_help_panel=EVERY_DAY)(daily.morning)
root.add_typer(journal.group, name="journal", rich_help_panel=EVERY_DAY)
root.command(rich_help_panel=EVERY_DAY)(checkin.checkin)
root.command(rich_help_panel=EVERY_DAY)(talk.chat)
root.command(rich_help_panel=EVERY_DAY)(explain.explain)
root.command(rich_help_panel=EVERY_DAY)(effects.effects)
root.command(rich_help_panel=EVERY_DAY)(outlook.outlook)
root.command(rich_help_panel=TRUST)(results.score)
root.command(rich_help_panel=TRUST)(results.backtest)
root.command(rich_help_panel=TRUST)(benchmark.benchmark)
root.command(rich_help_panel=TRUST)(training.train)
root.add_typer(training.group, name="models", rich_help_panel=TRUST)
root.add_typer(features.group, name="features", rich_help_panel=TRUST)
root.add_typer(evaluations.group, name="evals", rich_help_panel=TRUST)
root.add_typer(ledgers.group, name="ledger", rich_help_panel=TRUST)
root.command("import", rich_help_panel=DATA)(imports.import_)
root.command(rich_help_panel=DATA)(connections.connect)
root.command(rich_help_panel=DATA)(connections.disconnect)
root.command(rich_help_panel=DATA)(connections.connections)
root.command(rich_help_panel=DATA)(syncing.sync)
root.command(rich_help_panel=DATA)(sources.sources)
root.command(rich_help_panel=DATA)(people.people)
root.command(rich_help_panel=DATA)(people.here)
root.command(rich_help_panel=DATA)(people.export)
root.command(rich_help_panel=DATA)(forget.forget)
root.add_typer(memories.group, name="memory", rich_help_panel=DATA)
root.command(rich_help_panel=DATA)(demo.demo)
root.add_typer(simulate.group, name="simulate", rich_help_panel=DATA)
root.command(rich_help_panel=AROUND)(installation.status)
root.command(rich_help_panel=AROUND)(installation.doctor)
root.command(rich_help_panel=AROUND)(installation.config)
root.command(rich_help_panel=AROUND)(weights.weights)
root.command(rich_help_panel=AROUND)(server.serve)
root.add_typer(server.keys, name="keys", rich_help_panel=AROUND)
root.command(rich_help_panel=AROUND)(schemas.schema)


def main() -> None:
    """Runs the command line, and ends the process with its exit code."""
    keep_quiet()
    root(prog_name="morrow")
