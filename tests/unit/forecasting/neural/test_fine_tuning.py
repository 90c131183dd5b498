"""Fine-tuning: one person's network, and the one it came from unchanged."""

import dataclasses

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.neural.artifact import to_files
from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.settings import FineTuneSettings
from forecasting.learners.neural.training import fine_tune
from forecasting.quantiles import MEDIAN


@pytest.fixture
def own(make_panel):
    """A person whose HRV stands 15 above what the others' would say."""
    panel = make_panel(1, 120, seed=5)
    (block,) = panel.blocks
    return dataclasses.replace(panel, blocks=(PersonRows("own", block.rows, block.targets + np.array([15.0, 0.0])),))


def test_tuning_brings_the_forecast_nearer_to_the_person(trained, own):
    tuned = fine_tune(trained, own, FineTuneSettings(epochs=25, rate=0.01, patience=25))
    (block,) = own.blocks
    before, after = (np.nanmean(np.abs(block.targets[:, 0] - one.predict(block.rows)[:, 0, MEDIAN])) for one in (trained, tuned))
    assert after < 0.7 * before
    assert tuned.fine_tuned
    assert (tuned.sizes["people"], tuned.sizes["parameters"]) == (1, trained.sizes["parameters"])


def test_the_global_network_stays_as_it_is(trained, own):
    before = to_files(trained)
    fine_tune(trained, own, FineTuneSettings(epochs=2, rate=0.05))
    assert to_files(trained) == before


@pytest.mark.parametrize(
    ("frozen", "moved"),
    [("lower", {"l1", "norm", "head"}), ("recurrent", {"norm", "head"}), ("none", {"l0", "l1", "norm", "head"})],
)
def test_what_is_frozen_keeps_its_weights_to_the_last_bit(trained, own, frozen: str, moved: set[str]):
    tuned = fine_tune(trained, own, FineTuneSettings(epochs=2, rate=0.01, validation_share=0.0, frozen=frozen, weight_decay=0.1))
    changed = {name for name in trained.weights if not np.array_equal(trained.weights[name], tuned.weights[name])}
    assert {name.rsplit("_", 1)[-1] if name.startswith("lstm") else name.split(".")[0] for name in changed} == moved
    assert changed & {"norm.running_mean", "norm.running_var"} == set()


def test_scaler_and_shape_stay_those_of_all_people(trained, own):
    tuned = fine_tune(trained, own, FineTuneSettings(epochs=1, rate=1e-3))
    assert tuned.scaler is trained.scaler
    assert (tuned.settings.width, tuned.settings.lookback, tuned.settings.rate) == (16, 4, 1e-3)


def test_tuning_that_only_harms_leaves_the_forecast_as_it_was(trained, make_panel):
    """Nights of the same kind as in training, and a rate that throws the weights about."""
    panel = make_panel(1, 60, seed=8)
    tuned = fine_tune(trained, panel, FineTuneSettings(epochs=3, rate=1.0, frozen="none"))
    rows = panel.blocks[0].rows
    assert tuned.best_epoch == 0
    assert tuned.issues[-1] == "no epoch beat the network that tuning began with; its weights were kept"
    np.testing.assert_array_equal(tuned.predict(rows), trained.predict(rows))
    assert "validation_loss" not in tuned.report()


def test_equal_seeds_tune_alike(trained, own):
    once, again = (to_files(fine_tune(trained, own, FineTuneSettings(epochs=2, rate=0.01))) for _ in range(2))
    assert once == again


def test_other_columns_targets_or_people_are_refused(trained, own, make_panel):
    (block,) = own.blocks
    with pytest.raises(BadInput, match="build it as for training"):
        fine_tune(trained, dataclasses.replace(own, columns=("level", "echo", "noise", "other")))
    with pytest.raises(BadInput, match="build it as for training"):
        fine_tune(trained, Panel(own.columns, ("hrv",), (PersonRows("own", block.rows, block.targets[:, :1]),)))
    with pytest.raises(BadInput, match="this panel has 2"):
        fine_tune(trained, make_panel(2, 20))


def test_a_loss_that_is_no_number_ends_training_with_the_remedy(pointing, make_panel):
    """Scaled by a spread of 1e-30, squared errors leave the range of single precision."""
    (block,) = make_panel(1, 40).blocks
    scaler = dataclasses.replace(pointing.scaler, target_spread=np.array([1e-30]))
    broken = dataclasses.replace(pointing, scaler=scaler, settings=dataclasses.replace(pointing.settings, point_loss="squared"))
    with pytest.raises(BadInput, match="choose a lower rate"):
        fine_tune(broken, Panel(pointing.columns, ("hrv",), (PersonRows("p", block.rows, block.targets[:, :1]),)))
