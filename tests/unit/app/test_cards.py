"""The printed forecast."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from agent.day import Evening
from app.cards import Setting, forecast_card
from app.record import RunRecord
from app.tracks import Run
from intelligence.reliability import TargetRecord, TrackRecord


@pytest.fixture
def card(forecast_json, printed):
    def show(status="sealed", width=80, **setting):
        return printed(
            forecast_card(Evening(status, forecast_json), Setting(width=width, zone=ZoneInfo("Europe/Berlin"), **setting)), width
        )

    return show


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(card, width):
    assert max(len(line) for line in card(width=width).splitlines()) <= width


def test_medians_and_ranges_are_printed_with_the_digits_of_their_target(card):
    text = card()
    # 48 ± 1.2816 · 7.8 = 38.0 … 58.0, and 14.6 ± 1.2816 · 0.4 = 14.1 … 15.1
    assert "48     38 – 58" in text
    assert "14.6   14.1 – 15.1" in text


def test_the_usual_range_stands_beneath_each_forecast(card):
    lines = card().splitlines()
    place = next(index for index, line in enumerate(lines) if line.startswith(" heart rate variability  "))
    assert "usual" in lines[place + 1]
    assert "44 – 61" in lines[place + 1]
    assert "└" in lines[place + 1]


def test_a_median_outside_the_usual_range_is_said_so(card):
    assert "bpm · above usual" in card()


def test_a_target_without_a_forecast_tells_why(card):
    assert "heart rate variability (SDNN): no forecast, needs 5 nights, has none" in card()


def test_the_words_of_a_journal_are_neither_markup_nor_commands_to_the_terminal(card):
    text = card(width=120)
    assert "[bold red]wine[/]" in text
    assert "\x1b" not in text


def test_evidence_tells_its_effect_in_standard_deviations(card):
    text = " ".join(card().split())
    assert "alcohol: yes, 97% sure · heart rate variability −0.28 σ, resting heart rate +0.31 σ, ranges up to ×1.10" in text


def test_it_says_who_spoke_and_what_did_not_go_as_planned(card):
    text = card()
    assert "offline analyst (rules, no language model)" in text
    assert "Not as planned: deadline." in text


def test_a_language_model_is_named(card, forecast_json):
    forecast_json["agent"] = {"kind": "llm", "model": "qwen3:8b", "degraded": [], "calls": 6, "tokens": 5321, "seconds": 9.4}
    assert "the language model qwen3:8b · 6 turns, 5,321 tokens · 9.4 s" in card()


def test_a_forecast_that_stands_already_says_so(card):
    assert "stands sealed already" in card("stands")


def test_a_late_forecast_gives_the_reason(card, forecast_json):
    forecast_json["late"] = True
    assert "deadline" in card("late")
    assert "It was sealed late" in " ".join(card("stands").split())


def test_a_preview_shows_no_seal_and_how_to_get_one(card, forecast_json):
    forecast_json.update(seal=None, revision=None)
    text = card("preview")
    assert "a preview is never sealed" in text
    assert "morrow forecast" in text


def test_times_are_the_persons_own(card):
    assert "1 Mar 2026, 21:00 (UTC+01:00)" in card()


def test_a_simulated_person_is_always_named_so(card):
    assert "someone, a simulated person" in card(simulated=True)
    assert "simulated" not in card(simulated=False)


def test_a_bad_record_shows_as_well_as_a_good_one(card):
    target = TargetRecord(41, 3.95, 5.4, 0.78, 0.95, {}, 0.058)
    worse = TargetRecord(41, 1.2, 1.6, 0.83, 0.95, {}, -0.02)
    record = RunRecord(Run("replay", "history"), TrackRecord(41, {"hrv_rmssd_ms": target, "resting_hr_bpm": worse}))
    text = card(records=(record,))
    assert "replay (history): 41 nights scored as sealed." in text
    assert "5.8% better" in text
    assert "2.0% worse" in text


def test_a_card_needs_no_zone_and_no_record(forecast_json, printed):
    text = printed(forecast_card(Evening("sealed", forecast_json), Setting(zone=UTC)))
    assert "20:00 (UTC+00:00)" in text
    assert "Track record" not in text


def test_a_prior_that_was_fitted_on_this_person_is_said(card, forecast_json):
    assert "prior" not in card()
    forecast_json["prior"]["includes_person"] = True
    assert "fitted on this person" in " ".join(card().split())


def test_a_refused_model_is_told_in_one_line_and_of_more_the_first(card, forecast_json):
    assert "Not as trained" not in card()
    sentence = "model hrv_rmssd_ms/default ridge v2 is refused: ridge.json has been changed"
    forecast_json["data_quality"]["refused_models"] = [sentence]
    assert f"Not as trained: {sentence}." in " ".join(card().split())
    forecast_json["data_quality"]["refused_models"] = [sentence, "another", "a third"]
    assert f"{sentence} (and 2 more; morrow doctor tells which)." in " ".join(card().split())
