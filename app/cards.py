"""The printed forecast. Its words come from the forecast alone; whatever a person or a model wrote is shown as text, never as markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from agent.bootstrap import World
from agent.day import Evening
from app.card_targets import in_order, label_of, number, target_part
from app.paragraphs import bullet, section, sentences
from app.persons import is_simulated
from app.plain import plain
from app.record import RunRecord, record_lines, records_beside
from app.schema import Evidence, Forecast, TargetForecast
from app.standing import snapshot_of
from app.tracks import Run
from app.words import day_words, degraded_words, instant_words, refused_words, speaker_words, status_words
from core.events import EVENT_KINDS
from core.targets import PRIMARY

LONGEST_QUOTE, LONGEST_LINE, LONGEST_TEXT = 160, 300, 4000
SHOWN_FINDINGS = 4
STEPS = {"personal_mean": "own mean", "models": "models", "evidence": "with evidence", "final": "forecast"}


@dataclass(frozen=True)
class Setting:
    """What a card knows beside the forecast."""

    width: int = 80
    zone: tzinfo = UTC
    records: tuple[RunRecord, ...] = ()
    simulated: bool = False


def setting_of(world: World, forecast: Mapping[str, object], width: int) -> Setting:
    """What stands in the store about the person and the run of a forecast."""
    person = str(forecast["person_id"])
    run = Run("live" if forecast["track"] == "live" else "replay", str(forecast["run_id"]))
    zone = snapshot_of(world, person, run).zone
    return Setting(width, zone, records_beside(world, person, run), is_simulated(world.store, person))


def forecast_card(evening: Evening, setting: Setting) -> Iterator[RenderableType]:
    """The parts of the card, in the order in which they are printed."""
    forecast = Forecast.model_validate(evening.forecast)
    yield from _head(evening, forecast, setting)
    yield from target_part(forecast, setting.width)
    yield from section("Why", [*(bullet(line) for line in sentences(plain(forecast.rationale, LONGEST_TEXT))), *_calls(forecast)])
    yield from section("Evidence", _evidence(forecast.evidence))
    yield from section("How the medians came about", _steps(forecast))
    yield from section("What would change its mind", (bullet(plain(line, LONGEST_LINE)) for line in forecast.change_mind))
    yield from section("An answer would help", (bullet(plain(item.question, LONGEST_LINE)) for item in forecast.questions))
    yield from section("Found in the data", _quality(forecast))
    yield from section("Track record so far", (line for record in setting.records for line in record_lines(record)))
    yield from section("Who spoke", [speaker_words(forecast.agent), degraded_words(forecast.agent), _refused(forecast)])
    yield from section("Seal", _seal(forecast))
    yield from section("Next", [_next(forecast, setting)])
    yield Text()


def _head(evening: Evening, forecast: Forecast, setting: Setting) -> Iterator[RenderableType]:
    who = plain(forecast.person_id, 60) + (", a simulated person" if setting.simulated else "")
    track = "" if forecast.track == "live" else f" · replay {plain(forecast.run_id, 40)!r}"
    revision = f" · revision {forecast.revision}" if forecast.revision and forecast.revision > 1 else ""
    good = evening.status in ("sealed", "stands") and not forecast.late
    yield Text()
    yield Padding(Text(f"Morrow · the night to {day_words(forecast.night)}", style="bold"), (0, 1))
    yield Padding(Text(f"{who} · as of {instant_words(forecast.as_of, setting.zone)}{track}{revision}", style="dim"), (0, 1))
    yield Padding(Text(status_words(evening), style="green" if good else "yellow"), (0, 1))
    yield Text()


def _calls(forecast: Forecast) -> Iterator[RenderableType]:
    """The agent's reasons for its own calls, each with the targets that it was given for, unless the rationale has said it."""
    reasons: dict[str, list[str]] = {}
    for name, part in in_order(forecast):
        if isinstance(part, TargetForecast) and part.agent_call.reason and part.agent_call.reason not in forecast.rationale:
            reasons.setdefault(part.agent_call.reason, []).append(label_of(name))
    for reason, names in reasons.items():
        yield bullet(Text.assemble((f"{', '.join(names)}: ", "dim"), plain(reason, LONGEST_TEXT)))


