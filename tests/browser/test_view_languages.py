"""Changing the language in the middle of a form keeps everything but the words."""

from __future__ import annotations

import io
from functools import cache

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from tests.browser.conftest import Serve
from tests.browser.form_page import attachments, form_app, question, ready, value, xform

SURVEY = """
|type|name|LABELS|required|constraint|MESSAGES|appearance|
|begin_group|one|First|Primero|أول||||||field-list|
|integer|age|Age|Edad|عمر|yes|. < 120|Too old.|Demasiado.|كبير||
|select_one yn|job|A job?|¿Trabajo?|عمل|||||||
|end_group||||||||||
|begin_group|two|Second|Segundo|ثان||||||field-list|
|text|name|Name|Nombre|اسم|||||||
|text|more|More of ${name}|Más de ${name}|المزيد ${name}|||||||
|image|photo|Photo|Foto|صورة|||||||
|end_group||||||||||
|begin_repeat|person|Person|Persona|شخص||||||field-list|
|text|called|Called|Llamada|اسم|||||||
|end_repeat||||||||||
"""
CHOICES = """
|list_name|name|LABELS|
|yn|yes|Yes|Sí|نعم|
|yn|no|No|No|لا|
"""
_LANGUAGES = ("English (en)", "Español (es)", "العربية (ar)")


def _headed(table: str) -> str:
    for short, column in (("LABELS", "label"), ("MESSAGES", "constraint_message")):
        table = table.replace(short, "|".join(f"{column}::{each}" for each in _LANGUAGES))
    return table


@cache
def _form() -> bytes:
    return xform(_headed(SURVEY), _headed(CHOICES))


@pytest.fixture
def english(page: Page, serve: Serve) -> Page:
    page.goto(serve(form_app(_form(), is_stepped=True)) + "/en")
    ready(page)
    return page


def _switch(page: Page, code: str) -> None:
    page.click(f'[data-language="{code}"]')
    page.wait_for_selector(f'html[lang="{code}"]', state="attached")
    ready(page)


def _answer(page: Page) -> None:
    question(page, "one/age").locator("input").fill("40")
    question(page, "one/job").get_by_text("Yes").click()
    page.click(".next")
    question(page, "two/name").locator("input").fill("Amina")


def test_answers_and_step_stay(english: Page) -> None:
    _answer(english)
    _switch(english, "es")
    assert value(english, "/data/one/age") == "40"
    assert english.locator(".progress p").inner_text() == "Paso 2 de 3"
    assert question(english, "two/name").locator("input").input_value() == "Amina"


def test_every_word_changes(english: Page) -> None:
    _answer(english)
    _switch(english, "es")
    assert question(english, "two/more").locator("label").inner_text().strip() == "Más de Amina"
    assert english.locator(".next").inner_text() == "Siguiente"
    assert english.locator("[data-leave]").inner_text() == "Salir de esta página"


def test_errors_change_too(english: Page) -> None:
    age = question(english, "one/age").locator("input")
    age.press_sequentially("130\t")
    _switch(english, "es")
    assert question(english, "one/age").locator(".error").inner_text() == "Demasiado."


def test_direction_changes(english: Page) -> None:
    _switch(english, "ar")
    assert english.locator("#fill").get_attribute("dir") == "rtl"
    assert (
        english.evaluate("getComputedStyle(document.querySelector('.question')).direction") == "rtl"
    )


def test_focus_stays_on_the_link(english: Page) -> None:
    english.locator('[data-language="es"]').press("Enter")
    english.wait_for_selector('html[lang="es"]', state="attached")
    ready(english)
    assert english.evaluate("document.activeElement.dataset.language") == "es"


def test_instances_stay_and_history_does_not_grow(english: Page) -> None:
    before = english.evaluate("history.length")
    english.click(".toggle")
    english.locator("[data-add]").click()
    question(english, "person/called").nth(1).locator("input").fill("Cruz")
    _switch(english, "es")
    assert question(english, "person/called").nth(1).locator("input").input_value() == "Cruz"
    assert english.locator(".instance > h3").all_inner_texts() == ["Persona 1", "Persona 2"]
    assert english.evaluate("history.length") == before


def test_photo_stays(english: Page) -> None:
    _answer(english)
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "JPEG")
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    question(english, "two/photo").locator("input").set_input_files(file)  # type: ignore[arg-type]
    question(english, "two/photo").locator("canvas").wait_for()
    name = value(english, "/data/two/photo")
    _switch(english, "es")
    question(english, "two/photo").locator("canvas").wait_for()
    assert [each["name"] for each in attachments(english)] == [name]


def test_lost_connection_keeps_the_page_and_says_so(english: Page, complaints: list[str]) -> None:
    def lose(route: Route) -> None:
        route.abort()

    _answer(english)
    english.route("**/es", lose)
    english.click('[data-language="es"]')
    told = english.locator(".told:visible").inner_text()
    assert told.startswith("The other language could not be shown just now.")
    assert question(english, "two/name").locator("input").input_value() == "Amina"
    complaints.clear()  # of the connection


def test_there_and_back_and_on(english: Page) -> None:
    _answer(english)
    _switch(english, "es")
    _switch(english, "en")
    english.click(".next")
    assert english.locator("#fill h2:visible").first.inner_text() == "Person"
