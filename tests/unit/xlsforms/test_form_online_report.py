"""The online report: the hotline first, anonymous unless willing, in three languages."""

from __future__ import annotations

import re

import pytest

from server.domain.forms import QuestionType
from tests.spreadsheets import Spreadsheet, spreadsheet

LANGUAGES = ("English (en)", "Español (es)", "Français (fr)")
TRANSLATED = ("label", "hint", "constraint_message", "required_message")
ASKED = (
    *("urgency", "can_call"),
    *("exploitation", "exploitation_other"),
    *("location_scope", "district", "country", "place"),
    *("date_basis", "situation_date_from"),
    *("victim_profile", "victim_origin", "victim_country_of_birth"),
    *("description", "trafficker_information"),
    *("reporter_mode", "reporter_sex", "reporter_district", "reporter_locality"),
    *("reporter_first_name", "reporter_last_name", "reporter_address", "reporter_phone"),
    *("contact_channels", "phone_owner", "may_leave_message", "contact_times"),
    *("contact_language", "is_public_agent", "agency"),
    *("prior_report", "prior_report_other", "prior_report_date"),
    *("has_screening_form", "screening_reference"),
)
PRINTED_VICTIMS = (
    *("female", "male", "transgender_male", "transgender_female", "under_18", "over_18"),
    *("individual_alone", "group", "family", "national", "foreigner"),
)


@pytest.fixture
def online() -> Spreadsheet:
    return spreadsheet("online_report")


def test_online_report_asks_just_this(online: Spreadsheet) -> None:
    assert online.asked() == ASKED


@pytest.mark.requirement("R19")
def test_online_report_is_for_the_public(online: Spreadsheet) -> None:
    assert online.settings["audience"] == "public"


@pytest.mark.requirement("R18")
def test_first_page_begins_with_the_hotline(online: Spreadsheet) -> None:
    shown = [row["name"] for row in online.survey if row["type"] == "note"]
    assert shown[0] == "hotline_notice"
    labels = online.question("hotline_notice").labels
    assert set(labels) == set(LANGUAGES)
    assert online.row("hotline_number")["calculation"] == "'847'"


@pytest.mark.requirement("R18")
def test_number_of_the_hotline_stands_in_one_place(online: Spreadsheet) -> None:
    cells = [text for row in online.survey for text in row.values() if "847" in text]
    assert cells == ["'847'"]


@pytest.mark.requirement("R20")
def test_explanation_comes_before_the_first_question(online: Spreadsheet) -> None:
    names = [row.get("name", "") for row in online.survey]
    assert names.index("explanation") < names.index("explanation_law") < names.index(ASKED[0])
    assert "buying and selling of men, women and children" in online.shown("explanation")
    assert "removal of organs" in online.shown("explanation_law")


@pytest.mark.requirement("R18")
def test_emergency_stops_and_sends_to_the_hotline(online: Spreadsheet) -> None:
    assert online.row("stop_notice")["relevant"] == "${urgency} = 'emergency'"
    assert "call the Hotline now" in online.shown("stop_notice")
    can_call = online.row("can_call")
    assert (can_call["required"], can_call["constraint"]) == ("yes", ". = 'cannot_call'")
    assert "Nothing has been sent" in can_call["constraint_message::English (en)"]


@pytest.mark.requirement("R18")
def test_rest_of_the_form_is_hidden_in_an_emergency(online: Spreadsheet) -> None:
    assert online.row("report")["relevant"] == (
        "${urgency} = 'not_urgent' or ${urgency} = 'unknown' or ${can_call} = 'cannot_call'"
    )
    after = ASKED[2:]
    assert all(online.question(name).path.startswith("report/") for name in after)


@pytest.mark.requirement("R21")
def test_origin_and_country_of_birth_are_apart_and_optional(online: Spreadsheet) -> None:
    for name in ("victim_origin", "victim_country_of_birth"):
        assert "required" not in online.row(name)
        assert str(online.question(name).mapping) == f"report.{name}"


@pytest.mark.requirement("R21", "R23")
def test_origin_is_not_asked_twice(online: Spreadsheet) -> None:
    national, foreigner = (
        f"selected(${{victim_profile}}, '{code}')" for code in ("national", "foreigner")
    )
    assert online.row("victim_origin")["relevant"] == f"not({national} or {foreigner})"
    assert online.row("victim_country_of_birth")["relevant"] == (
        f"${{victim_origin}} != 'national' and (not({national}) or {foreigner})"
    )


@pytest.mark.requirement("R23")
def test_marks_that_do_not_go_together_are_noted_and_not_refused(online: Spreadsheet) -> None:
    relevant = online.row("profile_notice")["relevant"]
    for pair in (("female", "male"), ("under_18", "over_18"), ("national", "foreigner")):
        one, other = (f"selected(${{victim_profile}}, '{code}')" for code in pair)
        assert f"({one} and {other})" in relevant
    assert online.row("profile_notice")["type"] == "note"
    assert "just go on" in online.shown("profile_notice")


