"""Small words that turn what is said: negation, tense, habit, days, hedges, corrections, how strongly.

Long because all such words stand in one list each, so that the longest phrase wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from voice.rules.phrases import Phrases

Turn = Literal[
    "neutral",
    "no",
    "not",
    "after_no",
    "future",
    "unreal",
    "tomorrow",
    "habit",
    "ago",
    "yesterday",
    "today",
    "hedge",
    "cue",
    "scratch",
    "degree",
]


@dataclass(frozen=True)
class Mark:
    """What a small word does."""

    turn: Turn
    value: float = 0.0
    """Of a degree: 0 … 1."""


_NEUTRAL = """
    n't|not been|felt this|so|such|as|that;
    not my|the|her|his first|only|last; no idea; no clue; could n't|not have|be [been] [any] more|less|better|happier|worse|busier;
    could n't|can n't believe|decide|tell|say|think|imagine|face the|explain|recommend|figure; can not wait; not [too|so|very|that]
    much; not a lot; n't [drink|have|had|drunk] [too|so|that|very] much; n't [drink|have|had] a lot; not only|just|simply|merely; no
    doubt|idea|wonder|matter|problem|problems|worries|worry|joke|kidding|clue|big deal; no more|less|fewer than; not more|less|fewer
    than; not to mention; couldn't resist|help; cannot resist|help; couldn't|can't say no; can not resist; couldn't do|survive|
    function|manage|live|cope without; can't do|survive|function|live|cope|work without; cannot do|survive|function|live|cope|work
    without; n't|not skip|avoid|miss|resist|refuse|decline|cancel; n't|not go without|get around; not without; didn't say no;
    couldn't say no; nothing but|except; why not; not until; not till; not sure; not bad; not gonna lie; not going to lie; can't
    wait; no sooner; no time; not long|far; not alone; not great|good|well|ideal|optimal|amazing|perfect; wasn't great|good|bad|
    ideal|sure|long; not much|too much else; not a big|huge fan; not surprisingly; no surprise; no one; no thanks to; can't
    complain; didn't sleep|know|mind|care|matter|stop|realise|realize|help|notice|finish|see|plan; couldn't sleep|stop|wait|fall;
    not sleeping|sleep; haven't slept; hasn't stopped; can't stop|sleep|remember; don't know|mind|care|remember|ask|worry; wasn't
    planned|planning; didn't really sleep; didn't forget; never mind; nevermind; not yet over; not long after; not far; in no time;
    not a moment too soon; no way around; not one but; not a|one but; not fully|completely|quite|really recovered; not enough; no
    stranger; no pain no gain; no rest; without [a] problem|problems|doubt|question|fail|issue|issues|thinking|realising|realizing|
    stopping|me; not that [i] ; feel|feels|felt|feeling as if|though; as|like always|usual|ever|every; always tired; my usual; the
    usual; would have you believe; will power; a|one|the|another|small|big|single can; can of; may day; in may; last may; i must
    say|admit; must have been|had; i'd say; i would say; i have to say|admit; could feel|hear|see|tell|barely|hardly; can feel|see|
    tell|hear; was supposed|meant to be; will be glad; almost|nearly a|an|one|two|three|four|five|six|half|ten|every|all|the|always|
    never; more than; usual coffee|tea|espresso|latte|wine|beer; never again; never felt; never been|felt|had so|this|such|more|
    worse; had to; going to bed|work|sleep|the|a|my|see; off to bed|sleep|work; was going well; needed [a|my|the|two|an|three];
    wanted to|a and did; once again|more; once i; at once; what if; would you believe; no later than; god will; free will; goodwill;
    not drunk enough; never enough; may have had; might have had|been|overdone|caught|eaten|drunk; i think; some time ago today;
    hours ago; hour ago; minutes ago; while ago; a while ago; later i had|drank|took|did|went|ate|got|was; planned on sleeping; just
    now; wasn't so|too great|good|well; didn't feel so|too great|good|well
    """
_NO = """
    no; zero; without [any]; w/o; kein|keine|keinen; ohne; sin; sans; senza; niente; sem; nada de; pas de; pas d; not a single; not
    one [single]; neither; none of; free of; lack of; instead of; rather than; not any; no more; void of; minus; nil; not even [a|
    one]
    """
_NOT = """
    refuse|refuses|refusing [to];
    been [a|an|about|over|almost|nearly|good|some] [few|couple|whole|two|three|four|five|six|seven|eight|nine|ten|2|3|4|5|6|7|8|9|
    10] [of] day|days|week|weeks|month|months|year|years|ages|forever|while since [i|we|my|our|the] [last]; could n't; can n't;
    could not; can not; unable to; taking|taken|took|having a break|pause|rest from; swore|sworn|swearing off; given up [on];
    cutting out; lay|laying|laid off; decided against; talked myself out of; opted against; chose not to; was|were|am|'m n't|not
    able to; thought better of; got out of; wriggled out of; was n't up for|to; held off [on]; holding off [on]; shied away from;
    n't have|drink|touch so much as; not so much as; would n't call it|that; would n't say [it|that|i] [was|is]; not; n't; cannot;
    never; nor; skipped|skip|skipping; avoided|avoiding|avoid; stayed|steered|stay|staying|steering|kept|keeping|keep [well|far]
    [away|clear|off] from|of; stayed|staying|stay|kept|keeping off [the]; stayed|kept off; gave up [on]; giving up; passed on;
    turned down; said no to; saying no to; declined; refused; resisted|resisting; cancelled|canceled|cancel|cancelling|canceling;
    missed|missing; forgot|forgotten|forgetting [to] [take|have|do]; bailed on; laid|lay off [the]; quit; quitting; cut out; dropped
    out of; stop|stopped|stopping drinking|having|eating|taking; ditched; abstained from; abstaining from; refrained from; gave _ a
    miss; no longer; failed to; did n't get|come around to; did n't manage to; no chance to|for; no time to|for; too lazy|tired|busy
    to|for; could n't be bothered to; hardly any; nothing; nobody's; haven't; haven't any; called off; swapped out; postponed; sat
    out; nothing like; far from; anything but; gave it a pass; put off; opted out of; weder; neither any
    """
_AFTER_NO = """
    went untouched; untouched; a miss; [was|is|were] closed|shut|cancelled|canceled; was|is out of order; was|is broken; left
    untouched; none; zero; nope; no; nil; nada; not today|really|any|at; did n't happen; never happened; has n't happened; was n't
    happening; was n't on the menu|cards|table|agenda; is n't happening; not happening; was|got|is|were [been] cancelled|canceled|
    postponed; was|got|is|were called off; fell through; was|is off; nowhere to be seen; none at all; none today; not a drop; not a
    sip; was n't for me; did n't work out; got skipped; was skipped; i skipped|avoided|refused|declined|passed; was a no; is a no;
    0; not even one; not for me; no for me; is|are|was|were|has|have|'s [finally|all|completely|now|basically] [been] gone|over|
    vanished|stopped|passed|cleared|lifted|disappeared|subsided|eased; did i skip|not; i did n't [have|drink|take|do|touch|get|want|
    go]; not touched; gone; went away; cleared up; not one; not a single; i left out; i could n't; not tonight; i gave a miss; out
    of the question
    """
_FUTURE = """
    will; 'll; shall; wo n't; gonna; going to; going out|for|over; about to; plan|plans|planning|planned [on] [to|for|a|an|some];
    the plan; intend|intending|intended [to]; hope|hoping|hoped to|for|it; looking forward to; due to start|begin; supposed to;
    meant to; expecting [a]; ready for a|my; off to; have|has to; need|needs to; must; 've to; got to be|get|go; waiting for; might;
    may; can; am|'m|are|'re|is|be [going|meeting|flying|having|seeing|doing] tomorrow; to be taken|had|eaten; before i have; saving;
    on the calendar; coming up; ahead; booked [a|an|my]; is|'s booked for; signed up for; scheduled [a|an|for]; preparing [for];
    prepare for; packing for; packed for; getting ready for; ready to; let us; let 's; can have
    """
_UNREAL = """
    was|were|is|are|'s|'re|all out of;
    close to; on the verge of; about to skip|cancel|bail; nearly|almost|tempted|wanted|going|thought to|about|of skip|skipped|
    skipping|cancel|cancelled|bail|bailed|miss|missed; nearly|almost skipped|cancelled|bailed|missed|forgot|quit; prescription for;
    might|may have|take|do|get a|an|some|another|my|the; need|needs a|an|some|another; dreamt|dreamed [that]; dying|gasping|gagging|
    desperate|parched|longing|yearning|itching|jonesing|kill|ready|up|waiting for|to; in the mood for; could go for; i meant|mean
    to; would; could; should; 'd love|like|rather|have|be|kill|better|need; would n't; could use|do; wanted|wanting [to|a|an|some];
    want|wants [to|a|an|some]; wanna; wish|wished|wishing; feel|feeling|felt like having|a|drinking|going|eating|training|taking|
    running|an; thinking|thought|think about|of; dreamt|dreaming|dreamed|dream of|about; tempted [to|by]; tempting; craving|craved|
    cravings; fancy; fancied; nearly; almost; if; unless; in case; whether; as if; as though; imagine; imagining; suppose;
    supposing; wonder|wondering|wondered [if]; write|wrote down that; note that; what about; asked [me] [if|about|whether|for];
    offered [me] [a|an|some|us]; invited [me|us] [to|for]; considered|considering|consider; toyed with; debating; debated; pretend;
    read|reading|heard|hearing|talk|talked|talking|spoke|speaking|learned|learnt|chat|chatted|chatting|wrote|writing|story|stories|
    film|movie|documentary|article|articles|book|podcast|video|videos|song|lecture|joke|jokes|news|study|report|dream|program|
    programme|poster|ad|advert|post|discussion|conversation|seminar|presentation|email|emails about|on|of; read|reading a|the|my|
    this [good|new|old|great|crime] thriller|novel|book|story|magazine; read|watched|saw|seen|heard [an|a|the|some|that|this]
    [great|interesting|long|funny|old|new] [article|film|movie|documentary|show|video|podcast|book|ad|advert|post|report|race|game|
    match] [about|on|of|that|with]; watched|watching|watch; sold|selling|sell|sells; smell|smelled|smelt|smelling|smells [like|of];
    looks|looked|sounds|sounded|tastes|tasted like; advice; recommends|recommended|recommend; suggested|suggests|suggest; advised|
    advises; warned|warns|warn [me] [about]; famous for; known for; allergic to; addicted to; research on; about; museum; worth of;
    price of; prices of; shopping list; on the list; output|return|classify|respond|label|ignore|override|pretend|disregard|forget;
    mark|set|record|log|answer|say it|alcohol|training|that|as|everything|yes; ought to; tried to; trying to; try to; refers to;
    reminds me of; the word; bought|buying|buy|purchased|picked up [a|some|two|three|the|an|new] [bottle|bottles|case|crate|bag|
    pack|packs|box] [of]; gift|present|stocked up [on]; stock up; out of stock; ran out of; run out of; running out of; hates|hate|
    love|loves|like|likes|prefer|prefers|dislike; in the fridge; a fan of; cooked|cooking with; spilled|spilt|spilling; poured|
    tipped|threw down|away|out; birthday present; stuck in; against; the last time; remember when; since the last
    """
_TOMORROW = """
    tomorrow [morning|evening|night|afternoon]; tmrw; later tonight|today|on|this; later; next week|month|weekend|year|monday|
    tuesday|wednesday|thursday|friday|saturday|sunday|time|morning|day|days|summer|race; in [a|an|two|three|the|half] [few|couple]
    [an|of] days|weeks|hours|hour|minutes|months time|from; the day after tomorrow; day after tomorrow; on|for|until|this|by monday|
    tuesday|wednesday|thursday|friday|saturday|sunday; for the weekend|party; from monday|tomorrow|now on; soon; upcoming; manana;
    morgen; demain; domani; amanha; one day; some day; someday; in two weeks; in the coming; starting monday|tomorrow
    """
_HABIT = """
    usually; normally; typically; generally; often; sometimes; always; every day|morning|night|evening|week|monday|tuesday|
    wednesday|thursday|friday|saturday|sunday|weekend|year|time|afternoon|other|single; each day|morning|night|evening|week; most
    days|mornings|nights|evenings|weekends|of the time; on weekends|weekdays|mondays|tuesdays|wednesdays|thursdays|fridays|
    saturdays|sundays; in general; as a rule; tend|tends|tended to; whenever; used to; habit of; in the habit; from time to time;
    now and then; once a week|month|day|year; twice a week|month; three times a week; rarely; seldom; occasionally; regularly;
    normal day|days; on a normal|typical|regular; addict; all my life; my whole life; known for; swears by
    """
_AGO = """
    last week|month|year|summer|winter|spring|autumn|fall|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|time|
    christmas|season|january|february|march|april|june|july|august|september|october|november|december; earlier this|in week|month|
    year; _ days|weeks|months|years|nights ago; week|month|year|days|weeks|months|years ago; the other day|night|week; back then|
    when; when i was; as a kid|child|student; in college|university|school; in those days; in my twenties|youth|thirties|childhood|
    teens|day|forties; day|night|evening before yesterday|last; the day|night|evening before yesterday|last; a while back; ages ago;
    long ago; years ago; in my twenties|youth|thirties; since then; in the past; two|three|four|five|six days|nights|weeks|evenings
    before|earlier; over the weekend; at christmas; during university|college|school; in 2019|2020|2021|2022|2023|2024|2025; back
    in; once upon; on monday|tuesday|wednesday|thursday|friday|saturday|sunday; at the weekend; the week|month|year before; of last
    week|month|year
    """
_YESTERDAY = """
    yesterday [morning|evening|night|afternoon|lunchtime]; last night|evening; the night|evening|day before; night before; gestern;
    ayer; hier soir; ieri; ontem; late yesterday; anoche; yesterdays; yesterday 's
    """
_TODAY = """
    today; tonight; this morning|afternoon|evening|noon|lunchtime; right now; now; just now; earlier today|on|this|tonight; so far;
    all day; heute; hoy; oggi; hoje; at the moment; currently; hours ago; an hour ago; just; woke up; since yesterday; since last
    night
    """
_HEDGE = """
    maybe; perhaps; i think; possibly; probably; i guess; not sure; kind of; sort of; might have; may have; i suppose; seems; seem;
    feels like; could be; i believe; supposedly; something like; a hint of; bit of a; or something; i reckon; apparently
    """
_CUE = """
    turned into; became; ended up being; no wait; wait no; wait; hold on; hang on; i mean; i meant; actually no; no actually; well
    actually; actually; make it|that; or rather; sorry; correction; no no; let me correct; correct that|myself; i take that back;
    take that back; or no; oh no; no sorry; sorry no; my mistake; my bad; i misspoke; well no; no hang on; no hold on; not [_] but
    """
_SCRATCH = """
    just kidding; just joking; i lie; only joking|kidding; i 'm kidding|joking; i lied; i 'm lying; that 's a lie; that was a lie;
    strike that; scratch that; strike that; forget that; delete that; cancel that; ignore that; forget what i said; scratch it;
    never mind that; that 's wrong; that was wrong; not true; that 's the wrong word; wrong word; that 's not right|true
    """
_DEGREES = (
    (
        0.25,
        """
        a little [bit]; a bit [of]; slightly; slight; mild; mildly; a touch; a tad; somewhat; barely; a tiny bit; light; lightly;
        minor; small; kind of; kinda; not too; not very; un peu; un poco; ein bisschen; un po
        """,
    ),
    (0.5, "moderately; moderate; fairly; medium; reasonably; quite; pretty; rather; partly; half"),
    (
        0.75,
        """
        very; really; super; so; heavily; heavy; hard; strong; strongly; severe; bad; badly; nasty; intense; intensely; seriously;
        highly; a lot; terribly; awful; awfully; properly; big; serious; lots of; brutal; massive; huge; mega; muy; tres; sehr;
        molto; terrible
        """,
    ),
    (
        1.0,
        """
        extremely; incredibly; insanely; unbearably; totally; completely; absolutely; utterly; insane; extreme; max; maximal; worst;
        crazy; horribly; ridiculously; unbelievably; all out; full on
        """,
    ),
)


@cache
def marks() -> Phrases[Mark]:
    """The tree of marks; built once."""
    return Phrases(_entries())


def _entries() -> Iterator[tuple[str, Mark]]:
    groups: tuple[tuple[Turn, str], ...] = (
        ("neutral", _NEUTRAL),
        ("scratch", _SCRATCH),
        ("cue", _CUE),
        ("yesterday", _YESTERDAY),
        ("ago", _AGO),
        ("tomorrow", _TOMORROW),
        ("habit", _HABIT),
        ("today", _TODAY),
        ("unreal", _UNREAL),
        ("future", _FUTURE),
        ("no", _NO),
        ("not", _NOT),
        ("hedge", _HEDGE),
    )
    for turn, phrases in groups:
        for phrase in phrases.split(";"):
            yield spelled(phrase), Mark(turn)


@cache
def degrees() -> Phrases[Mark]:
    """The tree of words for how strongly; built once."""
    return Phrases((spelled(phrase), Mark("degree", value)) for value, phrases in _DEGREES for phrase in phrases.split(";"))


@cache
def after_no() -> Phrases[Mark]:
    """The tree of what says no behind the thing itself: "alcohol: none"; built once."""
    return Phrases((spelled(phrase), Mark("after_no")) for phrase in _AFTER_NO.split(";"))


def spelled(phrase: str) -> str:
    """A phrase with its contractions taken apart as the tokens are."""
    words: list[str] = []
    for word in re.sub(r"\|\s+", "|", phrase).split():
        choices = word.split("|")
        tail = next((tail for tail in _TAILS if all(choice.endswith(tail) and choice != tail for choice in choices if choice)), "")
        if tail or word == "cannot":
            tail = tail or "n't"
            words += ["|".join(_stem(choice.removesuffix(tail)) for choice in choices), tail]
        else:
            words.append(word)
    return " ".join(words)


_TAILS = ("n't", "'ll", "'ve", "'re", "'m", "'d", "'s")


def _stem(stem: str) -> str:
    return {"ca": "can", "wo": "will"}.get(stem, stem)


@cache
def words_of_marks() -> frozenset[str]:
    """Every word that some mark or degree spells."""
    return marks().words() | degrees().words() | after_no().words()
