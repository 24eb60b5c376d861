"""Every kind of question answered with the mouse and with the keyboard alone."""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Serve
from tests.browser.form_page import form_app, question, ready, value, xform

COUNTRIES = [f"Country {number:03}" for number in range(1, 249)]
SURVEY = """
| type                     | name      | label      | appearance   | parameters            |
| text                     | line      | A line     |              |                       |
| text                     | lines     | Lines      | multiline    |                       |
| integer                  | whole     | Whole      |              |                       |
| decimal                  | parts     | Parts      |              |                       |
| date                     | day       | Day        |              |                       |
| date                     | month     | Month      | month-year   |                       |
| date                     | year      | Year       | year         |                       |
| time                     | hour      | Hour       |              |                       |
| datetime                 | moment    | Moment     |              |                       |
| select_one fruit         | one       | One        |              |                       |
| select_multiple fruit    | some      | Some       | columns      |                       |
| select_one fruit         | liking    | Liking     | likert       |                       |
| select_one fruit         | menu      | Menu       | minimal      |                       |
| select_one country       | country   | Country    | autocomplete |                       |
| select_multiple country  | countries | Countries  | minimal autocomplete |               |
| rank fruit               | order     | Order      |              |                       |
| range                    | slide     | Slide      |              | start=0 end=10 step=2 |
| acknowledge              | seen      | Seen       |              |                       |
"""
CHOICES = """
| list_name | name   | label      |
| fruit     | apple  | Apple      |
| fruit     | banana | Banana     |
| fruit     | cherry | Black cherry |
| country   | CIV    | Côte d'Ivoire |
| country   | GIN    | Guinea     |
| country   | GNB    | Guinea-Bissau |
| country   | LCA    | Saint Lucia |
""" + "\n".join(f"| country | X{n} | {each} |" for n, each in enumerate(COUNTRIES))


@cache
def _form() -> bytes:
    return xform(SURVEY, CHOICES)


@pytest.fixture
def trial(page: Page, serve: Serve) -> Page:
    page.goto(serve(form_app(_form())))
    ready(page)
    return page


def _at(page: Page, name: str, selector: str = "input, textarea, select") -> None:
    question(page, name).locator(selector).first.focus()


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("line", "Leon & <b>Cruz</b>", "Leon & <b>Cruz</b>"),
        ("whole", "0012", "12"),
        ("whole", "-3", "-3"),
        ("parts", "1.5", "1.5"),
        ("parts", "1,25", "1.25"),
        ("day", "02282024", "2024-02-28"),
        ("day", "0228", ""),
        ("year", "2019", "2019-01-01"),
    ],
)
def test_typed_answer_is_held(trial: Page, name: str, typed: str, expected: str) -> None:
    _at(trial, name)
    trial.keyboard.type(typed)
    assert value(trial, f"/data/{name}") == expected


def test_number_stays_as_it_is_typed(trial: Page) -> None:
    _at(trial, "parts")
    trial.keyboard.type("1.50")
    assert question(trial, "parts").locator("input").input_value() == "1.50"


def test_lines_are_kept_and_the_field_grows(trial: Page) -> None:
    area = question(trial, "lines").locator("textarea")
    before = area.bounding_box()
    area.press_sequentially("\n".join("abcdefghij"))
    after = area.bounding_box()
    assert value(trial, "/data/lines").count("\n") == 9
    assert before
    assert after
    assert after["height"] > before["height"]


def test_month_is_the_first_of_it(trial: Page) -> None:
    question(trial, "month").locator("input").fill("2019-05")
    assert value(trial, "/data/month") == "2019-05-01"


def test_time_is_typed(trial: Page) -> None:
    _at(trial, "hour")
    trial.keyboard.type("0905AM")
    assert value(trial, "/data/hour").startswith("09:05:00.000")


