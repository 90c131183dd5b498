"""Population priors find what people were made with."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from core.errors import BadInput, NotEnoughData
from forecasting.catalog import FORECASTERS
from forecasting.crossfit import fit_population
from forecasting.fitting import SCALE_PER_MEAN_ABSOLUTE, fit_dynamics, fit_prior
from forecasting.spread import path_around


@pytest.fixture(scope="module")
def crowd(make_series, wandering):
    """Twenty people: levels 4.0 ± 0.4, nights ± 0.2, memory 0.5."""
    levels = 4.0 + 0.4 * np.random.default_rng(0).normal(size=20)
    return [make_series(wandering(seed, 90, level=float(level), memory=0.5, missing=0.1)) for seed, level in enumerate(levels)]


@pytest.fixture(scope="module")
def prior(crowd):
    """What their series say of people in general."""
    return fit_prior(crowd)


def test_it_finds_levels_spread_and_memory(prior):
    assert prior.level_mean == pytest.approx(4.0, abs=0.25)
    assert prior.level_sd == pytest.approx(0.4, abs=0.15)
    assert prior.within_sd == pytest.approx(0.2, abs=0.03)
    assert prior.memory == pytest.approx(0.5, abs=0.12)
    assert prior.people == 20


def test_the_scale_of_errors_is_the_innovations(prior):
    innovation = 0.2 * math.sqrt(1 - 0.5**2)
    normal_to_t = math.sqrt(2 / math.pi) * SCALE_PER_MEAN_ABSOLUTE  # the t-scale with a normal's mean absolute deviation
    assert prior.spreads["ar_level"] == pytest.approx(innovation * normal_to_t, rel=0.1)


def test_weights_add_up_and_favour_what_is_right(prior):
    weights = prior.weights
    assert sum(weights.values()) == pytest.approx(1.0)
    assert min(weights["ar_level"], weights["lag_regression"]) > weights["personal_mean"]
    assert weights["ar_level"] > 1.0 / len(weights)


def test_people_who_never_change_do_not_break_it(make_series):
    prior = fit_prior([make_series(np.full(30, 4.0)) for _ in range(10)])
    assert prior.within_sd > 0
    assert all(math.isfinite(q) for q in prior.shape)


def test_too_few_people_are_refused_with_both_numbers(crowd):
    with pytest.raises(NotEnoughData, match=r"needs 8 people with 10 nights, has 7"):
        fit_prior(crowd[:7])


def test_the_order_of_people_hardly_matters(crowd, prior):
    other = fit_prior(crowd[::-1])
    assert prior.within_sd == pytest.approx(other.within_sd)
    assert prior.shape == pytest.approx(other.shape)


def test_a_population_is_fitted_per_target_and_kind(crowd):
    people = {f"p{number}": [series] for number, series in enumerate(crowd)}
    prior = fit_population(people, name="ours", source="synthetic", sources=["synthetic"])
    assert set(prior.targets) == {"hrv_rmssd_ms/default"}
    assert prior.knows("p3")
    assert prior.trained_through == max(series.next_night for series in crowd).fromordinal(crowd[0].next_night.toordinal() - 1)


# ---------------------------------------------------------------- members that were trained


@dataclass(frozen=True)
class Remembered:
    """A forecaster that knows one person's nights by heart, and of everybody else says that they are as always, plus an error."""

    nights: tuple[float, ...] = ()
    error: float = 0.0
    name: str = "remembered"
    version: str = "1"
    trained_through: date | None = None

    def path(self, series, prior):
        known = np.array(self.nights) if self.nights else np.full(len(series.values), 4.0 + self.error)
        return path_around(self.name, series.values, np.append(np.nan_to_num(known, nan=4.0), 4.0), prior)


@dataclass(frozen=True)
class Sleeper(Remembered):
    """One that sleeps through the tenth night."""

    def path(self, series, prior):
        path = super().path(series, prior)
        path[9] = math.nan
        return path


def with_member(crowd, member):
    return [{**FORECASTERS, "remembered": member(series)} for series in crowd]


