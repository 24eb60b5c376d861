"""Turns an answer's value into the value of a schema field, or says that it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from server.domain.answers import Answer, Value
from server.domain.forms import QuestionType
from server.domain.schema.kinds import FieldType

_MONTH = re.compile(r"(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?")
_PLACE = re.compile(r"-?[0-9][0-9.eE-]*( -?[0-9][0-9.eE-]*){1,3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TYPED_CODE = re.compile(r"\S{1,64}")
_MOST_CODES = 1000  # each becomes a row
_INTEGER_LIMIT = 2**31  # an XForms int has 32 bits, and so have the tables' integer columns
_DECIMAL_DIGITS = 28  # more than any answer needs, and all that both databases keep exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A field's value; `is_whole` is False when the answer says more than the field can hold."""

    value: Value
    is_whole: bool = True


def convert(answer: Answer, to: FieldType) -> Converted | None:
    """Return the answer as a value of that field type, or None when it does not fit."""
    if answer.value is None:
        return None
    return _CONVERSIONS[to](answer, answer.value)


def _text(answer: Answer, _value: Value) -> Converted | None:
    return Converted(value=answer.raw)


def _integer(_answer: Answer, value: Value) -> Converted | None:
    number = _number(value)
    if number is None or number != number.to_integral_value() or abs(number) >= _INTEGER_LIMIT:
        return None
    return Converted(value=int(number))


def _decimal(_answer: Answer, value: Value) -> Converted | None:
    number = _number(value)
    return None if number is None else Converted(value=number)


def _number(value: Value) -> Decimal | None:
    if not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if _is_keepable(number) else None


def _is_keepable(number: Decimal) -> bool:
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    return len(digits) <= _DECIMAL_DIGITS and abs(int(exponent)) <= _DECIMAL_DIGITS


def _date(_answer: Answer, value: Value) -> Converted | None:
    if isinstance(value, datetime):  # the day on the clock of the one who answered
        return Converted(value=value.date(), is_whole=False)
    if isinstance(value, date):
        return Converted(value=value)
    if isinstance(value, str):
        return _date_from(value)
    return None


def _date_from(text: str) -> Converted | None:
    if not _DAY.fullmatch(text.strip()):
        return None
    try:
        return Converted(value=date.fromisoformat(text.strip()))
    except ValueError:  # the 31st of April
        return None


def _month(_answer: Answer, value: Value) -> Converted | None:
    """Read a month: the month-year appearance sends a date whose day is always the first."""
    if isinstance(value, date):
        is_whole = value.day == 1 and not isinstance(value, datetime)
        return Converted(value=value.isoformat()[:7], is_whole=is_whole)
    text = str(value).strip()
    return Converted(value=text) if _MONTH.fullmatch(text) else None


def _moment(_answer: Answer, value: Value) -> Converted | None:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return Converted(value=value)
    return None


def _code(answer: Answer, value: Value) -> Converted | None:
    codes = _codes_of(answer, value)
    return Converted(value=codes[0]) if len(codes) == 1 else None


def _codes(answer: Answer, value: Value) -> Converted | None:
    codes = _codes_of(answer, value)
    return Converted(value=codes) if 0 < len(codes) <= _MOST_CODES else None


def _codes_of(answer: Answer, value: Value) -> tuple[str, ...]:
    """Return the codes of an answer; none when it is somebody's words, which are no code.

    A calculation may join codes with spaces; what a person typed is one code or it stays out of
    the coded columns, which are not sealed.
    """
    if isinstance(value, tuple):
        return value
    if not isinstance(value, str | int):
        return ()
    question = answer.question
    if question is None or question.type is not QuestionType.TEXT:
        return (str(value),)
    codes = (str(value),) if question.is_asked else tuple(str(value).split())
    return codes if all(_TYPED_CODE.fullmatch(code) for code in codes) else ()


def _attachment(answer: Answer, value: Value) -> Converted | None:
    is_file = answer.question is not None and answer.question.type is QuestionType.ATTACHMENT
    return Converted(value=value) if is_file else None


def _place(_answer: Answer, value: Value) -> Converted | None:
    fits = isinstance(value, str) and _PLACE.fullmatch(value.strip())
    return Converted(value=value) if fits else None


_CONVERSIONS: dict[FieldType, Callable[[Answer, Value], Converted | None]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.MOMENT: _moment,
    FieldType.CODE: _code,
    FieldType.CODES: _codes,
    FieldType.ATTACHMENT: _attachment,
    FieldType.PLACE: _place,
}
