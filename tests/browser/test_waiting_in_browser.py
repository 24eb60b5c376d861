"""A form of the staff waits sealed in the browser while the network is down, then goes once."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Serve
from tests.browser.reporting import (
    ANSWER,
    DEAD,
    LOST,
    WORDS,
    Site,
    fetched,
    fill_in,
    kept,
    report_site,
    state,
)
from tests.web.office import Office

pytestmark = pytest.mark.usefixtures("rough")

_STORED = """async () => {
  const opening = indexedDB.open('lespwa')
  await new Promise((resolve) => { opening.onsuccess = resolve })
  const reading = opening.result.transaction('waiting').objectStore('waiting').getAll()
  await new Promise((resolve) => { reading.onsuccess = resolve })
  const texts = []
  for (const each of reading.result) {
    texts.push(JSON.stringify(each))
    for (const {blob} of each.parcel.files) texts.push(await blob.text())
  }
  opening.result.close()
  return texts
}"""


@pytest.fixture
def site(office: Office) -> Site:
    return report_site(office, "staff")


@pytest.fixture
def address(site: Site, serve: Serve) -> str:
    return f"{serve(site.app)}/report"


def _waits(page: Page, number: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('#waiting li').length === n", arg=number)


def _let_wait(page: Page, context: BrowserContext, address: str) -> None:
    fill_in(page, address)
    fetched(page)
    context.set_offline(True)
    page.click("[data-send]")
    state(page, "waiting")


@pytest.mark.requirement("R85")
def test_sealed_submission_waits_and_goes_when_the_network_is_back(
    page: Page, context: BrowserContext, site: Site, address: str, office: Office
) -> None:
    _let_wait(page, context, address)
    assert WORDS["waiting"] in page.inner_text("#outcome")
    _waits(page, 1)
    context.set_offline(False)
    _waits(page, 0)
    state(page, "sent")
    assert office.count("sealed") == 1
    assert "blue van" in site.sent()[0].xml.decode()


def test_what_waits_is_sealed(page: Page, context: BrowserContext, address: str) -> None:
    _let_wait(page, context, address)
    stored = page.evaluate(_STORED)
    assert len(stored) == 2
    assert not any("blue van" in each or "Zoë" in each for each in stored)
    assert '"formId":"screening"' in stored[0]
    assert kept(page) == {"databases": ["lespwa"]}
    assert ANSWER not in page.content()


def test_what_waits_goes_at_the_next_visit(
    page: Page, site: Site, address: str, office: Office
) -> None:
    site.weather.ahead = [DEAD, DEAD]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "waiting")
    with page.expect_event("requestfailed", lambda each: each.url.endswith("/submission")):
        page.goto(address)
    _waits(page, 1)
    with page.expect_response("**/submission"):
        page.goto(address)
    _waits(page, 0)
    assert office.count("sealed") == 1
    assert page.evaluate(_STORED) == []


def test_lost_answer_of_what_waits_makes_one_submission(
    page: Page, site: Site, address: str, office: Office
) -> None:
    site.weather.ahead = [LOST]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "waiting")
    page.click("#waiting button")
    _waits(page, 0)
    assert site.weather.uploads[0] == site.weather.uploads[1]
    assert office.count() == 1


def test_what_waits_goes_only_under_who_wrote_it(
    page: Page, site: Site, address: str, office: Office
) -> None:
    site.weather.ahead = [401]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "signedOut")
    page.goto(f"{address}?owner=bo")
    _waits(page, 1)
    page.click("#waiting button")
    page.wait_for_load_state("networkidle")
    assert office.count() == 0
    with page.expect_response("**/submission"):
        page.goto(address)
    _waits(page, 0)
    assert office.count() == 1


def test_what_is_refused_later_stays_until_it_is_thrown_away(
    page: Page, site: Site, address: str
) -> None:
    site.weather.ahead = [503, 404]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "waiting")
    page.click("#waiting > button")
    page.wait_for_selector("#waiting li .error")
    assert "The server says 404." in page.inner_text("#waiting")
    page.click("#waiting li button")
    page.wait_for_selector("#waiting", state="hidden")
    assert page.evaluate(_STORED) == []


def test_what_was_refused_is_not_thrown_away_by_others(
    page: Page, site: Site, address: str
) -> None:
    site.weather.ahead = [503, 404]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "waiting")
    page.click("#waiting > button")
    page.wait_for_selector("#waiting li button")
    page.goto(f"{address}?owner=bo")
    page.wait_for_selector("#waiting li .error")
    assert page.query_selector("#waiting li button") is None


def test_staff_page_proves_itself(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    assert site.weather.headers[0]["HTTP_X_CSRFTOKEN"] == "made-up"
    assert "HTTP_X_WORK" not in site.weather.headers[0]
