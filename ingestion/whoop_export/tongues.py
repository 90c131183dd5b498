"""How WHOOP spells its export in German, Spanish, French and Brazilian Portuguese: names of files, headers, yes and no.

Nothing in an export says which tongue it is in, and one zip may mix them, so the words of all tongues are looked up at once.

Seen in header rows of real exports, as several independent importers and their test files quote them: every header below but
`distance`, `altitude_gain` and `altitude_change` of all four tongues and `gps` of French, which are assumed (no quoted export had
them). Names of files are seen; Spanish and French accounts keep the English names of two files. Cells for yes and no were seen as
`true` and `false` in all tongues; the words in `YES` and `NO` are what spreadsheets make of them. Times were seen as
`YYYY-MM-DD HH:MM:SS` only; the local dates that `rows.py` reads come from files saved again by a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Name = str
"""Name of a field in `columns.COLUMNS`."""


@dataclass(frozen=True)
class Tongue:
    """One language of an export."""

    name: str
    files: tuple[str, str, str, str]
    """Names of the files of cycles, sleeps, workouts and journal."""
    headers: Mapping[Name, str]
    """WHOOP's header of every field."""
    yes: str
    """What a spreadsheet makes of `true`."""
    no: str
    date: str
    """How a spreadsheet writes a date, for `strftime`."""


