"""Scores of readers on journal texts, worked by hand; and what the deterministic reader reaches on the part held back from its author."""

from __future__ import annotations

import json
from datetime import time

import pytest

from evals.extraction import CatalogWords, ExtractionReport, mistakes, report, scored
from evals.extraction_corpus import REPORTED, UNSEEN, Decoy, LabelledEvent, LabelledRating, LabelledText, Part
from evals.extraction_counts import Counts, Verdict, counted, f1_interval, is_near_amount, is_near_rating, is_near_time
from voice.learned.reader import LearnedReader
from voice.reading import HeardEvent, HeardRating, Reading
from voice.rules.reader import RuleReader

NONE_LEFT = LabelledText(
    "t1", "My wife drank two glasses of wine, I had none.", frozenset({"person", "negation"}), (LabelledEvent("alcohol", "no"),)
)
WIFE = LabelledText(NONE_LEFT.text_id, NONE_LEFT.text, NONE_LEFT.tags, NONE_LEFT.events, (Decoy("alcohol", "person"),))
TOMORROW = LabelledText("t2", "Tomorrow a sauna.", frozenset({"tense", "future"}), (), (Decoy("sauna", "future"),))
YESTERDAY = LabelledText("t3", "Two beers last night.", frozenset({"tense"}), (LabelledEvent("alcohol", "yes", 2, "drinks", days_ago=1),))
COFFEE = LabelledText(
    "t4",
    "A coffee at four, and a stressful day. Mood seven.",
    frozenset({"rating"}),
    (LabelledEvent("caffeine", "yes", 1, "cups", time(16)), LabelledEvent("stress", "yes")),
    ratings=(LabelledRating("mood", 7),),
)


def heard(kind: str, answer: str = "yes", quote: str = "a", **more: object) -> HeardEvent:
    return HeardEvent(kind, answer, quote, 0.9, **more)  # type: ignore[arg-type] - tests name fields loosely


def verdict(text: LabelledText, *events: HeardEvent) -> Verdict:
    return Verdict(text, Reading(events))


def test_an_event_is_found_when_kind_answer_and_day_are_the_labels():
    right = verdict(COFFEE, heard("caffeine"), heard("stress"))
    half = verdict(COFFEE, heard("caffeine"), heard("nap"))
    assert counted([right]) == Counts(2, 0, 0)
    assert counted([half]) == Counts(1, 1, 1)
    assert counted([right, half]) == Counts(3, 1, 1)
    assert counted([right, half]).f1 == pytest.approx(6 / 8)
    assert counted([right, half]).precision == pytest.approx(3 / 4)
    assert counted([right, half]).recall == pytest.approx(3 / 4)


def test_counts_of_one_kind_and_of_one_answer_leave_the_others_out():
    one = verdict(COFFEE, heard("caffeine"), heard("stress", "no"))
    assert counted([one], kind="caffeine") == Counts(1, 0, 0)
    assert counted([one], answer="yes") == Counts(1, 0, 1)
    assert counted([one], answer="no") == Counts(0, 1, 0)


def test_the_same_event_read_twice_is_one_too_many():
    assert counted([verdict(COFFEE, heard("caffeine"), heard("caffeine"), heard("stress"))]) == Counts(2, 1, 0)


def test_nothing_to_read_and_nothing_read_is_right():
    assert counted([verdict(TOMORROW)]).f1 == 1.0


def test_reading_yes_where_the_label_says_no_is_an_error_of_negation_and_here_of_person_too():
    one = verdict(WIFE, heard("alcohol"))
    assert one.flipped == one.of_others == (("alcohol", "yes", 0),)
    assert one.mistimed == ()
    assert verdict(WIFE, heard("alcohol", "no")).flipped == ()


def test_a_flip_without_anybody_else_is_no_error_of_person():
    assert verdict(NONE_LEFT, heard("alcohol")).of_others == ()


def test_a_missed_event_is_no_error_of_negation():
    assert (verdict(WIFE).flipped, verdict(WIFE).missing) == ((), (("alcohol", "no", 0),))


def test_an_event_read_out_of_the_future_is_an_error_of_tense():
    assert verdict(TOMORROW, heard("sauna")).mistimed == (("sauna", "yes", 0),)
    assert verdict(TOMORROW, heard("nap")).mistimed == ()


def test_an_event_put_on_the_wrong_day_is_an_error_of_tense():
    assert verdict(YESTERDAY, heard("alcohol")).mistimed == (("alcohol", "yes", 0),)
    assert verdict(YESTERDAY, heard("alcohol", days_ago=1)).mistimed == ()


def test_a_quote_that_does_not_stand_in_the_text_letter_for_letter_is_counted():
    one = Verdict(COFFEE, Reading((heard("caffeine", quote="a coffee"),), (HeardRating("mood", 7, "Mood seven"),)))
    assert one.foreign_quotes == ("a coffee",)
    assert verdict(COFFEE, heard("stress", quote="")).foreign_quotes == ("",)


@pytest.mark.parametrize(
    ("amount", "unit", "near"), [(1.0, "cups", True), (1.009, "cups", True), (1.02, "cups", False), (1.0, "mg", False)]
)
def test_an_amount_is_right_within_one_percent_in_the_labels_unit(amount, unit, near):
    assert is_near_amount(COFFEE.events[0], heard("caffeine", amount=amount, unit=unit)) is near


def test_an_amount_that_was_not_read_is_wrong():
    assert not is_near_amount(COFFEE.events[0], heard("caffeine"))


