"""What a small recogniser made of plain sentences said by synthetic voices, and what they told; typed sentences that sound alike stand."""

from __future__ import annotations

import pytest

from voice.rules.overheard import overheard
from voice.rules.tokens import tokenize

HEARD = """
Too glasses of wine with dinner, and no trading to me, I feel tired. => alcohol yes 2; hard_training no
Two glasses of wine with dinner and note raining today, I feel tired. => alcohol yes 2; hard_training no
No alcohol to me. => alcohol no
I ran Noel Cahill and went to bed early. => alcohol no
I'd run Kabir at the barbecue. => alcohol yes 1
I'd rank a beer at the barbecue. => alcohol yes 1
Last height I'd rank four glasses of wine. => alcohol yes 4 yesterday
I had a chin and tonic. => alcohol yes 1
I have three mirrors with friends. => alcohol yes 3
I had forbears. => alcohol yes 4
My wife had two glasses of wine, but I had money. => alcohol no
Hammond had a drink today. => alcohol no
I had to mess with those this morning. => caffeine yes 2
Forrest Wrestle's today. => caffeine yes 4
I rank green deathe fiber clock. => caffeine yes @17:00
I drank green deat five o'clock. => caffeine yes @17:00
I didn't bring Kenny Carphy. => caffeine no
Note raiding today. => hard_training no
Rest later day. => hard_training no
I went for an easy job. => hard_training no
I did not drain today. => hard_training no
Lack day was brutal. => hard_training yes
I hate late, just before mid. => late_meal yes
I ate a murder at midnight. => late_meal yes @00:00
I hate pizza at eleven at night. => late_meal yes @23:00
I had been a rat island in the evening. => late_meal yes @21:00
I feel sick and talk I be a Groven. => illness yes; medication yes
I feel sick and took Ivy Prophin. => illness yes; medication yes
I took anti-biotic space this morning. => medication yes
I talk asleeping, Bill. => medication yes
I took an app after lunch. => nap yes
No map today. => nap no
I went to the song after lunch. => sauna yes
I'm irritated for ten minutes. => meditation yes
No creams in bed to hide. => screen_in_bed no
I have yet lag. => travel yes
I flute amid this afternoon. => travel yes
My theory not started today. => menstrual_phase yes
I have to get a pet for tomorrow. => poor_sleep_expected yes
Trestful meeting in the morning. => stress yes
"""
TYPED = (
    "Ran a beer mile with my sister.",
    "I ran a wine bar for years.",
    "I hate late trains and I hate pizza.",
    "It is not raining today.",
    "That is news to me, and to me it was fine.",
    "We went to the song contest.",
    "I lost a friend in the trade to date.",
    "I took an apple and a map of the town.",
    "I'd run again if my knee were better.",
    "I want to rest at work.",
    "I looked in the mirror after dinner.",
    "He got a pet for his birthday.",
)


@pytest.mark.parametrize(("text", "told"), [row.split(" => ") for row in HEARD.strip().splitlines()])
def test_what_was_misheard_tells_what_was_said(heard, text, told):
    assert heard(text) == sorted(told.split("; "))


def test_the_sentence_misheard_still_rates_energy(rated):
    assert rated("Too glasses of wine with dinner, and no trading to me, I feel tired.") == {"energy": 3.0}


@pytest.mark.parametrize("text", TYPED)
def test_a_typed_sentence_that_sounds_alike_stands_as_it_is(text):
    tokens = tokenize(text)
    assert overheard(tokens) == tokens


def test_words_put_right_lie_where_the_misheard_ones_stood():
    text = "So I'd run Kabir today"
    places = [(token.norm, text[token.start : token.end]) for token in overheard(tokenize(text))]
    assert places == [("so", "So"), ("i", "I"), ("drank", "'d"), ("a", "run"), ("beer", "Kabir"), ("today", "today")]


def test_more_words_than_were_heard_share_the_last_place():
    text = "I took ivy prophin for my hairbake"
    meant = overheard(tokenize(text))
    assert [token.norm for token in meant] == ["i", "took", "ibuprofen", "for", "my", "headache"]
    assert text[meant[2].start : meant[2].end] == "ivy prophin"
    text = "I had forbears"
    assert [text[token.start : token.end] for token in overheard(tokenize(text))][2:] == ["forbears", "forbears"]
