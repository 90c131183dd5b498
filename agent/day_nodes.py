"""The nodes of the daily graph. Each takes the state and gives back what it changed; routes read the state alone.

A language model that fails, anywhere, is taken over by the offline analyst: the dialogue begins anew, the reason is kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent import prompts
from agent.analyst_plain import plain_judgement
from agent.compose import compose
from agent.endpoint import UNNAMED
from agent.judgement import SUBMIT, Judgement, parse_judgement, submit_tool
from agent.model_call import MALFORMED, Limits, Spent, Watch, ask, check_budget
from agent.state import DayState
from agent.tool_use import calls_left, carry_out, catalog, described
from agent.transcript import called, text_of, tool_results
from agent.verify import verify
from core.crash import crash_point
from core.errors import Broken, ModelUnavailable, ToolRetry
from core.seal import payload_sha256

if TYPE_CHECKING:
    from tools.context import ToolContext

log = logging.getLogger(__name__)
MOST_RETRIES = 2
"""So often a judgement is sent back; then the analyst takes over."""
OPENING = 2
"""Messages that every dialogue begins with: the system's and the first words. A dialogue of these alone has just begun anew."""
Update = dict[str, object]
Forecast = dict[str, object]


@dataclass(frozen=True)
class GraphParts:
    """What one daily run is made of; everything that touches the world is handed in."""

    context: Callable[[], ToolContext]
    """Called at most once, after `resolve`."""
    resolve: Callable[[DayState], Mapping[str, object]]
    """Settles what has come true; what it gives back is kept in the state as plain JSON."""
    seal: Callable[[Forecast], Forecast]
    """The forecast as it now stands: sealed, or as it came for a preview. May run twice after a kill, so it must be idempotent."""
    remember: Callable[[Forecast], None]
    """Also idempotent."""
    model: BaseChatModel | None
    """None: the analyst plays the whole part."""
    model_name: str
    analyst: BaseChatModel
    limits: Limits = field(default_factory=Limits)
    monotonic: Callable[[], float] = time.monotonic
    progress: Callable[[str], None] = lambda stage: None


