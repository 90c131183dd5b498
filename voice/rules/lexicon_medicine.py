"""More names of medicines: what is in them, their brands in several countries, and how people say that they took or left them.

Only words; vitamins, minerals and protein are no medicine and stand here as look-alikes.
"""

from __future__ import annotations

from collections.abc import Iterator

from voice.rules.sense import BLOCK, Sense, entries

_STOMACH = """
    alka seltzer; pepto [bismol]; gaviscon; rennie|rennies; tums; maalox; pantoprazole|pantoprazol; lansoprazole; esomeprazole; nexium;
    famotidine; omeprazol; laxative|laxatives; dulcolax; movicol; loperamide|loperamid; buscopan; dramamine; dimenhydrinate; vomex;
    motion|travel|sea|car|anti sickness|nausea pill|pills|tablet|tablets|meds|medicine|medication|patch;
    nausea|stomach|heartburn|reflux|indigestion pill|pills|tablet|tablets|meds|medicine|medication; zofran; ondansetron; primperan;
    iberogast; smecta
    """
_COLD = """
    mucinex; robitussin; theraflu; beechams; strepsils; throat lozenge|lozenges|spray|tablets; lozenge|lozenges; otrivin|otrivine;
    nasivin; nasenspray; nasenspray; flonase; nasonex; nasal|nose drops; steroid spray|cream|inhaler; day nurse; night nurse; wick medinait;
    grippostad; aspirin complex; gelomyrtol; frenadol; vicks nyquil; codral; benylin; covonia; pholcodine; guaifenesin; pseudoephedrine;
    cough medicine|mixture|linctus|tablets|suppressant; cold and flu tablet|tablets|capsules|meds|medicine|pills|remedy; cold|flu
    remedy|capsules|tablet|sachet; sinus tablets|pills|spray; tamiflu; paxlovid
    """
_LUNGS = """
    singulair; montelukast; symbicort; albuterol; proair; rescue inhaler; puffer; puff|puffs of [my|the] [inhaler|ventolin|salbutamol|
    blue]; asthma spray|inhaler|pump|meds|medication; epipen; piriton; clarityn; allegra; fexofenadine; xyzal; levocetirizine; telfast;
    aerius; desloratadine; zirtek; zyrtek; reactine; chlorphenamine; eye drops; ear drops; hay fever stuff|spray; allergy
    spray|drops|jab|capsule; anti allergy|allergic pill|pills|tablet|tablets; antiallergic
    """
_PAIN = """
    ponstan; mefenamic [acid]; midol; feminax; naprosyn; anadin; solpadeine; co codamol; cocodamol; codeine; tramadol; morphine;
    oxycontin; percocet; vicodin; hydrocodone; dolormin; thomapyrin; aspirina; nolotil; metamizol; metamizole; enantyum; dexketoprofen;
    ketoprofen; brufen; buscofen; spasfon; dipirona; dipyrone; novalgina; ben u ron; apap; apranax; celebrex; celecoxib; etoricoxib;
    arcoxia; meloxicam; indomethacin; panadeine; motrin; ibuprofeno; paracetamolo; momentact; aspegic; ibux; ipren; alvedon; pain
    reliever|relievers|relief|patch|meds|med|tablet|medicine; period pain tablets|pills; pain killing; nsaid|nsaids; anti inflammatory
    [tablet|tablets|pill|pills|meds]; voltarol; deep heat; toradol; nurofens; analgesic|analgesics; analgesico; antidolorifico;
    calmante|calmantes; antalgique
    """
_HEART = """
    ramipril; amlodipine; amlodipin; losartan; candesartan; valsartan; enalapril; perindopril; atenolol; carvedilol; nebivolol; blood
    thinner|thinners; warfarin; eliquis; xarelto; clopidogrel; plavix; baby aspirin; atorvastatin; simvastatin; rosuvastatin; lipitor;
    crestor; water pill|pills; diuretic|diuretics; furosemide; metformin; ozempic; wegovy; mounjaro; semaglutide; jardiance; gliclazide;
    insulin shot|shots|injection|pen; heart|bp|epilepsy|adhd|anxiety|asthma|diabetes|thyroid|cholesterol|gout|arthritis|depression|
    bipolar|cancer|malaria|hiv|hypertension pill|pills|tablet|tablets|meds|med|medication|medicine; thyroxine; euthyrox; l thyroxin;
    levothyroxin; synthroid; eltroxin; allopurinol; colchicine; methotrexate; humira; hydrocortisone; dexamethasone; malarone;
    antimalarial|antimalarials; betabloqueante; betabloccante; betablocker; beta block; blocker for the nerves
    """
_NERVES = """
    citalopram; escitalopram; fluoxetine; zoloft; cipralex; celexa; wellbutrin; bupropion; venlafaxine; effexor; duloxetine; cymbalta;
    mirtazapine|mirtazapin; amitriptyline; quetiapine; seroquel; olanzapine; lithium tablet|tablets|pill; lamotrigine; pregabalin; lyrica;
    gabapentin; buspirone; vyvanse; elvanse; methylphenidate; medikinet; strattera; atomoxetine; modafinil; dexamphetamine; dexedrine;
    dexies; temazepam; alprazolam; clonazepam; klonopin; ativan; oxazepam; bromazepam; lexotan; tavor; rivotril; stilnox; imovane; lunesta;
    eszopiclone; daridorexant; quviviq; zzzquil; nytol; sominex; tylenol|advil|panadol pm|night; z drugs; sleepers; sleeping|sleep
    capsule|capsules|gummy|gummies|tabs|medication|medicine|tab; melatonin gummy|gummies|tablet|tablets|pill|spray|drops; schlaftablette|
    schlaftabletten; schlafmittel; somnifero|somniferi; anxiolytic|anxiolytics; tranquilliser|tranquillisers|tranquilizer; sedatives;
    hydroxyzine; phenergan; promethazine; trankimazin; lexatin; orfidal; lormetazepam; dormidina; donormyl; xanor; hoggar
    """
