"""Words for what is done: travel, naps, sauna, meditation, a screen in bed, sex; training has a file of its own.

Only words and how surely they mean a kind; nothing of negation, tense or persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.lexicon_training import training
from voice.rules.sense import BLOCK, Sense, entries

_TRAVEL = """
    in the car|train|bus|plane|coach for _ hours; on the train|bus|plane|coach for _ hours; stuck in the car|train|bus|plane for _ hours;
    flight|flights; >flew; >flying [to|back|from|home|out|in]; >flown; plane; >landed [in|at|back]; layover|stopover; jet lag|lagged|leg;
    jetlag|jetlagged|jetleg; time zone|zones; timezone|timezones; red eye; long haul; >travelled|traveled|travelling|traveling;
    travel|travels; travel day; travel|travelling|traveling day; road trip; roadtrip; long drive|ride|journey|trip|haul|way; long
    train|bus|car|coach ride|journey|trip|drive; train|bus|coach|ferry ride|journey|trip [to]; night train|bus; overnight
    train|bus|flight|ferry; >took|taken|take|caught|catch|got [on] the|a train|bus|ferry|coach|ice|tgv|ave|eurostar|plane|flight|red|
    thalys to|from|down|up|back|over|home|across; ice|tgv|ave|eurostar|thalys to|from|back; >took the ice|tgv|eurostar; high speed train;
    hours|hour|h on|in a|the train|car|bus|plane|road|coach|ferry; hours|hour on|in trains|planes|buses|cars|airports; on the road for;
    hours|hour of driving|travel|travelling|traveling|flying; hours|hour drive|flight|ride|trip|journey; >drove|driven|driving|drive [for]
    [about|around|over|almost|nearly] two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|2|3|4|5|6|7|8|9|10|11|12 [and] [a] [half]
    hours; >drove|driven|driving all day|night|morning|the|through|across|up|down|back|home|from; >drove all the way;
    >drove|driven|driving _ hundred [and] [_] kilometers|kilometres|miles|km|k; >drove|driven|driving _ km|kilometers|kilometres|miles;
    business trip; trips; zwischenstopp; transatlantic; ferry; >drove|driven|driving|drive [back] [down|up|over|across|through] [from|to];
    days on the road; hour|hours at the wheel; behind the wheel; trip to; vuelo; flug; volo; voo; vol pour|de|vers|a; langstreckenflug;
    zugfahrt; viaje; viaggio; voyage; viagem; traghetto; ferry to; jetlag; checked in at the airport; connecting flight; at the airport;
    airport; train to|from; down|up|along the motorway|autobahn; hours|hour|h in the air; >boarded [the] [a]
    plane|flight|train|ferry|ship; boarding the|a plane|flight|train; boarding now; we|plane|flight took off [at|from|late]; touched down
    [in|at]; check in|checkin at the airport; departure lounge|gate; departures; airport security|queue|lounge|hotel|transfer; security at
    the airport; passport control; baggage claim|reclaim; short haul; longhaul; shorthaul; connection in|at; in transit; airside; flight
    [got|was|is] [been] delayed; crossed the border|channel|atlantic|alps|equator; crossed [_] time|timezones zones;
    >took|take|taking|on|in the|a night|overnight|sleeper sleeper|train|bus|coach|to; sleeper train|bus|to|from; the sleeper; night
    train|bus|ferry; overnight coach|to; amtrak; shinkansen; bullet train; greyhound; megabus; flixbus; blablacar; tgv; ouigo;
    frecciarossa; trenitalia; italo to|from; interrail|interrailing; hours|hour|h by train|car|bus|coach|rail|road|plane|ferry|boat|air;
    hours|hour|h in|on|inside [a|the] [crowded|packed|cramped|stuffy|hot|tiny|slow|regional] train|car|bus|plane|coach|ferry|van|lorry|
    truck|autobahn|motorway|minibus|boat|trains|tgv|ice|airport|taxi; hours|hour|h driving|traveling|travelling|flying
    [today|to|from|down|up|through|back]; hours|hour|h of driving|road|motorway|flying|travelling|traveling|train|trains|travel|airports|
    autobahn|flight|flights|bus; two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|2|3|4|5|6|7|8|9|10|11|12|13|
    14 hour|hours [long] drive|flight|ride|trip|journey|train|bus|haul|coach|ferry|crossing|layover|stopover|transfer|jet; long
    [day|time|hours] [of] travelling|traveling|driving|travel|flying|flight|flights|hours; >went|came|go|coming|gone|got
    [back|home|up|down|there|all|over] [the] [way] by plane|train|coach|air|ferry|boat|rail|car|bus to|from; by
    plane|coach|air|ferry|rail|eurostar to|from|for; >took [a|the|an] [early|morning|fast|slow|late|evening|afternoon|first|direct|last|
    six|seven|eight|nine|ten|cheap|local|regional] [o'clock|am] plane|flight|ferry|coach|eurostar|shinkansen;
    >took|take|caught|got|rode|boarded the|a|an early|morning|fast|slow|late|evening|afternoon|first|direct|last|cheap|regional|express
    train|bus|ferry|coach|boat to|from|down|up|back|over|across; in a plane|car [for|all] [day]; on a plane|flight|train
    [all|for|to|from|since|again|right|the] [day|way|hours]; on the plane|flight [to|from|home|back]; on board a|the; cruise; cruising;
    >sailed to|from|across|into; ship; interstate; >arrived|arriving in|at; airbnb in|at; >flew|flown; red eyes; journey; journeys; on my
    way to the airport; to|from|at|in [the] airport|heathrow|gatwick|jfk|schiphol|stansted|airports; flughafen; aeropuerto; aeroporto;
    aeroport; long weekend away; work trip; business travel|trips; away on business; on a business|work|field trip; day|school|class trip
    to; cross country drive|trip|train; >moved across the country; >drove|driven|driving|drive [us|everyone] [back] [all] [the]
    way|down|up|over|across|through|out [from|to|into]; >drove|driven|driving|drive [the|a] [van|lorry|truck] from|to;
    >drove|driven|driving for hours|ages; drive [up|down] from; a|the drive [up|down|back] to|from; long [boring|old|hot] [car]
    drive|ride|journey; hours in the car; whole day|morning|afternoon in|on the|a car|train|plane|bus|road|motorway; all day in|on the|a
    car|train|plane|bus|road|airport|motorway; spent the day travelling|traveling|driving|flying; hit the road; back on the road; hours
    behind the wheel; truck|lorry to|from; hitchhiked|hitchhiking; hitched to; caravan to; campervan; motorhome; time difference; body
    clock is; geflogen; fliegen; flieger; reise; verreist; gereist; zug nach; bahn nach; mit dem zug|flugzeug|auto|flixbus; gefahren nach;
    nach _ gefahren|geflogen; avion; aereo; aviao; avião; vole a|vers|pour; train pour|de; trajet; voyage|voyages; voyagé; voyagee; vole;
    vuelo|vuelos; volado; viaje [a|de|en]; viajado; viajando; viaggiato; treno per|da|a|di|notturno; volo per|da|di; voo para|de; viajei;
    tren a|de|para; camino a|hacia; decalage horaire; fuso orario; fuso horario; long|whole|full day
    driving|flying|travelling|traveling|in|on [the] [car|train|road|trains|planes|bus]; in one go; day of
    driving|flying|travel|travelling|traveling|trains; hours|hour from _ to; two|three|four|five flights|trains|planes|ferries; on the
    plane|flight; in the sky; above the clouds; cabin crew; at cruising altitude; from the airport; suitcase again; >fly; the|my|our|a
    trip; >drove across|through|over the country|alps|border|mountains|pyrenees|desert|channel|bridge; >went to _ by
    train|plane|coach|ferry; by train|plane|coach to|from|all; >travelled|traveled; >went by train|plane|coach|ferry; >went|came|got
    [back|home] from _ by train|plane|coach|bus|car; to _ by train|plane|coach; to _ by car and; on the road all|since|for|from|until|most
    [day|dawn|hours]; on the road to; >arrived|got|came home|back from the airport; trains all; rails; spent the day on|in [a|the]
    trains|train|plane|planes|airports|car|motorway|road|bus; changed|changing planes|trains in|at; flew business|economy|first; plane
    [was|is] delayed; delayed flight; flight home|out|back|over; the long journey|trip home|back; got in from; just got back from the
    airport; hours to get to|home; flugzeug; hours|hour each|one way; hours there and back; hours there; with the ice; no aviao; en avion;
    in aereo; con el tren; en tren; hours|hour with [two|three|one|a|no] stops|stop|breaks|traffic|jams|changes
    """
_COMMUTE = """
    commute|commuted|commuting; train|bus|tram|metro|subway|tube|drive|drove|driving|ride|flight to|from [the|my] work|office|school|gym|
    supermarket|shops|station|uni|university|store; train home; bus home; >took|take|caught the train|bus|tram|metro|subway home;
    >drove|driving|drive [back] home; >drove|drive|driving the|my kids; drive|drove|driving me|us crazy|mad|insane|nuts|up; drive through;
    drove through the; drive thru; hours|hour of training|meetings|sleep|work; flight of stairs|stairs|fancy; flights of stairs; flight or
    fight; fight or flight; flight simulator|sim|attendant|tracker|mode; plane tree; paper plane; flying colors|colours|start|visit|by;
    time flew|flies; >flew by; the day flew; travel mug|pillow|book|guide|agent|agency|blog|documentary|insurance|show|magazine|ban|plans|
    bag|adaptor|adapter|agent's; train set|of|wreck|station; train my|the|them; landed a|on|the|in my; trip down; a trip to the|a
    supermarket|shop|shops|store|dentist|doctor|gym|mall|zoo|park|bathroom|toilet|pharmacy|office; trip to the supermarket|shop|shops|
    store|dentist|doctor|gym|mall|park|bathroom|pharmacy|office; long way to; a long way; long drive off the tee; fly|flies on|in; fly
    fishing; butterflies; airplane|airport mode|novel|code; plane mode; long trip down; half an hour drive; half hour drive|ride; on the
    road again; >arrived in|at the|my|time|work|a|home|an|our|good|one|that|half|nine|eight|seven|ten|last|school|noon|midnight|around|
    about; ship it|the|this|shape|in; shipped; departures board; departures from; cruise control|through|through|ship film; cruising
    through; journey home; train|bus journey home; journey of|to self|parenthood|wellness; my [fitness|healing|weight] [loss] journey;
    journey planner|app; from a|the drive; to|in the car; car park|wash|boot|keys|repair|insurance|seat; >drove|driving|drive _ to
    [the|my] work|office|school|gym|shops|nursery|daycare|practice|garage|dentist|doctor|vet|kindergarten|uni|football|ballet|swimming|
    hospital; >drove|driving|drive the|my _ to [the|my] school|nursery|daycare|practice|garage|dentist|doctor|vet|football|ballet|
    swimming|hospital|airport|station; >drove|driving|drive to [the|my|a] work|office|school|gym|shop|shops|supermarket|station|nursery|
    practice|garage|dentist|doctor|vet|uni|hospital|airport; >drove|drive|driving us|me|him|her up|to [the] wall|distraction|mad|bend;
    picked|picking|dropped|dropping|collected [up] [my] _ [up|off] from|at the airport|station; drove|took [my] _ to the airport|station;
    drive to succeed; sex drive; test drive; disk|usb|flash|thumb|google|pen drive; driving
    lesson|lessons|licence|test|instructor|force|range; plane crash; plane of; on the same plane; flight of
    wine|beers|wines|fancy|tasters|beer; flights of fancy; flight|flights prices|price|tickets|ticket|search|risk|deck|attendants; booked
    [my|our|the|a|some] flight|flights|tickets|trip|train|cruise|ferry; booking flights|a|the [flight|trip|cruise]; looking at
    flights|trips|flight; searched|searching for flights; boarding school|house|the|up dog; time travel|traveller; trip
    advisor|hazard|down|up|over|wire; ego|guilt|head|acid|power|mushroom trip; tripped; tripping; field trip form; at the airport hotel
    bar; train of thought|events; gravy|thought train; train|plane|flight|bus tickets|ticket; travelled|travels [well|fast]
    light|in|through; news travels; bad news travels; well travelled; flew off|past|the|into|at [handle|shelf|rage|window]; flew the|a
    kite|drone|coop; bird|birds|bee|pigeon|wasp|bat|drone flew; flying ants|ant|start|kick|saucer|solo|insects|blind|under; with flying;
    let fly; a fly; flies; layover hotel; travel to|from [the] [my] work|office; travel time|card|pass|pillow|size|sickness|tips|channel|
    magazine|writer|photos|vlog|restrictions; travelling to|from [the] [my] work|office; drive to work|the|my; my drive to work|home;
    wheel of; landed on|a|me|myself; landed in my|the|hot|trouble|hospital; landing page; jet ski|skis|washed; motorway services; ferry
    man; eurostar tickets; gone by; airport run|parking; train delayed; my train|bus|tram [home|was|is|got] [to] [work]; trip|trips
    down|over|wire|hazard|switch|advisor|to the shop|shops|dentist|doctor|gym|loo; the trip of; acid|ego|guilt trip; fly
    in|on|off|away|the|was|landed|past|by; a|the fly; time flies; pigs might fly; flight|train|plane|ferry is|'s|leaves|departs|goes [out]
    at|in|on; long drive|flight|trip|journey|haul|ride|day ahead; tasting|beer|wine|whisky|whiskey|gin|cheese flight|flights; motorway
    noise|bridge|exit; >took|take|caught|got|ride|rode|taking the|a train|bus|tram|metro|subway|tube|ferry|coach to|from [the|my] work|
    office|school|uni|town|gym|station|shop|shops|supermarket|mall|dentist|doctor|doctors|hospital|centre|center|market|campus; the|my|a
    ride home|to work|there
    """

_NAP = """
    a kip; >had a kip|snooze|doze; a snooze; a doze; a siesta; nap|naps; >napped|napping; power nap|naps; powernap; siesta|siestas;
    mittagsschlaf; mittagsschlafchen; nickerchen; sieste; pisolino; pennichella; sesta; soneca; snooze on|in the sofa|couch|afternoon;
    >snoozed; >dozed|dozing [off]; >nodded off; forty winks; >fell|fallen asleep on|in|during|at|after the|my|lunch sofa|couch|armchair|
    chair|train|desk|afternoon|hammock|tv|garden|bus; >slept|sleep|crashed|passed|conked [out] [for] [_] [_] on the sofa|couch; >slept
    in|during the afternoon|day; >slept after lunch; >lay down for a nap; >had|took|have|take a [little|quick|short] lie down;
    >had|took|got some shut eye; shuteye; catnap|catnaps; cat nap; >shut|closed|rested|resting my eyes [for]; a [quick|little|short|
    cheeky|wee|proper|nice|long|brief|sneaky] lie down|liedown|kip|snooze|doze|siesta|zizz; lie down at|around|after|in|for [the|an|a|_];
    liedown; lie-down; >kipped; kipping; zizz; >zonked|conked|sparked|flaked|crashed|passed|zoned out on|in|for|after [the|my|an|_] sofa|
    couch|armchair|recliner|hammock|chair|lunch|hour|afternoon|minutes|bed; out like a light [for]; out cold on|for;
    >dropped|drifted|drifting off on|in|after|during|for [the|an|my] [sofa|couch|armchair|hammock|chair|hour|lunch|garden|afternoon|
    train]; drifted off; >fell|fallen|falling asleep on|in|at|over|under the|my|a|our sofa|couch|armchair|chair|train|desk|hammock|tv|
    telly|garden|bus|film|movie|sun|recliner|settee|book|beach|balcony|office|library|deckchair|afternoon|keyboard|cinema|lecture|meeting|
    tree|grass|carpet|floor; >fell|fallen|falling asleep watching|during|after the|lunch|a|work|my
    [film|movie|game|match|news|meeting|lecture|lesson|tv]; >fell|fallen|falling asleep in front of [the] [tv|telly]; fell asleep this|in
    the afternoon; >slept it off; sleep it off; >slept [for] [about|almost|nearly|another] [a] [good|full|solid] _ in|during|after|on
    [the] lunch|afternoon|sofa|couch; >slept _ hours|minutes in|during|after|on [the] lunch|afternoon|sofa|couch; >slept one|an|half [an]
    hour in|during|after|on [the|my] lunch|afternoon|sofa|couch|shift; >slept from one|two|three|four|five|noon|1|2|3|4|half [past]
    [one|two|three|four] to|till|until; slept from 13|14|15|16; >slept all|most|half|away the|of|through [the] [whole] afternoon; >slept
    through the afternoon; >slept away the afternoon; afternoon|midday|lunchtime|daytime nap|sleep|doze|snooze|kip|siesta; afternoon
    siesta; >slept in the armchair|chair|sun|garden|hammock|car|afternoon|daytime|day|park; >slept in my chair|car|armchair|office; >slept
    before|after|between my|the|lunch [night|shift|shifts]; >slept when the baby slept; disco|coffee|cat|power|nana|granny|quick|little|
    short|long|cheeky nap|naps; caffeine nap; mid afternoon nap; some|few|couple z's|zs|zzz|zees; >caught some|a|few z's|zs|zzz; shut eye;
    40 winks; had a|my little|afternoon sleep; put my head down [for]; got my head down [for]; head down for [an|half|twenty|_]; put my
    feet up and slept|dozed; lay down and slept|dozed|dropped|fell|passed|drifted [off] [asleep]; lay down [for|at|after|in] [_] [_] [_]
    and slept|dozed|fell|passed [asleep] [off]; lay down on|for [the] [an|a|half|twenty|thirty] [sofa|couch|hour|minutes|bit|while]
    after|in [the] lunch|afternoon; geschlummert; gedost; hingelegt; schlafchen; mittags geschlafen; mittagsruhe; siesta|siestita;
    cabezada; cabezadita; petit somme; micro sieste; fait la|une sieste; siestou; riposino; dormito dopo|nel; dormitina; cochilo;
    cochilei; cochilada; eche una|la siesta; echado una|la siesta; middagdutje; dutje; inemuri; hirune; drzemka; winks; power napped;
    lay|laid down at|around|after|in|for [_] [two|three|four|half|lunch|afternoon] and was gone|out|asleep; >sleep|slept during the day;
    lay|laid down too|as well and was out; and was out within|in|for a|an|seconds|minutes|half|_; lay down and was out; slept [for] an|one
    hour this afternoon; slept [for] two hours this afternoon; nap on|in|at|after; out [like] a light [for]; slept [like] a baby|log after
    lunch; dead to the world on the sofa|couch; >slept [for] [an|a|one|half|_] hour|minutes|bit|while|little [in|during|after|this|on]
    [the|my] [afternoon|day|lunch|sofa|couch]; >slept [for] _ hours in|during|after|this|on [the|my] afternoon|day|lunch|sofa|couch|shift;
    was out for an|the hour|count; slept in the passenger seat
    """
_SAUNA = """
    sauna|saunas|saunaed; steam room|bath|baths|rooms; onsen|onsens; sento; banya; banja; hammam|hamam; turkish bath|baths; dampfbad;
    infrared cabin|sauna; finnish sauna; aufguss; temazcal; bagno turco; bano turco; bastu; loyly; russian bath|bathhouse; biosauna; sweat
    lodge; rasul; jjimjilbang; caldarium; steamed [in|at]; the|a steam [for|after|room|and|at]; hot room; sweat bath|baths|tent; >sweated
    it out in the; sauna'd; saunaing; saunad; sauna session|sessions|round|rounds|evening|night|time|club|world; saunagang; saunagange;
    smoke|barrel|wood|gym|finnish|public|dry|panorama sauna; savusauna; saunaaufguss; infrared; hot spring|springs; thermal
    bath|baths|springs; thermae; vihta; venik; parilka; parenie; bain turc; bains turcs; bagno di vapore; bano de vapor; banos
    turcos|arabes; banho turco|de|a; sauna finlandesa; sauna finlandese; hamams; hammams; schwitzbad; schwitzen in; tepidarium; laconium;
    sudarium; turco; sentos; ganbanyo; rotenburo; mushiburo; mogyoro; pirts
    """
_MEDITATE = """
    >meditates; >meditated|meditate|meditating; meditation|meditations; mediation session|app; guided mediation; breathwork; breath work;
    breathing exercise|exercises|session|practice|drill|drills; box breathing; breathing work; wim hof [breathing]; pranayama; yoga nidra;
    nidra; mindfulness; body scan; headspace; zazen; vipassana; nsdr; non sleep deep rest; meditacion; meditazione; meditacao;
    achtsamkeit; meditiert; atemubung|atemubungen; loving kindness; calm app; >sat in silence; insight timer; 4 7 8 breathing;
    minutes|minute|mins|hour|session on the|my cushion; sat on the|my cushion; the|my cushion for; sat zazen; sitting|walking|guided|
    silent|seated|morning|evening|transcendental|zen|vipassana|body|mantra|breath|kindness|short|long|daily|candle|sound
    meditation|practice|sit; sitting practice; metta; mantra|mantras; chanted; chanting; alternate nostril; nostril breathing; bhastrika;
    kapalbhati; ujjayi; anulom vilom; tummo; holotropic; buteyko; mindful minute|minutes|breathing|walk|moment|sitting; mindfully; waking
    up app; ten percent happier; petit bambou; smiling mind; calm|headspace|balance|meditation|breathing|mindfulness|insight
    session|app|timer|exercise|meditation|course; transcendental; tm session; did my|some tm; sophrologie; sophrology; autogenic|autogenes
    training; coherent|coherence|conscious|deep|diaphragmatic|belly|slow|rhythmic|abdominal|four|mindful|resonance|guided|intentional|box|
    square|nasal|yogic breathing [session|exercise|exercises|practice]; heart coherence; coherence cardiaque; breath|breathing|breathwork
    exercise|exercises|technique|techniques|routine|session|practice|meditation|drill|class|workshop|pattern; minutes|minute|rounds|mins
    of [deep|slow|quiet|calm|conscious] breathing|stillness|silence|meditating|meditation|breathwork|mindfulness;
    breathe|breathed|breathing in for; breathing in and out; counted|counting [my] breaths|breath; followed my breath; watched my breath;
    focused|focusing on my breath|breathing; four seven eight; 4 7 8; 478 [breathing]; >sat quietly|still|silently|motionless
    for|with|in|and; >sat in stillness|lotus|meditation|quiet; satsang; sat with my eyes closed; eyes closed and breathed;
    contemplative|centering prayer; contemplation; meditate; meditaste; savasana; shavasana; sound bath; gong bath; vagus exercises; om
    ing; oming; meditierte; meditieren; meditation gemacht; atemarbeit; achtsamkeitsubung; medite; meditait; mediter; meditado; meditar;
    meditando; meditato; meditare; meditei; exercices|exercice de respiration|respiratoires; respiration|respiracion
    guidee|profunda|consciente; ejercicios de respiracion; esercizi di respirazione; exercicios de respiracao; meditacio; minutes|minute
    of breathing|breath|headspace|calm|sitting|quiet; breathing app|exercise; sat [down] [quietly] for _ minutes [in|with|and]
    silence|eyes|breathing|breathed; sat for _ minutes in silence|stillness; minutes in silence|stillness; minutes of silence|stillness;
    gongs; calm breathing
    """
_SCREEN = """
    screen|screens|phone|phones|tablet|ipad|tv|telly|laptop|netflix|youtube|series|tiktok|instagram|insta|reels|computer|twitter|handy|
    facebook|reddit|smartphone|iphone|movil|cellulare|telefonino|portable|scrolling|scrolled|doomscrolling|doomscrolled|doomscroll|videos|
    episode|episodes|whatsapp|device|devices|display; >scrolling through; film|films|movie|movies|show|shows|gaming|game|games|switch|
    texting|texted|messaging|messages|scroll|scrolls|tinder|snapchat|pinterest|duolingo|twitch|hulu|disney|prime|hbo|anime|kdrama|binge|
    binged|bingeing|clips|shorts|emails|news|podcast|notebook|macbook|mobile|cell|cellphone|android|pc|projector|vlog|vlogs|stream|
    streams|streaming|streamed|threads|bluesky|feed|feeds|boxset|documentary|candy|steamdeck|nintendo|chromebook|ebook|kdramas|sitcom|
    soap|telenovela|serie|novela|fernseher|fernsehen|glotze|filme|pelicula|tele|ecran|pantalla|schermo|tela|ordinateur|ordenador|
    telemovel|celular|portatile|tablette; bildschirm; social media; telefono; tiktoks; binge watching; reel; scrolled|scrolling in bed;
    youtubing; googling; checked my messages; watching videos; fyp; x; instagramming; chatting; candy crush; sudoku on my phone; texts;
    whatsapps; typing; typing this; typed
    """
_SEX = """
    sex; >made|making|make love; love making; lovemaking; >slept with my|him|her wife|husband|girlfriend|boyfriend|partner; >got laid;
    >had an orgasm; intimate with; being intimate; intimacy; >hooked up; sexual activity; hanky panky; sexo; sesso; sexe; >masturbated;
    quickie; sexy time; fooled around; shagged; >had it off; slept together; sleeping together; >got lucky [last|with|tonight|this|today];
    >got some action; got|getting it on; bonked; bonking; shag; shagging; boned; had a shag; nookie; nooky; rumpy pumpy; how's your
    father; roll in the hay; between the sheets; >jumped my|each bones|other; were|was|got|been|being intimate; intimacy|intimate
    time|moment|evening|morning|night|moments; conjugal; bedroom fun|action|activities; naughty time; orgasm|orgasms; climaxed; came
    twice; masturbated|masturbating|masturbation; wank|wanked|wanking; jerked|jerking off; foreplay; oral [sex]; blowjob; one night stand;
    >hooked|hooking up; >slept with my|him|her|someone|somebody|a|the [wife|husband|girlfriend|boyfriend|partner|guy|girl|man|woman]; >had
    sex; makeup|make|morning|great|good|amazing [up] sex; horizontal tango; a bit of how's|the [other|your]; did the deed; did the dirty;
    adult time|fun; cuddled and more; miteinander geschlafen; zusammen geschlafen; sex gehabt; fait l'amour; fait lamour;
    hicimos|hecho|haciendo|hacer el amor; fatto l'amore; fatto lamore; facemmo l'amore; fizemos amor|sexo; transamos; transei; follamos;
    folle; scopato; baise; geliebt und; polvo; vogeln; gevogelt; fooling around; frisky; made whoopee; banging my; love life was active;
    got busy with my; in the sack; sleep|slept|sleeping with anyone|anybody|someone|somebody|nobody|my|him|her
    [wife|husband|girlfriend|boyfriend|partner|ex|crush]; >did it twice|again this; sleep together; lovers; between us in bed
    """
_LOOK_OTHER = """
    sex education|scene|scenes|appeal|pistols|talk|toy|ratio|change; same sex; opposite sex; the fair sex; napkin; kidnap; sauna
    towel|bathrobe|shop; nap time for; meditation app|teacher|cushion|music|book|retreat; mediation; intimate conversation|knowledge|talk;
    unmade bed; flower bed; bed sheet|sheets|linen; screen wall; new phone in; breathing hard|heavily|problems; nap mat; hammam towel; cat
    naps|nap; nap of the; napping|napped while the; sex of the; sex and the city; sex in the city; sexist; sex offender|shop|worker;
    talk|talked|book|film|lecture about sex; sauna sweat suit; sauna shop|manufacturer|oven|stove|hat|salesman|builder; steamed
    vegetables|broccoli|rice|milk|fish|buns|dumplings|up|open|windows|potatoes|ahead|veg; steam train|engine|iron|deck|cleaner|cooker|
    game|off|account|oven|power; a|the steam train|engine|iron|deck|cleaner|game|account|oven|off; infrared light|lamp|thermometer|camera;
    hot room at|in|with|so|tonight; turco di; cushion cover; mantra of|at; breathing in [the] smoke|fumes|dust|air; breathing
    down|space|room; chanting at|in the; chanted the|at|my name; contemplation of; conscious decision; calm app store; intimate setting|
    dinner|gathering|venue|concert|wedding|setting|portrait; making love to his|a guitar; oral
    exam|exams|surgery|hygiene|medication|dose|presentation|b; got lucky with the|that|this|and weather|parking|traffic; shag
    carpet|pile|rug; banging headache|tune|on|about; banging my head; polvo en; baise main; sheet mask; bed and breakfast; bed bugs; river
    bed; hospital bed; bed linen; sofa bed; day bed; made|make|making|changed [the|my] bed|beds; video call|meeting|conference|calls;
    phone call|calls|bill|number|case|box|contract|shop|battery|rang; phoned; phoned in; on the phone with|to; computer
    science|shop|course; series of; switch off|on|the|to; switched; game plan|of|on|over; news from|that|of|today; good|bad|great|sad|big
    news; show up|off|me|him|her|us; stream in|of|behind; display case|of; closed my eyes and; closed my eyes to the; lie down
    comedian|and die; napped the
    """


_SCREEN_NO = """
    left|put|parked|kept|leave the|my phone|phones|ipad|tablet|laptop [to] [charge|charging] in|outside the kitchen|hall|hallway|lounge|
    corridor|bathroom|drawer|study|bedroom; left|put|parked|kept|leave the|my phone|ipad|tablet|laptop [to] [charge|charging]
    downstairs|outside; left|put|parked|kept|leave the|my phone|ipad|tablet|laptop [to] [charge|charging] in|out the|of other|living|the
    room|bedroom; phone|phones|ipad|tablet|laptop|mobile [is|was|'s|stays|stayed|sleeps|charges|charging|lives] in|outside the|my
    kitchen|hall|hallway|lounge|corridor|drawer|study; phone|ipad|tablet|laptop [is|was|'s|stays|stayed] downstairs;
    phone|ipad|tablet|laptop [is|was|'s|stays|stayed|sleeps|charges|charging] in the other|living room; phone|phones|screen|screens
    [stays|stayed|is|are|'s] out of [the|my] bedroom|bed; phone free bedroom|bed|bedtime|night|evening; screen free
    bedroom|bed|bedtime|night|evening; no screens|phone|phones|tv|telly|tablet|laptop [at|before|in] [all] bedtime|bedroom; book in bed
    instead of|not the|a [my] screen|phone; went|go|going to bed without [my|the|a|any] phone|screen|screens|ipad|laptop|tablet;
    phone|screen|screens|tablet off in bed; did n't watch|scroll anything|at in bed; n't watch anything|tv|netflix in bed; watched it on
    the couch|sofa; not in bed though; bed without a|my|any|the phone|screen|screens; charging|charges the|my phone
    in|outside|downstairs|out [the] [bathroom|kitchen|hall|hallway|bedroom|lounge]
    """
_NAP_NO = """
    n't|not sleep|slept at|after noon|midday|lunch; n't|not sleep|slept during|in the day|afternoon; n't|not lie down today|after|this;
    stayed awake all day; powered through without
    """
_SCREEN_BED = """
    handy im bett; im bett am handy|laptop; serie|serien|netflix im bett; movil|tele|serie|netflix|pantalla en la cama; en la cama con el
    movil; telefono|cellulare|netflix|serie a letto; a letto con il telefono|cellulare; telephone|portable|serie|netflix|ecran au lit; au
    lit avec mon telephone|portable; telemovel|celular na cama; na cama com o telemovel|celular; fell|fallen|falling asleep with
    netflix|youtube|tv on|playing; watched|watching the|a [football|rugby|tennis] match|game|final|race in bed
    """
_SEX_NO = """
    we last slept|had|made [together|sex|love]; last slept|had together|sex; weeks|months|ages since we had|slept|did|made; not in the
    mood for sex; he|she was n't in the mood; separate beds|bedrooms; celibate; too tired for sex|it tonight; sexless; dry spell; no
    action in the bedroom; no hanky panky; no nookie; n't|not [even] sleep with anyone|anybody|him|her|my|someone; sleep with nobody|no;
    n't|not [slept|sleep|had|have] [together|sex] in|for weeks|months|ages; n't sleep together
    """
_MEDITATE_NO = """
    cushion [is] [gathering|collected|collecting|gathered] dust; cushion stayed in|empty|untouched; skipped my sit|meditation|cushion; n't
    sit today; meditation cushion|app [is] [still] gathering|collecting|unused|untouched|unopened|ignored|nagged [dust|me]; meditation
    streak broken|is|lost; broke my meditation|streak; n't opened [the|my] meditation|headspace|calm [app]; have n't touched the
    meditation|cushion
    """


def doings() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file and of training with their senses; look-alikes come first and so win over the same words."""
    yield from training()
    yield from entries(BLOCK, _COMMUTE)
    yield from entries(BLOCK, _LOOK_OTHER)
    yield from entries(Sense("travel", strength=0.87), _TRAVEL)
    yield from entries(Sense("nap", yes=False, strength=0.85), _NAP_NO)
    yield from entries(Sense("nap", strength=0.92), _NAP)
    yield from entries(Sense("sauna", strength=0.93), _SAUNA)
    yield from entries(Sense("meditation", strength=0.9), _MEDITATE)
    yield from entries(Sense("screen_in_bed", strength=0.88, role="screen"), _SCREEN)
    yield from entries(Sense("screen_in_bed", yes=False, strength=0.8), _SCREEN_NO)
    yield from entries(Sense("screen_in_bed", strength=0.85), _SCREEN_BED)
    yield from entries(Sense("sex", yes=False, strength=0.8), _SEX_NO)
    yield from entries(Sense("meditation", yes=False, strength=0.85), _MEDITATE_NO)
    yield from entries(Sense("sex", strength=0.9), _SEX)