class DayNodes:
    """The nodes of one run; holds nothing that a restart could not make again."""

    def __init__(self, parts: GraphParts) -> None:
        self.parts = parts
        self.watch = Watch(parts.limits, parts.monotonic)

    @cached_property
    def context(self) -> ToolContext:
        """What the tools read."""
        return self.parts.context()

    async def resolve(self, state: DayState) -> Update:
        """Settles what has come true."""
        self.parts.progress("resolve")
        return {"resolved": dict(self.parts.resolve(state))}

    async def brief(self, state: DayState) -> Update:
        """Reads report, models and data quality, and opens the dialogue."""
        self.parts.progress("brief")
        if self.context.night.isoformat() != state["night"]:
            raise Broken(f"wanted a brief for the night {state['night']}, found one for {self.context.night}")
        crash_point("agent.brief")
        return {"speaker": "llm" if self.parts.model else "offline_analyst", "messages": self._opening(state)}

    async def reason(self, state: DayState) -> Update:
        """One message of the model: tool calls, or what it concludes."""
        self.parts.progress("reason")
        tools = [*described(catalog(chat=False)), submit_tool()]
        return await self._ask(state, state["messages"], tools)

    async def tools(self, state: DayState) -> Update:
        """Carries out the calls of the last message."""
        self.parts.progress("tools")
        message = cast("AIMessage", state["messages"][-1])
        try:
            allowance = calls_left(self.parts.limits, state["tool_calls"])
            carried = carry_out(
                message,
                self.context,
                catalog(chat=False),
                allowance=allowance,
                mistakes=state["mistakes"],
                earlier=called(state["messages"][:-1]),
                seconds_left=lambda: self.watch.left_for_model if state["speaker"] == "llm" else 1.0,
            )
        except ModelUnavailable as error:
            return self._taken_over(state, error.reason)
        crash_point("agent.tools")
        messages = [*state["messages"], *carried.messages]
        return {"messages": messages, "tool_calls": state["tool_calls"] + carried.used, "mistakes": list(carried.mistakes)}

    async def judge(self, state: DayState) -> Update:
        """The judgement: read from the last message, or asked for."""
        self.parts.progress("judge")
        update: Update = {}
        messages = state["messages"]
        if not _handed_in(messages[-1]):
            if isinstance(messages[-1], AIMessage):
                messages = [*messages, HumanMessage(prompts.JUDGE)]
            update = await self._ask(state, messages, [submit_tool()])
            if update.get("speaker"):
                return update
            messages = cast("list[BaseMessage]", update["messages"])
        try:
            judgement = _judgement(cast("AIMessage", messages[-1]))
        except ToolRetry as fault:
            return update | self._sent_back({**state, **update}, [str(fault)], "bad answer")  # type: ignore[typeddict-item]  # same keys
        crash_point("agent.judged")
        return update | {"judgement": judgement.model_dump(mode="json"), "findings": []}

    async def compose(self, state: DayState) -> Update:
        """Code turns the judgement into numbers."""
        self.parts.progress("compose")
        judgement = Judgement.model_validate(state["judgement"])
        return {"forecast": compose(state, judgement, self.context, tool_results(state["messages"]))}

    async def verify(self, state: DayState) -> Update:
        """Lets the forecast pass, or sends the judgement back."""
        self.parts.progress("verify")
        judgement = Judgement.model_validate(state["judgement"])
        verdict = verify(
            judgement, state["forecast"], tool_results(state["messages"]), self.context.models, date.fromisoformat(_evening(state))
        )
        if verdict.broken:
            raise Broken("wanted sound quantiles, composed others: " + "; ".join(verdict.broken[:3]))
        if not verdict.findings:
            agent = self._agent(state)
            forecast: Forecast = {**state["forecast"], "grounding": list(verdict.grounding), "agent": agent}
            return {"forecast": {**forecast, "payload_sha256": payload_sha256(forecast)}, "findings": []}
        log.debug("judgement sent back: %s", "; ".join(verdict.findings))
        if state["speaker"] == "offline_analyst":
            return self._made_plain(state)
        return self._sent_back(state, verdict.findings, "failed verification")

    async def seal(self, state: DayState) -> Update:
        """Seals the forecast before its night."""
        self.parts.progress("seal")
        crash_point("agent.before_seal")
        sealed = self.parts.seal(state["forecast"])
        crash_point("agent.after_seal")
        return {"forecast": sealed}

    async def remember(self, state: DayState) -> Update:
        """Keeps what is worth remembering of the evening."""
        self.parts.progress("remember")
        self.parts.remember(state["forecast"])
        crash_point("agent.remembered")
        return {}

    async def _ask(self, state: DayState, messages: Sequence[BaseMessage], tools: Sequence[dict[str, object]]) -> Update:
        """The dialogue with one more message of who speaks; or the take-over, when the language model gives nothing usable."""
        spent = Spent(state["calls"], state["tokens"]["input"], state["tokens"]["output"])
        analyst = state["speaker"] == "offline_analyst" or self.parts.model is None
        model = self.parts.analyst if analyst or self.parts.model is None else self.parts.model
        try:
            seconds = self.parts.limits.deadline_seconds if analyst else check_budget(spent, self.watch)
            reply = await ask(model, messages, tools, seconds)
        except ModelUnavailable as error:
            if analyst:
                raise
            return self._taken_over(state, error.reason, made=error.reason not in ("budget spent", "deadline"))
        after = spent.plus(messages, reply)
        return {"messages": [*messages, reply], "calls": after.calls, "tokens": {"input": after.input, "output": after.output}}

    def _taken_over(self, state: DayState, reason: str, *, made: bool = False) -> Update:
        """The state from which the offline analyst finishes the run.

        Args:
            state: of now.
            reason: why the language model does not.
            made: whether a call was made that failed, and counts.
        """
        log.warning("the language model does not finish this run (%s); the offline analyst takes over", reason)
        return {
            "speaker": "offline_analyst",
            "degraded": [*state["degraded"], reason],
            "messages": self._opening(state),
            "calls": state["calls"] + (1 if made else 0),
            "tool_calls": 0,
            "mistakes": [],
            "retries": 0,
            "findings": [],
            "judgement": None,
        }

    def _sent_back(self, state: DayState, findings: Sequence[str], reason: str) -> Update:
        """The judgement goes back with the reasons; after `MOST_RETRIES` the analyst takes over."""
        if state["speaker"] == "offline_analyst":
            return self._made_plain(state)
        if state["retries"] >= MOST_RETRIES:
            return self._taken_over(state, reason)
        words = prompts.sent_back(findings)
        last = cast("AIMessage", state["messages"][-1])
        complaints: list[BaseMessage] = [
            ToolMessage(words if index == 0 else "Error: see above", tool_call_id=call["id"] or "", name=call["name"], status="error")
            for index, call in enumerate(last.tool_calls)
        ]
        messages = [*state["messages"], *(complaints or [HumanMessage(words)])]
        return {"messages": messages, "retries": state["retries"] + 1, "findings": list(findings), "judgement": None}

    def _made_plain(self, state: DayState) -> Update:
        """The last resort: the models' forecast without reasons. Said in the forecast."""
        reason = "the analyst's reasons failed verification"
        if reason in state["degraded"]:
            raise Broken("even a judgement without reasons failed verification")
        plain = plain_judgement(self.context.models)
        return {"judgement": plain.model_dump(mode="json"), "degraded": [*state["degraded"], reason], "findings": []}

    def _opening(self, state: DayState) -> list[BaseMessage]:
        words = prompts.opening(state["night"], _evening(state), preview=state["preview"])
        return [SystemMessage(prompts.DAILY), HumanMessage(words)]

    def _agent(self, state: DayState) -> dict[str, object]:
        """The block `agent` of forecast JSON."""
        llm = state["speaker"] == "llm" and self.parts.model is not None
        return {
            "kind": "llm" if llm else "offline_analyst",
            "model": (self.parts.model_name or UNNAMED) if llm else "offline_analyst",
            "degraded": list(state["degraded"]),
            "calls": state["calls"],
            "tokens": sum(state["tokens"].values()),
            "seconds": round(self.watch.seconds, 2),
        }


