"""Trained versions for people and as JSON: how good each was, what the gate said, and which serve."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.card_targets import label_of

if TYPE_CHECKING:
    from forecasting.registry.versions import ModelVersion
    from forecasting.training import Line, Training

LOOK = (
    "Runs, curves and versions in MLflow's own pages: MLFLOW_DISABLE_TELEMETRY=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false "
    "{mlflow} ui --backend-store-uri sqlite:///{path} --host 127.0.0.1 --workers 1"
)


def training_card(found: Training, home: Path) -> Iterator[RenderableType]:
    """The parts of the card, in order.

    Args:
        found: what the training came to.
        home: of the installation, where MLflow's database lies.
    """
    if found.trained:
        yield versions_table(found.trained)
    for reason, count in _why_not(found.lines).items():
        yield Padding(Text(f"{count} of {len(found.lines)} lines not trained: {reason}", style="dim"), (0, 1))
    for swap in found.swaps:
        yield Padding(Text(swap), (0, 1))
    for version in found.trained:
        if not version.gate.passed:
            yield Padding(Text(f"{version.label} did not pass: {'; '.join(version.gate.reasons)}", style="dim"), (0, 1))
    if not found.lines and not found.swaps:
        yield Text("Nothing was ever trained here, so there is nothing to keep fresh; begin with `morrow train`.")
    if found.trained:
        mlflow, database = Path(sys.executable).with_name("mlflow"), home / "mlflow" / "mlflow.db"
        yield Padding(Text(LOOK.format(mlflow=mlflow, path=database), style="dim"), (1, 1))


def _why_not(lines: Sequence[Line]) -> Mapping[str, int]:
    """Reason → lines that were not trained for it."""
    return Counter("; ".join(line.reasons) for line in lines if line.version is None)


def versions_table(versions: Sequence[ModelVersion]) -> RenderableType:
    """One row per version."""
    if not versions:
        return Text("No version is registered yet; `morrow train` makes some.")
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("target", "version"):
        table.add_column(name)
    for name in ("CRPS", "over best rule", "covers", "R²"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("serves as")
    for one in versions:
        table.add_row(*_cells(one))
    return table


def _cells(one: ModelVersion) -> Iterator[str]:
    numbers = one.metrics
    interval = f"{_told(numbers.get('skill_low'), '+.1%')} … {_told(numbers.get('skill_high'), '+.1%')}"
    yield from (label_of(one.target), f"{one.name} v{one.version}", _told(numbers.get("crps"), ".3f"))
    yield f"{_told(numbers.get('skill'), '+.1%')} ({interval})"
    yield from (_told(numbers.get("coverage_80"), ".0%"), _told(numbers.get("r2"), ".2f"), _role(one))


def _role(one: ModelVersion) -> str:
    if one.retired_at is not None:
        return "retired"
    return one.alias or ("stands by" if one.gate.passed else "refused")


def _told(value: float | None, form: str) -> str:
    return "–" if value is None or not math.isfinite(value) else format(value, form).replace("-", "−")


def training_json(found: Training) -> dict[str, object]:
    """As `morrow train --json` prints it."""
    lines = [
        {
            "learner": line.learner,
            "key": line.key,
            "reasons": list(line.reasons),
            "version": None if line.version is None else version_json(line.version),
        }
        for line in found.lines
    ]
    return {"as_of": found.as_of.isoformat(), "lines": lines, "swaps": list(found.swaps)}


def version_json(one: ModelVersion) -> dict[str, object]:
    """One version; what could not be told is null, and who it learned from is a number."""
    return {
        "name": one.name,
        "target": one.target,
        "kind": one.kind,
        "version": one.version,
        "alias": one.alias,
        "trained_at": one.trained_at.isoformat(),
        "trained_through": one.trained_through.isoformat(),
        "people": len(one.people),
        "gate": {"passed": one.gate.passed, "reasons": list(one.gate.reasons)},
        "metrics": {name: value if math.isfinite(value) else None for name, value in one.metrics.items()},
        "settings": dict(one.settings),
        "recipe": one.code_version,
        "digest": one.digest,
        "run_id": one.run_id,
        "retired_at": one.retired_at.isoformat() if one.retired_at else None,
    }
