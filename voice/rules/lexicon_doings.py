"""Words for what is done: training, travel, naps, sauna, meditation, a screen in bed, sex.

Only words and how surely they mean a kind; nothing of negation, tense or persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_HARD = """
    interval|intervals; interval|threshold|tempo|fartlek|vo2max session|training|run|workout; intervalltraining; tempo run|runs; leg
    day; legs day; deadlift|deadlifts|deadlifted|deadlifting; heavy squats|lifting|lift|lifts|weights|bench|deadlifts|set|sets; squats;
    heavy gym [session]; >lifted|lifting [really|very] heavy; hiit [class|session|workout]; tabata; crossfit; wod; spartan race; hill
    repeats|sprints|reps; sprints; hyrox; triathlon; half marathon; marathon; ironman; ultra marathon; ultramarathon; >raced; a race;
    race today; the race; ten k race; 10k race; 5k race; personal best|record; new pb|pr; hit a pr|pb; all out; >trained|train|training
    [really|very|so|pretty|super|quite|extremely] hard|intensely|intensively|heavily; >went|going|go [really|so|too] hard at|in [the]
    gym; >went all out; >smashed|crushed|killed [myself] [it] [at|in] [a|the|my] gym|workout|session|training; >pushed [myself]
    [really|very|so|pretty|quite|too] hard; >pushed myself to the limit; boot camp; bootcamp; spin|spinning class; spinning; long
    run|ride|swim|hike|bike; threshold; twenty|thirty|forty k run|ride;
    brutal|hard|tough|intense|intensive|heavy|killer|gruelling|grueling|strenuous|punishing|exhausting|demanding|vigorous
    training|workout|session|run|ride|swim|practice|game|match|class|gym|row|bike|hike|exercise|sets|effort|circuit|climb|weights|
    lift|rowing|sparring|football; hartes|intensives training; trained to failure; sparring; entrenamiento duro|intenso; allenamento
    duro|intenso|pesante|pesantissimo; seance intense; two a day
    """
_PLAIN = """
    >trained|training; the|my|a training; training; >worked|working out; workout|workouts; >exercised|exercising; exercise; gym
    [session|class|time]; >ran; >went running|jogging|swimming|cycling|biking|climbing|bouldering|surfing|skiing; >went for a|my
    run|jog|ride|swim|bike|cycle|row; a|my|evening|morning|lunch|quick|short|nice|good|daily|afternoon|weekly|lunchtime
    run|ride|swim|bike [ride]; did a|my run|ride|swim|row; bike ride|rides; run|ran|running of|for _
    k|km|kilometers|kilometres|miles|minutes|hour|hours; ran|cycled|swam|rowed|biked _ k|km|kilometers|kilometres|miles|laps; _
    k|kilometer|kilometre|mile|km|miles|kilometers run|ride|swim|bike|jog; 5k|10k|15k [run]; swam; >cycled; >rowed; >went lifting;
    lifting [weights]; the rower; on the rower; parkrun; park run; padel; capoeira; >swam laps; laps in the pool; >rode my bike;
    >train|run|swim|lift|exercise; >lifted [some] [weights]; weights session; weight training; strength training|session|workout;
    krafttraining; training session|sessions;
    football|soccer|basketball|tennis|squash|padel|badminton|volleyball|handball|hockey|rugby|judo|boxing|karate|bjj|jiu|climbing|
    swim|swimming|rowing|running|cycling|dance practice|training|match|game|class|session|club; played [some]
    football|soccer|basketball|tennis|squash|padel|badminton|volleyball|handball|hockey|rugby|futbol|golf; bouldering; climbing; boxing;
    kickboxing; rowing; running; cycling; swimming; zumba; pilates; peloton; treadmill;
    gym|gimnasio|palestra|muscu|musculation|entrenamiento|allenamento|entrainement|treino|sport|fitness [studio]; dauerlauf; lauf; jog;
    >jogged; jogging; footing; sport|sports; cardio; kettlebells; >lifted; a session; pull ups|pullups; push ups; burpees; hike; >hiked;
    hiking; calcetto; corrida; laufen; workout class; vinyasa; power yoga
    """
_EASY = """
    easy|gentle|light|slow|recovery|relaxed|little|leisurely|short|lazy|chill|soft|tiny|zone
    jog|jogging|run|ride|swim|spin|workout|training|session|bike|exercise|gym|cycle|footing|stretching|yoga|hike|pilates|mobility|
    row|cardio|movement|two; stretching; >stretched; mobility [work|session]; foam rolling|rolled; light yoga; yin|restorative yoga;
    yoga; rest day; day of rest; recovery day; active recovery; deload; deload week; day off [from]
    training|gym|sport|exercise|running|the; off day from; ruhetag; jour de repos; dia de descanso; giorno di riposo; rest and recovery;
    zone 2|two|1|one; bit of yoga|stretching; tai chi; >took it [really|very|nice|pretty] easy [at] [the] [gym|training]; >took a
    [complete|full|total] rest day; training|workout|session|run|gym was [really|very|pretty|super] easy|light|gentle|short|relaxed
    """
_WALK = """
    walk|walks; >went walking; >walked the dog; >only|just|instead walked;
    evening|morning|afternoon|short|long|little|gentle|easy|slow|lunch|beach|forest|dog walk|walks|stroll; stroll|strolls; spaziergang;
    passeggiata; paseo; balade; promenade
    """
_NO_SPORT = "lazy day on the couch; couch day"
_LOOK_DOING = """
    training course|courses|manual|video|videos|data|materials|material|wheels|module|modules|seminar|room; training on|about|in;
    data|product|sales training; training [the|my|a|our|new] [new] puppy|dog|colleague|model|models|staff|intern|employee|people|team;
    train|trained|training the|a|our|my|some|new [new|junior]
    vehicle|dog|puppy|staff|colleague|colleagues|model|intern|interns|employees|hire|hires|recruits|people|trainee|team|apprentice|
    horse;
    safety|staff|compliance|sales|onboarding|online|security|software|first|aid|leadership|management|work|potty|mandatory|gdpr|it|
    toilet|hr training; first aid training; potty|toilet training; session with my therapist|with the therapist;
    therapy|work|planning|zoom|brainstorming|photo|recording|gaming|jam|coaching|massage|study|cooking|practice|working|breathing|
    physio session|sessions; a run of luck; in the long run; on the run; run out of; run of; ran out [of]; ran late|over|into; >ran
    errands|late|to|home; ran some|my errands; ran a meeting|workshop|bath; run errands|a|through|over|into|late; running
    late|out|around|errands|on|low|behind|joke|water|shoes|a|from|the|nose; running shoes; runny; a long run of|with luck; dry run; test
    run; school run; supermarket run; coffee run; grocery run; human|rat|arms|presidential race; race condition|conditions|against;
    >raced home|to|through|around|against; >raced mind; heart raced; the race on tv; a marathon meeting|of; marathon
    meeting|session|of|day|call; film|movie|netflix|series|gaming|editing|reading|cooking marathon; sports
    bra|news|channel|bar|car|show|day; watched the|a [football|tennis|basketball] match|game; football|tennis|basketball|rugby match on;
    the match on; worked out well|fine|great|in|that|how|the|a|for|what; working out well|how|the|what|fine; work|works out
    fine|well|in; workout clothes|plan|gear|playlist|app; gym bag|clothes|membership|card|shoes|teacher; exercise book|bike|books;
    exercises book; lifted my|the spirits|mood|box|boxes; lift spirits; took the lift; a lift home|to|from; heavy
    rain|traffic|meal|dinner|heart|workload|snow|breathing|sleeper|bag|bags|box|boxes|eyes|eyelids|legs; hiking boots; the price hike;
    price hikes; sprint planning|review|retro|retrospective|demo|at|goal; sprints at; scrum sprint; two week sprint; climbing the
    ladder|frame|wall; boxing day; football on; stretched thin; stretched budget; a stretch of|goal; stretching budget|the; catwalk;
    walk in; walk through; walked through; cake walk; walking|walk the dog; interval between|of; intervals of|between; threshold for|of;
    easy going; easy day|evening; a lazy run; hard drive|disk|copy|hat|rock|liquor|seltzer|seltzers|lemonade|boiled|to|time; hard day;
    hard conversation|meeting; spin on; spinning head; head spinning; rowing boat; record deal; ran the; swimming pool|trunks|lessons;
    cycling home|to; rode to; cycled|biked|walked|ran|cycle|ride|jogged to [the] work|office|station|school|shop|store|town;
    cycled|biked|walked home
    """

_TRAVEL = """
    in the car|train|bus|plane|coach for _ hours; on the train|bus|plane|coach for _ hours; stuck in the car|train|bus|plane for _ hours;
    flight|flights; >flew; >flying [to|back|from|home|out|in]; >flown; plane; >landed [in|at|back]; layover|stopover; jet
    lag|lagged|leg; jetlag|jetlagged|jetleg; time zone|zones; timezone|timezones; red eye; long haul;
    >travelled|traveled|travelling|traveling; travel|travels; travel day; travel|travelling|traveling day; road trip; roadtrip; long
    drive|ride|journey|trip|haul|way; long train|bus|car|coach ride|journey|trip|drive; train|bus|coach|ferry ride|journey|trip [to];
    night train|bus; overnight train|bus|flight|ferry; >took|taken|take|caught|catch|got [on] the|a
    train|bus|ferry|coach|ice|tgv|ave|eurostar|plane|flight|red|thalys to|from|down|up|back|over|home|across;
    ice|tgv|ave|eurostar|thalys to|from|back; >took the ice|tgv|eurostar; high speed train; hours|hour|h on|in a|the
    train|car|bus|plane|road|coach|ferry; hours|hour on|in trains|planes|buses|cars|airports; on the road for; hours|hour of
    driving|travel|travelling|traveling|flying; hours|hour drive|flight|ride|trip|journey; >drove|driven|driving|drive [for]
    [about|around|over|almost|nearly] two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|2|3|4|5|6|7|8|9|10|11|12 [and] [a]
    [half] hours; >drove|driven|driving all day|night|morning|the|through|across|up|down|back|home|from; >drove all the way;
    >drove|driven|driving _ hundred [and] [_] kilometers|kilometres|miles|km|k; >drove|driven|driving _ km|kilometers|kilometres|miles;
    business trip; trips; zwischenstopp; transatlantic; ferry; >drove|driven|driving|drive [back] [down|up|over|across|through]
    [from|to]; days on the road; hour|hours at the wheel; behind the wheel; trip to; vuelo; flug; volo; voo; vol pour|de|vers|a;
    langstreckenflug; zugfahrt; viaje; viaggio; voyage; viagem; traghetto; ferry to; jetlag; checked in at the airport; transatlantic;
    connecting flight; at the airport; airport; train to|from; autobahn; motorway
    """
_COMMUTE = """
    commute|commuted|commuting; train|bus|tram|metro|subway|tube|drive|drove|driving|ride|flight to|from [the|my]
    work|office|school|gym|supermarket|shops|station|uni|university|store; train home; bus home; >took|take|caught the
    train|bus|tram|metro|subway home; >drove|driving|drive [back] home; >drove|drive|driving the|my kids; drive|drove|driving me|us
    crazy|mad|insane|nuts|up; drive through; drove through the; drive thru; hours|hour of training|meetings|sleep|work; flight of
    stairs|stairs|fancy; flights of stairs; flight or fight; fight or flight; flight simulator|sim|attendant|tracker|mode; plane tree;
    paper plane; flying colors|colours|start|visit|by; time flew|flies; >flew by; the day flew; travel
    mug|pillow|book|guide|agent|agency|blog|documentary|insurance|show|magazine|ban|plans|bag|adaptor|adapter|agent's; train
    set|of|wreck|station; train my|the|them; landed a|on|the|in my; trip down; a trip to the|a
    supermarket|shop|shops|store|dentist|doctor|gym|mall|zoo|park|bathroom|toilet|pharmacy|office; trip to the
    supermarket|shop|shops|store|dentist|doctor|gym|mall|park|bathroom|pharmacy|office; long way to; a long way; long drive off the tee;
    fly|flies on|in; fly fishing; butterflies; airplane|airport mode|novel|code; plane mode; long trip down; half an hour drive; half
    hour drive|ride; on the road again
    """

_NAP = """
    a kip; >had a kip|snooze|doze; a snooze; a doze; a siesta;
    nap|naps; >napped|napping; power nap|naps; powernap; siesta|siestas; mittagsschlaf; mittagsschlafchen; nickerchen; sieste; pisolino;
    pennichella; sesta; soneca; snooze on|in the sofa|couch|afternoon; >snoozed; >dozed|dozing [off]; >nodded off; forty winks;
    >fell|fallen asleep on|in|during|at|after the|my|lunch sofa|couch|armchair|chair|train|desk|afternoon|hammock|tv|garden|bus;
    >slept|sleep|crashed|passed|conked [out] [for] [_] [_] on the sofa|couch; >slept [for] [an|a|_] hour|hours|minutes|bit|while|little
    [in|during|after|this|on] [the|my] [afternoon|day|lunch|sofa|couch]; >slept in|during the afternoon|day; >slept after lunch; >lay
    down for a nap; >had|took|have|take a [little|quick|short] lie down; >had|took|got some shut eye; shuteye; catnap|catnaps; cat nap
    """
_SAUNA = """
    sauna|saunas|saunaed; steam room|bath|baths|rooms; onsen|onsens; sento; banya; banja; hammam|hamam; turkish bath|baths; dampfbad;
    infrared cabin|sauna; finnish sauna; aufguss; temazcal; bagno turco; bano turco; bastu; loyly; russian bath|bathhouse; biosauna;
    sweat lodge; rasul; jjimjilbang; caldarium
    """
_MEDITATE = """
    >meditates;
    >meditated|meditate|meditating; meditation|meditations; mediation session|app; guided mediation; breathwork; breath work; breathing
    exercise|exercises|session|practice|drill|drills; box breathing; breathing work; wim hof [breathing]; pranayama; yoga nidra; nidra;
    mindfulness; body scan; headspace; zazen; vipassana; nsdr; non sleep deep rest; body scan; meditacion; meditazione; meditacao;
    achtsamkeit; meditiert; atemubung|atemubungen; loving kindness; calm app; >sat in silence; insight timer; 4 7 8 breathing
    """
_SCREEN = """
    screen|screens|phone|phones|tablet|ipad|tv|telly|laptop|netflix|youtube|series|tiktok|instagram|insta|reels|computer|twitter|
    handy|facebook|reddit|smartphone|iphone|movil|cellulare|telefonino|portable|scrolling|scrolled|doomscrolling|doomscrolled|
    doomscroll|videos|episode|episodes|whatsapp|device|devices|display; >scrolling through; bildschirm; social media; telefono
    """
_SEX = """
    sex; >made|making|make love; love making; lovemaking; >slept with my|him|her wife|husband|girlfriend|boyfriend|partner; >got laid;
    >had an orgasm; intimate [with]; intimacy; >hooked up; sexual activity; hanky panky; sexo; sesso; sexe; >masturbated; quickie; sexy
    time; fooled around; shagged; >had it off
    """
_LOOK_OTHER = """
    sex education|scene|scenes|appeal|pistols|talk|toy|ratio|change; same sex; opposite sex; the fair sex; napkin; kidnap; sauna
    towel|bathrobe|shop; nap time for; meditation app|teacher|cushion|music|book|retreat; mediation; intimate
    conversation|knowledge|talk; unmade bed; flower bed; bed sheet|sheets|linen; screen wall; new phone in; breathing
    hard|heavily|problems; nap mat; hammam towel
    """


def doings() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _LOOK_DOING)
    yield from entries(BLOCK, _COMMUTE)
    yield from entries(BLOCK, _LOOK_OTHER)
    yield from entries(Sense("hard_training", yes=False, strength=0.85, role="easy"), _EASY)
    yield from entries(Sense("hard_training", yes=False, strength=0.5, role="easy"), _WALK)
    yield from entries(Sense("hard_training", strength=0.9, role="hard"), _HARD)
    yield from entries(Sense("hard_training", strength=0.62, role="plain"), _PLAIN)
    yield from entries(Sense("travel", strength=0.87), _TRAVEL)
    yield from entries(Sense("nap", strength=0.92), _NAP)
    yield from entries(Sense("sauna", strength=0.93), _SAUNA)
    yield from entries(Sense("meditation", strength=0.9), _MEDITATE)
    yield from entries(Sense("screen_in_bed", strength=0.88, role="screen"), _SCREEN)
    yield from entries(Sense("sex", strength=0.9), _SEX)
