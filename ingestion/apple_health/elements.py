"""The elements of an export, one after the other, in constant memory; not what they mean.

Everything before the root is left out: since iOS 16 Apple's own document type is malformed, and entities could stand nowhere else.
Control characters, which XML forbids and exports contain, become spaces. What stands inside a correlation is passed over: the same
records stand by themselves as well. Single heart beats are passed over too (docs: `ingestion/apple_health/__init__.py`).

Source: parse errors reported for exports of iOS 16 and later (document type, U+000B); Apple's note in the document type on records
of correlations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
from defusedxml.expatreader import create_parser  # type: ignore[import-untyped]  # ships no types

from core.errors import BadInput
from ingestion.apple_health.files import HEAD_BYTES, ROOT, XmlFile

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

_CHUNK = 2**18
_MOST_BYTES_OF_AN_ELEMENT = 2**24
_MOST_CHILDREN = 1000
_DEEPEST = 50
_CONTROLS = bytes.maketrans(bytes(code for code in range(32) if code not in b"\t\n\r"), b" " * 29)
_TAGS = frozenset({"ExportDate", "Me", "Record", "Workout"})
_CHILDREN = frozenset({"MetadataEntry", "WorkoutStatistics"})


@dataclass(frozen=True)
class Element:
    """One element right below the root."""

    tag: str
    line: int
    """1-based line of the file."""
    attributes: dict[str, str]
    children: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """(tag, attributes) of metadata and statistics."""

    def metadata(self, key: str) -> str | None:
        """The value of a metadata entry."""
        entries = (attributes for tag, attributes in self.children if tag == "MetadataEntry")
        return next((entry.get("value") for entry in entries if entry.get("key") == key), None)


def elements_of(file: XmlFile, records: frozenset[str]) -> Iterator[Element]:
    """The export's elements in their order: of records only those of the wanted types.

    Raises:
        BadInput: when the file is no well-formed export; the message names the line.
    """
    parser = create_parser(forbid_dtd=True)
    handler = _Handler(records, parser.getLineNumber)
    parser.setContentHandler(handler)
    try:
        for data in _from_root(file):
            parser.feed(data)
            yield from handler.taken(len(data))
        parser.close()
        yield from handler.taken(0)
    except SAXParseException as error:
        line = error.getLineNumber()
        raise BadInput(f"{file.name}, line {line}: broken XML ({error.getMessage()}); export it again, and copy the zip whole") from error
    except (SAXException, DefusedXmlException) as error:
        raise BadInput(f"{file.name}: wanted an Apple Health export, found {type(error).__name__}; export it again") from error


def _from_root(file: XmlFile) -> Iterator[bytes]:
    """The bytes from the root element on, after as many line ends as stood before it: lines keep their numbers."""
    chunks = file.chunks(_CHUNK)
    head = b""
    while ROOT not in head:
        data = next(chunks, b"")
        head += data
        if not data or len(head) > HEAD_BYTES + _CHUNK:
            raise BadInput(f"{file.name}: wanted Apple's export, found no HealthData in it; give the export.zip of the Health app")
    start = head.index(ROOT)
    yield b"\n" * head.count(b"\n", 0, start) + head[start:].translate(_CONTROLS)
    for data in chunks:
        yield data.translate(_CONTROLS)


class _Handler(ContentHandler):
    """Collects the elements that are wanted, with the children that are."""

    def __init__(self, records: frozenset[str], line: Callable[[], int]) -> None:
        super().__init__()
        self._records = records
        self._line = line
        self._depth = 0
        self._open: Element | None = None
        self._ready: list[Element] = []
        self._begun = 0
        self._silent_bytes = 0

    def taken(self, fed: int) -> list[Element]:
        """The elements that were completed since the last call, after so many more bytes."""
        self._silent_bytes = 0 if self._begun else self._silent_bytes + fed
        if self._silent_bytes > _MOST_BYTES_OF_AN_ELEMENT:
            raise SAXException(f"an element of more than {_MOST_BYTES_OF_AN_ELEMENT >> 20} MB")
        self._begun = 0
        ready, self._ready = self._ready, []
        return ready

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # the name that SAX calls
        """An element begins."""
        self._depth += 1
        self._begun += 1
        if self._depth == 2:
            wanted = name in _TAGS and (name != "Record" or attrs.get("type") in self._records)
            self._open = Element(name, self._line(), dict(attrs.items())) if wanted else None
        elif self._open is not None and name in _CHILDREN and len(self._open.children) < _MOST_CHILDREN:
            self._open.children.append((name, dict(attrs.items())))
        elif self._depth > _DEEPEST:
            raise SAXException(f"elements nested more than {_DEEPEST} deep")

    def endElement(self, name: str) -> None:  # noqa: N802  # the name that SAX calls
        """An element ends."""
        if self._depth == 2 and self._open is not None:
            self._ready.append(self._open)
            self._open = None
        self._depth -= 1
