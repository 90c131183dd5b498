"""Trees on plain arrays: what they learn, what they add up to, and what is kept of them."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from xgboost import Booster

from core.errors import BadInput
from forecasting.learners.trees import (
    FITTED,
    FOREST,
    Trees,
    TreeSettings,
    fit_forest,
    fit_mean_trees,
    fit_median_trees,
    fit_quantile_trees,
)
from forecasting.quantiles import LEVELS, MEDIAN

ROWS, WIDTH = 1500, 6
FITS = {"quantiles": fit_quantile_trees, "median": fit_median_trees, "mean": fit_mean_trees, "forest": fit_forest}
QUICK = TreeSettings(rounds=10)


@pytest.fixture(scope="module")
def rows():
    """Features, outcomes and weights: feature 0 is a step of the level from -1 to 1, feature 1 one of the spread from 0.5 to 2."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(ROWS, WIDTH))
    noise = np.where(features[:, 1] > 0.0, 2.0, 0.5) * rng.normal(size=ROWS)
    features[:, 5][rng.random(ROWS) < 0.5] = math.nan
    return features, np.where(features[:, 0] > 0.0, 1.0, -1.0) + noise, np.ones(ROWS)


@pytest.fixture(scope="module", params=list(FITS))
def trained(request, rows) -> Trees:
    return FITS[request.param](*rows, QUICK, 7)


def point(**known: float) -> np.ndarray:
    row = np.full((1, WIDTH), 0.01)
    for place, value in known.items():
        row[0, int(place[1:])] = value
    return row


def test_boosted_quantiles_follow_level_and_spread(rows):
    """The true normal's 0.1 and 0.9 quantiles lie 1.28 spreads from its level."""
    trees = fit_quantile_trees(*rows, TreeSettings(rounds=100), 0)
    calm, wide = trees.predict(point(_0=1.0, _1=-1.0))[0], trees.predict(point(_0=-1.0, _1=1.0))[0]
    assert calm[MEDIAN] == pytest.approx(1.0, abs=0.35)
    assert wide[MEDIAN] == pytest.approx(-1.0, abs=0.6)
    assert calm[18] - calm[2] == pytest.approx(2 * 1.28 * 0.5, rel=0.35)
    assert wide[18] - wide[2] == pytest.approx(2 * 1.28 * 2.0, rel=0.35)


def test_a_forests_leaves_hold_the_quantiles_of_their_outcomes():
    """One feature with two values: every tree has the same two leaves, and both groups reach beyond all outcomes' quantiles."""
    group, ranks = np.repeat([0.0, 1.0], 501), np.tile(np.arange(501.0), 2)
    outcomes = ranks * (1.0 + group) - 100.0 * group  # 0 … 500, and -100 … 900 in steps of two
    settings = dataclasses.replace(FOREST, subsample=1.0, colsample=1.0)
    path = fit_forest(group[:, None], outcomes, np.ones(1002), settings, 0).predict(np.array([[0.0], [1.0]]))
    fitted = [LEVELS.index(level) for level in (0.2, 0.5, 0.8)]
    assert path[0, fitted] == pytest.approx([100.0, 250.0, 400.0], abs=3.0)
    assert path[1, fitted] == pytest.approx([100.0, 400.0, 700.0], abs=3.0)


def test_a_forest_sees_where_outcomes_spread_more(rows):
    trees = fit_forest(*rows, FOREST, 0)
    calm, wide = trees.predict(point(_0=1.0, _1=-1.0))[0], trees.predict(point(_0=-1.0, _1=1.0))[0]
    assert calm[MEDIAN] > 0.3 > -0.3 > wide[MEDIAN]
    assert wide[18] - wide[2] > 1.4 * (calm[18] - calm[2])


def test_pooled_quantiles_cover_what_they_say(rows):
    features, outcomes, weights = rows
    path = fit_quantile_trees(features[:1000], outcomes[:1000], weights[:1000], TreeSettings(), 0).predict(features[1000:])
    shares = (outcomes[1000:, None] < path).mean(axis=0)
    assert shares == pytest.approx(np.array(LEVELS), abs=0.06)


