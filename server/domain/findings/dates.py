"""Rules about dates: in the future, in the wrong order, or at odds with each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from server.domain.answers import Value
from server.domain.findings.case import Case, Hit, Rule, code, day
from server.domain.records import Record
from server.domain.schema.kinds import FieldType

_MAY_LIE_AHEAD = frozenset({"identity_document.expiry_date", "interview.next_date"})
# Two digits for a year, or a slip of the hand: "04/03/99" is April of the year 99.
_EARLIEST = 1900
BEFORE_1900 = "date_before_1900"
# A device east of the server may already write tomorrow's date.
_AHEAD = timedelta(days=1)

# kind, the field that comes first, the field that comes after it
_IN_ORDER = (
    ("report", "situation_date_from", "situation_date_to"),
    ("report", "situation_date_from", "register_date"),
    ("report", "prior_report_date", "report_date"),
    ("report", "started_at", "ended_at"),
    ("consent", "withdrawn_on", "date"),
)


def month_bounds(text: str) -> tuple[date, date]:
    """Return the first and last day of a month (YYYY-MM) or a year (YYYY)."""
    year, _, month = text.partition("-")
    first, last = (int(month), int(month)) if month else (1, 12)
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def is_long_ago(value: Value | None) -> bool:
    """Tell whether a value is a date that nobody means."""
    return isinstance(value, date) and value.year < _EARLIEST


def _before_1900(case: Case) -> Iterator[Hit]:
    for record in case.records:
        for name, value in record.values.items():
            if is_long_ago(_first_day(case, record, name, value)):
                yield Hit(record=record, fields=(name,), sentence="{} lies before 1900.")


def _future(case: Case) -> Iterator[Hit]:
    for record in case.records:
        for name, value in record.values.items():
            first = _first_day(case, record, name, value)
            if first is None or f"{record.kind}.{name}" in _MAY_LIE_AHEAD:
                continue
            if first > case.today + _AHEAD:
                yield Hit(record=record, fields=(name,), sentence="{} lies in the future.")


def _first_day(case: Case, record: Record, name: str, value: Value) -> date | None:
    field = case.schema.field(record.kind, name)
    if field is None:
        return None
    if field.type is FieldType.MONTH and isinstance(value, str):
        return month_bounds(value)[0]
    if isinstance(value, datetime):
        return value.astimezone(UTC).date()
    return value if isinstance(value, date) else None


def _order(case: Case) -> Iterator[Hit]:
    for kind, first, then in _IN_ORDER:
        for record in case.of(kind):
            if _is_after(record.values.get(first), record.values.get(then)):
                yield Hit(record=record, fields=(then, first), sentence="{} is before {}.")


def _is_after(first: Value | None, then: Value | None) -> bool:
    if isinstance(first, datetime) and isinstance(then, datetime):
        return first > then
    if isinstance(first, date) and isinstance(then, date):
        return first > then
    return False


def _entry_after_interview(case: Case) -> Iterator[Hit]:
    for entry in case.of("entry"):
        month = code(entry, "month")
        for interview in case.beside(entry, "interview"):
            held = day(interview, "screening_date")
            if month and held and month_bounds(month)[0] > held:
                yield Hit(
                    record=entry,
                    fields=("month", "interview.screening_date"),
                    sentence="{} is after {}.",
                )


RULES = (
    Rule(code=BEFORE_1900, check=_before_1900),
    Rule(code="date_in_future", check=_future),
    Rule(code="dates_in_wrong_order", check=_order),
    Rule(code="entry_after_interview", check=_entry_after_interview),
)