def _evidence(items: Sequence[Evidence]) -> Iterator[Table]:
    """What moves a number, one line each; and in one line what was answered and moves none."""
    for item in items:
        if _moved(item):
            text = Text.assemble((f"{_kind(item)}: {item.answer}", "bold"), f", {item.probability:.0%} sure · {_moved(item)}")
            if item.quote:
                text.append(f" · “{plain(item.quote, LONGEST_QUOTE)}”", style="italic")
            yield bullet(text.append(f" · {plain(item.source, 60)}", style="dim"))
    for answer in ("yes", "no"):
        idle = [_kind(item) for item in items if item.answer == answer and not _moved(item)]
        if idle:
            yield bullet(Text(f"{answer} to {', '.join(idle)}: moves no number", style="dim"))


def _kind(item: Evidence) -> str:
    return EVENT_KINDS[item.kind].label if item.kind in EVENT_KINDS else plain(item.kind, 40)


def _moved(item: Evidence) -> str:
    """What the evidence does to the numbers, in standard deviations; empty when it does nothing."""
    said = [f"{label_of(name)} {value:+.2f} σ".replace("-", "−") for name, value in item.shift.items() if abs(value) >= 0.005]
    widest = max(item.widening.values(), default=1.0)
    if widest >= 1.005:
        said.append(f"ranges up to ×{widest:.2f}")
    return ", ".join(said)


def _steps(forecast: Forecast) -> Iterator[Table]:
    """From the person's own mean to the forecast, for the primary targets."""
    parts = {name: forecast.targets.get(name) for name in PRIMARY}
    rows = {name: part.contributions for name, part in parts.items() if isinstance(part, TargetForecast) and part.contributions}
    if not rows:
        return
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("")
    for step in next(iter(rows.values())):
        table.add_column(STEPS.get(step.step, plain(step.step, 20)), justify="right")
    for name, steps in rows.items():
        table.add_row(label_of(name), *(number(name, step.median) for step in steps))
    yield table


def _quality(forecast: Forecast) -> Iterator[Table]:
    findings = forecast.data_quality.findings
    for finding in findings[-SHOWN_FINDINGS:]:
        yield bullet(plain(f"{finding.night}: {finding.detail}" if finding.night else finding.detail, LONGEST_LINE))
    if len(findings) > SHOWN_FINDINGS:
        yield bullet(f"and {len(findings) - SHOWN_FINDINGS} before these")
    if forecast.prior.includes_person:
        yield bullet("The frozen population prior was fitted on this person among others: past nights look a little too good.")


def _refused(forecast: Forecast) -> Text | None:
    words = refused_words(forecast.data_quality.refused_models)
    return Text(words, style="dim") if words else None


def _seal(forecast: Forecast) -> Iterator[str]:
    if forecast.seal is None:
        yield "none: a preview is never sealed"
        return
    ledger = "live ledger" if forecast.track == "live" else f"ledger of replay {plain(forecast.run_id, 40)!r}"
    yield f"entry {forecast.seal.sequence} of the {ledger} · {forecast.seal.sha256[:24]}…"
    yield f"what it says · {forecast.payload_sha256[:24]}…"


def _next(forecast: Forecast, setting: Setting) -> Table:
    commands = {
        "morrow morning": "what came, and what was learned, once the night is known",
        "morrow chat": "ask why, or about any night before",
        "morrow score": "how all forecasts so far have fared",
        "morrow ledger verify": "that nothing sealed was changed",
    }
    if forecast.seal is None:
        commands = {"morrow forecast": "seals it, from 18:00 local time on", **commands}
    if setting.simulated:
        commands["morrow import PATH"] = "brings your own WHOOP export"
    grid = Table.grid(padding=(0, 3))
    for command, words in commands.items():
        grid.add_row(Text(command, style="cyan"), Text(words, style="dim"))
    return grid
