"""The track record of a person on one track and run, for cards, the score board and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.bootstrap import World
from app.card_targets import label_of
from app.standing import snapshot_of
from app.tracks import Run, replays
from intelligence.reliability import TargetRecord, TrackRecord, track_record

FEW = 10
"""Scored nights below which a live record says little, and a replay is shown beside it."""


@dataclass(frozen=True)
class RunRecord:
    """How the forecasts of one track and run have fared."""

    run: Run
    record: TrackRecord

    def to_json(self, person_id: str) -> dict[str, object]:
        """As `morrow score --json` prints it."""
        targets = {name: asdict(target) for name, target in self.record.targets.items()}
        run = {"track": self.run.track, "run_id": self.run.run_id}
        return {"person_id": person_id, **run, "scored_nights": self.record.scored_nights, "targets": targets}


def record_of(world: World, person_id: str, run: Run) -> RunRecord:
    """The record of that run over everything that is scored by now."""
    return RunRecord(run, track_record(snapshot_of(world, person_id, run)))


def records_beside(world: World, person_id: str, run: Run) -> tuple[RunRecord, ...]:
    """The records that belong on a card: its own run's; beside a short live one the longest replay's, which is labelled so."""
    own = record_of(world, person_id, run)
    if run.track == "replay" or own.record.scored_nights >= FEW:
        return (own,)
    longest = next((run_id for run_id, nights in replays(world.store, person_id).items() if nights), None)
    return (own,) if longest is None else (own, record_of(world, person_id, Run("replay", longest)))


def record_lines(found: RunRecord) -> Iterator[RenderableType]:
    """One record in short: how many nights, and per primary target coverage, error and skill."""
    nights = found.record.scored_nights
    if nights == 0:
        yield Text(f"{found.run.label}: no night has been scored yet.")
        return
    yield Text(f"{found.run.label}: {nights:,} {'night' if nights == 1 else 'nights'} scored as sealed.")
    yield _short_table(found.record)


def _short_table(record: TrackRecord) -> Padding:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in ("nights", "in 80%", "error", "CRPS", "against own mean"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, target in record.targets.items():
        table.add_row(label_of(name), *_cells(target))
    return Padding(table, (0, 0, 0, 1))


def _cells(target: TargetRecord) -> tuple[str, str, str, str, Text]:
    return (
        f"{target.nights:,}",
        f"{target.coverage_80:.0%}",
        f"{target.mean_absolute_error:.2f}",
        f"{target.mean_crps:.2f}",
        skill_words(target.skill_over_mean),
    )


def skill_words(skill: float | None) -> Text:
    """Skill in percent: better in green, worse in red, so that a bad record shows."""
    if skill is None:
        return Text("–")
    text = f"{abs(skill):.1%} {'better' if skill >= 0 else 'worse'}"
    return Text(text, style="green" if skill >= 0.0 else "red")


def score_board(found: RunRecord) -> Iterator[RenderableType]:
    """The whole record for people: every target, and the three opinions head to head."""
    yield Text()
    yield from record_lines(found)
    opinions = {name: target.opinions for name, target in found.record.targets.items() if target.opinions}
    if not opinions:
        return
    yield Text("\nWho was closer? Mean CRPS of each opinion on the same nights; lower is better", style="bold")
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    names = list(next(iter(opinions.values())))
    for name in names:
        table.add_column(
            {"models": "models alone", "evidence": "with evidence", "agent": "agent’s own call"}.get(name, name), justify="right"
        )
    for target, crps in opinions.items():
        best = min(crps.values())
        table.add_row(label_of(target), *(Text(f"{crps[name]:.3f}", style="bold" if crps[name] == best else "") for name in names))
    yield Padding(table, (0, 0, 1, 1))
