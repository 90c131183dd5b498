"""Words for the menstrual cycle and for the night ahead: alarms, shifts, lie-ins.

Only words and how surely they mean a kind; nothing of negation, tense or persons. What only sounds like them stands in
`voice.rules.lexicon_body`.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import Sense, entries

_PERIOD = """
    period|periods [has|had|have|just|finally] [just|finally] started|arrived|came|come|began|begun|here; my|the period is here; my
    period; >got|have|having|started|get my period; >on my period; on my moon; period cramps|pain|pains; menstrual cramps;
    menstruating|menstruation; >time of the month; first|second|third|1st|2nd|3rd day of my period|cycle; day one|two|three|1|2|3 of my
    period|cycle; aunt flo; >came on this|today|yesterday; >started bleeding|menstruating; bleeding [has] started; cycle started;
    regel|periode; regles; mestruazioni; la regla; menstruacion; tage bekommen; shark week; monatsblutung; ciclo; the period started; on
    the blob|rag; on my rag; >got|getting|have my rag; the painters are in; painters in; that time of the month; my monthlies; my monthly
    [visitor|visit|guest|friend]; monthlies; the curse; code red; crimson tide|wave; lady days; lady time; auntie|aunty|aunt flo|flow;
    mother nature's gift; >bleeding heavily|like|a [lot]; heavy [menstrual] flow|bleeding|bleed; flow [is|was] [really|very|so] [quite]
    heavy|light; heavy|light|painful|bad|brutal|rough|awful|horrible|terrible period; menses; menstruated; menstrual; menstruate; on my
    cycle; first day of bleeding; cycle day one|two|three|four|1|2|3|4|five|5; day one|two|three|four|five|1|2|3|4|5 of [the|my]
    period|cycle|bleeding|menstruation|bleed; cd1; period [is] [two|three|a|four] [few] [days] early; period came|arrived|hit|showed|
    started|kicked|began|decided|is|surprised|'s [up|in|here|back]; periods started; my first|second|third day;
    second|first|third|fourth|last day of my period|cycle; >came on; >have come on; come on this morning; period day; >got|had|having it
    my period; it's my period; menstruo|menstruando; menstruada; con la regla; me bajo la regla; me vino la regla; mi regla; regla; mes
    regles; mis reglas; meine tage; meine periode; regelschmerzen; bekam meine; ragnagnas; le mie cose; il ciclo; mestruata; menstruacao;
    minha menstruacao; periodo menstrual; dismenorrea; the|my|bad|awful|terrible|horrible|period|monthly|menstrual|killer cramps [are]
    [back|here|started]; tampon|tampons; menstrual cup; sanitary pads|towels; red army; i'm bleeding; i am bleeding; started to bleed;
    bleeding day; surfing the crimson; crimson; woke up bleeding; woke up to blood|my; blood in my|the underwear|sheets; still bleeding;
    bled [a] [lot|through]; bleeding since [this]; first|second|third|fourth day of bleeding; have|got|having my days; my days
    started|came
    """
_PERIOD_OVER = """
    [my|the] period|periods [is|was|has|'s] [finally|now|already|almost|just|all|basically] over|ended|finished|done|gone|stopped;
    finished my period; no period [yet|still|so]; [still] waiting for my period; [my|the] period [is|was|'s] [still|a|two|three|four|five]
    [few|bit] [days] late; period has n't started|come|arrived; period did n't start|come; late period; off my period; period still has
    n't; period not here|started [yet]; >missed my period; period [has|have|is|'s] n't [even] started|come|arrived|shown|begun|here
    [up|yet]; period [is|was|'s] [a|two|three|four|five|one|six|ten] [few] [day|days|week|weeks] late; still no period|bleeding; no sign
    of my|the|aunt period|flo; stopped bleeding; bleeding [has|is|'s] [finally|all] stopped|over|done|finished; no bleeding
    [yet|today|anymore]; period finally|has|just stopped|ended|finished|over|done; done with my period; post period; last of my period;
    cycle is late; no period; just finished my; days late and no|the; not on my period; period free; period didn't; no aunt flo; mens
    late; my|the period has|have|is|'s n't [even] started|come|arrived|shown|begun|here [up|yet]; my|the period did n't
    [start|come|arrive|show] [up] [yet]; my|the period never came|started|arrived; my|the period [is|was|'s]
    [still|a|two|three|four|five|six|ten|_] [few|bit] [day|days|week|weeks] late|overdue; my|the period is still not|missing; my period
    [still] has n't; period [is] still not here|started|come; period not here yet
    """

_SHORT = """
    early alarm|start|flight|train|bus|shift|meeting|morning|wake|rise|departure|call|taxi|ferry|pickup; early [morning]
    flight|train|shift|start|meeting|drive|alarm|run|departure; alarm|alarms; alarm clock; [the] night|graveyard shift|shifts;
    nightshift|nightshifts; working nights; on call; short|shorter|brief night; little|less sleep; not|n't [going] [to] [get|be|getting]
    [getting] much|enough|a sleep|lot; few hours of|sleep; only _ hours of|sleep; only _ hours in bed; getting|get|be|up up at; up
    at|by|before; get|getting|be|wake|waking|rise up early|at|before|by|super|really|very; up
    [super|really|very|so|way|too|crazy|stupidly|painfully] early; wake|waking [up] [super|really|very] early; get up in the middle;
    leave|leaving|leaves the house at|before|by; leave|leaving|leaves|departs at|before; late night|shift; late night ahead|tonight|again;
    all nighter; pull|pulling an all nighter; up all night|late; stay|staying|be|sit up late|all|until|till; fruhschicht; nachtschicht; up
    with the baby; baby will|wo keep; red eye tonight; get up for; wecker; early doors; three|four|five|3|4|5|3:30|4:30|5:30|4:15|4:45|
    5:15|3:45|2:30|04:00|05:00|04:30|05:30|4.30|5.30 [am|o'clock|thirty] alarm|start|flight|wake|wakeup|departure|taxi|call|pickup|shift|
    rise|train|ferry; three|four|five|3|4|5 in the morning alarm|start|flight|departure|taxi|shift; up at
    stupid|silly|ungodly|an|stupid|daft [ungodly|unholy] [o'clock|hour]; silly|stupid|daft|ungodly|unholy o'clock|hour|early; crack of
    dawn [start|flight|tomorrow]; sparrows|sparrow's fart; at the crack of [dawn]; before|at dawn; dawn start|flight|patrol|shift; up
    before the sun|birds|sunrise|dawn; night duty|watch|work|duties|nurse tonight; nights [all|this|tonight] [week]; on nights; on call
    [tonight|all]; on duty tonight|all; double shift tonight; early shift|shifts; the earlies; earlies; late then early;
    baby|newborn|puppy|toddler|kids|dog|twins|son|daughter will|'ll|keeps|gonna [keep|wake|have] me|us [up]; will|'ll|gonna|going|to
    keep|wake|be me|us up; will|'ll wake me|us; wake|wakes|waking me [up] every; newborn [in|at] [the] [house|home]; teething; night
    feeds|feed; up with the [teething] baby|kids|puppy|dog|newborn|twins|little; up every two|three|hour [hours]; won't sleep
    [much|well|a|at|tonight] [wink|all]; won't get|be [getting] [much|any|enough] sleep|rest|shuteye; won't be sleeping [much|well|a];
    can't imagine sleeping; can't see myself [getting|sleeping] [much]; not going to sleep|get [much|well|a|any|enough] [sleep]; n't going
    to sleep|get [much|well|a|any|enough] [sleep]; gonna sleep badly|like|terribly|poorly; sleep badly|poorly|terribly|like tonight;
    will|'ll sleep badly|poorly|terribly|awfully; hardly|barely any sleep; hardly|barely sleep|sleeping tonight; sleepless [night];
    short|shorter|tiny|very|brutally|brief|super [short] night|sleep; rough|bad|long|terrible|broken|difficult|restless|awful|tough night
    [of|for] [sleep] ahead|coming|tonight|again; will|'ll|to|gonna be a [really|very|pretty|bit] [of] [a] rough|bad|long|terrible|broken|
    restless|difficult|short|awful|horrible|tough night|one; not|n't much sleep; lucky [if] to|i get; lucky to get; _ hours [of] [sleep]
    max|tops|at|if [best|most|i'm]; sleep five|four|three|two|3|4|5 hours; five|four|three|two|3|4|5 hours [of] sleep;
    five|four|three|two|3|4|5 hours in bed; four|five|three|two hours and [then] go|up|off; only get|sleep _ [hours]; going to be too
    hot|loud|noisy to sleep; too hot|loud|noisy|wired|stressed|anxious to sleep tonight; party next door tonight; clocks go forward; lose
    an hour of; alarm [is|'s] [set] for|at|on; set|setting the|my|an alarm|alarms; get|getting|got up at|before; need|have to be up|out|at
    [at|by|before]; must|should get|be up [at|by]; got|has to be up|get [up] [at]; leave|leaving for the airport|station at|before;
    night|overnight|redeye flight|bus|train|coach|drive|ferry|crossing tonight|ahead|later; red eye tonight|later|ahead; redeye [tonight];
    up at _ [am] tomorrow; get up|be super|stupidly|very|so|too|really|ridiculously|crazy|dead|bloody|mega early; be awake|up
    at|by|before; be on the road by|at; up half the night; up most of the; up into the|till small|the; stay|staying|be|being|up up for the
    game|fight|election|launch|match|race|oscars|debate|super|film; pulling all|an nighter|all; through the night tonight; deadline at
    midnight; fly|flying|flight at|out at six|five|four|5|6|4; flight [is|leaves|goes|'s] at six|five|5|6|5:30|6:30|five|half;
    nachtdienst; bereitschaft; frueh raus; fruh raus; nachtschicht|nachtschichten; spatschicht; turno de noche; madrugar; madrugon;
    guardia; nuit blanche; se lever tot; equipe de nuit; turno di notte; sveglia alle|presto; acordar cedo; turno da noite; noche corta;
    notte corta; nuit courte; kurze nacht; wach um; rooster; milking at|starts; market at four|five; bake|baker shift|at; i work tonight;
    working tonight; work all night; up all night [with|again|tonight]; sleep badly|poorly|terribly; [n't] think i 'll sleep; n't think i
    'll sleep [much|well|a|at|tonight]; won't be a good night; to bed late tonight; late to bed tonight; expect|expecting a [really]
    bad|short|rough|terrible|long|restless|broken night|sleep; train|bus|ferry|coach [leaves|is|goes] at four|five|4|5|half|quarter; up at
    four|five|4|5|half [past] [four|five] tomorrow; sleep will be short|bad|poor|terrible|rubbish; not much sleep [tonight|ahead|coming];
    bad sleep tonight|ahead; won't sleep; sleep is going to be short|bad|terrible|poor|rubbish; night will be
    short|rough|bad|long|terrible|awful; before dawn tomorrow; up before dawn|sunrise|six|five tomorrow; no sleep tonight|for [me];
    shift|work starts|begins at three|four|five|six|3|4|5|6|03:00|04:00|05:00|06:00; i start [work] at four|five|4|5|4:30|5:30 [tomorrow];
    only four|five|three|two hours till|until|before [the] alarm|i|my; four|five|three|two hours till|until|before the alarm; red|redeye
    eye flight|tonight; taxi [picks|comes|is|at] [me|us] [up] [at] four|five|3|4|5|half; catch a|the [train|flight|bus|plane] at
    four|five|4|5|half; 4|5|3|four|five|three am tomorrow; noisy|loud neighbours|hotel|hostel tonight; dorm|hostel tonight; sleep on the
    [plane|train|bus|floor|airport|sofa] tonight; snoring husband|wife|partner tonight; up every two hours; up with the baby tonight; up
    late tonight|finishing|working|with|because|studying; doubt i 'll sleep [much|well|tonight]; doubt i will sleep [much|well|tonight];
    be up [very|really] late; 'll|will|to|gonna|going be up [all|very|really|super|half] [the] late|night
    [tonight|finishing|working|with|again] [the]; 'll|will|to|gonna be awake|up before dawn|sunrise|six|five; the alarm goes at; red eye
    flight tonight|home|back|to; can't sleep in; not|n't let me|us sleep; um vier|funf|drei [uhr] aufstehen|raus; me levanto a las
    cuatro|cinco|tres; levantarme a las cuatro|cinco; mi alzo alle quattro|cinque|tre; sveglia alle quattro|cinque; reveil a
    quatre|cinq|trois|4h|5h; leaving|leave|leaves home|house at|before; must|have to leave at|before; not|n't sleeping|sleep
    much|well|enough tonight; not|n't be sleeping much|well
    """
_LONG = """
    >sleep|sleeping|slept in; >lie|lay|long|lying in; lie ins; lie in; no alarm|alarms; [without] [an] alarm off; alarm [is|stays] off;
    late start; sleep as long as; ausschlafen; nowhere to be; plenty|lots of sleep|time to sleep; full night|eight hours ahead; long night
    of sleep; grasse matinee; day off tomorrow; >lie in; a lie in; sleep till|until noon|ten|nine|eleven|late|whenever|i|midday|lunch|
    lunchtime|12; sleep [for] as long|late as; sleep as much as; n't have|need|got|to [to] [have] get|be up|anywhere
    [early|at|tomorrow|until|till]; n't have|need to get|be [up] [early|anywhere|at|tomorrow|out]; n't have|need to set [an|my|the] alarm;
    do n't start [work] [until|till]; nowhere|no where to be; nothing to get up for; no need to get up; no reason to get up;
    turned|turning|switched|switching|turn|switch|leave|leaving [off] the|my [alarm] [clock] [off]; alarm [is|stays|stay|'s|goes|will]
    [be|stay|switched|turned] off; no early start|alarm|shift|flight|meeting|morning|mornings; no alarm clock; without an alarm; no alarm
    set; no night shift; full eight|nine|ten hours; eight|nine|ten hours of sleep [ahead|tonight]; plenty|loads|lots of sleep|rest|time;
    good|full|long|proper night's|nights|night sleep|ahead|rest [ahead|tonight|coming]; catch|catching up on sleep; sleep soundly;
    start|starts|begin|begins late|later tomorrow; late start tomorrow; off tomorrow; free tomorrow; sleeping in; alarm at
    ten|nine|eleven; dormir hasta tarde; dormire fino a tardi; dormir ate tarde; kein wecker; langschlafen; sleep late|longer|in|on
    tomorrow; sleep late; sleep longer; no work tomorrow; weekend tomorrow; stay in bed until|till|as; stay in bed [tomorrow]; can sleep
    until|till|as; alarm [is|stays|'s] off [tomorrow]; turn|turned|turning|switched|switch off|of my|the alarm; sleeping late [tomorrow];
    sleep till i|whenever; wake up naturally|whenever; wake up without; no alarms; a proper night; eight hours tonight; get a full eight;
    nowhere to be [tomorrow]; sleep until|till the sun|birds; wakes me naturally; the|my alarm is|stays|'s off; alarms off; have [got]
    tomorrow off and|so; get|got a full eight hours; full eight hours [tonight]
    """


def nights() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses."""
    yield from entries(Sense("menstrual_phase", yes=False, strength=0.9), _PERIOD_OVER)
    yield from entries(Sense("menstrual_phase", strength=0.92), _PERIOD)
    yield from entries(Sense("poor_sleep_expected", yes=False, strength=0.8, role="night"), _LONG)
    yield from entries(Sense("poor_sleep_expected", strength=0.82, role="night"), _SHORT)
