"""The views that the agent's SQL sees: names, DuckDB types and meanings of their columns.

One place documents them; the tool's description and the sandbox's tables are both made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.entries import LedgerEntry
from core.records import Fact

Scalar = str | float | int | bool | date | datetime | None


@dataclass(frozen=True)
class Column:
    """One column of a view."""

    name: str
    type: str
    meaning: str
    attribute: str | None = None
    """Field of the record, where it has another name."""


@dataclass(frozen=True)
class Table:
    """A view with its rows; `columns` are (name, DuckDB type, meaning)."""

    columns: tuple[tuple[str, str, str], ...]
    rows: list[tuple[Scalar, ...]]


def _numbers(names: str, meaning: str = "") -> tuple[Column, ...]:
    return tuple(Column(name, "DOUBLE", meaning) for name in names.split())


VIEWS: dict[str, tuple[Column, ...]] = {
    "nights": (
        Column("night", "DATE", "local date on which the main sleep ended"),
        Column("sleep_start", "TIMESTAMP", "UTC"),
        Column("sleep_end", "TIMESTAMP", "UTC"),
        Column("hrv_rmssd_ms", "DOUBLE", "heart rate variability, RMSSD, ms"),
        Column("hrv_sdnn_ms", "DOUBLE", "heart rate variability, SDNN, ms"),
        Column("resting_hr_bpm", "DOUBLE", "resting heart rate"),
        Column("nightly_hr_bpm", "DOUBLE", "mean heart rate of the night's sleep, unsmoothed"),
        Column("resp_rate_brpm", "DOUBLE", "respiratory rate"),
        Column("recovery_pct", "DOUBLE", "recovery score, 0-100"),
        *_numbers("spo2_pct skin_temp_c sleep_minutes in_bed_minutes awake_minutes light_minutes deep_minutes rem_minutes"),
        *_numbers("sleep_efficiency_pct sleep_performance_pct sleep_consistency_pct sleep_need_minutes sleep_debt_minutes"),
        Column("score_state", "VARCHAR", "scored, pending, unscorable, calibrating, no_sleep"),
        Column("source", "VARCHAR", "where it came from"),
    ),
    "days": (
        Column("day", "DATE", "the waking day after the night of the same date"),
        *_numbers("strain energy_kcal average_hr_bpm max_hr_bpm steps"),
        Column("source", "VARCHAR", "where it came from; of several sources of one day count one"),
    ),
    "workouts": (
        Column("day", "DATE", "local date"),
        Column("started", "TIMESTAMP", "UTC", "start"),
        Column("ended", "TIMESTAMP", "UTC", "end"),
        Column("sport", "VARCHAR", "name of the activity"),
        *_numbers("strain energy_kcal average_hr_bpm max_hr_bpm zone1_minutes zone2_minutes zone3_minutes zone4_minutes zone5_minutes"),
        Column("source", "VARCHAR", "where it came from; of several sources of one day count one"),
    ),
    "sleeps": (
        Column("day", "DATE", "local date on which it ended"),
        Column("started", "TIMESTAMP", "UTC", "start"),
        Column("ended", "TIMESTAMP", "UTC", "end"),
        Column("nap", "BOOLEAN", "true for naps"),
        *_numbers("sleep_minutes"),
        Column("source", "VARCHAR", "where it came from; of several sources of one day count one"),
    ),
    "journal": (
        Column("day", "DATE", "the day whose evening the answer speaks of; it bears on the night dated one day later"),
        Column("kind", "VARCHAR", "kind of event: alcohol, illness, …"),
        Column("answer", "VARCHAR", "yes or no; a question not asked has no row"),
        Column("amount", "DOUBLE", "amount in unit"),
        Column("unit", "VARCHAR", "unit of amount"),
        Column("question", "VARCHAR", "what was asked"),
        Column("quote", "VARCHAR", "the person's words"),
    ),
    "measures": (
        Column("day", "DATE", "local date"),
        Column("kind", "VARCHAR", "what was measured"),
        Column("value", "DOUBLE", "in unit"),
        Column("unit", "VARCHAR", "its unit"),
    ),
}
"""The views over facts. Values out of physiological range stand here as they came."""

_FORECAST = (
    Column("night", "DATE", "the night that was forecast"),
    Column("revision", "INTEGER", "the last one sealed in time counts"),
    Column("sealed_at", "TIMESTAMP", "UTC"),
    Column("target", "VARCHAR", "hrv_rmssd_ms, resting_hr_bpm, …"),
    *_numbers("median low_80 high_80"),
)
_SCORE = (
    Column("night", "DATE", "the night that was scored"),
    Column("target", "VARCHAR", "hrv_rmssd_ms, resting_hr_bpm, …"),
    Column("outcome", "DOUBLE", "what came, in the target's unit"),
    Column("crps", "DOUBLE", "score of the sealed forecast, in the target's unit; lower is better"),
    Column("covered_80", "BOOLEAN", "the outcome fell into the 80% interval"),
)


def fact_table(name: str, rows: Sequence[Fact]) -> Table:
    """The view of that name over facts."""
    columns = VIEWS[name]
    return Table(_described(columns), [tuple(getattr(row, column.attribute or column.name) for column in columns) for row in rows])


def forecast_table(entries: Sequence[LedgerEntry]) -> Table:
    """The view `forecasts`: a line per sealed forecast and target."""
    return Table(_described(_FORECAST), [line for entry in entries for line in _forecast_lines(entry)])


def score_table(entries: Sequence[LedgerEntry]) -> Table:
    """The view `scores`: a line per scored night and target."""
    return Table(_described(_SCORE), [line for entry in entries for line in _score_lines(entry)])


def empty_tables() -> dict[str, Table]:
    """Every view without rows: what there is to ask."""
    facts = {name: fact_table(name, []) for name in VIEWS}
    return facts | {"forecasts": forecast_table([]), "scores": score_table([])}


def _described(columns: tuple[Column, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((column.name, column.type, column.meaning) for column in columns)


def _forecast_lines(entry: LedgerEntry) -> list[tuple[Any, ...]]:
    said = entry.payload["targets"].items()
    head = (entry.night, entry.revision, entry.written_at)
    return [(*head, name, part["median"], *part["interval_80"]) for name, part in said if "median" in part]


def _score_lines(entry: LedgerEntry) -> list[tuple[Any, ...]]:
    targets = entry.payload["targets"].items()
    return [(entry.night, name, part["outcome"], part["crps"]["final"], part["covered_80"]) for name, part in targets]