def _evening(state: DayState) -> str:
    """ISO date of the evening before the night."""
    return date.fromordinal(date.fromisoformat(state["night"]).toordinal() - 1).isoformat()


def _handed_in(message: BaseMessage) -> bool:
    """True when the message holds, or tries to hold, a judgement."""
    return isinstance(message, AIMessage) and (bool(message.tool_calls) or "{" in text_of(message))


def _judgement(message: AIMessage) -> Judgement:
    """The judgement in a message.

    Raises:
        ToolRetry: with what is wrong, for the model.
    """
    call = next((call for call in message.tool_calls if call["name"] == SUBMIT), None)
    if call is None and message.tool_calls:
        raise ToolRetry(f"only {SUBMIT} may be called now")
    if call is not None and call["id"] in message.additional_kwargs.get(MALFORMED, []):
        raise ToolRetry(f"the arguments of {SUBMIT} are not valid JSON")
    return parse_judgement(text_of(message) if call is None else call["args"])


def after_reason(state: DayState) -> str:
    """To the tools, to judgement, or to the analyst's own beginning."""
    last = state["messages"][-1]
    if not isinstance(last, AIMessage):
        return "reason"
    return "tools" if any(call["name"] != SUBMIT for call in last.tool_calls) else "judge"


def after_judge(state: DayState) -> str:
    """On to the numbers; again, with the reasons; or to the analyst's beginning."""
    if state["judgement"] is not None:
        return "compose"
    return "reason" if len(state["messages"]) == OPENING else "judge"


def after_verify(state: DayState) -> str:
    """To the seal, once nothing is found; else as after judging."""
    return "seal" if state["judgement"] is not None and "payload_sha256" in state["forecast"] else after_judge(state)
