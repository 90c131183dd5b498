"""Options that several commands share, so that one name means one thing everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

Person = Annotated[
    str | None,
    typer.Option("--person", "-p", metavar="ID", help="Whose data; without it MORROW_PERSON, else the only person there is."),
]
People = Annotated[
    list[str] | None,
    typer.Option("--person", "-p", metavar="ID", help="Only this person; may be given more than once. Without it: everybody."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else there.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="ISO",
        help="Replay this past instant (2026-03-01T21:00, the person's local time unless it names a zone; a date alone means 21:00).",
    ),
]
RunId = Annotated[str | None, typer.Option("--run-id", metavar="NAME", help="Name of a replay that remembers from evening to evening.")]
TrackName = Annotated[
    str | None,
    typer.Option("--track", metavar="live|replay", help="Which track to read; without it live, and replay for simulated people."),
]