def test_a_median_and_a_mean_part_where_outcomes_are_skewed():
    features, outcomes = np.zeros((1000, 1)), np.random.default_rng(1).exponential(size=1000)
    told = [fit(features, outcomes, np.ones(1000), QUICK, 0).predict(np.zeros((1, 1)))[0] for fit in (fit_median_trees, fit_mean_trees)]
    assert told == pytest.approx([np.median(outcomes), outcomes.mean()], abs=0.05)


def test_the_shape_tells_quantiles_from_a_location(trained, rows):
    assert trained.width == WIDTH
    assert trained.predict(rows[0]).shape == ((ROWS, 21) if trained.levels else (ROWS,))
    assert trained.locations(rows[0]).shape == (ROWS,)


def test_quantiles_rise_strictly_and_end_in_the_location(rows):
    """Fitted on very few rows each level by itself, they do cross."""
    features, outcomes, weights = (array[:60] for array in rows)
    trees = fit_quantile_trees(features, outcomes, weights, TreeSettings(rounds=100, depth=6, rate=0.5, min_child_weight=1.0), 0)
    crossing = (np.diff(trees._told(rows[0]), axis=1) < 0.0).any(axis=1)
    assert crossing.any()
    path = trees.predict(rows[0])
    assert (np.diff(path, axis=1) > 0.0).all()
    assert np.array_equal(path[:, MEDIAN], trees.locations(rows[0]))


def test_levels_that_are_not_fitted_lie_between_those_that_are(rows):
    trees = fit_quantile_trees(*rows, dataclasses.replace(QUICK, levels=(0.025, 0.5, 0.975)), 0)
    path, told = trees.predict(rows[0][:5]), trees._told(rows[0][:5])
    assert path[:, [0, 10, 20]] == pytest.approx(told, abs=1e-4)
    # on the normal scale 0.05 lies 1.645 of 1.960 towards the outer end
    assert path[:, 1] == pytest.approx(told[:, 1] + (1.6449 / 1.9600) * (told[:, 0] - told[:, 1]), abs=1e-4)


def test_contributions_sum_to_the_location_and_name_what_moved_it(trained, rows):
    for row in (0, 1, 17):
        parts = trained.contributions(rows[0][row])
        assert parts.shape == (WIDTH + 1,)
        assert parts.sum() == pytest.approx(trained.locations(rows[0][row : row + 1])[0], abs=1e-5)
        assert np.argmax(np.abs(parts[:-1])) == 0


def test_a_row_is_told_alike_alone_and_among_others(trained, rows):
    together = trained.predict(rows[0][:100])
    alone = np.concatenate([trained.predict(rows[0][row : row + 1]) for row in range(100)])
    assert np.array_equal(together, alone)
    assert len(trained.predict(np.empty((0, WIDTH)))) == 0


def test_a_feature_that_is_not_known_is_no_zero(rows):
    """Where feature 0 is missing in training the outcome is 5: a missing one is told apart from 0."""
    features, outcomes, weights = (array.copy() for array in rows)
    features[::3, 0] = math.nan
    outcomes[::3] = 5.0
    trees = fit_mean_trees(features, outcomes, weights, TreeSettings(rounds=60, rate=0.2), 0)
    assert trees.predict(point(_0=math.nan))[0] == pytest.approx(5.0, abs=0.5)
    assert trees.predict(point(_0=0.0))[0] < 2.0


