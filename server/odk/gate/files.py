"""Checks that the files a form names lie beside it and can be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.codes import is_usable
from server.odk.gate.message import Message, did_you_mean, error
from server.odk.outline import Entry

_NAMED = re.compile(rb"jr://(?:file|file-csv|images|audio|video)/([^\"'<>\s][^\"'<>]*)")
_SAFE_NAME = re.compile(r"(?!\.)[^/\\\x00-\x1f]{1,200}")


def files_named(xform: bytes) -> tuple[str, ...]:
    """Return the names of the files that an XForm needs, each once."""
    found = [name.decode("utf-8", errors="replace") for name in _NAMED.findall(xform)]
    return tuple(dict.fromkeys(name.replace("&amp;", "&").strip() for name in found))


def check_files(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which files are missing, and which lists lack a column or hold a code twice."""
    for name in files_named(compiled.xform):
        entry = next((each for each in sheets.outline.entries if _uses(each, name)), None)
        spot = sheets.spot(entry, "type")
        if not _SAFE_NAME.fullmatch(name):
            sentence = f"The file name “{name}” is not usable."
            yield error(sentence, "Use a plain name without folders.", spot)
        elif name not in sheets.media:
            mend = did_you_mean(name, sheets.media) or "Put it beside the spreadsheet."
            yield error(f"The file {name} is not beside the spreadsheet.", mend, spot)
        elif name.endswith(".csv"):
            wrong = _wrong_list(sheets.media[name], entry)
            if wrong:
                yield error(f"The list {name} {wrong}", "Correct the file.", spot)


def _uses(entry: Entry, name: str) -> bool:
    return entry.list_name == name or any(name in text for text in entry.row.cells.values())


def _wrong_list(content: bytes, entry: Entry | None) -> str | None:
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        return "is not saved as UTF-8."
    except csv.Error:
        return "is no proper CSV file."
    return _wrong_choices(rows, entry) if entry is not None and entry.list_name else None


def _wrong_choices(rows: list[list[str]], entry: Entry) -> str | None:
    header, *choices = rows or [[]]
    code, label = _parameter(entry, "value") or "name", _parameter(entry, "label") or "label"
    for wanted in (code, label):
        if wanted not in header:
            return f"has no column {wanted}."
    place = header.index(code)
    codes = [row[place] for row in choices if len(row) > place and row[place]]
    odd = next((each for each in codes if not is_usable(each)), None)
    return None if odd is None else f"has the code “{odd}”, which is not usable."


def _parameter(entry: Entry, name: str) -> str | None:
    """Return which column a select takes for its values or labels, when it says so."""
    said = re.search(rf"\b{name}\s*=\s*(\S+)", entry.row.get("parameters"))
    return said[1] if said else None
