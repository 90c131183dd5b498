"""Panels: what fits together, what is held back, what is wanting."""

import dataclasses

import numpy as np
import pytest

from core.errors import BadInput, NotEnoughData
from forecasting.learners.neural.panel import Panel, PersonRows, validation_cuts
from forecasting.learners.neural.quality import panel_issues
from forecasting.learners.neural.scaling import Scaler
from forecasting.learners.neural.sequences import prepare


@pytest.fixture
def uneven():
    """One column, one target; person a has two blocks of 10 and 3 rows, b has 40, c has 7."""
    lengths = (("a", 10), ("b", 40), ("a", 3), ("c", 7))
    return Panel(("x",), ("y",), tuple(PersonRows(name, np.arange(float(n))[:, None], np.arange(float(n))[:, None]) for name, n in lengths))


def test_by_time_the_last_share_of_every_block_is_held_back(uneven, quick):
    assert validation_cuts(uneven, quick(validation_share=0.25)) == (8, 30, 3, 6)


def test_by_people_all_rows_of_some_are_held_back(uneven, quick):
    cuts = validation_cuts(uneven, quick(validation="people", validation_share=0.3))
    held = {block.person for block, cut in zip(uneven.blocks, cuts, strict=True) if cut == 0}
    trains = {block.person for block, cut in zip(uneven.blocks, cuts, strict=True) if cut == len(block.rows)}
    assert len(held) == 1
    assert held | trains == {"a", "b", "c"}


def test_by_people_someone_always_trains(make_panel, quick):
    assert validation_cuts(make_panel(1, 9), quick(validation="people", validation_share=0.5)) == (9,)
    assert sorted(validation_cuts(make_panel(2, 9), quick(validation="people", validation_share=0.01))) == [0, 9]


@pytest.mark.parametrize("by", ["time", "people"])
def test_a_share_of_zero_holds_nothing_back(uneven, quick, by: str):
    assert validation_cuts(uneven, quick(validation=by, validation_share=0.0)) == (10, 40, 3, 7)


def test_another_seed_holds_other_people_back(make_panel, quick):
    panel = make_panel(20, 5)
    held = {validation_cuts(panel, quick(validation="people", seed=seed)) for seed in range(3)}
    assert len(held) == 3


@pytest.mark.parametrize(
    ("rows", "targets"),
    [((5, 2), (5, 1)), ((5, 1), (4, 1)), ((5, 1), (5, 2)), ((5,), (5, 1))],
)
def test_blocks_of_another_shape_are_refused(rows, targets):
    with pytest.raises(BadInput, match="one row per evening"):
        Panel(("x",), ("y",), (PersonRows("a", np.zeros(rows), np.zeros(targets)),))


def test_an_infinite_value_is_refused():
    with pytest.raises(BadInput, match="infinite"):
        Panel(("x",), ("y",), (PersonRows("a", np.full((3, 1), np.inf), np.zeros((3, 1))),))


@pytest.mark.parametrize("parts", [((), ("y",)), (("x",), ())])
def test_an_empty_panel_is_refused(parts):
    with pytest.raises(BadInput, match="at least one of each"):
        Panel(*parts, ())


def test_every_night_with_a_value_becomes_one_sequence_of_its_own_part(uneven, quick):
    targets = uneven.blocks[1].targets.copy()
    targets[[0, 5, 39]] = np.nan
    blocks = (uneven.blocks[0], PersonRows("b", uneven.blocks[1].rows, targets), *uneven.blocks[2:])
    prepared = prepare(Panel(("x",), ("y",), blocks), (8, 30, 3, 6), _flat(), quick())
    assert len(prepared.training.begins) == 8 + 28 + 3 + 6
    assert prepared.validation.targets[:, 0].tolist() == [8.0, 9.0, *range(30, 39), 6.0]


def test_a_window_ends_with_the_row_of_its_target(uneven, quick):
    """Rows and targets both count the nights, so that the last input of a window is its target."""
    settings = quick(lookback=4)
    prepared = prepare(uneven, (8, 30, 3, 6), _flat(), settings)
    for part in (prepared.training, prepared.validation):
        assert prepared.inputs[part.begins + settings.lookback - 1, 0].tolist() == np.minimum(part.targets[:, 0], 6.0).tolist()


@pytest.mark.parametrize(
    ("weighting", "share_of_b"), [("person", 1 / 3), ("night", 40 / 60), ("root", 40**0.5 / (40**0.5 + 13**0.5 + 7**0.5))]
)
def test_people_weigh_as_the_setting_says(uneven, quick, weighting: str, share_of_b: float):
    weights = prepare(uneven, (10, 40, 3, 7), _flat(), quick(weighting=weighting)).training.weights
    assert weights.mean() == pytest.approx(1.0, rel=1e-5)
    assert weights[10:50].sum() / weights.sum() == pytest.approx(share_of_b, rel=1e-5)


def test_one_night_is_too_little_to_learn_from(quick):
    panel = Panel(("x",), ("y",), (PersonRows("a", np.zeros((5, 1)), np.array([[1.0], *[[np.nan]] * 4])),))
    with pytest.raises(NotEnoughData, match="needs 2 nights with a value to learn from, has 1"):
        prepare(panel, (5,), _flat(), quick())


def test_what_is_wanting_is_told_in_sentences():
    rows = np.column_stack([np.full(10, np.nan), np.full(10, 3.0), np.arange(10.0), np.arange(10.0)])
    rows[:6, 2] = np.nan
    targets = np.column_stack([np.arange(10.0), np.where(np.arange(10) < 7, np.nan, 1.0)])
    panel = Panel(
        ("strain", "flag", "steps", "level"), ("hrv", "rhr"), (PersonRows("a", rows, targets), PersonRows("b", rows[:3], targets[:3]))
    )
    assert panel_issues(dataclasses.replace(panel, blocks=panel.blocks[:1]), (10,), 5) == (
        "column strain is missing in 100% of rows",
        "column flag has the same value in all rows and is left out",
        "column steps is missing in 60% of rows",
        "target rhr is missing in 70% of rows",
    )
    assert panel_issues(panel, (10, 3), 5)[-1] == "1 of 2 people have fewer rows than the lookback of 5"


def test_nearly_all_is_not_told_as_all():
    rows = np.full((1000, 1), np.nan)
    rows[:2, 0] = (1.0, 2.0)
    panel = Panel(("x",), ("y",), (PersonRows("a", rows, np.zeros((1000, 1))),))
    assert panel_issues(panel, (1000,), 5) == ("column x is missing in 99% of rows",)


def _flat() -> Scaler:
    """Leaves one column and one target as they are."""
    return Scaler(np.zeros(1), np.ones(1), np.zeros(1), np.ones(1))
