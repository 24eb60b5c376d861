"""The screening form: twelve printed items, no personal data, nothing kept."""

from __future__ import annotations

import pytest

from server.domain.schema import SCHEMA, Sensitivity
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
    9: ("exploitation", "exploitation_other"),
    10: ("prior_report", "prior_report_other"),
    11: ("prior_report_date",),
    12: ("agent_name", "agent_post", "agency"),
}
VICTIM = ITEMS[5] + ITEMS[6] + ITEMS[7] + ITEMS[8]


@pytest.fixture
def screening() -> Spreadsheet:
    return spreadsheet("screening")


@pytest.mark.requirement("R2")
def test_screening_asks_the_twelve_printed_items_and_nothing_else(screening: Spreadsheet) -> None:
    assert screening.asked() == tuple(name for item in ITEMS.values() for name in item)


@pytest.mark.requirement("R2")
@pytest.mark.parametrize("item", ITEMS)
def test_every_row_says_which_printed_item_it_is(screening: Spreadsheet, item: int) -> None:
    for name in ITEMS[item]:
        assert f"item {item}" in screening.row(name)["remark"]


@pytest.mark.requirement("R3")
def test_screening_fills_no_identifying_field(screening: Spreadsheet) -> None:
    mapped = [each.mapping for each in screening.form.questions if each.mapping]
    fields = [SCHEMA.field(each.kind, each.field or "") for each in mapped]
    assert Sensitivity.IDENTIFYING not in [each.sensitivity for each in fields if each]
    assert screening.settings["personal_data"] == "no"


@pytest.mark.requirement("R3")
def test_every_free_text_says_no_names(screening: Spreadsheet) -> None:
    texts = [row for row in screening.survey if row["type"] == "text"]
    assert len(texts) == 7
    assert all("No names" in row["hint::English (en)"] for row in texts)


@pytest.mark.requirement("R3")
def test_screening_takes_no_photo_place_or_file(screening: Spreadsheet) -> None:
    kinds = {row["type"].split()[0] for row in screening.survey}
    assert kinds == {
        *("start", "calculate", "hidden", "note", "begin_group", "end_group"),
        *("select_one", "select_multiple", "text", "integer", "date"),
    }


@pytest.mark.requirement("R35")
def test_safety_notice_comes_first(screening: Spreadsheet) -> None:
    shown = [row["name"] for row in screening.survey if row["type"] == "note"]
    assert shown[0] == "safety_notice"
    assert "do not confront" in screening.shown("safety_notice")
    assert "alone" in screening.shown("safety_notice")


@pytest.mark.requirement("R4")
def test_last_page_says_send_and_destroy(screening: Spreadsheet) -> None:
    last = [row["name"] for row in screening.survey if row.get("name")][-1]
    assert last == "destroy_notice"
    assert "Send this form" in screening.shown(last)
    assert "destroy every paper" in screening.shown(last)


@pytest.mark.requirement("R5")
def test_one_of_two_states_is_required(screening: Spreadsheet) -> None:
    assert screening.row("case_status")["type"] == "select_one case_status"
    assert screening.row("case_status")["required"] == "yes"
    assert screening.codes("case_status") == ("effectively_occurred", "potential_detected")


@pytest.mark.requirement("R6")
def test_one_day_and_a_period_are_both_accepted(screening: Spreadsheet) -> None:
    assert screening.codes("date_kind") == ("one_day", "period", "unknown")
    first, last = screening.row("situation_date_from"), screening.row("situation_date_to")
    assert first["relevant"] == "${date_kind} = 'one_day' or ${date_kind} = 'period'"
    assert last["relevant"] == "${date_kind} = 'period'"


@pytest.mark.requirement("R6")
def test_future_days_and_an_end_before_the_start_are_refused(screening: Spreadsheet) -> None:
    first, last = screening.row("situation_date_from"), screening.row("situation_date_to")
    assert first["constraint"] == ". <= today()"
    assert last["constraint"] == ". >= ${situation_date_from} and . <= today()"
    assert "cannot be before the first day" in last["constraint_message::English (en)"]


@pytest.mark.requirement("R7")
def test_abroad_needs_a_country_that_is_abroad(screening: Spreadsheet) -> None:
    country = screening.row("country")
    assert country["relevant"] == "${location_scope} = 'abroad'"
    assert (country["required"], country["constraint"]) == ("yes", ". != 'LCA'")


@pytest.mark.requirement("R7")
def test_place_is_a_district_and_free_text_with_examples(screening: Spreadsheet) -> None:
    assert screening.row("district")["relevant"] == "${location_scope} = 'in_country'"
    assert screening.row("place")["type"] == "text"
    assert "Gros Islet" in screening.row("place")["hint::English (en)"]


@pytest.mark.requirement("R8")
def test_register_date_is_today_unless_changed_and_never_in_the_future(
    screening: Spreadsheet,
) -> None:
    row = screening.row("register_date")
    assert (row["default"], row["required"]) == ("today()", "yes")
    assert row["constraint"].startswith(". <= today() and ")
    assert str(screening.question("register_date").mapping) == "report.register_date"
    defaults = [each["name"] for each in screening.survey if "default" in each]
    assert defaults == ["report_language", "register_date"]


