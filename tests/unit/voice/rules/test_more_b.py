"""More sentences on what is drunk, eaten and swallowed, in many people's words; the expected events are the labelling rules by hand."""

from __future__ import annotations

import pytest


def cases(table: str) -> list[tuple[str, list[str]]]:
    """A table of `text => event; event` as parameters; nothing behind the arrow where nothing is told."""
    rows = [line.partition("=>") for line in table.strip().splitlines()]
    return [(text.strip(), sorted(part.strip() for part in told.split(";") if part.strip())) for text, _, told in rows]


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    cheeky little tinnie after work then another two at Dazza's place so three all up => alcohol yes 3
    Smashed a couple of schooners at the pub arvo was a good one mate => alcohol yes 2
    I was on the piss last night with the boys, feeling rough as guts this morning => alcohol yes yesterday
    the wine stayed corked tonight, I had fizzy water instead => alcohol no
    just the one for me, a pint of bitter around half five with the lads from the site => alcohol yes 1 @17:30
    split a bottle of red with my sister over the steak, so half a bottle each => alcohol yes 2.5
    Finished the whole bottle of Merlot on my own. Not proud. => alcohol yes 5
    we had a bottle of prosecco between five of us so one glass each really => alcohol yes 1
    yesterday we drank a bottle of Barolo between the two of us => alcohol yes 2.5 yesterday
    ouzo with the mezedes, three little glasses, and then bed => alcohol yes 3
    Nalewka from my uncle, two small glasses, for the stomach he says. => alcohol yes 2
    Designated driver so just Coke Zero for me, two of them => alcohol no; caffeine yes 2
    Bin ends at the wine shop were half price so we've got six bottles for Christmas =>
    Went to a wine tasting but spat everything out, I was driving. => alcohol no
    Sober as a judge tonight. => alcohol no
    lime and soda all night long, designated dave they call me => alcohol no
    Kaffee number four at half three and it's still not enough => caffeine yes 4 @15:30
    We didn't sit down to eat until gone ten => late_meal yes @22:00
    tea was on the table at five like always, shepherds pie => late_meal no
    Maccas run at half eleven with the kids from footy => late_meal yes @23:30
    Stood at the fridge at midnight eating cold lasagna with my hands. => late_meal yes @00:00
    Cena a las diez y media como siempre => late_meal yes @22:30
    Iftar was at nine fifteen and suhoor will be at three => late_meal yes @21:15
    room service club sandwich at ten past eleven, jet lag does that => late_meal yes @23:10; travel yes
    took magnesium and vitamin D, nothing else =>
    Doctor prescribed me antibiotics, I start tomorrow. =>
    my thyroid pill at six, as every morning, and then an hour without coffee => medication yes @06:00
    melatonin gummy at ten => medication yes @22:00
    Skipped my Lexapro by accident. => medication no
    two puffs of Ventolin before the hill reps => hard_training yes; medication yes
    Red Bull? No thanks. Water did the job. => caffeine no
    Chai from the stall, three small glasses, very sweet. => caffeine yes 3
    PG Tips, milk no sugar, five mugs if you're counting => caffeine yes 5
    kopi o at the hawker centre, two cups => caffeine yes 2
    nothing after eight, kitchen closed => late_meal no
    I took an Alka-Seltzer and a Berocca for the head => illness yes; medication yes
    Half a pint at lunch, that's all. => alcohol yes 0.5
    Grandson's birthday, cake and candles and a thimble of sherry for me. => alcohol yes 1
    took a Zyrtec around eight because the cat slept on my pillow => medication yes @08:00
    Just popped an Ambien, see you tomorrow. => medication yes
    popcorn for dinner at seven, film, bed => late_meal no
    just finished a night shift, ate a big plate of jollof at four in the morning => late_meal yes @04:00
    We had Thai delivered, it came at quarter to ten, I was starving => late_meal yes @21:45
    first pint in six weeks, and christ it was lovely => alcohol yes 1
    my girlfriend had two cocktails and half of mine, so I had half a cocktail, fine by me => alcohol yes 0.5
    they gave me an oxycodone after the dentist, spaced out since => medication yes
    80 milligrams of caffeine from a gel at kilometre thirty of the marathon => caffeine yes 80mg; hard_training yes
    spritz at seven on the terrace then a glass of Nero d'Avola with the pasta => alcohol yes 2 @19:00
    Diet Coke with lunch, and another one around 5 => caffeine yes 2 @17:00
    Chang beer, large bottle, shared, then water. => alcohol yes
    passed on the eggnog, passed on the mulled wine, passed on everything fun => alcohol no
    """),
)
def test_intake_is_heard_in_many_peoples_words(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    the kids are monsters =>
    met Joe for a chat =>
    took the express train to Gibraltar => travel yes
    the bitter cold =>
    at Sunday mass =>
    in good spirits =>
    Clara came over with Hugo =>
    drunk people on the train =>
    sat in the café reading =>
    proposed a toast to the bride =>
    wine gums =>
    took magnesium =>
    had my flu shot =>
    """),
)
def test_look_alikes_tell_nothing(heard, text, told):
    assert heard(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    cases("""
    two pints of lager => alcohol yes 2
    a pint of bitter => alcohol yes 1
    drinks: 0 => alcohol no
    drank way too much coffee => caffeine yes
    drank alcohol-free beer all night => alcohol no
    dinner nineish => late_meal yes @21:00
    a snack just before bed => late_meal yes
    chocolate biscuits at four =>
    no food after 8 pm => late_meal no
    we ate at nearly ten => late_meal yes @22:00
    """),
)
def test_portions_and_hours_are_counted(heard, text, told):
    assert heard(text) == told


def test_no_phrase_of_intake_is_so_wide_that_the_lexicon_grows_slow():
    from voice.rules.lexicon_intake import intake

    widest = 1
    for phrase, _ in intake():
        size = 1
        for part in phrase.split():
            size *= part.count("|") + 1 + part.startswith("[")
        widest = max(widest, size)
    assert widest < 10_000
