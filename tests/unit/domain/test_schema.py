"""The standard case schema is whole, sealed where it must be and tied to its sources."""

from __future__ import annotations

import re

import pytest

from server.domain.schema import SCHEMA, Field, FieldType, RecordKind, Sensitivity
from server.domain.vocabulary import VOCABULARY

STANDARDS = {"htcds", "ctdc", "glotip", "isic", "iccs"}

SECTIONS = {"A", "B", "C", "C, D", "D", "E", "consent", "safe_contact"}

# Texts that hold a random reference and nothing else.
REFERENCES = {
    "report.reference",
    "report.screening_reference",
    "person.reference",
    "person.consent_reference",
    "linked_report.reference",
    "consent.reference",
    "consent.earlier_reference",
    "consent.case_reference",
}

EVERY_FIELD = [
    pytest.param(kind, field, id=f"{kind.name}.{field.name}") for kind, field in SCHEMA.fields()
]


def field_names(kind: str) -> set[str]:
    found = SCHEMA.kind(kind)
    assert found is not None
    return {field.name for field in found.fields}


def covered(requirement: str) -> set[str]:
    return {
        f"{kind.name}.{field.name}"
        for kind, field in SCHEMA.fields()
        if requirement in field.requirements
    }


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_field_names_a_code_list_exactly_when_it_is_coded(kind: RecordKind, field: Field) -> None:
    is_coded = field.type in (FieldType.CODE, FieldType.CODES)
    assert (field.codes in VOCABULARY) if is_coded else field.codes is None, kind.name


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_field_has_name_label_section_and_known_requirements(
    kind: RecordKind, field: Field
) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
    assert field.label
    assert field.section in SECTIONS or kind.name == "report"
    assert {int(each[1:]) for each in field.requirements} <= set(range(1, 109))


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_field_crosswalks_only_to_known_standards(kind: RecordKind, field: Field) -> None:
    assert set(field.crosswalk) <= STANDARDS, kind.name


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_free_text_is_sealed_unless_it_is_a_reference(kind: RecordKind, field: Field) -> None:
    is_open = field.sensitivity is Sensitivity.CODED
    is_text = field.type in (FieldType.TEXT, FieldType.ATTACHMENT)
    assert not (is_open and is_text) or f"{kind.name}.{field.name}" in REFERENCES


def test_names_are_unique() -> None:
    kinds = [kind.name for kind in SCHEMA.kinds]
    assert len(set(kinds)) == len(kinds)
    assert all(len(field_names(kind.name)) == len(kind.fields) for kind in SCHEMA.kinds)


def test_keys_are_coded_fields_of_their_kind() -> None:
    for kind in SCHEMA.kinds:
        for key in kind.keys:
            field = kind.field(key)
            assert field is not None
            assert field.type is FieldType.CODE


def test_subjects_are_report_person_and_consent() -> None:
    assert {kind.name for kind in SCHEMA.kinds if kind.is_subject} == {
        "report",
        "person",
        "consent",
    }


def test_nothing_is_found_under_a_wrong_name() -> None:
    assert SCHEMA.field("person", "shoe_size") is None
    assert SCHEMA.field("shoe", "size") is None


@pytest.mark.parametrize("number", range(45, 72))
def test_every_requirement_of_the_standard_format_has_a_field(number: int) -> None:
    assert covered(f"R{number}")


@pytest.mark.requirement("R45")
def test_registration_holds_the_printed_values() -> None:
    assert field_names("person") >= {
        "first_names",
        "family_names",
        "sex",
        "country_of_birth",
        "place_of_birth",
        "last_residence",
        "birth_date",
        "birth_date_is_estimate",
        "age",
        "citizenships",
        "ethnicity",
    }
    assert field_names("identity_document") >= {"type", "country", "number", "expiry_date"}


@pytest.mark.requirement("R45")
def test_several_citizenships_fit() -> None:
    citizenships = SCHEMA.field("person", "citizenships")
    assert citizenships is not None
    assert citizenships.type is FieldType.CODES


@pytest.mark.requirement("R54")
def test_entry_is_dated_by_a_partial_date() -> None:
    month = SCHEMA.field("entry", "month")
    assert month is not None
    assert month.type is FieldType.MONTH


@pytest.mark.requirement("R63")
def test_means_of_both_phases_share_one_shape() -> None:
    kind = SCHEMA.kind("means_of_control")
    assert kind is not None
    assert kind.keys == ("phase", "mean")
    assert field_names("means_of_control") >= {"used", "by_whom", "specify"}


@pytest.mark.requirement("R42", "R71")
@pytest.mark.parametrize(
    "name",
    [
        "remark.text",
        "determination.justification",
        "determination.decided_by",
        "interview.interviewer_name",
        "report.description",
        "report.trafficker_information",
        "report.agent_name",
    ],
)
def test_narrative_and_staff_are_restricted(name: str) -> None:
    field = SCHEMA.field(*name.split("."))
    assert field is not None
    assert field.sensitivity is Sensitivity.RESTRICTED


@pytest.mark.requirement("R94")
@pytest.mark.parametrize(
    "name",
    [
        "person.first_names",
        "person.family_names",
        "person.birth_date",
        "person.place_of_birth",
        "person.last_residence",
        "identity_document.number",
        "guardian.name",
        "guardian.address",
        "guardian.phone",
        "safe_contact.phone",
        "interview.referring_name",
        "consent.individual_mark",
        "report.reporter_first_name",
    ],
)
def test_identity_is_identifying(name: str) -> None:
    field = SCHEMA.field(*name.split("."))
    assert field is not None
    assert field.sensitivity is Sensitivity.IDENTIFYING
