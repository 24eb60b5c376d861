"""How a form behaves while it is filled in: what shows, what is wrong, steps, repeats."""

from __future__ import annotations

import re
from functools import cache

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Serve
from tests.browser.form_page import form_app, question, ready, value, xform

SURVEY = """
|type|name|label|relevant|required|required_message|constraint|constraint_message|read_only|calculation|appearance|choice_filter|repeat_count|hint|guidance_hint|default|
|begin_group|first|First step||||||||field-list||||||
|text|name|Your name||yes|Say it.||||||||A hint|More words||
|integer|age|Your age||||. < 120|Too old.|||||||||
|calculate|next_age||||||||${age} + 1|||||||
|note|told|Next year: ${next_age}|${age} != ''|||||||||||||
|note|young|No age yet|${age} = ''|||||||||||||
|text|fixed|Fixed||||||yes|||||||as it is|
|end_group||||||||||||||||
|begin_group|grown|Grown up|${age} >= 18|||||||field-list||||||
|select_one yn|job|A job?||||||||||||||
|text|which|Which job of ${name}?|${job} = 'yes'|${age} > 20||||||||||||
|end_group||||||||||||||||
|begin_group|where|Where||||||||field-list||||||
|select_one island|island|Island||||||||||||||
|select_one town|town|Town|||||||||island = ${island}|||||
|select_multiple town|towns|Towns||||||||minimal|island = ${island}|||||
|end_group||||||||||||||||
|begin_repeat|person|Person||||||||field-list||||||
|text|called|Called||||||||||||||
|begin_repeat|child|Child of ${called}||||||||field-list||||||
|text|pet|Pet||||||||||||||
|end_repeat||||||||||||||||
|end_repeat||||||||||||||||
|begin_repeat|pill|Pill|${age} > 50||||||||field-list|||||
|text|dose|Dose||||||||||||||
|end_repeat|||||||||||||||
|integer|bags|Bags||||||||||||||
|begin_repeat|bag|Bag||||||||field-list||${bags}||||
|text|colour|Colour||||||||||||||
|end_repeat||||||||||||||||
"""
PERSON = re.compile("^Add another.*Person")
CHILD = re.compile("^Add another.*Child")
CHOICES = """
| list_name | name | label | island |
| yn        | yes  | Yes   |        |
| yn        | no   | No    |        |
| island    | big  | Big   |        |
| island    | wee  | Wee   |        |
| town      | a    | Ankle | big    |
| town      | b    | Brow  | big    |
| town      | c    | Chin  | wee    |
"""


@cache
def _form() -> bytes:
    return xform(SURVEY, CHOICES)


@pytest.fixture
def whole(page: Page, serve: Serve) -> Page:
    """The form on one page."""
    page.goto(serve(form_app(_form())))
    ready(page)
    return page


@pytest.fixture
def stepped(page: Page, serve: Serve) -> Page:
    """The form step by step."""
    page.goto(serve(form_app(_form(), is_stepped=True)))
    ready(page)
    return page


def _fill(page: Page, path: str, text: str, nth: int = 0) -> None:
    question(page, path).locator("input").nth(nth).fill(text)


def _choose(page: Page, path: str, label: str) -> None:
    question(page, path).get_by_text(label, exact=True).click()


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def _heading(page: Page) -> str:
    return page.locator("#fill h2:visible").first.inner_text()


def test_note_shows_a_value_when_it_applies(whole: Page) -> None:
    assert question(whole, "first/told").is_hidden()
    _fill(whole, "first/age", "17")
    assert question(whole, "first/told").inner_text().strip() == "Next year: 18"


def test_note_that_applies_from_the_beginning_is_shown(whole: Page) -> None:
    assert question(whole, "first/young").is_visible()
    _fill(whole, "first/age", "17")
    assert question(whole, "first/young").is_hidden()


def test_group_shows_when_it_applies(whole: Page) -> None:
    _fill(whole, "first/age", "17")
    assert question(whole, "grown/job").is_hidden()
    _fill(whole, "first/age", "18")
    assert question(whole, "grown/job").is_visible()


def test_user_text_in_a_label_is_no_html(whole: Page) -> None:
    _fill(whole, "first/age", "30")
    _choose(whole, "grown/job", "Yes")
    _fill(whole, "first/name", "<img src=x onerror=alert(1)>")
    assert "<img src=x" in question(whole, "grown/which").inner_text()