@pytest.mark.parametrize(
    ("label", "read", "near"),
    [
        (time(16), time(16, 30), True),
        (time(16), time(16, 31), False),
        (time(16), time(4), False),
        (time(0, 10), time(23, 50), True),
        (time(16), None, False),
    ],
)
def test_a_time_is_right_within_half_an_hour_also_across_midnight(label, read, near):
    assert is_near_time(label, read) is near


def test_a_rating_is_right_within_one_and_a_half_on_its_scale():
    assert is_near_rating(7, "mood", [HeardRating("mood", 8.5, "a")])
    assert not is_near_rating(7, "mood", [HeardRating("mood", 8.6, "a")])
    assert not is_near_rating(7, "mood", [HeardRating("energy", 7, "a")])


def test_the_interval_of_a_mixed_reading_holds_its_f1_and_narrows_to_a_point_where_all_is_alike():
    right, wrong = verdict(COFFEE, heard("caffeine"), heard("stress")), verdict(WIFE, heard("alcohol"))
    low, high = f1_interval([right, wrong] * 20, seed=1)
    assert low < counted([right, wrong] * 20).f1 < high
    assert f1_interval([right] * 5, seed=1) == (1.0, 1.0)
    assert f1_interval([wrong] * 5, seed=1) == (0.0, 0.0)


def test_the_report_of_a_list_of_words_is_as_worked_by_hand():
    """Read are: wine with yes (flipped, of another), the sauna (to come), beers of none ("beer" alone is a word), coffee and stress."""
    ticks = iter((10.0, 12.0))
    found = scored(CatalogWords(), [WIFE, TOMORROW, YESTERDAY, COFFEE], "dev", seconds=lambda: next(ticks))
    assert found.events == Counts(hits=2, extra=2, missing=2)
    assert {name: (one.errors, one.texts_with_error, one.texts, one.events) for name, one in found.errors.items()} == {
        "negation": (1, 1, 1, 4),
        "tense": (1, 1, 2, 4),
        "person": (1, 1, 1, 4),
        "any": (2, 2, 3, 4),
    }
    assert (found.errors["any"].of_events, found.errors["any"].of_texts) == (0.5, pytest.approx(2 / 3))
    assert (found.amounts.right, found.amounts.of, found.times.of, found.ratings.right, found.ratings.of) == (0, 1, 1, 0, 1)
    assert found.by_tag["tense"] == Counts(0, 1, 1)
    assert found.foreign_quotes == 0
    assert found.texts_per_second == pytest.approx(2.0)
    assert found.baseline.events == found.events


def test_the_report_is_plain_data():
    plain = json.loads(json.dumps(report(CatalogWords(), "dev").to_json()))
    assert plain["texts"] == 200
    assert plain["events"]["f1"] == plain["baseline"]["events"]["f1"] < 0.6
    assert plain["f1_interval"][0] < plain["events"]["f1"] < plain["f1_interval"][1]
    assert set(plain["errors"]) == set(plain["definitions"]) == {"negation", "tense", "person", "any"}


def test_mistakes_are_listed_of_the_part_that_may_be_looked_at_and_of_no_other():
    found = {one.text_id: one for one in mistakes(CatalogWords(), "dev")}
    assert len(found) > 100
    assert all(one.missing or one.extra or one.details for one in found.values())
    for unseen in UNSEEN:
        with pytest.raises(ValueError, match=f"not listed for the part '{unseen}'"):
            mistakes(CatalogWords(), unseen)


@pytest.fixture(scope="module")
def learned() -> dict[Part, ExtractionReport]:
    reader = LearnedReader()
    return {part: report(reader, part) for part in REPORTED}


def test_the_reader_in_force_reaches_nine_tenths_on_the_part_held_back_from_its_makers(learned: dict[Part, ExtractionReport]):
    assert learned["held_back"].events.f1 >= 0.90, learned["held_back"].events


@pytest.mark.xfail(reason="the goal: errors of negation, tense or person under 2% of events; measured so far 3.1%", strict=True)
def test_its_errors_of_negation_tense_and_person_are_rare(learned: dict[Part, ExtractionReport]):
    assert learned["held_back"].errors["any"].of_events < 0.02


def test_what_it_has_reached_stays_and_every_quote_stands_in_its_text(learned: dict[Part, ExtractionReport]):
    assert learned["dev"].events.f1 >= 0.97
    assert learned["blind"].events.f1 >= 0.87, learned["blind"].events
    assert learned["blind"].errors["any"].of_events < 0.05
    assert sum(one.foreign_quotes for one in learned.values()) == 0


def test_it_reads_what_its_authors_did_not_think_of_far_better_than_the_rules(learned: dict[Part, ExtractionReport]):
    rules = report(RuleReader(), "blind")
    assert learned["blind"].events.f1 > rules.events.f1 + 0.12
    assert learned["blind"].errors["any"].of_events < rules.errors["any"].of_events


def test_what_the_rules_have_reached_stays_and_every_quote_stands_in_its_text():
    held, seen = report(RuleReader(), "held_back"), [report(RuleReader(), part) for part in ("dev", "further")]
    assert held.events.f1 >= 0.84, held.events
    assert held.errors["any"].of_events < 0.09
    assert held.events.f1 > held.baseline.events.f1 + 0.5
    assert [one.events.f1 >= least for one, least in zip(seen, (0.98, 0.93), strict=True)] == [True, True]
    assert held.foreign_quotes == sum(one.foreign_quotes for one in seen) == 0
