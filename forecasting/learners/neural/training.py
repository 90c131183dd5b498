"""From a panel to a trained network, and from there to one person's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.errors import BadInput
from forecasting.learners.learner import Progress, silent
from forecasting.learners.neural.panel import Panel, validation_cuts
from forecasting.learners.neural.quality import panel_issues, training_rows
from forecasting.learners.neural.scaling import Scaler
from forecasting.learners.neural.sequences import Prepared, prepare
from forecasting.learners.neural.settings import FineTuneSettings, LstmSettings
from forecasting.learners.neural.trained import TrainedNetwork

if TYPE_CHECKING:
    from forecasting.learners.neural.optimisation import Outcome


def train(panel: Panel, settings: LstmSettings | None = None, progress: Progress = silent) -> TrainedNetwork:
    """A network trained on all people of the panel.

    Only rows that train move the scaler; those held back (`panel.validation_cuts`) choose the epoch whose weights are kept. The same
    panel and settings give the same network, bit for bit, on the processor.

    Args:
        panel: rows and targets; whoever builds it cuts the future off.
        settings: shape and training, the defaults if left out.
        progress: told after every epoch.

    Raises:
        NotEnoughData: if fewer than two nights have a value to learn from.
        BadInput: if training diverges, or a GPU is wanted and there is none.
    """
    from forecasting.learners.neural import optimisation

    chosen = settings or LstmSettings()
    cuts = validation_cuts(panel, chosen)
    scaler = Scaler.fit(*training_rows(panel, cuts))
    prepared = prepare(panel, cuts, scaler, chosen)
    outcome = optimisation.optimise(prepared, len(panel.targets), chosen, progress)
    return _trained(panel, cuts, chosen, scaler, prepared, outcome)


def fine_tune(
    trained: TrainedNetwork, panel: Panel, settings: FineTuneSettings | None = None, progress: Progress = silent
) -> TrainedNetwork:
    """That network trained on with one person's rows; the given one stays as it is.

    Scaler and statistics of batch normalisation stay those of all people: the weights mean what they mean only with them. If no epoch
    beats the untuned network on the person's last rows, the result forecasts as it did (`best_epoch` 0).

    Args:
        trained: the network of many people.
        panel: the person's rows, of the same columns and targets.
        settings: how to tune, the defaults if left out.
        progress: told after every epoch.

    Raises:
        NotEnoughData: if fewer than two nights have a value to learn from.
        BadInput: if the panel has other columns or targets or more than one person, or tuning diverges.
    """
    from forecasting.learners.neural import optimisation

    _check_fit(trained, panel)
    tuning = settings or FineTuneSettings()
    chosen = tuning.over(trained.settings)
    cuts = validation_cuts(panel, chosen)
    prepared = prepare(panel, cuts, trained.scaler, chosen)
    begin = optimisation.Tuning(trained.weights, tuning.frozen)
    outcome = optimisation.optimise(prepared, len(panel.targets), chosen, progress, begin)
    return dataclasses.replace(_trained(panel, cuts, chosen, trained.scaler, prepared, outcome), fine_tuned=True)


def _trained(
    panel: Panel, cuts: Sequence[int], settings: LstmSettings, scaler: Scaler, prepared: Prepared, outcome: Outcome
) -> TrainedNetwork:
    return TrainedNetwork(
        settings=settings,
        columns=panel.columns,
        targets=panel.targets,
        scaler=scaler,
        weights=outcome.weights,
        history=outcome.history,
        best_epoch=outcome.best_epoch,
        early_stopped=outcome.early_stopped,
        sizes=_sizes(panel, prepared, outcome),
        issues=(*panel_issues(panel, cuts, settings.lookback), *_course_issues(prepared, outcome)),
    )


def _sizes(panel: Panel, prepared: Prepared, outcome: Outcome) -> dict[str, int]:
    return {
        "sequences": len(prepared.training.begins),
        "validation_sequences": len(prepared.validation.begins),
        "people": len(panel.people),
        "rows": sum(len(block.rows) for block in panel.blocks),
        "columns": len(panel.columns),
        "inputs": 2 * len(panel.columns),
        "targets": len(panel.targets),
        "parameters": outcome.parameters,
    }


def _course_issues(prepared: Prepared, outcome: Outcome) -> Iterator[str]:
    if not len(prepared.validation.begins):
        yield "no night was held back to validate on, so training could not stop early"
    if not outcome.best_epoch:
        yield "no epoch beat the network that tuning began with; its weights were kept"


def _check_fit(trained: TrainedNetwork, panel: Panel) -> None:
    if panel.columns != trained.columns or panel.targets != trained.targets:
        wanted = f"{len(trained.columns)} columns and targets {', '.join(trained.targets)}"
        raise BadInput(f"fine-tuning needs the network's own {wanted}, this panel has others; build it as for training")
    if len(panel.people) != 1:
        raise BadInput(f"fine-tuning is to one person, this panel has {len(panel.people)}; give one person's rows")