@pytest.mark.requirement("R14")
def test_only_public_agents_are_asked_for_a_screening(online: Spreadsheet) -> None:
    assert online.row("has_screening_form")["relevant"] == "${is_public_agent} != 'no'"


@pytest.mark.requirement("R22")
def test_date_says_what_it_stands_for(online: Spreadsheet) -> None:
    assert online.codes("date_basis") == ("occurred", "noticed", "unknown")
    assert online.row("situation_date_from")["constraint"] == ". <= today()"


@pytest.mark.requirement("R23")
def test_potential_victims_have_the_eleven_printed_options(online: Spreadsheet) -> None:
    assert online.question("victim_profile").type is QuestionType.SELECT_MULTIPLE
    assert online.codes("victim_profile") == (*PRINTED_VICTIMS, "unknown")


@pytest.mark.requirement("R24", "R25")
@pytest.mark.parametrize("name", ["description", "trafficker_information"])
def test_open_fields_have_room_and_warn(online: Spreadsheet, name: str) -> None:
    assert online.row(name)["appearance"] == "multiline"
    assert len([key for key in online.row(name) if key.startswith("hint::")]) == 3


@pytest.mark.requirement("R26", "R28")
def test_reporter_is_anonymous_unless_willing_to_be_contacted(online: Spreadsheet) -> None:
    row = online.row("reporter_mode")
    assert (row["type"], row["default"]) == ("select_one reporter_mode", "anonymous")
    assert online.row("contact")["relevant"] == "${reporter_mode} = 'contact'"
    assert online.row("for_statistics")["relevant"] == "${reporter_mode} = 'anonymous'"


@pytest.mark.requirement("R26")
def test_device_and_time_of_day_are_not_asked_for(online: Spreadsheet) -> None:
    # The instanceID, which is random, and the day.
    assert sorted(re.findall(rb'jr:preload="(\w+)"', online.xform)) == [b"date", b"uid"]


@pytest.mark.requirement("R8")
def test_day_of_the_register_is_the_form_s_own(online: Spreadsheet) -> None:
    question = online.question("register_date")
    assert online.row("register_date")["type"] == "today"
    assert str(question.mapping) == "report.register_date"
    assert not question.is_asked


def test_language_is_kept_without_a_guess_of_the_spreadsheet(online: Spreadsheet) -> None:
    row = online.row("report_language")
    assert (row["type"], row.get("default")) == ("hidden", None)
    assert str(online.question("report_language").mapping) == "report.report_language"


@pytest.mark.requirement("R28")
def test_everything_personal_is_inside_the_contact_group(online: Spreadsheet) -> None:
    inside = [q.name for q in online.form.questions if q.path.startswith("report/contact/")]
    start = ASKED.index("reporter_first_name")
    *asked, note, language, agent, agency = inside
    assert (asked, note) == (list(ASKED[start : start + 8]), "reach_notice")
    assert [language, agent, agency] == list(ASKED[start + 8 : start + 11])


@pytest.mark.requirement("R27")
def test_statistics_are_optional_and_sex_need_not_be_said(online: Spreadsheet) -> None:
    assert online.codes("reporter_sex") == ("male", "female", "prefer_not_to_say")
    must = {row["name"] for row in online.survey if "required" in row}
    assert must == {
        *("urgency", "can_call", "exploitation_other", "country", "reporter_mode"),
        "prior_report_other",
    }


@pytest.mark.requirement("R11")
def test_earlier_report_has_the_list_of_all_three_forms(online: Spreadsheet) -> None:
    assert online.codes("prior_report") == spreadsheet("screening").codes("prior_report")


def test_last_page_gives_the_reference_and_thanks(online: Spreadsheet) -> None:
    last = [row["name"] for row in online.survey if row["type"] == "note"][-2:]
    assert last == ["reference_notice", "thanks_notice"]
    assert online.shown("reference_notice").count("${reference}") == 3
    assert all(word in online.shown("thanks_notice") for word in ("Thank you", "Gracias", "Merci"))


@pytest.mark.parametrize("column", TRANSLATED)
def test_every_text_is_in_three_languages(online: Spreadsheet, column: str) -> None:
    for row in online.survey:
        said = {key for key in row if key.startswith(f"{column}::")}
        assert said in (set(), {f"{column}::{language}" for language in LANGUAGES}), row["name"]


def test_every_choice_is_in_three_languages(online: Spreadsheet) -> None:
    missing = [
        (row["list_name"], row["name"], language)
        for row in online.choices
        for language in LANGUAGES
        if f"label::{language}" not in row
    ]
    assert missing == []


def test_translations_are_not_copies_and_show_the_same_answers(online: Spreadsheet) -> None:
    for row in online.survey:
        texts = [row.get(f"label::{language}", "") for language in LANGUAGES]
        shown = {tuple(re.findall(r"\$\{\w+\}", text)) for text in texts}
        assert len(shown) == 1, row["name"]
        assert len(set(texts)) > 1 or len(texts[0]) < 8, row["name"]


def test_title_on_the_device_gives_nothing_away(online: Spreadsheet) -> None:
    assert online.settings["instance_name"] == "concat('Online report ', ${reference})"
