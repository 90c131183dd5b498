"""Words for how body and mind are: illness, stress, the menstrual cycle, the night ahead.

Only words and how surely they mean a kind; nothing of negation, tense or persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_ILL = """
    full of cold; bunged up; streaming nose; my nose is streaming; nose is streaming; lurgies;
    fever|fevers|feverish; high|slight temperature; >running|ran|run a temperature|fever; temperature of 38|39|40; flu; influenza;
    grippe; gripe; covid; corona; >tested positive; bronchitis; pneumonia; tonsillitis; sinusitis; sinus infection;
    ear|chest|throat|viral|bacterial|stomach infection; infection; virus; sore|scratchy|raw|itchy throat; throat [is|was|feels|felt|has]
    [been] [a] [bit|little|really|very|so|still] sore|scratchy|hurting|raw|hurts|itchy|burning|aching; sore in the throat; tickle in my
    throat; cough|coughs|coughing; >coughed; runny|stuffy|blocked|stuffed nose; nose [is|was|keeps] [been]
    running|blocked|stuffed|stuffy|runny; >sneezing|sneezed|sneezes; congested|congestion; sniffles|sniffly; snotty; phlegm;
    headache|headaches; head ache; migraine|migraines; kopfschmerzen; mal de tete; mal di testa; dolor de cabeza; cefalea; my head
    [is|was|has] [been] [really|just] pounding|splitting|killing|throbbing|hurts|hurting|aching; pounding|splitting head; stomach
    bug|flu|ache|aches|cramps|upset|pain|pains|virus; tummy bug|ache; upset stomach|tummy; stomach [is|was|has] [been] [really|a] [bit]
    upset|hurting|hurts|off|cramping; nausea|nauseous|nauseated; queasy; >threw|throwing|thrown up; >vomited|vomiting|puked|puking; food
    poisoning; diarrhea|diarrhoea; the runs; gastro; norovirus; coming|came|come down with [something|a] [cold|flu|bug]; coming|came
    down with; >caught|got|picked up [a|some] bug; under the weather; the chills; shivering; swollen glands; body aches; head
    cold|colds; man flu; lurgy; >feel|feeling|felt [a] [bit|little] poorly; erkaltung|erkaeltung|erkaltet; schnupfen; halsschmerzen;
    fieber; husten; magen darm; grippal; rhume; rhino; enrhume; angine; fievre; toux; resfriado|resfriada|resfrio;
    constipado|constipada; fiebre; tos; catarro; raffreddore|raffreddata|raffreddato; febbre; influenza; tosse; gripado|gripada;
    constipacao; krank; enferma|enfermo; malade; food bug; the bug; a bug; hay fever; allergies acting|playing up; feel|feeling|felt
    something coming on; fighting something [off]; fighting off something|a
    """
_SICK = "sick; ill; unwell; poorly; sickly; ailing; sick leave|day; called in sick; off sick; home sick; stayed home sick"
_COLD = """
    a [bit|touch|bad|nasty|slight|stinking|terrible|heavy|mild|little|small|proper|horrible|awful|summer|winter] [of] [a] cold; cold
    symptoms; my cold; this cold; the cold [is|has|'s] [got|gotten|getting|still|just] [worse|here|bad|there]; common cold;
    have|has|having|caught|catching|had|got the cold; colds; feel|feeling a cold
    """
_WELL = """
    healthy; fully healthy; healthy again; >feel|feeling|felt fine again; >feeling|feel all better; back to full health; over
    the|my|that cold|flu|bug|illness; [fully|completely|finally] recovered from; on the mend; tested negative; symptom|symptoms free;
    fit as a fiddle; [the|my|a|this|that] cold|flu|fever|cough|headache|migraine|throat|bug [is|has|'s]
    [all|finally|completely|now|totally] [been] gone|over|better|cleared|passed|vanished|disappeared; [the|my|a|this|that]
    cold|flu|fever|cough|headache|migraine|bug went away; got|gotten rid of the|my|that cold|flu|fever|cough|headache; kicked
    the|my|that cold|flu|bug; no longer|more sick|ill; not sick|ill|unwell any|anymore [more]; shaken off the|my|that cold|flu|cough;
    cold|flu|fever|cough|headache|migraine [is|has|'s] no more; >feel|feeling|felt healthy; in good health; perfectly|completely well
    """

_STRESS = """
    work|today|day|office was [a|an] [absolute|total|complete|real|bit] [of] [a] nightmare|hell|madness|chaos|mayhem|carnage|hellish;
    stress|stresses|stressed|stressful|stressing|stressy; stressed out; anxious|anxiety|anxieties; tense; tension;
    overwhelmed|overwhelming|overwhelm; deadline|deadlines; pressure at|from work; under [a]
    [lot|lots|so|huge|enormous|massive|constant|intense] [of|much] pressure; pressure; time pressure; argument|arguments;
    >argued|arguing|argue; >fought|fighting|fight with; huge|big|massive|bad fight|row; a row with|about; quarrel|quarrelled|quarreled;
    >panicked|panicking; panic attack|attacks; panic; >freaked|freaking|freak out; nervous|nerves; worried; worrying about; on edge;
    edgy; hectic; frantic; chaotic; frazzled; burnt|burned out; burnout; at my limit; my wits end; crunch time; snowed under; >swamped;
    wound up; >losing my mind|it|temper; >lost it|my temper; pulling my hair out; racing thoughts; thoughts [are|were] racing; mind
    [is|was|won't|keeps] racing; >yelled|shouted at [by|me]; nerve wracking|racking; crisis;
    rough|brutal|crazy|insane|awful|terrible|horrible|nightmare day at [the] work|office; up to my neck; stretched thin; too much on my
    plate; under the gun; >snapped at; overworked; estres|estresado|estresada|estresante; stresse|stressee; stressato|stressata;
    stressig|gestresst; angst; agobiado|agobiada|agobio; ansia; nervios; debordee|deborde; estressado|estressada; on pins and needles
    """
_CALM = """
    calm|calmer; relaxed; relaxing; relaxing|calm|quiet|peaceful|chill|chilled|easy|easygoing|lazy|mellow|restful|stressfree
    day|evening|weekend|one; chilled|chill; chilled out; laid back; peaceful; stress free; stressfree; free of stress; serene; tranquil;
    low stress; zero stress; at ease; at peace; zen; tranquilo|tranquila; tranquille; tranquillo|tranquilla; entspannt;
    gemutlich|gemuetlich; easy going; worry free; carefree; unstressed; calmly; quiet|uneventful day|evening at [the] work|office; took
    it easy; unhurried; nothing stressful
    """

_PERIOD = """
    period|periods [has|had|have|just|finally] [just|finally] started|arrived|came|come|began|begun|here; my|the period is here; my
    period; >got|have|having|started|get my period; >on my period; on my moon; period cramps|pain|pains; menstrual cramps;
    menstruating|menstruation; >time of the month; first|second|third|1st|2nd|3rd day of my period|cycle; day one|two|three|1|2|3 of my
    period|cycle; aunt flo; >came on this|today|yesterday; >started bleeding|menstruating; bleeding [has] started; cycle started;
    regel|periode; regles; mestruazioni; la regla; menstruacion; tage bekommen; shark week; monatsblutung; ciclo; the period started
    """
_PERIOD_OVER = """
    [my|the] period|periods [is|was|has|'s] [finally|now|already|almost|just|all|basically] over|ended|finished|done|gone|stopped;
    finished my
    period; no period [yet|still|so]; [still] waiting for my period; [my|the] period [is|was|'s] [still|a|two|three|four|five]
    [few|bit] [days]
    late; period has n't started|come|arrived; period did n't start|come; late period; off my period; period still has n't; period not
    here|started [yet]; >missed my period
    """

_SHORT = """
    early alarm|start|flight|train|bus|shift|meeting|morning|wake|rise|departure|call|taxi|ferry|pickup; early [morning]
    flight|train|shift|start|meeting|drive|alarm|run|departure; alarm|alarms; alarm clock; night|graveyard shift|shifts;
    nightshift|nightshifts; working nights; on call; short|shorter|brief|rough|bad night; little|less sleep; not|n't [going] [to]
    [get|be|getting] [getting] much|enough|a sleep|lot; few hours of|sleep; only _ hours of|sleep; only _ hours in bed;
    getting|get|be|up up at; up at|by|before; get|getting|be|wake|waking|rise up early|at|before|by|super|really|very; up
    [super|really|very|so|way|too|crazy|stupidly|painfully] early; wake|waking [up] [super|really|very] early; get up in the middle;
    leave|leaving|leaves the house at|before|by; leave|leaving|leaves|departs at|before; late night|shift; late night
    ahead|tonight|again; all nighter; pull|pulling an all nighter; up all night|late; stay|staying|be|sit up late|all|until|till;
    fruhschicht; nachtschicht; up with the baby; baby will|wo keep; red eye tonight; get up for; wecker; early doors
    """
_LONG = """
    >sleep|sleeping|slept in; >lie|lay|long|lying in; lie ins; lie in; no alarm|alarms; [without] [an] alarm off; alarm [is|stays] off;
    late start; sleep as long as; ausschlafen; nowhere to be; plenty|lots of sleep|time to sleep; full night|eight hours ahead; long
    night of sleep; grasse matinee; day off tomorrow
    """

_LOOKALIKES = """
    stress test|fracture|ball|testing|level|levels|score|monitor|management|relief|reliever; past|present|future tense;
    blood|air|tire|tyre|peer|water|bar|cabin|barometric pressure; pressure washer|cooker|cooked|washing|washed|point|in the tires;
    deadline passed|moved|extended; calm down|before the; >calmed|calming down; relaxed fit; relaxed into; surface|muscle tension;
    tension headache|headaches; argument for|against; panic room|button; nervous laugh; fever pitch;
    cabin|dance|spring|gold|football|election fever; fever dream; sick of; sick and tired of; sick beat|trick|view|burn; ill fitting;
    home sick for; bug report|reports|fix|fixes|spray|bite; a|the bug in|on the; software bug; flu|corona|covid
    shot|shots|jab|vaccine|vaccination|test|booster|restrictions|lockdown|rules; corona beer|extra; love|travel|sea sick; computer
    virus; virus scan|scanner; whooping crane; cough up; coughed up the money; cold call|calls; a cold
    beer|beers|drink|shower|plunge|bath|front|one|day|night|morning|house|room|office|wind|snap|shoulder|brew|water|swim|dip|pizza|
    case|lake|sea|evening|coffee|pint|lager|coke|rain|winter|start|place|glass|cola|river|bottle; head cold water; chaotic good; nervous
    system; healthy food|meal|eating|lunch|dinner|breakfast|snack|snacks|salad|lifestyle|diet|habits|cooking|way; eat|eating|ate|eaten
    healthy; chill pill; chilled wine|beer|water|soup|drink|white|rose; tension band|rod; rest room; period of
    time|of|drama|piece|film|costume|pain relief;
    trial|busy|quiet|long|short|grace|notice|time|exam|review|training|warm|dry|rest|recovery|this|cold|stressful|hard|difficult|
    calm|rough|test|holiday|waiting|cooling|first|second|third|hot|cool|good|tough|class|probation|school|fourth|last period; ill at
    ease; under the weather app; under pressure cooker; raw nerves; short night gown; late night show|tv|movie|talk; alarm clock
    broke|shop; fire|car|smoke|burglar|house|false alarm|alarms; alarm system|company; alarmed; up at the|my; up at _
    office|mountain|hill|house|cabin|lake|top|hut; early flight of stairs; early meeting room; early call off; lie in the|on|it|a; lay
    in the|bed|a; long in the|a; slept in a|the|my|his|her|our; sleep in a|the|my|our|his; sleeping in a|the|my|our; lying in bed|the;
    good night kiss; running late; late shift key; not a lot of; up late notice; >got|fell up late; be up for|to; be up at the; worried
    well; no period drama; nothing to worry about; row of; rowing; a row at|in|on
    """


def body() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _LOOKALIKES)
    yield from entries(Sense("illness", yes=False, strength=0.85), _WELL)
    yield from entries(Sense("illness", strength=0.9), _ILL)
    yield from entries(Sense("illness", strength=0.88), _SICK)
    yield from entries(Sense("illness", strength=0.88), _COLD)
    yield from entries(Sense("stress", yes=False, strength=0.8), _CALM)
    yield from entries(Sense("stress", strength=0.88), _STRESS)
    yield from entries(Sense("menstrual_phase", yes=False, strength=0.9), _PERIOD_OVER)
    yield from entries(Sense("menstrual_phase", strength=0.92), _PERIOD)
    yield from entries(Sense("poor_sleep_expected", yes=False, strength=0.8, role="night"), _LONG)
    yield from entries(Sense("poor_sleep_expected", strength=0.82, role="night"), _SHORT)
