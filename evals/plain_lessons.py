"""The plainest sentences of each kind, made from frames: what people try first, and what authors of texts find too dull to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from core.records import Answer
from evals.extraction_corpus import Decoy, LabelledEvent, LabelledText

DEEDS: dict[str, str] = {
    "alcohol": """
    drink alcohol/drank alcohol/alcohol; have a beer/had a beer/beer; drink wine/drank wine/wine; have a whisky/had a whisky/whisky;
    drink two beers/drank two beers/beer; have a glass of wine/had a glass of wine/wine; have a cocktail/had a cocktail/cocktails
    """,
    "caffeine": """
    drink coffee/drank coffee/coffee; have a coffee/had a coffee/coffee; have an espresso/had an espresso/espresso; drink black
    tea/drank black tea/black tea; drink a cola/drank a cola/cola; have an energy drink/had an energy drink/energy drinks
    """,
    "late_meal": """
    eat late/ate late/late meal; have a late dinner/had a late dinner/late dinner; eat at ten in the evening/ate at ten in the
    evening/late eating; have a midnight snack/had a midnight snack/midnight snack; eat just before bed/ate just before bed/eating
    before bed
    """,
    "hard_training": """
    train hard/trained hard/hard training; do a hard workout/did a hard workout/hard workout; run intervals/ran intervals/intervals;
    lift heavy weights/lifted heavy weights/lifting; go to the gym/went to the gym/gym; train/trained/training; run a race/ran a
    race/race
    """,
    "travel": """
    travel to Rome/travelled to Rome/travel; fly to London/flew to London/flight; take a long train/took a long train/long journey;
    drive for five hours/drove for five hours/long drive; travel/travelled/travelling
    """,
    "medication": """
    take a painkiller/took a painkiller/painkiller; take ibuprofen/took ibuprofen/ibuprofen; take my medication/took my
    medication/medication; take a sleeping pill/took a sleeping pill/sleeping pill; take antibiotics/took antibiotics/antibiotics;
    use my inhaler/used my inhaler/inhaler
    """,
    "sauna": """
    go to the sauna/went to the sauna/sauna; have a sauna/had a sauna/sauna; sit in the steam room/sat in the steam room/steam room;
    be in the sauna/was in the sauna/sauna
    """,
    "meditation": """
    meditate/meditated/meditation; do breathwork/did breathwork/breathwork; meditate for ten minutes/meditated for ten
    minutes/meditation; do a body scan/did a body scan/body scan
    """,
    "screen_in_bed": """
    watch TV in bed/watched TV in bed/TV in bed; scroll on the phone in bed/scrolled on the phone in bed/phone in bed; use the
    laptop in bed/used the laptop in bed/laptop in bed; look at a screen in bed/looked at a screen in bed/screens in bed
    """,
    "sex": """
    have sex/had sex/sex; make love/made love/sex
    """,
    "nap": """
    take a nap/took a nap/nap; have a nap/had a nap/nap; nap for half an hour/napped for half an hour/nap; nap/napped/nap
    """,
}
"""By kind: what is done, what was done, and what it is called."""
_PARTS_OF_THE_DAY = ("", " today", " this evening", " tonight")
_DID = ("I {past}{day}", "{past}{day}", "today I {past}", "so I {past}{day}", "yes I {past}{day}", "we {past}{day}")
_DID_NOT = (
    "I did not {base}{day}", "I didn't {base}{day}", "no {thing}{day}", "no {thing} for me{day}", "I haven't had any {thing} today",
    "{thing}: no", "didn't {base}{day}", "I skipped the {thing}{day}", "there was no {thing} today", "today no {thing}",
)  # fmt: skip
_YESTERDAY = ("yesterday I {past}", "I {past} yesterday", "last night I {past}")
_TOLD_ONLY = {
    "future": ("tomorrow I will {base}", "I am going to {base} tomorrow", "I want to {base} at the weekend", "maybe I will {base} later"),
    "person": ("my wife {past}{day}", "Tom {past}{day}", "my brother says he {past}", "our neighbours {past} last night"),
    "habit": ("I usually {base} on Fridays", "I often {base}", "I never {base} in the evening", "normally I {base} once a week"),
    "past": ("last week I {past}", "I {past} a month ago", "years ago I {past}"),
    "hypothetical": ("I would like to {base}", "should I {base}?", "if I {past} I would sleep badly", "I thought about whether to {base}"),
}
STATES: dict[tuple[str, Answer], str] = {
    ("illness", "yes"): """
    I am sick; I feel sick; I have a cold; I have a fever; I have a headache; I've got a sore throat; I was ill; feeling ill; I am
    coming down with something; I have the flu; my stomach is upset; I have a migraine
    """,
    ("illness", "no"): """
    I am not sick; I am not ill; no cold; no fever; no headache; I feel healthy; I am healthy; the cold is gone; not sick; no
    illness; I don't feel ill
    """,
    ("stress", "yes"): """
    I was stressed; I am stressed; it was a stressful day; work was stressful; I had a lot of stress; I feel anxious; I am very
    tense; so much stress at work; I was nervous all day; I feel overwhelmed; I had an argument with my boss
    """,
    ("stress", "no"): """
    I was not stressed; no stress; it was a calm day; I am relaxed; a relaxed day; not stressed at all; I am not stressed; no stress
    at work; I feel calm
    """,
    ("menstrual_phase", "yes"): """
    my period started; I got my period; I am on my period; I have my period; I have my period and cramps; first day of my period
    """,
    ("menstrual_phase", "no"): """
    my period is over; no period; I am not on my period; my period has ended; no period yet; I don't have my period
    """,
    ("poor_sleep_expected", "yes"): """
    I have to get up at four tomorrow; my alarm is set for half past four; I have a night shift; it will be a short night; I will
    sleep badly; early flight tomorrow at six; I am on call tonight; I expect a bad night
    """,
    ("poor_sleep_expected", "no"): """
    I can sleep in tomorrow; no alarm tomorrow; it will be a long night's sleep; I expect to sleep well; I don't have to get up
    early; no early start tomorrow
    """,
    ("hard_training", "no"): """
    I went for an easy walk; a rest day; rest day today; only light stretching; I took it easy, just a gentle walk; an easy recovery
    jog; no sport today
    """,
    ("late_meal", "no"): """
    dinner was at six; I ate dinner at half past six; I had an early dinner; nothing to eat after seven; we ate early
    """,
    ("alcohol", "no"): """
    I stayed sober; sober today; I drank no alcohol; nothing to drink today, only water; an alcohol free beer; a dry day; not a drop
    """,
    ("caffeine", "no"): """
    only decaf; I had a decaf; no caffeine; caffeine free today; herbal tea only
    """,
    ("travel", "no"): """
    I stayed at home; I didn't travel anywhere; no travel today; I didn't go anywhere
    """,
    ("screen_in_bed", "no"): """
    the phone stayed out of the bedroom; no screens in bed; I read a book in bed, no phone
    """,
}
"""By kind and answer: what is told whole."""
_ENDS = ("", " today", ", I think", " to be honest")


@dataclass(frozen=True)
class _Deed:
    base: str
    past: str
    thing: str


def plain_lessons() -> list[LabelledText]:
    """All of them, the same each time, each once."""
    found = {text.text: text for text in (*_deeds(), *_states())}
    return list(found.values())


def _deeds() -> Iterator[LabelledText]:
    for kind, told in DEEDS.items():
        for deed in (_Deed(*(part.strip() for part in one.split("/"))) for one in _parts(told)):
            yield from _of_deed(kind, deed)


def _of_deed(kind: str, deed: _Deed) -> Iterator[LabelledText]:
    told: tuple[tuple[tuple[str, ...], Answer, int], ...] = ((_DID, "yes", 0), (_DID_NOT, "no", 0), (_YESTERDAY, "yes", 1))
    for frames, answer, day in told:
        for text in _said(frames, deed):
            yield _event(text, kind, answer, day)
    for why, frames in _TOLD_ONLY.items():
        for text in _said(frames, deed):
            yield LabelledText(f"plain: {text}", text, frozenset(), decoys=(Decoy(kind, why),))


def _parts(told: str) -> list[str]:
    """What stands between the semicolons, on one line each."""
    return [" ".join(one.split()) for one in told.split(";")]


def _said(frames: tuple[str, ...], deed: _Deed) -> Iterator[str]:
    for frame in frames:
        for day in _PARTS_OF_THE_DAY if "{day}" in frame else ("",):
            yield frame.format(base=deed.base, past=deed.past, thing=deed.thing, day=day)


def _states() -> Iterator[LabelledText]:
    for (kind, answer), told in STATES.items():
        for said, end in product(_parts(told), _ENDS):
            if end.strip(", ") not in said:
                yield _event(said + end, kind, answer, 0)
            elif not end:
                yield _event(said, kind, answer, 0)


def _event(text: str, kind: str, answer: Answer, days_ago: int) -> LabelledText:
    event = LabelledEvent(kind, answer, days_ago=days_ago, quote=text)
    return LabelledText(f"plain: {text}", text, frozenset(), (event,))
