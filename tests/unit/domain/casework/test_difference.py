"""What changed is told field by field, in the words of the schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.answers import Value
from server.domain.casework.difference import difference, in_words
from server.domain.casework.record import PersonRecord, fold
from server.domain.records import Record
from server.domain.schema import SCHEMA
from tests.simulators.sittings import DOCUMENT, record, sitting


def alone(*records: Record, hour: int = 0) -> PersonRecord:
    """What one sitting says."""
    return fold([sitting(hour, *records)])


def told(before: PersonRecord, after: PersonRecord) -> list[str]:
    """The changes, as sentences."""
    return [each.sentence for each in difference(before, after)]


def document(row: str, number: str) -> Record:
    return record(DOCUMENT, row=row, type="passport", number=number)


@pytest.mark.requirement("R44")
def test_changes_are_told_in_words_and_in_the_order_of_the_schema() -> None:
    before = alone(record("remark", text="Calm."), record("person", age=16, sex="female"))
    after = alone(record("person", age=17, country_of_birth="VEN", sex="female"))
    assert told(before, after) == [
        "Person, Country of birth: “Venezuela” was added.",
        "Person, Age (in number of years): “16” became “17”.",
        "Remark, Additional remarks: “Calm.” was taken out.",
    ]


def test_row_is_named_by_its_keys_in_words() -> None:
    before = alone(record("means_of_control", phase="entry", mean="debt_bondage", used="no"))
    after = alone(record("means_of_control", phase="entry", mean="debt_bondage", used="yes"))
    (change,) = difference(before, after)
    assert change.where.startswith("Means of control (")
    assert "_" not in change.where
    assert (change.before, change.after) == ("No", "Yes")


def test_row_of_a_repeat_that_says_the_same_did_not_change() -> None:
    before = alone(document("A", "1"), document("B", "2"), document("C", "2"))
    after = alone(document("D", "2"), document("E", "3"), hour=1)
    numbers = [(each.before, each.after) for each in difference(before, after)]
    passports = [("Passport", None), (None, "Passport")]
    assert [each for each in numbers if each not in passports] == [
        ("1", None),
        ("2", None),
        (None, "3"),
    ]


def test_row_of_a_repeat_that_gave_way_was_taken_out() -> None:
    first = sitting(0, document("A", "1"))
    after = fold([first, sitting(1, amends=f"{DOCUMENT}.number {DOCUMENT}.type")])
    assert {each.after for each in difference(fold([first]), after)} == {None}


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("person", "birth_date", date(2009, 5, 4), "4 May 2009"),
        ("report", "started_at", datetime(2026, 5, 4, 9, 5, tzinfo=UTC), "4 May 2026, 09:05"),
        ("person", "citizenships", ("VEN", "XXX"), "Venezuela; XXX"),
        ("person", "sex", "female", "Female"),
        ("entry", "promised_salary_usd", Decimal("500.50"), "500.50"),
        ("person", "first_names", "Kim", "Kim"),
    ],
)
def test_value_in_words(kind: str, name: str, value: Value, words: str) -> None:
    field = SCHEMA.field(kind, name)
    assert field is not None
    assert in_words(field, value) == words


def test_values_stand_in_no_trace() -> None:
    (change,) = difference(alone(), alone(record("person", first_names="Kim")))
    assert "Kim" not in repr(change)


_ROWS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("12")), max_size=3)
_AGES = st.fixed_dictionaries({}, optional={"age": st.integers(1, 3), "sex": st.just("male")})


@st.composite
def _records(draw: st.DrawFn) -> PersonRecord:
    rows = dict(draw(_ROWS))
    person = [record("person", **values) for values in [draw(_AGES)] if values]
    return alone(*person, *(document(row, number) for row, number in rows.items()))


@given(_records())
def test_nothing_changed_between_a_record_and_itself(one: PersonRecord) -> None:
    assert difference(one, one) == ()


@given(_records(), _records())
def test_going_back_takes_out_what_was_added(one: PersonRecord, other: PersonRecord) -> None:
    there = [(each.where, each.before, each.after) for each in difference(one, other)]
    back = [(each.where, each.after, each.before) for each in difference(other, one)]
    assert sorted(map(str, there)) == sorted(map(str, back))
