"""The weekly report as a page of Markdown; no number of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.targets import TARGETS
from intelligence.weekly_report import Scored, WeeklyReport, WeekOfTarget


def weekly_markdown(report: WeeklyReport) -> str:
    """The report for people."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: WeeklyReport) -> Iterator[str]:
    yield f"# The week of {report.first} to {report.last}"
    yield ""
    yield f"{report.nights} of 7 nights are on record. This is what was known at {report.as_of:%Y-%m-%d %H:%M} UTC."
    rows = [_night_row(target) for target in report.targets.values()]
    yield from _table("Nights", ("", "nights", "mean", "week before", "usual", "from usual"), rows)
    yield from _scores("Forecasts of the week", report.week)
    yield from _scores("All forecasts so far", report.so_far)
    faults = [f"{kind.replace('_', ' ')}: {count}" for kind, count in report.quality.items()]
    trained = [f"{one.label}, on {_counted(one.people, 'person', 'people')}, nights up to {one.trained_through}" for one in report.models]
    yield from _list("What changed", report.changed or ("nothing that is watched",))
    yield from _list("Data quality", faults or ("nothing was found",))
    yield from _list("Models trained", trained or ("none this week",))


def _night_row(target: WeekOfTarget) -> tuple[str, ...]:
    distance = "–" if target.from_usual_sd is None else f"{target.from_usual_sd:+.1f} SD"
    values = (_number(value) for value in (target.mean, target.mean_before, target.usual))
    return (f"{target.label} ({target.unit})", str(target.nights), *values, distance)


def _scores(title: str, scored: dict[str, Scored]) -> Iterator[str]:
    if not scored:
        yield from _list(title, ("no sealed forecast has come true",))
        return
    head = ("", "nights", "mean miss", "CRPS", "in the 80% range", "in the 95% range", "better than")
    yield from _table(title, head, [_score_row(name, one) for name, one in scored.items()])


def _score_row(name: str, one: Scored) -> tuple[str, ...]:
    better = [f"{rule} ({against.skill:+.0%}, {against.nights})" for rule, against in one.against.items() if (against.skill or 0.0) > 0.0]
    return (
        f"{TARGETS[name].label} ({TARGETS[name].unit})",
        str(one.nights),
        _number(one.mean_absolute_error),
        _number(one.mean_crps),
        f"{one.covered_80} of {one.nights}",
        f"{one.covered_95} of {one.nights}",
        f"{len(better)} of {_counted(len(one.against), 'rule', 'rules')}" + (f": {', '.join(better)}" if better else ""),
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _list(title: str, points: Sequence[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"- {point}" for point in points)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
