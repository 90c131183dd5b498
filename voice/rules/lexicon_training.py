"""Words for training: hard, told without how, easy, left out; and what only sounds like it.

Only words and how surely they mean it; nothing of negation, tense or persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_HARD = """
    interval|intervals; interval|threshold|tempo|fartlek|vo2max|speed|track|sprint|brick|circuit|endurance
    session|sessions|training|run|workout|work; intervalltraining; tempo run|runs; leg|legs|squat|deadlift|bench|heavy day;
    deadlift|deadlifts|deadlifted|deadlifting; heavy squats|lifting|lift|lifts|weights|bench|deadlifts|set|sets|lower|upper|legs|push|
    pull|kettlebell|kettlebells|barbell; [back|front] squats; split squats; bulgarian [split] squats; heavy gym [session];
    >lifted|lifting|lift [really|very|pretty|super] heavy; hiit [class|session|workout]; tabata; crossfit; cross fit; wod; metcon; amrap;
    emom; spartan|mud|obstacle race|run|course; tough mudder; hill|hills|mountain repeats|sprints|reps|repetitions; sprints; hyrox;
    triathlon; duathlon; half marathon; marathon; ironman; ultra marathon; ultramarathon; ultra trail; >raced; a race; race today; the
    race; race day; ten k race; 10k race; 5k race; trail race; cyclo cross; gran fondo; sportive; time trial;
    ftp|fitness|beep|cooper|vo2max|ramp test; vo2max; vo2 max; personal best|record; new|a|my pb|pr; hit a pr|pb; one rep max; maxed out
    on|the; all out; all out effort; >trained|train|training [really|very|so|pretty|super|quite|extremely|too|damn|bloody|fucking]
    hard|intensely|intensively|heavily; >went|going|go [really|so|too|very|pretty|super] hard at|in|on [the]
    gym|treadmill|bike|rower|pads|bag|track|pool; >went all out; >gave it everything|all;
    >smashed|crushed|killed|destroyed|hammered|nailed [myself] [it] [at|in|on] [a|the|my] gym|workout|session|training|legs|run|ride|
    class|wod|intervals|bike|treadmill; >wrecked|destroyed|killed|flogged|thrashed myself at|in|on [the]
    gym|training|bike|track|pool|treadmill; >pushed [myself] [really|very|so|pretty|quite|too] hard; >pushed myself [to|past] [the|my]
    limit|limits; >pushed it at|in the gym; boot camp; bootcamp; spin|spinning class|session; spinning; f45; orangetheory; orange theory;
    bodypump; body pump|combat|attack; bodycombat; bodyattack; les mills; barrys bootcamp; insanity workout; sufferfest; assault|air bike;
    prowler; sled pushes|push|pulls; battle ropes; box jumps; thrusters; burpees; wall balls; power cleans; clean and jerk; snatches; hill
    climb|climbs; col du; stairmaster; long run|ride|hike|erg; threshold; twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred
    k|km|kilometers|kilometres|miles [run|ride|on] [the] [bike]; brutal|hard|tough|intense|intensive|heavy|killer|gruelling|grueling|
    strenuous|punishing|exhausting|demanding|vigorous|savage|vicious|hardcore|monster|murderous|rough|massive|challenging|serious|
    energetic|draining|full|sweaty|epic|mega training|workout|workouts|session|sessions|run|ride|swim|practice|game|match|class|gym|row|
    bike|hike|exercise|sets|effort|efforts|circuit|climb|weights|lift|rowing|sparring|football|spin|yoga|tennis|squash|basketball|padel|
    crossfit|climbing|pilates|cardio|boxing|kettlebell|interval|strength|leg|rugby|cycle|sport|judo|bjj|physical|bouldering|swimming|
    running|cycling|dance; hard|tough|brutal|intense|heavy|killer spin|yoga|interval|strength|leg|boxing|swim|running|football|tennis|
    dance|cardio training|workout|session|class|match|game|practice|intervals|day; hard|heavy|intense physical|gym
    exercise|activity|workout|training|session; hartes|intensives|anstrengendes training; trained|trained to failure; to failure;
    sparring; entrenamiento duro|intenso|fuerte; allenamento duro|intenso|pesante|pesantissimo|durissimo|tosto; seance|entrainement
    intense|dure|dur|intensif; treino pesado|intenso|duro|forte; two a day; double session; sweated buckets; pounded the pavement; busted
    my butt|ass at|in [the] gym; worked my butt|ass|arse off at|in the gym; trained like a beast|animal|maniac|horse; beasted; match day;
    cup final; spartan; workout|training|session|gym|run|ride|class|match|practice [today] was [really|very|pretty|super|so|absolutely|
    bloody|quite|just|damn|seriously] hard|tough|brutal|intense|heavy|gruelling|grueling|exhausting|savage|murder|hell|killer|punishing|
    strenuous|vicious|insane; workout|training|session|gym|run|ride|class|spin [nearly|almost] [absolutely] killed|destroyed|wrecked|broke
    me; times|by|x four|eight|six|two|three|twelve hundred [metres|meters|m]; times|by|x 400|800|1000|200|300|600|1200 [metres|meters|m];
    400s; 800s; 200s; five by five|fives; 5x5; 10x400; 6x800; 4x4; 4 x 4; 8x400; 5 x 5; at threshold; >squatted; my
    pt|coach|trainer|instructor [put|had|made|nearly|almost] [me|us] through hell|cry|killed|destroyed|crawl; put me through hell|it;
    sparred; heavy session; >went hard|hammer|hell for; go hard; went at it hard; up and down the stairs for; stair
    sprints|repeats|climber; stairs workout; rep|reps max; reps [at|of|with] [heavy|_] kilos|kg|pounds; six|five|four|three|ten|eight|two
    sets of; to exhaustion; to the limit in training; gassed in; bonked on; hit the wall at; double sessions; my second session; >played
    [the] full|whole|all eighty|ninety|90|80|sixty|seventy [minutes]; hairpins; kicked my ass|butt|arse; 10k|5k tempo|race; tempo; hill
    session|sessions|workout|training|run; yoga was [really|very|so] intense|hard|brutal|tough|sweaty; hard|intense|sweaty|tough yoga
    """
_PLAIN = """
    >trained|training; the|my|a training; training; >worked|working out; workout|workouts; >exercised|exercising; exercise; gym
    [session|class|time|workout]; >ran; >went|gone|been running|jogging|swimming|cycling|biking|climbing|bouldering|surfing|skiing|rowing|
    kayaking|canoeing|snowboarding|skating|rollerblading|paddling|lifting|boxing|dancing; >went [out] for a|my [long|quick|short]
    run|jog|ride|swim|bike|cycle|row|spin|paddle|climb|surf|ski; a|my|evening|morning|lunch|quick|short|nice|good|daily|afternoon|weekly|
    lunchtime|trail|solo|sunday|steady|decent|beach|river|early|wet|cold|lovely|proper|group|club run|ride|swim; >did|done a|my|some|the
    run|ride|swim|row|weights|lifting|running|swimming|cycling|laps|lengths|circuits|circuit|gym|cardio|sport|sports|boxing|training|
    exercise|climbing|pilates|class; bike ride|rides; mountain biking|bike; run|ran|running of|for _
    k|km|kilometers|kilometres|miles|minutes|hour|hours; ran|cycled|swam|rowed|biked|skied|paddled|rode|run [about|around] _
    k|km|kilometers|kilometres|miles|laps|lengths|meters|metres; _ k|kilometer|kilometre|mile|km|miles|kilometers
    run|ride|swim|bike|jog|row; 5k|10k|15k|5km|10km [run]; a|my 5k|10k|5km|10km; >swam; >cycled; >rowed; >went lifting; lifting [weights];
    the rower; on the rower|treadmill|elliptical|peloton|erg|rowing|cross|turbo|exercise|spin|stationary|watt [machine|trainer|bike]; erg;
    erged; turbo trainer; zwift; zwifted; concept two; elliptical; cross trainer; rowing|stepping machine; exercise|stationary|spin bike;
    parkrun; park run; padel; capoeira; >swam laps|lengths; laps|lengths in|of the pool; did _ laps|lengths; >rode my|the bike;
    >train|run|swim|lift|exercise; >lifted [some] [weights]; weights session; weight|weights|resistance training; the weights; strength|
    cardio|conditioning|core|abs|ab|upper|lower|chest|back|arms|arm|shoulder|shoulders|push|pull [body]
    training|session|workout|day|circuit; core work; krafttraining; training session|sessions; pt session; session with my
    trainer|pt|coach|personal; personal training [session]; personal trainer; football|soccer|basketball|tennis|squash|padel|badminton|
    volleyball|handball|hockey|rugby|judo|boxing|karate|bjj|jiu|climbing|swim|swimming|rowing|running|cycling|dance|taekwondo|fencing|
    wrestling|netball|cricket|lacrosse|floorball|gymnastics|ballet|salsa|aerobics|step|aqua|barre|trx|kickboxing|zumba|kettlebell|
    circuits|circuit|pickleball|baseball|softball|frisbee|futsal|athletics|polo|skating|ski|track|team|club|sports|martial|fitness|
    workout|gym|pole|spinning practice|training|match|game|class|session|club|lesson|lessons|tournament|drills|workout|competition;
    >played|playing [some|a|in|my] [game|match|round|set|little|friendly|beach] [of] football|soccer|basketball|tennis|squash|padel|
    badminton|volleyball|handball|hockey|rugby|futbol|golf|netball|pickleball|cricket|frisbee|futsal|floorball|baseball|softball|
    racquetball|hoops|polo|fussball; kickabout; kick about; five a side; 5 a side; bouldering; boulderhalle; climbing; climbed; rock
    climbing; via ferrata; boxing; boxed; kickboxing; muay thai; thai boxing; jiu jitsu; jujitsu; bjj; judo; karate; taekwondo; krav maga;
    aikido; kendo; mma; wrestling; fencing; rowing; rowed; running; cycling; swimming; kayaking; kayaked; canoeing; paddleboarding;
    surfing; surfed; kitesurfing; windsurfing; skiing; skied; snowboarding; snowboarded; langlauf; cross country skiing; ski touring;
    skitour; ice|roller|inline skating; rollerblading; skated; trail running|run; trampolining; gymnastics; aerobics; aqua|water
    aerobics|fit|gym; aquafit; aquagym; step class; barre|trx class; barre; trx; zumba; pilates; reformer [pilates]; peloton; treadmill;
    calisthenics; callisthenics; bodyweight|body weight exercises|workout|training; bench press; bench pressed; benched; bench pressing;
    hip thrusts; lunges; kettlebell|kettlebells swings; planks; sit ups; situps; crunches; skipping rope; jump rope; rope skipping;
    pumped|pumping iron; >hit|hitting the gym|weights|pool|treadmill|pavement|trails|trail|bike|squat|mats;
    >been|went|got|made|dragged|popped|headed [back] [myself] [it] to [the] [my] gym|training|practice|crossfit; at the gym; gym and;
    >sweated it out [at] [the] [gym]; gym|gimnasio|palestra|muscu|musculation|entrenamiento|allenamento|entrainement|treino|sport|fitness|
    fitnessstudio [studio|centre|center]; academia; dauerlauf; lauf; jog; joggen; gejoggt; trainiert; gelaufen; geschwommen; radfahren;
    radtour; fussball; fussballtraining; natation; piscine; couru; course a pied; entrene; entrenado; entrenar; entrenando; gym; correr;
    corri; nadado; nade; natacion; natacao; nadei; nuotato; nuoto; corso; corsa; correre; allenato|allenata|allenati;
    treinei|treinado|treinar; courir; >jogged; jogging; footing; sport|sports; cardio; kettlebells; >lifted; a session; pull ups|pullups;
    push ups; pushups; press ups; hike; >hiked; hiking; >trekked; trekking; trek; calcetto; corrida; laufen; workout class; vinyasa;
    ashtanga; bikram; hot|power|flow yoga; got my steps in and; got a sweat on; worked up a sweat; broke a sweat; broken a sweat; physical
    activity; physical exercise; any activity; athletic; nordic walking; garmin says i ran; shadow boxing; heavy bag; hit|hitting the
    bag|pads; dance rehearsal; rehearsal; work out; did [some|my|the|a|few|light|more] weights|legs|chest|back|arms|shoulders|biceps|
    triceps|squats|core|abs|reps|sets|pushups|planks|yoga|bench; trained legs|chest|back|arms|shoulders|upper|lower; back and biceps;
    chest and triceps; sets in|done; got my sets; >benched; bike trainer; on the bike for; hour on the
    bike|rower|treadmill|elliptical|rowing|stairmaster; on the track|pitch|court|mat|mats|wall|water; up and down the stairs; climbing
    wall|gym|hall; boulder hall|gym; made|make|making [some] sport|sports|gym|fitness; doing sport|sports; practiced|practised
    judo|karate|yoga|tennis|football|boxing; did some running|lifting|cardio; >rode up|over|around|along|through|out; >cycled
    up|along|around|through|over; >ran along|around|through|by; >biked along|around|through|over; stadium stairs|steps; >climbed stairs
    for; did|doing a workout video; workout video|dvd; fitness|exercise|workout video; ice|field|street|roller hockey; football|
    basketball|tennis|padel|squash|volleyball|badminton|hockey|rugby with the|my|some|friends|colleagues|a; im fitnessstudio; beine
    trainiert; sport gemacht; sport fait; du sport; haciendo deporte; deporte; fatto sport; fait du sport; une heure de course|sport;
    hours|hour|minutes|mins of squash|tennis|football|basketball|padel|badminton|volleyball|golf|rugby|hockey|cycling|dance|dancing|
    weights|cardio|sport|gym|training|exercise|boxing|climbing|skiing|surfing|rowing|swimming|running; the|my run|ride|swim; ran the
    stairs|hills|trails|track|loop|steps
    """
_EASY = """
    easy|gentle|light|slow|recovery|relaxed|little|leisurely|short|lazy|chill|soft|tiny|zone|steady|mellow|mild|restorative|shakeout|
    casual|cruisy [gentle|slow|light|short|little|two|2] jog|jogging|run|ride|swim|spin|workout|training|session|bike|exercise|exercises|
    gym|cycle|footing|stretching|stretches|yoga|hike|pilates|mobility|row|cardio|movement|two|paddle|sport|5k|kilometers|kilometres|miles|
    mile|k|km|laps|lengths|dip|treadmill; super|very|really easy|gentle|light|slow jog|run|ride|swim|spin|workout|training|session|bike|
    yoga|hike|row; easy|gentle|slow|light _ k|km|kilometers|kilometres|miles|mile|minutes|minute [jog|run|ride|spin|swim|bike|row|walk];
    stretching; >stretched; a [good|quick|little|bit|long|nice] [of] [a] stretch; >did [some|my|a] [few] stretches; some stretches;
    mobility [work|session|exercises|drills|flow]; foam rolling|rolled|roller; physio|rehab|physiotherapy|back exercises; light|chair|
    gentle|yin|restorative|hatha|prenatal|bedtime|morning|easy yoga; yoga; qi gong; qigong; tai chi; rest|recovery|off day|days
    [from|today]; day|days|week of rest; restday; rest and recovery; active recovery; deload; deload week; taper; tapering; day|week|night
    off [from|of] [the] training|gym|sport|exercise|running|lifting|workouts|crossfit|swimming|cycling; day off sport; off day from;
    ruhetag; pausentag; trainingsfrei; jour de repos; dia de descanso|folga; giorno di riposo; zone 2|two|1|one; bit of yoga|stretching;
    >took it [really|very|nice|pretty] easy [at|on|in] [the] [gym|training|run|bike|pool]; >took a [complete|full|total|proper|well]
    [earned|deserved] rest day; training|workout|session|run|gym|ride|swim was [really|very|pretty|super|nice|so] [and]
    easy|light|gentle|short|relaxed|mellow; [just] floated|floating|splashed|splashing|paddled|paddling about|around [in]; pool was
    shut|closed; gym was shut|closed; gym [is|was|'s] closed|shut; nothing sporty|athletic|physical|strenuous; no|any exercise to speak
    of; no sporty|sports; couch potato [day]; couch day; sofa day; lazy day on the couch|sofa; didn't move [a muscle|all day|from the];
    vegged [out]; lazed around|about|on; lounged around|about [all] [day]; slobbed out; sat on my backside|bum|butt|arse|ass all day; gave
    the|my|training|yoga|pilates|crossfit [the] [gym|training|run|class|workout|spin|swim|pool] a miss; gave it|gym a miss today; bunked
    off training|gym; skived off training|gym; too sore to train|run|lift; too tired to train|run|lift|work|exercise|go; could n't face
    the gym|training|run|workout; gym did n't happen; didn't make it to [the] gym|training|practice|class|pool|crossfit|yoga; n't make it
    to [the] gym|training|practice|class|pool; never made it to [the] gym|training|practice|class|pool; n't done any
    sport|exercise|training; trainers stayed in the; running shoes stayed; gym bag stayed; gym|training|workout [is] [was] off the table;
    blew off the gym|training; chickened out of; no session|class|practice|swim|ride|game|match|practise [for me]
    [today|tonight|this|again|either]; no run|row today|tonight|for|this; walked to the shop|shops|bakery|library|church|post|butcher|
    market|pharmacy; just walked|pottered; >rested today; a rest [day] [today]; gave my legs|body|back|knee|knees|muscles a rest|break;
    gave myself a [rest|day] [day|off]; coach gave me the day|evening off; coach told me to rest; could n't make it to [the]
    gym|training|practice|class|pool; n't get|got off the couch|sofa; did n't leave the couch|sofa|house and; called off the|my
    run|ride|gym|training|swim|session; rested [up] [today|instead|my] [legs|knee|body]; barely sweated|sweat; did n't break a sweat;
    without breaking a sweat; no sweat; n't get to exercise|train; too tired|lazy|busy|sick for [the]
    gym|training|sport|exercise|crossfit; too tired|lazy|busy|sick to train|exercise|run; could n't be bothered with the gym; no energy
    for [the] gym|training|sport|exercise; no time for [the] gym|training|sport|exercise|workout; nothing too strenuous|hard|athletic;
    sedentary; resting my knee|legs|ankle|back; day|night|evening off today; no steps; injured so; legs up all day; feet up all day;
    coach|doctor|physio said [to] rest; coach says rest; told to rest; must rest; strict rest; heute kein|keinen sport|training; nada de
    gimnasio|deporte; niente palestra|sport|allenamento; pas de sport|muscu; i let the gym be; let the gym be; let training be; sportfrei;
    gymnastics for the|my back|knees|neck; back gymnastics|exercises; chair gymnastics
    """
_WALK = """
    walk|walks; >went walking; >walked the dog; >only|just|instead walked; >walked for _ minutes|hours|hour; walked
    in|around|along|through the park|woods|forest|beach|river|canal|lake|town; dog|country|coastal|brisk|nature|evening|morning|afternoon|
    short|long|little|gentle|easy|slow|lunch|beach|forest|sunday|family|quick|nice|lovely walk|walks|stroll; stroll|strolls; strolled;
    ambled; ramble; wander; wandered around|about; spaziergang; spazieren; passeggiata; paseo; balade; promenade; passeio; caminhada;
    gassi; pottered|pottering [about|around] [in] [the] [garden]; >hoovered; gardening; gardened; flaneur; walked _ thousand steps; walked
    _ steps|km|kilometers|kilometres|miles; thousand steps; 10000 steps; walked a lot|bit|little
    """
_LOOK = """
    training course|courses|manual|video|videos|data|materials|material|wheels|module|modules|seminar|room|budget|provider|scheme|
    programme|slides; training on|about|in; data|product|sales|media|diversity|teacher training; training [the|my|a|our|new] [new] puppy|
    dog|colleague|model|models|staff|intern|employee|people|team; train|trained|training the|a|our|my|some|new|up [new|junior] vehicle|
    dog|puppy|staff|colleague|colleagues|model|intern|interns|employees|hire|hires|recruits|people|trainee|team|apprentice|horse; training
    as a; trained as a; retrained; safety|staff|compliance|sales|onboarding|online|security|software|first|aid|leadership|management|work|
    potty|mandatory|gdpr|it|toilet|hr|fire|manual|job|vocational|crate|autogenic|autogenes training; first aid training; potty|toilet
    training; session with [my|the] [a] therapist|shrink|counsellor|counselor|psychologist|client|clients; therapy|work|planning|zoom|
    brainstorming|photo|recording|gaming|jam|coaching|massage|study|cooking|practice|working|breathing|physio|counselling|counseling|
    tutoring|question|q|guided|yin|writing|reading|drawing|karaoke|binge|night|late|cuddle|studio|chat|gossip session|sessions; a run of
    luck|bad; in the long run; on the run; run out of; run of; run down; run in with; ran out [of]; ran late|over|into|away|through; >ran
    errands|late|to|home|off|up|down; ran some|my errands; ran a meeting|workshop|bath|red|light|fever|temperature|cafe|shop|session; ran
    from one|meeting; ran around [all|like|after|the|town|with|trying]; ran between; ran for the|a bus|train|office|mayor|tram; run for
    the bus|train|tram; ran dry|smoothly|aground|its|their|me; run errands|a|through|over|into|late; running late|out|around|errands|on|
    low|behind|joke|water|shoes|a|from|the|nose|into|gag|costs|between|between|about|smoothly|this|my|our|away|off|commentary|order|hot|
    wild; running shoes; runny; a long run of|with luck; dry run; test run; trial run; school|nursery|tip run; supermarket run; coffee
    run; grocery run; bank|beer|food|pharmacy|store run; play run|runs; run time; human|rat|arms|presidential|horse|space|formula|sack
    race; race condition|conditions|against|relations|for the; >raced home|to|through|around|against|back|over|out|down; >raced mind;
    heart raced; mind|thoughts raced; the race on tv; watched|watching the [whole|london|boston|berlin|new|york]
    race|marathon|triathlon|grand; a marathon meeting|of|day; marathon meeting|session|of|day|call|meetings|phone|zoom|drive; film|movie|
    netflix|series|gaming|editing|reading|cooking|cleaning|tv|baking|shopping marathon; it's a marathon not; a marathon not a sprint;
    sports bra|news|channel|bar|car|show|day|section|shop|direct|massage|hall|coat|jacket; watched|watching [the|a|some|my]
    [champions|league] [football|tennis|basketball|rugby|hockey|cricket|boxing|judo|golf|sport|sports|soccer|snooker|skiing|cycling|
    athletics|gymnastics] [match|game|final|on]; football|tennis|basketball|rugby|cricket|sport|sports|golf|boxing|cycling
    match|game|was|is on [the] [tv|telly]; the match on; worked out well|fine|great|in|that|how|the|a|what|okay|ok|perfectly|cheaper|to|
    at|as|nicely|better|alright|where; working out well|how|the|what|fine; work|works out fine|well|in|how|the|what|better; exercise
    patience|caution|restraint|control|my; workout clothes|plan|gear|playlist|app|shoes; gym bag|clothes|membership|card|shoes|teacher|
    hall|kit|fees|contract|subscription|mate|buddy|owner|next|opposite; exercise book|books|sheet; exercises book; lifted my|the|a
    spirits|mood|box|boxes|lid|ban|sofa|fridge|load|weight; lift spirits; took the lift; the lift; lift was; a lift home|to|from|back;
    gave|give|got [me|him|her|us] a lift; heavy rain|traffic|meal|dinner|heart|workload|snow|breathing|sleeper|bag|bags|box|boxes|eyes|
    eyelids|legs|period|flow|day at|of|going|metal|shopping|bleeding|cold|news; hiking boots|shop; the price hike; price|rent|rate
    hikes|hike; sprint planning|review|retro|retrospective|demo|at|goal; sprints at; scrum sprint; two week sprint; climbing the
    ladder|frame|wall|walls|stairs; climbed the|into|out|back|in|up|over|onto|off [stairs|ladder|into|in]; climbing
    into|out|back|roses|plant|plants; boxing day; boxed up|in|set; football on; football
    manager|shirt|boots|club|fans|scores|results|stadium|crowd; fifa; stretched thin; stretched budget; a stretch of|goal|too|limo; at a
    stretch; home stretch; stretching budget|the|to; stretched to|out; catwalk; walk in|out|away|past; walk through; walked
    through|in|into|out|past|away|off|up; cake walk; walking|walk the dog; walk me|us; walk down memory; interval between|of; intervals
    of|between; at intervals; threshold for|of; pain threshold; easy going; easy day|evening|shift; a lazy run; hard drive|disk|copy|hat|
    rock|liquor|seltzer|seltzers|lemonade|boiled|to|time|work|feelings|cash|of|luck|day|night|week|morning|shoulder|cheese|pass|news|
    boiled|games; hard conversation|meeting|exam|test|talk|decision; spin on|the|cycle|bowler|doctor; spinning
    head|wheel|round|around|wool|plates; head|room|world spinning|spins|was|is spinning; rowing boat|with; record deal|shop|player|store;
    ran the|it|out; swimming pool|trunks|lessons|suit|costume|goggles|in|with; swim suit|shorts|with the; a swim in the pool of; cycling
    home|to|shorts|lane|lanes|path; rode to; cycled|biked|walked|ran|cycle|ride|jogged|rode|skated|scootered to|into|from|past [the|my]
    work|office|station|school|shop|store|town|uni|campus|market|bus|supermarket|lab|clinic|bakery; cycled|biked|walked|rode home|back;
    jog my|your|his memory; jogged my memory; jogging|yoga|gym|training|track bottoms|pants|suit|mat|trousers|leggings|teacher|studio|
    mats|shoes; tracksuit; pull up|ups a chair; press ups deadline; sit up|ups straight; surfing|surfed the|channels|web|internet|couch;
    couch surfing; skating on thin|around; skated over|around; wrestled|wrestling with [the|a|my]; fencing in|the|off|around; fence;
    planks of|for; bench in|outside|by|on; boxing|box up|ring; treadmill of|life; cardio appointment|ward|logist; fitness|gym|sport
    app|shop|watch|tracker|influencer|industry|teacher|teachers; exercise induced; sport psychologist|psychology|science|utility; a walk
    in the park|past; walked|ran|run him|her|them through; academia and|is|as|jobs; corso di|e|intensivo; corso d; in corso; piscine was;
    rehearsal dinner; rehearsal for; match made|box|up; matches; taper down|the|off; wander off; in the sport|sports section|news|pages;
    game of thrones|cards|chess|life; a session of|with|at|on; >run|ran the numbers|risk|gauntlet|show|shop|household|company; run
    it|this|that by|past; front runner; runner up; blade runner; up and running; long|short lift; lifts; yoga pants; hot|long runs; skid
    row; row of|in; a row; front|back|second|third|last row; death row; worked out for me|us|him|her|them|the|everyone; work out
    how|what|the|that|fine|for me|why|where|if|whether|who|when; things work out; squatted down|on|in|by|to; snatch of; track
    down|record|of|my|the|changes|pants; sets of keys|rules; set of|the|up; dinner|party|meeting|film|talk|show|it ran|runs|run
    till|until|late|over|long|on|into; training for a|the|my [first|next|spring|autumn|berlin|london] marathon|race|half|10k|triathlon|
    ironman|competition|event|hyrox; >took|taking|take|drove|driving the kids|boys|girls|children|twins|dog|family|grandkids
    to|for|swimming|skiing|climbing|skating|football|training; swimming|playing with the|my
    kids|grandchildren|grandkids|children|toddler|son|daughter; rode up in the|to; >rode through town|the; ran along to|home; ran through
    the|my [presentation|slides|list|agenda|notes]; ran by the shop|shops|store; ran around like; gym car|parking park|lot; the run
    up|of|time; my run of; new pb on|in my|the typing|game
    """


def training() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _LOOK)
    yield from entries(Sense("hard_training", yes=False, strength=0.85, role="easy"), _EASY)
    yield from entries(Sense("hard_training", yes=False, strength=0.5, role="easy"), _WALK)
    yield from entries(Sense("hard_training", strength=0.9, role="hard"), _HARD)
    yield from entries(Sense("hard_training", strength=0.62, role="plain"), _PLAIN)
