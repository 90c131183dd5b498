"""Every error Morrow raises on purpose, in one tree.

MorrowError
├── BadInput             what the person gave cannot be used            exit 2
│   ├── UnknownPerson
│   ├── UnknownName      a target, forecaster, event kind, setting …
│   └── Unhearable       a recording that is none, is broken, too long, or holds no speech
├── Refused              Morrow could, but must not                     exit 3
│   ├── NotEnoughData
│   └── TooLate
├── Broken               a part is not in order; the remedy is named    exit 1
│   ├── StoreBusy
│   ├── StoreBroken
│   ├── LedgerBroken
│   ├── ClockFault
│   ├── SettingsBroken
│   ├── ArtifactRefused  files of a trained model are not those registered
│   ├── Reconnect        a service no longer takes the grant; connect again
│   ├── SourceUnavailable a service cannot be had now; later it may
│   ├── SourceBroken     a service answered what its description does not know
│   ├── TranscriberUnavailable  what was to write speech down cannot be had
│   ├── ReaderUnavailable   what was to read an entry cannot be had
│   └── ModelUnavailable the language model gave nothing usable
└── ToolError            what a tool tells the model
    ├── ToolRetry        other arguments could work
    └── ToolFailed       they could not

Messages say what was wanted, what was found and the remedy.
"""

from __future__ import annotations


class MorrowError(Exception):
    """The root; `exit_code` is what the command line ends with."""

    exit_code = 1


class BadInput(MorrowError):
    """What the person gave cannot be used as it is."""

    exit_code = 2


class UnknownPerson(BadInput):
    """No facts of that person stand in the store."""


class UnknownName(BadInput):
    """A name that no catalog holds."""


class Unhearable(BadInput):
    """A recording that cannot be heard, or in which nobody speaks; nothing of it was kept.

    Args:
        message: what was wanted, what was found and the remedy.
        reason: one word for it, for scripts.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Refused(MorrowError):
    """Morrow could do it, but a promise forbids it."""

    exit_code = 3


class NotEnoughData(Refused):
    """Too few usable nights for an honest forecast."""


class TooLate(Refused):
    """The deadline of the night has passed."""


class Broken(MorrowError):
    """A part of the installation is not in order."""


class TranscriberUnavailable(Broken):
    """The transcriber that was asked for cannot be had; the message tells how to get it."""


class ReaderUnavailable(Broken):
    """The reader of entries that was asked for cannot be had; the message tells how to get it."""


class StoreBusy(Broken):
    """Another process held the store longer than the bounded wait."""


class StoreBroken(Broken):
    """The store's file cannot be opened or is of a newer version."""


class LedgerBroken(Broken):
    """The chain of sealed forecasts does not verify."""


class ClockFault(Broken):
    """The clock stands before the last seal; sealing now would lie about order."""


class SettingsBroken(Broken):
    """A setting has a value that cannot be used."""

    exit_code = 2


class ArtifactRefused(Broken):
    """The files of a trained model version are not the ones that were registered; none of them was opened as a model."""


class Reconnect(Broken):
    """The grant of a connected service is gone: revoked, expired, or lost with a token that was never saved. The person must renew it."""


class SourceUnavailable(Broken):
    """A service could not be had within the time allowed; what stood before still stands.

    `retry_after_seconds` says when to come back, where the service said so.
    """

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class SourceBroken(Broken):
    """A service answered something that its own description does not allow; nothing of that answer was used."""


class ModelUnavailable(Broken):
    """The language model refused, hung, or answered nonsense; `reason` is one short phrase.

    The daily run catches this and lets the offline analyst finish.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ToolError(MorrowError):
    """What a tool tells the model; anything else that a tool raises ends the run."""


class ToolRetry(ToolError):
    """The call failed, but other arguments could work. See also `ToolFailed`."""


class ToolFailed(ToolError):
    """The call failed, and no arguments would help. See also `ToolRetry`."""
