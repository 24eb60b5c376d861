"""A file or folder that appears whole or not at all, for its owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from exporters.nameless import nameless_file, way_to
from exporters.private_folder import private_folder, sweep
from server.errors import Code, Refused

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISFIFO, "a pipe"),
)
_REASONS = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "the disk quota is used up",
    "EACCES": "you may not write there",
    "EPERM": "you may not write there",
    "EROFS": "nothing can be written on that disk",
    "ENOENT": "the folder does not exist",
    "ENOTDIR": "a part of the path is not a folder",
    "ENAMETOOLONG": "the name is too long",
}


class Landing:
    """The file being written and a private folder beside its place, for what waits on the way.

    Until it is whole the file has no name, where the file system can do that: whatever ends the
    process, the bytes go with it. Elsewhere it waits as `new` in the private folder.
    """

    def __init__(self, path: Path, scratch: Path, *, may_overwrite: bool, instead: str) -> None:
        self.path = path
        self.scratch = scratch
        self._may_overwrite = may_overwrite
        self._instead = instead
        nameless = nameless_file(scratch)
        number = _private(scratch / "new") if nameless is None else nameless
        self._is_nameless = nameless is not None
        self._place = way_to(number) if self._is_nameless else scratch / "new"
        self.stream: BinaryIO = os.fdopen(number, "wb")

    def read_back(self) -> BufferedReader:
        """Open what was written so far, to read it from its start."""
        self.stream.flush()
        return self._place.open("rb")

    def digest(self) -> str:
        """Return the SHA-256 of what was written, in hexadecimal."""
        with self.read_back() as written:
            return hashlib.file_digest(written, "sha256").hexdigest()

    def check_free(self) -> None:
        """Go on only if the place is free, or holds a plain file that may be replaced."""
        _check_free(self.path, instead=None if self._may_overwrite else self._instead)

    def land(self) -> None:
        """Put the file in its place."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.check_free()
        if self._is_nameless and not self._may_overwrite:
            self._name(self.path)
            return
        if self._is_nameless:
            self._name(self.scratch / "new")
        (self.scratch / "new").replace(self.path)

    def _name(self, path: Path) -> None:
        """Give the file its first name; unlike a rename, it never takes that of another."""
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Without a folder's number Python would name the way to the file, not the file.
            os.link(self._place, path.name, dst_dir_fd=folder)
        except FileExistsError:
            self.check_free()
            raise
        finally:
            os.close(folder)


@contextmanager
def landing(
    path: Path, *, may_overwrite: bool, instead: str = "name another file"
) -> Iterator[Landing]:
    """Give a file to write for `path`; unless `land` is called nothing is left of it.

    Only a plain file is ever replaced. `instead` is what to do when there is one already.

    Raises:
        Refused: FILE_PROBLEM when the file is there already or cannot be written.
    """
    _check_free(path, instead=None if may_overwrite else instead)
    sweep(path.parent)
    try:
        with private_folder(path.parent) as scratch:
            file = Landing(path, scratch, may_overwrite=may_overwrite, instead=instead)
            try:
                yield file
            finally:
                _close(file.stream)
    except OSError as error:
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=reason(error)) from error


class FolderLanding:
    """The folder being filled, which its owner only can enter."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self.folder = scratch / "new"
        self.folder.mkdir(mode=0o700)

    def write(self, inside: str, chunks: Iterable[bytes]) -> None:
        """Write a file into it, in folders of its own if need be."""
        file = self.folder / inside
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(_private(file), "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)

    def land(self) -> None:
        """Put the folder in its place."""
        _check_absent(self.path)
        self.folder.rename(self.path)


@contextmanager
def landing_folder(path: Path) -> Iterator[FolderLanding]:
    """Give a folder to fill for `path`; unless `land` is called nothing is left of it.

    Raises:
        Refused: FILE_PROBLEM when something is there already or it cannot be written.
    """
    _check_absent(path)
    sweep(path.parent)
    try:
        with private_folder(path.parent) as scratch:
            yield FolderLanding(path, scratch)
    except OSError as error:
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=reason(error)) from error


def reason(error: OSError, otherwise: str = "it could not be written") -> str:
    """Say in one clause why a file could not be written or read."""
    name = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(name, (error.strerror or otherwise).lower())


def _check_free(path: Path, *, instead: str | None) -> None:
    """Go on only if nothing is there, or a plain file that may be replaced.

    To put a file where a device, a pipe or a link is would take that away from everybody.
    """
    mode = _mode_of(path)
    if mode is None:
        return
    if not stat.S_ISREG(mode):
        kind = next((said for is_it, said in _KINDS if is_it(mode)), "a device or the like")
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=f"it is {kind}, not a plain file")
    if instead is not None:
        why = f"it is there already; {instead}"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why)


def _check_absent(path: Path) -> None:
    if _mode_of(path) is not None:
        why = "it is there already; name a new folder"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why)


def _mode_of(path: Path) -> int | None:
    """Return what is there, a link as itself; None when nothing is, or nobody can tell."""
    try:
        return path.lstat().st_mode
    except OSError:
        return None


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _close(stream: BinaryIO) -> None:
    with suppress(OSError):  # a full disk was said already, or the file has landed
        stream.close()
