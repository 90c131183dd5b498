"""Words for what is drunk, eaten and swallowed: alcohol, caffeine, late meals, medication. Five tongues' words, as English borrows them.

Only words and how surely they mean a kind; nothing of negation, tense or amounts.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.lexicon_drinks import drinks
from voice.rules.lexicon_medicine import medicine
from voice.rules.lexicon_sayings import sayings
from voice.rules.sense import BLOCK, Sense, entries

_ALCOHOL = """
    beer|beers; lager|lagers; ale|ales; ipa|ipas; stout|stouts; guinness; pilsner|pils|pilsener|pilsners; cider|ciders; wine|wines;
    red|white|rose wine; a|some|two|three|little rose; champagne; prosecco|proseccos; cava; bubbly;
    whisky|whiskey|whiskies|whiskeys|bourbon|scotch; vodka|vodkas; gin|gins; rum|rums; gin|vodka|rum and tonic|coke|cola; gin|vodka|rum
    tonic|soda; g and t; tequila|tequilas; mezcal; brandy; cognac; liqueur; port wine; glass|glasses of port; a port; vin; cremant;
    orujo; rebujito|rebujitos; brandy|brandies; plum brandy; beaujolais [nouveau]; glass|glasses of red|white; tonnic; gin and tonics;
    vodka sodas; shandy|shandies; bock; wheat beer|beers; pale ale|ales; craft beer|beers; sparkling wine; dessert wine; orange wine;
    toddy; hot toddy; slivovitz; palinka; aquavit; schnapses; obstler; pisco [sour]; batida; vermut; fino; manzanilla sherry; albarino;
    txakoli; ribera; tempranillo; lambrusco; montepulciano; primitivo; soave; frascati; vinho verde; poncha; ginjinha; medronho;
    superbock; a cold one; cold ones; sherry; vermouth; cocktail|cocktails; margarita|margaritas; mojito|mojitos; martini|martinis;
    negroni|negronis; daiquiri|daiquiris; caipirinha|caipirinhas; old fashioned; bloody mary; aperol|aperols [spritz|spritzes];
    spritz|spritzes|spritzer|spritzers; hugo spritz; a|one|two hugo|hugos; campari|camparis; limoncello|limoncellos; grappa|grappas;
    sambuca; amaro; ouzo|ouzos; raki; retsina; sake|sakes; soju|sojus; shochu; makgeolli; sangria|sangrias; tinto|tintos [de] [verano];
    rioja; malbec; merlot; chianti; pinot [noir|grigio]; sauvignon [blanc]; chardonnay; riesling|rieslings; shiraz; cabernet;
    cerveza|cervezas; cervecita|cervecitas; cana|canas; a|una|two clara; vino|vinos; copa|copas de vino; chupito|chupitos; birra|birre;
    vin rouge|blanc|chaud; pastis; kir [royal]; calvados; biere|bieres; pression; rose wine; bier|biere|bierchen;
    feierabendbier|feierabendbiere; weizen|weissbier|hefeweizen|weizenbier; radler|radlers; kolsch; altbier; helles; wein;
    rotwein|weisswein; gluhwein|gluehwein|gluhweine; mulled wine; sekt; schnapps|schnaps; jagermeister|jager; weinschorle; hard
    seltzer|seltzers|lemonade; white claw|claws; nightcap|nightcaps; booze; liquor; eggnog; jack daniels; baileys; absinthe; mead;
    moonshine; pina colada|coladas; cosmopolitan|cosmo|cosmos; long island [iced] [tea]; mimosa|mimosas; bellini|bellinis; alcohol;
    alcoholic drink|drinks|beverage|beverages; alcopop|alcopops; vodka|rum|gin shot|shots; tequila shot|shots; pint|pints; nightcap;
    caipi|caipis; digestif|digestifs; aperitif|aperitifs|apero|aperos|aperitivo|aperitivi; schoppen; mass bier; verre|verres de
    vin|rouge|blanc; bicchiere|bicchieri di vino; vinho; caneca; cachaca; alkohol; alcool
    """
_DRANK = """
    >got|was|am|been|getting|were drunk|tipsy|hammered|wasted|sloshed|plastered|smashed; >had|drank a|one|two|three|four|few
    drink|drinks too many; >had|drank a bit|little too much to drink; >had|drank too much to drink; >got tipsy; >a bit|little
    tipsy|drunk; >boozed|boozing; >day drinking; >drank too much; >drinking session
    """
_DRINKS = """
    drink|drinks; shot|shots; round|rounds of drinks|shots|beers
    """
_DRY = """
    alcohol free; alcohol free day|evening|night|weekend; sober; stone cold sober; dry day|evening|night|week|weekend|january; teetotal;
    non|no alcoholic; non alcoholic beer|wine|beers|drink|drinks|cocktail|gin; nonalcoholic [beer|wine|beers]; alcohol free|less
    beer|wine|beers|gin|ale|cider|lager|drink|drinks|cocktail|weizen|radler|prosecco; zero|0.0 beer|beers|percent|heineken; virgin
    mojito|mojitos|mary|colada|cocktail|margarita; mocktail|mocktails; alkoholfrei|alkoholfreies|alkoholfreie
    [bier|weizen|radler|hefeweizen]; beer|beers without alcohol; off the booze|drink|alcohol|beer|wine|sauce; on the wagon; sin alcohol;
    cerveza|cervezas|beer sin alcohol; analcolico|analcolica; birra analcolica; sans alcool; biere sans alcool; didn't drink alcohol;
    alcohol free 0.0; alkoholfreies bier; sparkling juice
    """

_CAFFEINE = """
    coffee|coffees; espresso|espressos|espressi; double|triple|single espresso|espressos; cappuccino|cappuccinos|cappuccini;
    latte|lattes; caffe latte; flat white|whites; americano|americanos; macchiato|macchiatos; latte macchiato; cortado|cortados;
    ristretto|ristrettos; lungo; doppio; mocha|mochas; cold brew|brews; iced coffee|latte|coffees;
    frappe|frappes|frappuccino|frappuccinos; affogato; instant coffee; filter coffee; black coffee|coffees; cafe|cafes; cafe au lait;
    cafe con leche; cafe creme; cafecito|cafecitos; cafe solo; noisette; carajillo; caffe|caffes; caffe lungo; kaffee; filterkaffee;
    milchkaffee; eiskaffee; moka; bica; galao; tea|teas; black|green|white|oolong tea|teas; matcha|matchas [latte|lattes]; earl grey;
    english breakfast [tea]; sencha; chai [latte|tea]; oolong; darjeeling; assam; pu erh; masala chai; yerba [mate]; genmaicha; hojicha;
    gyokuro; kukicha; lapsang [souchong]; rooibosless; ceylon; jasmine tea; breakfast tea; assam tea; builder 's tea; iced latte|lattes;
    cold foam; eiskaffee; melange; einspanner; verlangerter; pingado; meia de leite; cimbalino; garoto; cortadito; carajillo; bombon;
    cafe bombon; marocchino; shakerato; petit noir; grand creme; kapuziner; fritz kola; afri cola; pu er; turkish coffee; greek coffee;
    drip coffee; v60; aeropress; nespresso|nespressos; capsule coffee; mate tea; club mate; schwarztee; gruntee|gruener tee;
    cuppa|cuppas; iced tea; builders tea; te|the verde|vert; cola|colas; coke|cokes [zero]; diet|cherry coke|cola|pepsi; pepsi|pepsis
    [max]; coca cola; mountain dew; dr pepper; red bull|bulls; redbull|redbulls; monster energy; energy drink|drinks; energydrink;
    celsius can; can|cans of monster; a|one|two|half monster; monster can; monster energy drink; rockstar energy; pre workout;
    preworkout; pre workout shake|drink|powder; caffeine; caffeine pill|pills|tablet|tablets|gel|gels|shot; koffein; cafeina; caffeina;
    guarana; brew|brews; cup|cups|mug|mugs of joe
    """
_DECAF = """
    decaf|decafs|decaff; decaf|decaff|decaffeinated coffee|coffees|espresso|latte|cappuccino|tea|americano; decaffeinated; caffeine
    free; caffeine free day|cola|coke|tea;
    herbal|herb|chamomile|camomile|peppermint|mint|ginger|rooibos|fruit|fennel|lemon|nettle|hibiscus|verbena|sage|turmeric
    tea|teas|infusion; rooibos; tisane|tisanes; ginger water; barley coffee; caffe d'orzo; caffe d' orzo; orzo; chicory coffee;
    malzkaffee; lindenbluten; verveine; infusion; manzanilla; krautertee; kamillentee; pfefferminztee; descafeinado; decaffeinato;
    entkoffeiniert; decafeine; un decafeine; poleo menta; camomilla; tila
    """

_MEAL = """
    dinner|dinners; supper; >ate|eaten|eating|eat; meal|meals; >had food; food; pizza|pizzas; burger|burgers; kebab|kebabs; curry;
    pasta; >dined; >snacked|snacking; snack|snacks; takeaway|takeaways|takeout; take out food|dinner|pizza; abendessen; abendbrot; cena;
    diner; le diner; souper; tapas; raclette; fondue; ramen; noodles; steak; barbecue|bbq; ice cream; sandwich; fries; chips; crisps;
    tacos; burrito; sushi; leftovers; cereal; chocolate; doner; lasagne|lasagna; risotto; paella; roast; soup; dessert; cheese; jantar;
    instant noodles; toast
    """
_LATE = """
    late dinner|meal|supper|snack|food|eating|pizza|dinners|takeaway|curry|burger|feast|kebab|tapas|cena|bite|raclette; late night
    snack|food|meal|pizza|kebab|eating|munchies|dinner|takeaway|burger|bite|ramen|snacking; >ate|eaten|eating|eat|dined
    [really|very|so|way|far|pretty|quite|too|rather] late; midnight snack|feast|pizza|kebab|spaghetti|munchies; >raided the fridge;
    meal|snack|dinner|food|pizza|supper|ate|eating|eat|eaten|snacked|something|bite|cereal|sandwich|chocolate
    [right|just|shortly] before bed|bedtime|sleep|sleeping; dinner|supper|meal|food [was|got|came|happened|ran]
    [really|very|so|way|far|pretty|quite|too|rather] late; >ate|eating|eat|dinner|snacking|snacked [right|just|shortly] before [going]
    [to] bed; >ate|eating|eat way too late; >eating|eat|ate|snacking|snacked at night; >eating|eat|ate in bed; snack|snacks in bed;
    >late to eat; cena tarde; >ate [really|very|so|way|far|pretty|quite|too] close to bed|bedtime; spates abendessen; night|nighttime
    snack|eating
    """
_EARLY = """
    early dinner|supper|meal|cena; >ate|eaten|eating|eat [really|very|quite|pretty] early; dinner|supper|meal [was]
    [really|very|quite|pretty|nice] [and] early; kitchen closed|shut [early] [at|after|by|from]; last meal; last bite; stopped|finished
    eating; done eating; intermittent fasting; fasted|fasting
    """

_MEDICINE = """
    painkiller|painkillers; pain killer|killers; pain medication|meds|pill|pills|tablets; ibuprofen|ibuprofens|ibuprofene|ibuprofeno;
    ibu|ibus; paracetamol|paracetamols; tylenol; advil; aspirin|aspirins|aspirine; aleve; naproxen; nurofen; voltaren; diclofenac;
    novalgin; doliprane; dafalgan; tachipirina; efferalgan; codeine; tramadol; oxycodone; acetaminophen; panadol; excedrin;
    antihistamine|antihistamines; cetirizine|cetirizin; zyrtec; claritin; loratadine; benadryl; allergy|hay
    pill|pills|tablet|tablets|meds|medication|medicine; hay fever pill|pills|tablet|tablets|meds|medication|medicine;
    antibiotic|antibiotics|antibiotika|antibiotico; amoxicillin; penicillin; azithromycin; doxycycline; prednisone|prednisolone;
    cortisone; steroids; sleeping|sleep pill|pills|tablet|tablets|aid|aids|med|meds; melatonin|melatonine|melatonina; ambien; zopiclone;
    zolpidem; trazodone; nyquil; unisom; doxylamine; diphenhydramine; xanax; valium; lorazepam; diazepam; benzo|benzos; beta
    blocker|blockers; betablocker|betablockers; propranolol; bisoprolol; metoprolol; blood pressure
    pill|pills|tablet|tablets|meds|medication|medicine; lisinopril; statin|statins; ssri|ssris; sertraline; prozac; lexapro;
    antidepressant|antidepressants; ritalin; adderall; concerta; triptan|triptans; sumatriptan; imodium; omeprazole; antacid|antacids;
    insulin; inhaler; salbutamol; ventolin; cough syrup|medicine|drops|mixture; nasal spray; nose spray; decongestant|decongestants;
    sudafed; cold|flu medicine|medication|meds|pills|tablets; lemsip; dayquil; thyroid pill|pills|tablet|tablets; levothyroxine; meds;
    medication|medications; medicine; medicamento|medicamentos; medikament|medikamente; tablette|tabletten; schmerzmittel;
    schmerztablette|schmerztabletten; somnifere; comprimido; pastilla|pastillas; >took|take|taken|swallowed|popped|taking
    a|the|my|some|one|two|half|three pill|pills|tablet|tablets|capsule; pill|pills|tablets; tabletten; >popped a pill; muscle
    relaxant|relaxants; anti inflammatory|inflammatories; migraine pill|pills|tablet|tablets|meds|medication; sedative; headache
    tablet|tablets|pill|pills
    """

_LOOKALIKES = """
    wine gum|gums|shop|shops|store|bar|list|cellar|region|rack|glass|glasses|vinegar|cooler|country|merchant|cork|opener|stain|fridge|
    label|expert|maker|making|tour|bottle|fair|waiter|book|colored|coloured|sauce|festival|museum|lover|app; root beer|beers; ginger
    beer|beers|ale|ales; butter beer; beer garden|gardens|belly|mat|mats|coaster|fridge|bread|batter|crate|glass|glasses|festival|
    commercial|ad|app|store|shop|brewing|tent|money|can|run; beer battered; rum raisin|cake|balls|truffle; gin rummy; port city|town;
    birthday shots; flu|vaccine|covid|tetanus|booster|allergy shot|shots; shot at|on goal; shot put|gun;
    a|the|my|one|long|big|best|another shot at; took|take|gave|give it a shot; screen|photo|camera|head|group|mug|penalty|jump|free|
    long shot|shots; shots on|in; big shot; drink|drinks|drank|drinking [of|some|more|plenty|lots|enough|a|lot] [of] water; drink of
    water; water|soft|protein|sports|sport|isotonic|recovery|electrolyte|soda|fruit drink|drinks; soft drink|drinks; drinking
    water|fountain|bottle; >drank|drink|drinking [a|two|three|four|lots|plenty|enough|only|just|my|some]
    [liters|litres|glasses|bottles|glass|of|lot|more] [of] water|juice|milk|smoothie|kombucha|lemonade|milkshake; sober|sobering
    thought|reminder; pint|pints of milk|water|blood|strawberries|ice; half pint of milk|water; alcohol wipe|wipes|swab|gel|rub|marker|
    content|policy|based; alcohol free hand gel; rubbing|isopropyl alcohol; cooking wine; alcoholics anonymous; wine red; cocktail
    dress|sauce|sausage|party|tomatoes|stick; shrimp|prawn|fruit cocktail|cocktails; molotov cocktail; fruit punch; rose
    garden|bush|bushes|petals|early|up|to; port of; whisky cake; rosemary; coffee table|tables|machine|machines|shop|shops|house|
    grinder|bean|beans|mug|mugs|maker|cake|filter|filters|grounds|stain|stains|colored|coloured|pot|plantation|roaster|book|corner|
    scrub|smell; coffee|tea flavored|flavoured; tea towel|towels|cup|cups|light|lights|tree|pot|pots|cosy|bag|bags|leaf|leaves|room|
    spoon|teacher|party|ceremony|shop|house; tea tree oil; teaspoon; tee time; tea time; high tea; cafe downtown|terrace|owner|next|
    across|around|near|called; in|at|to|from|near a|the|our|my|that|some|this cafe; cafe on|in|near|by|beside|opposite|behind|round|
    with|where|that the|my|our|a|i|we|you; cafe next|across|downtown|around|called|owner|terrace; internet cafe; coke bottle; monster
    truck|truck|movie|under|hunter|workout|session|day|week|hill; mate of; my|a|good|old mates; mocha colored; latte art; food
    poisoning; food shop|shopping|court|delivery|chain|diary|bank|processor; meal prep|prepped|prepping|plan|planning|kit|deal; dinner
    table|jacket|plates|invitation|reservation; eat clean; chocolate lab|brown|milk; steak knife; pizza oven|stone|box; cereal box; ice
    cream van|truck|parlour; pill box; bitter pill; graphics|android|samsung|drawing tablet; tablet computer|screen|game; medicine
    ball|balls|cabinet|school|student|exam|lecture; studied|studying|studies medicine; hard pill; inhaler cap
    """
_NOT_MEDICINE = "vitamin|magnesium|zinc|iron|protein|creatine|omega|fish|supplement|ashwagandha|probiotic|collagen"


def intake() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _LOOKALIKES)
    yield from entries(BLOCK, f"{_NOT_MEDICINE} [d|c|b|b12|3|oil] pill|pills|tablet|tablets|capsule|capsules|supplement|supplements")
    yield from sayings()
    yield from entries(Sense("alcohol", yes=False, strength=0.93), _DRY + "; off [the] alcohol|booze|drink|wine|beer")
    yield from _bottles()
    yield from entries(
        Sense("alcohol", strength=0.95, also="caffeine"),
        "irish coffee|coffees; espresso martini|martinis; vodka red bull; vodka redbull; jager bomb|bombs; vodka energy",
    )
    yield from entries(Sense("alcohol", strength=0.94), _ALCOHOL)
    yield from entries(Sense("alcohol", strength=0.85), _DRANK)
    yield from entries(Sense("alcohol", strength=0.8, role="count"), _DRINKS)
    yield from entries(Sense("alcohol", strength=0.7, role="count"), ">drank|drunk|drinking|drink")
    yield from entries(Sense("caffeine", yes=False, strength=0.88), _DECAF + "; off [the] coffee|caffeine")
    yield from entries(Sense("caffeine", strength=0.94), _CAFFEINE)
    yield from entries(Sense("caffeine", strength=0.85), ">caffeinated; >overcaffeinated")
    yield from entries(Sense("late_meal", strength=0.92, role="late"), _LATE)
    yield from entries(Sense("late_meal", yes=False, strength=0.85, role="early"), _EARLY)
    yield from entries(Sense("late_meal", strength=0.85, role="meal"), _MEAL)
    yield from medicine()
    yield from entries(Sense("medication", strength=0.93), _MEDICINE)
    yield from drinks()


def _bottles() -> Iterator[tuple[str, Sense]]:
    """Vessels that hold more than one drink."""
    wine = """
    [of] [red|white|rose|good|nice|cheap|the|that|a]
    wine|rioja|prosecco|champagne|chianti|merlot|malbec|riesling|rotwein|sekt|cava|pinot|rose|vino|bubbly|sauvignon|chardonnay
    """
    yield from entries(
        Sense("alcohol", strength=0.95, each=5.0),
        f"bottle|bottles|bottel {wine}; botella|bottiglia|bouteille de|di|d vino|vin; bottle|bottles of red|white|bubbly",
    )
    yield from entries(Sense("alcohol", strength=0.95, each=6.0), "six pack|packs [of] [beer|beers|lager]; sixpack [of] [beer|beers]")
    yield from entries(
        Sense("alcohol", strength=0.95, each=1.0),
        "glass|glasses of bubbly|rose; wine spritzer|spritzers; glass|glasses of red|white [wine]; glass|glasses of sparkling rose",
    )
