"""The case record asks every item of the STANDARD FORMAT, sections A to E, and files it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from server.domain.forms import FormVersion, Question, QuestionType
from server.domain.schema import SCHEMA, FieldType
from server.domain.vocabulary import VOCABULARY
from server.odk.xform import read_form
from tests.simulators.sheets import table

FILE = Path(__file__).parents[3] / "xlsforms" / "case_record.xlsx"
LABEL = "label::English (en)"
Rows = dict[str, dict[str, str]]

PRINTED = (
    # A. Registration data
    "First name(s)",
    "Family name(s)",
    "Sex",
    "Country of birth",
    "Place of birth",
    "Last place of residence in country of origin",
    "Date of birth",
    "Is date of birth an estimate?",
    "Age (in number of years)",
    "Citizenship",
    "Ethnicity",
    "Type of identity document",
    "Country of the document",
    "Number of the document",
    "Expiry date of the document",
    # B. Case and interview data
    "Type of referring organization/individual",
    "Name/location of referring organization/individual",
    "Address of referring organization",
    "Telephone number of referring organization",
    "Screening date",
    "Screening location",
    "Name of interviewer",
    "Name of organization/institution",
    "Contact details of interviewer",
    "Interviewee's language(s)",
    "Interpreter?",
    "Name of interpreter",
    "Name of parent or guardian",
    "Address of parent or guardian",
    "Telephone number of parent or guardian",
    # C. Entry into trafficking
    "1. How did the individual enter the process",
    "2. Did entry into the process involve recruitment?",
    "If yes, how was the contact initiated between the individual and her/his recruiter?",
    (
        "3. If labour migration, what activity did the individual believe he or she was going "
        "to be engaged in following arrival at the final destination"
    ),
    (
        "4. What was the individual told would be their benefits following arrival at final "
        "destination?"
    ),
    "Salary (equivalent in $US per month)",
    "Other benefits",
    "5. In which month/year did the individual enter into the process?",
    "6. Minor at the time of entry into the process?",
    "7. From which place/country did the individual enter into the process?",
    "8. What place/country is the last (or intended) destination?",
    "9. Did the individual travel alone?",
    "If no, who did the individual travel with",
    "10. Did the individual spend any time in transit place(s)/country(ies)?",
    "Who did the individual travel with?",
    "Did he or she engage in any activity in this place/country?",
    "If yes, which activity?",
    "11. Were any of the following means used to control the individual?",
    # D. Exploitation phase
    (
        "12. What activity has the individual undertaken since her/his arrival in the last "
        "destination?"
    ),
    "13. How old was the individual when the activity began?",
    "How long did the only/most significant activity last?",
    "14. Were any of the following means used to control the individual during the activity?",
    "15. Did the individual experience exploitation?",
    (
        "16. If no exploitation took place, was there any indication of a real and substantial "
        "threat of exploitation?"
    ),
    "If yes, what were the reasons that exploitation never took place?",
    # E.
    "17. Additional corroborative materials",
    "18. Is the individual a victim of trafficking?",
    "Justify this decision.",
    "19. Decision made by whom (specify names)",
    "20. Was the type of trafficking in-country or transnational?",
    "21. Is he or she eligible for the IOM victim of trafficking assistance programme?",
    "22. Is he or she in need of assistance?",
    "If yes, what is the individual's situation? (Please specify all that applies.)",
    "23. Additional remarks",
)

MEANS = (
    "physical_abuse",
    "psychological_abuse",
    "sexual_abuse",
    "threats_individual",
    "threat_law_enforcement",
    "threats_family",
    "false_promises",
    "denial_movement",
    "drugs",
    "alcohol",
    "denial_medical",
    "denial_food_drink",
    "withhold_id_docs",
    "withhold_travel_docs",
    "debt_bondage",
)
PROSTITUTION_MEANS = ("refuse_client", "refuse_acts", "use_condom")

MATERIALS = {
    "official_reports": "Police or other official reports",
    "identity_documents": "Identity documents",
    "travel_documents": "Travel documents",
    "medical_reports": "Medical reports",
    "contract_or_offer": "Copies of employment contract or recruitment offer",
    "personal_writings": "Personal writings by the individual",
    "hotline_reports": "Hotline reports",
    "other": "Other material",
}

# Shown only after that answer.
RELEVANT = {
    "earlier_case_reference": "${sitting} = 'further'",
    "guardian": "${is_minor} = 'yes'",
    "document": "${has_documents} = 'yes'",
    "interpreter_name": "${has_interpreter} = 'yes'",
    "recruiter_contact": "${involved_recruitment} = 'yes'",
    "believed_activities": "selected(${entry_modes}, 'labour_migration')",
    "companions": "${travelled_alone} = 'no'",
    "transit": "${had_transit} = 'yes'",
    "transit_activities": "${transit_had_activity} = 'yes'",
    "activity_other": "selected(${activities}, 'other')",
    "exploitation_prostitution": "selected(${activities}, 'prostitution')",
    "had_real_threat": "${was_exploited} = 'no'",
    "why_not": "${had_real_threat} = 'yes'",
    "material_other_specify": "${material_other} = 'yes'",
    "hotline_reference": "${material_hotline_reports} = 'yes'",
    "justification": "${outcome} != ''",
    "decided_by": "${outcome} = 'victim' or ${outcome} = 'not_victim'",
    "victim": "${outcome} = 'victim'",
    "not_victim": "${outcome} = 'not_victim'",
    "situations": "${needs_assistance} = 'yes'",
    "next_date": "${interview_status} = 'paused'",
    "further_note": "${sitting} = 'further'",
    "no_consent_note": "${consent_reference} = ''",
    "stopped_note": "${interview_status} = 'stopped'",
    "referring_address": "${referring_type} != 'self_referral'",
    "entry_before_birth": "${age_at_entry} != '' and ${age_at_entry} < 0",
}

REQUIRED = {
    "sitting",
    "earlier_case_reference",
    "duration_unit",
    "justification",
    "decided_by",
    "deciding_organisation",
    "decided_on",
    "form_of_exploitation_other",
}

KINDS = (
    "person",
    "identity_document",
    "safe_contact",
    "interview",
    "guardian",
    "linked_report",
    "entry",
    "journey_leg",
    "means_of_control",
    "exploitation",
    "corroboration",
    "determination",
    "remark",
)

TYPES = {
    FieldType.TEXT: {QuestionType.TEXT},
    FieldType.INTEGER: {QuestionType.INTEGER},
    FieldType.DECIMAL: {QuestionType.DECIMAL},
    FieldType.DATE: {QuestionType.DATE},
    FieldType.CODE: {QuestionType.SELECT_ONE},
    FieldType.CODES: {QuestionType.SELECT_MULTIPLE},
}

CALCULATED = {"person.reference", "person.is_minor", "entry.month"}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(FILE)


@pytest.fixture(scope="module")
def rows(book: Workbook) -> Rows:
    return {row["name"]: row for row in table(book["survey"]) if "name" in row}


@pytest.fixture(scope="module")
def choices(book: Workbook) -> list[dict[str, str]]:
    return table(book["choices"])


@pytest.fixture(scope="module")
def form() -> FormVersion:
    return read_form(convert(str(FILE), validate=False).xform.encode())


def codes(choices: list[dict[str, str]], name: str, only: str | None = None) -> tuple[str, ...]:
    return tuple(
        row["name"]
        for row in choices
        if row["list_name"] == name and (only is None or row.get(only) == "yes")
    )


def codes_of(name: str | None) -> tuple[str, ...]:
    return VOCABULARY[name].codes if name else ()


def mapped(form: FormVersion) -> list[tuple[Question, str]]:
    return [(each, str(each.mapping)) for each in form.questions if each.mapping is not None]


@pytest.mark.requirement("R45", "R47", "R49", "R50", "R51", "R53", "R56", "R60", "R61", "R71")
def test_every_printed_item_is_asked_in_its_words_and_order(rows: Rows) -> None:
    labels = [row[LABEL] for row in rows.values() if LABEL in row]
    places = [
        next(place for place, label in enumerate(labels) if label.startswith(item))
        for item in PRINTED
    ]
    assert places == sorted(places)


def test_sections_stand_as_printed_with_e_renamed(book: Workbook) -> None:
    labels = [row.get(LABEL, "") for row in table(book["survey"])]
    sections = [label for label in labels if re.fullmatch(r"[A-E]\. [^:]*", label)]
    wanted = [
        "A. Registration data",
        "B. Case and interview data",
        "C. Entry into trafficking",
        "D. Exploitation phase",
        "E. Corroborative material and decision",
    ]
    assert [each for each in sections if each in wanted] == wanted


@pytest.mark.parametrize(("name", "relevant"), RELEVANT.items())
@pytest.mark.requirement(
    "R44", "R48", "R49", "R51", "R52", "R57", "R58", "R62", "R64", "R65", "R68", "R69", "R70"
)
def test_question_is_asked_only_after_the_answer_it_hangs_on(
    rows: Rows, name: str, relevant: str
) -> None:
    assert rows[name]["relevant"] == relevant


@pytest.mark.requirement("R47")
def test_referring_types_are_the_printed_ones_and_unknown(choices: list[dict[str, str]]) -> None:
    assert codes(choices, "referring_type") == VOCABULARY["referring_type"].codes


@pytest.mark.requirement("R52", "R58", "R60")
def test_one_list_of_activities_serves_three_questions(
    rows: Rows, choices: list[dict[str, str]]
) -> None:
    for name, column in (("believed_activities", "believed"), ("transit_activities", "transit")):
        wanted = {"believed": "activity_believed", "transit": "activity_transit"}[column]
        assert rows[name]["type"] == "select_multiple activity"
        assert rows[name]["choice_filter"] == f"{column} = 'yes'"
        assert codes(choices, "activity", column) == VOCABULARY[wanted].codes
    assert codes(choices, "activity") == VOCABULARY["activity"].codes
    assert "choice_filter" not in rows["activities"]


@pytest.mark.requirement("R48")
def test_guardians_repeat_and_may_be_unsafe_or_unknown(
    form: FormVersion, choices: list[dict[str, str]]
) -> None:
    assert "case_and_interview/guardian" in form.repeats
    assert codes(choices, "safety") == ("safe", "unsafe", "unknown")


@pytest.mark.requirement("R45", "R58", "R65")
def test_documents_transits_and_reports_repeat(form: FormVersion) -> None:
    assert {"registration/document", "entry/transit", "report"} <= set(form.repeats)


@pytest.mark.requirement("R59", "R63")
def test_grid_of_entry_has_sixteen_rows_and_five_actors(
    form: FormVersion, choices: list[dict[str, str]]
) -> None:
    at = "means_of_control[phase=entry,mean={}]"
    names = {name for _, name in mapped(form)}
    wanted = {
        at.format(mean) + part for mean in (*MEANS, "other") for part in (".used", ".by_whom")
    }
    assert wanted | {at.format("other") + ".specify"} == {
        name for name in names if name.startswith("means_of_control[phase=entry")
    }
    assert set(codes(choices, "actor_entry")) == {*VOCABULARY["actor_entry"].printed, "unknown"}


@pytest.mark.requirement("R62", "R63")
def test_grid_of_exploitation_has_twenty_rows_and_seven_actors(
    form: FormVersion, choices: list[dict[str, str]]
) -> None:
    at = "means_of_control[phase=exploitation,mean={}].used"
    names = {name for _, name in mapped(form)}
    assert {at.format(m) for m in (*MEANS, "excessive_hours", *PROSTITUTION_MEANS, "other")} == {
        name
        for name in names
        if name.startswith("means_of_control[phase=exploitation") and name.endswith(".used")
    }
    assert set(codes(choices, "actor")) == {*VOCABULARY["actor"].printed, "unknown"}


@pytest.mark.requirement("R59", "R62")
def test_grid_asks_yes_no_unknown_and_who_by_only_after_yes(rows: Rows) -> None:
    for phase, actors, means in (
        ("entry", "actor_entry", (*MEANS, "other")),
        ("exploitation", "actor", (*MEANS, "excessive_hours", *PROSTITUTION_MEANS, "other")),
    ):
        for mean in means:
            name = f"{phase}_{mean}"
            assert rows[name]["type"] == "select_one yes_no_unknown"
            assert rows[f"{name}_by"]["type"] == f"select_multiple {actors}"
            assert rows[f"{name}_by"]["relevant"] == f"${{{name}}} = 'yes'"


@pytest.mark.requirement("R62")
def test_three_means_stand_on_a_page_for_prostitution_only(form: FormVersion) -> None:
    inside = {q.name for q in form.questions if "/exploitation_prostitution/" in q.path}
    names = {f"exploitation_{mean}" for mean in PROSTITUTION_MEANS}
    assert inside == names | {f"{name}_by" for name in names}


@pytest.mark.requirement("R65")
def test_materials_are_asked_one_by_one(rows: Rows) -> None:
    asked = {
        name: row for name, row in rows.items() if "].present" in row.get("bind::case:field", "")
    }
    assert {name.removeprefix("material_"): row[LABEL] for name, row in asked.items()} == MATERIALS
    assert {row["type"] for row in asked.values()} == {"select_one yes_no_unknown"}


@pytest.mark.requirement("R66", "R67")
def test_decision_needs_reasons_names_organisation_and_date(rows: Rows) -> None:
    for name in ("justification", "decided_by", "deciding_organisation", "decided_on"):
        assert rows[name]["required"] == "yes"
        assert rows[name]["required_message::English (en)"]
        assert rows[name]["relevant"].startswith("${outcome} ")


@pytest.mark.requirement("R66")
def test_outcome_may_be_left_open_or_undetermined(
    rows: Rows, choices: list[dict[str, str]]
) -> None:
    assert "required" not in rows["outcome"]
    assert codes(choices, "outcome") == ("victim", "not_victim", "undetermined")


@pytest.mark.requirement("R68", "R69", "R70")
def test_victims_and_others_are_asked_different_things(form: FormVersion) -> None:
    pages = {page: {q.name for q in form.questions if f"/{page}/" in q.path} for page in RELEVANT}
    assert {"trafficking_extent", "programme_eligible"} <= pages["victim"]
    assert {"needs_assistance", "situations"} <= pages["not_victim"]


@pytest.mark.requirement("R46")
def test_age_and_birth_date_are_compared_and_age_alone_suffices(rows: Rows) -> None:
    assert "abs(${age} - ${age_from_birth_date}) > 1" in rows["age_differs"]["relevant"]
    assert "required" not in rows["birth_date"]
    assert "relevant" not in rows["age"]


@pytest.mark.requirement("R53")
def test_salary_is_not_negative(rows: Rows) -> None:
    for name in ("promised_salary_usd", "promised_salary_xcd"):
        assert rows[name]["type"] == "decimal"
        assert rows[name]["constraint"] == ". >= 0"


@pytest.mark.requirement("R54", "R55")
def test_entry_is_a_month_or_a_year_and_not_after_the_interview(rows: Rows) -> None:
    assert "coalesce(${interview_screening_date}, today())" in rows["entry_year"]["constraint"]
    assert "coalesce(${interview_screening_date}, today())" in rows["entry_month"]["constraint"]
    assert (
        "${was_minor_at_entry} = 'no' and ${age_at_entry} < 18" in rows["minor_differs"]["relevant"]
    )


@pytest.mark.requirement("R85")
def test_danger_is_asked_first(rows: Rows) -> None:
    asked = [name for name, row in rows.items() if row["type"].startswith("select_one")]
    assert asked[0] == "in_danger_now"
    assert "get help first" in rows["danger_note"][LABEL]


@pytest.mark.requirement("R59", "R62", "R85")
@pytest.mark.parametrize(("phase", "count"), [("entry", "16"), ("exploitation", "17 (20 after")])
def test_grid_begins_with_what_is_coming_and_a_pause(rows: Rows, phase: str, count: str) -> None:
    hint = rows[f"{phase}_means_note"]["hint::English (en)"]
    assert f"goes over {count}" in hint
    assert "offer a pause" in hint


@pytest.mark.requirement("R55", "R68")
def test_contradictions_are_noted_and_not_refused(rows: Rows) -> None:
    assert rows["minor_now"]["relevant"] == (
        "${is_minor} = 'yes' and ${was_minor_at_entry} = 'no'"
        " and (${age_at_entry} = '' or ${age_at_entry} >= 18)"
    )
    assert rows["extent_differs"]["relevant"].startswith("${trafficking_extent} = 'in_country'")
    assert {rows[name]["type"] for name in ("minor_now", "extent_differs")} == {"note"}


@pytest.mark.requirement("R61")
def test_duration_is_a_number_with_a_unit(rows: Rows, choices: list[dict[str, str]]) -> None:
    assert rows["duration_value"]["type"] == "integer"
    assert rows["duration_unit"]["relevant"] == "${duration_value} != ''"
    assert codes(choices, "duration_unit") == ("days", "weeks", "months", "years")


@pytest.mark.requirement("R85")
def test_contact_is_safe_and_the_interview_can_pause(form: FormVersion, rows: Rows) -> None:
    names = {name for _, name in mapped(form)}
    safe = SCHEMA.kind("safe_contact")
    assert safe is not None
    assert {f"safe_contact.{field.name}" for field in safe.fields} <= names
    assert "paused" in rows["next_step"]["relevant"]


@pytest.mark.requirement("R14", "R44", "R72")
def test_quoted_references_are_checked(rows: Rows) -> None:
    quoting = (
        "consent_reference",
        "earlier_case_reference",
        "report_reference",
        "hotline_reference",
    )
    checks = {rows[name]["constraint"] for name in quoting}
    assert len(checks) == 1
    assert "mod 31" in checks.pop()


def test_required_is_almost_nothing(rows: Rows) -> None:
    assert {name for name, row in rows.items() if "required" in row} == REQUIRED


def test_every_field_of_the_standard_format_is_filled(form: FormVersion) -> None:
    filled = {(q.mapping.kind, q.mapping.field) for q in form.questions if q.mapping}
    wanted = {
        (kind.name, field.name)
        for kind, field in SCHEMA.fields()
        if kind.name in KINDS and field.name not in kind.keys
    }
    assert filled == wanted


def test_every_mapping_fits_its_field_and_its_codes(form: FormVersion) -> None:
    for question, name in mapped(form):
        assert question.mapping is not None
        field = SCHEMA.field(question.mapping.kind, question.mapping.field or "")
        assert field is not None, name
        if name in CALCULATED:
            assert not question.is_asked
            continue
        assert question.type in TYPES[field.type], name
        known = {"activity_believed": "activity", "activity_transit": "activity"}
        asked = {choice.code for choice in question.choices}
        assert asked <= set(codes_of(known.get(field.codes or "", field.codes)))


def test_every_mapping_key_is_a_known_code(form: FormVersion) -> None:
    for question, name in mapped(form):
        assert question.mapping is not None
        for key, code in question.mapping.keys:
            field = SCHEMA.field(question.mapping.kind, key)
            assert field is not None, name
            assert code in VOCABULARY[field.codes or ""].codes


def test_no_two_questions_fill_the_same_field(form: FormVersion) -> None:
    names = [name for question, name in mapped(form) if not question.repeats]
    assert len(set(names)) == len(names)
