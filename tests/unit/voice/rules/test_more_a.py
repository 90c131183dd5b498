"""What the deterministic reader makes of refusals in other words, other people, days and corrections; worked by hand from the rules."""

from __future__ import annotations

import pytest


def cases(table: str) -> list[tuple[str, list[str]]]:
    """A table of `text => event; event` as parameters; nothing behind the arrow where nothing is told."""
    rows = [line.partition("=>") for line in table.strip().splitlines()]
    return [(text.strip(), sorted(part.strip() for part in told.split(";") if part.strip())) for text, _, told in rows]


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    They handed me a beer at the barbecue and I handed it straight back. => alcohol no
    Bottle of rum from my brother in law, it stayed shut. => alcohol no
    there was champagne for the merger, i gave it a miss and had elderflower => alcohol no
    The bottle stayed shut. => alcohol no
    Mum had a gin. I had a lemonade and drove her home. => alcohol no
    I made myself a coffee at ten and it went cold on the desk, never touched it. => caffeine no
    I almost had a glass of wine but decided against it. => alcohol no
    I was supposed to take my antibiotics but forgot. => medication no
    The sleeping pills stayed in the drawer. => medication no
    I lay down for a nap but couldn't drop off. => nap no
    I couldn't train because of my ankle. => hard_training no
    the gym was closed so I went home => hard_training no
    It's been two days since I trained. => hard_training no
    I don't think I drank anything today. => alcohol no
    I haven't had alcohol since last weekend. => alcohol no
    Neither of us had any wine. => alcohol no
    Everyone except me had wine. => alcohol no
    Not my first coffee today, my third. => caffeine yes 1
    I didn't just have one beer, I had five. => alcohol yes 5
    The massage place had a sauna but I skipped that part. => sauna no
    Managed to stay away from sweets and booze. => alcohol no
    No coffee until noon, then two. => caffeine yes 2
    """),
)
def test_a_refusal_is_heard_though_it_names_nothing(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    My mother in law who lives in Bergamo and who is eighty one has bronchitis and refuses the antibiotics. =>
    A friend of mine from the choir, Agnes, meditates two hours a day. =>
    My husband, he went to his football training and after that he drank, I suppose, two beers. =>
    the guy i'm seeing drinks way too much coffee =>
    All four of my grandchildren had chocolate before bed. =>
    My flatmate's boyfriend cooked and drank most of the wine. =>
    Half the office is ill. =>
    I let him have my beer. =>
    My colleague, who sits next to me, is sick. =>
    had a sip of my wife's wine => alcohol yes
    A couple of beers with friends. => alcohol yes 2
    """),
)
def test_others_are_told_from_the_speaker_however_they_are_named(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    I'm flying tomorrow at six in the morning. =>
    I dreamt I was drinking wine. =>
    I'm dying for a coffee. =>
    I rarely drink, but tonight I had a gin and tonic. => alcohol yes 1
    Did I drink yesterday? One pint. Today? Nope. => alcohol no; alcohol yes 1 yesterday
    I drank a beer. That was yesterday though. => alcohol yes 1 yesterday
    It wasn't one beer, it was three. => alcohol yes 3
    I didn't go to the gym, I lie, I did go. => hard_training yes
    Dinner was at nine. Actually I looked at the receipt and it was half past seven. => late_meal no
    two lagers and one more at Anna's, so three in total => alcohol yes 3
    Stressful? A bit. => stress yes
    Sex: no. Nap: no. Sauna: yes. => nap no; sauna yes; sex no
    I had a beer in my garden => alcohol yes 1
    """),
)
def test_days_questions_and_corrections_hold_over_sentences(heard, text, told):
    assert heard(text) == told
