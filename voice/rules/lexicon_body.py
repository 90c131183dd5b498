"""Words for how body and mind are: illness and stress, and what only sounds like them; the cycle and the night have a file of their own.

Only words and how surely they mean a kind; nothing of negation, tense or persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.lexicon_nights import nights
from voice.rules.sense import BLOCK, Sense, entries

_ILL = """
    full of cold; bunged up; streaming nose; my nose is streaming; nose is streaming; lurgies; fever|fevers|feverish; high|slight
    temperature; >running|ran|run a temperature|fever; temperature of 38|39|40; flu; influenza; grippe; gripe; covid; corona; >tested
    positive; bronchitis; pneumonia; tonsillitis; sinusitis; sinus infection; ear|chest|throat|viral|bacterial|stomach infection;
    infection; virus; sore|scratchy|raw|itchy throat; throat [is|was|feels|felt|has] [been] [a] [bit|little|really|very|so|still]
    sore|scratchy|hurting|raw|hurts|itchy|burning|aching; sore in the throat; tickle in my throat; cough|coughs|coughing; >coughed;
    runny|stuffy|blocked|stuffed nose; nose [is|was|keeps] [been] running|blocked|stuffed|stuffy|runny; >sneezing|sneezed|sneezes;
    congested|congestion; sniffles|sniffly; snotty; phlegm; headache|headaches; head ache; migraine|migraines; kopfschmerzen; mal de tete;
    mal di testa; dolor de cabeza; cefalea; my head [is|was|has] [been] [really|just]
    pounding|splitting|killing|throbbing|hurts|hurting|aching; pounding|splitting head; stomach
    bug|flu|ache|aches|cramps|upset|pain|pains|virus; tummy bug|ache; upset stomach|tummy; stomach [is|was|has] [been] [really|a] [bit]
    upset|hurting|hurts|off|cramping; nausea|nauseous|nauseated; queasy; >threw|throwing|thrown up; >vomited|vomiting|puked|puking; food
    poisoning; diarrhea|diarrhoea; the runs; gastro; norovirus; coming|came|come down with [something|a] [cold|flu|bug]; coming|came down
    with; >caught|got|picked up [a|some] bug; under the weather; the chills; shivering; swollen glands; body aches; head cold|colds; man
    flu; lurgy; >feel|feeling|felt [a] [bit|little] poorly; erkaltung|erkaeltung|erkaltet; schnupfen; halsschmerzen; fieber; husten; magen
    darm; grippal; rhume; rhino; enrhume; angine; fievre; toux; resfriado|resfriada|resfrio; constipado|constipada; fiebre; tos; catarro;
    raffreddore|raffreddata|raffreddato; febbre; tosse; gripado|gripada; constipacao; krank; enferma|enfermo; malade; food bug; the bug; a
    bug; hay fever; feel|feeling|felt something coming on; fighting something [off]; fighting off something|a; sniffle; [a] bit|touch|case
    of a|the sniffle|sniffles|cough|temperature|chill|bug|lurgy; lost my voice; my voice [is|has] [completely] gone; no voice left;
    croaky; hoarse; chesty [cough]; chest cold; tight chest; wheezy; wheezing; phlegmy; bunged|stuffed|blocked up; blocked sinuses; my
    sinuses; sinus|sinuses pain|pressure|infection|trouble|headache|are; nose like a tap; my nose [is|keeps|was] [been]
    [totally|completely|all] dripping|running|blocked|stuffy|stuffed; nose won't stop [running]; >sneezed|sneezing [fit|all|my]; sneezy;
    coughing my lungs|guts [up|out]; hacking cough; barking cough; dry cough; glands [are|were|up] swollen|up; swollen glands|tonsils;
    tonsils; laryngitis; strep [throat]; mono; glandular fever; chickenpox; chicken pox; shingles; measles; mumps; scarlet fever; rsv;
    whooping cough; hand foot and mouth; conjunctivitis; pink eye; cystitis; uti; bladder|urinary|kidney|skin|tooth|eye|sinus|wound|fungal
    infection; infected; inflamed; ear ache; earache; ears hurt|ache; food poisoned; dodgy|bad|funny|sick|sore|queasy|gippy|delicate|
    unsettled|rotten stomach|tummy|belly|guts; delhi belly; the trots|squits|shits|sniffles|shivers; tummy ache|trouble|upset|hurts; belly
    ache; bellyache; stomachache; stomach trouble|issues|problems|cramps|ache|[is] churning|rumbling and; sick to my stomach;
    chucked|chucking up; chundered|chundering; barfed|barfing; hurled; retched|retching; >was|been sick
    [twice|once|in|all|again|everywhere|three|several]; could n't keep anything|food down; can't keep anything|food down; caught
    something|it|covid|flu|norovirus; picked up something|a; picked something up; brewing something|a; something brewing; going|went down
    with; feel|feeling|felt [a] [bit|little|really|pretty|very|so|absolutely|quite] ropey|ropy|grotty|grim|crook|peaky|poorly|unwell|
    queasy|iffy|fluey|feverish|nauseous|shivery|achy|sickly|unhealthy; off colour|color; out of sorts; run down; rundown;
    feel|feeling|felt like death; like death warmed up; laid up [with|in]; laid low [by|with]; bedridden; confined to bed; in bed with
    [a|the] flu|fever|covid|cold|temperature|migraine|gastro|virus; fluey; flu symptoms|like; flulike; achy; aching all over; ache|aches
    all over; aches and pains|fever|chills; achy all over; hot and cold; hot flushes and; shivery; clammy; chills; the shakes;
    >running|run|ran|have|had|got|spiking|spiked a [slight|bit|high|low|mild|little] [of] [a] [grade] temp|temperature|fever; my
    temperature was|is up|high|38|39|elevated; thermometer said|says|read|reads|showed|shows
    38|39|40|101|102|103|37.8|38.5|38.2|39.2|37.9; fever of; temp of; temperature of 37.8|37.9|38.1|38.2|38.3|38.4|38.5|38.6|38.7|38.8|
    38.9|39.1|39.2|39.5|101|102|103; 38|39|38.5|38.2|38.7|39.2|39.5 [degrees] fever|of; banging|thumping|throbbing|pounding|splitting|
    raging|pulsing|terrible|bad|awful|horrible head|headache|migraine; head [is|was|'s|has] [been] [absolutely|really|just|still|all]
    [day] banging|thumping|throbbing|pounding|splitting|killing|sore|aching [me]; head hurts|ached|aches; head [is|was|'s|has|feels]
    [been] killing me; head like a drum; sore head; cluster headache; aura; pain behind my eyes; positive test|for covid; test was|is|came
    positive|back; symptoms; sinus; not feeling|felt|feel [so|too|very|that|all|quite|particularly] [that] well|right|myself|good|hot; n't
    feel|feeling|felt [so|too|very|that|at|all|quite|really|particularly] [all|that] well|right|myself|hot; not well; feel|feeling|felt
    wretched|ghastly; ain't well; struck down; >coughed|coughing all [day|night|morning]; grippy; verkuhlt|verkuehlt; erkaltet; erkaeltet;
    bauchschmerzen; bauchweh; ubelkeit; durchfall; migrane; halsweh; mal a la|au gorge|tete|ventre; nez qui coule; nauseas; mareada; dolor
    de garganta|estomago|barriga; vomite; vomitado|vomitato; mal di gola|stomaco|pancia; dor de cabeca|garganta|barriga; constipada;
    febre; influenzato|influenzata; malato|malata|ammalato|ammalata; doente; kopfweh; resaca fuerte; engripado|engripada;
    indisposto|indisposta; griposo|griposa; throat feels|is like|on sandpaper|glass|razor|fire|razorblades; throat like sandpaper|glass;
    swallowing hurts|is; hurts to swallow; can't swallow; catching it|something|his|her|what; caught it [too|now|as|from]; caught
    his|her|their|the cold|bug|flu|virus; think i caught|got|am; my throat is [absolutely|really] killing [me]; tummy|stomach|belly|guts
    [is|was|has|feels] [been] [really|a|very] [bit] upset|hurting|hurts|bad|off|dodgy|sore|rumbling; gave me his|her|their|the
    cold|bug|germs; gave me their|his|her flu; dark room all; in a dark|darkened room; lay in the dark|darkness [with]; headache|migraine
    from hell|today; for the|my head; nose [is|was|'s] like|running|streaming|dripping [a] [tap|faucet]; this bug; bug that [is|'s] going;
    can't|couldn't shake|shift|kick|lose this|the|my|that cold|cough|flu|bug; tickly|ticklish|rough|swollen|inflamed|irritated|hoarse|bad|
    red throat|cough; a tickle in; says|said|thinks it is|'s|was bronchitis|flu|covid|sinusitis|tonsillitis|gastro|viral|pneumonia|strep;
    eyes [are] streaming|watering and; itchy eyes; woke up sick|ill; sick again; temperature of; wo n't go away cough|cold; ropey|rotten
    and|with a; feeling|felt|feel rotten; poorly today; a fever; a temperature; a high temperature; clogged|bunged nose|ears|sinuses|up;
    ears [are] blocked|clogged|plugged; infection in; swollen throat|face|glands; feel it in my throat|chest|nose|sinuses|bones; feel it
    coming; i [have] it [now] too; now i have it; now i've got it; brought home a|the [stomach] bug|flu|cold; caught a chill; tickle in my
    throat|chest; throat [is|feels] [like] [a] [bit] sandpaper|glass|razor|razors|razorblades; nose [is|'s] [like] a tap|faucet; head
    [is|'s|feels] [like] a drum; felt|feel|feeling [like] death [warmed]; feel|feeling|felt awful|terrible with [a|this|the]
    cold|flu|fever; >vomit; stomach|throat|head is [really|absolutely] killing me; ear|tooth is killing me; brechdurchfall; krank
    geschrieben; enfermo de; given|gave|passed it [on] to me|us
    """
_SICK = """
    sick; ill; unwell; poorly; sickly; ailing; sick leave|day; called|phoned|rang in sick; off sick; home sick; stayed home sick; signed
    off sick; took a sick day; sick as a dog; sickness; illness
    """
_COLD = """
    a [bit|touch|bad|nasty|slight|stinking|terrible|heavy|mild|little|small|proper|horrible|awful|summer|winter] [of] [a] cold; cold
    symptoms; my cold; this cold; the cold [is|has|'s] [got|gotten|getting|still|just] [worse|here|bad|there]; common cold;
    have|has|having|caught|catching|had|got the cold; colds; feel|feeling a cold; stinking|streaming|rotten|filthy|proper|full
    blown|summer|nasty|bad cold; cold is|'s [really|just|still] [getting|hanging|going|not|lingering|dragging|back|worse]
    [around|on|worse]; with a [bad|nasty|heavy|bit|stinking|terrible|horrible] [of] [a] cold; full of a cold; cold and flu; a cold coming
    [on]; cold coming on; cold or something; cold sore throat
    """
_WELL = """
    healthy; fully healthy; healthy again; >feel|feeling|felt fine again; >feeling|feel all better; back to full health; over the|my|that
    cold|flu|bug|illness; [fully|completely|finally] recovered from; on the mend; tested negative; symptom|symptoms free; fit as a fiddle;
    cold|flu|fever|cough|headache|migraine|throat|bug [is|has|'s] [all|finally|completely|now|totally] [been]
    gone|over|better|cleared|passed|vanished|disappeared; [the|my|a|this|that] cold|flu|fever|cough|headache|migraine|bug went away;
    got|gotten rid of the|my|that cold|flu|fever|cough|headache; kicked the|my|that cold|flu|bug; no longer|more sick|ill; not
    sick|ill|unwell any|anymore [more]; shaken off the|my|that cold|flu|cough; cold|flu|fever|cough|headache|migraine [is|has|'s] no more;
    >feel|feeling|felt healthy; in good health; perfectly|completely well; fit and well|healthy; healthy as a|an horse|ox; right as rain;
    picture of health; fighting fit; in rude health; fever broke|broken|gone; my throat [is|feels|'s] [much|all|totally|finally]
    fine|better|normal|ok|okay; symptoms [are|have] [all|finally|completely] [been] gone|disappeared|cleared|vanished; all clear; got over
    the|my|that|a; shook|shaken off the|my|that; recovered; fully|completely recovered; feeling|feel|felt well [again|today|now];
    feeling|feel|felt [much|a|so] [lot] better [now|today|again]; healthy today; not a sniffle|cough; back on my feet; fit again; well
    again; all better; healed; gesund; sano|sana; en bonne sante; wieder fit; in salute; saudavel; cough [has|is] [finally|nearly]
    gone|stopped|cleared|settled; nose [is] [finally] clear [again]; temperature [is] [back] [to] normal; temperature [is|was] down;
    thermometer said|says 36.5|36.6|36.8|36.4|37|36.9|normal; recovered from [the|my|a|that]
    cold|flu|covid|bug|illness|fever|virus|bronchitis; fever [is|has] gone|broken; headache|headaches|migraine|cough|fever [has|have]
    stopped; no cold|flu|fever|cough today|anymore|now; i'm [all] fine|better|ok|okay now|again; i am [all] fine|better|ok now|again;
    am|'m [completely|totally] fine again|now; all clear on the; throat|stomach|nose|head|tummy|ears|voice [is|feels|'s]
    [much|all|totally|finally|back] [to] fine|better|normal|ok [again|now]; my|the throat|stomach|tummy is|feels fine; health wise [all]
    [fine|good]; healthwise [all] [good|fine]; no aches [no|or|and] [pains]; no pain or illness; nothing wrong with my health;
    symptomfree; no [signs|sign] of [a] [cold|flu|illness|fever|infection]; no complaints healthwise; strong as an ox; never felt
    healthier; healthy and fit|happy|strong|well; fit and; nothing hurts; i'm|am well; am perfectly well|fine; my health is
    fine|good|great
    """

_STRESS = """
    work|today|day|office was [a|an] [absolute|total|complete|real|bit] [of] [a] nightmare|hell|madness|chaos|mayhem|carnage|hellish;
    stress|stresses|stressed|stressful|stressing|stressy; stressed out; anxious|anxiety|anxieties; tense; tension;
    overwhelmed|overwhelming|overwhelm; deadline|deadlines; pressure at|from work; under [a]
    [lot|lots|so|huge|enormous|massive|constant|intense] [of|much] pressure; pressure; time pressure; argument|arguments;
    >argued|arguing|argue; >fought|fighting|fight with; huge|big|massive|bad fight|row; a row with|about; quarrel|quarrelled|quarreled;
    >panicked|panicking; panic attack|attacks; panic; >freaked|freaking|freak out; nervous|nerves; worried; worrying about; on edge; edgy;
    hectic; frantic; chaotic; frazzled; burnt|burned out; burnout; at my limit; my wits end; crunch time; snowed under; >swamped; wound
    up; >losing my mind|it|temper; >lost it|my temper; pulling my hair out; racing thoughts; thoughts [are|were] racing; mind
    [is|was|won't|keeps] racing; yelled|shouted|screamed|swore at me|us; >yelled|shouted at [by]; nerve wracking|racking; crisis;
    rough|brutal|crazy|insane|awful|terrible|horrible|nightmare day at [the] work|office; up to my neck; stretched thin; too much on my
    plate; under the gun; >snapped at; overworked; estres|estresado|estresada|estresante; stresse|stressee; stressato|stressata;
    stressig|gestresst; angst; agobiado|agobiada|agobio; ansia; nervios; debordee|deborde; estressado|estressada; on pins and needles;
    work|today|day|office|morning|shift|it was|is [so|just|really|absolutely|completely|totally|pretty] mental|bonkers|manic|bedlam|hell|
    chaos|hectic|carnage|madness|nuts|mayhem|pandemonium|bananas; it|today|day was a [total|complete|absolute] nightmare|madhouse;
    everything is|was|felt hectic|chaos|mental; >was|is|been at work|office today hell|chaos; manic|mental|mad|bonkers|frantic|hellish|
    crazy|insane|nightmare day|morning|afternoon|shift|week|monday; mad rush; crazy busy; insanely|stupidly|ridiculously|crazily busy;
    run|rushed off my feet; up against it; under the pump|cosh; in the weeds; drowning in work|emails|deadlines|paperwork|admin|tickets;
    buried in|under work|paperwork|emails; slammed at|with work; firefighting all; pressure [is|was|'s]
    on|mounting|high|building|enormous|huge; high pressure; hyperventilating; >had a meltdown|breakdown; meltdown; nervous
    breakdown|wreck; bag|bundle of nerves; lost my rag|cool|head|nerve|nerves; >blew up at; blew my top; >going|went|driving|drove [me]
    spare; sweating bullets; biting|bit my nails; nail biting; fretting; fretted; agitated; uptight; jumpy; uneasy; unease; keyed|worked
    up about|over|because|today|and; all worked up; in a state|flap|panic|tizz; rattled; shaken; distressed; distress; strained; worry;
    worries; worrying; worried sick; sick with|from worry|nerves|stress; felt|feel|feeling sick with|from nerves|worry|stress|about;
    stomach [is|was|'s] [been] [all] in knots; knot in my stomach|chest; butterflies in my; panicky; panicked; doing|did my head|nut in;
    could n't think straight; couldn't|can't switch off; mind|brain won't|wouldn't stop|switch|shut [off|up]; too much going on;
    everything at once; everything|all is|was|comes|came at once; a lot on my plate|mind; so much on my plate|mind; lots on my plate|mind;
    too much [work] to do; much to do; too many things; end of my tether|rope|patience; wit's end; wits end; tearing|tore|pulled my hair
    out; head [is] about to explode; head full of; on the verge of tears; close to tears; cried at work|my|the [desk]; cried in|on the
    toilets|toilet|bathroom|loo|office|car|stairwell|train; crying at my|in desk|the; words with my; fell|fallen|falling out with; bust
    up; blazing|blazing|big|massive|huge|stupid|terrible|nasty row|argument|fight|quarrel; rows with; had|having a|another row [with];
    >rowed with; shouting|screaming|slanging match; >fight|fought|fights|fighting|clash|clashed|arguments|argument|arguing|argued|quarrel|
    quarrelled|bickering|bickered|bicker|disagreement|dispute|spat|conflict with; >argued; bickering; bickered; >had a fight|spat;
    >tore|laid|ripped into me; bollocking; >told|telling me off; told off; chewed me out; chewed|yelled|screamed|shouted out|at; >screamed
    at; screaming at; >yelling at; rough|tough|hard|bad|terrible|horrible|awful|shit|shitty|crap|crappy|rotten|horrendous|gruelling|
    difficult|nightmare|rubbish|brutal|stressy|nasty [day|shift|week|meeting] at [the] work|office|school|hospital|job|uni|shop; exam|
    interview|work|money|wedding|family|moving|job|financial|deadline|school|performance stress|nerves|pressure|worries|anxiety; stress
    level|levels [was|were|is|are|at] [really|very|so|pretty|super|sky|through|off|an|at|a|about|eight|nine|8|9|ten|10|seven] [the]
    [high|roof|charts]; high stress; nerves on edge; nerves [are|were|got|shot|frayed]; frayed nerves; last nerve; nervy; nervously;
    intense pressure; stressor|stressors; rushing around|about all; rushed all day; rush rush; stretched [too] thin; at|past breaking
    point; breaking point; cracking up; cracked under; ordeal; taxing|trying|turbulent|fraught|harrowing day|morning|week|shift; fraught;
    harried; harassed; cortisol; hustle; emotional rollercoaster; stressing me out; freaking me out; worried about; concerned about;
    losing sleep over; bricking it; cacking it; terrified; scared stiff|about; fuming; at my wits|wit; wound [me] up; steamed|stewing
    over; spiralling|spiraling; overstimulated; frenzy; frenetic; chaos at|in|all|everywhere; madhouse at|today; under the cosh; breathing
    down my neck; inundated; up to my eyeballs|ears|neck|eyes [in]; on my case; sense of dread; dread; nervoso|nervosa; nervos;
    nervios|nervoso|nerveux|nerveuse; gestresst; stressiger; stressiges; stressant; angoisse|angoissee; anxieux|anxieuse; sous pression;
    sotto pressione; bajo presion; ansioso|ansiosa; ansiedad; ansiedade; preoccupato|preoccupata; preocupado|preocupada;
    inquieto|inquieta; agobiante; litigato; discutido; discusion con; dispute avec; gestritten; streit mit; hektik; hektisch; angespannt;
    unter druck; uberfordert; ueberfordert; wired and worried; >fought; >dreading tomorrow|tomorrow's|monday|the
    meeting|exam|interview|morning; >deadline tomorrow|today|friday|monday; deadline is tomorrow; everything [that] [could]
    went|go|going|gone wrong; couldn't|can't relax|calm|unwind|breathe|cope|concentrate|focus; couldn't|can't stop
    worrying|panicking|crying; edge of a breakdown|tears|panic; jittery about; got on top of me; getting on top of me; got|getting to me
    [today]; everything got to me; barely|hardly|just kept|held|holding it together; kept it together; up to here; hands were|are shaking;
    shaking with [anger|nerves|rage]; lost it with; lost it at; at the end of my; one thing after another; never stops; no time to
    breathe; no time to think; did n't stop all day; not a minute's peace|rest; could n't catch a break|my; sleepless with worry; a ton of
    pressure; mad at work; chest is tight; tight chest from; knot in; clenched; clenching my jaw; jaw clenched; grinding my teeth; teeth
    grinding; heart in my mouth; shaky with; a nervous; nerve; cried from stress; bad nerves; in bits over; at loggerheads; tension
    at|with|between; bad blood; drama at work|with my|with the; work drama; toxic; micromanaging me; too many
    meetings|deadlines|emails|tasks; back to back meetings|calls|patients|appointments; non stop; nonstop; flat out [all|at|today]; full
    on day; full on at|today; busy and stressful; rushed; in a rush all; running late and stressed; pressured; pressurised; feeling the
    pressure|heat|strain|stress; feel|felt the pressure|strain; under strain|stress|fire|attack; work [has] been [absolutely|really|so]
    crazy|insane|mental|mad|manic|hell|nuts|hectic|a [nightmare]; work is|was crazy|insane|mad|a nightmare; drove|driving|drive me|us up
    the wall; drove|driving|drive me [completely] mad|crazy|nuts|insane|round|bonkers; heart was|is pounding before|because|with|so; palms
    [were|are] sweating|sweaty; sweaty palms; had|having a go at [me]; dreading the|tomorrow|it|monday; one of those days where
    everything|nothing; everything is|was [all] [just] too much; too much for me [today]; too much right now; it's|all [all] too much;
    nothing worked [today]; at my limits; bad news and; in tears at|over|from|because; sick of worrying; worn down; wore me down;
    mentally|emotionally exhausted|drained|exhausting|draining; a mess today; emotional mess; rage; raging; furious with|at; chewed my
    nails; nails bitten; stress eating|ate; in knots [all|today|about]; stressante|stressanti|stressant; of nerves; heart pounding
    [the|all|before]; stressed; heart in my throat
    """
_CALM = """
    calm|calmer; relaxed; relaxing; relaxing|calm|quiet|peaceful|chill|chilled|easy|easygoing|lazy|mellow|restful|stressfree
    day|evening|weekend|one; chilled|chill; chilled out; laid back; peaceful; stress free; stressfree; free of stress; serene; tranquil;
    low stress; zero stress; at ease; at peace; zen; tranquilo|tranquila; tranquille; tranquillo|tranquilla; entspannt;
    gemutlich|gemuetlich; easy going; worry free; carefree; unstressed; calmly; quiet|uneventful day|evening at [the] work|office; took it
    easy; unhurried; nothing stressful; cool as a cucumber; calm as a|can; unruffled; unbothered; unfazed; unperturbed; not a care in the;
    low key [day|evening]; low pressure day; easy breezy; cruisy [day]; stress level|levels [is|was|are|were|at]
    [very|really|super|pretty] [low|zero|down]; no worries today; de stressed; destressed; unwound; unwinding; unwind; decompressed;
    mellow day|evening|mood; peace and quiet; blissfully; relaxing|restful|calm|peaceful|quiet|chill|chilled|smooth|stressfree|relaxed|
    uneventful|leisurely [and] [relaxed|relaxing|calm|quiet|peaceful] morning|afternoon|saturday|sunday|day|week|shift; work|day|today
    was|is [really|very|pretty|super|quite|nice|nice|so] [and] easy|quiet|calm|relaxed|chill|uneventful|peaceful|smooth|relaxing|mellow;
    quiet at work; everything went smoothly; went smoothly; calma; calmo; calme; tranqui; sereno|serena; relajado|relajada;
    rilassato|rilassata; detendu|detendue; ruhig; ruhiger; entspannter; entspanntes; gelassen; descontraido|relaxado|relaxada; sin estres;
    stressfrei; happy and relaxed; laidback; nothing to stress about; stress [is|was|levels|level] [pretty|very|really|quite|super|all]
    [much] low|zero|none|minimal|nil|nonexistent|fine|okay|gone|down|manageable|1|one; very|hardly|barely|little [any|much] [little]
    stress; little stress; kept|keeping my cool; kept my calm; stayed calm|cool; nothing fazed|rattled|bothered me; calm as anything|ever;
    no bother; unstressful; minimal stress; as calm as; chillaxed; chillaxing; took it all in my stride; in my stride; water off a; not a
    worry; n't a worry; no worries in the; hakuna; at my ease; smooth|easy|light|gentle day at [the] work|office; no worries at all; kept
    my nerve|composure|head; my blood pressure did n't
    """

_LOOKALIKES = """
    stress test|fracture|ball|testing|level|levels|score|monitor|management|relief|reliever; past|present|future tense;
    blood|air|tire|tyre|peer|water|bar|cabin|barometric pressure; pressure washer|cooker|cooked|washing|washed|point|in the tires;
    deadline passed|moved|extended; calm down|before the; >calmed|calming down; relaxed fit; relaxed into; surface|muscle tension; tension
    headache|headaches; argument for|against; panic room|button; nervous laugh; fever pitch; cabin|dance|spring|gold|football|election
    fever; fever dream; sick of; sick and tired of; sick beat|trick|view|burn; ill fitting; home sick for; bug
    report|reports|fix|fixes|spray|bite; a|the bug in|on the; software bug; flu|corona|covid shot|shots|jab|vaccine|vaccination|test|
    booster|restrictions|lockdown|rules; corona beer|extra; love|travel|sea sick; computer virus; virus scan|scanner; whooping crane;
    cough up; coughed up the money; cold call|calls; a cold beer|beers|drink|shower|plunge|bath|front|one|day|night|morning|house|room|
    office|wind|snap|shoulder|brew|water|swim|dip|pizza|case|lake|sea|evening|coffee|pint|lager|coke|rain|winter|start|place|glass|cola|
    river|bottle; head cold water; chaotic good; nervous system; healthy food|meal|eating|lunch|dinner|breakfast|snack|snacks|salad|
    lifestyle|diet|habits|cooking|way; eat|eating|ate|eaten healthy; chill pill; chilled wine|beer|water|soup|drink|white|rose; tension
    band|rod; rest room; period of time|of|drama|piece|film|costume|pain relief; trial|busy|quiet|long|short|grace|notice|time|exam|
    review|training|warm|dry|rest|recovery|this|cold|stressful|hard|difficult|calm|rough|test|holiday|waiting|cooling|first|second|third|
    hot|cool|good|tough|class|probation|school|fourth|last period; ill at ease; under the weather app; under pressure cooker; raw nerves;
    short night gown; late night show|tv|movie|talk; alarm clock broke|shop; fire|car|smoke|burglar|house|false alarm|alarms; alarm
    system|company; alarmed; up at the|my; up at _ office|mountain|hill|house|cabin|lake|top|hut; early flight of stairs; early meeting
    room; early call off; lie in the|on|it|a; lay in the|bed|a; long in the|a; slept in a|the|my|his|her|our; sleep in a|the|my|our|his;
    sleeping in a|the|my|our; lying in bed|the; good night kiss; running late; late shift key; not a lot of; up late notice; >got|fell up
    late; be up for|to; be up at the; on|during|after|from|at|of|finished|between|worked the|my|a [last] night|graveyard|early
    shift|shifts; nights out; alarm went|rang|woke|did|buzzed|bell|on|in|button|sounded; smoke alarm; sick
    of|building|pay|note|sense|days|joke|feeling of; home sick|from; ill advised|informed|will|effects|gotten; infection
    rate|control|risk; cough sweet|sweets|drop|drops|syrup|medicine|mixture; coughed up|the; fever tree|for; going viral; viral
    video|post|clip; computer|laptop virus; a bug in|that|report; bug hotel|hunt; bugs; cold turkey|feet|brew|one|ones|calling|storage|
    meat|cuts|press|pressed|frame|soup|milk|air|floor|tea|drink|drinks|beer|beers|weather|outside|in|out|night|day|today; the cold
    outside|in|weather|wind|and|water|air|made|snap; a cold plunge|dip|tub|shower|bath|one|beer|snap|front|heart|case|room; a
    [really|very|pretty|nice|bitterly|freezing] [bit] cold day|morning|night|evening|one|office|house|room|wind|walk|run|swim|ride;
    recovered the|my|data|file|files; recovery; feeling better about; healthy [and] food|lunch|dinner|breakfast|snack|meal|meals|appetite|
    option|options|choice|choices|eating|relationship|boundaries|distance|amount|smoothie|bowl|dose|respect|competition; a healthy;
    calm|relaxed before|waters|sea; calming tea|music|app; keep calm; relaxing|relaxed bath|music|tea|massage|playlist|muscles; settled
    in|on|down|for|the|into|up|bill; collected the|my|our|a|from|them|some; composed a|the|music|of; tense|tensed|tenses
    of|in|exercise|grammar; future|past tense; pressure cook|washer|point|sensor; blood pressure [was|is|fine|pills|tablets|cuff|monitor];
    deadline for|is|of next|not|moved|got|extended|pushed|met|was; argument for|in|of|that; arguing that; rough|hard day's night; crisis
    in|management; panic buying|room; stressed syllable|that; under|over|unstressed syllable|vowel; nervous about nothing;
    film|movie|book|show|novel|series was tense|stressful|hectic; worry not; not to worry; worries me not; chill|chilled out
    music|zone|room|glass; wound up in|at|the|with|staying|going; chaos theory; nightmare|nightmares about|last; on the rag|rug; period
    instrument|drama|property|features|house|piece; this|that|quiet|dry|busy|long|short|holiday|festive|same|whole|transition|settling
    period; early bird|access|days|lunch|dinner|evening|on|bath|swim; early night; late call; night flight simulator; on call with; up
    early this; was|were|got|woke up early|at|before; shift key|manager|gears|in; get|got up for|to|a; worried well; worry dolls; no
    period drama; nothing to worry about; row of; rowing; a row at|in|on; leg|calf|foot|muscle|stomach|hand|toe cramps|cramp; tampon
    tax|advert; fought off|over|back|my way|through|for; knot in the|my tie|hair|shoelace|back; rushed home|out|over|in|through; toxic
    waste|fumes|plant; nonstop flight; non stop flight|train|to|rain; tension at the|in the string|cable; nerve damage|pain; got to me
    at|by|late|via; catching it on; caught it on|from the; the strain; myself hoarse; shouted|cheered|sang|sung|screamed myself hoarse;
    for the head of; for my head of; for the headteacher; period of notice; bleeding gums|nose|finger|knee|heart|edge|from; nose bleeding;
    i'm bleeding from; still bleeding from; allergy test|season|advice; pollen count; allergic reaction; cough drop; raging
    party|fire|debate|success; infection numbers; the bug in; shake this feeling; rage room; kick the habit; furious pace; swollen
    river|ankle|feet|knee|finger; head fine
    """


def body() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file and of the nights with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _LOOKALIKES)
    yield from entries(Sense("illness", yes=False, strength=0.85), _WELL)
    yield from entries(Sense("illness", strength=0.9), _ILL)
    yield from entries(Sense("illness", strength=0.88), _SICK)
    yield from entries(Sense("illness", strength=0.88), _COLD)
    yield from entries(Sense("stress", yes=False, strength=0.8), _CALM)
    yield from entries(Sense("stress", strength=0.88), _STRESS)
    yield from nights()
