"""Misspelt and torn words that can mean one thing only; two lists, no code that looks at neighbours."""

from __future__ import annotations


def pairs(text: str) -> dict[str, str]:
    """Spellings and what they stand for, written as `heard = meant; …`."""
    return {left.strip(): right.strip() for left, _, right in (pair.partition("=") for pair in " ".join(text.split()).split(";"))}


ALONE = pairs(
    """
    expresso = espresso; expressos = espressos; exspresso = espresso; espreso = espresso; capuccino = cappuccino; cappucino =
    cappuccino; capachino = cappuccino; capuchino = cappuccino; coffe = coffee; cofee = coffee; coffie = coffee; koffee = coffee;
    caffine = caffeine; caffein = caffeine; cafeine = caffeine; alchohol = alcohol; alcahol = alcohol; alcohole = alcohol; alchol =
    alcohol; proseco = prosecco; wiskey = whiskey; wisky = whisky; tekila = tequila; moheeto = mojito; mohito = mojito; margerita =
    margarita; ibuprophen = ibuprofen; ibuprofin = ibuprofen; ibeprofen = ibuprofen; iboprofen = ibuprofen; paracetemol = paracetamol;
    parasetamol = paracetamol; melatonine = melatonin; mellatonin = melatonin; aspirine = aspirin; asprin = aspirin; antihistamin =
    antihistamine; sona = sauna; sawna = sauna; sonna = sauna; saunna = sauna; migrane = migraine; megrain = migraine; migrain =
    migraine; feaver = fever; medidated = meditated; meditaded = meditated; stresful = stressful; stressfull = stressful; stresfull =
    stressful; strest = stressed; anxios = anxious; excercise = exercise; exersise = exercise; exercized = exercised; traning =
    training; trainning = training; treining = training; hedache = headache; headake = headache; headeck = headache; dinnar = dinner;
    siester = siesta; meditaton = meditation; intervalls = intervals; perscription = prescription; glases = glasses; glasess =
    glasses; glassses = glasses; biers = beers; ber = beer; beeer = beer; nite = night; tonite = tonight; tomorow = tomorrow; tommorow
    = tomorrow; tommorrow = tomorrow; yesturday = yesterday; yestarday = yesterday; travveled = travelled; overwelmed = overwhelmed;
    napp = nap; jym = gym; jetlack = jetlag; matcher = matcha; machiato = macchiato; macciato = macchiato; marathone = marathon
    """
)
JOINED = {
    tuple(torn.split()): word
    for torn, word in pairs(
        """
    be er = beer; be ers = beers; bee r = beer; cough he = coffee; cough fee = coffee; cough ee = coffee; coff ee = coffee; cof fee =
    coffee; cough e = coffee; al cohol = alcohol; alco hall = alcohol; alco hol = alcohol; all cohol = alcohol; ex press oh =
    espresso; express oh = espresso; express o = espresso; me dictated = meditated; meddy tated = meditated; medi tated = meditated;
    meddy tation = meditation; head ache = headache; head aches = headaches; head egg = headache; my grain = migraine; my graine =
    migraine; eye be profen = ibuprofen; i be profen = ibuprofen; i bu profen = ibuprofen; ibu profen = ibuprofen; pair acetamol =
    paracetamol; para cetamol = paracetamol; mela tonin = melatonin; pro secco = prosecco; pros echo = prosecco; pro sec o = prosecco;
    cap a chino = cappuccino; cappa chino = cappuccino; match a = matcha; see esta = siesta; si esta = siesta; saw na = sauna; sow na
    = sauna; so na = sauna; jim session = gym session; whisk key = whisky; whis key = whisky; a spirin = aspirin; anti histamine =
    antihistamine; anti biotics = antibiotics; jet leg = jetlag; jet lack = jetlag; jet log = jetlag; over whelmed = overwhelmed; no
    hall = no alcohol; soar throat = sore throat; soar throats = sore throat; sore throte = sore throat; saw throat = sore throat;
    sword throat = sore throat; dead line = deadline; dead lines = deadlines; dead lifts = deadlifts; work out = workout; work outs =
    workouts; leg they = leg day; a larm = alarm; to day = today; to night = tonight; an other = another; after words = afterwards; be
    profane = ibuprofen; eye be profane = ibuprofen; i be profane = ibuprofen; eye bee profen = ibuprofen; may grain = migraine; me
    grain = migraine; my grains = migraines
        """
    ).items()
}
