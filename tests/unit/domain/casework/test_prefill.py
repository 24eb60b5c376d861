"""A sitting begins with what is known, says where it came from, and guesses nothing."""

from __future__ import annotations

import pytest

from server.domain.answers import Value
from server.domain.casework.prefill import (
    OF_ONE_SITTING,
    OF_THE_REPORT,
    OF_THE_VICTIM,
    CameFrom,
    FiledReport,
    Prefilled,
    Said,
    from_record,
    from_reports,
)
from server.domain.casework.record import Place, fold
from server.domain.schema import SCHEMA, Sensitivity
from tests.simulators.sittings import DOCUMENT, PERSON, record, sitting

TABLE = {**OF_THE_REPORT, **OF_THE_VICTIM}
_OPENNESS = list(Sensitivity)  # from what many may read to what few may


def filed(reference: str = "AB", /, **values: Value) -> FiledReport:
    return FiledReport(reference=reference, values=values)


def values(prefilled: list[Prefilled]) -> dict[str, Value | None]:
    return {f"{each.place.kind}.{each.field}": each.value for each in prefilled}


@pytest.mark.requirement("R37")
@pytest.mark.parametrize("name", TABLE)
def test_each_field_of_the_table_fits_the_one_it_fills(name: str) -> None:
    source, target = SCHEMA.field("report", name), SCHEMA.field(*TABLE[name])
    assert source is not None
    assert target is not None
    assert (source.type, source.codes) == (target.type, target.codes)
    assert _OPENNESS.index(source.sensitivity) <= _OPENNESS.index(target.sensitivity)


@pytest.mark.parametrize(("kind", "name"), sorted(OF_ONE_SITTING))
def test_each_field_of_one_sitting_exists(kind: str, name: str) -> None:
    assert SCHEMA.field(kind, name) is not None


@pytest.mark.requirement("R37")
def test_first_sitting_begins_with_what_a_linked_report_says_of_the_victim() -> None:
    found = from_reports([filed(victim_sex="female", victim_age=17, reference="AB", place="Home")])
    expected = {"linked_report.reference": "AB", "person.sex": "female", "person.age": 17}
    assert values(found) == expected
    assert found[-1].said == [Said(value=17, came_from=CameFrom.REPORT, reference="AB")]


@pytest.mark.requirement("R37")
def test_where_reports_contradict_each_other_nothing_is_guessed() -> None:
    reports = [filed("AB", victim_age=17, victim_sex="male"), filed("CD", victim_age=19)]
    found = from_reports(reports)
    assert values(found) == {"person.age": None, "person.sex": "male"}
    age = next(each for each in found if each.field == "age")
    assert [(each.value, each.reference) for each in age.said] == [(17, "AB"), (19, "CD")]


def test_reports_that_agree_are_all_named() -> None:
    (found,) = from_reports([filed("AB", victim_age=17), filed("CD", victim_age=17)])
    assert (found.value, [each.reference for each in found.said]) == (17, ["AB", "CD"])


@pytest.mark.parametrize(
    "several",
    [
        {"victim_count": 2},
        {"victim_profile": ("family",)},
        {"victim_sex": "mixed"},
    ],
)
def test_what_is_said_of_several_victims_is_not_said_of_one(several: dict[str, Value]) -> None:
    assert from_reports([filed(**{"victim_age": 17, **several})]) == []


@pytest.mark.parametrize("value", ["unknown", ""])
def test_what_is_not_known_fills_nothing(value: str) -> None:
    alone: dict[str, Value] = {"victim_count": 1, "victim_profile": ("individual_alone",)}
    assert from_reports([filed(**alone, victim_sex=value)]) == []


def test_each_linked_report_is_a_row_of_its_own() -> None:
    found = from_reports([filed("AB", reference="AB"), filed("CD", reference="CD")])
    assert [(each.place.row, each.value) for each in found] == [("AB", "AB"), ("CD", "CD")]


def test_what_a_reporter_says_of_themselves_fills_nothing() -> None:
    names = {each.name for each in SCHEMA.kinds[0].fields if each.name.startswith("reporter")}
    assert names
    assert names.isdisjoint(TABLE)


@pytest.mark.requirement("R37")
def test_later_sitting_begins_with_the_record_as_it_stands() -> None:
    first = sitting(0, record("person", age=16, sex="male"), record(DOCUMENT, row="A", number="1"))
    later = sitting(1, record("person", age=17), amends="person.sex")
    found = from_record(fold([first, later]))
    assert [(each.place, each.field, each.value, each.said[0].reference) for each in found] == [
        (PERSON, "age", 17, "sitting-1"),
        (Place(kind=DOCUMENT, row="A"), "number", "1", "sitting-0"),
    ]


def test_what_belongs_to_one_sitting_is_asked_anew() -> None:
    talk = record("interview", status="paused", screening_location="Castries")
    signed = record("consent", signature="1.png", interpreter="Kim")
    danger = record("safe_contact", in_danger_now="no")
    found = from_record(fold([sitting(0, talk, signed, danger)]))
    assert [each.field for each in found] == ["screening_location", "interpreter"]
