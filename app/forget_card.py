"""What would be erased and what was, for people: plainly what goes, what stays, and what Morrow cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from agent.entries import FOLDER
from app.entry_traces import TOLD
from app.forgetting import Forgotten, Plan
from app.paragraphs import bullet, section
from app.plain import plain
from core.settings import Settings

NAMES = {
    "nights": "nights",
    "days": "days",
    "workouts": "workouts",
    "sleeps": "sleeps",
    "journal": "journal answers",
    "measures": "measures",
    "entries": "journal entries",
    "persons": "records of who they are",
    "memories": "memories and notes",
    "bookmarks": "marks of how far sources were read",
    "connections": "connections",
    "webhook_events": "events of a service",
    "requests": "requests",
}
"""Tables of facts and what else is told by number; every revision counts."""
SHOWN = 6
"""Files, versions and sealed entries that are named before the rest are counted."""


def plan_card(plan: Plan, settings: Settings) -> Iterator[RenderableType]:
    """What would be erased, what stays, and what is out of reach."""
    yield Padding(Text(f"To be erased: {_what(plan)}", style="bold"), (1, 1, 0, 1))
    yield from section("Goes, byte for byte", map(bullet, _goes(plan)))
    yield from section("Stays", map(bullet, _stays(plan)))
    yield from section("Out of Morrow's reach", map(bullet, _out_of_reach(plan, settings)))
    yield Text()


def forgotten_card(found: Forgotten) -> Iterator[RenderableType]:
    """What was erased, and what a look afterwards found."""
    plan, rows = found.plan, sum(found.plan.rows.values())
    files = f", {_counted(len(plan.files), 'file')}" if plan.files else ""
    models = f", {_counted(len(plan.versions), 'trained version')}" if plan.versions else ""
    yield Text(f"Erased: {_what(plan)} ({rows:,} rows{models}{files}).", style="bold")
    yield from (Text(f"{note}.") for note in found.notes)
    if plan.versions:
        yield Text("Forecasts go on with what is left; `morrow train --if-due` trains those lines anew, without what was erased.")
    if found.came_back:
        yield Text("A program that runs has written of the person again: end it (morrow serve, a chat), and forget once more.", style="red")
    if found.still_named_in:
        named = _listed(list(found.still_named_in))
        yield Text(f"These files still hold the id, and are not Morrow's to rewrite; look at them, or delete them: {named}", style="red")
    elif found.still_named_in is not None:
        yield Text("Every file of this installation was searched afterwards: the id stands in none.")


def _what(plan: Plan) -> str:
    if plan.entry is None:
        return plain(plan.person_id)
    kind = "journal entry" if plan.entry.kind == TOLD else plan.entry.kind
    return f"{kind} {plain(plan.entry.key)} of {plain(plan.person_id)}"


def _goes(plan: Plan) -> Iterator[str]:
    rows = {NAMES.get(table, table): count for table, count in plan.rows.items() if table != "ledger_contents"}
    if rows:
        yield ", ".join(f"{name}: {count:,}" for name, count in rows.items()) + " (rows, all revisions counted)"
    if plan.sealed:
        yield (
            "what is said in " + " and ".join(_counted(count, f"sealed {kind}") for kind, count in plan.sealed.items()) + ", with the salts"
        )
    if plan.telling:
        shown = [f"{one.kind} of {one.night}" for one in plan.telling]
        yield f"those sealed entries tell of it: {_listed(shown)}; they go only with --with-forecasts, and their nights leave the record"
    if plan.versions:
        yield f"trained models that learned from it, their files and runs in MLflow: {_listed(list(plan.versions))}"
    if plan.files:
        yield f"files: {_listed(list(plan.files))}" + _shared(plan)
    if plan.services:
        yield f"the connection to {', '.join(plan.services)}: its tokens are taken back and erased"
    if plan.rehearsals:
        yield f"the same person in {_counted(len(plan.rehearsals), 'home')} of evaluations: {_listed(list(plan.rehearsals))}"
    if plan.entry is None:
        yield "the name in reports of imports and in scopes of keys; a key for nobody else ends"


def _shared(plan: Plan) -> str:
    inbox = any(name.startswith("inbox/") for name in plan.files)
    return "; those in the inbox go whole, whomever else they tell of (what they told of others stays in the store)" if inbox else ""


def _stays(plan: Plan) -> Iterator[str]:
    if plan.sealed:
        yield (
            "the links of those entries: number, kind, time and hashes, nothing of what they said. "
            "A new entry says which were erased, so the ledger still verifies, and shows how many are gone"
        )
    if plan.shipped:
        yield "the priors that ship with Morrow: they were fitted on this person, of a public data set, and are part of the program"
    elif plan.entry is None:
        yield "the priors that ship with Morrow: they never held this person"
    if plan.entry is None:
        yield "everybody else's rows and sealed forecasts, those included that a model trained on this person had a part in"
    else:
        yield "numbers made from many nights, such as averages, and other evenings' forecasts that followed from them"


def _out_of_reach(plan: Plan, settings: Settings) -> Iterator[str]:
    yield "backups, and copies or exports outside this installation"
    yield "blocks that the file system or an SSD has freed and not yet written over, and its snapshots"
    if settings.llm_base_url:
        yield f"what the language model at {plain(settings.llm_base_url)} was told"
    if settings.speech_base_url:
        yield f"recordings that were sent to {plain(settings.speech_base_url)} to be written down"
    if any(name.startswith(f"{FOLDER}/") for name in plan.files):
        yield "the files that recordings came from, where they still lie outside this installation"
    if plan.entry is not None and plan.entry.kind != TOLD:
        yield "the source of the entry: the next import or sync brings it again, unless it is deleted there first"
    elif plan.services:
        yield "what the service itself keeps in its account"
    if plan.entry is None and settings.person == plan.person_id:
        yield "the setting MORROW_PERSON, which names this person"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(plain(name, 80) for name in names[:SHOWN]) + more


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
