"""The languages of a form, and what is shown where a translation is missing."""

from __future__ import annotations

import pytest

from server.odk.web_form.languages import UNNAMED, chosen, read_language
from tests.simulators.web_forms import compiled, page_of, questions

SURVEY = (
    "|type|name|label::English (en)|label::Arabic (ar)|hint::English (en)|\n"
    "|text|a|Name|الاسم|As on a paper|\n|text|b|Town|||\n"
    "|select_one yn|c|Well?|جيد؟||"
)
CHOICES = "|list_name|name|label::English (en)|label::Arabic (ar)|\n|yn|yes|Yes|نعم|\n|yn|no|No||"


@pytest.mark.parametrize(
    ("label", "code", "name", "is_right_to_left"),
    [
        ("Español (es)", "es", "Español", False),
        ("العربية (ar)", "ar", "العربية", True),
        ("Kwéyòl (acf)", "acf", "Kwéyòl", False),
        ("Uzbek (uz-Arab)", "uz-Arab", "Uzbek", True),
        ("(fr)", "fr", "fr", False),
        ("es", "es", "es", False),
        ("French", "", "French", False),
        ("Creole", "", "Creole", False),
    ],
)
def test_a_language_is_read(label: str, code: str, name: str, is_right_to_left: bool) -> None:  # noqa: FBT001
    language = read_language(label)
    assert (language.code, language.name) == (code, name)
    assert language.is_right_to_left is is_right_to_left


def test_a_language_the_form_lacks_is_its_default_one() -> None:
    english, french = read_language("English (en)"), read_language("French")
    assert chosen((english, french), "xx") is english
    assert chosen((english, french), None) is english
    assert chosen((english, french), "French") is french
    assert chosen((), "en") is UNNAMED


def test_a_form_says_which_languages_it_has() -> None:
    form = compiled(SURVEY, CHOICES, language="ar")
    assert [each.code for each in form.languages] == ["en", "ar"]
    assert form.language.code == form.model.language == "ar"


def test_a_missing_translation_is_the_default_languages() -> None:
    form = compiled(SURVEY, CHOICES, language="ar")
    labels = {name: each.label for name, each in questions(form).items()}
    assert labels["a"] is not None
    assert labels["a"].parts == ("الاسم",)
    assert labels["a"].language is None
    assert labels["b"] is not None
    assert labels["b"].parts == ("Town",)
    assert labels["b"].language == form.languages[0]


def test_words_of_another_language_are_marked_so() -> None:
    page = page_of(compiled(SURVEY, CHOICES, language="ar"))
    (form,) = page.cssselect("form")
    assert (form.get("lang"), form.get("dir")) == ("ar", "rtl")
    (town,) = page.xpath("//span[@class='label']/span[text()='Town']")
    assert (town.get("lang"), town.get("dir")) == ("en", "ltr")


def test_a_form_of_one_unnamed_language_names_none() -> None:
    form = compiled("|type|name|label|\n|text|a|Name|")
    assert (form.language, form.model.language) == (UNNAMED, "")
    assert page_of(form).cssselect("form")[0].get("lang") is None
