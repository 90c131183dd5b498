"""The daily brief, as the model reads it."""

from __future__ import annotations

from tools.context import ToolContext


def read_report(context: ToolContext) -> dict[str, object]:
    """The report of this evening: read it first.

    For every target: last night's value against the person's own mean and normal range, the trend of the last seven nights, and the
    models' forecast for the night ahead. Beside that: what is wrong with recent data, how reliable past forecasts were, what was
    answered in this evening's journal, and which questions would move the forecast most.
    """
    return dict(context.brief.model_dump(mode="json"))
