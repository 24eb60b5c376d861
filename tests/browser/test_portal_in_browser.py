"""The public pages in a real browser: small and large, left at once, and used."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect
from pyxform.xls2xform import convert

from server.domain.forms import Audience
from tests.browser.conftest import Serve
from tests.browser.form_page import ROOT, ready
from tests.web.office import Office

PATHS = ["/", "/es/", "/fr/report", "/es/report/online_report", "/en/poster"]
WEATHER = "<!doctype html><html lang=en><title>Weather</title><p>Fine"


@pytest.fixture
def address(office: Office, serve: Serve) -> str:
    """The address of a portal with the online report."""
    office.publish("online_report", audience=Audience.PUBLIC, xform=online_report(office.key))
    return serve(office.app())


def online_report(key: RSAPrivateKey) -> bytes:
    """Return the XForm of the online report as it is published."""
    bare = convert(str(ROOT / "xlsforms/online_report.xlsx")).xform
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    rsa = f'base64RsaPublicKey="{b64encode(der).decode()}"'
    submission = f'<submission action="x" method="post" {rsa}/>'
    return bare.replace("</instance>", f"</instance>{submission}", 1).encode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
def test_page_fits(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("a.leave").is_visible()


@pytest.mark.parametrize("path", ["/", "/es/"])
def test_hotline_is_seen_at_once_on_a_small_phone(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 480})
    page.goto(address + path)
    box = page.locator("a.number").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 480
    assert box["height"] > 40


@pytest.fixture
def way_out(office: Office, serve: Serve) -> str:
    """The portal of an office whose way out leads to the weather."""

    def weather(_environ: object, start: object) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator] # WSGI
        return [WEATHER.encode()]

    office.settings = replace(office.settings, leave_to=f"{serve(weather)}/")
    return serve(office.app())


def test_leaving_leaves_nothing_in_the_history(page: Page, way_out: str) -> None:
    page.goto("about:blank")
    page.goto(f"{way_out}/")
    page.click("a.leave")
    expect(page).to_have_title("Weather", timeout=20_000)
    page.go_back()
    assert page.url == "about:blank"


def test_leaving_after_several_pages_leaves_none_behind(page: Page, way_out: str) -> None:
    page.goto("about:blank")
    page.goto(f"{way_out}/en/")
    page.click("a.go >> nth=0")
    page.wait_for_url("**/en/report")
    page.click("footer a")
    page.wait_for_url("**/en/")
    page.click("a.leave")
    expect(page).to_have_title("Weather", timeout=20_000)
    page.go_back()
    assert page.url == "about:blank"


def test_shift_pressed_three_times_leaves(page: Page, way_out: str) -> None:
    page.goto(f"{way_out}/")
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_title("Weather", timeout=20_000)


@pytest.fixture
def unscripted(browser: Browser) -> Iterator[Page]:
    """A browser in which scripts are switched off."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_leaving_needs_no_script(unscripted: Page, way_out: str) -> None:
    unscripted.goto(f"{way_out}/")
    unscripted.click("a.leave")
    assert unscripted.title() == "Weather"


def test_without_script_the_hotline_takes_the_place_of_sending(
    unscripted: Page, address: str
) -> None:
    unscripted.goto(f"{address}/fr/report/online_report")
    assert unscripted.locator(".call a.number").first.is_visible()
    assert not unscripted.locator("[data-send]").is_visible()


@pytest.mark.requirement("R18", "R19", "R26")
def test_report_is_filled_in_and_sent(page: Page, address: str, office: Office) -> None:
    page.goto(f"{address}/es/")
    page.click("a.go >> nth=0")
    ready(page)
    page.check('[data-question="/data/welcome/urgency"] input[value="not_urgent"]')
    page.get_by_role("button", name="Mostrar todo en una página").click()
    page.fill('[data-question="/data/report/details/description"] textarea', "Una casa inventada")
    page.click("[data-send]")
    page.wait_for_selector("#outcome .reference")
    assert "Ha llegado" in page.inner_text("#outcome")
    assert office.count("sealed") == 1
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]
    assert "inventada" not in office.log.getvalue()
