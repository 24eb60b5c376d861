"""What the publish gate says: how grave, where in the spreadsheet, what is wrong, and the mend."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """An error stops publishing; a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a spreadsheet; `letter` is the column as Excel names it, `column` its header.

    `sheet` is a file's name when the place `is_file` that lies beside the spreadsheet.
    """

    sheet: str
    row: int | None = None
    column: str | None = None
    letter: str | None = None
    is_file: bool = False

    def __str__(self) -> str:
        parts = [f"{'file' if self.is_file else 'sheet'} {self.sheet}"]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.letter is not None:
            parts.append(f"column {self.letter}" + (f" ({self.column})" if self.column else ""))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing the gate has to say; `mend` is what to do about it, "" for a note."""

    severity: Severity
    sentence: str
    mend: str = ""
    spot: Spot | None = None

    @property
    def sheet(self) -> str | None:
        """The sheet it is about."""
        return self.spot.sheet if self.spot else None

    @property
    def row(self) -> int | None:
        """The row it is about, counted as Excel does."""
        return self.spot.row if self.spot else None

    @property
    def column(self) -> str | None:
        """The header of the column it is about."""
        return self.spot.column if self.spot else None

    def __str__(self) -> str:
        place = f", {self.spot}" if self.spot else ""
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.severity.capitalize()}{place}: {self.sentence}{mend}"


def error(sentence: str, mend: str, spot: Spot | None = None) -> Message:
    """Return a message that stops publishing."""
    return Message(severity=Severity.ERROR, sentence=sentence, mend=mend, spot=spot)


def warning(sentence: str, mend: str, spot: Spot | None = None) -> Message:
    """Return a message that asks for attention."""
    return Message(severity=Severity.WARNING, sentence=sentence, mend=mend, spot=spot)


def note(sentence: str, spot: Spot | None = None) -> Message:
    """Return a message that only informs."""
    return Message(severity=Severity.NOTE, sentence=sentence, spot=spot)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that names the known words nearest to a misspelt one, or ""."""
    near = get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(f'“{each}”' for each in near)}?" if near else ""
