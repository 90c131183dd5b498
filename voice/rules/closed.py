"""The closed classes of words that clauses hang on: pronouns, people, verbs, joiners, first names."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words.split())


SELF = word_set("i we")
OTHERS = word_set("he she they you everyone everybody somebody someone nobody")
"""Pronouns of other people in the subject's place; `nobody` says nothing of the speaker."""
OBJECTS = word_set("him her them his their hers theirs")
DETERMINERS = word_set(
    """
    my our his her their the a an your some one both all another this that these those
    """
)
PEOPLE = word_set(
    """
    wife husband partner girlfriend boyfriend fiance fiancee spouse kid kids child children son sons daughter daughters mom mum mother
    mama dad father papa parents brother brothers sister sisters siblings friend friends buddy buddies mate mates colleague colleagues
    coworker coworkers boss manager neighbour neighbor neighbours neighbors roommate roommates flatmate flatmates housemate housemates
    grandma grandpa grandmother grandfather granny uncle aunt aunty cousin cousins nephew niece baby toddler teenager teenagers boy
    boys girl girls guys lads team teammates people guests guest client clients customer customers doctor trainer coach teacher
    therapist physio dog cat puppy ex family folks inlaws mate student students nurse dentist girlfriends boyfriends bloke guy man
    woman lady crew gang others twins bestie everyone everybody someone somebody frau mann kinder kumpel amigo amiga amigos marido
    mujer mari femme moglie marito babysitter nanny passenger driver pilot stranger watch whoop app podcast article doctors abuela
    abuelo oma opa mutter vater nonna nonno zio zia tio tia mamma schwester bruder mere pere hermana hermano fratello sorella ami
    copain copine freund freundin tante onkel suegra schwiegermutter vizinho nephews nieces fiancees stepson stepdaughter stepdad
    stepmom grandmas inlaw father-in-law host widow widower pal pals barista waiter bartender landlord plumber hubby missus bro sis
    grandkids grandson granddaughter grandchildren grandchild grandsons granddaughters grandparents grandparent stepmother stepfather
    stepsons goddaughter godson godmother nan nana nanna gran grandad granddad gramps pop auntie aunties uncles aunts fella lodger lodgers
    apprentice apprentices intern interns trainee trainees pupil pupils patient patients classmate classmates teammate roomie bff
    flatmates lad lass lasses chap chaps dude dudes fellow fellows folk folks in-laws newborn infant tot triplets bride groom bridesmaid
    landlady tenant tenants electrician mechanic builder builders lawyer accountant professor prof tutor lecturer instructor
    supervisor director ceo bosses managers trainers coaches teachers doctors nurses therapists gp surgeon midwife vet hairdresser
    barber cleaner gardener postman cabbie chef cook waitress bartenders bouncer receptionist secretary assistant contractor
    contractors carpenter painter roofer priest vicar imam rabbi pastor nun monk sergeant captain officer policeman cop soldier
    fireman paramedic customer buyer seller supplier investor founder player players goalkeeper striker captain opponent rival
    teammates runner runners cyclist climber climbers rower swimmer walker hiker hikers tourist tourists traveller travellers
    passengers commuter drivers crew strangers villager villagers local_ companion companions date roommate's spouse fiances widow
    exes crush acquaintance acquaintances associate associates peers co-worker workmate workmates playmate schoolmate housemate
    neighbour's relative relatives kin sibling sib dads mums moms uncle's person women men ladies gentlemen gentleman males females
    adults youngsters youngster teen teens adolescents toddlers babies infants pensioner pensioners oldies elders kiddo kiddos
    daughter-in-law youngest eldest firstborn hosts hostess organiser organizer volunteers volunteer singer drummer guitarist
    bandmate bandmates choir quartet audience public crowd ragazzo ragazza fidanzato fidanzata suocera suocero cognato cognata
    cugino cugina colleghi collega nipote figlio figlia figli bambini sohn tochter kind kollege kollegen kollegin chef_ nachbar
    nachbarin mitbewohner eltern geschwister enkel novio novia hijo hija hijos suegro cunado cunada vecino vecina jefe jefa
    companero compañero companera voisin voisine patron fils fille enfants beau-pere belle-mere collegue collegues marraine filho filha
    filhos irmao irma mae pai avo namorado namorada esposa esposo chefe vizinha wives husbands girlfriends grandfathers hubs dh
    goddaughters recruits recruit cadets cadet congregation busker dentist optician trainer's pharmacist chemist_
    """
)
TELLERS = word_set("watch whoop app podcast article")
NAMES = word_set(
    """
    tom anna john sarah mike mark paul peter maria marie lisa laura emma sophie sofia lucas luca marco giulia pablo carlos juan jose
    luis ana carmen lucia pedro jan jonas felix max moritz hans klaus stefan thomas michael andreas martin christian daniel david
    julia lena lea hannah sabine petra monika claudia birgit pierre jean jacques michel francois camille chloe louis julien nicolas
    antoine claire alice alex sam chris ben jack james jim joe bob bill steve kevin brian eric erik adam simon nick tim tony matt
    matthew andrew dan dave rob robert richard rick george henry harry charlie oliver ollie leo liam noah ethan oscar theo jake josh
    ryan kyle sean patrick kate katie emily amy amelia olivia jess jessica jenny jen jennifer rachel rebecca becky beth lucy lily ella
    mia zoe ruby molly megan nina sara eva elena irina olga natasha ivan dmitri boris yuki kenji hiro wei ling mei raj priya amit ravi
    anita fatima ahmed ali omar hassan mohammed yusuf layla aisha karim giovanni francesco alessandro matteo lorenzo paolo chiara
    francesca valentina martina elisa silvia giorgio roberto antonio miguel javier diego sergio raul pilar marta isabel cristina rosa
    ines joao tiago rui catarina beatriz lars sven bjorn nils ingrid astrid freya greta karl fritz otto heidi ursula gerd uwe jurgen
    jorg dirk kathrin katrin silke anja tanja ute ralf bernd matthias sebastian tobias florian philip phil greg jeff scott gary ian
    neil stuart alan keith ross fiona heather nicola karen linda susan sue jane helen diane wendy tina vanessa natalie stephanie steph
    victoria vicky charlotte grace eve abby maya leah naomi ruth esther hanna mila nora clara pia tessa mateo bruno hugo arthur
    gabriel raphael jules manon lea sylvie nathalie isabelle brigitte pat terry barry larry jerry ken ron don doug carl dennis frank
    fred ted ed eddie will_ vince victor walter wolfgang dieter
    """
)
PAST = word_set(
    """
    had drank was were went took ate did got felt slept came made ran gave kept skipped trained flew drove woke put started finished
    ended stayed spent left met said told thought saw found bought brought sat stood knew began became broke caught chose cut fell
    forgot held hurt lost paid read sent sold spoke swam taught threw won wrote worked walked watched played called asked needed
    wanted tried used enjoyed cooked ordered poured grabbed downed sipped managed decided avoided quit meditated napped missed
    cancelled hit smashed led swallowed popped finished joined passed resisted refused declined landed travelled traveled rode lifted
    jogged cycled hiked helped turned happened crushed crashed dozed stretched rested stressed argued fought yelled vomited coughed
    sneezed dined snacked
    """
)
PRESENT = word_set(
    """
    is am are have has do does 'm 're 've feel feels hurts keeps keep get gets need needs want wants seems drinks takes says thinks
    goes
    """
)
AUXILIARIES = word_set(
    """
    is am are was were have has had do does did will would could should can might may must shall 'll 'd 'm 're 've 's n't go gonna
    """
)
BARE = word_set("have drink take eat train go fly drive get do be sleep meditate nap run")
JOINERS = word_set(
    """
    and but so because cause cuz then although though while whereas when if unless or nor plus which who since however yet except
    after before until till as where that instead otherwise whenever wherever once und y et e mais aber pero ma
    """
)
PREPOSITIONS = word_set(
    """
    with at to for from of by about like met meet meeting saw see called call visited visit than without on in told asked made gave
    let
    """
)
MEASURES = word_set(
    """
    glass glasses pint pints bottle bottles can cans cup cups mug mugs shot shots pot pots round rounds bit drop drops sip sips jug
    pitcher tin tins mg milligrams milligram grams ml cl dl schooner tumbler flute flutes measure dram drams liter litre glasss half
    halves halfs units unit verre verres copa copas vaso vasos bicchiere bicchieri tasse tassen tasses taza tazas tazza flasche glas
    maass cana bowl bowls pieces scoop scoops servings serving doses dose tablet tablets thermos
    """
)
ADJECTIVES = word_set(
    """
    red white cold small large big strong weak nice good cheap little tiny huge quick more other extra black green sweet hot iced last
    only single double triple stiff proper alcoholic whole full tall dry local my the these those that usual dark light craft belgian
    german italian french spanish irish scottish english japanese mexican such lovely fancy decent bad of de di da really very another
    glorious regular normal medium strong mulled sparkling real beautiful fine well deserved celebratory sneaky cheeky late early
    afternoon morning evening after dinner so too different fresh frothy draft draught long short americano oat milk soy actual
    delicious wonderful terrible awful home homemade double instant machine office evil tasty old nasty mini super x times
    """
)
UNITS_OF_TIME = word_set(
    """
    hour hours minute minutes min mins h day days week weeks month months year years second seconds night nights
    """
)
DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekend
    weekends
    """
)
FILLERS = word_set(
    """
    um uh erm er hmm hm mm ah oh uhm umm ehm eh like basically literally honestly yeah well okay ok right anyway anyways so_ kinda
    sorta
    """
)
