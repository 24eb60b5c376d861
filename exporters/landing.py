"""A file or folder that appears whole or not at all, for its owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from typing import BinaryIO

from server.errors import Code, Refused

_PREFIX = ".lespwa-"
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
    """The file being written and a private folder beside its place, for what waits on the way."""

    def __init__(self, path: Path, scratch: Path, *, is_free: Callable[[], None]) -> None:
        self.path = path
        self._check_free = is_free
        self.scratch = scratch
        self.stream: BinaryIO = os.fdopen(_private(scratch / "new"), "wb")

    def digest(self) -> str:
        """Return the SHA-256 of what was written, in hexadecimal."""
        self.stream.flush()
        with (self.scratch / "new").open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest()

    def land(self) -> None:
        """Put the file in its place."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self._check_free()
        (self.scratch / "new").replace(self.path)


@contextmanager
def landing(
    path: Path, *, may_overwrite: bool, instead: str = "name another file"
) -> Iterator[Landing]:
    """Give a file to write for `path`; unless `land` is called nothing is left of it.

    Only a plain file is ever replaced. `instead` is what to do when there is one already.

    Raises:
        Refused: FILE_PROBLEM when the file is there already or cannot be written.
    """
    check = partial(_check_free, path, instead=None if may_overwrite else instead)
    check()
    sweep(path.parent)
    try:
        with private_folder(path.parent) as scratch:
            file = Landing(path, scratch, is_free=check)
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


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """Make a folder that only its owner can enter, and remove it whatever happens."""
    folder, lock = _locked_folder(beside)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(place: Path) -> None:
    """Remove the private folders of those who could not: killed, or without power.

    What is in them is in clear. A folder is locked for as long as somebody works in it.
    """
    for each in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            lock = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                flock(lock, LOCK_EX | LOCK_NB)
                if os.fstat(lock).st_uid == os.geteuid():
                    shutil.rmtree(each, ignore_errors=True)
            finally:
                os.close(lock)


def _locked_folder(beside: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
        with suppress(FileNotFoundError):  # swept away before it was locked
            lock = os.open(folder, os.O_RDONLY)
            with suppress(OSError):  # some file systems know no locks; there nobody sweeps either
                flock(lock, LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


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
