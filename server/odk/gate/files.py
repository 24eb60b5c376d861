"""Checks that the files a form names lie beside it and can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from xml.sax.saxutils import unescape

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.lists import check_list
from server.odk.gate.message import Message, Spot, did_you_mean, error

# In an attribute, as a text of its own, or quoted inside an expression: an apostrophe ends a name
# only in the last.
_NAMED = re.compile(
    rb"(?:\"\s*jr://(?:file|file-csv|images|audio|video)/([^\"<>]+)\""
    rb"|>\s*jr://(?:file|file-csv|images|audio|video)/([^<>]+)<"
    rb"|jr://(?:file|file-csv|images|audio|video)/([^\"'<>\s][^\"'<>]*))"
)
# The appearance search('fruits') reads fruits.csv from the form's files, as pulldata( ) does.
_SEARCHED = re.compile(
    rb"appearance=\"[^\"]*\bsearch\(\s*(?:'|&apos;|&quot;)([^'&\"<>]+?)(?:'|&apos;|&quot;)"
)
_SAFE_NAME = re.compile(r"(?!\.)[^/\\\x00-\x1f]{1,200}")
_YES = frozenset({"yes", "true", "true()"})


class FilesByName(Mapping[str, bytes]):
    """The files beside a form, found however the accents of their names are composed.

    A Mac writes é as two signs, e and an accent, where a spreadsheet has one.
    """

    def __init__(self, media: Mapping[str, bytes]) -> None:
        self._media = media
        self._names = {_composed(name): name for name in media} | {name: name for name in media}

    def __getitem__(self, name: str) -> bytes:
        return self._media[self._names.get(name) or self._names[_composed(name)]]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._names or _composed(name) in self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._media)

    def __len__(self) -> int:
        return len(self._media)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def files_named(xform: bytes) -> tuple[str, ...]:
    """Return the names of the files that an XForm needs, each once."""
    found = [b"".join(parts).decode("utf-8", errors="replace") for parts in _NAMED.findall(xform)]
    searched = [each.decode("utf-8", errors="replace") for each in _SEARCHED.findall(xform)]
    found += [f"{each.strip().removesuffix('.csv')}.csv" for each in searched]
    return tuple(dict.fromkeys(unescape(name, {"&quot;": '"'}).strip() for name in found))


def check_files(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which files are missing, and what is wrong with the lists."""
    may_repeat = sheets.workbook.settings.get("allow_choice_duplicates").lower() in _YES
    for name in files_named(compiled.xform):
        if not _SAFE_NAME.fullmatch(name):
            sentence = f"The file name “{name}” is not usable."
            yield error(sentence, "Use a plain name without folders.", _place(sheets, name))
        elif name not in sheets.media:
            mend = did_you_mean(name, sheets.media) or "Put it beside the spreadsheet."
            sentence = f"The file {name} is not beside the spreadsheet."
            yield error(sentence, mend, _place(sheets, name))
        elif name.endswith(".csv"):
            selects = [each for each in sheets.outline.entries if each.list_name == name]
            content = sheets.media[name]
            yield from check_list(name, content, selects, may_repeat=may_repeat)


def _place(sheets: Sheets, name: str) -> Spot:
    """Return the cell that names a file, or that reads from it by pulldata('name', …)."""
    stem = name.removesuffix(".csv")
    for wanted in ((name,), (f"'{stem}'", f'"{stem}"')):
        for sheet in (sheets.workbook.sheet("survey"), sheets.workbook.sheet("choices")):
            for row in sheet.rows:
                for key, text in row.cells.items():
                    if any(each in text for each in wanted):
                        return sheet.spot(row.number, key)
    return sheets.spot(sheets.outline.by_name.get(PurePosixPath(name).stem), "name")
