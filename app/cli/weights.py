"""`morrow weights`: Whisper's weights, downloaded because somebody asked for them."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.output import bar, note
from app.cli.shell import shell_of


def weights(
    context: typer.Context,
    size: Annotated[str, typer.Argument(metavar="SIZE", help="tiny, base, small, medium, large or turbo; .en for English alone.")],
) -> None:
    """Download Whisper's weights of a size from OpenAI, so that speech is written down far better than by the embedded model.

    Once they lie here nothing is downloaded any more: recordings are heard on this machine. `MORROW_WHISPER_MODEL` says which size is used.
    """
    from voice.transcribers.catalog import in_force
    from voice.transcribers.local_whisper import fetch_weights, shelf

    shell = shell_of(context)
    with bar(f"Downloading Whisper {size}") as advance:
        path = fetch_weights(size, shelf(shell.settings), advance)
    note(f"{path} is as OpenAI published it.")
    found = in_force(shell.settings)
    note(f"In force: {found.name}. {found.why}")
