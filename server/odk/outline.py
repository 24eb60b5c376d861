"""Reads the survey sheet as an outline: what each row is, its path, and the groups around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from server.odk.workbook import Row, Workbook

MAPPING = "bind::case:field"

_BEGIN = re.compile(r"begin[ _]+(?P<kind>group|lgroup|repeat|loop|looped group)\b.*", re.IGNORECASE)
_END = re.compile(r"end[ _]+(group|lgroup|repeat|loop|looped group)\b.*", re.IGNORECASE)
_OTHER = re.compile(r" +or[ _](specify[ _])?other$", re.IGNORECASE)
_SELECTS = ("select", "rank", "add select")


class RowKind(StrEnum):
    """What a row of the survey sheet is."""

    QUESTION = "question"
    GROUP = "group"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the survey: `around` are the groups and repeats it stands in, outermost first."""

    row: Row
    kind: RowKind
    path: str
    around: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The name of the question or group."""
        return self.row.get("name")

    @property
    def type(self) -> str:
        """The type as written, spaces evened out."""
        return " ".join(self.row.get("type").split())

    @property
    def list_name(self) -> str | None:
        """The choice list or file that a select names, or None."""
        words = _OTHER.sub("", self.type).split()
        is_select = len(words) > 1 and self.type.lower().startswith(_SELECTS)
        return words[-1] if is_select else None

    @property
    def has_other(self) -> bool:
        """Whether it is a select to whose list pyxform adds the choice "Other"."""
        return self.list_name is not None and _OTHER.search(self.type) is not None

    @property
    def repeats(self) -> tuple[str, ...]:
        """The paths of the repeats around it, its own included when it is one."""
        within = (*self.around, self)
        return tuple(each.path for each in within if each.kind is RowKind.REPEAT)

    @property
    def has_condition(self) -> bool:
        """Whether it, or a group around it, is asked only under a condition."""
        return any(each.row.get("relevant") for each in (*self.around, self))


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The rows of a survey sheet that name a node of the form, in order."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """The rows by path below the form's root."""
        return {each.path: each for each in reversed(self.entries)}

    @cached_property
    def by_name(self) -> dict[str, Entry]:
        """The rows by name; the first where a name stands twice."""
        return {each.name: each for each in reversed(self.entries)}


def read_outline(workbook: Workbook) -> Outline:
    """Return the outline of a workbook's survey sheet, however badly its groups are closed."""
    return Outline(entries=tuple(_entries(workbook)))


def _entries(workbook: Workbook) -> Iterator[Entry]:
    around: list[Entry] = []
    for row in workbook.sheet("survey").rows:
        type_ = " ".join(row.get("type").split())
        if _END.fullmatch(type_):
            around = around[:-1]
            continue
        entry = _entry(row, type_, tuple(around))
        yield entry
        if entry.kind is not RowKind.QUESTION:
            around.append(entry)


def _entry(row: Row, type_: str, around: tuple[Entry, ...]) -> Entry:
    begin = _BEGIN.fullmatch(type_)
    kind = RowKind.QUESTION
    if begin:
        kind = RowKind.GROUP if begin["kind"].lower() == "group" else RowKind.REPEAT
    # pyxform names the log of a form itself, and puts it beside the other facts about the form.
    is_audit = type_.lower() == "audit"
    steps = ["meta", "audit"] if is_audit else [*(each.name for each in around), row.get("name")]
    return Entry(row=row, kind=kind, path="/".join(steps), around=around)
