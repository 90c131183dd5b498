"""Fixed words for people in need, and no diagnosis in anything we say."""

from __future__ import annotations

import re

import pytest

from agent.safety import NO_DIAGNOSIS, WORDS, concern_of, diagnosing, safety_words, without_diagnoses
from core.events import EVENT_KINDS

DISTRESS = (
    "I want to kill myself",
    "sometimes I think about suicide",
    "I don't want to live anymore",
    "I do not want to be here any more",
    "I've been cutting myself again",
    "everyone would be better off without me",
    "there's no point in living",
    "I can't go on",
    "I can’t take it anymore",
    "thinking of ending my life",
    "I wish I was dead",
    "I took all my pills",
    "self-harm is on my mind",
    "I dont want to be here anymore",
    "life isn't worth living",
    "I feel like dying",
    "I took too many pills",
    "I'd rather be dead",
    "I wish I wasn't alive",
    "I don't see a reason to live",
    "I hate myself",
)
EMERGENCY = (
    "I have chest pain",
    "I can't breathe",
    "I just fainted",
    "there is a pain in my left arm",
    "am I having a heart attack?",
    "my chest hurts",
)
ILLNESS = (
    "am I ill?",
    "Am I getting sick?",
    "are we really okay",
    "do I have the flu?",
    "do I maybe have covid",
    "is this an infection?",
    "could my heart rate be dangerous?",
    "what's wrong with me?",
    "can you diagnose me?",
    "which disease is this, what illness could it be",
    "should I see a doctor?",
    "do I have sleep apnea",
    "am I coming down with something?",
    "whats wrong with me",
    "is something wrong with my heart?",
    "have I got the flu?",
    "is this a sign of illness?",
    "can you tell if I'm ill?",
    "might I be ill?",
    "do you think I have a fever?",
    "should I be worried about my heart rate?",
    "is my HRV dangerously low?",
)
HARMLESS = (
    "what is tonight's forecast?",
    "this workout is killing me",
    "I slept badly after two glasses of wine",
    "deadlift day, cut my run short",
    "how reliable are you?",
    "remember that I hurt my knee",
    "I want to live in Lisbon",
    "why is my heart rate up?",
    "the cold shower felt great",
    "I felt sick of work",
    "show my recovery of the last week",
    "I wish I was there already",
    "no reason to train today",
    "the alarm did not wake me up",
    "chest day was great",
)


@pytest.mark.parametrize("text", DISTRESS)
def test_a_cry_for_help_is_answered_by_fixed_words(text: str) -> None:
    assert safety_words(text) == WORDS["distress"]


@pytest.mark.parametrize("text", EMERGENCY)
def test_an_urgent_symptom_is_sent_to_people_who_can_help(text: str) -> None:
    assert safety_words(text) == WORDS["emergency"]


@pytest.mark.parametrize("text", ILLNESS)
def test_a_question_about_illness_is_never_answered_by_a_guess(text: str) -> None:
    assert safety_words(text) == WORDS["illness"]


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_words_raise_no_concern(text: str) -> None:
    assert concern_of(text) is None


def test_distress_goes_before_every_other_concern() -> None:
    assert concern_of("am I ill? I want to die") == "distress"


def test_the_fixed_words_hold_no_number_and_no_diagnosis() -> None:
    for words in (*WORDS.values(), NO_DIAGNOSIS):
        assert not re.search(r"\d", words)
        assert diagnosing(words) == ()


DIAGNOSES = (
    "You have the flu.",
    "This looks like an infection.",
    "It could be covid.",
    "Your numbers suggest you are sick.",
    "you are probably ill",
    "You're coming down with something.",
    "A diagnosis of anaemia would fit.",
    "These are signs of atrial fibrillation.",
    "Consistent with sleep apnoea.",
    "You may be depressed.",
    "You suffer from insomnia.",
    "Your body is fighting an infection.",
    "Sounds like a cold.",
    "Possible overtraining syndrome.",
    "You have a heart condition.",
)
ALLOWED = (
    "The journal says yes to feeling ill; that raises resting heart rate.",
    "Your heart rate variability is below your normal range.",
    "Morrow does not diagnose.",
    "This is not a diagnosis.",
    "It was a cold night and you slept well.",
    "You told that you feel ill, so the range is wider.",
    "Illness is one event that would move the forecast most.",
    "A yes to medication would move the forecast.",
    "You are feeling ill, by your own words.",
    "Alcohol lowers heart rate variability.",
)


@pytest.mark.parametrize("text", DIAGNOSES)
def test_diagnosing_language_is_found(text: str) -> None:
    assert diagnosing(text)
    assert diagnosing(without_diagnoses(text).replace(NO_DIAGNOSIS, "")) == ()


@pytest.mark.parametrize("text", ALLOWED)
def test_plain_reports_of_numbers_and_answers_are_no_diagnosis(text: str) -> None:
    assert diagnosing(text) == ()
    assert without_diagnoses(text) == text


def test_the_labels_of_all_events_may_be_said() -> None:
    for kind in EVENT_KINDS.values():
        assert diagnosing(f"The journal says yes to {kind.label}.") == ()
        assert diagnosing(f'A yes to "{kind.question}" would move it.') == ()


def test_the_persons_own_words_may_be_quoted_but_not_adopted() -> None:
    told = ("I think I have the flu",)
    assert diagnosing('The journal says yes to feeling ill ("I think I have the flu").', told) == ()
    assert diagnosing("I think I have the flu.", told)
    assert diagnosing('The data say "you have the flu".', told)


def test_only_the_diagnosing_sentence_is_left_out() -> None:
    text = "Your heart rate was high. You have the flu. The range is wide. You are sick."
    assert without_diagnoses(text) == f"Your heart rate was high. {NO_DIAGNOSIS} The range is wide."
