"""Turn the text of an answer into a value of its question's type, as ODK clients write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from server.domain.answers import Value
from server.domain.forms import QuestionType

_DIGITS = 40  # more than any double prints
_EXPONENT = 400  # beyond a double's range
_LARGEST = 2**63 - 1  # what a database's integer holds
_MOST_CODES = 1000  # nobody marks as many; a made-up answer of millions would fill the memory
_YEARS = range(2, 9999)  # so that no change of zone leaves the calendar
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_POINT_NUMBERS = range(2, 5)  # latitude and longitude, then perhaps altitude and accuracy


def read_value(kind: QuestionType, text: str) -> Value | None:
    """Return the value, None when the text is empty (for all but text: blank).

    Raises:
        ValueError: when the text does not fit the type.
    """
    if kind in _AS_SENT:
        return text or None
    stripped = text.strip()
    return _READERS[kind](stripped) if stripped else None


def _integer(text: str) -> int:
    number = _decimal(text)  # a calculation may write 5.0 or 1.0E7
    if number != number.to_integral_value() or abs(number) > _LARGEST:
        raise ValueError("not a whole number")
    return int(number)


def _decimal(text: str) -> Decimal:
    """Read a Java double, such as 1.23456789E7, as an exact number without an exponent."""
    if not _DECIMAL.fullmatch(text) or len(text) > _DIGITS:
        raise ValueError("not a number")
    number = Decimal(text)
    if abs(number.adjusted()) > _EXPONENT:
        raise ValueError("not a number a double can hold")
    return Decimal(format(number, "f"))


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def _time(text: str) -> time:
    if not _TIME.fullmatch(text):
        raise ValueError("not a time")
    return time.fromisoformat(text)


def _moment(text: str) -> datetime:
    day, _, hours = text.partition("T")
    if not (_DATE.fullmatch(day) and _TIME.fullmatch(hours)):
        raise ValueError("not a date and time")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError("no time zone, or no year to speak of")
    return moment


def _codes(text: str) -> tuple[str, ...]:
    codes = text.split(maxsplit=_MOST_CODES)
    if len(codes) > _MOST_CODES:
        raise ValueError("more codes than anybody marks")
    return tuple(codes)


def _acknowledgement(text: str) -> str:
    if text != "OK":
        raise ValueError("not OK")
    return text


def _point(text: str) -> str:
    numbers = text.split()
    if len(numbers) not in _POINT_NUMBERS:
        raise ValueError("not a point")
    for number in numbers:
        _decimal(number)
    return text


def _points(text: str) -> str:
    for point in text.split(";"):
        if point.strip():  # some clients end the list with a semicolon
            _point(point)
    return text


_AS_SENT = frozenset({QuestionType.TEXT, QuestionType.BARCODE})
_READERS: Mapping[QuestionType, Callable[[str], Value]] = {
    QuestionType.INTEGER: _integer,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.MOMENT: _moment,
    QuestionType.SELECT_ONE: str,
    QuestionType.SELECT_MULTIPLE: _codes,
    QuestionType.RANK: _codes,
    QuestionType.GEOPOINT: _point,
    QuestionType.GEOTRACE: _points,
    QuestionType.GEOSHAPE: _points,
    QuestionType.ATTACHMENT: str,
    QuestionType.ACKNOWLEDGE: _acknowledgement,
}
