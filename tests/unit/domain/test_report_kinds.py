"""The report as declared: what each field needs, hides and maps to."""

from __future__ import annotations

import pytest

from server.domain.schema import SCHEMA, Field, Sensitivity
from server.domain.schema.kinds import FieldType
from server.domain.schema.report import REPORT
from server.domain.vocabulary import VOCABULARY
from tests.spreadsheets import spreadsheet

IDENTIFYING = {
    "reporter_first_name",
    "reporter_last_name",
    "reporter_address",
    "reporter_phone",
}
RESTRICTED = {
    *("place", "description", "trafficker_information", "exploitation_description"),
    *("exploitation_other", "prior_report_other", "reporter_locality"),
    *("victim_ethnicity", "victim_ethnicity_other", "victim_details"),
    *("contact_channels", "phone_owner", "may_leave_message", "contact_times"),
    "contact_language",
    *("agency", "agent_name", "agent_post", "call_taker", "data_manager"),
}


def field(name: str) -> Field:
    found = REPORT.field(name)
    assert found is not None
    return found


@pytest.mark.requirement("R1")
def test_report_is_a_subject_of_the_schema() -> None:
    assert SCHEMA.kind("report") is REPORT
    assert REPORT.is_subject
    assert REPORT.keys == ()


def test_field_names_are_unique() -> None:
    names = [each.name for each in REPORT.fields]
    assert len(names) == len(set(names))


@pytest.mark.requirement("R26", "R28")
def test_only_names_and_contacts_of_the_reporter_identify() -> None:
    found = {each.name for each in REPORT.fields if each.sensitivity is Sensitivity.IDENTIFYING}
    assert found == IDENTIFYING


@pytest.mark.requirement("R12", "R24", "R25")
def test_narrative_trafficker_and_staff_are_restricted() -> None:
    found = {each.name for each in REPORT.fields if each.sensitivity is Sensitivity.RESTRICTED}
    assert found == RESTRICTED


@pytest.mark.requirement("R25")
def test_trafficker_information_is_a_section_of_its_own() -> None:
    section = [each.name for each in REPORT.fields if each.section == "trafficker"]
    assert section == ["trafficker_information"]


def test_coded_fields_name_a_list_and_others_none() -> None:
    for each in REPORT.fields:
        is_coded = each.type in (FieldType.CODE, FieldType.CODES)
        assert (each.codes in VOCABULARY) is is_coded, each.name


@pytest.mark.requirement("R6", "R8")
def test_date_of_the_register_is_apart_from_that_of_the_situation() -> None:
    assert field("register_date").section == "intake"
    assert field("situation_date_from").section == "situation"
    assert field("situation_date_to").type is FieldType.DATE


@pytest.mark.requirement("R10", "R23")
@pytest.mark.parametrize("name", ["exploitation", "victim_profile"])
def test_lists_to_mark_keep_every_mark(name: str) -> None:
    assert field(name).type is FieldType.CODES


def test_every_field_says_what_it_is_for() -> None:
    unsaid = {each.name for each in REPORT.fields if not each.requirements}
    assert unsaid == {"report_language"}
    assert all(each.label and each.section for each in REPORT.fields)


@pytest.mark.requirement("R1")
def test_every_field_is_filled_by_some_form() -> None:
    filled = {
        each.mapping.field
        for form_id in ("screening", "online_report", "hotline")
        for each in spreadsheet(form_id).form.questions
        if each.mapping and each.mapping.kind == "report"
    }
    assert filled == {each.name for each in REPORT.fields}
