from __future__ import annotations

import zipfile

import pytest

from core.errors import BadInput
from core.records import Fact
from core.seal import canonical, sha256
from ingestion.delimited import parse
from ingestion.whoop_export import WhoopExport
from ingestion.whoop_export.columns import COLUMNS, is_foreign, kind_of_file, places
from ingestion.whoop_export.decoding import as_utf8
from ingestion.whoop_export.questions import kind_of_question
from ingestion.whoop_export.tongues import TONGUES
from ingestion.whoop_export_writer import Style, export_files, write_export

ENGLISH = Style()
FOREIGN = tuple(Style(tongue=tongue) for tongue in ("de", "es", "fr", "pt"))

# Header rows as they stand in real exports of accounts in these languages, quoted by importers and their tests.
SEEN = {
    "de": (
        "Startzeit des Zyklus,Endzeit des Zyklus,Zeitzone des Zyklus,Erholungswert %,Ruheherzfrequenz (Schläge pro Minute),"
        "Herzfrequenzvariabilität (ms),Hauttemperatur (Celsius),Blutsauerstoff %,Tagesbelastung,Verbrannte Energie (cal),"
        "Max HF (Schläge pro Minute),Durchschnittliche HF (Schläge pro Minute),Beginn des Schlafs,Beginn des Aufwachens,Schlafleistung %,"
        "Atemfrequenz (Atemzüge/Min.),Schlafdauer (Min.),Dauer im Bett (Min.),Dauer des Leichtschlafs (Min.),Dauer des Tiefschlafs (Min.),"
        "Dauer des REM-Schlafs (Min.),Dauer des Aufwachens (Min.),Schlafbedarf (Min.),Schlafdefizit (Min.),Schlafeffizienz %,"
        "Schlafbeständigkeit %"
    ),
    "es": (
        "Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo,Puntuación de recuperación (%),"
        "Frecuencia cardíaca en reposo (lpm),Variabilidad de la frecuencia cardíaca (ms),Temp. cutánea (grados centígrados),"
        "Oxígeno en sangre %,Esfuerzo del día,Energía quemada (cal),FC máx. (lpm),FC promedio (lpm),Inicio del sueño,"
        "Inicio de la vigilia,Calificación del sueño (%),Frecuencia respiratoria (rpm),Duración del sueño (min),Tiempo en la cama (min),"
        "Duración de sueño ligero (min),Duración de sueño profundo (SWS) (min),Duración de sueño REM (min),Tiempo despierto/a (min),"
        "Sueño necesario (min),Deuda de sueño (min),Eficiencia del sueño %,Regularidad del sueño %"
    ),
    "fr": (
        "Heure de début du cycle,Heure de fin du cycle,Fuseau horaire du cycle,Score de récupération %,Fréquence cardiaque au repos (bpm),"
        "Variabilité de la fréquence cardiaque (ms),Température cutanée (Celsius),Niveau d’oxygène %,Effort du jour,"
        "Dépense énergétique (cal.),FC max. (bpm),FC moyenne (bpm),Premiers signes de sommeil,Premiers signes de réveil,"
        "Performance Sommeil %,Fréquence respiratoire (tr/min),Durée du sommeil (min),Temps passé au lit (min),"
        "Durée du sommeil léger (min),Durée du sommeil profond (min),Durée du sommeil paradoxal (min),Temps d'éveil (min),"
        "Besoins en sommeil (min),Dette de sommeil (min),Efficacité du sommeil %,Régularité du sommeil %"
    ),
    "pt": (
        "Hora de início do ciclo,Hora de fim do ciclo,Fuso horário do ciclo,Pontuação de recuperação %,"
        "Frequência cardíaca em repouso (bpm),Variabilidade da frequência cardíaca (ms),Temp. da pele (celsius),% de oxigênio no sangue,"
        "Esforço diário,Energia queimada (cal),FC máx. (bpm),FC média (bpm),Início do sono,Início da vigília,Desempenho do sono %,"
        "Frequência respiratória (rpm),Duração do sono (min),Duração na cama (min),Duração do sono leve (min),"
        "Duração profundo (Sono) (min),Duração REM (min),Duração de vigília (min),Necessidade de sono (min),Débito de sono (min),"
        "Eficácia do sono %,Consistência do sono %"
    ),
}
CYCLE_FIELDS = [
    *("cycle_start", "cycle_end", "zone", "recovery", "resting_hr", "hrv", "skin_temp", "spo2", "day_strain", "energy", "max_hr"),
    *("average_hr", "sleep_onset", "wake_onset", "performance", "resp_rate", "asleep", "in_bed", "light", "deep", "rem", "awake"),
    *("need", "debt", "efficiency", "consistency"),
]


@pytest.fixture(scope="module")
def english(tmp_path_factory, someone):
    """The facts of someone's English export, and their digest."""
    return digest_of(write_export(someone.facts(), tmp_path_factory.mktemp("en") / "export.zip"))


def facts_of(path):
    items = [item for file in WhoopExport().read(path, person_id="someone") for item in file.items]
    assert all(isinstance(item, Fact) for item in items), [item for item in items if not isinstance(item, Fact)]
    return items


