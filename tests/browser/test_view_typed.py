"""What is typed is read in one way or asked again: numbers in every habit, years, months, times."""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Serve
from tests.browser.form_page import form_app, instance, question, ready, value, xform

SURVEY = """
| type     | name   | label::English (en) |label::Español (es) |label::Français (fr) |appearance |
| integer  | whole  | Whole  | Entero | Entier | |
| decimal  | parts  | Parts  | Partes | Parts  | |
| date     | day    | Day    | Día    | Jour   | |
| date     | month  | Month  | Mes    | Mois   | month-year |
| date     | year   | Year   | Año    | Année  | year |
| time     | hour   | Hour   | Hora   | Heure  | |
| datetime | moment | Moment | Momento | Moment | |
"""
NARROW = "\N{NARROW NO-BREAK SPACE}"
QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"
ARABIC_1500 = "\u0661\u0665\u0660\u0660"
WIDE_1500 = "\uff11\uff15\uff10\uff10"
EVERYWHERE = {
    "1.5": "1.5",
    "12,5": "12.5",
    "-3.25": "-3.25",
    "0,500": "0.5",
    ".5": "0.5",
    "007": "7",
    "1 500": "1500",
    "1 234 567,5": "1234567.5",
    "1'500": "1500",
    f"1{QUOTE}500.75": "1500.75",
    f"1{NARROW}500": "1500",
    "1\u00a0500": "1500",
    "1234,567": "1234.567",
    "1.2345": "1.2345",
    ARABIC_1500: "1500",
    WIDE_1500: "1500",
    "\u0661\u066b\u0665": "1.5",
    "\u22123": "-3",
    "1 5": None,
    "1.2.3": None,
    "12,34,56": None,
    "1e5": None,
    "$1500": None,
    "about 5": None,
    "12345678901234567890": None,
    "1.500.5": None,
    "1,500,5": None,
    "1 00": None,
    "-": None,
}
HABITS = {
    "en": {
        "1,500": None,
        "10,000": None,
        "1.500": "1.5",
        "1,234,567": "1234567",
        "12,345.67": "12345.67",
        "12.345,67": None,
        "1.234.567": None,
        "1 000,500": None,
    },
    "es": {
        "1,500": None,
        "1.500": None,
        "1.234.567": "1234567",
        "1,234,567": "1234567",
        "12,345.67": "12345.67",
        "12.345,67": "12345.67",
        "-1.500": None,
    },
    "fr": {
        "1,500": "1.5",
        "1.500": None,
        "1.234.567": "1234567",
        "1,234,567": None,
        "12,345.67": None,
        "12.345,67": "12345.67",
        f"10{NARROW}000,25": "10000.25",
    },
}
WHOLE = {
    "1234567890": "1234567890",
    "-3": "-3",
    "007": "7",
    "1 500": "1500",
    "0": "0",
    ARABIC_1500: "1500",
    WIDE_1500: "1500",
    "1,234,567": "1234567",
    "2147483647": "2147483647",
    "12345678901": None,
    "2147483648": None,
    "1.5": None,
    "1,5": None,
    "1,500": None,
    "1.500": None,
    "1 5": None,
    "1e3": None,
    "five": None,
}


@cache
def _form() -> bytes:
    return xform(SURVEY)


def _open(page: Page, serve: Serve, language: str = "en") -> Page:
    page.goto(f"{serve(form_app(_form()))}/{language}")
    ready(page)
    return page


@pytest.fixture
def trial(page: Page, serve: Serve) -> Page:
    return _open(page, serve)


def _as_text(page: Page, name: str) -> None:
    """Make a picker a plain field, as it is in browsers that have no such picker."""
    question(page, name).locator("input").evaluate("(each) => { each.type = 'text' }")


def _answer(page: Page, name: str, typed: str) -> str | None:
    """Type, leave the field, and return what would be submitted; None where it is asked again."""
    box = question(page, name).locator("input")
    box.fill(typed)
    box.blur()
    sent = instance(page).partition(f"<{name}>")[2].partition("<")[0]
    asked = question(page, name).locator(".error").is_visible()
    assert asked == (not sent), (typed, sent)
    return sent or None


