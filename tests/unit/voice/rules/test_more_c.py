"""What the deterministic reader makes of body and doings in other people's words; the expected events are worked by hand."""

from __future__ import annotations

import pytest


def cases(table: str) -> list[tuple[str, list[str]]]:
    """A table of `text => event; event` as parameters; nothing behind the arrow where nothing is told."""
    rows = [line.partition("=>") for line in table.strip().splitlines()]
    return [(text.strip(), sorted(part.strip() for part in told.split(";") if part.strip())) for text, _, told in rows]


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    five sets of Bulgarian split squats, I could barely get down the stairs => hard_training yes
    did a bodypump class at six and nearly died => hard_training yes @18:00
    my legs are toast from the intervals and my throat is scratchy => hard_training yes; illness yes
    Two hours of judo, my gi is soaked => hard_training yes
    gave the gym a miss my lower back isn't having it => hard_training no
    haven't been to the gym today => hard_training no
    did not work out => hard_training no
    too lazy for the gym => hard_training no
    only some foam rolling => hard_training no
    heute kein Training => hard_training no
    squatted 140 kilos => hard_training yes
    i'm training for a marathon =>
    we watched the marathon on TV =>
    """),
)
def test_training_is_heard_in_many_words(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    Had words with my landlord about the boiler => stress yes
    my stomach has been in knots since the email => stress yes
    work was mental today => stress yes
    my anxiety was high => stress yes
    everything went wrong at work => stress yes
    I couldn't relax => stress yes
    stress was low => stress no
    kept my cool => stress no
    didn't get stressed => stress no
    a stress ball on my desk =>
    """),
)
def test_stress_is_heard_in_many_words(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    I didn't feel well today => illness yes
    not feeling well => illness yes
    lost my voice => illness yes
    my throat feels like sandpaper => illness yes
    tengo fiebre => illness yes
    can't shake this cold => illness yes
    fully recovered => illness no
    the sore throat is gone => illness no
    fit as a fiddle => illness no
    I don't have a fever => illness no
    cold weather today =>
    my brother has the flu =>
    """),
)
def test_illness_is_heard_in_many_words(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    took the sleeper from vienna to zagreb last night => travel yes yesterday
    seven hours by bus => travel yes
    nine hours from Aberdeen to Penzance => travel yes
    spent five hours on trains => travel yes
    booked flights to Rome =>
    shut my eyes for twenty minutes after lunch => nap yes
    got my head down for half an hour => nap yes
    did ten minutes on the cushion before breakfast => meditation yes
    skipped my meditation => meditation no
    three rounds of sauna and ice bath => sauna yes
    the sauna was closed => sauna no
    checked emails in bed => screen_in_bed yes
    left my phone to charge in the hall => screen_in_bed no
    we slept together => sex yes
    not had sex for weeks => sex no
    the red army has arrived => menstrual_phase yes
    my period hasn't come => menstrual_phase no
    up early tomorrow => poor_sleep_expected yes
    I won't sleep much tonight => poor_sleep_expected yes
    I don't have to get up early tomorrow => poor_sleep_expected no
    can sleep until ten => poor_sleep_expected no
    """),
)
def test_other_doings_are_heard_in_many_words(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my mood went from a three this morning to an eight tonight", {"mood": 8.0}),
        ("My mood is about a six and energy maybe four.", {"mood": 6.0, "energy": 4.0}),
        ("mood's not great, four maybe, energy through the floor", {"mood": 4.0, "energy": 1.5}),
        ("mentally I'm a nine, physically a two", {"mood": 9.0, "energy": 2.0}),
        ("mood good, two beers", {"mood": 8.0}),
        ("two cans of energy drink", {}),
    ],
)
def test_ratings_are_told_from_other_numbers(rated, text, told):
    assert rated(text) == told
