"""Which files of a path tell of what, and one pass over them: what the sources for wearables share; nothing of one device."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Literal

from core.errors import BadInput
from core.records import RejectedRow
from ingestion import cells, raw_files
from ingestion.cells import CellError
from ingestion.documents import keys_of, rows_of
from ingestion.fields import Row
from ingestion.raw_files import RawFile
from ingestion.source import NO_OPTIONS, Item, Option, SourceFile, chosen
from ingestion.wearable_facts import facts_of
from ingestion.wearable_nights import Device
from ingestion.wearable_told import ProfileTold, Told
from ingestion.whoop_export.facts import Origin

MAX_DOCUMENT_BYTES = 128 * 2**20
"""Unpacked size of one document; the summaries of a very active life reach 100 MB."""
LOOKED_AT = 300
"""Documents without a telling name whose beginning is looked at before a path is given up as unknown."""
TIME_ZONE = Option("time_zone", "", "IANA name of the person's home, for times that carry no offset")


@dataclass(frozen=True)
class Kind:
    """One kind of document."""

    name: str
    """In words, for reports."""
    tell: Callable[[Row, tzinfo], Iterable[Told]]
    """(record, home) → what it tells; raises `CellError` for one that cannot be used."""
    keys: frozenset[str]
    """Fields that its beginning shows."""
    file: re.Pattern[str] | None = None
    """Its name, in an export that names its files; None for a document of any name."""
    paths: tuple[tuple[str, ...], ...] = ((),)
    """Where its records stand, see `documents.rows_of`."""


@dataclass(frozen=True)
class Form:
    """One way in which a device's data are handed out: an export, an API. Two forms may mean different things by one word."""

    name: str
    epoch: str
    """Stands in the source epoch, where nothing says that this form defines its values as the others do."""
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Found:
    """One file of a known kind."""

    form: Form
    kind: Kind
    file: RawFile


class Wearable:
    """A source of one device: subclasses say what its documents mean."""

    name: str
    describe: str
    options: tuple[Option, ...] = ()
    forms: tuple[Form, ...]
    """In the order in which they count, where a path holds several."""
    hrv_window: Literal["whole_night", "four_hour"]
    rhr_method: Literal["vendor", "vendor_smoothed", "nightly_min"] | None

    def recognises(self, path: Path) -> bool:
        """True when a document of a known kind is there, by its name or its first fields."""
        try:
            return path.exists() and next(_found(path, self.forms, LOOKED_AT), None) is not None
        except (BadInput, OSError, ValueError):
            return False

    def read(self, path: Path, *, person_id: str | None = None, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[SourceFile]:
        """All documents of the path as one file, for nights are joined from several of them: all of it is stored, or nothing."""
        home = chosen(self.options, options).get("time_zone", "")
        yield SourceFile(path.name, list(self._items(list(_found(path, self.forms)), person_id or "me", home)))

    def _items(self, found: Sequence[Found], person_id: str, home: str) -> Iterator[Item]:
        form = next((form for form in self.forms if any(one.form is form for one in found)), self.forms[0])
        reading = _Reading(home)
        told: list[Told | RejectedRow] = []
        for one in sorted(found, key=lambda one: (form.kinds.index(one.kind) if one.form is form else -1, one.file.name)):
            told += reading.of(one) if one.form is form else [_surplus(one, form)]
        epoch = ";".join(filter(None, (f"{self.name}/1", form.epoch)))
        device = Device(Origin(person_id, self.name, epoch), reading.zone, self.hrv_window, self.rhr_method)
        yield from facts_of([*reading.home_told(), *told], device)


class _Reading:
    """One pass over the documents: what was told, and where home is."""

    def __init__(self, home: str) -> None:
        self._given = home
        self.zone: tzinfo = UTC
        if home:
            try:
                self.zone = cells.time_zone(home)
            except CellError as error:
                raise BadInput(f"option time_zone: {error}") from error

    def of(self, found: Found) -> Iterator[Told | RejectedRow]:
        """What one document tells; a profile moves home for the documents after it, unless home was given."""
        for row in rows_of(found.file, found.kind.paths):
            if isinstance(row, RejectedRow):
                yield row
                continue
            try:
                for one in list(found.kind.tell(row, self.zone)):
                    yield self._heard(one)
            except CellError as error:
                yield row.rejected(str(error))

    def home_told(self) -> list[ProfileTold]:
        """Home as the person gave it, where it has a name."""
        return [ProfileTold(_NO_ROW, time_zone=self._given)] if getattr(self.zone, "key", None) and self._given else []

    def _heard(self, told: Told) -> Told:
        if isinstance(told, ProfileTold) and told.time_zone and not self._given:
            self.zone = cells.time_zone(told.time_zone)
        return told


_NO_ROW = Row("", 0, "", {})


def _surplus(found: Found, form: Form) -> RejectedRow:
    words = f"the whole file is not used: it is of the {found.form.name}, and files of the {form.name} lie beside it; give it alone"
    return RejectedRow(found.file.name, 1, words)


def _found(path: Path, forms: Sequence[Form], most: int | None = None) -> Iterator[Found]:
    """The documents of known kinds: where any file has a telling name only those that have one, and always by their first fields.

    Args:
        path: a file, a folder or a zip.
        forms: what is known.
        most: how many documents without a telling name are looked into; None is all.
    """
    kinds = [(form, kind) for form in forms for kind in form.kinds]
    names = [kind.file for _, kind in kinds if kind.file]
    files = raw_files.files_of(path, limit=MAX_DOCUMENT_BYTES, wanted=lambda name: any(one.search(name) for one in names))
    if not files:
        files = raw_files.files_of(path, limit=MAX_DOCUMENT_BYTES, wanted=lambda name: name.lower().endswith((".json", ".csv")))[:most]
    for file in files:
        keys = keys_of(file)
        fitting = ((form, kind) for form, kind in kinds if kind.keys <= keys and (kind.file is None or kind.file.search(file.name)))
        found = next(fitting, None)
        if found:
            yield Found(*found, file)
