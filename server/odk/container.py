"""Refuses a spreadsheet file that is not what it should be, before anything reads it."""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import copy

from server.errors import Code, Refused

_MEBIBYTE = 1024 * 1024
LARGEST_FILE = 10 * _MEBIBYTE
LARGEST_UNPACKED = 100 * _MEBIBYTE
MOST_PARTS = 2000
MOST_MARKS = 1_000_000  # each "<" becomes an object; our own forms have 50,000

_PIECE = 256 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, and also .xlsx locked with a password
_ZIP = b"PK\x03\x04"
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others cannot be unpacked in pieces
_MACROS = "vbaProject.bin"
_PICTURES = "xl/media/"
_DAMAGED = "the file is damaged; save it again as .xlsx"
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def check_container(data: bytes, name: str) -> None:
    """Check that a file is a plain .xlsx workbook of reasonable size, without macros.

    Raises:
        Refused: FILE_PROBLEM, with one clause that says what is wrong and what to do.
    """
    why = _kind(data) or _contents(data)
    if why:
        raise Refused(Code.FILE_PROBLEM, name=name, why=why)


def _kind(data: bytes) -> str | None:
    if not data:
        return "the file is empty"
    if len(data) > LARGEST_FILE:
        return f"the file is larger than {LARGEST_FILE // _MEBIBYTE} MB"
    if data.startswith(_OLD_OFFICE):
        return "this is an old .xls file or is locked; save it as .xlsx, without a password"
    if not data.startswith(_ZIP):
        return "this is not an Excel workbook; save it as .xlsx (a CSV file cannot hold a form)"
    return None


def _contents(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _listing(archive) or _parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return _DAMAGED


def _listing(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    sizes = sum(part.file_size for part in archive.infolist())
    if len(names) > MOST_PARTS or sizes > LARGEST_UNPACKED:
        return f"the file unpacks to more than {LARGEST_UNPACKED // _MEBIBYTE} MB"
    if "mimetype" in names:
        return "this is a LibreOffice file (.ods); save it as Excel 2007-365 (.xlsx)"
    if "xl/workbook.xml" not in names:
        return "this is not an Excel workbook; save it as .xlsx"
    if any(name.endswith(_MACROS) for name in names):
        return "the workbook holds macros; save it as .xlsx, which has none"
    return None


def _parts(archive: zipfile.ZipFile) -> str | None:
    marks = 0
    for part in archive.infolist():
        content = _unpacked(archive, part)
        if content is None:
            return _DAMAGED
        marks += content.count(b"<")
        if marks > MOST_MARKS:
            return "the workbook holds more than a form needs; delete empty formatted rows"
        # No spreadsheet program writes a document type, and entities can explode. Any part may
        # be a sheet, whatever its name; only a picture may be a document of another kind.
        is_picture = part.filename.startswith(_PICTURES)
        if not is_picture and any(mark in content for mark in _DECLARATIONS):
            return "the file holds a document type, which no spreadsheet program writes"
    return None


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | None:
    """Return a part's content, None when it is longer than it says.

    Such a part would be unpacked whole, to any length, by whoever reads it as it says.
    """
    if part.compress_type not in _PACKINGS:
        return None
    asking = copy(part)
    asking.file_size += 1  # reading stops there, and looks no further
    content = bytearray()
    with archive.open(asking) as stream:
        while piece := stream.read(_PIECE):
            content += piece
    return bytes(content) if len(content) == part.file_size else None
