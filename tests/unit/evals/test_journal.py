"""The worlds of the journal's evaluation are what they are said to be, and the report counts each night where it belongs."""

from __future__ import annotations

import dataclasses
import io
import json
import math
from datetime import date, timedelta

import pytest
from rich.console import Console
from typer.testing import CliRunner

from app.journal_eval_card import journal_eval_card
from evals.journal import Compared, JournalReport, WorldReport, journal_report
from evals.journal_nights import journal_nights, known_of
from evals.journal_verdicts import journal_verdicts
from evals.journal_worlds import HRV, KIND, JournalWorld
from forecasting.bootstrap import Skill
from ingestion.synthetic.traits import TRIO

END = date(2026, 6, 30)
YEAR = END - timedelta(days=399)


@pytest.fixture(scope="module")
def crowd():
    return JournalWorld(-0.12).crowd(12, 3, YEAR, END)


def days_of(person):
    return [YEAR + timedelta(days=place) for place in range(399)]


def test_evenings_with_alcohol_are_15_percent(crowd):
    share = sum(KIND in one.events(day) for one in crowd for day in days_of(one)) / (12 * 399)
    assert share == pytest.approx(0.15, abs=0.015)


def test_effects_are_drawn_person_by_person_around_the_worlds_mean():
    effects = [one.effects[KIND, HRV] for one in JournalWorld(-0.12).crowd(200, 3, YEAR, END)]
    assert math.exp(sum(effects) / 200) - 1 == pytest.approx(-0.12, abs=0.02)
    assert sum(one == 0 for one in effects) == pytest.approx(40, abs=15)
    assert sum(one > 0 for one in effects) == pytest.approx(20, abs=12)


def test_a_stronger_world_has_the_same_lives_and_every_effect_larger(crowd):
    for mild, strong in zip(crowd, JournalWorld(-0.25).crowd(12, 3, YEAR, END), strict=True):
        assert mild.events(END) == strong.events(END)
        ratio = math.log(0.75) / math.log(0.88)
        assert [strong.effects[KIND, name] for name in TRIO] == pytest.approx([ratio * mild.effects[KIND, name] for name in TRIO])


def test_what_is_told_is_what_happened(crowd):
    journal = JournalWorld(-0.12).journal(crowd[0], YEAR)
    assert {day for day, one in journal.items() if one.answer == "yes"} == {d for d in days_of(crowd[0]) if KIND in crowd[0].events(d)}
    assert all(one.confidence == 1.0 for one in journal.values())


def test_a_poor_reader_hears_seven_of_ten_and_errs_in_one_of_five(crowd):
    true = heard = hits = 0
    for one in crowd:
        for day, answer in JournalWorld(-0.12, "misheard").journal(one, YEAR).items():
            happened, yes = KIND in one.events(day), answer.answer == "yes"
            true, heard, hits = true + happened, heard + yes, hits + (happened and yes)
            assert answer.confidence == 0.8
    assert hits / true == pytest.approx(0.7, abs=0.05)
    assert hits / heard == pytest.approx(0.8, abs=0.05)


def test_shuffled_answers_are_as_many_and_elsewhere(crowd):
    told, shuffled = (JournalWorld(-0.12, telling).journal(crowd[1], YEAR) for telling in ("told", "shuffled"))
    yes = [{day for day, one in journal.items() if one.answer == "yes"} for journal in (told, shuffled)]
    assert len(yes[0]) == len(yes[1])
    assert len(yes[0] & yes[1]) < len(yes[0]) / 2


def test_where_drinks_count_they_are_told_and_do_as_much_as_they_say():
    (one,) = JournalWorld(-0.12, dosed=True).crowd(1, 3, YEAR, END)
    journal = JournalWorld(-0.12, dosed=True).journal(one, YEAR)
    for day, answer in journal.items():
        strength = one.events(day).get(KIND)
        assert answer.amount == (None if strength is None else one.drinks_on(day))
        if strength is not None:
            assert strength == pytest.approx(math.log1p(one.drinks_on(day)) / math.log(3))


@pytest.fixture(scope="module")
def known():
    (one,) = JournalWorld(-0.25).crowd(1, 4, END - timedelta(days=59), END)
    return one, known_of(one)


def test_a_night_never_knows_the_journal_or_the_outcomes_of_later_ones(known):
    """Time leakage: the last evenings told otherwise, and later nights without outcomes, move no earlier night."""
    person, nights = known
    first, cut = END - timedelta(days=19), END - timedelta(days=6)
    journal = JournalWorld(-0.25).journal(person, END - timedelta(days=59))
    turned = {
        day: dataclasses.replace(one, answer="no" if one.answer == "yes" else "yes") if day >= cut else one for day, one in journal.items()
    }
    without_later = dataclasses.replace(nights, nights={day: one for day, one in nights.nights.items() if day <= cut})
    whole, other = journal_nights(nights, journal, first), journal_nights(without_later, turned, first)
    for name in TRIO:
        early = {night: one for night, one in whole[name].items() if night <= cut}
        assert early == other[name]
        assert len(early) > 8


