"""Tells the type of a question from its bind and from the control that asks it."""

from __future__ import annotations

from server.domain.forms import QuestionType

_BY_CONTROL = {
    "select1": QuestionType.SELECT_ONE,
    "select": QuestionType.SELECT_MULTIPLE,
    "rank": QuestionType.RANK,
    "trigger": QuestionType.ACKNOWLEDGE,
    "upload": QuestionType.ATTACHMENT,
}

_BY_BIND = {
    "int": QuestionType.INTEGER,
    "integer": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.MOMENT,
    "geopoint": QuestionType.GEOPOINT,
    "geotrace": QuestionType.GEOTRACE,
    "geoshape": QuestionType.GEOSHAPE,
    "binary": QuestionType.ATTACHMENT,
    "barcode": QuestionType.BARCODE,
    "rank": QuestionType.RANK,
    "select1": QuestionType.SELECT_ONE,
    "select": QuestionType.SELECT_MULTIPLE,
    "selectN": QuestionType.SELECT_MULTIPLE,
}


def question_type(bind_type: str, control: str | None) -> QuestionType:
    """Return a question's type: the control decides first, for pyxform binds selects as strings.

    A bind type that is not known is text, which every answer fits.
    """
    plain = bind_type.rpartition(":")[2]
    by_bind = _BY_BIND.get(plain, QuestionType.TEXT)
    return _BY_CONTROL.get(control or "", by_bind)
