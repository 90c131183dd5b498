"""Training: what is learned, when it stops, that it repeats itself and leaves torch as it was."""

import dataclasses
import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from core.errors import BadInput, NotEnoughData
from forecasting.learners.neural.artifact import to_files
from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.settings import LstmSettings
from forecasting.learners.neural.training import train
from forecasting.quantiles import MEDIAN


def test_training_finds_the_signal_of_every_target(trained, make_panel):
    """HRV is its evening's level with noise of 1 in a spread of 10, RHR the evening before's echo: both forecasts beat the mean by far."""
    (block,) = make_panel(1, 80, seed=9).blocks
    medians = trained.predict(block.rows)[:, :, MEDIAN]
    for target in (0, 1):
        actual = block.targets[:, target]
        error, plain = np.nanmean(np.abs(actual - medians[:, target])), np.nanmean(np.abs(actual - np.nanmean(actual)))
        assert error < 0.5 * plain


def test_intervals_cover_about_what_they_say(make_panel):
    """Where noise is as large as the signal, as it is in real nights; the 80% interval over 1,200 nights of other people."""
    noise = np.random.default_rng(1)
    blocks = [dataclasses.replace(block, targets=block.targets + noise.normal(0.0, 10.0, (80, 2))) for block in make_panel(27, 80).blocks]
    panel = dataclasses.replace(make_panel(), blocks=tuple(blocks[:12]))
    found = train(panel, LstmSettings(lookback=4, width=16, layers=1, epochs=12, batch=32, rate=0.01))
    inside = []
    for block in blocks[12:]:
        quantiles, actual = found.predict(block.rows)[:, 0], block.targets[:, 0]
        inside.append(((quantiles[:, 2] <= actual) & (actual <= quantiles[:, 18]))[np.isfinite(actual)])
    assert 0.75 < np.mean(np.concatenate(inside)) < 0.87


def test_the_loss_falls_and_every_epoch_is_told(trained):
    losses = [epoch.training_loss for epoch in trained.history]
    assert losses[-1] < 0.6 * losses[0]
    assert trained.epochs_run == len(trained.history)
    assert trained.history[0].rate == 0.02


def test_equal_seeds_give_equal_networks_and_others_do_not(make_panel, quick):
    panel = make_panel(3, 30)
    once, again, other = (to_files(train(panel, quick(seed=seed))) for seed in (1, 1, 2))
    assert once == again
    assert once["weights.safetensors"] != other["weights.safetensors"]


def test_torch_is_left_as_it_was(make_panel, quick):
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        before = torch.get_rng_state()
        network = train(make_panel(2, 20), quick(threads=1))
        network.predict(make_panel(1, 9).blocks[0].rows)
        with pytest.raises(ZeroDivisionError):
            train(make_panel(2, 20), quick(), lambda _what, _share: 1 / 0)
        assert torch.equal(torch.get_rng_state(), before)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)


def test_the_weights_kept_are_those_of_the_best_epoch(make_panel, quick):
    """Trained to the best epoch and no further, the same seed arrives at the same weights."""
    panel = make_panel(3, 30)
    settings = quick(epochs=12, patience=3, rate=0.3, schedule="constant")
    full = train(panel, settings)
    validation = [epoch.validation_loss for epoch in full.history]
    assert full.best_epoch == 1 + int(np.argmin(validation)) < full.epochs_run
    short = train(panel, dataclasses.replace(settings, epochs=full.best_epoch))
    assert to_files(short)["weights.safetensors"] == to_files(full)["weights.safetensors"]


def test_training_stops_when_patience_ends(make_panel, quick):
    found = train(make_panel(3, 30), quick(epochs=200, patience=2, rate=0.3))
    assert found.early_stopped
    assert found.epochs_run == found.best_epoch + 2 < 200


def test_training_that_runs_its_epochs_did_not_stop_early(make_panel, quick):
    found = train(make_panel(3, 30), quick(epochs=3, patience=3))
    assert not found.early_stopped
    assert found.epochs_run == 3


def test_without_validation_all_epochs_run_and_that_is_told(make_panel, quick):
    found = train(make_panel(3, 20), quick(epochs=4, patience=1, validation_share=0.0))
    assert (found.epochs_run, found.best_epoch, found.early_stopped) == (4, 4, False)
    assert {epoch.validation_loss for epoch in found.history} == {None}
    assert found.issues[-1] == "no night was held back to validate on, so training could not stop early"