GERMAN = Tongue(
    "German",
    ("physiologische_zyklen.csv", "Schlaf.csv", "Trainings.csv", "logbuch_eintraege.csv"),
    {
        "cycle_start": "Startzeit des Zyklus",
        "cycle_end": "Endzeit des Zyklus",
        "zone": "Zeitzone des Zyklus",
        "recovery": "Erholungswert %",
        "resting_hr": "Ruheherzfrequenz (Schläge pro Minute)",
        "hrv": "Herzfrequenzvariabilität (ms)",
        "skin_temp": "Hauttemperatur (Celsius)",
        "spo2": "Blutsauerstoff %",
        "day_strain": "Tagesbelastung",
        "energy": "Verbrannte Energie (cal)",
        "max_hr": "Max HF (Schläge pro Minute)",
        "average_hr": "Durchschnittliche HF (Schläge pro Minute)",
        "sleep_onset": "Beginn des Schlafs",
        "wake_onset": "Beginn des Aufwachens",
        "performance": "Schlafleistung %",
        "resp_rate": "Atemfrequenz (Atemzüge/Min.)",
        "asleep": "Schlafdauer (Min.)",
        "in_bed": "Dauer im Bett (Min.)",
        "light": "Dauer des Leichtschlafs (Min.)",
        "deep": "Dauer des Tiefschlafs (Min.)",
        "rem": "Dauer des REM-Schlafs (Min.)",
        "awake": "Dauer des Aufwachens (Min.)",
        "need": "Schlafbedarf (Min.)",
        "debt": "Schlafdefizit (Min.)",
        "efficiency": "Schlafeffizienz %",
        "consistency": "Schlafbeständigkeit %",
        "nap": "Nickerchen",
        "workout_start": "Startzeit des Trainings",
        "workout_end": "Endzeit des Trainings",
        "duration": "Dauer (Min.)",
        "activity": "Name der Aktivität",
        "activity_strain": "Aktivitätsbelastung",
        **{f"zone{n}": f"HF-Zone {n} %" for n in range(1, 6)},
        "gps": "GPS aktiviert",
        "distance": "Distanz (Meter)",
        "altitude_gain": "Höhengewinn (Meter)",
        "altitude_change": "Höhenänderung (Meter)",
        "question": "Fragetext",
        "answered": "Beantwortet mit Ja",
        "notes": "Anmerkungen",
    },
    "WAHR",
    "FALSCH",
    "%d.%m.%Y",
)
SPANISH = Tongue(
    "Spanish",
    ("physiological_cycles.csv", "sueño.csv", "entrenamientos.csv", "journal_entries.csv"),
    {
        "cycle_start": "Hora de inicio del ciclo",
        "cycle_end": "Hora de finalización del ciclo",
        "zone": "Zona horaria del ciclo",
        "recovery": "Puntuación de recuperación (%)",
        "resting_hr": "Frecuencia cardíaca en reposo (lpm)",
        "hrv": "Variabilidad de la frecuencia cardíaca (ms)",
        "skin_temp": "Temp. cutánea (grados centígrados)",
        "spo2": "Oxígeno en sangre %",
        "day_strain": "Esfuerzo del día",
        "energy": "Energía quemada (cal)",
        "max_hr": "FC máx. (lpm)",
        "average_hr": "FC promedio (lpm)",
        "sleep_onset": "Inicio del sueño",
        "wake_onset": "Inicio de la vigilia",
        "performance": "Calificación del sueño (%)",
        "resp_rate": "Frecuencia respiratoria (rpm)",
        "asleep": "Duración del sueño (min)",
        "in_bed": "Tiempo en la cama (min)",
        "light": "Duración de sueño ligero (min)",
        "deep": "Duración de sueño profundo (SWS) (min)",
        "rem": "Duración de sueño REM (min)",
        "awake": "Tempo despierto/a (min)",
        "need": "Sueño necesario (min)",
        "debt": "Deuda de sueño (min)",
        "efficiency": "Eficiencia del sueño %",
        "consistency": "Regularidad del sueño %",
        "nap": "Siesta",
        "workout_start": "Hora de inicio del entrenamiento",
        "workout_end": "Hora de finalización del entrenamiento",
        "duration": "Duración (min)",
        "activity": "Nombre de la actividad",
        "activity_strain": "Esfuerzo de actividad",
        **{f"zone{n}": f"Zona FC {n}%" for n in range(1, 6)},
        "gps": "GPS habilitado",
        "distance": "Distancia (metros)",
        "altitude_gain": "Ganancia de altitud (metros)",
        "altitude_change": "Cambio de altitud (metros)",
        "question": "Texto de la pregunta",
        "answered": 'Respondió "Sí"',
        "notes": "Notas",
    },
    "VERDADERO",
    "FALSO",
    "%d/%m/%Y",
)
FRENCH = Tongue(
    "French",
    ("physiological_cycles.csv", "sommeil.csv", "entraînements.csv", "journal_entries.csv"),
    {
        "cycle_start": "Heure de début du cycle",
        "cycle_end": "Heure de fin du cycle",
        "zone": "Fuseau horaire du cycle",
        "recovery": "Score de récupération %",
        "resting_hr": "Fréquence cardiaque au repos (bpm)",
        "hrv": "Variabilité de la fréquence cardiaque (ms)",
        "skin_temp": "Température cutanée (Celsius)",
        "spo2": "Niveau d'oxygène %",
        "day_strain": "Effort du jour",
        "energy": "Dépense énergétique (cal.)",
        "max_hr": "FC max. (bpm)",
        "average_hr": "FC moyenne (bpm)",
        "sleep_onset": "Premiers signes de sommeil",
        "wake_onset": "Premiers signes de réveil",
        "performance": "Performance Sommeil %",
        "resp_rate": "Fréquence respiratoire (tr/min)",
        "asleep": "Durée du sommeil (min)",
        "in_bed": "Temps passé au lit (min)",
        "light": "Durée du sommeil léger (min)",
        "deep": "Durée du sommeil profond (min)",
        "rem": "Durée du sommeil paradoxal (min)",
        "awake": "Temps d'éveil (min)",
        "need": "Besoins en sommeil (min)",
        "debt": "Dette de sommeil (min)",
        "efficiency": "Efficacité du sommeil %",
        "consistency": "Régularité du sommeil %",
        "nap": "Sieste",
        "workout_start": "Heure de début de l'entraînement",
        "workout_end": "Heure de fin de l'entraînement",
        "duration": "Durée (min)",
        "activity": "Nom de l'activité",
        "activity_strain": "Effort activité",
        **{f"zone{n}": f"Zone FC {n}\N{NO-BREAK SPACE}%" for n in range(1, 6)},
        "gps": "GPS activé",
        "distance": "Distance (mètres)",
        "altitude_gain": "Gain d'altitude (mètres)",
        "altitude_change": "Changement d'altitude (mètres)",
        "question": "Texte de la question",
        "answered": "A répondu oui",
        "notes": "Notes",
    },
    "VRAI",
    "FAUX",
    "%d/%m/%Y",
)
PORTUGUESE = Tongue(
    "Portuguese",
    ("ciclos_fisiológicos.csv", "sonos.csv", "treinos.csv", "entradas_diário.csv"),
    {
        "cycle_start": "Hora de início do ciclo",
        "cycle_end": "Hora de fim do ciclo",
        "zone": "Fuso horário do ciclo",
        "recovery": "Pontuação de recuperação %",
        "resting_hr": "Frequência cardíaca em repouso (bpm)",
        "hrv": "Variabilidade da frequência cardíaca (ms)",
        "skin_temp": "Temp. da pele (celsius)",
        "spo2": "% de oxigênio no sangue",
        "day_strain": "Esforço diário",
        "energy": "Energia queimada (cal)",
        "max_hr": "FC máx. (bpm)",
        "average_hr": "FC média (bpm)",
        "sleep_onset": "Início do sono",
        "wake_onset": "Início da vigília",
        "performance": "Desempenho do sono %",
        "resp_rate": "Frequência respiratória (rpm)",
        "asleep": "Duração do sono (min)",
        "in_bed": "Duração na cama (min)",
        "light": "Duração do sono leve (min)",
        "deep": "Duração profundo (Sono) (min)",
        "rem": "Duração REM (min)",
        "awake": "Duração de vigília (min)",
        "need": "Necessidade de sono (min)",
        "debt": "Débito de sono (min)",
        "efficiency": "Eficácia do sono %",
        "consistency": "Consistência do sono %",
        "nap": "Sesta",
        "workout_start": "Hora de início do treino",
        "workout_end": "Hora de fim do treino",
        "duration": "Duração (min)",
        "activity": "Nome da atividade",
        "activity_strain": "Esforço da atividade",
        **{f"zone{n}": f"Zona {n} de FC %" for n in range(1, 6)},
        "gps": "GPS ativado",
        "distance": "Distância (metros)",
        "altitude_gain": "Ganho de altitude (metros)",
        "altitude_change": "Mudança de altitude (metros)",
        "question": "Texto de pergunta",
        "answered": "Respondeu sim",
        "notes": "Notas",
    },
    "VERDADEIRO",
    "FALSO",
    "%d/%m/%Y",
)
TONGUES: Mapping[str, Tongue] = {"de": GERMAN, "es": SPANISH, "fr": FRENCH, "pt": PORTUGUESE}

FILLERS = frozenset({
    "a", "au", "d", "da", "das", "de", "del", "der", "des", "die", "do", "du", "el", "em", "en", "im", "l", "la", "las", "le",
    "les", "los", "mit", "na", "no", "of", "the", "und", "y",
})  # fmt: skip
"""Words without meaning of their own, passed over in headers."""
SAME = {
    **dict.fromkeys(("temperature", "temperatur", "temperatura"), "temp"),
    **dict.fromkeys(("maximo", "maxima", "maximal", "maximale", "maximum"), "max"),
    **dict.fromkeys(("avg", "media", "medio", "moyenne", "promedio", "durchschnittliche", "mittlere"), "average"),
    **dict.fromkeys(("tiempo", "temps"), "tempo"),
    **dict.fromkeys(("hf", "fc"), "hr"),
    **dict.fromkeys(("zona", "zonen"), "zone"),
}
"""Spellings that mean the same, in headers without accents."""
YES = frozenset({"wahr", "ja", "verdadero", "si", "vrai", "oui", "verdadeiro", "sim"})
NO = frozenset({"falsch", "nein", "falso", "faux", "non", "nao"})
"""Cells for yes and no without accents, besides the English ones of `cells.truth`."""
