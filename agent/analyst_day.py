"""The offline analyst's part in a daily run: which tools it calls in which order, and its judgement by rules."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, ToolCall

from agent.analyst_reading import Json, Reading, number, reading_of, rows, with_unit, word
from agent.analyst_words import change_mind, label, rationale
from agent.judgement import SUBMIT
from agent.transcript import called
from core.events import EVENT_KINDS
from core.targets import TARGETS

FIRST = ("read_report", "run_models", "read_journal")
SECOND = ("recall_similar_days", "score_board")
CONFIRMED = 8
"""So many confirmed events make an effect count in full; before, it counts half."""
CAUTIOUS, BOLD = 0.35, 1.0
"""Largest move of an own call, in sigma, before and after that."""
_TINY = 0.005


def next_in_day(messages: Sequence[BaseMessage], tools: Sequence[str]) -> AIMessage:
    """The analyst's next message in a daily run.

    Args:
        messages: of the run so far.
        tools: names of the tools it was given.
    """
    done = called(messages)
    if FIRST[0] in tools and not set(done) & set(FIRST):
        return _calling([(name, {}) for name in FIRST if name in tools], len(done))
    reading = reading_of(messages)
    if SECOND[0] in tools and not set(done) & set(SECOND):
        return _calling([(name, arguments) for name, arguments in _second(reading) if name in tools], len(done))
    return _calling([(SUBMIT, judged(reading))], len(done))


def _calling(calls: Sequence[tuple[str, dict[str, object]]], taken: int) -> AIMessage:
    made = [ToolCall(name=name, args=args, id=f"call_{taken + i + 1}", type="tool_call") for i, (name, args) in enumerate(calls)]
    return AIMessage("", tool_calls=made)


def _second(reading: Reading) -> list[tuple[str, dict[str, object]]]:
    """Similar days and the score board; the evening's last entry where one was told, memories where there is something to look for."""
    wanted: list[tuple[str, dict[str, object]]] = [("recall_similar_days", {"k": 5}), ("score_board", {})]
    told = [word(entry, "entry_id") for entry in rows(reading.of("read_journal"), "entries")][:1]
    wanted += [("transcribe_journal", {"entry_id": entry_id}) for entry_id in told if entry_id]
    words = [f"{EVENT_KINDS[word(answer, 'kind')].label} {word(answer, 'quote')}".strip() for _, answer in reading.happened()]
    return [*wanted, ("search_memory", {"text": "; ".join(words)[:400], "k": 3})] if words else wanted


def judged(reading: Reading) -> dict[str, object]:
    """The judgement by rules, in the shape of `agent.judgement.Judgement`."""
    return {
        "evidence": [_evidence(reading, index, answer) for index, answer in reading.happened()],
        "calls": {name: _own_call(reading, name, forecast) for name, forecast in reading.modelled().items()},
        "rationale": rationale(reading),
        "change_mind": change_mind(reading),
    }


def _evidence(reading: Reading, index: int, answer: Json) -> dict[str, object]:
    kind = word(answer, "kind")
    confidence = number(answer, "confidence")
    moves = {name: _direction(number(reading.effect(kind, name), "shift_sigma")) for name in reading.modelled()}
    return {
        "kind": kind,
        "answer": word(answer, "answer"),
        "probability": 1.0 if confidence is None else min(1.0, max(0.0, confidence)),
        "direction": moves,
        "quote": None,
        "call": reading.calls.get("read_journal"),
        "path": f"answers[{index}].answer",
    }


def _direction(shift: float | None) -> str:
    return "none" if shift is None or abs(shift) < _TINY else "up" if shift > 0 else "down"


def _own_call(reading: Reading, target: str, forecast: Json) -> dict[str, object]:
    """The models' median, moved by what this evening's yeses are known to do."""
    median, sigma = number(forecast, "median") or 0.0, number(forecast, "sigma")
    shift, kinds = own_shift(reading, target)
    if not kinds or sigma is None or abs(shift) < _TINY:
        return {"median": median, "reason": "The models' median stands: nothing told this evening is known to move it."}
    scale = TARGETS[target]
    moved = scale.from_scale(scale.to_scale(median) + shift * sigma)
    bounded = min(max(moved, scale.plausible[0]), scale.plausible[1])
    side = "down" if shift < 0 else "up"
    reason = f"The models' median of {with_unit(median, target)}, moved {side} by what {kinds} is known to do to {label(target)}."
    return {"median": round(bounded, scale.decimals + 2), "reason": reason}


def own_shift(reading: Reading, target: str) -> tuple[float, str]:
    """The analyst's own move of a target in sigma, and the events behind it."""
    total, bound, kinds = 0.0, CAUTIOUS, []
    for _, answer in reading.happened():
        kind = word(answer, "kind")
        effect = reading.effect(kind, target)
        shift, events = number(effect, "shift_sigma"), number(effect, "confirmed_events") or 0.0
        if shift is None or abs(shift) < _TINY:
            continue
        confidence = number(answer, "confidence")
        strength = 1.0 if events >= CONFIRMED else 0.5
        total += strength * shift * (1.0 if confidence is None else confidence)
        bound = BOLD if events >= CONFIRMED else bound
        kinds.append(EVENT_KINDS[kind].label)
    return min(max(total, -bound), bound), " and ".join(kinds)
