"""One run of the daily graph over one snapshot: its parts are put together here, from the world and what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast
from uuid import uuid4

from agent.bootstrap import World
from agent.chat_models import chat_model
from agent.checkpoints import checkpoint_path, thread_of
from agent.graph import GraphParts, build_graph, first_state, limits_of, open_checkpoints, run_graph
from agent.offline_analyst import OfflineAnalyst
from agent.remembering import memory_index
from agent.state import DayState
from core.errors import NotEnoughData, StoreBusy
from core.ledger import Sealed
from core.nights import Slot
from core.requests import ask
from core.sandbox import Sandbox
from core.snapshot import Snapshot
from core.targets import PRIMARY
from forecasting.effects import learned_effects
from forecasting.models import Abstained, ModelsForecast
from intelligence.brief import daily_brief
from tools.context import ToolContext

Forecast = dict[str, object]
Seal = Callable[[Forecast], Sealed]


@dataclass(frozen=True)
class Run:
    """One evening of one person: what is known, for which night, and how it is sealed."""

    world: World
    snapshot: Snapshot
    slot: Slot
    seal: Seal | None
    """None for a preview, which is never sealed."""
    progress: Callable[[str], None]


async def run_evening(run: Run) -> Forecast:
    """The forecast of the evening: sealed, or as composed for a preview.

    Raises:
        NotEnoughData: when no primary target has enough usable nights.
    """
    world, snapshot = run.world, run.snapshot
    models = world.models(snapshot, run.slot.night)
    _refuse_empty(models)
    path = checkpoint_path(world, snapshot, run.slot.night)
    with context_of(world, snapshot, models) as context:
        async with open_checkpoints(path) as checkpoints:
            graph = build_graph(_parts(run, context), checkpoints)
            state = await run_graph(graph, _first(run), thread_of(snapshot, run.slot.night))
    return cast("Forecast", state["forecast"])


@contextmanager
def context_of(world: World, snapshot: Snapshot, models: ModelsForecast) -> Iterator[ToolContext]:
    """What the tools of a run read, until the block ends and with it the process that runs SQL."""
    effects = learned_effects(snapshot.journal, models.residuals)
    with Sandbox(snapshot.tables()) as sandbox:
        yield ToolContext(
            snapshot=snapshot,
            night=models.night,
            models=models,
            effects=effects,
            index=memory_index(world, snapshot.track, snapshot.run_id),
            sandbox=sandbox,
            brief=daily_brief(snapshot, models, models.night, effects=effects),
            ask_refresh=(lambda: _ask_refresh(world, snapshot)) if snapshot.track == "live" else None,
        )


def _ask_refresh(world: World, snapshot: Snapshot) -> None:
    """Puts a request of the snapshot's person in the queue; whoever reads sources takes it."""
    ask(world.store, "refresh_data", snapshot.person_id, at=world.clock.now())


def _parts(run: Run, context: ToolContext) -> GraphParts:
    settings = run.world.settings

    def seal(forecast: Forecast) -> Forecast:
        if run.seal is None:
            return forecast
        entry = run.seal({**forecast, "forecast_id": str(uuid4())}).entry
        return {**entry.payload, "seal": entry.seal}

    def remember(_forecast: Forecast) -> None:
        if context.index is not None:
            try:
                context.index.sync(run.snapshot.memories)
            except StoreBusy:
                return  # the rows stand; whoever holds the index, or the next evening, brings it up to date

    return GraphParts(
        context=lambda: context,
        resolve=lambda _state: {"scored_nights": len(run.snapshot.scores)},
        seal=seal,
        remember=remember,
        model=chat_model(settings),
        model_name=settings.llm_model,
        analyst=OfflineAnalyst(),
        limits=limits_of(settings),
        progress=run.progress,
    )


def _first(run: Run) -> DayState:
    snapshot = run.snapshot
    return first_state(
        person_id=snapshot.person_id,
        night=run.slot.night.isoformat(),
        as_of=snapshot.as_of.isoformat(),
        issued_at=(snapshot.as_of if snapshot.track == "replay" else run.world.clock.now()).isoformat(),
        track=snapshot.track,
        run_id=snapshot.run_id,
        preview=run.seal is None,
        facts_digest=snapshot.facts_digest,
    )


def _refuse_empty(models: ModelsForecast) -> None:
    reasons = {name: said.reason for name, said in models.targets.items() if name in PRIMARY and isinstance(said, Abstained)}
    if len(reasons) == len(PRIMARY):
        raise NotEnoughData("; ".join(f"{name}: {reason}" for name, reason in reasons.items()))
