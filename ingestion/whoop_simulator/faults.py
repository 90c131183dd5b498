"""The script of faults: what shall go wrong, on which requests and how often; not how it is done (`fault_player`)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Literal, get_args, get_type_hints

from core.errors import BadInput

FaultKind = Literal[
    "status",  # answers with `status`, and with Retry-After if `retry_after` is given
    "hang",  # says nothing for `seconds`, then answers
    "reset",  # the connection is torn down without an answer
    "drip",  # a byte every `seconds`
    "cut_json",  # a whole HTTP answer with half of its JSON
    "repeat_token",  # the next page has the token of this one; bites on requests with a token
    "loop_tokens",  # the next page has the token of the second one; bites on requests with a token
    "no_token",  # no token although more pages follow
    "empty_page",  # no records, and the token of the page after
    "disorder",  # records in another order, and the last one of the page before once more
    "wrong_types",  # every value of the object, or of each record, inside a list
    "wrong_date",  # a Date header that is off by `seconds`
    "huge",  # a body of `megabytes`
]
PAGED = frozenset({"repeat_token", "loop_tokens"})

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("kind", "path", "method"), str),
    **dict.fromkeys(("times", "skip", "status", "megabytes"), int),
    "retry_after": (int, type(None)),
    "seconds": (int, float),
    "processed": bool,
}


@dataclass(frozen=True)
class Fault:
    """One step of the script: bites on the next `times` requests that match, and is then used up."""

    kind: FaultKind
    path: str = "*"
    """Pattern of `fnmatch` over the path, e.g. `*/v2/recovery` or `*/token`."""
    method: str = "*"
    times: int = 1
    skip: int = 0
    """Matching requests that pass unharmed before."""
    status: int = 500
    retry_after: int | None = None
    seconds: float = 1.0
    megabytes: int = 64
    processed: bool = False
    """Of `status`, `hang` and `reset`: the request is first done, and only its answer is lost."""


class FaultScript:
    """The steps not used up yet, in order; the first that matches a request bites. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[tuple[Fault, list[int]]] = []

    def add(self, *faults: Fault) -> None:
        """Appends steps."""
        with self._lock:
            self._steps += [(fault, [fault.skip, fault.times]) for fault in faults]

    def clear(self) -> None:
        """Forgets all steps."""
        with self._lock:
            self._steps.clear()

    def waiting(self) -> list[Fault]:
        """Steps that are not used up."""
        with self._lock:
            return [fault for fault, _ in self._steps]

    def take(self, method: str, path: str, *, paged: bool) -> Fault | None:
        """The fault of a request, if one bites; `paged` says that it asks for a further page."""
        with self._lock:
            for place, (fault, left) in enumerate(self._steps):
                if not _matches(fault, method, path, paged=paged):
                    continue
                if left[0] > 0:
                    left[0] -= 1
                    return None
                left[1] -= 1
                if left[1] <= 0:
                    del self._steps[place]
                return fault
            return None


def fault_of(given: dict[str, object]) -> Fault:
    """The step that a JSON object describes.

    Raises:
        BadInput: naming the field that is none, or has a value of another type.
    """
    for name, value in given.items():
        if name not in _TYPES or not isinstance(value, _TYPES[name]):
            raise BadInput(f"wanted the fields of a fault ({', '.join(field.name for field in fields(Fault))}), found {name}={value!r}")
    if given.get("kind") not in get_args(get_type_hints(Fault)["kind"]):
        raise BadInput(f"wanted a kind of fault ({', '.join(get_args(FaultKind))}), found {given.get('kind')!r}")
    return Fault(**given)  # type: ignore[arg-type]  # names and types were looked at


def _matches(fault: Fault, method: str, path: str, *, paged: bool) -> bool:
    return fnmatchcase(path, fault.path) and fault.method in {"*", method} and (paged or fault.kind not in PAGED)
