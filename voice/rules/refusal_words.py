"""Words that refuse without naming what: "handed it back", "it stayed shut", "rained off", "decided against it"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from voice.rules.marks import spelled
from voice.rules.phrases import Phrases

_TAKEN = frozenset(["alcohol", "caffeine", "medication", "late_meal"])
_GONE_TO = frozenset(["hard_training", "sauna", "travel", "meditation", "nap", "sex"])


@dataclass(frozen=True)
class Refusal:
    """What some words refuse."""

    kinds: frozenset[str]
    strong: bool
    """True: takes back even what was told as done; False: only what was meant to be done."""


_BACK = """
    handed|gave|sent|pushed|passed|slid|moved|put|shoved|waved|brought|took|hand|pass|send|push it|mine|that|them|one|glass
    [straight|right|politely|gently] back|away|over|aside|along|off|on; handed|passed|gave|pushed|slid it|mine|that|them to|across;
    poured|tipped|chucked|emptied|threw|dumped|tossed|spat|flushed it|mine|them|that|everything|most [all] [of] [it] [straight|right]
    [quietly] down|into|in|out|away|back; poured|watered the plant|plants|flowers|garden|sink with it; went [straight|right]
    down the sink|drain|toilet|plughole|loo; went [straight|right] into|in the bin|sink|plant|drain|flowerpot; spat everything|it|all
    [all] out; left it|mine|them|that [standing|untouched|full|alone|sitting] [where] [on|there|in|at|be|untouched];
    left my glass|cup|plate; let it|them|mine|that be|stand|pass|sit|alone; let it go cold; never|n't|not touched|touch|opened|open|tasted|
    tried it|mine|any|them|one; never|n't|not touched|touch|had|tasted a drop|sip; gave it|them|that|mine|this [one]
    a miss|pass|swerve|skip;
    gave it|them a wide berth; turned|flipped my|the glass|cup [upside] [over] [down]; turned it|them upside down;
    put|held|kept my|a hand over [my|the] [glass]; covered my|the glass; shook my head; waved it|them|him|her|that away|off; politely
    declined|refused; walked [straight|right] past it|them|that; kept my hands off; hard pass; not for me; none|nothing for me
    [though|today|tonight]; not this time; poured|tipped|gave|gifted mine into|to|away|out|down|over|back;
    gave|handed|slid|passed my|the glass|cup|drink|pint|can|shot|portion to|back|away|over; handed back; took neither; said no to it;
    went|got|gone cold; could n't|not face it|them; kept|stayed|remained|stays|sits|sat|stood|is|was|left [firmly|still|all|tightly]
    shut|unopened|corked|sealed|untouched|intact; stayed|remained|stays [firmly|tightly] closed|full|corked;
    still|stayed|sitting|sits|stay|stays|is|are [still] [there] [full] in the|its|their|my
    fridge|pot|bottle|cellar|rack|closet|thermos|jar|cup|can|box|packet|blister|drawer|cupboard|bag|wrapper|
    tin|cabinet; still on the shelf|counter|nightstand|sink; still unopened|sealed|corked; never opened|uncorked; swapped
    it|mine|them for; traded mine for; declined it|them|both|all; n't|not pour|poured any|one|myself; untouched; undrunk; uneaten
"""
_FALLEN_THROUGH = """
    rained|snowed|called off; fell through; was|got|is|were|been|had|has [been] [all] cancelled|canceled|postponed|axed|scrapped|shut|
    closed|full|flooded|packed; cancelled; canceled; did n't|not happen|materialise|materialize; never happened; gave it|this a
    miss|skip|pass|swerve; bailed; bailed out; chickened|bottled|wimped|backed|copped out; did n't|not bother; never made it; sat
    it|this|that [one] out; could n't be bothered; could n't face it; no luck; sacked|binned|blew it off; sacked it; let it slide; had to
    cancel; something came up; put it off; gathering dust; turned around|back
"""
_DONE_ELSE = """
    could n't go|make|get|drop|fall|settle|switch|sleep|relax|manage|do; that was that; ended [up] on|in|at the couch|sofa|bed|pub; ran
    out of time; was|'m|am|felt too tired|lazy|knackered|late|ill|sick|busy|hot|wet; fell asleep [instead]; life got in the way;
    sleep|couch|sofa won; said no; was|is|got|were shut|closed|full|broken|flooded|packed|cancelled|occupied; was|is n't
    working|open|free; did n't|never go|went|start|manage|make; gave up; stayed home|in
"""
_AWAKE = """
    could n't|not [really] drop|fall|sleep|switch|nod|doze|settle [off]; did n't|not [really|actually] sleep|drop|nod|doze|fall|work [off];
    sleep would n't come; would n't come; never dropped|fell|slept [off]; just lay there; stared at the ceiling
"""
_WELL = """
    never came|arrived|happened|materialised|developed; it|that passed; it|that [has] gone|passed|broke; broke in|over|during|this|last;
    has|had|finally|'s broken; false alarm; was just|only allergies|dust|tired
    """

_REFRAINED = """
    decided against [it|that]; decided not to; thought better of it; talked myself out of it; stayed|stay|kept strong; held out; held firm;
    did n't give in; came to my senses; resisted; i forgot; but|and|then forgot; clean forgot; forgot about it; forgot [it|them] again;
    slipped my mind; never got round to it|that; did n't get round to it; never did; never got to; n't|not got round; changed my mind;
    left it at that; knew better
"""
_EXCEPTED = "except|but|besides|bar me|myself|yours; except for me|myself; apart from me|myself; me excepted|excluded"
_MISSED = """
    gave it|this|that [one] a miss|pass|swerve|skip; gave it|this|that a wide berth; n't|not|never bother|bothered; skipped|skip
    that|this|it [part|bit|one]; did n't feel like it
"""


@cache
def refusals() -> Phrases[Refusal]:
    """The tree of refusals; built once."""
    return Phrases(_entries())


def _entries() -> Iterator[tuple[str, Refusal]]:
    sorts = (
        (_EXCEPTED, Refusal(_TAKEN | _GONE_TO | frozenset(["illness", "stress"]), strong=True)),
        (_REFRAINED, Refusal(_TAKEN | _GONE_TO, strong=False)),
        (_MISSED, Refusal(_TAKEN | _GONE_TO, strong=True)),
        (_BACK, Refusal(_TAKEN, strong=True)),
        (_FALLEN_THROUGH, Refusal(_GONE_TO, strong=True)),
        (_AWAKE, Refusal(frozenset(["nap"]), strong=True)),
        (_DONE_ELSE, Refusal(_GONE_TO, strong=False)),
        (_WELL, Refusal(frozenset(["illness"]), strong=True)),
    )
    for phrases, refusal in sorts:
        for phrase in phrases.split(";"):
            yield spelled(phrase), refusal
