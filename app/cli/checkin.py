"""`morrow checkin`: ten seconds in the evening, three ratings and the one or two questions that are worth most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Json, Person
from app.cli.output import note, print_json, show, stages
from app.cli.shell import Shell, shell_of
from app.cli.teller import teller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.journal import Ticked
    from app.checkin import Asked
    from core.records import Answer

SCALES = {
    "energy": "Energy left, from 1 (none) to 10 (full)",
    "mood": "Mood, from 1 (low) to 10 (high)",
    "exertion": "Exertion today, from 1 (rest) to 10 (all out)",
}
LOW, HIGH = 1.0, 10.0
_Rating = Annotated[float | None, typer.Option(min=LOW, max=HIGH, help="From 1 to 10.")]
_Kinds = list[str] | None


def checkin(
    context: typer.Context,
    energy: _Rating = None,
    mood: _Rating = None,
    exertion: _Rating = None,
    yes: Annotated[_Kinds, typer.Option("--yes", metavar="KIND[=N]", help="It was so, with an amount if you like: alcohol=2.")] = None,
    no: Annotated[_Kinds, typer.Option("--no", metavar="KIND", help="It was not so. Both may be given more than once.")] = None,
    person: Person = None,
    as_json: Json = False,
) -> None:
    """Tell of the evening in ten seconds: energy, mood, exertion, and the answers that would move tonight's forecast most.

    In a terminal it asks, and Enter leaves a question out; with options it asks nothing.
    """
    from agent.journal import tell_checkin
    from app.journal_views import beside, entry_json, known_answers

    shell = shell_of(context)
    given = {name: value for name, value in {"energy": energy, "mood": mood, "exertion": exertion}.items() if value is not None}
    answers = _answers_given(yes or (), no or ())
    asks = not (given or answers)
    _refuse_silence(shell, asks=asks)
    chosen = teller(shell, person)
    if asks:
        questions = _questions(shell, chosen)
        given, answers = _rated(), _answered(questions)
    if not (given or answers):
        note("Nothing was told, so nothing is kept.")
        return
    before = known_answers(shell.world, chosen)
    told = tell_checkin(shell.world, chosen, given, answers)
    if as_json:
        print_json(entry_json(shell.world, told))
    else:
        from app.journal_card import told_card

        show(*told_card(told, beside(shell.world, told, before)))


def _answers_given(yes: Sequence[str], no: Sequence[str]) -> list[Ticked]:
    from agent.journal import Ticked
    from agent.telling import known_kind
    from app.checkin import answer_of
    from core.errors import BadInput

    for kind in (*(answer_of(one)[0] for one in yes), *no):
        known_kind(kind)
    agreed = [(kind, amount) for kind, amount in map(answer_of, yes)]
    both = {kind for kind, _ in agreed} & set(no)
    if both:
        raise BadInput(f"wanted one answer for a kind, found --yes and --no for {', '.join(sorted(both))}")
    return [Ticked(kind, "yes", amount=amount) for kind, amount in agreed] + [Ticked(kind, "no") for kind in no]


def _refuse_silence(shell: Shell, *, asks: bool) -> None:
    from core.errors import BadInput

    if asks and not shell.asks:
        raise BadInput("nobody sits here who could be asked: morrow checkin --energy 6 --mood 7 --exertion 4 --yes alcohol=2 --no illness")


def _questions(shell: Shell, person: str) -> tuple[Asked, ...]:
    from app.checkin import questions_of

    note("Enter leaves a question out.")
    with stages("Looking for what is worth asking"):
        return questions_of(shell.world, person)


def _rated() -> dict[str, float]:
    found = {name: _rating(words) for name, words in SCALES.items()}
    return {name: value for name, value in found.items() if value is not None}


def _rating(words: str) -> float | None:
    while True:
        said = _said(words)
        if not said:
            return None
        value = _number(said)
        if value is not None and LOW <= value <= HIGH:
            return value
        note("A number from 1 to 10, or Enter.")


def _answered(questions: Sequence[Asked]) -> list[Ticked]:
    from agent.journal import Ticked
    from app.checkin import ASKED_FOR

    found = []
    for one in questions:
        answer = _yes_or_no(one.question)
        if answer is not None:
            amount = _amount(one.kind) if answer == "yes" and one.kind in ASKED_FOR else None
            found.append(Ticked(one.kind, answer, one.question, amount))
    return found


def _yes_or_no(question: str) -> Answer | None:
    while True:
        said = _said(f"{question} y/n").casefold()
        if not said:
            return None
        if said in ("y", "yes", "n", "no"):
            return "yes" if said.startswith("y") else "no"
        note("y, n, or Enter.")


def _amount(kind: str) -> float | None:
    from core.events import EVENT_KINDS

    while True:
        said = _said(f"How many {EVENT_KINDS[kind].unit}")
        if not said:
            return None
        value = _number(said)
        if value is not None and value > 0:
            return value
        note("A number above 0, or Enter.")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _said(words: str) -> str:
    """What the person types after these words; nothing for Enter alone."""
    told: str = typer.prompt(words, default="", show_default=False, prompt_suffix=": ", err=True)
    return told.strip()
