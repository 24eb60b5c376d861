"""Every page in every state: nothing for axe to find, and nothing wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from server.domain.forms import Audience
from server.domain.permissions import Role
from server.web.print.agent_sheet import agent_sheet
from tests.browser.answering import answer_all
from tests.browser.conftest import Serve
from tests.browser.form_page import ready, xform
from tests.browser.looking import CROSSED, faults
from tests.browser.reporting import fetched
from tests.browser.test_report_end_to_end import TYPED
from tests.browser.whole import Whole, sign_in, visit
from tests.javarosa.torture import MEDIA, torture_form
from tests.web.office import Office
from tests.web.register.test_agent_sheet import FACTS

_FAULTY = "<html lang=en><title>T</title><main><h1>H</h1><p style='color:#999'>pale</p></main>"
_ARABIC = "key,العربية (ar)\nnext,التالي\nportal.title,طلب المساعدة\nportal.report,الإبلاغ\n"
_ARABIC_FORM = """
| type | name | label::العربية (ar) | label::English (en) | required |
| text | name | ما اسمك؟ | What is your name? | yes |
| select_one yn | sure | هل أنت متأكد؟ | Are you sure? | |
| select_multiple yn | many | اختر | Choose | |
"""
_ARABIC_CHOICES = """
| list_name | name | label::العربية (ar) | label::English (en) |
| yn | yes | نعم | Yes |
| yn | no | لا | No |
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may complain: some states are refusals."""
    with visit(browser, 360) as (page, _):
        yield page


def _begin(page: Page, address: str) -> Page:
    page.goto(address)
    ready(page)
    return page


def test_faults_are_found(page: Page) -> None:
    page.set_content(_FAULTY)
    assert all("color-contrast" in each for each in faults(page))
    page.set_content(_FAULTY + "<p style='width:2000px'>wide</p>")
    assert any("it is 2" in each for each in faults(page))


@pytest.mark.parametrize("path", ["/en/", "/es/", "/fr/", "/en/poster", "/fr/no", "/report/no"])
def test_public_pages(page: Page, whole: Whole, path: str) -> None:
    page.goto(whole.address + path)
    assert faults(page) == []


def test_report_before_and_after_each_step(page: Page, whole: Whole) -> None:
    _begin(page, f"{whole.address}/es/report")
    page.click("#fill .next")
    found = faults(page)  # with what is missing shown
    answer_all(page, TYPED, lambda: found.extend(faults(page, CROSSED)))
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=sent]")
    assert found + faults(page) == []


def test_report_on_one_page_that_is_not_answered_or_sent(page: Page, whole: Whole) -> None:
    _begin(page, f"{whole.address}/fr/report")
    page.click("#fill .toggle")
    page.click("[data-send]")
    found = faults(page)
    page.check('[data-question="/data/welcome/urgency"] input[value="not_urgent"]')
    page.check('[data-question$="/reporter_mode"] input[value="anonymous"]')
    page.fill('[data-question$="/details/description"] textarea', "Une maison inventée")
    fetched(page, "report/work")
    page.context.set_offline(True)
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=unanswered]")
    assert found + faults(page) == []


@pytest.mark.parametrize("status", [400, 413, 429])
def test_report_that_is_refused(page: Page, whole: Whole, status: int) -> None:
    said = {"status": status, "json": {"sentence": "This is a made-up refusal."}}
    page.route("**/submission", lambda route: route.fulfill(**said))  # type: ignore[arg-type] # of two kinds
    _begin(page, f"{whole.address}/en/report")
    page.check('[data-question="/data/welcome/urgency"] input[value="not_urgent"]')
    page.click("#fill .toggle")
    page.check('[data-question$="/reporter_mode"] input[value="anonymous"]')
    page.fill('[data-question$="/details/description"] textarea', "A made-up house")
    page.click("[data-send]")
    page.wait_for_selector("#outcome:has-text('made-up refusal')")
    assert faults(page) == []


def test_browser_without_cryptography(page: Page, whole: Whole) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    _begin(page, f"{whole.address}/en/report")
    page.wait_for_selector("#outcome[data-state=unsealed]")
    assert faults(page) == []


@pytest.mark.parametrize("forms", [[], ["tip", "alarm"]])
def test_choice_of_forms(page: Page, office: Office, serve: Serve, forms: list[str]) -> None:
    for each in forms:
        office.publish(each, audience=Audience.PUBLIC, title=f"Made-up {each}")
    page.goto(f"{serve(office.app())}/report")
    assert faults(page) == []


def test_pages_from_right_to_left(page: Page, office: Office, serve: Serve) -> None:
    office.settings.data.joinpath("words.csv").write_text(_ARABIC, encoding="utf-8")
    form = xform(_ARABIC_FORM, _ARABIC_CHOICES)
    office.publish("trial", audience=Audience.PUBLIC, xform=form)
    address = serve(office.app())
    page.goto(f"{address}/ar/")
    found = faults(page)
    _begin(page, f"{address}/ar/report/trial")
    assert page.evaluate("getComputedStyle(document.querySelector('#fill')).direction") == "rtl"
    page.click("[data-send]")
    assert found + faults(page) == []


def test_every_widget(page: Page, office: Office, serve: Serve) -> None:
    form = torture_form()
    office.publish("torture", audience=Audience.PUBLIC, xform=form, media=MEDIA)
    _begin(page, f"{serve(office.app())}/en/report")
    page.click("#fill .toggle")
    for each in page.locator("#fill > .repeat > [data-add]").all():
        each.click()
    found = faults(page)
    page.click("[data-send]")
    page.wait_for_selector(".problems")
    assert found + faults(page) == []


def test_list_that_is_open(page: Page, whole: Whole) -> None:
    _begin(page, f"{whole.address}/en/report")
    page.check('[data-question="/data/welcome/urgency"] input[value="not_urgent"]')
    page.click("#fill .toggle")
    page.check('[data-question$="/location_scope"] input[value="abroad"]')
    page.fill('[data-question$="/situation/country"] [role=combobox]', "a")
    assert page.is_visible("[role=listbox]")
    assert faults(page) == []


def test_sign_in_and_what_may_go_wrong(page: Page, whole: Whole) -> None:
    page.goto(f"{whole.address}/console/sign-in")
    found = faults(page)
    page.fill("#login", "amina")
    page.fill("#password", "no turtle")
    page.keyboard.press("Enter")
    page.wait_for_selector("#problem")
    found += faults(page)
    page.goto(f"{whole.address}/console/lost")
    assert found + faults(page) == []


def test_second_step_and_all_own_pages(page: Page, whole: Whole) -> None:
    whole.add("marta", Role.DATA_MANAGER)
    sign_in(page, whole.address, "marta")
    assert faults(page) == []  # the printed codes
    paths = ("", "sessions", "sessions/everybody", "password", "second-step/all", "nowhere")
    for path in (*paths, "second-step/new", "second-step/again"):
        page.goto(f"{whole.address}/console/{path}")
        assert faults(page) == []


def test_setting_up_the_second_step(page: Page, whole: Whole) -> None:
    whole.add("petra", Role.DATA_MANAGER)
    page.goto(f"{whole.address}/console/sign-in")
    found = list[str]()
    sign_in(page, whole.address, "petra", lambda: found.extend(faults(page)))
    page.goto(f"{whole.address}/console/")
    page.context.clear_cookies()
    sign_in(page, whole.address, "petra")
    page.fill("[name=code]", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector("#problem")
    assert found + faults(page) == []


def test_forms_of_the_desk(page: Page, whole: Whole) -> None:
    whole.add("otto", Role.OPERATOR)
    sign_in(page, whole.address, "otto")
    _begin(page, f"{whole.address}/console/forms/hotline")
    found = faults(page)
    page.click("[data-send]")
    page.wait_for_selector(".problems")
    found += faults(page, CROSSED)
    page.fill('[data-question="/data/location/place"] input', "Made-Up Bay")
    page.click("#desk button >> nth=0")  # pause
    page.wait_for_url("**/console/forms")
    found += faults(page)
    page.click(".cards details summary")
    found += faults(page, CROSSED)
    page.click(".cards a[href*=drafts]")
    page.wait_for_selector("#fill .toggle")
    assert page.input_value('[data-question="/data/location/place"] input') == "Made-Up Bay"
    assert found + faults(page, CROSSED) == []


def test_case_record_on_one_page(page: Page, whole: Whole) -> None:
    whole.add("inga", Role.CASE_WORKER)
    sign_in(page, whole.address, "inga")
    _begin(page, f"{whole.address}/console/forms/case_record")
    page.click("#fill .toggle")
    assert faults(page, CROSSED) == []


def test_submission_of_the_desk_that_waits(page: Page, whole: Whole) -> None:
    whole.add("oriel", Role.OPERATOR)
    sign_in(page, whole.address, "oriel")
    _begin(page, f"{whole.address}/console/forms/hotline")
    for name, value in (("in_danger_now", "no"), ("urgency", "not_urgent")):
        page.check(f'[data-question="/data/call/{name}"] input[value="{value}"]')
    page.fill('[data-question="/data/call/call_taker"] input', "Oriel Made-Up")
    page.check('[data-question$="/case_status"] input[value="potential_detected"]')
    page.check('[data-question$="/reporter_mode"] input[value="anonymous"]')
    page.fill('[data-question$="/data_manager"] input', "Amina Made-Up")
    fetched(page)
    page.context.set_offline(True)
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=waiting]")
    assert faults(page) == []


def test_reports_from_the_list_to_one_that_is_read(page: Page, whole: Whole) -> None:
    _begin(page, f"{whole.address}/en/report")
    answer_all(page, TYPED)
    page.click("[data-send]")
    page.wait_for_selector("#outcome[data-state=sent]")
    whole.add("lena", Role.DATA_MANAGER)
    sign_in(page, whole.address, "lena")
    page.goto(f"{whole.address}/console/reports")
    found = faults(page)
    page.click("text=Open what is sealed")
    page.wait_for_selector("[role=status]")
    found += faults(page, CROSSED)
    page.click(".cards a >> nth=0")
    page.wait_for_selector("text=In the form's own words")
    assert page.locator("text=première ligne").count() == 2
    assert found + faults(page) == []


def test_sheet_for_an_agent(page: Page) -> None:
    page.set_content(agent_sheet(FACTS))
    assert faults(page) == []