def test_weights_count_by_their_ratios_and_zero_weighs_nothing(rows):
    features, outcomes, weights = rows
    doubled = fit_mean_trees(features, outcomes, 2.0 * weights, QUICK, 0)
    assert doubled.to_bytes() == fit_mean_trees(features, outcomes, weights, QUICK, 0).to_bytes()
    half = np.where(np.arange(ROWS) < ROWS // 2, 1.0, 0.0)
    shifted = outcomes + 100.0 * (half == 0.0)
    assert np.abs(fit_mean_trees(features, shifted, half, QUICK, 0).predict(features)).max() < 10.0


@pytest.mark.parametrize("name", list(FITS))
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(rows, name):
    first, again, other = (FITS[name](*(array.copy() for array in rows), QUICK, seed).to_bytes() for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_bytes_hold_everything(trained, rows):
    kept = Trees.from_bytes(trained.to_bytes())
    assert kept == trained
    assert kept.to_bytes() == trained.to_bytes()
    assert np.array_equal(kept.predict(rows[0]), trained.predict(rows[0]))
    assert np.array_equal(kept.contributions(rows[0][3]), trained.contributions(rows[0][3]))


def test_bytes_are_a_file_that_xgboost_reads(trained):
    plain = Booster()
    plain.load_model(bytearray(trained.to_bytes()))
    assert plain.num_features() == WIDTH


def test_broken_bytes_are_refused(rows):
    whole = fit_mean_trees(*rows, QUICK, 0).to_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    for content in (b"", b"pickle", whole[:-1], whole[:1000], bytes(changed)):
        with pytest.raises(BadInput, match="hold no trees of ours; train them again"):
            Trees.from_bytes(content)


def test_anothers_trees_are_refused():
    """A well-formed XGBoost file that does not say at which levels it was fitted."""
    booster = Booster({"nthread": 1})
    booster.load_model(bytearray(fit_mean_trees(np.zeros((50, 1)), np.arange(50.0), np.ones(50), QUICK, 0).to_bytes()))
    booster.set_attr(morrow=None)
    with pytest.raises(BadInput):
        Trees.from_bytes(Trees((), 1.0, booster).to_bytes())


def test_outcomes_that_never_change_give_themselves():
    trees = fit_quantile_trees(np.zeros((50, 2)), np.full(50, 3.0), np.ones(50), QUICK, 0)
    path = trees.predict(np.zeros((1, 2)))
    assert path[0] == pytest.approx(3.0, abs=1e-4)
    assert (np.diff(path) > 0.0).all()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"rounds": 0}, "rounds must lie in 1 … 10000, is 0"),
        ({"depth": 17}, "depth"),
        ({"rate": math.nan}, "rate"),
        ({"min_child_weight": -1.0}, "min_child_weight"),
        ({"subsample": 1.5}, "subsample"),
        ({"colsample": 0.0}, "colsample"),
        ({"l2": math.inf}, "l2"),
        ({"levels": ()}, "are none"),
        ({"levels": (0.1, 0.5, 0.9)}, "both ends"),
        ({"levels": (0.025, 0.5, 0.4, 0.975)}, "rising"),
        ({"levels": (0.025, 0.33, 0.5, 0.975)}, "0.33"),
    ],
)
def test_settings_that_cannot_be_grown_are_refused(changes, named):
    with pytest.raises(BadInput, match=named):
        TreeSettings(**changes)


def test_settings_stand_at_levels_of_the_house():
    assert set(FITTED) <= set(LEVELS)
    assert TreeSettings(levels=LEVELS).levels == LEVELS


@pytest.mark.parametrize(
    ("features", "outcomes", "weights", "named"),
    [
        (np.zeros((3, 2)), np.zeros(4), np.ones(4), r"have \(3, 2\), \(4,\) and 4"),
        (np.zeros((4, 2)), np.zeros(4), np.ones(3), "as many rows"),
        (np.zeros((0, 2)), np.zeros(0), np.ones(0), "as many rows"),
        (np.zeros((4, 0)), np.zeros(4), np.ones(4), "as many rows"),
        (np.zeros((2, 2)), np.array([1.0, math.nan]), np.ones(2), "1 of 2 are not"),
        (np.zeros((2, 2)), np.ones(2), np.array([1.0, -1.0]), "none below 0"),
        (np.zeros((2, 2)), np.ones(2), np.zeros(2), "some above"),
        (np.array([[0.0, math.inf]]), np.ones(1), np.ones(1), r"columns \[1\] are infinite"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(features, outcomes, weights, named):
    with pytest.raises(BadInput, match=named):
        fit_quantile_trees(features, outcomes, weights, QUICK, 0)


def test_rows_of_another_width_are_refused(trained):
    with pytest.raises(BadInput, match="trained on 6 features"):
        trained.predict(np.zeros((1, 5)))
    with pytest.raises(BadInput, match="infinite"):
        trained.contributions(np.full(WIDTH, math.inf))
