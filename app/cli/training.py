"""`morrow train` and `morrow models`: versions made and shown; training lives in `forecasting`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsOf, Json, People
from app.cli.output import print_json, show, stages
from app.cli.shell import shell_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agent.bootstrap import World
    from core.snapshot import Panel
    from core.store import Store
    from forecasting.learners.learner import Learner, Progress
    from forecasting.training import Training
    from forecasting.workshop import Workshop

group = typer.Typer(help="Trained versions of the models.", no_args_is_help=True)


def train(
    context: typer.Context,
    people: People = None,
    learner: Annotated[list[str] | None, typer.Option("--learner", metavar="NAME", help="Only this learner; may be repeated.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="LEARNER.NAME=VALUE", help="A setting of a learner, e.g. lstm.width=64.")
    ] = None,
    tune: Annotated[
        float | None, typer.Option("--tune", min=1.0, metavar="SECONDS", help="Search settings first, so long for each learner.")
    ] = None,
    force: Annotated[
        bool | None,
        typer.Option("--force/--if-due", help="Train what is fresh too; or only keep fresh what was trained, and settle challengers."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Train the models on everybody's nights, judge them by rolling origin, and register the versions.

    A training that was stopped goes on where it stood. What passes the gate serves from the next evening on, and earns its weight there.
    """
    from app.persons import choose_person
    from app.training_card import training_card, training_json
    from core.errors import BadInput
    from forecasting.training import retrain_if_due

    shell = shell_of(context)
    chosen = [choose_person(shell.world.store, person) for person in people or ()] or None
    now = training_instant(shell.world, chosen, as_of)
    kept_fresh = force is False
    if kept_fresh and (people or learner or setting or tune):
        raise BadInput("--if-due keeps everything fresh as it was trained, for everybody; leave the other options out, or --if-due")
    with stages("Looking at what is due") as stage:

        def progress(what: str, share: float) -> None:
            stage(f"{what} {share:.0%}")

        if kept_fresh:
            found = retrain_if_due(shell.world.store, now, progress=progress)
        else:
            wanted = Wanted(chosen, now, configured(learner, setting or ()), tune, bool(force))
            found = trained(shell.world.store, wanted, progress)
    if as_json:
        print_json(training_json(found))
    else:
        show(*training_card(found, shell.world.settings.home))


@dataclass(frozen=True)
class Wanted:
    """What a person asked to be trained."""

    people: list[str] | None
    """None: everybody."""
    as_of: datetime
    learners: dict[str, Learner]
    tune: float | None
    """Seconds that each learner's settings may be searched first."""
    force: bool


def trained(store: Store, wanted: Wanted, progress: Progress) -> Training:
    """What that training came to.

    Raises:
        NotEnoughData: where nobody has nights enough to learn from.
    """
    from core.errors import NotEnoughData
    from forecasting.training import LEAST_NIGHTS, train
    from forecasting.workshop import workshop

    panel = store.panel(wanted.people, wanted.as_of)
    if not panel.histories:
        raise NotEnoughData("no data of anybody stand here yet; bring yours with `morrow import PATH`, or try `morrow demo`")
    shop = tuned(workshop(store, wanted.learners, progress), panel, wanted.tune)
    found = train(panel, shop, as_of=wanted.as_of, force=wanted.force)
    if not found.lines:
        raise NotEnoughData(f"wanted {LEAST_NIGHTS} nights of a target, of all people together, found fewer; import more, or train later")
    return found


def training_instant(world: World, people: list[str] | None, as_of: str | None) -> datetime:
    """The instant whose knowledge training uses: as asked, else now; where all people are simulated, the evening their clock stands at.

    Raises:
        BadInput: for an instant that has not come yet.
    """
    from agent.day import resolve_when
    from app.instants import instant_of
    from core.errors import BadInput
    from core.nights import zone_of

    chosen, persons = people or world.store.people(), world.store.persons()
    simulated = bool(chosen) and all(person in persons and persons[person].simulated for person in chosen)
    latest = max(resolve_when(world, person, None, None).as_of for person in chosen) if simulated else world.clock.now()
    asked = latest if as_of is None else instant_of(as_of, zone_of(None, None))
    if asked > latest:
        raise BadInput(f"wanted an instant up to {latest:%F %T} UTC, found {asked:%F %T}; leave --as-of out to train on all that is known")
    return asked


def configured(names: list[str] | None, settings: Sequence[str]) -> dict[str, Learner]:
    """The learners asked for, with the settings asked for.

    Raises:
        UnknownName: for a learner or setting that does not exist.
        BadInput: for a setting that is not of the form LEARNER.NAME=VALUE, or out of its bounds.
    """
    from core.errors import BadInput, UnknownName
    from forecasting.catalog import LEARNERS, OPTIONAL
    from forecasting.recipes import like

    every = {**LEARNERS, **OPTIONAL}
    unknown = sorted(set(names or ()) - set(every))
    if unknown:
        raise UnknownName(f"no learner {', '.join(unknown)}; known: {', '.join(every)}")
    found = {name: every[name] for name in every if name in (names or LEARNERS)}
    for text in settings:
        whose, value = text.partition("=")[::2]
        name, _, what = whose.partition(".")
        if name not in found or what not in found[name].recipe:
            known = ", ".join(f"{one}.{what}" for one, learner in found.items() for what in learner.recipe)
            raise BadInput(f"wanted --set LEARNER.NAME=VALUE with one of {known}; found {text!r}")
        found[name] = found[name].configured({what: like(found[name].recipe[what], value)})
    return found


def tuned(shop: Workshop, panel: Panel, seconds: float | None) -> Workshop:
    """The workshop with tuned learners, where that was asked for."""
    import dataclasses

    from forecasting.training import series_of_people
    from forecasting.tuning import tune

    if seconds is None:
        return shop
    people = series_of_people(panel)
    better = {
        name: tune(one, people, shop.training_set, seconds=seconds, progress=shop.progress).learner for name, one in shop.learners.items()
    }
    return dataclasses.replace(shop, learners=better)


@group.callback()
def _models() -> None:
    """Keeps `list` a word of its own while it is the only command."""


@group.command(name="list")
def list_(
    context: typer.Context, retired: Annotated[bool, typer.Option("--retired", help="Retired ones, too.")] = False, as_json: Json = False
) -> None:
    """List the trained versions: how good each was, what the gate said, and which serve."""
    from app.training_card import version_json, versions_table
    from forecasting.registry.versions import Versions

    shell = shell_of(context)
    found = Versions(shell.world.store).registered(retired=retired)
    if as_json:
        print_json([version_json(one) for one in found])
    else:
        show(versions_table(found))
