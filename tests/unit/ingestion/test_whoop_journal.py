from __future__ import annotations

from datetime import date

HEADER = "Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes"
LEAD = "2026-03-01 23:00:00,2026-03-02 23:30:00,UTC+01:00"
CYCLES = "Cycle start time,Cycle end time,Cycle timezone,Heart rate variability (ms),Sleep onset,Wake onset"


def journal(*rows: str) -> str:
    return "\n".join([HEADER, *rows])


def test_an_answer_keyed_to_a_cycle_speaks_of_the_evening_before_its_sleep(read_export, instant):
    (answer,) = read_export(journal=journal(f"{LEAD},Have any alcoholic drinks?,true,two beers")).journal
    assert answer.day == date(2026, 3, 1)
    assert answer.known_at == instant("2026-03-01 19:00")  # 20:00 in UTC+01:00
    assert (answer.kind, answer.answer, answer.quote) == ("alcohol", "yes", "two beers")
    assert answer.question == "Have any alcoholic drinks?"


def test_an_answer_about_a_night_that_began_after_midnight_belongs_to_the_evening_before(read_export):
    lead = "2026-03-02 01:30:00,2026-03-03 00:40:00,UTC+01:00"
    (answer,) = read_export(journal=journal(f"{lead},Feeling sick or ill?,TRUE,")).journal
    assert answer.day == date(2026, 3, 1)
    assert (answer.kind, answer.quote) == ("illness", None)


def test_the_wake_date_of_the_cycle_file_dates_the_answer(read_export):
    lead = "2026-03-02 06:00:00,2026-03-03 03:00:00,UTC+01:00"  # a shift worker, who wakes at 14:00 on the 2nd
    told = read_export(
        cycles=f"{CYCLES}\n{lead},61,2026-03-02 06:00:00,2026-03-02 14:00:00\n",
        journal=journal(f"{lead},Have any alcoholic drinks?,true,"),
    )
    assert [answer.day for answer in told.journal] == [date(2026, 3, 1)]


def test_the_running_cycle_dates_its_answers_by_its_start(read_export):
    (answer,) = read_export(journal=journal("2026-03-01 23:00:00,,UTC+01:00,Have any alcoholic drinks?,false,")).journal
    assert (answer.day, answer.answer) == (date(2026, 3, 1), "no")


def test_a_question_that_was_not_answered_has_no_record(read_export):
    told = read_export(journal=journal(f"{LEAD},Have any alcoholic drinks?,,"))
    assert told.items == []


def test_exact_repetitions_are_one_answer(read_export):
    row = f"{LEAD},Have any alcoholic drinks?,true,"
    told = read_export(journal=journal(row, row, row.replace("true", "TRUE")))
    assert len(told.journal) == 1
    assert told.rejected == []


def test_a_yes_and_a_no_to_the_same_question_are_both_dropped_with_the_reason(read_export):
    told = read_export(journal=journal(f"{LEAD},Have any alcoholic drinks?,true,", f"{LEAD},Have any alcoholic  drinks?,false,"))
    assert told.journal == []
    assert [row.line for row in told.rejected] == [2, 3]
    assert all("answered both yes and no for 2026-03-01 (lines 2, 3)" in row.reason for row in told.rejected)


def test_a_contradiction_costs_no_other_answer(read_export):
    told = read_export(
        journal=journal(
            f"{LEAD},Feeling sick or ill?,true,", f"{LEAD},Feeling sick or ill?,false,", f"{LEAD},Have any alcoholic drinks?,false,"
        )
    )
    assert [(answer.kind, answer.answer) for answer in told.journal] == [("alcohol", "no")]


def test_questions_outside_the_catalog_are_kept_as_other_one_fact_each(read_export):
    told = read_export(journal=journal(f"{LEAD},Wore blue-light glasses?,true,", f"{LEAD},Read a book?,false,"))
    assert [(answer.kind, answer.answer) for answer in told.journal] == [("other", "yes"), ("other", "no")]
    assert len({answer.key for answer in told.journal}) == 2


def test_words_that_a_spreadsheet_would_run_stay_words(read_export):
    (answer,) = read_export(journal=journal(f'{LEAD},Have any alcoholic drinks?,true,"=HYPERLINK(""http://x"",""y"")"')).journal
    assert answer.quote == '=HYPERLINK("http://x","y")'


def test_a_maybe_is_rejected(read_export):
    told = read_export(journal=journal(f"{LEAD},Have any alcoholic drinks?,maybe,"))
    assert [row.reason for row in told.rejected] == ["Answered yes: 'maybe' is neither true nor false"]


def test_an_answer_without_a_question_is_rejected(read_export):
    told = read_export(journal=journal(f"{LEAD},,true,"))
    assert [row.reason for row in told.rejected] == ["an answer needs the text of its question"]
