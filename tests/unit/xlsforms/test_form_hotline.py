"""The hotline form: sixteen printed items, who took the call, and a caller who may be nobody."""

from __future__ import annotations

import pytest

from tests.spreadsheets import Spreadsheet, spreadsheet

ITEMS = {
    1: ("case_status",),
    2: ("date_kind", "date_basis", "situation_date_from", "situation_date_to"),
    3: ("location_scope", "district", "country", "place"),
    4: ("register_date",),
    5: ("victim_count", "victim_sex"),
    6: ("victim_age", "victim_age_range"),
    7: ("victim_country_of_birth",),
    8: ("victim_ethnicity", "victim_ethnicity_other"),
    9: ("victim_profile", "victim_details"),
    10: ("exploitation", "exploitation_other"),
    11: ("exploitation_description",),
    12: ("trafficker_information",),
    13: ("prior_report", "prior_report_other", "prior_report_date"),
    14: ("reporter_mode", "reporter_sex", "reporter_district", "reporter_locality"),
    15: (
        *("reporter_first_name", "reporter_last_name", "reporter_address", "reporter_phone"),
        *("is_public_agent", "agency"),
    ),
    16: ("report_date", "data_manager"),
}
CALL = ("in_danger_now", "urgency", "report_language", "call_taker", "screening_reference")
SAFE_CONTACT = ("contact_channels", "phone_owner", "may_leave_message", "contact_times")
CONTACT = ITEMS[15] + SAFE_CONTACT
STATISTICS = ("reporter_sex", "reporter_district", "reporter_locality")


@pytest.fixture
def hotline() -> Spreadsheet:
    return spreadsheet("hotline")


@pytest.mark.requirement("R29")
def test_hotline_asks_the_sixteen_printed_items_and_how_the_call_went(
    hotline: Spreadsheet,
) -> None:
    *all_but_last, last = ITEMS.values()
    printed = [name for item in all_but_last for name in item]
    assert hotline.asked() == (*CALL, *printed, *SAFE_CONTACT, *last)


@pytest.mark.requirement("R29")
@pytest.mark.parametrize("item", ITEMS)
def test_every_row_says_which_printed_item_it_is(hotline: Spreadsheet, item: int) -> None:
    assert all(str(item) in hotline.row(name)["remark"] for name in ITEMS[item])


@pytest.mark.requirement("R31")
@pytest.mark.parametrize("name", ["call_taker", "data_manager"])
def test_call_taker_and_data_manager_are_both_required(hotline: Spreadsheet, name: str) -> None:
    assert hotline.row(name)["required"] == "yes"
    assert str(hotline.question(name).mapping) == f"report.{name}"


@pytest.mark.requirement("R30")
def test_beginning_and_end_of_the_call_are_stamped(hotline: Spreadsheet) -> None:
    assert hotline.row("started_at")["type"] == "start"
    assert hotline.row("ended_at")["type"] == "end"
    assert str(hotline.question("started_at").mapping) == "report.started_at"


@pytest.mark.requirement("R18")
def test_urgency_and_danger_are_always_recorded(hotline: Spreadsheet) -> None:
    assert hotline.codes("urgency") == ("emergency", "not_urgent", "unknown")
    assert hotline.row("urgency")["required"] == "yes"
    assert hotline.row("in_danger_now")["required"] == "yes"
    assert "emergency procedure" in hotline.shown("danger_notice")


@pytest.mark.requirement("R5")
def test_one_of_two_states_is_required(hotline: Spreadsheet) -> None:
    assert hotline.row("case_status")["required"] == "yes"
    assert hotline.codes("case_status") == ("effectively_occurred", "potential_detected")


@pytest.mark.requirement("R9")
def test_nothing_about_the_victim_or_the_caller_is_compulsory(hotline: Spreadsheet) -> None:
    must = {row["name"] for row in hotline.survey if "required" in row}
    assert must == {
        *("call_taker", "in_danger_now", "urgency", "case_status"),
        *("situation_date_from", "situation_date_to", "country", "register_date"),
        *("exploitation_other", "prior_report_other", "reporter_mode"),
        *("report_date", "data_manager"),
    }


@pytest.mark.requirement("R26", "R28")
def test_caller_is_anonymous_unless_willing_to_be_contacted(hotline: Spreadsheet) -> None:
    row = hotline.row("reporter_mode")
    assert (row["type"], row["default"]) == ("select_one reporter_mode", "anonymous")
    assert hotline.codes("reporter_mode") == ("anonymous", "contact")


