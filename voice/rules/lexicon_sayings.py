"""Turns of phrase for what was drunk and eaten, or left: "designated driver", "on the lash", "fridge raid", "ate at a sensible hour".

Only whole sayings; the names of drinks and dishes stand in `lexicon_intake` and `lexicon_drinks`.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_DRY = """
    >had|ordered|drank [a] lime cordial;
    >drank|drink|drinking|drunk alcohol free [beer|beers|wine|stuff]; >poured|tipped|threw|chucked|emptied [the|my]
    wine|beer|whisky|gin|glass|drink|vodka|shot|rest down|away|out; >put the bottle|wine|whisky|beer [straight] back|away; >abstained
    [completely]; >drank|drink nothing [alcoholic]; >drank nothing but water|juice; have n't touched|had|drunk a [single] drop; dry as a
    bone; on the straight and narrow; designated driver|dave|des; lime and soda; soda and lime; soda water and|with lime; soft drinks
    only|all|for|tonight|instead; only|just soft drinks; stuck|stayed|stick|kept to|with|on [the|my] sparkling|fizzy|soda|tap|still|
    mineral|tonic|coconut water; stuck|stayed|stick to orange|apple|cranberry|tomato|grape juice; on the soft drinks|orange
    juice|waters|lemonades|mocktails; [sparkling|fizzy|soda|tap|still|just|only|mineral|tonic] water for me; juice|squash|lemonade|
    mocktail|mocktails|soda|kombucha|elderflower for me; nothing stronger than [a|an|the|some] [cup|glass|pot] [of] [orange|apple|
    ginger|herbal|mint|peppermint|sparkling|fizzy|tonic] tea|coffee|juice|water|lemonade|ale|soda|squash|cola|coke|tonic|kombucha;
    nothing alcoholic; nothing with alcohol [in] [it]; n't touch|touched|had|have|drink|drunk a [single] drop; not touched|had|drunk a
    [single] drop; not a [single] drop of alcohol|booze|wine|beer|drink|anything; not a drop passed [my] [lips]; not a drop
    tonight|today|all|since|in; without a drop; no drinks|drink tonight|today|for; no drinking; days|weeks|months sober|dry; sober
    for|since|and|today|tonight|evening|night|as; still|stayed|staying|stay|being|completely|totally|fully|100 sober; clean and sober;
    sober [as] [a] judge; stayed|staying|stay dry; sober october; dry july; dry january; dryuary; feb fast; sobriety; tee total;
    teetotaler|teetotaller; do n't drink; zero proof; zero alcohol; 0 % beer; alcohol free; af|a.f. beer|beers|ipa|wine|gin; guinness|
    heineken|peroni|corona|moretti|asahi|stella|carlsberg|estrella|becks|erdinger|paulaner|mahou|bud|peronis|heinekens|krombacher|
    budweiser|brewdog 0.0|zero|0|alkoholfrei|alkoholfreis|nullkommanull; 0.0 heineken|peroni|guinness|corona|moretti|estrella|mahou|
    cerveza|birra; zero zero beer; zero percent beer|beers|peroni|heineken|guinness|lager|ipa|alcohol; becks blue; lucky saint; athletic
    brewing; clausthaler; clausthalers; seedlip; nosecco; kinderpunsch; low and no; mocktails; virgin pina colada; virgin
    mule|mules|margarita|spritz|daiquiri|bloody mary|mojito; fake gin|beer|wine; near beer|beers; spat|spit it|them|everything|all [all]
    out; gave my glass|drink|beer|wine|shot|champagne [away] to; drink|drinks|glass stayed full|untouched; wine|bottle|bottles|beer|
    beers|prosecco|champagne|whisky|gin|cork stayed|stays|remained|remains|kept corked|shut|closed|unopened|sealed|untouched|[in] [the]
    fridge|cupboard|cellar|put; cork stayed in; bottle|wine|beer is|was still corked|closed|shut|unopened|sealed|full; kein alkohol;
    nichts getrunken; keinen tropfen; ni una gota; pas une goutte; pas bu; nada de alcohol; rien bu; nemmeno un goccio;
    stuck|stayed|stick|sticking|kept to|with|on [the] water|squash|lemonade|juice|soda|tonic|kombucha|elderflower|pop|sprite|waters|
    mocktails; stuck|stayed|stick|sticking|kept to|with|on [the] soft drinks; stuck|stayed|stick|kept to|with|on orange|apple|
    sparkling|fizzy|soda|tap|still|mineral|coconut|tonic water|juice; stuck|stayed|stick|kept to|with|on ginger beer|ale; on [the]
    squash|lemonade|juice|pop|soda|water|tonic all|the [whole] night|evening; on [the] soft drinks all|the [whole] night|evening; on the
    orange juice
    """
_DRUNK = """
    on the piss|lash|sauce|beers|gin|vino|razz|booze|pints|cocktails|prosecco; >got|getting pissed on|with|last|tonight; >was|got pissed
    as; >got|getting|am|'m|was|were|get [a|bit|slightly|pretty|completely|totally|so|very|really|absolutely|a] [bit|little] trashed|
    blitzed|legless|trollied|bladdered|blotto|shitfaced|mullered|tiddly|squiffy|tipsy|merry|drunk|hammered|wasted|sloshed|plastered|
    sozzled|paralytic; bit|little tipsy|merry|squiffy|drunk; >had|have a few|couple too many; few too many; one too many; >had a
    [cheeky] few after|at|with|down|tonight; lost count of [the|my] drinks|beers|wines|pints; happy hour; pub crawl; bar crawl; booze
    up; boozy lunch|dinner|night|evening|brunch|weekend|afternoon; bottomless brunch; on a bender; bender; drinking games; beer pong;
    pre drinks; predrinks; wine tasting|tastings; whisky|beer|gin tasting; beer oclock; wine oclock; open bar; after work
    drinks|beers|pints|drink; leaving|birthday|celebratory|welcome drinks; drinks with|after|at; went|go out for drinks|pints|a drink;
    for drinks with|after|at|tonight; lots of drinks; drank heavily|heavily; drank a lot; drank way too much; heavy drinking; drank
    alcohol; drank wine|beer|beers; consumed alcohol; alcohol consumption yes; drowned my sorrows; hair of the dog; tied one on; hit the
    bottle|sauce|booze; >raised a glass; one for the road; one drink; couple of drinks; few drinks; glass or two; one or two drinks;
    drink or two; glass|glasses with dinner; couple of jars; ein gutes tropfchen; ein paar bier|bierchen; angestossen; tomamos unas;
    unas copas|canas|cervezas|birras; un par de copas|canas|cervezas|vinos|birras; de copas; de canas; bebi vino|cerveza; bu
    un|du|deux|trois; pris l'apero; prendre l'apero; bevuto un|due|vino; fatto aperitivo
    """
_NO_COFFEE = """
    caffeine|coffee withdrawal|withdrawals;
    >cut|cutting|stopped [all] caffeine|coffee today|completely|entirely|again|altogether; >stopped drinking coffee|caffeine;
    >swapped|switched|traded|replaced|replacing|swapping [my|the|all] [usual|morning|afternoon|first]
    coffee|coffees|tea|espresso|caffeine for|with|by|to; coffee free; tea free; no coffee no tea; coffee machine [at|in] [the]
    [work|office|kitchen] is|was|'s|has|broke|broken|died|packed [still|been] [broken|out|down|in|up]; stuck|stick|sticking|stayed|kept
    to|with|on [the|my] peppermint|chamomile|camomile|ginger|rooibos|herbal|mint|fennel|fruit|decaf [tea|teas]; hot water and|with [a]
    lemon|ginger; >quit|kicked [the] [drinking] coffee|caffeine; no caffein; caffeine detox|fast; cold turkey on|off|from|with
    coffee|caffeine; weaned off|myself coffee|caffeine; kein kaffee; keinen kaffee; sin cafe; sans cafe; niente caffe; sem cafe; nada de
    cafe; pas de cafe
    """
_LATE = """
    bed on a full stomach; bed [right|straight|directly] after dinner|eating|supper; bed full; on a full stomach to bed;
    >ate|eaten|eating|eat [really|very|so|way|far|pretty|quite|too|rather|super|crazy|stupid|ridiculously|awfully|extremely|fairly|a]
    [bit|little|too] late|lateish; >ate|had|have|eaten|eating|eat [my|our|the|a] dinner|supper|food|tea|meal|takeaway
    [really|very|so|way|pretty|quite|too|super] late; >ate|had|have|eaten|eating|eat [my|our|a] dinner|supper|food|tea|meal a bit|little
    late; late|lateish tea|meals|snacks|cereal|sandwich|dinnertime|bbq|barbecue|kebab|maccas|ramen|sushi|noodles; late|lateish ice
    cream; late ish dinner|supper|meal|tea; late evening|night
    meal|snack|snacks|dinner|feast|sandwich|cereal|munching|food|toast|noodles|chips|tacos|bite; late one for dinner;
    dinner|supper|meal|tea|food ended up [being] [really|very|so|quite|pretty|super] late; dinner|supper|meal|tea [was|got]
    [super|extremely|ridiculously|unusually|a] [bit|little] late; >ate|eat|eaten|eating|snacked|snacking [dinner|something]
    [far|way|too|so|very|pretty] [too] close to midnight|bedtime|bed|sleep; bedtime snack|snacks|cereal|toast|chocolate; midnight
    feast|kebab|noodles|ramen|toast|sandwich|cereal|snacking|fridge|munchies|snacks|pizza|meal|eating|pasta|burger; midnight ice cream;
    fridge|pantry|kitchen|cupboard|larder raid; >raided|raid|raiding the|my [kitchen]
    fridge|pantry|kitchen|cupboard|cupboards|larder|freezer|biscuit|cookie|snack [tin|jar|drawer|cupboard]; >ate|eating|eat in the
    middle of the night; middle of the night snack|snacking; >got up to eat; big|heavy|huge meal|dinner [right|just|shortly] before
    bed|bedtime; >ate|eat|eaten|snacked|eating|snacking [dinner|something] [right|just|shortly|straight|immediately] before
    bed|bedtime|sleep|sleeping; >ate|eat|eaten|snacked|eating|snacking [right|just|shortly|straight|immediately] before i went|go|hit;
    >ate|eat|eaten|snacked|eating [right|just|shortly|straight|immediately] before going|getting|hitting; >something to eat
    [right|just|shortly] before bed|bedtime|sleep|i|going; food|eating|snacking|snack|meal [so] late at night; spat gegessen; zu spat
    gegessen; spat [zu] abend gegessen; spates essen; cena tardia; cene|cenamos|cenado [muy|tan] tarde; diner tardif; mange [trop|tres]
    tard; cenato|mangiato [molto|troppo] tardi; cena tardi; jantei|jantamos|comi tarde; night eating; munchies; dirty kebab;
    mitternachtssnack; snack nocturno
    """
_EARLY = """
    nothing after dinner|supper;
    >ate|eaten|eating|eat|dined [really|very|quite|pretty|nice|nicely|so|super] [and] early; >ate|had|have|eaten|finished|got
    [my|our|the|a] dinner|supper|food|tea|meal [really|very|quite|pretty|nice|so] [and] early; early tea|bird|dinners|meals; early bird
    [dinner|special|menu]; >ate|dinner|eating|supper|eaten|dined|had dinner at a sensible|reasonable|decent|normal|civilised|civilized|
    good|proper time|hour; skipped|skipping [my|the] dinner|supper; no dinner|supper tonight|today|at|for; did n't have|eat [any]
    dinner|supper; [to] bed hungry; >have n't eaten since|after; no|without [any] [late|evening|night|bedtime|midnight]
    snack|snacks|snacking before bed|bedtime|after|at|in|tonight|late|this; no|without|skipped [the|my|any] [usual]
    evening|bedtime|midnight|night|late snack|snacks|snacking|eating; no eating|food|snacks|meal|dinner after|late; nothing to eat
    after|since; kitchen 's closed|shut; kitchen is|was closed|shut; closed the kitchen; nothing late; early fast; fasting since|from;
    time restricted; ate nothing after|since; did n't eat [anything|a] [thing|bite] after|past|later than
    [dinner|six|seven|eight|five|half|6|7|8]; n't eaten [anything] since|after; no food since|after; nothing|n't eat [anything] after
    dinner|lunch; fruh gegessen; fruhes abendessen; cene|cenamos|cenado [muy] pronto|temprano; diner tot; mange tot; cenato|mangiato
    presto; jantei cedo
    """
_NO_MEAL = """
    brought|bring|bringing a|some|two bottle|bottles|wine|beers [of] [wine|champagne|prosecco|red|gin|whisky] to|for|along|over|as;
    late lunch|breakfast|brunch; toast to|on the|speech|speeches; champagne|wedding toast|toasts; proposed|raised|made a toast; food for
    thought; eat my words; eating disorder|habits|plan; dinner for tomorrow; chocolate brown|box; sandwich course|generation; pie chart;
    cheese grater|board meeting; nuts about; chilli sauce; feast your|of; cake day; egg timer; salad days; rice field|fields; wings of; bowl
    cut|game; chips and circuits; computer|micro chips; bean bag|bags; soup kitchen; toast rack; snack machine|aisle; popcorn ceiling; eat
    into|up|away at; eats into; eating into; dinner lady; ate into; tea and sympathy; crepe paper; burger flipping; wrap up|it|things|
    presents|the; roast chestnuts; feast day
    """
_DISHES = """
    thai|chinese|indian|pizza|sushi|food|dinner delivered|delivery; >ordered in; >ordered thai|chinese|indian|food; a chinese|indian
    takeaway; jollof; main|mains course|courses; starter|starters; mains; pho; dal; biryani; gyros; souvlaki; shawarma;
    falafel|falafels; pierogi; goulash; schnitzel; currywurst; flammkuchen; tartiflette; crepe|crepes; galette; quiche; omelette; stew;
    chili; chilli; casserole; pie; shepherds|cottage|fish pie; fish and|& chips; sausage|sausages; hot dog|dogs; chicken wings; wings;
    nachos; quesadilla|quesadillas; enchiladas; empanadas; arepas; ceviche; feijoada; churrasco; bulgogi; bibimbap; kimchi; dumplings;
    dim sum; hotpot|hot pot; stir fry; udon; soba; gyoza; donburi; bento; yakitori; tempura; katsu; fried rice; rice; salad; wrap;
    panini; toastie; bagel; mcdonalds|mcdonald; maccas [run]; burger king; kfc; taco bell; drive thru|through; popcorn; yoghurt|yogurt;
    porridge; cake; cookies; biscuits; brownie; churros; gelato; pudding; doordash; deliveroo; uber eats; room service; food
    arrived|came; nibbles; >nibbled|grazed|scoffed|gobbled|devoured|wolfed; something to eat; bite to eat; sat|sit down to
    eat|dinner|supper|a meal|food; sat down for dinner; buffet; banquet; feast; iftar; suhoor; seder;
    >cene|cenamos|cenar|cenato|cenare|cenado|cenando; comida; repas; merenda; >jantei|jantamos; brotzeit; vesper; gegessen; abendbrot;
    nachtmahl; grill; bbq; carbonara; spaghetti; gnocchi; bratwurst; leberkase; kaasbroodje; stamppot; tagine; couscous;
    mezze|mezes|mezedes; pintxos; gazpacho; tortilla; jamon; bocadillo; croquetas; pizza slice|slices; slice|slices of pizza; cold
    pizza; chicken; fish; shepherd's pie; bangers and mash; beans on toast; cheese on toast; tea for the family; our tea; >ate|eaten|eat
    [my|our] tea; for tea; tea was on the table; tea on the table; hot meal; main meal; evening meal; family meal; big meal; plate of
    food|pasta; bowl of soup|pasta|rice|noodles|cereal|oats|granola; protein bar; nuts; crackers; peanut butter;
    cheeseburger|cheeseburgers; nuggets; mac and cheese; grilled cheese; poutine; jollof; injera; ugali; nasi goreng; satay; laksa;
    rendang; bak kut teh; satay; mee goreng; roti; paratha; samosa|samosas; dosa; thali; paneer; momo|momos; borscht; plov; khachapuri;
    kofte; lahmacun; pide; meze
    """


def sayings() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _line(_NO_MEAL))
    yield from entries(Sense("alcohol", yes=False, strength=0.85), _line(_DRY))
    yield from entries(Sense("alcohol", strength=0.85), _line(_DRUNK))
    yield from entries(Sense("caffeine", yes=False, strength=0.8), _line(_NO_COFFEE))
    yield from entries(Sense("late_meal", strength=0.9, role="late"), _line(_LATE))
    yield from entries(Sense("late_meal", yes=False, strength=0.85, role="early"), _line(_EARLY))
    yield from entries(Sense("late_meal", strength=0.85, role="meal"), _line(_DISHES))


def _line(phrases: str) -> str:
    """The phrases on one line."""
    return " ".join(phrases.split())