def test_moment_has_the_offset_of_the_place(trial: Page) -> None:
    question(trial, "moment").locator("input").fill("2026-05-01T10:30")
    held = value(trial, "/data/moment")
    back = trial.evaluate("(it) => new Date(it).getTime()", held)
    assert held.startswith("2026-05-01T10:30:00.000")
    assert back == trial.evaluate("new Date('2026-05-01T10:30').getTime()")


def test_enter_in_a_field_does_not_send(trial: Page) -> None:
    trial.evaluate("addEventListener('submit', () => { window.sent = true }, true)")
    for name in ("line", "whole", "day", "one", "country", "seen"):
        _at(trial, name)
        trial.keyboard.press("Enter")
    assert trial.evaluate("window.sent") is None


def test_half_a_date_is_said_and_not_taken(trial: Page) -> None:
    _at(trial, "day")
    trial.keyboard.type("0228")
    trial.keyboard.press("Tab")
    _at(trial, "line")
    error = question(trial, "day").locator(".error").inner_text()
    assert error.startswith("Please write the whole date, the year with four digits")


def test_choice_is_clicked(trial: Page) -> None:
    question(trial, "one").get_by_text("Banana").click()
    assert value(trial, "/data/one") == "banana"


def test_letter_chooses_a_radio(trial: Page) -> None:
    _at(trial, "one")
    trial.keyboard.type("bl")
    assert value(trial, "/data/one") == "cherry"


def test_digit_chooses_the_nth(trial: Page) -> None:
    _at(trial, "liking")
    trial.keyboard.press("2")
    assert value(trial, "/data/liking") == "banana"


def test_arrows_choose_a_radio(trial: Page) -> None:
    _at(trial, "one")
    trial.keyboard.press("Space")
    trial.keyboard.press("ArrowDown")
    assert value(trial, "/data/one") == "banana"


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_radio_is_taken_back_with_the_keyboard(trial: Page, key: str) -> None:
    _at(trial, "one")
    trial.keyboard.press("2")
    trial.keyboard.press(key)
    assert value(trial, "/data/one") == ""
    assert question(trial, "one").locator(":checked").count() == 0


def test_radio_is_taken_back_with_the_mouse(trial: Page) -> None:
    question(trial, "one").get_by_text("Banana").click()
    trial.get_by_role("button", name="Clear: One").click()
    assert value(trial, "/data/one") == ""


def test_boxes_are_held_in_the_order_of_the_list(trial: Page) -> None:
    _at(trial, "some")
    trial.keyboard.press("3")
    trial.keyboard.press("End")  # which means nothing here
    trial.wait_for_timeout(900)  # what is typed begins anew
    trial.keyboard.press("1")
    assert value(trial, "/data/some") == "apple cherry"


def test_letter_goes_to_a_box_and_space_ticks_it(trial: Page) -> None:
    _at(trial, "some")
    trial.keyboard.type("ban")
    assert value(trial, "/data/some") == ""
    trial.keyboard.press("Space")
    assert value(trial, "/data/some") == "banana"


def test_menu_is_chosen_from_by_typing(trial: Page) -> None:
    _at(trial, "menu")
    trial.keyboard.type("ban")
    trial.keyboard.press("Tab")
    assert value(trial, "/data/menu") == "banana"


def test_acknowledgement_is_ok_and_taken_back(trial: Page) -> None:
    _at(trial, "seen")
    trial.keyboard.press("Space")
    assert value(trial, "/data/seen") == "OK"
    trial.keyboard.press("Space")
    assert value(trial, "/data/seen") == ""