def test_needed_mark_follows_the_answers(whole: Page) -> None:
    _fill(whole, "first/age", "18")
    _choose(whole, "grown/job", "Yes")
    mark = question(whole, "grown/which").locator(".needed")
    assert mark.is_hidden()
    _fill(whole, "first/age", "30")
    assert mark.is_visible()


def test_read_only_answer_cannot_be_changed(whole: Page) -> None:
    assert question(whole, "first/fixed").locator("input").get_attribute("readonly") is not None
    assert value(whole, "/data/first/fixed") == "as it is"


def test_guidance_unfolds_with_the_keyboard(whole: Page) -> None:
    summary = question(whole, "first/name").locator("summary")
    summary.press("Enter")
    assert question(whole, "first/name").get_by_text("More words").is_visible()


def test_list_changes_with_another_answer(whole: Page) -> None:
    _choose(whole, "where/island", "Big")
    _choose(whole, "where/town", "Brow")
    assert value(whole, "/data/where/town") == "b"
    _choose(whole, "where/island", "Wee")
    assert question(whole, "where/town").locator(".choices").inner_text().strip() == "Chin"
    assert value(whole, "/data/where/town") == ""


def test_chips_go_with_their_list(whole: Page) -> None:
    _choose(whole, "where/island", "Big")
    question(whole, "where/towns").locator("input").focus()
    whole.keyboard.type("ankle\nbrow\n")
    assert value(whole, "/data/where/towns") == "a b"
    _choose(whole, "where/island", "Wee")
    assert question(whole, "where/towns").locator(".chips li").count() == 0


def test_error_comes_only_after_leaving_the_field(whole: Page) -> None:
    age, error = (question(whole, "first/age").locator(each) for each in ("input", ".error"))
    age.press_sequentially("130")
    assert error.is_hidden()
    age.press("Tab")
    assert error.inner_text() == "Too old."
    assert age.get_attribute("aria-invalid") == "true"


def test_error_goes_when_it_is_put_right(whole: Page) -> None:
    age, error = (question(whole, "first/age").locator(each) for each in ("input", ".error"))
    age.press_sequentially("130")
    age.press("Tab")
    age.fill("13")
    assert error.is_hidden()


def test_passing_through_a_needed_field_is_no_error(whole: Page) -> None:
    question(whole, "first/name").locator("input").press("Tab")
    assert question(whole, "first/name").locator(".error").is_hidden()


def test_badly_typed_number_is_said(whole: Page) -> None:
    question(whole, "first/age").locator("input").press_sequentially("ten")
    whole.keyboard.press("Tab")
    error = question(whole, "first/age").locator(".error")
    assert (
        error.inner_text()
        == "Please write a whole number, with no comma, point or space: for example 1500."
    )


def test_sending_lists_what_is_wrong_and_goes_there(whole: Page) -> None:
    _fill(whole, "first/age", "130")
    whole.click("[data-send]")
    assert _focused(whole).startswith("Please look at this again:")
    assert whole.locator(".problems li").all_inner_texts() == [
        "Your name: Say it.",
        "Your age: Too old.",
    ]


def test_link_of_a_problem_goes_to_its_question(whole: Page) -> None:
    whole.click("[data-send]")
    before = whole.url
    whole.locator(".problems a").first.press("Enter")
    assert whole.evaluate("document.activeElement.id") == "q-1-control"
    assert whole.url == before


def test_problem_put_right_leaves_the_list(whole: Page) -> None:
    whole.click("[data-send]")
    _fill(whole, "first/name", "Amina")
    assert whole.locator(".problems").is_hidden()


def test_first_step_alone_is_shown(stepped: Page) -> None:
    assert _heading(stepped) == "First step"
    assert question(stepped, "where/island").is_hidden()
    assert stepped.locator(".progress p").inner_text() == "Step 1 of 3"
    assert stepped.locator("[data-send]").is_hidden()


def test_next_stops_at_what_is_wrong_here(stepped: Page) -> None:
    stepped.get_by_role("button", name="Next").press("Enter")
    assert _heading(stepped) == "Please look at this again:"
    assert _focused(stepped).endswith("Your name: Say it.")


def test_next_passes_over_a_step_that_does_not_apply(stepped: Page) -> None:
    _fill(stepped, "first/name", "Bo")
    stepped.get_by_role("button", name="Next").press("Enter")
    assert (_heading(stepped), _focused(stepped)) == ("Where", "Where")


