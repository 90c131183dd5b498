"""The daily graph: resolve → brief → reason ⇄ tools → judge → compose → verify → seal → remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.day_nodes import DayNodes, GraphParts, after_judge, after_reason, after_verify
from agent.flow import END, Step, compile_flow, open_checkpoints, run_to_end
from agent.model_call import Limits, limits_of
from agent.state import DayState, first_state

if TYPE_CHECKING:
    from agent.flow import Checkpoints, Graph

__all__ = ["NODES", "DayState", "GraphParts", "Limits", "build_graph", "first_state", "limits_of", "open_checkpoints", "run_graph"]

NODES = ("resolve", "brief", "reason", "tools", "judge", "compose", "verify", "seal", "remember")
RECURSION_LIMIT = 80
"""Steps at most: twelve calls of the model with their tools, the retries, and the analyst's whole part come to some sixty."""


def build_graph(parts: GraphParts, checkpoints: Checkpoints | None = None) -> Graph:
    """The daily graph of one run; its deadline begins now."""
    nodes = DayNodes(parts)
    steps = (
        Step("resolve", nodes.resolve, "brief"),
        Step("brief", nodes.brief, "reason"),
        Step("reason", nodes.reason, (after_reason, ("reason", "tools", "judge"))),
        Step("tools", nodes.tools, "reason"),
        Step("judge", nodes.judge, (after_judge, ("reason", "judge", "compose"))),
        Step("compose", nodes.compose, "verify"),
        Step("verify", nodes.verify, (after_verify, ("reason", "judge", "compose", "seal"))),
        Step("seal", nodes.seal, "remember"),
        Step("remember", nodes.remember, END),
    )
    return compile_flow(DayState, steps, checkpoints)


async def run_graph(graph: Graph, initial: DayState, thread: str) -> dict[str, object]:
    """The final state of a run; its `forecast` is the sealed one.

    Continues where a killed run of the same thread and the same facts stood; checkpoints are deleted at the end.

    Args:
        graph: of `build_graph`.
        initial: of `first_state`.
        thread: names person, night, track, run, instant and code version.
    """
    return await run_to_end(graph, initial, thread, RECURSION_LIMIT, same="facts_digest")
