"""The formats an export can have, and how each one's writer is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from exporters.csvzip import CsvZip
from exporters.jsondocument import JsonDocument
from exporters.landing import Landing
from exporters.tables import Sink, Spool
from exporters.workbook import WorkbookFile


class Format(StrEnum):
    """csv is a zip with one CSV for each table."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a writer is made from."""

    format: Format
    made_at: datetime
    spool: Callable[[], Spool]
    is_formula_safe: bool = False


def sink_for(making: Making, landing: Landing) -> Sink:
    """Make the writer of one export."""
    match making.format:
        case Format.CSV:
            return CsvZip(
                landing.stream,
                spool=making.spool,
                made_at=making.made_at,
                is_formula_safe=making.is_formula_safe,
            )
        case Format.XLSX:
            return WorkbookFile(landing.stream, landing.scratch)
        case Format.JSON:
            return JsonDocument(landing.stream)
