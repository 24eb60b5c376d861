"""Checks that a question's answers fit the field it is mapped to."""

from __future__ import annotations

from collections.abc import Iterator

from server.domain.forms import Question, QuestionType
from server.domain.schema.kinds import FieldType
from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, error
from server.odk.outline import MAPPING

_Q = QuestionType

# Which questions may fill which field. The first of each is what the mend proposes.
FITTING: dict[FieldType, tuple[QuestionType, ...]] = {
    FieldType.TEXT: (_Q.TEXT, _Q.BARCODE, _Q.SELECT_ONE, _Q.INTEGER, _Q.DECIMAL, _Q.TIME),
    FieldType.INTEGER: (_Q.INTEGER,),
    FieldType.DECIMAL: (_Q.DECIMAL, _Q.INTEGER),
    FieldType.DATE: (_Q.DATE, _Q.MOMENT),
    FieldType.MONTH: (_Q.DATE, _Q.INTEGER, _Q.TEXT),
    FieldType.MOMENT: (_Q.MOMENT,),
    FieldType.CODE: (_Q.SELECT_ONE, _Q.ACKNOWLEDGE),
    FieldType.CODES: (_Q.SELECT_MULTIPLE, _Q.SELECT_ONE, _Q.RANK),
    FieldType.ATTACHMENT: (_Q.ATTACHMENT,),
    FieldType.PLACE: (_Q.GEOPOINT,),
}

# What a calculation, whose result has no declared type, may fill as well.
CALCULATED = frozenset(FieldType) - {FieldType.MOMENT, FieldType.ATTACHMENT, FieldType.PLACE}

_ASKED_AS = {
    _Q.TEXT: "text",
    _Q.INTEGER: "integer",
    _Q.DECIMAL: "decimal",
    _Q.DATE: "date",
    _Q.MOMENT: "dateTime",
    _Q.SELECT_ONE: "select_one",
    _Q.SELECT_MULTIPLE: "select_multiple",
    _Q.ATTACHMENT: "image or file",
    _Q.GEOPOINT: "geopoint",
}


def fits(question: Question, field: FieldType) -> bool:
    """Say whether a question's answers can fill a field of that type."""
    is_calculated = not question.is_asked and question.type is QuestionType.TEXT
    return question.type in FITTING[field] or (is_calculated and field in CALCULATED)


def check_types(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which questions ask for something their field cannot hold."""
    for question in compiled.form.questions:
        if question.mapping is None or question.mapping.field is None:
            continue
        field = sheets.standards.schema.field(question.mapping.kind, question.mapping.field)
        if field is None or fits(question, field.type):
            continue
        sentence = (
            f"A question of the type {question.type.replace('_', ' ')} cannot fill "
            f"{question.mapping.kind}.{field.name}, which holds {_HOLDS[field.type]}."
        )
        mend = f"Ask it as {_ASKED_AS[FITTING[field.type][0]]}, or map it to another field."
        entry = sheets.outline.by_path.get(question.path)
        yield error(sentence, mend, sheets.spot(entry, MAPPING))


_HOLDS = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "a whole number",
    FieldType.DECIMAL: "a number",
    FieldType.DATE: "a date",
    FieldType.MONTH: "a month or year",
    FieldType.MOMENT: "a date with time",
    FieldType.CODE: "one code of a list",
    FieldType.CODES: "codes of a list",
    FieldType.ATTACHMENT: "a file",
    FieldType.PLACE: "a point on the map",
}
