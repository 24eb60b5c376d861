"""A report goes from the page to the server sealed, once, whatever the network does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from server.web.words.table import words_for
from tests.browser.conftest import Serve
from tests.browser.reporting import (
    ANSWER,
    DEAD,
    LOST,
    WORDS,
    Site,
    fill_in,
    give,
    kept,
    pressed,
    report_site,
    state,
)
from tests.web.office import MIB, Office


@pytest.fixture
def site(office: Office) -> Site:
    return report_site(office)


@pytest.fixture
def address(site: Site, serve: Serve) -> str:
    return f"{serve(site.app)}/report"


@pytest.mark.requirement("R82")
def test_report_arrives_sealed(page: Page, site: Site, address: str, office: Office) -> None:
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    opened, _ = site.sent()
    assert f"<place>{ANSWER.replace('&', '&amp;')}</place>" in opened.xml.decode()
    assert office.count("sealed") == 1
    assert not any(b"blue van" in each for each in site.weather.uploads[0].values())


def test_reference_is_shown_to_be_written_down(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    opened, _ = site.sent()
    reference = page.inner_text("#outcome .reference")
    assert len(reference) >= 8
    assert reference in opened.xml.decode()
    assert WORDS["sent.reference"] in page.inner_text("#outcome")
    assert page.evaluate("document.activeElement.id") == "outcome"


@pytest.mark.requirement("R26")
def test_public_page_leaves_nothing_behind(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    assert kept(page) == {}
    assert ANSWER not in page.content()
    assert page.locator("input").count() == 0
    held = "async () => Object.keys((await import('/static/public.js')).filling.form ?? {})"
    assert page.evaluate(held) == []
    assert "HTTP_COOKIE" not in site.weather.headers[0]


def test_file_goes_under_a_random_name(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    give(
        page,
        {"name": "amina's list.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 9},
    )
    page.click("[data-send]")
    state(page, "sent")
    opened, files = site.sent()
    (name,) = set(files) - {"submission.xml.enc"}
    assert re.fullmatch(r"[0-9a-f-]{36}\.pdf\.enc", name)
    assert files[name] == b"%PDF" * 9
    assert f"<paper>{name.removesuffix('.enc')}</paper>" in opened.xml.decode()


def test_second_press_joins_the_first(page: Page, site: Site, address: str, office: Office) -> None:
    site.weather.held.clear()
    fill_in(page, address)
    page.evaluate("""() => {
        const form = document.getElementById('fill')
        for (let press = 0; press < 5; press++) form.requestSubmit()
    }""")
    state(page, "sending")
    page.evaluate("document.getElementById('fill').requestSubmit()")
    site.weather.held.set()
    state(page, "sent")
    assert (len(site.weather.uploads), office.count()) == (1, 1)


@pytest.mark.usefixtures("rough")
@pytest.mark.parametrize("first", [LOST, DEAD])
def test_lost_answer_makes_one_submission(
    page: Page, site: Site, address: str, office: Office, first: int
) -> None:
    site.weather.ahead = [first]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "unanswered")
    assert office.count() == (1 if first == LOST else 0)
    pressed(page, "send_again")
    state(page, "sent")
    assert site.weather.uploads[0] == site.weather.uploads[1]
    assert office.count() == 1


@pytest.mark.usefixtures("rough")
def test_same_bytes_go_when_the_connection_is_back(
    page: Page, context: BrowserContext, site: Site, address: str, office: Office
) -> None:
    site.weather.ahead = [LOST]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "unanswered")
    context.set_offline(True)
    context.set_offline(False)
    state(page, "sent")
    assert site.weather.uploads[0] == site.weather.uploads[1]
    assert office.count() == 1


@pytest.mark.usefixtures("rough")
def test_refusal_keeps_the_answers(page: Page, site: Site, address: str) -> None:
    site.weather.ahead = [400]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "refused")
    assert "The server says 400." in page.inner_text("#outcome")
    pressed(page, "to_answers")
    page.fill("#q-1-control", "Somewhere else")
    page.click("[data-send]")
    state(page, "sent")
    assert b"<place>Somewhere else</place>" in site.sent()[0].xml


@pytest.mark.usefixtures("rough")
def test_answers_changed_after_a_lost_answer_are_said_not_to_have_arrived(
    page: Page, site: Site, address: str, office: Office
) -> None:
    site.weather.ahead = [LOST, 400]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "unanswered")
    pressed(page, "send_again")
    state(page, "refused")
    pressed(page, "to_answers")
    page.fill("#q-1-control", "Somewhere else")
    page.click("[data-send]")
    state(page, "earlier")
    assert WORDS["sent.earlier"] in page.inner_text("#outcome")
    assert office.count() == 1


@pytest.mark.usefixtures("rough")
def test_too_large_goes_back_to_the_answers(page: Page, site: Site, address: str) -> None:
    site.weather.ahead = [413]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "tooLarge")
    assert "The server says 413." in page.inner_text("#outcome")
    pressed(page, "to_answers")
    assert page.input_value("#q-1-control") == ANSWER


@pytest.mark.usefixtures("rough")
@pytest.mark.parametrize("busy", [429, 503])
def test_busy_server_is_asked_again(page: Page, site: Site, address: str, busy: int) -> None:
    site.weather.ahead = [busy]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "busy")
    pressed(page, "send_again")
    state(page, "sent")
    assert site.weather.uploads[0] == site.weather.uploads[1]


@pytest.mark.parametrize("status", [200, 204])
def test_gate_of_a_wireless_network_is_not_taken_for_the_server(
    page: Page, site: Site, address: str, status: int
) -> None:
    site.weather.ahead = [status]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "unanswered")


def test_work_is_done_before_it_is_sent(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    assert site.bench.judge(site.weather.headers[0]["HTTP_X_WORK"])


@pytest.mark.usefixtures("rough")
def test_work_that_is_not_taken_is_done_anew(page: Page, site: Site, address: str) -> None:
    site.weather.ahead = [428]
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sent")
    first, second = (site.bench.judge(each["HTTP_X_WORK"]) for each in site.weather.headers)
    assert first != second
    assert site.weather.uploads[0] == site.weather.uploads[1]


def test_answer_is_asked_for_before_anything_is_sealed(
    page: Page, site: Site, address: str
) -> None:
    fill_in(page, address, "")
    page.click("[data-send]")
    assert page.is_visible("#q-1-control")
    assert not page.is_visible("#outcome")
    assert site.weather.uploads == []


def test_browser_that_cannot_seal_says_so_at_once(page: Page, site: Site, address: str) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    fill_in(page, address)
    assert WORDS["cannot_seal"] in page.inner_text("#outcome[data-state=unsealed]")
    page.click("[data-send]")
    state(page, "unsealed")
    pressed(page, "to_answers")
    assert page.input_value("#q-1-control") == ANSWER
    assert site.weather.uploads == []


@pytest.mark.parametrize("written", ["", "AAAA"])
def test_form_without_a_key_is_not_sent(
    page: Page, office: Office, serve: Serve, written: str
) -> None:
    site = report_site(office, key=written)
    fill_in(page, f"{serve(site.app)}/report")
    state(page, "unsealed")
    page.click("[data-send]")
    page.wait_for_selector(f"#outcome button:has-text('{WORDS['to_answers']}')")
    assert site.weather.uploads == []


@pytest.mark.usefixtures("rough")
def test_cryptography_that_did_not_load_is_fetched_again(
    page: Page, address: str, office: Office
) -> None:
    page.route("**/seal.js*", lambda route: route.abort())
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "unsealed")
    assert WORDS["not_loaded"] in page.inner_text("#outcome")
    page.unroute("**/seal.js*")
    pressed(page, "send_again")
    state(page, "sent")
    assert office.count() == 1


@pytest.mark.parametrize("version", ['2026.1 "b"\'&<>', ""])
def test_strange_version_arrives(page: Page, office: Office, serve: Serve, version: str) -> None:
    quoted = version.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    instance = (
        f'<data id="screening" version="{quoted}"><place/><paper/><meta><instanceID/></meta></data>'
    )
    site = report_site(office, version=version, instance=instance)
    fill_in(page, f"{serve(site.app)}/report")
    page.click("[data-send]")
    state(page, "sent")
    assert site.sent()[0].identity.version == (version or None)


@pytest.mark.usefixtures("rough")
def test_too_much_for_the_server_is_said_and_kept(page: Page, address: str, office: Office) -> None:
    fill_in(page, address)
    give(page, {"name": "a.pdf", "mimeType": "application/pdf", "buffer": bytes(6 * MIB)})
    page.click("[data-send]")
    state(page, "tooLarge")
    assert WORDS["too_large"] in page.inner_text("#outcome")
    assert office.count() == 0


def test_other_language_sends_the_same_answers(page: Page, site: Site, address: str) -> None:
    fill_in(page, address)
    page.click("a[data-language]")
    page.wait_for_selector("#fill[lang=fr]")
    page.click("[data-send]")
    state(page, "sent")
    assert words_for("fr")("sent.title") in page.inner_text("#outcome")
    assert "blue van" in site.sent()[0].xml.decode()


def test_language_does_not_change_while_it_is_sent(page: Page, site: Site, address: str) -> None:
    site.weather.held.clear()
    fill_in(page, address)
    page.click("[data-send]")
    state(page, "sending")
    page.click("a[data-language]")
    page.wait_for_timeout(200)
    assert page.get_attribute("#fill", "lang") == "en"
    assert not page.is_visible("#fill")
    site.weather.held.set()
    state(page, "sent")
