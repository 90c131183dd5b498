"""The offline analyst's part in chat: it looks up what the wish asks for, then answers in sentences copied from results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent import analyst_explains as explains
from agent import analyst_words as words
from agent.analyst_day import next_in_day
from agent.analyst_intents import Intent, intent_of, target_in
from agent.analyst_reading import Reading, listed, number, reading_of, rows, with_unit, word
from agent.analyst_supposing import supposed_in
from agent.judgement import SUBMIT
from agent.transcript import called, last_turn, text_of
from core.events import EVENT_KINDS
from core.targets import PRIMARY, TARGETS

HELP = (
    "I am the offline analyst: rules, no language model. Ask me about tonight's forecast and why, "
    "what would be if you went to bed earlier, drank or trained hard, last night, "
    "how reliable the forecasts have been, days similar to this one, your journal, averages or extremes "
    '("average HRV of the last month"), or say "remember that …".'
)
NOTHING = "I found nothing about that in what is known so far."


def next_message(messages: Sequence[BaseMessage], tools: Sequence[str]) -> AIMessage:
    """The analyst's next message: in a daily run where it can hand in a judgement, else in chat."""
    if SUBMIT in tools:
        return next_in_day(messages, tools)
    return next_in_chat(messages, tools)


def next_in_chat(messages: Sequence[BaseMessage], tools: Sequence[str]) -> AIMessage:
    """The analyst's next message in a conversation."""
    turn = last_turn(messages)
    asked = text_of(turn[0]) if turn and isinstance(turn[0], HumanMessage) else ""
    intent = intent_of(asked)
    wanted = [(name, arguments) for name, arguments in intent.calls(asked) if name in tools]
    if wanted and not called(turn):
        taken = len(called(messages))
        return AIMessage(
            "", tool_calls=[{"name": n, "args": a, "id": f"call_{taken + i + 1}", "type": "tool_call"} for i, (n, a) in enumerate(wanted)]
        )
    return AIMessage(_answer(intent, turn, asked))


def _answer(intent: Intent, turn: Sequence[BaseMessage], asked: str) -> str:
    if intent.name == "help":
        return HELP
    reading = reading_of(turn)
    said = _ANSWERS[intent.name](reading, asked)
    if said:
        return said
    failed = [text_of(message) for message in turn if isinstance(message, ToolMessage) and message.status == "error"]
    return failed[-1].removeprefix("Error: ") if failed else NOTHING


def _forecast(reading: Reading, asked: str) -> str:
    target = target_in(asked)
    modelled = reading.modelled()
    extra = ""
    if target not in PRIMARY and target in modelled:
        extra = f" For {words.label(target)} they expect {with_unit(number(modelled[target], 'median') or 0.0, target)}."
    parts = [words.outlook(reading) + extra, words.caveats(reading)]
    return " ".join(part for part in parts if part.strip())


def _why(reading: Reading, asked: str) -> str:
    said = (words.last_night(reading), words.week(reading), words.outlook(reading), explains.parts(reading), words.journal(reading))
    return " ".join(part for part in said if part)


def _what_if(reading: Reading, asked: str) -> str:
    supposed = supposed_in(asked)
    if not supposed:
        return explains.NOT_UNDERSTOOD
    return explains.supposed(reading) or (explains.NIGHT_NOT_KNOWN if explains.of_last_night(supposed) else "")


def _last_night(reading: Reading, asked: str) -> str:
    return " ".join(part for part in (words.last_night(reading), words.week(reading)) if part)


def _journal(reading: Reading, asked: str) -> str:
    answers = rows(reading.of("read_journal"), "answers")
    entries = rows(reading.of("read_journal"), "entries")[:2]
    told = "".join(f" At {word(one, 'told_at')} you told{_quoted(word(one, 'first_words')) or ' something'}." for one in entries)
    if not answers:
        return told.strip() or ("The journal holds nothing for these days." if reading.of("read_journal") else "")
    said = [
        f"{word(answer, 'day')}: {word(answer, 'answer')} to {_kind(word(answer, 'kind'))}{_quoted(word(answer, 'quote'))}"
        for answer in answers[:8]
    ]
    return f"Your journal says: {'; '.join(said)}.{told}"


def _kind(name: str) -> str:
    return EVENT_KINDS[name].label if name in EVENT_KINDS else "another question"


def _quoted(quote: str) -> str:
    return f' ("{quote}")' if quote and '"' not in quote else ""


def _memories(reading: Reading, asked: str) -> str:
    found = [word(row, "text") for row in rows(reading.of("search_memory"), "memories")][:3]
    return "What I remember of that: " + "; ".join(f'"{text.rstrip(".")}"' for text in found) + "." if found else ""


def _remembered(reading: Reading, asked: str) -> str:
    return "I will keep that in mind." if reading.of("remember") else ""


def _data(reading: Reading, asked: str) -> str:
    """The rows of a query, as a sentence."""
    result = reading.of("query_data")
    columns, found = result.get("columns"), result.get("rows")
    if not isinstance(columns, list) or not isinstance(found, list) or not found:
        return ""
    target = target_in(asked)
    lines = [dict(zip((str(column) for column in columns), row, strict=False)) for row in found if isinstance(row, list)]
    if "mean" in columns and lines:
        return _summed(lines[0], target)
    told = [
        f"{with_unit(float(line['value']), target)} ({str(line['night'])[:10]})"
        for line in lines
        if isinstance(line.get("value"), int | float)
    ]
    side = "highest" if told and len(lines) > 1 and float(lines[0]["value"]) >= float(lines[-1]["value"]) else "lowest"
    return f"Your {side} {TARGETS[target].label}: {listed(told)}." if told else ""


def _summed(line: Mapping[str, object], target: str) -> str:
    mean, low, high, nights = (number(line, key) for key in ("mean", "lowest", "highest", "nights"))
    if mean is None or low is None or high is None or nights is None:
        return ""
    unit = TARGETS[target].unit
    return f"Over {int(nights)} measured nights your {TARGETS[target].label} averaged {mean:.1f} {unit}, from {low:.1f} to {high:.1f}."


_ANSWERS: dict[str, Callable[[Reading, str], str]] = {
    "forecast": _forecast,
    "why": _why,
    "what_if": _what_if,
    "last_night": _last_night,
    "journal": _journal,
    "memories": _memories,
    "remember": _remembered,
    "reliable": lambda reading, asked: words.reliability(reading),
    "similar": lambda reading, asked: words.similar(reading),
    "data": _data,
}
