"""`morrow chat`: a conversation in the terminal, with what the agent looks up shown as it does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import Person
from app.cli.output import note, print_json
from app.cli.shell import Shell, shell_of
from app.plain import harmless, plain

if TYPE_CHECKING:
    from agent.chat import ChatEvent
    from app.conversation import Talk

SPEAKERS = {"llm": "agent", "offline_analyst": "offline analyst", "morrow": "Morrow"}
LONGEST_ARGUMENTS = 100
BYE = frozenset({"", "bye", "exit", "quit"})


def chat(
    context: typer.Context,
    person: Person = None,
    message: Annotated[str | None, typer.Option("--message", "-m", metavar="TEXT", help="Say one thing, print the answer, end.")] = None,
    anew: Annotated[bool, typer.Option("--new", help="Forget what was said before, and begin anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --message: print the answer and its look-ups as JSON.")] = False,
) -> None:
    """Talk with the agent about your nights: it looks things up, and shows what it looked up.

    What was said is kept on this machine, and goes on the next time. Leave with an empty line, "bye" or Ctrl-D.
    """
    from app.persons import choose_person
    from core.errors import BadInput

    shell = shell_of(context)
    if as_json and message is None:
        raise BadInput("--json wants --message TEXT: a conversation is for people")
    chosen = choose_person(shell.world.store, person, shell.settings.person)
    asyncio.run(_chat(shell, chosen, message, anew=anew, as_json=as_json))


async def _chat(shell: Shell, person: str, message: str | None, *, anew: bool, as_json: bool) -> None:
    from app.conversation import open_talk

    async with open_talk(shell.world, person) as talk:
        if anew:
            await talk.conversation.delete()
        if message is None:
            await _converse(talk, person)
        elif as_json:
            print_json(await _answer_json(talk, message))
        else:
            await _answer(talk, message)


async def _converse(talk: Talk, person: str) -> None:
    """Turn after turn, until the person leaves."""
    turns = len([line for line in await talk.conversation.history() if line["role"] == "person"])
    going_on = f"Going on after {turns} turns; --new begins anew. " if turns else ""
    note(f'Talking about {person}. {going_on}Leave with an empty line, "bye" or Ctrl-D.')
    while True:
        said = _heard()
        if said.casefold() in BYE:
            return
        await _answer(talk, said)


def _heard() -> str:
    """The person's next words; nothing at the end of the input."""
    try:
        sys.stderr.write("\nyou › ")
        sys.stderr.flush()
        return sys.stdin.readline().strip()
    except (EOFError, KeyboardInterrupt):
        return ""


async def _answer(talk: Talk, text: str) -> None:
    """Prints an answer as it comes: words to standard output, look-ups and notices beside them."""
    speaking = False
    async for event in talk.say(text):
        if event.kind == "text":
            sys.stdout.write(harmless(event.text))
            sys.stdout.flush()
            speaking = True
            continue
        if speaking:
            sys.stdout.write("\n")
            sys.stdout.flush()
            speaking = False
        if beside := _beside(event):
            note(beside)
    for words in talk.kept:
        note(f"kept: “{plain(words)}”")
    talk.kept.clear()


def _beside(event: ChatEvent) -> str | None:
    """What is said of an event that is not part of the answer."""
    if event.kind == "speaker":
        return f"{SPEAKERS.get(event.text, plain(event.text))} ›"
    if event.kind == "tool_call":
        return f"· looks up {plain(event.text)}{_arguments(event.data)}"
    if event.kind == "tool_result" and "error" in event.data:
        return f"· {plain(event.text)} failed: {plain(event.data['error'], LONGEST_ARGUMENTS)}"
    return plain(event.text) if event.kind in ("confirm", "notice") else None


def _arguments(data: Mapping[str, object]) -> str:
    told = ", ".join(f"{name}={value!r}" for name, value in data.items())
    return f"({plain(told, LONGEST_ARGUMENTS)})" if told else ""


async def _answer_json(talk: Talk, text: str) -> dict[str, object]:
    """An answer, whole, with what was looked up for it."""
    events = [event async for event in talk.say(text)]
    speakers = [event.text for event in events if event.kind == "speaker"]
    return {
        "answer": "".join(event.text for event in events if event.kind == "text").strip(),
        "speaker": speakers[-1] if speakers else None,
        "looked_up": [{"tool": event.text, "arguments": dict(event.data)} for event in events if event.kind == "tool_call"],
        "asks": next((event.text for event in events if event.kind == "confirm"), None),
        "notices": [event.text for event in events if event.kind == "notice"],
        "kept": list(talk.kept),
    }
