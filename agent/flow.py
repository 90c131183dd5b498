"""Graphs of nodes, run with checkpoints. Owner of langgraph.

Everything that LangGraph leaves to a default that we cannot live with is said here: recursion limit, durability, where a run continues.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.types import Command

    Graph: TypeAlias = CompiledStateGraph[Any, Any, Any, Any]
    Checkpoints: TypeAlias = BaseCheckpointSaver[Any]
    Node: TypeAlias = Callable[[Any], Awaitable[Mapping[str, object]]]
    Route: TypeAlias = Callable[[Any], str]

END = "__end__"


@dataclass(frozen=True)
class Step:
    """One node, and where it leads: to one node, or by a route to one of several."""

    name: str
    node: Node
    then: str | tuple[Route, Sequence[str]]


def compile_flow(state: type[Any], steps: Sequence[Step], checkpoints: Checkpoints | None) -> Graph:
    """The steps as a graph that begins at the first of them."""
    from langgraph.graph import START, StateGraph

    graph: Any = StateGraph(state)
    for step in steps:
        graph.add_node(step.name, step.node)
        if isinstance(step.then, str):
            graph.add_edge(step.name, step.then)
        else:
            route, targets = step.then
            graph.add_conditional_edges(step.name, route, list(targets))
    graph.add_edge(START, steps[0].name)
    compiled: Graph = graph.compile(checkpointer=checkpoints)
    return compiled


@asynccontextmanager
async def open_checkpoints(path: Path) -> AsyncIterator[Checkpoints]:
    """Checkpoints in an SQLite file, readable by its owner alone."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    _private(path)
    async with AsyncSqliteSaver.from_conn_string(str(path)) as checkpoints:
        await checkpoints.conn.execute("PRAGMA secure_delete=ON")  # what is deleted shall not stay readable in the file
        yield checkpoints


def _private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


def config_of(thread: str, limit: int) -> RunnableConfig:
    """The configuration of one run: its thread, and how many steps it may take."""
    return {"configurable": {"thread_id": thread}, "recursion_limit": limit}


async def run_to_end(graph: Graph, initial: Mapping[str, object], thread: str, limit: int, *, same: str) -> dict[str, Any]:
    """The state at the end of a run, continued where a killed run of the same thread stood.

    Args:
        graph: compiled, with or without checkpoints.
        initial: the state a fresh run begins with.
        thread: names the run.
        limit: steps at most.
        same: key of the state that must be equal for a checkpoint to be continued; else it is dropped.
    """
    config = config_of(thread, limit)
    begin: dict[str, object] | None = dict(initial)
    if graph.checkpointer:
        standing = await graph.aget_state(config)
        if standing.next and standing.values.get(same) == initial.get(same):
            begin = None
        elif standing.values:
            await forget(graph, thread)
    final: dict[str, Any] = await graph.ainvoke(begin, config, durability=durability_of(graph))
    if graph.checkpointer:
        await forget(graph, thread)
    return final


def durability_of(graph: Graph) -> Literal["sync"] | None:
    """Every step is on disk before the next begins, where there is a disk to be on."""
    return "sync" if graph.checkpointer else None


async def forget(graph: Graph, thread: str) -> None:
    """Deletes the checkpoints of a thread."""
    checkpoints = graph.checkpointer
    if checkpoints is not None and not isinstance(checkpoints, bool):
        await checkpoints.adelete_thread(thread)


def ask_person(question: Mapping[str, object]) -> object:
    """Halts the graph until a person has answered; gives back the answer. The node begins anew when the run goes on."""
    from langgraph.types import interrupt

    answer: object = interrupt(dict(question))
    return answer


def answered(answer: object) -> Command[Any]:
    """What a halted graph is continued with."""
    from langgraph.types import Command

    return Command(resume=answer)


def tell(event: Mapping[str, object]) -> None:
    """Hands an event to whoever reads the graph's custom stream; nobody need listen."""
    from langgraph.config import get_stream_writer

    get_stream_writer()(dict(event))