def test_the_models_of_an_evening_are_those_of_a_life_that_ends_there(known):
    """Time leakage: what came after the evening is in neither its forecasts nor the errors that teach effects."""
    person, nights = known
    for night in (END - timedelta(days=9), END - timedelta(days=2)):
        ended = known_of(dataclasses.replace(person, end=night - timedelta(days=1))).models(night)
        whole = nights.models(night)
        assert whole.targets == ended.targets
        assert whole.residuals == ended.residuals


def test_without_a_journal_nothing_is_told(known):
    _, nights = known
    found = journal_nights(nights, {}, END - timedelta(days=9))
    assert not any(one.told for one in found[HRV].values())
    assert {one.effect.count for one in found[HRV].values()} == {0}


@pytest.fixture(scope="module")
def report() -> JournalReport:
    """Two people of one seed, told truly and shuffled, over forty nights."""
    worlds = [JournalWorld(-0.25, "told"), JournalWorld(-0.25, "shuffled")]
    return journal_report(2, 40, (4,), worlds, until=END)


def test_every_night_is_after_alcohol_or_quiet(report):
    for world in report.worlds:
        for target in world.targets.values():
            groups = target.groups
            assert 60 <= groups["events"].nights + groups["quiet"].nights <= 80
            assert groups["events_after_eight"].nights <= groups["events"].nights


def test_nights_without_alcohol_lose_nothing_where_all_is_told(report):
    told = next(one for one in report.worlds if one.telling == "told")
    assert told.targets[HRV].groups["quiet"].skill.estimate == pytest.approx(0.0, abs=0.002)
    assert told.targets[HRV].groups["events"].skill.estimate > 0.15


def test_the_report_is_json_and_a_card(report):
    told = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert told["worlds"][0]["targets"][HRV]["groups"]["events"]["skill"]["estimate"] == pytest.approx(
        report.worlds[0].targets[HRV].groups["events"].skill.estimate
    )
    console = Console(file=io.StringIO(), width=120)
    for part in journal_eval_card(report, journal_verdicts(report)):
        console.print(part)
    assert "−25% shuffled" in console.file.getvalue()


def compared(estimate: float) -> Compared:
    return Compared(100, 10, Skill(estimate, estimate - 0.02, estimate + 0.02), {1: estimate})


@pytest.fixture
def world(report):
    """A world whose HRV has that skill after alcohol, from the ninth on, on quiet nights, and of unmoved people."""

    def make(change: float, telling: str, events: float, later: float, quiet: float, unmoved: float) -> WorldReport:
        groups = dict(report.worlds[0].targets[HRV].groups) | {
            "events": compared(events),
            "events_after_eight": compared(later),
            "quiet": compared(quiet),
            "unmoved": compared(unmoved),
        }
        hrv = dataclasses.replace(report.worlds[0].targets[HRV], groups=groups)
        return WorldReport("w", change, telling, False, {HRV: hrv})  # its place says what it is

    return make


def test_goals_are_held_against_what_was_found(report, world):
    good = (world(-0.12, "told", 0.09, 0.1, -0.001, -0.01), world(-0.25, "told", 0.3, 0.21, 0.0, -0.014))
    assert [one.held for one in journal_verdicts(dataclasses.replace(report, worlds=good))] == [True] * 6
    bad = (world(-0.12, "told", 0.07, 0.5, -0.006, -0.016), world(-0.25, "told", 0.5, 0.19, -0.006, -0.016))
    assert [one.held for one in journal_verdicts(dataclasses.replace(report, worlds=bad))] == [False] * 6


def test_where_nobody_is_moved_belief_may_cost_little(report, world):
    worlds = tuple(world(0.0, "told", events, 0, 0, 0) for events in (-0.014, -0.016))
    assert [one.held for one in journal_verdicts(dataclasses.replace(report, worlds=worlds))] == [True] * 3 + [False, True, True]


def test_a_placebo_with_a_gain_is_found_out(report, world):
    held = [world(-0.12, "shuffled", gain, 0, 0, 0) for gain in (0.005, 0.05)]
    assert [one.held for one in journal_verdicts(dataclasses.replace(report, worlds=tuple(held)))] == [True, False]


def test_a_group_without_nights_is_neither_held_nor_missed(report, world):
    none = world(-0.12, "told", math.nan, math.nan, math.nan, math.nan)
    assert [one.held for one in journal_verdicts(dataclasses.replace(report, worlds=(none,)))] == [None] * 3


def test_the_command_prints_one_report_as_json():
    import typer

    from app.cli.journal_evaluation import journal

    root = typer.Typer()
    root.command("journal")(journal)
    root.command("other")(lambda: None)
    result = CliRunner().invoke(root, ["journal", "--people", "1", "--nights", "20", "--seed", "4", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert [one["telling"] for one in told["worlds"]] == [*["told", "misheard", "shuffled"] * 2, "told"]
    assert len(told["verdicts"]) == 11
