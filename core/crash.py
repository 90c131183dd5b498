"""Named points at which tests kill the process, to prove that a restart puts everything right.

Reads the environment itself, unlike anything else: a crash point must work in any process that a test starts.
"""

from __future__ import annotations

import os
import signal


def crash_point(name: str) -> None:
    """Ends the process as `kill -9` would, if `MORROW_CRASH_AT` names this point; else nothing."""
    if os.environ.get("MORROW_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