_OTHERS = """
    >took|taken my prescription; rizatriptan; maxalt; imigran; zolmitriptan; zomig; ubrelvy; nurtec; aimovig; finasteride; viagra;
    sildenafil; cialis; tadalafil; hrt; estrogen|oestrogen patch|patches|gel; birth control [pill|pills]; contraceptive pill; morning
    after pill; plan b pill; antifungal|antifungals; antiviral|antivirals; acyclovir|aciclovir; valtrex; augmentin; amoxiclav; co
    amoxiclav; amoxicilina; amoxi; cipro; ciprofloxacin; cefuroxime|cefuroxim; clarithromycin; flucloxacillin; nitrofurantoin;
    trimethoprim; metronidazole; fosfomycin; monuril; antibiotikum; antibiotique|antibiotiques; antibiotici; antibioticos; antibiotic
    course|tablet|tablets|pill|cream; course of antibiotics; kopfschmerztablette|kopfschmerztabletten;
    allergietablette|allergietabletten; medizin; medikamente; medicina|medicinas; medicament|medicaments; medicinali; farmaco|farmaci;
    remedio|remedios; pastiglia|pastiglie; pillola|pillole; cachet|cachets; pilule|pilules; pildora|pildoras; capsula|capsulas; tablets;
    pills; prescription pill|pills|drug|drugs|meds|medicine|medication|tablet|tablets; >took|taken|had|take [my]
    medicine|medicines|medication|meds; >medicated; >take|taken anything for; >dosed up [on] [meds]; >drugged up; >took|taken|popped|had
    something for [the|my] pain|headache|sleep|cold|throat|head|cramps|fever|stomach|nerves|back|migraine; took|taken|had my [morning|
    evening|nightly|nighttime|bedtime|regular|usual] dose; my [morning|evening|nightly] dose|meds|tablet|tablets|pill|pills|medication|
    medicine|injection|jab; steroid|steroids; cortisone shot|injection; injection|injections; drugs from the doctor; nicotine patch;
    suppository; zapfchen
    """
_NONE = """
    painkiller|painkillers|meds|pills|tablets|medication not needed|required|necessary; painkiller|painkillers|meds|pills|tablets were
    n't needed|necessary; unmedicated; med free; >taken|took|take nothing for|against; >took nothing; medication free; drug free;
    without meds|medication|painkillers|pills|tablets|medicine; off [of] my|the|all meds|medication|medications|painkillers|
    antibiotics|pills|tablets|antidepressants; off antibiotics|painkillers|medication|meds|antidepressants; no
    meds|pills|medication|tablets; not on any|anything|medication|meds; >toughed it out; ran out of [my|the] tablets|pills|meds|
    medication|inhaler|medicine|prescription; missed my|a|the [morning|evening] dose; medication none
    """
_NO_MEDICINE = """
    on|with|from|off the|my|a|his|her|our [old|new|work] tablet|tablets [in|on] [bed]; [my|the|a|his|her] tablet in|on
    the|bed|sofa|couch; my|a|the new tablet arrived|screen; vitamin|vitamins|magnesium|zinc|iron|protein|creatine|omega|fish|
    ashwagandha|probiotic|probiotics|collagen|turmeric|calcium|folic|multivitamin|salt|electrolyte|biotin|mineral|herbal|valerian|
    garlic|charcoal [d|d3|c|b|b12|3|oil|acid] pill|pills|tablet|tablets|capsule|capsules|gummy|gummies|injection|drops;
    dishwasher|washing|cleaning|chlorine|stock tablet|tablets; chill pill; poison pill; pill bug; red|blue pill; my tablet
    died|battery|screen|case; on|with the|my|a tablet; ipad tablet; drawing|graphics|wacom|fire|samsung tablet; tablet in|on bed; tablet
    game|app|screen; stone|clay tablet; memory injection; lethal|cash|capital injection; fuel injection; time capsule; coffee|nespresso
    capsule|capsules; pain relief gel pack; medicine ball|balls|cabinet|cupboard|man|student|school|box; sports medicine; laughter is
    the best medicine; taste of my own medicine; drug store|stores|dealer|test|lord; drugs test; steroid abuse; meds cabinet; allergy
    season|test; insulin resistance|levels; statin study; cash injection; lithium battery|batteries; iron deficiency; jab cross; jab at;
    flu|covid jab; melatonin production|levels; lozenge shaped
    """


def medicine() -> Iterator[tuple[str, Sense]]:
    """All phrases of this file with their senses; look-alikes come first and so win over the same words."""
    yield from entries(BLOCK, _line(_NO_MEDICINE))
    yield from entries(Sense("medication", yes=False, strength=0.8), _line(_NONE))
    for names in (_STOMACH, _COLD, _LUNGS, _PAIN, _HEART, _NERVES, _OTHERS):
        yield from entries(Sense("medication", strength=0.92), _line(names))


def _line(phrases: str) -> str:
    """The phrases on one line."""
    return " ".join(phrases.split())
