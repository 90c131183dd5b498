"""Which kind of event a journal question of any of WHOOP's languages speaks of.

English questions are recognised by the words in `core.events`. Those of German, Spanish, French and Portuguese journals are
recognised here by words and stems, without accents. What no words fit stays `other`: its question is kept, and it is no evidence.

Seen in real exports: the German questions on alcohol, caffeine, a screen in bed, stress, illness, sauna and steam bath, flying,
eating before bed, anti-inflammatory and sleeping drugs, and nervousness; the Spanish one on caffeine; of French ones the words for
alcohol, the last drink, caffeine, stress, travel and illness. All other words are assumed from the language itself.
"""

from __future__ import annotations

import re

from core.events import OTHER, kind_of
from ingestion.whoop_export.columns import normalised

_SCREEN = r"bildschirm|handy|gerat\b|pantalla|movil|celular|dispositivo|ecran|telephone|appareil|tela\b"
_BED = r"\b(bett|cama|lit)\b"
_EATEN = r"\b(gegessen|essen|mahlzeit\w*|com(er|es|eu|i\w+)|cena\w*|jant\w+|refeic\w+|mang\w+|repas|dine\w*)\b"
_TO_SLEEP = r"\b(schlafengehen|zubettgehen|dormir|acostar\w*|deitar|coucher)\b"
_WITHOUT = r"\b(kein|keine|keinen|ohne|sin|sans|sem)\b"
_WORDS: dict[str, str] = {
    "alcohol": r"alkohol(?!frei)|alcohol|alcool|dernier verre",
    "illness": r"\b(krank|kranke|erkaltet|fieber|grippe|gripe|enferm\w+|fiebre|resfriad\w+|malade|maladie|fievre|doente|doenca|febre)\b",
    "hard_training": (
        r"\b(hart|intensiv|anstrengend)\w* (training|workout|einheit)|\bentrenamiento (intenso|duro|exigente)"
        r"|\bentrainement (intense|intensif|difficile)|\btreino (intenso|pesado|duro)"
    ),
    "late_meal": rf"{_EATEN}.*{_TO_SLEEP}|{_TO_SLEEP}.*{_EATEN}|spate mahlzeit|repas tardif|cena tardia|refeicao tardia",
    "caffeine": r"koffein|kaffee|cafein|\bcafes?\b",
    "stress": r"stress|estres|nervos|nervio|nerveu|angstlich|ansios|ansied|anxieu|anxiete",
    "travel": r"\b(ge)?reis(e|en|t)\b|flugzeug|zeitzone|viaj|viagem|voyag|\bavi(on|ao)\b|\b(zona|huso|fuso|fuseau) horai?r",
    "poor_sleep_expected": (
        r"kurze nacht|noche corta|nuit courte|noite curta|nachtschicht|schichtarbeit|turno de noche|travail de nuit|turno da noite"
    ),
    "medication": (
        r"medikament|medicament|medicac|schlafmittel|schmerzmittel|antibioti|ibuprofen|somnifer|antiinflamat|anti inflam|remedio"
    ),
    "menstrual_phase": r"menstru|regelblutung|eisprung|ovula|\bregla\b|\bregles\b",
    "sauna": r"sauna|dampfbad|bano de vapor|banho de vapor|banho turco|bain de vapeur|hammam",
    "meditation": (
        r"meditier|\bmedit(a|as|aste|ado|ar|ou|e|er|acion|acao)\b|achtsamkeit|atemubung|(atencion|atencao) plena|pleine conscience"
        r"|exerci(ce|cio)s? de respira"
    ),
    "screen_in_bed": rf"({_SCREEN}).*{_BED}|{_BED}.*({_SCREEN})",
    "sex": r"\bsex\b|sexual|sexuel",
    "nap": r"nickerchen|mittagsschlaf|\bsiesta|\bsieste|\bsesta\b|soneca|cochilo",
}
"""Kind → pattern over the question in lower case without accents and punctuation; the first that fits counts."""


def kind_of_question(question: str) -> str:
    """The name of the kind, `other` where no words are known."""
    kind = kind_of(question)
    return kind if kind != OTHER else _foreign(normalised(question))


def _foreign(words: str) -> str:
    return next((kind for kind, pattern in _WORDS.items() if re.search(pattern, words) and not _denied(kind, words)), OTHER)


def _denied(kind: str, words: str) -> bool:
    """True for a question about a book in bed, "no device with a screen": the thing is named to leave it out."""
    return kind in {"screen_in_bed", "alcohol"} and re.search(_WITHOUT, words) is not None