def digest_of(path):
    """Of all facts in their order, byte for byte."""
    return sha256(canonical([[type(fact).__name__, repr(fact)] for fact in facts_of(path)]))


@pytest.mark.parametrize("tongue", SEEN)
def test_every_column_of_a_real_header_row_means_its_field_in_its_unit(tongue):
    header = SEEN[tongue].split(",")
    found = places(header)
    assert [(name, place.index, place.factor) for name, place in found.items()] == [(name, n, 1.0) for n, name in enumerate(CYCLE_FIELDS)]
    assert is_foreign(header)
    assert kind_of_file("x.csv", found) == "cycles"


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_field_has_one_header_in_every_tongue_and_each_is_understood(tongue):
    headers = TONGUES[tongue].headers
    assert sorted(headers) == sorted(column.name for column in COLUMNS)
    assert {name: [*places([header])] for name, header in headers.items()} == {name: [name] for name in headers}


@pytest.mark.parametrize(
    ("header", "field", "factor"),
    [
        ("Herzfrequenzvariabilitaet (ms)", "hrv", 1.0),
        ("RUHEHERZFREQUENZ (Schlaege pro Minute)", "resting_hr", 1.0),
        ("Maximale HF", "max_hr", 1.0),
        ("Tempo despierto/a (min)", "awake", 1.0),
        ("sueño_necesario_min", "need", 1.0),
        ("Esfuerzo de la actividad", "activity_strain", 1.0),
        ("Schlafdauer (Stunden)", "asleep", 60.0),
        ("Temp. cutánea (°C)", "skin_temp", 1.0),
        ("Temp. cutánea (fahrenheit)", None, None),
        ("Zone FC 3 %", "zone3", 1.0),
        ("Puntuación del entrenador", None, None),
    ],
)
def test_other_spellings_of_the_same_words_are_understood(header, field, factor):
    found = [(name, place.factor) for name, place in places([header]).items()]
    assert found == ([] if field is None else [(field, factor)])


@pytest.mark.parametrize("style", FOREIGN, ids=lambda style: style.tongue)
def test_the_same_person_in_another_tongue_gives_byte_equal_facts(tmp_path, someone, english, style):
    assert digest_of(write_export(someone.facts(), tmp_path / "export.zip", style)) == english


@pytest.mark.parametrize(
    ("tongue", "encoding"), [("de", "cp1252"), ("es", "utf-8"), ("fr", "utf-16"), ("fr", "cp1252"), ("pt", "utf-8"), ("pt", "utf-16-le")]
)
def test_a_file_saved_again_by_a_spreadsheet_gives_byte_equal_facts(tmp_path, someone, english, tongue, encoding):
    path = write_export(someone.facts(), tmp_path / "export", Style(tongue=tongue, spreadsheet=True, encoding=encoding))
    assert digest_of(path) == english


def test_a_zip_that_mixes_tongues_is_read_as_one_export(tmp_path, someone, english):
    path = tmp_path / "mixed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place, style in enumerate(FOREIGN):
            name, data = list(export_files(someone.facts(), style).items())[place]
            archive.writestr(name, data)
    assert digest_of(path) == english


def test_file_names_broken_by_an_archiver_do_not_matter(tmp_path, someone, english):
    folder = tmp_path / "export"
    folder.mkdir()
    for place, data in enumerate(export_files(someone.facts(), Style(tongue="pt")).values()):
        (folder / f"cop{place}\N{REPLACEMENT CHARACTER}rio.csv").write_bytes(data)
    assert digest_of(folder) == english


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_header_is_the_same_in_every_encoding(encoding):
    assert parse("x.csv", as_utf8(SEEN["de"].encode(encoding))).header == tuple(SEEN["de"].split(","))


def test_one_broken_letter_leaves_a_file_utf8_and_a_cut_letter_too():
    data = SEEN["pt"].encode()
    assert as_utf8(data + b"\xff") == data + b"\xff"
    assert as_utf8(data[: data.index("í".encode()) + 1]) == data[: data.index("í".encode()) + 1]


@pytest.mark.parametrize(
    ("cell", "truth"),
    [
        (cell, answer)
        for answer, cells in (("yes", "WAHR Ja VERDADERO Sí Oui VRAI VERDADEIRO sim"), ("no", "FALSCH Nein FALSO non Faux Não"))
        for cell in cells.split()
    ],
)
def test_yes_and_no_are_read_in_every_tongue(read_export, cell, truth):
    header = "Startzeit des Zyklus,Endzeit des Zyklus,Zeitzone des Zyklus,Fragetext,Beantwortet mit Ja,Anmerkungen"
    told = read_export(journal=f"{header}\n2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00,Alkohol konsumiert?,{cell},\n")
    assert [(answer.answer, answer.kind, answer.question) for answer in told.journal] == [(truth, "alcohol", "Alkohol konsumiert?")]


