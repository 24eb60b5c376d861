"""A folder beside the place of a file, which its owner only can enter and which does not stay."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

_PREFIX = ".lespwa-"


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

    What is in them may be in clear.
    """
    for each in place.glob(f"{_PREFIX}*"):
        with _abandoned(each) as is_abandoned:
            if is_abandoned:
                shutil.rmtree(each, ignore_errors=True)


def left_over(place: Path) -> list[Path]:
    """Return the private folders there in which nobody works any more."""
    found = []
    for each in sorted(place.glob(f"{_PREFIX}*")):
        with _abandoned(each) as is_abandoned:
            if is_abandoned:
                found.append(each)
    return found


@contextmanager
def _abandoned(folder: Path) -> Iterator[bool]:
    """Tell whether it is ours and nobody works in it: who does keeps it locked."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        yield False
        return
    try:
        yield _locks(lock) and os.fstat(lock).st_uid == os.geteuid()
    finally:
        os.close(lock)


def _locks(folder: int) -> bool:
    try:
        flock(folder, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True


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