def test_step_that_comes_to_apply_is_counted(stepped: Page) -> None:
    _fill(stepped, "first/age", "40")
    assert stepped.locator(".progress p").inner_text() == "Step 1 of 4"


def test_back_returns_to_the_answers(stepped: Page) -> None:
    _fill(stepped, "first/name", "Bo")
    stepped.get_by_role("button", name="Next").press("Enter")
    stepped.get_by_role("button", name="Back").press("Enter")
    assert question(stepped, "first/name").locator("input").input_value() == "Bo"


def test_last_step_sends(stepped: Page) -> None:
    _fill(stepped, "first/name", "Bo")
    for _ in range(2):
        stepped.get_by_role("button", name="Next").press("Enter")
    assert stepped.locator("[data-send]").is_visible()
    assert stepped.get_by_role("button", name="Next").is_hidden()


def test_all_is_shown_on_one_page_and_back(stepped: Page) -> None:
    stepped.get_by_role("button", name="Show everything on one page").press("Enter")
    assert question(stepped, "where/island").is_visible()
    assert stepped.locator("[data-send]").is_visible()
    stepped.get_by_role("button", name="Show it step by step").press("Enter")
    assert stepped.locator("[data-send]").is_hidden()


def test_instances_are_numbered_added_and_focused(whole: Page) -> None:
    whole.get_by_role("button", name=PERSON).press("Enter")
    assert _focused(whole) == "Person 2"
    _fill(whole, "person/called", "Amina", 0)
    _fill(whole, "person/called", "Cruz", 1)
    assert value(whole, "/data/person/called") == "Amina Cruz"


def test_removed_instance_is_asked_about_and_the_rest_renumbered(whole: Page) -> None:
    whole.on("dialog", lambda dialog: dialog.accept())
    whole.get_by_role("button", name=PERSON).press("Enter")
    _fill(whole, "person/called", "Amina", 0)
    _fill(whole, "person/called", "Cruz", 1)
    first = whole.locator('[data-instance="/data/person"]').first
    first.locator(":scope > .remove").press("Enter")
    assert value(whole, "/data/person/called") == "Cruz"
    assert _focused(whole) == "Person 1"


def test_refused_removal_keeps_the_answers(whole: Page) -> None:
    whole.on("dialog", lambda dialog: dialog.dismiss())
    _fill(whole, "person/called", "Amina")
    whole.locator('[data-instance="/data/person"] > .remove').press("Enter")
    assert value(whole, "/data/person/called") == "Amina"


def test_repeats_within_repeats_are_apart(whole: Page) -> None:
    whole.get_by_role("button", name=PERSON).press("Enter")
    for nth in (0, 1):
        whole.get_by_role("button", name=CHILD).nth(nth).press("Enter")
    for place, pet in enumerate(("cat", "dog", "hen")):
        _fill(whole, "person/child/pet", pet, place)
    assert value(whole, "/data/person/child/pet") == "cat dog hen"
    ids = "[...document.querySelectorAll('[id]')].map((each) => each.id)"
    assert whole.evaluate(f"{ids}.length === new Set({ids}).size")


def test_label_in_an_instance_shows_its_own_value(whole: Page) -> None:
    whole.get_by_role("button", name=PERSON).press("Enter")
    _fill(whole, "person/called", "Amina", 0)
    _fill(whole, "person/called", "Cruz", 1)
    whole.get_by_role("button", name=CHILD).last.press("Enter")
    headings = whole.locator('[data-instance="/data/person/child"] > h4').all_inner_texts()
    assert headings == ["Child of Amina 1", "Child of Cruz 1"]


def test_repeat_without_instances_goes_when_it_does_not_apply(whole: Page) -> None:
    _fill(whole, "first/age", "60")
    whole.locator('[data-instance="/data/pill"] > .remove').press("Enter")
    add = whole.locator('[data-repeat="/data/pill"] > [data-add]')
    assert add.is_visible()
    _fill(whole, "first/age", "40")
    assert add.is_hidden()


def test_counted_instances_follow_the_count(whole: Page) -> None:
    _fill(whole, "bags", "3")
    bags = whole.locator('[data-instance="/data/bag"]')
    assert bags.count() == 3
    assert bags.locator(".remove:visible").count() == 0


def test_all_can_be_reached_with_tab(whole: Page) -> None:
    whole.locator("#q-1-control").focus()
    seen = []
    for _ in range(60):
        seen.append(whole.evaluate("document.activeElement.className"))
        whole.keyboard.press("Tab")
    assert "toggle" in seen
