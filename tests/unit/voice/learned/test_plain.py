"""The sentences that anybody would try first."""

from __future__ import annotations

import pytest

from evals.plain_lessons import plain_lessons
from voice.learned.reader import LearnedReader

NOTHING: set[tuple[str, str, int]] = set()
SENTENCES: dict[str, set[tuple[str, str, int]]] = {
    "I had three glasses of wine with friends.": {("alcohol", "yes", 0)},
    "No alcohol today.": {("alcohol", "no", 0)},
    "I didn't drink anything tonight, just water.": {("alcohol", "no", 0)},
    "A couple of beers after work.": {("alcohol", "yes", 0)},
    "My husband had a whisky, I had nothing.": {("alcohol", "no", 0)},
    "I'm going to have a glass of wine tomorrow.": NOTHING,
    "I usually drink a beer on Saturdays.": NOTHING,
    "Last night I drank too much.": {("alcohol", "yes", 1)},
    "Two coffees this morning and one at four in the afternoon.": {("caffeine", "yes", 0)},
    "No coffee today.": {("caffeine", "no", 0)},
    "I had a cup of green tea.": {("caffeine", "yes", 0)},
    "My boss drinks coffee all day.": NOTHING,
    "I ate dinner at ten pm.": {("late_meal", "yes", 0)},
    "We had a very late dinner.": {("late_meal", "yes", 0)},
    "Dinner was early, at six.": {("late_meal", "no", 0)},
    "Hard interval session at the track.": {("hard_training", "yes", 0)},
    "No workout today.": {("hard_training", "no", 0)},
    "Rest day.": {("hard_training", "no", 0)},
    "Just an easy walk with the dog.": {("hard_training", "no", 0)},
    "Leg day, I can barely walk.": {("hard_training", "yes", 0)},
    "My sister ran a marathon.": NOTHING,
    "Tomorrow I'll go for a long run.": NOTHING,
    "I have a cold.": {("illness", "yes", 0)},
    "I have a sore throat and a fever.": {("illness", "yes", 0)},
    "My son is sick.": NOTHING,
    "I'm healthy again, the cough is gone.": {("illness", "no", 0)},
    "Very stressful day at work.": {("stress", "yes", 0)},
    "It was a relaxed day.": {("stress", "no", 0)},
    "I'm not stressed at all.": {("stress", "no", 0)},
    "My colleague was really stressed.": NOTHING,
    "I flew from Berlin to Madrid.": {("travel", "yes", 0)},
    "Seven hours on the train today.": {("travel", "yes", 0)},
    "I took an aspirin.": {("medication", "yes", 0)},
    "I didn't take any medication.": {("medication", "no", 0)},
    "My mother takes antibiotics.": NOTHING,
    "I have to get up at four thirty tomorrow.": {("poor_sleep_expected", "yes", 0)},
    "I can sleep in tomorrow.": {("poor_sleep_expected", "no", 0)},
    "I was in the sauna.": {("sauna", "yes", 0)},
    "No sauna today.": {("sauna", "no", 0)},
    "I meditated for twenty minutes.": {("meditation", "yes", 0)},
    "I did not meditate.": {("meditation", "no", 0)},
    "I watched a series in bed.": {("screen_in_bed", "yes", 0)},
    "No phone in bed tonight.": {("screen_in_bed", "no", 0)},
    "We had sex this morning.": {("sex", "yes", 0)},
    "No sex.": {("sex", "no", 0)},
    "I took a short nap after lunch.": {("nap", "yes", 0)},
    "No nap today.": {("nap", "no", 0)},
    "My period started today.": {("menstrual_phase", "yes", 0)},
    "My period is over.": {("menstrual_phase", "no", 0)},
    "I wanted to go to the gym but I didn't.": {("hard_training", "no", 0)},
    "I thought about having a beer, but no.": {("alcohol", "no", 0)},
    "I never drink coffee in the evening.": NOTHING,
    "If I drink wine I sleep badly.": NOTHING,
    "Two beers, no, three.": {("alcohol", "yes", 0)},
    "I bought wine for the party on Sunday.": NOTHING,
    "I read a book and went to bed.": NOTHING,
    "The weather was nice today.": NOTHING,
}


@pytest.fixture(scope="module")
def reader() -> LearnedReader:
    return LearnedReader()


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("as_heard", [False, True], ids=["written", "as a recogniser writes"])
def test_a_plain_sentence_is_read_rightly(reader: LearnedReader, text: str, as_heard: bool):
    said = "".join(letter for letter in text.lower() if letter not in ".,!?") if as_heard else text
    assert {(event.kind, event.answer, event.days_ago) for event in reader.read(said).events} == SENTENCES[text]


def test_the_plainest_sentences_that_were_taught_are_read_rightly(reader: LearnedReader):
    lessons = plain_lessons()[::23]
    wrong = [
        lesson.text
        for lesson in lessons
        if {(event.kind, event.answer, event.days_ago) for event in reader.read(lesson.text).events} != {one.key for one in lesson.events}
    ]
    assert len(wrong) <= 0.02 * len(lessons), wrong
