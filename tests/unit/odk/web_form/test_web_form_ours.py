"""The project's own forms on the web: nothing of them is lost, in any of their languages."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache

import pytest
from lxml import html

from server.domain.forms import Question
from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.tree import WebForm
from server.web.fill.page import FillPlace, render_fill
from server.web.fill.style import fill_css
from server.web.words.table import words_for
from tests.simulators.web_forms import questions
from tests.spreadsheets import FOLDER, spreadsheet

FORMS = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
PAGES = [(name, each) for name in FORMS for each in spreadsheet(name).form.languages]
PLACE = FillPlace(submit="/en/report/online_report/submission", work="/report/work")


@cache
def form_of(name: str, language: str) -> WebForm:
    return compile_web_form(spreadsheet(name).xform, {}, language)


@cache
def text_of(name: str, language: str) -> str:
    form = form_of(name, language)
    return str(render_fill(form, words_for(form.language.code).for_script(), PLACE))


def page_of(name: str, language: str) -> html.HtmlElement:
    return html.fragment_fromstring(text_of(name, language), create_parent="main")


def asked(name: str) -> list[Question]:
    return [each for each in spreadsheet(name).form.questions if each.is_asked]


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_question_is_on_the_page_once(name: str, language: str) -> None:
    found = page_of(name, language).xpath("//@data-question")
    assert found == [f"/data/{each.path}" for each in asked(name)]


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_choice_is_on_the_page_or_in_the_model(name: str, language: str) -> None:
    form = form_of(name, language)
    shown = questions(form)
    for question in asked(name):
        rule = form.model.controls[f"/data/{question.path}"]
        given = [each.name for each in shown[question.name].choices]
        built = [row[0] for row in form.model.lists[rule.list].rows] if rule.list else []
        assert given + built == [each.code for each in question.choices]


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_choice_that_is_shown_is_an_input(name: str, language: str) -> None:
    page = page_of(name, language)
    for question in questions(form_of(name, language)).values():
        (element,) = page.xpath(f"//*[@data-question='{question.path}']")
        inputs = element.xpath(".//input[@type='radio' or @type='checkbox']")
        assert [each.get("value") for each in inputs] == [each.name for each in question.choices]


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_label_and_hint_is_on_the_page(name: str, language: str) -> None:
    page = page_of(name, language)
    for question in asked(name):
        (element,) = page.xpath(f"//*[@data-question='/data/{question.path}']")
        there = _letters(element.text_content())
        for words in (question.labels, question.hints):
            for part in words.get(language, "").split("…"):
                assert _letters(part) in there


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_ids_are_unique_and_every_reference_is_met(name: str, language: str) -> None:
    page = page_of(name, language)
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)
    described = {each for said in page.xpath("//@aria-describedby") for each in said.split()}
    searched = page.xpath("//div[@data-list]/preceding-sibling::label/@for")
    assert described <= set(ids)
    assert set(page.xpath("//label/@for")) <= {*ids, *searched}


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_element_is_closed_where_it_was_opened(name: str, language: str) -> None:
    open_: list[str] = []
    for end, tag in re.findall(r"<(/?)([a-z][a-z0-9]*)\b", text_of(name, language)):
        if end:
            assert open_.pop() == tag
        elif tag not in {"input", "br"}:
            open_.append(tag)
    assert open_ == []


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_every_value_on_the_page_is_in_the_model(name: str, language: str) -> None:
    page = page_of(name, language)
    model = json.loads(page.xpath("//script")[0].text)
    numbers = {int(each) for each in page.xpath("//@data-value")}
    assert numbers == set(range(len(model["values"])))


@pytest.mark.parametrize("name", FORMS)
def test_every_expression_reads_only_nodes_there_are(name: str) -> None:
    form = form_of(name, "en")
    known = {f"/data/{each.path}" for each in spreadsheet(name).form.questions}
    rules = [rule for bind in form.model.binds.values() for rule in bind.rules.values()]
    read = {path for each in [*rules, *form.model.values] for path in each.reads}
    assert read <= known


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_a_reference_to_quote(name: str) -> None:
    assert form_of(name, "en").model.quote is not None


def test_the_hotline_number_is_there_before_any_script() -> None:
    page = page_of("online_report", "Español (es)")
    assert (
        "847" in page.xpath("//*[@data-question='/data/welcome/hotline_notice']")[0].text_content()
    )


@pytest.mark.parametrize("language", spreadsheet("online_report").form.languages)
def test_the_report_is_light(language: str) -> None:
    written = fill_css() + text_of("online_report", language)
    assert len(gzip.compress(written.encode(), 9)) < 16 * 1024