def test_country_is_found_without_its_accent(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.type("cote")
    trial.keyboard.press("Enter")
    assert value(trial, "/data/country") == "CIV"
    assert question(trial, "country").locator("input").input_value() == "Côte d'Ivoire"


def test_country_is_found_by_its_second_word(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.type("lucia")
    trial.keyboard.press("Tab")  # it can mean one only
    assert value(trial, "/data/country") == "LCA"


def test_arrows_home_and_end_move_in_the_list(trial: Page) -> None:
    _at(trial, "country")
    for key in ("ArrowDown", "End", "ArrowUp", "Home", "ArrowDown", "Enter"):
        trial.keyboard.press(key)
    assert value(trial, "/data/country") == "GIN"


def test_escape_closes_the_list_and_chooses_nothing(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.type("guin")
    trial.keyboard.press("Escape")
    assert question(trial, "country").locator("[role=listbox]").is_hidden()
    assert value(trial, "/data/country") == ""


def test_half_a_country_is_said_and_not_taken(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.type("guin")
    trial.keyboard.press("Tab")
    assert value(trial, "/data/country") == ""
    error = question(trial, "country").locator(".error").inner_text()
    assert error == "Please choose one from the list, or empty this field."


def test_chosen_country_changed_is_no_answer_any_more(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.type("saint\n")
    trial.keyboard.press("Backspace")
    assert value(trial, "/data/country") == ""


def test_country_is_pressed_with_the_mouse(trial: Page) -> None:
    question(trial, "country").locator("input").click()
    question(trial, "country").get_by_text("Guinea-Bissau").click()
    assert value(trial, "/data/country") == "GNB"


def test_several_countries_are_chips_that_can_be_taken_away(trial: Page) -> None:
    _at(trial, "countries")
    trial.keyboard.type("saint\ncote\n")
    assert value(trial, "/data/countries") == "CIV LCA"
    trial.get_by_role("button", name="Remove Saint Lucia").press("Enter")
    assert value(trial, "/data/countries") == "CIV"
    assert trial.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Remove C"
    )


def test_many_countries_are_searched_quickly(trial: Page) -> None:
    _at(trial, "country")
    trial.keyboard.press("c")
    begun = "const input = document.activeElement, begin = performance.now();"
    typed = "input.value = 'coun'; input.dispatchEvent(new Event('input', {bubbles: true}));"
    search = f"(() => {{ {begun} {typed} return performance.now() - begin }})()"
    assert min(trial.evaluate(search) for _ in range(5)) < 50


def test_order_is_made_with_buttons(trial: Page) -> None:
    assert value(trial, "/data/order") == ""
    trial.get_by_role("button", name="Move Black cherry up").press("Enter")
    assert value(trial, "/data/order") == "apple cherry banana"
    trial.keyboard.press("Enter")  # the same button, which has moved along
    assert value(trial, "/data/order") == "cherry apple banana"


def test_order_is_accepted_and_cleared(trial: Page) -> None:
    trial.get_by_role("button", name="This order is right").press("Enter")
    assert value(trial, "/data/order") == "apple banana cherry"
    question(trial, "order").get_by_role("button", name="Clear").press("Enter")
    assert value(trial, "/data/order") == ""


def test_slider_is_empty_until_it_is_moved(trial: Page) -> None:
    assert question(trial, "slide").locator("output").inner_text() == "\N{EN DASH}"
    _at(trial, "slide")
    trial.keyboard.press("ArrowRight")
    number = question(trial, "slide").locator("output").inner_text()
    assert value(trial, "/data/slide") == number != ""


def test_slider_takes_where_it_stands_and_is_emptied(trial: Page) -> None:
    _at(trial, "slide")
    trial.keyboard.press("Enter")
    assert value(trial, "/data/slide") in {"4", "6"}
    question(trial, "slide").get_by_role("button", name="Clear").press("Enter")
    assert value(trial, "/data/slide") == ""


_GRID = """
|type|name|label|appearance|relevant|
|begin_group|table|How often?|table-list||
|select_one fruit|first|First|||
|select_one fruit|second|Second||${first} = 'banana'|
|end_group|||||
"""


def test_grid_is_answered_row_by_row_and_hides_rows(page: Page, serve: Serve) -> None:
    page.goto(serve(form_app(xform(_GRID, CHOICES))))
    ready(page)
    assert question(page, "table/second").is_hidden()
    question(page, "table/first").locator("input").first.focus()
    page.keyboard.press("2")
    question(page, "table/second").locator("input").first.focus()
    page.keyboard.type("bl")
    assert value(page, "/data/table/second") == "cherry"
