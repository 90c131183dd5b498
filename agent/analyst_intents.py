"""What a person may want of the offline analyst in chat, recognised by rules, and the tool calls that each wish asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agent.analyst_supposing import supposed_in
from core.targets import TARGETS

Call = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class Intent:
    """One kind of wish."""

    name: str
    words: tuple[str, ...]
    """Regular expressions; any of them recognises it."""
    calls: Callable[[str], list[Call]]
    """The tool calls that serve it, from the person's words."""


_TARGET_WORDS = {
    "hrv_rmssd_ms": r"\bhrv\b|heart rate variab|variabilit|rmssd",
    "nightly_hr_bpm": r"\b(?:nightly|sleeping) (?:heart ?rate(?! varia)|hr\b|pulse)",
    "resting_hr_bpm": r"resting|\brhr\b|heart ?rate(?! varia)|pulse",
    "resp_rate_brpm": r"respir|breath|\brr\b",
    "recovery_pct": r"recover",
    "sleep_minutes": r"\bsle(?:ep|pt)\b|asleep",
}
_SPANS = {r"\bweek\b": 7, r"\bfortnight\b": 14, r"\bmonth\b": 30, r"\bquarter\b": 90, r"\byear\b": 365}
MOST_DAYS = 3650


def target_in(text: str) -> str:
    """The target a person speaks of; heart rate variability where they name none."""
    return next((name for name, words in _TARGET_WORDS.items() if re.search(words, text, re.IGNORECASE)), next(iter(TARGETS)))


def days_in(text: str) -> int | None:
    """The number of days back that a person asks about, or None for all of them."""
    counted = re.search(r"\b(\d{1,4}) ?(days?|nights?|weeks?|months?)", text, re.IGNORECASE)
    if counted:
        each = {"d": 1, "n": 1, "w": 7, "m": 30}[counted[2][0].lower()]
        return max(1, min(MOST_DAYS, int(counted[1]) * each))
    return next((days for words, days in _SPANS.items() if re.search(words, text, re.IGNORECASE)), None)


def note_in(text: str) -> str:
    """What a person asks to be remembered, without the asking."""
    asked = re.search(r"(?:remember|note|keep in mind|don't forget)(?: down)?(?:,|:)?(?: that)?\s+(.+)", text, re.IGNORECASE | re.DOTALL)
    return (asked[1] if asked else text).strip()[:500]


def query_for(text: str) -> str:
    """One SELECT over the documented views that answers a question about past values."""
    column, days = target_in(text), days_in(text)
    # Names are our own and the number of days is whole: nothing of the person's words stands in the statement.
    since = f" AND night > (SELECT max(night) FROM nights) - INTERVAL {days} DAY" if days else ""  # noqa: S608
    where = f"FROM nights WHERE {column} IS NOT NULL{since}"
    if re.search(r"\b(?:highest|best|max\w*|most|top)\b", text, re.IGNORECASE):
        return f"SELECT night, round({column}, 1) AS value {where} ORDER BY {column} DESC, night LIMIT 3"
    if re.search(r"\b(?:lowest|worst|min\w*|least|bottom)\b", text, re.IGNORECASE):
        return f"SELECT night, round({column}, 1) AS value {where} ORDER BY {column}, night LIMIT 3"
    parts = f"count(*) AS nights, round(avg({column}), 1) AS mean, round(min({column}), 1) AS lowest, round(max({column}), 1) AS highest"
    return f"SELECT {parts} {where}"


INTENTS: tuple[Intent, ...] = (
    Intent(
        "remember",
        (
            r"\bremember (?:that|this|:)",
            r"\b(?:please|pls) (?:remember|note)\b",
            r"\bkeep in mind\b",
            r"\b(?:make a )?note (?:that|down)\b",
            r"^\s*(?:remember|note)\b(?!.*\?)",
            r"\bdon't forget\b",
        ),
        lambda text: [("remember", {"text": note_in(text)})],
    ),
    Intent(
        "what_if",
        (
            r"\bwhat if\b",
            r"\bwhat would (?:happen|change|it be)\b",
            r"\b(?:what|how) (?:does|do|did|will|would) .{2,60}\b(?:do to|affect|change|move) (?:me|my|us)\b",
            r"\b(?:if|suppose|supposing) (?:that )?i (?:go|went|had|have|do|did|don't|didn't|drink|drank|train|eat|ate|sle|skip|felt)",
        ),
        lambda text: [("what_if", supposed)] if (supposed := supposed_in(text)) else [],
    ),
    Intent(
        "memories",
        (
            r"\bwhat (?:do|did) (?:you|i) (?:remember|know|tell|told|say)(?!.*\b(?:journal|today|tonight|this evening)\b)",
            r"\bdo you remember\b",
            r"\bmemor(?:y|ies)\b",
        ),
        lambda text: [("search_memory", {"text": text[:300], "k": 5})],
    ),
    Intent(
        "reliable",
        (
            r"\breliab|\baccura|\btrust\b",
            r"\btrack record\b|\bscores?\b|\bcoverage\b",
            r"\bhow (?:good|well|often|right|wrong)\b",
        ),
        lambda text: [("score_board", {}), ("read_report", {})],
    ),
    Intent(
        "similar",
        (r"\bsimilar\b", r"\b(?:days?|nights?|evenings?) like (?:this|today|tonight|yesterday)\b", r"\bresembl"),
        lambda text: [("recall_similar_days", {"k": 5})],
    ),
    Intent(
        "why",
        (r"\bwhy\b", r"\breasons?\b", r"\bexplain\b", r"\bhow come\b", r"\bwhat makes\b"),
        lambda text: [("read_report", {}), ("run_models", {}), ("explain_forecast", {"target": target_in(text)}), ("read_journal", {})],
    ),
    Intent(
        "data",
        (
            r"\b(?:average|mean|median|typical|usual)\b",
            r"\b(?:highest|lowest|best|worst|max\w*|min\w*|top|bottom)\b",
            r"\bhow many\b",
            r"\b(?:last|past|previous) (?:\d+ ?)?(?:days|nights|weeks?|months?|year|fortnight|quarter)\b",
        ),
        lambda text: [("query_data", {"sql": query_for(text)})],
    ),
    Intent(
        "journal",
        (r"\bjournal\b", r"\b(?:did|have) i (?:say|said|log|write|drink|have|tell|told)\b"),
        lambda text: [("read_journal", {"days": 2})],
    ),
    Intent(
        "last_night",
        (
            r"\blast night\b|\byesterday\b|\bthis morning\b",
            r"\bhow (?:did|have) i (?:sleep|slept|recover)",
            r"\bhow am i doing\b",
        ),
        lambda text: [("read_report", {})],
    ),
    Intent(
        "forecast",
        (r"\bforecast\b|\bpredict|\bexpect|\boutlook\b", r"\btonight\b|\btomorrow\b|\bcoming night\b", r"\bwhat will\b"),
        lambda text: [("run_models", {}), ("read_report", {})],
    ),
)
"""In the order in which they are tried: the narrower wish first."""
HELP = Intent("help", (), lambda text: [])


def intent_of(text: str) -> Intent:
    """The person's wish; `HELP` when no rule recognises one."""
    return next((intent for intent in INTENTS if any(re.search(words, text, re.IGNORECASE) for words in intent.words)), HELP)
