"""Runs a command that ends with whoever started it: `python -m app.tethered NAME=VALUE … -- COMMAND …`.

On Linux the kernel ends it even where its starter was killed; elsewhere an orderly end of the starter ends it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when the thread that started it ends."""


def main(arguments: list[str]) -> None:
    """Becomes the command, with those variables in its environment."""
    cut = arguments.index("--")
    os.environ.update(dict(pair.split("=", 1) for pair in arguments[:cut]))
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was gone before the kernel was asked
            return
    os.execvp(arguments[cut + 1], arguments[cut + 1 :])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
