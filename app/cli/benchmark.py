"""`morrow benchmark`: what the forecasts are worth beside everything that one would try first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Json
from app.cli.output import note, print_json, show, stages
from app.cli.shell import shell_of

if TYPE_CHECKING:
    from evals.benchmark import Benchmark

PAGE = Path("docs") / "benchmark.md"


def benchmark(  # noqa: PLR0913, PLR0917  # the options of a command are its arguments
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The LifeSnaps daily table; without it nobody real is scored.")
    ] = None,
    people: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many simulated people.")] = 20,
    nights: Annotated[int, typer.Option("--nights", min=10, metavar="N", help="How many nights of each.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Of the simulated people.")] = 1,
    target: Annotated[
        list[str] | None, typer.Option("--target", "--targets", metavar="NAME", help="Only this target; may be given more than once.")
    ] = None,
    learner: Annotated[
        list[str] | None,
        typer.Option("--learner", metavar="NAME", help="Train only this forecaster; may be given more than once. `none` trains none."),
    ] = None,
    rivals: Annotated[
        bool, typer.Option("--rivals/--no-rivals", help="Whether AutoETS, AutoARIMA, AutoTheta and models of one's own are scored beside.")
    ] = True,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help=f"Where the page is written; in a checkout {PAGE.as_posix()}, else nowhere."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Score the combination, its members and automatic rivals on real and on simulated people, and hold them against the goals.

    Ends with exit code 1 when a result is too good to be honest. A goal that is missed is told, and is no error.
    """
    from core.clock import SystemClock
    from evals.benchmark import JUDGED, Plan, learners_named, run
    from forecasting.catalog import RIVALS

    shell = shell_of(context)
    page = _page(out)
    chosen = learners_named(learner or ())
    plan = Plan(file, tuple(target or JUDGED), people, nights, seed, chosen, RIVALS if rivals else {})
    if file is None:
        note("no file of real people was given: only simulated people are scored")
    with stages("Benchmark") as told:
        found = run(plan, (shell.clock or SystemClock()).now(), progress=lambda what, share: told(f"{what} {share:.0%}"))
    _tell(found, page, as_json=as_json)
    raise typer.Exit(exit_code_of(found))


def exit_code_of(found: Benchmark) -> int:
    """1 where the leak alarm rang, else 0."""
    return 1 if found.leaks else 0


def _page(out: Path | None) -> Path | None:
    """Where the page goes.

    Raises:
        BadInput: if there is no such folder; better now than after the run.
    """
    from core.errors import BadInput

    if out is None:
        return PAGE if _in_a_checkout() else None
    if not out.parent.is_dir():
        raise BadInput(f"wanted a folder to write {out.name} into, found none at {out.parent}; make it, or leave --out away")
    return out


def _in_a_checkout() -> bool:
    """True where this folder is the project's own, with its manual."""
    project = Path("pyproject.toml")
    return PAGE.parent.is_dir() and project.is_file() and 'name = "morrow"' in project.read_text("utf-8")


def _tell(found: Benchmark, page: Path | None, *, as_json: bool) -> None:
    from app.benchmark_card import benchmark_card
    from evals.benchmark_text import to_markdown

    if page:
        page.write_text(to_markdown(found), "utf-8")
        note(f"written: {page}")
    if as_json:
        print_json(found.to_json())
    else:
        show(*benchmark_card(found))