@pytest.mark.requirement("R6", "R8")
@pytest.mark.parametrize("form_id", ["screening", "hotline"])
def test_register_is_not_made_before_the_situation(form_id: str) -> None:
    row = spreadsheet(form_id).row("register_date")
    assert row["constraint"] == (
        ". <= today() and (${situation_date_from} = '' or . >= ${situation_date_from})"
    )
    assert "not before its first day" in row["constraint_message::English (en)"]


@pytest.mark.requirement("R9")
@pytest.mark.parametrize("name", ["victim_sex", "victim_age_range"])
def test_one_victim_is_not_a_mixed_group(screening: Spreadsheet, name: str) -> None:
    assert screening.row(name)["constraint"] == "not(. = 'mixed' and ${victim_count} = 1)"


@pytest.mark.requirement("R10", "R11")
@pytest.mark.parametrize("form_id", ["screening", "hotline", "online_report"])
@pytest.mark.parametrize("name", ["exploitation_other", "prior_report_other"])
def test_blanks_and_dashes_are_not_a_text(form_id: str, name: str) -> None:
    row = spreadsheet(form_id).row(name)
    assert row["required"] == "yes"
    assert row["constraint"] == "string-length(translate(., ' .-', '')) > 0"


@pytest.mark.requirement("R9")
def test_nothing_about_the_victim_is_compulsory(screening: Spreadsheet) -> None:
    must = {row["name"] for row in screening.survey if "required" in row}
    assert must & set(VICTIM) == set()


@pytest.mark.requirement("R9")
@pytest.mark.parametrize("name", ["sex", "age_range", "country", "ethnicity", "exploitation"])
def test_unknown_is_always_an_answer(screening: Spreadsheet, name: str) -> None:
    assert "unknown" in screening.codes(name)


@pytest.mark.requirement("R10")
def test_exploitation_has_ten_printed_types_and_three_marked_ones(screening: Spreadsheet) -> None:
    rows = [row for row in screening.choices if row["list_name"] == "exploitation"]
    marked = {row["name"] for row in rows if row.get("extension") == "yes"}
    assert marked == {"organ_removal", "servitude_slavery", "forced_criminality"}
    assert [row["name"] for row in rows if row["name"] not in marked] == [
        *("sexual_exploitation", "pornography", "online_sexual_exploitation", "labor"),
        *("domestic_labor", "forced_marriage", "child_labour", "begging", "street_selling"),
        *("other", "unknown"),
    ]


@pytest.mark.requirement("R10")
def test_other_exploitation_needs_its_text(screening: Spreadsheet) -> None:
    row = screening.row("exploitation_other")
    assert row["relevant"] == "selected(${exploitation}, 'other')"
    assert row["required"] == "yes"
    assert "which other type" in row["required_message::English (en)"]


@pytest.mark.requirement("R11")
def test_earlier_report_may_be_none_ntf_police_or_other(screening: Spreadsheet) -> None:
    assert screening.codes("prior_report") == ("none", "ntf", "police", "other", "unknown")
    assert screening.row("prior_report_other")["required"] == "yes"
    assert screening.row("prior_report_date")["constraint"] == ". <= today()"
    assert "'none'" not in screening.row("prior_report_date")["relevant"]


@pytest.mark.requirement("R12")
@pytest.mark.parametrize("name", ITEMS[12])
def test_who_reports_is_required_and_restricted(screening: Spreadsheet, name: str) -> None:
    field = SCHEMA.field("report", name)
    assert screening.row(name)["required"] == "yes"
    assert field is not None
    assert field.sensitivity is Sensitivity.RESTRICTED


@pytest.mark.requirement("R13")
def test_screening_is_for_agencies(screening: Spreadsheet) -> None:
    assert screening.settings["audience"] == "agency"


@pytest.mark.requirement("R11", "R14")
def test_agent_who_has_not_reported_yet_is_told_what_counts(screening: Spreadsheet) -> None:
    hint = screening.shown("prior_report")
    assert "The Hotline and the Online form are reports to the NTF" in hint
    assert "choose “No report”" in hint


@pytest.mark.requirement("R14")
def test_last_page_shows_the_reference_and_how_to_report(screening: Spreadsheet) -> None:
    assert "${reference}" in screening.shown("reference_notice")
    assert "One of the two is enough" in screening.shown("report_notice")


def test_title_on_the_tablet_gives_nothing_away(screening: Spreadsheet) -> None:
    assert screening.settings["instance_name"] == "concat('Screening ', ${reference})"


def test_language_of_the_form_is_kept_on_tablets_too(screening: Spreadsheet) -> None:
    row = screening.row("report_language")
    assert (row["type"], row["default"]) == ("hidden", "eng")
    assert screening.form.languages == ("English (en)",)
    assert str(screening.question("report_language").mapping) == "report.report_language"