def test_everybodys_members_are_the_rules_unless_said(crowd, prior):
    assert prior == fit_prior(crowd, [FORECASTERS] * len(crowd))


def test_a_member_is_weighed_by_what_its_own_copy_says_of_each_person(crowd):
    """Asked for the people it knows by heart it would lead; asked for others, as it must be, it is worth nothing."""
    knowing = fit_prior(crowd, with_member(crowd, lambda series: Remembered(tuple(series.values.tolist()))))
    honest = fit_prior(crowd, with_member(crowd, lambda _: Remembered(error=0.5)))
    assert knowing.weights["remembered"] > 0.8
    assert honest.weights["remembered"] < 0.02
    assert honest.spreads["remembered"] > 2.0 * honest.spreads["ar_level"]
    assert knowing.spreads["remembered"] == pytest.approx(0.05 * knowing.within_sd)  # nobody is foreseen to less than a twentieth


def test_members_are_given_for_each_person_or_not_at_all(crowd):
    with pytest.raises(ValueError, match="shorter"):
        fit_prior(crowd, [FORECASTERS] * 19)


def test_a_member_that_sleeps_is_refused_not_weighed_as_nothing(crowd):
    with pytest.raises(BadInput, match="sleeps through some"):
        fit_prior(crowd, with_member(crowd, lambda _: Sleeper()))


def test_dynamics_are_those_of_the_whole_prior_and_need_no_forecaster_but_the_lag_regression(crowd, prior):
    dynamics = fit_dynamics(crowd)
    assert set(dynamics.spreads) == {"lag_regression"}
    assert dynamics.spreads["lag_regression"] == pytest.approx(prior.spreads["lag_regression"], rel=1e-3)
    assert not dynamics.weights
    same = {"level_mean", "level_sd", "within_sd", "memory", "drift_ratio", "lag_coefficients", "lag_gram", "people", "nights"}
    assert {name: getattr(dynamics, name) for name in same} == {name: getattr(prior, name) for name in same}


def test_dynamics_need_people_too(crowd):
    with pytest.raises(NotEnoughData, match=r"needs 8 people with 10 nights, has 7"):
        fit_dynamics(crowd[:7])


# ---------------------------------------------------------------- the stack


def test_the_stack_is_a_mixture_that_leaves_out_who_adds_nothing(prior):
    stack = prior.stack
    assert sum(stack.values()) == pytest.approx(1.0)
    assert all(weight > 0.0 for weight in stack.values())
    assert stack.get("persistence", 0.0) < 0.1  # of memory 0.5, half of the last change is undone


def test_the_stack_gives_all_to_who_is_always_right(crowd):
    members = with_member(crowd, lambda series: Remembered(tuple(series.values.tolist())))
    assert fit_prior(crowd, members).stack["remembered"] == pytest.approx(1.0, abs=0.01)


def test_a_person_of_wild_nights_counts_in_the_stack_as_one_of_twenty(crowd, make_series, wandering):
    """One forecaster knows the nineteen, the other the wild one alone: (1 − w)² · 19 + w² is least at w = 0.95.

    In plain units the wild one's squares, fifty times as large, would give it three quarters.
    """
    people = [*crowd[:19], make_series(wandering(99, 90, spread=1.5, memory=0.5, missing=0.1))]
    known = [Remembered(tuple(one.values.tolist())) for one in people]
    ignorant = [Remembered(tuple(np.where(np.isfinite(one.values), np.nanmean(one.values), np.nan).tolist())) for one in people]
    wise = [{"of_most": knows, "of_one": not_so} for knows, not_so in zip(known, ignorant, strict=True)]
    wise[-1] = {"of_most": ignorant[-1], "of_one": known[-1]}
    assert fit_prior(people, wise).stack["of_most"] == pytest.approx(0.95, abs=0.02)


def test_the_stack_does_not_hang_on_where_people_stand(crowd, prior):
    """Everybody 0.7 higher is the same problem: what is weighed are changes since the last night."""
    higher = [dataclasses.replace(one, values=one.values + 0.7) for one in crowd]
    assert fit_prior(higher).stack == pytest.approx(prior.stack, abs=1e-6)
