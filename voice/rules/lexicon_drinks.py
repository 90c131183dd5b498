"""More names for what is drunk: brands, slang and other tongues' words for alcohol and caffeine, beside those of every day.

Only names of things; what a whole turn of phrase says stands in `lexicon_sayings`.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_SLANG = """
    spiked the punch; tinnie|tinnies|tinny; schooner|schooners; middy|middies; stubby|stubbies; coldie|coldies; frothies;
    longneck|longnecks; bevvy|bevvies|bevs|bevvie; brewski|brewskis|brewskies; tallboy|tallboys; growler; snifter|snifters;
    tipple|tipples; dram|drams; wee dram|drams; highball|highballs; tot|tots|nip|nips|finger|fingers of
    rum|whisky|whiskey|brandy|scotch|bourbon; champers; glass|glasses of bubbles|fizz|plonk|punch|burgundy|bordeaux|sparkling; plonk;
    goon; punch bowl; cup|cups|bowl of punch; rum punch|punches; jello|jelly shots; margs|marg; gnt|gnts; g & t|ts; g and ts;
    gin|vodka|rum|whisky|whiskey|bourbon|jack|captain &|and tonic|tonics|coke|cokes|cola|soda|ginger|lemonade|lime|orange; gin|vodka
    tonics|lime; a half of bitter|lager|cider|guinness|mild|ale; pint|pints of plain; pint|pints|half|halves|glass of bitter|mild|best;
    two|three bitters; lager top|tops; snakebite; jar|jars of ale|guinness; had a few|couple [of] jars; cans of lager|beer; crate|keg of
    beer; homebrew; home brew; cask ale; session ale; sour beer|beers; neipa; dipa; pint|pints|glass of porter; saison; tripel|dubbel;
    witbier; lambic; gose; maibock; doppelbock; schwarzbier; zwickl; kellerbier; dunkel; mass|maas of beer; seidel|seidla; krug bier;
    spezial bier; berliner weisse
    """
_WINES = """
    cheap|house|cold|chilled|fancy red|white|rose at|with|over|for; glass|glasses|bottle|bottles of cheap|decent|good|nice red|white;
    nero d'avola; nebbiolo; barolo; barbaresco; barbera; valpolicella; amarone; sangiovese; brunello; sancerre; chablis; beaujolais; cab
    sav|sauv; sav blanc; savvy b; pinot gris; gruner [veltliner]; veltliner; zweigelt; blaufrankisch; silvaner; grauburgunder;
    spatburgunder; muller thurgau; syrah; zinfandel; grenache; garnacha; moscato; tokaji; verdejo; franciacorta; asti; pet nat;
    cotes|cote du rhone; muscadet; gewurztraminer; vernaccia; trebbiano; verdicchio; vermentino; carmenere; pinotage; natural wine;
    house red|white; red|white blend; glass|glasses of the|that [house] red|white; large|small|big|medium red|white [wine]; vin jaune;
    federweisser; sturm wine; sangria; vino tinto|blanco|rosso|bianco; copa|copas|copita|copitas [de] vino|tinto|blanco|cava;
    copita|copitas; vinito; vinillo; vin de pays; petit|verre de rouge|blanc|rose; petit blanc|rouge; un rouge; ballon de rouge|blanc;
    coupe de champagne; pinard; glaschen [wein|sekt]; glas wein|sekt|bier; viertel wein; achterl [wein]; schoppen; schorle; taca|tacas
    de vinho; calice|calici [di] [vino|rosso|bianco]; lillet [spritz|wild]; mulled cider|ale; glogg; glogi
    """
_SPIRITS = """
    pimms|pimm; pimm 's; dubonnet; amaretto [sour|sours]; whisky|whiskey|pisco|gin|vodka sour|sours|fizz|smash; disaronno; kahlua;
    chartreuse; fernet [branca]; unicum; becherovka; zubrowka; zoladkowa; nalewka; bimber; samogon; horilka; rakija|rakia|rakiya;
    slivovica|sljivovica|sliwowica; palinka; tuica; tsipouro; tsikoudia; raki; metaxa; arak|arrack; ricard; pernod; baijiu; moutai;
    umeshu; chuhai|chu hi; awamori; nihonshu; atsukan; makkoli; feni; pulque; aguardiente; guaro; patxaran|pacharan; licor; hierbas
    ibicencas; licor de hierbas; bagaco; genever|jenever; kummel; obstbrand; kirsch; kirschwasser; himbeergeist; marille;
    marillenschnaps; mirabelle schnaps; poire williams; armagnac; genepi; eau de vie; grappino; mirto; nocino; averna; cynar; strega;
    sambuca|sambucas; jagerbomb|jagerbombs; fireball; bacardi; smirnoff [ice]; absolut vodka; grey goose; hendricks; tanqueray; gordons
    [gin]; havana club; captain morgan; jameson; glenfiddich; glenlivet; laphroaig; talisker; lagavulin; macallan; johnnie walker; jim
    beam; makers mark; jose cuervo; patron tequila; southern comfort; bushmills; famous grouse; single malt; hard liquor; lychee
    martini; malibu and|& coke|pineapple; ein korn; glass of muscat; gin; spirits and mixers
    """
_COCKTAILS = """
    michelada|micheladas; chelada; paloma|palomas; ranch water; moscow|mexican|kentucky mule|mules; dark and|n stormy; dark and|n
    stormies; white|black russian|russians; a|one|two|three manhattan|manhattans; a sidecar; boulevardier; sazerac; tom collins;
    gimlet|gimlets; singapore sling; sex on the beach; mai tai|tais; bramble cocktail; black velvet; bucks fizz; buck 's fizz; kir|kirs;
    wine cooler|coolers; twisted tea; truly|trulys seltzer; wkd; breezer|breezers; tequila sunrise; cuba libre|libres; cubata|cubatas;
    cubalibre; calimocho|kalimotxo; gintonic|gintonics; gin tonico; ron cola; ti punch; planteur; americano cocktail; bicicletta;
    garibaldi; french 75; clover club; aperol; aperolspritz; spritzers; weisse sauer; radlers; russ; diesel beer; frozen
    margarita|daiquiri; pornstar martini; martinez; porn star martini; whisky|whiskey on the rocks; whisky|whiskey neat; boilermaker;
    shochu highball; lemon sour; somaek; hard kombucha; hard cider; scrumpy; cider|ciders; sidra; cidre; apfelwein; ebbelwoi; most wine;
    poteen
    """
_BEER_BRANDS = """
    heineken|heinekens; coronas; corona beer|beers|extra; corona with lime; budweiser|budweisers; bud light|lights; coors [light];
    miller lite; pint|pints|can|cans|bottle|bottles of stella|corona|bud|tiger|chang|singha; stellas; stella artois; peroni|peronis;
    moretti|morettis; carlsberg|carlsbergs; tuborg; asahi; sapporo beer; kirin [ichiban]; tiger|chang|singha|leo|bintang|efes|mythos
    beer|beers; bintang|bintangs; san miguel|miguels; estrella [galicia|damm]; estrellas; mahou; cruzcampo; sagres; super bock|bocks;
    modelo|modelos; pacificos; tecate; dos equis; becks; paulaner; augustiner; erdinger; krombacher; veltins; warsteiner; jever;
    kilkenny; smithwicks; hoegaarden; leffe; duvel; chimay; westmalle; carling|carlings; fosters; vbs; tooheys; carlton draught; great
    northern beer; castle lager; kingfisher [beer]; kingfishers; zywiec; tyskie; pilsner urquell; kozel; budvar; staropramen; newcastle
    brown; brewdog; punk ipa; lagunitas; sierra nevada pale; sam adams; pbr; pabst; birra moretti; birrino|birretta|birrette; cervezas;
    birrita|birritas; chela|chelas; cheve; caguama; chopp|chope; imperial beer; quilmes; una|dos|tres canita|canitas; canita|canitas;
    tercio|tercios; quinto; jarra|jarras [de] cerveza; imperiales; un|one demi; galopin; bierchen; helle; halbe; hoibe; eine|one|two
    mass; stange bier; kolsch|kolschs; weisse; weissbier|weissbiere; pivo|piva; piwo|piwa; olut; biertje|biertjes; pils; pilsje|pilsjes;
    bira
    """
_NO_DRINK = """
    nerves|knees|legs|back|voice|knee|quads|arms is|are|was|were|completely|totally [all|completely|totally] shot; shot
    nerves|knees|legs; time|day|morning|afternoon|evening|hours|hour|effort|food|money|week|life was|were|is|got [so] wasted; wasted
    time|day|hours|money|effort|the|my; hammered with|by; got|getting|was|am|been hammered with|by; pissed off|at|about|me; buzzed from;
    eat|eating or|and|nor drink|drinking; food and drink|drinks; drunk people|driver|drivers|guy|guys|man|men|woman|women|uncle|crowd|
    teenagers|teens|students|neighbours|neighbors|fans|fan|tourists|stranger|dial|texts|passengers|passenger|colleague|colleagues|
    idiots|idiot; vodka pasta|penne|rigatoni; beer|beers|wine|bottle|bottles|prosecco|champagne is|are|'s in the fridge|cellar|cupboard;
    beer|beers|wine|bottle|bottles in the fridge|cellar|cupboard|boot|shed; punch bag|line|card|up|in|out; bitter cold|wind|taste|end|
    pill|fight|argument|about|sweet; hangover cure; corona test|virus|pandemic|infection; tripel jump; shot|shots of espresso|coffee;
    espresso shot|shots; double|triple|single|extra shot latte|cappuccino|espresso|americano; schooner race; halbe stunde|stunden|of;
    bevvy of; quinto piso; finger food; port authority; helle farbe; beer goggles; wine red; wine colored|coloured; wine tasting notes;
    drinks trolley|menu|cabinet|company|fridge|machine|list|reception; a drink problem; drink driving|driver|drivers; drinking
    problem|age|laws|straw|culture; ginger shot|shots; wheatgrass shot|shots; turmeric shot|shots; vitamin|iron|b12|insulin|botox|
    cortisone|steroid|allergy shot|shots; shots fired; free shot; rum punches thrown; champagne socialist|colored|coloured; champagne
    moment|problem|problems; scotch egg|eggs|broth|tape|pancakes; brandy snap|snaps|butter; sherry trifle; beer bread|mat; ale house;
    cider vinegar; apple cider vinegar; white wine vinegar; red|white wine sauce|vinegar|reduction; coq au vin; rum and raisin; baileys
    cheesecake; tiramisu; vodka sauce; penne alla vodka; hand sanitizer; alcohol wipes; alcohol units policy; bitter lemon|lemons;
    ginger beer; root beer; malt beer; kinderpunsch; malzbier; karamalz; dark and stormy night|outside|sky|weather|morning|evening;
    frothy milk|coffee; few jars of
    """
_COFFEES = """
    long|short|tall black|blacks; black no sugar; short black; piccolo [latte]; red eye coffee; kopi [o|c|kosong|peng]; kopi o kosong;
    teh tarik|o|c| peng; vietnamese|cuban|ethiopian|thai|arabic|bosnian coffee|coffees; ca phe [sua] [da]; cafe de olla; cafe cubano;
    cafe touba; colada cafe; cafezinho|cafezinhos; espressino; macchiatone; cappuccio; capuccino|capuchino|cappucino|capucino;
    caffettino; caffe|cafe macchiato|americano|allonge|serre|filtre|noir|corto|largo|cortado|latte|mocha|longo|filtro; un allonge;
    kaffe; koffie; bakkie [koffie]; kahvi; kawa; kava coffee; kahve; turk kahvesi; kaffeechen; kaffeetscherl; tasse kaffee;
    verlangerten; wiener melange; cappu; schale kaffee; nescafe; starbucks|starbuck; grande|venti
    latte|americano|cappuccino|mocha|coffee; pumpkin spice latte; psl; americano misto; batch brew; pour over; french press [coffee];
    cafetiere [of] [coffee]; percolator coffee; bulletproof coffee; mushroom coffee; affogato|affogatos; egg coffee; dalgona [coffee];
    freddo [espresso|cappuccino]; greek frappe; nitro [cold] [brew]; cup|mug of java; morning joe; morning|afternoon coffee|coffees;
    espresso macchiato; espresso tonic; cold drip; ristretti; galaos; meia leite; solo corto; manchado; nube coffee; con hielo cafe;
    cafe con hielo; cafe cortado; carajillos; barraquito; kaffeepause
    """
_TEAS = """
    assam|ceylon|keemun|yunnan|nilgiri tea; pg tips; yorkshire tea|brew; tetley; twinings; lipton [ice] [tea]; barrys tea; lyons tea;
    pot|pots of tea|chai|coffee|assam|darjeeling|earl grey|oolong|sencha; lady grey; builder 's brew; strong brew;
    iced|ice|sweet|hot|milk|thai|bubble|boba|peach tea|teas; hong kong milk tea; boba; london fog; dirty chai; chai; masala chai; karak
    [chai]; cutting chai; chaa; caj; turkish tea; herbata; thee; schwarzer|schwarzen|grunen|gruner tee; tasse|kanne tee; ostfriesentee;
    grosser tee; te negro|nero|verde; the noir|vert; un the; cha preto; ocha; matcha; houjicha; bancha; tieguanyin; longjing;
    dragonwell; gunpowder tea; white tea; pu erh [tea]; yerba mate; terere; >drank|drinking|sharing|shared mate; mate with
    friends|coworkers|colleagues; mate with my friends|coworkers|colleagues|roommate; gourd of mate; round|rounds of mate; gourd of
    mate; cimarron; chimarrao; guayusa; rosie lee; brew|brews
    """
_FIZZ = """
    irn bru; relentless energy; alani nu; celsius energy; celsius|bang|reign|ghost|prime|nos|rockstar|rockstars energy|can; rockstars;
    can|cans of red bull; red bull; sugar free|sugarfree red bull; mtn dew; monster zero|ultra|white|energy; white|green|ultra monster;
    jolt cola; two|three|four|five|few monsters; five hour energy; 5 hour energy; energy shot|shots|gel|gels with caffeine; caffeine
    gum|gummy|gummies; proplus; pro plus; no doz; nodoz; vivarin; coke zero|light; cola zero|light; diet coke|cokes; cherry coke;
    vanilla coke; colas; c4 [energy|preworkout]; preworkouts; pre workouts; pre work out; pump powder; booster preworkout; spezi|mezzo
    mix; fritz cola; kola; pepsis; caffeinated drink|drinks|soda|water|gel; energy drinks; energizer drink; v energy; mother energy;
    dare iced coffee; iced coffee; a|one|two can|cans of celsius|rockstar|relentless|bang|reign|coke|cola|pepsi; can|cans of
    celsius|rockstar|relentless|reign|coke|cola|pepsi; cup|mug of java
    """
_HERBS = """
    red bush [tea]; redbush [tea]; sleepytime|sleepy time [tea]; tulsi [tea]; lemongrass|cinnamon|detox|licorice|liquorice|barley|corn|
    elderflower|rosehip|linden|lavender|thyme|berry|apple|bedtime|sleep|calming|night|anise|echinacea|raspberry|redbush|dandelion
    tea|teas; lemon balm [tea]; mugicha; barleycup; golden milk; golden|turmeric latte; peppermint|herbal tea|infusion|infusions;
    chamomile|camomile|rooibos [tea|infusion]; swiss water decaf; decaf flat white|oat latte|latte|tea|espresso|americano|cappuccino;
    decaff tea; caffeine free coke|cola|tea|pepsi|coffee|diet coke; koffeinfrei|koffeinfreien|koffeinfreier [kaffee|cola];
    entkoffeinierter|entkoffeinierten [kaffee]; deca; deka; un deca; te de hierbas; tila; infusions; fruchtetee; fencheltee; ingwertee;
    salbeitee; te rojo rooibos; tisana|tisane|tisanes; te sin teina; cafe descafeinado|sin cafeina; caffe decaffeinato; cafe decafeine;
    rooibostee
    """
_NO_COFFEE = """
    tea table|tables|trolley|house|plantation|ceremony; coffee table;
    peppermint oil|gum|candy|sweets|chocolate|bark; iv|vitamin|iron|drip|blood infusion; tea towels; tea tree; tea leaves|lights; cup of
    sugar|flour|rice|water|milk|soup|broth|cocoa|ice; express train|bus|delivery|lane; gibraltar; milk tea plantation; java
    script|developer|code|programming|course|sea; nitro boost; in|at|to|from|near|outside|inside a|the|our|my|that|some|this little|
    small|nice|cosy|cozy|local|lovely|new|corner|french|favourite|favorite|quiet|tiny|busy|noisy|vegan|street|museum cafe; the cafe;
    starbucks queue|line|barista|parking|cup|gift|store|shop; at|in|from|outside|to|near starbucks; char grilled; brew day|kit; tea
    time; red eye flight; red eye; mother in law
    """


def drinks() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _without(_NO_DRINK + ";" + _NO_COFFEE))
    yield from entries(Sense("caffeine", yes=False, strength=0.88), _without(_HERBS))
    for names in (_SLANG, _WINES, _SPIRITS, _COCKTAILS, _BEER_BRANDS):
        yield from entries(Sense("alcohol", strength=0.93), _without(names))
    for names in (_COFFEES, _TEAS, _FIZZ):
        yield from entries(Sense("caffeine", strength=0.93), _without(names))


def _without(names: str) -> str:
    """The names on one line each way they are parted."""
    return " ".join(names.split())
