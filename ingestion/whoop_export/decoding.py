"""The bytes of a CSV file as UTF-8, whatever a spreadsheet saved them in. What the text says is not looked at."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder

_MARKS = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8; bytes with a byte order mark, or in UTF-8 already, come back as they are.

    Without a mark, UTF-16 is known by the NULs beside its Latin letters, and Windows-1252 (Latin-1 with more letters) by having
    more bytes that are no UTF-8 than letters that are: one broken letter in a UTF-8 file does not make it another encoding.
    """
    if data.startswith(_MARKS) or (data.isascii() and b"\0" not in data[:64]):
        return data
    if _is_utf16(data):
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", errors="replace").encode()
    # The data may be the beginning of a file, cut off within a letter.
    text = getincrementaldecoder("utf-8")(errors="replace").decode(data)
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    letters = sum(not letter.isascii() for letter in text) - broken
    return data if broken <= letters else data.decode("cp1252", errors="replace").encode()


def _is_utf16(data: bytes) -> bool:
    """True where every other byte of the beginning is NUL."""
    first = data[:64]
    return len(first) > 3 and (not any(first[1::2]) or not any(first[::2]))