def test_a_constant_rate_stays_and_a_cosine_falls_to_nothing(make_panel, quick):
    """After e of 4 epochs the cosine stands at (1 + cos(π e / 4)) / 2 of the first rate."""
    panel = make_panel(2, 20)
    assert [epoch.rate for epoch in train(panel, quick(schedule="constant", epochs=3)).history] == [0.01] * 3
    falling = [epoch.rate for epoch in train(panel, quick(schedule="cosine", epochs=4)).history]
    assert falling == pytest.approx([0.005 * (1.0 + math.cos(math.pi * epoch / 4.0)) for epoch in range(4)])


def test_the_rate_is_halved_where_the_loss_no_longer_falls(make_panel, quick):
    rates = [epoch.rate for epoch in train(make_panel(2, 30), quick(epochs=40, patience=9, rate=0.3)).history]
    steps = [after / before for before, after in itertools.pairwise(rates)]
    assert set(steps) == {1.0, 0.5}


def test_a_shorter_gradient_limit_changes_the_course(make_panel, quick):
    panel = make_panel(2, 20)
    tight, loose = (to_files(train(panel, quick(clip=clip)))["weights.safetensors"] for clip in (1e-3, 1e6))
    assert tight != loose


def test_progress_is_told_after_every_epoch(make_panel, quick):
    told: list[tuple[str, float]] = []
    train(make_panel(2, 20), quick(epochs=2), lambda what, share: told.append((what, share)))
    assert told == [("epoch 1 of 2", 0.5), ("epoch 2 of 2", 1.0)]


def test_sizes_and_issues_are_told(trained):
    """Twelve people with 80 nights, the last 12 of each held back; about a hundredth of nights lacks both targets."""
    sizes = trained.sizes
    assert {name: sizes[name] for name in ("people", "rows", "columns", "inputs", "targets")} == {
        "people": 12, "rows": 960, "columns": 4, "inputs": 8, "targets": 2,
    }  # fmt: skip
    assert 0.97 * 816 < sizes["sequences"] <= 816
    assert 0.95 * 144 < sizes["validation_sequences"] <= 144
    # two LSTM layers of 4 gates, 16 units: inputs, states and two biases; batch norm 2 × 16; head 16 × 42 + 42
    assert sizes["parameters"] == 4 * 16 * (8 + 16 + 2) + 4 * 16 * (16 + 16 + 2) + 32 + 16 * 42 + 42
    assert trained.issues == ("column strain is missing in 100% of rows",)


def test_the_report_is_flat_and_tells_settings_sizes_and_course(trained):
    report = trained.report()
    assert (report["lookback"], report["width"], report["people"], report["epochs_run"]) == (4, 16, 12, trained.epochs_run)
    assert report["validation_loss"] == trained.history[trained.best_epoch - 1].validation_loss
    assert report["issues"] == "column strain is missing in 100% of rows"
    assert {type(value) for value in report.values()} <= {int, float, str, bool}


def test_a_target_of_some_people_is_learned_beside_the_others(make_panel, quick):
    """Half of the people never measure RHR: their nights still teach HRV."""
    blocks = list(make_panel(4, 40).blocks)
    for place in (0, 1):
        targets = blocks[place].targets.copy()
        targets[:, 1] = np.nan
        blocks[place] = PersonRows(blocks[place].person, blocks[place].rows, targets)
    found = train(Panel(("level", "echo", "noise", "strain"), ("hrv", "rhr"), tuple(blocks)), quick())
    assert np.isfinite(found.predict(blocks[0].rows)).all()


def test_nothing_to_learn_from_is_refused(make_panel, quick):
    (block,) = make_panel(1, 20).blocks
    empty = PersonRows("p", block.rows, np.full_like(block.targets, np.nan))
    with pytest.raises(NotEnoughData, match="has 0"):
        train(Panel(("level", "echo", "noise", "strain"), ("hrv", "rhr"), (empty,)), quick())


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_without_a_gpu_cuda_is_refused_and_auto_takes_the_processor(make_panel, quick):
    panel = make_panel(2, 20)
    with pytest.raises(BadInput, match="set the device to auto or cpu"):
        train(panel, quick(device="cuda"))
    automatic, processor = (to_files(train(panel, quick(device=device)))["weights.safetensors"] for device in ("auto", "cpu"))
    assert automatic == processor


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
def test_a_gpu_trains_a_network_that_forecasts_on_the_processor(make_panel, quick):
    panel = make_panel(2, 20)
    found = train(panel, quick(device="cuda"))
    assert found.predict(panel.blocks[0].rows).shape == (20, 2, 21)


def test_naming_the_engine_does_not_wake_torch():
    program = (
        "import sys; import forecasting.learners.neural.training, forecasting.learners.neural.artifact; "
        "sys.exit('torch' in sys.modules or 'safetensors' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
