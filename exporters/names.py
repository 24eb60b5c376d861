"""Names that any file system or workbook takes, and that never collide."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_UNSAFE = re.compile(r"[^\w.~-]")
_UUID = re.compile(r"uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 60  # characters: below 255 bytes in any script
_SHEET_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET = 31


def file_name(text: str, taken: set[str]) -> str:
    """Return a portable file name near `text` that is not in `taken`, and add it there.

    `taken` holds names as a file system blind to case sees them.
    """
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(".")
    if not safe or _RESERVED.fullmatch(safe):
        safe = f"_{safe}"
    stem, dot, ending = safe.rpartition(".")
    stem, ending = (stem, dot + ending) if dot and len(ending) < _LONGEST // 2 else (safe, "")
    return _first_free(stem, ending, _LONGEST, taken)


def folder_name(instance_id: str) -> str:
    """Return the folder name of a submission's files, another one for another id."""
    found = _UUID.fullmatch(instance_id)
    if found:
        return found[1]
    # Long enough that nobody finds two ids of one mark, and longer than the last part of a uuid:
    # who sends a submission chooses its id.
    mark = hashlib.sha256(instance_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{_UNSAFE.sub('_', instance_id).strip('.')[:40]}-{mark}"


def sheet_name(text: str, taken: set[str]) -> str:
    """Return a worksheet name near `text` that is not in `taken`, and add it there."""
    plain = _SHEET_UNSAFE.sub("_", text).strip("'") or "sheet"
    if plain.casefold() == "history":  # Excel keeps that name for itself
        plain = f"{plain}_"
    return _first_free(plain, "", _LONGEST_SHEET, taken)


def _first_free(stem: str, ending: str, longest: int, taken: set[str]) -> str:
    number = 1
    while True:
        mark = f"~{number}" if number > 1 else ""
        name = stem[: longest - len(ending) - len(mark)].rstrip("'") + mark + ending
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1
