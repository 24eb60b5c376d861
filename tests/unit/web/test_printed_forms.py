"""Each of the five forms stands on paper whole: every question, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from server.domain.forms import Audience, FormVersion
from server.odk.paper.reading import MOST_CHOICES, read_paper
from server.odk.paper.sheet import PaperForm, questions
from server.odk.paper.wording import plain
from server.web.print.paper_form import Printed
from tests.simulators.paper import pages, printed, squeezed
from tests.spreadsheets import spreadsheet

FORMS = ("screening", "online_report", "hotline", "case_record", "consent")
_EVERY = [
    (form_id, language) for form_id in FORMS for language in spreadsheet(form_id).form.languages
]
_SHEETS = {"screening": 4, "online_report": 7, "hotline": 7, "case_record": 18, "consent": 6}
every_form = pytest.mark.parametrize(("form_id", "language"), _EVERY)


@cache
def paper(form_id: str, language: str) -> PaperForm:
    return read_paper(spreadsheet(form_id).xform, language=language)


@cache
def pdf(form_id: str, language: str) -> Printed:
    audience = Audience(spreadsheet(form_id).settings["audience"])
    return printed(paper(form_id, language), audience)


def text(form_id: str, language: str) -> str:
    return squeezed("".join(pages(pdf(form_id, language).content)))


def asked(form: FormVersion, form_id: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of every question that is no note, with its label by language."""
    for each in form.questions:
        if each.is_asked and spreadsheet(form_id).row(each.name)["type"] != "note":
            yield each.name, dict(each.labels)


@every_form
@pytest.mark.requirement("R34")
def test_every_question_is_on_the_paper(form_id: str, language: str) -> None:
    form, on_paper = spreadsheet(form_id).form, text(form_id, language)
    names = [
        (name, part)
        for name, labels in asked(form, form_id)
        for part in re.split("…|: ", plain(labels[language]))
    ]
    assert [each for each in names if squeezed(each[1]) not in on_paper] == []
    assert len(questions(paper(form_id, language).items)) == len(list(asked(form, form_id)))


@every_form
def test_every_choice_is_on_the_paper(form_id: str, language: str) -> None:
    on_paper = text(form_id, language)
    choices = {
        choice.labels[language]
        for each in spreadsheet(form_id).form.questions
        if len(each.choices) <= MOST_CHOICES
        for choice in each.choices
    }
    assert [each for each in choices if squeezed(each) not in on_paper] == []


@every_form
def test_every_heading_and_lasting_note_is_on_the_paper(form_id: str, language: str) -> None:
    on_paper = text(form_id, language)
    rows = [
        row[f"label::{language}"]
        for row in spreadsheet(form_id).survey
        if row["type"] in {"note", "begin_group", "begin_repeat"}
        and f"label::{language}" in row
        and "relevant" not in row
        and "${" not in row[f"label::{language}"]
    ]
    assert rows
    assert [each for each in rows if squeezed(plain(each)) not in on_paper] == []


@every_form
def test_number_of_sheets_is_sane(form_id: str, language: str) -> None:
    made = pdf(form_id, language)
    assert len(pages(made.content)) == made.sheets <= _SHEETS[form_id]
    assert made.lacking == ""


@every_form
def test_every_sheet_says_which_of_how_many_it_is(form_id: str, language: str) -> None:
    found = pages(pdf(form_id, language).content)
    word = {"en": "Sheet {} of {}", "es": "Hoja {} de {}", "fr": "Feuille {} sur {}"}
    says = word[language[-3:-1]]
    assert all(says.format(at, len(found)) in each for at, each in enumerate(found, start=1))
    assert all(each.casefold().startswith("confiden") for each in found)


@pytest.mark.requirement("R4", "R34", "R35")
def test_screening_on_paper_carries_the_rules() -> None:
    first, *_, last = pages(pdf("screening", "English (en)").content)
    assert "do not confront the suspected trafficker" in first
    assert "Keep no filled-in sheet: neither you nor your agency." in first
    assert "Call the Hotline first: 847." in first
    assert "Reported? Then destroy this sheet now." in last


@pytest.mark.requirement("R26")
def test_form_for_the_public_asks_for_no_signature() -> None:
    assert "Signature" not in text("online_report", "English (en)")
    assert "Signature" in text("hotline", "English (en)")


def test_form_with_a_signature_of_its_own_has_no_second_one() -> None:
    assert text("consent", "Español (es)").count("Llenadopor") == 0


def test_same_form_gives_the_same_bytes() -> None:
    again = printed(paper("screening", "English (en)"))
    assert again.content == pdf("screening", "English (en)").content


@every_form
def test_no_translation_is_missing(form_id: str, language: str) -> None:
    assert paper(form_id, language).stands_in == ""