@pytest.mark.requirement("R28")
def test_contacts_are_asked_only_of_a_willing_caller(hotline: Spreadsheet) -> None:
    assert hotline.row("contact")["relevant"] == "${reporter_mode} = 'contact'"
    assert all(f"contact/{name}" == hotline.question(name).path for name in CONTACT)


@pytest.mark.requirement("R27")
def test_statistics_are_asked_only_of_an_anonymous_caller(hotline: Spreadsheet) -> None:
    assert hotline.row("for_statistics")["relevant"] == "${reporter_mode} = 'anonymous'"
    assert all(hotline.question(name).path == f"for_statistics/{name}" for name in STATISTICS)


@pytest.mark.requirement("R23", "R29")
def test_details_of_the_victim_have_the_seven_printed_examples(hotline: Spreadsheet) -> None:
    *examples, last = hotline.codes("victim_profile")
    assert last == "unknown"
    assert examples == [
        *("transgender_male", "transgender_female", "individual_alone"),
        *("group", "family", "national", "foreigner"),
    ]


@pytest.mark.requirement("R8")
@pytest.mark.parametrize("name", ["register_date", "report_date"])
def test_dates_of_the_register_are_today_and_never_in_the_future(
    hotline: Spreadsheet, name: str
) -> None:
    assert hotline.row(name)["default"] == "today()"
    assert hotline.row(name)["constraint"].startswith(". <= today() and ")


@pytest.mark.requirement("R11", "R29")
def test_report_is_not_dated_before_what_it_tells(hotline: Spreadsheet) -> None:
    row = hotline.row("report_date")
    assert row["constraint"] == (
        ". <= today() and (${situation_date_from} = '' or . >= ${situation_date_from})"
        " and (${prior_report_date} = '' or . >= ${prior_report_date})"
    )
    assert "before the earlier report" in row["constraint_message::English (en)"]


@pytest.mark.requirement("R18", "R26")
def test_call_begins_with_the_safety_of_the_caller(hotline: Spreadsheet) -> None:
    shown = [row["name"] for row in hotline.survey if row["type"] == "note"]
    assert shown[0] == "opening_notice"
    assert "Are you safe?" in hotline.shown("opening_notice")
    assert "no name is needed" in hotline.shown("opening_notice")


@pytest.mark.requirement("R23")
def test_marks_that_do_not_go_together_are_noted_and_not_refused(hotline: Spreadsheet) -> None:
    note = hotline.row("profile_notice")
    assert note["type"] == "note"
    assert "selected(${victim_profile}, 'individual_alone')" in note["relevant"]
    assert "${victim_count} > 1" in note["relevant"]
    assert "just go on" in hotline.shown("profile_notice")


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("form_id", ["hotline", "online_report"])
def test_contact_out_of_reach_is_noted_and_not_refused(form_id: str) -> None:
    form = spreadsheet(form_id)
    by_phone = " or ".join(
        f"selected(${{contact_channels}}, '{each}')"
        for each in ("phone_call", "text_message", "messaging_app")
    )
    assert form.row("reach_notice")["relevant"] == (
        f"${{reporter_phone}} = '' and ({by_phone} or (${{reporter_address}} = ''"
        " and (${contact_channels} = '' or selected(${contact_channels}, 'unknown'))))"
    )
    contacts = ("reporter_phone", "reporter_address", "contact_channels")
    assert not any("required" in form.row(name) for name in contacts)


@pytest.mark.parametrize("form_id", ["hotline", "online_report"])
@pytest.mark.parametrize("name", ["phone_owner", "may_leave_message"])
def test_telephone_is_asked_about_only_when_there_is_one(form_id: str, name: str) -> None:
    assert spreadsheet(form_id).row(name)["relevant"] == "${reporter_phone} != ''"


@pytest.mark.requirement("R11")
def test_earlier_report_has_the_list_of_all_three_forms(hotline: Spreadsheet) -> None:
    assert hotline.codes("prior_report") == spreadsheet("screening").codes("prior_report")


@pytest.mark.requirement("R1")
def test_hotline_fills_the_fields_of_the_screening_too(hotline: Spreadsheet) -> None:
    fields = {str(each.mapping) for each in hotline.form.questions if each.mapping}
    screening = {
        str(each.mapping) for each in spreadsheet("screening").form.questions if each.mapping
    }
    assert screening - fields == {"report.agent_name", "report.agent_post"}


def test_hotline_is_for_its_operators(hotline: Spreadsheet) -> None:
    assert hotline.settings["audience"] == "hotline"
    assert hotline.settings["personal_data"] == "yes"
    assert hotline.settings["instance_name"] == "concat('Hotline ', ${reference})"
