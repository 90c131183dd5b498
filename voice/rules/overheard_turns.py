"""What `overheard` puts right, a line each: `[before] heard [after] => meant`, in regular expressions; indented lines go on.

Names in capitals stand for the lists in `NAMES`. Only turns belong here that make no sense where they stand: no code.
"""

from __future__ import annotations

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
_DRINK = (
    "(?:beers?|wines?|alcohol|coffees?|espressos?|cappuccinos?|teas?|gins?|vodkas?|whisk(?:e?ys?|ies)|champagne|prosecco|cocktails?|"
    "ciders?|pints?|cola|coke|rum|tequila|caffeine|water|lagers?|shots?|lattes?|rose|bears?)"
)
_FOOD = "(?:pizza|pasta|burger|kebab|chips|noodles|sushi|ramen|steak|curry|dinner|sandwich|cake|chocolate|soup|rice|chicken|snack|food)"
NAMES = {
    "START ": r"(?:(?<=^ )|(?<=[.,;!?:\"] )|(?<= and )|(?<= but )|(?<= so )|(?<= then )|(?<= with ))",
    "END": r"(?:[.,;!?:\"]|and|but|so|then|because|i|we|my|$)",
    "NUM": _NUMBER,
    "DRINK": _DRINK,
    "DRUNK": (
        rf"(?:(?:a|an|no|some|only|just|half|another|(?:to|too)(?= (?:glass|cup|pint|bottle|can|small|\w+s ))|{_NUMBER}) ){{0,3}}"
        r"(?:(?:small|large|big|cold|strong|double|single|red|white|green|black|pint|pints|glass|glasses|classes|bottle|bottles|cup|cups|"
        rf"can|cans|of|a|herbal) ){{0,5}}{_DRINK.replace('water|', '')}"
        r"(?! (?:mile|miles|run|bar|shop|stall|stand|tasting|festival|company|business|club|truck|van|errand|machine|tent|bath))"
    ),
    "FOOD": rf"(?:(?:a|some|my|the|more) )?{_FOOD}",
    "WHEN": r"(?:at|late|after|around|just|before|so late|very late)",
    "DAY": r"(?:today|tonight|this|yesterday)",
}
TURNS = r"""
[(?:training|trading|raiding|raining|draining|graining|exercise|alcohol|coffee|beer|wine|workout|caffeine|nap|naf|map|sex|sauna|stress
    |stressed|train|drink|bring|relaxed|relax|nothing|gym|sick)] to (?:me|date|name|day|bay) [END] => today
[START] to (?:me|date|name|day|they) [(?:i|everything|nothing|was|only|no) (?!the same)] => today
[(?:early|late|bed|bad|sex|ate|training|alcohol|wine|beer|shift|text|ticks|for me)] (?:to|too) (?:hide|high|knight
    |height) [END] => tonight
last (?:height|knight|hide|nigh) => last night
[START] note? (?:raiding|trading|draining|graining|treading) [(?:END|DAY|to|for|session)] => no training
[START] note raining [(?:END|DAY|to|for|session)] => no training
[START] (?:note|nor) [(?:alcohol|beer|wine|coffee|caffeine|nap|sauna|sex|gym|training|exercise|stress|medication) (?:END|DAY|at)] => no
[(?:no|hard|heavy|easy|light|skipped|strength|tough|intense|my)] (?:raiding|graining|trailing|treading|drain in|train in) [(?:END|DAY
    |session|to|at)] => training
[i] (?:grain|grained|trainee) hard => trained hard
rest (?:late|mate|made|date|they|gate)(?: (?:a|on|of|to))? (?:day|today|me|mate|date) => rest day
rest later day => rest day
[(?:off|was|is|,)] arrest (?:me|day|they) [END] => rest day
(?:lack|lake|lag|egg|leck|legs?) day [(?:was|is|at|DAY|END)] => leg day
(?:lackbay|lackday|lifeday|legday|legding|lagday) => leg day
[for an? (?:easy|gentle|light|slow|short|little|quick)] (?:job|junk|jock|jug) [(?:END|in|along|around|with|after|before|DAY)] => jog
[i] run [(?:a|NUM) (?:k|kilomet\w+|miles?|half marathon|marathon|hard)(?: \w+)? (?:in the morning|in the evening|in the afternoon
    |DAY)] => ran
[(?:to|at|after|from|hit|skipped|left) the] (?:jim|gene|gin|chim) [(?:END|for|after|before|DAY|in the)] => gym
(?:gym|chin|pin|gene|jean|jin|chim|djinn|tin) and (?:tonic|tonics|tarnic|tonnick) => gin and tonic
[(?:a|my|hard|tough|no)] (?:walkout|workup|work count|walk out) [(?:END|at|DAY|in the)] => workout
(?:bad|debt|bed|that|dead) lifts [END] => deadlifts
(?:'d )?(?:rank|ranked|drang|brank|ran|run|grant|drown|drowned) (?:kabir|kabeer|cabir|kabira) => drank a beer
(?:'d )?(?:rank|ranked|drang|brank|ran|run|drank) (?:commodital|commodible|cabadal|commodal) [(?:of|at)] => drank a bottle
(?:'d )?(?:rank|ran|run|drank) calcutta => drank alcohol
(?:noel|nol|knoll) ?(?:cahill|cahall|cohol|cahol|calhoun) => no alcohol
(?:c|g|k)?[aeo]l+ ?[ckg]+[aeiou]*(?: at| a)? ?h[aeiou]+l+(?:ton)? => alcohol
(?:el|elk|al|all|alka|alco|elka|alpha) (?:cahall|cahol|cohol|kahal|ka hall|a hall|cahill|a hole|ahall) => alcohol
[(?:had|drank|have) NUM] years [(?:at a (?:party|bar|barbecue|concert|wedding)|at the (?:party|pub|bar|barbecue))] => beers
i must come and relaxe?d? => i was calm and relaxed
[took a] (?:pinky|pinkie) (?:like|look|lick) => painkiller
[(?:look|looked) at] (?:that to )?my folding bed => my phone in bed
[to the] son of [this evening] => sauna
(?:'d )?(?:ran|rank|drank) (?:puffy|cuffy|coffey|copy) [(?:END|at|DAY|in the|after)] => drank coffee
(?:get|got) a pet [NUM] => get up at
[(?:not|n't)] (?:bring|ring) (?:cal ca\w+|calca\w+) => drink alcohol
[(?:rank|ran|drank|had|have)] at last (?:on|of) [(?:red |white )?(?:wine|champagne|prosecco|beer)] => a glass of
(?:'d )?(?:rank|ranked|drang) [(?:only |just |some )?(?:water|juice|milk)] => drank
[(?:i|we)] rank (?:d|t) [(?:[.,]|$)] => drank tea
to machalka (?:hold|hole|hall) => too much alcohol
(?:of |on )?malcolm (?:hold|hole|hall) => of alcohol
(?:freak?lasses|free ?glasses|freeglass(?: is)?|freeglassism) [(?:of|on|,)] => three glasses
[(?:of|on|glasses ,|some|a)] (?:prosec|prosecul|prosecolate|prose echo) => prosecco
[had a] (?:colour|color|cover|call in) [with (?:lunch|dinner|a)] => cola
[(?:am|'m|was)] dressed [because of] => stressed
[a] stomach (?:burn|buck|bog|mug) => stomach bug
(?:took|take|talk|taken|thought|told) (?:\w+ ){0,3}(?:profen|prophen|prophem|profan|prophin|prophan|prophone|profin) => took ibuprofen
[i] talk to you both [for my] => took ibuprofen
(?:metalton|metalot|militant|melaton)(?: in| on)?(?: the)? [tablet] => melatonin
[START i] (?:talk|torque) [an? (?!lot|bit|little|good|great)\w+] => took
took (?:her up|an aph|an ap|an aft|a half bat) [(?:at NUM|NUM|in the afternoon|after lunch)] => took a nap
[i] (?:mandated|imitated) [for NUM minutes] => meditated
[START] no (?:way|why)(?: not)? to hide => no wine tonight
(?:clot|court) (?:her|a) cold => caught a cold
[i have a] (?:cloth|carve|calf|cuff) [(?:[.]|$)] => cough
[get up] (?:, )?maybe [early] => very
(?:ran|rank) (?:collapsed|collage) (?:near|beer|mere) => drank a large beer
[(?:wine|beer|coffee|dinner|tea|glass|drink|drinks|beers)] will [(?:lunch|dinner|a|an|my|friends|breakfast)] => with
to neigh => today
[(?:minutes|hour) in the] (?:corner|sawnu|solar|summer|salon|solder|song|sony|sonar) [(?:END|after|before|DAY|with)] => sauna
[for me] denied => tonight
[START no] (?:bear|mere|meer|mirror) [(?:for|DAY|formaternight|form|and|[.,]|$)] => beer
[(?:day|today|and|[.,])] high train(?:ed)? [(?:for|hard)] => i trained
[i] train [for NUM (?:hours|minutes) (?:and|today|this|[.])] => trained
[(?:did not|did n't)] (?:drain|grain|trade|trail) [(?:END|today|to)] => train
(?:lake|laid|lighted|light) dinner [(?:with|at|END|DAY)] => late dinner
(?:gottles|models|bodles|mottles|pottles) [of (?:red |white )?(?:wine|champagne|prosecco|beer)] => bottles
[dinner at] half past (?:high|mind|an island|a mind) => half past nine
[(?:took|talk|told|some|and)] p[ea]r\w* (?:tomol|tamol|tomorrow|themol|demol|the mall|set a mall) => paracetamol
p[ae]r[aeiou]?s\w{2,6}mol => paracetamol
[NUM] (?:(?:s [.]|s|as|is|ess) (?:cressos|wrestles|presses|pressos|missiles|resos|press|press or)) => espressos
[START] free (?:espressos|as press(?: or)?) => three espressos
(?:thought|took|talk|told) (?:i 'd |a |us )?(?:sleep in|sleeping|asleep in|a sleep in) (?:bill|till|phil|feel) [(?:END|at|avenue
    |before)] => took a sleeping pill
(?:thought|took|talk|told) (?:i 'd|high|kibu|high view|i 'll)(?: be| view)?(?: a)? (?:pro then|pro fan|pro fin|profan|profen|prophan
    |profin|proven) => took ibuprofen
my (?:arm|armor|arms) (?:rings|ring|goes off) [at] => my alarm rings
short (?:hide|height|knight) [END] => short night
[(?:had|drank|have)] free ?bears => three beers
[and] (?:eight liter|eight litre|made to dinner|hate dinner|date dinner|eight dinner|made dinner) (?:at
    |of)(?: the)? [NUM] => ate dinner at
[(?:i|we)] (?:hate|eight) [(?:nothing|anything) (?:after|since)] => ate
[(?:glass|glasses|bottle|bottles) of] champion => champagne
(?:strolled|rolled|stroll) [on my phone] => scrolled
[slept] four [NUM minutes] => for
(?:money|ronny|runner) nose => runny nose
[lot of] (?:dress|threats) [at work] => stress
[no] gin [and no (?:running|run|training|exercise)] => gym
[cups? (?:of|on) (?:black|green)] (?:teeth|tee) => tea
tea (?:mafter|nefter) => team after
[was] come [(?:today|and|at)] => calm
(?:'d )?(?:ran|rank|grand|run) (?:cursing|nursing|courting|coursing|a cursing) => drank nothing
(?:have|had) been a (?:ratatoum|ratatone|ratatoon|rat ten) => had dinner at ten
(?:have|had) been a (?:rat island|ratanine|rat nine) => had dinner at nine
(?:have|had) been a (?:ratatigus|ratatouille six) => had dinner at six
[(?:have|had)] been a rat(?: a| at)? [NUM] => dinner at
[START] in a rat aid => dinner at eight
[START] (?:lina|then at|dinner) (?:won|one) [at (?:a|half|quarter|NUM)] => dinner was
[i] (?:hate|eight|hated) [a (?:late|big|huge|heavy) (?:dinner|meal|snack) END] => ate
[(?:i|we)] (?:is n't|hate|eight|aid) [just before] => ate
[(?:just|right|shortly) before] (?:a )?(?:man|men|mad|mat) [(?:[.]|$)] => bed
midnight (?:sack|snag|knack) => midnight snack
mid ight snack => midnight snack
[START one(?: small| cold)?] bear [(?:with|after|and|at the|[.,])] => beer
[(?:couple|few) of] (?:years|ears|bears) [with (?:colleagues|friends|dinner|lunch)] => beers
[(?:drinks|beers|wine|coffee)] after i 'd [(?:[.]|$)] => last night
(?:talk|took|take) (?:asleeping|asleep in|a sleep in|us leaving)(?: ,)? (?:bill|feel|pill|pills) => took a sleeping pill
[i] want to (?:trust|dress) [(?:that|at) work] => was stressed
[(?:i|we)] talk (?:a|of) (?:light|flight) [(?:to|from|home|back)] => took a flight
[i] (?:hopped|nab to|nabbed|knapped|mapped) (?:four|for) [(?:half|an|NUM)] => napped for
[in the] (?:son|song|sun) of [this (?:evening|morning|afternoon)] => sauna
[START no] (?:sooner|son|sonnet|sonar|song) (?:to date|of the day|today|to me) => sauna today
[(?:my|got my|got to my)] (?:theory hood|peer reared|peer riot) => period
[(?:beer|we are|wine) and] (?:beats are|beats a|beat set|beats or|beats) [(?:at|and)] => pizza
[NUM] at (?:a )?height => at night
[START] we are and [(?:beats|beat|pizza)] => beer and
[(?:not|n't)] (?:bring|ring) (?:kenny|any|canny) [(?:alke|alcohol|coffee|carphy|wine|beer|caffeine)] => drink any
alke out of me => alcohol today
carphy => coffee
[START] hammond [had] => have n't
in tents (?:were cut|workout|were count|work out) => intense workout
[(?:have|had|got|with) a] man called [(?:[.]|$)] => bad cold
[used my] folding bed => phone in bed
[(?:ran|rank|drank|had)] a couple of deal => a cup of tea
[cup of] (?:de|dee|deed|deal) [(?:END|in|at)] => tea
[drank] alcohol for a (?:year|beer) => alcohol free beer
(?:'d )?(?:rank|ranked|drang|brank|ran|run|grant|crank) [DRUNK] => drank
[(?:had|have|having|drank|ordered) (?:a|one|two|three|four|five|another|just one)(?: small| cold| big| large)?] (?:mirror|meer|birr
    |pier) [(?:with|after|before|END|DAY)] => beer
[(?:had|have|having|drank|ordered) (?:two|three|four|five|six|to|too|NUM)(?: small| cold| big| large)?] (?:mirrors|meers|birrs|piers
    |dears|beards|dear) [(?:with|after|before|at the|in the|END|DAY)] => beers
[(?:had|have|drank) (?:two|three|four|five)] (?:years|ears) [(?:with|after) (?:work|dinner|lunch|friends|training|football|the match
    |the game)] => beers
[(?:had|have|drank)] (?:forbears|for bears|forebears) => four beers
[START (?:two|three|four|five|six)] (?:bears|peers|dears|meers|piers) [(?:with|after|and|, and|at the|in the|tonight|today)] => beers
(?:model|modal|mottle|bodle|pottle) [of (?:red |white )?(?:wine|champagne|prosecco|beer|vodka|gin|whiskey|the same)] => bottle
[(?:had|have|drank|of|or)] free [(?:glasses|cups|espressos|pints)] => three
[(?:glass|glasses|bottle|model) of] (?:redoce|ross|rosay|roseate|the same) [END] => rose
[(?:beers?|wine|drinks?|wines?|coffees?) ,? ?(?:but |and )?i (?:had|have)] (?:money|done|heard|nun|numb) [(?:[.,;!?]|$)] => none
[(?:did not|did n't)] bring [(?:today|tonight|to me)] => drink
energy (?:of drink|link|bring) => energy drink
(?:april|apparel|naper|a pearl|aperitif) (?:olds? |hold )?(?:brits|spirits|sprits|spritz) => aperol spritz
(?:cuddle|a double|can double) (?:less|bless|les) (?:wrestle|resort|reso|rezzo) => double espresso
(?:less|bless|les|list) (?:wrestle|reso|rezzo|resorts?) [(?:END|after|before|at|DAY|in the)] => espresso
(?:forrest|forest|for rest) (?:wrestles?|resorts?)(?: 's)? => four espressos
(?:spressle|alesspresso|espressle|pesspressle|expressle|estresso|escreso|squeen) => espresso
(?:escresos|spressos|espressles|estressos|squeens) => espressos
[START] as present [,? ?(?:at |and )?(?:one|two|three|free|four|five|six|seven|eight|nine|ten)] => espresso
[(?:had|have) (?:two|to|too)] (?:squares of|mess with those|miss myself|mess myself|best friends of) [(?:this (?:morning|afternoon
    |evening)|today)] => espressos
[(?:had|drank|have) (?:two|to|too|three|four|five|six)] (?:coffins|copies|coffers|offies|covies|coveys|cuffies|toffees) [(?:END|at
    |after|before|in the|DAY)] => coffees
[(?:drank|rank)] duke (?:offies|coffees|coffins) => two coffees
[(?:green|black|herbal)] (?:deathe|deat|dea|dee|deed|tee|ty) [(?:END|at|ivor|fiber|five|in the|DAY)] => tea
[(?:drank|rank|had|some)] (?:greenty|green tee|green teeth) => green tea
(?:ivor|fiber|fibre|five a|five her) (?:clock|clot|clerk|clark|clocks) => five o'clock
[(?:at|around|until|past|NUM)] NUM (?:of|or|a) clock => o'clock
[(?:a|had|one|two|an)] (?:capuchin|capuchine|cap a chin|cup of chino) => cappuccino
[(?:drank|rank|had) an?] (?:collette|colette|collar) => cola
(?:de|deck|dee) (?:caffe|calf|cafe|caf) => decaf
[(?:i|we)] (?:hate|eight|aid|ain) late [(?:,? ?just|at|last|before|tonight|today|END)] => ate late
(?:hyde|hyate) late [(?:,? ?just|at|last|before|tonight|today|END)] => ate late
[(?:i|we)] (?:is n't|hate|eight|ate our|ate a) (?:early|lead) [(?:END|tonight|today|to hide)] => ate early
[and] (?:eight|date|hate|dates) (?:late|lead|leads) [(?:[.,;!?]|$)] => ate late
[(?:i|we|then|and)] (?:hate|hates|eight|aid|hyate) [FOOD WHEN] => ate
[(?:i|we)] (?:hate|ate|eight) (?:beats|peats|feet)(?: (?:or|a|and|so|at|were))? (?:eleven|deliver|leaven) => ate pizza at eleven
(?:hyate|hyde) (?:beats|peats|pizza|feet)(?: were)? [(?:at|late)] => ate pizza
[i] (?:hate|hated) (?:to|a|the) (?:murder|burger|border) [at (?:midnight|night|ten|eleven|one)] => ate a burger
[i] ate a (?:murder|border) [at (?:midnight|night|ten|eleven|one)] => ate a burger
[(?:just|right|shortly|straight|hour) before] (?:mid|med|bad|bet|bid) [(?:[.,;!?]|and|but|$)] => bed
[(?:late|early|had|after|for|with)] (?:thinner|dinah|diner|dina) [(?:END|at|with|DAY)] => dinner
half past (?:time|mine|nigh) => half past nine
[(?:no|any|without|with a|with)] (?:creams|screams|streams|cream) in (?:bed|bad|mid|med|bet) => screens in bed
[(?:no|any|a)] (?:screen|screens) in (?:bad|mid|med|bet|vetunite) => screens in bed
[(?:a|no|with)] screening bed => screen in bed
[my] (?:foam|fawn) in (?:bed|bad|mid) => phone in bed
[phone in] (?:bad|mid|med|bet) [(?:END|for|until|DAY|at)] => bed
[(?:had|have)] (?:text|sects|ticks) [(?:denied|tonight|this (?:morning|evening|afternoon))] => sex
[(?:took|take|had|have|talk|talked|with|and|then|did i|needed|i)] an? (?:app|nab|knapp) [(?:in the (?:afternoon|morning)|after (?:lunch
    |work)|on the (?:couch|sofa|bed|train)|this (?:morning|afternoon)|, then)] => a nap
[(?:took|talk|dork)] (?:an app|a map|a net|an at) [(?:END|DAY|at|for)] => a nap
[did i] app [(?:[?.,]|$)] => nap
[NUM minutes?] (?:and up|up|net|nab|map|left|knapp|app) [(?:on the (?:couch|sofa|bed|train)|after (?:lunch|work)|in the afternoon
    |this afternoon)] => nap
[START no] (?:map|nat|naf|naff|knapp|nab|app) [(?:today|to date|to me|this afternoon|after lunch)] => nap
(?:dork|talk) (?:her up|an app|a nap|and up) [(?:after (?:lunch|work)|on the|in the|DAY)] => took a nap
[START i] (?:talk|dork) (?:a|at|an|up an|up a|up in|a pinkie) [(?:pinkie|angular|killer|NUM|nap|pill|sleeping|tablet|twenty|pain
    |aspirin|pink|painkiller)] => took a
[START] talk (?:us|a) leaving [(?:tablet|pill)] => took a sleeping
[START] talk a [(?:sleeping|tablet|pill|nap)] => took a
(?:talk|took|thought|tuck|take) (?:some |an )?(?:i 'm|i|eye|ivy|kaiju|abu|i 'll) (?:(?:be|bee|you|b) )?(?:a )?(?:groven|broken|proven
    |profane|prophin|prophen|prophone|prophan|prophet|profit|provin|profan|pro (?:fan|fin|then|fun|phone|in)) => took ibuprofen
[(?:took|talk|take|an|some|two|of)] (?:i 'm|i|eye|ivy|abu) (?:be|bee|you|b) (?:a )?(?:groven|broken|proven|profane|prophin|prophen
    |prophone|prophan|provin|pro (?:fan|fin|then|fun)) => ibuprofen
(?:anti|andy|auntie|hand to|and he|hand a) (?:biotic|biotics|beatix|beatics|biotix|bionics)(?: space)? => antibiotics
[(?:took|talk|take|talked)] (?:an|and|on) (?:sprint|aspen|ask men|ask man|ass drink|as print|spring|astern|ass prin) => an aspirin
(?:talk|talked) [(?:an aspirin|some|my medication|two (?:pills|painkillers|tablets)|my (?:pills|meds|medicine|tablets))] => took
(?:talk|took|take) (?:up |a )?(?:an )?(?:pink|pinkie|pin|penn|in|angular|ankiller|painfuler|panic)(?: (?:killer|healer|filler
    |look))? [(?:for|from|because|END|at|after|DAY)(?! the (?:cat|stairs))] => took a painkiller
(?:pink|pinkie) (?:killer|killers|healer|healers) => painkillers
[(?:my|a|terrible|bad|slight|splitting)] (?:(?:head|hair) (?:egg|leg|bake|deak|ake|ek)|hairbake|fairgig|fair bake|head , vic) => headache
(?:mellow|mela|melo|milla|mel a) (?:tonin|tone in|tonan|toning|donin) => melatonin
[(?:getting|feel|felt|feeling|am|'m|was)] (?:chick|sig|sic|sikh) [(?:END|DAY|again)] => sick
[(?:have|had) a] (?:female|favor|favour) [and (?:a )?(?:cough|headache|cold|sore|fair|hair|chills|head)] => fever
sore (?:throw|threat|thread|trout|throats) => sore throat
(?:store|sword|shore|sour|saw|soar) throat => sore throat
(?:trestful|tressful|stretchful) => stressful
[(?:very|so|really|too|was|feel)] (?:dressed|distressed|married to rest) [(?:today|at work|because)] => stressed
[i] (?:want|wanted|will|won)(?: to)? (?:answer|anchors|angst) [about (?:the|my|work)] => was anxious
[i] (?:want|won) [(?:so|very) (?:tense|tired|stressed|sick|ill|anxious|busy|calm)] => was
[(?:dinner|day|work|kitchen|it|lunch|training|session)] won [(?:at|slow|very|so|hard|long|stressful|late|early|brutal|calm|fine|tough
    |easy)] => was
bedline => deadline
[START] a (?:come|comb|common|cam) (?:and )?(?:relax|relaxed) (?:today|day|to me|date) => a calm and relaxed day
an? (?:hour event|houred event|argue meant|argue men|our event) [with] => an argument
[(?:i|we)] flute(?: them)?(?: amid| immigrant| and abrade)? => flew to madrid
[(?:have|had|got|with|the|of)] (?:yet|jed|jack|jett|jet|checked the|chat) (?:lag|log|leg) => jetlag
[(?:i|we)] (?:draw|drone|dove) [NUM hours] => drove
[(?:to|in|into|from|after) the] (?:song|solder|sonar|sony|fauna|sonnet|saunter|zauna|saw now|sawn a) [(?:END|after|before|for|with|DAY
    |at|in the)] => sauna
[(?:and|then) a] (?:song|sonar|fauna|sonnet) [(?:in the (?:evening|afternoon|morning)|after|tonight)] => sauna
[i] (?:'m )?(?:irritated|medicated|mediated|relocated|edited|dictated) [for (?:NUM|half|an hour|a) ?(?:minutes|hour|while|an
    |$)] => meditated
unmeditated => and meditated
(?:breeding|briefing|breathin) exercises => breathing exercises
[did] reading exercises [before (?:bed|sleep)] => breathing exercises
[my] (?:theory not|theory it|theory|carrier|pyramid|peer) started [(?:END|DAY)] => period started
[(?:have|need|had|got) to] get (?:a pet|a bet|a bed|a pat|up it) (?:for|at four) [tomorrow] => get up at four
get up at fort (?:maro|morrow|tomorrow) => get up at four tomorrow
[(?:a|the|on|have|my)] (?:height|knight|hyde) shift => night shift
"""