def _answers(page: Page, name: str, typed: dict[str, str | None]) -> dict[str, float | None]:
    found = {each: _answer(page, name, each) for each in typed}
    return {each: None if said is None else float(said) for each, said in found.items()}


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_number_is_read_in_one_way_or_asked_again(page: Page, serve: Serve, language: str) -> None:
    wanted = EVERYWHERE | HABITS[language]
    found = _answers(_open(page, serve, language), "parts", wanted)
    assert found == {each: None if said is None else float(said) for each, said in wanted.items()}


def test_whole_number_is_read_in_one_way_or_asked_again(trial: Page) -> None:
    assert {each: _answer(trial, "whole", each) for each in WHOLE} == WHOLE


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("whole", "12345678901", "between -2147483648 and 2147483647"),
        ("whole", "1.5", "a whole number"),
        ("parts", "1,500", "for example 1500 or 12.5"),
        ("parts", "12345678901234567890", "more digits than can be kept"),
        ("year", "26", "with four digits"),
        ("month", "03/2026", "for example 2026-03"),
        ("day", "04/03/99", "for example 2026-03-31"),
        ("hour", "half past two", "for example 14:30"),
    ],
)
def test_what_is_wanted_is_said(trial: Page, name: str, typed: str, said: str) -> None:
    _as_text(trial, name)
    assert _answer(trial, name, typed) is None
    assert said in question(trial, name).locator(".error").inner_text()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("day", "0099-04-03"),
        ("day", "1899-12-31"),
        ("month", "0099-04"),
        ("year", "1899"),
        ("year", "99"),
        ("moment", "0099-04-03T10:30"),
    ],
)
def test_year_that_nobody_means_is_asked_again(trial: Page, name: str, typed: str) -> None:
    assert _answer(trial, name, typed) is None


@pytest.mark.parametrize(
    ("name", "typed", "sent"),
    [
        ("day", "1900-01-01", "1900-01-01"),
        ("month", "1999-04", "1999-04-01"),
        ("year", " 1999 ", "1999-01-01"),
        ("year", "\uff11\uff19\uff19\uff19", "1999-01-01"),
    ],
)
def test_year_that_somebody_means_is_taken(trial: Page, name: str, typed: str, sent: str) -> None:
    assert _answer(trial, name, typed) == sent


def test_two_digits_in_a_date_box_are_no_year(trial: Page) -> None:
    question(trial, "day").locator("input").focus()
    trial.keyboard.type("040399")
    question(trial, "day").locator("input").blur()
    assert "<day/>" in instance(trial)
    assert question(trial, "day").locator(".error").is_visible()


def test_pasted_number_is_read_as_a_typed_one(trial: Page) -> None:
    box = question(trial, "parts").locator("input")
    box.focus()
    trial.keyboard.insert_text(" 1\u00a0234,50\t")
    box.blur()
    assert value(trial, "/data/parts") == "1234.5"


_REOPENED = """async () => {
  const { filling, createForm } = await import("/static/public.js");
  const world = { now: () => new Date(), random: Math.random, uuid: () => crypto.randomUUID() };
  const again = createForm(filling.model, world, filling.form.save());
  return Object.fromEntries(again.problems().map(({ node, sentence }) => [node.value, sentence]));
}"""


def test_what_is_asked_again_is_kept_in_a_draft(trial: Page) -> None:
    for name, typed in (("parts", "1,500"), ("year", "26"), ("whole", "12345678901")):
        _answer(trial, name, typed)
    found = trial.evaluate(_REOPENED)
    assert set(found) == {"1,500", "26", "12345678901"}
    assert "between" in found["12345678901"]


def test_other_language_shows_its_own_decimal_mark(trial: Page) -> None:
    _answer(trial, "parts", "12345678.5")
    trial.click("a[data-language=fr]")
    trial.wait_for_selector("html[lang=fr]")
    ready(trial)
    assert question(trial, "parts").locator("input").input_value() == "12345678,5"
    assert value(trial, "/data/parts") == "1.23456785E7"
