"""Checks that a submission's name, which stays readable on the tablet, gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.forms import Question, QuestionType
from server.domain.schema.kinds import Sensitivity
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, error

REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")

_TELLING = {QuestionType.TEXT: "free text", QuestionType.BARCODE: "a code that was scanned"}
_TELLING |= dict.fromkeys((QuestionType.GEOPOINT, QuestionType.GEOTRACE), "a place")
_TELLING |= {QuestionType.GEOSHAPE: "a place", QuestionType.ATTACHMENT: "a file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leak:
    """A question that a name must not show, and one phrase that says why."""

    name: str
    why: str


def check_instance_name(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which questions the instance name quotes, directly or through calculations."""
    quoted = REFERENCE.findall(sheets.workbook.settings.get("instance_name"))
    entry = sheets.outline.by_name.get("instanceName")
    if entry is not None:
        quoted += REFERENCE.findall(entry.row.get("calculation"))
    by_name = {question.name: question for question in reversed(compiled.form.questions)}
    settings = sheets.workbook.sheet("settings")
    spot = settings.spot(sheets.workbook.settings.number, "instance_name")
    for leak in _leaks(sheets, by_name, quoted):
        sentence = (
            f"The instance name shows “{leak.name}”, {leak.why}; it is not sealed on tablets."
        )
        yield error(sentence, "Use the date, the reference or a coded answer instead.", spot)


def _leaks(sheets: Sheets, by_name: dict[str, Question], quoted: list[str]) -> Iterator[_Leak]:
    """Follow each quoted name; an unmapped calculation passes on whatever it is made of."""
    seen: set[str] = set()
    waiting = list(quoted)
    while waiting:
        name = waiting.pop(0)
        question = by_name.get(name)
        if question is None or name in seen:
            continue
        seen.add(name)
        entry = sheets.outline.by_path.get(question.path)
        calculation = entry.row.get("calculation") if entry else ""
        why = _why(sheets, question, calculation, entry.row.get("constraint") if entry else "")
        if why is not None:
            yield _Leak(name=name, why=why)
        elif question.mapping is None:
            waiting += REFERENCE.findall(calculation)


def _why(sheets: Sheets, question: Question, calculation: str, constraint: str) -> str | None:
    mapping = question.mapping
    field = sheets.standards.schema.field(mapping.kind, mapping.field or "") if mapping else None
    if field is not None:
        is_open = field.sensitivity is Sensitivity.CODED
        return None if is_open else f"which is {field.sensitivity}"
    if calculation or "regex(" in constraint or not question.is_asked:
        return None
    kind = _TELLING.get(question.type)
    return f"which is {kind}" if kind else None
