"""Whose entry it is that somebody tells, and what is said once beside it; not the telling itself."""

from __future__ import annotations

from app.cli.output import note
from app.cli.shell import Shell


def teller(shell: Shell, person: str | None) -> str:
    """Whose entry it is: the one named, who need not be known yet; on an empty installation the demonstration person.

    Raises:
        BadInput: when an id cannot be one, or several people could be meant.
    """
    from app.cli.demo import demo_unless_own
    from app.persons import choose_person, is_simulated
    from ingestion.importing import check_person_id

    store, named = shell.world.store, person or shell.settings.person
    if named is not None:
        check_person_id(named)
        if named not in store.people():
            note(f"Nothing is known of {named} yet: the journal begins with this.")
        return named
    if not store.people():
        note("Nobody's nights stand here yet, so the demonstration person is brought up: they are simulated.")
    chosen = demo_unless_own(shell, None, told=True) or choose_person(store, None)
    if is_simulated(store, chosen):
        note(f"This is told for {chosen}, who is simulated; --person YOU keeps it as your own.")
    return chosen


def tell_licence(shell: Shell, person: str) -> None:
    """Tells under which licence voices are measured, the first time that one of this person is."""
    from agent.journal import entries_of

    if shell.settings.voice_analysis != "opensmile":
        return
    known = entries_of(shell.world, person) if person in shell.world.store.people() else []
    if not any(told.entry.functionals for told in known):
        from voice.measuring.catalog import LICENCE_NOTE

        note(LICENCE_NOTE)


def tell_transcriber(shell: Shell) -> None:
    """Tells what writes recordings down, where it is only the one that needs no download.

    Raises:
        TranscriberUnavailable: when what was asked for is not there.
    """
    from core.errors import TranscriberUnavailable
    from voice.transcribers.catalog import in_force

    found = in_force(shell.settings)
    if not found.is_ready:
        raise TranscriberUnavailable(f"wanted {found.name} to write it down, and it is not there: {found.remedy}")
    if found.kind == "embedded":
        note(f"Written down by {found.name}: {found.quality}. `morrow doctor` tells of better ones.")
