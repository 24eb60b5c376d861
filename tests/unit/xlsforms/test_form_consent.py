"""The consent form asks the five questions, in three languages, before any interview."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from server.domain.forms import FormVersion, QuestionType
from server.domain.schema import SCHEMA, FieldType
from server.domain.vocabulary import VOCABULARY
from server.odk.xform import read_form
from tests.simulators.sheets import table

FILE = Path(__file__).parents[3] / "xlsforms" / "consent.xlsx"
LANGUAGES = ("English (en)", "Español (es)", "Français (fr)")
LABEL = "label::English (en)"
Rows = dict[str, dict[str, str]]

PRINTED = {
    "sharing_informed": (
        "1.1. Has the individual been informed that IOM and/or ${partner_organisation} reserves "
        "the right to share her/his individual case data for assistance purposes and only with "
        "IOM missions and partnering organizations involved in direct assistance?"
    ),
    "disclosure_informed": (
        "1.2. Has the individual further been informed that IOM reserves the right to make a "
        "limited disclosure of non-personal data based on the information collected at the "
        "interview to law enforcement for the purpose of rescuing other victims that remain under "
        "the control of traffickers or preventing other potential victims from being trafficked?"
    ),
    "research_informed": (
        "1.3. Has the individual further been informed that IOM reserves the right to use (only "
        "anonymous, aggregate) data for research purposes?"
    ),
    "interview": (
        "1.4. Has the individual's full and informed consent been obtained to conduct the "
        "screening interview based on information given regarding the role of the organization, "
        "the voluntary nature of the interview and the use of the information provided by the "
        "individual as outlined above?"
    ),
    "guardian": (
        "1.5. If the individual is a minor, has the consent of the parent(s)/guardian(s) been "
        "obtained?"
    ),
}

REQUIRED = {
    "consent_action",
    "is_minor",
    "sharing_informed",
    "sharing",
    "disclosure_informed",
    "disclosure",
    "research_informed",
    "research",
    "interview",
    "guardian",
    "best_interest_reason",
    "withdrawn_purposes",
    "withdrawn_on",
    "signature",
    "date",
}

RELEVANT = {
    "checklist": "${consent_action} = 'new'",
    "sharing": "${sharing_informed} = 'yes'",
    "disclosure": "${disclosure_informed} = 'yes'",
    "research": "${research_informed} = 'yes'",
    "refused": "${interview} = 'refused'",
    "guardian": "${is_minor} != 'no'",
    "best_interest_reason": "${guardian} = 'best_interest' or ${guardian} = 'refused'",
    "not_asked_note": "${interview} = 'not_asked'",
    "oral_note": "${consent_form} = 'oral'",
    "no_reference_note": "${earlier_reference} = '' and ${case_reference} = ''",
    "withdrawal": "${consent_action} = 'withdrawal'",
}

TYPES = {
    FieldType.TEXT: QuestionType.TEXT,
    FieldType.DATE: QuestionType.DATE,
    FieldType.CODE: QuestionType.SELECT_ONE,
    FieldType.CODES: QuestionType.SELECT_MULTIPLE,
    FieldType.ATTACHMENT: QuestionType.ATTACHMENT,
}


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load_workbook(FILE)


@pytest.fixture(scope="module")
def rows(book: Workbook) -> Rows:
    return {row["name"]: row for row in table(book["survey"]) if "name" in row}


@pytest.fixture(scope="module")
def form() -> FormVersion:
    return read_form(convert(str(FILE), validate=False).xform.encode())


def codes(book: Workbook, name: str) -> tuple[str, ...]:
    return tuple(row["name"] for row in table(book["choices"]) if row["list_name"] == name)


@pytest.mark.requirement("R72")
def test_five_questions_are_asked_in_the_printed_words(rows: Rows) -> None:
    assert {name: rows[name][LABEL] for name in PRINTED} == PRINTED


@pytest.mark.requirement("R72")
def test_five_questions_must_be_answered(rows: Rows) -> None:
    assert all(rows[name]["required"] == "yes" for name in PRINTED)


@pytest.mark.parametrize(("name", "relevant"), RELEVANT.items())
@pytest.mark.requirement("R73", "R74", "R76", "R78")
def test_question_is_asked_only_after_the_answer_it_hangs_on(
    rows: Rows, name: str, relevant: str
) -> None:
    assert rows[name]["relevant"] == relevant


@pytest.mark.requirement("R76")
def test_each_purpose_has_a_consent_of_its_own(form: FormVersion) -> None:
    filled = {str(question.mapping) for question in form.questions if question.mapping}
    for purpose in ("sharing", "disclosure", "research"):
        assert {f"consent.{purpose}_informed", f"consent.{purpose}"} <= filled


@pytest.mark.requirement("R73")
def test_refusal_asks_for_statistics_and_no_identity(form: FormVersion) -> None:
    asked = {question.name for question in form.questions if "/refused/" in question.path}
    assert asked == {"stub_note", "stub_sex", "stub_citizenships", "stub_exploitation"}


@pytest.mark.requirement("R73")
def test_consent_form_never_asks_who_the_individual_is(form: FormVersion) -> None:
    names = {question.name for question in form.questions}
    assert not {"first_names", "family_names", "birth_date", "phone"} & names


@pytest.mark.requirement("R74")
def test_child_has_a_guardian_or_a_best_interest_reason(rows: Rows, book: Workbook) -> None:
    assert "best_interest" in codes(book, "guardian_consent")
    assert rows["best_interest_reason"]["required"] == "${guardian} = 'best_interest'"
    assert "the case record stays closed" in rows["guardian_note"][LABEL]


@pytest.mark.requirement("R75")
def test_interviewer_signs_and_dates(rows: Rows) -> None:
    assert rows["signature"]["type"] == "image"
    assert rows["signature"]["appearance"] == "signature"
    assert rows["date"]["type"] == "date"
    assert {rows[name]["required"] for name in ("signature", "date")} == {"yes"}
    assert not {"relevant"} & (set(rows["signature"]) | set(rows["interviewer"]))


@pytest.mark.requirement("R75", "R78")
def test_signature_is_not_dated_before_the_withdrawal_it_confirms(rows: Rows) -> None:
    assert rows["date"]["constraint"] == (
        ". <= today() and (${withdrawn_on} = '' or . >= ${withdrawn_on})"
    )
    assert "before the withdrawal" in rows["date"]["constraint_message::English (en)"]


@pytest.mark.requirement("R72")
def test_consent_without_being_informed_is_noted(rows: Rows) -> None:
    assert rows["untold_note"]["relevant"] == (
        "${interview} = 'given' and (${sharing_informed} = 'no'"
        " or ${disclosure_informed} = 'no' or ${research_informed} = 'no')"
    )


@pytest.mark.requirement("R73", "R76")
def test_refused_interview_beside_an_agreed_use_is_noted(rows: Rows) -> None:
    assert rows["refused_uses_note"]["relevant"] == (
        "${interview} = 'refused' and"
        " (${sharing} = 'given' or ${disclosure} = 'given' or ${research} = 'given')"
    )
    assert "the refusal counts" in rows["refused_uses_note"][LABEL]


@pytest.mark.requirement("R73", "R77")
def test_help_does_not_depend_on_the_interview(rows: Rows) -> None:
    note = rows["services_refused_note"]
    assert note["relevant"].startswith("${interview} = 'refused' and (")
    assert "help does not depend on the interview" in note[LABEL]
    assert "relevant" not in rows["services"]


@pytest.mark.requirement("R72", "R85")
@pytest.mark.parametrize(
    "name", ["sharing_informed", "disclosure_informed", "research_informed", "interview"]
)
def test_long_questions_are_also_put_in_plain_words(rows: Rows, name: str) -> None:
    openings = ("In plain words: “", "Con palabras sencillas: «", "Avec des mots simples")
    hints = [rows[name][f"hint::{language}"] for language in LANGUAGES]
    assert all(hint.startswith(start) for hint, start in zip(hints, openings, strict=True))


@pytest.mark.requirement("R78")
def test_how_consent_was_given_is_asked_of_consent_to_a_service_too(rows: Rows) -> None:
    for name in ("interview", "sharing", "guardian", "service_medical", "service_other"):
        assert f"${{{name}}} = 'given'" in rows["form_of_consent"]["relevant"]


@pytest.mark.requirement("R77")
def test_each_service_is_a_row_of_its_own(form: FormVersion) -> None:
    filled = {str(question.mapping) for question in form.questions if question.mapping}
    wanted = {f"consent_service[service={code}].consented" for code in VOCABULARY["service"].codes}
    assert wanted <= filled


@pytest.mark.requirement("R78")
def test_form_of_consent_is_kept_and_the_mark_is_free(rows: Rows, book: Workbook) -> None:
    assert codes(book, "consent_form") == ("written", "thumbprint", "oral")
    assert "required" not in rows["individual_mark"]


@pytest.mark.requirement("R78")
def test_withdrawal_names_what_and_when(rows: Rows, book: Workbook) -> None:
    assert codes(book, "purpose") == VOCABULARY["purpose"].codes
    assert "mod 31" in rows["earlier_reference"]["constraint"]
    assert rows["withdrawn_on"]["constraint"] == ". <= today()"


def test_required_is_what_the_checklist_cannot_do_without(rows: Rows) -> None:
    assert {name for name, row in rows.items() if "required" in row} == REQUIRED


def test_every_field_of_consent_is_filled_by_a_fitting_question(form: FormVersion) -> None:
    filled = {(q.mapping.kind, q.mapping.field): q for q in form.questions if q.mapping is not None}
    wanted = {
        (kind.name, field.name): field
        for kind, field in SCHEMA.fields()
        if kind.name in {"consent", "consent_service"} and field.name not in kind.keys
    }
    assert set(filled) == set(wanted)
    assert all(filled[name].type is TYPES[field.type] for name, field in wanted.items())


def test_every_choice_is_a_known_code(form: FormVersion) -> None:
    for question in form.questions:
        if question.choices and question.mapping and question.mapping.field:
            field = SCHEMA.field(question.mapping.kind, question.mapping.field)
            assert field is not None
            known = VOCABULARY[field.codes or ""].codes
            assert {choice.code for choice in question.choices} <= set(known)


@pytest.mark.parametrize("column", ["label", "hint", "constraint_message", "required_message"])
def test_every_word_stands_in_three_languages(book: Workbook, column: str) -> None:
    for row in [*table(book["survey"]), *table(book["choices"])]:
        said = [language for language in LANGUAGES if row.get(f"{column}::{language}", "").strip()]
        assert said in ([], list(LANGUAGES)), row["name"]


def test_translations_differ_and_keep_what_they_show(book: Workbook) -> None:
    for row in table(book["survey"]):
        texts = [row.get(f"label::{language}", "") for language in LANGUAGES]
        shown = {tuple(part.partition("}")[0] for part in text.split("${")[1:]) for text in texts}
        assert len(shown) == 1, row["name"]
        assert len(set(texts)) == 3 or len(texts[0]) < 10, row["name"]


def test_form_is_in_three_languages(form: FormVersion) -> None:
    assert form.languages == LANGUAGES
    labelled = [question for question in form.questions if question.labels]
    assert all(set(question.labels) == set(LANGUAGES) for question in labelled)
    assert all(choice.labels for question in labelled for choice in question.choices)
