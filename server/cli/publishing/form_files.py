"""Finds a form's spreadsheet and the files that lie beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from server.errors import Code, Refused
from server.odk.gate.inspection import Source

FOLDERS = (".", "media", "lists")
_EXCELS_MARK = "~$"
_NOT_MEDIA = (".xlsx", ".xls", ".xlsm")


@dataclass(frozen=True, slots=True)
class FilesBeside(Mapping[str, bytes]):
    """The files beside a spreadsheet by name, each read only when it is asked for.

    None is read from outside `folder`: a form that came from somewhere could bring along a link
    to a key, and its publishing would give that to every tablet.
    """

    folder: Path
    paths: Mapping[str, Path]

    def __getitem__(self, name: str) -> bytes:
        path = self.paths[name]
        if not path.resolve().is_relative_to(self.folder.resolve()):
            why = "it is a link that leads out of the folder of the form"
            raise Refused(Code.FILE_PROBLEM, name=str(path), why=why)
        return _read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def read_source(path: Path) -> Source:
    """Return a spreadsheet with the files of its folder, of `media` and of `lists` in it.

    Raises:
        Refused: FILE_PROBLEM when the spreadsheet cannot be read, and later when a file is asked
            for that cannot be, or lies elsewhere.
    """
    if path.name.startswith(_EXCELS_MARK):
        why = "it is only Excel's mark that the form is open; close Excel, or name the form itself"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why)
    found = {
        each.name: each
        for folder in reversed(FOLDERS)
        if (path.parent / folder).is_dir()
        for each in sorted((path.parent / folder).iterdir())
        if each.is_file() and not each.name.startswith(".") and each.suffix not in _NOT_MEDIA
    }
    return Source(name=path.name, content=_read(path), media=FilesBeside(path.parent, found))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        why = (problem.strerror or "it cannot be read").lower()
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from problem
