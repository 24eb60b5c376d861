"""A gate to try spreadsheets at: a small case schema of its own, and what was said of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from server.domain.schema.kinds import Field, FieldType, RecordKind, Schema, Sensitivity
from server.odk.gate.case import Standards
from server.odk.gate.inspection import Inspection, Source, inspect
from server.odk.gate.message import Message
from tests.simulators.sheets import workbook

_TYPES = {each.value: each for each in FieldType}
_SENSITIVITIES = {each.value: each for each in Sensitivity}


def _field(name: str, type_: str = "text", who: str = "coded", **more: str) -> Field:
    return Field(
        name=name,
        type=_TYPES[type_],
        label=name,
        section=more.get("section", "all"),
        sensitivity=_SENSITIVITIES[who],
        codes=more.get("codes"),
    )


SCHEMA = Schema(
    kinds=(
        RecordKind(
            name="report",
            label="Report",
            is_subject=True,
            fields=(
                _field("channel", "code", codes="channel"),
                _field("exploitation", "codes", codes="exploitation"),
                _field("place"),
                _field("report_language", "code", codes="language"),
                _field("incident_date", "date"),
                _field("seen_month", "month"),
                _field("started_at", "moment"),
                _field("victim_count", "integer"),
                _field("amount", "decimal"),
                _field("position", "place"),
                _field("picture", "attachment"),
                _field("story", who="restricted"),
                _field("agent_name", who="restricted", section="agency"),
                _field("reporter_name", who="identifying"),
            ),
        ),
        RecordKind(
            name="means_of_control",
            label="Means",
            keys=("phase", "mean"),
            fields=(
                _field("phase", "code", codes="phase"),
                _field("mean", "code", codes="mean"),
                _field("used", "code", codes="yes_no"),
                _field("by_whom", "codes"),
            ),
        ),
    )
)

CODES = {
    "channel": ("screening", "online"),
    "exploitation": ("sexual", "labour"),
    "language": ("eng", "spa", "acf"),
    "phase": ("entry", "exploitation"),
    "mean": ("threat", "debt_bondage"),
    "yes_no": ("yes", "no"),
}

STANDARDS = Standards(schema=SCHEMA, codes=CODES)

CHOICES = """
| list_name | name | label |
| yn        | yes  | Yes   |
| yn        | no   | No    |
"""

_NO_FILES: Mapping[str, bytes] = {}
_NO_SHEETS: Mapping[str, str] = {}


def settings(audience: str = "agency", **more: str) -> str:
    """Return a settings sheet with these cells beside the usual ones."""
    row = {"form_id": "trial", "form_title": "Trial", "audience": audience}
    row |= {"namespaces": 'case="urn:lespwa:case"'} | more
    return f"|{'|'.join(row)}|\n|{'|'.join(text.replace('|', '¦') for text in row.values())}|"


def said(
    survey: str,
    settings_: str | None = None,
    choices: str = CHOICES,
    media: Mapping[str, bytes] = _NO_FILES,
    more: Mapping[str, str] = _NO_SHEETS,
) -> Inspection:
    """Take a form written as tables through the gate; `more` are other sheets by name."""
    settings_ = settings() if settings_ is None else settings_
    tables = {"survey": survey, "choices": choices, "settings": settings_, **more}
    content = workbook(**{name: table for name, table in tables.items() if table})
    return inspect(Source(name="trial.xlsx", content=content, media=media), STANDARDS)


def only(inspection: Inspection) -> Message:
    """Return the one message there is."""
    (message,) = inspection.messages
    return message


def sentences(inspection: Inspection) -> str:
    """Return everything that was said, one message a line."""
    return "\n".join(str(message) for message in inspection.messages)