def test_the_journal_header_of_a_spanish_account_has_quotes_in_it(read_export):
    header = 'Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo,Texto de la pregunta,"Respondió ""Sí""",Notas'
    told = read_export(journal=f"{header}\n2026-03-01 23:00:00,2026-03-02 22:40:00,UTC-05:00,¿Consumiste cafeína?,true,\n")
    assert [(answer.kind, answer.answer) for answer in told.journal] == [("caffeine", "yes")]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Koffein konsumiert?", "caffeine"),
        ("Im Bett auf ein Gerät mit Bildschirm geschaut?", "screen_in_bed"),
        ("im Bett gelesen (kein Gerät mit Bildschirm)?", "other"),
        ("Unter Stress gestanden?", "stress"),
        ("Mich nervös oder ängstlich gefühlt?", "stress"),
        ("Dich krank gefühlt?", "illness"),
        ("Hast du ein Dampfbad benutzt?", "sauna"),
        ("Mit dem Flugzeug gereist?", "travel"),
        ("Kurz vor dem Schlafengehen noch etwas gegessen?", "late_meal"),
        ("Hast du alle deine Mahlzeiten tagsüber eingenommen?", "other"),
        ("Verschreibungspflichtige Schlafmittel eingenommen?", "medication"),
        ("Kreatin eingenommen?", "other"),
        ("Dein Bett geteilt?", "other"),
        ("¿Consumiste cafeína?", "caffeine"),
        ("¿Comiste poco antes de acostarte?", "late_meal"),
        ("¿Compartiste la cama?", "other"),
        ("¿Viajaste en avión?", "travel"),
        ("¿Tuviste un entrenamiento intenso?", "hard_training"),
        ("Avez-vous consommé de l’alcool ?", "alcohol"),
        ("À quelle heure était ton dernier verre ?", "alcohol"),
        ("As-tu regardé un écran au lit ?", "screen_in_bed"),
        ("As-tu fait la sieste ?", "nap"),
        ("Você consumiu bebidas alcoólicas?", "alcohol"),
        ("Você meditou?", "meditation"),
        ("Sentiu-se doente?", "illness"),
        ("Leu na cama (sem tela)?", "other"),
        ("Have any alcoholic drinks?", "alcohol"),
    ],
)
def test_a_question_speaks_of_its_kind_in_every_tongue(question, kind):
    assert kind_of_question(question) == kind


def test_two_columns_for_one_value_are_refused_with_the_remedy(read_export):
    header = "Startzeit des Zyklus,Beginn des Schlafs,Beginn des Aufwachens,Herzfrequenzvariabilität (ms),HRV (ms)"
    with pytest.raises(BadInput, match=r"physiological_cycles\.csv.*'Herzfrequenzvariabilität \(ms\)' and 'HRV \(ms\)'.*delete one"):
        read_export(cycles=f"{header}\n2026-03-01 23:00:00,2026-03-01 23:00:00,2026-03-02 07:00:00,61,62\n")


def test_a_column_of_unknown_meaning_is_reported_at_the_header_and_the_rest_is_read(read_export):
    text = "Startzeit des Zyklus,Beginn des Schlafs,Beginn des Aufwachens,Herzfrequenzvariabilität (ms),Mondphase,GPS aktiviert\n"
    told = read_export(cycles=text + "2026-03-01 23:00:00,2026-03-01 23:00:00,2026-03-02 07:00:00,61,voll,\n")
    assert [night.hrv_rmssd_ms for night in told.nights] == [61.0]
    assert [(row.line, row.reason) for row in told.rejected] == [(1, "columns of unknown meaning, which are not read: 'Mondphase'")]


def test_a_date_with_slashes_is_read_where_the_tongue_says_what_comes_first_and_refused_where_it_does_not(read_export, instant):
    row = "{0} 23:00,{0} 23:00,{1} 07:05,61\n"
    french = "Heure de début du cycle,Premiers signes de sommeil,Premiers signes de réveil,Variabilité de la fréquence cardiaque (ms)\n"
    (night,) = read_export(cycles=french + row.format("03/04/2026", "04/04/2026")).nights
    assert night.sleep_end == instant("2026-04-04 07:05")
    english = "Cycle start time,Sleep onset,Wake onset,Heart rate variability (ms)\n"
    told = read_export(cycles=english + row.format("03/04/2026", "04/04/2026"))
    assert told.facts == []
    assert (
        "Cycle start time: '03/04/2026 23:00' may have the day or the month first; give the file as it was exported"
        in told.rejected[0].reason
    )


def test_broken_rows_of_any_tongue_are_quarantined_with_their_lines(read_export):
    rows = ["2026-03-02 23:00:00,UTC+01:00,2026-03-02 23:00:00,2026-03-03 07:00:00,viel", "31.13.2026 23:00,UTC+01:00,,,61", "1,2"]
    good = "2026-03-01 23:00:00,UTC+01:00,2026-03-01 23:00:00,2026-03-02 07:00:00,61"
    header = "Startzeit des Zyklus,Zeitzone des Zyklus,Beginn des Schlafs,Beginn des Aufwachens,Herzfrequenzvariabilität (ms)"
    told = read_export(cycles="\n".join([header, rows[0], good, *rows[1:]]))
    assert [night.hrv_rmssd_ms for night in told.nights] == [61.0]
    assert [row.line for row in sorted(told.rejected, key=lambda row: row.line)] == [2, 4, 5]
