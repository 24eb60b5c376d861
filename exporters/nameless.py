"""Files without a name: whatever ends the process that wrote them, their bytes go with it."""

from __future__ import annotations

import os
from pathlib import Path

# Where these are missing (on a system that is no Linux), files have names.
_FLAG = getattr(os, "O_TMPFILE", 0)
_NUMBERS = Path("/proc/self/fd")


def nameless_file(folder: Path) -> int | None:
    """Make a file without a name on the disk of a folder; None where that cannot be done."""
    if not _FLAG or not _NUMBERS.is_dir():
        return None
    try:
        return os.open(folder, os.O_RDWR | _FLAG, 0o600)
    except OSError:  # a file system that cannot, in one of several numbers; a full one fails again
        return None


def way_to(number: int) -> Path:
    """Return the path by which this process can open a nameless file anew."""
    return _NUMBERS / str(number)


class NamelessFiles:
    """Paths for a library that wants names: each leads to a file without one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._open: dict[Path, int] = {}

    def path(self) -> Path:
        """Make a file that lives until its path is removed, or all are closed."""
        self._let_go()
        path = self._folder / f"part-{self._made}"
        self._made += 1
        number = nameless_file(self._folder)
        if number is None:
            path.touch(mode=0o600)
        else:
            self._open[path] = number
            path.symlink_to(way_to(number))
        return path

    def close(self) -> None:
        """Give the space of all of them back."""
        for number in self._open.values():
            os.close(number)
        self._open.clear()

    def _let_go(self) -> None:
        for path in [each for each in self._open if not each.is_symlink()]:
            os.close(self._open.pop(path))
