"""How much processor time a process and all its descendants have used, from Linux's /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Process:
    """One line of /proc: who started it, and its ticks with those of the children it buried."""

    pid: int
    parent: int
    ticks: int


def cpu_seconds(*roots: int) -> float:
    """Return the processor seconds of these processes and of all below them.

    The time of a child that has ended is its parent's, so nothing is lost or counted twice.
    """
    found = list(_processes())
    family = set(roots)
    while new := {each.pid for each in found if each.parent in family} - family:
        family |= new
    return sum(each.ticks for each in found if each.pid in family) / _TICK


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                yield _read(int(folder.name), (folder / "stat").read_text())


def _read(pid: int, line: str) -> _Process:
    # Field 2 is the program's name in brackets, and may itself hold spaces and brackets.
    fields = line.rpartition(")")[2].split()
    return _Process(pid=pid, parent=int(fields[1]), ticks=sum(map(int, fields[11:15])))
