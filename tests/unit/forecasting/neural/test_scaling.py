"""The scaler: moved by training rows alone, and what becomes of a value that is missing."""

import numpy as np
import pytest

from core.errors import BadInput
from forecasting.learners.neural.panel import Panel, PersonRows
from forecasting.learners.neural.scaling import Scaler
from forecasting.learners.neural.training import train

ROWS = np.array([[1.0, 10.0, np.nan, 5.0], [3.0, np.nan, np.nan, 5.0], [np.nan, 30.0, np.nan, np.nan]])
TARGETS = np.array([[0.0], [4.0], [np.nan]])


@pytest.fixture
def scaler() -> Scaler:
    return Scaler.fit(ROWS, TARGETS)


def test_means_and_spreads_are_those_of_what_is_known(scaler: Scaler):
    assert scaler.mean.tolist() == [2.0, 20.0, 0.0, 5.0]
    assert scaler.spread.tolist() == [1.0, 10.0, 0.0, 0.0]
    assert (scaler.target_mean.tolist(), scaler.target_spread.tolist()) == ([2.0], [2.0])


def test_a_missing_value_is_zero_with_a_flag_beside_it(scaler: Scaler):
    inputs = scaler.inputs(ROWS)
    assert inputs.dtype == np.float32
    assert inputs[:, :2].tolist() == [[-1.0, -1.0], [1.0, 0.0], [0.0, 1.0]]
    assert inputs[:, 4:6].tolist() == [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]


def test_columns_without_a_value_or_without_spread_are_silent_even_when_they_speak_later(scaler: Scaler):
    inputs = scaler.inputs(np.array([[2.0, 20.0, 99.0, 7.0], [2.0, 20.0, np.nan, np.nan]]))
    assert not inputs.any()


def test_an_absurd_reading_is_cut_at_six_spreads(scaler: Scaler):
    assert scaler.inputs(np.array([[1e6, -1e6, 0.0, 0.0]]))[0, :2].tolist() == [6.0, -6.0]


def test_targets_come_back_in_their_unit(scaler: Scaler):
    scaled = scaler.scaled_targets(TARGETS)
    assert scaled[:2, 0].tolist() == [-1.0, 1.0]
    assert np.isnan(scaled[2, 0])
    np.testing.assert_array_equal(scaler.unscaled(scaled), TARGETS)
    assert scaler.unscaled(np.zeros((2, 1, 21), dtype=np.float32)).tolist() == [[[2.0] * 21]] * 2


def test_a_target_without_spread_keeps_its_unit():
    assert Scaler.fit(ROWS, np.full((3, 1), 7.0)).target_spread.tolist() == [1.0]


def test_validation_rows_do_not_move_the_scaler(make_panel, quick):
    """The last sixth of each person is held back; wild values there change nothing of what was learned about scale."""
    panel = make_panel(4, 60)
    wild = tuple(
        PersonRows(
            block.person, np.vstack([block.rows[:51], 1e4 + block.rows[51:]]), np.vstack([block.targets[:51], 1e3 + block.targets[51:]])
        )
        for block in panel.blocks
    )
    tame, moved = (train(one, quick(epochs=1)).scaler for one in (panel, Panel(panel.columns, panel.targets, wild)))
    assert tame.to_json() == moved.to_json()


def test_people_held_back_do_not_move_the_scaler(make_panel, quick):
    settings = quick(epochs=1, validation="people", validation_share=0.25)
    panel = make_panel(4, 60)
    scalers = []
    for person in panel.people:
        wild = tuple(PersonRows(b.person, b.rows + 1e4 * (b.person == person), b.targets) for b in panel.blocks)
        scalers.append(train(Panel(panel.columns, panel.targets, wild), settings).scaler.to_json())
    assert scalers.count(train(panel, settings).scaler.to_json()) == 1


def test_a_scaler_comes_back_from_json_as_it_was(scaler: Scaler):
    assert Scaler.from_json(scaler.to_json()).to_json() == scaler.to_json()


@pytest.mark.parametrize(
    "damage",
    [
        {"mean": None}, {"mean": [1.0]}, {"mean": "1234"}, {"spread": [1.0, 10.0, 0.0, -1.0]}, {"target_spread": [0.0]},
        {"target_mean": []}, {"mean": [1.0, 2.0, 3.0, float("nan")]}, {"mean": [True, 2.0, 3.0, 4.0]},
    ],
)  # fmt: skip
def test_a_damaged_scaler_is_refused(scaler: Scaler, damage: dict[str, object]):
    with pytest.raises(BadInput, match="train again"):
        Scaler.from_json({**scaler.to_json(), **damage})
