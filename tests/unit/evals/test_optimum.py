"""The best that could be said: true to the generator, in the right order, and blind to what comes later."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from core.records import Night
from core.targets import TARGETS
from evals.optimum import OPTIMA, _Law, _mixture, optimum_paths
from forecasting import scores
from forecasting.quantiles import MEDIAN, index_of, student_row
from ingestion.synthetic import Effects, SyntheticPerson, generate, population
from ingestion.synthetic.traits import HABITS, TRIO

END = date(2026, 6, 30)
UNMOVED: Effects = {(kind, name): 0.0 for kind in HABITS for name in TRIO}


def seen_by_the_strap(person: SyntheticPerson) -> dict[date, np.ndarray]:
    nights = [fact for fact in person.facts() if isinstance(fact, Night)]
    return {night.night: np.array([TARGETS[name].to_scale(getattr(night, name)) for name in TRIO]) for night in nights}


@pytest.fixture(scope="module")
def crowd():
    """Four people of 220 nights: what the strap saw, and the three optima."""
    people = population(4, 3, END - timedelta(days=219), END)
    return [(person, seen, optimum_paths(person, seen)) for person in people for seen in [seen_by_the_strap(person)]]


def test_told_everything_it_is_the_distribution_that_nights_are_drawn_from(crowd):
    person, _, paths = crowd[0]
    night = END - timedelta(days=20)
    for row, name in zip(paths["told"][night], TRIO, strict=True):
        truth = person.truth(night)[name]
        assert row[MEDIAN] == pytest.approx(truth.mean)
        assert row[index_of(0.9)] == pytest.approx(truth.mean + 1.2816 * truth.sd, abs=1e-4 * truth.sd)


def test_tonight_untold_its_mean_is_the_true_one_without_tonights_events_plus_what_evenings_do_on_average(crowd):
    """Over many nights the events that come and those that were expected weigh the same."""
    person, _, paths = crowd[0]
    gaps = [paths["tonight_untold"][night][1].mean() - person.truth(night)["resting_hr_bpm"].mean for night in paths["told"]]
    sd = person.truth(END)["resting_hr_bpm"].sd
    assert abs(float(np.mean(gaps))) < 0.15 * sd
    assert float(np.std(gaps)) > 0.05 * sd


@pytest.mark.parametrize("told", OPTIMA)
@pytest.mark.parametrize("place", range(3), ids=TRIO)
def test_every_optimum_is_calibrated(crowd, told, place):
    """Of some 800 nights 80% fall into the 80% interval, within three and a half standard errors."""
    inside = [scores.covered(value[place], paths[told][night][place], 0.8) for _, seen, paths in crowd for night, value in seen.items()]
    assert len(inside) > 750
    assert abs(float(np.mean(inside)) - 0.8) < 3.5 * math.sqrt(0.16 / len(inside))


@pytest.mark.parametrize("place", range(3), ids=TRIO)
def test_who_is_told_more_says_more(crowd, place):
    means = [
        np.mean([scores.crps(value[place], paths[told][night][place]) for _, seen, paths in crowd for night, value in seen.items()])
        for told in OPTIMA
    ]
    assert all(better < worse for better, worse in pairwise(means))


def test_where_events_do_nothing_there_is_nothing_to_be_told():
    """After two weeks of nights worn all three say the same: what carries over can be read off the values, but for their rounding,
    which is worth up to half a beat · 0.45 / 2.8 bpm in the night after, and less than half of that in those behind it."""
    person = generate("calm", 11, END - timedelta(days=99), END, effects=UNMOVED)
    seen = seen_by_the_strap(person)
    paths = optimum_paths(person, seen)
    settled = [night for night in paths["told"] if all(night - timedelta(days=back) in seen for back in range(1, 15))]
    assert len(settled) > 30
    sd = np.array([person.truth(END)[name].sd for name in TRIO])[:, None]
    for told, mean, most in (("tonight_untold", 0.01, 0.05), ("never_told", 0.04, 0.15)):
        gaps = np.abs([(paths[told][night] - paths["told"][night]) / sd for night in settled])
        assert gaps.mean() < mean
        assert gaps.max() < most


@pytest.fixture(scope="module")
def brief():
    """One person of sixty nights: what the strap saw, and the three optima."""
    person = generate("brief", 4, END - timedelta(days=59), END)
    seen = seen_by_the_strap(person)
    return person, seen, optimum_paths(person, seen)


def test_a_night_is_never_seen_before_it_came(brief):
    person, seen, paths = brief
    since = END - timedelta(days=20)
    cut = {night: value + 5.0 * (night >= since) for night, value in seen.items()}
    later = optimum_paths(person, cut)["never_told"]
    assert all(np.array_equal(later[night], rows) for night, rows in paths["never_told"].items() if night <= since)
    assert not np.array_equal(later[since + timedelta(days=1)], paths["never_told"][since + timedelta(days=1)])


def test_the_same_seed_gives_the_same_optimum(brief):
    person, seen, paths = brief
    again = optimum_paths(person, seen)
    assert all(np.array_equal(again[told][END], paths[told][END]) for told in OPTIMA)


# ---------------------------------------------------------------- the law of an evening


@pytest.fixture(scope="module")
def law() -> _Law:
    return _Law(generate("x", 5, END, END).traits, "test")


def test_illness_lasts(law):
    well, ill = (float((law.ill[law.places(2, "none", before)] > 0.0).mean()) for before in (0.0, 1.5))
    assert well < 0.2
    assert ill > 0.85  # an episode has at least three days, and its first two are the worst


def test_who_trains_is_not_ill(law):
    assert law.ill[law.places(2, "hard", 0.0)].max() == 0.0


def test_signs_that_hardly_ever_come_together_are_read_without_the_weekday(law):
    assert len(law.places(0, "hard", 1.5)) >= 1


def test_each_particle_draws_by_its_own_illness(law):
    before = np.repeat([0.0, 1.5], 500)
    ill = law.ill[law.drawn(3, "none", before, np.random.default_rng(1))] > 0.0
    assert ill[:500].mean() < 0.2
    assert ill[500:].mean() > 0.8


# ---------------------------------------------------------------- mixtures


def test_a_mixture_of_one_is_a_normal():
    assert np.abs(_mixture(np.full(200, 3.0), 2.0) - (3.0 + 2.0 * student_row(math.inf))).max() < 0.06


def test_a_mixture_of_two_far_ones_has_their_medians_at_its_quarters():
    row = _mixture(np.repeat([-10.0, 10.0], 100), 1.0)
    assert row[index_of(0.25)] == pytest.approx(-10.0, abs=0.02)
    assert row[index_of(0.75)] == pytest.approx(10.0, abs=0.02)
